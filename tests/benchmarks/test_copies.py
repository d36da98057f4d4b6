from __future__ import annotations

import random

import pytest

from benchmarks.copies import (
    MANIPULATIONS,
    abridge,
    change_headline,
    combine,
    drop_sentences,
    keep_verbatim,
    merge_paragraphs,
    reword,
)

TEXT = "The ferry sank. It was old.\nNobody was hurt. The captain swam.\nThe pier is closed. It rains."


def chance() -> random.Random:
    return random.Random(4)


def test_an_abridgement_ends_with_the_sentence_in_which_the_first_third_does() -> None:
    # 18 words: the sixth closes "It was old."
    assert abridge(TEXT, chance()) == "The ferry sank. It was old."


def test_three_sentences_in_ten_are_dropped_and_the_others_stay_in_order() -> None:
    text = " ".join(f"Number {i} is here." for i in range(10))
    kept = [word for word in drop_sentences(text, chance()).split() if word.isdigit()]
    assert len(kept) == 7
    assert kept == sorted(kept)


def test_no_text_is_dropped_whole() -> None:
    assert drop_sentences("Only one.", chance()) == "Only one."
    assert drop_sentences("", chance()) == ""


def test_merged_paragraphs_are_one_line() -> None:
    assert merge_paragraphs(TEXT, chance()) == TEXT.replace("\n", " ")


def test_a_new_headline_takes_the_place_of_the_old_one() -> None:
    assert change_headline(TEXT, chance()).partition("\n")[2] == TEXT
    assert change_headline(f"Ferry sinks\n{TEXT}", chance()).partition("\n")[2] == TEXT


def test_a_tenth_of_the_words_is_reworded_in_three_ways() -> None:
    before = [f"word{number}" for number in range(3000)]
    after = reword(" ".join(before), chance()).split()
    # 300 words are touched, give or take three deviations of 16: 100 replaced, 100 deleted, 100 with one behind them.
    assert 150 < len(set(before) - set(after)) < 250
    assert 60 < sum(not word.startswith("word") for word in after) < 140
    assert abs(len(after) - len(before)) < 45


def test_combined_ways_are_gone_one_after_the_other() -> None:
    assert combine(abridge, merge_paragraphs)(TEXT, chance()) == "The ferry sank. It was old."
    assert combine(keep_verbatim)(TEXT, chance()) == TEXT


@pytest.mark.parametrize("way", MANIPULATIONS)
def test_every_way_gives_the_same_copy_again_and_takes_any_text(way: str) -> None:
    assert MANIPULATIONS[way](TEXT, chance()) == MANIPULATIONS[way](TEXT, chance())
    assert MANIPULATIONS[way]("Rain", chance())
