"""An abstractive summary's sentences: selection -> rewriting -> verification, until the length is filled.

A composer tells the chosen groups all at once. Without one, and where a composed sentence is refused, each group is
told anew from its own members and verified against them; where that fails, its representative stands. What rewriting
saves is spent on further groups.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from service.domain import LengthUnit, StopReason, Verification, VerificationStatus
from service.pipeline.rewriting.acceptance import VERBATIM, Wording, WordingJudge, WrittenClaim
from service.pipeline.rewriting.asking import RewriterAccount
from service.pipeline.rewriting.composing import StoryComposer
from service.pipeline.rewriting.drafting import Rewording, draft_rewrite
from service.pipeline.rewriting.material import Material, describe_fact, draft_composition, list_given
from service.pipeline.rewriting.options import RewritingOptions
from service.pipeline.rewriting.outcomes import report_rewriting, warn_of_failures, warn_of_languages
from service.pipeline.selection import (
    Extract,
    Facts,
    Selection,
    begin_selection,
    extend_selection,
    price,
)
from service.pipeline.sources import count_sources
from service.pipeline.text.corpus import Corpus
from service.pipeline.text.embedding import embed_texts
from service.pipeline.text.language import count_words
from service.pipeline.text.terms import extract_terms
from service.ports import Composer, Models, StageClock
from service.rewrites import (
    Outcome,
    RewriteRequest,
    RewritingReport,
)

_TIME_SHARE = 0.8
"""Of the time that is left when rewriting begins; what follows it, verification and rendering, takes far less than the
rest."""
_AHEAD = 2.0
"""Groups are rewritten ahead as if the summary might be so much longer: a batch costs hardly more for more groups, and
what rewriting saves then goes to groups that are rewritten already; a further batch for one costs as much as the first
(docs/decisions/0010)."""
_AHEAD_COMPOSED = 2.0
"""A composer is given facts for a summary so much longer: it tells them in fewer words, and chooses."""
_ROUNDS = 4
"""Selections with newly rewritten groups. A further one that still chooses new groups has them stand as they are."""
_LONGER = "the rewrite is longer than the sentence"


@dataclass(frozen=True, slots=True, kw_only=True)
class Abstract:
    """wordings: of each chosen sentence, in the order of choice. composed: whether that is the order to be read in."""

    selection: Selection
    wordings: tuple[Wording, ...]
    composed: bool
    report: RewritingReport
    warnings: tuple[str, ...]


def write_abstract(
    corpus: Corpus, facts: Facts, extract: Extract, models: Models, clock: StageClock, *, options: RewritingOptions
) -> Abstract:
    """The sentences of `extract`, told anew, and further ones in the place of what that saves.

    Raises: DeadlineExceededError.
    """
    return _AbstractWriter(corpus, facts, extract, models, clock, options=options).write()


class _AbstractWriter:
    """Writes one abstractive summary; it remembers what it has rewritten."""

    def __init__(
        self,
        corpus: Corpus,
        facts: Facts,
        extract: Extract,
        models: Models,
        clock: StageClock,
        *,
        options: RewritingOptions,
    ) -> None:
        self._corpus, self._facts, self._extract, self._options = corpus, facts, extract, options
        self._rewriter, self._encoder, self._clock = options.rewriter, models.encoder, clock
        self._judging = WordingJudge(
            corpus, models.entailment, check=lambda: clock.check("verify"), is_enough=self._is_enough
        )
        remaining = clock.remaining_seconds
        # What the clock may still show when rewriting has to stop.
        self._reserve = remaining - min(options.limit_seconds, remaining * _TIME_SHARE)
        self._wordings: dict[int, Wording] = {}
        self._refused: dict[int, tuple[str, ...]] = {}
        self._account = RewriterAccount(
            self._rewriter, max_tokens=options.max_tokens, count_seconds=self._count_seconds
        )

    def write(self) -> Abstract:
        begun = self._compose(self._rewriter) if isinstance(self._rewriter, Composer) else None
        if begun is None:
            begun = self._extract.selection
            self._reword(self._extend(begun, ahead=_AHEAD).chosen)
        selection = self._extend(begun)
        for _ in range(_ROUNDS - 1):
            if not (new := [i for i in selection.chosen if i not in self._wordings]):
                break
            self._reword(new)
            selection = self._extend(selection)
        wordings = tuple(
            self._wordings.get(i) or self._judging.repeat(i, VERBATIM, members=self._list_members(i))
            for i in selection.chosen
        )
        rewriter = self._rewriter.description
        return Abstract(
            selection=selection,
            wordings=wordings,
            composed=begun is not self._extract.selection,
            report=report_rewriting(wordings, rewriter, self._account.usage, self._options.max_tokens),
            warnings=(
                *warn_of_failures(wordings, rewriter),
                *warn_of_languages([self._corpus.language(i) for i in selection.chosen], rewriter),
            ),
        )

    def _compose(self, composer: Composer) -> Selection | None:
        """What the composer tells of the groups that the summary has room for; None where it tells nothing."""
        chosen = self._choose_facts()
        language = Counter(self._corpus.language(i) for i in chosen).most_common(1)
        if not language or not composer.description.writes(language[0][0]):
            return None
        material = [self._describe(i) for i in chosen if self._corpus.language(i) == language[0][0]]
        stage = StoryComposer(
            corpus=self._corpus,
            composer=composer,
            judge=self._judging,
            encoder=self._encoder,
            clock=self._clock,
            account=self._account,
        )
        request = draft_composition(
            material,
            language[0][0],
            limit=self._extract.budget.limit,
            unit=self._extract.budget.unit,
            order=self._options.order,
            query=self._options.query,
        )
        composition = stage.compose(request, material)
        self._account.failure = composition.failure
        for told in composition.told:
            if told.wording:
                self._wordings[told.lead] = told.wording
            else:
                self._refused[told.lead] = told.reasons
        begun = begin_selection(self._extract, self._facts, self._read_told([t.lead for t in composition.told]))
        return begun if any(i in self._wordings for i in begun.chosen) else None

    def _choose_facts(self) -> list[int]:
        """A sentence of each group that a composer is given: what the extract tells, and what is worth most beside it.

        The latter are chosen anew, so that those are among them that are too long to be told as they stand.
        """
        nothing = Selection(chosen=(), gains=(), stop_reason=StopReason.LENGTH)
        further = self._extend(nothing, ahead=_AHEAD_COMPOSED).chosen
        chosen: dict[int, int] = {}
        for i in (*self._extract.selection.chosen, *further):
            chosen.setdefault(self._extract.group_of[i], i)
        return list(chosen.values())

    def _describe(self, i: int) -> Material:
        """The fact that sentence `i` stands for, as a composer reads it."""
        place, options = self._extract.group_of[i], self._options
        return describe_fact(
            self._corpus,
            self._facts.groups[place],
            place,
            i,
            notes=options.notes.get(place, ()),
            stand_back=options.stand_back,
        )

    def _read_told(self, leads: Iterable[int]) -> dict[int, tuple[str, frozenset[tuple[str, str]]]]:
        """How each of some sentences is told, if it is for now as its article has it, and the concepts of that."""
        texts = {i: self._wordings[i].text if i in self._wordings else self._corpus.sentences[i].text for i in leads}
        return {
            i: (text, extract_terms(" ".join(text.split()), self._corpus.language(i)).concepts)
            for i, text in texts.items()
        }

    def _extend(self, begun: Selection, *, ahead: float = 1.0) -> Selection:
        """The selection with what else fits, now that its sentences cost what they do as they are told."""
        with self._clock.stage("select"):
            also = (place for i in begun.chosen if i in self._wordings for place in self._wordings[i].groups)
            return extend_selection(
                self._extract,
                begun,
                self._facts,
                self._read_told(self._wordings),
                ahead=ahead,
                also_told=frozenset(also),
            )

    def _reword(self, chosen: Sequence[int]) -> None:
        """Has the groups of `chosen` rewritten, and remembers how they read."""
        writable = [i for i in chosen if self._rewriter.description.writes(self._corpus.language(i))]
        for i in set(chosen).difference(writable):
            self._wordings[i] = self._judging.repeat(i, VERBATIM, members=self._list_members(i))
        with self._clock.stage("rewrite"):
            rewordings = self._account.rewrite([self._draft(i) for i in writable])
        left = dict(zip(writable, rewordings, strict=True))
        while left:
            left = self._tell(left)

    def _tell(self, rewordings: Mapping[int, Rewording]) -> dict[int, Rewording]:
        """Remembers how each sentence reads; those that are refused, and what else may stand in their place.

        The reasons that are shown are those of what was preferred.
        """
        embeddings = embed_texts([r.text or "" for r in rewordings.values()], encoder=self._encoder, clock=self._clock)
        left = {}
        with self._clock.stage("verify"):
            self._judging.read_ahead(
                [
                    (WrittenClaim(text=r.text, embedding=e, given=self._list_given(i)), self._list_members(i))
                    for (i, r), e in zip(rewordings.items(), embeddings, strict=True)
                    if r.text is not None
                ],
                {i: self._list_members(i) for i in rewordings},
            )
            for (i, rewording), embedding in zip(rewordings.items(), embeddings, strict=True):
                wording = self._judge(i, rewording, embedding)
                refused = wording.verification.status is VerificationStatus.FALLBACK
                if i not in self._wordings or not refused:
                    known = i in self._refused
                    self._wordings[i] = self._mark_refused(wording, self._refused[i]) if known else wording
                if refused and (other := rewording.next):
                    left[i] = other
        return left

    @staticmethod
    def _mark_refused(wording: Wording, reasons: tuple[str, ...]) -> Wording:
        """What stands in place of a composed sentence says so."""
        if wording.verification.status is VerificationStatus.SUPPORTED:
            return replace(wording, outcome=Outcome.FALLBACK)
        verification = Verification(status=VerificationStatus.FALLBACK, score=1.0, reasons=reasons)
        return replace(wording, outcome=Outcome.FALLBACK, verification=verification)

    def _is_enough(self, behind: Collection[int]) -> bool:
        """Whether sentences of as many independent sources as were asked for stand behind something."""
        origin = {m: o for g in self._facts.groups for m, o in zip(g.members, g.origin, strict=True) if m in behind}
        articles = [self._corpus.article(i) for i in sorted(origin)]
        count = count_sources(articles, [origin[i] for i in sorted(origin)]).independent_sources
        return bool(behind) and count >= self._options.min_sources

    def _count_seconds(self) -> float:
        return max(0.0, self._clock.remaining_seconds - self._reserve)

    def _draft(self, i: int) -> RewriteRequest:
        text = self._corpus.sentences[i].text
        # A sentence that costs no more than it did keeps the length; where only sentences count, it may grow.
        most = count_words(text)
        if self._extract.budget.unit is LengthUnit.SENTENCES:
            most = max(count_words(self._corpus.sentences[k].text) for k in self._list_given(i))
        language = self._corpus.language(i)
        given = tuple(self._corpus.sentences[k].text for k in self._list_given(i))
        return draft_rewrite(
            given,
            language=language,
            max_words=most,
            weight=self._facts.valuation.weight,
            judged=self._judging.reads(i),
        )

    def _list_given(self, i: int) -> tuple[int, ...]:
        group, options = self._facts.groups[self._extract.group_of[i]], self._options
        return list_given(self._corpus, group, i, options.stand_back.union(options.rivals.get(i, ())))

    def _judge(self, i: int, rewording: Rewording, embedding: NDArray[np.float32]) -> Wording:
        """How sentence `i` is told, a rewording that costs more than it left out."""
        members = self._list_members(i)
        if (
            rewording.text is not None
            and price(rewording.text, self._extract.budget.unit) > self._extract.budget.costs[i]
        ):
            return self._judging.fall_back(i, rewording, _LONGER, members=members)
        return self._judging.judge(i, rewording, embedding, given=self._list_given(i), members=members)

    def _list_members(self, i: int) -> tuple[int, ...]:
        return self._facts.groups[self._extract.group_of[i]].members
