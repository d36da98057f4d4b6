"""What an application holds, and how a request gets at it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from fastapi import Request
from starlette.types import Scope

from service.errors import NotReadyError, RewriterUnavailableError, RewriterUnknownError
from service.pipeline.same_fact import BY_SIMILARITY, GroupingMethod
from service.ports import Rewriter, SentenceEncoder, SupportScorer
from service.runtime.admission import Admission
from service.runtime.held_bytes import HeldBytes
from service.runtime.metrics import Metrics
from service.settings import Settings

STARTING_RETRY_SECONDS = 5
"""About what loading and warming the models takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What one application is made of.

    encoder: None until it is loaded and warm. rewriters: those loaded, the default first; they are warm with it.
    scorer: the support model, or None where the settings name none.
    """

    settings: Settings
    admission: Admission
    metrics: Metrics
    held_bytes: HeldBytes
    encoder: SentenceEncoder | None = None
    grouping: GroupingMethod = BY_SIMILARITY
    rewriters: tuple[Rewriter, ...] = ()
    scorer: SupportScorer | None = None

    def require_encoder(self) -> SentenceEncoder:
        """The encoder. Raises: NotReadyError while the service starts or shuts down."""
        self.admission.refuse_if_draining()
        if self.encoder is None:
            raise NotReadyError(state="starting", retry_after_seconds=STARTING_RETRY_SECONDS)
        return self.encoder

    def require_rewriter(self, name: str | None) -> Rewriter:
        """The rewriter `name`, without a name the default one.

        Raises: RewriterUnavailableError if none is loaded; RewriterUnknownError if that one is not.
        """
        if not self.rewriters:
            raise RewriterUnavailableError
        loaded = {rewriter.description.name: rewriter for rewriter in self.rewriters}
        if name is None:
            return self.rewriters[0]
        if name not in loaded:
            raise RewriterUnknownError(name=name, loaded=tuple(loaded))
        return loaded[name]


def get_services(scope: Scope | Request) -> Services:
    """The services of the application that a request was sent to."""
    return cast("Services", scope["app"].state.services)


def get_request_id(scope: Scope | Request) -> str:
    """The id of a request, given to it on its way in."""
    return cast("str", scope["state"]["request_id"])
