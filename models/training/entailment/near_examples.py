"""Near sentences of several outlets on one happening: which agree, contradict each other, tell a later state."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from models.training.entailment.examples import CONTRADICTED, ENTAILED, NEUTRAL, Example

_OPPOSED = frozenset({"contradict", "update"})
"""Of one moment both cannot be true."""
_BOTH_WAYS = "="
_MOST = (
    ("contradict", CONTRADICTED, 2),
    ("update", CONTRADICTED, 1),
    ("", ENTAILED, 2),
    ("agree", NEUTRAL, 2),
    ("other", NEUTRAL, 3),
)
"""Relation (any where empty), label, and how many such pairs of a happening are read. Near sentences of a story are
mostly about something else: with one of those a happening, what was learned took them for contradictions
(docs/decisions/0053-swapped-statements.md)."""


def load_near(path: Path, chooser: random.Random) -> list[Example]:
    """Pairs of the sentences of each row of `path`, drawn at random, each in one of its directions.

    Rows: {id, sentences: [text], pairs: [[i, j, relation, says]]}; relation: agree, other, contradict, update. says:
    ">" where i says all of j, "<" where j says all of i, "=" both, "" neither.
    """
    examples: list[Example] = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            directed = list(_list_directed(json.loads(line)))
            for relation, label, most in _MOST:
                fitting = [e for own, e in directed if e.label == label and relation in ("", own)]
                examples.extend(chooser.sample(fitting, min(most, len(fitting))))
    return examples


def list_relations(path: Path) -> list[tuple[str, Example]]:
    """All pairs of the sentences of each row of `path`, in both directions, with what holds between them."""
    with path.open(encoding="utf-8") as lines:
        return [pair for line in lines for pair in _list_directed(json.loads(line))]


def _list_directed(row: Mapping[str, Any]) -> Iterator[tuple[str, Example]]:
    for i, j, relation, says in row["pairs"]:
        for evidence, claim, said in ((i, j, ">"), (j, i, "<")):
            entailed = ENTAILED if says in (said, _BOTH_WAYS) else NEUTRAL
            yield (
                relation,
                Example(
                    evidence=row["sentences"][evidence],
                    claim=row["sentences"][claim],
                    label=CONTRADICTED if relation in _OPPOSED else entailed,
                    source="near",
                    cluster=row["id"],
                ),
            )
