from __future__ import annotations

from collections.abc import Callable, Sequence

from models.entailment import RememberingEntailment, RememberingRelations
from service.descriptions import EntailmentDescription
from service.ports import Entailment, Relation
from service.runtime.cache import SealedCache


class CountingModel:
    """An entailment model that says how long the evidence is."""

    def __init__(self, sha256: str = "0" * 64) -> None:
        self.asked: list[tuple[str, str]] = []
        self._sha256 = sha256

    @property
    def description(self) -> EntailmentDescription:
        return EntailmentDescription(name="counting", base=None, sha256=self._sha256, dtype="float32")

    def judge(self, pairs: Sequence[tuple[str, str]], *, check: Callable[[], None]) -> list[Entailment]:
        check()
        self.asked.extend(pairs)
        return [Entailment(entailed=len(evidence) / 10, contradicted=1 / 3) for evidence, _ in pairs]


PAIRS = [("ab", "c"), ("a", "bc"), ("ab", "c")]


def test_a_pair_is_judged_once_by_each_model() -> None:
    cache = SealedCache(max_bytes=10_000)
    model = CountingModel()
    for _ in range(2):
        judged = RememberingEntailment(model, cache).judge(PAIRS, check=lambda: None)
        assert judged == model.judge(PAIRS, check=lambda: None)
    assert model.asked == [("ab", "c"), ("a", "bc"), *PAIRS, *PAIRS]
    other = CountingModel("1" * 64)
    RememberingEntailment(other, cache).judge(PAIRS, check=lambda: None)
    assert other.asked == [("ab", "c"), ("a", "bc")]


class CountingRelations:
    """A relation model that says how long the first sentence is."""

    description = EntailmentDescription(name="counting", base=None, sha256="0" * 64, dtype="float32")

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []

    def relate(self, pairs: Sequence[tuple[str, str]], *, check: Callable[[], None]) -> list[Relation]:
        check()
        self.asked.extend(pairs)
        return [Relation(agrees=len(first) / 10, contradicts=1 / 3, moved=1 / 7) for first, _ in pairs]


def test_how_two_sentences_stand_to_each_other_is_read_once_and_is_no_entailment() -> None:
    cache = SealedCache(max_bytes=10_000)
    model = CountingRelations()
    for _ in range(2):
        related = RememberingRelations(model, cache).relate(PAIRS, check=lambda: None)
        assert related == [Relation(agrees=n / 10, contradicts=1 / 3, moved=1 / 7) for n in (2, 1, 2)]
    assert model.asked == PAIRS[:2]
    assert RememberingRelations(model, cache).description is model.description
    judge = CountingModel()
    RememberingEntailment(judge, cache).judge(PAIRS, check=lambda: None)
    assert judge.asked == PAIRS[:2]
