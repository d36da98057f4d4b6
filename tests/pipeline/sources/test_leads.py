"""What tells stories apart: words that are rare in the news, and that not every article holds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.domain import Article
from service.pipeline.sources import document_frequencies
from service.pipeline.sources.document_frequencies import DocumentFrequencies, load_document_frequencies
from service.pipeline.sources.leads import read_leads
from service.pipeline.text.corpus import read_articles
from tests.doubles import HashingEncoder
from tests.pipeline.stories import PatientClock


@pytest.fixture
def no_counts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setattr(document_frequencies, "FREQUENCIES", tmp_path / "none.json")
    load_document_frequencies.cache_clear()
    yield
    monkeypatch.undo()
    load_document_frequencies.cache_clear()


def compare(*texts: str, language: str = "en") -> float:
    """The likeness of the first two by their words alone."""
    articles = [Article(id=f"a{place}", index=place, text=text, language=language) for place, text in enumerate(texts)]
    corpus = read_articles(articles, HashingEncoder(), PatientClock(), max_sentences=1000)
    words = read_leads(corpus).words.toarray()
    place = {article.id: number for number, article in enumerate(corpus.articles)}
    return float(words[place["a0"]] @ words[place["a1"]])


def test_what_is_common_in_the_news_tells_less() -> None:
    common = compare("The police in the city asked people.", "The police in the city found people.")
    rare = compare("The otter at the weir asked skippers.", "The otter at the weir found skippers.")
    assert rare > common > 0


def test_what_all_articles_hold_tells_little() -> None:
    one, other = "The mayor of Otterby opened a weir.", "The owner of Otterby sold a bakery."
    few = [f"Nobody reads chapter {number} of this." for number in range(60)]
    local = [f"Nobody at Otterby reads chapter {number} of this." for number in range(60)]
    assert compare(one, other, *local) < compare(one, other, *few)


def test_where_a_language_was_not_counted_the_articles_stand_for_it() -> None:
    beside = [f"Die Otter von Haus {number} und der Streit." for number in range(60)]
    common = compare("Die Otter schwammen.", "Die Otter tauchten.", *beside, language="de")
    rare = compare("Die Otter schwammen.", "Die Otter tauchten.", language="de")
    assert 0 < common < rare


@pytest.mark.usefixtures("no_counts")
def test_without_the_file_of_counts_the_articles_stand_for_the_news() -> None:
    assert load_document_frequencies() == {}
    assert compare("The otter at the weir.", "An otter in a bakery.") > 0


def test_counts_are_of_stems_of_news() -> None:
    counts = load_document_frequencies()["en"]
    assert counts.count("polic") > counts.count("otter")
    assert all(0 < number <= counts.documents for number in counts.frequencies.values())
    assert DocumentFrequencies(documents=2, frequencies={"fire": 1}).count("weir") == 0
    written = json.loads(document_frequencies.FREQUENCIES.read_text(encoding="utf-8"))
    assert list(written["frequencies"]) == sorted(written["frequencies"])
