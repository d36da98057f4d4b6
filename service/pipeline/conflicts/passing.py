"""Sentences of the moment of their report, where much newer reports exist: "are still questioning", "hopes to".

What they tell may be over, and whoever reads a summary of days takes "today" for another day. Whether it is over is not
known, so they are no updates: they stand back behind what is told without the moment, or as of now.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from service.domain import Article, Sentence

_LASTS = timedelta(hours=12)
"""How long a report counts as of the same moment as the newest one."""
_WORDS = (
    "today|tonight|tomorrow|yesterday|last night|this (?:morning|afternoon|evening)|still|now|currently|so far|not yet"
    "|(?:hope|hopes|hoping|plan|plans|planning|expect|expects|expected) to"
)
_MOMENT = re.compile(rf"(?<![\w-])(?:{_WORDS})\b(?!-)|(?:^|[\"“‘«]|(?<=[.!?:>—–-]) )(?i:{_WORDS})\b(?![-\"”’»])")
"""A capital inside a sentence is that of a name: "USA Today", "Democracy Now"."""
_NO_MOMENT = re.compile(
    r"\b(?:[Aa]|[Tt]he) still\b(?! \w{1,20}(?:ed|ing)\b)"
    r"|\bhad been (?:still|(?:hoping|planning|expected) to)\b"
    r"|\b(?:was|were) still\b(?=(?s:.{1,300}?)\b(?:when|until|but)\b)"
    r"|\b(?:was|were) (?:hoping|planning|expected) to\b(?=(?s:.{1,300}?)\bbut\b)"
)
"""A picture, what was past by then, and what the same sentence tells the end of: "was still breathing when".

"Was still at large" alone is how reports tell of their moment.
"""


def find_passing(sentences: Sequence[Sentence], articles: Sequence[Article]) -> frozenset[int]:
    """The places in `sentences` of those that speak of the moment of a report much older than the newest.

    None where the time of an article is not known. articles: of the story, in any order.
    """
    moments = {article.index: article.published_at for article in articles if article.published_at}
    if not moments or len(moments) < len(articles):
        return frozenset()
    newest = max(moments.values())
    return frozenset(
        place
        for place, sentence in enumerate(sentences)
        if newest - (sentence.told_at or moments[sentence.article_index]) > _LASTS and _speaks_of_moment(sentence.text)
    )


def _speaks_of_moment(text: str) -> bool:
    return _MOMENT.search(_NO_MOMENT.sub(" ", text)) is not None
