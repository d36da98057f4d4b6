"""The kinds of questions, by the names of their routes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from service.api import citations, groups, summaries
from service.api.execution import Question

QUESTIONS: Mapping[str, Question[Any]] = MappingProxyType(
    {"summaries": summaries.QUESTION, "groups": groups.QUESTION, "citations": citations.QUESTION}
)
