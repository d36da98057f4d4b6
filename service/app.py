"""The application: settings and models in, routes out. The one place that wires them together."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import Depends, FastAPI, Request, Response
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware

from service.api import citations, groups, health, models, summaries
from service.api.authentication import require_key
from service.api.documentation import DocumentedAPI
from service.api.middleware import BodyLimit, LastResort, PlainPaths, RequestRecord
from service.api.problems import classify_error, render_problem
from service.api.receipts import VERSION
from service.api.services import Services, get_request_id, get_services
from service.errors import CheckpointMissingError, SummarizationError
from service.pipeline.same_fact import BY_SIMILARITY, GroupingMethod
from service.ports import Rewriter, SentenceEncoder, SupportScorer
from service.runtime.admission import Admission
from service.runtime.held_bytes import HeldBytes
from service.runtime.metrics import Metrics
from service.settings import AUTO_REWRITER, SERVER_REWRITER, Settings

DESCRIPTION = (
    "Many articles on one story in, one summary out: same-fact sentences grouped, independent sources counted, "
    "every sentence cited to the character. Errors are problem details (RFC 9457)."
)


def create_app(
    settings: Settings | None = None,
    *,
    encoder: SentenceEncoder | None = None,
    grouping: GroupingMethod = BY_SIMILARITY,
    rewriters: Sequence[Rewriter] = (),
    loads: bool = True,
) -> FastAPI:
    """The service as an ASGI application.

    settings: by default those of the environment. encoder, grouping, rewriters: those that are warm; without an
    encoder, those that the settings name are loaded when the application starts, which then may raise CheckpointError.
    loads: where false, they are not, and the application is not ready before `load_models` has returned.
    """
    settings = settings or Settings()
    admission = Admission(workers=settings.workers, max_queue=settings.max_queue)
    app = DocumentedAPI(
        title="Chorus",
        version=VERSION,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
        description=DESCRIPTION,
        lifespan=_make_lifespan(encoder, grouping, rewriters, loads=loads),
        middleware=[
            Middleware(PlainPaths),
            Middleware(RequestRecord),
            Middleware(LastResort),
            Middleware(BodyLimit, limit_bytes=settings.max_body_bytes),
        ],
        exception_handlers={SummarizationError: _answer_problem, HTTPException: _answer_problem},
    )
    app.state.services = Services(
        settings=settings,
        admission=admission,
        metrics=Metrics(admission),
        held_bytes=HeldBytes(limit=settings.max_held_bytes),
    )
    for router in (summaries.router, groups.router, citations.router, models.router):
        app.include_router(router, dependencies=[Depends(require_key)])
    app.include_router(health.router)
    app.add_api_route("/", _show_documentation, include_in_schema=False)
    return app


def load_models(app: FastAPI) -> None:
    """Loads what the settings of `app` name, after which it is ready. Takes seconds.

    Raises: CheckpointError, with one line that says what to do, if one is not installed or cannot be trusted.
    """
    services: Services = app.state.services
    settings = services.settings
    app.state.services = dataclasses.replace(
        services,
        encoder=load_encoder(settings),
        grouping=load_grouping(settings),
        rewriters=load_rewriters(settings),
        scorer=load_scorer(settings),
    )


def load_encoder(settings: Settings) -> SentenceEncoder:
    """The encoder that `settings` name, warm. Takes seconds.

    Raises: CheckpointError, with one line that says what to do, if it is not installed or cannot be trusted.
    """
    from models.store import locate_unchanged  # noqa: PLC0415

    checkpoint = locate_unchanged(settings.encoder, settings.models_dir)
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


def load_grouping(settings: Settings) -> GroupingMethod:
    """How sentences are grouped: by the same-fact model, warm, or by similarity where it is off or its base is missing.

    Raises: CheckpointError if the model, or its base, cannot be trusted.
    """
    if settings.same_fact == "off":
        return BY_SIMILARITY
    from models.catalog import DEFAULT_ENCODER  # noqa: PLC0415
    from models.store import locate_unchanged  # noqa: PLC0415

    try:
        base = locate_unchanged(DEFAULT_ENCODER, settings.models_dir)
    except CheckpointMissingError:
        missing = (
            f"the same-fact model needs {DEFAULT_ENCODER}, which is not installed (chorus models install "
            f"{DEFAULT_ENCODER}); sentences are grouped by similarity, which joins them less exactly"
        )
        return GroupingMethod(warnings=(missing,))
    from models.same_fact import InteractionModel  # noqa: PLC0415

    model = InteractionModel(
        base,
        dtype=settings.encoder_dtype,
        batch_tokens=settings.encoder_batch_tokens,
        threads=settings.threads,
    )
    model.warm_up()
    return GroupingMethod(model=model, neighbours=settings.same_fact_neighbours)


def load_rewriters(settings: Settings) -> tuple[Rewriter, ...]:
    """The rewriters that `settings` name, warm, in their order; those of other servers are not asked for anything.

    Raises: CheckpointError, with one line that says what to do, if one is not installed or cannot be trusted.
    """
    from models.catalog import DEFAULT_REWRITER  # noqa: PLC0415
    from models.store import locate_unchanged  # noqa: PLC0415

    names = dict.fromkeys(DEFAULT_REWRITER if name == AUTO_REWRITER else name for name in settings.rewriters)
    loaded: list[Rewriter] = []
    for name in names:
        if name == SERVER_REWRITER:
            loaded.append(_connect_rewriter(settings))
            continue
        try:
            checkpoint = locate_unchanged(name, settings.models_dir)
        except CheckpointMissingError:
            if name in settings.rewriters:
                raise
            continue
        from models.rewriter import load_rewriter  # noqa: PLC0415

        loaded.append(load_rewriter(checkpoint, dtype=settings.rewriter_dtype))
    return tuple(loaded)


def _connect_rewriter(settings: Settings) -> Rewriter:
    from models.rewriter_openai import OpenAIRewriter  # noqa: PLC0415

    return OpenAIRewriter(
        base_url=settings.openai_base_url,
        model=settings.openai_model,
        api_key=settings.openai_api_key.get_secret_value(),
        timeout_seconds=settings.openai_timeout_seconds,
        retries=settings.openai_retries,
    )


def load_scorer(settings: Settings) -> SupportScorer | None:
    """The support model that `settings` name, or None. Raises: CheckpointError, as `load_encoder`."""
    if not settings.support:
        return None
    from models.store import locate_unchanged  # noqa: PLC0415

    checkpoint = locate_unchanged(settings.support, settings.models_dir)
    from models.support import TransformerSupportScorer  # noqa: PLC0415

    return TransformerSupportScorer(checkpoint)


def _make_lifespan(
    encoder: SentenceEncoder | None, grouping: GroupingMethod, rewriters: Sequence[Rewriter], *, loads: bool
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        services: Services = app.state.services
        if encoder is not None:
            scorer = await asyncio.to_thread(load_scorer, services.settings)
            app.state.services = dataclasses.replace(
                services, encoder=encoder, grouping=grouping, rewriters=tuple(rewriters), scorer=scorer
            )
        elif loads:
            await asyncio.to_thread(load_models, app)
        yield
        await services.admission.drain(services.settings.drain_timeout_seconds)

    return lifespan


async def _answer_problem(request: Request, error: Exception) -> Response:
    get_services(request).metrics.count_problem(classify_error(error).slug)
    return render_problem(error, request_id=get_request_id(request))


async def _show_documentation() -> Response:
    return RedirectResponse("/docs")
