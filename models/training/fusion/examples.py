"""What the rewriter learns from: sentences, and what readers and editors wrote of them."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

_MOST_SENTENCES = 4
"""Of a group, as the service gives (`service.pipeline.rewriting`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """core: whether it is what all sentences say, else one that tells what is in them."""

    text: str
    core: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FusionExample:
    """Sentences, in an order that means nothing, and one or more answers to them."""

    sentences: tuple[str, ...]
    answers: tuple[Answer, ...]


def load_fusions(path: Path) -> list[FusionExample]:
    """Of each group the sentence that an editor would write, and the shortest that all members say."""
    examples = []
    for row in read_rows(path):
        members = [_flatten(member) for member in row["members"]]
        needed = row["supported_by"]
        order = [*needed, *(k for k in range(len(members)) if k not in needed)]
        examples.append(
            FusionExample(
                sentences=tuple(dict.fromkeys(members[k] for k in order))[: max(_MOST_SENTENCES, len(needed))],
                answers=(Answer(text=_flatten(row["sentence"])), Answer(text=_flatten(row["core"]), core=True)),
            )
        )
    return examples


def load_claims(path: Path, articles: Mapping[str, Any]) -> list[FusionExample]:
    """The true claims that readers wrote, of the sentences that they marked.

    articles: those of each cluster, by its id.
    """
    examples = []
    for row in read_rows(path):
        texts = {article["id"]: article["text"] for article in articles[row["id"]]}
        for claim in row["claims"]:
            marked = [_flatten(texts[e["article_id"]][e["start"] : e["end"]]) for e in claim["evidence"]]
            if claim["supported"] and marked:
                examples.append(_tell(marked, [claim["text"]]))
    return examples


def load_retellings(path: Path) -> list[FusionExample]:
    """Sentences of news, each with what was written that follows from it."""
    told: dict[str, list[str]] = defaultdict(list)
    for row in read_rows(path):
        if row["label"] == "entailment":
            told[_flatten(row["premise"])].append(row["hypothesis"])
    return [_tell([sentence], answers) for sentence, answers in told.items()]


def load_told(path: Path, articles: Mapping[str, Any]) -> list[FusionExample]:
    """Groups of sentences that were told as one by hand, in more and in fewer words, and what all of them say.

    Rows: {id, groups: [{sentences: [[article, start, end]], told: [text], core: text or null}]}, spans in code points;
    those whose articles are not given are left out. articles: those of each story or cluster, by its id.
    """
    examples = []
    for row in read_rows(path):
        for group in row["groups"] if row["id"] in articles else ():
            answers = [Answer(text=text) for text in group["told"]]
            if group["core"]:
                answers.append(Answer(text=group["core"], core=True))
            sentences = read_places(group["sentences"], articles[row["id"]])
            examples.append(FusionExample(sentences=sentences, answers=tuple(answers)))
    return examples


def read_places(places: Sequence[tuple[str, int, int]], articles: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """The sentences at some places of articles, each on one line. places: article id, start and end in code points."""
    text_of = {article["id"]: article["text"] for article in articles}
    return tuple(_flatten(text_of[article][start:end]) for article, start, end in places)


def read_articles(*paths: Path) -> dict[str, Any]:
    """The articles of the clusters of some files, by the clusters' ids."""
    return {row["id"]: row["articles"] for path in paths for row in read_rows(path)}


def shuffle_sentences(example: FusionExample, chooser: random.Random) -> FusionExample:
    """The example with its sentences in another order."""
    return replace(example, sentences=tuple(chooser.sample(example.sentences, len(example.sentences))))


def _tell(sentences: Sequence[str], answers: Sequence[str]) -> FusionExample:
    return FusionExample(
        sentences=tuple(dict.fromkeys(sentences)), answers=tuple(Answer(text=_flatten(answer)) for answer in answers)
    )


def _flatten(text: str) -> str:
    return " ".join(text.split())


def read_rows(path: Path) -> Iterator[Mapping[str, Any]]:
    """The rows of a file of JSON lines."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
