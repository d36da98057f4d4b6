"""Citations of a summary's sentence: the places that support it."""

from __future__ import annotations

from collections.abc import Mapping

from service.domain import Citation, CitationRole
from service.pipeline.text.corpus import Corpus


def cite_members(corpus: Corpus, representative: int, support: Mapping[int, float]) -> tuple[Citation, ...]:
    """The representative first, then the other members, the strongest first, then in canonical order.

    support: of the members that are cited, by sentence, how strongly each supports what is shown, in [0, 1].
    """
    order = sorted(support, key=lambda i: (i != representative, -support[i], i))
    return tuple(
        corpus.cite(i, CitationRole.REPRESENTATIVE if i == representative else CitationRole.SUPPORTING, support[i])
        for i in order
    )
