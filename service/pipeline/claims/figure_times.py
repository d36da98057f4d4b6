"""Of what time a figure of a sentence is: of another one, expected, replaced in the sentence's own words, or moving."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from service.pipeline.claims.dates import DateMention
from service.pipeline.claims.extraction import Claims
from service.pipeline.claims.quantity import Quantity
from service.pipeline.text.tokens import Token

_EXPECTED = frozenset(
    """
    would could may might expect expected expects forecast forecasts fear feared seek seeks seeking want wants wanted
    demand demands demanded aim aims hope hopes if should target predicted predicts
    """.split()  # noqa: SIM905
)
"""Words of what is not so yet, or is only asked for."""
_MONTH = "May"
"""With a capital it is no "may": it seldom opens a statement with a number."""
_ASKING = frozenset({"ask", "asks", "asked", "asking", "call", "calls", "called", "calling", "plead", "pleaded"})
"""Words that do, too, in front of "for" and the number: "asked for nine years", but not "called for help as 9 died"."""
_CALLED_UPON = frozenset({"is", "are", "was", "were", "been", "be"})
"""Words in front of these that make them what befell somebody: "were called for"."""
_EXPECTED_REACH = 6
"""Words in front of a number among which one says that it is expected."""
_QUESTIONS = frozenset({"why", "how", "that", "whether", "what", "which"})
"""Words that open another clause, of what is so: "want to know why 240,000 euros went"."""
_EARLIER = frozenset({"previous", "previously", "earlier", "originally", "initial", "initially"})
"""Words that make a value an earlier one, in the sentence's own eyes."""
_IN_PLACE_OF = frozenset({("rather", "than"), ("instead", "of")})
_REPLACED_REACH = 6
"""Words in front of a number among which "from" stands where it is what was: "from its first estimate of"."""
_OF_A_DAY = frozenset({"on", "in", "this", "that", "at", "during"})
"""Words behind "earlier" that make it tell when something happened: "earlier on Monday", "earlier this week"."""
_MOVING = frozenset(
    """
    now still so far revised revises updated latest already yet since currently shrunk fewer remain remains remaining
    least reached reaches stood stands
    """.split()  # noqa: SIM905
)
"""Words of a value that moves: it is so many so far, still, or by now."""
_RISING = frozenset(
    """
    risen rise rises rose rising grown grew climbed climbs climbing fell fallen falls dropped
    """.split()  # noqa: SIM905
)
"""Words in front of a number to which a value has moved; behind it they are of what is counted: inches of rain fell."""
_CHANGING = frozenset(
    """
    raised raises raise increased increase increases lower lowered cut boosted decreased declined dipped doubled
    dwindled halved hiked improved lifted melted narrowed quadrupled shrank shrunk slashed slipped slumped swelled
    swollen sweetened trimmed tripled upped widened
    """.split()  # noqa: SIM905
)
"""Words of a value that moves "to" a number (calibratable changes of state: Levin 1993, 45.6), or of what has moved, as
in "an increased offer"; a gala raised its amount."""
_DETERMINERS = frozenset({"a", "an", "the", "its", "their", "his", "her"})
ADJACENT = frozenset(
    """
    at least some about around nearly almost more than up to as many over under fewer less no exactly only another the
    a an further estimated close
    """.split()  # noqa: SIM905
)
"""Words that may stand between a verb and the number that it governs."""
_RECENT = timedelta(days=21)
"""How far before publication a day of the story may lie; before it, the sentence tells of another time."""
_BESIDE = 2
"""Words in front of a day among which "since" may stand."""


def list_far(claims: Claims, published_at: datetime | None) -> tuple[DateMention, ...]:
    """The days and years of a sentence that are not of the story; one behind "since" is no time of what it tells."""
    if published_at is None:
        far = [mention for mention in claims.dates if mention.year is not None and mention.month is None]
    else:
        day = published_at.date()
        far = [one for one in claims.dates if one.first and one.last and _is_far(one.first, one.last, day)]
    return tuple(
        mention
        for mention in far
        if "since" not in [token.lower for token in claims.tokens if token.end <= mention.start][-_BESIDE:]
    )


def is_elsewhen(claims: Claims, far: Sequence[DateMention], start: int, end: int) -> bool:
    """Whether a clause, by its offsets, names a time that is not of the story, or names none and one before it does."""
    own = any(start <= mention.start < end for mention in claims.dates)
    return any(mention.start < end and (start <= mention.start or not own) for mention in far)


def _is_far(first: date, last: date, published: date) -> bool:
    # As differences, since a day less or more may lie outside the calendar.
    return published - last > _RECENT or (first - published > _RECENT and first.year != published.year)


def is_expected(before: Sequence[Token]) -> bool:
    """Whether the words in front of a number say that it is not so yet."""
    for token in reversed(before[-_EXPECTED_REACH:]):
        if token.lower in _EXPECTED and token.text != _MONTH:
            return True
        if token.lower in _QUESTIONS:
            return False
    return _is_asked_for([token.lower for token in before[-_EXPECTED_REACH:]])


def _is_asked_for(before: list[str]) -> bool:
    """Whether the last words in front of a number, bounds and articles left out, ask for it."""
    while before and before[-1] in ADJACENT:
        before = before[:-1]
    asked = before[-1:] == ["for"] and not _ASKING.isdisjoint(before[-2:-1])
    return asked and _CALLED_UPON.isdisjoint(before[-3:-2])


def is_replaced(tokens: Sequence[Token], place: int) -> bool:
    """Whether the words in front of a number, which is at `place`, say what was, or is not: "from its estimate of"."""
    words = [token.lower for token in tokens[max(0, place - _REPLACED_REACH) : place]]
    words = words[:-1] if words[-1:] == ["the"] else words
    if tuple(words[-2:]) in _IN_PLACE_OF or words[-1:] in (["not"], ["from"]):
        return True
    return words[-1:] == ["of"] and "from" in words and all(map(str.isalpha, words[words.index("from") :]))


def is_earlier(claims: Claims, amounts: Sequence[Quantity], place: int, clause: tuple[int, int, int, int]) -> bool:
    """Whether a word makes a number an earlier one: that next to the word, or one joined with "and" to that behind it.

    clause: the places of its first token, of those of the number, and of its end.
    """
    start, first, last, end = clause
    tokens, own = claims.tokens, amounts[place]
    words = [i for i in range(start, end) if tokens[i].lower in _EARLIER and not _tells_a_day(claims, i)]
    joined = place > 0 and any(
        token.lower in {"and", ","} for token in tokens if amounts[place - 1].end <= token.start < own.start
    )
    ends = [amount.end for amount in amounts[:place] if amount.end > tokens[start].start]
    nearest = 0 if joined or not ends else ends[-1]
    following = amounts[place + 1].start if place + 1 < len(amounts) else tokens[-1].end
    return any(
        nearest <= tokens[i].start if i < first else tokens[i].start < following for i in words if not first <= i < last
    )


def _tells_a_day(claims: Claims, place: int) -> bool:
    """Whether "earlier" stands in front of a day, and says when something happened."""
    following = claims.tokens[place + 1 : place + 2]
    return claims.tokens[place].lower == "earlier" and any(
        token.lower in _OF_A_DAY or any(day.start <= token.start < day.end for day in claims.dates)
        for token in following
    )


def is_moving(clause: Sequence[Token], before: Sequence[Token]) -> bool:
    """Whether a clause says that a number moves. before: its words in front of that number."""
    moves = _MOVING & {token.lower for token in clause} or _RISING & {token.lower for token in before}
    return bool(moves) or _is_changed(clause, before)


def _is_changed(clause: Sequence[Token], before: Sequence[Token]) -> bool:
    """Whether a word says that a value was moved, to this number or in what it is of: "an increased offer of 41"."""
    changing = [i for i, token in enumerate(clause) if token.lower in _CHANGING]
    if not changing:
        return False
    place = len(before)
    while place and before[place - 1].lower in ADJACENT and before[place - 1].lower != "to":
        place -= 1
    moved = before[place - 1 : place] and before[place - 1].lower == "to"
    return bool(moved) or any(i and clause[i - 1].lower in _DETERMINERS for i in changing)
