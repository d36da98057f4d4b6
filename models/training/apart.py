"""Layers tuned on several choices of clusters at once, each in a process of its own with one thread.

A process that is started anew cannot find what stands in a package's `__main__`, so that this stands here.
"""

from __future__ import annotations

import multiprocessing
import pickle
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from models.checkpoints.store import InstalledCheckpoint
from models.training.clusters import ScoredPair
from models.training.tuning import Lesson, LowerStates, export_weights, tune


@dataclass(frozen=True, slots=True, kw_only=True)
class Lectures:
    """All that there is to learn from."""

    base: InstalledCheckpoint
    lessons: Sequence[Lesson]
    pairs: Sequence[ScoredPair]
    lower: LowerStates


def tune_all(
    choices: Sequence[Sequence[int]], lectures: Lectures, *, epochs: int, seed: int, workers: int
) -> list[dict[str, torch.Tensor]]:
    """The weights tuned on each of `choices` of lessons, by their places; `workers` choices at once."""
    with tempfile.TemporaryDirectory() as folder:
        stored = Path(folder) / "lectures.pickle"
        stored.write_bytes(pickle.dumps(lectures))
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(max_workers=workers, mp_context=context) as pool:
            tuned = [
                pool.submit(_tune_apart, stored, choice, epochs=epochs, seed=seed, name=number)
                for number, choice in enumerate(choices, start=1)
            ]
            return [
                {
                    name: torch.from_numpy(weight).to(torch.bfloat16 if "layer" in name else torch.float32)
                    for name, weight in task.result().items()
                }
                for task in tuned
            ]


def _tune_apart(
    stored: Path, choice: Sequence[int], *, epochs: int, seed: int, name: int
) -> dict[str, NDArray[np.float32]]:
    """The weights, in a process of their own. They travel as float32, which holds every bfloat16."""
    torch.set_num_threads(1)
    lectures: Lectures = pickle.loads(stored.read_bytes())  # noqa: S301 (written by this run)
    print(f"model {name}: {len(choice)} clusters", flush=True)
    layers = tune(
        lectures.base,
        [lectures.lessons[i] for i in choice],
        lectures.pairs,
        lectures.lower,
        epochs=epochs,
        seed=seed,
        name=f"model {name}",
    )
    return {key: weight.float().numpy() for key, weight in export_weights(layers).items()}
