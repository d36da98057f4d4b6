"""Log lines: one JSON object each, on stderr, without any text of an article."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import TextIO

from opentelemetry import trace

LOGGER_NAME = "chorus"
_OTHERS = ("uvicorn", "huey", "opentelemetry")
"""The web server, the queue of jobs, and what sends traces."""

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
"""Of the request that is being worked on, in the event loop or in a worker."""


def configure_logging(level: str) -> None:
    """Writes what the `chorus` loggers say at `level` and above to stderr; a second call changes the level.

    level: debug, info, warning or error. Of the web server, of huey and of what sends traces, warnings are written, in
    the same form.
    """
    logging.getLogger(LOGGER_NAME).setLevel(level.upper())
    for name in _OTHERS:
        logging.getLogger(name).setLevel(logging.WARNING)
    # uvicorn's own configuration, where it has run in the process, gives this one a level of its own.
    logging.getLogger("uvicorn.error").setLevel(logging.NOTSET)
    for logger in map(logging.getLogger, (LOGGER_NAME, *_OTHERS)):
        if not any(isinstance(handler.formatter, JsonFormatter) for handler in logger.handlers):
            handler = StandardErrorHandler()
            handler.setFormatter(JsonFormatter())
            logger.addHandler(handler)


class StandardErrorHandler(logging.StreamHandler[TextIO]):
    """Writes to what stderr is at the time, which may not be what it was at first: that may be closed by now."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]  # an attribute of the base, set once
        return sys.stderr


class JsonFormatter(logging.Formatter):
    """Formats a record as one line of JSON; facts go in `extra={"fields": {...}}`.

    Of a request that is being worked on it adds the ids: its own, and those of its trace where it has one.

    Of an exception it gives the type and the frames, not the message, which may quote what a client sent.
    """

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **_describe_request(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            line["error"] = type(error).__name__
            line["frames"] = [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(error.__traceback__)]
        return json.dumps(line)


def _describe_request() -> dict[str, str]:
    facts = {"request_id": named} if (named := request_id.get()) else {}
    span = trace.get_current_span().get_span_context()
    if span.is_valid:
        facts |= {"trace_id": trace.format_trace_id(span.trace_id), "span_id": trace.format_span_id(span.span_id)}
    return facts
