"""Bounds: how the time of each kind of worst input grows, when work on it stops, and what waits meanwhile.

In this process models that read words alone stand for the real ones, so that what grows is Chorus' own; copies of one
story, and health beside a worst request, are asked of the models of the settings.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import httpx2

from benchmarks.measurement import MILLISECONDS, Spread, fit_exponent, summarize_repetitions
from benchmarks.memory import read_peak_bytes, reset_peak
from benchmarks.report import Report, Table, show_spread
from benchmarks.stand_ins import HashedWords, JoinedSentences, RetoldFacts, SharedWords
from benchmarks.worst_inputs import RUNS, STORIES, vary, write_crowd, write_papers, write_run
from service.cli.demo import running_service
from service.domain import Article, Length, LengthUnit, Mode, Order, StoryOptions, SummaryOptions
from service.errors import DeadlineExceededError, SummarizationError
from service.loading import load_models
from service.pipeline.summarize import Pipeline
from service.pipeline.text.recall import forget_texts
from service.pipeline.text.watching import keep_time
from service.ports import Limits, Models
from service.runtime.deadline import RequestClock
from service.settings import Settings

RUN_SIZES, RUN_LIMIT = (4_000, 16_000), 1_000_000
CROWD_SIZES, CROWD_LIMIT = (1_200, 4_800), 20_000
"""Characters of a run and sentences of a story: those that an exponent is fitted to, and what a deadline must stop."""
DEADLINE_SECONDS = 2.0
PATIENCE_SECONDS = 60.0
HEALTH_ROUNDS = ("near copies", "denials of each other", "nothing in common")
HEALTH_PAUSE_SECONDS = 0.02
HEALTH_SECONDS = 10.0
"""The deadline of a service whose health is asked for, and of the request that waits behind the worst one."""
PAPERS, COPIES = 200, 8_000
"""Papers that print one agency story, a minute apart; equal sentences."""
_ASKED = ("summary", "citations", "stories")
_ASKED_OF_SOME = ("everything", "news", "fusion", "composition")
"""What is asked of all kinds, and of those stories alone beside which health is asked for."""
_NOTE = (
    "Exponents are fitted to processor time at the first two sizes; to hundredths of a second, none can be. A sentence "
    "is cited and verified in parts of 1,500 characters: up to there its square may count. Summaries leave out what is "
    "longer. Citations take sentences times sources: the sources stay as they are while the text grows."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """seconds: by size. exponent: of the power law of time over size. late_seconds: how long after its deadline of two
    seconds work on the largest size ended; below 0 where it was done before. peak_bytes: the memory that it took.
    """

    kind: str
    asked: str
    sizes: tuple[int, ...]
    seconds: tuple[float, ...]
    exponent: float
    late_seconds: float
    peak_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Copies:
    """What a summary of copies takes with the models of the settings. peak_bytes: beside what the models take."""

    kind: str
    seconds: float
    processor_seconds: float
    peak_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """What is answered while a worst request is worked on until its deadline of ten seconds.

    status: of that request. health_ms: of `/healthz`. next_status, next_seconds: of a request that came a second later
    and waited for the one worker.
    """

    status: int
    health_ms: Spread
    next_status: int
    next_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundsFindings:
    """neighbours: by the kind of the worst request."""

    growths: tuple[Growth, ...]
    copies: tuple[Copies, ...]
    neighbours: dict[str, Neighbours]


def answer_bounds() -> Report:
    """How Chorus stands its worst inputs. Raises: CommandError if the service does not start."""
    growths, copies = tuple(_measure_growths()), tuple(_measure_copies())
    neighbours = {kind: measure_neighbours(kind) for kind in HEALTH_ROUNDS}
    found = BoundsFindings(growths=growths, copies=copies, neighbours=neighbours)
    tables = (_tabulate_growths(growths), _tabulate_copies(copies), _tabulate_health(neighbours))
    return Report(findings=found, tables=tables, notes=(_NOTE,))


def _measure_growths() -> Iterator[Growth]:
    for asked in _ASKED:
        for kind in RUNS:
            yield measure_growth(kind, asked, write_run, (*RUN_SIZES, RUN_LIMIT))
    for asked in (*_ASKED, *_ASKED_OF_SOME):
        for kind in HEALTH_ROUNDS if asked in _ASKED_OF_SOME else STORIES:
            yield measure_growth(kind, asked, write_crowd, (*CROWD_SIZES, CROWD_LIMIT))


def _measure_copies() -> Iterator[Copies]:
    pipeline = Pipeline(models=load_models(Settings()), limits=Limits(max_sentences=Settings().max_sentences))
    summarize_copies("to warm up", write_papers(2), pipeline)
    yield summarize_copies(f"{PAPERS} papers, one agency story", write_papers(PAPERS), pipeline)
    yield summarize_copies(f"{COPIES:,} equal sentences", write_crowd("equal sentences", COPIES), pipeline)


def summarize_copies(kind: str, articles: Sequence[Article], pipeline: Pipeline) -> Copies:
    """What a summary of copies takes, their conflicts looked for."""
    print(f"bounds: {kind}", file=sys.stderr, flush=True)
    clock = RequestClock(limit_seconds=Settings().request_timeout_seconds)
    reset_peak()
    before = read_peak_bytes()
    started, processor = time.monotonic(), time.process_time()
    with keep_time(clock):
        pipeline.summarize(articles, _OPTIONS["summary"](articles), clock)
    forget_texts()
    return Copies(
        kind=kind,
        seconds=time.monotonic() - started,
        processor_seconds=time.process_time() - processor,
        peak_bytes=read_peak_bytes() - before,
    )


def measure_growth(
    kind: str, asked: str, write: Callable[[str, int], tuple[Article, ...]], sizes: Sequence[int]
) -> Growth:
    """The growth of the time that `asked` takes; the last of `sizes` has two seconds, the others a minute each.

    A text that is to be cited is what comes behind the articles of the first size that it is held against, which do not
    grow with it; the last is held against itself.
    """
    print(f"bounds: {kind}, {asked}", file=sys.stderr, flush=True)
    *growing, largest = sizes
    seconds = []
    for size in growing:
        held = write(kind, growing[0] if asked == "citations" else size)
        text = write(kind, growing[0] + size)[0].text[len(held[0].text) :]
        started = time.thread_time()
        work(held, asked, PATIENCE_SECONDS, text)
        seconds.append(max(time.thread_time() - started, 1e-4))
    articles = write(kind, largest)
    reset_peak()
    before = read_peak_bytes()
    started = time.monotonic()
    work(articles, asked, DEADLINE_SECONDS, articles[0].text)
    return Growth(
        kind=kind,
        asked=asked,
        sizes=tuple(sizes),
        seconds=tuple(seconds),
        exponent=fit_exponent(growing, seconds),
        late_seconds=time.monotonic() - started - DEADLINE_SECONDS,
        peak_bytes=read_peak_bytes() - before,
    )


def work(articles: Sequence[Article], asked: str, limit_seconds: float, text: str) -> bool:
    """Whether the articles were answered within the limit; refusals of what holds no story are answers.

    asked: for a summary with conflicts, for all that can be told, for news and their timeline where half of the
    articles are known, for sentences fused or composed anew; for citations; or for the stories apart. text: what
    citations are asked for, but for a word.
    """
    rewriters = (RetoldFacts(),) if asked == "composition" else (JoinedSentences(),)
    models = Models(encoder=HashedWords(), entailment=SharedWords(), rewriters=rewriters)
    pipeline = Pipeline(models=models, limits=Limits(max_sentences=Settings().max_sentences))
    clock = RequestClock(limit_seconds=limit_seconds, listener=lambda _: None)
    try:
        with keep_time(clock):
            if asked == "citations":
                pipeline.cite(articles, vary(text), clock)
            elif asked == "stories":
                pipeline.follow(articles, StoryOptions(), clock)
            else:
                pipeline.summarize(articles, _OPTIONS[asked](articles), clock)
    except DeadlineExceededError:
        return False
    except SummarizationError:
        return True
    finally:
        forget_texts()
    return True


def _plan_summary(**fields: Any) -> SummaryOptions:
    return SummaryOptions(length=Length(unit=LengthUnit.WORDS, value=150), conflicts=True, **fields)


_OPTIONS: Mapping[str, Callable[[Sequence[Article]], SummaryOptions]] = MappingProxyType(
    {
        "summary": lambda _: _plan_summary(),
        "everything": lambda _: replace(_plan_summary(), length=Length(unit=LengthUnit.FRACTION, value=1.0)),
        "news": lambda articles: _plan_summary(
            known=frozenset(article.id for article in articles[::2]), order=Order.CHRONOLOGICAL
        ),
        "fusion": lambda _: _plan_summary(mode=Mode.ABSTRACTIVE),
        "composition": lambda _: _plan_summary(mode=Mode.ABSTRACTIVE),
    }
)
"""What is asked of summaries, by what it is called."""


def measure_neighbours(kind: str) -> Neighbours:
    """What a service answers beside its work on the largest story of a kind. Raises: CommandError if none starts."""
    print(f"bounds: beside {kind}", file=sys.stderr, flush=True)
    worst, small = (_write_body(write_crowd(kind, size)) for size in (CROWD_LIMIT, 10))
    with (
        running_service({"CHORUS_REQUEST_TIMEOUT_SECONDS": f"{HEALTH_SECONDS:.0f}"}) as url,
        httpx2.Client(base_url=url, timeout=60.0, trust_env=False) as client,
        ThreadPoolExecutor() as threads,
    ):
        client.get("/healthz")
        asking = threads.submit(_post, url, worst, 0.0)
        waiting = threads.submit(_post, url, small, 1.0)
        taken = list(_ask_health(client, asking))
        status, _ = asking.result()
        next_status, next_seconds = waiting.result()
    return Neighbours(
        status=status, health_ms=summarize_repetitions(taken), next_status=next_status, next_seconds=next_seconds
    )


def _write_body(articles: Sequence[Article]) -> str:
    written = [{"id": article.id, "text": article.text} for article in articles]
    return json.dumps({"articles": written, "length": {"unit": "words", "value": 150}})


def _post(url: str, body: str, pause_seconds: float) -> tuple[int, float]:
    """The status, and the seconds that it took, of a request for a summary that is sent after a pause."""
    time.sleep(pause_seconds)
    started = time.monotonic()
    headers = {"content-type": "application/json"}
    with httpx2.Client(base_url=url, timeout=60.0, trust_env=False) as client:
        status = client.post("/v1/summaries", content=body, headers=headers).status_code
    return status, time.monotonic() - started


def _ask_health(client: httpx2.Client, asking: Future[tuple[int, float]]) -> Iterator[float]:
    while not asking.done():
        started = time.perf_counter()
        client.get("/healthz")
        yield (time.perf_counter() - started) * MILLISECONDS
        time.sleep(HEALTH_PAUSE_SECONDS)


def _tabulate_growths(growths: Sequence[Growth]) -> Table:
    rows = tuple(
        (
            f"{growth.kind}, {growth.asked}",
            " | ".join(f"{size:,}" for size in growth.sizes).replace("|", "–"),
            " – ".join(f"{seconds:.2f}" for seconds in growth.seconds),
            f"{growth.exponent:.2f}",
            f"{growth.late_seconds:+.2f}",
            f"{growth.peak_bytes / 1e6:,.0f}",
        )
        for growth in growths
    )
    columns = ("worst input", "characters or sentences", "processor s", "exponent", "s past 2 s", "MB")
    return Table(title="Growth", columns=columns, rows=rows)


def _tabulate_copies(copies: Sequence[Copies]) -> Table:
    rows = tuple(
        (one.kind, f"{one.seconds:.1f}", f"{one.processor_seconds:.1f}", f"{one.peak_bytes / 1e6:,.0f}")
        for one in copies
    )
    return Table(title="Copies", columns=("copies", "s", "processor s", "MB"), rows=rows)


def _tabulate_health(neighbours: Mapping[str, Neighbours]) -> Table:
    rows = tuple(
        (kind, str(found.status), show_spread(found.health_ms, 1), str(found.next_status), f"{found.next_seconds:.1f}")
        for kind, found in neighbours.items()
    )
    columns = ("worst input", "answered", "/healthz, ms", "the next", "after s")
    return Table(title="Beside a worst request", columns=columns, rows=rows)
