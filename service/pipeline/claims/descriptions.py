"""What a sentence says a person to be: the noun phrase in front of a name, or in apposition to it. English."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise, takewhile

from service.pipeline.claims.extraction import Claims
from service.pipeline.claims.names import Name, NameKind
from service.pipeline.text.irregular_verbs import is_past_form
from service.pipeline.text.tokens import Token

_ARTICLES = frozenset({"the", "a", "an"})
_OWNERS = frozenset({"its", "their", "his", "her", "our", "my"})
_GENITIVES = ("'s", "’s", "s'", "s’")
_APOSTROPHES = frozenset({"'", "’"})
_INSIDE = _APOSTROPHES | {"-"}
"""Signs inside a noun phrase."""
_NOT_NOW = frozenset(
    """
    former formerly ex then acting interim incoming outgoing ousted sacked late trained training
    """.split()  # noqa: SIM905
)
"""What such a person was, will be or learned to be; beside it they may be anything now."""
_ADDRESS = frozenset({"mr", "mrs", "ms", "miss", "dr", "sir", "dame"})
"""How a person is addressed, which says nothing of what they do."""
_OF = frozenset({"of", "for", "at", "in", "on", "from", "with"})
"""Between a noun and what describes it further."""
_ADVERBIAL = frozenset({"in", "after", "before", "during", "at", "on", "with", "like", "unlike", "as", "to", "about"})
"""What opens an adverbial in front of a comma, "in a statement,"."""
_SAYING = frozenset({"says", "say", "tells", "adds"})
"""Verbs of a speaker in the present, "a court says"; those in the past have its form."""
_TIMES = frozenset("moment minute hour day night week month year hours days weeks months years".split())  # noqa: SIM905
"""Nouns of an adverbial of time: "an hour later"."""
_FULL_NAME = 2
"""Words of it."""
_MOST_IN_FRONT, _MOST_BEFORE_COMMA = 4, 9
"""Words directly in front of a name, and tokens in front of the comma before it, at most."""
_BEHIND = re.compile(
    r"(?:, (?:aged )?\d{1,3})?, (?:who (?:is|was) )?"
    r"(?P<phrase>(?P<does>who (?!is |was |has |does |says )[a-z]{2,20}s )?"
    r"[^\s,.;:!?“”\"()][^,.;:!?“”\"()]{1,80})(?=[,.;](?!\d)|$)"
)
"""Behind a name a comma, perhaps an age, and what stands up to the next comma: "who teaches chemistry"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """Words that say what a person is; `sentence[start:end]` are those.

    name: of the person, lower-cased words, without what stands in front of it. shown: as the sentence writes it.
    says: what makes a sentence of its own behind the name: "is a head of police", "is someone who teaches". stems: of
    the words of content. head: of the noun that is described further, "head".
    """

    name: tuple[str, ...]
    shown: str
    start: int
    end: int
    says: str
    stems: frozenset[str]
    head: str


def find_descriptions(claims: Claims, sentence: str, known: AbstractSet[tuple[str, ...]]) -> Iterator[Description]:
    """What a sentence says its persons to be, in order; what they no longer are, or are not yet, is left out.

    known: names of the story, lower-cased words, by which "Commander Ann Lee" is told from a name of three words.
    Whatever stands in front of a name is taken for a noun ("told reporters"): whether the sentence says what was read
    is for a model to decide.
    """
    for name in claims.names:
        if name.kind is NameKind.PLACE:
            continue
        within = [token for token in claims.tokens if name.start <= token.start < name.end]
        titled = len(name.words) > _FULL_NAME and name.words[1:] in known
        in_front = [(within[0].start, within[0].end)] if titled else _in_front(claims, name)
        phrases = [*_before_comma(claims, name), *in_front, *_behind(name, sentence)]
        for start, end in phrases:
            stems = _read_stems(claims.tokens, start, end)
            if stems:
                yield Description(
                    name=name.words[1:] if titled else name.words,
                    shown=sentence[within[1].start if titled else name.start : name.end],
                    start=start,
                    end=end,
                    says=_predicate(sentence, start, end),
                    stems=stems,
                    head=_find_head(claims.tokens, start, end),
                )


def _in_front(claims: Claims, name: Name) -> Iterator[tuple[int, int]]:
    """The words of content directly in front of a name that are no other name's."""
    taken = [(one.start, one.end) for one in claims.names if one.certain and one is not name]
    run: list[Token] = []
    for token in reversed([token for token in claims.tokens if token.end <= name.start]):
        of_other = any(start <= token.start < end for start, end in taken)
        hyphened = run and (token.text == "-" or (run[0].text == "-" and token.end == run[0].start))
        if not (token.content or hyphened) or of_other or sum(one.content for one in run) == _MOST_IN_FRONT:
            break
        run.insert(0, token)
    while run and (not run[0].word or run[0].lower in _ADDRESS or _is_participle(run[0])):
        run.pop(0)
    while run and run[-1].lower in _ADDRESS:
        run.pop()
    if run:
        yield run[0].start, run[-1].end


def _is_participle(token: Token) -> bool:
    """Whether a word in front of a noun may be the verb whose object it is: "beating champion Ann Lee"."""
    return token.lower.endswith("ing") and token.lower not in _NOT_NOW


def _before_comma(claims: Claims, name: Name) -> Iterator[tuple[int, int]]:
    """The noun phrase in front of the comma before a name: "the director of the works, Ann Lee"."""
    before = [token for token in claims.tokens if token.end <= name.start]
    if not before or before.pop().text != ",":
        return
    reach = before[-_MOST_BEFORE_COMMA:]
    opening, place = None, _find_determiner(reach)
    while place is not None:
        opening = reach[place]
        linked = place > 0 and reach[place - 1].lower in _OF
        place = _find_determiner(reach[: place - 1]) if linked else None
    if opening:
        front = [token for token in before if token.end <= opening.start]
        named = len(front) > 1 and front[-1].text == "," and any(front[-2].end == one.end for one in claims.names)
        adverbial = bool(front) and front[-1].lower in _ADVERBIAL
        if not (named or adverbial):
            yield opening.start, before[-1].end


def _find_determiner(reach: Sequence[Token]) -> int | None:
    """The place of the article, or of the owner, of the noun that comes last."""
    for place in range(len(reach) - 1, -1, -1):
        token, follows = reach[place], reach[place + 1 : place + 2]
        if follows and _opens_noun_phrase(token.text):
            return place
        if follows and follows[0].text in _APOSTROPHES:
            return place - 1 if place and reach[place - 1].lower in _ARTICLES else place
        if not (token.content or token.text in _INSIDE or _is_short(token)):
            return None
    return None


def _behind(name: Name, sentence: str) -> Iterator[tuple[int, int]]:
    """What stands in apposition to a name: "Ann Lee, 44, the director of the works,"."""
    found = _BEHIND.match(sentence, name.end)
    if found and (found["does"] or _is_noun_phrase(found["phrase"].lower().split())):
        yield found.span("phrase")


def _is_noun_phrase(words: Sequence[str]) -> bool:
    """Whether words may say what somebody is.

    No clause of a speaker does ("a court heard"), nor two of a list ("the mayor and a judge"), nor a time.
    """
    listed = any(one == "and" and other in _ARTICLES | _OWNERS for one, other in pairwise(words))
    said = is_past_form(words[-1]) or words[-1] in _SAYING
    return _opens_noun_phrase(words[0]) and not (listed or said or _TIMES & {*words[:3]})


def _opens_noun_phrase(word: str) -> bool:
    return word.lower() in _ARTICLES | _OWNERS or word.endswith(_GENITIVES)


def _read_stems(tokens: Sequence[Token], start: int, end: int) -> frozenset[str]:
    """The stems of the words of content of a phrase; none where it tells what was or will be."""
    within = [token for token in tokens if start <= token.start < end]
    if any(token.lower in _NOT_NOW for token in within):
        return frozenset()
    return frozenset(token.stem for token in within if token.content and token.lower not in _ADDRESS)


def _find_head(tokens: Sequence[Token], start: int, end: int) -> str:
    """The stem of the last word of content in front of what describes it further: "of", "with", "who"."""
    within = [token for token in tokens if start <= token.start < end]
    opening = next((place for place, token in enumerate(within) if token.content), 0)
    run = takewhile(lambda token: token.content or token.text in _INSIDE or _is_short(token), within[opening:])
    return [token.stem for token in run if token.content][-1]


def _is_short(token: Token) -> bool:
    """Whether a token is the end of a genitive, or an abbreviation that is written like a pronoun ("IT")."""
    return token.lower == "s" or token.text.isupper()


def _predicate(sentence: str, start: int, end: int) -> str:
    """What makes a sentence of its own behind a name."""
    phrase = sentence[start:end]
    first = phrase.split()[0]
    if first == "who":
        return f"is someone {phrase}"
    if first.lower() in _ARTICLES | _OWNERS or not (first.isupper() or first.endswith(_GENITIVES)):
        phrase = phrase[0].lower() + phrase[1:]
    if _opens_noun_phrase(first):
        return f"is {phrase}"
    return f"is {'an' if phrase[0].lower() in 'aeiou' else 'a'} {phrase}"
