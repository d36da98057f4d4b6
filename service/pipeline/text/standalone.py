"""Whether a sentence is understood outside its article: a small multinomial logistic model over readable features."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from service.domain import Sentence
from service.pipeline.text.folding import flatten
from service.pipeline.text.references import ReadSentence, read_sentence
from service.pipeline.text.standalone_features import WRITERS_OWN, is_short_statement, read_features
from service.pipeline.text.watching import look_at_clock

WEIGHTS = Path(__file__).with_name("standalone.json")
ALONE, STORY, BEFORE, OUTSIDE = CLASSES = ("alone", "story", "before", "outside")
"""Understood alone; with what the story has told (a family name, "the company"); with the sentence before it; no part
of the story as a reader is told it (captions, scraps, the writer's own "I")."""
_LEANING, _STRAYING = 0.3, 0.4
"""From where a sentence is shown only behind the one before it, and not at all (docs/decisions/0024-cohesion.md)."""
_DECIMALS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How likely each of `CLASSES` is of a sentence."""

    alone: float
    story: float
    before: float
    outside: float

    @property
    def leans(self) -> bool:
        """Whether it takes the sentence before it to understand this one."""
        return self.before > _LEANING

    @property
    def strays(self) -> bool:
        """Whether it is no part of the story as a reader is told it."""
        return self.outside > _STRAYING

    @property
    def understood(self) -> float:
        """How likely it is understood by who knows the story. In [0, 1]."""
        return round(self.alone + self.story, _DECIMALS)

    def keep_in_story(self) -> Standing:
        """How likely the others are, if it is part of the story."""
        rest = max(1.0 - self.outside, 10**-_DECIMALS)
        alone, story, before = (round(own / rest, _DECIMALS) for own in (self.alone, self.story, self.before))
        return Standing(alone=alone, story=story, before=before, outside=0.0)


STANDS = Standing(alone=1.0, story=0.0, before=0.0, outside=0.0)
STRAYS = Standing(alone=0.0, story=0.0, before=0.0, outside=1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandaloneModel:
    """bias: of each class. weights: by feature, of each class."""

    bias: tuple[float, ...]
    weights: Mapping[str, tuple[float, ...]]

    def judge(self, features: Mapping[str, float]) -> Standing:
        """The softmax of the weighted features."""
        scores = list(self.bias)
        for name, value in features.items():
            if value and (weights := self.weights.get(name)):
                scores = [score + value * weight for score, weight in zip(scores, weights, strict=True)]
        most = max(scores)
        raised = [math.exp(score - most) for score in scores]
        shares = (round(one / sum(raised), _DECIMALS) for one in raised)
        return Standing(**dict(zip(CLASSES, shares, strict=True)))


def judge_standing(sentences: Sequence[Sentence], language: str) -> list[Standing]:
    """How each of the sentences of an article, in order, stands alone.

    All of them where there is no model, or where the article is not in English. A short statement in running text is
    part of the story, which the model, with few words to go by, does not see; what the writer says of himself is none.
    Cost: linear.
    """
    model = load_standalone_model()
    if model is None or language != "en":
        return [STANDS] * len(sentences)
    in_paragraph = Counter(sentence.paragraph for sentence in sentences)
    judged = [STRAYS if features[WRITERS_OWN] else model.judge(features) for features in read_article(sentences)]
    return [
        own.keep_in_story() if in_paragraph[s.paragraph] > 1 and is_short_statement(s.text) else own
        for s, own in zip(sentences, judged, strict=True)
    ]


def read_article(sentences: Sequence[Sentence]) -> Iterator[Mapping[str, float]]:
    """The features of each sentence of an article. Cost: linear."""
    read: list[ReadSentence] = []
    known: set[str] = set()
    introduced: set[str] = set()
    for k, sentence in enumerate(sentences):
        look_at_clock()
        one = read_sentence(flatten(sentence.text))
        opens = k == 0 or sentences[k - 1].paragraph != sentence.paragraph
        yield read_features(one, read, opens_paragraph=opens, known=known, introduced=introduced)
        read.append(one)
        known |= one.content
        introduced |= one.introduced


@cache
def load_standalone_model() -> StandaloneModel | None:
    """The model that ships with Chorus; None where its file was taken away, and then every sentence stands alone."""
    if not WEIGHTS.exists():
        return None
    read = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return StandaloneModel(
        bias=tuple(read["bias"]), weights={name: tuple(own) for name, own in read["weights"].items()}
    )
