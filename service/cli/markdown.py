"""Answers as Markdown, the cited places as footnotes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from service.api.evidence_responses import Citation, ConflictSide, Verification
from service.api.responses import CitationsAnswer, GroupsAnswer, SummaryAnswer
from service.cli.disagreements import describe_conflict
from service.cli.headline import Head, describe_story
from service.cli.news import describe_news, list_days
from service.cli.places import (
    FULL,
    FURTHER_ROLES,
    SAID_BY,
    CitedPlace,
    Naming,
    choose_places,
    distinct_places,
    number_places,
    printable,
)
from service.cli.report_days import list_report_days
from service.cli.support import count_support
from service.domain import ConflictStatus

SPECIAL = re.compile(r"([\\`*_\[\]<>|~#&$])|(?<=^\d)([.)])")


def summary_markdown(answer: SummaryAnswer, naming: Naming = FULL, heads: Sequence[Head] = ()) -> str:
    """The summary as a list of sentences with their independent sources, a footnote for each cited place.

    heads: of its articles, which give it a title and say from when they are.
    """
    places = number_places((sentence.citations for sentence in answer.sentences), naming)
    days = list_days(answer)
    support, reported = count_support(answer), list_report_days(answer)
    lines = []
    for place, (sentence, cited) in enumerate(zip(answer.sentences, places, strict=True)):
        lines += [*([""] if place else []), f"## {days[place]}", ""] if place in days else []
        news = f" {escape(describe_news(sentence.news))}" if sentence.news else ""
        lines.append(
            f"- {escape(sentence.text)}{_marks(choose_places(sentence.citations, cited, *SAID_BY))} "
            f"*({'; '.join(filter(None, (reported[place], str(support[place]))))}"
            f"{_further(sentence.citations, cited)})*{news}"
        )
    conflicts, updates = (
        [
            f"- {escape(describe_conflict(conflict))} *({_sides(conflict.sides)})*"
            for conflict in answer.conflicts or ()
            if conflict.status is status
        ]
        for status in (ConflictStatus.CONFLICT, ConflictStatus.UPDATE)
    )
    disagreements = ["## Where sources disagree", "", *conflicts] if conflicts else []
    changes = ["## What has changed", "", *updates] if updates else []
    title, about = describe_story(answer, heads) if heads else ("Summary", "")
    above = [f"*{escape(about)}*"] if about else []
    return _document(
        f"# {escape(title)}", above, lines, disagreements, changes, _footnotes(places), _notes(answer.warnings)
    )


def groups_markdown(answer: GroupsAnswer) -> str:
    """A section for each group, best first, its representative in bold."""
    blocks = []
    for group in answer.groups:
        heading = f"## {group.rank}. Independent sources: {group.coverage.independent_sources}"
        members = [
            f"- `{_code(member.article_id)}` {member.start}–{member.end}: "
            + (f"**{escape(member.text)}**" if index == group.representative else escape(member.text))
            for index, member in enumerate(group.members)
        ]
        blocks.append([heading, "", *members])
    return _document("# Groups", *blocks, _notes(answer.warnings))


def citations_markdown(answer: CitationsAnswer) -> str:
    """The text as a list of sentences, each with its verification, and a footnote for each cited place."""
    places = number_places(sentence.citations for sentence in answer.sentences)
    lines = [
        f"- {escape(sentence.text)}{_marks(choose_places(sentence.citations, cited, *SAID_BY))} "
        f"*({_judgement(sentence.verification)}{_further(sentence.citations, cited)})*"
        for sentence, cited in zip(answer.sentences, places, strict=True)
    ]
    return _document("# Sentences", lines, _footnotes(places), _notes(answer.warnings))


def _further(citations: Sequence[Citation], places: Sequence[CitedPlace]) -> str:
    """The places that report the same but do not support a sentence, and those that dispute it, in words."""
    chosen = ((words, choose_places(citations, places, role)) for role, words in FURTHER_ROLES.items())
    return "".join(f"; {words}: {_marks(further)}" for words, further in chosen if further)


def _sides(sides: Iterable[ConflictSide]) -> str:
    """Who says what, in the order of the statement."""
    speakers = (dict.fromkeys(citation.article_id for citation in side.citations) for side in sides)
    return " / ".join(", ".join(f"`{_code(article_id)}`" for article_id in side) for side in speakers)


def _judgement(verification: Verification) -> str:
    reasons = "".join(f"; {escape(reason)}" for reason in verification.reasons)
    return f"{verification.status} {verification.score:.2f}{reasons}"


def _document(title: str, *blocks: Sequence[str]) -> str:
    return "\n\n".join([title, *("\n".join(block) for block in blocks if block)])


def _marks(places: Iterable[CitedPlace]) -> str:
    return "".join(f"[^{place.number}]" for place in places)


def _footnotes(sentences: Iterable[Iterable[CitedPlace]]) -> list[str]:
    return [
        f"[^{place.number}]: {escape(place.article)}"
        if not place.quotation
        else f"[^{place.number}]: `{_code(place.article)}` {place.offsets}: {escape(place.quotation)}"
        for place in distinct_places(sentences)
    ]


def _notes(warnings: Iterable[str]) -> list[str]:
    return [f"> {escape(warning)}" for warning in warnings]


def _code(text: str) -> str:
    return printable(text).replace("`", "'")


def escape(text: str) -> str:
    """The text as Markdown shows it as it is."""
    return SPECIAL.sub(r"\\\1\2", printable(text))
