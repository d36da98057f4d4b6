"""What a model read before: results by text, in a cache that keeps no text."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

from service.descriptions import EncoderDescription, EntailmentDescription, SameFactDescription
from service.ports import Cache, CacheKind

Key = TypeVar("Key", bound=Hashable)


class KnownReadings:
    """The readings of one kind by one model, in `cache`; none where there is no cache."""

    def __init__(
        self,
        cache: Cache | None,
        kind: CacheKind,
        model: EncoderDescription | SameFactDescription | EntailmentDescription,
    ) -> None:
        """model: its hash and dtype are part of what readings are kept under."""
        self._cache, self._kind, self._model = cache, kind, f"{model.name} {model.sha256} {model.dtype}"

    def recall(self, texts: Sequence[Key]) -> dict[Key, bytes]:
        """What is known of those of `texts` that were read before."""
        if self._cache is None:
            return {}
        values = self._cache.recall(self._kind, [self._content(text) for text in texts])
        return {text: value for text, value in zip(texts, values, strict=True) if value is not None}

    def keep(self, readings: Iterable[tuple[Key, bytes]]) -> None:
        """Keeps `readings`, pairs of a text and its reading; where there is no cache, none is asked for."""
        if self._cache is not None:
            self._cache.keep(self._kind, [(self._content(text), value) for text, value in readings])

    def _content(self, text: Key) -> bytes:
        return repr((self._model, text)).encode()
