"""The file of API keys: hashes, whose they are, and what each holder may use."""

from __future__ import annotations

import hashlib
import tomllib
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from limits import RateLimitItem, parse_many
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, field_validator

from service.errors import KeysFileError
from service.runtime.key_limits import KeyHolder

HolderName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
"""A label of metrics and a word in logs."""
KeyHash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]

LIMITS = {"rate", "tokens", "concurrent", "jobs"}
"""The fields of an entry that bound what its holder may use."""


class HolderEntry(BaseModel):
    """A table `[[holders]]` of the file."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    name: HolderName
    sha256: list[KeyHash] = Field(min_length=1)
    rate: str | None = None
    tokens: str | None = None
    concurrent: int | None = Field(None, ge=1)
    jobs: int | None = Field(None, ge=1)

    @field_validator("rate", "tokens")
    @classmethod
    def _parse(cls, value: str | None) -> str | None:
        if value is not None:
            parse_many(value)
        return value

    def to_holder(self) -> KeyHolder:
        return KeyHolder(
            name=self.name,
            rates=_parse_rates(self.rate),
            tokens=_parse_rates(self.tokens),
            concurrent=self.concurrent,
            jobs=self.jobs,
        )


def _parse_rates(stated: str | None) -> tuple[RateLimitItem, ...]:
    return tuple(parse_many(stated)) if stated else ()


class KeysFile(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    holders: list[HolderEntry] = Field(min_length=1)

    @field_validator("holders")
    @classmethod
    def _refuse_repetitions(cls, value: list[HolderEntry]) -> list[HolderEntry]:
        for what, counted in (
            ("name", Counter(entry.name for entry in value)),
            ("key", Counter(key for entry in value for key in entry.sha256)),
        ):
            twice = [word for word, times in counted.items() if times > 1]
            if twice:
                raise ValueError(f"the {what} {twice[0]} stands twice")
        return value


def hash_key(key: bytes) -> str:
    """The SHA-256 of a key in hexadecimal, by which it is known.

    A key is 256 random bits, so that a hash without salt or stretching cannot be turned back; and each request computes
    one.
    """
    return hashlib.sha256(key).hexdigest()


def read_keys_file(path: Path) -> Mapping[str, KeyHolder]:
    """The holder of each key, by the key's hash.

    Raises: KeysFileError, naming the first thing that is wrong, if the file cannot be read or is no such file.
    """
    try:
        with path.open("rb") as file:
            found = KeysFile.model_validate(tomllib.load(file))
    except OSError as error:
        raise KeysFileError(path=path, reason=error.strerror or str(error)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise KeysFileError(path=path, reason=f"is no TOML: {error}") from error
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        place = ".".join(map(str, first["loc"])) or "the file"
        raise KeysFileError(path=path, reason=f"{place}: {first['msg'].removeprefix('Value error, ')}") from error
    return {key: entry.to_holder() for entry in found.holders for key in entry.sha256}
