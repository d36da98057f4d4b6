"""Acceptance of rewrites: told anew where the members of the group support that, else as the sentence stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from service.domain import Verification, VerificationStatus
from service.pipeline.rewriting.drafting import Rewording
from service.pipeline.text.corpus import Corpus
from service.pipeline.verification import check_factual_consistency
from service.ports import Entailment, EntailmentModel

VERBATIM = Verification(status=VerificationStatus.VERBATIM, score=1.0)


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


class WordingJudge:
    """Decides how sentences of one corpus are told."""

    def __init__(self, corpus: Corpus, entailment: EntailmentModel | None, check: Callable[[], None]) -> None:
        """entailment: decides with the checks, if there is one. check: what it raises ends the reading."""
        self._corpus, self._entailment, self._check = corpus, entailment, check

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
            return self.repeat(i, VERBATIM, members=members, tokens=rewording.tokens)
        [verification] = self._verify(text, embedding, [given])
        if verification.status is not VerificationStatus.SUPPORTED:
            return self.fall_back(i, rewording, *verification.reasons, members=members)
        support = self._find_lone_support(text, embedding, members) or self._find_support(text, embedding, given)
        return Wording(text=text, verification=verification, support=support, tokens=rewording.tokens)

    def fall_back(self, i: int, rewording: Rewording, *reasons: str, members: Sequence[int]) -> Wording:
        """Sentence `i` as it stands, and why its rewording is not shown."""
        verification = Verification(status=VerificationStatus.FALLBACK, score=1.0, reasons=reasons)
        return self.repeat(i, verification, members=members, failure=rewording.failure, tokens=rewording.tokens)

    def repeat(
        self,
        i: int,
        verification: Verification,
        *,
        members: Sequence[int],
        failure: str | None = None,
        tokens: int = 0,
    ) -> Wording:
        """Sentence `i` as it stands, with the members of its group that say the same."""
        text = self._corpus.sentences[i].text
        support = self._find_lone_support(text, self._corpus.embeddings[i], [k for k in members if k != i])
        return Wording(
            text=text, verification=verification, support={i: 1.0, **support}, failure=failure, tokens=tokens
        )

    def _find_lone_support(self, text: str, embedding: NDArray[np.float32], members: Sequence[int]) -> dict[int, float]:
        """The members that each support `text` alone, scored."""
        found = zip(members, self._verify(text, embedding, [[k] for k in members]), strict=True)
        return {k: v.score for k, v in found if v.status is VerificationStatus.SUPPORTED}

    def _find_support(self, text: str, embedding: NDArray[np.float32], given: Sequence[int]) -> dict[int, float]:
        """The fewest of the given sentences that support `text` together, scored one by one."""
        needed = list(given)
        for k in reversed(given):
            rest = [other for other in needed if other != k]
            if rest and self._verify(text, embedding, [rest])[0].status is VerificationStatus.SUPPORTED:
                needed = rest
        verifications = self._verify(text, embedding, [[k] for k in needed])
        return {k: v.score for k, v in zip(needed, verifications, strict=True)}

    def _verify(
        self, text: str, embedding: NDArray[np.float32], choices: Sequence[Sequence[int]]
    ) -> list[Verification]:
        """Whether each of some choices of sentences supports `text`."""
        corpus = self._corpus
        evidence = [" ".join(corpus.sentences[k].text for k in sources) for sources in choices]
        entailments: Sequence[Sequence[Entailment]] = [()] * len(choices)
        if self._entailment and choices:
            judged = self._entailment.judge([(source, text) for source in evidence], check=self._check)
            entailments = [(own,) for own in judged]
        return [
            check_factual_consistency(
                text,
                [replace(corpus.evidence(k), context="") for k in sources],
                language=corpus.language(sources[0]),
                similarity=float(np.max(corpus.embeddings[list(sources)] @ embedding)),
                entailments=own,
            )
            for sources, own in zip(choices, entailments, strict=True)
        ]
