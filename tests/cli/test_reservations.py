"""One process at a time writes to a file or a folder."""

from __future__ import annotations

import errno
import fcntl
import os
from pathlib import Path

import pytest

from service.cli.failures import InputError
from service.cli.reservations import reserve


def test_what_is_reserved_is_refused_until_it_is_let_go(tmp_path: Path) -> None:
    first, second = (reserve(tmp_path, os.O_RDONLY, wait=False) for _ in range(2))
    with first, pytest.raises(InputError, match="another batch is writing"), second:
        pass
    with reserve(tmp_path, os.O_RDONLY, wait=False):
        pass


def test_what_fails_meanwhile_is_not_taken_for_another_process(tmp_path: Path) -> None:
    with pytest.raises(BlockingIOError), reserve(tmp_path, os.O_RDONLY, wait=False):
        raise BlockingIOError
    with reserve(tmp_path, os.O_RDONLY, wait=False):
        pass


def test_a_file_system_without_locks_keeps_nobody_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(number: int) -> None:
        def flock(_descriptor: int, _operation: int) -> None:
            raise OSError(number, os.strerror(number))

        monkeypatch.setattr(fcntl, "flock", flock)

    fail(errno.ENOTSUP)
    with reserve(tmp_path, os.O_RDONLY, wait=True):
        pass
    fail(errno.EIO)
    with pytest.raises(InputError, match="cannot reserve"), reserve(tmp_path, os.O_RDONLY, wait=True):
        pass
