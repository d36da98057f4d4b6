"""What holds for every summary, whatever the articles."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from service.domain import Article, Conflict, Length, LengthUnit, Order, Summary, SummaryOptions
from service.errors import LengthTooShortError
from service.pipeline.text.language import count_words
from tests.doubles import make_pipeline
from tests.pipeline.stories import PatientClock

_SENTENCES = [
    "The storm closed the old bridge over the river on Monday.",
    "A storm on Monday closed the bridge across the river.",
    "The storm closed the old bridge over the river on Tuesday.",
    "Twelve people were hurt when the ferry hit the pier.",
    "“We had no warning,” the captain said. ",
    "The mayor 🙂 promised 40 million crowns for repairs.",
    "L’e\u0301cole est ferme\u0301e jusqu’a\u0300 lundi, a dit le maire.",
    "桥梁在星期一的风暴中被关闭了。",
    "أغلقت العاصفة الجسر القديم يوم الاثنين.",
    "He said so.",
    "Sign up for our newsletter.",
    "Storm closes bridge\n",
    "LONDON (Reuters) - Trains were late in the whole country on Tuesday.",
    "\r\n\r\n",
    "\ufeff",
    "\x08\x92",
    "word " * 30,
]
_TEXTS = st.lists(st.sampled_from(_SENTENCES) | st.text(max_size=40), min_size=1, max_size=8).map(" ".join)
_ARTICLES = st.lists(_TEXTS, min_size=1, max_size=5).map(
    lambda texts: [Article(id=f"a{i}", index=i, text=text) for i, text in enumerate(texts)]
)
_LENGTHS = st.one_of(
    st.integers(1, 60).map(lambda n: Length(unit=LengthUnit.WORDS, value=n)),
    st.integers(1, 6).map(lambda n: Length(unit=LengthUnit.SENTENCES, value=n)),
    st.integers(10, 400).map(lambda n: Length(unit=LengthUnit.CHARACTERS, value=n)),
    st.floats(0.05, 1.0).map(lambda x: Length(unit=LengthUnit.FRACTION, value=x)),
)
_OPTIONS = st.builds(
    SummaryOptions,
    length=_LENGTHS,
    order=st.sampled_from(Order),
    min_sources=st.integers(1, 2),
    query=st.none() | st.just("storm bridge"),
    conflicts=st.booleans(),
)


def run(articles: list[Article], options: SummaryOptions) -> Summary:
    return make_pipeline().summarize(articles, options, PatientClock())


def run_or_assume(articles: list[Article], options: SummaryOptions) -> Summary:
    try:
        return run(articles, options)
    except LengthTooShortError as error:
        value = error.smallest
    shortest = run(articles, replace(options, length=replace(options.length, value=value)))
    assert shortest.text
    assume(False)
    raise AssertionError("unreachable")


@settings(max_examples=150)
@given(_ARTICLES, _OPTIONS)
def test_spans_are_exact_and_the_length_is_kept(articles: list[Article], options: SummaryOptions) -> None:
    summary = run_or_assume(articles, options)
    for sentence in summary.sentences:
        assert summary.text[sentence.start : sentence.end] == sentence.text
        for citation in sentence.citations:
            assert articles[citation.article_index].text[citation.start : citation.end] == citation.cited_text
            assert 0 <= citation.score <= 1
        coverage = sentence.coverage
        assert options.min_sources <= coverage.independent_sources <= coverage.sources <= coverage.articles
    assert summary.length.actual <= options.length.value
    if options.length.unit is LengthUnit.WORDS:
        assert count_words(summary.text) <= options.length.value
    if options.length.unit is LengthUnit.CHARACTERS:
        assert len(summary.text) <= options.length.value
    assert bool(summary.text) or bool(summary.warnings)


@settings(max_examples=60)
@given(_ARTICLES, _OPTIONS, st.randoms(use_true_random=False))
def test_article_order_changes_nothing(articles: list[Article], options: SummaryOptions, chance: random.Random) -> None:
    shuffled = list(articles)
    chance.shuffle(shuffled)
    one = run_or_assume(articles, options)
    other = run([replace(article, index=i) for i, article in enumerate(shuffled)], options)
    assert one.text == other.text
    assert [s.coverage for s in one.sentences] == [s.coverage for s in other.sentences]
    assert [told(conflict) for conflict in one.conflicts] == [told(conflict) for conflict in other.conflicts]


def told(conflict: Conflict) -> tuple[object, ...]:
    """All of a conflict but the places of its articles in the request."""
    cited = [[(c.article_id, c.start, c.end) for c in side.citations] for side in conflict.sides]
    return conflict.id, conflict.kind, conflict.status, conflict.group_ids, conflict.statement, cited


@settings(max_examples=60)
@given(_ARTICLES)
def test_a_copy_of_an_article_adds_no_independent_source(articles: list[Article]) -> None:
    copy = replace(articles[0], id="copy", index=len(articles), source="another publisher")
    options = SummaryOptions(length=Length(unit=LengthUnit.FRACTION, value=1.0))
    one, more = run(articles, options), run([*articles, copy], options)
    before = {frozenset(m.sentence.text for m in g.members): g.coverage.independent_sources for g in one.groups}
    after = {frozenset(m.sentence.text for m in g.members): g.coverage.independent_sources for g in more.groups}
    for texts in before.keys() & after.keys():
        assert after[texts] == before[texts]
    assert more.articles[-1].copy_of is not None or not articles[0].text.strip()
