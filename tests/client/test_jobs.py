from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import anyio
import httpx2
import pytest

from chorus_client import AsyncChorusClient, ChorusClient, Job, RefusedError
from service.api.responses import CitationsAnswer, GroupsAnswer, SummaryAnswer
from tests.api.clients import make_articles, serve_over_http
from tests.client.clients import Script, answering
from tests.client.test_clients import refuse

ARTICLES: Any = make_articles()
JOB = {
    "id": "job_1",
    "kind": "groups",
    "state": "queued",
    "progress": None,
    "created_at": "2025-03-04T17:30:00Z",
    "started_at": None,
    "ended_at": None,
    "expires_at": None,
    "attempts": 0,
    "webhook": None,
}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve_over_http(jobs_file=tmp_path_factory.mktemp("jobs") / "jobs.sqlite") as port:
        yield f"http://127.0.0.1:{port}"


def test_jobs_are_made_watched_read_and_forgotten(url: str) -> None:
    with ChorusClient(url) as chorus:
        made = [
            chorus.jobs.summarize(ARTICLES, length={"value": 60}, idempotency_key="one"),
            chorus.jobs.group(ARTICLES, min_sources=2),
            chorus.jobs.cite("The Lindhaven bridge reopened.", ARTICLES),
        ]
        answers = [chorus.jobs.wait(job, poll_seconds=0.05) for job in made]
        assert [type(answer) for answer in answers] == [SummaryAnswer, GroupsAnswer, CitationsAnswer]
        again = chorus.jobs.summarize(ARTICLES, length={"value": 60}, idempotency_key="one")
        assert again.id == made[0].id
        assert again.state == "succeeded"
        listed = chorus.jobs.list(state="succeeded", limit=2)
        assert [job.id for job in listed.jobs] == [made[2].id, made[1].id]
        assert [job.id for job in chorus.jobs.list(before=listed.next).jobs] == [made[0].id]
        chorus.jobs.delete(made[0].id)
        with pytest.raises(RefusedError) as caught:
            chorus.jobs.get(made[0].id)
        assert caught.value.status == 404


def test_a_job_that_fails_has_its_problem_as_its_result(url: str) -> None:
    with ChorusClient(url) as chorus:
        job = chorus.jobs.summarize(ARTICLES, length={"value": 1})
        with pytest.raises(RefusedError, match="No sentence fits"):
            chorus.jobs.wait(job, poll_seconds=0.05)


def test_jobs_can_be_awaited(url: str) -> None:
    async def ask() -> tuple[Job, Any]:
        async with AsyncChorusClient(url) as chorus:
            job = await chorus.jobs.group(ARTICLES)
            answer = await chorus.jobs.wait(job, poll_seconds=0.05)
            await chorus.jobs.delete(job.id)
            assert (await chorus.jobs.list(state="queued")).jobs == []
            return job, answer

    job, answer = anyio.run(ask)
    assert job.kind == "groups"
    assert isinstance(answer, GroupsAnswer)


def test_a_second_try_makes_no_second_job() -> None:
    script = Script(httpx2.ReadError(""), refuse(503, retry_after="1"), answering(JOB, 202))
    with ChorusClient("http://chorus", transport=httpx2.MockTransport(script.handle), sleep=script.wait) as chorus:
        chorus.jobs.group(ARTICLES, webhook="https://example.com/hook")
    keys = {request.headers["idempotency-key"] for request in script.requests}
    assert len(script.requests) == 3
    assert len(keys) == 1
    sent = json.loads(script.requests[0].content)
    assert sent["kind"] == "groups"
    assert sent["webhook"] == {"url": "https://example.com/hook"}
    assert sent["request"] == {"articles": ARTICLES}


def test_a_name_cannot_lead_to_another_path() -> None:
    script = Script(answering(JOB))
    with ChorusClient("http://chorus", transport=httpx2.MockTransport(script.handle)) as chorus:
        chorus.jobs.get("../models?x=/1")
    assert script.requests[0].url.raw_path == b"/v1/jobs/..%2Fmodels%3Fx%3D%2F1"


def test_a_service_that_keeps_no_jobs_says_so() -> None:
    with serve_over_http() as port, ChorusClient(f"http://127.0.0.1:{port}") as chorus:
        with pytest.raises(RefusedError) as caught:
            chorus.jobs.group(ARTICLES)
        assert caught.value.problem is not None
        assert caught.value.problem.type == "urn:chorus:problem:jobs-off"
