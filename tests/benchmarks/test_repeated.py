from __future__ import annotations

from benchmarks.repeated import OTHER_WORDS, measure_repeated, tabulate_repeated
from benchmarks.story import write_story
from service.ports import Cache, CacheKind, Models
from tests.doubles import HashingEncoder


def test_a_story_is_timed_first_with_one_article_more_and_again() -> None:
    caches: list[Cache] = []

    def load(cache: Cache) -> Models:
        caches.append(cache)
        return Models(encoder=HashingEncoder())

    timing = measure_repeated(write_story(75), load, repetitions=2)
    assert (timing.articles, timing.new_sentences) == (3, 25)
    assert timing.again_ms.repetitions == 2
    (cache,) = caches
    assert cache.recall(CacheKind.STORY, [b"unknown"]) == [None]
    table = tabulate_repeated(timing)
    assert "256 MiB" in table.title
    assert any(str(OTHER_WORDS) in row[0] for row in table.rows)
