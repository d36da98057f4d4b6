"""Attribution: the places in the articles that support a sentence.

In: a `Corpus`, and a text or the members behind a summary's sentences. Out: citations with exact spans, each in its
role, and for a text the verdict on each of its sentences.
"""

from service.pipeline.attribution.attribute import attribute_text, retrieve_by_article, retrieve_premise
from service.pipeline.attribution.member_support import (
    ShownSentence,
    Support,
    cite_members,
    judge_members,
    list_rivals,
)

__all__ = [
    "ShownSentence",
    "Support",
    "attribute_text",
    "cite_members",
    "judge_members",
    "list_rivals",
    "retrieve_by_article",
    "retrieve_premise",
]
