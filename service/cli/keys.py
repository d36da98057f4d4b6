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

from service.api.key_file import HolderEntry, hash_key, read_keys_file
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
    concurrent: Annotated[
        int | None, typer.Option(help="How much it may ask at once.", show_default="no limit")
    ] = None,
) -> None:
    """Make a key: it is shown once, on stderr; the entry for the file goes to stdout, so that >> can append it."""
    key = f"{_PREFIX}{secrets.token_urlsafe(_RANDOM_BYTES)}"
    try:
        entry = HolderEntry(name=name, sha256=[hash_key(key.encode())], rate=rate, concurrent=concurrent)
    except ValidationError as error:
        first = error.errors()[0]
        raise UsageError(f"{first['loc'][0]}: {first['msg'].removeprefix('Value error, ')}") from error
    typer.echo("[[holders]]")
    typer.echo(f'name = "{entry.name}"\nsha256 = ["{entry.sha256[0]}"]')
    if entry.rate:
        typer.echo(f"rate = {json.dumps(entry.rate)}")
    if entry.concurrent:
        typer.echo(f"concurrent = {entry.concurrent}")
    typer.echo()
    typer.echo(f"the key of {entry.name}, shown this once: {key}", err=True)


@app.command()
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What CHORUS_KEYS_FILE names, or is to name.")],
) -> None:
    """Read the file as the service does, and list whose keys it holds."""
    holders = list(read_keys_file(file).values())
    table = Table("holder", "keys", "rate", "at once", box=None)
    for holder in dict.fromkeys(holders):
        rates = "; ".join(map(str, holder.rates)) or "no limit"
        table.add_row(holder.name, str(holders.count(holder)), rates, str(holder.concurrent or "no limit"))
    Console().print(table)
