"""The claims of one sentence: what it asserts in a form that can be checked against another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from service.pipeline.claims.clock_times import find_zone
from service.pipeline.claims.date_rules import find_dates
from service.pipeline.claims.dates import DateMention
from service.pipeline.claims.entities import recognize_entities
from service.pipeline.claims.names import Name, find_names
from service.pipeline.claims.negation import Negation, find_negations
from service.pipeline.claims.quantities import find_quantities
from service.pipeline.claims.quantity import Quantity
from service.pipeline.text.recall import remembered
from service.pipeline.text.tokens import Token, tokenize
from service.pipeline.text.watching import look_at_clock

_CACHED_SENTENCES = 8_192
"""About 6 kB each: 50 MB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What a sentence asserts, each in order; offsets are code points in the sentence's text.

    tokens: all words, numbers and signs. A number that is part of a date is no quantity.
    """

    tokens: tuple[Token, ...]
    quantities: tuple[Quantity, ...]
    dates: tuple[DateMention, ...]
    names: tuple[Name, ...]
    negations: tuple[Negation, ...]


@remembered(maxsize=_CACHED_SENTENCES)
def extract_claims(text: str, *, language: str, published_at: datetime | None) -> Claims:
    """The claims of one sentence in a language (a primary subtag such as `en`). Cost: linear.

    Names, dates and negations are read best in English; numbers in figures in every language, number words in eight.
    """
    look_at_clock()
    tokens = tokenize(text, language)
    dates = find_dates(text, language=language, published_at=published_at)
    names = find_names(tokens, text, language, recognize_entities(text, language))
    undated = [token for token in tokens if not any(date.start <= token.start < date.end for date in dates)]
    quantities = find_quantities(undated, text, language)
    measured = [(quantity.start, quantity.end) for quantity in quantities if quantity.unit]
    measured += [(date.start, find_zone(text, date.end)) for date in dates if date.time]
    return Claims(
        tokens=tokens,
        quantities=quantities,
        dates=dates,
        # "Celsius" names a unit, and "CET" a zone.
        names=tuple(name for name in names if not any(start < name.start < name.end <= end for start, end in measured)),
        negations=find_negations(tokens) if language == "en" else (),
    )
