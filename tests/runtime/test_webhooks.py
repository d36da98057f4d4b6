"""Webhooks go, signed, to addresses of the internet alone, and to the very one that was checked."""

from __future__ import annotations

import base64
import json
import socket
import threading
import time
from collections.abc import Sequence
from contextlib import suppress

import pytest
from standardwebhooks import Webhook

from service.runtime.job_records import Job, JobState, WebhookState
from service.runtime.webhooks import WebhookAddressError, WebhookFailedError, WebhookSender, is_public
from tests.cli.servers import CannedAnswer, answering

SECRET = "whsec_" + base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()


def make_ended(url: str) -> Job:
    return Job(
        id="job_1",
        owner="",
        kind="summaries",
        state=JobState.SUCCEEDED,
        request_id="r",
        request_sha256="",
        created_at=1.0,
        started_at=2.0,
        ended_at=3.0,
        attempts=1,
        runner=1,
        webhook_url=url,
        webhook_state=WebhookState.PENDING,
        webhook_attempts=0,
    )


def make_sender(*addresses: str, private: bool = False) -> WebhookSender:
    def resolve(host: str) -> Sequence[str]:
        return addresses

    return WebhookSender(SECRET, private=private, resolve=resolve)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8"])
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "0.0.0.0",  # noqa: S104
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1%eth0",
        "fd00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
        "64:ff9b:1::1",
        "::127.0.0.1",
        "::ffff:0:127.0.0.1",
        "fec0::1",
        "100::1",
        "2001:db8::1",
    ],
)
def test_others_are_not_however_they_are_written(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "https://[::1]/x",
        "http://localhost:80",
        "http://localhost./",
        "http://a.localhost/",
        "http://127.1/",
        "http://0x7f000001/",
        "http://2130706433/",
        "http://0/",
    ],
)
def test_what_can_be_seen_at_once_is_refused_at_once(url: str) -> None:
    with pytest.raises(WebhookAddressError, match="no address of the internet"):
        make_sender().check(url)
    make_sender(private=True).check(url)


@pytest.mark.parametrize(
    "url", ["https://☃.example/", "http://a..b/", f"http://{'a' * 64}.example/", "http://a.example:99999/"]
)
@pytest.mark.parametrize("private", [False, True])
def test_what_no_host_is_called_is_refused_at_once(url: str, private: bool) -> None:
    with pytest.raises(WebhookAddressError, match="is no address of a host"):
        WebhookSender(SECRET, private=private).check(url)


def test_a_name_that_leads_inside_is_refused_even_if_it_also_leads_outside() -> None:
    make_sender().check("https://example.com/")
    for addresses in (["10.0.0.7"], ["8.8.8.8", "127.0.0.1"]):
        with pytest.raises(WebhookAddressError, match=r"example\.com is at"):
            make_sender(*addresses).send(make_ended("https://example.com/"))


def test_a_webhook_is_signed_and_sent_to_the_address_that_was_looked_up() -> None:
    received = CannedAnswer(status=204, body=b"")
    with answering(received) as url:
        port = url.rpartition(":")[2]
        make_sender("127.0.0.1", private=True).send(make_ended(f"http://hooks.example:{port}/chorus?x=1"))
    assert received.path == "/chorus?x=1"
    assert received.headers["host"] == f"hooks.example:{port}"
    told = Webhook(SECRET).verify(received.received, received.headers)
    assert told == {
        "type": "job.succeeded",
        "timestamp": "1970-01-01T00:00:03+00:00",
        "data": {"id": "job_1", "kind": "summaries", "state": "succeeded"},
    }
    assert received.headers["webhook-id"] == "job_1"
    assert json.loads(received.received)["type"] == "job.succeeded"


@pytest.mark.parametrize("status", [302, 404, 500])
def test_anything_but_success_is_a_failure_and_redirects_are_not_followed(status: int) -> None:
    with answering(CannedAnswer(status=status)) as url:
        port = url.rpartition(":")[2]
        with pytest.raises(WebhookFailedError, match=f"answered {status}"):
            make_sender("127.0.0.1", private=True).send(make_ended(f"http://hooks.example:{port}/"))


def test_a_receiver_that_is_away_is_a_failure() -> None:
    with answering(CannedAnswer()) as url:
        port = url.rpartition(":")[2]
    with pytest.raises(WebhookFailedError, match=r"cannot reach hooks\.example"):
        make_sender("127.0.0.1", private=True).send(make_ended(f"http://hooks.example:{port}/"))
    with pytest.raises(WebhookFailedError, match="has no address"):
        make_sender().send(make_ended("http://hooks.example/"))


def test_a_receiver_that_answers_a_byte_at_a_time_is_left_in_time() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer_slowly() -> None:
            connection, _ = listener.accept()
            with connection, suppress(OSError):
                for byte in b"HTTP/1.1 204 No Content\r\n" + b"a: b\r\n" * 100:
                    connection.sendall(bytes([byte]))
                    time.sleep(0.05)

        thread = threading.Thread(target=answer_slowly)
        thread.start()
        sender = WebhookSender(SECRET, private=True, resolve=lambda _: ["127.0.0.1"], timeout_seconds=0.5)
        started = time.monotonic()
        with pytest.raises(WebhookFailedError, match="TimeoutError"):
            sender.send(make_ended(f"http://hooks.example:{listener.getsockname()[1]}/"))
        assert time.monotonic() - started < 5
        thread.join()
