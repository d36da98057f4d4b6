"""Scale: the service on a Ray cluster of two nodes beside the lone process, and what more stories would take."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import httpx2

from benchmarks.arrivals import Load, simulate_loads
from benchmarks.cluster import running_cluster
from benchmarks.descendants import count_seconds
from benchmarks.killed_batch import KilledBatch, kill_batch
from benchmarks.open_data import read_open_articles
from benchmarks.report import Report, Table, show_spread
from benchmarks.story import SEEDS
from benchmarks.story_callers import Answered, ask_all
from benchmarks.story_runs import AskedStories, Replay, Run, announce
from service.cli.demo import running_service
from service.cli.processes import environment
from service.settings import Settings

_SETTINGS = {"CHORUS_THREADS": "1", "CHORUS_REWRITERS": "", "CHORUS_MAX_QUEUE": "100", "CHORUS_LOG_LEVEL": "error"}
"""One core a reader, as the nodes have; without the rewriter, which no request here asks for."""
_WORDS = (100, 50)
_IDLE_SECONDS = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """stories: asked of the lone process and of two readers. few: of one reader, and while readers are killed.

    lines: of the batch. drawn: stories of a simulation.
    """

    stories: int
    few: int
    lines: int
    drawn: int


WHOLE = Sizes(stories=200, few=8, lines=2_000, drawn=20_000)
SMALL = Sizes(stories=4, few=3, lines=9, drawn=200)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleFindings:
    """idle_cores: that the cluster keeps busy while nobody asks."""

    runs: tuple[Run, ...]
    idle_cores: float
    batch: KilledBatch
    replays: tuple[Replay, ...]
    loads: tuple[Load, ...]


def answer_scale(*, small: bool = False) -> Report:
    """What a cluster does and costs. Raises: UsageError without Ray; CommandError if it does not come up."""
    sizes = SMALL if small else WHOLE
    bodies = read_bodies()[: sizes.stories]
    few, rest = bodies[: sizes.few], bodies[sizes.few :]
    # The cluster is there from the first: that nobody uses it costs the lone process next to nothing.
    with environment(_SETTINGS), running_cluster() as cluster:
        with running_service(_SETTINGS) as url:
            ask_all(url, bodies[:1], callers=1)
            lone = AskedStories.ask("lone process", url, few, lambda: _read_own_seconds(url))
            expected = (*lone.answers, *_place(ask_all(url, rest, callers=1), len(few)))
        runs, replays = [lone.describe(expected)], list[Replay]()
        cluster.serve(Settings(), readers=1)
        ask_all(cluster.url, bodies[:1], callers=1)
        idle = _measure_idle()
        runs.append(AskedStories.ask("one reader", cluster.url, few, _count_own).describe(expected))
        loaded = AskedStories.ask("one reader", cluster.url, few, _count_own, callers=2)
        runs.append(loaded.describe(expected))
        replays.append(loaded.replay(readers=1))
        cluster.serve(Settings(), readers=2)
        ask_all(cluster.url, bodies[:2], callers=2)
        runs.append(AskedStories.ask("two readers", cluster.url, few, _count_own, callers=4).describe(expected))
        both = AskedStories.ask("two readers", cluster.url, bodies, _count_own, callers=4)
        runs.append(both.describe(expected))
        replays.append(both.replay(readers=2))
        for name, kill in (("a reader", cluster.kill_reader), ("a node", cluster.kill_second_node)):
            announce(f"two readers, {name} is killed")
            after = _once_at(len(few) // 3, kill)
            asked = AskedStories.ask("two readers", cluster.url, few, _count_own, callers=4, after=after)
            runs.append(asked.describe(expected, killed=name))
        cluster.stop_serving()
        announce("a batch, killed twice")
        batch = kill_batch(sizes.lines, cluster.address)
    worked = [answer.worked_seconds for answer in expected]
    findings = ScaleFindings(
        runs=tuple(runs),
        idle_cores=idle,
        batch=batch,
        replays=tuple(replays),
        loads=simulate_loads(worked, lone.core_seconds / sum(worked[: len(few)]), drawn=sizes.drawn),
    )
    return Report(findings=findings, tables=_tabulate(findings), notes=_write_notes(findings, sizes))


def read_bodies() -> tuple[bytes, ...]:
    """Requests for the seeds and for every story that the repository holds, of 100 words, then of 50."""
    seeds = [json.loads(line) for line in SEEDS.read_text(encoding="utf-8").splitlines()]
    stories = [seeds, *(story["articles"] for story in read_open_articles())]
    return tuple(
        json.dumps({"articles": articles, "length": {"unit": "words", "value": words}}).encode()
        for words in _WORDS
        for articles in stories
    )


def _place(answers: Sequence[Answered], first: int) -> tuple[Answered, ...]:
    return tuple(replace(answer, place=answer.place + first) for answer in answers)


def _once_at(answers: int, kill: Callable[[], None]) -> Callable[[int], None]:
    def look(count: int) -> None:
        if count == max(1, answers):
            kill()

    return look


def _count_own() -> float:
    return count_seconds(os.getpid())


def _read_own_seconds(url: str) -> float:
    """Seconds of processor time of the process behind `url`, as it says itself."""
    lines = httpx2.get(f"{url}/metrics", trust_env=False).text.splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith("process_cpu_seconds_total "))


def _measure_idle() -> float:
    before, began = _count_own(), time.monotonic()
    time.sleep(_IDLE_SECONDS)
    return (_count_own() - before) / (time.monotonic() - began)


def _tabulate(found: ScaleFindings) -> tuple[Table, ...]:
    return (
        _tabulate_runs(found.runs),
        Table(
            title="A batch on the cluster, killed twice",
            columns=("", "lines"),
            rows=(
                ("asked", f"{found.batch.lines:,}"),
                ("written when it was killed", " and ".join(f"{count:,}" for count in found.batch.kills)),
                ("answered in the end", f"{found.batch.answered:,}"),
                ("lost", str(found.batch.lost)),
                ("answered twice", str(found.batch.twice)),
                ("with the bytes of the local engine", f"{found.batch.same:,}"),
            ),
        ),
        Table(
            title="The simulation beside what was measured",
            columns=("", "measured s", "simulated s", "difference"),
            rows=tuple(
                (
                    replay.name,
                    f"{replay.measured_seconds:.1f}",
                    f"{replay.simulated.seconds:.1f}",
                    f"{replay.simulated.seconds / replay.measured_seconds - 1:+.1%}",
                )
                for replay in found.replays
            ),
        ),
        Table(
            title="Simulated: a million articles a day, five a story, and 10 and 100 times as many",
            columns=("times", "stories a day", "readers", "busy", "wait, median s", "wait, one in twenty s"),
            rows=tuple(
                (
                    f"{load.times}",
                    f"{load.stories_a_day:,}",
                    f"{load.simulated.readers:,}",
                    f"{load.simulated.busy:.2f}",
                    f"{load.simulated.wait_median_seconds:.2f}",
                    f"{load.simulated.wait_p95_seconds:.2f}",
                )
                for load in found.loads
            ),
        ),
    )


def _tabulate_runs(runs: Sequence[Run]) -> Table:
    return Table(
        title="Stories asked of the lone process and of a cluster of two nodes",
        columns=(
            "", "killed", "callers", "stories", "same bytes", "no answer", "stories/min", "processor s a story",
            "story s", "outside ms",
        ),
        rows=tuple(
            (
                run.name,
                run.killed,
                str(run.callers),
                str(run.stories),
                str(run.same),
                str(run.failed),
                f"{60 * run.stories / run.wall_seconds:.1f}",
                "" if run.core_seconds is None else f"{run.core_seconds:.2f}",
                show_spread(run.story_seconds, 2),
                show_spread(run.outside_ms, 0),
            )
            for run in runs
        ),
    )  # fmt: skip


def _write_notes(found: ScaleFindings, sizes: Sizes) -> tuple[str, ...]:
    return (
        (
            "Stories are the seeds and the invented ones of the repository, of 100 words, then of 50, the first "
            f"{sizes.stories}; one thread a process. Bytes are compared but for `timings_ms`. Outside is the time of a "
            "story, from request to answer, in which nobody worked on it: HTTP, the engine, and waiting where there "
            "are more callers than readers. Processor time of the cluster is that of all its processes; an idle one "
            f"takes {found.idle_cores:.2f} cores. A reader is killed with SIGKILL, a node with all its processes, each "
            "once a third of the stories are answered."
        ),
        (
            "The simulation replays how long each story was worked on, by its own answer, in the order in which they "
            "were asked; beyond that it draws stories of the lone process at random, at moments at random (Poisson), "
            "each as long as it takes on a core of its own, going by the processor time of all."
        ),
    )
