"""Labelled sentences with what is known of them: labels are places in the articles of clusters, which lie elsewhere."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from service.domain import Article, Sentence
from service.pipeline.text.boilerplate import strip_boilerplate
from service.pipeline.text.segmentation import split_sentences
from service.pipeline.text.standalone import CLASSES, read_article

LABELS = Path(__file__).parent.with_name("data") / "standalone.jsonl"
"""A run of sentences a line: cluster, article, and [start, end, class] of each sentence, offsets into its text."""

STORIES = LABELS.with_name("stories.jsonl")
"""Invented stories, of some of which sentences are labelled, too."""

INVENTED = Path(__file__).with_name("invented.txt")
_SIGNS = "asbo"
"""What marks an invented sentence, in the order of `CLASSES`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledSentence:
    """label: the place of its class in `CLASSES`. cluster: whose it is."""

    features: Mapping[str, float]
    label: int
    cluster: str


def read_invented(file: Path = INVENTED) -> list[LabelledSentence]:
    """The sentences of invented articles; they count as one cluster, from which all others learn."""
    found: list[LabelledSentence] = []
    for rows in re.split(r"\n{2,}", file.read_text(encoding="utf-8")):
        marked = [(row[0], row[2:]) for row in rows.splitlines() if row[0] != "#"]
        starts = [0, *accumulate(len(sentence) + 1 for _, sentence in marked)]
        sentences = [
            Sentence(article_index=0, position=k, paragraph=0, start=start, end=start + len(own), text=own)
            for k, ((_, own), start) in enumerate(zip(marked, starts, strict=False))
        ]
        labels = {k: _SIGNS.index(sign) for k, (sign, _) in enumerate(marked)}
        found.extend(_read(sentences, labels, INVENTED.name))
    return found


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
            of = {k: labelled[sentence.start] for k, sentence in enumerate(kept) if sentence.start in labelled}
            found.extend(_read(kept, of, cluster["id"]))
    return found


def _read(sentences: Sequence[Sentence], labels: Mapping[int, int], cluster: str) -> Iterator[LabelledSentence]:
    """labels: by place in `sentences`, of those that have one."""
    for k, features in enumerate(read_article(sentences)):
        if k in labels:
            yield LabelledSentence(features=features, label=labels[k], cluster=cluster)
