"""Near sentences as examples: of invented stories with known truth, of happenings, and such as readers judged."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from models.training.entailment.examples import Example
from models.training.entailment.judged_examples import Articles, load_judged
from models.training.stories import Pair, Story, read_stories
from service.pipeline.conflicts import pair_nearest
from service.ports import SentenceEncoder

AGREE, OTHER, CONTRADICT, UPDATE = "agree", "other", "contradict", "update"
COMPATIBLE, OPPOSED = "agree or other", "contradict or update"
OUTPUTS: Mapping[str, tuple[int, ...]] = {
    AGREE: (0,), OTHER: (1,), CONTRADICT: (2,), UPDATE: (3,), COMPATIBLE: (0, 1), OPPOSED: (2, 3),
}  # fmt: skip
"""The outputs that a label allows."""

_OF_A_CONFLICT, _NEAR, _OF_GROUPS = 16, 110, 50
"""Pairs of each story: of any two sides or steps; that are near and neither; that tell one fact."""
_FORWARD = 0.5
"""Share of pairs that stay as they are written, those of judged ones that are read; others are turned round."""


def load_story_pairs(path: Path, encoder: SentenceEncoder, chooser: random.Random) -> list[Example]:
    """Of each story of `path`: pairs on two sides of a conflict or two steps of an update, and such as are neither."""
    return [
        _make(story, pair, label, chooser)
        for story in read_stories(path, encoder, whole=True)
        for pair, label in _choose_pairs(story, chooser)
    ]


def load_happenings(path: Path, most: Mapping[str, int], chooser: random.Random) -> list[Example]:
    """Pairs of the sentences of each row of `path`, of each relation at most so many, drawn at random.

    Rows: {id, sentences: [text], pairs: [[i, j, relation, says]]}; relation: one of the labels.
    """
    examples = []
    with path.open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            for relation, rows in itertools.groupby(sorted(row["pairs"], key=lambda one: one[2]), lambda one: one[2]):
                pairs = list(rows)
                for i, j, *_ in chooser.sample(pairs, min(len(pairs), most[relation])):
                    texts = [row["sentences"][place] for place in _turn((i, j), chooser)]
                    examples.append(_write(texts, relation, row["id"]))
    return examples


def load_judged_pairs(path: Path, clusters: Mapping[str, Articles], chooser: random.Random) -> list[Example]:
    """Pairs that readers judged, about each in one direction."""
    return [
        _write((example.evidence, example.claim), relation, example.cluster)
        for relation, example in load_judged(path, clusters)
        if chooser.random() < _FORWARD
    ]


def _choose_pairs(story: Story, chooser: random.Random) -> Iterator[tuple[Pair, str]]:
    corpus = story.corpus
    opposed = [(CONTRADICT, pairs) for pairs in story.list_conflicts()]
    opposed += [(UPDATE, pairs) for pairs in story.list_updates()]
    labels: dict[Pair, set[str]] = {}
    for label, pairs in opposed:
        for i, j in chooser.sample(pairs, min(len(pairs), _OF_A_CONFLICT)):
            if i != j:
                labels.setdefault((min(i, j), max(i, j)), set()).add(label)
    for pair, said in labels.items():
        yield pair, OPPOSED if len(said) > 1 else said.pop()
    taken = {frozenset(pair) for _, pairs in opposed for pair in pairs}
    words = [terms.content for terms in corpus.terms]
    near = pair_nearest(corpus.embeddings, words, corpus.article_of.tolist())
    for pairs, most, label in ((near, _NEAR, COMPATIBLE), (story.list_same(), _OF_GROUPS, AGREE)):
        free = [pair for pair in pairs if frozenset(pair) not in taken]
        for pair in chooser.sample(free, min(len(free), most)):
            yield pair, label


def _make(story: Story, pair: Pair, label: str, chooser: random.Random) -> Example:
    i, j = _turn(pair, chooser)
    second = story.corpus.read_together([j])
    return _write((story.corpus.read_together([i], beside=second), second), label, story.id)


def _turn(pair: Pair, chooser: random.Random) -> Pair:
    return pair if chooser.random() < _FORWARD else (pair[1], pair[0])


def _write(texts: Sequence[str], label: str, cluster: str) -> Example:
    first, second = texts
    return Example(evidence=first, claim=second, label=label, source="relations", cluster=cluster)
