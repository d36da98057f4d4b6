"""What holds for groups that a same-fact model makes, whatever the articles."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from service.domain import Article
from service.ports import GroupingMethod
from tests.doubles import WordSameFactModel, make_pipeline
from tests.pipeline.stories import PatientClock

_SENTENCES = [
    "The storm closed the old bridge over the river on Monday.",
    "A storm on Monday closed the bridge across the river.",
    "On Monday the storm closed the bridge over the river, the mayor said.",
    "The storm closed the old bridge over the river on Tuesday.",
    "Twelve people were hurt when the ferry hit the pier.",
    "The ferry hit the pier and 12 people were hurt, police said.",
    "“We had no warning of the storm at all,” the captain of the ferry said.",
    "The captain said that they had no warning of the storm at all.",
    "He said so.",
    "Storm closes bridge\n",
]
_ARTICLES = st.lists(
    st.lists(st.sampled_from(_SENTENCES), min_size=1, max_size=6).map(" ".join), min_size=1, max_size=5
).map(lambda texts: [Article(id=f"a{i}", index=i, text=text, language="en") for i, text in enumerate(texts)])


def group(articles: list[Article]) -> list[tuple[str, list[tuple[str, int, int]], int]]:
    """Of each group, its id, members and independent sources."""
    grouping = GroupingMethod(model=WordSameFactModel(), neighbours=4)
    grouped = make_pipeline(grouping=grouping).group(articles, PatientClock())
    ids = [article.id for article in articles]
    return [
        (
            own.id,
            sorted((ids[m.sentence.article_index], m.sentence.start, m.sentence.end) for m in own.members),
            own.coverage.independent_sources,
        )
        for own in grouped.groups
    ]


@settings(max_examples=80)
@given(_ARTICLES, st.randoms(use_true_random=False))
def test_article_order_changes_no_group(articles: list[Article], chance: random.Random) -> None:
    shuffled = list(articles)
    chance.shuffle(shuffled)
    assert group(articles) == group([replace(article, index=i) for i, article in enumerate(shuffled)])
