"""A story that is watched: its articles and which of them the reader was told of, in an SQLite file."""

from __future__ import annotations

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

    def keep(self, articles: Sequence[JsonObject], told: Mapping[str, str], answer: str) -> None:
        """Writes, all or nothing, the articles, what the reader knows of them now, and the answer that told it.

        Raises: InputError if the file cannot be written.
        """
        rows = [(article["id"], json.dumps(article), told.get(article["id"])) for article in articles]
        with _open(self.file) as database:
            database.executemany("insert or replace into article values (?, ?, ?)", rows)
            database.execute("insert into told (answer) values (?)", [answer])


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
