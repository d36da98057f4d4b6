from __future__ import annotations

from collections.abc import Callable, Sequence

from models.entailment import RememberingEntailment
from service.descriptions import EntailmentDescription
from service.ports import Entailment
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
