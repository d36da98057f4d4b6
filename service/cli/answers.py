"""From the service's answer to what a command prints."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import typer
from pydantic import BaseModel, ValidationError
from rich.console import Console, RenderableType

from service.cli.failures import UnavailableError
from service.cli.options import OutputFormat

AnswerT = TypeVar("AnswerT", bound=BaseModel)


def read_answer(schema: type[AnswerT], body: bytes) -> AnswerT:
    """The service's answer, typed.

    Raises: UnavailableError if `body` is something else, as from another program or another version.
    """
    try:
        return schema.model_validate_json(body)
    except ValidationError as error:
        raise UnavailableError(
            "the address answered, but not as this version of Chorus does",
            details=[str(error).splitlines()[0]],
        ) from error


def print_answer(
    body: bytes,
    output_format: OutputFormat,
    schema: type[AnswerT],
    *,
    text: Callable[[AnswerT], RenderableType],
    markdown: Callable[[AnswerT], str],
) -> None:
    """Print the answer on stdout; as JSON it is printed as it came.

    Raises: UnavailableError if it is no answer of `schema` and must be read to be printed.
    """
    match output_format:
        case OutputFormat.JSON:
            typer.echo(body)
        case OutputFormat.MARKDOWN:
            typer.echo(markdown(read_answer(schema, body)))
        case OutputFormat.TEXT:
            print_view(text(read_answer(schema, body)))


def print_view(view: RenderableType) -> None:
    """Print `view` on stdout, as wide as the terminal (80 columns where there is none), without trailing spaces."""
    console = Console(highlight=False)
    with console.capture() as capture:
        console.print(view)
    # rich has decided about colour already, from the terminal, NO_COLOR and FORCE_COLOR.
    typer.echo("\n".join(line.rstrip() for line in capture.get().splitlines()), color=True)
