from __future__ import annotations

from pathlib import Path

from service.pipeline.verification import checks
from service.pipeline.verification.checks import ALL_CHECKS, run_checks
from service.pipeline.verification.findings import KINDS, Finding, Inconsistency
from service.pipeline.verification.support import WEIGHTS
from tests.pipeline.verification.statements import compare_with


def test_findings_stand_in_the_order_of_the_checks() -> None:
    comparison = compare_with("Kohl sold 14 ships to Meier.", "Kohl sold 12 ships to Hagen.")
    found = run_checks(ALL_CHECKS, comparison)
    assert [finding.kind for finding in found] == [Inconsistency.NUMBER, Inconsistency.NAME, Inconsistency.CHANGE]
    assert run_checks(reversed(ALL_CHECKS), comparison) == tuple(reversed(found))
    assert run_checks((), comparison) == ()


def test_every_module_of_a_check_stands_in_the_list() -> None:
    folder = Path(checks.__file__).parent
    listed = {check.__module__.rpartition(".")[2] for check in ALL_CHECKS}
    assert listed == {path.stem for path in folder.glob("check_*.py")}


def test_each_kind_says_what_is_wrong_with_the_words_and_what_it_weighs() -> None:
    assert set(KINDS) == set(WEIGHTS) == set(Inconsistency)
    assert Finding(kind=Inconsistency.NAME, words=("Kohl", "Ardal")).reason == (
        "names that the cited sentences do not hold: Kohl, Ardal"
    )
