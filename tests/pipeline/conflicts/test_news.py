"""What known sentences say in other words is not new, where a model says so."""

from __future__ import annotations

from collections.abc import Sequence

from service.domain import Article, NewsStatus
from service.pipeline.conflicts import find_news
from service.pipeline.text.corpus import Corpus, read_articles
from service.ports import Entailment
from tests.doubles import HashingEncoder
from tests.pipeline.stories import PatientClock

KNOWN = "The council of Ardal closed the old bridge over the river on Monday."
RETOLD = "The old bridge over the river in Ardal was closed on Monday."
FAR = "A brewer far away was sold for nine million euros."


def read(*texts: str) -> Corpus:
    articles = [Article(id=f"a{k}", index=k, text=text) for k, text in enumerate(texts)]
    return read_articles(articles, HashingEncoder(), PatientClock(), max_sentences=99)


def find(corpus: Corpus, entailed: float) -> tuple[dict[str, NewsStatus], list[tuple[str, str]]]:
    asked: list[tuple[str, str]] = []

    def judge(pairs: Sequence[tuple[str, str]]) -> list[Entailment]:
        asked.extend(pairs)
        return [Entailment(entailed=entailed, contradicted=0.0)] * len(pairs)

    groups = [[i] for i in range(len(corpus.sentences))]
    news = find_news(corpus, groups, (), frozenset({"a0"}), judge)
    return {corpus.sentences[i].text: own.status for i, own in news.items()}, asked


def test_a_new_wording_of_what_is_known_is_left_out() -> None:
    news, asked = find(read(KNOWN, RETOLD, FAR), 0.9)
    assert news == {FAR: NewsStatus.NEW}
    assert asked == [(KNOWN, RETOLD)]


def test_what_known_sentences_do_not_say_is_new() -> None:
    news, _ = find(read(KNOWN, RETOLD, FAR), 0.4)
    assert news == {RETOLD: NewsStatus.NEW, FAR: NewsStatus.NEW}


def test_without_known_articles_everything_is_new() -> None:
    corpus = read(KNOWN, FAR)
    assert len(find_news(corpus, [[0], [1]], (), frozenset())) == 2
