"""Words of which news says one or the other: what one of them says the other denies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from service.pipeline.claims.extraction import Claims
from service.pipeline.text.terms import stem_word
from service.pipeline.text.tokens import Token

_OPPOSITES = (
    ("raise raised raising", "lower lowered lowering cut cutting"),
    ("increase increased increasing", "decrease decreased decreasing reduce reduced reducing cut"),
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
_OTHER_WORDS = frozenset({"back", "close"})
"""Forms of the pairs that are other words more often: "came back", "close to"."""
_LEFT_BEHIND = stem_word("survive", "en")
"""Whoever is survived "by" others is dead."""
_TURNING = frozenset({"rise", "open", "start", "arrest", "raise", "increase", "accept", "approve"})
"""First words of the pairs of which a story may tell the one and then the other: doors open and close again."""


_CONVERSE = frozenset(
    stem_word(word, "en") for word in ("buy", "bought", "sell", "sold", "win", "won", "winning", "lose", "lost")
)
"""Stems of verbs of which one says of the one party what the other says of the other: what one sells another buys."""


def _pair_stems() -> tuple[dict[str, frozenset[str]], frozenset[str]]:
    """By stem, the stems of its opposites; and the stems of the pairs that may turn."""
    opposite: dict[str, set[str]] = {}
    turning: set[str] = set()
    for pair in _OPPOSITES:
        one, other = ({stem_word(word, "en") for word in words.split()} for words in pair)
        for words, opposed in ((one, other), (other, one)):
            for stem in words:
                opposite.setdefault(stem, set()).update(opposed)
        if pair[0].split()[0] in _TURNING:
            turning |= one | other
    return {stem: frozenset(opposed) for stem, opposed in opposite.items()}, frozenset(turning)


OPPOSITE_OF, TURNING = _pair_stems()
"""Of an English stem, the stems of its opposites; and the stems that may give way to their opposites in time."""
_REACH = 3
"""Words of content to each side of a word with opposites that tell what it is said of."""
_BEING = frozenset({"is", "are", "was", "were", "be", "been", "being", "get", "gets", "got"})
_POSSESSIVE = frozenset({"'", "’", "s"})
_DETERMINERS = frozenset({"a", "an", "the", "its", "their", "his", "her", "this", "that", "all", "some", "new"})


def read_opposites(claims: Claims) -> Iterator[tuple[Token, Sequence[Token]]]:
    """The words of a sentence that have opposites, each with those that tell what it is said of.

    These are its object where one stands behind it ("released images of the man"), else the words of content beside it;
    of a verb that has a converse, those in front of it, who does it, and none where it is passive.
    """
    tokens = claims.tokens
    content = [token for token in tokens if token.content]
    before = 0
    for place, token in enumerate(tokens):
        behind = before + token.content
        if token.stem in OPPOSITE_OF and token.lower not in _OTHER_WORDS and not _is_left_behind(tokens, place):
            in_front = content[max(0, before - _REACH) : before]
            if token.stem not in _CONVERSE:
                yield token, _object(claims, place) or in_front + content[behind : behind + _REACH]
            elif not _is_passive(tokens, place):
                yield token, in_front
        before = behind


def _is_left_behind(tokens: Sequence[Token], place: int) -> bool:
    return tokens[place].stem == _LEFT_BEHIND and [token.lower for token in tokens[place + 1 : place + 2]] == ["by"]


def _is_passive(tokens: Sequence[Token], place: int) -> bool:
    return place > 0 and tokens[place - 1].lower in _BEING


def _object(claims: Claims, place: int) -> Sequence[Token]:
    """The words of content directly behind a verb, up to the first other: no day, no adverb, and none of a passive."""
    tokens = claims.tokens
    if _is_passive(tokens, place):
        return ()
    found: list[Token] = []
    for token in tokens[place + 1 :]:
        if token.content and len(found) < _REACH:
            found.append(token)
        elif token.lower not in (_POSSESSIVE if found else _DETERMINERS):
            break
    adverb = not found or found[0].lower.endswith("ly")
    return () if adverb or any(day.start <= found[0].start < day.end for day in claims.dates) else found
