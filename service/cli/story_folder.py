"""Stories as folders: `FOLDER/<story id>/articles.jsonl`, an article a line."""

from __future__ import annotations

import json
import os
from bisect import bisect
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path, PureWindowsPath
from typing import Any

from service.cli.arrivals import with_ids
from service.cli.documents import JsonObject, read_documents
from service.cli.failures import InputError, UnavailableError
from service.cli.reservations import reserve

ARTICLES = "articles.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryFolder:
    """The stories that were told apart so far.

    stories: by id, their articles, each with an `id`. written: by id, when the last of these came.
    """

    path: Path
    stories: Mapping[str, list[JsonObject]]
    written: Mapping[str, datetime]

    @property
    def strays(self) -> Mapping[str, JsonObject]:
        """The articles that are a story each, by its id."""
        return {name: own[0] for name, own in self.stories.items() if len(own) == 1}

    def choose_near(
        self, articles: Sequence[JsonObject], window: timedelta, now: datetime
    ) -> dict[str, list[JsonObject]]:
        """By story, the articles that come again, and those that were published within `window` of one of these.

        As in the service, what has no date counts as published with the newest that is known; where nothing of its
        story has one, it is as much older than that as it has been in the folder.
        """
        again = {article["id"] for article in articles}
        arrived = [_date(article) for article in articles]
        kept = {name: [_date(article) for article in own] for name, own in self.stories.items()}
        dated = [moment for moments in (arrived, *kept.values()) for moment in moments if moment and moment <= now]
        newest = max(dated, default=now)
        # Differences of moments always fit; a moment less one of them may be before the year 1.
        sought = sorted(moment - newest if moment else timedelta(0) for moment in arrived)
        chosen = {}
        for name, moments in kept.items():
            since = [moment - newest if moment else None for moment in moments]
            undated = max((own for own in since if own is not None), default=self.written[name] - now)
            chosen[name] = [
                article
                for article, own in zip(self.stories[name], since, strict=True)
                if article["id"] in again or _measure_distance(undated if own is None else own, sought) <= window
            ]
        return {name: own for name, own in chosen.items() if own}

    def add(self, articles: Sequence[JsonObject], story_of: Mapping[str, str]) -> None:
        """Writes the stories that `articles` tell; one that is there already, by its id, takes its place.

        A stray that tells another story by now goes there, and its own ends.
        Raises: InputError if a file cannot be written, or taken away; UnavailableError if an id is no name of a folder.
        """
        for name in sorted({*story_of.values()} - {*self.stories}):
            _refuse_other_places(name)
        moved = {name: stray for name, stray in self.strays.items() if story_of.get(stray["id"], name) != name}
        changed: dict[str, dict[str, JsonObject]] = {}
        for article in (*moved.values(), *articles):  # of one that comes again, what came last stays
            name = story_of[article["id"]]
            own = changed.setdefault(name, {known["id"]: known for known in self.stories.get(name, [])})
            own[article["id"]] = article
        for name, own in changed.items():
            if list(own.values()) != self.stories.get(name):
                self._write(name, own.values())
        for name in moved:
            self._end(name)

    def _end(self, name: str) -> None:
        file = self.path / name / ARTICLES
        try:
            file.unlink()
            if not any(file.parent.iterdir()):
                file.parent.rmdir()
        except OSError as error:
            raise InputError(f"cannot take {file} away: {error.strerror or error}") from error

    def _write(self, name: str, articles: Any) -> None:
        file = self.path / name / ARTICLES
        draft = file.with_name(f".{ARTICLES}.new")  # hidden from who reads the folder meanwhile
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            draft.write_text("".join(f"{json.dumps(article)}\n" for article in articles), encoding="utf-8")
            draft.replace(file)
        except OSError as error:
            raise InputError(f"cannot write {file}: {error.strerror or error}") from error


def _refuse_other_places(name: str) -> None:
    """Raises: UnavailableError if a story is called what leads elsewhere (`../x`), on any system, or is no name."""
    if PureWindowsPath(name).name != name or name in {"", ".."} or not name.isprintable():
        raise UnavailableError(f"the service calls a story {name!r}, which is no name of a folder; nothing is written")


def reserve_story_folder(path: Path) -> AbstractContextManager[None]:
    """A context in which no other run adds to the stories in `path`, which is made; who comes second waits.

    Raises: InputError if there can be no such folder.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror or error}") from error
    return reserve(path, os.O_RDONLY, wait=True)


def open_story_folder(path: Path) -> StoryFolder:
    """The stories in `path`; none where there is no such folder. Raises: InputError if one cannot be read.

    An article that stands in several, as where a run was killed while it moved a stray, is of the largest.
    """
    files = {file.parent.name: file for file in sorted(path.glob(f"*/{ARTICLES}"))}
    return StoryFolder(
        path=path,
        stories=_tell_apart({name: _read_story(file) for name, file in files.items()}),
        written={name: datetime.fromtimestamp(file.stat().st_mtime, UTC) for name, file in files.items()},
    )


def _tell_apart(stories: Mapping[str, list[JsonObject]]) -> dict[str, list[JsonObject]]:
    """The stories by name, each article in the largest that has it."""
    story_of: dict[str, str] = {}
    for name in sorted(stories, key=lambda name: (-len(stories[name]), name)):
        for article in stories[name]:
            story_of.setdefault(article["id"], name)
    own = {name: [article for article in held if story_of[article["id"]] == name] for name, held in stories.items()}
    return {name: held for name, held in own.items() if held}


def _read_story(file: Path) -> list[JsonObject]:
    return [document.article for document in with_ids(read_documents([str(file)]).documents)]


def _measure_distance(moment: timedelta, sought: Sequence[timedelta]) -> timedelta:
    """To the nearest of `sought`, which are in order."""
    place = bisect(sought, moment)
    return min(abs(moment - near) for near in sought[max(place - 1, 0) : place + 1])


def _date(article: Any) -> datetime | None:
    """When it was published; None where it does not say, or says it as no date: the service refuses that."""
    stated = article.get("published_at") if isinstance(article, dict) else None
    try:
        moment = datetime.fromisoformat(stated) if isinstance(stated, str) else None
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment
