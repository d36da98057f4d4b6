"""Sides of a contrast: of "Spain closed its embassy, but France kept its own open" one side tells of France.

An entailment model takes what is told of one for told of the other; a reader looks at the side that names it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from service.pipeline.claims.names import Name
from service.pipeline.text.corpus import Evidence
from service.pipeline.text.quotations import has_quotation_mark
from service.pipeline.verification.clauses import opens_with_anaphor, read_words, share_name
from service.pipeline.verification.statements import Statement, read_statement

_CONTRAST = re.compile(r",\s+(?:but|while|whereas|though|although)\s+|;\s+(?:but\s+|while\s+)?")
"""Where one side ends and the other begins, in English."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Contrast:
    """A sentence in two sides. end: of the first; start: of the second. first, second: the names of each."""

    source: Statement
    end: int
    start: int
    first: tuple[Name, ...]
    second: tuple[Name, ...]


def keep_own_side(claim: str, language: str, evidence: Evidence) -> str:
    """The text of `evidence`, or of two sides in contrast the one that names what `claim` names.

    Whole where both name some of it or neither does, where the other side names nothing, so that it may be about the
    same, and where the one kept opens by pointing at the other. English alone. Cost: linear.
    """
    contrast = _read_contrast(evidence) if language == "en" else None
    if contrast is None or not (contrast.first and contrast.second):
        return evidence.text
    own = read_statement(claim, language=language).claims.names
    in_first, in_second = share_name(own, contrast.first), share_name(own, contrast.second)
    if in_first == in_second or (in_second and _points_back(contrast)):
        return evidence.text
    text = contrast.source.text
    return f"{text[: contrast.end]}." if in_first else f"{text[contrast.start].upper()}{text[contrast.start + 1 :]}"


def sets_apart(names: Sequence[Name], evidence: Evidence) -> bool:
    """Whether `evidence` has some of the names on one side of a contrast alone, and others on its other side alone."""
    contrast = _read_contrast(evidence)
    if contrast is None:
        return False
    found = {(share_name([name], contrast.first), share_name([name], contrast.second)) for name in names}
    return {(True, False), (False, True)} <= found


def _read_contrast(evidence: Evidence) -> _Contrast | None:
    """An English sentence of two sides, read; None of any other, and where something is quoted."""
    cuts = list(_CONTRAST.finditer(evidence.text)) if evidence.language == "en" else []
    if len(cuts) != 1 or has_quotation_mark(evidence.text):
        return None
    source = read_statement(
        evidence.text, language=evidence.language, published_at=evidence.published_at, context=evidence.context
    )
    cut = next(_CONTRAST.finditer(source.text))
    return _Contrast(
        source=source,
        end=cut.start(),
        start=cut.end(),
        first=tuple(name for name in source.claims.names if name.end <= cut.start()),
        second=tuple(name for name in source.claims.names if name.start >= cut.end()),
    )


def _points_back(contrast: _Contrast) -> bool:
    """Whether the second side opens with a pronoun, or with an article in front of no name."""
    words = [word for word in read_words(contrast.source) if word.token.start >= contrast.start]
    named = len(words) > 1 and any(name.start == words[1].token.start for name in contrast.second)
    return opens_with_anaphor(words) and not named
