from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain import Coverage
from service.pipeline.sources.components import connect
from service.pipeline.sources.ranking import RankedGroup, rank_groups
from tests.pipeline.stories import article, sentence
from tests.work import count_calls

_COPIES = [
    "The storm closed the old bridge over the river Ard for the second time in one year on Monday.",
    "Late on Monday the storm closed the old bridge over the river Ard for the second time in one year.",
    "The storm closed the old bridge over the river Ard for the second time in one year, said the mayor of the town.",
    "The bridge is closed.",
    "Paul Smith, Ann Lee, Joe Fox, Tim Roe, Sue Day and the storm closed the old bridge over the river Ard.",
]
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
        article_of=list(range(len(texts))),
        origin=origin,
        embeddings=np.eye(len(texts), dtype=np.float32),
    )


def test_copies_of_one_origin_count_as_one_independent_source() -> None:
    (group,) = rank(["One fact here.", "A fact there.", "Fact."], [(0, 1, 2)], [0, 0, 1], ["A", "B", "C"])
    assert group.coverage == Coverage(articles=3, sources=3, independent_sources=2)


def test_two_articles_of_one_publisher_are_one_source() -> None:
    (group,) = rank(["One fact here.", "A fact there."], [(0, 1)], [0, 1], ["A", "a "])
    assert group.source == (0, 0)
    assert group.coverage == Coverage(articles=2, sources=1, independent_sources=1)


def test_a_sentence_repeated_word_for_word_counts_once_though_articles_differ() -> None:
    (group,) = rank([WIRE, WIRE, "The bridge is closed."], [(0, 1, 2)], [0, 1, 2], ["A", "B", "C"])
    assert group.coverage.independent_sources == 2
    assert group.origin == (0, 0, 2)


@pytest.mark.parametrize(
    ("copy", "sources"),
    [
        (WIRE.replace("on Monday", "late on Monday"), 1),
        (f"{WIRE[:-1]}, the mayor said in a statement to reporters who had come to the town hall at noon.", 1),
        ("The gale shut the old bridge over the river Ard for the second time in a year.", 2),
        ("The river Ard was closed on Monday by a storm, and so was the old bridge.", 2),
    ],
)
def test_a_sentence_is_a_copy_if_three_quarters_of_the_shorter_one_are_repeated(copy: str, sources: int) -> None:
    (group,) = rank([WIRE, copy], [(0, 1)], [0, 1], ["A", "B"])
    assert group.coverage.independent_sources == sources


@pytest.mark.parametrize("marks", ["“”", '""', "«»"])
def test_a_shared_direct_quotation_is_no_copy(marks: str) -> None:
    quoted = f"{marks[0]}{WIRE}{marks[1]}"
    (group,) = rank([f"{quoted} he said.", f"{quoted} the mayor told us."], [(0, 1)], [0, 1], ["A", "B"])
    assert group.coverage.independent_sources == 2


def test_what_is_repeated_around_a_quotation_is_a_copy() -> None:
    around = (
        "“We are late,” the engineer said of the work on the old bridge over the river, which the storm had closed."
    )
    (group,) = rank([around, around.replace("We are late", "It takes time")], [(0, 1)], [0, 1], ["A", "B"])
    assert group.coverage.independent_sources == 1


def test_a_sentence_inside_a_quotation_of_several_is_quoted_though_it_has_no_marks() -> None:
    before = "“We saw it. "
    texts = [before + WIRE + end for end in (" It was dark,” he said.", " Nobody came,” a man said.")]
    members = [replace(sentence(WIRE, article_index=i), start=len(before), end=len(before + WIRE)) for i in (0, 1)]
    (group,) = rank_groups(
        [(0, 1)],
        articles=[article(text, index=i) for i, text in enumerate(texts)],
        sentences=members,
        article_of=[0, 1],
        origin=[0, 1],
        embeddings=np.eye(2, dtype=np.float32),
    )
    assert group.coverage.independent_sources == 2


@pytest.mark.parametrize(
    "text",
    [
        "Russia has already been using land mines in Ukraine.",
        "Ann Bo, Cy Dee, Ed Fox, Gil Ho, Ivy Jay, Ken Lee, Mo Ney and Oz Poe won.",
        "It rose from 857 million in 1980 to 2.1 billion in 2013.",
    ],
)
def test_short_sentences_names_and_figures_are_alike_without_copying(text: str) -> None:
    (group,) = rank([text, text], [(0, 1)], [0, 1], ["A", "B"])
    assert group.coverage.independent_sources == 2


def test_of_the_seeds_the_sentences_that_name_one_expert_are_independent() -> None:
    expert = "Bradley Bowman, director of the Center on Military and Political Power at the Foundation for Defense"
    told = [
        f"{expert} of Democracies think tank, said Russian mines played a critical role in defeating the offensive.",
        f"{expert} of Democracies, said Russian mines helped defeat the 2023 Ukrainian counteroffensive.",
    ]
    (group,) = rank(told, [(0, 1)], [0, 1], ["A", "B"])
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


def test_thousands_of_equal_sentences_are_ranked_without_listing_their_pairs() -> None:
    def rank_equal(count: int) -> RankedGroup:
        (group,) = rank_groups(
            [tuple(range(count))],
            articles=[article(WIRE, index=i, source=f"paper {i}") for i in range(count)],
            sentences=[sentence(WIRE, article_index=i) for i in range(count)],
            article_of=list(range(count)),
            origin=list(range(count)),
            embeddings=np.ones((count, 1), np.float32),
        )
        return group

    assert set(rank_equal(1_000).origin) == {0}
    assert count_calls(lambda: rank_equal(1_000)) < 6 * count_calls(lambda: rank_equal(250))


@given(st.lists(st.tuples(st.sampled_from(_COPIES), st.integers(0, 3)), min_size=2, max_size=9))
def test_copies_are_found_as_by_looking_at_every_pair(members: list[tuple[str, int]]) -> None:
    texts, own = [text for text, _ in members], [origin for _, origin in members]
    (group,) = rank(texts, [tuple(range(len(texts)))], own, [f"paper {i}" for i in range(len(texts))])

    def is_copy(a: int, b: int) -> bool:
        pair = rank([texts[a], texts[b]], [(0, 1)], [0, 1], ["A", "B"])[0]
        return own[a] == own[b] or pair.origin == (0, 0)

    pairs = [(a, b) for b in range(len(texts)) for a in range(b) if is_copy(a, b)]
    component = connect(len(texts), pairs)
    expected = [min(o for o, c in zip(own, component, strict=True) if c == component[i]) for i in range(len(texts))]
    assert list(group.origin) == expected


RELAYED = "The ministry paid 3 million for software, The Daily Plume reported on Monday."


@pytest.mark.parametrize(
    ("texts", "sources", "count"),
    [
        # one relays the other
        (["Documents show that 3 million went on unused software.", RELAYED], ["The Daily Plume", "Blick"], 1),
        # two relay a third, which is not there
        (
            [
                "She will retire, Reyes told the magazine Prisma.",
                "Reyes is to retire, she said in an interview with the magazine Prisma.",
            ],
            ["Midday", "Stage"],
            1,
        ),
        (
            ["Reyes will retire, she told the Harbour Times.", "Reyes is to retire, she told the Coast Post."],
            ["A", "B"],
            2,
        ),
        (
            [
                "President Valli will not run again in spring, the news agency Orbis reported, citing his wife.",
                "President Valli will not run again in spring, the news agency Tri-Press reported, citing his son.",
            ],
            ["A", "B"],
            2,
        ),
        # a day is no outlet, and nobody knows which station
        (
            [
                "Reyes will go, she told a local television station Monday.",
                "Reyes is to go, she told a radio station Monday.",
            ],
            ["A", "B"],
            2,
        ),
        # its own paper, no outlet, and what is reported by nobody
        (["Reyes will retire, she told the Harbour Times.", "Reyes is to retire."], ["Harbour Times", "B"], 2),
        (
            ["Reyes will retire, she told the Medical Examiner.", "She is to go, Reyes told the Medical Examiner."],
            ["A", "B"],
            2,
        ),
        (["Reyes will retire, police reported.", "News reports say that Reyes is to retire."], ["A", "B"], 2),
    ],
)
def test_what_is_had_from_one_outlet_counts_once(texts: list[str], sources: list[str], count: int) -> None:
    (group,) = rank(texts, [(0, 1)], [0, 1], sources)
    assert group.coverage.independent_sources == count


def test_what_the_relaying_paper_reports_itself_stands_beside_what_it_relays() -> None:
    """The third sentence stands in the second's article."""
    texts = ["Documents show that 3 million went on unused software.", RELAYED, "A clerk confirmed it to us."]
    names = ["The Daily Plume", "Blick"]
    (group,) = rank_groups(
        [(0, 1, 2)],
        articles=[article(" ".join(own), index=i, source=names[i]) for i, own in enumerate((texts[:1], texts[1:]))],
        sentences=[sentence(text, article_index=min(i, 1)) for i, text in enumerate(texts)],
        article_of=[0, 1, 1],
        origin=[0, 1],
        embeddings=np.eye(3, dtype=np.float32),
    )
    assert group.origin == (0, 0, 1)


@pytest.mark.parametrize("names", [("A", "B"), ("B", "A")])
def test_the_order_of_articles_does_not_change_who_has_it_from_one_outlet(names: tuple[str, str]) -> None:
    """A has a sentence of its own and one from an outlet, from which B has its sentence, too."""
    told = {
        "A": ["A clerk saw it.", "Reyes will go, she told the magazine Prisma."],
        "B": ["Reyes is to go, the magazine Prisma reported."],
    }
    places = [(place, text) for place, name in enumerate(names) for text in told[name]]
    (group,) = rank_groups(
        [(0, 1, 2)],
        articles=[article(" ".join(told[name]), index=i, source=name) for i, name in enumerate(names)],
        sentences=[sentence(text, article_index=place) for place, text in places],
        article_of=[place for place, _ in places],
        origin=[0, 1],
        embeddings=np.eye(3, dtype=np.float32),
    )
    assert sorted(group.origin)[:2] == [-1, -1]
    assert group.coverage.independent_sources == 1
