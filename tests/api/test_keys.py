from __future__ import annotations

import gzip
import json
import logging
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.api.key_file import read_keys_file
from service.app import create_app
from service.errors import AuditFileError, KeysFileError
from tests.api.clients import BRIDGE, make_articles, make_body, make_settings, run_app
from tests.api.keys import write_keys
from tests.doubles import GatedEncoder

NEWSROOM = {"name": "newsroom", "keys": ["old", "new"]}
ARCHIVE = {"name": "archive", "keys": ["schlüssel"], "rate": "2/hour"}


@pytest.fixture
def keys_file(tmp_path: Path) -> Path:
    return write_keys(tmp_path / "keys.toml", NEWSROOM, ARCHIVE)


@pytest.fixture
def audit_file(tmp_path: Path) -> Path:
    return tmp_path / "audit.jsonl"


@pytest.fixture
def client(keys_file: Path, audit_file: Path) -> Iterator[TestClient]:
    with run_app(keys_file=keys_file, audit_file=audit_file, api_keys=("nameless",)) as client:
        yield client


def ask(client: TestClient, key: str, **headers: str) -> Any:
    body = {"articles": make_articles()}
    return client.post("/v1/groups", json=body, headers={b"x-api-key": key.encode(), **_encode(headers)})


def _encode(headers: dict[str, str]) -> dict[bytes, bytes]:
    return {name.replace("_", "-").encode(): value.encode() for name, value in headers.items()}


def read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def count(client: TestClient, metric: str) -> float:
    found = re.search(rf"^{re.escape(metric)} (\S+)$", client.get("/metrics").text, re.MULTILINE)
    return float(found[1]) if found else 0.0


@pytest.mark.parametrize("key", ["old", "new", "schlüssel", "nameless"])
def test_every_key_of_the_file_and_of_the_settings_is_good(client: TestClient, key: str) -> None:
    assert ask(client, key).status_code == 200


@pytest.mark.parametrize("key", ["", "older", "newsroom", "OLD"])
def test_other_keys_are_not(client: TestClient, key: str) -> None:
    assert ask(client, key).status_code == 401


def test_a_hash_is_no_key(client: TestClient, keys_file: Path) -> None:
    (first, *_) = read_keys_file(keys_file)
    assert ask(client, first).status_code == 401


def test_a_key_that_asks_too_often_is_told_when_to_come_back(client: TestClient) -> None:
    answers = [ask(client, "schlüssel") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    problem = answers[2].json()
    assert problem["type"] == "urn:chorus:problem:key-limit-reached"
    assert "archive may ask 2 per 1 hour" in problem["detail"]
    assert 3500 < int(answers[2].headers["retry-after"]) <= 3960
    assert client.get("/v1/models", headers={b"x-api-key": "schlüssel".encode()}).status_code == 200
    assert ask(client, "old").status_code == 200
    assert count(client, 'chorus_key_refusals_total{key="archive",limit="rate"}') == 1


def test_a_key_with_too_much_under_way_is_refused_until_something_ends(tmp_path: Path) -> None:
    path = write_keys(tmp_path / "keys.toml", {"name": "one", "keys": ["k"], "concurrent": 1}, NEWSROOM)
    encoder = GatedEncoder()
    with run_app(encoder=encoder, keys_file=path, requests_at_once=2) as client, ThreadPoolExecutor() as pool:
        encoder.close()
        first = pool.submit(ask, client, "k")
        assert encoder.entered.wait(timeout=30)
        refused = ask(client, "k")
        assert refused.status_code == 429
        assert refused.json()["type"] == "urn:chorus:problem:key-limit-reached"
        assert "one may ask 1 at once" in refused.json()["detail"]
        assert refused.headers["retry-after"] in {"1", "2"}
        other = pool.submit(ask, client, "new")
        encoder.open()
        assert first.result().status_code == other.result().status_code == 200
        assert ask(client, "k").status_code == 200
        assert count(client, 'chorus_key_refusals_total{key="one",limit="concurrency"}') == 1


def test_a_key_that_has_sent_its_tokens_is_told_when_to_come_back(tmp_path: Path) -> None:
    path = write_keys(tmp_path / "keys.toml", {"name": "one", "keys": ["k"], "tokens": "150/hour"}, NEWSROOM)
    with run_app(keys_file=path) as client:
        first, second = ask(client, "k"), ask(client, "k")
        tokens = len(first.request.content) // 4
        assert 75 < tokens <= 150
        assert (first.status_code, second.status_code) == (200, 429)
        assert "one may ask 150 tokens per 1 hour" in second.json()["detail"]
        assert 3500 < int(second.headers["retry-after"]) <= 3960
        assert ask(client, "new").status_code == 200
        assert count(client, 'chorus_key_refusals_total{key="one",limit="tokens"}') == 1
        assert count(client, 'chorus_key_tokens_total{key="one"}') == tokens


def test_tokens_of_a_compressed_body_are_those_of_all_its_parts(tmp_path: Path) -> None:
    path = write_keys(tmp_path / "keys.toml", {"name": "one", "keys": ["k"], "tokens": "150/hour"})
    plain = json.dumps({"articles": make_articles()}).encode()
    packed = gzip.compress(plain) + gzip.compress(b" ")
    headers = {"x-api-key": "k", "content-type": "application/json", "content-encoding": "gzip"}
    with run_app(keys_file=path) as client:
        answers = [client.post("/v1/groups", content=packed, headers=headers) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [200, 429]
        assert count(client, 'chorus_key_tokens_total{key="one"}') == (len(plain) + 1) // 4


def test_a_body_of_more_tokens_than_its_key_ever_has_is_too_large(tmp_path: Path) -> None:
    path = write_keys(tmp_path / "keys.toml", {"name": "one", "keys": ["k"], "tokens": "50/hour"})
    with run_app(keys_file=path) as client:
        answer = ask(client, "k")
    assert (answer.status_code, answer.json()["type"]) == (413, "urn:chorus:problem:payload-too-large")


def test_a_key_has_no_more_jobs_that_have_not_ended_than_it_may(tmp_path: Path) -> None:
    path = write_keys(tmp_path / "keys.toml", {"name": "one", "keys": ["k"], "jobs": 2}, NEWSROOM)
    encoder, job = GatedEncoder(), {"kind": "groups", "request": {"articles": make_articles()}}
    with run_app(encoder=encoder, keys_file=path, jobs_file=tmp_path / "jobs.db") as client:
        encoder.close()
        sent = [client.post("/v1/jobs", json=job, headers={"x-api-key": "k"}) for _ in range(3)]
        other = client.post("/v1/jobs", json=job, headers={"x-api-key": "new"})
        encoder.open()
        assert [answer.status_code for answer in (*sent, other)] == [202, 202, 429, 202]
        assert "one may ask 2 jobs at a time" in sent[2].json()["detail"]
        assert count(client, 'chorus_key_refusals_total{key="one",limit="jobs"}') == 1


def test_keys_are_rotated_without_a_restart(client: TestClient, keys_file: Path, audit_file: Path) -> None:
    write_keys(keys_file, {"name": "newsroom", "keys": ["new", "newest"]}, ARCHIVE)
    assert ask(client, "newest").status_code == 200
    assert ask(client, "new").status_code == 200
    assert ask(client, "old").status_code == 401
    (change,) = [line for line in read_lines(audit_file) if line["message"] == "keys"]
    assert [name.partition(":")[0] for name in change["added"] + change["gone"]] == ["newsroom", "newsroom"]


def test_limits_are_changed_without_a_restart(client: TestClient, keys_file: Path) -> None:
    write_keys(keys_file, {**ARCHIVE, "rate": "3/hour"})
    assert [ask(client, "schlüssel").status_code for _ in range(4)] == [200, 200, 200, 429]


@pytest.mark.parametrize("content", ["", "[[holders]]", "not toml [", None])
def test_a_file_that_breaks_leaves_the_keys_as_they_were_and_is_told(
    client: TestClient, keys_file: Path, content: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    if content is None:
        keys_file.unlink()
    else:
        keys_file.write_text(content)
    with caplog.at_level(logging.ERROR, logger="chorus.keys"):
        assert ask(client, "old").status_code == 200
        assert ask(client, "newer").status_code == 401
    assert [record.message for record in caplog.records] == ["the keys were not read again"]
    assert count(client, "chorus_keys_file_failed") == 1
    write_keys(keys_file, {"name": "newsroom", "keys": ["newer"]})
    assert ask(client, "newer").status_code == 200
    assert ask(client, "old").status_code == 401
    assert count(client, "chorus_keys_file_failed") == 0


HASH = "0" * 64


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("holders = []", "at least 1 item"),
        (f'[[holders]]\nname = "a b"\nsha256 = ["{HASH}"]', "holders.0.name"),
        ('[[holders]]\nname = "a"\nsha256 = ["secret"]', "holders.0.sha256.0"),
        (f'[[holders]]\nname = "a"\nsha256 = ["{HASH}"]\nrate = "often"', "holders.0.rate"),
        (f'[[holders]]\nname = "a"\nsha256 = ["{HASH}"]\nconcurrent = 0', "holders.0.concurrent"),
        (f'[[holders]]\nname = "a"\nsha256 = ["{HASH}"]\ntokens = 5', "holders.0.tokens"),
        (f'[[holders]]\nname = "a"\nsha256 = ["{HASH}"]\njobs = 0', "holders.0.jobs"),
        (f'[[holders]]\nname = "a"\nsha256 = ["{HASH}", "{HASH}"]', "the key 0000"),
        (f'[[holders]]\nname = "a"\nsha256 = ["{HASH}"]\nlimit = 3', "holders.0.limit"),
    ],
)
def test_a_file_that_is_wrong_stops_the_start_and_says_where(tmp_path: Path, content: str, reason: str) -> None:
    path = tmp_path / "keys.toml"
    path.write_text(content)
    with pytest.raises(KeysFileError, match=re.escape(reason)) as caught:
        create_app(make_settings(keys_file=path), loads=False)
    assert "secret" not in str(caught.value)


def test_a_file_that_is_missing_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(KeysFileError, match="No such file"):
        create_app(make_settings(keys_file=tmp_path / "none.toml"), loads=False)


def test_use_is_counted_by_holder(client: TestClient) -> None:
    sent = ask(client, "old").request.content
    ask(client, "new")
    ask(client, "nobody")
    assert count(client, 'chorus_key_requests_total{key="newsroom",status="200"}') == 2
    assert count(client, 'chorus_key_received_bytes_total{key="newsroom"}') == 2 * len(sent)
    assert count(client, 'chorus_key_seconds_total{key="newsroom"}') > 0
    assert "nobody" not in client.get("/metrics").text


def test_the_audit_says_who_asked_what_and_holds_no_text(client: TestClient, audit_file: Path) -> None:
    answer = ask(client, "old", x_request_id="r1")
    client.post("/v1/summaries", json=make_body(), headers={"x-api-key": "wrong-key"})
    client.get("/healthz")
    first, second = read_lines(audit_file)
    assert first | {"time": "", "milliseconds": 0} == {
        "time": "",
        "level": "info",
        "logger": "chorus.audit",
        "message": "request",
        "method": "POST",
        "route": "/v1/groups",
        "status": 200,
        "milliseconds": 0,
        "sent_bytes": len(answer.content),
        "received_bytes": len(answer.request.content),
        "request_id": "r1",
        "key": "newsroom",
        "client": "testclient",
    }
    assert second["status"] == 401
    assert "key" not in second
    written = audit_file.read_text()
    assert not any(word in written for word in (*BRIDGE.split()[:3], "wrong-key", "old"))


def test_an_audit_file_that_is_moved_away_is_made_anew(client: TestClient, audit_file: Path) -> None:
    ask(client, "old")
    audit_file.rename(audit_file.with_suffix(".1"))
    ask(client, "new")
    assert len(read_lines(audit_file)) == len(read_lines(audit_file.with_suffix(".1"))) == 1


def test_an_audit_file_that_cannot_be_written_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(AuditFileError, match=r"CHORUS_AUDIT_FILE names .*: No such file"):
        create_app(make_settings(audit_file=tmp_path / "none" / "audit.jsonl"), loads=False)


def test_an_audit_line_that_is_lost_is_told_and_the_request_answered(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "logs"
    folder.mkdir()
    with run_app(audit_file=folder / "audit.jsonl") as client, caplog.at_level(logging.ERROR, logger="chorus.audit"):
        (folder / "audit.jsonl").unlink()
        folder.rmdir()
        assert client.get("/v1/models").status_code == 200
    assert [record.message for record in caplog.records] == ["an audit line was lost"]
