"""Every sentence of an extractive summary with the places that support it."""

from __future__ import annotations

from collections.abc import Mapping

from service.domain import Article, Citation, CitationRole, GroupMember, SentenceGroup


def cite_group(
    group: SentenceGroup, articles: Mapping[int, Article], support: Mapping[int, float] | None = None
) -> tuple[Citation, ...]:
    """The representative first, then the other members, the strongest first, then in canonical order.

    articles: of the request, by index. support: for a sentence that is not the representative word for word, the scores
    in [0, 1] of the members that support it, by their place in the group; the others are not cited. Else the score is
    1.0 for the representative, for the others their similarity to the group, in [0, 1].
    """
    if support is None:
        support = {place: max(0.0, member.similarity) for place, member in enumerate(group.members)}
        support[group.representative] = 1.0
    places = sorted(support, key=lambda place: (place != group.representative, -support[place], place))
    return tuple(_cite(group.members[place], articles, _role(place, group), support[place]) for place in places)


def _role(place: int, group: SentenceGroup) -> CitationRole:
    return CitationRole.REPRESENTATIVE if place == group.representative else CitationRole.SUPPORTING


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
