"""Which sentences stand back behind others: those that fewer sources tell than tell otherwise."""

from __future__ import annotations

from collections.abc import Sequence

from service.pipeline.conflicts import find_outvoted, find_turns, mark_superseded, warn_of_superseded
from service.pipeline.conflicts.detection import find_disagreements
from tests.pipeline.conflicts.stories import article, group

MOST = "The crowd at the harbour on Sunday was 6,000 strong, police said."


def find(*texts: str, hours: Sequence[float | None] | None = None, backward: bool = False) -> list[str]:
    """The sentences that stand back. hours: of the reports; None: all of one hour. backward: articles in this order."""
    told: Sequence[float | None] = [1.0] * len(texts) if hours is None else hours
    articles = [article(place, text, hour) for place, (text, hour) in enumerate(zip(texts, told, strict=True))]
    groups = [group(one) for one in articles]
    sentences = [member.sentence for own in groups for member in own.members]
    conflicts = find_disagreements(groups, articles, ["en"] * len(articles)).conflicts
    ordered = articles[::-1] if backward else articles
    return [sentences[place].text for place in sorted(find_outvoted(sentences, conflicts, ordered))]


def test_what_fewer_sources_say_than_contradict_stands_back() -> None:
    lone = "The crowd at the harbour on Sunday was 9,000 strong, a steward said."
    second = "On Sunday the crowd at the harbour was 6,000 strong by the count of the police."
    assert find(MOST, second, lone) == [lone]


def test_of_two_sides_of_equal_strength_none_stands_back() -> None:
    assert find(MOST, "The crowd at the harbour on Sunday was 9,000 strong, a steward said.") == []


def test_what_one_source_reports_hours_after_the_others_does_not_stand_back() -> None:
    lone = "The crowd at the harbour on Sunday was 9,000 strong, a steward said."
    second = "On Sunday the crowd at the harbour was 6,000 strong by the count of the police."
    assert find(MOST, second, lone, hours=[1.0, 2.0, 9.0]) == []
    assert find(MOST, second, lone, hours=[1.0, 8.0, 9.0]) == [lone]


def test_who_contradicts_a_clause_stands_back_only_where_it_is_known_who_reported_last() -> None:
    many = ("The company did not pay its workers.", "The company did not pay its workers, a union says.")
    lone = "The company paid its workers, its owner said."
    assert find(*many, lone, hours=[1.0, 2.0, 2.0]) == [lone]
    assert find(*many, lone, hours=[1.0, 2.0, None]) == []
    figures = (
        "The crowd at the harbour on Sunday was 6,000 strong.",
        "On Sunday the harbour's crowd was 6,000 strong.",
    )
    assert find(*figures, "The crowd at the harbour on Sunday was 9,000 strong.", hours=[None] * 3) != []


def test_when_a_report_came_is_read_off_its_own_article_in_whatever_order_they_are_given() -> None:
    lone = "The crowd at the harbour on Sunday was 9,000 strong, a steward said."
    second = "On Sunday the crowd at the harbour was 6,000 strong by the count of the police."
    assert find(MOST, second, lone, hours=[1.0, 2.0, 9.0], backward=True) == []
    assert find(lone, second, MOST, hours=[1.0, 2.0, 9.0], backward=True) == [lone]


def test_each_later_step_of_an_update_came_up_when_it_was_first_told() -> None:
    texts = [f"The flood in Ardal has killed {number} people, police said." for number in (6, 14, 14, 19)]
    articles = [
        article(place, text, hour) for place, (text, hour) in enumerate(zip(texts, (1, 9, 20, 30), strict=True))
    ]
    groups = [group(one) for one in articles]
    turns = find_turns(find_disagreements(groups, articles, ["en"] * 4).conflicts)
    told = [one.published_at for one in articles]
    assert {place: (turn.before, turn.told) for place, turn in turns.items()} == {
        (1, 0): (told[0], told[1]),
        (2, 0): (told[0], told[1]),
        (3, 0): (told[1], told[3]),
    }


def test_a_summary_that_tells_what_was_replaced_says_by_what_and_when() -> None:
    texts = [f"The flood in Ardal has killed {number} people, police said." for number in (6, 14)]
    articles = [article(place, text, hour) for place, (text, hour) in enumerate(zip(texts, (1, 9), strict=True))]
    groups = [group(one) for one in articles]
    found = find_disagreements(groups, articles, ["en"] * 2)
    first, second = mark_superseded(groups, found.superseded)
    assert warn_of_superseded([second]) == ()
    (warning,) = warn_of_superseded([first, second])
    assert warning.endswith(": 14 people (4 May 16:00)")
