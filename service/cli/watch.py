"""`chorus watch`: what is new in a folder."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from service.api.responses import SummaryAnswer
from service.cli.answers import print_answer, read_answer
from service.cli.arrivals import Notes, post_arrivals, read_arrivals
from service.cli.client import Service
from service.cli.documents import JsonObject
from service.cli.failures import InputError, RefusedError, UnavailableError
from service.cli.markdown import summary_markdown
from service.cli.options import ApiKey, Format, OutputFormat, Url
from service.cli.places import Naming, name_articles, name_outlets
from service.cli.rendering import render_summary
from service.cli.watched_story import WatchedStory, open_story

STATE = ".chorus.sqlite"


def watch(
    folder: Annotated[Path, typer.Argument(help="Articles on one story; more may come.", exists=True, file_okay=False)],
    *,
    words: Annotated[int, typer.Option(help="Longest update, in words.", min=1)] = 150,
    every: Annotated[float, typer.Option(help="Seconds between two looks.", min=0.1)] = 60.0,
    once: Annotated[bool, typer.Option("--once", help="Look once, tell what is new, and end.")] = False,
    state: Annotated[
        Path | None,
        typer.Option(help="SQLite file that keeps the story.", show_default=f"FOLDER/{STATE}", dir_okay=False),
    ] = None,
    output_format: Format = OutputFormat.TEXT,
    url: Url = None,
    api_key: ApiKey = None,
) -> None:
    """Summarize the articles in a folder, and as more come, tell what is new, updated or disputed."""
    file, notes, service = state or folder / STATE, Notes(), Service(url=url, api_key=api_key)
    open_story(file)  # what is no such file will be none later
    failure = ""
    while True:
        try:
            _look(folder, open_story(file), service, notes, words=words, output_format=output_format)
            failure = ""
        except (InputError, RefusedError, UnavailableError) as error:
            if once:
                raise
            # The next look may go well: files come, services come back, a database is let go.
            if str(error) != failure:
                failure = str(error)
                typer.echo(f"chorus: {failure}; looking again every {every:g} s", err=True)
        if once:
            return
        time.sleep(every)


def _look(
    folder: Path, story: WatchedStory, service: Service, notes: Notes, *, words: int, output_format: OutputFormat
) -> None:
    """Tells what the folder holds that the reader was not told of; nothing where there is no such thing."""
    arrivals = read_arrivals([str(folder)], notes, without=story.file, folder=folder)
    compose = partial(_compose, story=story, words=words)
    told = post_arrivals(service, "/v1/summaries", arrivals, compose, notes, elsewhere=str(story.file))
    if not told.request:
        return
    answer, articles = read_answer(SummaryAnswer, told.body), told.request["articles"]
    naming = Naming(names=name_articles(articles), outlets=name_outlets(articles), short=True)
    print_answer(
        told.body,
        output_format,
        SummaryAnswer,
        text=lambda shown: render_summary(shown, naming),
        markdown=lambda shown: summary_markdown(shown, naming),
    )
    # Told first, then kept: whoever stops it in between is told again, and misses nothing.
    story.keep(
        story.join(told.arrivals.articles),
        {article.id: article.sha256 for article in answer.receipt.articles},
        told.body.decode(),
    )


def _compose(arrived: Sequence[JsonObject], story: WatchedStory, words: int) -> JsonObject:
    """The request about the story with the articles that arrived; empty where all are in it already."""
    articles = story.join(arrived)
    if articles == story.join([]):
        return {}
    earlier = story.list_earlier(articles)  # known still, so that what stayed in them is not told again
    request: JsonObject = {"articles": [*articles, *earlier], "length": {"unit": "words", "value": words}}
    if story.told:
        request["since"] = {"articles": [{"id": name, "sha256": digest} for name, digest in story.told.items()]}
    return request
