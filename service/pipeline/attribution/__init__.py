"""Attribution: the places in the articles that support a sentence.

In: a `Corpus`, and a text or the members behind a summary's sentence. Out: citations with exact spans,
and for a text the verdict on each of its sentences.
"""

from service.pipeline.attribution.attribute import attribute_text
from service.pipeline.attribution.citations import cite_members

__all__ = ["attribute_text", "cite_members"]
