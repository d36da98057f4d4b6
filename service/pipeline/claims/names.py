"""Proper names of a sentence, and whether two of them may be one."""

from __future__ import annotations

import enum
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.distance import Indel

from service.pipeline.claims.name_forms import is_inflected, join_name, makes_other_place
from service.pipeline.claims.nicknames import same_first_name
from service.pipeline.claims.spelling import same_spelling
from service.pipeline.text.calendar import CALENDAR_NAMES, DATING, GIVEN_NAMES, SHORT_MONTHS
from service.pipeline.text.folding import fold_marks
from service.pipeline.text.tokens import Token
from service.pipeline.text.watching import look_at_clock


class NameKind(enum.StrEnum):
    PERSON = "person"
    PLACE = "place"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A run of capitalized words without titles; `sentence[start:end] == text`.

    words: lower-cased, without particles. kind: as far as a title, a preposition or spaCy tells.
    certain: false where the capital may be that of any word: at the opening of a sentence, in a headline.
    """

    start: int
    end: int
    text: str
    words: tuple[str, ...]
    kind: NameKind
    certain: bool


_TITLES = frozenset(
    """
    mr mrs ms miss dr prof professor president vice minister secretary chairman chairwoman chief officer judge justice
    senator sen representative rep congressman congresswoman governor gov mayor general gen colonel col captain capt
    lieutenant lt sergeant sgt detective det sheriff deputy inspector king queen prince princess duke duchess pope
    cardinal bishop rev reverend father sir lord lady dame coach spokesman spokeswoman attorney director ambassador
    chancellor premier
    """.split()  # noqa: SIM905
)
_TITLE_PARTS = frozenset({"prime", "foreign", "defense", "defence", "state", "attorney", "police", "fire", "executive"})
"""They belong to a title in front of another of its words: "Prime Minister", "Police Chief"."""
_FIELDS = frozenset(
    """
    state defense defence foreign affairs interior home homeland security treasury finance justice health education
    labor labour commerce trade energy agriculture transport transportation environment veterans national intelligence
    staff police
    """.split()  # noqa: SIM905
)
"""What belongs to a title behind its "of": "Secretary of State", "Chief of Staff"."""
_INNER = frozenset({"of", "de", "da", "del", "della", "van", "von", "der", "den", "la", "bin", "al", "el", "ibn", "&"})
"""Words in lower case over which a name may reach: "Bank of England", "Ludwig van Beethoven"."""
_PLACE_PREPOSITIONS = frozenset({"in", "near", "outside", "across"})
_CALENDAR = CALENDAR_NAMES | SHORT_MONTHS
_ALIAS_WORDS = 3
"""Words of the longest of them: "United Arab Emirates"."""
_GENERATIONS = {"jr": "jr", "junior": "jr", "sr": "sr", "senior": "sr"}
_REGNAL = re.compile(r"x{0,3}(?:ix|iv|v?i{0,3})")
"""Roman numerals up to 39, which tell kings and popes of one name apart; one letter is an initial more often."""
_OPENERS = frozenset({".", "!", "?", ":", "“", "”", '"', "‘", "(", "•"})
"""Signs behind which any word may be capitalized."""
_SEATS = {
    "moscow": "russia", "kremlin": "russia", "beijing": "china", "kiev": "ukraine",
    "tehran": "iran", "pyongyang": "northkorea", "seoul": "southkorea", "tokyo": "japan", "london": "unitedkingdom",
    "paris": "france", "berlin": "germany", "washington": "unitedstates", "whitehouse": "unitedstates",
    "ankara": "turkey", "damascus": "syria", "brussels": "europeanunion", "cairo": "egypt",
}  # fmt: skip
"""Seats of government, which reports put for the country."""
_HEADLINE_SHARE = 0.75
"""Share of capitalized words, among those of content of four letters or more, from which capitals name nothing: a
sentence that is dense with names has its verbs and most of its nouns in lower case."""
_LONG_WORD = 4
_CAPITALIZED_NOUNS = frozenset({"de", "lb"})
"""Languages that capitalize every noun."""
_SAME_SPELLING = 0.9
"""Share of letters in common from which two spellings are of one name: "Helmsley", "Helmsey"."""
_LEAST_SHORT_FORM = 3
_ALIKE_FIRST = 0.75
"""Share of letters in common from which two first names may be one: "Dmitri" and "Dmitry", not "Robert" and "Rolf"."""
_ELIDED = re.compile(r"[dD]['’][A-ZÀ-ÖØ-Þ]")
"""What goes on with a name behind "of" without its vowel: "Côte d'Ivoire", "Gabriele D'Annunzio"."""
_NEVER_OPENING = _CALENDAR | {"the", "a", "an", "i"}
"""Words without content that have a capital and open no name."""


def find_names(
    tokens: Sequence[Token], text: str, language: str, kinds: Sequence[tuple[int, int, NameKind]] = ()
) -> tuple[Name, ...]:
    """The names among `tokens`, in order. kinds: spans of entities that a recognizer found, sorted. Cost: linear."""
    headline = language in _CAPITALIZED_NOUNS or _is_headline(tokens)
    names: list[Name] = []
    place = 0
    while place < len(tokens):
        last = _end_of_name(tokens, place, headline=headline)
        if last > place:
            name = _build(tokens, text, (place, last), headline=headline, kinds=kinds)
            names.extend([name] if name else [])
        place = max(last, place + 1)
    return tuple(names)


def same_name(first: Name, second: Name) -> bool:
    """Whether both may name one thing: equal, a family name and a full one, an acronym, a country and its people."""
    look_at_clock()
    if _generation(first) and _generation(second) and _generation(first) != _generation(second):
        return False
    shorter, longer = sorted((first, second), key=lambda name: len(_fold(name)))
    one, other = _fold(shorter), _fold(longer)
    if _holds_other_place(one, other) or _holds_other_place(other, one):
        return join_name(one) == join_name(other)
    contained = set(one) <= set(other) or (len(one) == len(other) and set(other) <= set(one))
    if contained or join_name(one) == join_name(other) or _misspelt(one, other):
        return True
    if len(one) == 1 < len(other):
        return _is_acronym(one[0], longer) or _is_part(join_name(one), other)
    spelt = len(one) == len(other) and all(map(same_spelling, first.words, second.words))
    inflected = one[:-1] == other[:-1] and is_inflected(join_name(one[-1:]), join_name(other[-1:]))
    return spelt or inflected or (one[-1] == other[-1] and _same_first(one[0], other[0]))


def stand_for_one(first: Name, second: Name) -> bool:
    """Whether one may stand for the other, as "Moscow" does for "Russia"; they are different names all the same."""
    one, other = join_name(first.words), join_name(second.words)
    return _SEATS.get(one, one) == _SEATS.get(other, other)


def _same_first(first: str, second: str) -> bool:
    """Whether two first names may be one: an initial, a short form, another spelling."""
    shorter, longer = sorted((first, second), key=len)
    initial = len(shorter.replace(".", "")) == 1 and shorter[0] == longer[0]
    opens = len(shorter) >= _LEAST_SHORT_FORM and longer.startswith(shorter)
    alike = Indel.normalized_similarity(first, second) >= _ALIKE_FIRST
    return initial or opens or alike or same_first_name(first, second)


def _fold(name: Name) -> tuple[str, ...]:
    return tuple(fold_marks(word) for word in name.words)


def _generation(name: Name) -> str:
    """What tells a father from his son, or kings apart: "Jr.", "III", "Harald IV of Norway"; "" where nothing does."""
    last = name.words[-1].replace(".", "") if len(name.words) > 1 else ""
    numerals = (word for word in name.words[1:] if len(word) > 1 and _REGNAL.fullmatch(word))
    return _GENERATIONS.get(last) or next(numerals, "i" if last == "i" else "")


def _holds_other_place(words: Sequence[str], others: Sequence[str]) -> bool:
    """Whether `others` has a place in a name of two words, and `words` the second one alone."""
    return any(
        makes_other_place(first, second) and first not in words and any(is_inflected(second, word) for word in words)
        for first, second in pairwise(others)
    )


def _is_part(joined: str, words: Sequence[str]) -> bool:
    """Whether words in a row of a name are another one, joined: "U.N." in "United Nations Council"."""
    runs = (words[start : start + length] for start in range(len(words)) for length in range(1, _ALIAS_WORDS + 1))
    return any(is_inflected(joined, join_name(run)) for run in runs)


def _is_acronym(word: str, name: Name) -> bool:
    """Whether a word has the initials of a name, with or without its small words: "doj" for "Department of Justice"."""
    written = re.split(r"[\s-]+", fold_marks(name.text))
    initials = ("".join(part[0] for part in parts if part) for parts in (_fold(name), written))
    return word[0] == written[0][:1] and word.replace(".", "") in initials


def _misspelt(first: Sequence[str], second: Sequence[str]) -> bool:
    """Whether one is the other but for a slip: word by word where both have as many, since half a name is none."""
    pairs = zip(first, second, strict=True) if len(first) == len(second) else [(join_name(first), join_name(second))]
    return all(one == other or Indel.normalized_similarity(one, other) >= _SAME_SPELLING for one, other in pairs)


def _end_of_name(tokens: Sequence[Token], place: int, *, headline: bool) -> int:
    """One past the last token of the name that starts at `place`; `place` if none does."""
    if not (_may_name(tokens[place]) or _opens_name(tokens, place, headline=headline)):
        return place
    last = place + 1
    while last < len(tokens):
        if _goes_on(tokens, last, headline=headline) or (
            tokens[last].text.lower() in GIVEN_NAMES and tokens[last].capitalized
        ):
            last += 1
        elif _joins(tokens[last - 1], tokens[last]) and _goes_on(tokens, last + 1, headline=headline):
            last += 2
        else:
            break
    return last


def _opens_name(tokens: Sequence[Token], place: int, *, headline: bool) -> bool:
    """Whether a word without content opens a name: "Will Smith", where nothing else capitalizes it; "New York"."""
    token, following = tokens[place], tokens[place + 1 : place + 2]
    if not (token.word and token.capitalized and following and _may_name(following[0])):
        return False
    if makes_other_place(token.lower, following[0].lower):
        return True
    before = tokens[place - 1] if place else None
    if token.lower in GIVEN_NAMES:
        return before is None or not (before.lower in DATING or before.text == "By" or before.text[0].isdecimal())
    if before is None or not (before.word or before.text == ",") or token.lower in _NEVER_OPENING:
        return False
    return not headline or (before.content and not before.capitalized)


def _goes_on(tokens: Sequence[Token], place: int, *, headline: bool) -> bool:
    """Whether a name that has begun may go on with a token: "Papua New Guinea", "Mayor Will Smith"."""
    if place == len(tokens) or _may_name(tokens[place]) or _ELIDED.match(tokens[place].text):
        return place < len(tokens)
    placed = place + 1 < len(tokens) and makes_other_place(tokens[place].lower, tokens[place + 1].lower)
    return (placed or tokens[place - 1].lower in _TITLES) and _opens_name(tokens, place, headline=headline)


def _joins(before: Token, token: Token) -> bool:
    """Whether a name may go on behind `token`: "Bank of England", "Jean-Claude", "Sen. Smith", "J. Smith"."""
    shortened = token.text == "." and (before.lower in _TITLES or len(before.text) == 1)
    return token.lower in _INNER or token.text == "-" or shortened


def _may_name(token: Token) -> bool:
    if not token.word or not token.capitalized or token.lower in _CALENDAR:
        return False
    initial = len(token.text) == 1 and token.text not in {"I", "A"}
    return not token.function or initial or (token.text.isupper() and len(token.text.replace(".", "")) > 1)


def _build(
    tokens: Sequence[Token],
    text: str,
    run: tuple[int, int],
    *,
    headline: bool,
    kinds: Sequence[tuple[int, int, NameKind]],
) -> Name | None:
    first, last = run
    opening = first == 0 or tokens[first - 1].text in _OPENERS
    titled = _end_of_title(tokens, first, last)
    of_something = first < titled < last and tokens[titled].lower == "of"
    titled += of_something  # "President of France" names France
    words = tuple(token.lower.replace("’", "'") for token in tokens[titled:last] if _is_spoken(token))
    if not words:
        return None
    start, end = tokens[titled].start, tokens[last - 1].end
    known = next((kind for left, right, kind in kinds if left < end and start < right), None)
    placed = first > 0 and tokens[first - 1].lower in _PLACE_PREPOSITIONS
    guessed = NameKind.PERSON if titled > first and not of_something else NameKind.PLACE if placed else NameKind.OTHER
    return Name(
        start=start,
        end=end,
        text=text[start:end],
        words=words,
        kind=known or guessed,
        certain=known is not None or not (headline or (opening and len(words) == 1)),
    )


def _is_spoken(token: Token) -> bool:
    return token.word and (token.capitalized or _ELIDED.match(token.text) is not None)


def _end_of_title(tokens: Sequence[Token], first: int, last: int) -> int:
    """One past the last token of the titles that open a name: "Secretary of State", "Police Chief"; `first` if none."""
    place = first
    while place < last:
        if _is_title(tokens, place, last):
            place += 1
        elif place > first and tokens[place].lower == "of" and tokens[place + 1].lower in _FIELDS:
            place += 1
            while place < last and tokens[place].lower in _FIELDS:
                place += 1
        else:
            break
    return place


def _is_title(tokens: Sequence[Token], place: int, last: int) -> bool:
    word = tokens[place].lower
    return (
        word in _TITLES
        or word == "."
        or (word in _TITLE_PARTS and place + 1 < last and tokens[place + 1].lower in _TITLES)
    )


def _is_headline(tokens: Sequence[Token]) -> bool:
    told = (token for token in tokens if token.content and token.lower not in _CALENDAR)
    long = [token for token in told if len(token.text) >= _LONG_WORD]
    return len(long) > _LONG_WORD and sum(token.capitalized for token in long) >= _HEADLINE_SHARE * len(long)
