"""How long sumy's LexRank takes, and would take for more sentences than anyone would wait for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.baselines import Baseline, rank_with_sumy, read_story
from benchmarks.measurement import Spread, fit_exponent, time_repeatedly
from benchmarks.story import write_story

_QUADRATIC = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LexRankTiming:
    """Milliseconds to rank sentences that are split already; splitting them is not counted."""

    sentences: int
    milliseconds: Spread


@dataclass(frozen=True, slots=True, kw_only=True)
class LexRankScaling:
    """What LexRank would take for `sentences`, from the largest size that was measured; nothing here was measured.

    exponent: of the power law through the measured sizes. fitted_ms: by that law. quadratic_ms: by the square of the
    size, which every implementation that compares all pairs takes at least. scaled_ms: the lesser of the two.
    """

    sentences: int
    exponent: float
    fitted_ms: float
    quadratic_ms: float

    @property
    def scaled_ms(self) -> float:
        return min(self.fitted_ms, self.quadratic_ms)


def measure_lexrank(repetitions: Mapping[int, int]) -> tuple[LexRankTiming, ...]:
    """Timings of sumy's LexRank on made-up stories. repetitions: by number of sentences."""
    timings = []
    for size, times in repetitions.items():
        sentences = [sentence for article in write_story(size) for sentence in read_story(article)]

        def rank(sentences: list[str] = sentences) -> object:
            return rank_with_sumy(Baseline.LEXRANK, sentences)

        timings.append(LexRankTiming(sentences=len(sentences), milliseconds=time_repeatedly(rank, times)))
    return tuple(timings)


def scale_lexrank(timings: tuple[LexRankTiming, ...], *, sentences: int, fit_from: int) -> LexRankScaling:
    """The time for `sentences`, scaled from `timings` of at least `fit_from` sentences; smaller ones bend the law."""
    used = [timing for timing in timings if timing.sentences >= fit_from]
    exponent = fit_exponent([t.sentences for t in used], [t.milliseconds.median for t in used])
    largest = max(used, key=lambda timing: timing.sentences)
    growth = sentences / largest.sentences
    return LexRankScaling(
        sentences=sentences,
        exponent=exponent,
        fitted_ms=largest.milliseconds.median * growth**exponent,
        quadratic_ms=largest.milliseconds.median * growth**_QUADRATIC,
    )
