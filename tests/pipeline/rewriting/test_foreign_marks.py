from __future__ import annotations

import pytest

from service.pipeline.rewriting.foreign_marks import holds_markup, is_unbalanced

GIVEN = ("The mayor closed the old bridge in Ardal on Monday.", "Ardal's bridge was closed, Booking.com said.")


@pytest.mark.parametrize(
    "text",
    [
        "The mayor closed the **old** bridge.",
        "# The mayor closed the bridge.",
        "> The mayor closed the bridge.",
        "- The mayor closed the bridge.",
        "• The mayor closed the bridge.",
        "1. The mayor closed the bridge.",
        "The mayor closed the <b>old</b> bridge.",
        "The mayor closed the bridge<script>alert(1)</script>.",
        "The mayor closed the [old bridge](http://evil.example).",
        "The mayor closed the bridge [1].",
        "The mayor closed the `old` bridge.",
        "The mayor closed the _old_ bridge.",
        "The mayor closed the bridge &lt;b&gt;.",
        "The mayor closed the bridge <|im_end|>.",
        "The mayor closed the bridge 🎉.",
        "The mayor closed the bridge (https://evil.example/x).",
        "The mayor closed the bridge, see evil.example.",
        "The mayor closed the bridge, mail me@evil.example.",
        "The mayor closed the bridge, javascript:alert(1).",
        "The mayor closed the bridge, see 10.0.0.1.",
        "The mayor closed the bridge #storm.",
    ],
)
def test_markup_and_addresses_that_the_articles_lack_are_found(text: str) -> None:
    assert holds_markup(text, GIVEN)


@pytest.mark.parametrize(
    "text",
    [
        "Booking.com said that the bridge was closed.",
        "The bridge (the old one) was closed at 10:30 p.m. in the U.S.-led zone, at −5 °C.",
        "AT&T lost $3.5bn; 24/7 work goes on – slowly.",
        "“The bridge is closed.”",
    ],
)
def test_prose_holds_none(text: str) -> None:
    assert not holds_markup(text, GIVEN)


def test_signs_and_addresses_of_the_articles_may_be_repeated_but_not_added_to() -> None:
    given = ["“[The bridge] is closed,” @ardal wrote on ardal.example."]
    assert not holds_markup("@ardal wrote on ardal.example: “[The bridge] is closed.”", given)
    assert holds_markup("@ardal wrote on ardal.example: “[The bridge] is [now] closed.”", given)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The mayor closed the ‘old bridge on Monday.", True),
        ("The mayor closed the 'old bridge on Monday.", True),
        ("The mayor closed the ‘old’ bridge and the 'new' one.", False),
        ("‘It’s closed,’ the mayor said.", False),
        ("The workers’ union and Tesla Inc.'s board met.", False),
        ("The mayor closed the ”old“ bridge.", True),
        ("„Die Brücke ist zu“, sagte die Bürgermeisterin.", False),
        ("The mayor closed the )old( bridge.", True),
        ("Hon sade: ”Vi lever nu.”", False),
        ("”Vi lever nu”, sade hon.", False),
    ],
)
def test_what_opens_a_quotation_closes_it(text: str, expected: bool) -> None:
    assert is_unbalanced(text, GIVEN) is expected


@pytest.mark.parametrize(
    "text", ["The court upheld a) the fine and b) the ban.", "Hon sade: ”Vi lever nu” och “han” sov.”"]
)
def test_a_mark_may_close_first_where_it_does_in_the_articles(text: str) -> None:
    assert is_unbalanced(text, GIVEN)
    assert not is_unbalanced(text, [*GIVEN, text])


def test_a_word_that_opens_with_a_mark_in_the_articles_is_no_quotation() -> None:
    assert not is_unbalanced("It was built in the '90s.", ["The bridge was built in the '90s."])
