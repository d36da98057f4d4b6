"""Quoted words that the evidence does not hold word for word."""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.pipeline.claims.names import Name
from service.pipeline.text.quotations import find_quotations, has_quotation_mark, stands_alone
from service.pipeline.text.segmentation import split_text
from service.pipeline.verification.statements import Check, Finding, Statement

_PARTS = re.compile(r"…|\.\.\.|\[[^\[\]]*+\]|\([^()]*+\)|[—–-]")
"""What an editor may put into a quotation, or cut out of it."""
_INSERTED = re.compile(r"\[[^\[\]]*+\]")
_WORD = re.compile(r"\w+(?:[’']\w+)*")
_BEFORE = 400
"""Characters in which the sentence before a quotation is looked for."""
_LEAST_WORDS = 3
"""Shorter pieces are names of things, or words that the writer keeps at a distance."""


def check_quotations(written: Statement, evidence: Sequence[Statement]) -> Finding | None:
    """Quotations, or parts between ellipses, whose words do not stand in this order in the evidence."""
    texts = [source.text for source in evidence]
    texts += [_INSERTED.sub(" ", text) for text in texts] + [text.replace("[", "").replace("]", "") for text in texts]
    said = " ".join(["", *(word for text in texts for word in _read_words(text)), ""])
    missing = [
        part.strip()
        for quotation in find_quotations(written.text)
        for part in _PARTS.split(quotation)
        if len(words := _read_words(part)) >= _LEAST_WORDS and f" {' '.join(words)} " not in said
    ]
    return Finding(check=Check.QUOTATION, words=tuple(missing)) if missing else None


def find_implied_speakers(written: Statement, evidence: Sequence[Statement]) -> frozenset[Name]:
    """Names of whom the sentence before a quotation quotes, where the quotation itself is put in nobody's mouth."""
    return frozenset(
        name
        for source in evidence
        if stands_alone(source.text) and has_quotation_mark(before := _last_sentence(source.lead))
        for name in written.claims.names
        if name.words[-1] in _read_words(before)
    )


def _last_sentence(lead: str) -> str:
    sentences = split_text(lead[-_BEFORE:])
    return sentences[-1] if sentences else ""


def _read_words(text: str) -> list[str]:
    return [word.replace("’", "'").lower() for word in _WORD.findall(text)]
