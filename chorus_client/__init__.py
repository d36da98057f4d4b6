"""A typed client of the REST interface, in two kinds: `ChorusClient` blocks, `AsyncChorusClient` is awaited.

Light: of third parties it imports httpx2 and pydantic alone, and of the service what answers look like.

    with ChorusClient("http://127.0.0.1:8000") as chorus:
        answer = chorus.summarize([{"text": "The bridge reopened on Tuesday."}], length={"unit": "words", "value": 60})
        print(answer.summary)
"""

from __future__ import annotations

from chorus_client.async_client import AsyncChorusClient
from chorus_client.batches import Story
from chorus_client.client import ChorusClient
from chorus_client.failures import ChorusError, FailedError, RefusedError, UnexpectedAnswerError, UnreachableError
from chorus_client.jobs import Job, JobList
from chorus_client.requests import (
    Article,
    CitationsOptions,
    GroupsOptions,
    Length,
    Since,
    StoriesOptions,
    SummaryOptions,
)
from chorus_client.retries import Retries

__all__ = [
    "Article",
    "AsyncChorusClient",
    "ChorusClient",
    "ChorusError",
    "CitationsOptions",
    "FailedError",
    "GroupsOptions",
    "Job",
    "JobList",
    "Length",
    "RefusedError",
    "Retries",
    "Since",
    "StoriesOptions",
    "Story",
    "SummaryOptions",
    "UnexpectedAnswerError",
    "UnreachableError",
]
