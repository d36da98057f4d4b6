"""`chorus groups`: what articles say together."""

from __future__ import annotations

from service.api.responses import GroupsAnswer
from service.cli.answers import print_answer
from service.cli.client import Service, post
from service.cli.documents import read_documents
from service.cli.markdown import groups_markdown
from service.cli.options import ApiKey, Files, Format, MinSources, OutputFormat, Query, Url
from service.cli.rendering import render_groups


def groups(
    files: Files,
    *,
    query: Query = None,
    min_sources: MinSources = None,
    output_format: Format = OutputFormat.TEXT,
    url: Url = None,
    api_key: ApiKey = None,
) -> None:
    """Show the groups of sentences that report the same fact, most independent sources first."""
    documents = read_documents(files)
    request = documents.compose_request(query=query, min_sources=min_sources)
    body = post(Service(url=url, api_key=api_key), "/v1/groups", request, origins=documents.origins)
    print_answer(body, output_format, GroupsAnswer, text=render_groups, markdown=groups_markdown)
