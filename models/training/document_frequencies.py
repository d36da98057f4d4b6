"""Counts in how many news passages each word stands: `python -m models.training.document_frequencies [--output FILE]`.

Reads passages of `nli/` in `CHORUS_EVAL` (default ../shared/eval), none of which is of a cluster that anything is
measured on, and writes the counts as JSON, without any text. Takes some seconds.
"""

from __future__ import annotations

import argparse
import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from service.domain import Article
from service.pipeline.sources import LEAD_SENTENCES
from service.pipeline.sources.document_frequencies import FREQUENCIES
from service.pipeline.text.segmentation import split_sentences
from service.pipeline.text.terms import extract_terms

_FILES = ("defacto.jsonl", "factcg_news.jsonl")
"""Reports of the BBC, and of American and British papers of 2023."""
_LANGUAGE = "en"
_SHORTEST_WORDS = 80
"""A passage that is shorter is no lead of an article."""
_SAME_OPENING_CHARACTERS = 120
"""Passages that open alike are one, which was altered."""
_FEWEST = 3
"""Passages that hold a word that is kept; with those of fewer the file is three times as long and nothing better."""


def main() -> None:
    """Counts, and writes what was counted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=FREQUENCIES)
    arguments = parser.parse_args()
    folder = Path(os.environ.get("CHORUS_EVAL", "../shared/eval")) / "nli"
    passages = choose_passages(line for file in _FILES for line in _read_premises(folder / file))
    frequency = Counter(word for passage in passages for word in set(list_words(passage)))
    kept = {word: number for word, number in sorted(frequency.items()) if number >= _FEWEST}
    print(f"{len(passages)} passages, {len(frequency)} words, {len(kept)} of them in {_FEWEST} and more")
    document = {
        "about": "In how many passages of news a stem stands, by `python -m models.training.document_frequencies`.",
        "licence": "MIT",
        "learned_from": "counts of words in the news passages of DeFacto and FactCG",
        "language": _LANGUAGE,
        "documents": len(passages),
        "frequencies": kept,
    }
    arguments.output.write_text(json.dumps(document, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


def choose_passages(premises: Iterable[str]) -> list[str]:
    """Those that are long enough, of those that open alike the first."""
    chosen: dict[str, str] = {}
    for premise in premises:
        if len(premise.split()) >= _SHORTEST_WORDS:
            chosen.setdefault(premise[:_SAME_OPENING_CHARACTERS], premise)
    return list(chosen.values())


def list_words(passage: str) -> list[str]:
    """The stems of its lead that are no function words."""
    sentences = split_sentences(Article(id="", index=0, text=passage), _LANGUAGE)[:LEAD_SENTENCES]
    return [word for sentence in sentences for word in sorted(extract_terms(sentence.text, _LANGUAGE).content)]


def _read_premises(file: Path) -> Iterator[str]:
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["premise"]


if __name__ == "__main__":
    main()
