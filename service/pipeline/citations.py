"""Every sentence of an extractive summary with the places that support it."""

from __future__ import annotations

from collections.abc import Mapping

from service.domain import Article, Citation, CitationRole, GroupMember, SentenceGroup


def cite_group(group: SentenceGroup, articles: Mapping[int, Article]) -> tuple[Citation, ...]:
    """The representative first, then the other members, the most similar first, then in canonical order.

    articles: of the request, by index. Score: 1.0 for the representative, which is shown word for word; for the others
    their similarity to the group, in [0, 1].
    """
    representative = group.members[group.representative]
    others = sorted(
        (member for position, member in enumerate(group.members) if position != group.representative),
        key=lambda member: -member.similarity,
    )
    return (
        _cite(representative, articles, CitationRole.REPRESENTATIVE, 1.0),
        *(_cite(member, articles, CitationRole.SUPPORTING, max(0.0, member.similarity)) for member in others),
    )


def _cite(member: GroupMember, articles: Mapping[int, Article], role: CitationRole, score: float) -> Citation:
    sentence = member.sentence
    article = articles[sentence.article_index]
    return Citation(
        article_id=article.id,
        article_index=article.index,
        start=sentence.start,
        end=sentence.end,
        cited_text=article.text[sentence.start : sentence.end],
        role=role,
        score=score,
    )
