"""A cache of what was computed of texts: bounded in bytes, least recently used first out, and no text in it."""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.ports import CacheKind
from service.runtime.cache_file import CacheFile
from service.runtime.sealing import Seal

ENTRY_BYTES = 256
"""What an entry takes beside its value: two byte strings' heads, the name, and its place in a dictionary."""
_OF_ONE_PROCESS = frozenset({CacheKind.STORY})
"""Kinds that no file holds: they are objects of this very version of the code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheUse:
    """What a cache holds, and what it was asked for. hits, misses: by kind. damaged: entries dropped for it.

    file_hits: those of `hits` that the file had. has_file: whether one is used; false once it has failed.
    """

    entries: int
    held_bytes: int
    hits: Mapping[CacheKind, int]
    misses: Mapping[CacheKind, int]
    file_hits: int
    damaged: int
    has_file: bool


class SealedCache:
    """A `Cache` in memory, and in a file as well where there is one. Safe to be used by several threads at once."""

    def __init__(self, *, max_bytes: int, file: CacheFile | None = None, world: str = "") -> None:
        """max_bytes: in memory, what entries take beside their values included; an entry of more is not kept.

        world: what values depend on beside their content, such as the processor: entries of another are not found.
        """
        self._max_bytes = max_bytes
        self._file = file
        self._world = world.encode()
        self._entries: OrderedDict[bytes, bytes] = OrderedDict()
        self._held_bytes = 0
        self._lock = threading.Lock()
        self._hits: Counter[CacheKind] = Counter()
        self._misses: Counter[CacheKind] = Counter()
        self._file_hits, self._damaged = 0, 0

    @property
    def max_bytes(self) -> int:
        """The most bytes held in memory."""
        return self._max_bytes

    @property
    def outlives_process(self) -> bool:
        """Whether a file holds entries, too."""
        return self._file is not None

    def recall(self, kind: CacheKind, contents: Sequence[bytes]) -> list[bytes | None]:
        """What was kept of each of `contents`, None where nothing was or it was damaged."""
        seals = [self._seal(kind, content) for content in contents]
        with self._lock:
            closed = {seal.name: self._entries[seal.name] for seal in seals if seal.name in self._entries}
            for name in closed:
                self._entries.move_to_end(name)
        filed = self._read_file(kind, [seal.name for seal in seals if seal.name not in closed])
        values = [None if (own := closed.get(s.name) or filed.get(s.name)) is None else s.open(own) for s in seals]
        known = closed | filed
        damaged = {s.name for s, value in zip(seals, values, strict=True) if value is None and s.name in known}
        self._drop(damaged)
        with self._lock:
            self._put({name: own for name, own in filed.items() if name not in damaged})
            found = sum(value is not None for value in values)
            self._hits[kind] += found
            self._misses[kind] += len(values) - found
            self._file_hits += len(filed.keys() - damaged)
            self._damaged += len(damaged)
        return values

    def keep(self, kind: CacheKind, entries: Sequence[tuple[bytes, bytes]]) -> None:
        """Keeps each value of `entries`, pairs of content and value, as long as there is room."""
        closed = {}
        for content, value in entries:
            seal = self._seal(kind, content)
            closed[seal.name] = seal.close(value)
        with self._lock:
            self._put(closed)
        if self._file and kind not in _OF_ONE_PROCESS:
            self._file.write(closed)

    def describe_use(self) -> CacheUse:
        """What the cache holds now, and what it was asked for so far."""
        with self._lock:
            return CacheUse(
                entries=len(self._entries),
                held_bytes=self._held_bytes,
                hits=dict(self._hits),
                misses=dict(self._misses),
                file_hits=self._file_hits,
                damaged=self._damaged,
                has_file=self._file is not None and not self._file.failed,
            )

    def close(self) -> None:
        """Closes the file; call it when nothing is asked any more."""
        if self._file:
            self._file.close()

    def _seal(self, kind: CacheKind, content: bytes) -> Seal:
        return Seal.of(b"\0".join((kind.encode(), self._world, content)))

    def _read_file(self, kind: CacheKind, names: Sequence[bytes]) -> dict[bytes, bytes]:
        if self._file is None or kind in _OF_ONE_PROCESS or not names:
            return {}
        return self._file.read(names)

    def _drop(self, names: set[bytes]) -> None:
        if not names:
            return
        with self._lock:
            for name in names:
                self._held_bytes -= _measure(self._entries.pop(name, None))
        if self._file:
            self._file.drop(names)

    def _put(self, closed: Mapping[bytes, bytes]) -> None:
        """Puts entries in, the lock held, and others out as far as needed."""
        for name, value in closed.items():
            if _measure(value) > self._max_bytes:
                continue
            self._held_bytes += _measure(value) - _measure(self._entries.pop(name, None))
            self._entries[name] = value
            while self._held_bytes > self._max_bytes:
                self._held_bytes -= _measure(self._entries.popitem(last=False)[1])


def _measure(value: bytes | None) -> int:
    return 0 if value is None else len(value) + ENTRY_BYTES
