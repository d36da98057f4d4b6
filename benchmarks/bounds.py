"""Bounds: how the time of each kind of worst input grows, when work on it stops, and what waits meanwhile.

In this process models that read words alone stand for the real ones, so that what grows is Chorus' own; copies of one
story, and health beside a worst request, are asked of the models of the settings.
"""

from __future__ import annotations

import multiprocessing
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from benchmarks.beside import Neighbours, measure_neighbours, tabulate_neighbours
from benchmarks.measurement import fit_exponent
from benchmarks.memory import read_peak_bytes, reset_peak
from benchmarks.report import Report, Table
from benchmarks.stand_ins import HashedWords, JoinedSentences, RetoldFacts, SharedWords
from benchmarks.worst_inputs import RUNS, STORIES, vary, write_crowd, write_papers, write_run
from service.domain import Article, Length, LengthUnit, Mode, Order, StoryOptions, SummaryOptions
from service.errors import DeadlineExceededError, SummarizationError
from service.loading import load_models
from service.pipeline.summarize import Pipeline
from service.pipeline.text.recall import forget_texts
from service.pipeline.text.watching import keep_time
from service.ports import Limits, Models
from service.runtime.deadline import RequestClock
from service.settings import Settings

RUN_SIZES, RUN_LIMIT = (3_000, 12_000), 1_000_000
CROWD_SIZES, CROWD_LIMIT = (700, 2_100), 20_000
"""Characters of a run and sentences of a story: those that an exponent is fitted to, and what a deadline must stop."""
DEADLINE_SECONDS = 1.0
PATIENCE_SECONDS = 60.0
FEW = ("near copies", "denials of each other", "nothing in common")
"""Stories of which all is asked."""
PAPERS, COPIES = 200, 8_000
"""Papers that print one agency story, a minute apart; equal sentences."""
_AT_ONCE = 2
"""Cores that the benchmark is made for."""
Write = Callable[[str, int], tuple[Article, ...]]
"""Kind and size -> articles."""
_ASKED = ("summary", "citations", "stories")
_ASKED_OF_SOME = ("everything", "news", "fusion", "composition")
"""What is asked of all kinds, and of a few stories alone."""
_NOTE = (
    "Exponents are fitted to processor time at the first two sizes; to hundredths of a second, none can be. A sentence "
    "is cited and verified in parts of 1,500 characters: up to there its square may count. Summaries leave out what is "
    "longer. Citations take sentences times sources: the sources stay as they are while the text grows."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """seconds: by size. exponent: of the power law of time over size. late_seconds: how long after its deadline of a
    second work on the largest size ended; below 0 where it was done before. peak_bytes: the memory that it took.
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
class BoundsFindings:
    """neighbours: by the kind of the worst request."""

    growths: tuple[Growth, ...]
    copies: tuple[Copies, ...]
    neighbours: dict[str, Neighbours]


def answer_bounds() -> Report:
    """How Chorus stands its worst inputs. Raises: CommandError if the service does not start."""
    growths, copies = tuple(_measure_growths()), tuple(_measure_copies())
    neighbours = measure_neighbours()
    found = BoundsFindings(growths=growths, copies=copies, neighbours=neighbours)
    tables = (_tabulate_growths(growths), _tabulate_copies(copies), tabulate_neighbours(neighbours))
    return Report(findings=found, tables=tables, notes=(_NOTE,))


def _measure_growths() -> list[Growth]:
    """Two at a time, in processes of their own, which work on nothing else."""
    tasks: list[tuple[str, str, Write, tuple[int, ...]]] = [
        (kind, asked, write_run, (*RUN_SIZES, RUN_LIMIT)) for asked in _ASKED for kind in RUNS
    ]
    tasks += [
        (kind, asked, write_crowd, (*CROWD_SIZES, CROWD_LIMIT))
        for asked in (*_ASKED, *_ASKED_OF_SOME)
        for kind in (FEW if asked in _ASKED_OF_SOME else STORIES)
    ]
    with ProcessPoolExecutor(_AT_ONCE, multiprocessing.get_context("spawn")) as processes:
        return list(processes.map(measure_growth, *zip(*tasks, strict=True)))


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


def measure_growth(kind: str, asked: str, write: Write, sizes: Sequence[int]) -> Growth:
    """The growth of the time that `asked` takes; the last of `sizes` has one second, the others a minute each.

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
    columns = ("worst input", "characters or sentences", "processor s", "exponent", "s past 1 s", "MB")
    return Table(title="Growth", columns=columns, rows=rows)


def _tabulate_copies(copies: Sequence[Copies]) -> Table:
    rows = tuple(
        (one.kind, f"{one.seconds:.1f}", f"{one.processor_seconds:.1f}", f"{one.peak_bytes / 1e6:,.0f}")
        for one in copies
    )
    return Table(title="Copies", columns=("copies", "s", "processor s", "MB"), rows=rows)
