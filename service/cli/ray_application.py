"""The service as an application of Ray Serve: fronts that keep connections, and readers that hold the models.

Imported where Ray is installed alone. A Serve configuration names `build_application` as its `import_path`.
"""

from __future__ import annotations

import asyncio
import dataclasses
import math
import os
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict, Field, SecretStr
from ray import serve
from ray.exceptions import ObjectLostError, OwnerDiedError, RayActorError
from ray.serve.exceptions import BackPressureError, ReplicaUnavailableError

from service.api.forwarded import answer_forwarded
from service.api.forwarding import Forwarder
from service.api.readers import AnswerPart, ForwardedRequest
from service.app import create_app, make_ready
from service.cli.configuration import OPEN_SETTINGS, load_settings
from service.cli.ray_scaling import count_tokens, scale_by_tokens
from service.errors import QueueFullError, ReaderLostError
from service.runtime.garbage import spare_what_stays
from service.runtime.logs import configure_logging
from service.settings import Settings

APPLICATION, FRONT, READER = "chorus", "Front", "Reader"
"""What Serve calls the application and its deployments."""
_HEAD = "node:__internal_head__"
"""What the head of a cluster alone has, where Serve's own proxy runs: a front there outlives every other node."""
_LOST = (RayActorError, ObjectLostError, OwnerDiedError, ReplicaUnavailableError)
_SPARE = 1
"""Requests that a reader holds beside those that it works on, so that it goes on at once: Serve looks for a free
reader every half second."""
_NEWEST_SHARE = 0.2
_METRICS_SECONDS = 5.0
_CLOSING_SECONDS = 5.0


class ApplicationOptions(BaseModel):
    """What a Serve configuration may say under `args`; all else is said by the settings, in the environment.

    target_tokens: that a reader may have before it, at work or waiting, before another one is started.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    min_readers: int = Field(1, ge=1)
    max_readers: int = Field(1, ge=1)
    fronts: int = Field(1, ge=1)
    target_tokens: int = Field(10_000, ge=1)


class Reader:
    """Holds the models, and answers requests that fronts hand to it."""

    def __init__(self, settings: Settings) -> None:
        configure_logging(settings.log_level)
        self._app = create_app(settings.model_copy(update=dict(OPEN_SETTINGS)), loads=False)
        make_ready(self._app)
        spare_what_stays()

    async def answer(self, request: ForwardedRequest) -> AsyncGenerator[AnswerPart]:
        """The parts of the answer."""
        async with aclosing(answer_forwarded(self._app, request)) as parts:
            async for part in parts:
                yield part

    async def render_metrics(self) -> tuple[str, str]:
        """The name of this reader, and its metrics."""
        content, _ = self._app.state.services.metrics.render("")
        return serve.get_replica_context().replica_id.unique_id, content.decode()

    def record_autoscaling_stats(self) -> dict[str, float]:
        """Called by Serve now and then: the tokens of the requests that are before this reader."""
        return count_tokens(self._app.state.services.held_bytes.held)


class RayReaders:
    """The readers of a cluster, implementing `service.api.readers.Readers`. handle: of their deployment."""

    def __init__(self, handle: Any) -> None:
        self._handle, self._streams = handle, handle.options(method_name="answer", stream=True)
        self._seconds = 1.0

    def are_ready(self) -> bool:
        """Whether one of them takes requests."""
        return bool(self._streams.running_replicas_populated())

    async def ask(self, request: ForwardedRequest) -> AsyncGenerator[AnswerPart]:
        """What one of them answers, once one is free. Raises: QueueFullError, ReaderLostError."""
        started = time.monotonic()
        parts = self._streams.remote(request)
        try:
            async for part in parts:
                yield part
        except BackPressureError as error:
            waiting, limit, *_ = error.args
            # About as long as the newest answers took, who waits now will have waited, too.
            raise QueueFullError(waiting=waiting, limit=limit, retry_after_seconds=math.ceil(self._seconds)) from error
        except _LOST as error:
            raise ReaderLostError(reason=type(error).__name__) from error
        except (GeneratorExit, asyncio.CancelledError):  # nobody waits for it any more
            parts.cancel()
            raise
        else:
            self._seconds += _NEWEST_SHARE * (time.monotonic() - started - self._seconds)

    async def collect_metrics(self) -> Mapping[str, str]:
        """Of each of them, by its name, its metrics; those that do not answer soon are left out."""
        asked = self._handle.broadcast("render_metrics")
        answers = await asked.results_async(timeout_s=_METRICS_SECONDS, return_exceptions=True)
        return dict(answer for answer in answers if isinstance(answer, tuple))


class Front:
    """Keeps connections, keys, limits and the log; hands what wants models to readers."""

    def __init__(self, settings: Settings, readers: Any) -> None:
        configure_logging(settings.log_level)
        # Jobs and caches belong to who holds models.
        none = SecretStr("")
        own = settings.model_copy(
            update={"jobs_file": None, "jobs_url": none, "cache_bytes": 0, "cache_file": None, "cache_url": none}
        )
        self._app = create_app(own, loads=False)
        self._forwarder = Forwarder(RayReaders(readers))
        self._app.state.services = dataclasses.replace(self._app.state.services, forwarding=self._forwarder)
        self._drain_seconds = settings.drain_timeout_seconds

    def __serve_build_asgi_app__(self) -> FastAPI:
        return self._app

    async def drain(self) -> bool:
        """Whether all that was accepted was answered in time; nothing new is taken from now on."""
        await self._app.state.services.admission.drain(0)  # it holds nothing itself, and refuses from now on
        return await self._forwarder.drain(self._drain_seconds)


def build_application(options: ApplicationOptions) -> Any:
    """The application of Ray Serve, with the settings of the environment. Raises: ConfigurationError."""
    return make_application(load_settings(), options)


def make_application(settings: Settings, options: ApplicationOptions) -> Any:
    """The application of Ray Serve, with those settings."""
    seconds = settings.drain_timeout_seconds + _CLOSING_SECONDS
    threads = settings.threads or os.cpu_count() or 1
    readers = serve.deployment(
        name=READER,
        ray_actor_options={"num_cpus": threads},
        max_ongoing_requests=settings.requests_at_once + _SPARE,
        max_queued_requests=settings.max_queue,
        graceful_shutdown_timeout_s=seconds,
        graceful_shutdown_wait_loop_s=0.5,
        **_scale(options),
    )(Reader)
    fronts = serve.deployment(
        name=FRONT,
        num_replicas=options.fronts,
        ray_actor_options={"num_cpus": 0, "resources": {_HEAD: 0.001}},
        max_ongoing_requests=settings.max_connections,
        graceful_shutdown_timeout_s=seconds,
        graceful_shutdown_wait_loop_s=0.5,
    )(serve.ingress()(Front))
    return fronts.bind(settings, readers.bind(settings.model_copy(update={"threads": threads})))


def _scale(options: ApplicationOptions) -> Mapping[str, Any]:
    if options.min_readers >= options.max_readers:
        return {"num_replicas": options.min_readers}
    policy = {"policy_function": scale_by_tokens, "policy_kwargs": {"target_tokens": options.target_tokens}}
    return {
        "autoscaling_config": {
            "min_replicas": options.min_readers,
            "max_replicas": options.max_readers,
            "upscale_delay_s": 10.0,
            "downscale_delay_s": 600.0,
            "policy": policy,
        }
    }
