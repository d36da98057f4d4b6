"""A stream is told apart as it comes: stories keep their ids, strays stand alone, copies go with their originals."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from service.domain import Article, FollowedStories, StoryOptions
from tests.doubles import make_pipeline
from tests.pipeline.stories import FIRE, PatientClock

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
BREWERY = (
    "Valdane offered two billion euros in cash for the brewer Tarnbeck. Shares of Tarnbeck jumped after the bid.",
    "Valdane offered two billion euros for Tarnbeck in cash. The brewer's shares jumped, and its board met at once.",
)
STRAY = "A museum of clocks opened its doors in the valley."


def publish(text: str, hours: float, name: str) -> Article:
    return Article(id=name, index=0, text=text, source=name, published_at=NOON + timedelta(hours=hours))


STREAM = (
    publish(FIRE[0].text, 0, "f1"),
    publish(BREWERY[0], 1, "b1"),
    publish(FIRE[1].text, 2, "f2"),
    publish(STRAY, 3, "s1"),
    publish(BREWERY[1], 4, "b2"),
    publish(FIRE[2].text, 5, "f3"),
)


def follow(*articles: Article, known: Mapping[str, str] | None = None, days: float = 3) -> FollowedStories:
    numbered = [replace(article, index=place) for place, article in enumerate(articles)]
    options = StoryOptions(known=known or {}, window=timedelta(days=days))
    return make_pipeline().follow(numbered, options, PatientClock())


def name_stories(followed: FollowedStories) -> dict[str, str]:
    return {article.id: article.story for article in followed.articles}


def test_events_are_told_apart_and_the_best_supported_comes_first() -> None:
    followed = follow(*STREAM)
    told = [[followed.articles[place].id for place in story.articles] for story in followed.stories]
    assert told == [["f1", "f2", "f3"], ["b1", "b2"], ["s1"]]
    assert [story.coverage.independent_sources for story in followed.stories] == [3, 2, 1]
    assert [story.stray for story in followed.stories] == [False, False, True]
    assert [article.id for article in followed.articles if article.stray] == ["s1"]
    first = followed.stories[0]
    assert (first.first_published_at, first.last_published_at) == (NOON, NOON + timedelta(hours=5))


def test_the_order_of_the_articles_changes_no_story() -> None:
    assert name_stories(follow(*STREAM[::-1])) == name_stories(follow(*STREAM))


def test_an_article_that_comes_later_leaves_all_ids_as_they_were() -> None:
    before = name_stories(follow(*STREAM[:-1]))
    assert name_stories(follow(*STREAM)) == before | {"f3": before["f1"]}


def test_known_articles_stay_where_they_are_and_new_ones_join_them() -> None:
    named = name_stories(follow(*STREAM, known={"f1": "the-fire", "f2": "the-fire", "s1": "the-fire"}))
    assert named["f3"] == named["s1"] == "the-fire"
    assert named["b1"] == named["b2"] != "the-fire"


def test_an_article_before_all_known_ones_joins_them() -> None:
    assert name_stories(follow(*STREAM[:3], known={"f2": "the-fire"}))["f1"] == "the-fire"


@pytest.mark.parametrize(("days", "stories"), [(3, 1), (1, 2)])
def test_what_comes_after_the_window_is_another_story(days: float, stories: int) -> None:
    late = replace(STREAM[2], published_at=NOON + timedelta(days=2))
    assert len(follow(STREAM[0], late, days=days).stories) == stories


def test_a_copy_goes_with_its_original_however_late() -> None:
    copy = publish(STREAM[0].text, 24 * 30, "copy")
    followed = follow(STREAM[0], copy)
    assert followed.articles[1].copy_of == "f1"
    assert len(followed.stories) == 1
    assert followed.stories[0].coverage.independent_sources == 1


def test_undated_articles_count_as_of_the_newest() -> None:
    undated = replace(STREAM[2], published_at=None)
    assert len(follow(STREAM[0], undated).stories) == 1
    later = publish(STRAY, 24 * 9, "late")
    assert len(follow(STREAM[0], undated, later).stories) == 3


def test_titles_alone_may_bring_articles_together() -> None:
    texts = ("It was seen from afar.", "Nobody knows yet what comes next.")
    bare = [publish(text, place, f"a{place}") for place, text in enumerate(texts)]
    titled = [replace(article, title="Fire destroys central market of Ardal") for article in bare]
    assert len(follow(*bare).stories) == 2
    assert len(follow(*titled).stories) == 1


def test_likeness_is_that_to_the_others_of_the_story_near_in_time() -> None:
    copy = publish(BREWERY[1], 6, "b3")
    likeness = {article.id: article.likeness for article in follow(*STREAM, copy, known={"f2": "the-fire"}).articles}
    assert likeness["s1"] is likeness["b3"] is likeness["f2"] is None
    assert likeness["b1"] == likeness["b2"]
    assert all(0.14 <= (likeness[name] or 0) <= 1 for name in ("f1", "f3", "b2"))
    late = replace(STREAM[0], id="late", published_at=NOON + timedelta(days=30))
    assert [article.likeness for article in follow(STREAM[0], late).articles] == [None, None]


def test_articles_that_come_at_once_find_each_other_in_whatever_order_they_were_published() -> None:
    """The first two have too little in common, but the third has much with both."""
    texts = (
        "A landslide buried the railway at Ottermouth.",
        "Trains to Weirbridge will not run for weeks.",
        "A landslide buried the railway at Ottermouth, and trains to Weirbridge will not run for weeks.",
    )
    first, second, third = (publish(text, place, f"a{place}") for place, text in enumerate(texts))
    assert len(follow(first, second).stories) == 2
    assert len(follow(first, second, third).stories) == 1
    kept = name_stories(follow(first, second))
    assert len(follow(first, second, third, known=kept).stories) == 2


def test_a_stray_that_is_left_out_of_what_is_known_may_join_a_story_and_keeps_its_id_till_then() -> None:
    before = name_stories(follow(*STREAM[:3]))
    known = {name: story for name, story in before.items() if name != "b1"}
    assert name_stories(follow(*STREAM[:4], known=known))["b1"] == before["b1"]
    after = name_stories(follow(*STREAM, known=known))
    assert after["b1"] == after["b2"] == before["b1"]


def test_stories_that_are_known_do_not_come_together() -> None:
    named = name_stories(follow(*STREAM, known={"f1": "one", "f2": "other"}))
    assert (named["f1"], named["f2"]) == ("one", "other")
    assert named["f3"] in {"one", "other"}


def test_an_old_report_that_is_published_again_begins_no_story_under_a_name_that_is_taken() -> None:
    first = publish(BREWERY[0], 0, "b1")
    named = name_stories(follow(first, publish(STRAY, 1, "s1")))
    again = follow(publish(FIRE[0].text, 1, "f1"), publish(BREWERY[0], 24 * 9, "b9"), known={"f1": named["b1"]}, days=3)
    assert name_stories(again)["f1"] == named["b1"]
    assert name_stories(again)["b9"] == f"{named['b1']}_2"
