"""How many independent sources report a sentence's fact, how many of these every detail, and who tells it otherwise.

The counts, and the words for them, are those that the review page shows (`web/src/matrix/tally.ts`,
`web/src/summary/support.ts`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from service.api.article_responses import ArticleReport
from service.api.evidence_responses import Group
from service.api.responses import SummaryAnswer
from service.api.sentence_responses import SummarySentence
from service.cli.opposed import Stand, Standing, list_stands, overlap
from service.domain import CitationRole

OTHERWISE = {
    Standing.DISPUTING: "says otherwise",
    Standing.NEWER: "newer version",
    Standing.OLDER: "older version",
}
"""What is said of a place that tells a fact otherwise."""
_WHOLE = frozenset({CitationRole.REPRESENTATIVE, CitationRole.SUPPORTING})
_REPORTING = frozenset({Standing.REPORTS, Standing.RELATED, Standing.SUPPORTING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """Independent sources behind a sentence.

    reports: those that report its fact. whole: those of them that leave nothing of the sentence out. disputing: those
    that say otherwise. older, newer: those that have nothing but an older version, or a newer one.
    """

    reports: int
    whole: int
    disputing: int = 0
    older: int = 0
    newer: int = 0

    @property
    def reporting(self) -> str:
        """As in "4 report it"."""
        return f"{self.reports} {'reports' if self.reports == 1 else 'report'} it"

    @property
    def in_detail(self) -> str:
        """As in "1 in every detail", "all in every detail"."""
        if self.whole < self.reports:
            return f"{self.whole or 'none'} in every detail"
        return "all in every detail" if self.whole > 1 else "in every detail"

    @property
    def otherwise(self) -> Mapping[str, str]:
        """By what is said of their places, as in "4 have an older version"; empty where nobody tells it otherwise."""
        told = (
            (Standing.DISPUTING, self.disputing, "says otherwise", "say otherwise"),
            (Standing.NEWER, self.newer, "has a newer version", "have a newer version"),
            (Standing.OLDER, self.older, "has an older version", "have an older version"),
        )
        return {
            OTHERWISE[way]: f"{number} {one if number == 1 else several}"
            for way, number, one, several in told
            if number
        }

    def __str__(self) -> str:
        """As in "4 independent sources report it, 1 in every detail"."""
        number, verb = self.reporting.split(" ", 1)
        return f"{number} independent source{'' if self.reports == 1 else 's'} {verb}, {self.in_detail}"


def count_support(answer: SummaryAnswer) -> tuple[Support, ...]:
    """Of each sentence who stands behind it; where the answer has no groups, those that it counts itself."""
    groups = {group.id: group for group in answer.groups or ()}
    columns = _join_articles(answer.articles or ())
    return tuple(
        _count(sentence, groups.get(sentence.group_id), stands, columns)
        for sentence, stands in zip(answer.sentences, list_stands(answer), strict=True)
    )


def _count(
    sentence: SummarySentence, group: Group | None, stands: Sequence[Stand], columns: Sequence[frozenset[int]]
) -> Support:
    standings = _find_standings(group, stands)
    by_column = [[standings[article] for article in column if article in standings] for column in columns]

    def told(*wanted: Standing) -> set[int]:
        return {article for article, standing in standings.items() if standing in wanted}

    independent = sentence.coverage.independent_sources
    said_whole = {place.article_index for place in sentence.citations if place.role in _WHOLE}
    whole = _correct(independent, said_whole, told(Standing.SUPPORTING), columns)
    members = {member.article_index for member in group.members} if group else said_whole
    known = group.coverage.independent_sources if group else independent
    return Support(
        reports=max(_correct(known, members, told(*_REPORTING), columns), whole),
        whole=whole,
        disputing=sum(Standing.DISPUTING in own for own in by_column),
        older=sum(max(own, default=None) is Standing.OLDER for own in by_column),
        newer=sum(max(own, default=None) is Standing.NEWER for own in by_column),
    )


def _find_standings(group: Group | None, stands: Sequence[Stand]) -> Mapping[int, Standing]:
    """How each article stands to the fact. That whose sentence stands for it tells it, whatever else it says."""
    home = {group.members[group.representative].article_index} if group else set()
    standings: dict[int, Standing] = {}

    def note(article: int, standing: Standing) -> None:
        standings[article] = max(standing, standings.get(article, standing))

    opposed = [stand.place for stand in stands if stand.standing not in _REPORTING]
    for member in group.members if group else ():
        if not any(overlap(place, member) for place in opposed):
            note(member.article_index, Standing.REPORTS)
    for stand in stands:
        if stand.standing in _REPORTING or stand.place.article_index not in home:
            note(stand.place.article_index, stand.standing)
    return standings


def _correct(known: int, counted: set[int], told: set[int], columns: Sequence[frozenset[int]]) -> int:
    """What the service counted of `counted`, and what is to be told of `told`: sources of the difference alone."""
    added = sum(1 for column in columns if column & told and not column & counted)
    return known + added - sum(1 for column in columns if column & counted and not column & told)


def _join_articles(reports: Iterable[ArticleReport]) -> list[frozenset[int]]:
    """The articles that count once: of one publisher, or copies of one text, or both."""
    columns: list[tuple[set[str], frozenset[int]]] = []
    for index, report in enumerate(reports):
        names = {f"source {report.source}", f"text {report.id}", f"text {report.copy_of or report.id}"}
        near = [column for column in columns if column[0] & names]
        columns = [column for column in columns if column not in near]
        columns.append(
            (names.union(*(known for known, _ in near)), frozenset({index}).union(*(members for _, members in near)))
        )
    return [members for _, members in columns]
