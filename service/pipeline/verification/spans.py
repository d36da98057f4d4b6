"""Where in a sentence the words stand that are wrong."""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.domain import ErrorKind, WrongSpan
from service.pipeline.verification.findings import KINDS, Finding

_WORD = re.compile(r"\w+(?:[.,'’-]\w+)*")
_LEAST_STEM = 3
"""Letters: what a check names may be a stem, which the word in the sentence begins with."""


def locate_errors(text: str, findings: Sequence[Finding], missing: Sequence[str]) -> tuple[WrongSpan, ...]:
    """The spans of what the checks named in `text`; without any, of the words that the evidence lacks."""
    named = [(words, KINDS[finding.kind]) for finding in findings for words in finding.words]
    if not named:
        named = [(word, ErrorKind.UNSTATED) for word in missing]
    found: dict[tuple[int, int], ErrorKind] = {}
    for words, kind in named:
        if span := _find(text, words):
            found.setdefault(span, kind)
    return tuple(WrongSpan(start=start, end=end, kind=kind) for (start, end), kind in sorted(found.items()))


def _find(text: str, words: str) -> tuple[int, int] | None:
    """From the first to the last of `words` in `text`, in their order; None where it does not hold them."""
    exact = text.find(words)
    if exact >= 0:
        return exact, exact + len(words)
    spans: list[tuple[int, int]] = []
    places = [(match.span(), match[0].casefold()) for match in _WORD.finditer(text)]
    at = 0
    for part in _WORD.findall(words):
        wanted = part.casefold()
        hit = next((k for k in range(at, len(places)) if _is_form(places[k][1], wanted)), None)
        if hit is None:
            continue
        spans.append(places[hit][0])
        at = hit + 1
    return (spans[0][0], spans[-1][1]) if spans else None


def _is_form(word: str, stem: str) -> bool:
    return word == stem or (len(stem) >= _LEAST_STEM and word.startswith(stem))
