from __future__ import annotations

import pytest

from service.pipeline.rewriting.content_preservation import find_key_content, preserves_content

OWN = "The Ardal bridge reopened, after repairs, in spring 1911."
OTHER = "The old bridge of Ardal is open again."
WEIGHT = {
    ("the", "ardal"): 1.0,
    ("ardal", "bridg"): 1.0,
    ("bridg", "reopen"): 0.5,
    ("reopen", "after"): 0.05,
    ("after", "repair"): 0.05,
    ("repair", "in"): 0.1,
    ("in", "spring"): 0.2,
    ("spring", "1911"): 0.1,
}
SUBSTANCE = find_key_content((OWN, OTHER), "en", WEIGHT)


def test_a_sentence_weighs_what_its_concepts_do() -> None:
    assert SUBSTANCE.weight == pytest.approx(3.0)
    assert (SUBSTANCE.words, SUBSTANCE.names, SUBSTANCE.figures) == (9, frozenset({"ardal"}), frozenset({"1911"}))


def test_a_sentence_keeps_its_own_substance() -> None:
    assert preserves_content(OWN, "en", SUBSTANCE)


def test_what_is_left_out_weighs_no_more_than_its_share_of_the_words() -> None:
    assert preserves_content("The Ardal bridge reopened in spring 1911.", "en", SUBSTANCE)  # 2.8 of 3 in 7 words of 9
    assert not preserves_content("Bridge reopened after repairs in spring 1911.", "en", SUBSTANCE)  # 1 of 3 in 7 of 9


def test_a_short_rewrite_needs_two_thirds_of_the_weight_all_the_same() -> None:
    assert not preserves_content("Ardal bridge reopened 1911.", "en", SUBSTANCE)  # 1.5 of 3, in 4 words of 9


def test_figures_stay() -> None:
    assert not preserves_content("The Ardal bridge reopened, after repairs, in spring.", "en", SUBSTANCE)


def test_names_may_only_go_where_a_sentence_is_cut() -> None:
    substance = find_key_content((OWN, OTHER), "en", {("bridg", "reopen"): 1.0})
    assert preserves_content("The bridge reopened in spring 1911.", "en", substance)
    assert not preserves_content("The old bridge reopened in spring 1911.", "en", substance)
    assert preserves_content("The old Ardal bridge reopened in spring 1911.", "en", substance)


def test_an_abbreviation_in_brackets_may_go() -> None:
    substance = find_key_content(("The Bank of Ardal (BOA) closed.",), "en", {})
    assert preserves_content("The old Bank of Ardal closed.", "en", substance)


def test_a_sentence_that_shares_too_few_words_is_about_something_else() -> None:
    assert not preserves_content("Ardal slept in 1911.", "en", find_key_content((OWN, OTHER), "en", {}))


def test_nothing_is_needed_of_a_sentence_without_content() -> None:
    assert preserves_content("It was.", "en", find_key_content(("It is.",), "en", {}))
