from __future__ import annotations

from models.training.document_frequencies import choose_passages, list_words


def test_short_passages_and_those_that_open_alike_are_passed_over() -> None:
    long = "The otter swam to the weir. " * 20
    assert choose_passages(["Too short.", long, f"{long} The end is another one.", f"Another day. {long}"]) == [
        long,
        f"Another day. {long}",
    ]


def test_words_are_the_stems_of_the_lead() -> None:
    lead = " ".join(f"The mayor of town{number} was fishing." for number in range(20))
    words = list_words(lead)
    assert {"mayor", "fish", "town14"} <= set(words)
    assert "town15" not in words
    assert "the" not in words
