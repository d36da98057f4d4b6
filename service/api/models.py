"""`GET /v1/models`."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from service.api.model_responses import (
    KeptReadings,
    LoadedEncoder,
    LoadedEntailment,
    LoadedModels,
    LoadedRewriter,
    LoadedSameFact,
)
from service.api.problems import describe_problems
from service.api.services import get_services
from service.errors import NotReadyError, UnauthorizedError

router = APIRouter(prefix="/v1", tags=["models"])


@router.get(
    "/models",
    response_model=LoadedModels,
    responses=describe_problems(
        UnauthorizedError("no API key came with the request"),
        NotReadyError(state="starting", retry_after_seconds=5),
        RuntimeError("whatever nobody thought of"),
    ),
)
async def list_models(request: Request) -> LoadedModels | Response:
    """The models that the service has loaded."""
    services = get_services(request)
    if services.forwarding:
        return await services.forwarding.answer(request)
    models = services.require_pipeline().models
    model = models.grouping.model
    rewriters = [LoadedRewriter.model_validate(rewriter.description) for rewriter in models.rewriters]
    return LoadedModels(
        encoder=LoadedEncoder.model_validate(models.encoder.description),
        same_fact=LoadedSameFact.model_validate(model.description) if model else None,
        rewriter=rewriters[0] if rewriters else None,
        rewriters=rewriters,
        entailment=LoadedEntailment.model_validate(models.entailment.description) if models.entailment else None,
        cache=KeptReadings.model_validate(services.cache) if services.cache else None,
    )
