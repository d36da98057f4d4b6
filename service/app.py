"""The application: settings and models in, routes out. The one place that wires them together."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib.metadata import version

from fastapi import Depends, FastAPI, Request, Response
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware

from service.api import citations, groups, health, stories, summaries
from service.api import models as loaded_models
from service.api.authentication import require_key
from service.api.documentation import DocumentedAPI
from service.api.documentation_page import add_documentation
from service.api.middleware import REQUEST_ID_HEADER, BodyLimit, LastResort, PlainPaths, RequestRecord
from service.api.problems import classify_error, render_problem
from service.api.receipts import VERSION
from service.api.review_page import add_review_page
from service.api.services import Services, get_request_id, get_services
from service.errors import CheckpointMissingError, SummarizationError
from service.pipeline.summarize import Pipeline
from service.pipeline.text.segmentation import split_text
from service.ports import (
    BY_SIMILARITY,
    Cache,
    EntailmentModel,
    GroupingMethod,
    Limits,
    Models,
    Rewriter,
    SentenceEncoder,
)
from service.runtime.admission import Admission
from service.runtime.cache import SealedCache
from service.runtime.cache_file import CacheFile
from service.runtime.held_bytes import HeldBytes
from service.runtime.metrics import Metrics
from service.settings import AUTO_REWRITER, SERVER_REWRITER, Settings

DESCRIPTION = (
    "Many articles on one story in, one summary out: same-fact sentences grouped, independent sources counted, "
    "every sentence cited to the character. Errors are problem details (RFC 9457)."
)


def create_app(settings: Settings | None = None, *, models: Models | None = None, loads: bool = True) -> FastAPI:
    """The service as an ASGI application.

    settings: by default those of the environment. models: those that are warm; by default those that the settings name
    are loaded when the application starts, which then may raise CheckpointError.
    loads: where false, they are not, and the application is not ready before `make_ready` has returned.
    Raises: CacheFileError if the settings name a file that cannot hold the cache.
    """
    settings = settings or Settings()
    admission = Admission(workers=settings.workers, max_queue=settings.max_queue)
    cache = open_cache(settings)
    app = DocumentedAPI(
        title="Chorus",
        version=VERSION,
        redirect_slashes=False,
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=lambda route: route.name,
        description=DESCRIPTION,
        lifespan=_make_lifespan(models, loads=loads),
        middleware=[
            Middleware(PlainPaths),
            Middleware(RequestRecord),
            *_allow_origins(settings.cors_origins),
            Middleware(LastResort),
            Middleware(BodyLimit, limit_bytes=settings.max_body_bytes),
        ],
        exception_handlers={SummarizationError: _answer_problem, HTTPException: _answer_problem},
    )
    app.state.services = Services(
        settings=settings,
        admission=admission,
        metrics=Metrics(admission, cache),
        cache=cache,
        held_bytes=HeldBytes(limit=settings.max_held_bytes),
    )
    for router in (summaries.router, groups.router, citations.router, stories.router, loaded_models.router):
        app.include_router(router, dependencies=[Depends(require_key)])
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
    limits = Limits(max_sentences=settings.max_sentences, rewriting_seconds=settings.rewriter_timeout_seconds)
    pipeline = Pipeline(models=warm, limits=limits, cache=services.cache)
    app.state.services = dataclasses.replace(services, pipeline=pipeline)


def open_cache(settings: Settings) -> SealedCache | None:
    """The cache that `settings` ask for; None where nothing of a request is to outlive its answer.

    Raises: CacheFileError if they name a file that cannot hold it.
    """
    if not settings.cache_bytes:
        return None
    from models.processor import describe_processor  # noqa: PLC0415

    file = CacheFile(settings.cache_file, max_bytes=settings.cache_file_bytes) if settings.cache_file else None
    # The last bits of what models compute belong to one processor and one version of torch.
    world = f"{VERSION} {version('torch')} {version('transformers')} {describe_processor()}"
    return SealedCache(max_bytes=settings.cache_bytes, file=file, world=world)


def load_models(settings: Settings, cache: Cache | None = None) -> Models:
    """The models that `settings` name, warm. Takes seconds. cache: where they keep what they read.

    Raises: CheckpointError, with one line that says what to do, if one is not installed or cannot be trusted.
    """
    encoder = load_encoder(settings, cache)
    # Rewriters last: what is freed while the largest model is converted is used again for them.
    return Models(
        encoder=encoder,
        grouping=load_grouping(settings, encoder, cache),
        entailment=load_entailment(settings, cache),
        rewriters=load_rewriters(settings),
    )


def load_encoder(settings: Settings, cache: Cache | None = None) -> SentenceEncoder:
    """The encoder that `settings` name, warm. Takes seconds. cache: where it keeps embeddings.

    Raises: CheckpointError, with one line that says what to do, if it is not installed or cannot be trusted.
    """
    from models.checkpoints.store import locate_unchanged  # noqa: PLC0415

    checkpoint = locate_unchanged(settings.encoder, settings.models_dir)
    # Imported here because torch takes seconds, which neither a missing checkpoint nor a given encoder should cost.
    from models.encoder.transformer import TransformerEncoder  # noqa: PLC0415

    encoder = TransformerEncoder(
        checkpoint,
        dtype=settings.encoder_dtype,
        batch_tokens=settings.encoder_batch_tokens,
        threads=settings.threads,
        cache=cache,
    )
    encoder.warm_up()
    return encoder


def load_grouping(
    settings: Settings, encoder: SentenceEncoder | None = None, cache: Cache | None = None
) -> GroupingMethod:
    """How sentences are grouped: by the same-fact model, warm, or by similarity where it is off or its base is missing.

    encoder: one that is loaded; if the model was tuned from it, the two share their lower layers. cache: where it keeps
    the states of sentences.
    Raises: CheckpointError if the model, or its base, cannot be trusted.
    """
    if settings.same_fact == "off":
        return BY_SIMILARITY
    from models.checkpoints.catalog import DEFAULT_ENCODER  # noqa: PLC0415
    from models.checkpoints.store import locate_unchanged  # noqa: PLC0415

    try:
        base = locate_unchanged(DEFAULT_ENCODER, settings.models_dir)
    except CheckpointMissingError:
        missing = (
            f"the same-fact model needs {DEFAULT_ENCODER}, which is not installed (chorus models install "
            f"{DEFAULT_ENCODER}); sentences are grouped by similarity, which joins them less exactly"
        )
        return GroupingMethod(warnings=(missing,))
    from models.encoder import TransformerEncoder  # noqa: PLC0415
    from models.same_fact.late_interaction import InteractionModel  # noqa: PLC0415

    loaded = encoder if isinstance(encoder, TransformerEncoder) else None
    model = InteractionModel(
        base,
        dtype=settings.encoder_dtype,
        batch_tokens=settings.encoder_batch_tokens,
        threads=settings.threads,
        encoder=loaded if loaded and loaded.description.sha256 == base.weights_sha256 else None,
        cache=cache,
    )
    model.warm_up()
    return GroupingMethod(model=model, neighbours=settings.same_fact_neighbours)


def load_rewriters(settings: Settings) -> tuple[Rewriter, ...]:
    """The rewriters that `settings` name, warm, in their order; those of other servers are not asked for anything.

    Raises: CheckpointError, with one line that says what to do, if one is not installed or cannot be trusted.
    """
    from models.checkpoints.catalog import DEFAULT_REWRITER  # noqa: PLC0415
    from models.checkpoints.store import locate_unchanged  # noqa: PLC0415

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
        from models.rewriters.factory import load_rewriter  # noqa: PLC0415

        loaded.append(load_rewriter(checkpoint, split=split_text, dtype=settings.rewriter_dtype))
    return tuple(loaded)


def _connect_rewriter(settings: Settings) -> Rewriter:
    from models.rewriters.openai_server import OpenAIRewriter  # noqa: PLC0415

    return OpenAIRewriter(
        base_url=settings.openai_base_url,
        model=settings.openai_model,
        split=split_text,
        api_key=settings.openai_api_key.get_secret_value(),
        timeout_seconds=settings.openai_timeout_seconds,
        retries=settings.openai_retries,
    )


def load_entailment(settings: Settings, cache: Cache | None = None) -> EntailmentModel | None:
    """The entailment model that `settings` name, warm; None where it is off. cache: where it keeps judgements.

    Raises: CheckpointError, as `load_encoder`.
    """
    if settings.entailment == "off":
        return None
    from models.checkpoints.catalog import ENTAILMENT_BASE  # noqa: PLC0415
    from models.checkpoints.store import locate_unchanged  # noqa: PLC0415

    ships = settings.entailment == "auto"
    checkpoint = locate_unchanged(ENTAILMENT_BASE if ships else settings.entailment, settings.models_dir)
    from models.entailment import AdaptedEntailment, RememberingEntailment  # noqa: PLC0415

    model: AdaptedEntailment | SequenceClassifier
    if ships:
        model = AdaptedEntailment(checkpoint, dtype=settings.entailment_dtype)
    else:
        # Imported here because it brings transformers, which takes seconds.
        from models.entailment.sequence_classifier import SequenceClassifier  # noqa: PLC0415

        model = SequenceClassifier(checkpoint)
    model.warm_up()
    return RememberingEntailment(model, cache) if cache else model


def _allow_origins(origins: Sequence[str]) -> list[Middleware]:
    """What lets pages of `origins` ask from a browser; nothing where there are none."""
    if not origins:
        return []
    return [
        Middleware(
            CORSMiddleware,
            allow_origins=list(origins),
            allow_methods=["GET", "POST"],
            allow_headers=["authorization", "content-encoding", "content-type", "x-api-key", REQUEST_ID_HEADER],
            expose_headers=["retry-after", REQUEST_ID_HEADER],
        )
    ]


def _make_lifespan(models: Models | None, *, loads: bool) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        if models is not None:
            make_ready(app, models)
        elif loads:
            await asyncio.to_thread(make_ready, app)
        services: Services = app.state.services
        yield
        await services.admission.drain(services.settings.drain_timeout_seconds)
        if services.cache:
            services.cache.close()

    return lifespan


async def _answer_problem(request: Request, error: Exception) -> Response:
    get_services(request).metrics.count_problem(classify_error(error).slug)
    return render_problem(error, request_id=get_request_id(request))
