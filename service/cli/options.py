"""Arguments and options that several commands take."""

from __future__ import annotations

import enum
from typing import Annotated

import typer


class OutputFormat(enum.StrEnum):
    """json is the service's answer, byte for byte."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


class SummaryFormat(enum.StrEnum):
    """json is the service's answer, byte for byte; html the review page in one file, which needs no service."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"
    HTML = "html"


class Engine(enum.StrEnum):
    """Where processes run: on this machine, or in a Ray cluster."""

    LOCAL = "local"
    RAY = "ray"


class CitationForm(enum.StrEnum):
    """short: the cited articles; full: each cited place, with its characters and words."""

    SHORT = "short"
    FULL = "full"


Files = Annotated[
    list[str],
    typer.Argument(
        metavar="FILE",
        show_default=False,
        help="Articles: .html pages, .jsonl (an article object a line), .json (a list of articles or a "
        "request), .xml, .rss or .atom feeds, else text; folders of such files; - is standard input, a feed, text or "
        "JSON Lines.",
    ),
]
Query = Annotated[str | None, typer.Option(help="What the answer should be about.", show_default=False)]
MinSources = Annotated[
    int | None, typer.Option(help="Least number of independent sources behind a statement.", show_default="1")
]
Format = Annotated[OutputFormat, typer.Option("--format", help="How to print the answer.")]
FormatOfSummary = Annotated[SummaryFormat, typer.Option("--format", help="How to print the summary.")]
Url = Annotated[
    str | None,
    typer.Option(help="Ask the service at this address.", show_default="the same service inside this process"),
]
ApiKey = Annotated[str | None, typer.Option(envvar="CHORUS_API_KEY", help="Key for --url.", show_default=False)]
