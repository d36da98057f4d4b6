"""An abstractive summary's sentences: selection -> rewriting -> verification, until the length is filled.

Each chosen group is told anew from its own members and verified against them; where that fails, its representative
stands. What rewriting saves is spent on further groups.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.domain import LengthUnit, RewritingReport, Verification, VerificationStatus
from service.pipeline.embedding import embed_texts
from service.pipeline.facts import Facts
from service.pipeline.language import count_words, detect_language
from service.pipeline.length import Budget, price
from service.pipeline.reading import Reading
from service.pipeline.rewriting import Draft, Rewording, choose_sentences, rewrite_groups
from service.pipeline.selection import Selection, select_sentences
from service.pipeline.terms import extract_terms
from service.pipeline.verification import Evidence, verify_sentence
from service.ports import Rewriter, SentenceEncoder, StageClock

_TIME_SHARE = 0.8
"""Of the time that is left when rewriting begins; what follows it, verification and rendering, takes far less than the
rest."""
_AHEAD = 1.5
"""Groups are rewritten ahead as if the summary might be so much longer: a batch costs hardly more for more groups, and
what rewriting saves then mostly goes to groups that are rewritten already (docs/decisions/0010)."""
_ROUNDS = 4
"""Selections with newly rewritten groups. A further one that still chooses new groups has them stand as they are."""
_KEPT_SHARE = 0.8
"""Of the weight of the representative's concepts, what its rewrite must keep: a sentence is chosen for what it says;
where rewrites only had to be worth as much for their length, ROUGE-2 fell by 1.5 (docs/decisions/0010)."""
_VERBATIM = Verification(status=VerificationStatus.VERBATIM, score=1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rewriting:
    """Who rewrites, and how long that may take, all groups together."""

    rewriter: Rewriter
    limit_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """How a chosen sentence is told.

    support: of the sentences that are cited, how strongly each supports it alone or with the others, in [0, 1].
    """

    text: str
    verification: Verification
    support: Mapping[int, float]
    failure: str | None = None
    tokens: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Abstract:
    """wordings: of each chosen sentence, in the order of choice."""

    selection: Selection
    wordings: tuple[Wording, ...]
    report: RewritingReport
    warnings: tuple[str, ...]


class AbstractWriter:
    """Writes one abstractive summary; it remembers what it has rewritten."""

    def __init__(
        self,
        reading: Reading,
        facts: Facts,
        group_of: Mapping[int, int],
        budget: Budget,
        *,
        rewriting: Rewriting,
        encoder: SentenceEncoder,
        clock: StageClock,
    ) -> None:
        """group_of: by sentence, the place of its group in `facts.groups`."""
        self._reading, self._facts, self._group_of, self._budget = reading, facts, group_of, budget
        self._rewriter, self._encoder, self._clock = rewriting.rewriter, encoder, clock
        self._languages = [detect_language(article.text, article.language) for article in reading.articles]
        remaining = clock.remaining_seconds
        # What the clock may still show when rewriting has to stop.
        self._reserve = remaining - min(rewriting.limit_seconds, remaining * _TIME_SHARE)
        self._wordings: dict[int, Wording] = {}

    def write(self, candidates: Sequence[int]) -> Abstract:
        """The summary's sentences, chosen among `candidates`, which are indices of sentences, ascending.

        Raises: LengthTooShortError if there are candidates and none fits; DeadlineExceededError.
        """
        self._reword(self._choose(candidates, ahead=_AHEAD).chosen)
        selection = self._choose(candidates)
        for _ in range(_ROUNDS - 1):
            if not (new := [i for i in selection.chosen if i not in self._wordings]):
                break
            self._reword(new)
            selection = self._choose(candidates)
        wordings = tuple(self._wordings.get(i) or self._repeat(i, _VERBATIM) for i in selection.chosen)
        return Abstract(
            selection=selection,
            wordings=wordings,
            report=self._report(wordings),
            warnings=_warn(wordings, self._rewriter.description.name),
        )

    def _choose(self, candidates: Sequence[int], *, ahead: float = 1.0) -> Selection:
        """The selection at what sentences cost as they are told by now."""
        with self._clock.stage("select"):
            costs = list(self._budget.costs)
            for i, wording in self._wordings.items():
                costs[i] = price(wording.text, self._budget.unit)
            limit = self._budget.limit
            if self._budget.unit is not LengthUnit.SENTENCES:
                limit = int(limit * ahead)
            budget = dataclasses.replace(self._budget, costs=tuple(costs), limit=limit)
            return select_sentences(candidates, self._group_of, self._facts.valuation, budget)

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
        text = self._reading.sentences[i].text
        # A sentence that costs no more than it did keeps the length; where only sentences count, it may grow.
        most = count_words(text)
        if self._budget.unit is LengthUnit.SENTENCES:
            most = max(count_words(self._reading.sentences[k].text) for k in self._list_given(i))
        language = self._languages[self._reading.home[i]]
        return Draft(
            sentences=tuple(self._reading.sentences[k].text for k in self._list_given(i)),
            language=language,
            max_words=most,
        )

    def _list_given(self, i: int) -> tuple[int, ...]:
        """What the rewriter reads of the group of sentence `i`: it, then the members that are nearest to the others.

        Of members of one wording, the first; headlines are no sentences.
        """
        group = self._facts.groups[self._group_of[i]]
        near = sorted(zip(group.members, group.similarity, strict=True), key=lambda pair: (-pair[1], pair[0]))
        sentences = self._reading.sentences
        order = [i, *(k for k, _ in near if k != i and not sentences[k].headline)]
        first: dict[str, int] = {}
        for k in order:
            first.setdefault(" ".join(sentences[k].text.split()), k)
        return tuple(first[text] for text in choose_sentences([sentences[k].text for k in order]))

    def _judge(self, i: int, rewording: Rewording, embedding: NDArray[np.float32]) -> Wording:
        """The rewording of sentence `i` if what the rewriter was given supports it, else the sentence as it stands."""
        text = rewording.text
        original = self._reading.sentences[i].text
        if text is None:
            return self._fall_back(i, rewording, rewording.failure or rewording.refusal or "")
        if text == " ".join(original.split()):
            return self._repeat(i, _VERBATIM, tokens=rewording.tokens)
        if price(text, self._budget.unit) > self._budget.costs[i]:
            return self._fall_back(i, rewording, "the rewrite is longer than the sentence")
        if self._weigh(text, i) < _KEPT_SHARE * self._weigh(original, i):
            return self._fall_back(i, rewording, "the rewrite leaves out too much of what sources share")
        given = self._list_given(i)
        verification = self._verify(text, embedding, given)
        if verification.status is not VerificationStatus.SUPPORTED:
            return self._fall_back(i, rewording, *verification.reasons)
        support = self._find_support(i, text, embedding, given)
        return Wording(text=text, verification=verification, support=support, tokens=rewording.tokens)

    def _repeat(self, i: int, verification: Verification, *, failure: str | None = None, tokens: int = 0) -> Wording:
        """Sentence `i` as it stands, with the members of its group that say the same."""
        text = self._reading.sentences[i].text
        others = [k for k in self._facts.groups[self._group_of[i]].members if k != i]
        support = self._find_lone_support(text, self._reading.embeddings[i], others)
        return Wording(
            text=text, verification=verification, support={i: 1.0, **support}, failure=failure, tokens=tokens
        )

    def _fall_back(self, i: int, rewording: Rewording, *reasons: str) -> Wording:
        verification = Verification(status=VerificationStatus.FALLBACK, score=1.0, reasons=reasons)
        return self._repeat(i, verification, failure=rewording.failure, tokens=rewording.tokens)

    def _weigh(self, text: str, i: int) -> float:
        """What `text` says of what sources share: the weight of its concepts, as selection counts them."""
        language = self._languages[self._reading.home[i]]
        weight = self._facts.valuation.weight
        concepts = extract_terms(" ".join(text.split()), language).concepts
        return float(sum(sorted(weight.get(concept, 0.0) for concept in concepts)))

    def _find_support(
        self, i: int, text: str, embedding: NDArray[np.float32], given: Sequence[int]
    ) -> dict[int, float]:
        """The members that support `text`, scored: each that does alone, else the fewest that do."""
        members = self._facts.groups[self._group_of[i]].members
        if lone := self._find_lone_support(text, embedding, members):
            return lone
        needed = list(given)
        for k in reversed(given):
            rest = [other for other in needed if other != k]
            if self._verify(text, embedding, rest).status is VerificationStatus.SUPPORTED:
                needed = rest
        return {k: self._verify(text, embedding, [k]).score for k in needed}

    def _find_lone_support(self, text: str, embedding: NDArray[np.float32], members: Sequence[int]) -> dict[int, float]:
        found = {k: self._verify(text, embedding, [k]) for k in members}
        return {k: v.score for k, v in found.items() if v.status is VerificationStatus.SUPPORTED}

    def _verify(self, text: str, embedding: NDArray[np.float32], sources: Sequence[int]) -> Verification:
        reading = self._reading
        language = self._languages[reading.home[sources[0]]]
        evidence = [
            Evidence(
                text=reading.sentences[k].text,
                language=self._languages[reading.home[k]],
                published_at=reading.articles[reading.home[k]].published_at,
            )
            for k in sources
        ]
        similarity = float(np.max(reading.embeddings[list(sources)] @ embedding))
        return verify_sentence(text, evidence, language=language, similarity=similarity)

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
