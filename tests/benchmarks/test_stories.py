from __future__ import annotations

import pytest

from benchmarks.stories import score_bcubed, score_kinds
from benchmarks.streams import EVENT, STREAM, follow, follow_by_day, load_kinds, mix, read_by_hand
from service.domain import Article
from service.pipeline.text.corpus import read_articles
from tests.doubles import HashingEncoder
from tests.pipeline.stories import FIRE, PatientClock


def test_b_cubed_is_that_of_the_definition() -> None:
    # One of three is put to the other two: precision (1/3 + 2/3 + 2/3 + 1) / 4, recall (1/2 + 1 + 1 + 1/2) / 4.
    score = score_bcubed(["a", "b", "b", "a"], [1, 1, 1, 2])
    assert score.precision == pytest.approx(2 / 3)
    assert score.recall == pytest.approx(3 / 4)
    assert score.f1 == pytest.approx(12 / 17)
    assert score.by_size == {2: pytest.approx(12 / 17)}
    assert score.by_article[0] == (1 / 3, 1 / 2)
    assert score_bcubed("aabbb", "xxyyy").by_size == {2: 1.0, 3: 1.0}


def test_a_mixture_keeps_clusters_together_in_time() -> None:
    rows = [{"id": f"c{k}", "articles": [{"id": "d0"}, {"id": "d1"}]} for k in range(2)]
    texts = (FIRE[0].text, FIRE[1].text, "A brewer was sold.", "The brewer Tarnbeck was sold.")
    articles = [Article(id=f"c{k // 2} d{k % 2}", index=k, text=text) for k, text in enumerate(texts)]
    read = read_articles(articles, HashingEncoder(), PatientClock(), max_sentences=99)
    stream = mix(read, rows, seed=1, kinds={"c1 d1": "page"})
    assert sorted(stream.gold) == ["c0", "c0", "c1", "c1"]
    moments = {article.id: article.published_at for article in stream.corpus.articles}
    for cluster in ("c0", "c1"):
        first, last = moments[f"{cluster} d0"], moments[f"{cluster} d1"]
        assert first
        assert last
        assert abs(first - last) < EVENT < STREAM
    assert score_bcubed(stream.gold, follow(stream)).f1 == score_bcubed(stream.gold, follow_by_day(stream)).f1 == 1.0
    by_hand = read_by_hand(stream)
    assert score_bcubed(stream.gold, by_hand).recall == pytest.approx(3 / 4)
    kinds = score_kinds("two", read, [stream], [by_hand])
    assert [(kind.kind, kind.articles, kind.recall.mean) for kind in kinds] == [
        ("tells the story", 3, pytest.approx(5 / 6)),
        ("page", 1, 0.5),
    ]


def test_kinds_are_those_that_the_notes_explain() -> None:
    for file in ("groups_train.jsonl", "multinews_dev.jsonl"):
        assert set(load_kinds(file).values()) == {"page", "other", "list"}
    assert load_kinds("stories.jsonl") == {}
