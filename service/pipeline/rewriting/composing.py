"""Composition: a whole summary's sentences by a composer, each accepted where the facts it names entail it.

facts -> sentences that name them -> verification -> the refused ones asked for once more -> what is left is refused
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from service.domain import Verification
from service.pipeline.rewriting.acceptance import TOO_FEW, Wording, WordingJudge, WrittenClaim
from service.pipeline.rewriting.asking import SENTENCE_WORDS, RewriterAccount
from service.pipeline.rewriting.drafting import POINTS_BACK
from service.pipeline.rewriting.material import Material
from service.pipeline.rewriting.wording_faults import clean_wording, find_fault
from service.pipeline.text.corpus import Corpus
from service.pipeline.text.embedding import embed_texts
from service.pipeline.text.language import count_words
from service.pipeline.text.readability import points_back
from service.ports import Composer, SentenceEncoder, StageClock
from service.rewrites import Composed, CompositionRequest, Outcome, Refusal

_MOST_FACTS = 3
"""Facts that a sentence may tell: of more the entailment model reads too little each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a composer made of some facts. wording: None where it was refused twice; reasons: why."""

    lead: int
    wording: Wording | None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attempt:
    """A composed sentence that was read. wording: None where it is refused. material: what it tells, or was to tell."""

    material: tuple[Material, ...]
    wording: Wording | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """told: in the composer's order, at most one for each sentence that leads. failure: why there is no more."""

    told: tuple[Told, ...]
    failure: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sentence:
    """A composed sentence, and what it says that it tells: at least one fact."""

    text: str
    material: tuple[Material, ...]

    @property
    def given(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(i for one in self.material for i in one.given))

    @property
    def members(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(i for one in self.material for i in one.members))


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryComposer:
    """Has a composer tell the facts of one corpus. account: by which it is asked."""

    corpus: Corpus
    composer: Composer
    judge: WordingJudge
    encoder: SentenceEncoder
    clock: StageClock
    account: RewriterAccount

    def compose(self, request: CompositionRequest, material: Sequence[Material]) -> Composition:
        """The sentences that tell `material`, whose facts are those of `request`. Raises: DeadlineExceededError."""
        [answer] = self._ask([request])
        sentences = self._read(answer, material)
        attempts = self._accept(sentences, Outcome.SUPPORTED)
        refused = [k for k, one in enumerate(attempts) if one.wording is None]
        again = self._ask([_ask_again(request, sentences[k], attempts[k].reasons) for k in refused])
        pairs = [(k, self._read(one, sentences[k].material)) for k, one in zip(refused, again, strict=True)]
        repairs = [(k, read[0]) for k, read in pairs if read]
        repaired = self._accept([sentence for _, sentence in repairs], Outcome.REPAIRED)
        for (k, _), attempt in zip(repairs, repaired, strict=True):
            attempts[k] = attempt if attempt.wording else attempts[k]
        return Composition(told=_settle(attempts), failure=answer.failure)

    def _ask(self, requests: Sequence[CompositionRequest]) -> list[Composed]:
        with self.clock.stage("rewrite"):
            return self.account.compose(self.composer, requests)

    def _read(self, answer: Composed, material: Sequence[Material]) -> list[_Sentence]:
        """The sentences of an answer with the facts they name; one that names none is taken to tell the nearest."""
        known = {one.fact.name: one for one in material}
        texts = [clean_wording(one.text, [w for m in material for w in m.fact.wordings]) for one in answer.sentences]
        embeddings = embed_texts(texts, encoder=self.encoder, clock=self.clock)
        leads = self.corpus.embeddings[[one.lead for one in material]]
        sentences = []
        for text, one, embedding in zip(texts, answer.sentences, embeddings, strict=True):
            named = [known[name] for name in one.facts if name in known][:_MOST_FACTS]
            if text:
                nearest = material[int((leads @ embedding).argmax())]
                sentences.append(_Sentence(text=text, material=tuple(named or [nearest])))
        return sentences

    def _accept(self, sentences: Sequence[_Sentence], outcome: Outcome) -> list[_Attempt]:
        """Of each sentence, how it is told, or why it is not."""
        embeddings = embed_texts([one.text for one in sentences], encoder=self.encoder, clock=self.clock)
        claims = [
            WrittenClaim(text=one.text, embedding=embedding, given=one.given)
            for one, embedding in zip(sentences, embeddings, strict=True)
        ]
        with self.clock.stage("verify"):
            faults = [self._find_fault(one) for one in sentences]
            whole = [claim for claim, fault in zip(claims, faults, strict=True) if fault is None]
            verified = iter(self.judge.verify(whole))
            return [
                _Attempt(material=one.material, reasons=(fault,))
                if fault is not None
                else self._decide(one, claim, next(verified), outcome)
                for one, claim, fault in zip(sentences, claims, faults, strict=True)
            ]

    def _decide(
        self, sentence: _Sentence, claim: WrittenClaim, verification: Verification, outcome: Outcome
    ) -> _Attempt:
        support = self.judge.find_support(claim, verification, sentence.members)
        if not support:
            return _Attempt(material=sentence.material, reasons=verification.reasons or (TOO_FEW,))
        wording = Wording(text=sentence.text, verification=verification, support=support, outcome=outcome)
        telling = tuple(one for one in sentence.material if support.keys() & {*one.members})
        return _Attempt(material=telling, wording=wording)

    def _find_fault(self, sentence: _Sentence) -> str | None:
        given = [self.corpus.sentences[i].text for i in sentence.given]
        fault = find_fault(sentence.text, given, self.corpus.language(sentence.given[0]))
        return fault or (POINTS_BACK if points_back(sentence.text) else None)


def _ask_again(request: CompositionRequest, sentence: _Sentence, reasons: tuple[str, ...]) -> CompositionRequest:
    return replace(
        request,
        facts=tuple(one.fact for one in sentence.material),
        max_words=max(SENTENCE_WORDS, count_words(sentence.text)),
        max_sentences=1,
        refused=Refusal(text=sentence.text, reasons=reasons),
    )


def _settle(attempts: Sequence[_Attempt]) -> tuple[Told, ...]:
    """What is told, in order, each by a fact that no other one leads; without what tells but facts that are told.

    A refused sentence stands for its first fact, where nothing else tells that.
    """
    led: set[int] = set()
    told: list[Told | None] = []
    for one in attempts:
        leading = next((m for m in one.material if m.lead not in led), None) if one.wording else None
        if leading and one.wording:
            led.add(leading.lead)
            others = (m.place for m in one.material if m.place != leading.place)
            wording = replace(one.wording, groups=(leading.place, *others))
            told.append(Told(lead=leading.lead, wording=wording))
        else:
            told.append(None)
    told_places = {place for one in told if one and one.wording for place in one.wording.groups}
    for k, one in enumerate(attempts):
        first = one.material[0]
        if one.wording is None and first.place not in told_places:
            told_places.add(first.place)
            told[k] = Told(lead=first.lead, wording=None, reasons=one.reasons)
    return tuple(one for one in told if one)
