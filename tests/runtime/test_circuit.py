"""What may be gone is asked for a short time, and costs nobody a wait while it is."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator

import pytest

from service.runtime.circuit import Circuit
from tests.runtime.test_job_runner import wait_until


class Far:
    """Something over a network: gone, where `gone` says why. trials: how often it was tried."""

    def __init__(self) -> None:
        self.gone: str | None = None
        self.asked = self.trials = 0
        self.held = threading.Event()
        self.held.set()

    def answer(self) -> str:
        self.asked += 1
        self.held.wait(60)
        if self.gone:
            raise ConnectionError(self.gone)
        return "answer"

    def be_tried(self) -> None:
        self.trials += 1
        self.held.wait(60)
        if self.gone:
            raise ConnectionError(self.gone)


@pytest.fixture
def far() -> Iterator[Far]:
    far = Far()
    yield far
    far.held.set()


def make(far: Far, *, limit_seconds: float = 30, rest_seconds: float = 0) -> Circuit:
    return Circuit(
        "it",
        far.be_tried,
        errors=(ConnectionError,),
        describe=str,
        limit_seconds=limit_seconds,
        rest_seconds=rest_seconds,
    )


def ask(circuit: Circuit, far: Far) -> str:
    return circuit.ask(far.answer, otherwise="otherwise")


def test_what_failed_is_asked_again_once_a_trial_succeeded_and_each_turn_is_logged_once(
    far: Far, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    circuit = make(far)
    circuit.begin(fatal=KeyError)
    assert ask(circuit, far) == "answer"
    far.gone = "no route"
    assert [ask(circuit, far) for _ in range(3)] == ["otherwise"] * 3
    wait_until(lambda: ask(circuit, far) == "otherwise" and far.trials > 5)
    assert far.asked == 2
    assert not circuit.describe_use().works
    assert circuit.describe_use().failures > 5
    far.gone = None
    wait_until(lambda: ask(circuit, far) == "answer")
    assert circuit.describe_use().works
    assert caplog.text.count("it is not used until it is back") == 1
    assert caplog.text.count("it is used again") == 1
    circuit.close()


def test_another_reason_is_logged_too(far: Far, caplog: pytest.LogCaptureFixture) -> None:
    circuit = make(far)
    for reason in ("no route", "refused", "no route"):
        far.gone, far.trials = reason, 0
        wait_until(lambda: ask(circuit, far) == "otherwise" and far.trials > 1)
    reasons = [getattr(record, "fields")["reason"] for record in caplog.records]  # noqa: B009
    assert reasons == ["no route", "refused"]
    circuit.close()


def test_nothing_is_tried_before_the_rest_is_over(far: Far) -> None:
    circuit = make(far, rest_seconds=3600)
    far.gone = "no route"
    assert [ask(circuit, far) for _ in range(3)] == ["otherwise"] * 3
    assert (far.asked, far.trials) == (1, 0)
    circuit.close()


def test_an_answer_that_does_not_come_is_waited_for_once_and_others_not_at_all(
    far: Far, caplog: pytest.LogCaptureFixture
) -> None:
    circuit = make(far, limit_seconds=0.2)
    far.held.clear()
    assert ask(circuit, far) == "otherwise"
    assert "no answer within 0.2 s" in str([vars(record) for record in caplog.records])
    started = time.monotonic()
    assert [ask(circuit, far) for _ in range(1000)] == ["otherwise"] * 1000
    # Each of them would have waited for 0.2 seconds.
    assert time.monotonic() - started < 100
    assert (far.asked, far.trials) == (1, 1)
    use = circuit.describe_use()
    assert (use.asked, use.failures) == (1, 1)
    assert use.asked_seconds >= 0.2
    far.held.set()
    wait_until(lambda: ask(circuit, far) == "answer")
    circuit.close()


def test_a_first_trial_that_fails_ends_the_start_only_where_the_failure_is_a_fatal_one(
    far: Far, caplog: pytest.LogCaptureFixture
) -> None:
    far.gone = "no route"
    with pytest.raises(ConnectionError, match="no route"):
        make(far).begin(fatal=ConnectionError)
    assert not caplog.records
    circuit = make(far, rest_seconds=3600)
    circuit.begin(fatal=KeyError)
    assert ask(circuit, far) == "otherwise"
    assert (far.asked, far.trials) == (0, 2)
    assert len(caplog.records) == 1
    circuit.close()


def test_what_is_no_failure_of_the_other_is_raised(far: Far) -> None:
    circuit = make(far)
    with pytest.raises(ZeroDivisionError):
        circuit.ask(lambda: 1 // 0, otherwise=0)
    assert ask(circuit, far) == "answer"
    circuit.close()


def test_once_it_is_closed_nothing_is_asked_and_nothing_logged(far: Far, caplog: pytest.LogCaptureFixture) -> None:
    circuit = make(far)
    circuit.close()
    assert ask(circuit, far) == "otherwise"
    assert far.asked == 0
    assert not caplog.records
