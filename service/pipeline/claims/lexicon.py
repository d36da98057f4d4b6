"""The story's lexicon: which of its words are names, and what abbreviations stand for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from service.pipeline.claims.abbreviations import find_abbreviations
from service.pipeline.claims.extraction import Claims
from service.pipeline.claims.names import Name
from service.pipeline.claims.synonyms import canonical_stem
from service.pipeline.text.terms import stem_word


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """What is known of a story's words.

    names: words in lower case, capitalized inside sentences and never written small. full_names: those of several
    words. abbreviations: of the stem of each, the canonical stem of the last word that it stands for, its noun.
    """

    names: frozenset[str] = frozenset()
    full_names: frozenset[tuple[str, ...]] = frozenset()
    abbreviations: Mapping[str, str] = field(default_factory=dict)

    def is_name(self, name: Name) -> bool:
        """Whether a capital is that of a name, even at the opening of a sentence."""
        return name.certain or self.names.issuperset(name.words)

    def join(self, first: Name, second: Name) -> bool:
        """Whether both are parts of one full name, as "Donald" and "Trump" are."""
        both = {*first.words, *second.words}
        return any(both.issubset(name) for name in self.full_names)

    def expand(self, stems: frozenset[str]) -> frozenset[str]:
        """`stems`, with those of the nouns that the abbreviations among them stand for."""
        return stems | {self.abbreviations[stem] for stem in stems if stem in self.abbreviations}


def learn_lexicon(claims: Iterable[Claims], texts: Iterable[tuple[str, str]]) -> Lexicon:
    """What sentences, by their claims, and the texts of their articles, each with its language, teach. Cost: linear."""
    capitalized: set[str] = set()
    small: set[str] = set()
    full_names: set[tuple[str, ...]] = set()
    for sentence in claims:
        small.update(token.lower for token in sentence.tokens if token.word and not token.capitalized)
        certain = [name.words for name in sentence.names if name.certain]
        capitalized.update(word for words in certain for word in words)
        full_names.update(words for words in certain if len(words) > 1)
    return Lexicon(
        names=frozenset(capitalized - small),
        full_names=frozenset(full_names),
        abbreviations={
            stem_word(short, language): canonical_stem(stem_word(words[-1], language))
            for text, language in texts
            for short, words in find_abbreviations(text)
        },
    )
