"""What a model says of near sentences, weighed with what their claims differ in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from service.domain import Article, ConflictKind, ConflictStatus, Sentence
from service.pipeline.conflicts import Nearness, contradictions, detection, pair_nearest
from service.pipeline.conflicts.detection import Disagreements, find_disagreements
from service.pipeline.conflicts.nearness import compare_matches
from service.pipeline.conflicts.weights import JudgedBy, load_weights
from service.ports import Relation
from tests.pipeline.conflicts.stories import article, group

DENYING = "The company paid its workers in full before it closed."
OPEN = "Staff of the company went home without their last wages."


def tell(*texts: str) -> list[Article]:
    return [article(place, text, 6.0 * place) for place, text in enumerate(texts)]


def find(
    articles: Sequence[Article],
    contradicted: float,
    *,
    apart: frozenset[str] = frozenset(),
    entailed: float | None = None,
) -> tuple[Disagreements, list[tuple[str, str]]]:
    """What is found where a model gives each pair this probability, and what it was asked.

    apart: sentences that it finds compatible with each other. entailed: how surely it takes one for said by the other;
    half of what is left by default.
    """
    asked: list[tuple[str, str]] = []

    def judge(pairs: Sequence[tuple[Sentence, Sentence]]) -> list[Relation]:
        asked.extend((one.text, other.text) for one, other in pairs)
        sure = [0.0 if {one.text, other.text} <= apart else contradicted for one, other in pairs]
        said = [(1 - own) / 2 if entailed is None else entailed for own in sure]
        return [Relation(agrees=same, contradicts=own / 2, moved=own / 2) for same, own in zip(said, sure, strict=True)]

    groups = [group(one) for one in articles]
    sentences = [member.sentence for own in groups for member in own.members]
    rows = np.full((len(sentences), 4), 0.5, np.float32)
    found = find_disagreements(
        groups, articles, ["en"] * len(articles), nearness=Nearness(sentences, rows), judge=judge
    )
    return found, asked


def test_what_a_model_finds_is_told_in_whole_sentences() -> None:
    found, _ = find(tell(DENYING, OPEN), 0.99)
    (conflict,) = found.conflicts
    assert conflict.kind in (ConflictKind.OPPOSITE, ConflictKind.STATE)
    assert {side.value for side in conflict.sides} == {DENYING.rstrip("."), OPEN.rstrip(".")}


def test_people_of_unlike_fates_are_no_two_values_of_one_number() -> None:
    missing, rescued = (
        "Eleven people from the boat are missing.",
        "Everyone else, 198 people, was rescued from the boat.",
    )
    (conflict,) = find(tell(missing, rescued), 0.99)[0].conflicts
    assert conflict.kind in (ConflictKind.OPPOSITE, ConflictKind.STATE)
    assert {side.value for side in conflict.sides} == {missing.rstrip("."), rescued.rstrip(".")}


def test_a_clause_is_quoted_with_the_marks_that_it_holds_half_of_and_is_not_cut_inside_a_time() -> None:
    quoted = '"We paid everybody by 10:30:15 on the last day," said the owner of the company.'
    (conflict,) = find(tell(quoted, OPEN), 0.99)[0].conflicts
    assert quoted.rstrip(".") in {side.value for side in conflict.sides}


def test_without_dates_as_much_is_asked_as_of_what_was_told_at_once() -> None:
    together = [article(place, text, 0.0) for place, text in enumerate((DENYING, OPEN))]
    undated = [article(place, text, None) for place, text in enumerate((DENYING, OPEN))]
    sure = np.linspace(0.05, 0.99, 48)
    told = [[bool(find(reports, own)[0].conflicts) for own in sure] for reports in (together, undated)]
    assert told[0] == told[1]
    assert {*told[0]} == {False, True}


def test_a_pair_is_read_the_other_way_only_where_that_can_change_what_is_told() -> None:
    ahead, back = (DENYING, OPEN), (OPEN, DENYING)
    assert [find(tell(DENYING, OPEN), sure)[1] for sure in (0.01, 0.4, 0.999)] == [[ahead], [ahead, back], [ahead]]
    told = [bool(find(tell(DENYING, OPEN), sure)[0].conflicts) for sure in (0.01, 0.999)]
    assert told == [False, True]


def test_what_a_model_finds_compatible_is_no_conflict_whatever_claims_differ() -> None:
    articles = tell("The fire killed 12 people in the old town.", "The fire killed 14 people in the old town.")
    assert find(articles, 0.9)[0].conflicts
    assert not find(articles, 0.001)[0].conflicts


def test_what_one_sentence_says_of_the_other_is_no_contradiction_of_it_unless_their_figures_differ() -> None:
    clauses, figures = tell(DENYING, OPEN), tell("The fire killed 12 people.", "The fire killed 14 people.")
    found = [[bool(find(own, 0.45, entailed=said)[0].conflicts) for said in (0.2, 0.52)] for own in (clauses, figures)]
    assert found == [[True, False], [True, True]]


def test_a_later_report_that_tells_what_was_and_what_is_replaces_the_earlier_one() -> None:
    earlier, later = tell(DENYING, OPEN)

    def find_read(ahead: float) -> bool:
        says = Relation(agrees=0.02, contradicts=ahead, moved=0.0)
        against = Relation(agrees=0.9, contradicts=0.05, moved=0.0)
        groups = [group(one) for one in (earlier, later)]
        sentences = [member.sentence for own in groups for member in own.members]
        rows = np.full((2, 4), 0.5, np.float32)
        return bool(
            find_disagreements(
                groups,
                (earlier, later),
                ["en", "en"],
                nearness=Nearness(sentences, rows),
                judge=lambda pairs: [says if one.text == DENYING else against for one, _ in pairs],
            ).conflicts
        )

    assert [find_read(ahead) for ahead in (0.38, 0.95)] == [False, True]


def test_what_has_the_same_figures_and_does_not_move_is_no_contradiction_on_the_word_of_a_model_alone() -> None:
    limit = "The train was travelling at 84 kilometres per hour, within what is permitted in the town of Lissen."
    shown = "The recorder shows the train at 84 km/h, six below the limit."
    told = {side.value for one in find(tell(limit, shown), 0.99)[0].conflicts for side in one.sides}
    assert told == set()
    other = shown.replace("84", "90")
    assert find(tell(limit, other), 0.99)[0].conflicts != ()


def test_a_conflict_has_the_likelihood_that_it_is_one_where_a_model_weighed_it() -> None:
    scores = [find(tell(DENYING, OPEN), sure)[0].conflicts[0].score for sure in (0.6, 0.9, 0.999)]
    assert scores == sorted(scores, key=lambda score: score or 0.0)
    assert all(score is not None and 0.3 < score < 1.0 for score in scores)
    told = tell("The fire killed 12 people.", "The fire killed 14 people.")
    (alone,) = find_disagreements([group(one) for one in told], told, ["en", "en"]).conflicts
    assert alone.score is None
    assert find(told, 0.99)[0].conflicts[0].score is not None


def test_a_value_moves_if_any_who_stands_on_its_sides_says_so() -> None:
    offered = "The fund has offered 40 million euros for the Tarnbeck mill."
    own, whole, increased = (
        f"The {word} offer of the fund is 47 million euros for the Tarnbeck mill."
        for word in ("new", "whole", "increased")
    )
    found = [find(tell(offered, own, last), 0.9, apart=frozenset({offered, last}))[0] for last in (whole, increased)]
    assert [one.conflicts[0].status for one in found] == [ConflictStatus.CONFLICT, ConflictStatus.UPDATE]


def test_two_versions_of_one_wording_differ_in_what_claims_know() -> None:
    first, second = "The river rose by five metres in six hours.", "The river rose by five metres in only six hours."
    found, asked = find(tell(first, second), 0.99)
    assert not found.conflicts
    assert asked == []


@pytest.mark.parametrize(
    ("first", "second", "asked"),
    [
        (
            "The council upheld its ban on boats in the old harbour.",
            "The council ended its ban on boats in the old harbour.",
            1,
        ),
        ("The council upheld its ban on boats in Port Hale.", "The council upheld its ban on boats in Port Lisle.", 0),
        ("The ferry carried 40 pounds of salt to Hale.", "The ferry carried 90 sacks of salt to Hale.", 0),
    ],
)
def test_versions_of_one_wording_are_asked_about_where_each_has_a_word_of_its_own(
    first: str, second: str, asked: int
) -> None:
    found, pairs = find(tell(first, second), 0.99)
    assert len(pairs) == len(found.conflicts) == asked


def test_sentences_of_one_article_are_not_asked_about() -> None:
    _, asked = find(tell(DENYING), 0.99)
    assert asked == []


def test_the_order_of_articles_changes_nothing() -> None:
    articles = tell(DENYING, OPEN)
    first, second = (find(own, 0.99)[0].conflicts for own in (articles, articles[::-1]))
    assert [side.value for side in first[0].sides] == [side.value for side in second[0].sides]


def test_nearest_sentences_are_paired_by_meaning_and_by_words() -> None:
    rows = np.eye(4, dtype=np.float32)
    words = [
        frozenset({"dam", "crack"}),
        frozenset({"dam", "crack", "sound"}),
        frozenset({"mayor"}),
        frozenset({"dam"}),
    ]
    assert pair_nearest(rows, words, [0, 1, 2, 0]) == [(0, 1), (1, 3)]
    rows[2] = rows[3]
    assert (2, 3) in pair_nearest(rows, words, [0, 1, 2, 0])
    assert pair_nearest(rows, words, [0, 0, 0, 0]) == []


def test_a_match_is_measured_against_the_other_sentences_of_its_article() -> None:
    angles = np.deg2rad([0.0, 10.0, 40.0, 70.0]).astype(np.float32)
    rows = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    best, second = compare_matches(rows, [0, 1, 1, 0], [(0, 1), (2, 0)])
    assert best.better == (0, 0)
    assert best.ahead[1] == pytest.approx(np.cos(np.deg2rad(10)) - np.cos(np.deg2rad(40)), abs=1e-5)
    assert second.better == (1, 1)
    assert max(second.ahead) < 0.0


def test_without_embeddings_no_match_is_better_than_another() -> None:
    (match,) = compare_matches(np.zeros((2, 0), np.float32), [0, 1], [(0, 1)])
    assert (match.better, match.ahead) == ((0, 0), (0.0, 0.0))


def test_what_is_said_in_clauses_is_replaced_by_what_contradicts_it() -> None:
    first, second, third = (
        "The mayor denied that she would resign and said she would stay.",
        "The mayor resigned on Tuesday evening after the vote.",
        "Her deputy took the chain of the mayor after the vote.",
    )
    found, _ = find(tell(first, second, third), 0.999, apart=frozenset({second, third}))
    (update,) = found.conflicts
    assert (update.status, len(update.sides)) == (ConflictStatus.UPDATE, 3)
    assert {place: newer.article_index for place, newer in found.superseded.items()} == {(0, 0): 2}


@pytest.mark.parametrize(("odds", "status"), [(1.0, ConflictStatus.CONFLICT), (3.0, ConflictStatus.UPDATE)])
def test_what_claims_take_for_fixed_moves_where_that_is_sure(
    monkeypatch: pytest.MonkeyPatch, odds: float, status: ConflictStatus
) -> None:
    learned = replace(load_weights(JudgedBy.RELATIONS), moves={"": odds}, states={})
    monkeypatch.setattr(detection, "load_weights", lambda _: learned)
    crowds = [f"The crowd at the harbour on Sunday was {count} strong." for count in ("6,000", "9,000")]
    (found,) = find([article(place, text, 30.0 * place) for place, text in enumerate(crowds)], 0.99)[0].conflicts
    assert found.status is status


def test_what_is_unlikely_without_a_model_is_read_only_where_claims_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    crowds = [f"The crowd at the harbour on Sunday was {count} strong." for count in ("6,000", "9,000")]
    assert find(tell(DENYING, OPEN), 0.99)[1] != []
    monkeypatch.setattr(contradictions, "_LEAST_PRIOR", 99.0)
    assert find(tell(DENYING, OPEN), 0.99) == (Disagreements(conflicts=(), superseded={}, warnings=()), [])
    assert find(tell(*crowds), 0.99)[1] != []


def test_a_statement_says_whether_it_is_sure() -> None:
    figures = tell("The fire killed 12 people.", "The fire killed 14 people.")
    together = [article(place, one.text, 0.0) for place, one in enumerate(figures)]
    told = {}
    for articles in (tell(DENYING, OPEN), figures, together):
        for sure in (0.02, 0.3, 0.45, 0.99):
            for conflict in find(articles, sure)[0].conflicts:
                told[conflict.statement.partition(":")[0]] = (conflict.score or 0.0) >= 0.5
    assert told == {
        "Sources may contradict each other": False,
        "Sources contradict each other": True,
        "Reports of how many died may have changed": False,
        "Reports of how many died have changed": True,
        "Sources may differ on how many died": False,
        "Sources differ on how many died": True,
    }
