"""Names of a sentence in the forms that the articles have: "Spain" as "Spanish", if no article says "Spain"."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from service.pipeline.claims.name_forms import is_inflected, join_name
from service.pipeline.text.terms import Terms, stem_word


def fit_names(own: Terms, known: Collection[str]) -> Terms:
    """`own` with each stem that the articles lack told by one that they have for the same country or people.

    known: all stems of the articles. Cost: the stems that they lack, times theirs.
    """
    forms = {stem: form for stem in sorted(own.content.difference(known)) if (form := _find_form(stem, known))}
    if not forms:
        return own
    return replace(
        own,
        stems=tuple(forms.get(stem, stem) for stem in own.stems),
        content=frozenset(forms.get(stem, stem) for stem in own.content),
        names=frozenset(forms.get(stem, stem) for stem in own.names),
        concepts=frozenset((forms.get(first, first), forms.get(second, second)) for first, second in own.concepts),
    )


def _find_form(stem: str, known: Collection[str]) -> str | None:
    joined = _join(stem)
    return min((other for other in known if _are_one(joined, _join(other))), default=None)


def _join(stem: str) -> str:
    return stem_word(join_name([stem]), "en")


def _are_one(first: str, second: str) -> bool:
    return first == second or is_inflected(first, second)
