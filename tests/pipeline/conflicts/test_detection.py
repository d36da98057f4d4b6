from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain import (
    Article,
    Conflict,
    ConflictKind,
    ConflictStatus,
    Coverage,
    GroupMember,
    Sentence,
    SentenceGroup,
)
from service.pipeline.claims.lexicon import learn_lexicon
from service.pipeline.conflicts import group_differences
from service.pipeline.conflicts.comparison import Affirmation, Difference
from service.pipeline.conflicts.detection import find_conflicts
from service.pipeline.conflicts.disputes import gather_disputes
from service.pipeline.conflicts.group_differences import Edge
from tests.pipeline.conflicts.stories import article as write_article
from tests.pipeline.conflicts.stories import group as write_group
from tests.pipeline.conflicts.stories import state

MONDAY = datetime(2024, 11, 18, 8, tzinfo=UTC)


def find(groups: Sequence[SentenceGroup], articles: Sequence[Article]) -> tuple[Conflict, ...]:
    return find_conflicts(groups, articles, ["en"] * len(articles))


def article(text: str, index: int, *, source: str | None = None, hours: float | None = None) -> Article:
    published_at = None if hours is None else MONDAY + timedelta(hours=hours)
    return Article(id=f"a{index}", index=index, text=text, source=source, published_at=published_at)


def group(articles: list[Article], *, rank: int = 1, origins: str | None = None) -> SentenceGroup:
    """A group whose members are the whole texts of `articles`. origins: a letter for each; all different by default."""
    members = tuple(
        GroupMember(
            sentence=Sentence(
                article_index=one.index, position=0, paragraph=0, start=0, end=len(one.text), text=one.text
            ),
            similarity=1.0,
            origin=origins[place] if origins else one.id,
        )
        for place, one in enumerate(articles)
    )
    coverage = Coverage(articles=len(members), sources=len(members), independent_sources=len(members))
    return SentenceGroup(id=f"g{rank}", rank=rank, coverage=coverage, salience=1.0, members=members, representative=0)


def only_conflict(texts: list[str]) -> Conflict:
    articles = [article(text, index) for index, text in enumerate(texts)]
    (conflict,) = find([group(articles)], articles)
    return conflict


def test_of_those_who_agree_the_most_exact_number_is_quoted() -> None:
    conflict = only_conflict(
        [
            "The firm seeks about $973,000 in costs from the partner.",
            "The firm seeks $972,815 in costs from the partner.",
            "The firm seeks $972,814 in costs from the partner.",
        ]
    )
    assert {side.value for side in conflict.sides} == {"$972,815", "$972,814"}


def test_a_conflict_says_what_differs_and_who_says_what() -> None:
    conflict = only_conflict(
        [
            "The fire killed 12 people.",
            "Police say 12 people died in the fire.",
            "Fourteen people died when the fire broke out.",
            "The fire broke out in a bakery.",
        ]
    )
    assert (conflict.id, conflict.group_ids) == ("c1", ("g1",))
    assert (conflict.kind, conflict.status) == (ConflictKind.QUANTITY, ConflictStatus.CONFLICT)
    assert [side.value for side in conflict.sides] == ["12 people", "Fourteen people died"]
    assert conflict.statement == "Sources differ on how many died: 12 people (a0, a1) or Fourteen people died (a2)."
    twelve, fourteen = conflict.sides
    assert twelve.coverage == Coverage(articles=2, sources=2, independent_sources=2)
    assert [citation.article_id for citation in twelve.citations] == ["a0", "a1"]
    assert fourteen.coverage == Coverage(articles=1, sources=1, independent_sources=1)
    (citation,) = fourteen.citations
    assert citation.cited_text == "Fourteen people died when the fire broke out."


def test_copies_of_one_text_are_one_independent_source_of_a_side() -> None:
    texts = ["Twelve people died in the fire.", "Twelve people have died in the fire.", "Nine people died in the fire."]
    articles = [article(text, index) for index, text in enumerate(texts)]
    (conflict,) = find([group(articles, origins="AAB")], articles)
    assert [side.coverage.independent_sources for side in conflict.sides] == [1, 1]
    assert [side.coverage.sources for side in conflict.sides] == [2, 1]


def test_sentences_of_one_article_are_not_held_against_each_other() -> None:
    one = article("The fire killed 12 people. The fire killed 14 people.", 0)
    members = tuple(
        GroupMember(
            sentence=Sentence(
                article_index=0,
                position=place,
                paragraph=0,
                start=start,
                end=start + 26,
                text=one.text[start : start + 26],
            ),
            similarity=1.0,
            origin="o1",
        )
        for place, start in enumerate((0, 27))
    )
    coverage = Coverage(articles=1, sources=1, independent_sources=1)
    both = SentenceGroup(id="g1", rank=1, coverage=coverage, salience=1.0, members=members, representative=0)
    assert find([both], [one]) == ()


def test_what_one_article_says_on_both_sides_is_no_conflict() -> None:
    first = "An offense could mean a fine of $200."
    both = f"{first} A graver offense could mean a fine of $600."
    articles = [article(first, 0), article(both, 1)]
    one, two = group(articles).members
    at = both.index("A graver")
    split = (
        one,
        replace(two, sentence=replace(two.sentence, end=at - 1, text=both[: at - 1])),
        replace(two, sentence=replace(two.sentence, position=1, start=at, end=len(both), text=both[at:])),
    )
    assert find([replace(group(articles), members=split)], articles) == ()
    apart = [article(first, 0), article(both[at:], 1)]
    assert len(find([group(apart)], apart)) == 1


def test_one_publisher_with_two_values_knows_of_two_things() -> None:
    texts = [f"The crowd at the harbour on Sunday was {count} strong." for count in ("6,000", "9,000")]
    articles = [write_article(place, text, 1.0) for place, text in enumerate(texts)]
    groups = [write_group(one) for one in articles]
    assert len(find_conflicts(groups, articles, ["en", "en"])) == 1
    alike = [replace(one, source="Paper 0") for one in articles]
    assert find_conflicts([write_group(one) for one in alike], alike, ["en", "en"]) == ()


def test_groups_that_agree_have_no_conflicts() -> None:
    articles = [article("The fire killed 12 people.", 0), article("A dozen people died in the fire.", 1)]
    assert find([group(articles)], articles) == ()
    assert find([], []) == ()


def test_a_later_higher_count_is_an_update_told_in_time() -> None:
    articles = [
        article("Fourteen people died in the fire.", 0, hours=9),
        article("The fire killed 12 people.", 1, hours=1),
    ]
    (conflict,) = find([group(articles)], articles)
    assert conflict.status is ConflictStatus.UPDATE
    assert [side.value for side in conflict.sides] == ["12 people", "Fourteen people died"]
    assert [side.as_of for side in conflict.sides] == [MONDAY + timedelta(hours=1), MONDAY + timedelta(hours=9)]
    assert conflict.statement == (
        "Reports of how many died have changed: 12 people (a1, 18 November 09:00), "
        "then Fourteen people died (a0, 18 November 17:00)."
    )


def test_a_later_lower_count_is_an_update_and_one_at_the_same_time_a_conflict() -> None:
    later = [
        article("Fourteen people died in the fire.", 0, hours=1),
        article("The fire killed 12 people.", 1, hours=9),
    ]
    assert find([group(later)], later)[0].status is ConflictStatus.UPDATE
    together = [article("Fourteen people died in the fire.", 0, hours=1), article("The fire killed 12.", 1, hours=1)]
    assert find([group(together)], together)[0].status is ConflictStatus.CONFLICT


def test_who_takes_back_a_word_updates_it() -> None:
    articles = [
        article("The fire broke out on Tuesday in Oslo.", 0, source="Post", hours=1),
        article("The fire broke out on Monday in Oslo.", 1, source="Post", hours=9),
    ]
    (conflict,) = find([group(articles)], articles)
    assert (conflict.kind, conflict.status) == (ConflictKind.DATE, ConflictStatus.UPDATE)
    other = [articles[0], article(articles[1].text, 1, source="Times", hours=9)]
    assert find([group(other)], other)[0].status is ConflictStatus.CONFLICT


@pytest.mark.parametrize("when", ["last night", "this morning"])
def test_what_each_report_tells_of_its_own_day_or_night_is_no_conflict(when: str) -> None:
    text = f"Shells hit the port of Ardal {when}."
    articles = [article(text, 0, hours=1), article(text, 1, hours=97)]
    assert find([group(articles)], articles) == ()


def test_a_denial_of_what_another_group_says_of_the_same_amount_is_found() -> None:
    contained = article("The mines are contained in a $275 million package announced Wednesday.", 0)
    denied = article("The latest package of some $275 million on Wednesday did not include mines.", 1)
    (conflict,) = find([group([contained], rank=1), group([denied], rank=2)], [contained, denied])
    assert conflict.kind is ConflictKind.NEGATION
    assert conflict.group_ids == ("g1", "g2")
    assert conflict.statement == (
        "Sources contradict each other: “The mines are contained in a $275 million package announced Wednesday” (a0) "
        "against “The latest package of some $275 million on Wednesday did not include mines” (a1)."
    )
    assert [side.value for side in conflict.sides] == [
        "The mines are contained in a $275 million package announced Wednesday",
        "The latest package of some $275 million on Wednesday did not include mines",
    ]


def test_a_clause_is_not_cut_inside_a_number() -> None:
    denied = article("Karrow did not cross the line in 2:07:14.", 0)
    said = article("Karrow crossed the line in 2:07:14.", 1)
    (conflict,) = find([group([denied, said])], [denied, said])
    assert {side.value for side in conflict.sides} == {
        "Karrow did not cross the line in 2:07:14",
        "Karrow crossed the line in 2:07:14",
    }


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        (
            "Karrow, who won last year, did not cross the line in 2:07:14.",
            "Karrow, who won last year, did not cross the line in 2:07:14",
        ),
        (
            "On Monday, Karrow did not cross the line in 2:07:14, officials said.",
            "Karrow did not cross the line in 2:07:14",
        ),
    ],
)
def test_a_clause_says_of_whom_it_speaks(text: str, quoted: str) -> None:
    denied, said = article(text, 0), article("Karrow crossed the line in 2:07:14.", 1)
    (conflict,) = find([group([denied, said])], [denied, said])
    assert quoted in {side.value for side in conflict.sides}


def test_a_denial_of_another_amount_is_about_something_else() -> None:
    contained = article("The mines are contained in a $275 million package announced Wednesday.", 0)
    denied = article("The latest package of some $800 million on Wednesday did not include mines.", 1)
    conflicts = find([group([contained], rank=1), group([denied], rank=2)], [contained, denied])
    assert all(conflict.kind is not ConflictKind.NEGATION for conflict in conflicts)


_SENTENCES = (
    "The fire in Oslo killed 12 people on Monday.",
    "The fire in Oslo killed 14 people on Monday.",
    "The fire in Bergen killed 12 people on Tuesday.",
    "The fire in Oslo did not kill 12 people on Monday.",
    "A dozen people died.",
)


@settings(deadline=None)
@given(st.lists(st.sampled_from(_SENTENCES), min_size=1, max_size=5))
def test_every_citation_repeats_its_article_and_request_order_changes_nothing(texts: list[str]) -> None:
    articles = [article(text, index) for index, text in enumerate(texts)]
    groups = [group(articles)]
    conflicts = find(groups, articles)
    assert find(groups, articles[::-1]) == conflicts
    for conflict in conflicts:
        assert len(conflict.sides) > 1
        speakers = [citation.article_id for side in conflict.sides for citation in side.citations]
        assert len(speakers) == len(set(speakers))
        for side in conflict.sides:
            assert side.coverage.articles == len(side.citations)
            for citation in side.citations:
                assert texts[citation.article_index][citation.start : citation.end] == citation.cited_text


def test_one_story_in_many_papers_is_compared_once(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[object] = []

    def note(*claims: object) -> tuple[()]:
        compared.append(claims)
        return ()

    monkeypatch.setattr(group_differences, "find_differences", note)
    papers = [article("The fire in the hall killed 12 people.", i, hours=i / 60) for i in range(40)]
    other = article("The fire in the hall killed 14 people.", 40, hours=1)
    find([group([*papers, other])], [*papers, other])
    assert len(compared) == 1


def test_a_long_chain_of_clauses_is_taken_apart_where_half_is_opposed_through_others_alone() -> None:
    told_by = state(*(f"Witness {number} says so." for number in range(6)))
    statements = [replace(one, group_id=f"g{number}") for number, one in enumerate(told_by)]
    whole = [Affirmation(start=0, end=len(one.text)) for one in statements]

    def oppose(one: int, other: int) -> Edge:
        difference = Difference(
            kind=ConflictKind.STATE, first=whole[one], second=whole[other], about=frozenset(), moves=True
        )
        return one, other, difference

    pairs = [(0, 1), (0, 2), (1, 2), (2, 3), (3, 4), (3, 5), (4, 5)]
    chain = [oppose(one, other) for one, other in pairs]
    found = gather_disputes(statements, chain, learn_lexicon([], []))
    told = sorted(sorted(v.statement.article.index for side in one.sides for v in side) for one in found)
    assert told == [[0, 1, 2], [3, 4, 5]]
    (short,) = gather_disputes(statements, chain[:5], learn_lexicon([], []))
    assert sum(len(side) for side in short.sides) == 5
