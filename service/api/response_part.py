"""What every part of an answer is."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class ResponsePart(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)
