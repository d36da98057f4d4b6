"""Sentences of different articles as examples of what does and what does not contradict.

Two tellings of one event do not contradict each other, nor do sentences about other things of one story; a telling with
one detail changed that the other telling holds contradicts it. Without them a model takes whatever differs for a
contradiction: nearly all pairs of a story differ, and few contradict.
"""

from __future__ import annotations

import itertools
import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from models.training.entailment.edits import Edit, edit_sentence
from models.training.entailment.examples import CONTRADICTED, NOT_CONTRADICTED, NOT_ENTAILED, Example
from service.domain import Article
from service.pipeline.text.segmentation import split_sentences
from service.ports import SentenceEncoder

_PAIRS_OF_A_GROUP, _NEAR_PAIRS = 6, 30
"""Of each group, and of each cluster."""
_TRIES = 3
_NEAR = (0.35, 0.85)
"""Cosines between which two sentences are about one story and not the same."""
_LONGEST, _SHORTEST = 60, 5
_NAMED = frozenset({"number", "date", "name", "figure", "scope", "modality"})
"""Edits that take words away: the other telling must hold them."""
_UNSURE = frozenset({"figure", "scope", "modality"})
"""Those after which the other telling may be merely silent."""
_SKIPPED = frozenset({"unit", "attribution", "cause"})
_SAME_WORDS = 0.5
"""Share of a sentence's words that the other telling must hold for its denial to contradict."""
_FORWARD = 0.6
"""Share of pairs with the changed telling as the claim."""
_WORD = re.compile(r"[\w']+")


def load_tellings(path: Path, encoder: SentenceEncoder, chooser: random.Random) -> list[Example]:
    """The examples of each cluster of `path`, whose groups of sentences tell the same."""
    examples: list[Example] = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            examples.extend(_read_cluster(json.loads(line), encoder, chooser))
    return examples


def _read_cluster(row: Mapping[str, Any], encoder: SentenceEncoder, chooser: random.Random) -> Iterator[Example]:
    text_of = {article["id"]: article["text"] for article in row["articles"]}
    for group in row["groups"]:
        members = [
            (m["article_id"], _flatten(text_of[m["article_id"]][m["start"] : m["end"]])) for m in group["members"]
        ]
        pairs = [
            (one, other) for (home, one), (away, other) in itertools.permutations(members, 2) if home != away
        ]  # fmt: skip
        for one, other in chooser.sample(pairs, min(len(pairs), _PAIRS_OF_A_GROUP)):
            if one == other or max(len(one.split()), len(other.split())) > _LONGEST:
                continue
            if not group["conflict"]:
                yield _make(one, other, NOT_CONTRADICTED, row["id"])
            changed = _contradict(one, other, [text for _, text in members if text != other], chooser)
            if changed:
                label = NOT_ENTAILED if changed.kind in _UNSURE else CONTRADICTED
                evidence, claim = (one, changed.text) if chooser.random() < _FORWARD else (changed.text, one)
                yield _make(evidence, claim, label, row["id"])
    yield from _pair_near(row, encoder, chooser)


def _contradict(one: str, other: str, around: Sequence[str], chooser: random.Random) -> Edit | None:
    """`other` with a detail changed that `one` holds too; None if none was found."""
    for _ in range(_TRIES):
        edit = edit_sentence(other, around, chooser)
        if edit and edit.kind not in _SKIPPED and _meets(one, other, edit):
            return edit
    return None


def _meets(one: str, other: str, edit: Edit) -> bool:
    held, told, changed = _list_words(one), _list_words(other), _list_words(edit.text)
    gone, come = set(told - changed), set(changed - told)
    if edit.kind in _NAMED or edit.kind == "opposite":
        return bool(gone) and gone <= set(held) and not come & set(held)
    return len(set(told) & set(held)) >= _SAME_WORDS * len(told)


def _pair_near(row: Mapping[str, Any], encoder: SentenceEncoder, chooser: random.Random) -> Iterator[Example]:
    """Sentences about one story that no group has together."""
    together = [{(m["article_id"], m["start"]) for m in group["members"]} for group in row["groups"]]
    places = [
        (article["id"], sentence.start, _flatten(sentence.text))
        for article in row["articles"]
        for sentence in split_sentences(Article(id=article["id"], index=0, text=article["text"]))
        if _SHORTEST <= len(sentence.text.split()) <= _LONGEST
    ]
    rows = encoder.encode([text for _, _, text in places])
    cosines = rows @ rows.T
    least, most = _NEAR
    near = [
        (int(i), int(j))
        for i, j in np.argwhere((cosines > least) & (cosines < most))
        if places[i][0] != places[j][0] and not any({places[i][:2], places[j][:2]} <= group for group in together)
    ]
    for i, j in chooser.sample(near, min(len(near), _NEAR_PAIRS)):
        yield _make(places[i][2], places[j][2], NOT_CONTRADICTED, row["id"])


def _make(evidence: str, claim: str, label: str, cluster: str) -> Example:
    return Example(evidence=evidence, claim=claim, label=label, source="tellings", cluster=cluster)


def _list_words(text: str) -> Counter[str]:
    return Counter(word.lower() for word in _WORD.findall(text))


def _flatten(text: str) -> str:
    return " ".join(text.split())
