"""Memory that a request takes, each size measured in a process of its own. Needs Linux' /proc."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from benchmarks.request_timing import run_request
from benchmarks.story import write_story
from service.loading import load_encoder, load_grouping
from service.ports import Models
from service.settings import Settings

_PROCESS = Path("/proc/self")
_RESET_PEAK = "5"
"""What proc(5) says to write to clear_refs so that VmHWM starts again from VmRSS."""
_BYTES_PER_KIB = 1024
_WARM_UP_SENTENCES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryUse:
    """Resident memory of a process that answers one request.

    before_bytes: with the models loaded and warm. peak_bytes: the most while the request was worked on.
    """

    sentences: int
    before_bytes: int
    peak_bytes: int

    @property
    def growth_bytes(self) -> int:
        return self.peak_bytes - self.before_bytes

    @property
    def bytes_per_sentence(self) -> float:
        return self.growth_bytes / self.sentences


def measure_memory(sentences: int) -> MemoryUse:
    """The memory that a story of so many sentences takes, in a new process with the models of the settings.

    Raises: CheckpointError if the encoder cannot be loaded.
    """
    # Spawned, not forked: a copy of this process would begin with memory that it has freed and can use again.
    with ProcessPoolExecutor(max_workers=1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_measure_here, sentences).result()


def watch_memory(call: Callable[[], object], *, sentences: int) -> MemoryUse:
    """The memory of this process while it makes `call`, which works on so many sentences."""
    before = _read_status("VmRSS")
    reset_peak()
    call()
    return MemoryUse(sentences=sentences, before_bytes=before, peak_bytes=read_peak_bytes())


def reset_peak() -> None:
    """Lets the peak of this process start again from what it holds now."""
    (_PROCESS / "clear_refs").write_text(_RESET_PEAK, encoding="ascii")


def read_peak_bytes() -> int:
    """The most resident memory of this process since the last `reset_peak`."""
    return _read_status("VmHWM")


def _measure_here(sentences: int) -> MemoryUse:
    settings = Settings()
    encoder = load_encoder(settings)
    models = Models(encoder=encoder, grouping=load_grouping(settings, encoder))
    run_request(write_story(_WARM_UP_SENTENCES), models)
    articles = write_story(sentences)
    return watch_memory(lambda: run_request(articles, models), sentences=sentences)


def _read_status(field: str) -> int:
    """Bytes that /proc/self/status states in `field`."""
    lines = (_PROCESS / "status").read_text(encoding="ascii", errors="replace").splitlines()
    kibibytes = next(line.split()[1] for line in lines if line.startswith(f"{field}:"))
    return int(kibibytes) * _BYTES_PER_KIB
