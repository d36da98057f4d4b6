"""An extract: the sentences of a corpus that say most of what many sources say, within a length."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from service.domain import Length, LengthUnit, StopReason
from service.pipeline.selection.budget import Budget, plan_budget, price
from service.pipeline.selection.facts import Facts
from service.pipeline.selection.objective import Concept, Valuation
from service.pipeline.selection.submodular import Selection, select_sentences
from service.pipeline.text.corpus import Corpus
from service.pipeline.text.readability import points_back

_DECIMALS = 9
_LONGEST_OPENING = 50
"""Words of an opening, where there is one so short: a longer one tells several things and takes the room of others."""
_OPENING = 2
"""Sentences of an article, of which one may open a summary."""
_SECOND = 0.7
"""What is left of the worth of the second one: it is often about one side of what the first one tells."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """What was selected, and from what.

    group_of: by sentence, the place of its group in `Facts.groups`. tiers: sentences that may be shown, each tier
    ascending: those that say enough, short ones that fill the rest, and where both are told, those of articles that
    are of no story. spare: still others, for room that these leave.
    """

    group_of: Mapping[int, int]
    tiers: tuple[Sequence[int], ...]
    spare: frozenset[int]
    budget: Budget
    selection: Selection

    @property
    def candidates(self) -> frozenset[int]:
        """The sentences of all tiers."""
        return frozenset(i for tier in self.tiers for i in tier)


def select_extract(
    corpus: Corpus,
    facts: Facts,
    length: Length,
    *,
    without: frozenset[int] = frozenset(),
    superseded: frozenset[int] = frozenset(),
) -> Extract:
    """The extract of a length. without: sentences that are not shown. superseded: those shown only without others.

    Raises: LengthTooShortError if no candidate fits.
    """
    group_of = {i: place for place, group in enumerate(facts.groups) for i in group.members}
    relevant = [i for i in sorted(group_of) if facts.relevant[i] and i not in without]
    own = [i for i in relevant if i not in facts.stray] or relevant
    tiers = rank_candidates(own, facts.valuation, superseded)
    budget = plan_budget(length, [sentence.text for sentence in corpus.sentences])
    candidates = [i for tier in tiers for i in tier]
    opening = None if facts.asked else find_opening(candidates, group_of, corpus, facts.valuation, budget)
    spare = frozenset(i for i in own if facts.valuation.spare[i] and i not in superseded) - {*candidates}
    selection = select_sentences(tiers, group_of, facts.valuation, budget, opening=opening, spare=spare)
    strays = [i for i in sorted({*relevant} - {*own} - superseded) if facts.valuation.usable[i]]
    if strays and selection.stop_reason is StopReason.EXHAUSTED:
        tiers = (*tiers, strays)
        selection = select_sentences(tiers, group_of, facts.valuation, budget, opening=opening, spare=spare)
    return Extract(group_of=group_of, tiers=tiers, spare=spare, budget=budget, selection=selection)


def find_opening(
    candidates: Sequence[int], group_of: Mapping[int, int], corpus: Corpus, valuation: Valuation, budget: Budget
) -> int | None:
    """The sentence that a summary begins with: of those that begin an article and stand alone, and do not point back as
    "It" does, where the beginning of an article was cut off.

    It is the wording worth most of the fact of which one tells most, counted by how surely that one stands alone and
    how near all sources come to it, and not by its length: it is to tell the event, not to be dense. None where no such
    sentence fits.
    """
    may_open = [
        i
        for i in candidates
        if valuation.place[i] < _OPENING and valuation.cohesion.opens(i) and budget.costs[i] <= budget.limit
    ]
    may_open = [i for i in may_open if valuation.usable[i]] or may_open
    may_open = [i for i in may_open if not points_back(corpus.sentences[i].text)] or may_open
    may_open = [i for i in may_open if valuation.words[i] <= _LONGEST_OPENING] or may_open
    if not may_open:
        return None
    worth = valuation.singleton_value / (valuation.brevity * valuation.independence)
    worth *= np.where(valuation.place > 0, _SECOND, 1.0)
    if budget.is_short(candidates):
        worth *= valuation.centrality
    standing = {i: (corpus.standing[i].alone + corpus.standing[i].understood) / 2 for i in may_open}
    told = {i: round(float(worth[i]) * standing[i], _DECIMALS) for i in may_open}
    best = max(may_open, key=lambda i: (told[i], -i))
    wordings = [i for i in may_open if group_of[i] == group_of[best]]
    return max(wordings, key=lambda i: (valuation.singleton_value[i], -i))


def rank_candidates(
    relevant: Sequence[int], valuation: Valuation, superseded: frozenset[int] = frozenset()
) -> tuple[Sequence[int], ...]:
    """See `Extract.tiers`."""
    usable = [i for i in relevant if valuation.usable[i]] or relevant
    filling = {i for i in relevant if valuation.filling[i] and i not in superseded}
    current = [i for i in usable if i not in superseded] or sorted(filling) or usable
    return current, sorted(filling - {*current})


def begin_selection(extract: Extract, facts: Facts, told: Mapping[int, tuple[str, frozenset[Concept]]]) -> Selection:
    """Of sentences that somebody else chose, those that fit, in their order: the best covered groups win.

    told: by sentence, in order, its text and the concepts of that. What is told of no group is never chosen.
    """
    budget, costs = extract.budget, {i: price(text, extract.budget.unit) for i, (text, _) in told.items()}
    left, kept = budget.limit, set[int]()
    for i in sorted(told, key=lambda i: (extract.group_of[i], i)):
        if costs[i] <= left:
            kept.add(i)
            left -= costs[i]
    chosen = tuple(i for i in told if i in kept)
    gains, covered = [], frozenset[Concept]()
    for i in chosen:
        gains.append(facts.valuation.weigh(told[i][1] - covered))
        covered |= told[i][1]
    stop_reason = StopReason.LENGTH if len(kept) < len(told) else StopReason.EXHAUSTED
    return Selection(chosen=chosen, gains=tuple(gains), stop_reason=stop_reason)


def extend_selection(
    extract: Extract,
    begun: Selection,
    facts: Facts,
    retold: Mapping[int, tuple[str, frozenset[Concept]]],
    *,
    ahead: float = 1.0,
    also_told: frozenset[int] = frozenset(),
) -> Selection:
    """`begun` with what else fits, now that some of its sentences are told anew.

    retold: by sentence, its text now and the concepts of that. ahead: what the limit is multiplied with.
    also_told: places of groups that sentences of `begun` tell beside their own.
    """
    budget = extract.budget
    costs = [price(retold[i][0], budget.unit) if i in retold else cost for i, cost in enumerate(budget.costs)]
    limit = budget.limit if budget.unit is LengthUnit.SENTENCES else int(budget.limit * ahead)
    left = limit - sum(costs[i] for i in begun.chosen)
    told = {extract.group_of[i] for i in begun.chosen} | also_told
    rest = [[i for i in tier if extract.group_of[i] not in told] for tier in extract.tiers]
    spare = frozenset(i for i in extract.spare if extract.group_of[i] not in told)
    if not any(costs[i] <= left for own in (*rest, spare) for i in own):
        return begun
    concepts = facts.valuation.concepts
    covered = frozenset[Concept]().union(*(retold[i][1] if i in retold else concepts[i] for i in begun.chosen))
    further = select_sentences(
        rest,
        extract.group_of,
        facts.valuation.without(covered),
        replace(budget, costs=tuple(costs), limit=left),
        begun=begun.chosen,
        spare=spare,
    )
    return Selection(
        chosen=begun.chosen + further.chosen,
        gains=begun.gains + further.gains,
        stop_reason=further.stop_reason,
    )
