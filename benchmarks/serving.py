"""Serving: what many callers of small stories get, beside the bare reading of their sentences, and under overload."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import httpx2

from benchmarks.bare_reading import Reading, measure_readings
from benchmarks.callers import SENTENCES, ask_alone, write_embedding_question, write_question, write_small_stories
from benchmarks.contention import count_foreign_cores, read_use
from benchmarks.loads import Load, Saturated, load, saturate
from benchmarks.report import Report, Table, show_spread
from models.checkpoints.store import locate
from service.cli.demo import running_service
from service.cli.failures import CommandError
from service.settings import Settings

QUEUE = 8
"""Requests that may wait for a process, while more come than can be answered."""
_PATIENCE = 3.0
"""Times what a full queue takes, that a caller waits."""
_BY_ENCODER_ALONE = MappingProxyType({"CHORUS_SAME_FACT": "off", "CHORUS_ENTAILMENT": "off"})
_START_SECONDS = 600.0
_INFINITY = "INFINITY_PYTHON"
"""The variable that names a Python in which infinity-emb is installed: it wants other versions than Chorus."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """stories: of three articles. repetitions: of bare readings. seconds: that each load lasts."""

    stories: int
    repetitions: int
    saturated_seconds: float
    load_seconds: float


WHOLE = Sizes(stories=16, repetitions=5, saturated_seconds=60.0, load_seconds=60.0)
SMALL = Sizes(stories=2, repetitions=1, saturated_seconds=3.0, load_seconds=3.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServingFindings:
    """sizes: of what was asked. deadline_seconds: that callers wait at each load. foreign_cores: that others kept busy
    meanwhile.
    """

    sizes: Sizes
    readings: tuple[Reading, ...]
    saturated: tuple[Saturated, ...]
    loads: tuple[Load, ...]
    deadline_seconds: float
    foreign_cores: float


def answer_serving(*, small: bool = False) -> Report:
    """How Chorus serves many. Raises: CommandError if the service does not start, CheckpointError without models."""
    found = measure_serving(SMALL if small else WHOLE)
    tables = (tabulate_readings(found.readings), tabulate_saturated(found), tabulate_loads(found))
    return Report(findings=found, tables=tables, notes=(*_NOTES, _describe_noise(found)))


def measure_serving(sizes: Sizes) -> ServingFindings:
    """All of it in one run, one thing after the other."""
    use = read_use()
    stories = write_small_stories(sizes.stories)
    questions = [write_question(story) for story in stories]
    _announce("bare readings")
    readings = measure_readings(stories, sizes.repetitions)
    cores = len(os.sched_getaffinity(0))
    services: list[tuple[str, int, Mapping[str, str]]] = [
        ("all models", workers, {}) for workers in dict.fromkeys((1, cores))
    ]
    saturated = []
    for what, workers, settings in (*services, ("the encoder alone", cores, _BY_ENCODER_ALONE)):
        with _serving({**settings, "CHORUS_WORKERS": str(workers)}) as url:
            saturated.append(saturate(what, url, questions, sizes.saturated_seconds))
    with _serving_sumy(cores) as url:
        saturated.append(saturate("sumy's LexRank behind FastAPI", url, questions, sizes.saturated_seconds))
    if python := os.environ.get(_INFINITY):
        checkpoint = locate(Settings().encoder, Settings().models_dir)
        embeddings = [write_embedding_question(story, str(checkpoint.folder)) for story in stories]
        with _serving_infinity(python, checkpoint.folder) as url:
            saturated.append(saturate("infinity, embeddings alone", url, embeddings, sizes.saturated_seconds))
    best = max(saturated[: len(services)], key=lambda one: one.rate)
    capacity = best.rate / SENTENCES
    deadline = max(1.0, _PATIENCE * (QUEUE + 1) * cores / capacity)
    settings = {"CHORUS_WORKERS": str(cores), "CHORUS_MAX_QUEUE": str(QUEUE)}
    with _serving(settings) as url:
        known = ask_alone(url, questions)
        loads = []
        for times in (1.0, 2.0, 4.0):
            _announce(f"{times:g} times the capacity")
            seconds = sizes.load_seconds
            loads.append(load(url, known, times=times, capacity=capacity, deadline=deadline, seconds=seconds))
    return ServingFindings(
        sizes=sizes,
        readings=readings,
        saturated=tuple(saturated),
        loads=tuple(loads),
        deadline_seconds=deadline,
        foreign_cores=count_foreign_cores(use, read_use()),
    )


@contextlib.contextmanager
def _serving(settings: Mapping[str, str]) -> Iterator[str]:
    _announce(f"a service with {dict(settings)}")
    with running_service({"CHORUS_REWRITERS": "", **settings}, start_seconds=_START_SECONDS) as url:
        yield url


def _serving_sumy(workers: int) -> contextlib.AbstractContextManager[str]:
    app = ("benchmarks.sumy_app:app", "--workers", str(workers), "--log-level", "error")
    return _serving_other([sys.executable, "-m", "uvicorn", *app], "/readyz")


def _serving_infinity(python: str, folder: Path) -> contextlib.AbstractContextManager[str]:
    options = ("--model-id", str(folder), "--engine", "torch", "--device", "cpu", "--dtype", "bfloat16")
    program = str(Path(python).parent / "infinity_emb")
    return _serving_other([program, "v2", *options, "--no-bettertransformer", "--log-level", "error"], "/health")


@contextlib.contextmanager
def _serving_other(command: Sequence[str], ready_path: str) -> Iterator[str]:
    """The address of another service, which is started for this block. Raises: CommandError if it is not ready."""
    _announce(" ".join(command[-4:]))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = subprocess.Popen([*command, "--port", str(port), "--host", "127.0.0.1"])
    url = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + _START_SECONDS
        while not _is_ready(f"{url}{ready_path}"):
            if time.monotonic() > deadline or process.poll() is not None:
                raise CommandError(f"{command[0]} did not start")
            time.sleep(0.5)
        yield url
    finally:
        process.terminate()
        process.wait()


def _is_ready(url: str) -> bool:
    try:
        return httpx2.get(url, trust_env=False).is_success
    except httpx2.TransportError:
        return False


def tabulate_readings(readings: Sequence[Reading]) -> Table:
    rows = tuple((one.what, show_spread(one.rate), show_spread(one.processor_ms, 2)) for one in readings)
    columns = ("what is read", "sentences a second", "processor ms a sentence")
    return Table(title="Bare reading", columns=columns, rows=rows)


def tabulate_saturated(found: ServingFindings) -> Table:
    bare = found.readings[0]
    rows = tuple(
        (
            one.what,
            str(one.processes),
            f"{one.rate:,.0f}",
            f"{one.rate / bare.rate.median:.2f}",
            f"{one.processor_ms:.2f}",
            f"{bare.processor_ms.median / one.processor_ms:.2f}",
            f"{one.own_bytes / 1e6:,.0f}",
            str(one.answered),
            str(one.wrong),
        )
        for one in found.saturated
    )
    columns = (
        *("service", "its processes", "sentences a second", "to the bare encoder", "processor ms a sentence"),
        *("the bare encoder's to it", "MB, shared ones once", "answers", "not the lone one"),
    )
    return Table(title="Sixteen callers of small stories", columns=columns, rows=rows)


def tabulate_loads(found: ServingFindings) -> Table:
    rows = tuple(
        (
            f"{load.times:g}",
            *(str(count) for count in (load.came, load.answered)),
            f"{load.rate:,.0f}",
            *(str(count) for count in (load.late, load.timed_out, load.failed, load.refused)),
            " – ".join(f"{milliseconds:,.0f}" for milliseconds in load.refused_ms),
            f"{load.own_bytes / 1e6:,.0f}",
            str(load.wrong),
        )
        for load in found.loads
    )
    columns = (
        *("times the capacity", "came", "answered", "sentences a second", "late", "timed out", "failed", "refused"),
        *("after ms: median – 99 of 100 – worst", "MB", "not the lone one"),
    )
    return Table(title=f"Load, each caller waiting {found.deadline_seconds:.1f} s", columns=columns, rows=rows)


_NOTES = (
    (
        "A small story has three articles and thirty sentences. Sentences a second are those of stories that were "
        "answered, whatever else was read for them. Processor time is that of all cores: where others keep the machine "
        "busy, it alone can be compared."
    ),
)


def _describe_noise(found: ServingFindings) -> str:
    sizes = found.sizes
    return (
        f"{sizes.stories} stories, {sizes.repetitions} bare readings, callers for {sizes.saturated_seconds:g} s, each "
        f"load for {sizes.load_seconds:g} s. Other work kept {found.foreign_cores:.2f} cores busy on average."
    )


def _announce(step: str) -> None:
    print(f"serving: {step}", file=sys.stderr, flush=True)
