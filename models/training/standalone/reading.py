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
from service.pipeline.text.standalone import ALONE, BEFORE, CLASSES, read_alone, read_article

LABELS = Path(__file__).parent.with_name("data") / "standalone.jsonl"
"""A run of sentences a line: cluster, article, and [start, end, class] of each sentence, offsets into its text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledSentence:
    """label: the place of its class in `CLASSES`. cluster: whose it is. torn: whether its article was not read."""

    features: Mapping[str, float]
    label: int
    cluster: str
    torn: bool = False


def read_labelled(clusters: Path, labels: Path = LABELS) -> list[LabelledSentence]:
    """The sentences of `labels`, with their features in the articles of `clusters`, a cluster a line of the file.

    Those that stand alone and those that lean on another one are read without their article, too: what is understood
    alone is so wherever it stands, and what leans leans the more where nothing stands before it.
    """
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
            for sentence, (one, features) in zip(kept, read_article(kept), strict=True):
                label = labelled.get(sentence.start)
                if label is not None:
                    found.append(LabelledSentence(features=features, label=label, cluster=cluster["id"]))
                    if CLASSES[label] in {ALONE, BEFORE}:
                        torn = read_alone(one)
                        found.append(LabelledSentence(features=torn, label=label, cluster=cluster["id"], torn=True))
    return found
