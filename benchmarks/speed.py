"""Speed: what a request takes beside its encoding, beside sumy's LexRank, and beside what the processor can."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.contention import count_foreign_cores, read_use
from benchmarks.endpoint import running_endpoint
from benchmarks.entailment_cost import (
    EntailmentCost,
    load_plain,
    measure_entailment_cost,
    tabulate_entailment_cost,
)
from benchmarks.lexrank import LexRankScaling, LexRankTiming, measure_lexrank, scale_lexrank
from benchmarks.measurement import Spread, fit_exponent, time_repeatedly
from benchmarks.memory import MemoryUse, measure_memory
from benchmarks.processor import EncoderRate, MatrixRate, count_layer_parameters, measure_matrix_rate, rate_encoder
from benchmarks.repeated import RepeatedTiming, measure_repeated, tabulate_repeated
from benchmarks.report import Report
from benchmarks.request_timing import SUMMARY_WORDS, RequestTiming, measure_request
from benchmarks.speed_tables import (
    NOTES,
    describe_contention,
    tabulate_lexrank,
    tabulate_memory,
    tabulate_processor,
    tabulate_seeds,
    tabulate_stages,
    tabulate_stories,
)
from benchmarks.story import read_seed_request, write_story
from models.checkpoints.store import locate
from models.loading import choose_dtype
from service.loading import load_encoder, load_grouping, load_models
from service.ports import Models
from service.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """How much is measured. seeds, rates: repetitions. stories, lexrank: repetitions by number of sentences.

    fit_from: of LexRank's sizes, the least that its power law is fitted to. rated: the story
    that tells the encoder's rate.
    """

    seeds: int
    rates: int
    stories: Mapping[int, int]
    lexrank: Mapping[int, int]
    fit_from: int
    memory: tuple[int, ...]
    rated: int


WHOLE = Sizes(
    seeds=15,
    rates=9,
    stories={100: 7, 300: 5, 600: 5, 1_000: 5, 10_000: 3},
    lexrank={100: 5, 300: 3, 600: 1, 1_000: 1},
    fit_from=300,
    memory=(1_000, 2_000, 5_000, 10_000),
    rated=1_000,
)
SMALL = Sizes(
    seeds=2, rates=2, stories={100: 2, 300: 1}, lexrank={50: 1, 100: 1}, fit_from=50, memory=(300, 600), rated=300
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeedFindings:
    """seeds_http_ms: the same request as `seeds`, over HTTP to a service on this machine.

    entailment: what the entailment model adds to it. repeated: the same articles asked again where a cache is on.
    stories: made-up ones, by size. lexrank_scaled: a calculation, see there. speedup: of Chorus over lexrank_scaled.
    memory_exponent: of the power law of memory over sentences; 1 is linear, below 1 less than that.
    foreign_cores: that other work kept busy during the run, on average; 0 on a quiet machine.
    """

    seeds: RequestTiming
    seeds_http_ms: Spread
    entailment: EntailmentCost
    repeated: RepeatedTiming
    matrix_rates: tuple[MatrixRate, ...]
    encoder: EncoderRate
    stories: tuple[RequestTiming, ...]
    lexrank: tuple[LexRankTiming, ...]
    lexrank_scaled: LexRankScaling
    speedup: float
    memory: tuple[MemoryUse, ...]
    memory_exponent: float
    foreign_cores: float


def answer_speed(*, small: bool = False) -> Report:
    """How fast Chorus is, with the encoder of the settings. Raises: CheckpointError if it is not installed."""
    found = measure_speed(Settings(), SMALL if small else WHOLE)
    tables = (
        tabulate_seeds(found.seeds, found.seeds_http_ms),
        tabulate_entailment_cost(found.entailment),
        tabulate_repeated(found.repeated),
        tabulate_processor(found.matrix_rates, found.encoder),
        tabulate_stories(found.stories),
        tabulate_stages(found.stories),
        tabulate_lexrank(found.lexrank, found.lexrank_scaled, found.stories, found.speedup),
        tabulate_memory(found.memory, found.memory_exponent),
    )
    return Report(findings=found, tables=tables, notes=(*NOTES, describe_contention(found.foreign_cores)))


def measure_speed(settings: Settings, sizes: Sizes) -> SpeedFindings:
    """All of it in one run, one thing after the other."""
    use = read_use()
    encoder = load_encoder(settings)
    models = Models(encoder=encoder, grouping=load_grouping(settings, encoder))
    _announce("seeds")
    seeds = measure_request(read_seed_request(SUMMARY_WORDS).to_articles(), models, repetitions=sizes.seeds)
    _announce("seeds, over HTTP")
    seeds_http_ms = measure_http(sizes.seeds)
    _announce("seeds, entailment")
    entailment = _measure_entailment(settings, sizes.seeds)
    _announce("seeds, asked again")
    repeated = measure_repeated(
        read_seed_request(SUMMARY_WORDS).to_articles(),
        lambda cache: load_models(settings.model_copy(update={"rewriters": ()}), cache),
        repetitions=sizes.seeds,
    )
    rates = {dtype: measure_matrix_rate(dtype, repetitions=sizes.rates) for dtype in ("bfloat16", "float32")}
    stories = {size: _measure_story(size, models, times) for size, times in sizes.stories.items()}
    _announce("LexRank")
    lexrank = measure_lexrank(sizes.lexrank)
    scaled = scale_lexrank(lexrank, sentences=max(stories), fit_from=sizes.fit_from)
    _announce("memory")
    memory = tuple(measure_memory(size) for size in sizes.memory)
    return SpeedFindings(
        seeds=seeds,
        seeds_http_ms=seeds_http_ms,
        entailment=entailment,
        repeated=repeated,
        matrix_rates=tuple(rates.values()),
        encoder=_rate_encoder(settings, stories[sizes.rated], rates[models.encoder.description.dtype]),
        stories=tuple(stories.values()),
        lexrank=lexrank,
        lexrank_scaled=scaled,
        speedup=scaled.scaled_ms / stories[max(stories)].whole_ms.median,
        memory=memory,
        memory_exponent=fit_exponent([used.sentences for used in memory], [used.growth_bytes for used in memory]),
        foreign_cores=count_foreign_cores(use, read_use()),
    )


def _measure_story(sentences: int, models: Models, repetitions: int) -> RequestTiming:
    _announce(f"{sentences:,} sentences")
    return measure_request(write_story(sentences), models, repetitions=repetitions)


def _measure_entailment(settings: Settings, repetitions: int) -> EntailmentCost:
    models = load_models(settings.model_copy(update={"rewriters": ()}))
    checkpoint = locate(settings.encoder, settings.models_dir)
    return measure_entailment_cost(
        read_seed_request(SUMMARY_WORDS).to_articles(),
        models,
        load_plain(checkpoint, choose_dtype(settings.encoder_dtype)),
        repetitions=repetitions,
    )


def _rate_encoder(settings: Settings, timing: RequestTiming, rate: MatrixRate) -> EncoderRate:
    return rate_encoder(
        parameters=count_layer_parameters(locate(settings.encoder, settings.models_dir).folder),
        tokens=timing.tokens,
        milliseconds=timing.encoding_ms.median,
        rate=rate,
    )


def measure_http(repetitions: int) -> Spread:
    """Milliseconds of the seeds' request over HTTP, after one that does not count."""
    body = read_seed_request(SUMMARY_WORDS).model_dump(mode="json")
    with running_endpoint() as endpoint:
        endpoint.ok("/v1/summaries", body)
        return time_repeatedly(lambda: endpoint.ok("/v1/summaries", body), repetitions)


def _announce(step: str) -> None:
    """Minutes pass before the first table: say what they are spent on."""
    print(f"speed: {step}", file=sys.stderr, flush=True)
