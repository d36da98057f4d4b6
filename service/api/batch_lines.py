"""The lines of a batch, those of `chorus batch` and of `POST /v1/batches`: what is read and written is said here alone.

In: a request of `POST /v1/summaries` with an `id`. Out: `{"id", "answer"}`, or `{"id", "line", "problem"}`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from pydantic import Field, ValidationError

from service.api.article_requests import RequestPart
from service.api.encoding import write_plain
from service.api.fields import Identifier
from service.api.parsing import decode_object, list_problems
from service.api.requests import SummaryRequest
from service.errors import FieldProblem, InvalidRequestError, SummarizationError


class BatchStory(SummaryRequest):
    """A line of a batch: articles to summarize, and what the answer is called."""

    id: Identifier = Field(description="Told with the answer; each line has one of its own.", examples=["bridge"])


class _Name(RequestPart):
    id: Identifier


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchRequest:
    """What a line asks. line: its number, from 1. body: of `POST /v1/summaries`."""

    id: str
    line: int
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedLine:
    """A line that asks nothing. id: None where it has none."""

    id: str | None
    line: int
    error: SummarizationError


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchResult:
    """What became of a line. id: None where it has none. body: JSON of the answer, or of the problem if `refused`."""

    id: str | None
    line: int
    refused: bool
    body: bytes

    def to_line(self) -> bytes:
        """The line that tells it, with its end."""
        name = json.dumps(self.id).encode()
        if self.refused:
            return b'{"id":%b,"line":%d,"problem":%b}\n' % (name, self.line, self.body)
        return b'{"id":%b,"answer":%b}\n' % (name, self.body)


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchReader:
    """Reads the lines of one batch, one after the other; an id belongs to the first line that has it.

    max_values: of JSON in a line.
    """

    max_values: int
    _first: dict[str, int] = field(default_factory=dict)

    def read(self, line: int, content: bytes | bytearray) -> BatchRequest | RefusedLine:
        """What the line of that number asks: refused if it is no JSON object, or has no id, or one read before."""
        name = None
        try:
            request = decode_object(content, self.max_values)
            name = _take_name(request)
            if (first := self._first.setdefault(name, line)) != line:
                raise InvalidRequestError(FieldProblem(pointer="/id", detail=f"is that of line {first} already"))
        except SummarizationError as error:
            return RefusedLine(id=name, line=line, error=error)
        return BatchRequest(id=name, line=line, body=write_plain(request))


def _take_name(request: dict[str, Any]) -> str:
    """The id of `request`, which has none from then on. Raises: InvalidRequestError if there is no usable one."""
    named = {"id": request.pop("id")} if "id" in request else {}
    try:
        return _Name.model_validate(named).id
    except ValidationError as error:
        raise InvalidRequestError(*list_problems(error)) from None
