"""`chorus summarize`: a summary of files."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

import typer

from service.api.responses import SummaryAnswer
from service.cli.answers import print_answer
from service.cli.client import Service, post
from service.cli.documents import read_documents
from service.cli.failures import UsageError
from service.cli.headline import read_heads
from service.cli.markdown import summary_markdown
from service.cli.options import (
    ApiKey,
    CitationForm,
    Files,
    FormatOfSummary,
    MinSources,
    OutputFormat,
    Query,
    SummaryFormat,
    Url,
)
from service.cli.page import PAGE_OPTIONS, summary_page
from service.cli.places import Naming, name_articles, name_outlets
from service.cli.rendering import render_summary
from service.domain import LengthUnit, Mode, Order


def summarize(
    files: Files,
    *,
    words: Annotated[int | None, typer.Option(help="Longest summary, in words.", show_default="150")] = None,
    sentences: Annotated[int | None, typer.Option(help="... in sentences.", show_default=False)] = None,
    characters: Annotated[int | None, typer.Option(help="... in characters.", show_default=False)] = None,
    fraction: Annotated[
        float | None, typer.Option(help="... as a share of the articles' words, up to 1.", show_default=False)
    ] = None,
    mode: Annotated[
        Mode | None, typer.Option(help="Sentences as they stand, or rewritten and verified.", show_default="extractive")
    ] = None,
    rewriter: Annotated[
        str | None, typer.Option(help="Who rewrites in abstractive mode.", show_default="the first of CHORUS_REWRITERS")
    ] = None,
    order: Annotated[Order | None, typer.Option(help="Order of the sentences.", show_default="narrative")] = None,
    query: Query = None,
    min_sources: MinSources = None,
    citations: Annotated[
        CitationForm, typer.Option(help="What is shown of what is cited: articles, or every place with its words.")
    ] = CitationForm.SHORT,
    output_format: FormatOfSummary = SummaryFormat.TEXT,
    url: Url = None,
    api_key: ApiKey = None,
) -> None:
    """Summarize articles on one story, every sentence with the places that support it."""
    length = _length(words=words, sentences=sentences, characters=characters, fraction=fraction)
    documents = read_documents(files)
    request = documents.compose_request(
        length=length, mode=mode, rewriter=rewriter, order=order, query=query, min_sources=min_sources
    )
    if output_format is SummaryFormat.HTML:
        request |= PAGE_OPTIONS
    body = post(Service(url=url, api_key=api_key), "/v1/summaries", request, origins=documents.origins)
    if output_format is SummaryFormat.HTML:
        typer.echo(summary_page(request, body))
        return
    naming = Naming(
        names=name_articles(documents.articles),
        outlets=name_outlets(documents.articles),
        short=citations is CitationForm.SHORT,
    )
    print_answer(
        body,
        OutputFormat(output_format),
        SummaryAnswer,
        text=partial(render_summary, naming=naming),
        markdown=partial(summary_markdown, naming=naming, heads=read_heads(documents.articles)),
    )


def _length(**values: float | None) -> dict[str, Any] | None:
    given = [(LengthUnit(unit), value) for unit, value in values.items() if value is not None]
    if len(given) > 1:
        names = " and ".join(f"--{unit}" for unit, _ in given)
        raise UsageError(f"{names} exclude each other; give one length")
    return {"unit": given[0][0], "value": given[0][1]} if given else None
