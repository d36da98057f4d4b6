from __future__ import annotations

from service.api.evidence_responses import Conflict
from service.api.responses import SummaryAnswer
from service.cli.disagreements import describe_conflict, describe_sides, sort_conflicts
from service.cli.places import Naming
from service.domain import ConflictStatus
from tests.cli import answers


def test_only_what_is_as_likely_none_says_so() -> None:
    for told, what in ((answers.conflict(), "contradiction"), (answers.update(), "change")):
        sure, unsure, unweighed = (
            describe_conflict(Conflict.model_validate({**told, "score": score})) for score in (0.5, 0.49, None)
        )
        assert unsure == f"{sure} (less sure: 49% likely to be a real {what})"
        assert unweighed == sure


def test_what_differs_is_told_once_and_each_side_apart() -> None:
    naming = Naming(outlets=("North Post", None))
    conflict, update = (Conflict.model_validate(told) for told in (answers.conflict(), answers.update()))
    assert describe_conflict(conflict) == "Sources differ on when (harbour)"
    assert describe_sides(conflict, naming) == (("", "Monday (North Post)"), ("", "Tuesday (south)"))
    assert describe_conflict(update) == "Reports of the number (ships) have changed"
    assert describe_sides(update, naming) == (
        ("18 Nov 2024, 08:00", "3 ships (North Post)"),
        ("19 Nov 2024, 18:30", "9 ships (south)"),
    )


def test_a_clause_stands_in_quotation_marks_unless_it_has_some() -> None:
    told = {**answers.conflict(), "kind": "opposite"}
    told["sides"] = [
        {**side, "value": value} for side, value in zip(told["sides"], ("It froze", "“No,” he said"), strict=True)
    ]
    sides = describe_sides(Conflict.model_validate(told), Naming())
    assert [side for _, side in sides] == ["“It froze” (north)", "“No,” he said (south)"]


def test_the_likeliest_come_first_and_what_nobody_weighed_before_them() -> None:
    scored = [
        {**answers.conflict(), "id": name, "score": score} for name, score in (("a", 0.2), ("b", None), ("c", 0.9))
    ]
    answer = SummaryAnswer.model_validate({**answers.summary_answer(), "conflicts": [*scored, answers.update()]})
    assert [conflict.id for conflict in sort_conflicts(answer, ConflictStatus.CONFLICT)] == ["b", "c", "a"]
