"""What the sentences of one group differ in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from service.domain import Article, GroupMember
from service.pipeline.claims.dates import DateMention
from service.pipeline.claims.extraction import Claims
from service.pipeline.claims.figures import find_figures
from service.pipeline.claims.lexicon import Lexicon
from service.pipeline.claims.quantity import Quantity
from service.pipeline.conflicts.comparison import Claim, Difference, stand_on_one_side
from service.pipeline.conflicts.differences import find_differences
from service.pipeline.text.folding import fold_text

MOST_COMPARED = 100
"""Wordings of a group that all others are held against; 1,000 wordings then take as long as 450 without a bound."""


SentencePlace = tuple[int, int]
"""The index of a sentence's article, and where the sentence starts in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberClaims:
    """A sentence of a group with its article and what it asserts; offsets of claims are those in its text."""

    group_id: str
    member: GroupMember
    article: Article
    claims: Claims

    @property
    def text(self) -> str:
        return fold_text(self.member.sentence.text)

    @property
    def told_at(self) -> datetime | None:
        """When it was reported: with its article, or in a live report with its entry."""
        return self.member.sentence.find_moment(self.article)

    @property
    def located(self) -> SentencePlace:
        """Where it is told."""
        sentence = self.member.sentence
        return sentence.article_index, sentence.start


Edge = tuple[int, int, Difference]
"""Two statements by their places, and what they differ in: the first claim is the first one's."""


def find_group_differences(
    statements: Sequence[MemberClaims], places: Sequence[int], lexicon: Lexicon
) -> Iterator[Edge]:
    """The differences among the statements of one group, those at `places`, in different articles.

    What one article says on both sides is none: it knows of two things, such as the fines for a first and for a second
    offence. Cost: the square of the number of wordings; where there are more than 100, each is held against the first
    100 alone.
    """
    wordings: dict[tuple[str, tuple[DateMention, ...]], list[int]] = {}
    for place in places:
        statement = statements[place]
        wordings.setdefault((statement.text, statement.claims.dates), []).append(place)
    own = [statements[place] for place in places]
    for ones, others in _pair(list(wordings.values())):
        differences = find_differences(statements[ones[0]].claims, statements[others[0]].claims, lexicon)
        pairs = dict.fromkeys([*((one, others[0]) for one in ones), *((ones[0], other) for other in others)])
        for difference in differences:
            for one, other in pairs:
                tellers = statements[one], statements[other]
                apart = tellers[0].article.index != tellers[1].article.index
                if apart and not _is_told_by_one(own, tellers, difference, lexicon):
                    yield one, other, difference


def _pair(wordings: Sequence[list[int]]) -> Iterator[tuple[list[int], list[int]]]:
    for first in range(min(len(wordings), MOST_COMPARED)):
        for second in range(first + 1, len(wordings)):
            yield wordings[first], wordings[second]


def _is_told_by_one(
    statements: Sequence[MemberClaims],
    tellers: tuple[MemberClaims, MemberClaims],
    difference: Difference,
    lexicon: Lexicon,
) -> bool:
    """Whether the article of one statement gives the other's number or date too, in whichever of its statements.

    Entries of a live report are of their own times, and so are their numbers.
    """
    return any(
        statement.article.index == teller.article.index
        and (statement.told_at == teller.told_at or not isinstance(claim, Quantity))
        and tell(statement, claim, lexicon)
        for teller, claim in zip(tellers, (difference.second, difference.first), strict=True)
        for statement in statements
    )


def tell(statement: MemberClaims, claim: Claim, lexicon: Lexicon) -> Claim | None:
    """The number or date of a statement that says what `claim` does, if any; a name it may tell of something else.

    A number that it tells as what was, or is not, says nothing: "cut the figure from 71 to 68".
    """
    figures = find_figures(statement.claims, statement.told_at)
    replaced = {figure.quantity for figure in figures if figure.earlier}
    standing = (quantity for quantity in statement.claims.quantities if quantity not in replaced)
    claims: tuple[Claim, ...] = (*standing, *statement.claims.dates)
    return next((told for told in claims if _speaks_for(told, claim, lexicon)), None)


def _speaks_for(claim: Claim, side: Claim, lexicon: Lexicon) -> bool:
    """Whether a claim says what a side does; a bare number must count the same."""
    if isinstance(claim, Quantity) and isinstance(side, Quantity) and not (claim.unit or claim.counted & side.counted):
        return False
    return stand_on_one_side(claim, side, lexicon)
