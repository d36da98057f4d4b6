"""Writes docs/licences.md: the licence of every package that is locked and of every checkpoint that Chorus knows.

`make licences` writes it. A test also refuses a package to run on whose terms reach to the code around it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

from packaging.requirements import Requirement

from models.checkpoints.catalog import CATALOG

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "licences.md"
UNHASHED = "torch"
"""What Chorus runs on that requirements/runtime.txt has not."""
OF_OTHER_SYSTEMS = "(of another system)"
UNSTATED = {"huey": "MIT"}
"""Packages whose metadata name no licence: that of the file LICENSE beside their code."""
_COPYLEFT = re.compile(r"(?<!L)GPL|(?<!Lesser )General Public License|SSPL|OSL", re.IGNORECASE)
_HEADER = """\
# Licences

Written by `make licences`, from what packages say of themselves; a test compares it with the lock. Chorus is
Apache-2.0. What binds the use of the weights is told in the [README](../README.md#licence-first).
"""
_CHECKPOINTS = """
## Checkpoints

| Checkpoint | Licence of the weights | Learned from |
|---|---|---|
"""
_PACKAGES = """
## Packages

`runs`: what the service needs; the others serve its development, and the extras `mcp`, `otel`, `parquet`, `postgres`
and `redis`.

| Package | Version | | Licence |
|---|---|---|---|
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A locked package. runs: whether the service needs it. licence: in its own words."""

    name: str
    version: str
    runs: bool
    licence: str


def list_packages() -> list[Package]:
    """Every locked package, by name."""
    runtime = {**_read_lock("runtime"), UNHASHED: _read_constraint(UNHASHED)}
    locked = _read_lock("dev") | runtime
    return [
        Package(name=name, version=version, runs=name in runtime, licence=_find_licence(name))
        for name, version in sorted(locked.items())
    ]


def find_binding(packages: list[Package]) -> list[Package]:
    """Those that the service runs on, of whose terms all that may be chosen would reach to the code around them."""
    return [package for package in packages if package.runs and all(map(_reaches_out, package.licence.split(" OR ")))]


def render(packages: list[Package]) -> str:
    """The page."""
    rows = (f"| {p.name} | {p.version} | {'runs' if p.runs else ''} | {p.licence} |\n" for p in packages)
    cards = (f"| {name} | {licence} | {learned_from} |\n" for name, licence, learned_from in _list_checkpoints())
    return "".join((_HEADER, _CHECKPOINTS, *cards, _PACKAGES, *rows))


def _reaches_out(licence: str) -> bool:
    return not licence or bool(_COPYLEFT.search(licence))


def _read_lock(name: str) -> dict[str, str]:
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8").replace("\\\n", "")
    lines = [line.partition(" --hash")[0].strip() for line in text.splitlines() if line and not line.startswith("#")]
    return {pin.name: str(pin.specifier).removeprefix("==") for pin in map(Requirement, lines)}


def _read_constraint(name: str) -> str:
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    (version,) = re.findall(rf"^{name}==(\S+)$", text, re.MULTILINE)
    return str(version)


def _find_licence(name: str) -> str:
    """What its metadata says: the expression of PEP 639, else the classifiers, else the first line of `License`."""
    try:
        stated = metadata(name)
    except PackageNotFoundError:
        return OF_OTHER_SYSTEMS
    classifiers = stated.get_all("Classifier", ())
    classified = [line.rpartition(" :: ")[2] for line in classifiers if line.startswith("License ::")]
    named = (stated.get("License") or "").strip().partition("\n")[0]
    return str(stated.get("License-Expression") or ", ".join(classified) or named or UNSTATED.get(name, ""))


def _list_checkpoints() -> Iterator[tuple[str, str, str]]:
    for card in CATALOG.values():
        yield card.name, card.licence or "unknown", card.learned_from or "unknown"
    for file in sorted((ROOT / "models").glob("*/config.json")):
        config = json.loads(file.read_text(encoding="utf-8"))
        if "licence" in config:
            yield f"{file.parent.name}, ships with Chorus", config["licence"], config.get("learned_from") or "unknown"


def main() -> None:
    """Writes the page."""
    PAGE.write_text(render(list_packages()), encoding="utf-8")


if __name__ == "__main__":
    main()
