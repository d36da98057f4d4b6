"""`chorus watch`: what is new in a folder."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated, Any

import typer

from service.api.responses import SummaryAnswer
from service.cli.answers import print_answer, read_answer
from service.cli.client import Service, post
from service.cli.documents import read_documents
from service.cli.markdown import summary_markdown
from service.cli.options import ApiKey, Format, OutputFormat, Url
from service.cli.places import Naming, name_articles, name_outlets
from service.cli.rendering import render_summary
from service.cli.story_folder import with_ids
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
    file = state or folder / STATE
    while True:
        _look(folder, open_story(file), words, output_format, Service(url=url, api_key=api_key))
        if once:
            return
        time.sleep(every)


def _look(folder: Path, story: WatchedStory, words: int, output_format: OutputFormat, service: Service) -> None:
    """Tells what the folder holds that the reader was not told of; nothing where there is no such thing."""
    documents = read_documents([str(folder)], without=story.file)
    arrived = with_ids(documents)
    articles = story.join(arrived)
    if articles == story.join([]):
        return
    places = {article["id"]: origin for article, origin in zip(arrived, documents.origins, strict=True)}
    request: dict[str, Any] = {"articles": articles, "length": {"unit": "words", "value": words}}
    if story.told:
        request["since"] = {"articles": [{"id": name, "sha256": digest} for name, digest in story.told.items()]}
    origins = [places.get(article["id"], str(story.file)) for article in articles]
    body = post(service, "/v1/summaries", request, origins=origins)
    answer = read_answer(SummaryAnswer, body)
    naming = Naming(names=name_articles(articles), outlets=name_outlets(articles), short=True)
    print_answer(
        body,
        output_format,
        SummaryAnswer,
        text=lambda shown: render_summary(shown, naming),
        markdown=lambda shown: summary_markdown(shown, naming),
    )
    # Told first, then kept: whoever stops it in between is told again, and misses nothing.
    story.keep(articles, {article.id: article.sha256 for article in answer.receipt.articles}, body.decode())
