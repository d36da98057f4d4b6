"""Every setting, once: type, bounds, default, unit. Read from `CHORUS_*` and `.env`; a bad one fails at start."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from service.errors import UnknownSettingError
from service.setting_types import (
    DatabaseAddress,
    Keys,
    Names,
    OrEmpty,
    PublishersFile,
    RedisAddress,
    SigningSecret,
)

PREFIX = "CHORUS_"
OTHER_NAMES = frozenset({"CHORUS_URL", "CHORUS_API_KEY", "CHORUS_EVAL"})
"""Read by commands that ask a running service, and by the benchmarks."""
_SERVICE_LINK = re.compile(r"CHORUS_(?:SERVICE_|PORT_\d)")
"""What Kubernetes sets where a service is called chorus."""
AUTO_REWRITER = "auto"
"""Among rewriters: the embedded one, if it is installed."""
SERVER_REWRITER = "openai"
"""Among rewriters: the server that the settings named openai_* are about."""


_BYTES_PER_TOKEN = 4
"""Of the seeds' request, JSON and all: 4.6."""


def estimate_tokens(size_bytes: int) -> int:
    """About how many tokens a text, or JSON that holds texts, of so many bytes has."""
    return size_bytes // _BYTES_PER_TOKEN


def count_bytes(tokens: int) -> int:
    """The most bytes that are estimated to be so many tokens."""
    return (tokens + 1) * _BYTES_PER_TOKEN - 1


def _default_models_dir() -> Path:
    """`$XDG_CACHE_HOME/chorus/models`, or `~/.cache/chorus/models`."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "chorus" / "models"


def _refuse_unknown_names(given: Iterable[str], known: Iterable[str]) -> None:
    """Raises: UnknownSettingError for a name that only looks like a setting's."""
    for name in sorted(given):
        upper = name.upper()
        if upper.startswith(PREFIX) and upper not in {*known, *OTHER_NAMES} and not _SERVICE_LINK.match(upper):
            stems = [setting.removeprefix(PREFIX) for setting in known]
            nearest = get_close_matches(upper.removeprefix(PREFIX), stems, 1)
            raise UnknownSettingError(name=upper, nearest=f"{PREFIX}{nearest[0]}" if nearest else None)


class Settings(BaseSettings):
    """Settings of the service. The environment wins over `.env`."""

    # A setting that cannot be used may be a secret: no message quotes it.
    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", extra="ignore", frozen=True, hide_input_in_errors=True
    )

    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8000, ge=0, le=65535, description="port to listen on")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="least level logged")
    api_keys: Keys = Field(
        (), description="comma-separated keys of which a request must carry one; empty: none is asked for"
    )
    keys_file: OrEmpty[Path] = Field(
        None, description="file of hashed keys with names and limits, read again when it changes; empty: none"
    )
    audit_file: OrEmpty[Path] = Field(
        None, description="file to which each request below /v1 appends who asked what, without text; empty: none"
    )
    traces: Literal["off", "otlp"] = Field(
        "off", description="otlp: a trace of each request, by stage, is sent to where OTEL_EXPORTER_OTLP_ENDPOINT says"
    )
    metrics_key: bool = Field(False, description="whether /metrics asks for a key, too, where there are keys")
    cors_origins: Names = Field(
        (), description="comma-separated origins whose pages may ask from a browser; *: all; empty: none"
    )

    models_dir: Path = Field(default_factory=_default_models_dir, description="where checkpoints are installed")
    encoder: str = Field(
        "all-MiniLM-L6-v2", description="sentence encoder: a catalog name, a hub id with @revision, or a folder"
    )
    encoder_dtype: Literal["auto", "bfloat16", "float32"] = Field(
        "auto", description="auto: bfloat16 where the processor multiplies it fast, else float32"
    )
    encoder_batch_tokens: int = Field(4096, ge=512, le=65536, description="tokens encoded at once")
    same_fact: Literal["auto", "off"] = Field(
        "auto", description="auto: the model that ships with Chorus tells one fact from another; off: similarity does"
    )
    same_fact_neighbours: int = Field(
        24, ge=1, le=256, description="candidates a sentence that the same-fact model looks at; fewer are faster"
    )
    rewriters: Names = Field(
        (AUTO_REWRITER,),
        description="comma-separated rewriters: catalog names, hub ids with @revision, folders, openai; "
        "auto: the embedded one if it is installed",
    )
    rewriter_dtype: Literal["auto", "bfloat16", "float32"] = Field(
        "auto", description="auto: bfloat16 where the processor multiplies it fast, else float32"
    )
    rewriter_timeout_seconds: float = Field(60.0, gt=0, description="longest time that rewriting a summary may take")
    rewriter_max_tokens: int = Field(
        0,
        ge=0,
        description="tokens that rewriters may read and write for a summary, estimated before they are asked; 0: any",
    )
    openai_base_url: str = Field("https://api.openai.com/v1", description="address of the server behind openai")
    openai_model: str = Field("", description="model that the server is asked for; needed with openai")
    openai_api_key: SecretStr = Field(SecretStr(""), description="key for the server; empty: it wants none")
    openai_timeout_seconds: float = Field(30.0, gt=0, description="time for one answer of the server")
    openai_retries: int = Field(2, ge=0, le=10, description="further tries after the server failed")
    openai_languages: Names = Field(
        (), description="comma-separated languages that the server's model writes, such as en,es; empty: any"
    )
    openai_input_price: OrEmpty[float] = Field(
        None, ge=0, description="price of a million tokens that the server reads; empty: unknown"
    )
    openai_output_price: OrEmpty[float] = Field(
        None, ge=0, description="price of a million tokens that the server writes; empty: unknown"
    )
    entailment: str = Field(
        "auto",
        description="who says whether evidence supports a sentence; auto: the model that ships with Chorus; off: "
        "likeness and rules alone; or a cross-encoder: a hub id with @revision or a folder",
    )
    entailment_dtype: Literal["auto", "int8", "bfloat16", "float32"] = Field(
        "auto", description="auto: int8 where the processor multiplies it fast (VNNI), else as for the encoder"
    )
    publishers: PublishersFile = Field(
        None, description="file of names and hosts that are one publisher's, added to those that Chorus knows"
    )
    threads: int = Field(0, ge=0, le=1024, description="threads of the models; 0: one a core")

    cache_bytes: int = Field(
        0,
        ge=0,
        description="bytes of what was read that are kept after an answer, sealed, with no text to be read; 0: none",
    )
    cache_file: OrEmpty[Path] = Field(
        None, description="file that keeps it, too, for the next start and other processes of this machine; empty: none"
    )
    cache_file_bytes: int = Field(1024**3, ge=1024, description="bytes that the file may hold")
    cache_url: RedisAddress = Field(
        SecretStr(""),
        description="address of a Redis that keeps it instead, for processes of many machines; empty: none",
    )
    cache_expire_seconds: float = Field(
        604_800.0, ge=1, le=31_536_000, description="time after which Redis forgets what it keeps"
    )

    jobs_file: OrEmpty[Path] = Field(
        None, description="file that keeps jobs, with what was asked and answered; empty: there are no jobs"
    )
    jobs_url: DatabaseAddress = Field(
        SecretStr(""),
        description="address of a PostgreSQL database that keeps them instead, for many replicas; empty: none",
    )
    jobs_expire_seconds: float = Field(86_400.0, gt=0, description="time after which an ended job is forgotten")
    job_timeout_seconds: float = Field(3600.0, gt=0, description="longest time that the work on a job may take")
    max_jobs: int = Field(1000, ge=1, description="jobs that have not ended; the next is refused with 429")
    webhook_secret: SigningSecret = Field(
        SecretStr(""), description="secret that webhooks are signed with, in Base64; empty: there are no webhooks"
    )
    webhook_private: bool = Field(
        False, description="whether webhooks may go to loopback, link-local and private addresses"
    )

    max_articles: int = Field(1000, ge=1, description="articles in a request")
    max_article_characters: int = Field(1_000_000, ge=1, description="code points in an article's text")
    max_sentences: int = Field(
        50_000, ge=1, description="sentences in a request, all articles together; in a text to cite"
    )
    max_body_bytes: int = Field(32 * 1024 * 1024, ge=1024, description="bytes in a request's body")
    max_held_bytes: int = Field(
        256 * 1024 * 1024, ge=1024, description="bytes in all bodies that are received, wait or are worked on"
    )
    max_connections: int = Field(512, ge=1, description="connections at once; the next is closed with 503")
    header_timeout_seconds: float = Field(10.0, gt=0, description="time for a connection to send a request's header")
    body_timeout_seconds: float = Field(60.0, gt=0, description="time for a request to send its body")

    workers: int = Field(
        1, ge=1, le=64, description="processes that serve; they share the weights of models, and divide the cores"
    )
    requests_at_once: int = Field(
        1, ge=1, le=64, description="requests that a process works on at once, beside a much smaller one for each"
    )
    max_queue: int = Field(
        16, ge=0, le=10_000, description="requests that may wait for a process; the next is refused with 429"
    )
    max_queue_tokens: int = Field(
        8 * 1024 * 1024,
        ge=1024,
        description="tokens, estimated at four bytes each, of requests that wait or are worked on; more are refused "
        "with 429, and a request of more with 413",
    )
    request_timeout_seconds: float = Field(300.0, gt=0, description="longest time a request may take, waiting included")
    heartbeat_seconds: float = Field(
        5.0, gt=0, description="time after which a stream of events that has nothing to tell gives a sign of life"
    )
    min_free_memory_bytes: int = Field(
        128 * 1024 * 1024, ge=0, description="free memory below which `/readyz` answers 503, on Linux; 0: any will do"
    )
    drain_timeout_seconds: float = Field(30.0, ge=0, description="time given to running requests at shutdown")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is read, in the order of who wins. Raises: UnknownSettingError."""
        for source in (env_settings, dotenv_settings):
            _refuse_unknown_names(getattr(source, "env_vars", {}), cls.env_names())
        return init_settings, env_settings, dotenv_settings, file_secret_settings

    @model_validator(mode="after")
    def _name_the_model(self) -> Self:
        if SERVER_REWRITER in self.rewriters and not self.openai_model:
            raise ValueError("CHORUS_OPENAI_MODEL must be set where CHORUS_REWRITERS names openai")
        return self

    @model_validator(mode="after")
    def _need_memory_beside_a_store(self) -> Self:
        if self.cache_file and not self.cache_bytes:
            raise ValueError("CHORUS_CACHE_BYTES must be above 0 where CHORUS_CACHE_FILE names a file")
        if self.cache_url.get_secret_value() and not self.cache_bytes:
            raise ValueError("CHORUS_CACHE_BYTES must be above 0 where CHORUS_CACHE_URL names a Redis")
        return self

    @model_validator(mode="after")
    def _keep_the_cache_in_one_place(self) -> Self:
        if self.cache_file and self.cache_url.get_secret_value():
            raise ValueError("CHORUS_CACHE_FILE and CHORUS_CACHE_URL are both set; the cache is kept in one of them")
        return self

    @model_validator(mode="after")
    def _keep_jobs_in_one_place(self) -> Self:
        if self.jobs_file and self.jobs_url.get_secret_value():
            raise ValueError("CHORUS_JOBS_FILE and CHORUS_JOBS_URL are both set; jobs are kept in one of them")
        return self

    @property
    def largest_body_bytes(self) -> int:
        """What a plain body may have: one of more would be refused however often it came."""
        return min(self.max_body_bytes, self.max_queue_tokens * _BYTES_PER_TOKEN)

    @classmethod
    def env_names(cls) -> dict[str, str]:
        """The environment variable of every setting, with its description."""
        return {f"{PREFIX}{name.upper()}": field.description or "" for name, field in cls.model_fields.items()}
