"""Content preservation: whether a rewrite says what its sentence was chosen for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from service.pipeline.text.language import count_words
from service.pipeline.text.terms import Terms, extract_terms, stem_word

_KEPT_SHARE = 0.65
"""Of the weight of the sentence's concepts, what its rewrite must have, however short it is; with 0.8 a third fewer are
rewritten, and ROUGE-2 is the same (docs/decisions/0010)."""
_OWN_SHARE = 0.5
"""Of the sentence's content words, what its rewrite must have: else another sentence of the group stands in its place,
which in a group that should have been two is about something else."""
_BRACKETED = re.compile(r"(?<!\s)\s*+\([^()\s]*+\)")
"""A word in brackets, most often an abbreviation of those before it."""
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyContent:
    """What a sentence was chosen for, so that its rewrite has to say it.

    weights: of its concepts, pairs of neighbouring stems, and of others that a rewrite may bring, in (0, 1]: how
    much of the story's sources says them. weight: of its own ones together. stems: its words. content, names, figures:
    those of words with a meaning of their own, of names, and of numbers. words: that it has.
    """

    weights: tuple[tuple[tuple[str, str], float], ...]
    weight: float
    stems: tuple[str, ...]
    content: frozenset[str]
    names: frozenset[str]
    figures: frozenset[str]
    words: int


def find_key_content(sentences: Sequence[str], language: str, weight: Mapping[tuple[str, str], float]) -> KeyContent:
    """What a rewrite of the first of `sentences` has to say, with words of all of them.

    weight: of each concept of the story, as selection counts them.
    """
    own = _read(sentences[0], language)
    known = own.concepts.union(*(_read(sentence, language).concepts for sentence in sentences))
    return KeyContent(
        weights=tuple((concept, weight[concept]) for concept in sorted(known) if concept in weight),
        weight=_weigh(own.concepts, weight),
        stems=own.stems,
        content=own.content,
        names=_list_names(sentences[0], language),
        figures=_list_figures(sentences[0], language),
        words=count_words(sentences[0]),
    )


def preserves_content(text: str, language: str, key_content: KeyContent) -> bool:
    """Whether `text` has the figures, enough of the words, and for its length as much of the concepts as the sentence.

    If it is more than the sentence cut shorter, it must have the names, too.
    """
    terms = _read(text, language)
    named = key_content.figures if _is_cut(terms.stems, key_content.stems) else key_content.figures | key_content.names
    if not named <= frozenset(terms.stems):
        return False
    share = max(_KEPT_SHARE, count_words(text) / max(1, key_content.words))
    weight = _weigh(terms.concepts, dict(key_content.weights))
    kept = len(terms.content & key_content.content)
    return weight >= share * key_content.weight - _ROUNDING and kept >= _OWN_SHARE * len(key_content.content)


def _is_cut(stems: Sequence[str], whole: Sequence[str]) -> bool:
    """Whether `stems` are some of `whole`, in their order."""
    left = iter(whole)
    return all(stem in left for stem in stems)


def _read(text: str, language: str) -> Terms:
    """The terms of a text that most often nobody asks about again, and that the cache of sentences need not hold."""
    return extract_terms.__wrapped__(" ".join(text.split()), language)


def _list_names(text: str, language: str) -> frozenset[str]:
    """Stems of its names, but for those in brackets."""
    return _read(_BRACKETED.sub("", text), language).names


def _list_figures(text: str, language: str) -> frozenset[str]:
    return frozenset(stem_word(number.lower(), language) for number in _read(text, language).numbers)


def _weigh(concepts: frozenset[tuple[str, str]], weight: Mapping[tuple[str, str], float]) -> float:
    return sum(sorted(weight.get(concept, 0.0) for concept in concepts))
