"""Quantities of a sentence: how many, of what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from service.pipeline.claims.bounds import Bound, find_bound, read_bound
from service.pipeline.claims.numerals import Numeral, find_numerals
from service.pipeline.claims.quantity import (
    AGE,
    DASHES,
    IDENTIFIER,
    ORDINAL,
    Quantity,
    find_rest,
    is_change,
    is_range,
    join,
    replaces,
)
from service.pipeline.claims.units import CURRENCY_PREFIXES, CURRENCY_SIGNS, PERCENT, POINT, read_unit
from service.pipeline.text.tokens import Token

_COUNTED_WORDS = 4
_NUMBERED = frozenset(
    """
    flight route lane group room gate highway interstate section article chapter page no number apartment phase level
    """.split()  # noqa: SIM905
)
"""Words whose number names one of several."""
_MAX_AGE = 120
_HALF_OF_ONE = frozenset({"a", "an", "of"})
"""Words between "half" and the unit that it is half of: "half a percentage point", "a quarter of a point"."""
_ONE = frozenset({"a", "an", "one"})
_STOPPED = re.compile(r"(?<!\bat )(?<![\d:])\b(?P<hours>\d{1,2}):(?P<minutes>[0-5]\d):(?P<seconds>[0-5]\d)(?![:\d])")
_MINUS = frozenset({"-", "−", "–"})
_NO_COUNT = frozenset({"no", "any", "this", "that", "which", "the", "each", "every", "another", "only"})
"""In front of "one", they make it stand for a thing, not for a number."""
_DETERMINERS = frozenset(
    "a an the its their his her our this that these those each every all both no any one two three four five".split()  # noqa: SIM905
)
"""What stands in front of the name of a kind of thing."""
_NUMBERS = frozenset({"number", "numbers", "count", "tally", "total"})
_OF_WHAT = frozenset({"of", "for"})
_TELLING = frozenset({"at", "from", "to", "is", "was", "reached", "hit", "topped", "passed", "exceeded"})
"""In front of a number that is told of what was named: "has risen to", "stood at", "was"."""
_FORMER = "from"
_APOSTROPHES = frozenset({"'", "’"})
_NUMBER_REACH = 20
"""Tokens in front of a number among which what it is the number of is looked for."""
_CUTS = frozenset({"/", "s", ":", "'"})
"""What, touching a number, makes it a part of something else: "9/11", "the 1980s"."""


def find_quantities(tokens: Sequence[Token], text: str, language: str) -> tuple[Quantity, ...]:
    """The quantities of `text` in order; `tokens` are those of it that are no part of a date. Cost: linear."""
    quantities: list[Quantity] = []
    for numeral in find_numerals(tokens, language):
        if not _counts(tokens, numeral):
            continue
        quantity = _read(tokens, numeral, text)
        if quantities and is_range(quantities[-1], quantity, text):
            quantity = join(quantities.pop(), quantity)
        elif quantities and (rest := find_rest(quantities[-1], quantity, text)):
            quantity = rest
            quantities.pop()
        elif quantities and is_change(quantities[-1], quantity, text):
            quantities[-1] = replace(quantities[-1], unit=quantity.unit)
        place = _find_measured(quantities)
        if place is not None and replaces(quantities[place], quantity, text):
            unit = quantities[place].unit or quantity.unit
            quantities[place], quantity = (replace(one, unit=unit) for one in (quantities[place], quantity))
        quantities.append(quantity)
    return tuple(sorted((*quantities, *_find_stopped_times(text)), key=lambda quantity: quantity.start))


def _find_measured(quantities: Sequence[Quantity]) -> int | None:
    """The place of the last one, or of that before an ordinal: "2.9, up from a first estimate of 2.6"."""
    recent = range(max(0, len(quantities) - 2), len(quantities))
    return next((place for place in reversed(recent) if quantities[place].unit != ORDINAL), None)


def _find_stopped_times(text: str) -> Iterator[Quantity]:
    """Times of races and the like, "2:07:41", in seconds."""
    for match in _STOPPED.finditer(text):
        seconds = int(match["hours"]) * 3600.0 + int(match["minutes"]) * 60.0 + int(match["seconds"])
        yield Quantity(
            start=match.start(),
            end=match.end(),
            low=seconds,
            high=seconds,
            step=1.0,
            unit="second",
            counted=frozenset(),
            bound=Bound.EXACT,
        )


def _counts(tokens: Sequence[Token], numeral: Numeral) -> bool:
    """Whether the number says how many; "one of them", "9/11" and "the 1980s" do not."""
    before = tokens[numeral.first - 1] if numeral.first else None
    after = tokens[numeral.last] if numeral.last < len(tokens) else None
    if numeral.figures:
        touching = before is not None and before.end == tokens[numeral.first].start
        cut_before = before is not None and touching and (before.word or before.text in _CUTS | {"#"})
        cut_after = after is not None and after.start == tokens[numeral.last - 1].end and after.lower in _CUTS
        return not (cut_before or cut_after)
    if numeral.low != 1 or numeral.share:
        return True
    if before and before.lower in _NO_COUNT:
        return False
    befell = before is not None and before.lower.endswith(("ing", "ed")) and before.content
    following = after is not None and after.content and not after.capitalized
    return following or (befell and (after is None or after.lower in {"and", ",", "."}))


def _read(tokens: Sequence[Token], numeral: Numeral, text: str) -> Quantity:
    first, last = numeral.first, numeral.last
    unit, first = _currency_before(tokens, first)
    scale = 1.0
    if not unit:
        place = last + (last < len(tokens) and tokens[last].text in DASHES)
        unit, taken = read_unit([token.lower for token in tokens[place : place + 3]])
        last = place + taken if taken else last
    if not unit and numeral.figures and _is_in_meters(tokens, last):
        unit, last = "meter", last + 1
    if numeral.share and not unit:
        unit, last = _read_whole(tokens, last)
    if numeral.share and not unit and (more := _read_more(tokens, numeral)):
        unit, first, numeral = more
    if numeral.share and not unit:
        unit, scale = PERCENT, 100.0
    if unit and not numeral.share and _is_negative(tokens, first):
        scale, first = -scale, first - 1
    if numeral.ordinal:
        unit = ORDINAL
    counted = read_counted(tokens, last)
    if unit == "year" and last < len(tokens) and _is_old(tokens, last):
        counted = AGE
    if not unit and not numeral.ordinal:
        unit, counted = _identify(tokens, first, last, numeral) or (
            unit,
            counted or _read_number_of(tokens, first, text),
        )
    return Quantity(
        start=tokens[first].start,
        end=tokens[last - 1].end,
        low=numeral.low * scale,
        high=numeral.high * scale,
        step=numeral.step * abs(scale),
        unit=unit,
        counted=counted,
        bound=read_bound(text, tokens[first].start, tokens[last - 1].end),
    )


def _is_in_meters(tokens: Sequence[Token], last: int) -> bool:
    """Whether an "m" that scales nothing touches a number: "the 100m final"."""
    return last < len(tokens) and tokens[last].text == "m" and tokens[last].start == tokens[last - 1].end


def _read_whole(tokens: Sequence[Token], last: int) -> tuple[str, int]:
    """The unit that something is a share of, and where it ends: "half a mile", "a quarter of a percentage point"."""
    place = last
    while place < len(tokens) and (tokens[place].lower in _HALF_OF_ONE or tokens[place].text in DASHES):
        place += 1
    words = [token.lower for token in tokens[place : place + 3]]
    if words[:1] in (["point"], ["points"]):
        return POINT, place + 1
    unit, taken = read_unit(words)
    return (unit, place + taken) if taken and (place > last or unit == POINT) else ("", last)


def _read_more(tokens: Sequence[Token], numeral: Numeral) -> tuple[str, int, Numeral] | None:
    """What a share is added to where the unit stands between: "an hour and a half"."""
    first = numeral.first - (numeral.first > 0 and tokens[numeral.first - 1].lower in _ONE)
    if first < 3 or tokens[first - 1].lower != "and" or tokens[first - 3].lower not in _ONE:  # noqa: PLR2004
        return None
    unit, taken = read_unit([tokens[first - 2].lower])
    more = 1 + numeral.low
    return (unit, first - 3, replace(numeral, low=more, high=more, share=False)) if taken else None


def _is_negative(tokens: Sequence[Token], first: int) -> bool:
    """Whether a minus stands in front: the word, or a sign that touches the number and nothing else."""
    if not first:
        return False
    sign = tokens[first - 1]
    free = first == 1 or tokens[first - 2].end < sign.start
    return sign.lower == "minus" or (sign.text in _MINUS and free and sign.end == tokens[first].start)


def _currency_before(tokens: Sequence[Token], first: int) -> tuple[str, int]:
    sign = CURRENCY_SIGNS.get(tokens[first - 1].text) if first else None
    if not sign:
        return "", first
    before = tokens[first - 2] if first > 1 and tokens[first - 2].end == tokens[first - 1].start else None
    letters = before.lower.replace(".", "") if before and sign == "USD" else ""
    return (CURRENCY_PREFIXES[letters], first - 2) if letters in CURRENCY_PREFIXES else (sign, first - 1)


def _is_old(tokens: Sequence[Token], last: int) -> bool:
    following = [token.lower for token in tokens[last : last + 2] if token.text not in DASHES]
    return bool(following) and following[0] in {"old", "olds"}


def read_counted(tokens: Sequence[Token], last: int) -> frozenset[str]:
    """Stems of the words behind the number, up to the first that is neither a word of content nor a hyphen."""
    stems: list[str] = []
    place = last + (last < len(tokens) and tokens[last].lower in {"of", "other", "more", "-"})
    place += place < len(tokens) and tokens[place].lower in {"the", "its", "his", "her", "their"}
    for token in tokens[place : place + _COUNTED_WORDS]:
        if token.content or token.lower == "others":
            stems.append(token.stem)
        elif token.text not in DASHES:
            break
    return frozenset(stems)


def _read_number_of(tokens: Sequence[Token], first: int, text: str) -> frozenset[str]:
    """Stems of what a number is told of that stands in front: "the number of homes without heat rose to 18,000".

    Empty where nothing says that the number is of such a one, or another number, a clause or a sentence lies between.
    """
    bound = find_bound(text, tokens[first].start)
    while first and tokens[first - 1].start >= bound:
        first -= 1
    if not first or tokens[first - 1].lower not in _TELLING:
        return frozenset()
    for place in range(first - 2, max(-1, first - 2 - _NUMBER_REACH), -1):
        token = tokens[place]
        former = token.text[0].isdecimal() and place > 0 and tokens[place - 1].lower == _FORMER
        if not (former or (token.word and not token.text[0].isdecimal()) or token.text in _APOSTROPHES):
            return frozenset()
        if token.lower in _NUMBERS and tokens[place + 1].lower in _OF_WHAT:
            return read_counted(tokens[: first - 1], place + 2)
    return frozenset()


def _is_model(tokens: Sequence[Token], first: int) -> bool:
    """Whether a number behind a name tells of which kind something is: "the Boeing 737 jets", "two Leopard 2 tanks"."""
    opening, digits = tokens[first - 2], tokens[first].text
    return digits.isdecimal() and (opening.lower in _DETERMINERS or opening.text[0].isdecimal())


def _identify(tokens: Sequence[Token], first: int, last: int, numeral: Numeral) -> tuple[str, frozenset[str]] | None:
    """What a number without a unit is if not a count: an age ("Smith, 68,"), or a name ("Flight 8501")."""
    before = tokens[first - 1] if first else None
    after = tokens[last].text if last < len(tokens) else "."
    if before is None:
        return None
    apposed = before.text == "," and after in {",", ")", "."} and first > 1 and tokens[first - 2].capitalized
    if (apposed or before.lower == "aged") and numeral.low < _MAX_AGE:
        return "year", AGE
    bare = numeral.figures and not read_counted(tokens, last)
    named = before.capitalized and before.content and first > 1
    if before.lower in _NUMBERED or (named and (bare or (numeral.figures and _is_model(tokens, first)))):
        return IDENTIFIER, frozenset({before.stem})
    return None
