"""Cohesion: what has to stand in front of a sentence for a reader to understand it, and what it would tell again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Set
from dataclasses import dataclass

from service.pipeline.clustering import SimilarPairs
from service.pipeline.text.corpus import Corpus
from service.pipeline.text.folding import flatten
from service.pipeline.text.readability import opens_linked, opens_with_pronoun
from service.pipeline.text.watching import look_at_clock

_RETOLD, _LED_AGAIN = 0.5, 0.25
"""Likelihood of telling one fact from which two sentences are not both shown, though they are in different groups; of
the second, where one opens its article: it introduces what the other one has told (docs/decisions/0024-cohesion.md)."""
_NAME = "name:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohesion:
    """What each sentence needs in front of it.

    before: the one in front of it in its article, None where it opens it. leans: whether it is not understood without
    that one. heads: the stems of "the company" with which it opens, of which one has to be told, else it leans, too.
    names: the family names that have to be given in full before it. tells: stems and names that it tells itself.
    marks: by sentence, what says that it is shown: its wording, and whether it opens an article. retold_by: marks of
    those that tell the same.
    """

    before: tuple[int | None, ...]
    leans: tuple[bool, ...]
    heads: tuple[frozenset[str], ...]
    names: tuple[frozenset[str], ...]
    tells: tuple[frozenset[str], ...]
    marks: tuple[frozenset[int], ...]
    retold_by: tuple[frozenset[int], ...]

    def opens(self, i: int) -> bool:
        """Whether it needs nothing in front of it."""
        return not self.leans[i] and not self.heads[i] and not self.names[i]

    def is_torn(self, i: int, shown: Set[int], told: Set[str]) -> bool:
        """Whether it needs the sentence in front of it, and that is not `shown`. told: by those that are."""
        needs = self.leans[i] or (bool(self.heads[i]) and self.heads[i].isdisjoint(told))
        return needs and self.before[i] not in shown

    def names_whom(self, i: int, *told: Set[str]) -> bool:
        """Whether all whom it names shortly are among `told`."""
        return all(any(name in own for own in told) for name in self.names[i])

    def is_retold(self, i: int, shown: Set[int]) -> bool:
        """Whether a sentence with one of the marks in `shown` tells what `i` tells."""
        return not self.retold_by[i].isdisjoint(shown)


def find_cohesion(corpus: Corpus, pairs: SimilarPairs) -> Cohesion:
    """What the sentences of `corpus` need. pairs: of wordings, scored by how surely both say one thing."""
    references, texts = corpus.references, [flatten(sentence.text) for sentence in corpus.sentences]
    names = frozenset[str]().union(*(one.introduced for one in references))
    homes = corpus.article_of.tolist()
    before = tuple(i - 1 if i and homes[i - 1] == homes[i] else None for i in range(len(homes)))
    english = [corpus.language(i) == "en" for i in range(len(homes))]
    marks, retold_by = _find_retold(corpus, pairs)
    return Cohesion(
        before=before,
        leans=tuple(
            corpus.standing[i].leans or (before[i] is not None and _points_back(text, corpus.language(i)))
            for i, text in enumerate(texts)
        ),
        heads=tuple(
            one.head if english[i] and before[i] is not None else frozenset() for i, one in enumerate(references)
        ),
        names=tuple(
            frozenset(_NAME + name for name in one.short_names(names)) if english[i] else frozenset()
            for i, one in enumerate(references)
        ),
        tells=tuple(one.content | {_NAME + name for name in one.introduced} for one in references),
        marks=marks,
        retold_by=retold_by,
    )


def _points_back(text: str, language: str) -> bool:
    """Whether a sentence opens so that it takes the one before it, whatever the model of standing says."""
    return opens_with_pronoun(text, language) or (language == "en" and opens_linked(text))


def _find_retold(corpus: Corpus, pairs: SimilarPairs) -> tuple[tuple[frozenset[int], ...], tuple[frozenset[int], ...]]:
    """`Cohesion.marks` and `Cohesion.retold_by`, as far as `pairs` know. Copies of a wording share theirs."""
    wordings = len(corpus.distinct)
    surely: defaultdict[int, set[int]] = defaultdict(set)
    likely: defaultdict[int, set[int]] = defaultdict(set)
    near = pairs.score >= _LED_AGAIN
    scores = pairs.score[near].tolist()
    for first, second, score in zip(pairs.first[near].tolist(), pairs.second[near].tolist(), scores, strict=True):
        look_at_clock()
        for own, other in ((first, second), (second, first)):
            likely[own].add(other)
            if score >= _RETOLD:
                surely[own].add(other)
    # The mark of a wording that opens an article is its number behind those of all wordings.
    leading = {own: frozenset(others) for own, others in likely.items()}
    following = {own: frozenset(surely[own]).union(other + wordings for other in likely[own]) for own in likely}
    leads, nothing = _find_leads(corpus), frozenset[int]()
    same_as = corpus.same_as.tolist()
    return (
        tuple(frozenset({own, own + wordings} if i in leads else {own}) for i, own in enumerate(same_as)),
        tuple((leading if i in leads else following).get(own, nothing) for i, own in enumerate(same_as)),
    )


def _find_leads(corpus: Corpus) -> frozenset[int]:
    """The first sentence of each article that is no headline."""
    leads: dict[int, int] = {}
    for i, (article, sentence) in enumerate(zip(corpus.article_of.tolist(), corpus.sentences, strict=True)):
        if not sentence.headline:
            leads.setdefault(article, i)
    return frozenset(leads.values())
