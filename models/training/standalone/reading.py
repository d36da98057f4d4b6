"""Labelled sentences with what is known of them: labels are places in the articles of clusters, which lie elsewhere."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from service.domain import Article
from service.pipeline.text.boilerplate import strip_boilerplate
from service.pipeline.text.segmentation import split_sentences
from service.pipeline.text.standalone import CLASSES, read_article

LABELS = Path(__file__).parent.with_name("data") / "standalone.jsonl"
"""A run of sentences a line: cluster, article, and [start, end, class] of each sentence, offsets into its text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledSentence:
    """label: the place of its class in `CLASSES`. cluster: whose it is."""

    features: Mapping[str, float]
    label: int
    cluster: str


def read_labelled(clusters: Path, labels: Path = LABELS) -> list[LabelledSentence]:
    """The sentences of `labels`, with their features in the articles of `clusters`, a cluster a line of the file."""
    places: defaultdict[tuple[str, str], dict[int, int]] = defaultdict(dict)
    for row in map(json.loads, labels.read_text(encoding="utf-8").splitlines()):
        places[row["cluster"], row["article"]].update((start, CLASSES.index(name)) for start, _, name in row["spans"])
    found: list[LabelledSentence] = []
    for cluster in map(json.loads, clusters.read_text(encoding="utf-8").splitlines()):
        for told in cluster["articles"]:
            labelled = places.get((cluster["id"], told["id"]))
            if labelled is None:
                continue
            article = Article(id=told["id"], index=0, text=told["text"])
            kept, _ = strip_boilerplate(article, split_sentences(article))
            found.extend(
                LabelledSentence(features=features, label=labelled[sentence.start], cluster=cluster["id"])
                for sentence, (_, features) in zip(kept, read_article(kept), strict=True)
                if sentence.start in labelled
            )
    return found
