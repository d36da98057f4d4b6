"""Batches: a summary for each of many stories, told as soon as each is made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Required

from pydantic import ValidationError

from chorus_client.failures import UnexpectedAnswerError
from chorus_client.requests import Article, Call, SummaryOptions, write_body
from service.api.responses import BatchLine

_JSON_LINES = "application/jsonl"


class Story(SummaryOptions, total=False):
    """The articles on one story, what is asked of its summary, and an `id` of its own that its line has, too."""

    id: Required[str]
    articles: Required[list[Article]]


def ask_batch(stories: Iterable[Story]) -> Call[BatchLine]:
    """A call that is answered by a line for each story."""
    body = b"".join(write_body(story) + b"\n" for story in stories)
    return Call(method="POST", path="/v1/batches", answer=BatchLine, body=body, media_type=_JSON_LINES)


class LineReader:
    """Puts lines together from pieces, however they are cut. Only a line feed ends one: texts hold other line ends."""

    def __init__(self) -> None:
        self._held = b""

    def read(self, piece: bytes) -> Iterator[BatchLine]:
        """The lines that `piece` completes. Raises: UnexpectedAnswerError if one is no answer of a batch."""
        *lines, self._held = (self._held + piece).split(b"\n")
        for line in lines:
            try:
                yield BatchLine.model_validate_json(line)
            except ValidationError as error:
                raise UnexpectedAnswerError("a line is not as this version of Chorus writes it") from error
