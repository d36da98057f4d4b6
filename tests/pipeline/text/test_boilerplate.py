from __future__ import annotations

import time

import pytest

from service.domain import BoilerplateKind
from service.pipeline.text.boilerplate import strip_boilerplate
from service.pipeline.text.segmentation import split_sentences
from tests.pipeline.stories import article

STORY = "The council voted to close the bridge on Tuesday."


def strip(text: str) -> tuple[list[str], list[tuple[BoilerplateKind, str]]]:
    read = article(text)
    kept, left_out = strip_boilerplate(read, split_sentences(read))
    assert all(text[s.start : s.end] == s.text for s in kept)
    return [s.text for s in kept], [(b.kind, text[b.start : b.end]) for b in left_out]


@pytest.mark.parametrize(
    ("prefix", "kind"),
    [
        ("KYIV, Ukraine — ", BoilerplateKind.DATELINE),
        ("WASHINGTON (AP) — ", BoilerplateKind.DATELINE),
        ("LONDON, Jan. 5 (Reuters) - ", BoilerplateKind.DATELINE),
        ("(CNN) -- ", BoilerplateKind.DATELINE),
        ("LANCASTER (CBSLA) — ", BoilerplateKind.DATELINE),
        ("BREAKING: ", BoilerplateKind.HEADING),
        ("UPDATE 1 - ", BoilerplateKind.HEADING),
        ("Paris (AFP) - ", BoilerplateKind.DATELINE),
        ("date 2024-11-20 ", BoilerplateKind.DATE),
        ("Saturday, January 8, 2005 ", BoilerplateKind.DATE),
    ],
)
def test_a_sentence_is_narrowed_behind_its_dateline_or_stamp(prefix: str, kind: BoilerplateKind) -> None:
    assert strip(prefix + STORY) == ([STORY], [(kind, prefix)])


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("By Maria Lopez and Jan de Vries", BoilerplateKind.BYLINE),
        ("Saturday, January 8, 2005", BoilerplateKind.DATE),
        ("Updated at 12:32 p.m. EST", BoilerplateKind.UPDATE_STAMP),
        ("(Francine Orr/Los Angeles Times)", BoilerplateKind.CAPTION),
        ("FILE - In this April 17, 2018 file photo, a man walks.", BoilerplateKind.CAPTION),
        ("Associated Press writer Jo Fox in Oslo contributed to this report.", BoilerplateKind.CREDIT),
        ("Kullab and Novikov write for the Associated Press.", BoilerplateKind.CREDIT),
        ("Copyright 2019 The Herald.", BoilerplateKind.CREDIT),
        ("Sign up for Essential California", BoilerplateKind.PROMOTION),
        ("You may occasionally receive promotional content from us.", BoilerplateKind.PROMOTION),
        ("Read more: The bridges of the north", BoilerplateKind.PROMOTION),
        ("Rain again. pic.twitter.com/JR0fo5megR", BoilerplateKind.EMBED),
        ("The Background:", BoilerplateKind.HEADING),
        ("___", BoilerplateKind.FRAGMENT),
        ("many " * 400 + "words.", BoilerplateKind.TOO_LONG),
    ],
)
def test_lines_that_tell_no_story_are_left_out_and_named(line: str, kind: BoilerplateKind) -> None:
    kept, left_out = strip(f"{STORY}\n{line}\nA second bridge stays open for now.")
    assert kept == [STORY, "A second bridge stays open for now."]
    assert {found for found, _ in left_out} == {kind}


@pytest.mark.parametrize(
    "line",
    [
        "By Monday the water had risen by two metres.",
        "Readers of the poll follow the senator on every trip.",
        "Photographers were barred from the court on Friday.",
        "NASA — the American space agency — will launch in May.",
        "The U.S. has not signed it.",
        "Donations reached two million dollars on Sunday.",
        "他们星期一关闭了桥梁。",
    ],
)
def test_sentences_of_the_story_are_kept_whole(line: str) -> None:
    assert strip(line) == ([line], [])


def test_kept_sentences_are_renumbered_and_headlines_marked() -> None:
    read = article(f"Council closes bridge after storm damage\nBy Ana Ruiz\n{STORY} It was built in 1931.")
    kept, _ = strip_boilerplate(read, split_sentences(read))
    assert [(s.position, s.headline) for s in kept] == [(0, True), (1, False), (2, False)]


@pytest.mark.parametrize(
    "text", ["5" + " " * 3000 + "x", "March 5, 2024 at 5" + " " * 3000 + "x", "(AP) " + "-" * 3000 + "x"]
)
def test_white_space_and_dashes_hold_nothing_up(text: str) -> None:
    started = time.thread_time()

    strip(text)

    assert time.thread_time() - started < 0.5
