"""The application: settings and models in, routes out. The one place that wires them together."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import Depends, FastAPI, Request, Response
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware

from service.api import citations, groups, health, models, summaries
from service.api.authentication import require_key
from service.api.documentation import DocumentedAPI
from service.api.middleware import BodyLimit, LastResort, RequestRecord
from service.api.problems import classify_error, render_problem
from service.api.receipts import VERSION
from service.api.services import Services, get_request_id, get_services
from service.errors import SummarizationError
from service.ports import SentenceEncoder
from service.runtime.admission import Admission
from service.runtime.metrics import Metrics
from service.settings import Settings

DESCRIPTION = (
    "Many articles on one story in, one summary out: same-fact sentences grouped, independent sources counted, "
    "every sentence cited to the character. Errors are problem details (RFC 9457)."
)


def create_app(settings: Settings | None = None, *, encoder: SentenceEncoder | None = None) -> FastAPI:
    """The service as an ASGI application.

    settings: by default those of the environment. encoder: one that is warm; by default the one that the settings name,
    loaded when the application starts, which then may raise CheckpointError.
    """
    settings = settings or Settings()
    admission = Admission(workers=settings.workers, max_queue=settings.max_queue)
    app = DocumentedAPI(
        title="Chorus",
        version=VERSION,
        description=DESCRIPTION,
        lifespan=_make_lifespan(encoder),
        middleware=[
            Middleware(RequestRecord),
            Middleware(LastResort),
            Middleware(BodyLimit, limit_bytes=settings.max_body_bytes),
        ],
        exception_handlers={SummarizationError: _answer_problem, HTTPException: _answer_problem},
    )
    app.state.services = Services(settings=settings, admission=admission, metrics=Metrics(admission))
    for router in (summaries.router, groups.router, citations.router, models.router):
        app.include_router(router, dependencies=[Depends(require_key)])
    app.include_router(health.router)
    app.add_api_route("/", _show_documentation, include_in_schema=False)
    return app


def load_encoder(settings: Settings) -> SentenceEncoder:
    """The encoder that `settings` name, warm. Takes seconds.

    Raises: CheckpointError, with one line that says what to do, if it is not installed or cannot be trusted.
    """
    from models.store import locate  # noqa: PLC0415

    checkpoint = locate(settings.encoder, settings.models_dir)
    # Imported here because torch takes seconds, which neither a missing checkpoint nor a given encoder should cost.
    from models.encoder import TransformerEncoder  # noqa: PLC0415

    encoder = TransformerEncoder(
        checkpoint,
        dtype=settings.encoder_dtype,
        batch_tokens=settings.encoder_batch_tokens,
        threads=settings.threads,
    )
    encoder.warm_up()
    return encoder


def _make_lifespan(
    encoder: SentenceEncoder | None,
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        services: Services = app.state.services
        warm = encoder or await asyncio.to_thread(load_encoder, services.settings)
        app.state.services = dataclasses.replace(services, encoder=warm)
        yield
        await services.admission.drain(services.settings.drain_timeout_seconds)

    return lifespan


async def _answer_problem(request: Request, error: Exception) -> Response:
    get_services(request).metrics.count_problem(classify_error(error).slug)
    return render_problem(error, request_id=get_request_id(request))


async def _show_documentation() -> Response:
    return RedirectResponse("/docs")
