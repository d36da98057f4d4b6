"""Who may ask: whoever shows a key that is good, within the limits of its holder; everyone where there are none."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import ExitStack
from typing import Annotated, cast

from fastapi import Request, Security
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer
from opentelemetry import trace

from service.api.services import get_services
from service.errors import UnauthorizedError
from service.runtime.key_limits import KeyHolder

_WHICH = "One of the keys in CHORUS_API_KEYS or in the file that CHORUS_KEYS_FILE names."
_bearer = HTTPBearer(auto_error=False, description=_WHICH)
_header = APIKeyHeader(name="X-API-Key", auto_error=False, description=_WHICH)

Bearer = Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]
Header = Annotated[str | None, Security(_header)]


async def require_key(request: Request, bearer: Bearer, header: Header) -> AsyncIterator[None]:
    """Holds a place of the key's holder until the request is answered; only what asks for work (POST) counts.

    Raises: UnauthorizedError, KeyLimitError.
    """
    holder = _find_holder(request, bearer, header)
    with ExitStack() as stack:
        if holder is not None and request.method == "POST":
            stack.enter_context(get_services(request).key_limits.admit(holder))
        yield


async def require_key_for_metrics(request: Request, bearer: Bearer, header: Header) -> None:
    """Returns if the metrics may be read, for which the settings may ask for a key. Raises: UnauthorizedError."""
    if get_services(request).settings.metrics_key:
        _find_holder(request, bearer, header)


def get_holder(request: Request) -> KeyHolder | None:
    """Whose key the request has shown; None where no key is asked for."""
    return cast("KeyHolder | None", getattr(request.state, "holder", None))


def _find_holder(request: Request, bearer: HTTPAuthorizationCredentials | None, header: str | None) -> KeyHolder | None:
    """Whose key the request shows; None where no key is asked for. Raises: UnauthorizedError."""
    ring = get_services(request).keys
    if not ring.asks:
        return None
    shown = bearer.credentials if bearer else header
    if shown is None:
        raise UnauthorizedError("an API key is needed: send 'Authorization: Bearer KEY' or 'X-API-Key: KEY'")
    # Headers are decoded as Latin-1.
    holder = ring.find(shown.encode("latin-1"))
    if holder is None:
        raise UnauthorizedError("the API key is none of those that this service knows")
    request.state.key, request.state.holder = holder.name, holder
    trace.get_current_span().set_attribute("chorus.key", holder.name)
    return holder
