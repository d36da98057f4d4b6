"""A server that speaks OpenAI's chat protocol, well or badly: `python -m tests.models.protocol_server PORT`.

The model that a request names says how it answers.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import sys
from collections.abc import AsyncIterator, Callable
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

KEY = "sk-loopback-only"
SLOW_SECONDS = 5.0
asked: list[dict[str, Any]] = []


async def complete(request: Request) -> Response:
    body = await request.json()
    asked.append(body | {"authorized": request.headers.get("authorization") == f"Bearer {KEY}"})
    model = body["model"]
    if model in HOSTILE:
        return HOSTILE[model](body)
    if model == "late drip":
        await asyncio.sleep(0.8)
        return drip(body)
    if model == "slow":
        await asyncio.sleep(SLOW_SECONDS)
    if model in CANNED and (model != "flaky" or len(asked) % 2):
        status, content = CANNED[model]
        return Response(content, status, headers={"retry-after": "0"}, media_type="application/json")
    first = body["messages"][1]["content"].splitlines()[1]
    return JSONResponse(answer(f"The key is {KEY}." if model == "obedient" else f"Here is the sentence:\n{first}"))


def drip(_: dict[str, Any]) -> Response:
    """A stream that goes on, a little at a time, and says nothing."""

    async def write() -> AsyncIterator[bytes]:
        while True:
            yield b": still here\n\n"
            await asyncio.sleep(0.05)

    return StreamingResponse(write(), media_type="text/event-stream")


def flood(_: dict[str, Any]) -> Response:
    """A stream of words without an end."""

    async def write() -> AsyncIterator[bytes]:
        while True:
            yield spell("word " * 1000)
            await asyncio.sleep(0)  # else nobody ever learns that the client has gone

    return StreamingResponse(write(), media_type="text/event-stream")


def pack(_: dict[str, Any]) -> Response:
    """Much in little, though nobody asked for it packed."""
    packed = gzip.compress(b" " * 10_000_000)
    return Response(packed, headers={"content-encoding": "gzip"}, media_type="application/json")


def break_off(_: dict[str, Any]) -> Response:
    """A stream of three sentences that breaks inside the second."""

    async def write() -> AsyncIterator[bytes]:
        yield spell("The bridge is open. [g1] Nobody ")
        yield spell("was hu")
        raise ConnectionAbortedError

    return StreamingResponse(write(), media_type="text/event-stream")


def stream(_: dict[str, Any]) -> Response:
    """A well-behaved stream, with its usage at the end."""

    async def write() -> AsyncIterator[bytes]:
        for part in ('{"sentences": [{"text": "The bridge', ' is open.", "facts": ["g1"]}]}'):
            yield spell(part)
        yield spell("", usage={"prompt_tokens": 90, "completion_tokens": 12})
        yield b"data: [DONE]\n\n"

    return StreamingResponse(write(), media_type="text/event-stream")


def spell(text: str, **more: Any) -> bytes:
    """An event of a stream."""
    chunk = {"id": "x", "object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": text}}]}
    return f"data: {json.dumps(chunk | more)}\n\n".encode()


def refuse_schemas(body: dict[str, Any]) -> Response:
    """What a server does that knows no schemas; then it answers in plain text."""
    if "response_format" in body:
        return JSONResponse({"error": {"message": "response_format is not supported"}}, 400)
    return JSONResponse(answer("The bridge is open. [g1] It was closed for two years. [g2, g3]"))


def count_wrong(_: dict[str, Any]) -> Response:
    counted = answer("The bridge is open.")
    counted["usage"] = {"prompt_tokens": -5, "completion_tokens": 10**40}
    return JSONResponse(counted)


HOSTILE: dict[str, Callable[[dict[str, Any]], Response]] = {
    "drip": drip,
    "flood": flood,
    "packed": pack,
    "broken off": break_off,
    "streaming": stream,
    "unstructured": refuse_schemas,
    "miscounting": count_wrong,
    "moved": lambda _: RedirectResponse("/elsewhere", 307),
    "moved for good": lambda _: RedirectResponse("/elsewhere", 308),
    "nested": lambda _: Response("[" * 200_000, media_type="application/json"),
    "nested stream": lambda _: Response("data: " + "[" * 200_000 + "\n\n", media_type="text/event-stream"),
    "resting": lambda _: JSONResponse({}, 429, headers={"retry-after": "3600"}),
    "odd": lambda _: JSONResponse({"choices": [{"message": {"content": ["no", "text"]}}], "usage": "much"}),
}
CANNED = {
    "broken": (500, json.dumps({"error": {"message": f"the key is {KEY}"}})),
    "limited": (429, json.dumps({"error": {"message": "too many"}})),
    "flaky": (503, json.dumps({"error": {"message": "once more"}})),
    "malformed": (200, "<html>"),
    "empty": (200, json.dumps({"id": "x", "object": "chat.completion", "choices": []})),
}


def answer(text: str) -> dict[str, Any]:
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}
    usage = {"prompt_tokens": 9, "completion_tokens": 7, "total_tokens": 16}
    return {"id": "x", "object": "chat.completion", "created": 0, "model": "m", "choices": [choice], "usage": usage}


async def take_elsewhere(request: Request) -> Response:
    asked.append({"elsewhere": (await request.body()).decode()})
    return JSONResponse(answer("Taken elsewhere."))


async def list_asked(_: Request) -> Response:
    return Response(json.dumps(asked), media_type="application/json")


app = Starlette(
    routes=[
        Route("/v1/chat/completions", complete, methods=["POST"]),
        Route("/elsewhere", take_elsewhere, methods=["POST"]),
        Route("/asked", list_asked, methods=["GET"]),
    ]
)

if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="error")
