"""An extract by who says what: sentences that too few sources say are left out, wordings that more of them say win."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from service.domain import Coverage, SummaryOptions
from service.pipeline.attribution import Support
from service.pipeline.selection import Extract, Facts, find_shared_wording, select_extract
from service.pipeline.sources import RankedGroup, count_sources
from service.pipeline.text.corpus import Corpus
from service.ports import StageClock

Judge = Callable[[Sequence[int], Sequence[RankedGroup]], list[dict[int, Support]]]
"""Sentences and their groups -> of each, how the members of its group stand to it."""


def count_support(supports: Mapping[int, Support], group: RankedGroup, corpus: Corpus, facts: Facts) -> Coverage:
    """Who stands behind a shown sentence: those alone that say it, of its group or not."""
    behind = [i for i, support in sorted(supports.items()) if support.counts]
    origin = {i: facts.origins.origin[int(corpus.article_of[i])] for i in behind}
    origin |= zip(group.members, group.origin, strict=True)
    return count_sources([corpus.article(i) for i in behind], [origin[i] for i in behind])


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportedSelection:
    """superseded: sentences that are told only where there are no others.

    unsaid: places of groups that have enough sources, but of which no sentence has been found that so many say.
    """

    corpus: Corpus
    facts: Facts
    options: SummaryOptions
    superseded: frozenset[int]
    judge: Judge
    clock: StageClock
    unsaid: set[int] = field(default_factory=set, init=False)
    _judged: dict[int, dict[int, Support]] = field(default_factory=dict, init=False)
    _tried: set[int] = field(default_factory=set, init=False)

    @property
    def warnings(self) -> tuple[str, ...]:
        """That facts are left out of which no sentence is said by as many sources as were asked for."""
        if not self.unsaid:
            return ()
        one, sources = len(self.unsaid) == 1, self.options.min_sources
        facts, are, them = ("1 fact", "is", "it") if one else (f"{len(self.unsaid)} facts", "are", "them")
        why = f"no sentence on {them} is said whole by so many"
        return (f"{facts} that {sources} sources report {are} left out: {why}",)

    def select(self) -> tuple[Extract, list[dict[int, Support]]]:
        """The extract, and how the members of its groups stand to its sentences.

        A sentence that fewer than `min_sources` support is left out for another of its group, or of another group; one
        that says more than most sources do, for a wording of its group that more of them support.
        """
        without: frozenset[int] = frozenset()
        while True:
            with self.clock.stage("select"):
                extract = select_extract(
                    self.corpus, self.facts, self.options.length, without=without, superseded=self.superseded
                )
            chosen = extract.selection.chosen
            group_of = {i: self.facts.groups[extract.group_of[i]] for i in chosen}
            self._judge_new(group_of)
            left_out = {i for i in chosen if self._count(i, group_of[i]) < self.options.min_sources}
            self.unsaid.update(extract.group_of[i] for i in left_out)
            left_out = left_out or self._prefer_shared(group_of, extract.candidates)
            if not left_out:
                self.unsaid.difference_update(extract.group_of[i] for i in chosen)
                return extract, [self._judged[i] for i in chosen]
            without |= left_out

    def _prefer_shared(self, group_of: Mapping[int, RankedGroup], candidates: frozenset[int]) -> set[int]:
        """The members of groups of which a wording that more sources support was found, but for that wording."""
        untried = [i for i in group_of if i not in self._tried and self._is_short(i, group_of[i])]
        self._tried.update(untried)
        found = {
            i: other
            for i in untried
            if (other := find_shared_wording(i, group_of[i], self.corpus, self.facts, candidates)) is not None
        }
        self._judge_new({other: group_of[i] for i, other in found.items()})
        better = [(i, o) for i, o in found.items() if self._count(o, group_of[i]) > self._count(i, group_of[i])]
        self._tried.update(other for _, other in better)
        return {member for i, other in better for member in group_of[i].members if member != other}

    def _is_short(self, i: int, group: RankedGroup) -> bool:
        """Whether fewer sources say all of a sentence than report its fact."""
        return self._count(i, group) < group.coverage.independent_sources

    def _judge_new(self, group_of: Mapping[int, RankedGroup]) -> None:
        new = [i for i in group_of if i not in self._judged]
        with self.clock.stage("cite"):
            self._judged.update(zip(new, self.judge(new, [group_of[i] for i in new]), strict=True))

    def _count(self, i: int, group: RankedGroup) -> int:
        return count_support(self._judged[i], group, self.corpus, self.facts).independent_sources
