"""Acceptance of rewrites: told anew where the articles entail that, else as a sentence stands.

A sentence may leave details out; it may not say what no source says.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from service.domain import Verification, VerificationStatus
from service.pipeline.rewriting.drafting import Rewording
from service.pipeline.text.corpus import Corpus
from service.pipeline.text.folding import flatten
from service.pipeline.verification import average_support, check_factual_consistency, tell_alike
from service.ports import Entailment, EntailmentModel
from service.rewrites import Outcome

VERBATIM = Verification(status=VerificationStatus.VERBATIM, score=1.0)
_SUPPORTED = frozenset({VerificationStatus.SUPPORTED, VerificationStatus.VERBATIM})
TOO_FEW = "fewer sources than were asked for say it"
UNSURE = "the sentences of the group say it, but not surely enough for a model that invents"
_MOST_TOGETHER = 6
"""Sentences that the entailment model reads together, as it learned to (docs/decisions/0016)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """How a chosen sentence is told.

    support: of the sentences that are cited, how strongly each supports it alone or with the others, in [0, 1].
    groups: places of the groups that it tells, the one it stands for first; empty: that one alone.
    """

    text: str
    verification: Verification
    support: Mapping[int, float]
    outcome: Outcome
    groups: tuple[int, ...] = ()
    failure: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenClaim:
    """A sentence that a rewriter wrote, with its embedding. given: the sentences that it read for it, at least one."""

    text: str
    embedding: NDArray[np.float32]
    given: tuple[int, ...]


class WordingJudge:
    """Decides how sentences of one corpus are told."""

    def __init__(
        self,
        corpus: Corpus,
        entailment: EntailmentModel | None,
        check: Callable[[], None],
        is_enough: Callable[[Collection[int]], bool] = bool,
    ) -> None:
        """entailment: decides with the checks, if there is one that reads the language. check: what it raises ends the
        reading. is_enough: whether so many sources may stand behind a sentence as these sentences have.
        """
        self._corpus, self._entailment, self._check, self._is_enough = corpus, entailment, check, is_enough
        self._read: dict[tuple[str, str], Entailment] = {}

    def read_ahead(
        self, claims: Sequence[tuple[WrittenClaim, Sequence[int]]], standing: Mapping[int, Sequence[int]]
    ) -> None:
        """Has the entailment model read at once what `judge` and `repeat` are going to ask of it.

        A few pairs cost as much as a dozen. claims: with all members of their groups. standing: sentences that may be
        told as they stand, with the members of theirs.
        """
        asked = [(claim, (*self._list_choices(claim), *((k,) for k in members))) for claim, members in claims]
        for i, members in standing.items():
            others = tuple(k for k in members if k != i)
            claim = WrittenClaim(
                text=self._corpus.sentences[i].text, embedding=self._corpus.embeddings[i], given=others
            )
            asked.append((claim, tuple((k,) for k in others)))
        asked = [(claim, choices) for claim, choices in asked if choices]
        self._read_each([claim for claim, _ in asked], [choices for _, choices in asked])

    def judge(
        self,
        i: int,
        rewording: Rewording,
        embedding: NDArray[np.float32],
        *,
        given: Sequence[int],
        members: Sequence[int],
    ) -> Wording:
        """The rewording of sentence `i` if what the rewriter was given supports it, else the sentence as it stands.

        embedding: of the rewording. given: the sentences that the rewriter read. members: all those of the group.
        """
        text = rewording.text
        if text is None:
            return self.fall_back(i, rewording, rewording.failure or rewording.refusal or "", members=members)
        if text == " ".join(self._corpus.sentences[i].text.split()):
            return self.repeat(i, VERBATIM, members=members, rewording=rewording)
        claim = WrittenClaim(text=text, embedding=embedding, given=tuple(given))
        choices = self._list_choices(claim)
        [entailments] = self._read_each([claim], [choices])
        verification = self._decide(claim, choices[0], entailments)
        sure = average_support(entailments) if entailments else verification.score
        if verification.status is VerificationStatus.SUPPORTED and sure < rewording.least_support:
            return self.fall_back(i, rewording, UNSURE, members=members)
        support = self.find_support(claim, verification, members)
        if not support:
            return self.fall_back(i, rewording, *verification.reasons or (TOO_FEW,), members=members)
        return Wording(
            text=text,
            verification=verification,
            support=support,
            outcome=Outcome.SUPPORTED,
        )

    def verify(self, claims: Sequence[WrittenClaim]) -> list[Verification]:
        """Whether what the rewriter read for each claim supports it: all together, or one sentence alone."""
        return self._verify_each(claims, [self._list_choices(claim) for claim in claims])

    def find_support(self, claim: WrittenClaim, verification: Verification, members: Sequence[int]) -> dict[int, float]:
        """What supports a claim: the members that do alone, else what the rewriter read that does together.

        Empty where it is not supported, or by too few.
        """
        if verification.status not in _SUPPORTED:
            return {}
        support = self._find_lone_support(claim.text, claim.embedding, members) or self._find_joint_support(claim)
        return support if self._is_enough(support) else {}

    def fall_back(self, i: int, rewording: Rewording, *reasons: str, members: Sequence[int]) -> Wording:
        """Sentence `i` as it stands, and why its rewording is not shown."""
        verification = Verification(status=VerificationStatus.FALLBACK, score=1.0, reasons=reasons)
        return self.repeat(i, verification, members=members, rewording=rewording)

    def repeat(
        self, i: int, verification: Verification, *, members: Sequence[int], rewording: Rewording | None = None
    ) -> Wording:
        """Sentence `i` as it stands, with the members of its group that say the same."""
        text = self._corpus.sentences[i].text
        support = self._find_lone_support(text, self._corpus.embeddings[i], [k for k in members if k != i])
        is_fallback = verification.status is VerificationStatus.FALLBACK
        return Wording(
            text=text,
            verification=verification,
            support={i: 1.0, **support},
            outcome=Outcome.FALLBACK if is_fallback else Outcome.VERBATIM,
            failure=rewording.failure if rewording else None,
        )

    def _find_lone_support(self, text: str, embedding: NDArray[np.float32], members: Sequence[int]) -> dict[int, float]:
        """The members that each support `text` alone, scored."""
        claims = [WrittenClaim(text=text, embedding=embedding, given=(k,)) for k in members]
        found = zip(members, self._verify_each(claims, [(claim.given,) for claim in claims]), strict=True)
        return {k: v.score for k, v in found if v.status in _SUPPORTED}

    def _find_joint_support(self, claim: WrittenClaim) -> dict[int, float]:
        """The fewest of the sentences read that support a claim together, scored one by one."""
        needed = self._choose_nearest(claim)
        for k in reversed(needed):
            rest = tuple(other for other in needed if other != k)
            if rest and self._verify_each([claim], [(rest,)])[0].status in _SUPPORTED:
                needed = rest
        verifications = self._verify_each([claim] * len(needed), [((k,),) for k in needed])
        return {k: v.score for k, v in zip(needed, verifications, strict=True)}

    def _verify_each(
        self, claims: Sequence[WrittenClaim], choices: Sequence[Sequence[Sequence[int]]]
    ) -> list[Verification]:
        """Whether each claim is supported. choices: of each, sentences that are read together, all of them first."""
        read = self._read_each(claims, choices)
        return [self._decide(claim, own[0], of) for claim, own, of in zip(claims, choices, read, strict=True)]

    def _read_each(
        self, claims: Sequence[WrittenClaim], choices: Sequence[Sequence[Sequence[int]]]
    ) -> list[list[Entailment]]:
        """What the entailment model says of each claim, by each of its choices; nothing where it reads none."""
        reads = [self.reads(own[0][0]) for own in choices]
        pairs = [
            self._pair(claim.text, sources)
            for claim, own, read in zip(claims, choices, reads, strict=True)
            for sources in own
            if read
        ]
        unread = [pair for pair in dict.fromkeys(pairs) if pair not in self._read]
        if self._entailment and unread:
            self._read.update(zip(unread, self._entailment.judge(unread, check=self._check), strict=True))
        judged = iter([self._read[pair] for pair in pairs])
        return [list(islice(judged, len(own) if read else 0)) for own, read in zip(choices, reads, strict=True)]

    def _list_choices(self, claim: WrittenClaim) -> tuple[tuple[int, ...], ...]:
        """What the rewriter read for a claim, all together and then one by one."""
        own = self._choose_nearest(claim)
        return (own, *((k,) for k in own if len(own) > 1))

    def _choose_nearest(self, claim: WrittenClaim) -> tuple[int, ...]:
        """As many of the sentences read as the entailment model reads together, those nearest to the claim."""
        near = sorted(claim.given, key=lambda k: (-float(self._corpus.embeddings[k] @ claim.embedding), k))
        chosen = frozenset(near[:_MOST_TOGETHER])
        return tuple(k for k in claim.given if k in chosen)

    def reads(self, i: int) -> bool:
        """Whether there is an entailment model that knows the language of sentence `i`."""
        if self._entailment is None:
            return False
        languages = self._entailment.description.languages
        return not languages or self._corpus.language(i) in languages

    def _pair(self, text: str, sources: Sequence[int]) -> tuple[str, str]:
        """Evidence and claim, as the entailment model reads them."""
        corpus = self._corpus
        told = tell_alike(text, corpus.language(sources[0]), [corpus.evidence(k) for k in sources])
        return corpus.read_together(sources, beside=told), told

    def _decide(self, claim: WrittenClaim, sources: Sequence[int], entailments: Sequence[Entailment]) -> Verification:
        corpus = self._corpus
        if any(flatten(corpus.sentences[k].text) == flatten(claim.text) for k in sources):
            return VERBATIM
        return check_factual_consistency(
            claim.text,
            [replace(corpus.evidence(k), context="") for k in sources],
            language=corpus.language(sources[0]),
            similarity=float(np.max(corpus.embeddings[list(sources)] @ claim.embedding)),
            entailments=entailments,
        )
