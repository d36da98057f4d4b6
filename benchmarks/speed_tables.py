"""The tables of the speed question."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.lexrank import LexRankScaling, LexRankTiming
from benchmarks.measurement import MILLISECONDS, Spread
from benchmarks.memory import MemoryUse
from benchmarks.processor import EncoderRate, MatrixRate
from benchmarks.report import Table, show_spread
from benchmarks.request_timing import RequestTiming

_BYTES_PER_MIB = 1024**2
_BYTES_PER_KIB = 1024
_MILLION = 1e6

NOTES = (
    (
        "Median [least – most] over repetitions. A request is a 150-word summary; whole request and bare encoding are"
        " timed in turn in one process, and the ratio is that of each pair. Bare encoding is one call of the encoder "
        "with the very texts that the request encodes. Stages are counted by the request's own clock; in stage "
        "`embed` the same-fact model reads, too."
    ),
    (
        "Stories are made from the seeds: 25 sentences an article, half of the plain words of each sentence replaced "
        "by others of the seeds, no two sentences equal. LexRank gets the same sentences, split already, with sumy's "
        "stemmer and stop words; it is run up to 1,000 sentences. What it would take for 10,000 is calculated, not "
        "measured: by the square of the size and by the power law of its own times from 300 sentences on; the speed-"
        "up is over the lesser of the two."
    ),
    (
        "Memory is resident memory at its peak less that before the request, encoder loaded and warm, each size in a "
        "process of its own. The encoder's rate counts 2 operations a parameter of its layers and a token; attention "
        "scores, pooling, tokenizing and padding count as no work but take their time."
    ),
)


def tabulate_seeds(timing: RequestTiming, http_ms: Spread) -> Table:
    """Whole request, bare encoding, their ratio and each stage."""
    rows = [
        ("whole request", show_spread(timing.whole_ms, 1), timing.whole_ms),
        ("bare encoding", show_spread(timing.encoding_ms, 1), timing.encoding_ms),
        ("ratio", show_spread(timing.ratio, 3), timing.ratio),
        ("whole request less its encoding", show_spread(timing.besides_ms, 1), timing.besides_ms),
        ("grouping / bare encoding", show_spread(timing.grouping_ratio, 2), timing.grouping_ratio),
        ("whole request over HTTP", show_spread(http_ms, 1), http_ms),
        *((f"stage {name}", show_spread(spread, 1), spread) for name, spread in timing.stages_ms.items()),
    ]
    return Table(
        title=f"Seeds: {timing.articles} articles, {timing.sentences} sentences, {timing.tokens:,} tokens",
        columns=("", "ms", "repetitions"),
        rows=tuple((name, shown, str(spread.repetitions)) for name, shown, spread in rows),
    )


def tabulate_processor(rates: Sequence[MatrixRate], encoder: EncoderRate) -> Table:
    """The processor's matrix rates, and the encoder's."""
    threads = rates[0].threads
    rows = [(f"matrix product, {rate.dtype}", show_spread(rate.gflops), "") for rate in rates]
    name = f"encoder, {encoder.dtype}, {encoder.parameters / _MILLION:.1f} M parameters in layers"
    return Table(
        title=f"Processor: (1024, 384) by (384, 1536), {threads} threads; encoder: {encoder.tokens:,} tokens",
        columns=("", "GFLOP/s", "share of its matrix rate"),
        rows=(*rows, (name, f"{encoder.gflops:,.0f}", f"{encoder.share:.0%}")),
    )


def tabulate_stories(stories: Sequence[RequestTiming]) -> Table:
    """Whole requests by size."""
    return Table(
        title="Stories by size",
        columns=(
            "sentences",
            "whole ms",
            "encoding ms",
            "ratio",
            "grouping / encoding",
            "less encoding ms",
            "sentences/s",
            "repetitions",
        ),
        rows=tuple(
            (
                f"{story.sentences:,}",
                show_spread(story.whole_ms),
                show_spread(story.encoding_ms),
                show_spread(story.ratio, 2),
                show_spread(story.grouping_ratio, 2),
                show_spread(story.besides_ms),
                f"{story.sentences / story.whole_ms.median * MILLISECONDS:,.0f}",
                str(story.whole_ms.repetitions),
            )
            for story in stories
        ),
    )


def tabulate_stages(stories: Sequence[RequestTiming]) -> Table:
    """Each stage by size, median."""
    return Table(
        title="Stages by size, median ms",
        columns=("stage", *(f"{story.sentences:,}" for story in stories)),
        rows=tuple(
            (stage, *(f"{story.stages_ms[stage].median:,.1f}" for story in stories)) for stage in stories[0].stages_ms
        ),
    )


def tabulate_lexrank(
    timings: Sequence[LexRankTiming], scaled: LexRankScaling, stories: Sequence[RequestTiming], speedup: float
) -> Table:
    """LexRank by size beside Chorus where it was timed at that size, and the calculation."""
    chorus = {story.sentences: story.whole_ms for story in stories}
    measured = [
        (
            f"{timing.sentences:,}",
            show_spread(timing.milliseconds),
            show_spread(chorus[timing.sentences]) if timing.sentences in chorus else "",
            f"{timing.milliseconds.median / chorus[timing.sentences].median:,.1f}"
            if timing.sentences in chorus
            else "",
        )
        for timing in timings
    ]
    calculated = (
        f"{scaled.sentences:,}, calculated",
        f"{scaled.quadratic_ms:,.0f} squared, {scaled.fitted_ms:,.0f} as n^{scaled.exponent:.2f}",
        show_spread(chorus[scaled.sentences]) if scaled.sentences in chorus else "",
        f"{speedup:,.0f}",
    )
    return Table(
        title="Beside sumy's LexRank",
        columns=("sentences", "LexRank ms", "Chorus ms", "times faster"),
        rows=(*measured, calculated),
    )


def tabulate_memory(uses: Sequence[MemoryUse], exponent: float) -> Table:
    """Memory by size."""
    return Table(
        title=f"Memory, growing as n^{exponent:.2f}",
        columns=("sentences", "before MiB", "peak MiB", "growth MiB", "KiB a sentence"),
        rows=tuple(
            (
                f"{use.sentences:,}",
                *(f"{size / _BYTES_PER_MIB:,.0f}" for size in (use.before_bytes, use.peak_bytes, use.growth_bytes)),
                f"{use.bytes_per_sentence / _BYTES_PER_KIB:,.1f}",
            )
            for use in uses
        ),
    )


def describe_contention(foreign_cores: float) -> str:
    """A sentence on how far the times can be trusted."""
    return (
        f"Other work, that of other virtual machines included, kept {foreign_cores:.2f} cores busy during the run, on "
        "average. The encoder's threads wait for each other, so that its times suffer more than in proportion."
    )
