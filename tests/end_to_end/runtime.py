"""The environment that users have: what `make setup` installs, without what the environment of developers adds."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]


def link_runtime(folder: Path) -> None:
    """Links into `folder` the packages that the dependencies of the project bring, theirs included, and no others.

    `python -S` with the folder as PYTHONPATH then sees these alone.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared: list[str] = project["dependencies"]
    for found in (*_follow(map(Requirement, declared)), distribution("chorus-summarizer")):
        for file in found.files or ():
            top = file.parts[0]
            if top not in {"..", "__pycache__"} and not top.endswith(".pth") and not (folder / top).exists():
                (folder / top).symlink_to(Path(str(found.locate_file(top))))


def _follow(declared: Iterable[Requirement]) -> Iterator[Distribution]:
    """The distributions that what is declared brings on this machine."""
    left = [(requirement.name, frozenset(requirement.extras)) for requirement in declared]
    seen = set[tuple[str, frozenset[str]]]()
    while left:
        name, extras = left.pop()
        if (_normalize(name), extras) in seen:
            continue
        seen.add((_normalize(name), extras))
        try:
            found = distribution(name)
        except PackageNotFoundError:
            continue  # The libraries for GPUs, which torch's build for processors lacks.
        yield found
        left.extend(
            (need.name, frozenset(need.extras))
            for need in map(Requirement, found.requires or ())
            if need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in ("", *extras))
        )


def _normalize(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
