"""Headers that keep browsers from doing with an answer what it is not for."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_EVERYWHERE: Mapping[str, str] = MappingProxyType(
    {
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "x-frame-options": "DENY",
        "cross-origin-opener-policy": "same-origin",
    }
)
_DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"
_PAGE_POLICY = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; object-src 'none'"
"""For pages without one of their own: those of the documentation, whose scripts stand in the page."""
_ANSWERS = "/v1/"


class SecurityHeaders:
    """Adds what an answer does not state itself. Source: OWASP HTTP Security Response Headers and REST cheat sheets.

    Strict-Transport-Security is for the proxy that speaks TLS.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def add(message: Message) -> None:
            if message["type"] == "http.response.start":
                _add_headers(MutableHeaders(scope=message), path=scope["path"])
            await send(message)

        await self._app(scope, receive, add)


def _add_headers(headers: MutableHeaders, *, path: str) -> None:
    is_page = headers.get("content-type", "").startswith("text/html")
    for name, value in _EVERYWHERE.items():
        headers.setdefault(name, value)
    headers.setdefault("content-security-policy", _PAGE_POLICY if is_page else _DATA_POLICY)
    if path.startswith(_ANSWERS):
        headers.setdefault("cache-control", "no-store")
