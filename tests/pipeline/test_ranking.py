from __future__ import annotations

import numpy as np

from service.domain import Coverage
from service.pipeline.ranking import RankedGroup, rank_groups
from service.pipeline.terms import extract_terms
from tests.pipeline.stories import article, sentence

WIRE = "The storm closed the old bridge over the river Ard for the second time in one year on Monday."


def rank(
    texts: list[str], groups: list[tuple[int, ...]], origin: list[int], sources: list[str]
) -> tuple[RankedGroup, ...]:
    """Groups of sentences that are an article each, all as far apart as can be."""
    return rank_groups(
        groups,
        articles=[
            article(text, index=i, source=name) for i, (text, name) in enumerate(zip(texts, sources, strict=True))
        ],
        sentences=[sentence(text, article_index=i) for i, text in enumerate(texts)],
        home=list(range(len(texts))),
        origin=origin,
        embeddings=np.eye(len(texts), dtype=np.float32),
        terms=[extract_terms(text, "en") for text in texts],
    )


def test_copies_of_one_origin_count_as_one_independent_source() -> None:
    (group,) = rank(["One fact here.", "A fact there.", "Fact."], [(0, 1, 2)], [0, 0, 1], ["A", "B", "C"])
    assert group.coverage == Coverage(articles=3, sources=3, independent_sources=2)


def test_two_articles_of_one_publisher_are_one_source() -> None:
    (group,) = rank(["One fact here.", "A fact there."], [(0, 1)], [0, 1], ["A", "a "])
    assert group.coverage == Coverage(articles=2, sources=1, independent_sources=1)


def test_a_sentence_repeated_word_for_word_counts_once_though_articles_differ() -> None:
    (group,) = rank([WIRE, WIRE, "The bridge is closed."], [(0, 1, 2)], [0, 1, 2], ["A", "B", "C"])
    assert group.coverage.independent_sources == 2
    assert group.origin == (0, 0, 2)


def test_a_shared_direct_quotation_is_no_copy() -> None:
    quoted = f"“{WIRE}”"
    (group,) = rank([quoted, quoted], [(0, 1)], [0, 1], ["A", "B"])
    assert group.coverage.independent_sources == 2


def test_groups_are_ranked_by_independent_sources_not_by_size() -> None:
    texts = ["a b c.", "a b c d.", "a b e.", "x y z.", "x y w."]
    ranked = rank(texts, [(0, 1, 2), (3, 4)], [0, 0, 0, 1, 2], ["A", "B", "C", "D", "E"])
    assert [group.members for group in ranked] == [(3, 4), (0, 1, 2)]


def test_salience_and_similarity_worked_out_by_hand() -> None:
    ranked = rank(["a b c.", "x y z."], [(0, 1)], [0, 1], ["A", "B"])
    # Two orthogonal rows: the group's mean is the centre (centrality 1), both open their articles (prominence 1).
    assert ranked[0].salience == 1.0
    assert ranked[0].similarity == (0.0, 0.0)
