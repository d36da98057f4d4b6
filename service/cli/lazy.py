"""Commands that are loaded when they are asked for: their libraries take longer to load than help to print."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import Any, Literal

import typer
from typer.core import TyperCommand

from service.cli.failures import FailureReportingGroup


@dataclass(frozen=True, slots=True, kw_only=True)
class LazyCommand:
    """Where a command is, and what `chorus --help` says of it: the first sentence of its own help."""

    module: str
    name: str
    summary: str


COMMANDS: Mapping[str, LazyCommand] = MappingProxyType(
    {
        "serve": LazyCommand(
            module="service.cli.serve",
            name="serve",
            summary="Serve the REST interface until SIGTERM or Ctrl-C; requests that run then are finished.",
        ),
        "summarize": LazyCommand(
            module="service.cli.summarize",
            name="summarize",
            summary="Summarize articles on one story, every sentence with the places that support it.",
        ),
        "groups": LazyCommand(
            module="service.cli.groups",
            name="groups",
            summary="Show the groups of sentences that report the same fact, most independent sources first.",
        ),
        "cite": LazyCommand(
            module="service.cli.cite",
            name="cite",
            summary="Find the places in articles that support each sentence of a text, whoever or whatever wrote it.",
        ),
        "mcp": LazyCommand(
            module="service.cli.mcp",
            name="mcp",
            summary="Give assistants the tools summarize, groups and cite, over MCP on standard input and output.",
        ),
        "keys": LazyCommand(
            module="service.cli.keys",
            name="app",
            summary="Make API keys, and check the file that holds their hashes.",
        ),
        "demo": LazyCommand(
            module="service.cli.demo",
            name="demo",
            summary="Start the service on a free port, summarize FILE at 150 words, show the answer, stop the service.",
        ),
        "models": LazyCommand(
            module="service.cli.models",
            name="app",
            summary="List, install and verify the checkpoints that the service loads.",
        ),
    }
)


def choose_markup() -> Literal["rich"] | None:
    """Boxes and colours around help and usage errors on a terminal alone."""
    return "rich" if sys.stdout.isatty() and sys.stderr.isatty() else None


class LazyGroup(FailureReportingGroup):
    """The commands of COMMANDS, of which help lists the summaries without loading them."""

    _listing = False

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        if self._listing:
            return TyperCommand(cmd_name, help=COMMANDS[cmd_name].summary)
        return load_command(cmd_name)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        self._listing = True
        try:
            super().format_help(ctx, formatter)
        finally:
            self._listing = False


def load_command(name: str) -> Any:
    """The command, or the group of commands, called `name`."""
    lazy = COMMANDS[name]
    found = getattr(import_module(lazy.module), lazy.name)
    app = found if isinstance(found, typer.Typer) else typer.Typer(add_completion=False)
    app.rich_markup_mode = choose_markup()
    if app is not found:
        app.command(name)(found)
    command = typer.main.get_command(app)
    command.name = name
    return command
