"""Places in which two wordings of one sentence put different words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from service.pipeline.text.tokens import Token
from service.pipeline.text.watching import look_at_clock

_MOST_TOKENS = 8
"""A longer replacement is another wording, not another filling of one place."""
_LEAST_MATCH = 2
"""Tokens that must agree on each side of a slot, unless the sentence ends there."""
_NEAR = 0.7
"""Share of the longer sentence's tokens that must agree, in order, for one to be all but a copy of the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """Offsets of what stands in one place of two sentences: `one[start:end]` and `other[other_start:other_end]`.

    Empty on one side where the other one has something more; then only `near` sentences have it.
    """

    start: int
    end: int
    other_start: int
    other_end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Slots:
    """The slots of two sentences in order. near: whether one is all but a copy of the other."""

    near: bool
    slots: tuple[Slot, ...]

    def swap(self) -> Slots:
        """The same slots, seen from the other sentence."""
        swapped = (
            Slot(start=slot.other_start, end=slot.other_end, other_start=slot.start, other_end=slot.end)
            for slot in self.slots
        )
        return Slots(near=self.near, slots=tuple(swapped))


def find_slots(tokens: Sequence[Token], others: Sequence[Token]) -> Slots:
    """The slots of two sentences. Cost: the product of their lengths at worst."""
    look_at_clock()
    one = [token for token in tokens if token.word or token.text[0].isdecimal()]
    other = [token for token in others if token.word or token.text[0].isdecimal()]
    stems, other_stems = [token.stem for token in one], [token.stem for token in other]
    steps = SequenceMatcher(None, stems, other_stems, autojunk=False).get_opcodes()
    matched = sum(step[2] - step[1] for step in steps if step[0] == "equal")
    near = matched >= _NEAR * max(len(one), len(other)) > 0
    return Slots(
        near=near,
        slots=tuple(
            Slot(
                start=_offset(one, step[1]),
                end=one[step[2] - 1].end if step[2] > step[1] else _offset(one, step[1]),
                other_start=_offset(other, step[3]),
                other_end=other[step[4] - 1].end if step[4] > step[3] else _offset(other, step[3]),
            )
            for place, step in enumerate(steps)
            if _is_slot(steps, place, near=near)
        ),
    )


def _offset(tokens: Sequence[Token], place: int) -> int:
    return tokens[place].start if place < len(tokens) else tokens[-1].end if tokens else 0


def _is_slot(steps: Sequence[tuple[str, int, int, int, int]], place: int, *, near: bool) -> bool:
    tag, first, last, other_first, other_last = steps[place]
    if near or tag == "equal":
        return tag != "equal"
    flanks = [steps[k] for k in (place - 1, place + 1) if 0 <= k < len(steps)]
    matched = [flank[2] - flank[1] for flank in flanks if flank[0] == "equal"]
    return (
        tag == "replace"
        and max(last - first, other_last - other_first) <= _MOST_TOKENS
        and len(matched) == len(flanks) > 0
        and min(matched) >= _LEAST_MATCH
    )
