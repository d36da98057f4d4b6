from __future__ import annotations

import pytest

from service.pipeline.text.boilerplate import strip_boilerplate
from service.pipeline.text.segmentation import split_sentences
from tests.pipeline.stories import article

STORY = "The village of Norr has banned leaf blowers.\n\nThe council voted on Thursday evening.\n\n"
END = "\n\nAnyone who is caught will have to sweep the square."


def list_kept(text: str) -> list[str]:
    one = article(text)
    kept, _ = strip_boilerplate(one, split_sentences(one))
    return [sentence.text for sentence in kept]


WHOLE = list_kept(STORY + END.lstrip())


@pytest.mark.parametrize(
    "lines",
    [
        "Related articles\n- Why your neighbour's hedge is legal\n- Ten quiet holidays for under 500 euros",
        "Most read\n1. Duchess seen buying trainers\n2. Storm: the night in pictures",
        "Sign up to Morning Notes\nOur free daily briefing on music, every weekday at 7am.\nEnter your email address",
        "What do you think? Have your say in the comments below.",
    ],
)
def test_what_stands_in_a_list_of_links_or_a_form_is_no_story(lines: str) -> None:
    assert list_kept(f"{STORY}{lines}{END}") == WHOLE


def test_what_follows_two_lines_of_a_footer_is_no_story() -> None:
    footer = "\n\n© 2025 Norr Papers Ltd. All rights reserved.\nAbout us | Contact\nRegistered in Norr No. 044."
    assert list_kept(STORY + END.lstrip() + footer) == WHOLE


@pytest.mark.parametrize(
    "lines",
    [
        "Tom Arkwright is a senior reporter covering mining. He joined the paper in 2014.",
        "Ingrid Sahl has been our political correspondent since 2018. She lives in Karn with two cats.",
        "Ada Bell writes about gardens.",
    ],
)
def test_lines_about_the_author_are_no_story(lines: str) -> None:
    assert list_kept(f"{STORY}{END.lstrip()}\n\n{lines}") == WHOLE


@pytest.mark.parametrize(
    "text",
    [
        # somebody of the story
        f"Reporter Tom Arkwright was hurt.\n\n{STORY}\n\nTom Arkwright is a senior reporter covering mining.",
        # what happened to one of a trade
        f"{STORY}\n\nPeter Berg has been the only journalist inside the camp since May.",
        f"{STORY}\n\nAnna Kohl is the editor who published the files and was jailed on Monday.",
        # paragraphs that are lines: what stands between two of a site's may be anything
        "Norr has banned leaf blowers.\nRead more: hedges\nThe mayor gave out brooms.\nRead more: cats\nHe smiled.",
    ],
)
def test_what_may_be_story_stays(text: str) -> None:
    lines = text.split("\n")
    assert list_kept(text) == [line for line in lines if line and not line.startswith("Read more")]
