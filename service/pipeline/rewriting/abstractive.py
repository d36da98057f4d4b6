"""An abstractive summary's sentences: selection -> rewriting -> verification, until the length is filled.

Each chosen group is told anew from its own members and verified against them; where that fails, its representative
stands. What rewriting saves is spent on further groups.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.domain import LengthUnit, VerificationStatus
from service.pipeline.rewriting.acceptance import VERBATIM, Wording, WordingJudge
from service.pipeline.rewriting.drafting import Draft, Rewording, choose_sentences, draft_rewrite, rewrite_groups
from service.pipeline.selection import Extract, Facts, Selection, extend_selection, price
from service.pipeline.text.corpus import Corpus
from service.pipeline.text.embedding import embed_texts
from service.pipeline.text.language import count_words
from service.pipeline.text.terms import extract_terms
from service.ports import Models, Rewriter, StageClock
from service.rewrites import RewritingReport

_TIME_SHARE = 0.8
"""Of the time that is left when rewriting begins; what follows it, verification and rendering, takes far less than the
rest."""
_AHEAD = 1.5
"""Groups are rewritten ahead as if the summary might be so much longer: a batch costs hardly more for more groups, and
what rewriting saves then mostly goes to groups that are rewritten already (docs/decisions/0010)."""
_ROUNDS = 4
"""Selections with newly rewritten groups. A further one that still chooses new groups has them stand as they are."""
_LONGER = "the rewrite is longer than the sentence"


@dataclass(frozen=True, slots=True, kw_only=True)
class RewritingOptions:
    """Who rewrites, and how long that may take, all groups together."""

    rewriter: Rewriter
    limit_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Abstract:
    """wordings: of each chosen sentence, in the order of choice."""

    selection: Selection
    wordings: tuple[Wording, ...]
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
        self._corpus, self._facts, self._extract = corpus, facts, extract
        self._rewriter, self._encoder, self._clock = options.rewriter, models.encoder, clock
        self._judging = WordingJudge(corpus, models.entailment, check=lambda: clock.check("verify"))
        remaining = clock.remaining_seconds
        # What the clock may still show when rewriting has to stop.
        self._reserve = remaining - min(options.limit_seconds, remaining * _TIME_SHARE)
        self._wordings: dict[int, Wording] = {}

    def write(self) -> Abstract:
        self._reword(self._extend(self._extract.selection, ahead=_AHEAD).chosen)
        selection = self._extend(self._extract.selection)
        for _ in range(_ROUNDS - 1):
            if not (new := [i for i in selection.chosen if i not in self._wordings]):
                break
            self._reword(new)
            selection = self._extend(selection)
        wordings = tuple(
            self._wordings.get(i) or self._judging.repeat(i, VERBATIM, members=self._list_members(i))
            for i in selection.chosen
        )
        return Abstract(
            selection=selection,
            wordings=wordings,
            report=self._report(wordings),
            warnings=_warn(wordings, self._rewriter.description.name),
        )

    def _extend(self, begun: Selection, *, ahead: float = 1.0) -> Selection:
        """The selection with what else fits, now that its sentences cost what they do as they are told."""
        with self._clock.stage("select"):
            retold = {
                i: (wording.text, extract_terms(" ".join(wording.text.split()), self._corpus.language(i)).concepts)
                for i, wording in self._wordings.items()
            }
            return extend_selection(self._extract, begun, self._facts, retold, ahead=ahead)

    def _reword(self, chosen: Sequence[int]) -> None:
        """Has the groups of `chosen` rewritten, and remembers how they read."""
        with self._clock.stage("rewrite"):
            drafts = [self._draft(i) for i in chosen]
            rewordings = rewrite_groups(drafts, self._rewriter, remaining_seconds=self._count_seconds)
        embeddings = embed_texts([r.text or "" for r in rewordings], encoder=self._encoder, clock=self._clock)
        with self._clock.stage("verify"):
            for i, rewording, embedding in zip(chosen, rewordings, embeddings, strict=True):
                self._wordings[i] = self._judge(i, rewording, embedding)

    def _count_seconds(self) -> float:
        return max(0.0, self._clock.remaining_seconds - self._reserve)

    def _draft(self, i: int) -> Draft:
        text = self._corpus.sentences[i].text
        # A sentence that costs no more than it did keeps the length; where only sentences count, it may grow.
        most = count_words(text)
        if self._extract.budget.unit is LengthUnit.SENTENCES:
            most = max(count_words(self._corpus.sentences[k].text) for k in self._list_given(i))
        language = self._corpus.language(i)
        given = tuple(self._corpus.sentences[k].text for k in self._list_given(i))
        return draft_rewrite(given, language=language, max_words=most, weight=self._facts.valuation.weight)

    def _list_given(self, i: int) -> tuple[int, ...]:
        """What the rewriter reads of the group of sentence `i`: it, then the members that are nearest to the others.

        Of members of one wording, the first; headlines are no sentences.
        """
        group = self._facts.groups[self._extract.group_of[i]]
        near = sorted(zip(group.members, group.similarity, strict=True), key=lambda pair: (-pair[1], pair[0]))
        sentences = self._corpus.sentences
        order = [i, *(k for k, _ in near if k != i and not sentences[k].headline)]
        first: dict[str, int] = {}
        for k in order:
            first.setdefault(" ".join(sentences[k].text.split()), k)
        return tuple(first[text] for text in choose_sentences([sentences[k].text for k in order]))

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

    def _report(self, wordings: Sequence[Wording]) -> RewritingReport:
        """What was done for `wordings`; tokens are those of every rewrite, shown or not."""
        statuses = Counter(wording.verification.status for wording in wordings)
        return RewritingReport(
            rewriter=self._rewriter.description,
            supported=statuses[VerificationStatus.SUPPORTED],
            fallback=statuses[VerificationStatus.FALLBACK],
            verbatim=statuses[VerificationStatus.VERBATIM],
            failures=sum(wording.failure is not None for wording in wordings),
            tokens=sum(wording.tokens for wording in self._wordings.values()),
        )


def _warn(wordings: Sequence[Wording], rewriter: str) -> tuple[str, ...]:
    """A warning for each way in which the rewriter failed; what verification refused is told sentence by sentence."""
    failures = Counter(wording.failure for wording in wordings if wording.failure is not None)
    return tuple(
        f"{count} of {len(wordings)} sentences stand as the articles have them, because {rewriter} did not rewrite "
        f"them: {failure}"
        for failure, count in sorted(failures.items())
    )
