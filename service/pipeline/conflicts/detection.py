"""Contradiction detection: inside the groups, and where one denies what a sentence of another group says."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, time

from service.domain import Article, Conflict, ConflictKind, SentenceGroup
from service.pipeline.claims.extraction import Claims, extract_claims
from service.pipeline.claims.lexicon import Lexicon, learn_lexicon
from service.pipeline.claims.quantities import Quantity, same_quantity
from service.pipeline.claims.synonyms import content_stems
from service.pipeline.conflicts.comparison import Difference
from service.pipeline.conflicts.differences import find_differences
from service.pipeline.conflicts.disputes import Dispute, MemberClaims, find_disputes, gather_disputes
from service.pipeline.conflicts.reporting import describe_dispute, list_group_ids

_FIGURES = re.compile(r"\d+")
_MAY_DENY = re.compile(r"\b(?:no|not|none|never|without|den(?:y|ies|ied)|fail\w*|refus\w*)\b|n['’]t\b", re.IGNORECASE)
_LEAST_CONTENT = 5
"""Words of content that a sentence needs to be held against one of another group; "NEVER again" is too short."""


def find_conflicts(
    groups: Sequence[SentenceGroup], articles: Sequence[Article], languages: Sequence[str]
) -> tuple[Conflict, ...]:
    """The conflicts between sentences of different articles, by the rank of their groups.

    groups: in order of rank, members in canonical order. articles: of the request, in any order. languages: of each.
    Rounding, conversion of units and what one sentence leaves out are no conflicts.
    Cost: the square of each group's size.
    """
    reader = _Reader(articles, languages)
    facts = [reader.read(group) for group in groups if _has_two_articles(group)]
    lexicon = reader.learn(facts)
    disputes = [dispute for statements in facts for dispute in find_disputes(statements, lexicon)]
    disputes += _find_denials_elsewhere(groups, reader, lexicon)
    rank = {group.id: group.rank for group in groups}
    disputes.sort(key=lambda dispute: min(rank[group_id] for group_id in list_group_ids(dispute)))
    return tuple(describe_dispute(dispute, f"c{number}", rank) for number, dispute in enumerate(disputes, start=1))


class _Reader:
    """Reads sentences as statements, each in the language and from the day of its article."""

    def __init__(self, articles: Sequence[Article], languages: Sequence[str]) -> None:
        self._articles = {article.index: article for article in articles}
        self._languages = {article.index: language for article, language in zip(articles, languages, strict=True)}

    def read(self, group: SentenceGroup) -> tuple[MemberClaims, ...]:
        return tuple(self.read_member(group, place) for place in range(len(group.members)))

    def read_member(self, group: SentenceGroup, place: int) -> MemberClaims:
        member = group.members[place]
        article = self._articles[member.sentence.article_index]
        language = self._languages[article.index]
        # Claims know days alone; the same sentence of the same day is read once.
        day = article.published_at and datetime.combine(article.published_at.date(), time())
        claims = extract_claims(member.sentence.text, language=language, published_at=day)
        return MemberClaims(group_id=group.id, member=member, article=article, claims=claims)

    def learn(self, facts: Sequence[Sequence[MemberClaims]]) -> Lexicon:
        texts = sorted((article.text, self._languages[index]) for index, article in self._articles.items())
        return learn_lexicon((statement.claims for statements in facts for statement in statements), texts)


def _has_two_articles(group: SentenceGroup) -> bool:
    return len({member.sentence.article_index for member in group.members}) > 1


def _find_denials_elsewhere(groups: Sequence[SentenceGroup], reader: _Reader, lexicon: Lexicon) -> Iterator[Dispute]:
    """Denials of what sentences of other groups say of the same amount.

    Sentences of different groups seldom speak of one thing; those that give the same amount of the same, and of which
    one denies the other's predicate, do: of 6,700 sentences of 96 stories, two such pairs were found beside the one
    that is a conflict.
    """
    by_figure: dict[str, list[tuple[int, int]]] = defaultdict(list)
    denials: list[tuple[int, int]] = []
    for number, group in enumerate(groups):
        for place, member in enumerate(group.members):
            figures = set(_FIGURES.findall(member.sentence.text))
            for figure in figures:
                by_figure[figure].append((number, place))
            if figures and _MAY_DENY.search(member.sentence.text):
                denials.append((number, place))
    for number, place in denials:
        denial = reader.read_member(groups[number], place)
        figures = set(_FIGURES.findall(denial.text))
        near = sorted({key for figure in figures for key in by_figure[figure] if key[0] != number})
        others = [reader.read_member(groups[other], at) for other, at in near]
        yield from _dispute(denial, others, lexicon)


def _dispute(denial: MemberClaims, others: Sequence[MemberClaims], lexicon: Lexicon) -> Iterator[Dispute]:
    statements = [denial]
    found: list[tuple[int, int, Difference]] = []
    for other in others:
        if other.article.index == denial.article.index or not _speak_of_one_amount(denial.claims, other.claims):
            continue
        differences = [
            difference
            for difference in find_differences(denial.claims, other.claims, lexicon)
            if difference.kind is ConflictKind.NEGATION and difference.first in denial.claims.negations
        ]
        found += [(0, len(statements), difference) for difference in differences]
        statements += [other] * bool(differences)
    yield from gather_disputes(statements, found, lexicon)


def _speak_of_one_amount(one: Claims, other: Claims) -> bool:
    if min(len(content_stems(claims.tokens)) for claims in (one, other)) < _LEAST_CONTENT:
        return False
    return any(
        _is_telling(first, second) and same_quantity(first, second)
        for first in one.quantities
        for second in other.quantities
    )


def _is_telling(first: Quantity, second: Quantity) -> bool:
    return first.unit == second.unit and bool(first.unit or first.counted & second.counted)
