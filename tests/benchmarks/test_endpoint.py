from __future__ import annotations

import httpx2
import pytest

from benchmarks.endpoint import EndpointError, HttpEndpoint, running_endpoint


def respond(request: httpx2.Request) -> httpx2.Response:
    if request.url.path == "/v1/groups":
        return httpx2.Response(200, json={"groups": []})
    return httpx2.Response(422, text="no such thing")


def test_answer_is_parsed() -> None:
    with httpx2.Client(base_url="http://test", transport=httpx2.MockTransport(respond)) as client:
        assert HttpEndpoint(client).ok("/v1/groups", {"articles": []}) == {"groups": []}


def test_refusal_is_an_error_with_status_and_answer() -> None:
    client = httpx2.Client(base_url="http://test", transport=httpx2.MockTransport(respond))
    with client, pytest.raises(EndpointError, match="/v1/summaries answered 422: no such thing") as error:
        HttpEndpoint(client).ok("/v1/summaries", {})
    assert error.value.status == 422


def test_service_that_the_environment_names_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    # A port on which nothing can listen: a service started here would answer.
    monkeypatch.setenv("CHORUS_URL", "http://127.0.0.1:0")
    with running_endpoint() as endpoint, pytest.raises(httpx2.ConnectError):
        endpoint.ok("/v1/groups", {})
