"""Reported speech: who is said to have reported a sentence; articles seldom name who published them."""

from __future__ import annotations

import re
from dataclasses import replace

from service.pipeline.claims.names import Name
from service.pipeline.verification.comparison import Comparison
from service.pipeline.verification.statements import read_statement

_BEFORE = re.compile(
    r"(?:,|(?<!\s))\s*+\b(?:reports|notes|per|via|tells|(?P<as>as))\s++(?:the\s++)?(?:new\s++)?$|^(?P<the>the\s++)$",
    re.IGNORECASE,
)
_ACCORDING = re.compile(r"(?:,|(?<!\s))\s*+\baccording to (?:the )?(?:new )?$", re.IGNORECASE)
_AFTER = re.compile(r"(?:\.com|(?<!\d)\d++|(?<!\s))\s++(?:reports|notes|points out)\b(?:\s++that\b)?,?")
_SITE = re.compile(r"\.com\b")
_SAID_AFTER = re.compile(r"(?:\.com|(?<!\d)\d++|(?<!\s))\s++(?:says|said|writes|wrote|reported)\b")
_SAID_BEFORE = re.compile(r"\b(?:told|to|by)\s+(?:the\s+)?$", re.IGNORECASE)
_OUTLET = re.compile(
    r"^.*\b(?:Times|Post|News|Journal|Herald|Tribune|Gazette|Guardian|Telegraph|Register|Chronicle|Press|Mail|Magazine"
    r"|Star|Sun|Daily|Observer|Today|Online)|[A-Z]{2,5}\d*|Reuters|Bloomberg|Politico|Variety|People|Newsweek|Slate"
)
"""Names that are read as those of newspapers, agencies and stations."""
_LEAST_WORDS = 3
"""Words of content that a sentence must have beside its credits for these to be left out."""


def is_credited(name: Name, text: str, story: frozenset[str]) -> bool:
    """Whether it is said to have reported this.

    story: lower-cased words of the articles. After "according to" only one of whom they say nothing; with "says", only
    such an outlet.
    """
    if _find_span(name, text, story):
        return True
    said = _SAID_AFTER.match(text, name.end) or _SAID_BEFORE.search(text[: name.start])
    return bool(said and _is_unheard(name, story) and _OUTLET.fullmatch(name.text))


def leave_out_credits(comparison: Comparison) -> Comparison:
    """The comparison without "Reuters reports that", which no article says of itself, unless little else is left."""
    written = comparison.written
    spans = [span for name in written.claims.names if (span := _find_span(name, written.text, comparison.story))]
    if not spans:
        return comparison
    text, last = "", 0
    for start, end in spans:
        text += written.text[last : max(last, start)]
        last = max(last, end)
    told = read_statement(text + written.text[last:], language=written.language)
    return replace(comparison, written=told) if len(told.terms.content) >= _LEAST_WORDS else comparison


def _find_span(name: Name, text: str, story: frozenset[str]) -> tuple[int, int] | None:
    before, after = _BEFORE.search(text[: name.start]), _AFTER.match(text, name.end)
    according = _ACCORDING.search(text[: name.start]) if _is_unheard(name, story) else None
    opening = before is not None and before["the"] is None
    if not (after or according or opening):
        return None
    first, last = according or before, after or _SITE.match(text, name.end)
    return first.start() if first else name.start, last.end() if last else name.end


def _is_unheard(name: Name, story: frozenset[str]) -> bool:
    return bool(story) and not story.issuperset(name.words)
