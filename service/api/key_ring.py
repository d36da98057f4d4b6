"""Whose key a request shows: those of the settings, and those of a file that is read again when it changes."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from pathlib import Path

from service.api.key_file import hash_key, read_keys_file
from service.errors import KeysFileError
from service.runtime.audit import AuditLog
from service.runtime.key_limits import KeyHolder

_SHOWN_DIGITS = 8
"""Of a nameless key's hash. Two of a hundred keys share theirs once in a million services."""

_log = logging.getLogger("chorus.keys")


class KeyRing:
    """The keys that are good now.

    keys: nameless and without limits, in plain text. path: a file of hashed ones, read again as soon as it has changed.
    One that cannot be used any more is told in the log, and the keys that were good before it changed stay good.

    Raises: KeysFileError if the file cannot be used from the start.
    """

    def __init__(self, keys: Sequence[str], path: Path | None, audit: AuditLog) -> None:
        self._nameless = {key: KeyHolder(name=key[:_SHOWN_DIGITS]) for key in (hash_key(key.encode()) for key in keys)}
        self._path = path
        self._audit = audit
        self._state = _look_at(path)
        self._named: Mapping[str, KeyHolder] = read_keys_file(path) if path else {}
        self._fails = False

    @property
    def asks(self) -> bool:
        """Whether a key is asked for at all."""
        return bool(self._nameless) or self._path is not None

    @property
    def fails(self) -> bool:
        """Whether the file as it is now cannot be used."""
        return self._fails

    def find(self, key: bytes) -> KeyHolder | None:
        """Whose `key` is; None if it is nobody's. Takes as long for every key: what is compared is its hash."""
        self._refresh()
        shown = hash_key(key)
        return self._named.get(shown) or self._nameless.get(shown)

    def _refresh(self) -> None:
        state = _look_at(self._path)
        if self._path is None or state == self._state:
            return
        self._state = state
        try:
            named = read_keys_file(self._path)
        except KeysFileError as error:
            self._fails = True
            _log.error("the keys were not read again", extra={"fields": {"reason": str(error)}})
            return
        added, gone = set(named) - set(self._named), set(self._named) - set(named)
        facts = {"added": _name_all(named, added), "gone": _name_all(self._named, gone)}
        self._named, self._fails = named, False
        _log.info("the keys were read again", extra={"fields": facts})
        self._audit.write("keys", **facts)


def _look_at(path: Path | None) -> tuple[int, ...] | None:
    """What changes whenever the file does; None where there is none."""
    try:
        found = path.stat() if path else None
    except OSError:
        return ()
    return (found.st_ino, found.st_size, found.st_mtime_ns) if found else None


def _name_all(holders: Mapping[str, KeyHolder], keys: set[str]) -> list[str]:
    """Whose keys, each named by the first digits of its hash."""
    return sorted(f"{holders[key].name}:{key[:_SHOWN_DIGITS]}" for key in keys)
