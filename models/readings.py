"""What a model read before: results by text, in a cache that keeps no text."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

from service.descriptions import EncoderDescription, EntailmentDescription, SameFactDescription
from service.ports import Cache, CacheKind

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


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

    def read(
        self,
        texts: Sequence[Key],
        read: Callable[[Sequence[Key]], Sequence[Value]],
        *,
        pack: Callable[[Value], bytes],
        unpack: Callable[[bytes], Value],
    ) -> list[Value]:
        """The reading of each of `texts`: what is known of it, else what `read` makes of it once, which is kept."""
        distinct = list(dict.fromkeys(texts))
        readings = {text: unpack(kept) for text, kept in self.recall(distinct).items()}
        unread = [text for text in distinct if text not in readings]
        new = dict(zip(unread, read(unread), strict=True)) if unread else {}
        self.keep((text, pack(reading)) for text, reading in new.items())
        readings |= new
        return [readings[text] for text in texts]

    def _content(self, text: Key) -> bytes:
        return repr((self._model, text)).encode()
