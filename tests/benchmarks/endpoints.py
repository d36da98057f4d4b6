"""An endpoint without a service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class CannedEndpoint:
    """Answers every request to a path alike, and counts them."""

    def __init__(self, answers: Mapping[str, Any]) -> None:
        self._answers = answers
        self.requests: list[tuple[str, Mapping[str, Any]]] = []

    def ok(self, path: str, body: Mapping[str, Any]) -> Any:
        self.requests.append((path, body))
        return self._answers[path]
