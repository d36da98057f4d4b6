"""Texts that are hard on a stage: long runs of what it looks for, near copies, one group of thousands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from types import MappingProxyType

from service.domain import Article

FIRST_DAY = datetime(2024, 1, 2, tzinfo=UTC)
_ARTICLES = 100
"""Articles over which sentences are spread."""
_SENTENCES_OF_AGENCY = 36
_CONSONANTS, _VOWELS = "bcdfgklmnprstvz", "aeiou"


def name_number(number: int) -> str:
    """A word of its own for each number."""
    word = ""
    while number or not word:
        number, rest = divmod(number, len(_CONSONANTS) * len(_VOWELS))
        word += _CONSONANTS[rest % len(_CONSONANTS)] + _VOWELS[rest // len(_CONSONANTS)]
    return word


def _repeat(unit: str) -> Callable[[int], str]:
    return lambda size: (unit * (size // len(unit) + 1))[:size]


def _grow(write: Callable[[int], str]) -> Callable[[int], str]:
    """A text of parts that `write` writes by their numbers."""

    def build(size: int) -> str:
        parts: list[str] = []
        left = size
        for number in count():
            if left <= 0:
                return "".join(parts)[:size]
            parts.append(write(number))
            left -= len(parts[-1])
        return ""

    return build


RUNS: Mapping[str, Callable[[int], str]] = MappingProxyType(
    {
        "names": _grow(lambda k: f"{name_number(k + 6000).title()} met "),
        "two names": _grow(lambda k: ("Anna met ", "Bob saw ")[k % 2]),
        "digits": _repeat("1 "),
        "thousands": _repeat("1,000 "),
        "amounts": _grow(lambda k: f"${k} million "),
        "commas": _repeat(", "),
        "quotation marks": _repeat('" '),
        "short quotations": _repeat("“a” "),
        "an open quotation": _repeat("“It is so, "),
        "U.S.": _repeat("U.S. "),
        "days": _repeat("yesterday "),
        "denials": _grow(lambda k: f"not {name_number(k + 6000)} "),
        "clauses": _grow(lambda k: f"{name_number(k + 6000)} bridges were closed there, and "),
        "one word": _repeat("bridge "),
        "letters": _repeat("a"),
        "Han": _repeat("中。"),
        "tiny sentences": _grow(lambda k: f"{name_number(k + 6000).title()} fell. "),
        "lines": _repeat("a\n"),
        "white space": _repeat(" "),
    }
)
"""Texts by the number of their characters, most of them one sentence."""

_NEAR_COPY = "The storm closed the old bridge over the river for the second time on Monday; {} people died, he said."
STORIES: Mapping[str, Callable[[int], str]] = MappingProxyType(
    {
        "near copies": _NEAR_COPY.format,
        "copies but for names": lambda k: (
            f"{name_number(k + 6000).title()} said that the storm closed the bridge on Monday."
        ),
        "equal sentences": lambda _: "The storm closed the old bridge over the river Ard on Monday.",
        "denials of each other": lambda k: (
            f"The mayor of {name_number(k + 6000).title()} "
            + ("denied that the bridge was closed." if k % 2 else "confirmed that the bridge was closed.")
        ),
        "ages of one person": lambda k: f"Anna Kohl, {20 + k % 70}, the mayor of Ardal, opened the bridge on Monday.",
        "prices": lambda k: f"The bridge cost ${k + 1} million, the mayor said on Monday.",
        "nothing in common": lambda k: " ".join(
            [name_number(k * 3 + 6000).title(), *(name_number(k * step + 9000 * step) for step in (7, 11, 13)), "fell."]
        ),
    }
)
"""Sentences by their numbers; stories are made of them."""


def write_run(kind: str, size: int) -> tuple[Article, ...]:
    """Two articles, each a run of so many characters."""
    text = RUNS[kind](size)
    return _publish([text, f"{text} x"])


def write_crowd(kind: str, sentences: int) -> tuple[Article, ...]:
    """So many sentences of a story, over a hundred articles."""
    written = [STORIES[kind](number) for number in range(sentences)]
    return _publish([" ".join(written[start::_ARTICLES]) for start in range(min(_ARTICLES, sentences))])


def write_papers(count: int) -> tuple[Article, ...]:
    """So many papers that print one agency story of 36 sentences, a minute after one another."""
    opening = "LINDHAVEN (AP) — The storm closed the old bridge over the river Ard on Monday, and 12 people died."
    told = [
        f"{name_number(3 * k + 6000).title()} {name_number(7 * k + 6000).title()}, {30 + k}, the mayor of Ardal, said "
        f"that {k + 2} {name_number(k + 9000)} houses on the {name_number(5 * k + 6000)} bank cost ${k + 1} million."
        for k in range(_SENTENCES_OF_AGENCY - 1)
    ]
    return _publish([" ".join([opening, *told])] * count)


def write_volumes(count: int) -> tuple[Article, ...]:
    """So many articles of 45,000 characters, in sentences of about seven hundred, all of them different."""
    return _publish([" ".join(_write_long(first * 97, line) for line in range(60)) for first in range(count)])


def write_long_equal(sentences: int) -> tuple[Article, ...]:
    """A sentence of about seven hundred characters, so many times, over a hundred articles."""
    return _publish([" ".join([_write_long(0, 0)] * (sentences // _ARTICLES))] * _ARTICLES)


def _write_long(first: int, line: int) -> str:
    words = " ".join(name_number((first + line) * 31 + word + 9_000) for word in range(100))
    return f'The storm closed bridge {line}, and {words} fell, "he said".'


def vary(text: str) -> str:
    """The text with a word more in each sentence, and in the middle, so that none is a sentence of an article."""
    middle = len(text) // 2
    return f"{text[:middle]} indeed {text[middle:]}".replace(". ", " too. ")


def _publish(texts: list[str]) -> tuple[Article, ...]:
    return tuple(
        Article(id=f"a{i}", index=i, text=text, source=f"S{i}", published_at=FIRST_DAY + timedelta(minutes=i))
        for i, text in enumerate(texts)
    )
