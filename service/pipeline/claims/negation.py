"""Negation: what a sentence denies, and the predicates that are turned round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from service.pipeline.text.tokens import Token

_CUES = frozenset(
    """
    not no never none neither nor without cannot nobody nothing nowhere hardly barely scarcely
    ain't aren't can't couldn't didn't doesn't don't hadn't hasn't haven't isn't mustn't needn't shouldn't wasn't
    weren't won't wouldn't n't cant didnt doesnt dont isnt wasnt wont
    """.split()  # noqa: SIM905
)
IMPLIED_DENIALS = frozenset(
    """
    deny denies denied denying fail fails failed failing refuse refuses refused refusing decline declines declined
    declining lack lacks lacked lacking unable untrue difficulty difficulties non
    """.split()  # noqa: SIM905
)
"""Words that turn round what follows them, as a negation does."""
_OF_ACTS = ("declin", "fail", "refus")
"""Openings of those that deny what someone failed "to" do, and nothing otherwise: shares decline, talks fail."""
_IDIOMS = frozenset(
    {
        ("not", "only"), ("not", "just"), ("not", "least"), ("no", "doubt"), ("no", "matter"),
        ("not", "to", "mention"), ("no", "less"), ("no", "fewer"), ("no", "more"), ("no", "later"), ("nothing", "but"),
        ("not", "all"), ("not", "every"), ("not", "everybody"), ("not", "everyone"), ("not", "everything"),
    }
)  # fmt: skip
"""Runs that open with a cue and deny nothing that follows: what not all do some may do."""
_NO_LONGER = ("no", "longer")
"""Denies what follows, as "not" does."""
_SPEAKING = frozenset({"say", "said", "says", "saying", "tell", "told"})
"""Who has not said so has not denied it."""
_REACH = 5
"""Words behind a cue among which its predicate is looked for."""
_SCOPE = 8
"""Words behind a predicate that are denied with it."""
_CLAUSE_ENDS = frozenset({".", ",", ";", ":", "—", "–", "but", "although", "though", "because", "while", "”", '"'})
_LEAST_PREFIXED = 6
"""Shortest word from which "un" may be taken off."""
_PREFIXES = ("un", "non")


@dataclass(frozen=True, slots=True, kw_only=True)
class Negation:
    """A cue and what it denies.

    start, end: of the cue. cue: lower-cased. predicate: stem of the first word of content that is denied, or "".
    scope: stems of the words of content in its clause behind the cue, the predicate's too.
    """

    start: int
    end: int
    cue: str
    predicate: str
    scope: frozenset[str]

    @property
    def in_word(self) -> bool:
        """Whether it denies a part of one word ("unhurt", "non-violent"), if that is one: "unveiled" denies nothing."""
        return self.cue.startswith(_PREFIXES) and self.cue not in _CUES | (IMPLIED_DENIALS - {"non"})


def find_negations(tokens: Sequence[Token]) -> tuple[Negation, ...]:
    """The negations of a sentence in order; two that cancel each other ("did not deny") are left out. English."""
    found: list[tuple[int, Negation]] = []
    for place, token in enumerate(tokens):
        negation = _read(tokens, place)
        if negation is None:
            continue
        if found and token.lower in IMPLIED_DENIALS and found[-1][1].predicate == token.stem:
            found.pop()
            continue
        found.append((place, negation))
    return tuple(negation for _, negation in found)


def denied_stems(negations: Sequence[Negation]) -> frozenset[str]:
    """The predicates that a sentence denies."""
    return frozenset(negation.predicate for negation in negations if negation.predicate)


def _read(tokens: Sequence[Token], place: int) -> Negation | None:
    token = tokens[place]
    word = token.lower.replace("’", "'")
    following = tuple(other.lower for other in tokens[place + 1 : place + 3])
    if following[:1] and following[0] in _SPEAKING:
        return None
    if (word, *following[:1]) == _NO_LONGER:
        return _negate(tokens[place : place + 2], " ".join(_NO_LONGER), _scope(tokens, place + 2))
    if word in _CUES or word in IMPLIED_DENIALS:
        acts = not word.startswith(_OF_ACTS) or following[:1] == ("to",)
        if not acts or (word, *following[:1]) in _IDIOMS or (word, *following) in _IDIOMS:
            return None
        return _negate((token,), word, _scope(tokens, place + 1)[: 1 if word == "non" else None])
    if word.startswith("un") and len(word) >= _LEAST_PREFIXED and not (token.capitalized or word.endswith("ly")):
        return _negate((token,), word, (token.stem.removeprefix("un"),))
    return None


def _negate(tokens: Sequence[Token], cue: str, scope: Sequence[str]) -> Negation:
    return Negation(
        start=tokens[0].start,
        end=tokens[-1].end,
        cue=cue,
        predicate=scope[0] if scope else "",
        scope=frozenset(scope),
    )


def _scope(tokens: Sequence[Token], first: int) -> list[str]:
    """Stems of content behind a cue up to the end of its clause; adverbs are no predicates."""
    scope: list[str] = []
    for place, token in enumerate(tokens[first : first + _REACH + _SCOPE]):
        if token.lower in _CLAUSE_ENDS or (not scope and place >= _REACH):
            break
        adverb = not scope and token.lower.endswith("ly")
        if token.content and not adverb:
            scope.append(token.stem)
    return scope
