"""What functions remember of texts while a request is answered, and forget with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import _lru_cache_wrapper, lru_cache
from typing import TypeVar

T = TypeVar("T")

_REMEMBERING: list[_lru_cache_wrapper[object]] = []


def remembered(maxsize: int) -> Callable[[Callable[..., T]], _lru_cache_wrapper[T]]:
    """A decorator: the results of the last `maxsize` different calls are kept until `forget_texts`."""

    def decorate(function: Callable[..., T]) -> _lru_cache_wrapper[T]:
        cached = lru_cache(maxsize)(function)
        _REMEMBERING.append(cached)
        return cached

    return decorate


def forget_texts() -> None:
    """Forgets every text and word. A request that runs meanwhile reads again what it needs, and answers the same."""
    for cached in _REMEMBERING:
        cached.cache_clear()
