"""The settings of a command: the environment, `.env`, and the flags that win over both."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from pydantic import SecretStr, ValidationError
from pydantic_core import ErrorDetails

from service.cli.failures import ConfigurationError
from service.settings import Settings

OPEN_SETTINGS: Mapping[str, Any] = MappingProxyType(
    {"api_keys": (), "keys_file": None, "audit_file": None, "jobs_file": None, "jobs_url": SecretStr("")}
)
"""Of a service inside this process: keys guard the way in over the network, and nobody comes back to it for a job."""


def load_settings(**flags: Any) -> Settings:
    """The settings, with every flag that is not None in place of its setting.

    Raises: ConfigurationError naming each setting that is out of its bounds.
    """
    try:
        return Settings(**{name: value for name, value in flags.items() if value is not None})
    except ValidationError as error:
        details = [_describe(problem) for problem in error.errors()]
        raise ConfigurationError("a setting cannot be used", details=details) from error


def _describe(problem: ErrorDetails) -> str:
    if not problem["loc"]:  # several settings contradict each other; the message names them
        return problem["msg"].removeprefix("Value error, ")
    return f"CHORUS_{_name(problem['loc'])}: {problem['msg'].removeprefix('Value error, ')}"


def _name(location: tuple[int | str, ...]) -> str:
    # A value that came from the environment is located by its variable, one from a flag by its field.
    return str(location[0]).upper().removeprefix("CHORUS_")
