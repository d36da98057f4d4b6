"""Cached entries in Redis: what outlives the process, shared by processes of any number of machines.

It is a cache: whatever Redis has forgotten is computed anew, and so is everything while it is gone.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Any, TypeVar, cast
from urllib.parse import parse_qs

from redis import Redis
from redis.backoff import NoBackoff
from redis.connection import ConnectionPool, parse_url
from redis.exceptions import (
    AuthenticationError,
    ConnectionError,  # noqa: A004
    InvalidResponse,
    NoPermissionError,
    OutOfMemoryError,
    ReadOnlyError,
    RedisError,
    TimeoutError,  # noqa: A004
)
from redis.retry import Retry

from service.errors import CacheServerError
from service.runtime.circuit import Circuit
from service.runtime.entry_store import StoreUse

T = TypeVar("T")

_PREFIX = b"chorus:cache:"
"""In front of every name: a user of the server may be held to `~chorus:cache:*`."""
_NAMES_AT_ONCE = 500
"""In one exchange. The states of so many sentences are some 13 MB."""
_LIMIT_SECONDS = 1.0
"""For one exchange; on a network that has not moved 13 MB by then, computing them is hardly slower."""
_REST_SECONDS = 5.0
"""From a failure to the next trial."""
_ERRORS = (CacheServerError, RedisError, OSError, ValueError)
"""What asking may end with; ValueError: what speaks there is no Redis."""
_PASSING = (ConnectionError, TimeoutError, OSError, ReadOnlyError, OutOfMemoryError)
"""What may end by itself: it is gone, it starts, another takes over, it is full of what somebody else keeps in it."""
_UNBOUNDED = "noeviction"
_HOW_TO_BOUND = "give it a bound, such as: maxmemory 1gb, maxmemory-policy allkeys-lru (docs/operations.md)"
_FORM = re.compile(r"rediss?://[^/?#]+(/\d*)?(\?[^#]*)?")
_TLS = "ssl_"
"""How the options begin that may stand behind the ? of an address with TLS, as redis-py has them: ssl_ca_certs."""

_log = logging.getLogger("chorus.cache")


class CacheServer:
    """An `EntryStore` in a Redis server, which bounds and evicts entries by itself. Safe in several threads.

    While the server is gone, reads find nothing and writes do nothing, at once.
    """

    def __init__(self, url: str, *, expire_seconds: float) -> None:
        """url: redis://user:password@host:6379/0, or rediss:// over TLS. expire_seconds: that an entry is kept at most.

        A server that cannot be reached is tried again later. Raises: CacheServerError if `url` is no address of one, or
        the server answers that it cannot be used, or has no bound. No message holds the password.
        """
        options = _read_address(url)
        self._password = options.get("password", "")
        self._expire_milliseconds = max(1, round(expire_seconds * 1000))
        self._connections = ConnectionPool(**options)
        try:
            self._connections.make_connection()
        except TypeError:
            raise CacheServerError(reason=f"an option behind its ? is none of redis-py's for TLS ({_TLS}…)") from None
        self._client = Redis(connection_pool=self._connections)
        self._circuit = Circuit(
            "the Redis of the cache",
            self._examine,
            errors=_ERRORS,
            describe=self._describe,
            limit_seconds=_LIMIT_SECONDS,
            rest_seconds=_REST_SECONDS,
        )
        try:
            self._circuit.begin(fatal=CacheServerError)
        except CacheServerError:
            self.close()
            raise

    def read(self, names: Sequence[bytes]) -> dict[bytes, bytes] | None:
        """The values of those of `names` that the server has; None if it was not, or could not be, asked."""
        found: dict[bytes, bytes] = {}
        for some in _cut(names):
            own = self._circuit.ask(partial(self._fetch, some), otherwise=None)
            if own is None:
                return found or None
            found |= own
        return found

    def write(self, values: Mapping[bytes, bytes]) -> None:
        """Puts `values` in, by name, each for `expire_seconds` from now on."""
        for some in _cut(list(values.items())):
            if not self._circuit.ask(partial(self._put, some), otherwise=False):
                return

    def drop(self, names: Iterable[bytes]) -> None:
        """Takes `names` out."""
        for some in _cut([_PREFIX + name for name in names]):
            self._circuit.ask(partial(self._client.unlink, *some), otherwise=None)

    def describe_use(self) -> StoreUse:
        """Whether it is used, and how asking it went."""
        use = self._circuit.describe_use()
        return StoreUse(
            place="server", works=use.works, failures=use.failures, exchanges=use.asked, seconds=use.asked_seconds
        )

    def close(self) -> None:
        """Asks the server nothing any more."""
        self._circuit.close()
        self._connections.disconnect()

    def _fetch(self, names: Sequence[bytes]) -> dict[bytes, bytes] | None:
        values = cast("list[bytes | None]", self._client.mget([_PREFIX + name for name in names]))
        return {name: value for name, value in zip(names, values, strict=True) if value is not None}

    def _put(self, entries: Sequence[tuple[bytes, bytes]]) -> bool:
        pipeline = self._client.pipeline(transaction=False)
        for name, value in entries:
            pipeline.set(_PREFIX + name, value, px=self._expire_milliseconds)
        pipeline.execute()
        return True

    def _examine(self) -> None:
        """Asks the server for all that it will be asked for. Raises: CacheServerError if it may not be used."""
        try:
            try:
                _refuse_unbounded(self._client.info())
            except NoPermissionError:
                _log.warning("whether the Redis of the cache has a bound is not told to its user")
            self._put([(b"trial", b"")])
            self._fetch([b"trial"])
            self._client.unlink(_PREFIX + b"trial")
        except AuthenticationError as error:
            raise CacheServerError(reason=self._describe(error)) from error
        except _PASSING:
            raise
        except (RedisError, ValueError) as error:
            raise CacheServerError(reason=self._describe(error)) from error

    def _describe(self, error: Exception) -> str:
        """What went wrong, in a line without the password; a server that does not know a command would quote it all."""
        if isinstance(error, CacheServerError):
            return error.reason
        if isinstance(error, ValueError | InvalidResponse):
            return "what answers there is no Redis"
        line = next(iter(str(error).strip().splitlines()), "").partition(", with args")[0]
        return line.replace(self._password, "***") if self._password else line


def _refuse_unbounded(info: Mapping[str, Any]) -> None:
    if info.get("redis_mode") == "cluster":
        raise CacheServerError(reason="it is a part of a cluster; name a server that is not")
    if info.get("maxmemory") == 0:
        raise CacheServerError(reason=f"its memory has no bound; {_HOW_TO_BOUND}")
    if info.get("maxmemory_policy") == _UNBOUNDED:
        raise CacheServerError(reason=f"it lets nothing go once it is full; {_HOW_TO_BOUND}")


def _read_address(url: str) -> dict[str, Any]:
    """What a connection is made with. Raises: CacheServerError, without a word of the address."""
    user = url.partition("://")[2].rpartition("@")[0]
    if any(sign in user for sign in "@/?#[]"):
        raise CacheServerError(
            reason="@, /, ?, #, [, ] and % in its user and password have to be written as %40, %2F, %3F, %23, %5B, "
            "%5D and %25"
        )
    try:
        options = parse_url(url) if _FORM.fullmatch(url) else {}  # type: ignore[no-untyped-call]
    except ValueError:  # which would quote a part of it
        options = {}
    if "host" not in options:
        raise CacheServerError(reason="it is no address of a server, such as redis://user:password@host:6379/0")
    if user and not options.get("password"):
        raise CacheServerError(reason="it has a user and no password: a password stands behind a colon, :password@host")
    named = parse_qs(url.partition("?")[2], keep_blank_values=True)
    if not all(url.startswith("rediss:") and name.startswith(_TLS) for name in named):
        raise CacheServerError(reason=f"options behind its ? are for TLS alone: rediss://…?{_TLS}…")
    return {
        **options,
        "socket_timeout": _LIMIT_SECONDS,
        "socket_connect_timeout": _LIMIT_SECONDS,
        "socket_keepalive": True,
        "retry": Retry(NoBackoff(), 0),
        "protocol": 2,
    }


def _cut(items: Sequence[T]) -> Iterable[list[T]]:
    """`items` in parts of one exchange."""
    rest = iter(items)
    while part := list(islice(rest, _NAMES_AT_ONCE)):
        yield part
