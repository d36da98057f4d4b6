"""Who may ask: whoever shows one of the keys in the settings, or everyone where there are none."""

from __future__ import annotations

import hashlib
import hmac
from typing import Annotated

from fastapi import Request, Security
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer

from service.api.services import get_services
from service.errors import UnauthorizedError

_bearer = HTTPBearer(auto_error=False, description="One of the keys in CHORUS_API_KEYS.")
_header = APIKeyHeader(name="X-API-Key", auto_error=False, description="One of the keys in CHORUS_API_KEYS.")

_SHOWN_DIGITS = 8
"""Of a key's hash. Two of a hundred keys share theirs once in a million services."""


async def require_key(
    request: Request,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
    header: Annotated[str | None, Security(_header)],
) -> None:
    """Returns if the request may be answered. Raises: UnauthorizedError."""
    keys = [key.get_secret_value().encode() for key in get_services(request).settings.api_keys]
    if not keys:
        return
    shown = bearer.credentials if bearer else header
    if shown is None:
        raise UnauthorizedError("an API key is needed: send 'Authorization: Bearer KEY' or 'X-API-Key: KEY'")
    # Headers are decoded as Latin-1. Every key is compared, so that the time taken does not tell which one is close.
    matches = [hmac.compare_digest(shown.encode("latin-1"), key) for key in keys]
    if not any(matches):
        raise UnauthorizedError("the API key is none of those that this service knows")
    request.state.key = name_key(shown)


async def require_key_for_metrics(
    request: Request,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)],
    header: Annotated[str | None, Security(_header)],
) -> None:
    """As `require_key`, where the settings ask for a key here, too. Raises: UnauthorizedError."""
    if get_services(request).settings.metrics_key:
        await require_key(request, bearer, header)


def name_key(key: str) -> str:
    """What the log calls a key: it tells one from another, and nobody can ask with it."""
    return hashlib.sha256(key.encode("latin-1", "replace")).hexdigest()[:_SHOWN_DIGITS]
