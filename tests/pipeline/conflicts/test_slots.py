from __future__ import annotations

from service.pipeline.conflicts.slots import Slot, find_slots
from tests.pipeline.claims.sentences import read


def cut(one: str, other: str) -> list[tuple[str, str]]:
    slots = find_slots(read(one).tokens, read(other).tokens).slots
    return [(one[slot.start : slot.end], other[slot.other_start : slot.other_end]) for slot in slots]


def test_a_slot_holds_what_two_wordings_put_in_one_place() -> None:
    assert cut("The fire in Oslo killed 12 people.", "The fire in Bergen killed 14 people.") == [
        ("Oslo", "Bergen"),
        ("12", "14"),
    ]


def test_a_copy_with_a_word_more_has_a_slot_that_is_empty_on_one_side() -> None:
    assert cut("The fire did kill 12 old people.", "The fire did not kill 12 old people.") == [("", "not")]


def test_other_wordings_have_slots_only_between_words_that_agree() -> None:
    one, other = "A big fire in the old harbour of Oslo killed 12 people.", "In Bergen, 14 died when flames broke out."
    slots = find_slots(read(one).tokens, read(other).tokens)
    assert not slots.near
    assert slots.slots == ()


def test_slots_can_be_seen_from_the_other_sentence() -> None:
    one, other = read("The fire in Oslo killed 12 people.").tokens, read("The fire in Bergen killed 12 people.").tokens
    (slot,) = find_slots(one, other).slots
    assert slot == Slot(start=12, end=16, other_start=12, other_end=18)
    assert find_slots(one, other).swap() == find_slots(other, one)


def test_sentences_without_words_have_no_slots() -> None:
    assert find_slots((), read("A fire.").tokens).slots == ()
    assert not find_slots((), ()).near
