"""Submodular greedy selection: the most independently sourced content that fits.

The value of a set is the weight of the concepts it covers, each counted once, so that what is already said adds nothing
again: monotone and submodular. Greedy by value per cost comes within a constant factor of the best.
Source: Lin and Bilmes (2011), "A class of submodular functions for document summarization"; evaluated lazily as in
Minoux (1978). Deviation: the factors of position, coverage and others multiply a sentence's gain.
"""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass

from service.domain import StopReason
from service.errors import LengthTooShortError
from service.pipeline.selection.budget import Budget
from service.pipeline.selection.cohesion import Cohesion
from service.pipeline.selection.objective import Concept, Valuation
from service.pipeline.text.watching import look_at_clock

_LEAST_GAIN = 1e-9
_CORE = 3
"""Sentences of a short summary that are chosen first, by what all sources come near to; the others by what they add."""
_MOST_TOGETHER = 3
"""Sentences that are chosen together, at most."""
_RETOLD = 0.6
"""Share of a sentence's words in one chosen before from which it waits until others are told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What was chosen, and why there is no more.

    chosen: sentences in the order they were chosen, at most one a group.
    gains: of each, the weight of the concepts that it added to those before it.
    """

    chosen: tuple[int, ...]
    gains: tuple[float, ...]
    stop_reason: StopReason


def select_sentences(
    tiers: Sequence[Sequence[int]],
    group_of: Mapping[int, int],
    valuation: Valuation,
    budget: Budget,
    *,
    opening: int | None = None,
    begun: Sequence[int] = (),
    spare: Set[int] = frozenset(),
) -> Selection:
    """The sentences of the summary.

    tiers: indices of the sentences that may be shown, ascending; of a tier none is chosen while one of those before it
    fits. What a chosen sentence says already waits until all tiers are told, and none is chosen before what it takes to
    understand it, unless nothing else fits. group_of: by sentence, its group's number. opening: the
    sentence that is chosen first. begun: sentences that are shown already. spare: what may be told where all tiers
    leave room, in front of a sentence that needs it, and last alone; "the mayor" then needs no more than that what its
    article tells in front of it is told in another wording, and at the very end not even that.
    Ties go to the earlier sentence. Cost: O(n log n) evaluations at most, few in practice.
    Raises: LengthTooShortError if none of `tiers` fits and nothing is begun; DeadlineExceededError.
    """
    candidates = [i for tier in tiers for i in tier]
    cheapest = min((budget.costs[i] for i in candidates), default=0)
    if cheapest > budget.limit and not begun:
        smallest = budget.smallest_value(cheapest)
        raise LengthTooShortError(unit=budget.unit.value, requested=budget.requested, smallest=smallest)
    greedy = _Greedy(candidates, group_of, valuation, budget)
    for i in begun:
        greedy.show(i)
    if opening is not None:
        greedy.choose([opening])
    if tiers and not begun and budget.is_short(candidates):
        greedy.choose(tiers[0], most=_CORE - len(greedy.chosen), core=True)
    for tier in tiers:
        greedy.choose(tier)
    greedy.spare = spare
    greedy.choose(candidates)
    greedy.choose(candidates, repeating=True)
    greedy.choose(sorted(spare))
    greedy.unnamed = True
    greedy.choose(candidates)
    if not greedy.chosen and not begun:
        greedy.choose(candidates, torn=True, most=1)
    return Selection(
        chosen=tuple(greedy.chosen),
        gains=tuple(greedy.gains),
        stop_reason=StopReason.LENGTH if greedy.leaves_out({*candidates, *spare}) else StopReason.EXHAUSTED,
    )


class _Greedy:
    """What is chosen so far, what that tells, the length left. spare: None until all tiers are told. unnamed: whether
    "the mayor" may be told where nothing says which one, since nothing else fits.
    """

    def __init__(
        self, candidates: Sequence[int], group_of: Mapping[int, int], valuation: Valuation, budget: Budget
    ) -> None:
        self._group_of, self._valuation, self._costs = group_of, valuation, budget.costs
        self._candidates = frozenset(candidates)
        self._left = budget.limit
        self._covered: set[Concept] = set()
        self._told: set[int] = set()
        self._keys: set[str] = set()
        self._shown: set[int] = set()
        self._marks: set[int] = set()
        self._holding: defaultdict[str, list[int]] = defaultdict(list)
        self._waiting = _Waiting(valuation.cohesion)
        self._core = False
        self.spare: Set[int] | None = None
        self.unnamed = False
        self.chosen: list[int] = []
        self.gains: list[float] = []

    def choose(
        self,
        candidates: Sequence[int],
        *,
        repeating: bool = False,
        torn: bool = False,
        core: bool = False,
        most: int | None = None,
    ) -> None:
        """Chooses from `candidates` while one fits, each with those in front of it that it takes to understand it.

        repeating: also those that say what a chosen one says. torn: also those that are not understood. core: by
        what all sources come near to. most: how many.
        """
        self._core = core
        self._waiting = _Waiting(self._valuation.cohesion)
        most = len(candidates) if most is None else most
        begun, own = len(self.chosen), frozenset(candidates)
        heap: list[tuple[float, int, int]] = []
        self._admit(candidates, heap, torn=torn)
        while heap and len(self.chosen) - begun < most:
            value, index, seen = heapq.heappop(heap)
            passage = (index,) if torn else self._find_passage(index)
            if index in self._shown or not passage or -value < _LEAST_GAIN or self._price(passage) > self._left:
                continue
            if any(self._is_retold(i, repeating=repeating) for i in passage):
                continue
            if seen < len(self.chosen):
                heapq.heappush(heap, (-self._value(passage), index, len(self.chosen)))
                continue
            for i in passage:
                self._take(i)
            freed = {i + 1 for i in passage} & own
            self._admit(self._waiting.wake(passage) | freed, heap)

    def leaves_out(self, candidates: Iterable[int]) -> bool:
        """Whether one of `candidates` would still add something."""
        passages = (self._find_passage(i) for i in candidates)
        return any(
            passage
            and self._value(passage) >= _LEAST_GAIN
            and not any(self._valuation.cohesion.is_retold(i, self._marks) for i in passage)
            for passage in passages
        )

    def _admit(self, candidates: Iterable[int], heap: list[tuple[float, int, int]], *, torn: bool = False) -> None:
        """Puts those of `candidates` into `heap` that are understood; the others wait."""
        for i in candidates:
            passage = (i,) if torn else self._find_passage(i)
            if passage:
                heapq.heappush(heap, (-self._value(passage), i, len(self.chosen)))
            else:
                self._waiting.add(i)

    def _find_passage(self, index: int) -> tuple[int, ...]:
        """A sentence with those in front of it that it takes to understand it and that are not chosen.

        () where there is no such passage.
        """
        look_at_clock()
        cohesion = self._valuation.cohesion
        passage = [index]
        while cohesion.is_torn(passage[0], self._shown, self._keys):
            if self.unnamed and not cohesion.leans[passage[0]]:
                break
            before = cohesion.before[passage[0]]
            if before is None or len(passage) == _MOST_TOGETHER:
                return ()
            if self.spare is not None and not cohesion.leans[passage[0]] and self._group_of.get(before) in self._told:
                break  # "The mayor", where what its article tells in front of it is told in another wording.
            passage.insert(0, before)
        groups = {self._group_of.get(i) for i in passage}
        allowed = all(self._may_be_told(i, leads=i != index) for i in passage)
        if not allowed or None in groups or groups & self._told or len(groups) < len(passage):
            return ()
        told = [self._keys, *(cohesion.tells[i] for i in passage)]
        return tuple(passage) if all(cohesion.names_whom(i, *told) for i in passage) else ()

    def _may_be_told(self, i: int, *, leads: bool) -> bool:
        """leads: whether it stands in front of one that needs it."""
        return i in self._candidates or i in (self.spare or ()) or (leads and bool(self._valuation.announcing[i]))

    def _take(self, index: int) -> None:
        own = self._valuation.concepts[index]
        self.chosen.append(index)
        self.gains.append(self._valuation.weigh(own - self._covered))
        self._covered |= own
        for stem in self._valuation.content[index]:
            self._holding[stem].append(index)
        self._left -= self._costs[index]
        self.show(index)

    def show(self, index: int) -> None:
        """Counts a sentence as shown."""
        self._shown.add(index)
        self._told.add(self._group_of[index])
        self._keys |= self._valuation.cohesion.tells[index]
        self._marks |= self._valuation.cohesion.marks[index]

    def _price(self, passage: Sequence[int]) -> int:
        return sum(self._costs[i] for i in passage)

    def _value(self, passage: Sequence[int]) -> float:
        """What a passage adds, as if it were one sentence: weighed by all its words."""
        valuation, value = self._valuation, 0.0
        added: frozenset[Concept] = frozenset()
        brevity = valuation.shorten(passage)
        for i in passage:
            gain = valuation.weigh(valuation.concepts[i] - self._covered - added)
            value += gain * float(valuation.multiplier[i]) * brevity / float(valuation.brevity[i]) * self._near(i)
            added |= valuation.concepts[i]
        return round(value, 9)

    def _near(self, i: int) -> float:
        return float(self._valuation.centrality[i]) if self._core else 1.0

    def _is_retold(self, index: int, *, repeating: bool) -> bool:
        return self._valuation.cohesion.is_retold(index, self._marks) or (not repeating and self._is_told(index))

    def _is_told(self, index: int) -> bool:
        """Whether one chosen sentence has most words of this one, and all its figures and names."""
        content, details = self._valuation.content, self._valuation.details
        own = content[index]
        needed = math.ceil(_RETOLD * len(own))
        # Who holds so many of them holds one at least of any that are more than the rest: of those that fewest hold.
        rarest = sorted(own, key=lambda stem: len(self._holding.get(stem, ())))[: len(own) - needed + 1]
        asked = {i for stem in rarest for i in self._holding.get(stem, ())}
        return any(len(own & content[i]) >= needed and details[index] <= details[i] for i in asked)


class _Waiting:
    """Sentences that are not understood yet, by what each may wait for: few are looked at again after each choice."""

    def __init__(self, cohesion: Cohesion) -> None:
        self._cohesion = cohesion
        self._waiting: set[int] = set()
        self._for_word: defaultdict[str, list[int]] = defaultdict(list)

    def add(self, index: int) -> None:
        """Adds a sentence, which may wait for what it or those of its passage need, and for those in front of them."""
        self._waiting.add(index)
        for i in self._list_passage(index):
            for word in self._cohesion.heads[i] | self._cohesion.names[i]:
                self._for_word[word].append(index)

    def wake(self, chosen: Sequence[int]) -> set[int]:
        """Takes out those that may be understood now that the sentences of `chosen` are, too."""
        woken = {i + ahead for i in chosen for ahead in range(1, _MOST_TOGETHER + 1)}
        for i in chosen:
            for word in self._cohesion.tells[i]:
                woken.update(self._for_word.pop(word, ()))
        woken &= self._waiting
        self._waiting -= woken
        return woken

    def _list_passage(self, index: int) -> list[int]:
        passage = [index]
        while len(passage) < _MOST_TOGETHER and (before := self._cohesion.before[passage[-1]]) is not None:
            passage.append(before)
        return passage
