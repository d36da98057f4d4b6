from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest

from service.domain import Article, Coverage, GroupMember, Order, SentenceGroup, Turn
from service.errors import DeadlineExceededError
from service.pipeline.selection.cohesion import Cohesion
from service.pipeline.selection.ordering import date_groups, order_groups
from service.pipeline.text.watching import keep_time
from service.runtime.deadline import RequestClock
from tests.pipeline.stories import article, make_cohesion, sentence
from tests.work import count_calls

ONE = Coverage(articles=1, sources=1, independent_sources=1)
APART = np.eye(4, dtype=np.float32)


def group(rank: int, *places: tuple[int, int], text: str = "Text.") -> SentenceGroup:
    """A group with members at (article, position)."""
    return SentenceGroup(
        id=f"g{rank}",
        rank=rank,
        coverage=ONE,
        salience=0.5,
        members=tuple(
            GroupMember(sentence=sentence(text, article_index=a, position=p), similarity=1.0, origin="o1")
            for a, p in places
        ),
        representative=0,
    )


def order(
    groups: list[SentenceGroup],
    how: Order,
    articles: list[Article],
    rows: np.ndarray = APART,
    *,
    cohesion: Cohesion | None = None,
    language: str = "en",
) -> list[str]:
    """cohesion: of the sentences that stand at the places of the groups; by default nothing needs another."""
    places = order_groups(
        groups,
        how,
        chosen=range(len(groups)),
        cohesion=cohesion or make_cohesion(len(groups)),
        articles=articles,
        languages=[language] * len(articles),
        sentences_by_article=[11] * len(articles),
        embeddings=rows[: len(groups)],
    )
    return [groups[place].id for place in places]


TWO = [article("One.", index=0), article("Two.", index=1)]


def test_coverage_follows_rank() -> None:
    assert order([group(3, (0, 0)), group(1, (0, 9)), group(2, (0, 5))], Order.COVERAGE, TWO) == ["g1", "g2", "g3"]


def test_narrative_puts_the_most_valuable_first_then_follows_the_articles() -> None:
    groups = [group(1, (0, 4)), group(2, (0, 8), (1, 6)), group(3, (0, 1), (1, 3))]
    assert order(groups, Order.NARRATIVE, TWO) == ["g1", "g3", "g2"]


def test_narrative_keeps_one_topic_together() -> None:
    groups = [group(1, (0, 0)), group(2, (0, 5)), group(3, (0, 9))]
    rows = np.array([[1, 0], [0, 1], [0.8, 0.6]], np.float32)
    assert order(groups, Order.NARRATIVE, TWO, rows) == ["g1", "g3", "g2"]


def test_chronological_follows_publication_with_undated_articles_last() -> None:
    dated = [
        replace(TWO[0], published_at=datetime(2024, 5, 2, tzinfo=UTC)),
        replace(TWO[1], published_at=datetime(2024, 5, 1, tzinfo=UTC)),
        article("Three.", index=2),
    ]
    groups = [group(2, (0, 0)), group(1, (2, 0)), group(3, (1, 5)), group(4, (0, 7), (1, 9))]
    assert order(groups, Order.CHRONOLOGICAL, dated) == ["g3", "g4", "g2", "g1"]


def test_chronological_prefers_the_day_that_a_sentence_names() -> None:
    dated = [replace(TWO[0], published_at=datetime(2024, 5, 2, tzinfo=UTC)), TWO[1]]
    groups = [
        group(1, (0, 0)),
        group(2, (0, 1), text="It was built in May 1931."),
        group(3, (0, 2), text="On Tuesday."),
    ]
    assert order(groups, Order.CHRONOLOGICAL, dated) == ["g2", "g3", "g1"]


def test_narrative_opens_with_what_was_chosen_first_of_what_needs_nothing() -> None:
    groups = [group(1, (0, 4)), group(2, (0, 0), (1, 0)), group(3, (1, 2))]
    needy = make_cohesion(3, names={0: "olsen"}, tells={2: "olsen"})
    assert order(groups, Order.NARRATIVE, TWO) == ["g1", "g2", "g3"]
    assert order(groups, Order.NARRATIVE, TWO, cohesion=needy)[0] == "g2"


def test_narrative_goes_on_in_the_scene_that_it_has_begun() -> None:
    groups = [group(1, (0, 0)), group(2, (1, 1)), group(3, (0, 5)), group(4, (0, 7))]
    assert order(groups, Order.NARRATIVE, TWO) == ["g1", "g2", "g3", "g4"]
    assert order([*groups[:2], group(3, (0, 3)), groups[3]], Order.NARRATIVE, TWO) == ["g1", "g3", "g2", "g4"]


def test_a_scene_is_told_from_its_beginning() -> None:
    groups = [group(1, (0, 0)), group(2, (1, 4)), group(3, (1, 2))]
    rows = np.array([[1, 0], [0.8, 0.6], [0, 1]], np.float32)
    assert order(groups, Order.NARRATIVE, TWO, rows) == ["g1", "g3", "g2"]


def dated(*days: int) -> list[Article]:
    """Articles of days in May 2024, a Wednesday its first."""
    return [
        replace(article(f"Text {k}.", index=k), published_at=datetime(2024, 5, day, 12, tzinfo=UTC))
        for k, day in enumerate(days)
    ]


def test_behind_its_opening_a_narrative_tells_day_by_day() -> None:
    groups = [group(1, (2, 0)), group(2, (2, 5)), group(3, (1, 6)), group(4, (0, 7), (2, 1))]
    assert order(groups, Order.NARRATIVE, dated(1, 2, 3)) == ["g1", "g4", "g3", "g2"]
    assert order(groups, Order.NARRATIVE, dated(1, 1, 1)) == ["g1", "g4", "g2", "g3"]


def test_a_day_that_a_sentence_names_counts_where_the_story_was_told() -> None:
    named = group(2, (2, 5), text="It broke on Wednesday.")
    others = [group(1, (0, 0)), group(3, (1, 6))]
    assert order([others[0], named, others[1]], Order.NARRATIVE, dated(1, 2, 3)) == ["g1", "g2", "g3"]
    again = group(2, (2, 5), text="It closed again on Friday, after Wednesday's storm.")
    assert order([others[0], again, others[1]], Order.NARRATIVE, dated(1, 2, 3)) == ["g1", "g3", "g2"]
    old = group(2, (2, 5), text="It was built in May 1931.")
    assert order([others[0], old, others[1]], Order.NARRATIVE, dated(1, 2, 3)) == ["g1", "g3", "g2"]


def test_of_two_groups_most_articles_decide_which_comes_first() -> None:
    groups = [group(1, (0, 0)), group(2, (0, 9), (1, 2)), group(3, (0, 10), (1, 3)), group(4, (1, 8))]
    assert order(groups, Order.NARRATIVE, TWO) == ["g1", "g2", "g3", "g4"]


def test_what_leans_on_a_sentence_comes_right_behind_it() -> None:
    groups = [group(1, (0, 0)), group(2, (0, 7)), group(3, (0, 8), text="It opens on Friday."), group(4, (1, 4))]
    leaning = make_cohesion(4, leans=[2])
    assert order(groups, Order.NARRATIVE, TWO, cohesion=leaning) == ["g1", "g4", "g2", "g3"]
    assert order(groups, Order.CHRONOLOGICAL, TWO, cohesion=leaning) == ["g1", "g4", "g2", "g3"]


def test_what_leans_on_a_sentence_is_of_its_day_whatever_day_it_names() -> None:
    dated = [replace(text, published_at=datetime(2024, 5, 9, tzinfo=UTC)) for text in TWO]  # a Thursday
    groups = [
        group(1, (0, 0), text="Olsen resigned on Wednesday."),
        group(2, (0, 1), text="She denied it on Monday."),
        group(3, (0, 2), text="Asked on Sunday, he had denied it, too."),
        group(4, (1, 4), text="Votes were cast on Tuesday."),
    ]
    assert order(groups, Order.CHRONOLOGICAL, dated) == ["g3", "g2", "g4", "g1"]
    leaning = make_cohesion(4, leans=[1, 2])
    assert order(groups, Order.CHRONOLOGICAL, dated, cohesion=leaning) == ["g4", "g1", "g2", "g3"]


def test_a_name_is_given_in_full_before_it_is_shortened() -> None:
    groups = [group(1, (0, 0)), group(2, (0, 1)), group(3, (0, 6))]
    short = make_cohesion(3, names={1: "olsen"}, tells={2: "olsen"})
    assert order(groups, Order.NARRATIVE, TWO, cohesion=short) == ["g1", "g3", "g2"]


def test_goals_are_told_in_the_order_of_their_minutes() -> None:
    groups = [
        group(1, (0, 0), text="Ardal and Lindal drew."),
        group(2, (0, 1), (1, 1), text="Berg equalized in the 70th minute."),
        group(3, (0, 2), (1, 2), text="Lund had scored after 12 minutes."),
    ]
    assert order(groups, Order.NARRATIVE, TWO) == ["g1", "g3", "g2"]


def test_nothing_is_ordered_as_nothing() -> None:
    assert order([], Order.NARRATIVE, TWO) == []


def test_a_narrative_of_many_groups_looks_at_none_of_their_pairs_one_by_one() -> None:
    def count_calls_for(count: int) -> int:
        groups = [group(i + 1, (i % 2, i // 2)) for i in range(count)]
        return count_calls(lambda: order(groups, Order.NARRATIVE, TWO, np.eye(count, dtype=np.float32)))

    assert count_calls_for(160) < 6 * count_calls_for(40)


def test_ordering_ends_with_the_time() -> None:
    clock = RequestClock(limit_seconds=100)
    clock.expire()
    with keep_time(clock), pytest.raises(DeadlineExceededError):
        order([group(1, (0, 0)), group(2, (0, 1))], Order.NARRATIVE, TWO)


def test_the_minute_of_a_match_is_told_as_an_ordinal() -> None:
    goals = [group(1, (0, 0), text="Kohl scored in the 23rd minute."), group(2, (1, 0), text="A 7th-minute goal.")]
    calls = [group(1, (0, 0), text="A 90-minute call."), group(2, (1, 0), text="A 7-minute call.")]
    assert order(goals, Order.NARRATIVE, TWO) == ["g2", "g1"]
    assert order(calls, Order.NARRATIVE, TWO) == ["g1", "g2"]


def test_a_day_is_read_in_the_language_of_its_article() -> None:
    groups = [
        group(1, (0, 0), text="Am 10. November 2024 begann es."),
        group(2, (0, 1), text="Der Vertrag wurde am 2. November 2024 unterzeichnet."),
    ]
    assert order(groups, Order.CHRONOLOGICAL, TWO[:1], language="de") == ["g2", "g1"]


def test_an_entry_of_a_live_report_is_of_the_day_when_it_was_written() -> None:
    def write(one: SentenceGroup, day: int) -> SentenceGroup:
        (member,) = one.members
        told_at = datetime(2024, 5, day, 12, tzinfo=UTC)
        return replace(one, members=(replace(member, sentence=replace(member.sentence, told_at=told_at)),))

    late, early = write(group(1, (0, 0)), 3), write(group(2, (0, 9)), 1)
    assert order([late, early], Order.CHRONOLOGICAL, dated(3)) == ["g2", "g1"]
    named = write(group(3, (0, 5), text="It broke on Wednesday."), 9)
    assert order([early, late, named], Order.CHRONOLOGICAL, dated(3)) == ["g2", "g1", "g3"]
    assert order([late, replace(named, rank=3), write(group(4, (0, 9)), 2)], Order.NARRATIVE, dated(3))[1:] == [
        "g4",
        "g3",
    ]


MONDAY, TUESDAY, WEDNESDAY = (datetime(2025, 3, day, 12, tzinfo=UTC) for day in (3, 4, 5))
DAILY = [
    replace(article("Text.", index=index), published_at=day) for index, day in enumerate((MONDAY, TUESDAY, WEDNESDAY))
]


@pytest.mark.parametrize(
    ("text", "day", "value"),
    [
        ("Fourteen people have died.", 4, True),
        ("Fourteen people have died since Monday.", 4, True),
        ("Fourteen people had died by Wednesday.", 5, True),
        ("The bridge is open again.", 4, False),
        ("The court found on Monday that it has to be opened.", 3, False),
    ],
)
def test_what_replaced_an_older_value_is_of_the_day_when_it_came_up(text: str, day: int, value: bool) -> None:
    own = replace(group(1, (2, 0), (0, 0)), representative=0)
    told = replace(own, members=(replace(own.members[0], sentence=sentence(text, article_index=2)), own.members[1]))
    turns = {(2, 0): Turn(told=TUESDAY, before=MONDAY, value=value)}
    before, after = (
        date_groups([shown], chosen=[0], cohesion=make_cohesion(1), articles=DAILY, languages=["en"] * 3, turns=known)
        for shown, known in ((own, {}), (told, turns))
    )
    assert (before, after) == ((MONDAY.date(),), (date(2025, 3, day),))
