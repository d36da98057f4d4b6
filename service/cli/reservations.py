"""Files and folders that one process at a time writes to."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from service.cli.failures import InputError

_WITHOUT_LOCKS = (errno.ENOTSUP, errno.ENOSYS, errno.ENOLCK)
"""What file systems say that know no locks, as some of object stores: there nobody is kept out."""


@contextmanager
def reserve(path: Path, flags: int, *, wait: bool) -> Iterator[None]:
    """A context in which no other process has reserved `path`, a file or a folder that is opened with `flags`.

    It ends with the process, however that ends. A file system may know no such thing.
    wait: until who has it lets it go.
    Raises: InputError if it cannot be opened, or is reserved and not waited for.
    """
    try:
        descriptor = os.open(path, flags, 0o666)
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror or error}") from error
    try:
        _lock(path, descriptor, wait=wait)
        yield
    finally:
        os.close(descriptor)


def _lock(path: Path, descriptor: int, *, wait: bool) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError as error:
        raise InputError(f"another batch is writing {path}") from error
    except OSError as error:
        if error.errno not in _WITHOUT_LOCKS:
            raise InputError(f"cannot reserve {path}: {error.strerror}") from error
