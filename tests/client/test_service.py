"""The clients and the service together."""

from __future__ import annotations

import anyio
import httpx2
import pytest

from chorus_client import Article, AsyncChorusClient, ChorusClient, RefusedError, Retries
from service.app import create_app
from service.ports import Models
from tests.api.clients import BRIDGE, FERRIES, make_settings, serve_over_http
from tests.doubles import GatedEncoder

ARTICLES: list[Article] = [{"id": "bridge", "text": BRIDGE}, {"id": "ferries", "text": FERRIES}]


def test_the_client_asks_a_service_over_http() -> None:
    with (
        serve_over_http(api_keys=("zweiter-schlüssel",)) as port,
        ChorusClient(f"http://127.0.0.1:{port}/", api_key="zweiter-schlüssel") as chorus,
    ):
        summary = chorus.summarize(ARTICLES, length={"value": 40}, include=["groups", "explanations"])
        citation = summary.sentences[0].citations[0]
        assert {"bridge": BRIDGE, "ferries": FERRIES}[citation.article_id][citation.start : citation.end] == (
            citation.cited_text
        )
        assert summary.sentences[0].explanation is not None
        assert summary.articles is None
        assert chorus.group(ARTICLES, min_sources=2).groups[0].coverage.sources == 2
        cited = chorus.cite("The Lindhaven bridge reopened. A new airport opens.", ARTICLES, offset_unit="utf16")
        assert len(cited.sentences) == 2
        assert chorus.models().encoder.name == "hashing"
        with ChorusClient(f"http://127.0.0.1:{port}") as stranger, pytest.raises(RefusedError) as caught:
            stranger.models()
        assert caught.value.status == 401


def test_a_full_queue_is_waited_for() -> None:
    encoder = GatedEncoder()
    app = create_app(make_settings(max_queue=0), models=Models(encoder=encoder))
    waits: list[float] = []

    async def open_after(seconds: float) -> None:
        waits.append(seconds)
        encoder.open()
        await anyio.sleep(0.05)

    async def ask() -> None:
        transport = httpx2.ASGITransport(app=app)
        retries = Retries(attempts=20)
        async with (
            app.router.lifespan_context(app),
            AsyncChorusClient("http://chorus", transport=transport) as first,
            AsyncChorusClient("http://chorus", transport=transport, retries=retries, sleep=open_after) as second,
            anyio.create_task_group() as tasks,
        ):
            encoder.close()
            tasks.start_soon(first.group, ARTICLES)
            await anyio.to_thread.run_sync(encoder.entered.wait, 30)
            assert (await second.group(ARTICLES)).groups

    anyio.run(ask)
    assert waits
    assert waits[0] >= 1


def test_a_call_that_is_cancelled_ends_at_once() -> None:
    encoder = GatedEncoder()
    with serve_over_http(encoder=encoder) as port:

        async def ask() -> bool:
            async with AsyncChorusClient(f"http://127.0.0.1:{port}") as chorus, anyio.create_task_group() as tasks:
                encoder.close()
                tasks.start_soon(chorus.group, ARTICLES)
                await anyio.to_thread.run_sync(encoder.entered.wait, 30)
                tasks.cancel_scope.cancel()
            encoder.open()
            async with AsyncChorusClient(f"http://127.0.0.1:{port}") as chorus:
                return bool((await chorus.group(ARTICLES)).groups)

        assert anyio.run(ask)
