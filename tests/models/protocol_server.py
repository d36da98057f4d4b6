"""A server that speaks OpenAI's chat protocol, well or badly: `python -m tests.models.protocol_server PORT`.

The model that a request names says how it answers.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

KEY = "sk-loopback-only"
SLOW_SECONDS = 5.0
asked: list[dict[str, Any]] = []


async def complete(request: Request) -> Response:
    body = await request.json()
    asked.append(body | {"authorized": request.headers.get("authorization") == f"Bearer {KEY}"})
    model = body["model"]
    if model == "slow":
        await asyncio.sleep(SLOW_SECONDS)
    if model in CANNED and (model != "flaky" or len(asked) % 2):
        status, content = CANNED[model]
        return Response(content, status, headers={"retry-after": "0"}, media_type="application/json")
    first = body["messages"][1]["content"].splitlines()[1]
    return JSONResponse(answer(f"The key is {KEY}." if model == "obedient" else f"Here is the sentence:\n{first}"))


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


async def list_asked(_: Request) -> Response:
    return Response(json.dumps(asked), media_type="application/json")


app = Starlette(
    routes=[Route("/v1/chat/completions", complete, methods=["POST"]), Route("/asked", list_asked, methods=["GET"])]
)

if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="error")
