"""A soak: `python -m benchmarks.soak [MINUTES] [CALLERS]`, by default ten minutes and two callers.

Callers ask for summaries of small stories all the time; another one hangs up every ten seconds. The memory of the
service is read as often. Exit code 1 where memory still grows, an answer is missing, or one is not the lone
one.
"""

from __future__ import annotations

import argparse
import os
import sys
import threading
import time
from collections.abc import Sequence

import httpx2

from benchmarks.callers import Told, ask_alone, keep_asking, write_question, write_small_stories
from benchmarks.process_tree import read_tree_use
from service.cli.demo import running_service

STORIES = 64
KNOWN = 4
"""Stories whose answers are compared."""
EVERY_SECONDS = 10.0
_FLAT = 1.05
"""Of the last third of the time to the second: what allocators keep comes and goes by some percent."""
_HANG_UP_SECONDS = 0.2
_START_SECONDS = 600.0


def main(arguments: Sequence[str] | None = None) -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(prog="benchmarks.soak")
    parser.add_argument("minutes", nargs="?", type=float, default=10.0)
    parser.add_argument("callers", nargs="?", type=int, default=2)
    options = parser.parse_args(arguments)
    questions = [write_question(story) for story in write_small_stories(STORIES)]
    with running_service({"CHORUS_REWRITERS": ""}, start_seconds=_START_SECONDS) as url:
        known = [*ask_alone(url, questions[:KNOWN]), *questions[KNOWN:]]
        ended = threading.Event()
        held: list[int] = []
        watching = threading.Thread(target=_watch, args=(held, ended))
        leaving = threading.Thread(target=_hang_up, args=(url, known[0].body, ended))
        used = read_tree_use().processor_seconds
        watching.start()
        leaving.start()
        told = keep_asking(url, known, seconds=options.minutes * 60, callers=options.callers)
        ended.set()
        watching.join()
        leaving.join()
        used = read_tree_use().processor_seconds - used
    return _tell(told, held, used)


def _watch(held: list[int], ended: threading.Event) -> None:
    while not ended.is_set():
        held.append(read_tree_use().own_bytes)
        ended.wait(EVERY_SECONDS)


def _hang_up(url: str, body: bytes, ended: threading.Event) -> None:
    """Asks now and then, and goes away before it is answered."""
    with httpx2.Client(base_url=url, timeout=_HANG_UP_SECONDS, trust_env=False) as client:
        while not ended.wait(EVERY_SECONDS):
            try:
                client.post("/v1/summaries", content=body, headers={"content-type": "application/json"})
            except httpx2.TransportError:
                continue


def _tell(told: Sequence[Told], held: Sequence[int], used: float) -> int:
    third = max(1, len(held) // 3)
    middle, last = (sorted(part)[len(part) // 2] for part in (held[third : 2 * third] or held, held[-third:]))
    failed = sum(one.status != httpx2.codes.OK for one in told)
    wrong = sum(one.right is False for one in told)
    print(
        f"{len(told)} answers, {failed} missing, {wrong} not the lone one; {used:.0f} s of processor time, "
        f"load {os.getloadavg()[0]:.1f}; memory in MB: first {held[0] / 1e6:.0f}, middle third {middle / 1e6:.0f}, "
        f"last third {last / 1e6:.0f}, most {max(held) / 1e6:.0f}",
        flush=True,
    )
    return int(failed > 0 or wrong > 0 or last > _FLAT * middle)


if __name__ == "__main__":
    started = time.monotonic()
    code = main()
    print(f"{(time.monotonic() - started) / 60:.1f} minutes", file=sys.stderr)
    sys.exit(code)
