"""What a client accepts."""

from __future__ import annotations

from fastapi import Request


def accepts(request: Request, media_type: str) -> bool:
    """Whether the header `Accept` names `media_type` itself, and not with a weight of 0 (RFC 9110, 12.5.1)."""
    return any(_names(media_range, media_type) for media_range in request.headers.get("accept", "").split(","))


def _names(media_range: str, media_type: str) -> bool:
    name, *parameters = (part.strip().lower() for part in media_range.split(";"))
    return name == media_type and not any(
        parameter.startswith("q=") and not parameter.removeprefix("q=").strip("0.") for parameter in parameters
    )
