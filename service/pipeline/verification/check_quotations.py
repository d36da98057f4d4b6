"""Quoted words that the evidence does not hold word for word."""

from __future__ import annotations

import re

from service.pipeline.text.quotations import find_quotations
from service.pipeline.verification.comparison import Comparison
from service.pipeline.verification.findings import Finding, Inconsistency

_PARTS = re.compile(r"…|\.\.\.|\[[^\[\]]*+\]|\([^()]*+\)|[—–-]")
"""What an editor may put into a quotation, or cut out of it."""
_INSERTED = re.compile(r"\[[^\[\]]*+\]")
_WORD = re.compile(r"\w+(?:[’']\w+)*")
_LEAST_WORDS = 3
"""Shorter pieces are names of things, or words that the writer keeps at a distance."""


def check_quotations(comparison: Comparison) -> Finding | None:
    """Quotations, or parts between ellipses, whose words do not stand in this order in the evidence."""
    texts = [source.text for source in comparison.evidence]
    texts += [_INSERTED.sub(" ", text) for text in texts] + [text.replace("[", "").replace("]", "") for text in texts]
    said = " ".join(["", *(word for text in texts for word in read_quoted(text)), ""])
    missing = [
        part.strip()
        for quotation in find_quotations(comparison.written.text)
        for part in _PARTS.split(quotation)
        if len(words := read_quoted(part)) >= _LEAST_WORDS and f" {' '.join(words)} " not in said
    ]
    return Finding(kind=Inconsistency.QUOTATION, words=tuple(missing)) if missing else None


def read_quoted(text: str) -> list[str]:
    """The words of a text in lower case, in order."""
    return [word.replace("’", "'").lower() for word in _WORD.findall(text)]
