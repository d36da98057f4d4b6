"""`chorus stories`: the events of a mixed stream."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from service.api.article_responses import FollowedStory
from service.api.responses import StoriesAnswer
from service.cli.answers import print_answer, read_answer
from service.cli.arrivals import Notes, post_arrivals, read_arrivals
from service.cli.client import Service
from service.cli.documents import JsonObject
from service.cli.markdown import escape
from service.cli.options import ApiKey, Files, Format, OutputFormat, Url
from service.cli.places import printable
from service.cli.rendering import count_noun
from service.cli.story_folder import StoryFolder, open_story_folder, reserve_story_folder
from service.domain import STORY_WINDOW

_DAY = timedelta(days=1)
_TITLE_CHARACTERS = 70


def stories(
    files: Files,
    *,
    window_days: Annotated[
        float,
        typer.Option(help="Days that articles of one story may be apart, each from the next.", min=0.01, max=3650),
    ] = STORY_WINDOW / _DAY,
    into: Annotated[
        Path | None,
        typer.Option(
            help="Folder that keeps the stories, each as FOLDER/<id>/articles.jsonl; articles join those in it, and "
            "so may strays.",
            file_okay=False,
            show_default=False,
        ),
    ] = None,
    output_format: Format = OutputFormat.TEXT,
    url: Url = None,
    api_key: ApiKey = None,
) -> None:
    """Tell the events of a mixed stream of articles apart: feeds, JSON Lines, folders of pages."""
    notes, service, window = Notes(), Service(url=url, api_key=api_key), timedelta(days=window_days)
    arrivals = read_arrivals(files, notes, without=into)
    with reserve_story_folder(into) if into else nullcontext():
        folder = open_story_folder(into) if into else None
        compose = partial(_compose, folder=folder, window=window)
        told = post_arrivals(service, "/v1/stories", arrivals, compose, notes, elsewhere=str(into or ""))
        if folder:
            answer = read_answer(StoriesAnswer, told.body)
            folder.add(told.arrivals.articles, {article.id: article.story for article in answer.articles})
    list_titles = partial(_list_titles, told.request["articles"])
    known = frozenset(story["id"] for story in told.request.get("known", ()))
    print_answer(
        told.body,
        output_format,
        StoriesAnswer,
        text=lambda shown: render_stories(shown, list_titles(shown), known),
        markdown=lambda shown: stories_markdown(shown, list_titles(shown), known),
    )


def _compose(articles: Sequence[JsonObject], folder: StoryFolder | None, window: timedelta) -> JsonObject:
    """The request about articles that arrived, with those in the folder that they may belong to."""
    request: JsonObject = {"articles": list(articles), "window_days": window / _DAY}
    if folder:
        arriving = {article["id"] for article in articles}
        near = folder.choose_near(articles, window, datetime.now(UTC))
        request["known"] = [
            {"id": name, "articles": [article["id"] for article in own]}
            for name, own in near.items()
            if name not in folder.strays
        ]
        request["articles"] += [article for own in near.values() for article in own if article["id"] not in arriving]
    return request


def render_stories(
    answer: StoriesAnswer, titles: Mapping[str, str], known: Collection[str] = frozenset()
) -> RenderableType:
    """A line a story, its articles under it; then the strays, of which those that are `known` are none."""
    table = Table.grid(padding=(0, 2))
    for story in answer.stories:
        if not _strays(story, known):
            counts = f"{count_noun(len(story.articles), 'article')}, {story.coverage.independent_sources} independent"
            table.add_row(Text(story.id, style="bold green", no_wrap=True), Text(f"{counts}{_tell_days(story)}"))
            for article in story.articles:
                table.add_row("", Text(printable(titles.get(article, article))))
    strays = [story for story in answer.stories if _strays(story, known)]
    for story in strays:
        title = printable(titles.get(story.articles[0], story.articles[0]))
        table.add_row(Text(story.id, style="dim", no_wrap=True), Text(f"stray: {title}", style="dim"))
    told = len(answer.stories) - len(strays)
    notes = [Text(f"Note: {printable(warning)}", style="yellow") for warning in answer.warnings]
    return Group(
        Text(f"{told} {'story' if told == 1 else 'stories'}, {count_noun(len(strays), 'stray')}", style="bold"),
        table,
        *notes,
    )


def stories_markdown(answer: StoriesAnswer, titles: Mapping[str, str], known: Collection[str] = frozenset()) -> str:
    """A section a story, with the most independent sources first, then one of the strays."""
    blocks = [
        [f"## {story.id}: independent sources: {story.coverage.independent_sources}", "", *_list(story, titles)]
        for story in answer.stories
        if not _strays(story, known)
    ]
    strays = [line for story in answer.stories if _strays(story, known) for line in _list(story, titles)]
    blocks += [["## Strays", "", *strays]] if strays else []
    return "\n\n".join(["# Stories", *("\n".join(block) for block in blocks)])


def _strays(story: FollowedStory, known: Collection[str]) -> bool:
    return story.stray and story.id not in known


def _list(story: FollowedStory, titles: Mapping[str, str]) -> Sequence[str]:
    return [f"- {escape(titles.get(article, article))}" for article in story.articles]


def _tell_days(story: FollowedStory) -> str:
    first, last = story.first_published_at, story.last_published_at
    days = dict.fromkeys(_tell_day(moment) for moment in (first, last) if moment)
    return f", {' to '.join(days)}" if days else ""


def _tell_day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d}"


def _list_titles(articles: Sequence[JsonObject], answer: StoriesAnswer) -> dict[str, str]:
    """What each article is called, by its id; of a copy, whose it is."""
    outlets = {article["id"]: _name_outlet(article) for article in articles}
    copies = {article.id: f", copy of {outlets[article.copy_of]}" for article in answer.articles if article.copy_of}
    return {article["id"]: f"{_entitle(article)}{copies.get(article['id'], '')}" for article in articles}


def _name_outlet(article: Mapping[str, Any]) -> str:
    return str(article.get("publisher") or article.get("source") or article["id"])


def _entitle(article: Mapping[str, Any]) -> str:
    """Its title, else how its text begins, behind who published it."""
    source = _name_outlet(article)
    told = article.get("title") or str(article.get("text") or "").strip().partition("\n")[0]
    return f"{source}: {told if len(told) <= _TITLE_CHARACTERS else told[:_TITLE_CHARACTERS] + '…'}"
