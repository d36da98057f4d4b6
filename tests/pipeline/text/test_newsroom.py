from __future__ import annotations

import pytest

from service.pipeline.text.newsroom import is_cut_off, tells_of_reporting


@pytest.mark.parametrize(
    "sentence",
    [
        "A spokesman for the company did not immediately respond to a request for comment.",
        "The officials spoke on condition of anonymity because they were not authorized to speak.",
        "Northwind could not be reached.",
        "Northwind declined to comment on the report.",
        "Harbour News has approached Northwind for comment.",
        "The report could not be independently verified.",
        "Norhaven and Lindal officials didn’t confirm the reports.",
        "The port has not confirmed or denied this.",
        "Reporting by Ana Sol in Lindal",
        "Northwind did not immediately respond to emails and phone calls seeking comment.",
        "Northwind did not return two calls on Monday.",
        "Northwind has not answered questions about this.",
        "Northwind did not respond to an email from The New York Times.",
        "Northwind did not respond to questions from Reuters about the mine.",
        "Northwind did not respond to comment requests by press time.",
        "Olsen declined to be interviewed by Reuters.",
    ],
)
def test_what_newsrooms_say_of_their_work_is_told_apart(sentence: str) -> None:
    assert tells_of_reporting(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Olsen, who declined to comment, resigned.",
        "The plan was dropped in May, said two officials who spoke on condition of anonymity.",
        "The governor did not respond to the flood for two days.",
        "The firefighters did not return.",
        "The laboratory did not confirm the infection.",
        "The minister said the tests did not confirm that.",
        "The crew did not respond to radio calls from air traffic control.",
        "Police did not respond to calls for help for 40 minutes.",
        "The ship did not respond to messages from the coast guard and sank with 40 people aboard.",
        "The ship did not respond to messages and sank.",
        "Iran has not answered questions from UN inspectors about the uranium found at three sites.",
        "The suspect refused to be interviewed by police.",
    ],
)
def test_what_happened_is_no_talk_of_newsrooms(sentence: str) -> None:
    assert not tells_of_reporting(sentence)


@pytest.mark.parametrize(
    ("sentence", "alone", "cut"),
    [
        ("He told residents that the water would not f… [+1890 chars]", False, True),
        ("He told residents that the water would… Read more", False, True),
        ("He told residents that the water would not come to", False, True),
        ("Governor tells residents that the water will not come", True, False),
        ("He told residents.", False, False),
    ],
)
def test_a_cut_off_sentence_is_seen(sentence: str, alone: bool, cut: bool) -> None:
    assert is_cut_off(sentence, alone=alone) is cut
