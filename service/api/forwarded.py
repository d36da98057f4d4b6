"""What a reader does with a request that was handed to it: it asks the application in its own process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

from starlette.types import ASGIApp, Message, Scope

from service.api.readers import AnswerPart, ForwardedRequest

_HTTP = "1.1"
_ASGI = "3.0"


async def answer_forwarded(app: ASGIApp, request: ForwardedRequest) -> AsyncGenerator[AnswerPart]:
    """What `app` answers to `request`, in the parts in which it does; who closes this hangs up.

    Raises: what `app` raises before its answer has ended.
    """
    messages = asyncio.Queue[Message | None]()
    body: list[Message] = [{"type": "http.request", "body": request.body, "more_body": False}]

    async def receive() -> Message:
        if body:
            return body.pop()
        await asyncio.Event().wait()  # a client that hangs up ends the task
        return {"type": "http.disconnect"}

    work = asyncio.ensure_future(app(_describe(request), receive, messages.put))
    work.add_done_callback(lambda _: messages.put_nowait(None))
    try:
        status, headers = 0, ()
        while (message := await messages.get()) is not None:
            if message["type"] == "http.response.start":
                status, headers = message["status"], tuple(message.get("headers", ()))
            elif message["type"] == "http.response.body":
                last = not message.get("more_body", False)
                yield AnswerPart(status=status, headers=headers, body=message.get("body", b""), last=last)
        work.result()
    finally:
        work.cancel()
        await asyncio.wait({work})


def _describe(request: ForwardedRequest) -> Scope:
    return {
        "type": "http",
        "asgi": {"version": _ASGI},
        "http_version": _HTTP,
        "method": request.method,
        "scheme": "http",
        "path": request.path,
        "raw_path": request.path.encode(),
        "query_string": request.query,
        "root_path": "",
        "headers": list(request.headers),
        "client": None,
        "server": None,
        "state": {},
    }
