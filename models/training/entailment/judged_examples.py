"""Near sentences of real and invented stories, as readers judged them: which agree, contradict, tell a later state."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from models.training.entailment.examples import Example
from models.training.entailment.near_examples import label_ways
from service.pipeline.text.folding import flatten

Articles = Sequence[Mapping[str, Any]]


def load_judged(path: Path, clusters: Mapping[str, Articles]) -> list[tuple[str, Example]]:
    """All pairs of each row of `path` in both directions, with what holds between them.

    Rows: {id, pairs: [[first, second, relation, says]]}; first, second: article id, start and end of the sentence, and
    where it is read from as evidence, which is before its start where it points back; in code points. relation, says:
    see `label_ways`. clusters: the articles of each id ({id, text}); rows without one are left out.
    """
    with path.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [pair for row in rows if row["id"] in clusters for pair in _list_directed(row, clusters[row["id"]])]


def _list_directed(row: Mapping[str, Any], articles: Articles) -> Iterator[tuple[str, Example]]:
    text_of = {article["id"]: article["text"] for article in articles}
    for first, second, relation, says in row["pairs"]:
        ways = zip(((first, second), (second, first)), label_ways(relation, says), strict=True)
        for (evidence, claim), label in ways:
            home, _, end, read_from = evidence
            away, start, claim_end, _ = claim
            yield (
                relation,
                Example(
                    evidence=flatten(text_of[home][read_from:end]),
                    claim=flatten(text_of[away][start:claim_end]),
                    label=label,
                    source="judged",
                    cluster=row["id"],
                ),
            )
