"""What one sentence denies and another affirms of the same things."""

from __future__ import annotations

from collections.abc import Iterator

from service.domain import ConflictKind
from service.pipeline.claims.extraction import Claims
from service.pipeline.claims.lexicon import Lexicon
from service.pipeline.claims.negation import IMPLIED_DENIALS, Negation
from service.pipeline.claims.synonyms import canonical_stem, content_stems
from service.pipeline.conflicts.comparison import Affirmation, Difference
from service.pipeline.conflicts.slots import Slot, Slots

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
            yield from _find_added(negation, one, other, slots, about=shared, affirmed=affirmed)
        elif len(shared) >= _SHARED * min(len(words), len(other_words)) and not _scope(negation) & disputed:
            yield from _find_affirmed(negation, other, lexicon, affirmed, about=shared)


def _find_added(
    negation: Negation, one: Claims, other: Claims, slots: Slots, *, about: frozenset[str], affirmed: frozenset[str]
) -> Iterator[Difference]:
    """The negation, if the other of two copies lacks it and has what it denies, and nothing in its place."""
    if negation.predicate and canonical_stem(negation.predicate) not in affirmed:
        return
    for slot in slots.slots:
        longest = max(slot.end - slot.start, slot.other_end - slot.other_start)
        if (
            longest <= _MOST_ADDED
            and slot.start <= negation.start < slot.end
            and not any(slot.other_start <= denial.start < slot.other_end for denial in other.negations)
            and _differ_in_cue(negation, one, other, slot)
        ):
            yield Difference(
                kind=ConflictKind.NEGATION,
                first=negation,
                second=Affirmation(start=slot.other_start, end=slot.other_end),
                about=about,
            )


def _differ_in_cue(negation: Negation, one: Claims, other: Claims, slot: Slot) -> bool:
    """Whether both fill a place with the same words beside the cue; a verb ("denied") may replace another."""
    own = _told(one, slot.start, slot.end, but=negation)
    theirs = _told(other, slot.other_start, slot.other_end)
    if negation.in_word:
        own |= {canonical_stem(negation.predicate)}
    verb = negation.cue in IMPLIED_DENIALS and len(theirs - own) == 1
    return not own - theirs and (verb or own == theirs)


def _told(claims: Claims, start: int, end: int, *, but: Negation | None = None) -> frozenset[str]:
    """Canonical stems of the words of content in a place, adverbs and the cue of a negation left out."""
    return content_stems(
        [
            token
            for token in claims.tokens
            if start <= token.start < end
            and not token.lower.endswith("ly")
            and not (but and but.start <= token.start < but.end)
        ]
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
