"""Articles to time: the seeds, and stories of any size made from them.

Made-up stories keep what decides how long a request takes: the seeds' sentence lengths, their word frequencies, and
facts that several articles report in other words. Nothing of the evaluation data is in them.
"""

from __future__ import annotations

import json
import random
import re

from benchmarks.baselines import read_story
from benchmarks.evaluation import REPOSITORY
from service.api.requests import SummaryRequest
from service.domain import Article

SEEDS = REPOSITORY / "seeds" / "articles.jsonl"
SENTENCES_PER_ARTICLE = 25
_SUBSTITUTED_SHARE = 0.5
"""Half of the plain words: two tellings of one seed sentence then share a quarter of them, and its names."""
_PLAIN_WORD = re.compile(r"\b[a-z]{4,}\b")
_PLAIN_SENTENCE = re.compile(r"[A-Z][^“”\"()]*[a-z]\.")
"""Without quotation marks or brackets, so that no substitution changes where the sentence ends."""


def read_seed_request(words: int) -> SummaryRequest:
    """The request that the demo makes of the seeds."""
    articles = [json.loads(line) for line in SEEDS.read_text(encoding="utf-8").splitlines()]
    return SummaryRequest.model_validate({"articles": articles, "length": {"unit": "words", "value": words}})


def write_story(sentences: int, *, seed: int = 1) -> tuple[Article, ...]:
    """Articles of 25 sentences, `sentences` in all, no two of them equal; the same for the same arguments."""
    chance = random.Random(seed)  # noqa: S311 (nothing secret is drawn)
    patterns, words = _read_material()
    told: dict[str, None] = {}
    while len(told) < sentences:
        told[_retell(chance.choice(patterns), words, chance)] = None
    lines = list(told)
    return tuple(
        Article(id=f"story-{index}", index=index, text=" ".join(lines[start : start + SENTENCES_PER_ARTICLE]))
        for index, start in enumerate(range(0, sentences, SENTENCES_PER_ARTICLE))
    )


def _read_material() -> tuple[list[str], list[str]]:
    """The seeds' plain sentences, and their plain words, each as often as it occurs."""
    articles = read_seed_request(words=1).to_articles()
    sentences = [sentence for article in articles for sentence in read_story(article)]
    words = [word for sentence in sentences for word in _PLAIN_WORD.findall(sentence)]
    return [sentence for sentence in sentences if _PLAIN_SENTENCE.fullmatch(sentence)], words


def _retell(sentence: str, words: list[str], chance: random.Random) -> str:
    def substitute(word: re.Match[str]) -> str:
        return chance.choice(words) if chance.random() < _SUBSTITUTED_SHARE else word.group()

    return _PLAIN_WORD.sub(substitute, sentence)
