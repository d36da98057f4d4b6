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
    ("contradict", CONTRADICTED, 4),
    ("update", CONTRADICTED, 4),
    ("", ENTAILED, 4),
    ("agree", NEUTRAL, 6),
    ("other", NEUTRAL, 8),
)
"""Relation (any where empty), label, and how many such pairs of a happening are read. Near sentences of a story are
mostly about something else: with few of those, what was learned took them for contradictions
(docs/decisions/0053-swapped-statements.md)."""


def load_near(path: Path, chooser: random.Random) -> list[Example]:
    """Pairs of the sentences of each row of `path`, drawn at random, each in one of its directions.

    Rows: {id, sentences: [text], pairs: [[i, j, relation, says]]}; relation, says: see `label_ways`.
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


def label_ways(relation: str, says: str) -> tuple[str, str]:
    """What holds of the second sentence of a pair if the first one is the evidence, and the other way round.

    relation: agree, other, contradict, update. says: ">" where the first says all of the second, "<" where the second
    says all of the first, "=" both, "" neither.
    """
    if relation in _OPPOSED:
        return CONTRADICTED, CONTRADICTED
    ahead, back = (ENTAILED if says in (said, _BOTH_WAYS) else NEUTRAL for said in (">", "<"))
    return ahead, back


def _list_directed(row: Mapping[str, Any]) -> Iterator[tuple[str, Example]]:
    for i, j, relation, says in row["pairs"]:
        for (evidence, claim), label in zip(((i, j), (j, i)), label_ways(relation, says), strict=True):
            yield (
                relation,
                Example(
                    evidence=row["sentences"][evidence],
                    claim=row["sentences"][claim],
                    label=label,
                    source="near",
                    cluster=row["id"],
                ),
            )
