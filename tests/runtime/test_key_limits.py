from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from limits import parse_many

from service.errors import KeyLimitError
from service.runtime.key_limits import KeyHolder, KeyLimits
from service.runtime.key_windows import MonotonicWindows
from tests.doubles import ManualTime


def test_every_rate_holds_and_a_refusal_uses_none_up() -> None:
    limits = KeyLimits()
    holder = KeyHolder(name="a", rates=parse_many("2/minute; 3/hour"))
    for _ in range(2):
        with limits.admit(holder):
            pass
    for _ in range(3):
        with pytest.raises(KeyLimitError) as caught, limits.admit(holder):
            pass
        assert caught.value.limit == "2 per 1 minute"
        assert 1 <= caught.value.retry_after_seconds <= 60
    with limits.admit(KeyHolder(name="a", rates=parse_many("3/hour"))):
        pass
    with pytest.raises(KeyLimitError), limits.admit(KeyHolder(name="a", rates=parse_many("3/hour"))):
        pass


def test_a_place_is_given_back_also_after_an_error() -> None:
    limits = KeyLimits()
    holder = KeyHolder(name="a", concurrent=1)
    with pytest.raises(KeyError), limits.admit(holder):
        raise KeyError
    with limits.admit(holder):
        with pytest.raises(KeyLimitError, match="a may ask 1 at once"), limits.admit(holder):
            pass
        with limits.admit(KeyHolder(name="b", concurrent=1)):
            pass


def test_a_holder_without_limits_is_never_refused() -> None:
    limits = KeyLimits()
    holder = KeyHolder(name="a")
    with limits.admit(holder), limits.admit(holder):
        pass


def test_what_was_asked_leaves_the_window_by_a_clock_that_nobody_sets() -> None:
    now = ManualTime()
    limits, holder = KeyLimits(now=now), KeyHolder(name="a", rates=parse_many("2/minute"))
    for _ in range(2):
        with limits.admit(holder):
            now.advance(20)
    with pytest.raises(KeyLimitError) as caught, limits.admit(holder):
        pass
    assert caught.value.retry_after_seconds == 20
    now.advance(19)
    with pytest.raises(KeyLimitError), limits.admit(holder):
        pass
    now.advance(1)
    with limits.admit(holder):
        pass


def test_tokens_are_counted_in_every_window_and_a_refusal_uses_none_up() -> None:
    now = ManualTime()
    limits, holder = KeyLimits(now=now), KeyHolder(name="a", tokens=parse_many("1000/minute; 1500/hour"))
    limits.spend(holder, 600)
    now.advance(10)
    limits.spend(holder, 300)
    with pytest.raises(KeyLimitError, match="a may ask 1000 tokens per 1 minute") as caught:
        limits.spend(holder, 200)
    assert (caught.value.kind, caught.value.retry_after_seconds) == ("tokens", 50)
    with pytest.raises(KeyLimitError) as caught:
        limits.spend(holder, 800)  # for which the second request has to leave the window, too
    assert caught.value.retry_after_seconds == 60
    now.advance(50)
    limits.spend(holder, 600)
    with pytest.raises(KeyLimitError, match="a may ask 1500 tokens per 1 hour"):
        limits.spend(holder, 1)


def test_a_window_of_many_small_requests_has_few_entries_and_forgets_nothing() -> None:
    now = ManualTime()
    windows = MonotonicWindows(now)
    for _ in range(10_000):
        now.advance(0.2)
        assert windows.acquire_entry("a", 10_000, 3600)
    assert windows._connection.execute("SELECT COUNT(*) FROM uses").fetchone()[0] <= 1001
    assert windows.get_moving_window("a", 10_000, 3600)[1] == 10_000
    assert not windows.acquire_entry("a", 10_000, 3600)


def test_rates_and_tokens_of_one_amount_are_two_limits() -> None:
    limits = KeyLimits()
    holder = KeyHolder(name="a", rates=parse_many("2/minute"), tokens=parse_many("2/minute"))
    limits.spend(holder, 2)
    with limits.admit(holder):
        pass


def test_processes_that_share_a_file_count_together(tmp_path: Path) -> None:
    path, now = tmp_path / "keys.sqlite", ManualTime()
    one, other = KeyLimits(path=path, now=now), KeyLimits(path=path, now=now)
    holder = KeyHolder(name="a", rates=parse_many("3/minute"), tokens=parse_many("100/minute"))
    for limits in (one, other, one):
        with limits.admit(holder):
            pass
    with pytest.raises(KeyLimitError, match="3 per 1 minute"), other.admit(holder):
        pass
    one.spend(holder, 60)
    with pytest.raises(KeyLimitError, match="100 tokens"):
        other.spend(holder, 60)
    now.advance(60)
    other.spend(holder, 60)
    with other.admit(holder):
        pass


def test_what_runs_in_another_process_counts_until_that_has_ended(tmp_path: Path) -> None:
    path, holder = tmp_path / "keys.sqlite", KeyHolder(name="a", concurrent=2)
    other = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    limits = KeyLimits(path=path)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("INSERT INTO running VALUES ('a', ?, 1)", (other.pid,))
    with limits.admit(holder):
        with pytest.raises(KeyLimitError), limits.admit(holder):
            pass
        other.communicate(b"\n")
        with limits.admit(holder):
            pass


def test_what_ended_while_a_file_failed_is_told_once_it_works(tmp_path: Path) -> None:
    path, holder, now = tmp_path / "keys.sqlite", KeyHolder(name="a", concurrent=1), ManualTime()
    limits = KeyLimits(path=path, now=now)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        with limits.admit(holder):
            connection.execute("BEGIN EXCLUSIVE")
        connection.execute("ROLLBACK")
        assert connection.execute("SELECT count FROM running WHERE holder = 'a'").fetchall() == [(1,)]
        now.advance(1)
        with limits.admit(KeyHolder(name="b")):
            pass
        assert connection.execute("SELECT count FROM running WHERE holder = 'a'").fetchall() == [(0,)]


def test_a_file_that_fails_refuses_nobody_and_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path, holder = tmp_path / "keys.sqlite", KeyHolder(name="a", concurrent=1, rates=parse_many("1/hour"))
    limits = KeyLimits(path=path, now=(now := ManualTime()))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        begun = time.monotonic()
        for _ in range(50):
            with limits.admit(holder):
                limits.spend(holder, 5)
        assert time.monotonic() - begun < 1.0  # the event loop waits for the file once
        connection.execute("ROLLBACK")
    now.advance(1)
    assert [record.message for record in caplog.records] == ["limits of keys cannot be kept just now"]
    with limits.admit(holder), pytest.raises(KeyLimitError), limits.admit(holder):
        pass
