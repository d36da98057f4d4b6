"""Problem documents (RFC 9457), as clients get them."""

from __future__ import annotations

from pydantic import BaseModel, Field


class ProblemField(BaseModel):
    """One field that is wrong."""

    pointer: str = Field(
        description="JSON Pointer (RFC 6901) into the request body; empty for the body itself. A name in it that "
        "is longer than 64 characters is cut and ends in an ellipsis.",
        examples=["/articles/0/text"],
    )
    detail: str = Field(description="What is wrong and what is allowed.", examples=["must not be blank"])


class Problem(BaseModel):
    """Why a request was not answered (RFC 9457)."""

    type: str = Field(
        description="The kind of problem, one of those in docs/problems.md.",
        examples=["urn:chorus:problem:invalid-request"],
    )
    title: str = Field(description="The kind of problem in words.", examples=["The request breaks the contract"])
    status: int = Field(description="The HTTP status.", examples=[422])
    detail: str = Field(description="What happened this time.", examples=["/articles/0/text: must not be blank"])
    request_id: str = Field(
        description="The same as in the header x-request-id; the log has it too.",
        examples=["6f1c2a9be0d84c1f9a6b0f2d7f0f7f55"],
    )
    errors: list[ProblemField] | None = Field(
        None, description="Every field that is wrong, where fields are; else absent."
    )
