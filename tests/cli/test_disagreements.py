from __future__ import annotations

from service.api.evidence_responses import Conflict
from service.cli.disagreements import describe_conflict
from tests.cli import answers


def test_only_what_is_as_likely_none_says_so() -> None:
    for told, what in ((answers.conflict(), "contradiction"), (answers.update(), "change")):
        sure, unsure, unweighed = (
            describe_conflict(Conflict.model_validate({**told, "score": score})) for score in (0.5, 0.49, None)
        )
        assert unsure == f"{sure} (less sure: 49% likely to be a real {what})"
        assert unweighed == sure
