"""`/healthz`, `/readyz` and `/metrics`: for whoever keeps the service running. `/metrics` alone may ask for a key."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Depends, Request, Response

from service.api.authentication import require_key_for_metrics
from service.api.problems import describe_problems
from service.api.responses import Health
from service.api.services import get_services
from service.errors import NotReadyError, UnauthorizedError
from service.runtime.merged_metrics import merge_metrics

router = APIRouter(tags=["operation"])


@router.get("/healthz")
async def report_health() -> Health:
    """Whether the process is alive."""
    return Health(status="alive")


@router.get("/readyz", responses=describe_problems(NotReadyError(state="starting", retry_after_seconds=5)))
async def report_readiness(request: Request) -> Health:
    """Whether the models are warm and work, requests are taken, and memory is free for them."""
    services = get_services(request)
    services.require_ready()
    await services.require_models()
    return Health(status="ready")


@router.get(
    "/metrics",
    response_class=Response,
    dependencies=[Depends(require_key_for_metrics)],
    responses={
        200: {"description": "The metrics for Prometheus.", "content": {"text/plain": {}}},
        **describe_problems(UnauthorizedError("an API key is needed")),
    },
)
async def report_metrics(request: Request) -> Response:
    """Requests, times by stage, the queue, sizes and problems."""
    services = get_services(request)
    if services.forwarding is None:
        # On a thread: jobs are counted in their database, which may be slow to answer.
        content, content_type = await asyncio.to_thread(services.metrics.render, request.headers.get("accept", ""))
    else:
        own, _ = await asyncio.to_thread(services.metrics.render, "")
        content, content_type = merge_metrics(own.decode(), await services.forwarding.collect_metrics())
    return Response(content, headers={"content-type": content_type})
