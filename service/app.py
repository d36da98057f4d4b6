"""The application: settings and models in, routes out. The one place that wires them together."""

from __future__ import annotations

import asyncio
import dataclasses
import os
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from fastapi import Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.telemetry import TelemetryConfig
from opentelemetry.trace import NoOpTracerProvider, TracerProvider
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Match

from service.api import batches, citations, groups, health, jobs, stories, summaries
from service.api import models as loaded_models
from service.api.authentication import require_key
from service.api.documentation import DocumentedAPI
from service.api.documentation_page import add_documentation
from service.api.key_ring import KeyRing
from service.api.middleware import (
    PROBED_ROUTES,
    REQUEST_ID_HEADER,
    BodyLimit,
    HeadAsGet,
    LastResort,
    PlainPaths,
    RequestRecord,
)
from service.api.problems import METHOD_NOT_ALLOWED, note_problem, render_problem
from service.api.receipts import VERSION
from service.api.review_page import add_review_page
from service.api.security_headers import SecurityHeaders
from service.api.services import Services, get_request_id, get_services
from service.errors import FieldProblem, InvalidParameterError, SummarizationError
from service.loading import load_models
from service.pipeline.summarize import Pipeline
from service.ports import Limits, Models, ProgressListener
from service.runtime.admission import Admission
from service.runtime.audit import AuditLog
from service.runtime.held_bytes import HeldBytes
from service.runtime.key_limits import KEYS_FILE, KeyLimits
from service.runtime.memory import return_freed_memory
from service.runtime.metrics import SHARED_FOLDER, Metrics
from service.runtime.tracing import TRACER, FlushedTraces, open_traces
from service.settings import Settings
from service.storage import open_cache, open_jobs

_METHODS = ("GET", "POST", "DELETE")
"""Those that any path takes; HEAD is answered wherever GET is."""
_OF_FILES = "GET, HEAD"
"""Those of a folder of files, which is no route."""
DESCRIPTION = (
    "Many articles on one story in, one summary out: same-fact sentences grouped, independent sources counted, "
    "every sentence cited to the character. Errors are problem details (RFC 9457)."
)


def create_app(
    settings: Settings | None = None,
    *,
    models: Models | None = None,
    loads: bool = True,
    loaded: Callable[[], None] = lambda: None,
    listener: ProgressListener | None = None,
    traces: TracerProvider | None = None,
) -> FastAPI:
    """The service as an ASGI application.

    settings: by default those of the environment. models: those that are warm; by default those that the settings name
    are loaded when the application starts, which then may raise CheckpointError.
    loads: where false, they are not, and the application is not ready before `make_ready` has returned. loaded: called
    once the application has loaded them. listener: hears how far requests have come, for who runs the application for
    one request.
    traces: where spans go; by default where the settings say.
    Raises: CacheFileError, JobsFileError, KeysFileError or AuditFileError if the settings name a file that cannot be
    used; JobsDatabaseError or CacheServerError if a database or a server cannot be; TracesUnavailableError,
    JobsExtraError or CacheExtraError if they ask for what takes an extra that is not installed.
    """
    settings = settings or Settings()
    traces = traces or (open_traces() if settings.traces == "otlp" else NoOpTracerProvider())
    services = _open_services(settings, listener, traces)
    app = DocumentedAPI(
        title="Chorus",
        version=VERSION,
        redirect_slashes=False,
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=lambda route: route.name,
        description=DESCRIPTION,
        lifespan=_make_lifespan(models, loads=loads, loaded=loaded, traces=traces),
        telemetry=_describe_telemetry(traces),
        middleware=_list_middleware(settings),
        exception_handlers={
            SummarizationError: _answer_problem,
            HTTPException: _answer_problem,
            RequestValidationError: _answer_invalid,
        },
    )
    app.state.services = services
    for endpoint in (summaries, groups, citations, stories, batches, jobs, loaded_models):
        app.include_router(endpoint.router, dependencies=[Depends(require_key)])
    app.include_router(health.router)
    add_documentation(app)
    add_review_page(app)
    return app


def make_ready(app: FastAPI, models: Models | None = None) -> None:
    """Gives `app` its models, after which it is ready; by default those that its settings name, which takes seconds.

    Raises: CheckpointError, as `load_models`.
    """
    services: Services = app.state.services
    settings = services.settings
    warm = models if models is not None else load_models(settings, services.cache)
    return_freed_memory()  # Loading converts weights, in up to two hundred megabytes.
    limits = Limits(
        max_sentences=settings.max_sentences,
        rewriting_seconds=settings.rewriter_timeout_seconds,
        rewriting_tokens=settings.rewriter_max_tokens or None,
    )
    pipeline = Pipeline(models=warm, limits=limits, cache=services.cache)
    app.state.services = dataclasses.replace(services, pipeline=pipeline)
    if services.jobs:
        services.jobs.start()


def _open_services(settings: Settings, listener: ProgressListener | None, traces: TracerProvider) -> Services:
    """What an application of these settings holds, with the files that they name open, and no models yet."""
    admission = Admission(
        workers=settings.requests_at_once, max_queue=settings.max_queue, max_tokens=settings.max_queue_tokens
    )
    cache, kept = open_cache(settings), open_jobs(settings)
    audit = AuditLog(settings.audit_file)
    keys = KeyRing([key.get_secret_value() for key in settings.api_keys], settings.keys_file, audit)
    return Services(
        settings=settings,
        admission=admission,
        metrics=Metrics(admission, cache, kept.store if kept else None, keys_fail=lambda: keys.fails),
        keys=keys,
        key_limits=KeyLimits(path=Path(shared) / KEYS_FILE if (shared := os.environ.get(SHARED_FOLDER)) else None),
        audit=audit,
        tracer=traces.get_tracer(TRACER, VERSION),
        cache=cache,
        jobs=kept,
        held_bytes=HeldBytes(limit=settings.max_held_bytes),
        listener=listener,
    )


def _list_middleware(settings: Settings) -> list[Middleware]:
    """What stands around every route, the outermost first."""
    return [
        Middleware(PlainPaths),
        Middleware(SecurityHeaders),
        Middleware(RequestRecord),
        *_allow_origins(settings.cors_origins),
        Middleware(LastResort),
        # A body larger than all that may be held at once would be sent away again and again.
        Middleware(BodyLimit, limit_bytes=min(settings.largest_body_bytes, settings.max_held_bytes)),
        Middleware(HeadAsGet),
    ]


def _allow_origins(origins: Sequence[str]) -> list[Middleware]:
    """What lets pages of `origins` ask from a browser; nothing where there are none."""
    if not origins:
        return []
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=list(origins),
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=[
                "authorization",
                "content-encoding",
                "content-type",
                "idempotency-key",
                "request-timeout",
                "x-api-key",
                REQUEST_ID_HEADER,
            ],
            expose_headers=["location", "retry-after", REQUEST_ID_HEADER],
        )
    ]


def _describe_telemetry(traces: TracerProvider) -> TelemetryConfig:
    """Spans of requests and nothing else: metrics are for Prometheus, and logs of FastAPI quote what clients sent."""
    return TelemetryConfig(
        tracing=True,
        tracer_provider=traces,
        operation_spans=False,
        metrics=False,
        logs=False,
        auto_configure=False,
        exclude=lambda scope: scope.get("path") in PROBED_ROUTES,
    )


def _make_lifespan(
    models: Models | None, *, loads: bool, loaded: Callable[[], None], traces: TracerProvider
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        loop = asyncio.get_running_loop()
        if (kept := app.state.services.jobs) is not None:
            kept.attach(lambda *job: jobs.perform(*job, services=app.state.services, loop=loop))
        if models is not None:
            make_ready(app, models)
        elif loads:
            await asyncio.to_thread(make_ready, app)
            loaded()
        services: Services = app.state.services
        yield
        if services.jobs:
            services.jobs.stop()
        await services.admission.drain(services.settings.drain_timeout_seconds)
        if services.jobs:
            await asyncio.to_thread(services.jobs.close)
        if services.cache:
            services.cache.close()
        services.audit.close()
        if isinstance(traces, FlushedTraces):
            await asyncio.to_thread(traces.shutdown)

    return lifespan


async def _answer_invalid(request: Request, error: Exception) -> Response:
    """What is wrong with a path, a header or what stands behind the question mark."""
    lines = error.errors() if isinstance(error, RequestValidationError) else ()
    problems = [FieldProblem(pointer="", detail=f"{line['loc'][-1]}: {line['msg']}") for line in lines]
    return await _answer_problem(request, InvalidParameterError(*problems))


async def _answer_problem(request: Request, error: Exception) -> Response:
    request_id = get_request_id(request)
    if isinstance(error, HTTPException) and error.status_code == METHOD_NOT_ALLOWED.status:
        error = HTTPException(error.status_code, headers={"allow": _list_methods(request) or _OF_FILES})
    note_problem(error, get_services(request), request_id=request_id)
    return render_problem(error, request_id=request_id)


def _list_methods(request: Request) -> str:
    """The methods that the path takes: a path has a route for each, and whoever refuses one names its own alone."""
    taken = [
        method
        for method in _METHODS
        if any(route.matches({**request.scope, "method": method})[0] is Match.FULL for route in request.app.routes)
    ]
    return ", ".join("GET, HEAD" if method == "GET" else method for method in taken)
