"""Antonyms: words that say the opposite of what the evidence says of the same thing."""

from __future__ import annotations

from collections.abc import Sequence

from service.pipeline.text.terms import stem_word
from service.pipeline.text.tokens import Token
from service.pipeline.verification.statements import Check, Finding, Statement

_OPPOSITES = (
    ("raise raised raising", "lower lowered lowering"),
    ("increase increased increasing", "decrease decreased decreasing reduce reduced reducing"),
    ("rise rose risen rising climb climbed", "fall fell fallen falling drop dropped"),
    ("win won winning", "lose lost losing"),
    ("victory", "defeat"),
    ("accept accepted accepting", "reject rejected rejecting refuse refused refusing"),
    ("approve approved approving", "reject rejected rejecting"),
    ("allow allowed allowing permit permitted", "ban banned forbid forbade forbidden prohibit prohibited"),
    ("support supported supporting back backed", "oppose opposed opposing"),
    ("convict convicted", "acquit acquitted"),
    ("guilty", "innocent"),
    ("arrest arrested", "release released"),
    ("buy bought buying", "sell sold selling"),
    ("open opened opening reopen reopened", "close closed closing shut"),
    ("start started starting begin began begun beginning", "stop stopped stopping end ended ending"),
    ("strengthen strengthened", "weaken weakened"),
    ("expand expanded", "shrink shrank shrunk"),
    ("succeed succeeded", "fail failed"),
    ("survive survived", "die died"),
    ("alive", "dead"),
    ("hire hired", "fire fired"),
    ("majority", "minority"),
)
"""Common pairs of English news, with their irregular forms."""
_REACH = 3
"""Words of content to each side of both words among which one must be shared."""


def _pair_stems() -> dict[str, frozenset[str]]:
    """By stem, the stems of its opposites."""
    opposite: dict[str, set[str]] = {}
    for pair in _OPPOSITES:
        one, other = ({stem_word(word, "en") for word in words.split()} for words in pair)
        for words, opposed in ((one, other), (other, one)):
            for stem in words:
                opposite.setdefault(stem, set()).update(opposed)
    return {stem: frozenset(opposed) for stem, opposed in opposite.items()}


_OPPOSITE_OF = _pair_stems()


def check_antonyms(written: Statement, evidence: Sequence[Statement]) -> Finding | None:
    """Words of the sentence of which the evidence has the opposite beside a word that both share, and never the word.

    What is denied on either side is left to `check_negations`. English alone.
    """
    if written.language != "en":
        return None
    held = frozenset[str]().union(*(source.terms.stems for source in evidence))
    denied = written.denied
    words = []
    for token in written.claims.tokens:
        opposed = _OPPOSITE_OF.get(token.stem, frozenset())
        if not opposed & held or token.stem in held or token.stem in denied:
            continue
        near = _list_near(written, token)
        words += [
            f"{token.text} ({other.text})"
            for source in evidence
            for other in source.claims.tokens
            if other.stem in opposed and other.stem not in source.denied and near & _list_near(source, other)
        ]
    return Finding(check=Check.OPPOSITE, words=tuple(dict.fromkeys(words))) if words else None


def _list_near(statement: Statement, place: Token) -> frozenset[str]:
    """Stems of the words of content beside a word."""
    content = [token for token in statement.claims.tokens if token.content or token is place]
    at = next(i for i, token in enumerate(content) if token is place)
    return frozenset(token.stem for token in (*content[max(0, at - _REACH) : at], *content[at + 1 : at + 1 + _REACH]))
