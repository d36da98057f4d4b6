"""Lines with what is known of them: of annotated clusters, and invented ones."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from service.domain import Article, Sentence
from service.pipeline.text.boilerplate import strip_by_rules
from service.pipeline.text.segmentation import split_sentences
from service.pipeline.text.site_lines import list_lines

INVENTED = Path(__file__).with_name("invented.txt")
_STORY = ("A dam broke above Lindal on Monday, killing 12 people.", "Soldiers searched the valley for survivors.")
_AFTER = ("The governor flew in at noon.", "Rain fell all night.")
_WITHIN = (
    "Officials spoke of the flood at length in the evening, and nobody knew how many people had been in the valley "
    "when the dam broke and the water came down from the hills to the town. "
)
_OVERLAP = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledLine:
    """A line that no rule leaves out. site: whether it is no part of the story. home: its cluster, or its fold."""

    features: Mapping[str, float]
    site: bool
    home: int


def read_clusters(file: Path) -> list[LabelledLine]:
    """The lines of annotated clusters, a cluster a line of the file; site are those that are marked in full."""
    lines: list[LabelledLine] = []
    for home, row in enumerate(file.read_text(encoding="utf-8").splitlines()):
        cluster = json.loads(row)
        for article in cluster["articles"]:
            marked = [span for span in cluster["boilerplate"] if span["article_id"] == article["id"]]
            lines.extend(_read_article(article["text"], marked, home))
    return lines


def read_invented(file: Path = INVENTED) -> list[LabelledLine]:
    """The invented lines, each at the end of a story, inside it, and behind a long sentence of a paragraph."""
    lines: list[LabelledLine] = []
    for row in file.read_text(encoding="utf-8").splitlines():
        sign, line = row[:1], row[2:]
        if sign not in {"+", "-"}:
            continue
        settings = ("\n\n".join([*_STORY, line]), "\n\n".join([*_STORY, line, *_AFTER]), _WITHIN + line)
        for text in settings:
            start = text.index(line)
            marked = [{"start": start, "end": start + len(line)}]
            lines.extend(
                LabelledLine(features=own.features, site=sign == "+", home=0)
                for own in _read_article(text, marked, 0)
                if own.site
            )
    return lines


def _read_article(text: str, marked: Sequence[Mapping[str, Any]], home: int) -> list[LabelledLine]:
    article = Article(id="article", index=0, text=text)
    kept, _ = strip_by_rules(article, split_sentences(article))
    return [
        LabelledLine(
            features=line.features,
            site=all(any(_overlaps(sentence, span) for span in marked) for sentence in line.sentences),
            home=home,
        )
        for line in list_lines(article, kept)
    ]


def _overlaps(sentence: Sentence, span: Mapping[str, Any]) -> bool:
    shared = min(sentence.end, span["end"]) - max(sentence.start, span["start"])
    return bool(shared >= _OVERLAP * min(sentence.end - sentence.start, span["end"] - span["start"]))
