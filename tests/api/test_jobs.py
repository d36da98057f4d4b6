"""Jobs as their clients see them."""

from __future__ import annotations

import base64
import contextlib
import json
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from starlette.testclient import TestClient

from service.runtime.job_sqlite import SqliteJobs
from service.runtime.job_store import JobStore
from tests.api.clients import BRIDGE, make_articles, make_body, run_app
from tests.doubles import BrokenEncoder, GatedEncoder
from tests.runtime.test_job_store import claim, limit_pages, make_job

if TYPE_CHECKING:
    from tests.postgres import PostgresServer

ROOT = Path(__file__).parents[2]


@pytest.fixture(params=["sqlite", "postgres"])
def jobs(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[TestClient]:
    in_file = request.param == "sqlite"
    place = {"jobs_file": tmp_path / "jobs.db"} if in_file else {"jobs_url": request.getfixturevalue("jobs_url")}
    with run_app(**place) as client:
        yield client


def ask(client: TestClient, kind: str = "summaries", request: Any = None, **headers: str) -> httpx2.Response:
    body = {"kind": kind, "request": request or make_body()}
    return client.post("/v1/jobs", json=body, headers={name.replace("_", "-"): v for name, v in headers.items()})


_PATIENCE_SECONDS = 180
"""For a machine that does much else; nothing takes so long."""


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def await_end(client: TestClient, path: str) -> dict[str, Any]:
    wait_until(lambda: client.get(path).json()["state"] in {"succeeded", "failed"})
    job: dict[str, Any] = client.get(path).json()
    return job


def without_timings(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name != "timings_ms"}


@pytest.mark.parametrize("kind", ["summaries", "groups", "citations"])
def test_a_job_is_answered_as_its_question_would_be(jobs: TestClient, kind: str) -> None:
    request = {"articles": make_articles()} | ({"text": BRIDGE} if kind == "citations" else {})
    accepted = ask(jobs, kind, request)
    assert (accepted.status_code, accepted.json()["kind"]) == (202, kind)
    assert accepted.headers["location"] == f"/v1/jobs/{accepted.json()['id']}"
    job = await_end(jobs, accepted.headers["location"])
    assert (job["state"], job["attempts"], job["progress"]) == ("succeeded", 1, None)
    assert job["created_at"] <= job["started_at"] <= job["ended_at"] < job["expires_at"]
    result = jobs.get(f"{accepted.headers['location']}/result")
    assert without_timings(result.json()) == without_timings(jobs.post(f"/v1/{kind}", json=request).json())


def test_what_is_wrong_with_a_question_is_said_at_once(jobs: TestClient) -> None:
    refused = ask(jobs, request=make_body("") | {"length": {"value": -1}})
    pointers = {error["pointer"] for error in refused.json()["errors"]}
    assert (refused.status_code, pointers) == (422, {"/request/articles/0/text", "/request/length/value"})
    assert ask(jobs, "poems").json()["errors"][0]["pointer"] == "/kind"
    same_ids = {"articles": [{"id": "a", "text": BRIDGE}] * 2}
    assert ask(jobs, "groups", same_ids).json()["errors"][0]["pointer"] == "/request/articles/1/id"
    assert jobs.get("/v1/jobs").json() == {"jobs": [], "next": None}


def test_a_time_that_is_none_is_refused_as_of_any_question(jobs: TestClient) -> None:
    answer = ask(jobs, request_timeout="soon")
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:chorus:problem:invalid-request")
    assert ask(jobs, request_timeout="20").status_code == 202


def test_an_idempotency_key_gets_the_same_job_again(jobs: TestClient) -> None:
    first, again = (ask(jobs, idempotency_key="k-1") for _ in range(2))
    assert first.json()["id"] == again.json()["id"]
    conflict = ask(jobs, "groups", {"articles": make_articles()}, idempotency_key="k-1")
    assert (conflict.status_code, conflict.json()["type"]) == (422, "urn:chorus:problem:idempotency-conflict")
    assert ask(jobs, idempotency_key="two words").status_code == 422
    assert len(jobs.get("/v1/jobs").json()["jobs"]) == 1


def test_jobs_are_listed_in_pages(jobs: TestClient) -> None:
    names = [ask(jobs).json()["id"] for _ in range(3)]
    page = jobs.get("/v1/jobs?limit=2").json()
    assert [job["id"] for job in page["jobs"]] == names[:0:-1]
    rest = jobs.get(f"/v1/jobs?limit=2&before={page['next']}").json()
    assert ([job["id"] for job in rest["jobs"]], rest["next"]) == (names[:1], None)
    jobs.delete(f"/v1/jobs/{page['next']}")
    gone = jobs.get(f"/v1/jobs?limit=2&before={page['next']}")
    assert (gone.status_code, gone.json()["type"]) == (404, "urn:chorus:problem:job-not-found")
    wrong = jobs.get("/v1/jobs?limit=1000")
    assert (wrong.status_code, wrong.headers["content-type"]) == (422, "application/problem+json")
    assert "limit" in wrong.json()["detail"]


def test_metrics_count_jobs_by_state(jobs: TestClient) -> None:
    await_end(jobs, ask(jobs).headers["location"])
    lines = [line for line in jobs.get("/metrics").text.splitlines() if line.startswith("chorus_jobs{")]
    assert lines == [
        'chorus_jobs{state="queued"} 0.0',
        'chorus_jobs{state="running"} 0.0',
        'chorus_jobs{state="succeeded"} 1.0',
        'chorus_jobs{state="failed"} 0.0',
    ]


def test_a_job_that_is_deleted_is_gone(jobs: TestClient) -> None:
    path = ask(jobs).headers["location"]
    await_end(jobs, path)
    assert jobs.delete(path).status_code == 204
    for gone in (jobs.get(path), jobs.get(f"{path}/result"), jobs.delete(path)):
        assert (gone.status_code, gone.json()["type"]) == (404, "urn:chorus:problem:job-not-found")


def test_a_job_is_its_keys_alone(tmp_path: Path) -> None:
    with run_app(jobs_file=tmp_path / "jobs.db", api_keys="one,two") as client:
        path = ask(client, x_api_key="one").headers["location"]
        assert client.get(path, headers={"x-api-key": "one"}).status_code == 200
        assert client.get(path, headers={"x-api-key": "two"}).status_code == 404
        assert client.get("/v1/jobs", headers={"x-api-key": "two"}).json()["jobs"] == []
        assert client.get(path).status_code == 401


def test_a_running_job_says_how_far_it_is_and_has_no_result_yet(tmp_path: Path) -> None:
    encoder = GatedEncoder()
    with run_app(encoder, jobs_file=tmp_path / "jobs.db") as client:
        encoder.close()
        path = ask(client).headers["location"]
        assert encoder.entered.wait(20)
        job = client.get(path)
        assert job.json()["state"] == "running"
        assert job.json()["progress"]["stage"] == "embed"
        assert job.headers["retry-after"] == "1"
        early = client.get(f"{path}/result")
        assert (early.status_code, early.headers["retry-after"]) == (409, "1")
        encoder.open()
        await_end(client, path)
        assert "retry-after" not in client.get(path).headers


def test_a_model_that_fails_fails_the_job_and_nothing_else(tmp_path: Path) -> None:
    encoder = BrokenEncoder()
    with run_app(encoder, jobs_file=tmp_path / "jobs.db") as client:
        encoder.broken = True
        path = ask(client).headers["location"]
        assert await_end(client, path)["state"] == "failed"
        encoder.broken = False
        result = client.get(f"{path}/result")
        assert (result.status_code, result.headers["content-type"]) == (500, "application/problem+json")
        assert "secret" not in result.text
        assert await_end(client, ask(client).headers["location"])["state"] == "succeeded"


def test_a_problem_that_the_work_finds_is_the_result_of_the_job(jobs: TestClient) -> None:
    path = ask(jobs, request=make_body(length={"value": 1})).headers["location"]
    assert await_end(jobs, path)["state"] == "failed"
    assert jobs.get(f"{path}/result").status_code == 422
    assert jobs.get(f"{path}/result").json()["type"] == "urn:chorus:problem:length-too-short"


def test_requests_go_before_jobs(tmp_path: Path) -> None:
    order = []

    class Noting(GatedEncoder):
        def encode(self, texts: Any) -> Any:
            order.append("job" if "jobs" in " ".join(texts) else "request")
            return super().encode(texts)

    encoder = Noting()
    with run_app(encoder, jobs_file=tmp_path / "jobs.db", requests_at_once=1) as client:
        services = client.app.state.services  # type: ignore[attr-defined]
        encoder.close()
        first = ask(client, request=make_body("The first of all jobs began on Tuesday.")).headers["location"]
        assert encoder.entered.wait(20)
        second = ask(client, request=make_body("The second of all jobs waits since Tuesday.")).headers["location"]
        with contextlib.ExitStack() as stack:
            import concurrent.futures  # noqa: PLC0415

            pool = stack.enter_context(concurrent.futures.ThreadPoolExecutor(1))
            asked = pool.submit(client.post, "/v1/summaries", json=make_body())
            wait_until(lambda: services.admission.waiting == 1)
            encoder.open()
            assert asked.result(20).status_code == 200
        for path in (first, second):
            assert await_end(client, path)["state"] == "succeeded"
    assert order == ["job", "request", "job"]


def test_a_job_waits_for_its_worker_as_long_as_it_takes(tmp_path: Path) -> None:
    encoder = GatedEncoder()
    with (
        run_app(encoder=encoder, jobs_file=tmp_path / "jobs.db", job_timeout_seconds=0.5) as client,
        ThreadPoolExecutor() as pool,
    ):
        encoder.close()
        running = pool.submit(client.post, "/v1/summaries", json=make_body())
        assert encoder.entered.wait(timeout=30)
        path = ask(client).headers["location"]
        wait_until(lambda: client.get(path).json()["state"] == "running")
        time.sleep(0.8)
        encoder.open()
        assert running.result().status_code == 200
        assert await_end(client, path)["state"] == "succeeded"
        encoder.close()
        path = ask(client).headers["location"]
        job = await_end(client, path)
        encoder.open()
        assert job["state"] == "failed"
        assert client.get(f"{path}/result").json()["type"] == "urn:chorus:problem:deadline-exceeded"


def test_a_service_without_jobs_says_so_and_keeps_nothing(client: TestClient) -> None:
    for refused in (ask(client), client.get("/v1/jobs"), client.get("/v1/jobs/job_1"), client.delete("/v1/jobs/job_1")):
        assert (refused.status_code, refused.json()["type"]) == (404, "urn:chorus:problem:jobs-off")


def test_one_job_more_than_may_wait_is_refused(tmp_path: Path) -> None:
    encoder = GatedEncoder()
    with run_app(encoder, jobs_file=tmp_path / "jobs.db", max_jobs=1) as client:
        encoder.close()
        path = ask(client).headers["location"]
        refused = ask(client)
        assert (refused.status_code, refused.json()["type"]) == (429, "urn:chorus:problem:queue-full")
        encoder.open()
        await_end(client, path)
        assert ask(client).status_code == 202


def test_a_full_disk_is_a_problem_of_jobs_alone(tmp_path: Path) -> None:
    with run_app(jobs_file=tmp_path / "jobs.db") as client:
        store: JobStore = client.app.state.services.jobs.store  # type: ignore[attr-defined]
        large = make_body(*(f"{BRIDGE} Number {n}. " * 30 for n in range(30)))
        limit_pages(store, extra=0)
        refused = ask(client, request=large)
        assert (refused.status_code, refused.json()["type"]) == (503, "urn:chorus:problem:jobs-unavailable")
        assert int(refused.headers["retry-after"]) >= 1
        assert client.post("/v1/summaries", json=make_body()).status_code == 200
        limit_pages(store, extra=1000)
        assert ask(client).status_code == 202


def test_a_job_that_ended_the_service_three_times_is_given_up(tmp_path: Path) -> None:
    store = JobStore(SqliteJobs(tmp_path / "jobs.db"), max_unfinished=9)
    store.add(make_job("a"))
    for _ in range(3):
        store.requeue(claim(store, "a"))
    store.close()
    with run_app(jobs_file=tmp_path / "jobs.db") as client:
        assert await_end(client, "/v1/jobs/job_a")["attempts"] == 4
        result = client.get("/v1/jobs/job_a/result")
    assert (result.status_code, result.json()["type"]) == (500, "urn:chorus:problem:job-given-up")


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "http://[::ffff:10.0.0.1]/"])
def test_webhooks_inside_are_refused_at_once(tmp_path: Path, url: str) -> None:
    secret = base64.b64encode(b"thirty-two bytes that nobody has").decode()
    with run_app(jobs_file=tmp_path / "jobs.db", webhook_secret=secret) as client:
        body = {"kind": "summaries", "request": make_body(), "webhook": {"url": url}}
        refused = client.post("/v1/jobs", json=body)
        assert refused.json()["errors"][0]["pointer"] == "/webhook/url"
        outside = client.post("/v1/jobs", json=body | {"webhook": {"url": "https://hooks.example/x"}})
        assert outside.json()["webhook"] == {"url": "https://hooks.example/x", "state": "pending", "attempts": 0}


def test_webhooks_without_a_secret_are_refused(jobs: TestClient) -> None:
    body = {"kind": "summaries", "request": make_body(), "webhook": {"url": "https://hooks.example/"}}
    assert "CHORUS_WEBHOOK_SECRET" in jobs.post("/v1/jobs", json=body).json()["detail"]


def test_jobs_that_one_replica_takes_are_known_to_all(jobs_url: str) -> None:
    with run_app(jobs_url=jobs_url) as one, run_app(jobs_url=jobs_url) as other:
        paths = [ask(one).headers["location"] for _ in range(10)]
        for path in paths:
            assert await_end(other, path)["state"] == "succeeded"
        answers = [client.get(f"{paths[0]}/result").content for client in (one, other)]
        assert answers[0] == answers[1]
        assert len(other.get("/v1/jobs").json()["jobs"]) == 10
        assert (other.delete(paths[0]).status_code, one.get(paths[0]).status_code) == (204, 404)


def test_a_running_job_is_told_by_replicas_that_do_not_work_on_it(jobs_url: str) -> None:
    encoder = GatedEncoder()
    with run_app(encoder, jobs_url=jobs_url) as one, run_app(GatedEncoder(), jobs_url=jobs_url) as other:
        encoder.close()
        other.app.state.services.jobs.stop()  # type: ignore[attr-defined]
        path = ask(other).headers["location"]
        assert encoder.entered.wait(20)
        told = [client.get(path).json() for client in (one, other)]
        assert [job["state"] for job in told] == ["running", "running"]
        assert told[0]["progress"]["stage"] == "embed"
        assert told[1]["progress"] is None
        assert other.get(f"{path}/result").status_code == 409
        encoder.open()
        assert await_end(other, path)["attempts"] == 1


def test_a_database_that_is_gone_is_a_problem_of_jobs_alone(postgres: PostgresServer, jobs_url: str) -> None:
    with run_app(jobs_url=jobs_url) as client:
        kept = ask(client).headers["location"]
        await_end(client, kept)
        postgres.stop()
        try:
            for refused in (ask(client), client.get(kept), client.get("/v1/jobs"), client.delete(kept)):
                assert (refused.status_code, refused.json()["type"]) == (503, "urn:chorus:problem:jobs-unavailable")
                assert int(refused.headers["retry-after"]) >= 1
                assert "socket" not in refused.text
            assert client.post("/v1/summaries", json=make_body()).status_code == 200
            assert "chorus_jobs{" not in client.get("/metrics").text
            assert client.get("/readyz").status_code == 200
        finally:
            postgres.start()
        wait_until(lambda: client.get(kept).status_code == 200)
        assert await_end(client, ask(client).headers["location"])["state"] == "succeeded"


@contextlib.contextmanager
def job_server(folder: Path, jobs: str | None = None) -> Iterator[tuple[subprocess.Popen[bytes], httpx2.Client]]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    place = jobs or str(folder / "jobs.db")
    command = [sys.executable, "-m", "tests.api.job_server", str(port), place, str(folder / "log")]
    process = subprocess.Popen(command, cwd=ROOT)
    with httpx2.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=30) as client:

        def is_ready() -> bool:
            assert process.poll() is None
            try:
                return client.get("/readyz").is_success
            except httpx2.TransportError:
                return False

        try:
            wait_until(is_ready)
            yield process, client
        finally:
            process.kill()
            process.wait()


def submit_reports(client: httpx2.Client) -> list[str]:
    """The addresses of fifty jobs."""
    return [
        client.post(
            "/v1/jobs",
            json={
                "kind": "summaries",
                "request": make_body(f"Report {n} says that bridge {n} reopened on Tuesday."),
            },
        ).headers["location"]
        for n in range(50)
    ]


def collect_reports(client: httpx2.Client, paths: list[str], log: Path) -> list[dict[str, Any]]:
    """The answers to `submit_reports`, once all are there, each begun once: none is lost, and none done twice."""
    wait_until(lambda: not client.get("/v1/jobs?state=queued").json()["jobs"])
    wait_until(lambda: not client.get("/v1/jobs?state=running").json()["jobs"])
    jobs = [client.get(path).json() for path in paths]
    answers = [client.get(f"{path}/result").json() for path in paths]
    assert {job["state"] for job in jobs} == {"succeeded"}
    assert all(f"Report {n} says" in answer["summary"] for n, answer in enumerate(answers))
    read = Counter(log.read_text().split())
    # The one that was taken when the process died is begun again; what had been answered is not.
    assert all(1 <= read[str(n)] <= job["attempts"] for n, job in enumerate(jobs))
    assert sorted(job["attempts"] for job in jobs)[-2:] in ([1, 1], [1, 2])
    assert sum(read.values()) <= 51
    return answers


@pytest.mark.slow
def test_fifty_jobs_outlive_kill_9_and_none_is_done_twice(tmp_path: Path) -> None:
    (tmp_path / "log").touch()  # the first job may be begun after the first look at it
    with job_server(tmp_path) as (_, client):
        paths = submit_reports(client)
        wait_until(lambda: len((tmp_path / "log").read_text().split()) >= 5)
        # Killed here, in the midst of it.
    with job_server(tmp_path) as (_, client):
        answers = collect_reports(client, paths, tmp_path / "log")
    assert json.dumps(answers).count('"id": "sum_') == 50


@pytest.mark.slow
def test_fifty_jobs_of_a_replica_that_is_killed_are_done_by_another(tmp_path: Path, jobs_url: str) -> None:
    (tmp_path / "log").touch()  # the first job may be begun after the first look at it
    with job_server(tmp_path, jobs_url) as (killed, client), job_server(tmp_path, jobs_url) as (_, other):
        paths = submit_reports(client)
        wait_until(lambda: len((tmp_path / "log").read_text().split()) >= 5)
        killed.kill()
        collect_reports(other, paths, tmp_path / "log")
