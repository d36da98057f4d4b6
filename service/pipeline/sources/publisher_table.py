"""The publishers that are known under several names or hosts: publishers.toml, and what a service adds to it."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from service.errors import PublishersFileError
from service.pipeline.sources.hosts import list_parents
from service.pipeline.sources.publisher_names import join_letters, read_name

BUILT_IN_FILE = Path(__file__).with_name("publishers.toml")
_FIELDS = {"name": str, "names": list, "hosts": list, "apart": list, "source": str}
_LISTS = frozenset({"carriers", "shared"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PublisherTable:
    """Families of names and hosts.

    families: by the letters of a name, those that have it. hosts: by host, its family; hosts below it belong to it too.
    apart: letters of names that are no family's edition although they look like it. carriers: domains that carry what
    others publish. shared: domains where every account is a publisher. digest: the SHA-256 of what the table was read
    from.
    """

    families: Mapping[str, frozenset[str]]
    hosts: Mapping[str, str]
    apart: frozenset[str]
    carriers: frozenset[str]
    shared: frozenset[str]
    digest: str

    def find_host(self, host: str) -> str | None:
        """The family that `host`, or a host above it, belongs to."""
        return next((self.hosts[parent] for parent in list_parents(host) if parent in self.hosts), None)


@dataclass(slots=True)
class _Draft:
    """A table being read. The file read last has a name or a host to itself."""

    families: dict[str, frozenset[str]] = field(default_factory=dict)
    hosts: dict[str, str] = field(default_factory=dict)
    apart: set[str] = field(default_factory=set)
    carriers: set[str] = field(default_factory=set)
    shared: set[str] = field(default_factory=set)


@cache
def load_publishers(path: Path | None = None) -> PublisherTable:
    """The table that ships with Chorus, extended or replaced (`replace = true`) by the file at `path`.

    Raises: PublishersFileError if the file cannot be read, or states something else than publishers.toml may.
    """
    files = [BUILT_IN_FILE.read_bytes()]
    documents = [tomllib.loads(files[0].decode())]
    if path:
        own, document = _read_file(path)
        replaces = document.get("replace") is True
        files, documents = ([own], [document]) if replaces else ([*files, own], [*documents, document])
    draft = _Draft()
    for document in documents:
        _add(draft, document)
    return PublisherTable(
        families=MappingProxyType(draft.families),
        hosts=MappingProxyType(draft.hosts),
        apart=frozenset(draft.apart),
        carriers=frozenset(draft.carriers),
        shared=frozenset(draft.shared),
        digest=hashlib.sha256(b"\0".join(files)).hexdigest(),
    )


def _read_file(path: Path) -> tuple[bytes, dict[str, Any]]:
    try:
        content = path.read_bytes()
        document = tomllib.loads(content.decode("utf-8-sig"))
    except OSError as error:
        raise PublishersFileError(path=path, reason=error.strerror or str(error)) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PublishersFileError(path=path, reason=f"is no TOML: {error}") from error
    for reason in _find_faults(document):
        raise PublishersFileError(path=path, reason=reason)
    return content, document


def _find_faults(document: Mapping[str, Any]) -> Iterable[str]:
    if unknown := sorted(document.keys() - {"replace", "family", *_LISTS}):
        yield f"states {unknown[0]!r}; it may state replace, carriers, shared and [[family]]"
    if not isinstance(document.get("replace", False), bool):
        yield "replace must be true or false"
    families = document.get("family", [])
    if not isinstance(families, list) or not all(isinstance(family, dict) for family in families):
        yield "each publisher must stand under [[family]]"
        return
    for number, family in enumerate(families, start=1):
        if unknown := sorted(family.keys() - _FIELDS.keys()):
            yield f"family {number} states {unknown[0]!r}; it may state {', '.join(_FIELDS)}"
        if not isinstance(family.get("name"), str) or not family["name"].strip():
            yield f"family {number} must have a name"
    lists = [
        (f"family {n}", name, family) for n, family in enumerate(families, 1) for name in ("names", "hosts", "apart")
    ]
    for place, name, holder in [*lists, *(("the file", name, document) for name in sorted(_LISTS))]:
        values = holder.get(name, [])
        if not isinstance(values, list) or not all(isinstance(value, str) and value.strip() for value in values):
            yield f"{name} of {place} must be a list of texts"


def _add(draft: _Draft, document: Mapping[str, Any]) -> None:
    """Adds what `document` states; its names and hosts are taken from families that other files gave them to."""
    families: dict[str, frozenset[str]] = {}
    for family in document.get("family", []):
        for name in (family["name"], *family.get("names", [])):
            letters = join_letters(read_name(name))
            families[letters] = families.get(letters, frozenset()) | {family["name"]}
        draft.hosts.update((host.casefold(), family["name"]) for host in family.get("hosts", []))
        draft.apart.update(join_letters(read_name(name)) for name in family.get("apart", []))
    draft.families.update(families)
    draft.apart -= families.keys()
    draft.carriers.update(document.get("carriers", []))
    draft.shared.update(document.get("shared", []))
