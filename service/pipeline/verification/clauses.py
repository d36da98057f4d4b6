"""The words of a sentence, its clauses, and the names in a part of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from service.pipeline.claims.names import Name, same_name
from service.pipeline.claims.spelling import same_spelling
from service.pipeline.text.folding import fold_marks
from service.pipeline.text.tokens import Token
from service.pipeline.verification.statements import Statement

_JOINTS = frozenset(",;:—–-“”\"'()") | frozenset(
    """
    and but or while as when who which that after before where because if although though whose since
    """.split()  # noqa: SIM905
)
"""Signs and words at which one clause ends and another begins."""
_MOST_WORDS = 300
_POINTING = frozenset(
    """
    he she it they we i you who which that this these those the his her its their him them both
    """.split()  # noqa: SIM905
)
"""Words that open what points at something named before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word or number of a sentence.

    joint: whether a clause may begin at it. hyphened: whether a hyphen ties it to the word in front.
    """

    token: Token
    joint: bool
    hyphened: bool

    @property
    def content(self) -> bool:
        return self.token.content or not self.token.word


def read_words(statement: Statement) -> tuple[Word, ...]:
    """The first 300 words and numbers of a sentence, in order: what is longer is a list, or has lost its full stops."""
    words: list[Word] = []
    signs: list[Token] = []
    for token in statement.claims.tokens:
        if token.word or token.text[0].isdecimal():
            words.append(_read_word(token, words[-1].token.end if words else 0, signs))
            signs = []
        else:
            signs.append(token)
        if len(words) == _MOST_WORDS:
            break
    return tuple(words)


def _read_word(token: Token, last: int, signs: Sequence[Token]) -> Word:
    """last: where the word in front ends. signs: those between the two."""
    touching = token.start - last == len(signs) == 1
    possessive = touching and token.lower == "s"
    hyphened = touching and signs[0].text == "-"
    joint = token.lower in _JOINTS or any(sign.text in _JOINTS for sign in signs)
    return Word(token=token, joint=joint and not (possessive or hyphened), hyphened=hyphened)


def clause_before(words: Sequence[Word], place: int) -> Sequence[Word]:
    """The words of the clause that ends before `place`, empty where one begins there."""
    start = place
    while 0 < start < len(words) and not words[start].joint:
        start -= 1
    return words[start:place]


def clause_behind(words: Sequence[Word], place: int) -> Sequence[Word]:
    """The words from `place` on to the end of their clause, empty where one begins there."""
    end = place
    while end < len(words) and not words[end].joint:
        end += 1
    return words[place:end]


def list_names(words: Sequence[Word], statement: Statement) -> list[Name]:
    """The names of a sentence of which a word of content is among `words`."""
    return [
        name
        for name in statement.claims.names
        if any(name.start <= word.token.start < name.end and word.content for word in words)
    ]


def share_name(names: Sequence[Name], others: Sequence[Name]) -> bool:
    """Whether one of `names` may be one of `others`, by more than a given name."""
    return any(same_name(name, other) and _ends_alike(name, other) for name in names for other in others)


def opens_with_anaphor(words: Sequence[Word]) -> bool:
    """Whether the words open with a pronoun or an article, as what was named before does."""
    return bool(words) and words[0].token.lower in _POINTING


def _ends_alike(name: Name, other: Name) -> bool:
    """Whether what the longer name adds is in front: a family name is the same, a given name is not enough."""
    if same_spelling(name.words[-1], other.words[-1]):
        return True
    shorter, longer = sorted(([fold_marks(word) for word in one.words] for one in (name, other)), key=len)
    demonym = len(shorter) == len(longer) and shorter[:-1] == longer[:-1]
    return shorter[-1] == longer[-1] or demonym or (len(shorter) == 1 and shorter[0] not in longer)
