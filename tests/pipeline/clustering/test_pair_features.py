from __future__ import annotations

import math
import random

import numpy as np
import pytest
from numpy.typing import NDArray

from service.domain import Sentence
from service.features import PairFeatures
from service.pipeline.clustering.candidates import find_candidates
from service.pipeline.clustering.pair_features import StorySentences, describe_pairs
from service.pipeline.clustering.pairs import CandidatePairs
from service.pipeline.text.terms import extract_terms
from tests.doubles import WordSameFactModel
from tests.pipeline.stories import sentence


def tell(*sentences: Sentence, embeddings: NDArray[np.float32] | None = None) -> StorySentences:
    texts = [own.text for own in sentences]
    return StorySentences(
        sentences=sentences,
        terms=[extract_terms(text, "en") for text in texts],
        article_of=np.array([own.article_index for own in sentences], np.int64),
        embeddings=WordSameFactModel().read(texts, check=lambda: None).embeddings if embeddings is None else embeddings,
    )


def couple(story: StorySentences, first: int, second: int, *, score: float = 0.5) -> CandidatePairs:
    """One pair, whatever its cosines are."""
    return CandidatePairs(
        sentences=len(story.sentences),
        first=np.array([first]),
        second=np.array([second]),
        cosine=np.array([float(story.embeddings[first] @ story.embeddings[second])]),
        words=np.array([0.25]),
        score=np.array([score]),
    )


def describe(story: StorySentences, first: int = 0, second: int = 1) -> dict[str, float]:
    columns = describe_pairs(story, couple(story, first, second)).list_columns()
    return {name: column.item() for name, column in zip(PairFeatures.names(), columns, strict=True)}


def test_words_in_common_weigh_by_how_rare_they_are() -> None:
    found = describe(tell(sentence("storm bridge"), sentence("storm ferry council"), sentence("ferry")))
    # Of 3 sentences, storm and ferry are in two, bridge and council in one.
    common, rare = math.log(4 / 2.5), math.log(4 / 1.5)
    assert found["words"] == 0.25
    assert found["shared_weight"] == pytest.approx(common)
    assert found["contained_most"] == pytest.approx(common / (common + rare))
    assert found["contained_least"] == pytest.approx(common / (2 * common + rare))
    # Rows of length 1 beside their mean: (1 + own products with the other two) / 3 for each.
    first, second = math.hypot(common, rare), math.sqrt(2 * common**2 + rare**2)
    product = common**2 / (first * second)
    assert found["mean_words"] == pytest.approx(((1 + product) + (product + 1 + common / second)) / 3)


def test_concepts_are_pairs_of_neighbouring_words() -> None:
    found = describe(tell(sentence("storm closed bridge"), sentence("storm closed ferry")))
    # One pair of words in both sentences, one in each alone.
    common, rare = math.log(3 / 2.5), math.log(3 / 1.5)
    assert found["concepts"] == pytest.approx(common**2 / (common**2 + rare**2))


def test_letters_see_what_words_do_not() -> None:
    found = describe(tell(sentence("abcdg"), sentence("abcdf")))
    # abcd in both, bcdg and bcdf in one each.
    common, rare = math.log(3 / 2.5), math.log(3 / 1.5)
    assert found["letters"] == pytest.approx(common**2 / (common**2 + rare**2))
    assert found["shared_weight"] == 0.0


def test_a_cosine_is_seen_above_those_with_the_mean_of_the_story() -> None:
    embeddings = np.array([[1, 0], [0.6, 0.8], [0, 1]], np.float32)
    found = describe(tell(sentence("storm"), sentence("bridge"), sentence("ferry"), embeddings=embeddings))
    # Mean (1.6 / 3, 1.8 / 3): with the first 1.6 / 3, with the second (0.96 + 1.44) / 3.
    assert found["cosine"] == pytest.approx(0.6)
    assert found["mean_cosine"] == pytest.approx(4.0 / 3)
    assert found["cosine_above_mean"] == pytest.approx(0.6 - 2.0 / 3)


def test_places_are_compared_within_their_articles() -> None:
    story = tell(
        sentence("Storm closes bridge", headline=True),
        sentence("A storm closed the old bridge.", article_index=1, position=3),
        sentence("Ferries ran.", article_index=1, position=0),
    )
    found = describe(story)
    assert (found["same_article"], found["places_apart"]) == (0.0, 3.0)
    assert found["share_apart"] == 1.5  # the fourth place, in an article with two wordings
    assert (found["place_least"], found["place_most"]) == (0.0, 3.0)
    assert (found["length_least"], found["length_most"], found["length_ratio"]) == (3.0, 6.0, 0.5)
    assert found["headlines"] == 1.0
    assert describe(story, 1, 2)["same_article"] == 1.0


def test_numbers_and_names_are_compared() -> None:
    found = describe(
        tell(sentence("In Ardal 12 of 48 died, Ann Lee said."), sentence("In Ardal 12 of 50 died, Lee said."))
    )
    assert (found["numbers_shared"], found["numbers_unshared"], found["numbers_differ"]) == (1.0, 2.0, 1.0)
    assert (found["names_shared"], found["names_unshared"]) == (2.0, 1.0)
    assert found["names_overlap"] == pytest.approx(2 / 3)


def test_numbers_that_one_sentence_leaves_out_do_not_differ() -> None:
    found = describe(tell(sentence("There 12 of 48 died."), sentence("There 12 died.")))
    assert (found["numbers_unshared"], found["numbers_differ"]) == (1.0, 0.0)


def test_a_quotation_is_looked_for_in_the_other_sentence() -> None:
    quoting = sentence("“The exits were locked,” he said.")
    told = describe(tell(quoting, sentence("He said the exits of the market were locked.")))
    assert (told["quoting"], told["quoted"]) == (1.0, 1.0)
    half = describe(tell(quoting, sentence("He said the exits burned.")))
    assert half["quoted"] == 0.5  # the, exits; not: were, locked
    none = describe(tell(sentence("He said so."), sentence("She said so.")))
    assert (none["quoting"], none["quoted"]) == (0.0, -1.0)


def test_rivals_are_those_of_the_score() -> None:
    story = tell(sentence("a"), sentence("b", article_index=1), sentence("c", article_index=1, position=1))
    pairs = CandidatePairs(
        sentences=3,
        first=np.array([0, 0]),
        second=np.array([1, 2]),
        cosine=np.zeros(2),
        words=np.zeros(2),
        score=np.array([0.4, 0.9]),
    )
    rivals = describe_pairs(story, pairs).rivals
    assert (rivals.rank_least[0], rivals.rank_most[0]) == (0.0, 1.0)
    assert (rivals.rank_in_article_least[0], rivals.rank_in_article_most[0]) == (0.0, 1.0)
    assert (rivals.lead_least[0], rivals.lead_most[0]) == (pytest.approx(-0.5), pytest.approx(0.4))


def test_a_story_without_sentences_has_no_pairs() -> None:
    story = tell(embeddings=np.zeros((0, 2), np.float32))
    pairs = find_candidates(story.embeddings, story.terms, neighbours=1)
    assert {column.shape for column in describe_pairs(story, pairs).list_columns()} == {(0,)}


def test_sentences_without_words_are_described_without_a_warning() -> None:
    embeddings = np.ones((2, 1), np.float32)
    found = describe(tell(sentence("…"), sentence("it is"), embeddings=embeddings))
    assert (found["shared_weight"], found["contained_most"], found["mean_words"]) == (0.0, 0.0, 0.0)


def test_which_sentence_of_a_pair_comes_first_changes_nothing() -> None:
    chance = random.Random(5)
    words = ["storm", "bridge", "ferry", "council", "Ardal", "12", "48", "engineer", "“closed", "repairs”"]
    sentences = [
        sentence(" ".join(chance.sample(words, 5)), article_index=i % 3, position=i // 3, headline=i == 0)
        for i in range(12)
    ]
    angles = np.array([chance.random() for _ in sentences])
    embeddings = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    order = list(reversed(range(12)))
    one = tell(*sentences, embeddings=embeddings)
    other = tell(*(sentences[i] for i in order), embeddings=embeddings[order])
    pairs, turned = (find_candidates(story.embeddings, story.terms, neighbours=20) for story in (one, other))
    assert len(pairs.first) > 40
    rows, turned_rows = (
        np.stack(describe_pairs(*told).list_columns(), axis=1) for told in ((one, pairs), (other, turned))
    )
    described = dict(zip(zip(pairs.first.tolist(), pairs.second.tolist(), strict=True), rows, strict=True))
    for a, b, row in zip(turned.first.tolist(), turned.second.tolist(), turned_rows, strict=True):
        np.testing.assert_allclose(row, described[11 - b, 11 - a], atol=1e-6)
