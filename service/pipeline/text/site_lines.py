"""Lines of a site that no rule names, told from the story by a small model: a logistic one over readable features."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from service.domain import Article, Sentence
from service.pipeline.text.language import detect_language
from service.pipeline.text.site_features import EVIDENCE, Standing, read_features, tells_imprint
from service.pipeline.text.terms import is_function_word
from service.pipeline.text.watching import look_at_clock

WEIGHTS = Path(__file__).with_name("site_lines.json")
_WORD = re.compile(r"[^\W_]+")
_MOST_WORDS, _MOST_SENTENCES = 40, 3
"""A longer paragraph is no line of a site as a whole; its sentences are looked at one by one."""
_RARE = 1
"""Paragraphs that hold a word of the outlet's name, at most, where it is not what the article is about: the valley of a
"Valley News", who sends out a release."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A short paragraph, or a sentence of a longer one, with what is known of it.

    imprint: whether the outlet tells there who is behind it.
    """

    sentences: tuple[Sentence, ...]
    features: Mapping[str, float]
    imprint: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteModel:
    """A logistic model: the weights of the features, and the probability from which a line is one of the site."""

    bias: float
    weights: Mapping[str, float]
    threshold: float

    def judge(self, line: Line) -> bool:
        """Whether the line is no part of the story."""
        score = self.bias + sum(weight * line.features[name] for name, weight in self.weights.items())
        return score > math.log(self.threshold / (1 - self.threshold))


def find_site_lines(article: Article, sentences: Sequence[Sentence]) -> frozenset[int]:
    """The starts of those `sentences` that speak of the site and not of the story.

    None where there is no model, or where the article is not in English. Cost: linear.
    """
    model = load_site_model()
    if model is None or detect_language(article.text, article.language) != "en":
        return frozenset()
    lines = (line for line in list_lines(article, sentences) if line.imprint or model.judge(line))
    return frozenset(sentence.start for line in lines for sentence in line.sentences)


@cache
def load_site_model() -> SiteModel | None:
    """The model that ships with Chorus; None where its file was taken away, and then rules decide alone."""
    if not WEIGHTS.exists():
        return None
    read = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return SiteModel(bias=read["bias"], weights=read["weights"], threshold=read["threshold"])


def list_lines(article: Article, sentences: Sequence[Sentence]) -> list[Line]:
    """The lines of an article that anything speaks against, in order. Cost: linear."""
    counts = Counter(word for sentence in sentences for word in _read_words(sentence.text))
    by_paragraph: dict[int, list[Sentence]] = {}
    for sentence in sentences:
        by_paragraph.setdefault(sentence.paragraph, []).append(sentence)
    texts = [article.text[own[0].start : own[-1].end] for own in by_paragraph.values()]
    outlet = name_outlet(article)
    held = Counter(word for text in texts for word in {*_read_words(text)} if word in outlet)
    rare = frozenset(word for word in outlet if held[word] <= _RARE)
    lines: list[Line] = []
    for place, (own, text) in enumerate(zip(by_paragraph.values(), texts, strict=True)):
        alone = len(own) <= _MOST_SENTENCES and len(text.split()) <= _MOST_WORDS
        for group in [own] if alone else [[sentence] for sentence in own]:
            line = article.text[group[0].start : group[-1].end]
            from_end = len(by_paragraph) - 1 - place
            own_words = Counter(_read_words(line))
            standing = Standing(
                alone=alone,
                from_start=place,
                from_end=from_end,
                rest=counts.total() - own_words.total(),
                rare=rare,
                known=sum(counts[word] > own_words[word] for word in own_words) / max(1, len(own_words)),
            )
            features = read_features(line, standing, outlet=outlet)
            imprint = alone and tells_imprint(line, from_end=from_end, outlet=outlet)
            if imprint or any(features[name] for name in EVIDENCE):
                lines.append(Line(sentences=tuple(group), features=features, imprint=imprint))
    return lines


def name_outlet(article: Article) -> tuple[str, ...]:
    """The lower-cased words of the name of who published an article, in order, those alone that its text may hold: all
    by which publishers of one text may differ here. Cost: linear.
    """
    if not (article.stated_publisher or article.source):
        return ()
    text = article.text.lower()
    # How a letter beyond ASCII is lowered may depend on those around it.
    return tuple(word for word in _read_words(article.publisher_name) if word in text or not word.isascii())


def _read_words(text: str) -> list[str]:
    look_at_clock()
    return [word.lower() for word in _WORD.findall(text) if not is_function_word(word)]
