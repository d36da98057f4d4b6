"""What is new: sentences that tell a reader what the articles known to him do not."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from service.domain import Citation, Conflict, ConflictSide, ConflictStatus, News, NewsStatus
from service.pipeline.text.corpus import Corpus
from service.pipeline.text.watching import look_at_clock
from service.ports import Entailment

_NEAR = 0.5
"""Cosine from which a known sentence may say what a new one says."""
_EVIDENCE = 3
"""Nearest known sentences that are read together."""
_SAID = 0.5
"""Probability from which they say it, as in verification."""

Judge = Callable[[Sequence[tuple[str, str]]], list[Entailment]]
"""Pairs of evidence and claim -> of each, whether the one follows from the other."""


def find_news(
    corpus: Corpus,
    groups: Sequence[Collection[int]],
    conflicts: Sequence[Conflict],
    known: frozenset[str],
    judge: Judge | None = None,
) -> dict[int, News]:
    """By sentence of an unknown article, what is new about it; those that tell nothing new are left out.

    A sentence is new if no sentence of its group is of a known article, and its nearest known ones together do not say
    it; updated or disputed if it takes a side, which no known article takes, of an update or a conflict in which one
    does. groups: of sentences that report one fact. known: ids of articles.
    judge: a model's say; without it groups decide alone. Cost: new sentences times known ones.
    """
    is_known = np.array([corpus.article(i).id in known for i in range(len(corpus.sentences))], np.bool_)
    fresh = [i for own in groups if not is_known[list(own)].any() for i in own]
    said = _find_said(corpus, fresh, np.flatnonzero(is_known), judge) if judge else frozenset()
    news = {i: News(status=NewsStatus.NEW) for i in fresh if i not in said}
    return news | _find_turned(corpus, conflicts, known)


def _find_said(corpus: Corpus, fresh: Sequence[int], known: NDArray[np.int64], judge: Judge) -> frozenset[int]:
    """Those of `fresh` that the `known` sentences say in other words."""
    near: dict[int, list[int]] = {}
    for i in fresh if len(known) else ():
        look_at_clock()
        cosine = np.round(corpus.embeddings[known] @ corpus.embeddings[i], 6)
        nearest = np.argsort(-cosine, kind="stable")[:_EVIDENCE]
        near[i] = known[nearest[cosine[nearest] >= _NEAR]].tolist()
    asked = [i for i in fresh if near.get(i)]
    claims = {i: corpus.read_together([i]) for i in asked}
    verdicts = judge([(corpus.read_together(near[i], beside=claim), claim) for i, claim in claims.items()])
    return frozenset(i for i, verdict in zip(asked, verdicts, strict=True) if verdict.entailed >= _SAID)


def _find_turned(corpus: Corpus, conflicts: Sequence[Conflict], known: frozenset[str]) -> dict[int, News]:
    """By sentence, what it replaces, or else disputes, of what known articles say."""
    place_of = {(sentence.article_index, sentence.start): i for i, sentence in enumerate(corpus.sentences)}
    turned: dict[int, News] = {}
    for conflict in sorted(conflicts, key=lambda conflict: conflict.status is ConflictStatus.UPDATE):
        told = [place for place, side in enumerate(conflict.sides) if _is_told(side, known)]
        for place, side in enumerate(conflict.sides):
            if conflict.status is ConflictStatus.UPDATE:
                status, before = NewsStatus.UPDATED, [other for other in told if other < place]
            else:
                status, before = NewsStatus.DISPUTED, told
            if before and place not in told:
                against = tuple(c for other in before for c in conflict.sides[other].citations if c.article_id in known)
                turned |= {i: News(status=status, against=against) for i in _locate(side.citations, place_of)}
    return turned


def _is_told(side: ConflictSide, known: frozenset[str]) -> bool:
    return any(citation.article_id in known for citation in side.citations)


def _locate(citations: Sequence[Citation], place_of: Mapping[tuple[int, int], int]) -> list[int]:
    places = (place_of.get((citation.article_index, citation.start)) for citation in citations)
    return [place for place in places if place is not None]
