from __future__ import annotations

from dataclasses import replace

from service.domain import (
    Article,
    CitationRole,
    Conflict,
    ConflictKind,
    ConflictSide,
    ConflictStatus,
    Coverage,
    SummaryOptions,
)
from service.pipeline.attribution.member_support import ShownSentence, cite_members, judge_members, list_rivals
from service.pipeline.text.corpus import Corpus, read_articles
from tests.doubles import HashingEncoder, ScriptedEntailment, StubbornEntailment, make_pipeline
from tests.pipeline.stories import FIRE, PatientClock, article

TEXTS = (
    "Bodies of a father and his daughter were found in the river on Monday.",
    "A father and his daughter are missing after the flood in the river on Monday.",
    "No bodies of a father and his daughter were found in the river on Monday.",
    "Bodies of a father and his daughter were found in the river on Monday.",
)
KNOWN = {"are missing": (0.05, 0.1), "No bodies": (0.01, 0.97)}


def read() -> Corpus:
    articles = [Article(id=f"a{place}", index=place, text=text, source=f"s{place}") for place, text in enumerate(TEXTS)]
    return read_articles(articles, HashingEncoder(), PatientClock(), max_sentences=100)


def show(corpus: Corpus) -> ShownSentence:
    first = next(i for i, sentence in enumerate(corpus.sentences) if sentence.text == TEXTS[0])
    nearness = dict.fromkeys(range(len(TEXTS)), 0.8) | {first: 1.0}
    denial = next(i for i, sentence in enumerate(corpus.sentences) if sentence.text == TEXTS[2])
    return ShownSentence(
        text=TEXTS[0], representative=first, nearness=nearness, known={first: 1.0}, disputing=frozenset((denial,))
    )


def test_members_count_only_if_they_say_what_is_shown() -> None:
    corpus, model = read(), ScriptedEntailment(KNOWN)
    (supports,) = judge_members([show(corpus)], corpus, model, PatientClock())
    roles = [(citation.role, citation.cited_text, citation.score) for citation in cite_members(corpus, supports)]
    assert roles == [
        (CitationRole.REPRESENTATIVE, TEXTS[0], 1.0),
        (CitationRole.SUPPORTING, TEXTS[0], 1.0),
        (CitationRole.RELATED, TEXTS[1], 0.8),
        (CitationRole.DISPUTING, TEXTS[2], 0.97),
    ]
    assert [support.counts for support in supports.values()].count(True) == 2
    assert TEXTS[0] not in [evidence for evidence, _ in model.asked]


def test_an_article_without_a_member_counts_where_its_nearest_sentence_says_all_of_it() -> None:
    corpus, whole = read(), show(read())
    grouped = {i: near for i, near in whole.nearness.items() if corpus.sentences[i].text not in TEXTS[1:3]}
    shown = replace(whole, nearness=grouped, disputing=frozenset())
    found = ScriptedEntailment({"are missing": (0.95, 0.01), "No bodies": (0.02, 0.6)})
    (supports,) = judge_members([shown], corpus, found, PatientClock())
    assert [citation.cited_text for citation in cite_members(corpus, supports)] == [TEXTS[0], TEXTS[0], TEXTS[1]]
    assert all(support.counts for support in supports.values())
    (unread,) = judge_members([shown], corpus, None, PatientClock())
    assert set(unread) == set(grouped)


def test_what_is_hardly_near_and_holds_few_of_the_words_is_not_read() -> None:
    far = "A man and some dogs were waiting near the long queue for tickets that Friday evening, his coat in hand."
    less = "Bodies were seen in a boat near Ardal, according to a diver whose daughter swam there."
    texts = {"shown": TEXTS[0], "far": far, "less": less}
    articles = [Article(id=name, index=place, text=text) for place, (name, text) in enumerate(texts.items())]
    corpus = read_articles(articles, HashingEncoder(), PatientClock(), max_sentences=100)
    place_of = {sentence.text: i for i, sentence in enumerate(corpus.sentences)}
    first = place_of[TEXTS[0]]
    nearness = corpus.embeddings @ corpus.embeddings[first]
    assert all(0.35 < nearness[place_of[text]] < 0.5 for text in (far, less))
    model = StubbornEntailment(0.9)
    alone = ShownSentence(text=TEXTS[0], representative=first, nearness={first: 1.0}, known={first: 1.0})
    judge_members([alone], corpus, model, PatientClock())
    assert [evidence for evidence, _ in model.asked] == [less]


def test_who_stands_on_another_side_of_a_conflict_does_not_count_whatever_the_model_overlooks() -> None:
    corpus = read()
    (supports,) = judge_members([show(corpus)], corpus, ScriptedEntailment({"No bodies": (0.9, 0.05)}), PatientClock())
    assert {corpus.sentences[i].text: support.role for i, support in supports.items()}[
        TEXTS[2]
    ] is CitationRole.DISPUTING


def test_what_the_model_alone_takes_for_a_contradiction_is_related() -> None:
    corpus = read()
    shown = replace(show(corpus), disputing=frozenset())
    (supports,) = judge_members([shown], corpus, ScriptedEntailment(KNOWN), PatientClock())
    assert CitationRole.DISPUTING not in {support.role for support in supports.values()}


def test_rivals_stand_on_other_sides_of_a_conflict_and_not_of_an_update() -> None:
    corpus = read()
    sides = tuple(
        ConflictSide(
            value=corpus.sentences[i].text,
            coverage=Coverage(articles=1, sources=1, independent_sources=1),
            citations=(corpus.cite(i, CitationRole.SUPPORTING, 1.0),),
        )
        for i in (0, 1)
    )
    conflict = Conflict(
        id="c1",
        kind=ConflictKind.NEGATION,
        status=ConflictStatus.CONFLICT,
        group_ids=("g1",),
        statement="",
        sides=sides,
    )
    assert list_rivals(corpus, [conflict]) == {0: {1}, 1: {0}}
    assert list_rivals(corpus, [replace(conflict, status=ConflictStatus.UPDATE)]) == {}


def test_all_who_stand_on_one_side_share_what_stands_against_them() -> None:
    text = "\n".join(["The bridge is open, the mayor said."] * 4 + ["The bridge is closed, the mayor said."] * 4)
    corpus = read_articles([article(text)], HashingEncoder(), PatientClock(), max_sentences=100)
    coverage = Coverage(articles=1, sources=1, independent_sources=1)
    halves = (range(4), range(4, 8))
    sides = tuple(
        ConflictSide(
            value="", coverage=coverage, citations=tuple(corpus.cite(i, CitationRole.SUPPORTING, 1.0) for i in half)
        )
        for half in halves
    )
    conflict = Conflict(
        id="c1",
        kind=ConflictKind.OPPOSITE,
        status=ConflictStatus.CONFLICT,
        group_ids=("g1",),
        statement="",
        sides=sides,
    )
    rivals = list_rivals(corpus, [conflict])
    assert rivals == {i: set(halves[i < 4]) for i in range(8)}
    assert len({id(others) for others in rivals.values()}) == 2


def test_without_a_model_every_member_supports() -> None:
    corpus = read()
    (supports,) = judge_members([show(corpus)], corpus, None, PatientClock())
    assert all(support.counts for support in supports.values())


def summarize(min_sources: int, model: StubbornEntailment) -> dict[str, int]:
    summary = make_pipeline(entailment=model).summarize(FIRE, SummaryOptions(min_sources=min_sources), PatientClock())
    return {sentence.text: sentence.coverage.independent_sources for sentence in summary.sentences}


SHOWN = "A fire destroyed the central market of Ardal on Monday, killing 12 people."


def test_coverage_of_a_sentence_counts_what_supports_it() -> None:
    assert summarize(1, StubbornEntailment(1.0))[SHOWN] == 3
    assert summarize(1, ScriptedEntailment({"Twelve died": (0.95, 0.01)}))[SHOWN] == 2
    assert summarize(1, StubbornEntailment(0.0))[SHOWN] == 1


def test_a_sentence_that_too_few_support_gives_way_to_another_of_its_group() -> None:
    told = summarize(2, ScriptedEntailment({"killing 12": (0.95, 0.01)}))
    assert list(told.values()) == [2]
    assert SHOWN not in told
    assert summarize(2, StubbornEntailment(0.0)) == {}


def test_facts_of_which_no_sentence_is_said_by_enough_sources_are_told_to_be_left_out() -> None:
    def warn(model: StubbornEntailment) -> tuple[str, ...]:
        options = SummaryOptions(min_sources=2)
        return make_pipeline(entailment=model).summarize(FIRE, options, PatientClock()).warnings

    left_out = "1 fact that 2 sources report is left out: no sentence on it is said whole by so many"
    assert warn(StubbornEntailment(1.0)) == ()
    assert warn(ScriptedEntailment({"killing 12": (0.95, 0.01)})) == ()
    assert warn(StubbornEntailment(0.0)) == (left_out,)
