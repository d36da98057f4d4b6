"""huey's lines of jobs: JSON in them, for its own way would run what a changed table says, and who takes it out."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from huey.api import Task
from huey.consumer import Consumer
from huey.registry import Message
from huey.serializer import Serializer
from huey.utils import utcnow


class JsonSerializer(Serializer):  # type: ignore[misc]  # huey has no types
    """Tasks as JSON, with the moment before which they are not to be begun."""

    def _serialize(self, data: Message) -> bytes:
        return json.dumps(data._replace(eta=data.eta and data.eta.isoformat())).encode()

    def _deserialize(self, data: bytes) -> Message:
        message = Message(*json.loads(data))
        return message._replace(eta=message.eta and datetime.fromisoformat(message.eta))


def is_due_within(task: Task, seconds: float) -> bool:
    """Whether a task that waits for its time is to be begun in so many seconds, or was before."""
    return task.eta is None or task.eta <= utcnow() + timedelta(seconds=seconds)


class LineWorkers(Consumer):  # type: ignore[misc]  # huey has no types
    """huey's workers as threads of this process, whose signals are the web server's."""

    def _set_signal_handlers(self) -> None:
        pass
