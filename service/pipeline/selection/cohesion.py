"""Cohesion: what has to stand in front of a sentence for a reader to understand it, and what it would tell again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Set
from dataclasses import dataclass
from itertools import product

from service.pipeline.clustering import SimilarPairs
from service.pipeline.text.corpus import Corpus
from service.pipeline.text.folding import flatten
from service.pipeline.text.standalone_features import list_anaphoric, list_short_names, read_sentence

_RETOLD, _LED_AGAIN = 0.5, 0.25
"""Likelihood of telling one fact from which two sentences are not both shown, though they are in different groups; of
the second, where one opens its article: it introduces what the other one has told (docs/decisions/0020-cohesion.md)."""
_NAME = "name:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohesion:
    """behind: of a sentence that leans on the one before it, that one; itself where there is none, and it is not shown.

    needs: by sentence, sets of keys (family names, stems of what it calls "the ..."), of each of which one has to be
    told before it. tells: by sentence, the keys that it tells. retells: by sentence, those that tell the same.
    """

    behind: dict[int, int]
    needs: tuple[tuple[frozenset[str], ...], ...]
    tells: tuple[frozenset[str], ...]
    retells: dict[int, frozenset[int]]

    def is_ready(self, i: int, shown: Set[int], told: Set[str]) -> bool:
        """Whether `i` is understood behind `shown` sentences, which tell `told`, and adds to them."""
        if i in self.behind:
            return self.behind[i] in shown and self.behind[i] != i
        return all(not need.isdisjoint(told) for need in self.needs[i])

    def is_retold(self, i: int, shown: Iterable[int]) -> bool:
        """Whether one of `shown` tells what `i` tells."""
        return not self.retells.get(i, frozenset()).isdisjoint(shown)


def find_cohesion(corpus: Corpus, pairs: SimilarPairs) -> Cohesion:
    """What the sentences of `corpus` need. pairs: of wordings, scored by how surely both say one thing."""
    read = [read_sentence(flatten(sentence.text)) for sentence in corpus.sentences]
    names = frozenset[str]().union(*(one.introduced for one in read))
    behind: dict[int, int] = {}
    needs: list[tuple[frozenset[str], ...]] = []
    known: set[str] = set()
    for i, one in enumerate(read):
        first = i == 0 or corpus.article_of[i - 1] != corpus.article_of[i]
        if first:
            known = set()
        if corpus.standing[i].leans:
            behind[i] = i if first else i - 1
        short = [frozenset({_NAME + name}) for name in list_short_names(one, names)]
        needs.append((*short, *(frozenset(stems) for stems in list_anaphoric(one, known))))
        known |= one.content
    return Cohesion(
        behind=behind,
        needs=tuple(needs),
        tells=tuple(one.content | {_NAME + name for name in one.introduced} for one in read),
        retells=_find_retold(corpus, pairs),
    )


def _find_retold(corpus: Corpus, pairs: SimilarPairs) -> dict[int, frozenset[int]]:
    """By sentence, those that tell the same as far as `pairs` know."""
    of_wording: defaultdict[int, list[int]] = defaultdict(list)
    for i, wording in enumerate(corpus.same_as.tolist()):
        of_wording[wording].append(i)
    leads = _find_leads(corpus)
    retold: defaultdict[int, set[int]] = defaultdict(set)
    likely = pairs.score >= _LED_AGAIN
    scores = pairs.score[likely].tolist()
    for first, second, score in zip(pairs.first[likely].tolist(), pairs.second[likely].tolist(), scores, strict=True):
        for a, b in product(of_wording[first], of_wording[second]):
            if score >= _RETOLD or a in leads or b in leads:
                retold[a].add(b)
                retold[b].add(a)
    return {i: frozenset(others) for i, others in retold.items()}


def _find_leads(corpus: Corpus) -> frozenset[int]:
    """The first sentence of each article that is no headline."""
    leads: dict[int, int] = {}
    for i, (article, sentence) in enumerate(zip(corpus.article_of.tolist(), corpus.sentences, strict=True)):
        if not sentence.headline:
            leads.setdefault(article, i)
    return frozenset(leads.values())
