"""What settings are read from: lists, files, addresses and secrets, as environment variables hold them."""

from __future__ import annotations

from base64 import b64decode
from pathlib import Path
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BeforeValidator, SecretStr
from pydantic_settings import NoDecode

from service.errors import PublishersFileError

_LEAST_SECRET_BYTES = 24
"""What the Standard Webhooks specification asks for."""
_POSTGRES_SCHEMES = ("postgresql://", "postgres://")
"""How addresses of its databases begin, for libpq."""
_REDIS_SCHEMES = ("redis://", "rediss://")
"""How addresses of its servers begin, the second over TLS."""

T = TypeVar("T")


def _split(value: object) -> object:
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


def _refuse_commas_alone(value: object) -> object:
    if isinstance(value, str) and "," in value and not value.replace(",", "").strip():
        raise ValueError("holds commas and no key; leave it empty where no key is to be asked for")
    return value


def _leave_empty(value: object) -> object:
    return None if value == "" else value


def _read_publishers(value: Path | None) -> Path | None:
    if value:
        # Imported here because the pipeline takes a while that commands without such a file need not wait for.
        from service.pipeline.sources import load_publishers  # noqa: PLC0415

        try:
            load_publishers(value)
        except PublishersFileError as error:
            raise ValueError(str(error)) from error
    return value


def _read_database(value: SecretStr) -> SecretStr:
    if value.get_secret_value() and not value.get_secret_value().startswith(_POSTGRES_SCHEMES):
        raise ValueError("must be the address of a PostgreSQL database: postgresql://user:password@host/database")
    return value


def _read_redis(value: SecretStr) -> SecretStr:
    if value.get_secret_value() and not value.get_secret_value().startswith(_REDIS_SCHEMES):
        raise ValueError("must be the address of a Redis: redis://user:password@host:6379/0, over TLS rediss://")
    return value


def _read_secret(value: SecretStr) -> SecretStr:
    try:
        key = b64decode(value.get_secret_value().removeprefix("whsec_"), validate=True)
    except ValueError:
        raise ValueError("must be Base64, as of: openssl rand -base64 32") from None
    if key and len(key) < _LEAST_SECRET_BYTES:
        raise ValueError(f"holds {len(key)} bytes; at least {_LEAST_SECRET_BYTES} are needed")
    return value


Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]
"""A comma-separated list."""
Keys = Annotated[tuple[SecretStr, ...], NoDecode, BeforeValidator(_split), BeforeValidator(_refuse_commas_alone)]
"""A comma-separated list of secrets, which may be empty but not consist of commas."""
OrEmpty = Annotated[T | None, BeforeValidator(_leave_empty)]
"""A value, or nothing where the variable is empty."""
PublishersFile = Annotated[Path | None, BeforeValidator(_leave_empty), AfterValidator(_read_publishers)]
DatabaseAddress = Annotated[SecretStr, AfterValidator(_read_database)]
RedisAddress = Annotated[SecretStr, AfterValidator(_read_redis)]
SigningSecret = Annotated[SecretStr, AfterValidator(_read_secret)]
