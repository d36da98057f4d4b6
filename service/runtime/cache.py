"""A cache of what was computed of texts: bounded in bytes, least recently used first out, and no text in it."""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.ports import CacheKind
from service.runtime.entry_store import EntryStore, StoreUse
from service.runtime.sealing import Seal

ENTRY_BYTES = 256
"""What an entry takes beside its value: two byte strings' heads, the name, and its place in a dictionary."""
_OF_ONE_PROCESS = frozenset({CacheKind.STORY})
"""Kinds that no store holds: they are objects of this very version of the code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CacheUse:
    """What a cache holds, and what it was asked for. hits, misses: by kind. damaged: entries dropped for it.

    store_hits, store_misses: of what memory did not have, what its store had, and what it had not, where it could be
    asked. store: how that one fares; None where there is none.
    """

    entries: int
    held_bytes: int
    hits: Mapping[CacheKind, int]
    misses: Mapping[CacheKind, int]
    store_hits: Mapping[CacheKind, int]
    store_misses: Mapping[CacheKind, int]
    damaged: int
    store: StoreUse | None


class SealedCache:
    """A `Cache` in memory, and in a store as well where there is one. Safe to be used by several threads at once."""

    def __init__(self, *, max_bytes: int, store: EntryStore | None = None, world: str = "") -> None:
        """max_bytes: in memory, what entries take beside their values included; an entry of more is not kept.

        store: what outlives the process, and is asked for what memory does not have.
        world: what values depend on beside their content, such as the processor: entries of another are not found.
        """
        self._max_bytes = max_bytes
        self._store = store
        self._world = world.encode()
        self._entries: OrderedDict[bytes, bytes] = OrderedDict()
        self._held_bytes = 0
        self._lock = threading.Lock()
        self._hits: Counter[CacheKind] = Counter()
        self._misses: Counter[CacheKind] = Counter()
        self._store_hits: Counter[CacheKind] = Counter()
        self._store_misses: Counter[CacheKind] = Counter()
        self._damaged = 0

    @property
    def max_bytes(self) -> int:
        """The most bytes held in memory."""
        return self._max_bytes

    @property
    def outlives_process(self) -> bool:
        """Whether a store holds entries, too."""
        return self._store is not None

    def recall(self, kind: CacheKind, contents: Sequence[bytes]) -> list[bytes | None]:
        """What was kept of each of `contents`, None where nothing was or it was damaged."""
        seals = [self._seal(kind, content) for content in contents]
        with self._lock:
            closed = {seal.name: self._entries[seal.name] for seal in seals if seal.name in self._entries}
            for name in closed:
                self._entries.move_to_end(name)
        stored = self._read_store(kind, [seal.name for seal in seals if seal.name not in closed])
        known = closed | stored
        values = [None if (own := known.get(s.name)) is None else s.open(own) for s in seals]
        damaged = {s.name for s, value in zip(seals, values, strict=True) if value is None and s.name in known}
        self._drop(damaged)
        with self._lock:
            self._put({name: own for name, own in stored.items() if name not in damaged})
            found = sum(value is not None for value in values)
            self._hits[kind] += found
            self._misses[kind] += len(values) - found
            self._store_hits[kind] += len(stored.keys() - damaged)
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
        if self._store and closed and kind not in _OF_ONE_PROCESS:
            self._store.write(closed)

    def describe_use(self) -> CacheUse:
        """What the cache holds now, and what it was asked for so far."""
        with self._lock:
            return CacheUse(
                entries=len(self._entries),
                held_bytes=self._held_bytes,
                hits=dict(self._hits),
                misses=dict(self._misses),
                store_hits=dict(self._store_hits),
                store_misses=dict(self._store_misses),
                damaged=self._damaged,
                store=self._store.describe_use() if self._store else None,
            )

    def close(self) -> None:
        """Closes the store; call it when nothing is asked any more."""
        if self._store:
            self._store.close()

    def _seal(self, kind: CacheKind, content: bytes) -> Seal:
        return Seal.of(b"\0".join((kind.encode(), self._world, content)))

    def _read_store(self, kind: CacheKind, names: Sequence[bytes]) -> dict[bytes, bytes]:
        """What the store has of `names`; what it has not is counted here, and what it has by who opens it."""
        if self._store is None or kind in _OF_ONE_PROCESS or not names:
            return {}
        distinct = list(dict.fromkeys(names))
        found = self._store.read(distinct)
        if found is None:
            return {}
        with self._lock:
            self._store_misses[kind] += len(distinct) - len(found)
        return found

    def _drop(self, names: set[bytes]) -> None:
        if not names:
            return
        with self._lock:
            for name in names:
                self._held_bytes -= _measure(self._entries.pop(name, None))
        if self._store:
            self._store.drop(names)

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
