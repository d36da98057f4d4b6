"""What an application holds, and how a request gets at it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, cast

from fastapi import Request, Response
from opentelemetry.trace import Tracer
from starlette.types import Scope

from service.api.key_ring import KeyRing
from service.errors import NotReadyError
from service.pipeline.summarize import Pipeline
from service.ports import ProgressListener
from service.runtime.admission import Admission
from service.runtime.audit import AuditLog
from service.runtime.cache import SealedCache
from service.runtime.held_bytes import HeldBytes
from service.runtime.job_runner import JobRunner
from service.runtime.key_limits import KeyLimits
from service.runtime.memory import measure_free_bytes
from service.runtime.metrics import Metrics
from service.runtime.model_watch import ModelWatch
from service.settings import Settings

STARTING_RETRY_SECONDS = 5
"""About what loading and warming the models takes."""


class Forwarding(Protocol):
    """Hands requests to processes that hold the models, where this one does not."""

    def is_ready(self) -> bool:
        """Whether one of them takes requests."""
        ...

    async def answer(self, request: Request) -> Response:
        """What one of them answers. Raises: as the routes of this application."""
        ...

    async def collect_metrics(self) -> Mapping[str, str]:
        """Of each of them, by its name, its metrics in the text format of Prometheus."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What one application is made of.

    cache: what outlives an answer; None: nothing does. jobs: those that are kept; None: none are. pipeline: None until
    its models are loaded and warm. forwarding: to who answers in place of a pipeline; None: this application answers
    itself. listener: hears how far each request has come that does not ask for it itself; None: nobody does.
    """

    settings: Settings
    admission: Admission
    metrics: Metrics
    held_bytes: HeldBytes
    keys: KeyRing
    key_limits: KeyLimits
    audit: AuditLog
    tracer: Tracer
    model_watch: ModelWatch = field(default_factory=ModelWatch)
    cache: SealedCache | None = None
    jobs: JobRunner | None = None
    pipeline: Pipeline | None = None
    forwarding: Forwarding | None = None
    listener: ProgressListener | None = None

    def require_ready(self) -> None:
        """Raises: NotReadyError while memory is short, or the service, or all it forwards to, starts or shuts down."""
        if self.forwarding is None:
            self.require_pipeline()
        else:
            self.admission.refuse_if_draining()
            if not self.forwarding.is_ready():
                raise NotReadyError(state="starting", retry_after_seconds=STARTING_RETRY_SECONDS)
        free, least = measure_free_bytes(), self.settings.min_free_memory_bytes
        if free is not None and free < least:
            raise NotReadyError(
                state=f"short of memory ({free} bytes are free, of {least} that should be)",
                retry_after_seconds=STARTING_RETRY_SECONDS,
            )

    async def require_models(self) -> None:
        """Raises: NotReadyError while a model fails."""
        if self.pipeline and not await self.model_watch.works(self.pipeline.models):
            raise NotReadyError(state="failing: a model does not read", retry_after_seconds=STARTING_RETRY_SECONDS)

    def require_pipeline(self) -> Pipeline:
        """The pipeline. Raises: NotReadyError while the service starts or shuts down."""
        self.admission.refuse_if_draining()
        if self.pipeline is None:
            raise NotReadyError(state="starting", retry_after_seconds=STARTING_RETRY_SECONDS)
        return self.pipeline


def get_services(scope: Scope | Request) -> Services:
    """The services of the application that a request was sent to."""
    return cast("Services", scope["app"].state.services)


def get_request_id(scope: Scope | Request) -> str:
    """The id of a request, given to it on its way in."""
    return cast("str", scope["state"]["request_id"])
