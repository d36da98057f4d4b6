"""The service as a client meets it, over HTTP."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

import httpx2

from service.cli.demo import running_service

TIMEOUT_SECONDS = 300.0


class Endpoint(Protocol):
    """What the scorers drive. Any object with this member will do, a test double too."""

    def ok(self, path: str, body: Mapping[str, Any]) -> Any:
        """The answer to `body`, POSTed to `path`."""
        ...


class EndpointError(Exception):
    """The service answered something other than 200."""

    def __init__(self, *, path: str, status: int, answer: str) -> None:
        self.path, self.status, self.answer = path, status, answer
        super().__init__(f"{path} answered {status}: {answer}")


class HttpEndpoint:
    """An `Endpoint` behind a URL; one connection is kept open between requests."""

    def __init__(self, client: httpx2.Client) -> None:
        self._client = client

    def ok(self, path: str, body: Mapping[str, Any]) -> Any:
        """The answer to `body`, POSTed to `path`, parsed. Raises: EndpointError if the status is not 200."""
        response = self._client.post(path, json=body)
        if response.status_code != httpx2.codes.OK:
            raise EndpointError(path=path, status=response.status_code, answer=response.text[:300])
        return response.json()


@contextmanager
def running_endpoint() -> Iterator[HttpEndpoint]:
    """The service that CHORUS_URL names, else one started for this block and stopped with SIGTERM after it."""
    named = os.environ.get("CHORUS_URL")
    if named:
        with _connect(named) as client:
            yield HttpEndpoint(client)
        return
    with running_service() as url, _connect(url) as client:
        yield HttpEndpoint(client)


def _connect(url: str) -> httpx2.Client:
    # trust_env: a proxy of the environment must not stand between a benchmark and this machine.
    return httpx2.Client(base_url=url, timeout=TIMEOUT_SECONDS, trust_env=False)
