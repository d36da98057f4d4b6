from __future__ import annotations

import logging

import pytest

from service.runtime.seldom_log import _MOST_KNOWN, Seldom, SeldomLog
from tests.doubles import ManualTime


def test_a_thing_is_told_at_once_and_once_a_minute_with_how_often_it_was_left_out(
    caplog: pytest.LogCaptureFixture,
) -> None:
    now = ManualTime()
    log = SeldomLog(logging.getLogger("chorus.test"), now=now)
    for _ in range(599):
        log.tell(logging.WARNING, "the disk is full", reason="no room")
        now.advance(0.1)
    log.tell(logging.ERROR, "the server is gone")
    now.advance(0.2)
    log.tell(logging.WARNING, "the disk is full", reason="no room")
    assert [(record.message, vars(record)["fields"]) for record in caplog.records] == [
        ("the disk is full", {"reason": "no room"}),
        ("the server is gone", {}),
        ("the disk is full", {"reason": "no room", "left_out": 598}),
    ]


def test_what_was_told_longest_ago_is_forgotten_where_there_is_too_much() -> None:
    seldom, now = Seldom(time := ManualTime()), [str(number) for number in range(_MOST_KNOWN)]
    assert [seldom.admit(thing) for thing in now] == [0] * _MOST_KNOWN
    time.advance(60)
    assert seldom.admit("0") == 0
    assert seldom.admit("another") == 0
    assert (seldom.admit("0"), len(seldom._told)) == (None, _MOST_KNOWN)


def test_frames_of_an_error_are_told(caplog: pytest.LogCaptureFixture) -> None:
    log = SeldomLog(logging.getLogger("chorus.test"))
    log.tell(logging.ERROR, "a line was lost", error=OSError("no room"))
    assert "OSError: no room" in caplog.text
