"""What functions remember of texts while a request is answered, and forget with it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import wraps
from typing import ParamSpec, Protocol, TypeVar, cast

P = ParamSpec("P")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

_REMEMBERING: list[dict[Hashable, object]] = []
_NOTHING = object()


class Remembering(Protocol[P, T_co]):
    """A function whose results are remembered."""

    @property
    def __wrapped__(self) -> Callable[P, T_co]:
        """The function that remembers nothing."""
        ...

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T_co:
        """What it returned for these, or returns now."""
        ...


def remembered(maxsize: int) -> Callable[[Callable[P, T]], Remembering[P, T]]:
    """A decorator: results are kept until `forget_texts`, or until there are `maxsize` and a further one comes.

    Its arguments are hashable. In place of `functools.lru_cache`, which lets go of all that it holds in one call: a
    tenth of a second for the words of a large request, in which no other thread has its turn.
    """

    def decorate(function: Callable[P, T]) -> Remembering[P, T]:
        kept: dict[Hashable, object] = {}
        _REMEMBERING.append(kept)

        @wraps(function)
        def recall(*args: P.args, **kwargs: P.kwargs) -> T:
            key: Hashable = (*args, *kwargs.items()) if kwargs else args
            known = kept.get(key, _NOTHING)
            if known is _NOTHING:
                known = function(*args, **kwargs)
                if len(kept) >= maxsize:
                    _empty(kept)
                kept[key] = known
            return cast("T", known)

        return recall

    return decorate


def forget_texts() -> None:
    """Forgets every text and word, one by one: other threads have their turn.

    A request that runs meanwhile reads again what it needs, and answers the same.
    """
    for kept in _REMEMBERING:
        _empty(kept)


def _empty(kept: dict[Hashable, object]) -> None:
    while kept:
        try:
            kept.popitem()
        except KeyError:  # another thread was faster
            return
