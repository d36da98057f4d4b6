"""Who is described in ways that nobody answers to at once is told, whatever else their sentences say."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from service.pipeline.conflicts.descriptions import find_unlike_descriptions
from service.ports import Entailment
from tests.pipeline.conflicts.stories import state

CHIEF, MINISTER = "Police chief Ann Lee counted the boats.", "The raid ended on orders from a minister, Ann Lee."
UNLIKE = {"a police chief", "a minister"}


class Reader:
    """A model that knows which descriptions exclude each other, and believes each sentence but some."""

    def __init__(self, unlike: float, *, unsaid: str = "", no_person: float = 0.1) -> None:
        self.unlike, self.unsaid, self.no_person = unlike, unsaid, no_person
        self.asked: list[tuple[str, str]] = []

    def __call__(self, pairs: Sequence[tuple[str, str]]) -> list[Entailment]:
        self.asked += pairs
        return [self._read(*pair) for pair in pairs]

    def _read(self, evidence: str, claim: str) -> Entailment:
        said = {text.removeprefix("Ann Lee is ").removesuffix(".") for text in (evidence, claim)}
        if said == UNLIKE:
            return Entailment(entailed=0.0, contradicted=self.unlike)
        if claim.endswith(" is a person."):
            return Entailment(entailed=0.6, contradicted=self.no_person)
        return Entailment(entailed=0.1 if self.unsaid and self.unsaid in claim else 0.99, contradicted=0.0)


def find(reader: Reader, *texts: str, english: int | None = None) -> set[tuple[str, str]]:
    statements = state(*texts)
    articles = frozenset(range(len(texts) if english is None else english))
    return {
        (texts[one][told.first.start : told.first.end], texts[other][told.second.start : told.second.end])
        for one, other, told in find_unlike_descriptions(statements, reader, english=articles)
    }


def test_two_callings_of_one_person_are_told() -> None:
    assert find(Reader(0.95), CHIEF, MINISTER) == {("Police chief", "a minister")}


def test_all_who_describe_a_person_alike_are_on_one_side() -> None:
    statements = state(CHIEF, MINISTER, "They were seen by police chief Ann Lee.")
    found = find_unlike_descriptions(statements, Reader(0.95), english=frozenset(range(3)))
    assert {frozenset((one, other)) for one, other, _ in found} == {frozenset((0, 1)), frozenset((1, 2))}


@pytest.mark.parametrize(
    ("reader", "texts"),
    [
        (Reader(0.6), (CHIEF, MINISTER)),
        (Reader(0.95, unsaid="minister"), (CHIEF, MINISTER)),
        (Reader(0.95, no_person=0.6), (CHIEF, MINISTER)),
        (Reader(0.95), (CHIEF, "The raid ended on orders from a minister, Bo Lee.")),
        (Reader(0.95), (CHIEF, "The raid was ordered by a former minister, Ann Lee.")),
        (Reader(0.95), (CHIEF, "Ann Lee, the chief of police, counted the boats.")),
    ],
    ids=["compatible", "misread", "no person", "another person", "a former office", "in other words"],
)
def test_nothing_is_told_of_what_one_person_may_be(reader: Reader, texts: tuple[str, ...]) -> None:
    assert find(reader, *texts) == set()


def test_what_one_article_says_of_a_person_is_no_conflict() -> None:
    assert find(Reader(0.95), "Police chief Ann Lee left, and a minister, Ann Lee, came.", MINISTER) == set()


def test_texts_that_are_not_english_are_not_read() -> None:
    reader = Reader(0.95)
    assert find(reader, CHIEF, MINISTER, english=1) == set()
    assert reader.asked == []


def test_no_more_is_read_than_a_model_has_time_for_and_those_come_first_who_are_described_most() -> None:
    callings = [
        "baker",
        "nurse",
        "pilot",
        "miner",
        "monk",
        "clerk",
        "tailor",
        "guard",
        "painter",
        "welder",
        "sailor",
        "cook",
    ]
    others = [f"Bo Ek, the {calling}, left." for calling in callings]
    reader = Reader(0.95)
    assert find(reader, *others, CHIEF, MINISTER) == set()
    assert len(reader.asked) == 64
    assert {claim.partition(" is ")[0] for _, claim in reader.asked} == {"Bo Ek"}


def test_of_many_who_say_the_same_few_are_read() -> None:
    reader = Reader(0.95)
    counted = [f"Police chief Ann Lee counted {number} boats." for number in range(2, 42)]
    statements = state(*counted, MINISTER)
    found = find_unlike_descriptions(statements, reader, english=frozenset(range(len(statements))))
    assert {one for one, _, _ in found} == set(range(40))
    assert len(reader.asked) == 2 + 2 * (4 + 1)
