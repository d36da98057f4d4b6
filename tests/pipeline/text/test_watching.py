from __future__ import annotations

import threading

import pytest

from service.errors import DeadlineExceededError
from service.pipeline.claims.extraction import extract_claims
from service.pipeline.text.recall import forget_texts
from service.pipeline.text.terms import extract_terms
from service.pipeline.text.watching import keep_time, look_at_clock
from service.runtime.deadline import RequestClock


def test_loops_look_at_the_clock_of_the_request_that_their_thread_works_on() -> None:
    clock = RequestClock(limit_seconds=100)
    with keep_time(clock), clock.stage("verify"):
        look_at_clock()
        clock.expire()
        with pytest.raises(DeadlineExceededError, match="verify"):
            look_at_clock()
        elsewhere = threading.Thread(target=look_at_clock)
        elsewhere.start()
        elsewhere.join()
    look_at_clock()


def test_reading_a_sentence_looks_at_the_clock() -> None:
    clock = RequestClock(limit_seconds=100)
    clock.expire()
    forget_texts()
    with keep_time(clock):
        with pytest.raises(DeadlineExceededError):
            extract_terms("The dam broke.", "en")
        with pytest.raises(DeadlineExceededError):
            extract_claims("The dam broke.", language="en", published_at=None)
