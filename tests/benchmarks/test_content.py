from __future__ import annotations

import pytest

from benchmarks.content import CHORUS, ContentSet, measure_set
from tests.benchmarks.endpoints import CannedEndpoint

STORY = "Engineers closed the bridge. Ferries carry drivers now. Mayors apologized. Schools opened late. Snow fell."
ROWS = [
    {
        "id": "t1",
        "articles": [{"id": "a", "text": STORY}],
        "references": ["bridge closed"],
        "systems": {"ID1": "bridge closed"},
    },
    {
        "id": "t2",
        "articles": [{"id": "a", "text": STORY}],
        "references": ["ferry opened"],
        "systems": {"ID1": "nothing"},
    },
]


def test_every_system_is_scored_on_every_topic_and_the_best_comes_first() -> None:
    endpoint = CannedEndpoint({"/v1/summaries": {"summary": "a bridge closed, a ferry opened"}})
    scores = measure_set(ContentSet(file="x.jsonl", words=6), ROWS, endpoint)
    means = {system.system: system.figures["F2"].mean for system in scores.systems}
    assert set(means) == {CHORUS, "lead", "lead of whole sentences", "sumy LexRank", "sumy TextRank", "ID1"}
    assert means[CHORUS] == pytest.approx(100 / 3)  # one of five pairs of words, and that is all of the reference's
    assert means["ID1"] == 50.0
    assert list(means.values()) == sorted(means.values(), reverse=True)


def test_difference_to_chorus_is_taken_topic_by_topic() -> None:
    endpoint = CannedEndpoint({"/v1/summaries": {"summary": "a bridge closed, a ferry opened"}})
    scores = measure_set(ContentSet(file="x.jsonl", words=6), ROWS, endpoint)
    published = next(system for system in scores.systems if system.system == "ID1")
    # It is two thirds better on the first topic, where Chorus wrote more, and one third worse on the second.
    assert published.beside_chorus.mean == pytest.approx(50 / 3)
    assert published.beside_chorus.error == pytest.approx(50.0)


def test_length_used_is_counted_before_the_cut() -> None:
    endpoint = CannedEndpoint({"/v1/summaries": {"summary": "one two three"}})
    scores = measure_set(ContentSet(file="x.jsonl", words=2), ROWS, endpoint)
    chorus = next(system for system in scores.systems if system.system == CHORUS)
    assert (chorus.mean_words, chorus.max_words, chorus.length_share) == (3.0, 3, 1.5)


def test_length_is_asked_for_in_words() -> None:
    endpoint = CannedEndpoint({"/v1/summaries": {"summary": ""}})
    measure_set(ContentSet(file="x.jsonl", words=240), ROWS, endpoint)
    path, body = endpoint.requests[0]
    assert path == "/v1/summaries"
    assert body == {"articles": ROWS[0]["articles"], "length": {"unit": "words", "value": 240}}


def test_one_human_summary_serves_as_reference() -> None:
    row = {"id": "t", "articles": ROWS[0]["articles"], "summary": "bridge crack"}
    endpoint = CannedEndpoint({"/v1/summaries": {"summary": "bridge"}})
    scores = measure_set(ContentSet(file="x", words=6, summary_field=True), [row], endpoint)
    assert next(s for s in scores.systems if s.system == CHORUS).figures["R1"].mean == 50.0


def test_topics_are_chosen_by_their_number_of_articles() -> None:
    one, two, four = ({"id": str(n), "articles": [{}] * n} for n in (1, 2, 4))
    assert ContentSet(file="x.jsonl", words=6).choose([one, two, four]) == [one, two, four]
    assert ContentSet(file="x.jsonl", words=6, most_articles=2).choose([one, two, four]) == [one, two]
    assert ContentSet(file="x.jsonl", words=6, least_articles=3).choose([one, two, four]) == [four]
