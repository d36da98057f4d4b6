from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.pipeline.rewriting.compression import list_compressions

WORDS = """
    The bridge bridge, mayor (old) (very old), - — said “was closed,” reopened also After which and it was in Ardal,
    1911, repairs; not built who a today.
""".split()  # noqa: SIM905


def cut(*sentences: str) -> set[str]:
    """What the first of some sentences may be cut down to."""
    return set(list_compressions(sentences, lambda _: True))


@pytest.mark.parametrize(
    ("sentence", "shorter"),
    [
        ("The bridge, built in 1911, reopened again.", "The bridge reopened again."),
        ("The mayor (Ann Lee) opened the bridge.", "The mayor opened the bridge."),
        ("The bridge in the old town, which was closed, reopened again.", "The bridge in the old town reopened again."),
        ("The bridge — the oldest of all — reopened again.", "The bridge reopened again."),
        ("The bridge of Ardal is open, which pleases many.", "The bridge of Ardal is open."),
        ("The mayor met Ann Lee of Ardal, a retired engineer.", "The mayor met Ann Lee of Ardal."),
        ("The bridge of Ardal is open; the ferries stop.", "The bridge of Ardal is open."),
        ("The bridge of Ardal is open, and it is free.", "The bridge of Ardal is open."),
        ("The bridge is open, Ann Lee said in a letter.", "The bridge is open, Ann Lee said."),
        ("The bridge has also been painted.", "The bridge has been painted."),
        ("In the old town, the bridge of Ardal is open.", "The bridge of Ardal is open."),
        ("When the sun rose, the bridge of Ardal was open.", "The bridge of Ardal was open."),
        ("But the bridge of Ardal is open.", "The bridge of Ardal is open."),
    ],
)
def test_what_adds_to_a_sentence_may_be_left_out(sentence: str, shorter: str) -> None:
    assert cut(sentence) == {shorter}


@pytest.mark.parametrize(
    "sentence",
    [
        "Lions, leopards, giraffes and buffaloes live here.",
        "An earthquake, with a force of seven, killing many people, shook the coast.",
        "Ann Lee, 32, an engineer, opened the bridge.",
        "The police, led by a fierce, redfaced man, beat everybody.",
        "The student, from Somers, N.Y., named two women.",
        "“The bridge is also open,” she told the council.",
        "The bridge was not closed because of rain.",
        "According to the mayor, the bridge of Ardal is open.",
        "The bridge of Ardal is open, but not to trams.",
        "The bridge of Ardal is open, police said.",
    ],
)
def test_what_a_sentence_needs_stays(sentence: str) -> None:
    assert cut(sentence) == set()


def test_two_sentences_are_joined_where_a_clause_begins() -> None:
    assert "Workers shut the bridge, which is old." in cut(
        "Workers shut the bridge again.", "She saw the bridge, which is old."
    )
    assert "Workers shut the bridge and left." not in cut(
        "Workers shut the bridge again.", "She saw the bridge and left."
    )


def test_nothing_is_joined_where_who_says_it_would_be_lost() -> None:
    found = cut("Workers shut the bridge, police said.", "She saw the bridge, which is old.")
    assert "Workers shut the bridge, which is old." not in found


def test_a_quotation_is_not_replaced_by_the_words_of_nobody() -> None:
    found = cut("“The bridge is open,” she told the council.", "The bridge is open.")
    assert "The bridge is open." not in found


def test_a_list_longer_than_any_sentence_stays_as_it_is() -> None:
    long = "The towns of Ardal, " + "Bergen, " * 150 + "which are many, closed again."
    assert cut(long, long.replace("closed", "opened")) == set()


def test_what_says_too_little_is_none_and_the_shortest_comes_first() -> None:
    sentence = "The bridge, built in 1911, reopened again, which pleases many."
    assert list_compressions([sentence], lambda text: "1911" in text) == ("The bridge, built in 1911, reopened again.",)
    found = list_compressions([sentence], lambda _: True)
    assert found == ("The bridge reopened again, which pleases many.", "The bridge, built in 1911, reopened again.")


@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join), max_size=3))
def test_compressions_are_made_of_words_that_are_there(sentences: list[str]) -> None:
    own = {word.strip(".,;").lower() for sentence in sentences for word in sentence.split()}
    for text in list_compressions(sentences, lambda _: True):
        assert {word.strip(".,;").lower() for word in text.split()} <= own
        assert text not in sentences
