"""Synonyms in news, so that "12 dead" and "killing 12" can be compared."""

from __future__ import annotations

from collections.abc import Sequence

from service.pipeline.text.irregular_verbs import infinitive_stem
from service.pipeline.text.tokens import Token

_ALIKE = (
    "kill dead death die di fatal slain slay casualti toll perish drown",
    "injur wound hurt",
    "miss unaccount",
    "trap strand stuck",
    "rescu fetch winch airlift pluck",
    "evacu displac flee fled homeless",
    "infect case",
    "arrest detain custodi apprehend",
    "peopl person other individu resid victim inhabit",
    "includ contain compris consist",
    "big larg massiv huge",
    "found find discov locat recov",
    "child children kid",
    "hous home",
    "cost price fee",
    "compani firm",
    "power electr blackout",
    "worth valu",
    "risk threat threaten",
    "cancel scrap",
    "close shut",
    "postpon delai defer",
    "magnitud measur",
)
"""Porter stems, of which each line stands for one thing; from what sentences of one fact use side by side."""
_CANONICAL = {stem: line.split()[0] for line in _ALIKE for stem in line.split()}

FATES = frozenset(
    "kill injur hospit miss trap rescu evacu infect arrest charg surviv releas".split()  # noqa: SIM905
)
"""What befalls those counted, whose number moves for as long as the story does."""
PERSONS = frozenset({"peopl"})
"""What counts whoever it befell."""


def canonical_stem(stem: str) -> str:
    """The stem that stands for `stem`, for forms of one verb and for others of its meaning."""
    base = infinitive_stem(stem)
    return _CANONICAL.get(base, base)


def content_stems(tokens: Sequence[Token]) -> frozenset[str]:
    """Canonical stems of the words of content among `tokens`."""
    return frozenset(canonical_stem(token.stem) for token in tokens if token.content)
