"""Material: what a rewriter is given of a group, and what it may cite of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from service.domain import LengthUnit, Order
from service.pipeline.rewriting.drafting import choose_sentences
from service.pipeline.selection import name_group
from service.pipeline.sources import RankedGroup
from service.pipeline.text.corpus import Corpus
from service.rewrites import CompositionRequest, StoryFact

_CHARACTERS_PER_WORD = 6
"""Of English news, the space included; a length in characters is told to a composer in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """A fact as it is given to a composer.

    lead: the sentence that stands for it. place: of its group. given: the sentences whose wordings are given.
    members: all sentences of the group.
    """

    fact: StoryFact
    lead: int
    place: int
    given: tuple[int, ...]
    members: tuple[int, ...]


def describe_fact(
    corpus: Corpus,
    group: RankedGroup,
    place: int,
    lead: int,
    *,
    notes: Sequence[str] = (),
    stand_back: frozenset[int] = frozenset(),
) -> Material:
    """The fact that `lead` stands for, of `group` at `place`, as a composer reads it.

    notes: where sources disagree about it. stand_back: sentences that newer values replaced.
    """
    given = list_given(corpus, group, lead, stand_back)
    articles = [corpus.article(k) for k in group.members]
    days = {article.published_at.date().isoformat() for article in articles if article.published_at}
    fact = StoryFact(
        name=name_group(place),
        wordings=tuple(" ".join(corpus.sentences[k].text.split()) for k in given),
        sources=tuple(sorted({article.source or article.id for article in articles})),
        days=tuple(sorted(days)),
        notes=tuple(notes),
    )
    return Material(fact=fact, lead=lead, place=place, given=given, members=group.members)


def list_given(corpus: Corpus, group: RankedGroup, lead: int, stand_back: frozenset[int]) -> tuple[int, ...]:
    """What a rewriter reads of the group of `lead`: it, then the members that are nearest to the others.

    Of members of one wording, the first; headlines are no sentences. stand_back: what is not to be told beside `lead`,
    such as what newer values replaced, which would be told as new.
    """
    near = sorted(zip(group.members, group.similarity, strict=True), key=lambda pair: (-pair[1], pair[0]))
    sentences = corpus.sentences
    order = [lead, *(k for k, _ in near if k != lead and k not in stand_back and not sentences[k].headline)]
    first: dict[str, int] = {}
    for k in order:
        first.setdefault(" ".join(sentences[k].text.split()), k)
    return tuple(first[text] for text in choose_sentences([sentences[k].text for k in order]))


def draft_composition(
    material: Sequence[Material], language: str, *, limit: int, unit: LengthUnit, order: Order, query: str | None
) -> CompositionRequest:
    """What a composer is asked to tell, in at most `limit` units of `unit`."""
    words = limit // _CHARACTERS_PER_WORD if unit is LengthUnit.CHARACTERS else limit
    counts = unit is LengthUnit.SENTENCES
    return CompositionRequest(
        facts=tuple(one.fact for one in material),
        language=language,
        max_words=None if counts else max(1, words),
        max_sentences=limit if counts else None,
        order=order.value,
        query=query,
    )
