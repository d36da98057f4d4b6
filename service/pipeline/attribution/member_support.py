"""Which members of its group say what a shown sentence says, which less or something else, and which otherwise.

An article without a member may say it in quite other words, or in a sentence that tells mainly of something else: what
is nearest in it is read as well, and counts where it says all of the sentence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from service.domain import Citation, CitationRole, Conflict, ConflictStatus
from service.pipeline.attribution.roles import choose_role, measure_strength, weigh_words
from service.pipeline.text.corpus import Corpus, Evidence
from service.pipeline.text.folding import flatten
from service.pipeline.text.terms import extract_terms
from service.pipeline.text.watching import count_checks, look_at_clock, watched
from service.pipeline.verification import tell_alike
from service.ports import EntailmentModel, StageClock

_ORDER = {role: place for place, role in enumerate(CitationRole)}
"""Representative, supporting, related, disputing."""
_LEAST_NEAR = 0.35
"""Cosine below which the nearest sentence of an article without a member is not read: nine in ten that say all of a
sentence are nearer."""
_SURELY_NEAR, _LEAST_HELD = 0.5, 0.3
"""Nor is it read where it has neither this cosine nor this share of the words that are shown: of 92 such none said all
of a sentence. docs/decisions/0037-read-less.md"""
_MOST_FURTHER = 8
"""Of these sentences, how many are read for each that is shown, the nearest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSentence:
    """A sentence as it is shown, and the sentences of the articles that it stands for.

    nearness: by member, how near it is to the group, in [0, 1]; 1.0 for the representative. known: those of the members
    that are known to say it, alone or together. disputing: those that stand on another side of a conflict.
    """

    text: str
    representative: int
    nearness: Mapping[int, float]
    known: Mapping[int, float]
    disputing: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """How a member stands to a shown sentence. score: how strongly, in [0, 1]."""

    role: CitationRole
    score: float

    @property
    def counts(self) -> bool:
        """Whether it says what is shown."""
        return self.role in (CitationRole.REPRESENTATIVE, CitationRole.SUPPORTING)


def judge_members(
    shown: Sequence[ShownSentence], corpus: Corpus, entailment: EntailmentModel | None, clock: StageClock
) -> list[dict[int, Support]]:
    """By member, how it stands to each sentence, and what supports it of articles without a member.

    Without a model all members support what stands for them, and nothing else does.
    Each member is read with the sentence before it where it opens by pointing back. Raises: DeadlineExceededError.
    """
    open_pairs = [
        (place, i)
        for place, one in watched(enumerate(shown), clock, "cite")
        for i in _list_open(one, corpus, entailment)
    ]
    claims = [_tell_alike(shown[place], corpus.evidence(i), corpus) for place, i in open_pairs]
    texts = [(corpus.read_together([i], beside=claim), claim) for (_, i), claim in zip(open_pairs, claims, strict=True)]
    judged = entailment.judge(texts, check=count_checks(clock, "cite", len(texts))) if entailment else []
    supports = [_settle(one, corpus) for one in shown]
    words = [_read_words(one, corpus) for one in shown]
    for (place, i), judgement in zip(open_pairs, judged, strict=True):
        alone = weigh_words(judgement, words[place], corpus.terms[i].content)
        # Models overlook figures, claims do not: who stands on another side does not support it, whatever it entails.
        role = CitationRole.DISPUTING if i in shown[place].disputing else choose_role(alone, disputes=False)
        if i in supports[place] or role is CitationRole.SUPPORTING:
            score = measure_strength(role, alone, shown[place].nearness.get(i, 0.0))
            supports[place][i] = Support(role=role, score=score)
    return supports


def list_rivals(corpus: Corpus, conflicts: Sequence[Conflict]) -> dict[int, frozenset[int]]:
    """By sentence, those that stand on another side of a conflict; updates are none, both were true of their time."""
    place_of = {(corpus.article(i).index, s.start, s.end): i for i, s in enumerate(corpus.sentences)}
    rivals: dict[int, frozenset[int]] = {}
    for conflict in conflicts:
        if conflict.status is not ConflictStatus.CONFLICT:
            continue
        sides = [
            frozenset(place_of[key] for c in side.citations if (key := (c.article_index, c.start, c.end)) in place_of)
            for side in conflict.sides
        ]
        everybody = frozenset[int]().union(*sides)
        for side in sides:
            others = everybody - side  # one set for all of a side: there may be thousands on both
            for i in side:
                look_at_clock()
                rivals[i] = rivals[i] | others if i in rivals else others
    return rivals


def cite_members(corpus: Corpus, supports: Mapping[int, Support]) -> tuple[Citation, ...]:
    """The representative first, then what supports, what is related and what disputes, the strongest first."""
    order = sorted(supports, key=lambda i: (_ORDER[supports[i].role], -supports[i].score, i))
    return tuple(corpus.cite(i, supports[i].role, supports[i].score) for i in order)


def _list_open(one: ShownSentence, corpus: Corpus, entailment: EntailmentModel | None) -> list[int]:
    """The members that a model has to decide about."""
    if entailment is None:
        return []
    text = flatten(one.text)
    return [
        i
        for i in (*one.nearness, *_find_further(one, corpus))
        if i != one.representative and i not in one.known and flatten(corpus.sentences[i].text) != text
    ]


def _find_further(one: ShownSentence, corpus: Corpus) -> tuple[int, ...]:
    """The nearest sentence of each article that has no member, where it may say all of it; the nearest first."""
    nearness = corpus.embeddings @ corpus.embeddings[one.representative]
    homes = {int(corpus.article_of[i]) for i in one.nearness}
    best: dict[int, int] = {}
    for i in np.argsort(-nearness, kind="stable").tolist():
        if nearness[i] < _LEAST_NEAR or len(best) == _MOST_FURTHER:
            break
        if (home := int(corpus.article_of[i])) not in homes and i not in one.disputing:
            best.setdefault(home, i)
    words = _read_words(one, corpus)
    return tuple(
        i
        for i in best.values()
        if nearness[i] >= _SURELY_NEAR or len(words & corpus.terms[i].content) >= _LEAST_HELD * len(words)
    )


def _settle(one: ShownSentence, corpus: Corpus) -> dict[int, Support]:
    """What is known of the members without a model."""
    text = flatten(one.text)
    supports = {}
    for i, nearness in one.nearness.items():
        role = CitationRole.REPRESENTATIVE if i == one.representative else CitationRole.SUPPORTING
        same = flatten(corpus.sentences[i].text) == text
        supports[i] = Support(role=role, score=1.0 if same else one.known.get(i, nearness))
    return supports


def _tell_alike(one: ShownSentence, member: Evidence, corpus: Corpus) -> str:
    return tell_alike(flatten(one.text), corpus.evidence(one.representative).language, [member])


def _read_words(one: ShownSentence, corpus: Corpus) -> frozenset[str]:
    """The stems of content of a sentence as it is shown."""
    if one.text == corpus.sentences[one.representative].text:
        return corpus.terms[one.representative].content
    return extract_terms(one.text, corpus.evidence(one.representative).language).content
