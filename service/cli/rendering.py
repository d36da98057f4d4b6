"""Answers for a person; rich leaves colours out where the output is no terminal or NO_COLOR is set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from service.api import evidence_responses
from service.api.responses import CitationsAnswer, GroupsAnswer, SummaryAnswer
from service.cli.disagreements import describe_conflict, describe_sides, sort_conflicts
from service.cli.evidence import list_evidence, list_said
from service.cli.news import describe_news, list_days
from service.cli.places import (
    FULL,
    WHOLE,
    CitedPlace,
    Naming,
    distinct_places,
    number_places,
    printable,
)
from service.cli.report_days import list_report_days
from service.cli.support import count_support
from service.domain import ConflictStatus

STATUS_STYLES = {
    "verbatim": "green",
    "supported": "green",
    "fallback": "yellow",
    "unsupported": "red",
    "contradicted": "bold red",
}
STOP_REASONS = {"length": "the next sentence would not fit", "exhausted": "nothing is left to say"}

TITLES = {ConflictStatus.CONFLICT: "Where sources disagree", ConflictStatus.UPDATE: "What has changed"}


def render_summary(answer: SummaryAnswer, naming: Naming = FULL) -> RenderableType:
    """The summary, sentence by sentence with its sources and marks, then the places the marks stand for."""
    places = number_places(list_said(answer), naming)
    lines = _grid()
    days = list_days(answer)
    support, reported = count_support(answer), list_report_days(answer)
    for place, (sentence, cited) in enumerate(zip(answer.sentences, places, strict=True)):
        if place in days:
            lines.add_row("", Text(days[place], style="bold"))
        reporting = Text(support[place].reporting, style="bold green", no_wrap=True)
        lines.add_row(reporting, _marked(sentence.text, cited.get(WHOLE, ())))
        detail = ", ".join(filter(None, (support[place].in_detail, reported[place])))
        lines.add_row("", Text(detail, style="dim"))
        _add_further(lines, cited, support[place].otherwise)
        if sentence.news:
            lines.add_row("", Text(printable(describe_news(sentence.news)), style="magenta"))
        lines.add_row()
    length = answer.length
    measured = f"{length.actual:g} of {length.requested:g} {length.unit}: {STOP_REASONS[length.stop_reason]}"
    return Group(
        _heading("Summary: independent sources, sentence, cited places"),
        _indented(lines),
        Text(f"  {measured}", style="dim"),
        "",
        _render_places(places),
        *_render_conflicts(answer, naming),
        *_render_warnings(answer.warnings),
    )


def render_groups(answer: GroupsAnswer) -> RenderableType:
    """The groups, best first: how many stand behind each, and its sentences, its representative marked."""
    if not answer.groups:
        return Group(Text("No group is about this query with so many sources."), *_render_warnings(answer.warnings))
    return Group(*(_render_group(group) for group in answer.groups), *_render_warnings(answer.warnings))


def render_citations(answer: CitationsAnswer) -> RenderableType:
    """The text's sentences, each with how the articles support it, then the places the marks stand for."""
    places = number_places(map(list_evidence, answer.sentences))
    lines = _grid()
    for sentence, cited in zip(answer.sentences, places, strict=True):
        verification = sentence.verification
        status = Text(f"{verification.status} {verification.score:.2f}", no_wrap=True)
        status.stylize(STATUS_STYLES[verification.status])
        lines.add_row(status, _marked(sentence.text, cited.get(WHOLE, ())))
        _add_further(lines, cited)
        for reason in verification.reasons:
            lines.add_row("", Text(printable(reason), style="dim"))
        lines.add_row()
    supported = f"  {answer.support:.0%} of {count_noun(len(answer.sentences), 'sentence')} supported"
    return Group(
        _heading("Sentences"),
        _indented(lines),
        Text(supported, style="dim"),
        "",
        _render_places(places),
        *_render_warnings(answer.warnings),
    )


def _add_further(
    lines: Table, places: Mapping[str, Sequence[CitedPlace]], counted: Mapping[str, str] = MappingProxyType({})
) -> None:
    """A line for each way in which further places stand to a sentence, with how many do where that is counted."""
    for words, further in places.items():
        if words != WHOLE:
            marks = " ".join(place.mark for place in further)
            lines.add_row("", Text(f"{counted.get(words, words)}: {marks}", style="dim"))


def render_articles(answer: SummaryAnswer) -> RenderableType:
    """What became of each article: its sentences, how many are cited, what was left out, what it copies."""
    table = Table(box=None, padding=(0, 2), pad_edge=False, header_style="dim")
    table.add_column("article", overflow="fold")
    for name in ("sentences", "cited", "left out"):
        table.add_column(name, justify="right")
    table.add_column("copy or edit of", overflow="fold")
    for article in answer.articles or ():
        counts = (article.sentences, article.cited, article.boilerplate)
        copy_of = printable(article.copy_of) if article.copy_of is not None else ""
        table.add_row(Text(printable(article.id)), *(str(count) for count in counts), Text(copy_of))
    return Group(_heading("Articles"), _indented(table))


def render_timings(answer: SummaryAnswer) -> RenderableType:
    """Milliseconds by stage, and their sum."""
    stages = " · ".join(f"{stage} {milliseconds:.1f}" for stage, milliseconds in answer.timings_ms.items())
    total = sum(answer.timings_ms.values())
    return Group(_heading("Milliseconds"), Padding(Text(f"{total:.1f} = {stages}", style="dim"), (0, 0, 0, 2)))


def _render_group(group: evidence_responses.Group) -> RenderableType:
    sources = count_noun(group.coverage.independent_sources, "independent source")
    articles = count_noun(group.coverage.articles, "article")
    members = _grid()
    for index, member in enumerate(group.members):
        stands_for_it = index == group.representative
        members.add_row(
            Text("*" if stands_for_it else " ", style="green"),
            Text(printable(member.article_id), style="cyan", overflow="fold"),
            Text(f"{member.start}–{member.end}", style="dim", no_wrap=True),
            Text(printable(member.text), style="bold" if stands_for_it else ""),
        )
    heading = f"{group.rank}. {sources}, {articles}, salience {group.salience:.2f}"
    return Group(Text(heading, style="bold green"), _indented(members), "")


def _render_places(sentences: Sequence[Mapping[str, Sequence[CitedPlace]]]) -> RenderableType:
    places = distinct_places(sentences)
    if not places:
        return Text("Nothing is cited.")
    table = _grid()
    if not any(place.quotation for place in places):
        for place in places:
            table.add_row(Text(place.mark, style="cyan", no_wrap=True), Text(place.article, overflow="fold"))
        return Group(_heading("Cited articles"), _indented(table))
    for place in places:
        table.add_row(
            Text(place.mark, style="cyan", no_wrap=True),
            Text(place.article, style="bold", overflow="fold"),
            Text(place.offsets, style="dim", no_wrap=True),
            Text(place.quotation),
        )
    return Group(_heading("Cited places: article, characters, words"), _indented(table))


def _render_warnings(warnings: Sequence[str]) -> list[RenderableType]:
    return [Text(f"Note: {printable(warning)}", style="yellow") for warning in warnings]


def _marked(text: str, places: Sequence[CitedPlace]) -> Text:
    marked = Text(printable(text))
    if places:
        marked.append(" ").append("".join(place.mark for place in places), style="cyan")
    return marked


def _heading(title: str) -> Text:
    return Text(title, style="bold")


def _grid() -> Table:
    return Table.grid(padding=(0, 2))


def _indented(content: RenderableType) -> Padding:
    return Padding(content, (0, 0, 0, 2))


def count_noun(number: int, noun: str) -> str:
    """The number and what is counted: "1 article", "2 articles"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _render_conflicts(answer: SummaryAnswer, naming: Naming) -> list[RenderableType]:
    """What sources disagree about, and what has changed: what it is, and below it each side with who tells it."""
    told: list[RenderableType] = []
    for status, title in TITLES.items():
        if own := sort_conflicts(answer, status):
            told += ["", _heading(title), *(_indented(_render_conflict(conflict, naming)) for conflict in own)]
    return told


def _render_conflict(conflict: evidence_responses.Conflict, naming: Naming) -> RenderableType:
    sides = _grid()
    for time, said in describe_sides(conflict, naming):
        sides.add_row(*([Text(time, style="dim", no_wrap=True)] if time else []), Text(said))
    return Group(Text(describe_conflict(conflict)), _indented(sides))
