"""A batch on a Ray cluster that is killed twice and started again, beside the same lines on the local engine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.open_data import read_open_articles
from benchmarks.story_callers import cut_timings
from service.cli.failures import CommandError

_SETTINGS = {"CHORUS_THREADS": "1", "CHORUS_REWRITERS": "", "CHORUS_ENTAILMENT": "off", "CHORUS_SAME_FACT": "off"}
"""What reads a line is not what such a batch is about."""
_CHARACTERS = 400
_ARTICLES = 2
_POLL_SECONDS = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class KilledBatch:
    """kills: answers that were written when it was killed. same: with the bytes that the local engine wrote."""

    lines: int
    kills: tuple[int, ...]
    answered: int
    lost: int
    twice: int
    same: int


def kill_batch(lines: int, address: str) -> KilledBatch:
    """What became of so many lines when their batch was killed after a third and after two thirds of them.

    address: of the cluster.

    Raises: CommandError if a batch fails by itself.
    """
    with tempfile.TemporaryDirectory(prefix="chorus-batch-") as folder:
        source, there, here = (Path(folder) / name for name in ("in.jsonl", "ray.jsonl", "local.jsonl"))
        source.write_bytes(b"".join(json.dumps(line).encode() + b"\n" for line in _write_lines(lines)))
        kills = tuple(_kill_at(source, there, lines * part // 3, address) for part in (1, 2))
        _finish(_start(source, there, address))
        _finish(_start(source, here))
        answers, expected = _read(there), _read(here)
    counts = Counter(name for name, _ in answers)
    return KilledBatch(
        lines=lines,
        kills=kills,
        answered=len(counts),
        lost=lines - len(counts),
        twice=len(answers) - len(counts),
        same=sum(dict(expected).get(name) == told for name, told in answers),
    )


def _write_lines(lines: int) -> list[Mapping[str, object]]:
    """Requests of two short articles each: the beginnings of stories that the repository holds."""
    stories = read_open_articles()
    return [
        {
            "id": f"line-{k}",
            "articles": [
                {"id": article["id"], "text": article["text"][:_CHARACTERS]}
                for article in stories[k % len(stories)]["articles"][:_ARTICLES]
            ],
            "length": {"unit": "sentences", "value": 1 + k // len(stories) % 3},
        }
        for k in range(lines)
    ]


def _start(source: Path, output: Path, address: str | None = None) -> subprocess.Popen[bytes]:
    """A batch on the cluster of that address, or on the local engine."""
    command = [sys.executable, "-P", "-m", "service", "batch", str(source), str(output)]
    cluster = {"RAY_ADDRESS": address} if address else {}
    return subprocess.Popen(
        [*command, "--engine", "ray" if address else "local"],
        env={**os.environ, **_SETTINGS, **cluster},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _kill_at(source: Path, output: Path, answers: int, address: str) -> int:
    """Kills a batch once it has written so many answers; how many there are."""
    running = _start(source, output, address)
    while _count(output) < answers:
        if running.poll() is not None:
            raise CommandError(f"the batch ended by itself, with {running.returncode}")
        time.sleep(_POLL_SECONDS)
    running.kill()
    running.wait()
    return _count(output)


def _finish(running: subprocess.Popen[bytes]) -> None:
    if code := running.wait():
        raise CommandError(f"the batch ended with {code}")


def _count(output: Path) -> int:
    return output.read_bytes().count(b"\n") if output.exists() else 0


def _read(output: Path) -> Sequence[tuple[str, bytes]]:
    return [(json.loads(line)["id"], cut_timings(line)) for line in output.read_bytes().splitlines()]
