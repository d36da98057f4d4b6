from __future__ import annotations

from service.pipeline.text.terms import extract_terms


def test_terms_of_a_sentence_worked_out_by_hand() -> None:
    terms = extract_terms("The minister’s 1,000 soldiers were leaving Oslo.", "en")
    assert terms.stems == ("the", "minist", "1000", "soldier", "were", "leav", "oslo")
    assert terms.content == {"minist", "1000", "soldier", "leav", "oslo"}
    assert terms.numbers == {"1,000"}
    assert terms.names == {"oslo"}
    assert ("1000", "soldier") in terms.concepts
    assert ("soldier", "were") in terms.concepts


def test_pairs_of_function_words_are_no_concepts() -> None:
    assert extract_terms("It was of the army.", "en").concepts == {("the", "armi")}


def test_a_sentence_without_pairs_has_single_stems_for_concepts() -> None:
    assert extract_terms("Hello!", "en").concepts == {("hello", "")}
    assert extract_terms("He did.", "en").concepts == {("he", ""), ("did", "")}


def test_han_text_is_paired_by_character() -> None:
    assert extract_terms("桥已关", "zh").concepts == {("桥", "已"), ("已", "关")}


def test_other_languages_are_stemmed_by_their_own_rules() -> None:
    assert extract_terms("Häuser", "de").stems == ("haus",)
    assert extract_terms("дома", "xx").stems == ("дома",)
