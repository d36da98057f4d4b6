from __future__ import annotations

import pytest

from service.pipeline.sources.publisher_names import find_base, find_certain_base, list_editions, read_name


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("The Coast Post", "coast post"),
        ("Post, The", "post"),
        ("The The", "the"),
        ("St. Louis Post-Dispatch", "st louis post dispatch"),
        ("U.S. News & World Report", "us news and world report"),
        ("Süddeutsche Zeitung", "suddeutsche zeitung"),
        ("Straße", "strasse"),
        ("ジャパンタイムズ", "ジャパンタイムズ"),
        ("हिन्दी", "हिन्दी"),
        ("BBC News – Business", "bbc news"),
        ("World News - Business", "world news business"),
        ("The Herald (Glasgow)", "herald glasgow"),
        ("Agency Of Lindal (AOL)", "agency of lindal"),
        ("Reuters (UK)", "reuters"),
        ("•••", "•••"),
    ],
)
def test_names_are_read_as_words(name: str, words: str) -> None:
    assert read_name(name) == tuple(words.split())


@pytest.mark.parametrize(("name", "words"), [("Metro (UK)", "metro uk"), ("Coast Post (Online)", "coast post")])
def test_a_place_in_parentheses_can_be_kept(name: str, words: str) -> None:
    assert read_name(name, keep_places=True) == tuple(words.split())


@pytest.mark.parametrize(
    "name", ["The Mercury, Northern Edition", "The Mercury (Late City Edition)", "Mercury - Edition"]
)
def test_an_edition_set_apart_behind_a_name_is_no_part_of_it(name: str) -> None:
    assert read_name(name) == ("mercury",)


def test_editions_are_taken_from_the_end_one_by_one() -> None:
    assert list(list_editions(("bbc", "world", "news"))) == [("bbc", "world", "news"), ("bbc", "world"), ("bbc",)]
    assert list(list_editions(("world", "bank"))) == [("world", "bank")]


@pytest.mark.parametrize(
    ("name", "base", "certain"),
    [
        ("Coast Post Sport", "coast post", "coast post"),
        ("Lindal Business", "lindal", "lindal business"),
        ("Daily News Europe", "daily news europe", "daily news europe"),
        ("World News", "world news", "world news"),
        ("Coast Post", "coast post", "coast post"),
    ],
)
def test_sections_are_taken_off_where_a_name_is_left(name: str, base: str, certain: str) -> None:
    assert find_base(read_name(name)) == tuple(base.split())
    assert find_certain_base(read_name(name)) == tuple(certain.split())
