"""Words of which news says one or the other: what one of them says the other denies."""

from __future__ import annotations

from service.pipeline.text.terms import stem_word

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
_TURNING = frozenset({"rise", "open", "start", "arrest", "raise", "increase", "accept", "approve"})
"""First words of the pairs of which a story may tell the one and then the other: doors open and close again."""


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
