from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest

from service.domain import Article
from service.pipeline.origins import find_origins
from tests.pipeline.stories import article

_WORDS = (  # noqa: SIM905
    "harbour council storm bridge engineer minister report budget river night worker engine signal window letter "
    "market school border winter pilot judge doctor factory island valley festival museum garden stadium archive"
).split()


def report(seed: int, sentences: int = 30) -> str:
    """A text of its own, of so many ten-word sentences."""
    chance = random.Random(seed)
    return " ".join(" ".join(chance.choices(_WORDS, k=10)).capitalize() + "." for _ in range(sentences))


def origins(*texts: str) -> tuple[int, ...]:
    return find_origins([article(text, index=i) for i, text in enumerate(texts)]).origin


def test_articles_of_their_own_have_origins_of_their_own() -> None:
    assert origins(report(1), report(2), report(3)) == (0, 1, 2)


@pytest.mark.parametrize("share", [1, 2, 3])
def test_an_abridgement_shares_its_origin(share: int) -> None:
    text = report(1)
    assert origins(text, "Another headline\n" + text[: len(text) // share], report(2)) == (0, 0, 1)


def test_light_rewording_and_dropped_sentences_do_not_hide_a_copy() -> None:
    chance = random.Random(5)
    kept = [s for s in report(1).split(". ") if chance.random() > 0.3]
    words = [word if chance.random() > 0.1 else "reworded" for word in ". ".join(kept).split()]
    assert origins(report(1), " ".join(words)) == (0, 0)


def test_a_shared_quotation_is_no_copy() -> None:
    quotation = f" “{report(9, sentences=8)}” "
    assert origins(report(1) + quotation, report(2) + quotation) == (0, 1)


def test_equal_short_texts_are_copies_though_they_have_few_shingles() -> None:
    assert origins("Markets closed early.", "Markets  closed early.", "Markets rose.") == (0, 0, 1)


def test_the_original_is_published_first_else_the_longest() -> None:
    text = report(1)
    short, long = article(text[:1500], index=0), article(text, index=1)
    assert find_origins([short, long]).copy_of == (1, None)
    early = Article(id="a1", index=0, text=short.text, published_at=datetime(2024, 11, 20, tzinfo=UTC))
    assert find_origins([early, long]).copy_of == (None, 0)
