"""Answers as Markdown, the cited places as footnotes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from service.api.evidence_responses import Conflict, Verification
from service.api.responses import CitationsAnswer, GroupsAnswer, SummaryAnswer
from service.cli.disagreements import describe_conflict, describe_sides, sort_conflicts
from service.cli.evidence import list_evidence, list_said
from service.cli.headline import Head, describe_story
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

SPECIAL = re.compile(r"([\\`*_\[\]<>|~#&$])|(?<=^\d)([.)])")


def summary_markdown(answer: SummaryAnswer, naming: Naming = FULL, heads: Sequence[Head] = ()) -> str:
    """The summary as a list of sentences with their independent sources, a footnote for each cited place.

    heads: of its articles, which give it a title and say from when they are.
    """
    places = number_places(list_said(answer), naming)
    days = list_days(answer)
    support, reported = count_support(answer), list_report_days(answer)
    lines = []
    for place, (sentence, cited) in enumerate(zip(answer.sentences, places, strict=True)):
        lines += [*([""] if place else []), f"## {days[place]}", ""] if place in days else []
        news = f" {escape(describe_news(sentence.news))}" if sentence.news else ""
        said = "; ".join(filter(None, (reported[place], str(support[place]))))
        marks, further = _marks(cited.get(WHOLE, ())), _further(cited, support[place].otherwise)
        lines.append(f"- {escape(sentence.text)}{marks} *({said}{further})*{news}")
    disagreements = _list_conflicts("## Where sources disagree", answer, ConflictStatus.CONFLICT, naming)
    changes = _list_conflicts("## What has changed", answer, ConflictStatus.UPDATE, naming)
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
    places = number_places(map(list_evidence, answer.sentences))
    lines = [
        f"- {escape(sentence.text)}{_marks(cited.get(WHOLE, ()))} "
        f"*({_judgement(sentence.verification)}{_further(cited)})*"
        for sentence, cited in zip(answer.sentences, places, strict=True)
    ]
    return _document("# Sentences", lines, _footnotes(places), _notes(answer.warnings))


def _further(places: Mapping[str, Sequence[CitedPlace]], counted: Mapping[str, str] = MappingProxyType({})) -> str:
    """The places that do not say all of a sentence, by how they stand to it, with how many do where that is counted."""
    return "".join(
        f"; {counted.get(words, words)}: {_marks(further)}" for words, further in places.items() if words != WHOLE
    )


def _list_conflicts(title: str, answer: SummaryAnswer, status: ConflictStatus, naming: Naming) -> list[str]:
    """What differs, and below it each side with who tells it; nothing where nothing does."""
    lines = [line for conflict in sort_conflicts(answer, status) for line in _list_sides(conflict, naming)]
    return [title, "", *lines] if lines else []


def _list_sides(conflict: Conflict, naming: Naming) -> list[str]:
    sides = (": ".join(filter(None, side)) for side in describe_sides(conflict, naming))
    return [f"- {escape(describe_conflict(conflict))}", *(f"  - {escape(side)}" for side in sides)]


def _judgement(verification: Verification) -> str:
    reasons = "".join(f"; {escape(reason)}" for reason in verification.reasons)
    return f"{verification.status} {verification.score:.2f}{reasons}"


def _document(title: str, *blocks: Sequence[str]) -> str:
    return "\n\n".join([title, *("\n".join(block) for block in blocks if block)])


def _marks(places: Iterable[CitedPlace]) -> str:
    return "".join(f"[^{place.number}]" for place in places)


def _footnotes(sentences: Iterable[Mapping[str, Iterable[CitedPlace]]]) -> list[str]:
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
