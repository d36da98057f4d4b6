"""What a command says when it cannot do its work, and the exit code it ends with."""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import typer
from typer.core import TyperGroup

from service.errors import SummarizationError


class ExitCode(enum.IntEnum):
    """How a command ends; 0 is success."""

    FAILURE = 1
    USAGE = 2
    REFUSED = 3
    UNAVAILABLE = 4
    UNSUPPORTED = 5


class CommandError(Exception):
    """A command cannot go on; `message` is one line, `details` are further ones."""

    exit_code = ExitCode.FAILURE

    def __init__(self, message: str, *, details: Sequence[str] = ()) -> None:
        self.message, self.details = message, tuple(details)
        super().__init__("\n".join((message, *details)))


class InputError(CommandError):
    """A file cannot be read, or does not hold what its name says."""


class ConfigurationError(CommandError):
    """A setting in the environment, in `.env` or in a flag is out of its bounds."""


class UsageError(CommandError):
    """The arguments of a command contradict each other."""

    exit_code = ExitCode.USAGE


class RefusedError(CommandError):
    """The service refused the request: a status from 400 to 499.

    articles: by place in the request, what is wrong with each that is at fault.
    """

    exit_code = ExitCode.REFUSED

    def __init__(
        self, message: str, *, details: Sequence[str] = (), articles: Mapping[int, Sequence[str]] = MappingProxyType({})
    ) -> None:
        super().__init__(message, details=details)
        self.articles = articles


class UnavailableError(CommandError):
    """The service cannot be reached, failed, or is no Chorus service."""

    exit_code = ExitCode.UNAVAILABLE


class UnsupportedError(CommandError):
    """Less of a text is supported than was asked for."""

    exit_code = ExitCode.UNSUPPORTED


class FailureReportingGroup(TyperGroup):
    """Commands whose foreseen failures end as a few lines on stderr and an exit code, without a traceback."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except CommandError as error:
            _report(error.message, error.details)
            raise typer.Exit(error.exit_code) from error
        except SummarizationError as error:
            _report(str(error), ())
            raise typer.Exit(ExitCode.FAILURE) from error


def _report(message: str, details: Sequence[str]) -> None:
    typer.echo(f"chorus: {message}", err=True)
    for line in details:
        typer.echo(f"  {line}", err=True)
