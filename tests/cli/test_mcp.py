"""The tools, asked by the client of the protocol's own SDK."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import httpx2
import mcp
import pytest
from mcp.types import TextContent
from typer.testing import CliRunner

from chorus_client import AsyncChorusClient, ChorusError
from service.app import create_app
from service.cli import app
from service.mcp_server import Chorus, make_server
from service.ports import Models
from tests.api.clients import BRIDGE, FERRIES, make_articles, make_settings, serve_over_http
from tests.doubles import HashingEncoder

ROOT = Path(__file__).parents[2]
TEXTS = {"n0": BRIDGE, "n1": FERRIES}


def serve_stdio(port: int) -> mcp.StdioServerParameters:
    command = ["-m", "service", "mcp", "--url", f"http://127.0.0.1:{port}", "--api-key", "key"]
    return mcp.StdioServerParameters(command=sys.executable, args=command, env={**os.environ}, cwd=ROOT)


async def _be_ready() -> None:
    pass


async def _fail() -> None:
    raise ChorusError("the checkpoint is not installed")


@asynccontextmanager
async def connect(ready: Callable[[], Awaitable[None]] = _be_ready) -> AsyncIterator[Chorus]:
    service = create_app(make_settings(), models=Models(encoder=HashingEncoder()))
    transport = httpx2.ASGITransport(app=service)
    async with (
        service.router.lifespan_context(service),
        AsyncChorusClient("http://chorus", transport=transport) as client,
    ):
        yield Chorus(client=client, ready=ready)


async def call(server: Any, tool: str, **arguments: Any) -> tuple[dict[str, Any] | None, str, bool]:
    """The structured answer of a tool, its text, and whether it is an error."""
    async with mcp.Client(server) as client:
        result = await client.call_tool(tool, arguments)
    (content,) = result.content
    assert isinstance(content, TextContent)
    return result.structured_content, content.text, bool(result.is_error)


@pytest.mark.slow
def test_an_assistant_that_starts_the_command_lists_the_tools_and_gets_a_cited_summary() -> None:
    with serve_over_http(api_keys=("key",)) as port:

        async def ask() -> tuple[list[mcp.Tool], dict[str, Any] | None]:
            async with mcp.Client(serve_stdio(port)) as client:
                tools = (await client.list_tools()).tools
                answer = await client.call_tool("summarize", {"articles": make_articles(), "words": 40})
                return tools, answer.structured_content

        tools, answer = anyio.run(ask)
    assert {tool.name for tool in tools} == {"summarize", "groups", "cite"}
    for tool in tools:
        assert tool.description
        assert tool.output_schema
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint
        assert "session" not in tool.input_schema["properties"]
    assert answer is not None
    assert answer["summary"] == " ".join(sentence["text"] for sentence in answer["sentences"])
    for sentence in answer["sentences"]:
        for place in sentence["citations"]:
            assert TEXTS[place["article_id"]][place["start"] : place["end"]] == place["cited_text"]


def test_groups_are_bounded_and_those_left_out_are_counted() -> None:
    server = make_server(connect)
    everything, _, _ = anyio.run(lambda: call(server, "groups", articles=make_articles()))
    first, _, _ = anyio.run(lambda: call(server, "groups", articles=make_articles(), limit=1))
    assert everything is not None
    assert first is not None
    assert len(everything["groups"]) > 1
    assert first["groups"] == everything["groups"][:1]
    assert first["left_out"] == len(everything["groups"]) - 1
    assert everything["left_out"] == 0


def test_a_text_is_checked() -> None:
    text = "The Lindhaven bridge reopened on Tuesday after two years of repairs. Otters dance."
    answer, _, _ = anyio.run(lambda: call(make_server(connect), "cite", text=text, articles=make_articles()))
    assert answer is not None
    assert [text[sentence["start"] : sentence["end"]] for sentence in answer["sentences"]] == [
        sentence["text"] for sentence in answer["sentences"]
    ]
    assert answer["support"] == 0.5
    assert answer["statuses"] == {"verbatim": 1, "unsupported": 1}


def test_what_the_service_refuses_is_told_to_the_assistant() -> None:
    _, told, failed = anyio.run(lambda: call(make_server(connect), "summarize", articles=make_articles(), words=2))
    assert failed
    assert "No sentence fits this length" in told


def test_articles_that_break_the_contract_are_refused_by_the_tool() -> None:
    _, told, failed = anyio.run(lambda: call(make_server(connect), "groups", articles=[{"text": " "}]))
    assert failed
    assert "must not be empty or blank" in told


def test_models_that_cannot_be_loaded_are_told_to_the_assistant() -> None:
    server = make_server(lambda: connect(_fail))
    _, told, failed = anyio.run(lambda: call(server, "groups", articles=make_articles()))
    assert failed
    assert "the checkpoint is not installed" in told


@pytest.mark.models
@pytest.mark.slow
def test_without_an_address_the_service_runs_in_the_same_process() -> None:
    command = mcp.StdioServerParameters(
        command=sys.executable,
        args=["-m", "service", "mcp"],
        env={**os.environ, "CHORUS_REWRITERS": "", "CHORUS_ENTAILMENT": "off"},
        cwd=ROOT,
    )
    answer, _, failed = anyio.run(lambda: call(command, "groups", articles=make_articles(), min_sources=2))
    assert not failed
    assert answer is not None
    assert answer["groups"][0]["coverage"]["independent_sources"] == 2


def test_without_the_extra_the_command_says_what_to_install() -> None:
    code = "import sys; sys.modules['mcp'] = None; sys.argv = ['chorus', 'mcp']; from service.cli import main; main()"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False, capture_output=True, text=True)
    assert run.returncode == 1
    assert run.stderr == "chorus: this command needs the extra mcp: pip install 'chorus-summarizer[mcp]'\n"


def test_an_address_that_is_none_is_wrong_usage() -> None:
    result = CliRunner().invoke(app, ["mcp", "--url", "chorus"])
    assert result.exit_code == 2
    assert "'chorus' is not a web address" in result.stderr
