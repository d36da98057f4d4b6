from __future__ import annotations

from service.pipeline.claims.lexicon import learn_lexicon
from tests.pipeline.claims.sentences import read


def test_a_story_teaches_which_capitals_are_names() -> None:
    sentences = ["Protesters met Sementilli.", "The protesters left.", "Sementilli spoke.", "Protesters spoke."]
    claims = [read(text) for text in sentences]
    story = learn_lexicon(claims, [])
    (spoken,) = claims[2].names
    (opening,) = claims[3].names
    assert story.is_name(spoken)
    assert not story.is_name(opening)


def test_parts_of_one_full_name_belong_together() -> None:
    claims = [
        read("They met Donald Trump."),
        read("They met Donald."),
        read("They met Trump."),
        read("They met Biden."),
    ]
    story = learn_lexicon(claims, [])
    (first,), (family,), (other,) = claims[1].names, claims[2].names, claims[3].names
    assert story.join(first, family)
    assert not story.join(first, other)


def test_abbreviations_stand_for_their_nouns() -> None:
    story = learn_lexicon([], [("It supplies anti-personnel land mines (APLs).", "en")])
    assert story.expand(frozenset({"apl", "packag"})) == {"apl", "packag", "mine"}
