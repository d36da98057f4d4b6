"""Another wording of a fact: one that says what most sources say, where the chosen one has more than they do."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from service.pipeline.selection.facts import Facts
from service.pipeline.sources import RankedGroup
from service.pipeline.text.corpus import Corpus
from service.pipeline.text.language import count_words

_LEAST_SOURCES = 2
_LEAST_MORE = 0.1
"""How much larger a share of its words other sources must hold, on average, for another wording to be tried."""
_LEAST_VALUE = 0.75
"""Share of the value of the chosen wording that another must have: what only one source adds may be what matters."""
_DECIMALS = 9


def find_shared_wording(
    chosen: int, group: RankedGroup, corpus: Corpus, facts: Facts, shown: Collection[int]
) -> int | None:
    """The member of the group of `chosen` of whose words other sources hold the most; None where none is better.

    It is no longer than `chosen`. shown: sentences that may be shown.
    """
    if group.coverage.independent_sources <= _LEAST_SOURCES:
        return None
    longest = count_words(corpus.sentences[chosen].text)
    value = facts.valuation.singleton_value
    others = [
        i
        for i in group.members
        if i in shown
        and _keep_names(chosen, i, group, corpus)
        and value[i] >= _LEAST_VALUE * value[chosen]
        and facts.valuation.usable[i]
        and not facts.valuation.cohesion.leans[i]
        and count_words(corpus.sentences[i].text) <= longest
    ]
    least = _measure_share(chosen, group, corpus) + _LEAST_MORE
    best = max(others, key=lambda i: (_measure_share(i, group, corpus), -i), default=chosen)
    return best if _measure_share(best, group, corpus) >= least else None


def _keep_names(chosen: int, other: int, group: RankedGroup, corpus: Corpus) -> bool:
    """Whether `other` has the names and figures of `chosen` that another member has too: what is shared is not lost."""
    names = corpus.terms[chosen].names | corpus.terms[chosen].numbers
    held = [corpus.terms[i].names | corpus.terms[i].numbers for i in group.members if i != chosen]
    shared = names & frozenset[str]().union(*held)
    return shared <= corpus.terms[other].names | corpus.terms[other].numbers


def _measure_share(i: int, group: RankedGroup, corpus: Corpus) -> float:
    """Of the words of content of a member, the share that those of other origins hold, on average. In [0, 1]."""
    origin = dict(zip(group.members, group.origin, strict=True))
    own = corpus.terms[i].content
    shares = [len(own & corpus.terms[m].content) for m in group.members if origin[m] != origin[i]]
    return round(float(np.mean(shares)) / len(own), _DECIMALS) if own and shares else 0.0
