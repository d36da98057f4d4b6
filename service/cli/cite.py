"""`chorus cite`: the support of any text in articles."""

from __future__ import annotations

from typing import Annotated

import typer

from service.api.responses import CitationsAnswer
from service.cli.answers import print_answer, read_answer
from service.cli.client import Service, post
from service.cli.documents import STDIN, read_documents, read_text
from service.cli.failures import UnsupportedError, UsageError
from service.cli.markdown import citations_markdown
from service.cli.options import ApiKey, Format, OutputFormat, Url
from service.cli.rendering import render_citations


def cite(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="[TEXTFILE] FILE",
            show_default=False,
            help="The text to cite for (unless --text gives it), then the articles; - is standard input.",
        ),
    ],
    *,
    text: Annotated[str | None, typer.Option(help="The text to cite for.", show_default=False)] = None,
    threshold: Annotated[
        float | None,
        typer.Option(
            min=0.0001,
            max=0.9999,
            help="Probability of support from which a sentence is supported; by default one chosen on data.",
            show_default=False,
        ),
    ] = None,
    fail_under: Annotated[
        float,
        typer.Option(min=0.0, max=1.0, help="End with exit code 5 where a smaller share of sentences is supported."),
    ] = 0.0,
    output_format: Format = OutputFormat.TEXT,
    url: Url = None,
    api_key: ApiKey = None,
) -> None:
    """Find the places in articles that support each sentence of a text, whoever or whatever wrote it."""
    articles = files if text is not None else files[1:]
    if not articles:
        raise UsageError("give the file with the text first, then at least one article; or --text TEXT and articles")
    if files.count(STDIN) > 1:
        raise UsageError("standard input (-) can be read once only")
    cited = text if text is not None else read_text(files[0])
    documents = read_documents(articles)
    request = documents.compose_request(text=cited, threshold=threshold)
    body = post(Service(url=url, api_key=api_key), "/v1/citations", request, origins=documents.origins)
    print_answer(body, output_format, CitationsAnswer, text=render_citations, markdown=citations_markdown)
    support = read_answer(CitationsAnswer, body).support
    if support < fail_under:
        raise UnsupportedError(
            f"{support:.0%} of the sentences are supported; at least {fail_under:.0%} were asked for"
        )
