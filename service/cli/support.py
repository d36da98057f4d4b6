"""How many independent sources report a sentence's fact, and how many of these every detail: the page's words for it.

The counts are those that the review page shows (`web/src/matrix/tally.ts`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from service.api.article_responses import ArticleReport
from service.api.evidence_responses import Citation, Group, GroupMember
from service.api.responses import SummaryAnswer
from service.api.sentence_responses import SummarySentence
from service.domain import CitationRole, ConflictStatus

_WHOLE = frozenset({CitationRole.REPRESENTATIVE, CitationRole.SUPPORTING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """Independent sources behind a sentence.

    reports: those that report its fact. whole: those of them that leave nothing of the sentence out.
    """

    reports: int
    whole: int

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

    def __str__(self) -> str:
        """As in "4 independent sources report it, 1 in every detail"."""
        number, verb = self.reporting.split(" ", 1)
        return f"{number} independent source{'' if self.reports == 1 else 's'} {verb}, {self.in_detail}"


def count_support(answer: SummaryAnswer) -> tuple[Support, ...]:
    """Of each sentence who stands behind it; where the answer has no groups, those that it counts itself."""
    groups = {group.id: group for group in answer.groups or ()}
    columns = _join_articles(answer.articles or ())
    return tuple(
        _count(sentence, groups.get(sentence.group_id), _find_disputing(answer, groups.get(sentence.group_id)), columns)
        for sentence in answer.sentences
    )


def _count(
    sentence: SummarySentence, group: Group | None, disputing: set[int], columns: list[frozenset[int]]
) -> Support:
    home = {group.members[group.representative].article_index} if group else set()
    against = disputing | {one.article_index for one in sentence.citations if one.role is CitationRole.DISPUTING}
    against -= home
    members = {member.article_index for member in group.members} if group else set()
    said_whole = {one.article_index for one in sentence.citations if one.role in _WHOLE}
    cited = {one.article_index for one in sentence.citations if one.role is not CitationRole.DISPUTING}
    independent = sentence.coverage.independent_sources
    whole = _correct(independent, said_whole, said_whole - against, columns)
    known = group.coverage.independent_sources if group else independent
    reports = _correct(known, members if group else said_whole, (members | cited) - against, columns)
    return Support(reports=max(reports, whole), whole=whole)


def _correct(known: int, counted: set[int], told: set[int], columns: list[frozenset[int]]) -> int:
    """What the service counted of `counted`, and what is to be told of `told`: sources of the difference alone."""
    added = sum(1 for column in columns if column & told and not column & counted)
    return known + added - sum(1 for column in columns if column & counted and not column & told)


def _find_disputing(answer: SummaryAnswer, group: Group | None) -> set[int]:
    """The articles on another side of a conflict than the sentence that stands for the group."""
    found: set[int] = set()
    for conflict in answer.conflicts or ():
        if group is None or conflict.status is not ConflictStatus.CONFLICT or group.id not in conflict.group_ids:
            continue
        member = group.members[group.representative]
        own = [any(_overlap(member, place) for place in side.citations) for side in conflict.sides]
        if True in own:
            others = (side for place, side in enumerate(conflict.sides) if place != own.index(True))
            found |= {place.article_index for side in others for place in side.citations}
    return found


def _overlap(member: GroupMember, place: Citation) -> bool:
    same = member.article_index == place.article_index
    return same and member.start < place.end and place.start < member.end


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
