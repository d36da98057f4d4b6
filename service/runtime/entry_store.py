"""Where entries of a cache outlive the process: what a file of them and a server of them have in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreUse:
    """How a store fares. works: false while it has failed. failures: how often it has.

    exchanges, seconds: how often a server was asked, and how long that took all together.
    """

    place: Literal["file", "server"]
    works: bool
    failures: int
    exchanges: int = 0
    seconds: float = 0.0


class EntryStore(Protocol):
    """Entries by name, which it bounds by itself. It may fail: then it finds and keeps nothing, and raises nothing."""

    def read(self, names: Sequence[bytes]) -> dict[bytes, bytes] | None:
        """The values of those of `names` that it has; None if it could not be asked."""
        ...

    def write(self, values: Mapping[bytes, bytes]) -> None:
        """Puts `values` in, by name, and others out as far as needed."""
        ...

    def drop(self, names: Iterable[bytes]) -> None:
        """Takes `names` out."""
        ...

    def describe_use(self) -> StoreUse:
        """How it fares."""
        ...

    def close(self) -> None:
        """Lets go of it; it is not asked any more."""
        ...
