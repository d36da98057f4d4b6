"""A story that is watched: its articles and which of them the reader was told of, in an SQLite file."""

from __future__ import annotations

import itertools
import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from service.cli.documents import JsonObject
from service.cli.failures import InputError

_TABLES = """
create table if not exists article (id text primary key, content text not null, told_sha256 text);
create table if not exists told (
    id integer primary key, at text not null default current_timestamp, answer text not null
);
"""
"""told_sha256: of the text that the reader was told of; null: none was."""


_NAME_CHARACTERS = 180
"""Of an id, before what is put behind it makes it longer than the service takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedStory:
    """What is known of a story. articles: by id. told: by id, the hash of the text that the reader knows."""

    file: Path
    articles: Mapping[str, JsonObject]
    told: Mapping[str, str]

    def join(self, arrived: Sequence[JsonObject]) -> list[JsonObject]:
        """The articles of the story with those that arrived, in the order of their ids; of one id the newer text."""
        joined = {**self.articles, **{article["id"]: article for article in arrived}}
        return [joined[name] for name in sorted(joined)]

    def list_earlier(self, articles: Sequence[JsonObject]) -> list[JsonObject]:
        """The texts that the reader was told of where `articles` have others now, each under an id of its own."""
        taken = {article["id"] for article in articles}
        earlier = []
        for article in articles:
            before = self.articles.get(article["id"])
            if before and article["id"] in self.told and any(before.get(n) != article.get(n) for n in ("text", "html")):
                name = next(name for name in _name_earlier(article["id"]) if name not in taken)
                taken.add(name)
                earlier.append({**_with_source(before), "id": name})
        return earlier

    def keep(self, articles: Sequence[JsonObject], told: Mapping[str, str], answer: str) -> None:
        """Writes, all or nothing, the articles, what the reader knows of them now, and the answer that told it.

        Raises: InputError if the file cannot be written.
        """
        rows = [(article["id"], json.dumps(article), told.get(article["id"])) for article in articles]
        with _open(self.file) as database:
            database.executemany("insert or replace into article values (?, ?, ?)", rows)
            database.execute("insert into told (answer) values (?)", [answer])


def _name_earlier(name: str) -> Iterator[str]:
    name = name[:_NAME_CHARACTERS]
    return (f"{name} (earlier)" if number == 1 else f"{name} (earlier {number})" for number in itertools.count(1))


def _with_source(article: JsonObject) -> JsonObject:
    """Where nothing else says who published it, its id does, and goes on to."""
    stated = any(article.get(field) for field in ("publisher", "source", "url", "html"))
    return article if stated else {**article, "source": article["id"]}


def open_story(file: Path) -> WatchedStory:
    """The story in `file`, which is made where there is none. Raises: InputError if it is no such file."""
    with _open(file) as database:
        rows = database.execute("select id, content, told_sha256 from article").fetchall()
    return WatchedStory(
        file=file,
        articles={name: json.loads(content) for name, content, _ in rows},
        told={name: digest for name, _, digest in rows if digest},
    )


@contextmanager
def _open(file: Path) -> Iterator[sqlite3.Connection]:
    """A transaction. Raises: InputError if `file` cannot be used."""
    try:
        with closing(sqlite3.connect(file)) as database:
            database.executescript(_TABLES)
            with database:
                yield database
    except sqlite3.Error as error:
        raise InputError(f"{file} cannot keep a story: {error}") from error
