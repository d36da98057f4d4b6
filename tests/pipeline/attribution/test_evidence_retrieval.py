from __future__ import annotations

import numpy as np

from service.domain import Span
from service.pipeline.attribution.claims_of_text import split_clauses
from service.pipeline.attribution.evidence_retrieval import RetrievedEvidence, Sources, retrieve_evidence
from service.pipeline.text.terms import extract_terms
from tests.doubles import HashingEncoder
from tests.work import count_calls

SOURCES = [
    "The storm closed the old bridge over the river on Monday.",
    "Twelve workers were treated in the hospital of Ardal.",
    "The minister promised 40 million crowns for repairs.",
    "A festival of music opens in the harbour next week.",
]


def align(text: str, sources: list[str] = SOURCES, article_of: list[int] | None = None) -> RetrievedEvidence:
    encoder = HashingEncoder()
    (alignment,) = retrieve_evidence(
        encoder.encode([text]),
        [extract_terms(text, "en")],
        [encoder.encode([clause.text for clause in split_clauses(text, Span(start=0, end=len(text)))])],
        Sources(
            embeddings=encoder.encode(sources),
            terms=[extract_terms(source, "en") for source in sources],
            article_of=np.array(article_of or [0] * len(sources), np.int64),
            positions=np.arange(len(sources)),
        ),
    )
    return alignment


def test_the_nearest_sentence_is_cited() -> None:
    assert align("On Monday a storm closed the old bridge.").cited == (0,)


def test_a_sentence_merged_from_two_cites_both() -> None:
    alignment = align("The storm closed the old bridge and the minister promised 40 million crowns for repairs.")
    assert set(alignment.cited) == {0, 2}


def test_every_article_that_says_it_is_cited_once() -> None:
    sources = [*SOURCES, "A storm closed the bridge on Monday.", "On Monday, it closed the bridge over the river."]
    alignment = align("The storm closed the old bridge on Monday.", sources, article_of=[0, 0, 0, 0, 1, 2])
    assert set(alignment.cited) == {0, 4, 5}


def test_what_no_article_says_is_cited_nowhere() -> None:
    alignment = align("Penguins elected an emperor yesterday.")
    assert alignment.cited == ()
    assert alignment.similarity == 0.0


def test_a_repetition_scores_highest() -> None:
    alignment = align(SOURCES[0])
    assert alignment.cited == (0,)
    assert alignment.scores[0] > 0.99
    assert alignment.similarity == 1.0


def test_a_long_sentence_that_holds_another_word_for_word_is_cited_for_it() -> None:
    long = "He said that he had been there for years, that it was so, not once, and that the farmers of Ardal sang."
    assert align("Not once.", [*SOURCES, long]).cited == (4,)
    assert align("Once not.", [*SOURCES, long]).cited == ()


def test_no_sources_support_nothing() -> None:
    assert align("The storm closed the bridge.", []).cited == ()


def test_the_premise_covers_the_sentence_and_holds_no_wording_twice() -> None:
    repeated = [*SOURCES, SOURCES[0]]
    text = "The storm closed the old bridge and the minister promised 40 million crowns for repairs."
    premise = align(text, repeated).premise
    assert {0, 2} <= set(premise)
    assert premise == tuple(sorted(premise))
    assert not {0, 4} <= set(premise)


def test_where_nothing_is_cited_there_still_is_something_to_read() -> None:
    evidence = align("Elephants flew over Paris.")
    assert evidence.cited == ()
    assert evidence.premise


def test_a_row_of_words_is_found_only_as_a_whole() -> None:
    sources = [
        "Rain and then the old bridge fell there.",
        "The old bridges and a fall.",
        "In the old bridge fell apart.",
    ]
    scores = dict(zip((found := align("the old bridge fell", sources)).cited, found.scores, strict=True))
    assert {i for i, score in scores.items() if score > 0.85} == {0, 2}


def test_thousands_of_sentences_are_held_against_thousands_of_sources() -> None:
    def count_calls_for(count: int) -> int:
        texts = [f"The {word} fell on {word}day." for word in (f"w{i % 97}x" for i in range(count))]
        terms, rows = [extract_terms(text, "en") for text in texts], HashingEncoder(16).encode(texts)
        homes, positions = np.zeros(count, np.int64), np.arange(count)
        sources = Sources(embeddings=rows, terms=terms, article_of=homes, positions=positions)
        return count_calls(lambda: retrieve_evidence(rows, terms, [row[None] for row in rows], sources))

    # Pairs are compared in arrays: four times the sentences and sources are no sixteen times the calls.
    assert count_calls_for(400) < 6 * count_calls_for(100)
