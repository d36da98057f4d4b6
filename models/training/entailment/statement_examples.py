"""What was written for Chorus about invented passages: statements that follow, that cannot be true, that are left open.

Beside what is written, what follows from it: two statements that follow from one passage contradict neither each other
nor what the passage leaves open; what a sentence excludes excludes it in turn; and a passage says no less beside
another.
"""

from __future__ import annotations

import itertools
import json
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from models.training.entailment.examples import CONTRADICTED, ENTAILED, NEUTRAL, NOT_CONTRADICTED, Example

Item = TypeVar("Item")

_LONGEST_CLAIM_WORDS, _LONGEST_EVIDENCE_WORDS = 45, 210
_OPEN_PAIRS = 2
"""Statements that follow, and those left open, that are paired."""
_BESIDE = (1, 2, 3)
"""Sentences of another passage."""
_STATEMENTS_BESIDE = 3
_PLAIN_BESIDE, _MOST_PLAIN = 2, 6
"""Of the plain statements about a passage, how many are held against it beside another one; and all of them."""
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"“])")


def load_statements(path: Path, chooser: random.Random) -> list[Example]:
    """The examples of each row of `path`: evidence, entailed, contradicted ({text, kind}), neutral."""
    rows = _read_rows(path)
    examples: list[Example] = []
    for row in rows:
        stated = list(_list_stated(row))
        examples.extend(stated)
        examples.extend(_pair_statements(row, chooser))
        examples.extend(_turn_round(row, chooser))
        examples.extend(_put_beside(stated, chooser.choice(rows)["evidence"], chooser))
    return examples


def load_plain(path: Path, chooser: random.Random, *, most: int = _MOST_PLAIN) -> list[Example]:
    """The statements of each row of `path`, at most so many, some of them beside sentences of another passage."""
    rows = _read_rows(path)
    examples: list[Example] = []
    for row in rows:
        stated = _sample(list(_list_stated(row)), most, chooser)
        alone, beside = stated[_PLAIN_BESIDE:], stated[:_PLAIN_BESIDE]
        examples.extend(alone)
        examples.extend(_put_beside(beside, chooser.choice(rows)["evidence"], chooser))
    return examples


def load_stated(path: Path) -> list[Example]:
    """The statements of each row of `path` as written, each held against its passage."""
    return [example for row in _read_rows(path) for example in _list_stated(row)]


def _read_rows(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _list_stated(row: Mapping[str, Any]) -> Iterator[Example]:
    contradicted = [statement["text"] for statement in row["contradicted"]]
    for label, claims in ((ENTAILED, row["entailed"]), (CONTRADICTED, contradicted), (NEUTRAL, row["neutral"])):
        for claim in claims:
            yield _make(row["evidence"], claim, label, row["id"])


def _pair_statements(row: Mapping[str, Any], chooser: random.Random) -> Iterator[Example]:
    for one, other in itertools.permutations(row["entailed"], 2):
        yield _make(one, other, NOT_CONTRADICTED, row["id"])
    for one, other in itertools.product(
        _sample(row["entailed"], _OPEN_PAIRS, chooser), _sample(row["neutral"], _OPEN_PAIRS, chooser)
    ):
        evidence, claim = chooser.sample((one, other), 2)
        yield _make(evidence, claim, NOT_CONTRADICTED, row["id"])


def _turn_round(row: Mapping[str, Any], chooser: random.Random) -> Iterator[Example]:
    """The passage as the claim, where it is short enough for one."""
    if len(row["evidence"].split()) > _LONGEST_CLAIM_WORDS:
        return
    for statement in row["contradicted"]:
        yield _make(statement["text"], row["evidence"], CONTRADICTED, row["id"])
    for evidence in (*row["entailed"], *_sample(row["neutral"], 1, chooser)):
        yield _make(evidence, row["evidence"], NOT_CONTRADICTED, row["id"])


def _put_beside(stated: Sequence[Example], other: str, chooser: random.Random) -> Iterator[Example]:
    """Some of the statements with sentences of another passage before or behind their own."""
    sentences = _SENTENCE_END.split(other)
    beside = _sample(sentences, chooser.choice(_BESIDE), chooser)
    own = stated[0].evidence
    evidence = " ".join([own, *beside] if chooser.randrange(2) else [*beside, own])
    if len(evidence.split()) <= _LONGEST_EVIDENCE_WORDS:
        for example in _sample(stated, _STATEMENTS_BESIDE, chooser):
            yield _make(evidence, example.claim, example.label, example.cluster)


def _sample(items: Sequence[Item], most: int, chooser: random.Random) -> list[Item]:
    return chooser.sample(list(items), min(len(items), most))


def _make(evidence: str, claim: str, label: str, passage: str) -> Example:
    return Example(evidence=evidence, claim=claim, label=label, source="statements", cluster=passage)
