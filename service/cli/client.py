"""Requests to the service: over HTTP, or to the same application inside this process."""

from __future__ import annotations

import asyncio
import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import httpx2
from rich.console import Console

from service.cli.configuration import OPEN_SETTINGS, load_settings
from service.cli.failures import CommandError, RefusedError, UnavailableError, UsageError
from service.cli.progress import ProgressBar
from service.domain import Mode
from service.progress import StageProgress

CONNECT_TIMEOUT_SECONDS = 5.0
ANSWER_TIMEOUT_SECONDS = 330.0
"""Well above the service's own limit on a request, so that its answer is what ends the wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Whom to ask: the service at `url`, with a key if it wants one; without a `url`, this process."""

    url: str | None = None
    api_key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the service said. reason: the words beside the status, where there were any."""

    status: int
    reason: str
    content: bytes


def post(service: Service, path: str, request: Mapping[str, Any], *, origins: Sequence[str] = ()) -> bytes:
    """The body of the service's answer to `request`, POSTed to `path`, byte for byte.

    On a terminal a bar on stderr shows how far the work is. origins: where the request's articles were read, to name a
    file beside a pointer into `/articles`.

    Raises: RefusedError for a status from 400 to 499; UnavailableError if the service cannot be reached,
    answers any other status, or takes longer than five minutes; UsageError if `url` is not a web address, or the key
    not ASCII;
    CheckpointError if the service in this process cannot load its models.
    """
    # Escaped, because a lone surrogate in a file is for the service to refuse and UTF-8 cannot carry it.
    body = json.dumps(request).encode("ascii")
    with ProgressBar(Console(stderr=True)) as bar:
        if service.url is None:
            answer = _post_here(path, body, bar, rewrites=request.get("mode") == Mode.ABSTRACTIVE)
        else:
            answer = _post_there(service.url, service.api_key, path, body, bar)
    if answer.status == HTTPStatus.OK:
        return answer.content
    raise _failure(answer, origins)


def _post_here(path: str, body: bytes, bar: ProgressBar, *, rewrites: bool) -> Answer:
    # Imported here: the models' libraries take seconds to load, and a request to another host needs none.
    from service.app import create_app  # noqa: PLC0415

    settings = load_settings().model_copy(update=OPEN_SETTINGS)
    # A rewriter takes seconds to load, which only a request that it rewrites should cost.
    app = create_app(settings if rewrites else settings.model_copy(update={"rewriters": ()}), listener=bar.show)

    async def ask() -> httpx2.Response:
        transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
        async with app.router.lifespan_context(app), httpx2.AsyncClient(transport=transport) as client:
            return await client.post(f"http://chorus{path}", content=body, headers=_headers(None))

    return _read_whole(asyncio.run(ask()))


def _post_there(url: str, api_key: str | None, path: str, body: bytes, bar: ProgressBar) -> Answer:
    if api_key is not None and not api_key.isascii():
        raise UsageError("--api-key (CHORUS_API_KEY) holds characters that are not ASCII, which no header carries")
    timeout = httpx2.Timeout(ANSWER_TIMEOUT_SECONDS, connect=CONNECT_TIMEOUT_SECONDS)
    # A service that knows no events answers with JSON, as does one whose progress nobody would see.
    accepted = {"accept": "text/event-stream, application/json"} if bar.is_seen else {}
    no_address = UsageError(f"--url {url} is not a web address such as http://127.0.0.1:8000")
    try:
        address = httpx2.URL(url.rstrip("/") + path)
        # A proxy named in the environment has no business between this machine and itself.
        proxied = urlsplit(url).hostname not in {"127.0.0.1", "::1", "localhost"}
    except (httpx2.InvalidURL, ValueError) as error:
        raise no_address from error
    try:
        with (
            httpx2.Client(timeout=timeout, trust_env=proxied) as client,
            client.stream("POST", address, content=body, headers=_headers(api_key) | accepted) as response,
        ):
            if response.headers.get("content-type", "").startswith("text/event-stream"):
                return _read_events(response, bar)
            response.read()
            return _read_whole(response)
    except httpx2.UnsupportedProtocol as error:
        raise no_address from error
    except httpx2.TimeoutException as error:
        raise UnavailableError(f"{url} did not answer in time") from error
    except httpx2.HTTPError as error:
        raise UnavailableError(f"cannot reach {url}: {error}") from error


def _read_whole(response: httpx2.Response) -> Answer:
    return Answer(status=response.status_code, reason=response.reason_phrase, content=response.content)


def _read_events(response: httpx2.Response, bar: ProgressBar) -> Answer:
    """The answer, or the problem, at the end of the events; the bar shows what comes before.

    Raises: UnavailableError if they end before that, or are none of a Chorus service.
    """
    try:
        for event in httpx2.EventSource(response, max_event_size=None):
            match event.event:
                case "progress":
                    bar.show(StageProgress(**json.loads(event.data)))
                case "answer":
                    return Answer(status=HTTPStatus.OK, reason="OK", content=event.data.encode())
                case "problem":
                    status = int(json.loads(event.data)["status"])
                    return Answer(status=status, reason="", content=event.data.encode())
    except (ValueError, TypeError, KeyError) as error:
        raise UnavailableError(f"{response.url.host} answers with events that cannot be read") from error
    raise UnavailableError(f"{response.url.host} ended its answer too early")


def _headers(api_key: str | None) -> dict[str, str]:
    headers = {"content-type": "application/json"}
    return headers if api_key is None else {**headers, "authorization": f"Bearer {api_key}"}


def _failure(answer: Answer, origins: Sequence[str]) -> CommandError:
    refused = HTTPStatus.BAD_REQUEST <= answer.status < HTTPStatus.INTERNAL_SERVER_ERROR
    verb = "refused the request" if refused else "failed"
    try:
        problem = json.loads(answer.content)
    except ValueError:
        problem = None
    if not isinstance(problem, dict) or "title" not in problem:
        message, errors = f"the service {verb} ({answer.status} {answer.reason}), without a reason", []
    else:
        errors = problem.get("errors", [])
        # Where fields are wrong, the lines for each say all that the problem's own detail does.
        detail = f": {problem['detail']}" if problem.get("detail") and not errors else ""
        message = f"the service {verb} ({answer.status} {problem['title']}){detail}"
    details = [_describe(error, origins) for error in errors]
    if refused:
        return RefusedError(message, details=details, articles=_gather_by_article(errors))
    return UnavailableError(message, details=details)


def _gather_by_article(errors: Sequence[Mapping[str, Any]]) -> dict[int, list[str]]:
    """What is wrong with each article, by its place."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for error in errors:
        if article := _match_article(error):
            field = str(error["pointer"])[article.end() :].removeprefix("/")
            found[int(article[1])].append(": ".join(filter(None, (field, str(error.get("detail", ""))))))
    return dict(found)


def _describe(error: Mapping[str, Any], origins: Sequence[str]) -> str:
    article = _match_article(error)
    place = int(article[1]) if article else len(origins)
    origin = f" ({origins[place]})" if place < len(origins) else ""
    return f"{error.get('pointer', '')}{origin}: {error.get('detail', '')}"


def _match_article(error: Mapping[str, Any]) -> re.Match[str] | None:
    """The article that it is about."""
    return re.match(r"/articles/(\d+)(?=/|$)", str(error.get("pointer", "")))
