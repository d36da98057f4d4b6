"""What the entailment model learns from: evidence, claim and label, from the files of `CHORUS_EVAL`."""

from __future__ import annotations

import json
import math
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.training.entailment.edits import edit_sentence, join_sentences
from service.domain import Article
from service.pipeline.attribution import retrieve_premise
from service.pipeline.text.corpus import Corpus, read_articles
from service.pipeline.text.segmentation import split_sentences
from service.ports import SentenceEncoder
from service.runtime.deadline import RequestClock

ENTAILED, NEUTRAL, CONTRADICTED, NOT_ENTAILED, NOT_CONTRADICTED = "E", "N", "C", "X", "Y"
_LABELS = {
    "entailment": ENTAILED, "neutral": NEUTRAL, "contradiction": CONTRADICTED, "not_entailment": NOT_ENTAILED,
}  # fmt: skip
_LONG_WORDS, _MOST_WORDS, _MOST_SENTENCES = 130, 150, 7
"""Of longer evidence the sentences nearest to the claim are read, as the service reads those that it retrieves."""
_EDITED_SENTENCES, _JOINED_PAIRS = 60, 6
"""Of each cluster."""
_LONGEST_EDITED, _SHORTEST_EDITED = 40, 8
_MOST_SENTENCES_OF_A_CLUSTER = 100_000
_BESIDE_MARKED = 4
"""Retrieved sentences that stand beside the marked ones, where retrieval missed some of these."""
_CONTRADICTING = frozenset({"number", "date", "polarity", "comparison", "place", "name"})
"""Kinds of false claims that their evidence mostly contradicts."""
_CLOCK = RequestClock(limit_seconds=math.inf)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """label: E entailed, N not stated, C contradicted, X not entailed, Y not contradicted.

    cluster: of news examples, else empty.
    """

    evidence: str
    claim: str
    label: str
    source: str
    cluster: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimExamples:
    """A claim. training: with several choices of evidence. as_served: with what the service reads for it."""

    training: tuple[Example, ...]
    as_served: Example


def load_pairs(folder: Path, encoder: SentenceEncoder) -> list[Example]:
    """The pairs of `nli/`, long evidence cut to what is near the claim."""
    examples = []
    for path in sorted(folder.glob("*.jsonl")):
        for row in _read_rows(path):
            evidence, claim = _flatten(row["premise"]), _flatten(row["hypothesis"])
            examples.append(Example(evidence=evidence, claim=claim, label=_LABELS[row["label"]], source=path.stem))
    return _shorten(examples, encoder)


def load_fusions(path: Path, chooser: random.Random) -> list[Example]:
    """The sentences that an editor would write for groups of sentences: entailed by those that are marked."""
    examples = []
    for row in _read_rows(path):
        for sentence, given in ((row["sentence"], row["supported_by"]), (row["core"], row["core_supported_by"])):
            members = [_flatten(row["members"][place]) for place in given]
            chooser.shuffle(members)
            examples.append(
                Example(
                    evidence=" ".join(members),
                    claim=_flatten(sentence),
                    label=ENTAILED,
                    source="fusion",
                    cluster=row["cluster"],
                )
            )
    return examples


def load_paraphrases(path: Path) -> list[Example]:
    """Of pairs of sentences {s1, s2, same}, those that say the same: neither contradicts the other."""
    return [
        Example(evidence=_flatten(row["s1"]), claim=_flatten(row["s2"]), label=NOT_CONTRADICTED, source=path.stem)
        for row in _read_rows(path)
        if row["same"]
    ]


def load_claims(
    path: Path, encoder: SentenceEncoder, chooser: random.Random, *, clusters: Mapping[str, Any] | None = None
) -> list[ClaimExamples]:
    """The claims that readers wrote about clusters, each with what the service would read and with what they marked.

    A true claim without one of several marked sentences is not entailed; a claim whose evidence is not all retrieved is
    read with what was marked beside it. clusters: the articles of each by its id, where the rows hold none.
    """
    examples: list[ClaimExamples] = []
    for row in _read_rows(path):
        own = row["articles"] if clusters is None else clusters[row["id"]]
        articles = [Article(id=a["id"], index=k, text=a["text"]) for k, a in enumerate(own)]
        corpus = read_articles(articles, encoder, _CLOCK, max_sentences=_MOST_SENTENCES_OF_A_CLUSTER, whole=True)
        examples.extend(read_claim(claim, corpus, row["id"], encoder, chooser) for claim in row["claims"])
    return examples


def load_clusters(*paths: Path) -> dict[str, Any]:
    """The articles of the clusters of some files, by the clusters' ids."""
    return {row["id"]: row["articles"] for path in paths for row in _read_rows(path)}


def read_claim(
    claim: Mapping[str, Any], corpus: Corpus, cluster: str, encoder: SentenceEncoder, chooser: random.Random
) -> ClaimExamples:
    """A claim with its examples. claim: text, supported, kind, evidence, as in `claims_train.jsonl`."""
    text, true = _flatten(claim["text"]), bool(claim["supported"])
    retrieved = retrieve_premise(text, corpus, encoder, _CLOCK)
    marked = [i for mark in claim["evidence"] if (i := _find_sentence(mark, corpus)) is not None]
    label = ENTAILED if true else CONTRADICTED if claim["kind"] in _CONTRADICTING else NOT_ENTAILED
    premises = [(tuple(retrieved), label)]
    if true and not set(marked) <= set(retrieved):
        premises = [(tuple({*retrieved[:_BESIDE_MARKED], *marked}), label)]
    few = chooser.sample(sorted(retrieved), min(len(retrieved), chooser.choice((3, 4, 5))))
    premises.append((tuple({*few, *(marked if true else ())}), label))
    if marked:
        premises.append((tuple(marked), label))
        without = [i for i in marked if i != chooser.choice(marked)]
        if without:
            premises.append((tuple(without), NOT_ENTAILED if true else label))
    training = tuple(
        Example(evidence=corpus.read_together(own), claim=text, label=own_label, source="claims", cluster=cluster)
        for own, own_label in premises
    )
    as_served = Example(
        evidence=corpus.read_together(retrieved), claim=text, label=label, source="claims", cluster=cluster
    )
    return ClaimExamples(training=training, as_served=as_served)


def _find_sentence(mark: Mapping[str, Any], corpus: Corpus) -> int | None:
    """The sentence that lies over most of a marked stretch."""
    overlaps = [
        min(sentence.end, mark["end"]) - max(sentence.start, mark["start"])
        if corpus.article(i).id == mark["article_id"]
        else 0
        for i, sentence in enumerate(corpus.sentences)
    ]
    best = int(np.argmax(overlaps)) if overlaps else 0
    return best if overlaps and overlaps[best] > 0 else None


def load_edits(path: Path, chooser: random.Random) -> list[Example]:
    """Sentences of articles with one detail changed, and untouched ones, each with evidence that holds the original."""
    examples: list[Example] = []
    for row in _read_rows(path):
        by_article = [
            [_flatten(sentence.text) for sentence in split_sentences(Article(id=a["id"], index=0, text=a["text"]))]
            for a in row["articles"]
        ]
        sentences = [(text, own) for own in by_article for text in own]
        fit = [i for i, (text, _) in enumerate(sentences) if _SHORTEST_EDITED <= len(text.split()) <= _LONGEST_EDITED]
        chooser.shuffle(fit)
        for i in fit[:_EDITED_SENTENCES]:
            examples.extend(_edit(i, [text for text, _ in sentences], row["id"], chooser))
        for i in fit[:_JOINED_PAIRS]:
            text, own = sentences[i]
            others = [other for other in own if other != text and len(other.split()) >= _SHORTEST_EDITED]
            if others:
                examples.extend(_join(text, chooser.choice(others), own, row["id"], chooser))
    return examples


def _edit(i: int, texts: Sequence[str], cluster: str, chooser: random.Random) -> Iterator[Example]:
    text, around = texts[i], [*texts[max(0, i - 3) : i], *texts[i + 1 : i + 4]]
    edit = edit_sentence(text, around, chooser)
    if edit is None:
        return
    beside = chooser.sample(range(len(texts)), min(len(texts), chooser.randint(0, 4)))
    evidence = " ".join(texts[place] for place in sorted({i, *beside}))
    yield Example(evidence=evidence, claim=edit.text, label=NOT_ENTAILED, source="edits", cluster=cluster)
    yield Example(evidence=evidence, claim=text, label=ENTAILED, source="edits", cluster=cluster)


def _join(first: str, second: str, own: Sequence[str], cluster: str, chooser: random.Random) -> Iterator[Example]:
    evidence = " ".join(text for text in own if text in (first, second))
    for edit in join_sentences(first, second, chooser) or ():
        label = NOT_ENTAILED if edit.kind else ENTAILED
        yield Example(evidence=evidence, claim=edit.text, label=label, source="edits", cluster=cluster)


def _shorten(examples: Sequence[Example], encoder: SentenceEncoder) -> list[Example]:
    """The examples, long evidence cut to the sentences nearest to the claim by meaning and words, in their order."""
    long = {i: _split(example.evidence) for i, example in enumerate(examples) if _is_long(example.evidence)}
    texts = list(dict.fromkeys(text for i, own in long.items() for text in (*own, examples[i].claim)))
    rows: Mapping[str, NDArray[np.float32]] = dict(zip(texts, encoder.encode(texts), strict=True))
    return [example if i not in long else _keep_nearest(example, long[i], rows) for i, example in enumerate(examples)]


def _is_long(text: str) -> bool:
    return len(text.split()) > _LONG_WORDS


def _split(text: str) -> list[str]:
    return [_flatten(sentence.text) for sentence in split_sentences(Article(id="evidence", index=0, text=text))]


def _keep_nearest(example: Example, sentences: Sequence[str], rows: Mapping[str, NDArray[np.float32]]) -> Example:
    claim = _list_words(example.claim)
    nearness = [
        float(rows[text] @ rows[example.claim]) + len(claim & _list_words(text)) / max(1, len(claim))
        for text in sentences
    ]
    kept: list[int] = []
    words = 0
    for i in sorted(range(len(sentences)), key=lambda place: -nearness[place]):
        own = len(sentences[i].split())
        if kept and words + own > _MOST_WORDS:
            continue
        kept.append(i)
        words += own
        if len(kept) == _MOST_SENTENCES:
            break
    evidence = " ".join(sentences[i] for i in sorted(kept))
    return Example(evidence=evidence, claim=example.claim, label=example.label, source=example.source)


def _list_words(text: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _WORD.findall(text) if len(word) > 2)  # noqa: PLR2004


def _flatten(text: str) -> str:
    return " ".join(text.split())


def _read_rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
