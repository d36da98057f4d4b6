"""What happens to every request, in pure ASGI: an id, a log line, an upper bound on its body, a last resort."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import re
import time
import uuid

from opentelemetry import trace
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api.problems import note_problem, render_problem
from service.api.services import get_request_id, get_services
from service.errors import NotReadyError, PayloadTooLargeError
from service.runtime import logs
from service.runtime.admission import DRAINING_RETRY_SECONDS

REQUEST_ID_HEADER = "x-request-id"
_SANE_REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{1,128}")
_UNMATCHED = "unmatched"
_DISCARD_SECONDS = 10.0
"""For the rest of a body that nobody reads."""
_SILENT_SECONDS = 1.0
"""After which a client that sends nothing more of it is answered: it may wait for that."""
PROBED_ROUTES = frozenset({"/healthz", "/readyz", "/metrics"})
"""Asked every few seconds by whoever keeps the service running; logged at debug and not traced, to find the rest."""
_AUDITED = "/v1/"
_KNOWN_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

_access_log = logging.getLogger("chorus.access")


class PlainPaths:
    """Takes a path with a slash behind it for the one without, so that no redirect has to trust the header Host."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope["path"] = scope["path"].rstrip("/") or "/"
        await self._app(scope, receive, send)


class HeadAsGet:
    """Answers HEAD wherever GET is answered, with the same headers; the server leaves the body out.

    Source: RFC 9110, 9.1: every general-purpose server must support both.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return
        asked = {**scope, "method": "GET"}
        try:
            await self._app(asked, receive, send)
        finally:
            scope.update({**asked, "method": "HEAD"})  # who stands around it reads there which route answered


class RequestRecord:
    """Gives each request an id, and writes one log line and counts one metric when it is answered."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _choose_request_id(Headers(scope=scope).get(REQUEST_ID_HEADER))
        scope.setdefault("state", {})["request_id"] = request_id
        logged = logs.request_id.set(request_id)
        trace.get_current_span().set_attribute("chorus.request_id", request_id)
        started = time.monotonic()
        status, sent_bytes, received_bytes = 0, 0, 0

        async def count() -> Message:
            nonlocal received_bytes
            message = await receive()
            received_bytes += len(message.get("body", b""))
            return message

        async def observe(message: Message) -> None:
            nonlocal status, sent_bytes
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[REQUEST_ID_HEADER] = request_id
            sent_bytes += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, count, observe)
        finally:
            seconds = time.monotonic() - started
            _record(scope, status=status, seconds=seconds, sent_bytes=sent_bytes, received_bytes=received_bytes)
            logs.request_id.reset(logged)


class LastResort:
    """Answers with an `internal` problem when anything fails that should not have, and logs where it did."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def observe(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, observe)
        except asyncio.CancelledError:
            # The server gives up on requests that are still unfinished, such as a half-sent body, when it stops.
            if scope["type"] != "http" or not get_services(scope).admission.draining:
                raise
            if not started:
                error = NotReadyError(state="shutting down", retry_after_seconds=DRAINING_RETRY_SECONDS)
                await render_problem(error, request_id=get_request_id(scope))(scope, receive, send)
        except Exception as error:
            if scope["type"] != "http" or started:
                raise
            request_id = get_request_id(scope)
            note_problem(error, get_services(scope), request_id=request_id)
            await render_problem(error, request_id=request_id)(scope, receive, send)


class BodyLimit:
    """Makes the reading of a body fail with PayloadTooLargeError once it is larger than `limit_bytes`.

    What still comes of such a body is read and thrown away, up to as much again, because most clients read no answer
    before they have sent all; beyond that the answer goes out and the connection closes. The same is done where the
    answer is known before the body has come, as without a key.

    The connection closes, too, behind a body of which both a length and a coding for its transfer are stated.
    Source: RFC 9112, 6.1.
    """

    def __init__(self, app: ASGIApp, *, limit_bytes: int) -> None:
        self._app = app
        self._limit_bytes = limit_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        # A client that waits for leave to send must not get it, which the first receive would give.
        sends = headers.get("expect", "").lower() != "100-continue" and (
            _stated_length(headers) > 0 or "transfer-encoding" in headers
        )
        # A proxy in front may have ended the body elsewhere; what it took for more of it must not be read as a request.
        ambiguous = "content-length" in headers and "transfer-encoding" in headers
        received = 0

        async def receive_within_limit() -> Message:
            nonlocal received, sends
            if _stated_length(headers) > self._limit_bytes:
                if sends:
                    sends = False
                    await self._discard(receive)
                raise PayloadTooLargeError(limit_bytes=self._limit_bytes)
            message = await receive()
            sends = sends and message.get("more_body", False)
            received += len(message.get("body", b""))
            if received > self._limit_bytes:
                if sends:
                    sends = False
                    await self._discard(receive)
                raise PayloadTooLargeError(limit_bytes=self._limit_bytes)
            return message

        async def send_after_body(message: Message) -> None:
            nonlocal sends
            if sends and message["type"] == "http.response.start":
                sends = False
                await self._discard(receive)
            if ambiguous and message["type"] == "http.response.start":
                MutableHeaders(scope=message)["connection"] = "close"
            await send(message)

        await self._app(scope, receive_within_limit, send_after_body)

    async def _discard(self, receive: Receive) -> None:
        discarded, more = 0, True
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_DISCARD_SECONDS):
                while more and discarded <= self._limit_bytes:
                    async with asyncio.timeout(_SILENT_SECONDS):
                        message = await receive()
                    discarded += len(message.get("body", b""))
                    more = message.get("more_body", False)


def _choose_request_id(proposed: str | None) -> str:
    return proposed if proposed and _SANE_REQUEST_ID.fullmatch(proposed) else uuid.uuid4().hex


def _stated_length(headers: Headers) -> int:
    stated = headers.get("content-length", "")
    return int(stated) if stated.isascii() and stated.isdigit() else 0


def _record(scope: Scope, *, status: int, seconds: float, sent_bytes: int, received_bytes: int) -> None:
    # Paths and methods are the client's to invent; a label or a log of each would grow without bound.
    route = getattr(scope.get("route"), "path", _UNMATCHED)
    method = scope["method"] if scope["method"] in _KNOWN_METHODS else "other"
    services, key = get_services(scope), scope["state"].get("key")
    services.metrics.count_request(method=method, route=route, status=status, seconds=seconds)
    fields = {
        "method": method,
        "route": route,
        "status": status,
        "milliseconds": round(seconds * 1000, 1),
        "sent_bytes": sent_bytes,
        "request_id": get_request_id(scope),
    }
    if key:
        fields["key"] = key
        services.metrics.count_key_use(key, status=status, seconds=seconds, received_bytes=received_bytes)
    level = logging.DEBUG if route in PROBED_ROUTES else logging.INFO
    _access_log.log(level, "request", extra={"fields": fields})
    if scope["path"].startswith(_AUDITED):
        client = scope["client"][0] if scope.get("client") else None
        services.audit.write("request", **fields, received_bytes=received_bytes, client=client)
