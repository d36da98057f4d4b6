"""What is kept of a text, sealed with the text itself: without the text, nobody can read it.

A key and a name are derived from the content. The name finds the entry, the key encrypts it, and the key is not kept:
who holds all entries can read none of them; who guesses a content can find out that it was read, no more.
Source: Douceur et al., Reclaiming space from duplicate files (2002), convergent encryption; the key stream is SHAKE128.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass

import numpy as np

_PURPOSE = b"chorus cache"
_NAME_BYTES, _KEY_BYTES = 24, 32
CHECK_BYTES = 16
"""A sealed value is longer than the value by these: damage is found by them."""


@dataclass(frozen=True, slots=True, repr=False)
class Seal:
    """What one content is kept under. name: tells nothing of the content."""

    name: bytes
    _key: bytes

    @classmethod
    def of(cls, content: bytes) -> Seal:
        """The seal of `content`, the same in every process."""
        digest = hashlib.blake2b(content, digest_size=_NAME_BYTES + _KEY_BYTES, person=_PURPOSE).digest()
        return cls(digest[:_NAME_BYTES], digest[_NAME_BYTES:])

    def close(self, value: bytes) -> bytes:
        """`value` encrypted. A content must not close two different values: they would share a key stream."""
        return self._check(value) + self._mask(value)

    def open(self, closed: bytes) -> bytes | None:
        """The value that was closed; None if a bit of it was changed."""
        value = self._mask(closed[CHECK_BYTES:])
        return value if hmac.compare_digest(closed[:CHECK_BYTES], self._check(value)) else None

    def _check(self, value: bytes) -> bytes:
        return hashlib.sha256(self._key + value).digest()[:CHECK_BYTES]

    def _mask(self, value: bytes) -> bytes:
        stream = np.frombuffer(hashlib.shake_128(self._key).digest(len(value)), np.uint8)
        return (stream ^ np.frombuffer(value, np.uint8)).tobytes()
