"""Antonyms: words that say the opposite of what the evidence says of the same thing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import count, product

from service.pipeline.claims.antonyms import OPPOSITE_OF, read_opposites
from service.pipeline.text.tokens import Token
from service.pipeline.verification.comparison import Comparison
from service.pipeline.verification.findings import Finding, Inconsistency
from service.pipeline.verification.statements import Statement


def check_antonyms(comparison: Comparison) -> Finding | None:
    """Words of the sentence of which the evidence has the opposite beside a word that both share, and never the word.

    What is denied on either side is left to `check_negations`. English alone. Cost: linear in the lengths of the
    sentences.
    """
    written, evidence = comparison.written, comparison.evidence
    if written.language != "en":
        return None
    held = frozenset[str]().union(*(source.terms.stems for source in evidence))
    told, denied = _index(evidence), written.denied
    words: dict[str, None] = {}
    for token, near in _read_beside(written):
        opposed = OPPOSITE_OF[token.stem]
        if not opposed & held or token.stem in held or token.stem in denied:
            continue
        found = {place_and_text for key in product(opposed, near) for place_and_text in told.get(key, ())}
        words |= dict.fromkeys(f"{token.text} ({text})" for _, text in sorted(found))
    return Finding(kind=Inconsistency.OPPOSITE, words=tuple(words)) if words else None


def _index(evidence: Sequence[Statement]) -> dict[tuple[str, str], list[tuple[int, str]]]:
    """Words of the evidence that have opposites and are not denied, by their stem and that of a word beside them.

    Each text is there once, with the place among those words where it stands first.
    """
    first: defaultdict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    place = count()
    for source in evidence:
        denied = source.denied
        for token, near in _read_beside(source):
            if token.stem not in denied:
                number = next(place)
                for stem in near:
                    first[token.stem, stem].setdefault(token.text, number)
    return {key: [(number, text) for text, number in texts.items()] for key, texts in first.items()}


def _read_beside(statement: Statement) -> Iterator[tuple[Token, frozenset[str]]]:
    """The words that have opposites, each with the stems of what it is said of."""
    for token, near in read_opposites(statement.claims):
        yield token, frozenset(other.stem for other in near)
