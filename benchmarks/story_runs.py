"""Lists of stories asked of a service once: what they took, whether their answers are the same, and as simulated."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.arrivals import Simulated, simulate_callers
from benchmarks.measurement import MILLISECONDS, Spread, summarize_repetitions
from benchmarks.story_callers import Answered, ask_all

_OK = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A list of stories, asked once. same: answers with the lone process's bytes. failed: that were no answer.

    core_seconds: of processor time a story, of all processes that served it; None where some of them were killed.
    outside_ms: of a story, from the request to the answer, what nobody worked on it. killed: what was ended meanwhile.
    """

    name: str
    callers: int
    stories: int
    same: int
    failed: int
    wall_seconds: float
    core_seconds: float | None
    story_seconds: Spread
    outside_ms: Spread
    killed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """A run, and what the simulation says of it, which knows how long each story was worked on and nothing else."""

    name: str
    measured_seconds: float
    simulated: Simulated


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedStories:
    """Stories that some callers asked for, each the next once they were answered, and what their answers took."""

    name: str
    callers: int
    answers: tuple[Answered, ...]
    wall_seconds: float
    core_seconds: float

    @classmethod
    def ask(
        cls,
        name: str,
        url: str,
        bodies: Sequence[bytes],
        count: Callable[[], float],
        *,
        callers: int = 1,
        after: Callable[[int], None] = lambda _: None,
    ) -> AskedStories:
        """count: seconds of processor time until now of all that serves."""
        before, began = count(), time.monotonic()
        answers = ask_all(url, bodies, callers=callers, after=after)
        wall = time.monotonic() - began
        used = count() - before
        announce(f"{name}, {callers} callers: {len(bodies)} stories in {wall:.0f} s")
        return cls(name=name, callers=callers, answers=answers, wall_seconds=wall, core_seconds=used)

    def describe(self, expected: Sequence[Answered], *, killed: str = "") -> Run:
        good = [answer for answer in self.answers if answer.status == _OK]
        return Run(
            name=self.name,
            callers=self.callers,
            stories=len(self.answers),
            same=sum(answer.told == expected[answer.place].told for answer in good),
            failed=len(self.answers) - len(good),
            wall_seconds=self.wall_seconds,
            core_seconds=None if killed else self.core_seconds / len(self.answers),
            story_seconds=summarize_repetitions([answer.seconds for answer in good]),
            outside_ms=summarize_repetitions([(a.seconds - a.worked_seconds) * MILLISECONDS for a in good]),
            killed=killed,
        )

    def replay(self, *, readers: int) -> Replay:
        worked = [answer.worked_seconds for answer in self.answers]
        simulated = simulate_callers(worked, readers=readers, callers=self.callers)
        return Replay(
            name=f"{self.name}, {self.callers} callers", measured_seconds=self.wall_seconds, simulated=simulated
        )


def announce(step: str) -> None:
    """Minutes pass before the first table: say what they are spent on."""
    print(f"scale: {step}", file=sys.stderr, flush=True)
