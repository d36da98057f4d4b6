from __future__ import annotations

import pytest

from benchmarks.baselines import Baseline, WordTokenizer, rank_with_sumy, write_baseline
from service.domain import Article

ARTICLES = (
    Article(id="a", index=0, text="The bridge was closed on Monday. Engineers found a crack in it."),
    Article(id="b", index=1, text="A crack closed the bridge. Drivers took the ferry. The mayor apologized."),
)


def test_lead_takes_first_sentences_in_turn_until_the_words_are_full() -> None:
    expected = "The bridge was closed on Monday. A crack closed the bridge. Engineers found"
    assert write_baseline(Baseline.LEAD, ARTICLES, 13) == expected


def test_lead_of_whole_sentences_ends_before_the_first_that_does_not_fit() -> None:
    expected = "The bridge was closed on Monday. A crack closed the bridge."
    assert write_baseline(Baseline.LEAD_SENTENCES, ARTICLES, 13) == expected


def test_lead_goes_on_with_the_longer_article() -> None:
    assert write_baseline(Baseline.LEAD, ARTICLES, 100).endswith("Drivers took the ferry. The mayor apologized.")


@pytest.mark.parametrize("baseline", [Baseline.LEXRANK, Baseline.TEXTRANK])
def test_sumy_puts_the_sentence_that_shares_words_with_most_others_first(baseline: Baseline) -> None:
    central = "Floods shook the piers, engineers warned."
    sentences = [
        "Engineers inspected towers.",
        "Floods ruined harvests.",
        central,
        "Piers carry ferries.",
        "Oranges ripen slowly.",
        "Violins need tuning.",
    ]
    ranked = rank_with_sumy(baseline, sentences)
    assert ranked[0] == central
    assert sorted(ranked) == sorted(sentences)


def test_words_are_what_sumy_takes_for_words() -> None:
    assert WordTokenizer().to_words("The bridge cost $4.6 billion, U.N. envoys said.") == (
        "The",
        "bridge",
        "cost",
        "billion",
        "envoys",
        "said",
    )
