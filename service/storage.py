"""What outlives an answer, where settings ask for it: the cache and the jobs. They are opened here."""

from __future__ import annotations

from importlib.metadata import version

from models.processor import describe_arithmetic
from service.errors import CacheExtraError
from service.runtime.cache import SealedCache
from service.runtime.cache_file import CacheFile
from service.runtime.entry_store import EntryStore
from service.runtime.job_database import JobDatabase
from service.runtime.job_errors import JobsExtraError
from service.runtime.job_runner import JobRunner
from service.runtime.job_sqlite import SqliteJobs
from service.runtime.job_store import JobStore
from service.runtime.webhooks import WebhookSender
from service.settings import Settings


def open_cache(settings: Settings) -> SealedCache | None:
    """The cache that `settings` ask for; None where nothing of a request is to outlive its answer.

    Raises: CacheFileError or CacheServerError if they name a file or a server that cannot hold it; CacheExtraError if
    the extra for the server is not installed.
    """
    if not settings.cache_bytes:
        return None
    world = f"{version('chorus-summarizer')} {describe_arithmetic()}"
    return SealedCache(max_bytes=settings.cache_bytes, store=_open_entry_store(settings), world=world)


def _open_entry_store(settings: Settings) -> EntryStore | None:
    if settings.cache_file:
        return CacheFile(settings.cache_file, max_bytes=settings.cache_file_bytes)
    if url := settings.cache_url.get_secret_value():
        try:
            from service.runtime.cache_redis import CacheServer  # noqa: PLC0415
        except ImportError as error:
            raise CacheExtraError from error
        return CacheServer(url, expire_seconds=settings.cache_expire_seconds)
    return None


def open_jobs(settings: Settings) -> JobRunner | None:
    """The jobs that `settings` ask for; None where there are to be none.

    Raises: JobsFileError or JobsDatabaseError if they name a file or a database that cannot hold them; JobsExtraError
    if the extra for the database is not installed.
    """
    database = _open_job_database(settings)
    if database is None:
        return None
    secret = settings.webhook_secret.get_secret_value()
    return JobRunner(
        JobStore(database, max_unfinished=settings.max_jobs),
        sender=WebhookSender(secret, private=settings.webhook_private) if secret else None,
        workers=settings.requests_at_once,
        timeout_seconds=settings.job_timeout_seconds,
        expire_seconds=settings.jobs_expire_seconds,
    )


def _open_job_database(settings: Settings) -> JobDatabase | None:
    if settings.jobs_file:
        return SqliteJobs(settings.jobs_file)
    if url := settings.jobs_url.get_secret_value():
        try:
            from service.runtime.job_postgres import PostgresJobs  # noqa: PLC0415
        except ImportError as error:
            raise JobsExtraError from error
        return PostgresJobs(url)
    return None
