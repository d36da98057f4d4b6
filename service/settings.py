"""Every setting, once: type, bounds, default, unit. Read from `CHORUS_*` and `.env`; a bad one fails at start."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict


def _default_models_dir() -> Path:
    """`$XDG_CACHE_HOME/chorus/models`, or `~/.cache/chorus/models`."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "chorus" / "models"


class Settings(BaseSettings):
    """Settings of the service. The environment wins over `.env`."""

    model_config = SettingsConfigDict(env_prefix="CHORUS_", env_file=".env", extra="ignore", frozen=True)

    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(8000, ge=0, le=65535, description="port to listen on")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="least level logged")
    api_keys: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        (), description="comma-separated keys of which a request must carry one; empty: none is asked for"
    )

    models_dir: Path = Field(default_factory=_default_models_dir, description="where checkpoints are installed")
    encoder: str = Field(
        "all-MiniLM-L6-v2", description="sentence encoder: a catalog name, a hub id with @revision, or a folder"
    )
    encoder_dtype: Literal["auto", "bfloat16", "float32"] = Field(
        "auto", description="auto: bfloat16 where the processor multiplies it fast, else float32"
    )
    encoder_batch_tokens: int = Field(2048, ge=512, le=65536, description="tokens encoded at once, padding included")
    threads: int = Field(0, ge=0, le=1024, description="threads of the encoder; 0: one a core")

    max_articles: int = Field(1000, ge=1, description="articles in a request")
    max_article_characters: int = Field(1_000_000, ge=1, description="code points in an article's text")
    max_sentences: int = Field(50_000, ge=1, description="sentences in a request, all articles together")
    max_body_bytes: int = Field(32 * 1024 * 1024, ge=1024, description="bytes in a request's body")

    workers: int = Field(1, ge=1, le=64, description="requests worked on at once; each uses all threads")
    max_queue: int = Field(16, ge=0, le=10_000, description="requests that may wait; the next is refused with 429")
    request_timeout_seconds: float = Field(300.0, gt=0, description="longest time a request may take, waiting included")
    drain_timeout_seconds: float = Field(30.0, ge=0, description="time given to running requests at shutdown")

    @field_validator("api_keys", mode="before")
    @classmethod
    def _split_keys(cls, value: object) -> object:
        return tuple(key.strip() for key in value.split(",") if key.strip()) if isinstance(value, str) else value

    @classmethod
    def env_names(cls) -> dict[str, str]:
        """The environment variable of every setting, with its description."""
        return {f"CHORUS_{name.upper()}": field.description or "" for name, field in cls.model_fields.items()}
