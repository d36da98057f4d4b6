from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from benchmarks.copies import abridge, keep_verbatim
from benchmarks.origins import (
    Cluster,
    find_contained,
    find_resembling,
    measure_apart,
    measure_copies,
    measure_sentences,
)
from service.domain import Article
from tests.pipeline.stories import article, write_report

APART = Cluster(id="c1", articles=(article("One.", index=0), article("Two.", index=1)), truth=(0, 1))
COPIES = Cluster(id="c2", articles=(article("One.", index=0), article("Two.", index=1)), truth=(0, 0))


def join_all(articles: Sequence[Article]) -> Sequence[int]:
    return [0] * len(articles)


def join_none(articles: Sequence[Article]) -> Sequence[int]:
    return range(len(articles))


def join_copies(articles: Sequence[Article]) -> Sequence[int]:
    texts = [article.text for article in articles]
    return [texts.index(text) for text in texts]


def test_copies_found_and_pairs_joined_because_of_them_are_counted() -> None:
    score = measure_copies("verbatim", keep_verbatim, [APART], "all", join_all)
    # Two copies, both found; each is also joined with the article that it does not copy. F1 = 2 * 2 / (2 + 2 + 2).
    assert (score.copies, score.found, score.wrong) == (2, 2, 2)
    assert (score.precision, score.recall) == (0.5, 1.0)
    assert score.f1 == pytest.approx(2 / 3)


def test_a_copy_of_either_of_two_known_copies_is_wrong_with_neither() -> None:
    score = measure_copies("verbatim", keep_verbatim, [COPIES], "all", join_all)
    assert (score.found, score.wrong, score.f1) == (2, 0, 1.0)


def test_a_detector_that_finds_nothing_has_no_precision_to_show() -> None:
    score = measure_copies("verbatim", keep_verbatim, [APART], "none", join_none)
    assert (score.found, score.wrong, score.precision, score.recall, score.f1) == (0, 0, 0.0, 0.0, 0.0)


def test_different_articles_and_known_copies_are_counted_apart() -> None:
    score = measure_apart([APART, COPIES], "all", join_all)
    assert (score.pairs, score.merged, score.known_copies, score.known_found) == (1, 1, 1, 1)
    score = measure_apart([APART, COPIES], "copies", join_copies)
    assert (score.pairs, score.merged, score.known_copies, score.known_found) == (1, 0, 1, 0)


def test_resemblance_misses_the_abridgement_that_containment_finds() -> None:
    text = write_report(1)
    articles = [
        article(text, index=0),
        article(abridge(text, random.Random(1)), index=1),
        article(write_report(2), index=2),
    ]
    assert find_resembling(articles) == (0, 1, 2)
    assert find_contained(articles) == (0, 0, 1)
    assert find_resembling([articles[0], articles[0]]) == (0, 0)


def test_sentences_are_counted_by_the_evidence_that_joins_them() -> None:
    wire = "The storm closed the old bridge over the river for the second time in one year."
    texts = {"a": wire, "b": f"{wire} {write_report(3)}", "c": f"Elsewhere. {wire} {write_report(4)}"}
    members = [
        {"article_id": key, "start": texts[key].index(wire), "end": texts[key].index(wire) + 80} for key in texts
    ]
    row = {"articles": [{"id": key, "text": text} for key, text in texts.items()], "groups": [{"members": members}]}
    score = measure_sentences([row])
    # "a" is an abridgement of the longest that holds it; the third repeats the sentence, and is a text of its own.
    assert (score.pairs, score.by_article, score.by_wording) == (3, 1, 2)
