"""`chorus keys`: API keys, and the file that holds their hashes."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from service.api.key_file import LIMITS, HolderEntry, hash_key, read_keys_file
from service.cli.failures import UsageError

_RANDOM_BYTES = 32
_PREFIX = "chorus_"
"""By which those who look for secrets in files find one."""

app = typer.Typer(no_args_is_help=True)


@app.callback()
def describe() -> None:
    """Make API keys, and check the file that holds their hashes."""


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="Whose key it is: letters, digits and . _ -")],
    *,
    rate: Annotated[
        str | None, typer.Option(help="How often it may ask, such as 60/minute; 1000/day.", show_default="no limit")
    ] = None,
    tokens: Annotated[
        str | None, typer.Option(help="How many tokens it may send, such as 1000000/day.", show_default="no limit")
    ] = None,
    concurrent: Annotated[
        int | None, typer.Option(help="How much it may ask at once.", show_default="no limit")
    ] = None,
    jobs: Annotated[
        int | None, typer.Option(help="How many of its jobs may have not ended.", show_default="no limit")
    ] = None,
) -> None:
    """Make a key: it is shown once, on stderr; the entry for the file goes to stdout, so that >> can append it."""
    key = f"{_PREFIX}{secrets.token_urlsafe(_RANDOM_BYTES)}"
    try:
        entry = HolderEntry(
            name=name, sha256=[hash_key(key.encode())], rate=rate, tokens=tokens, concurrent=concurrent, jobs=jobs
        )
    except ValidationError as error:
        first = error.errors()[0]
        raise UsageError(f"{first['loc'][0]}: {first['msg'].removeprefix('Value error, ')}") from error
    typer.echo("[[holders]]")
    typer.echo(f'name = "{entry.name}"\nsha256 = ["{entry.sha256[0]}"]')
    for limit, value in entry.model_dump(include=LIMITS, exclude_none=True).items():
        typer.echo(f"{limit} = {json.dumps(value)}")
    typer.echo()
    typer.echo(f"the key of {entry.name}, shown this once: {key}", err=True)


@app.command()
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What CHORUS_KEYS_FILE names, or is to name.")],
) -> None:
    """Read the file as the service does, and list whose keys it holds."""
    holders = list(read_keys_file(file).values())
    table = Table("holder", "keys", "rate", "tokens", "at once", "jobs", box=None)
    for holder in dict.fromkeys(holders):
        rates, tokens = ("; ".join(map(str, limits)) for limits in (holder.rates, holder.tokens))
        limits = (rates, tokens, str(holder.concurrent or ""), str(holder.jobs or ""))
        table.add_row(holder.name, str(holders.count(holder)), *(limit or "no limit" for limit in limits))
    Console().print(table)
