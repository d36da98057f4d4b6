"""What one sentence denies and another affirms of the same things."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from service.domain import ConflictKind
from service.pipeline.claims.extraction import Claims
from service.pipeline.claims.lexicon import Lexicon
from service.pipeline.claims.negation import Negation
from service.pipeline.claims.synonyms import canonical_stem, content_stems
from service.pipeline.conflicts.comparison import Affirmation, Difference
from service.pipeline.conflicts.slots import Slots

_SHARED = 0.6
"""Share of the shorter sentence's words, and of what is denied, that both must hold for a denial to be of the same."""
_MOST_ADDED = 30
"""Characters of the place that a negation fills in one of two copies; a longer one holds more than a denial."""


def find_denied(one: Claims, other: Claims, slots: Slots, lexicon: Lexicon) -> Iterator[Difference]:
    """What `one` denies and `other` affirms of the same things."""
    words, other_words = content_stems(one.tokens), content_stems(other.tokens)
    affirmed = lexicon.expand(other_words)
    shared = lexicon.expand(words) & affirmed
    disputed = frozenset[str]().union(*(_scope(negation) for negation in other.negations))
    for negation in one.negations:
        if slots.near:
            yield from _find_added(negation, other.negations, slots, about=shared)
        elif len(shared) >= _SHARED * min(len(words), len(other_words)) and not _scope(negation) & disputed:
            yield from _find_affirmed(negation, other, lexicon, affirmed, about=shared)


def _find_added(
    negation: Negation, others: Sequence[Negation], slots: Slots, *, about: frozenset[str]
) -> Iterator[Difference]:
    """The negation, if the other of two copies lacks it."""
    for slot in slots.slots:
        longest = max(slot.end - slot.start, slot.other_end - slot.other_start)
        if (
            longest <= _MOST_ADDED
            and slot.start <= negation.start < slot.end
            and not any(slot.other_start <= other.start < slot.other_end for other in others)
        ):
            yield Difference(
                kind=ConflictKind.NEGATION,
                first=negation,
                second=Affirmation(start=slot.other_start, end=slot.other_end),
                about=about,
            )


def _find_affirmed(
    negation: Negation, other: Claims, lexicon: Lexicon, affirmed: frozenset[str], *, about: frozenset[str]
) -> Iterator[Difference]:
    """The negation, if the other sentence uses what it denies: the predicate, and most of what goes with it."""
    predicate, scope = canonical_stem(negation.predicate), _scope(negation)
    if predicate not in affirmed:
        return
    met = {stem for stem in scope if lexicon.expand(frozenset({stem})) & affirmed}
    place = next((token for token in other.tokens if canonical_stem(token.stem) == predicate), None)
    if place and len(met) >= _SHARED * len(scope):
        yield Difference(
            kind=ConflictKind.NEGATION,
            first=negation,
            second=Affirmation(start=place.start, end=place.end),
            about=about,
        )


def _scope(negation: Negation) -> frozenset[str]:
    return frozenset(map(canonical_stem, negation.scope))
