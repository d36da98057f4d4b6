"""Lines with what is known of them: of annotated clusters, invented stories and pages of sites, and invented lines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from service.domain import Article, Sentence
from service.pipeline.text.boilerplate import strip_by_rules
from service.pipeline.text.segmentation import split_sentences
from service.pipeline.text.site_lines import list_lines

_DATA = Path(__file__).parent.parent / "data"
PAGES = _DATA / "pages.jsonl"
STORIES = (_DATA / "stories.jsonl", _DATA / "stories_apart.jsonl")
INVENTED = Path(__file__).with_name("invented.txt")
_STORY = ("A dam broke above Lindal on Monday, killing 12 people.", "Soldiers searched the valley for survivors.")
_AFTER = ("The governor flew in at noon.", "Rain fell all night.")
_WITHIN = (
    "Officials spoke of the flood at length in the evening, and nobody knew how many people had been in the valley "
    "when the dam broke and the water came down from the hills to the town. "
)
_LONG_STORY = (
    "The council of the harbour town voted by nine to six on Monday to close its old bridge to lorries and to buses.",
    "Engineers had found cracks in two of the piers in spring, and the repair will take until the end of next year.",
    "Shopkeepers fear for their trade, and some of them shouted at councillors during a debate of five hours.",
    "Passengers will have to change at the market square, where a second stop is being built for them this week.",
)
_OVERLAP = 0.5

Marked = Sequence[tuple[int, int]]
"""Where what is no part of the story stands in an article: start and end of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledLine:
    """A line that no rule leaves out. site: whether it is no part of the story. home: its cluster, story or page."""

    features: Mapping[str, float]
    site: bool
    home: int


def read_clusters(file: Path) -> list[LabelledLine]:
    """The lines of annotated clusters, a cluster a line of the file; site are those that are marked in full."""
    return [
        line
        for home, cluster in enumerate(_read_rows(file))
        for article in cluster["articles"]
        for line in _read_article(
            Article(id=article["id"], index=0, text=article["text"]),
            [(span["start"], span["end"]) for span in cluster["boilerplate"] if span["article_id"] == article["id"]],
            home,
        )
    ]


def read_stories(file: Path) -> list[LabelledLine]:
    """The lines of invented stories, in which those of the site are told by their words."""
    return [
        line
        for home, story in enumerate(_read_rows(file))
        for row in story["articles"]
        for line in _read_article(_make_article(row, row["text"]), list(_find_marked(story, row)), home)
    ]


def _find_marked(story: Mapping[str, Any], article: Mapping[str, Any]) -> Iterator[tuple[int, int]]:
    for name in story["boilerplate"]:
        home, text = name.split(": ", 1)
        if home == article["id"]:
            start = article["text"].index(text)
            yield start, start + len(text)


def read_pages(file: Path = PAGES) -> list[LabelledLine]:
    """The lines of invented pages, whose paragraphs are parted by blank lines."""
    lines: list[LabelledLine] = []
    for home, page in enumerate(_read_rows(file)):
        text, marked = "", []
        for paragraph in page["paragraphs"]:
            text += "\n\n" if text else ""
            for place, (piece, site) in enumerate(paragraph):
                text += " " if place else ""
                if site:
                    marked.append((len(text), len(text) + len(piece)))
                text += piece
        lines += _read_article(_make_article(page, text), marked, home)
    return lines


def read_invented(file: Path = INVENTED) -> list[LabelledLine]:
    """The invented lines, each at the end of a story, short or long, inside it, and behind a long sentence."""
    lines: list[LabelledLine] = []
    for row in file.read_text(encoding="utf-8").splitlines():
        sign, line = row[:1], row[2:]
        if sign not in {"+", "-"}:
            continue
        settings = ([*_STORY, line], [*_STORY, line, *_AFTER], [_WITHIN + line], [*_LONG_STORY, line])
        for text in map("\n\n".join, settings):
            start = text.index(line)
            own = _read_article(Article(id="article", index=0, text=text), [(start, start + len(line))], 0)
            lines += [replace(one, site=sign == "+") for one in own if one.site]
    return lines


def _read_rows(file: Path) -> Iterator[Any]:
    return map(json.loads, file.read_text(encoding="utf-8").splitlines())


def _make_article(row: Mapping[str, Any], text: str) -> Article:
    return Article(id=row["id"], index=0, text=text, source=row["source"], url=row["url"])


def _read_article(article: Article, marked: Marked, home: int) -> list[LabelledLine]:
    kept, _ = strip_by_rules(article, split_sentences(article))
    return [
        LabelledLine(
            features=line.features,
            site=all(any(_overlaps(sentence, *span) for span in marked) for sentence in line.sentences),
            home=home,
        )
        for line in list_lines(article, kept)
    ]


def _overlaps(sentence: Sentence, start: int, end: int) -> bool:
    shared = min(sentence.end, end) - max(sentence.start, start)
    return shared >= _OVERLAP * min(sentence.end - sentence.start, end - start)
