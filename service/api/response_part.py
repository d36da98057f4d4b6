"""What every part of an answer is."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class ResponsePart(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)


def is_left_out(part: object) -> bool:
    """Whether a field that has nothing to say is left out of an answer."""
    return part is None
