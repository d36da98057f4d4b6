"""What can go wrong with a request or an installation; nothing here knows about HTTP.

Every error carries the facts as attributes and a message with the offending value and the bound it broke.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldProblem:
    """One thing wrong with one field of a request.

    pointer: JSON Pointer (RFC 6901) into the request body, for instance `/articles/0/text`.
    detail: what is wrong and what is allowed.
    """

    pointer: str
    detail: str


class SummarizationError(Exception):
    """Base of every error that Chorus raises on purpose."""


class UnknownSettingError(SummarizationError):
    """An environment variable looks like a setting and is none; `nearest` is the setting that it may stand for."""

    def __init__(self, *, name: str, nearest: str | None) -> None:
        self.name, self.nearest = name, nearest
        meant = f"did you mean {nearest}?" if nearest else "settings are listed in README.md"
        super().__init__(f"{name} is no setting of Chorus; {meant}")


class InvalidRequestError(SummarizationError):
    """The request breaks the contract; `problems` names each field."""

    def __init__(self, *problems: FieldProblem) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{p.pointer}: {p.detail}" for p in problems))


class InvalidParameterError(InvalidRequestError):
    """A header, a part of the path or of what stands behind the question mark breaks the contract."""


class LengthTooShortError(InvalidRequestError):
    """No usable sentence fits the requested length."""

    def __init__(self, *, unit: str, requested: float, smallest: float) -> None:
        self.unit, self.requested, self.smallest = unit, requested, smallest
        asked = unit.removesuffix("s") if requested == 1 else unit
        super().__init__(
            FieldProblem(
                pointer="/length/value",
                detail=f"no usable sentence fits {requested:g} {asked}; the smallest possible value is {smallest:g}",
            )
        )


class RewriterUnavailableError(InvalidRequestError):
    """`mode: abstractive` was asked of a service that has no rewriter loaded."""

    def __init__(self) -> None:
        super().__init__(
            FieldProblem(pointer="/mode", detail="no rewriter is loaded on this service; use 'extractive'")
        )


class RewriterUnknownError(InvalidRequestError):
    """A request names a rewriter that is not loaded; `loaded` are the names of those that are."""

    def __init__(self, *, name: str, loaded: tuple[str, ...]) -> None:
        self.name, self.loaded = name, loaded
        super().__init__(
            FieldProblem(pointer="/rewriter", detail=f"'{name}' is not loaded; loaded are: {', '.join(loaded)}")
        )


class PayloadTooLargeError(SummarizationError):
    """The body is larger than `limit_bytes`."""

    def __init__(self, *, limit_bytes: int) -> None:
        self.limit_bytes = limit_bytes
        super().__init__(f"the request body is larger than {limit_bytes} bytes")


class MalformedBodyError(SummarizationError):
    """The body is not JSON."""


class UnsupportedMediaTypeError(SummarizationError):
    """The body is said to be something other than plain JSON."""


class UnauthorizedError(SummarizationError):
    """No API key, or a wrong one."""


KeyLimitKind = Literal["rate", "tokens", "concurrency", "jobs"]


class KeyLimitError(SummarizationError):
    """The holder of a key has used up what it may; the client should come back after `retry_after_seconds`.

    kind: which limit. limit: what it is, in words.
    """

    def __init__(self, *, key: str, kind: KeyLimitKind, limit: str, retry_after_seconds: int) -> None:
        self.key, self.kind, self.limit, self.retry_after_seconds = key, kind, limit, retry_after_seconds
        super().__init__(f"{key} may ask {limit}; try again in {retry_after_seconds} s")


class QueueFullError(SummarizationError):
    """As many requests, or tokens of them, wait as may; the client should come back after `retry_after_seconds`."""

    def __init__(
        self,
        *,
        waiting: int,
        limit: int,
        retry_after_seconds: int,
        unit: Literal["requests", "tokens"] = "requests",
    ) -> None:
        self.waiting, self.limit, self.retry_after_seconds, self.unit = waiting, limit, retry_after_seconds, unit
        super().__init__(f"{waiting} {unit} wait already and {limit} may; try again in {retry_after_seconds} s")


class WaitTooLongError(QueueFullError):
    """A request would be answered in about `seconds`, which is longer than the `limit_seconds` that it has left."""

    def __init__(self, *, seconds: float, limit_seconds: float, retry_after_seconds: int) -> None:
        self.seconds, self.limit_seconds = seconds, limit_seconds
        self.retry_after_seconds = retry_after_seconds
        SummarizationError.__init__(
            self,
            f"the answer would come in about {seconds:.1f} s, and the request has {limit_seconds:.1f} s; "
            f"try again in {retry_after_seconds} s",
        )


class OutOfMemoryError(SummarizationError):
    """There is not enough memory to answer a request, read in parts as small as may be."""

    def __init__(self) -> None:
        super().__init__("there is not enough memory to answer this request; others go on")


class ReaderLostError(SummarizationError):
    """The process that worked on a request ended; `reason` is what is known of its end."""

    def __init__(self, *, reason: str) -> None:
        self.reason = reason
        super().__init__(f"the reader of a request ended: {reason}")


class NotReadyError(SummarizationError):
    """The service is starting or shutting down, or has no room for more; `state` says which, in words."""

    def __init__(self, *, state: str, retry_after_seconds: int) -> None:
        self.state, self.retry_after_seconds = state, retry_after_seconds
        super().__init__(f"the service is {state}; try again in {retry_after_seconds} s")


class DeadlineExceededError(SummarizationError):
    """The request took longer than `limit_seconds`, waiting included; `stage` is where it was stopped."""

    def __init__(self, *, limit_seconds: float, stage: str) -> None:
        self.limit_seconds, self.stage = limit_seconds, stage
        super().__init__(f"the request took longer than {limit_seconds:g} s and was stopped at '{stage}'")


class CheckpointError(SummarizationError):
    """Base of what can go wrong with a checkpoint."""


class CheckpointMissingError(CheckpointError):
    """A checkpoint is not installed; the message says which command installs it."""

    def __init__(self, *, name: str, folder: str) -> None:
        self.name, self.folder = name, folder
        super().__init__(f"checkpoint '{name}' is not in {folder}; install it with: chorus models install {name}")


class CheckpointUnknownError(CheckpointError):
    """A name that is neither in the catalog, nor a hub id, nor a folder."""


class CheckpointCorruptError(CheckpointError):
    """A file's hash is not the one its card states; `name` is the checkpoint that would have to be installed again."""

    def __init__(self, *, file: str, expected_sha256: str, actual_sha256: str, name: str | None = None) -> None:
        self.file, self.expected_sha256, self.actual_sha256 = file, expected_sha256, actual_sha256
        mend = f"; chorus models install {name} mends it, chorus models verify {name} looks again" if name else ""
        super().__init__(f"{file} has sha256 {actual_sha256}, its card states {expected_sha256}{mend}")


class CheckpointUnsafeError(CheckpointError):
    """The checkpoint could only be loaded by executing or unpickling what it holds."""


class CheckpointDownloadError(CheckpointError):
    """None of a checkpoint's origins could be reached, or none held what its card states."""


class CheckpointDiskFullError(CheckpointError):
    """There is no room for a checkpoint; what was fetched of it is removed."""

    def __init__(self, *, name: str, folder: str, free_bytes: int) -> None:
        self.name, self.folder, self.free_bytes = name, folder, free_bytes
        super().__init__(
            f"the disk that holds {folder} is full ({free_bytes / 1e6:.0f} MB free); what was fetched of {name} is "
            f"removed; make room, or name another folder in CHORUS_MODELS_DIR"
        )


class PublishersFileError(SummarizationError):
    """The file of publishers that the settings name cannot be used; `reason` says why."""

    def __init__(self, *, path: Path, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(f"{path}: {reason}")


class KeysFileError(SummarizationError):
    """The file of API keys cannot be used; `reason` says why."""

    def __init__(self, *, path: Path, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(f"{path}, the file of API keys, cannot be used: {reason}")


class AuditFileError(SummarizationError):
    """The file of audit lines cannot be written."""

    def __init__(self, *, path: Path, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(f"CHORUS_AUDIT_FILE names {path}, which cannot be written: {reason}")


class TracesUnavailableError(SummarizationError):
    """The settings ask for traces, and what sends them is not installed."""

    def __init__(self) -> None:
        super().__init__("CHORUS_TRACES=otlp needs the extra otel: pip install 'chorus-summarizer[otel]'")


class CacheFileError(SummarizationError):
    """A file that is to hold the cache cannot be used as one."""

    def __init__(self, *, path: Path, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(f"CHORUS_CACHE_FILE names {path}, which cannot hold the cache: {reason}")


class CacheServerError(SummarizationError):
    """A Redis server that is to hold the cache cannot be used; `reason` says why, without the password."""

    def __init__(self, *, reason: str) -> None:
        self.reason = reason
        super().__init__(f"CHORUS_CACHE_URL names what cannot hold the cache: {reason}")


class CacheExtraError(SummarizationError):
    """The settings ask for a cache in Redis, and what speaks with one is not installed."""

    def __init__(self) -> None:
        super().__init__("CHORUS_CACHE_URL needs the extra redis: pip install 'chorus-summarizer[redis]'")
