"""What arrives in a stream: articles with ids; what cannot be read, or is refused, holds up no other."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import sha256
from pathlib import Path

import typer

from service.api.fields import MAX_ID_CHARACTERS
from service.cli.client import Service, post
from service.cli.documents import STDIN, Document, JsonObject, Report, read_documents, refuse
from service.cli.failures import InputError, RefusedError

_ID_DIGITS = 16


@dataclass(slots=True)
class Notes:
    """Says on stderr what is left out, and nothing twice."""

    _said: set[str] = field(default_factory=set)

    def leave_out(self, line: str) -> None:
        """Says it."""
        if line not in self._said:
            self._said.add(line)
            typer.echo(f"chorus: left out: {line}", err=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrivals:
    """documents: articles, each with an `id` that no other one has."""

    documents: tuple[Document, ...]

    @property
    def articles(self) -> list[JsonObject]:
        """In their order."""
        return [document.article for document in self.documents]

    @property
    def origin_of(self) -> dict[str, str]:
        """Where each was read, by its id."""
        return {document.article["id"]: document.origin for document in self.documents}

    def without(self, names: Collection[str]) -> Arrivals:
        """What is left once the articles of these ids are not there."""
        return Arrivals(documents=tuple(d for d in self.documents if d.article["id"] not in names))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """arrivals: those that were not refused. request: about them. body: of the answer; empty where none was asked."""

    arrivals: Arrivals
    request: JsonObject
    body: bytes


def read_arrivals(
    files: Sequence[str], notes: Notes, *, without: Path | None = None, folder: Path | None = None
) -> Arrivals:
    """The articles of `files`; of those of one id the last. What holds no article goes to `notes`.

    folder: where all of them are. An article that is a whole file is called after where the file is, there or as
    `files` say it, so that it is the same whatever else arrives.
    Raises: InputError if none is left.
    """
    problems: list[InputError] = []
    named: dict[str, Document] = {}
    read = read_documents(files, without=without, report=problems.append, name=partial(_name_by_path, folder=folder))
    for document in with_ids(read.documents, problems.append):
        name = document.article["id"]
        before = named.pop(name, document)
        if before.article != document.article:
            problems.append(InputError(f"{before.origin}: {document.origin} has its id, {name}, and comes later"))
        named[name] = document
    if not named:
        raise InputError(str(problems[0]), details=[str(problem) for problem in problems[1:]])
    for problem in problems:
        notes.leave_out(str(problem))
    return Arrivals(documents=tuple(named.values()))


def _name_by_path(path: Path, folder: Path | None) -> str:
    """Nothing for standard input, which has another text each time."""
    if str(path) == STDIN:
        return ""
    name = str((path.relative_to(folder) if folder else path).with_suffix(""))
    return name if len(name) <= MAX_ID_CHARACTERS else sha256(name.encode(errors="surrogateescape")).hexdigest()


def with_ids(documents: Sequence[Document], report: Report = refuse) -> list[Document]:
    """The articles, those without an `id` named by a hash of their text, so that it is the same in every feed.

    report: told of each that is no object, or has an id that is no text. Raises: InputError as `report` does.
    """
    named: list[Document] = []
    alike: dict[str, list[JsonObject]] = {}
    for document in documents:
        article = document.article
        name = article.get("id") if isinstance(article, dict) else None
        if not isinstance(article, dict):
            report(InputError(f"{document.origin} is no article: it must be an object"))
        elif name and not isinstance(name, str):
            report(InputError(f"{document.origin} has an id that is no text: {json.dumps(name)}"))
        else:
            named.append(replace(document, article={**article, "id": name or _name_by_text(article, alike)}))
    return named


def _name_by_text(article: JsonObject, alike: dict[str, list[JsonObject]]) -> str:
    """alike: the articles that differ and have one text, by its name; of which this one becomes one."""
    text = str(article.get("text") or article.get("html"))
    name = f"art_{sha256(text.encode(errors='backslashreplace')).hexdigest()[:_ID_DIGITS]}"
    known = alike.setdefault(name, [])
    if article not in known:
        known.append(article)
    number = known.index(article) + 1
    return f"{name}-{number}" if number > 1 else name


def post_arrivals(
    service: Service,
    path: str,
    arrivals: Arrivals,
    compose: Callable[[Sequence[JsonObject]], JsonObject],
    notes: Notes,
    *,
    elsewhere: str = "",
) -> Answered:
    """The answer to what `compose` asks about the articles; those that the service refuses go to `notes`.

    compose: the request about some of the articles, with others; empty where there is nothing to ask.
    elsewhere: where these others were read.
    Raises: as `post`, also RefusedError if nothing that arrived is left, or something else is refused.
    """
    while request := compose(arrivals.articles):
        names = [article["id"] for article in request["articles"]]
        origins = [arrivals.origin_of.get(name, elsewhere) for name in names]
        try:
            return Answered(arrivals=arrivals, request=request, body=post(service, path, request, origins=origins))
        except RefusedError as error:
            refused = {names[place]: lines for place, lines in error.articles.items() if place < len(names)}
            rest = arrivals.without(refused)
            if not rest.documents or rest == arrivals:
                raise
            for document in arrivals.documents:
                for line in refused.get(document.article["id"], ()):
                    notes.leave_out(f"{document.origin}, {line}")
            arrivals = rest
    return Answered(arrivals=arrivals, request=request, body=b"")
