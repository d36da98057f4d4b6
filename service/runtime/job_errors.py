"""What can go wrong with jobs: those that nobody keeps, those that are not there or not done, and their place."""

from __future__ import annotations

from pathlib import Path

from service.errors import SummarizationError


class JobsOffError(SummarizationError):
    """A job was asked for of a service that keeps none."""

    def __init__(self) -> None:
        super().__init__("this service keeps no jobs; CHORUS_JOBS_FILE or CHORUS_JOBS_URL would have it do so")


class JobNotFoundError(SummarizationError):
    """There is no such job: there never was, it was deleted, it expired, or it is somebody else's."""

    def __init__(self, *, job_id: str) -> None:
        self.job_id = job_id
        super().__init__(f"there is no job '{job_id}', or not any more")


class JobUnfinishedError(SummarizationError):
    """The result of a job was asked for that has not ended; `state` is where it is."""

    def __init__(self, *, job_id: str, state: str, retry_after_seconds: int) -> None:
        self.job_id, self.state, self.retry_after_seconds = job_id, state, retry_after_seconds
        super().__init__(f"job '{job_id}' is {state}; try again in {retry_after_seconds} s")


class JobGivenUpError(SummarizationError):
    """The service ended abruptly while it worked on a job, each of `attempts` times."""

    def __init__(self, *, attempts: int) -> None:
        self.attempts = attempts
        super().__init__(f"the service ended {attempts} times while it worked on this job; it is not begun again")


class IdempotencyConflictError(SummarizationError):
    """An idempotency key was sent before, with another job."""

    def __init__(self, *, key: str) -> None:
        self.key = key
        super().__init__(f"the idempotency key '{key}' was sent before, with another request")


class JobsUnavailableError(SummarizationError):
    """The file or database of jobs cannot be read or written just now; `reason` says why."""

    def __init__(self, *, reason: str, retry_after_seconds: int) -> None:
        self.reason, self.retry_after_seconds = reason, retry_after_seconds
        super().__init__(f"jobs cannot be kept just now: {reason}; try again in {retry_after_seconds} s")


class JobsFileError(SummarizationError):
    """A file that is to hold jobs cannot be used as one."""

    def __init__(self, *, path: Path, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(f"CHORUS_JOBS_FILE names {path}, which cannot hold jobs: {reason}")


class JobsDatabaseError(SummarizationError):
    """A database that is to hold jobs cannot be used; `reason` says why, without the password."""

    def __init__(self, *, reason: str) -> None:
        self.reason = reason
        super().__init__(f"CHORUS_JOBS_URL names a database that cannot hold jobs: {reason}")


class JobsExtraError(SummarizationError):
    """The settings ask for jobs in a PostgreSQL database, and what speaks with one is not installed."""

    def __init__(self) -> None:
        super().__init__("CHORUS_JOBS_URL needs the extra postgres: pip install 'chorus-summarizer[postgres]'")
