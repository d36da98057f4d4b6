"""Who asked what, when, and what came of it: a file of lines, without any text."""

from __future__ import annotations

import logging
import sys
from logging.handlers import WatchedFileHandler
from pathlib import Path

from service.errors import AuditFileError
from service.runtime.logs import JsonFormatter
from service.runtime.seldom_log import SeldomLog

_log = logging.getLogger("chorus.audit")


class AuditLog:
    """Appends a JSON line for each event to `path`; where it is None, nothing is kept.

    The file may be moved away at any time, as logrotate does: the next line makes it anew. A line that cannot be
    written is told in the log, and the request goes on.

    Raises: AuditFileError if the file cannot be opened.
    """

    def __init__(self, path: Path | None) -> None:
        self._handler: _AuditHandler | None = None
        if path:
            try:
                self._handler = _AuditHandler(path)
            except OSError as error:
                raise AuditFileError(path=path, reason=error.strerror or str(error)) from error
            self._handler.setFormatter(JsonFormatter())

    def write(self, event: str, **facts: object) -> None:
        """Appends one line. facts: names, numbers and hashes; never what a request holds."""
        if self._handler:
            record = logging.LogRecord(_log.name, logging.INFO, "", 0, event, None, None)
            record.__dict__["fields"] = facts
            self._handler.handle(record)

    def close(self) -> None:
        """Closes the file; nothing can be written after it."""
        if self._handler:
            self._handler.close()


class _AuditHandler(WatchedFileHandler):
    def __init__(self, path: Path) -> None:
        super().__init__(path, encoding="utf-8")
        self._log = SeldomLog(_log)

    def emit(self, record: logging.LogRecord) -> None:
        try:
            super().emit(record)
        except OSError:  # of opening the file anew, which its base does not expect to fail
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        self._log.tell(logging.ERROR, "an audit line was lost", error=sys.exception(), event=record.getMessage())
