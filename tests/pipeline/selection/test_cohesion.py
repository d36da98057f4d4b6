"""What has to stand in front of a sentence, and what it would tell again."""

from __future__ import annotations

import numpy as np

from service.domain import Length, LengthUnit, SummaryOptions
from service.pipeline.clustering import SimilarPairs
from service.pipeline.selection.cohesion import find_cohesion
from service.pipeline.text.corpus import Corpus, read_articles
from tests.doubles import HashingEncoder, make_pipeline
from tests.pipeline.stories import PatientClock, article, make_cohesion

ARTICLES = (
    article("Marta Olsen, the mayor of Ardal, closed the old bridge on Monday.\nShe wants a new one.\n", index=0),
    article(
        "Ardal is to get a new bridge over its river, officials announced.\nOlsen said the money is there.\n"
        "The river rose by two metres in the spring.\n",
        index=1,
    ),
)


def read() -> Corpus:
    return read_articles(ARTICLES, HashingEncoder(), PatientClock(), max_sentences=100)


def pairs(*rows: tuple[int, int, float]) -> SimilarPairs:
    first, second, score = zip(*rows, strict=True) if rows else ((), (), ())
    return SimilarPairs(
        sentences=5,
        first=np.array(first, np.int64),
        second=np.array(second, np.int64),
        score=np.array(score, np.float64),
    )


def place(corpus: Corpus, opening: str) -> int:
    return next(i for i, sentence in enumerate(corpus.sentences) if sentence.text.startswith(opening))


def test_a_sentence_leans_on_the_one_before_it_in_its_article_alone() -> None:
    corpus = read()
    cohesion = find_cohesion(corpus, pairs())
    leaning, lead = place(corpus, "She wants"), place(corpus, "Marta")
    assert cohesion.leans[leaning]
    assert cohesion.before[leaning] == lead
    assert cohesion.before[place(corpus, "Ardal")] is None


def test_an_answer_leans_on_what_it_answers_in_its_article() -> None:
    text = "Engineers warned of cracks in the bridge. The county in response closed the road below it on Monday."
    corpus = read_articles([article(text)], HashingEncoder(), PatientClock(), max_sentences=10)
    assert find_cohesion(corpus, pairs()).leans == (False, True)


def test_a_short_name_needs_one_that_gives_it_in_full_in_any_article() -> None:
    corpus = read()
    cohesion = find_cohesion(corpus, pairs())
    short, full = place(corpus, "Olsen said"), place(corpus, "Marta")
    assert not cohesion.names_whom(short, frozenset())
    assert cohesion.names_whom(short, cohesion.tells[full])
    assert not cohesion.opens(short)
    assert cohesion.opens(full)


def test_a_head_that_is_told_needs_no_sentence_before_it() -> None:
    corpus = read()
    cohesion = find_cohesion(corpus, pairs())
    river, lead = place(corpus, "The river"), place(corpus, "Ardal")
    assert cohesion.is_torn(river, frozenset(), frozenset())
    assert not cohesion.is_torn(river, frozenset(), cohesion.tells[lead])


def test_a_lead_tells_again_what_is_told_at_lower_odds_than_other_sentences() -> None:
    corpus = read()
    lead, other = place(corpus, "Ardal"), place(corpus, "She wants")
    later = place(corpus, "The river")
    cohesion = find_cohesion(corpus, pairs((min(lead, other), max(lead, other), 0.3)))
    assert cohesion.is_retold(other, cohesion.marks[lead])
    unlikely = find_cohesion(corpus, pairs((min(later, other), max(later, other), 0.3)))
    assert not unlikely.is_retold(other, unlikely.marks[later])
    likely = find_cohesion(corpus, pairs((min(later, other), max(later, other), 0.6)))
    assert likely.is_retold(other, likely.marks[later])


def test_an_opening_sentence_needs_nothing() -> None:
    cohesion = make_cohesion(4, leans=[1], heads={2: "bridge"}, names={3: "olsen"})
    assert [cohesion.opens(i) for i in range(4)] == [True, False, False, False]


def test_a_summary_opens_with_a_lead_and_keeps_what_leans_behind_it() -> None:
    options = SummaryOptions(length=Length(unit=LengthUnit.WORDS, value=60))
    summary = make_pipeline().summarize(ARTICLES, options, PatientClock())
    texts = [one.text for one in summary.sentences]
    assert texts[0].startswith(("Marta Olsen", "Ardal is"))
    for leaning, before in (("She wants", "Marta"), ("Olsen said", "Marta")):
        for k, text in enumerate(texts):
            if text.startswith(leaning):
                assert any(earlier.startswith(before) for earlier in texts[:k])


def test_no_summary_opens_with_what_points_back_where_an_article_was_cut() -> None:
    texts = (
        "It tells of the closing of the old bridge at Ardal and of the mayor who closed the old bridge on Monday.",
        "The mayor of Ardal closed the old bridge on Monday, and engineers will look at it in the summer.",
    )
    options = SummaryOptions(length=Length(unit=LengthUnit.SENTENCES, value=1))
    cut = [article(text, index=k) for k, text in enumerate(texts)]
    summary = make_pipeline().summarize(cut, options, PatientClock())
    assert [one.text for one in summary.sentences] == [texts[1]]


def test_copies_share_what_tells_the_same_again() -> None:
    told = "A storm closed the bridge of Ardal on Monday.\nThe bridge in Ardal was closed by a storm, police said.\n"
    articles = [article(told, index=index) for index in range(30)]
    corpus = read_articles(articles, HashingEncoder(), PatientClock(), max_sentences=100)
    cohesion = find_cohesion(corpus, pairs((0, 1, 0.6)))
    assert cohesion.is_retold(1, cohesion.marks[58])
    assert len({id(own) for own in cohesion.retold_by}) == 2
