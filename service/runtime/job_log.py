"""What huey says of jobs in the log: a database that fails is expected, and told by the jobs themselves."""

from __future__ import annotations

import logging

from service.runtime.job_errors import JobsUnavailableError
from service.runtime.seldom_log import Seldom

_LOGGERS = ("huey", "huey.consumer", "huey.consumer.Worker", "huey.consumer.Scheduler")
"""Each by its name: a logger's filter sees none of what those below it say."""


def tell_failures_briefly(errors: type[Exception]) -> None:
    """Has huey tell a failure of the database in one line, once a minute, and one that was told when raised not at all.

    errors: what the lines raise where the database fails. Every other error keeps its level and its frames.
    """
    brief = _KNOWN.setdefault(errors, _Brief(errors))
    brief.seldom = Seldom()
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(brief)


class _Brief(logging.Filter):
    """errors: of which no frames are told."""

    def __init__(self, errors: type[Exception]) -> None:
        super().__init__()
        self._errors, self.seldom = errors, Seldom()

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a record is written; one of a failed database as a warning, without frames."""
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, JobsUnavailableError):
            return False
        if isinstance(error, self._errors):
            record.levelno, record.levelname = logging.WARNING, logging.getLevelName(logging.WARNING)
            record.exc_info = None
            vars(record)["fields"] = {"reason": type(error).__name__}
            # What is different each time, as the name of a task, stands in the arguments, not in what is formatted.
            return self.seldom.admit(str(record.msg)) is not None
        return True


_KNOWN: dict[type[Exception], _Brief] = {}
"""One for each kind of database: a logger takes the same filter once."""
