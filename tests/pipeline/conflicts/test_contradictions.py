from __future__ import annotations

import pytest

from service.domain import ConflictKind, ConflictStatus
from tests.pipeline.conflicts.stories import tell


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        (
            "The minister took bribes from Northwind, prosecutors said.",
            "The minister did not take bribes from Northwind, his lawyer said.",
            ConflictKind.NEGATION,
        ),
        (
            "A jury in Lindal convicted former mayor Ann Ruiz of fraud.",
            "A jury in Lindal acquitted former mayor Ann Ruiz of fraud.",
            ConflictKind.OPPOSITE,
        ),
        (
            "According to chief prosecutor Edda Lunn, officers spent four hours there.",
            "Investigating judge Edda Lunn says that documents were carried off.",
            ConflictKind.ROLE,
        ),
        (
            "Interior minister Casimir Holt promised emergency payments.",
            "Interior minister Caspar Holt has promised every family cash.",
            ConflictKind.NAME,
        ),
    ],
)
def test_denials_opposites_offices_and_first_names_are_held_against_each_other(
    one: str, other: str, kind: ConflictKind
) -> None:
    (conflict,) = tell((one, 0), (other, 0)).conflicts
    assert (conflict.kind, conflict.status) == (kind, ConflictStatus.CONFLICT)
    assert [[c.article_id for c in side.citations] for side in conflict.sides] == [["a0"], ["a1"]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Winner William Tarrowby thanked the crowd.", "Winner Bill Tarrowby thanked the crowd."),
        ("Winner Łukasz Żelmar thanked the crowd.", "Winner Lukasz Zelmar thanked the crowd."),
        ("Winner Jörg Weißlau thanked the crowd.", "Winner Joerg Weisslau thanked the crowd."),
        ("Chief executive Marta Lund spoke to staff.", "Marta Lund, the airline's boss, spoke to staff."),
        ("The museum will stay closed until Thursday.", "The museum opened its doors on Thursday."),
    ],
)
def test_spellings_short_names_and_words_for_one_office_are_none(one: str, other: str) -> None:
    assert tell((one, 0), (other, 0)).conflicts == ()
