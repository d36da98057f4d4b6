from __future__ import annotations

import pytest

from service.pipeline.text.language import count_words, detect_language, joins_without_space


@pytest.mark.parametrize(
    ("text", "declared", "expected"),
    [
        ("The bridge is closed.", None, "en"),
        ("Die Brücke ist zu.", "de-AT", "de"),
        ("The bridge is closed.", "eng", "en"),
        ("Die Brücke ist zu.", "GER-AT", "de"),
        ("桥已关闭。", "cmn-Hans", "zh"),
        ("Sarado ang tulay.", "fil", "fil"),
        ("", "no", "no"),
        ("橋は閉鎖されました。", None, "ja"),
        ("桥已关闭。", None, "zh"),
        ("Мост закрыт.", None, "ru"),
        ("الجسر مغلق.", None, "ar"),
        ("", None, "en"),
    ],
)
def test_language_is_the_declared_one_or_guessed_from_the_script(
    text: str, declared: str | None, expected: str
) -> None:
    assert detect_language(text, declared) == expected


@pytest.mark.parametrize(
    ("text", "words"),
    [("", 0), ("  two words ", 2), ("a well-known U.S. case", 4), ("桥已关闭。", 5), ("iPhone 很贵", 3)],
)
def test_words_are_runs_between_spaces_and_single_han_characters(text: str, words: int) -> None:
    # "桥已关闭。" holds four Han characters and a full stop that stands alone.
    assert count_words(text) == words


def test_chinese_sentences_are_joined_without_a_space() -> None:
    assert joins_without_space("桥已关闭。")
    assert not joins_without_space("It is closed.")
    assert not joins_without_space("")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Der Bürgermeister ist mit dem Zug nach Berlin gefahren und kam nicht zurück.", "de"),
        ("Le maire est arrivé dans la ville avec les pompiers.", "fr"),
        ("The chancellor of Germany said that Die Zeit was wrong.", "en"),
        ("Angela Merkel", "en"),
    ],
)
def test_latin_script_is_told_apart_by_its_commonest_words(text: str, language: str) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Die Brücke ist zu.", "de"),
        ("Angela Merkel", "de"),
        ("The mayor of the city was seen in the square that was closed.", "en"),
        ("Le maire est arrivé dans la ville avec les pompiers.", "fr"),
        ("桥已关闭。", "zh"),
    ],
)
def test_what_is_too_short_to_tell_is_in_the_language_that_is_expected(text: str, language: str) -> None:
    assert detect_language(text, expected="de") == language
