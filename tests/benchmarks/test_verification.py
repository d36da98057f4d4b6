from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from benchmarks.perturbations import Change
from benchmarks.proving import Prover
from benchmarks.separation import best_balanced_accuracy, measure_auc
from benchmarks.trials import list_changed, list_human, list_told_elsewhere, whole, without_evidence
from benchmarks.verification import VerificationFindings, report_verification
from tests.doubles import HashingEncoder

ONE = (
    "On Monday a fire destroyed the market of Ardal and killed 12 people, said Anna Kohl.\n"
    "The mayor was not in the town when Otto Meier told Anna Kohl about the fire.\n"
    "All markets in Ardal will be closed for 6 days after the fire in the town.\n"
)
OTHER = (
    "A fire on Monday killed 12 people in the market of Ardal, said Anna Kohl of the fire service.\n"
    "Traders in Ardal had complained about blocked exits of the market for years.\n"
)


def row(**more: Any) -> Mapping[str, Any]:
    return {"id": "fire", "articles": [{"id": "a", "text": ONE}, {"id": "b", "text": OTHER}], **more}


GROUPS = [
    {
        "conflict": False,
        "members": [{"article_id": "a", "start": 0, "end": 84}, {"article_id": "b", "start": 0, "end": 90}],
    }
]
SUMMARY = "A fire killed 12 people in Ardal."
EVIDENCE = [{"article": "a", "text": "On Monday a fire destroyed the market of Ardal and killed 12 people"}]


@pytest.fixture
def prover() -> Prover:
    return Prover(HashingEncoder())


def test_human_sentences_are_held_against_their_evidence_and_then_against_the_rest(prover: Prover) -> None:
    cluster = prover.read(row(sentences=[{"text": SUMMARY, "evidence": EVIDENCE}]))
    ((number, trial),) = list_human(cluster)
    assert number == 0
    assert [trial.corpus.sentences[i].text.split()[2] for i in trial.keep] == ["a"]
    assert prover.judge(trial).supported
    assert whole(trial).keep == tuple(range(5))
    rest = without_evidence(trial)
    assert set(rest.keep) | set(trial.keep) == set(range(5))
    assert not set(rest.keep) & set(trial.keep)


@pytest.mark.parametrize("change", Change)
def test_changed_sentences_stand_beside_the_true_ones(prover: Prover, change: Change) -> None:
    cluster = prover.read(row(groups=GROUPS))
    pairs = list_changed(cluster, change)
    assert pairs
    for true, untrue in pairs:
        assert true.text in ONE.replace("\n", " ") + OTHER.replace("\n", " ")
        assert untrue.text != true.text
        assert untrue.keep == true.keep
        assert prover.judge(true).supported
    assert list_changed(cluster, change)[0][1].text == pairs[0][1].text


def test_what_is_told_elsewhere_is_held_against_other_articles(prover: Prover) -> None:
    cluster = prover.read(row(groups=GROUPS))
    for true, _ in list_told_elsewhere(cluster, Change.NUMBER):
        own = next(i for i, s in enumerate(cluster.corpus.sentences) if s.text == true.text)
        assert cluster.corpus.article_of[own] not in {cluster.corpus.article_of[i] for i in true.keep}


def test_the_area_under_the_curve_counts_ties_half() -> None:
    assert measure_auc([0.9, 0.5], [0.5, 0.1]) == pytest.approx(3.5 / 4)
    assert best_balanced_accuracy([0.9, 0.5], [0.5, 0.1]) == pytest.approx(0.75)


def test_the_report_tells_what_is_caught_and_what_is_refused(prover: Prover) -> None:
    summaries, groups = [row(sentences=[{"text": SUMMARY, "evidence": EVIDENCE}])], [row(groups=GROUPS)]
    report = report_verification(summaries, groups, prover)
    findings: VerificationFindings = report.findings
    assert {(caught.change, caught.where) for caught in findings.caught} == {
        (change, where) for change in Change for where in ("own article", "told elsewhere")
    }
    assert [(human.against, human.sentences, human.supported, human.refused) for human in findings.human] == [
        ("marked evidence", 1, 1, 0),
        ("articles", 1, 1, 0),
    ]
    assert report.tables[0].title == "Changed sentences"
    assert all(0 <= separation.auc <= 1 for separation in findings.separation)
