from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain import Span
from service.pipeline.attribution.claims_of_text import read_written, split_clauses
from tests.doubles import HashingEncoder
from tests.pipeline.stories import PatientClock
from tests.work import measure_growth


def sentences(text: str) -> list[str]:
    written = read_written(text, HashingEncoder(), PatientClock())
    return [text[span.start : span.end] for span in written.spans]


def test_sentences_inside_a_quotation_count_one_each() -> None:
    text = 'The mayor was angry: "We asked for help. Nobody came," she said. Rain fell.'
    assert sentences(text) == [
        'The mayor was angry: "We asked for help.',
        'Nobody came," she said.',
        "Rain fell.",
    ]


def test_a_speaker_stays_with_the_quotation() -> None:
    text = '"We asked for help and nobody came!" she said. "Stop!" Smith shouted.'
    assert sentences(text)[0] == '"We asked for help and nobody came!" she said.'


def split(text: str) -> tuple[str, ...]:
    return tuple(clause.text for clause in split_clauses(text, Span(start=0, end=len(text))))


def test_clauses_say_where_they_stand() -> None:
    text = "Rain fell. The storm closed the old bridge, and the minister promised\n40 million crowns, he said."
    clauses = split_clauses(text, Span(start=11, end=len(text)))
    assert [text[clause.span.start : clause.span.end] for clause in clauses] == [
        "The storm closed the old bridge",
        "the minister promised\n40 million crowns, he said.",
    ]


def test_markup_is_no_part_of_a_claim_and_words_are_found_in_the_text_all_the_same() -> None:
    text = "1. A **dam** broke  above Lindal [1].\n2. Twelve people died (Coast Post)."
    written = read_written(text, HashingEncoder(), PatientClock(), outlets=["Coast Post"])
    assert written.claims == ("A dam broke above Lindal.", "Twelve people died.")
    span = written.locate(0, 12, 24)
    assert (written.claims[0][12:24], text[span.start : span.end]) == ("above Lindal", "above Lindal")
    assert text[written.locate(0, 2, 11).start : written.locate(0, 2, 11).end] == "dam** broke"


def test_clauses_end_at_punctuation_and_conjunctions() -> None:
    assert split("The storm closed the old bridge and the minister promised 40 million crowns, he said.") == (
        "The storm closed the old bridge",
        "the minister promised 40 million crowns he said.",
    )


def test_a_sentence_that_cannot_be_cut_is_its_own_clause() -> None:
    assert split("Rain fell, and wind blew.") == ("Rain fell, and wind blew.",)


def test_each_sentence_has_the_embeddings_of_its_clauses() -> None:
    text = "The storm closed the old bridge and the minister promised 40 million crowns. Rain fell."
    encoder = HashingEncoder()
    written = read_written(text, encoder, PatientClock())
    assert [clauses.shape for clauses in written.clause_embeddings] == [(2, 256), (1, 256)]
    assert np.array_equal(written.clause_embeddings[1][0], written.embeddings[1])
    assert written.language == "en"


def test_signs_without_a_word_belong_to_the_sentence_before_them() -> None:
    text = "Not once. ... They sang."
    spans = read_written(text, HashingEncoder(), PatientClock()).spans
    assert [text[span.start : span.end] for span in spans] == ["Not once. ...", "They sang."]


def test_sentences_without_capitals_end_at_their_full_stops() -> None:
    text = "the mayor met anna kohl . he did n't stay ."
    spans = read_written(text, HashingEncoder(), PatientClock()).spans
    assert [text[span.start : span.end] for span in spans] == ["the mayor met anna kohl .", "he did n't stay ."]


def test_text_without_a_word_has_no_sentence() -> None:
    written = read_written(" \n ", HashingEncoder(), PatientClock())
    assert written.spans == ()
    assert written.embeddings.shape == (0, 256)


@given(st.text(alphabet='ab .!?"“”\n,A1', max_size=80))
def test_sentences_lie_in_order_and_hold_every_letter(text: str) -> None:
    written = read_written(text, HashingEncoder(), PatientClock())
    spans = written.spans
    assert all(span.start < span.end for span in spans)
    assert all(one.end <= other.start for one, other in pairwise(spans))
    outside = "".join(written.bare[a:b] for a, b in _gaps(text, [(span.start, span.end) for span in spans]))
    assert not any(character.isalnum() for character in outside)


def _gaps(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    bounds = [0, *(bound for span in spans for bound in span), len(text)]
    return list(zip(bounds[::2], bounds[1::2], strict=True))


@pytest.mark.slow
def test_thousands_of_sentences_in_one_quotation_are_found_in_linear_time() -> None:
    short, long = ("“" + "Rain fell. " * count + "”" for count in (500, 4_000))
    assert len(sentences(long)) == 4_000
    assert measure_growth(lambda: sentences(short), lambda: sentences(long)) < 20.0  # 64 as the square


def test_signs_that_end_no_clause_are_joined_in_linear_time() -> None:
    short, long = (", " * count + "and the storm closed the old bridge" for count in (2_500, 20_000))
    assert split(long)[-1].endswith("the storm closed the old bridge")
    assert measure_growth(lambda: split(short), lambda: split(long)) < 20.0  # 64 as the square


@given(text=st.text(alphabet="ab.,;!? ", max_size=60))
def test_a_clause_has_five_words_once_it_is_on_one_line(text: str) -> None:
    assert all(len(clause.split()) >= 5 for clause in split(text)) or len(split(text)) == 1


def test_a_sentence_without_end_is_cut_where_words_end() -> None:
    text = "The storm closed bridges " * 200
    parts = sentences(text)
    assert max(map(len, parts)) <= 1500
    assert " ".join(parts) == text.strip()


def test_a_claim_is_in_the_language_of_the_articles_unless_another_is_clear() -> None:
    languages = [
        read_written(text, HashingEncoder(), PatientClock(), language="de").language
        for text in ("Die Brücke ist zu.", "The mayor of the city was seen in the square that was closed.")
    ]
    assert languages == ["de", "en"]
