from __future__ import annotations

import asyncio
import gc
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest

from service.errors import DeadlineExceededError, NotReadyError, QueueFullError, WaitTooLongError
from service.runtime.admission import Admission
from service.runtime.deadline import RequestClock
from tests.doubles import ManualTime


class Gate:
    """Work that lasts until the gate is opened."""

    def __init__(self) -> None:
        self.started = threading.Event()
        self._open = threading.Event()

    def open(self) -> None:
        self._open.set()

    def work(self) -> str:
        self.started.set()
        assert self._open.wait(timeout=10)
        return "done"


def make_clock(limit_seconds: float = 10) -> RequestClock:
    return RequestClock(limit_seconds=limit_seconds)


async def wait_until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.005)


async def occupy(admission: Admission, gate: Gate) -> asyncio.Task[str]:
    """A request that holds the worker until the gate opens."""
    task = asyncio.create_task(admission.run(gate.work, clock=make_clock()))
    await wait_until(gate.started.is_set)
    return task


def test_admission_returns_what_the_work_returns_from_another_thread() -> None:
    async def scenario() -> None:
        admission = Admission(workers=1, max_queue=0)
        clock = make_clock()
        thread = await admission.run(threading.current_thread, clock=clock)
        assert thread is not threading.current_thread()
        assert "queue" in clock.timings
        assert (admission.running, admission.waiting) == (0, 0)

    asyncio.run(scenario())


def test_admission_raises_what_the_work_raises_and_frees_the_worker() -> None:
    async def scenario() -> None:
        admission = Admission(workers=1, max_queue=0)
        for _ in range(2):
            with pytest.raises(ZeroDivisionError):
                await admission.run(lambda: 1 // 0, clock=make_clock())

    asyncio.run(scenario())


class FullThreads(ThreadPoolExecutor):
    """Threads of which the system begins no further one, once."""

    def __init__(self) -> None:
        super().__init__(max_workers=1)
        self._full = True

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Any:
        if self._full:
            self._full = False
            raise RuntimeError("can't start new thread")
        return super().submit(fn, *args, **kwargs)


def test_a_thread_that_cannot_begin_costs_no_worker() -> None:
    async def scenario() -> None:
        admission = Admission(workers=1, max_queue=0)
        admission._threads = FullThreads()
        with pytest.raises(RuntimeError, match="new thread"):
            await admission.run(lambda: "done", clock=make_clock())
        assert admission.running == 0
        assert await admission.run(lambda: "done", clock=make_clock()) == "done"

    asyncio.run(scenario())


def test_admission_runs_as_many_at_once_as_there_are_workers() -> None:
    async def scenario() -> None:
        admission = Admission(workers=2, max_queue=5)
        gates = [Gate(), Gate(), Gate()]
        tasks = [asyncio.create_task(admission.run(gate.work, clock=make_clock())) for gate in gates]
        await wait_until(lambda: gates[0].started.is_set() and gates[1].started.is_set())
        assert (admission.running, admission.waiting) == (2, 1)
        assert not gates[2].started.is_set()
        for gate in gates:
            gate.open()
        assert await asyncio.gather(*tasks) == ["done"] * 3

    asyncio.run(scenario())


def test_admission_serves_in_order_of_arrival() -> None:
    async def scenario() -> None:
        admission = Admission(workers=1, max_queue=5)
        gate, served = Gate(), list[int]()
        first = await occupy(admission, gate)
        tasks = []
        for number in range(5):
            tasks.append(asyncio.create_task(admission.run(partial(served.append, number), clock=make_clock())))
            await asyncio.sleep(0)
        gate.open()
        await asyncio.gather(first, *tasks)
        assert served == [0, 1, 2, 3, 4]

    asyncio.run(scenario())


def test_queue_refuses_with_retry_after_when_full() -> None:
    async def scenario() -> None:
        admission = Admission(workers=1, max_queue=1)
        gate = Gate()
        tasks = [await occupy(admission, gate)]
        tasks.append(asyncio.create_task(admission.run(gate.work, clock=make_clock())))
        await wait_until(lambda: admission.waiting == 1)
        with pytest.raises(QueueFullError) as caught:
            await admission.run(gate.work, clock=make_clock())
        # One second a request is the first guess; one waits, and the one that asks would be the second.
        assert (caught.value.waiting, caught.value.limit, caught.value.retry_after_seconds) == (1, 1, 2)
        gate.open()
        await asyncio.gather(*tasks)

    asyncio.run(scenario())


def test_retry_after_follows_the_service_time_and_is_at_least_one_second() -> None:
    async def scenario() -> None:
        admission = Admission(workers=1, max_queue=0)
        for _ in range(20):
            await admission.run(lambda: None, clock=make_clock())
        gate = Gate()
        task = await occupy(admission, gate)
        with pytest.raises(QueueFullError) as caught:
            await admission.run(gate.work, clock=make_clock())
        assert caught.value.retry_after_seconds == 1
        gate.open()
        await task

    asyncio.run(scenario())


def test_request_whose_deadline_passes_in_the_queue_is_never_run() -> None:
    async def scenario() -> None:
        admission = Admission(workers=1, max_queue=1)
        gate, ran = Gate(), threading.Event()
        first = await occupy(admission, gate)
        with pytest.raises(DeadlineExceededError) as caught:
            await admission.run(ran.set, clock=make_clock(0.05))
        assert caught.value.stage == "queue"
        assert admission.waiting == 0
        gate.open()
        await first
        await admission.run(lambda: None, clock=make_clock())
        assert not ran.is_set()

    asyncio.run(scenario())


def test_request_that_works_too_long_is_answered_on_time_and_keeps_its_worker_until_it_stops() -> None:
    async def scenario() -> None:
        admission = Admission(workers=1, max_queue=1)
        gate, clock = Gate(), make_clock(0.1)

        def work() -> None:
            with clock.stage("embed"):
                gate.work()

        started = time.monotonic()
        with pytest.raises(DeadlineExceededError) as caught:
            await admission.run(work, clock=clock)
        assert time.monotonic() - started < 5
        assert caught.value.stage == "embed"
        assert admission.running == 1
        gate.open()
        await wait_until(lambda: admission.running == 0)

    asyncio.run(scenario())


def test_client_that_leaves_while_waiting_leaves_the_queue() -> None:
    async def scenario() -> None:
        admission = Admission(workers=1, max_queue=1)
        gate, ran = Gate(), threading.Event()
        first = await occupy(admission, gate)
        second = asyncio.create_task(admission.run(ran.set, clock=make_clock()))
        await wait_until(lambda: admission.waiting == 1)
        second.cancel()
        with pytest.raises(asyncio.CancelledError):
            await second
        assert admission.waiting == 0
        gate.open()
        await first
        assert not ran.is_set()
        assert admission.running == 0

    asyncio.run(scenario())


def test_worker_handed_to_a_client_that_leaves_in_the_same_moment_goes_to_the_next() -> None:
    async def scenario() -> None:
        admission = Admission(workers=1, max_queue=2)
        gate, ran = Gate(), threading.Event()
        first = await occupy(admission, gate)
        leaving = asyncio.create_task(admission.run(ran.set, clock=make_clock()))
        staying = asyncio.create_task(admission.run(lambda: "served", clock=make_clock()))
        await wait_until(lambda: admission.waiting == 2)
        gate.open()
        # Looks once a turn of the event loop, so that the worker is handed over and not yet taken.
        while admission.waiting == 2:
            await asyncio.sleep(0)
        leaving.cancel()
        assert await staying == "served"
        assert not ran.is_set()
        await first
        await asyncio.gather(leaving, return_exceptions=True)
        assert (admission.running, admission.waiting) == (0, 0)

    asyncio.run(scenario())


def test_client_that_leaves_while_its_request_runs_stops_it_at_the_next_stage() -> None:
    async def scenario() -> None:
        admission = Admission(workers=1, max_queue=0)
        gate, clock, reached = Gate(), make_clock(), threading.Event()

        def work() -> None:
            gate.work()
            with clock.stage("group"):
                reached.set()

        task = asyncio.create_task(admission.run(work, clock=clock))
        await wait_until(gate.started.is_set)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        gate.open()
        await wait_until(lambda: admission.running == 0)
        assert not reached.is_set()

    asyncio.run(scenario())


def test_bug_in_abandoned_work_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    async def scenario() -> None:
        admission = Admission(workers=1, max_queue=0)
        gate = Gate()

        def work() -> None:
            gate.work()
            raise KeyError("text of an article")

        with pytest.raises(DeadlineExceededError):
            await admission.run(work, clock=make_clock(0.05))
        gate.open()
        await wait_until(lambda: admission.running == 0)

    with caplog.at_level(logging.ERROR, logger="chorus"):
        asyncio.run(scenario())
    assert [record.getMessage() for record in caplog.records] == ["abandoned work failed"]
    assert "text of an article" not in caplog.text


def test_draining_refuses_new_requests_and_finishes_those_admitted() -> None:
    async def scenario() -> None:
        admission = Admission(workers=1, max_queue=1)
        gate = Gate()
        running = await occupy(admission, gate)
        waiting = asyncio.create_task(admission.run(gate.work, clock=make_clock()))
        await wait_until(lambda: admission.waiting == 1)
        drained = asyncio.create_task(admission.drain(10))
        await wait_until(lambda: admission.draining)
        with pytest.raises(NotReadyError) as caught:
            await admission.run(gate.work, clock=make_clock())
        assert caught.value.state == "shutting down"
        gate.open()
        assert {await running, await waiting} == {"done"}
        assert await drained

    asyncio.run(scenario())


def test_draining_stops_what_does_not_finish_in_time() -> None:
    async def scenario() -> None:
        admission = Admission(workers=1, max_queue=0)
        gate, clock = Gate(), make_clock()

        def work() -> None:
            gate.work()
            clock.check("group")

        task = asyncio.create_task(admission.run(work, clock=clock))
        await wait_until(gate.started.is_set)
        assert not await admission.drain(0.05)
        assert not await admission.drain(60)  # asked again, it does not wait again
        gate.open()
        with pytest.raises(NotReadyError, match="shutting down"):
            await task

    asyncio.run(scenario())


def test_a_small_request_is_worked_on_beside_a_much_larger_one_and_one_at_a_time() -> None:
    async def scenario() -> None:
        admission = Admission(workers=1, max_queue=5)
        gates = {name: Gate() for name in ("large", "small", "next small", "middling")}
        tokens = {"large": 8_000, "small": 1_000, "next small": 1_000, "middling": 1_001}
        tasks = {}
        for name, gate in gates.items():
            tasks[name] = asyncio.create_task(admission.run(gate.work, clock=make_clock(), tokens=tokens[name]))
            await asyncio.sleep(0)
        await wait_until(lambda: gates["large"].started.is_set() and gates["small"].started.is_set())
        assert (admission.running, admission.waiting) == (2, 2)
        gates["small"].open()
        await wait_until(gates["next small"].started.is_set)
        assert not gates["middling"].started.is_set()
        for name in ("large", "next small", "middling"):
            gates[name].open()
        assert await asyncio.gather(*tasks.values()) == ["done"] * 4

    asyncio.run(scenario())


def test_a_large_request_lets_each_caller_pass_up_to_its_own_tokens_and_no_more() -> None:
    async def scenario() -> None:
        admission = Admission(workers=1, max_queue=9)
        gate, served = Gate(), list[str]()
        running = asyncio.create_task(admission.run(gate.work, clock=make_clock(), tokens=500))
        await wait_until(gate.started.is_set)
        tasks = [asyncio.create_task(admission.run(partial(served.append, "large"), clock=make_clock(), tokens=500))]

        def come_again(number: int) -> None:
            """Each small request brings the next one, so that there is always one that came later."""
            served.append(f"small {number}")
            if number < 9:
                loop.call_soon_threadsafe(lambda: tasks.append(asyncio.create_task(ask(number + 1))))

        async def ask(number: int) -> None:
            await admission.run(partial(come_again, number), clock=make_clock(), tokens=200)

        loop = asyncio.get_running_loop()
        await asyncio.sleep(0)
        tasks += [asyncio.create_task(ask(0)), asyncio.create_task(ask(5))]
        await wait_until(lambda: admission.waiting == 3)
        gate.open()
        await running
        await wait_until(lambda: len(served) == len(["large", *range(10), *range(5, 10)]))
        await asyncio.gather(*tasks)
        # Each of the two has had 400 tokens by then, and its next request would end at 600.
        assert served.index("large") == 4

    asyncio.run(scenario())


def test_more_tokens_than_may_wait_are_refused_unless_they_are_alone() -> None:
    async def scenario() -> None:
        admission = Admission(workers=1, max_queue=5, max_tokens=100)
        gate = Gate()
        running = asyncio.create_task(admission.run(gate.work, clock=make_clock(), tokens=150))
        await wait_until(gate.started.is_set)
        with pytest.raises(QueueFullError, match="150 tokens wait already and 100 may"):
            await admission.run(gate.work, clock=make_clock(), tokens=1)
        gate.open()
        await running
        assert await admission.run(lambda: "served", clock=make_clock(), tokens=100) == "served"

    asyncio.run(scenario())


def test_patient_requests_wait_behind_all_others_and_their_tokens_do_not_count() -> None:
    async def scenario() -> None:
        admission = Admission(workers=1, max_queue=5, max_tokens=100)
        gate, served = Gate(), list[str]()
        first = await occupy(admission, gate)
        patient = admission.run(partial(served.append, "patient"), clock=make_clock(), tokens=1000, patient=True)
        tasks = [asyncio.create_task(patient)]
        await asyncio.sleep(0)
        tasks.append(asyncio.create_task(admission.run(partial(served.append, "other"), clock=make_clock(), tokens=99)))
        await wait_until(lambda: admission.waiting == 1)
        gate.open()
        await asyncio.gather(first, *tasks)
        assert served == ["other", "patient"]

    asyncio.run(scenario())


def test_who_would_wait_longer_than_it_has_is_refused_at_once() -> None:
    async def scenario() -> None:
        admission = Admission(workers=1, max_queue=5)
        await admission.run(partial(time.sleep, 0.5), clock=make_clock())
        gate = Gate()
        running = await occupy(admission, gate)
        # What runs takes about half a second, as did the one before, and so would this one.
        clock = RequestClock(limit_seconds=0.8, now=ManualTime())
        with pytest.raises(WaitTooLongError, match=r"the answer would come in about .*, and the request has 0\.8 s"):
            await admission.run(gate.work, clock=clock)
        patient = asyncio.create_task(admission.run(lambda: "patient", clock=make_clock(60), patient=True))
        waiting = asyncio.create_task(admission.run(lambda: "waited", clock=make_clock(9)))
        await wait_until(lambda: admission.waiting == 1)
        gate.open()
        assert list(await asyncio.gather(running, waiting, patient)) == ["done", "waited", "patient"]

    asyncio.run(scenario())


def test_who_would_be_answered_too_late_by_its_tokens_is_refused_at_once_and_a_small_one_is_not() -> None:
    async def scenario() -> None:
        admission = Admission(workers=1, max_queue=5)
        await admission.run(partial(time.sleep, 0.01), clock=make_clock(), tokens=10)
        await admission.run(partial(time.sleep, 1.0), clock=make_clock(), tokens=1000)
        gate = Gate()
        running = await occupy(admission, gate)
        with pytest.raises(WaitTooLongError):
            await admission.run(gate.work, clock=RequestClock(limit_seconds=0.9, now=ManualTime()), tokens=2000)
        small = asyncio.create_task(admission.run(lambda: "small", clock=make_clock(0.9), tokens=10))
        await wait_until(lambda: admission.waiting == 1)
        gate.open()
        assert list(await asyncio.gather(running, small)) == ["done", "small"]
        # With nobody before it, it may try.
        assert await admission.run(lambda: "large", clock=make_clock(0.9), tokens=2000) == "large"

    asyncio.run(scenario())


def test_a_request_counts_those_alone_that_are_served_before_it() -> None:
    async def scenario() -> None:
        admission = Admission(workers=1, max_queue=9)
        await admission.run(partial(time.sleep, 0.01), clock=make_clock(), tokens=10)
        await admission.run(partial(time.sleep, 1.0), clock=make_clock(), tokens=1000)
        gate = Gate()
        running = await occupy(admission, gate)
        large = [asyncio.create_task(admission.run(lambda: "large", clock=make_clock(), tokens=1000)) for _ in range(3)]
        await wait_until(lambda: admission.waiting == 3)
        small = asyncio.create_task(admission.run(lambda: "small", clock=make_clock(0.9), tokens=10))
        await wait_until(lambda: admission.waiting == 4)
        with pytest.raises(WaitTooLongError):
            await admission.run(gate.work, clock=make_clock(2), tokens=1000)
        gate.open()
        assert list(await asyncio.gather(running, small, *large)) == ["done", "small", *["large"] * 3]

    asyncio.run(scenario())


def test_what_abandoned_work_raises_is_not_logged_where_the_loop_ends_at_that_moment(
    caplog: pytest.LogCaptureFixture,
) -> None:
    gate = Gate()
    threads: list[threading.Thread] = []

    def work() -> None:
        threads.append(threading.current_thread())
        gate.work()
        raise DeadlineExceededError(limit_seconds=10, stage="terms")

    async def give_up() -> None:
        admission = Admission(workers=1, max_queue=0)
        task = asyncio.create_task(admission.run(work, clock=make_clock()))
        await wait_until(gate.started.is_set)
        assert not await admission.drain(timeout_seconds=0.01)
        with pytest.raises(NotReadyError):
            await task
        admission._threads.shutdown(wait=False)

    loop = asyncio.new_event_loop()
    loop.run_until_complete(give_up())
    gate.open()
    threads[0].join(timeout=10)
    assert not threads[0].is_alive()
    loop.call_soon(loop.stop)
    loop.run_forever()  # one turn: the future is done, and who waits for it is not called any more
    loop.close()
    gc.collect()
    assert [record.getMessage() for record in caplog.records if record.name == "asyncio"] == []
