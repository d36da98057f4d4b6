from __future__ import annotations

import pytest

from benchmarks.baselines import read_story
from benchmarks.story import SENTENCES_PER_ARTICLE, read_seed_request, write_story


@pytest.mark.parametrize("size", [100, 260])
def test_story_reads_back_as_many_sentences_as_were_asked_for_no_two_equal(size: int) -> None:
    sentences = [sentence for article in write_story(size) for sentence in read_story(article)]
    assert len(sentences) == size
    assert len(set(sentences)) == size


def test_articles_have_25_sentences_and_the_last_one_the_rest() -> None:
    lengths = [len(read_story(article)) for article in write_story(60)]
    assert lengths == [SENTENCES_PER_ARTICLE, SENTENCES_PER_ARTICLE, 10]


def test_story_is_the_same_every_time_and_another_for_another_seed() -> None:
    assert write_story(50) == write_story(50)
    assert write_story(50) != write_story(50, seed=2)


def test_sentences_are_as_long_as_those_of_the_seeds() -> None:
    seeds = [s for article in read_seed_request(150).to_articles() for s in read_story(article)]
    story = [s for article in write_story(500) for s in read_story(article)]
    mean_of_seeds = sum(len(s.split()) for s in seeds) / len(seeds)
    mean_of_story = sum(len(s.split()) for s in story) / len(story)
    assert mean_of_story == pytest.approx(mean_of_seeds, rel=0.2)
