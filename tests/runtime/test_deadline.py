from __future__ import annotations

import pytest

from service.domain import VerificationStatus
from service.errors import DeadlineExceededError
from service.progress import DecidedSentence, StageProgress
from service.runtime.deadline import RequestClock
from tests.doubles import ManualTime


def test_clock_adds_up_the_milliseconds_of_each_stage_rounded_to_a_tenth() -> None:
    time = ManualTime()
    clock = RequestClock(limit_seconds=10, now=time)
    for seconds in (0.25, 0.00125):
        with clock.stage("embed"):
            time.advance(seconds)
    with clock.stage("group"):
        time.advance(1)
    assert clock.timings == {"embed": 251.2, "group": 1000.0}


def test_clock_counts_a_stage_that_fails() -> None:
    time = ManualTime()
    clock = RequestClock(limit_seconds=10, now=time)

    def fail_after_two_seconds() -> None:
        with clock.stage("embed"):
            time.advance(2)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_two_seconds()
    assert clock.timings == {"embed": 2000.0}


def test_clock_refuses_to_enter_a_stage_once_time_is_up() -> None:
    time = ManualTime()
    clock = RequestClock(limit_seconds=10, now=time)
    time.advance(9.5)
    with clock.stage("embed"):
        time.advance(0.5)
    with pytest.raises(DeadlineExceededError) as caught, clock.stage("group"):
        pytest.fail("the stage was entered")
    assert (caught.value.limit_seconds, caught.value.stage) == (10, "group")


def test_clock_check_names_where_the_request_was_stopped() -> None:
    time = ManualTime()
    clock = RequestClock(limit_seconds=10, now=time)
    clock.check("select")
    time.advance(11)
    with pytest.raises(DeadlineExceededError, match="longer than 10 s and was stopped at 'select'"):
        clock.check("select")


def test_clock_that_was_made_to_expire_has_no_time_left() -> None:
    clock = RequestClock(limit_seconds=10, now=ManualTime())
    assert clock.remaining_seconds == 10
    clock.expire()
    assert clock.remaining_seconds == 0
    with pytest.raises(DeadlineExceededError):
        clock.check("embed")


def test_clock_names_the_stage_that_began_last_when_none_is_given() -> None:
    clock = RequestClock(limit_seconds=10, now=ManualTime())
    with clock.stage("embed"):
        assert clock.exceeded().stage == "embed"


def test_clock_tells_stages_as_they_begin_and_every_further_percent_of_them() -> None:
    heard: list[object] = []
    clock = RequestClock(limit_seconds=10, listener=heard.append)
    with clock.stage("embed"):
        for done in range(301):
            clock.advance(done, 300)
    with clock.stage("embed"):
        clock.advance(1, 1)
    begun = StageProgress(stage="embed")
    assert heard[0] == begun
    assert heard[1] == StageProgress(stage="embed", done=3, total=300)
    assert heard[100] == StageProgress(stage="embed", done=300, total=300)
    assert heard[101:] == [StageProgress(stage="embed", done=1, total=1)]


def test_clock_without_a_listener_tells_nobody() -> None:
    clock = RequestClock(limit_seconds=10)
    clock.advance(1, 2)
    clock.decide(DecidedSentence(group_id="g1", text="Rain fell.", status=VerificationStatus.VERBATIM))
    assert clock.timings == {}


def test_the_time_of_a_clock_that_waits_begins_with_the_work() -> None:
    now = ManualTime()
    clock = RequestClock(limit_seconds=10, now=now, waits=True)
    now.advance(1000)
    clock.check("queue")
    for _ in range(2):
        clock.begin_work()
        now.advance(4)
    assert clock.remaining_seconds == 2
    now.advance(2)
    with pytest.raises(DeadlineExceededError):
        clock.check("embed")


def test_a_clock_that_waits_and_is_ended_does_not_begin() -> None:
    clock = RequestClock(limit_seconds=10, now=ManualTime(), waits=True)
    clock.expire()
    clock.begin_work()
    assert clock.remaining_seconds == 0
