"""The `chorus` command.

Exit codes: 0 done; 1 a failure, such as a file that cannot be read; 2 wrong usage; 3 the service refused the
request (400 to 499); 4 the service failed or cannot be reached; 5 less of a text is supported than was asked for.
"""

from __future__ import annotations

from typing import Annotated

import typer

from service.cli.lazy import LazyGroup, choose_markup

app = typer.Typer(
    name="chorus",
    cls=LazyGroup,
    rich_markup_mode=choose_markup(),
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 done, 1 failure, 2 wrong usage, 3 the service refused, 4 it failed or is away, "
    "5 less of a text is supported than was asked for.",
    pretty_exceptions_enable=False,
)


def main() -> None:
    """Run the command line; ends the process with an exit code."""
    app(prog_name="chorus")


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version  # noqa: PLC0415

        typer.echo(f"chorus {version('chorus-summarizer')}")
        raise typer.Exit


@app.callback()
def describe(
    show_version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Summaries of many articles on one story, every sentence cited to the characters that support it."""
