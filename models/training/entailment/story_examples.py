"""Invented stories with known truth as examples: claims about them, who says all of a sentence, what contradicts.

What is known of them is what the service asks of the model: whether one report, by the sentences that are retrieved
from it, says all of a sentence of another, and whether two near sentences can both be true of one time.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from models.training.entailment.examples import (
    CONTRADICTED,
    ENTAILED,
    NOT_CONTRADICTED,
    NOT_ENTAILED,
    ClaimExamples,
    Example,
    read_claim,
)
from models.training.stories import CLOCK, Pair, Story, read_stories
from service.pipeline.attribution import retrieve_by_article
from service.pipeline.conflicts import pair_nearest
from service.ports import SentenceEncoder

_NEAR_PAIRS, _PAIRS_OF_GROUPS = 110, 50
"""Of each story, that neither contradict each other nor tell steps of one update."""
_PAIRS_OF_A_CONFLICT = 16
_FORWARD = 0.5
"""Share of pairs with the later sentence as the claim."""


def load_stories(
    path: Path, encoder: SentenceEncoder, chooser: random.Random
) -> tuple[list[ClaimExamples], list[Example]]:
    """The claims about the stories of `path`, and what is known of their sentences."""
    claims: list[ClaimExamples] = []
    examples: list[Example] = []
    for story in read_stories(path, encoder, whole=True):
        claims.extend(_list_claims(story, encoder, chooser))
        examples.extend(_list_supports(story, encoder))
        examples.extend(_list_contradictions(story, chooser))
    return claims, examples


def _list_claims(story: Story, encoder: SentenceEncoder, chooser: random.Random) -> Iterator[ClaimExamples]:
    for claim in story.row["claims"]:
        marks = [story.locate(name) for name in claim["evidence"]]
        yield read_claim({**claim, "evidence": marks}, story.corpus, story.id, encoder, chooser)


def _list_supports(story: Story, encoder: SentenceEncoder) -> Iterator[Example]:
    """Each sentence with what is retrieved for it from each other article, and with the sentences that are marked."""
    corpus = story.corpus
    for item in story.row["supports"]:
        own, shown = item["shown"].split(": ", 1)
        saying, denying = ({name.split(": ", 1)[0] for name in item[key]} for key in ("by", "disputing"))
        pairs = {
            pair: ENTAILED if home in saying else CONTRADICTED if home in denying else NOT_ENTAILED
            for place, pair in retrieve_by_article(shown, corpus, encoder, CLOCK).items()
            if (home := corpus.articles[place].id) != own
        }
        for key, label in (("by", ENTAILED), ("related", NOT_ENTAILED), ("disputing", CONTRADICTED)):
            for name in item[key]:
                for i in story.find(name):
                    pairs.setdefault((corpus.read_together([i], beside=shown), shown), label)
        yield from (_make(evidence, claim, label, story.id) for (evidence, claim), label in pairs.items())


def _list_contradictions(story: Story, chooser: random.Random) -> Iterator[Example]:
    """Sentences on two sides of a conflict, or of two steps of an update; and such as are on neither.

    These are near ones, and tellings of one fact.
    """
    corpus = story.corpus
    opposed = [*story.list_conflicts(), *story.list_updates()]
    for pairs in opposed:
        yield from _pair(story, chooser.sample(pairs, min(len(pairs), _PAIRS_OF_A_CONFLICT)), CONTRADICTED, chooser)
    taken = {frozenset(pair) for pairs in opposed for pair in pairs}
    words = [terms.content for terms in corpus.terms]
    near = [
        pair
        for pair in pair_nearest(corpus.embeddings, words, corpus.article_of.tolist())
        if frozenset(pair) not in taken
    ]
    yield from _pair(story, chooser.sample(near, min(len(near), _NEAR_PAIRS)), NOT_CONTRADICTED, chooser)
    told = [pair for pair in story.list_same() if frozenset(pair) not in taken]
    yield from _pair(story, chooser.sample(told, min(len(told), _PAIRS_OF_GROUPS)), NOT_CONTRADICTED, chooser)


def _pair(story: Story, pairs: Sequence[Pair], label: str, chooser: random.Random) -> Iterator[Example]:
    for one, other in pairs:
        i, j = (one, other) if chooser.random() < _FORWARD else (other, one)
        claim = story.corpus.read_together([j])
        yield _make(story.corpus.read_together([i], beside=claim), claim, label, story.id)


def _make(evidence: str, claim: str, label: str, story_id: str) -> Example:
    return Example(evidence=evidence, claim=claim, label=label, source="stories", cluster=story_id)
