from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import pytest

from models.rewriters.word_graph import WordGraph
from service.pipeline.rewriting.compression import find_compression_edges
from tests.models.written_rewriters import compress


class Words:
    """Takes every word, and every full stop and comma, for a token."""

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}

    def tokenize(self, text: str) -> list[int]:
        spread = text.replace(".", " .").replace(",", " ,").split()
        return [self._ids.setdefault(word, len(self._ids)) for word in spread]

    def spell(self, token: int) -> str:
        return next(word for word, own in self._ids.items() if own == token)


def write_all(*sentences: str, most: int = 99, keeps: Callable[[str], bool] = lambda _: True) -> set[str]:
    """Every text of at most so many words and marks that the graph of the sentences has a path for."""
    words = Words()
    graph = WordGraph(sentences, words.tokenize, find_edges=partial(find_compression_edges, keeps=keeps))
    found = set()
    paths: list[tuple[frozenset[int], list[str]]] = [(frozenset({WordGraph.START}), [])]
    while paths:
        nodes, path = paths.pop()
        tokens = graph.list_tokens(nodes, most - len(path))
        if not tokens:
            found.add(" ".join(path))
        paths.extend((graph.follow(nodes, token), [*path, words.spell(token)]) for token in tokens)
    return found


def test_a_sentence_alone_can_only_be_repeated() -> None:
    assert write_all("The bridge is open again.") == {"The bridge is open again ."}


def test_a_path_passes_to_the_clause_behind_a_word_that_both_sentences_hold() -> None:
    found = write_all("Engineers reopened the bridge today.", "She saw the bridge, which is old.")
    assert found == {
        "Engineers reopened the bridge today .",
        "Engineers reopened the bridge , which is old .",
        "She saw the bridge , which is old .",
    }


def test_a_path_never_changes_sentences_inside_a_clause() -> None:
    found = write_all("Engineers reopened the bridge today.", "The bridge was repaired.")
    assert found == {"Engineers reopened the bridge today .", "The bridge was repaired ."}


def test_no_path_has_more_tokens_than_are_left() -> None:
    sentences = ("Engineers reopened the bridge today.", "She saw the bridge, which is old.")
    assert write_all(*sentences, most=6) == {"Engineers reopened the bridge today ."}
    assert write_all(*sentences, most=5) == {""}


def test_short_and_function_words_join_nothing() -> None:
    assert write_all("He ran from them.", "She hid from rain.") == {"He ran from them .", "She hid from rain ."}


def test_a_sentence_is_never_joined_with_itself() -> None:
    assert write_all("Korean troops saw the Korean side.") == {"Korean troops saw the Korean side ."}


def test_what_stands_between_two_commas_may_be_left_out() -> None:
    found = write_all("The bridge, built in 1911, reopened again.")
    assert found == {"The bridge , built in 1911 , reopened again .", "The bridge reopened again ."}


def test_a_sentence_may_end_before_what_follows_its_last_comma() -> None:
    assert "The bridge was opened on Tuesday ." in write_all(
        "The bridge was opened on Tuesday, marking a year of work."
    )


def test_a_word_that_comes_to_open_a_sentence_is_written_with_a_capital() -> None:
    assert "The bridge of the city is open ." in write_all(
        "After two years of repairs, the bridge of the city is open."
    )


def test_only_sentences_that_say_enough_are_paths() -> None:
    sentences = ("The bridge, built in 1911, reopened again, marking a year.", "The bridge reopened.")
    whole = "The bridge , built in 1911 , reopened again , marking a year ."
    assert write_all(*sentences, keeps=lambda text: "1911" in text) == {
        whole,
        "The bridge , built in 1911 , reopened again .",
    }
    assert write_all(*sentences, keeps=lambda text: text == sentences[0]) == {whole}


def test_the_tokens_of_the_first_sentence_and_of_the_shortest_path_are_known() -> None:
    words = Words()
    graph = WordGraph(
        ["The bridge, built in 1911, reopened again.", "It reopened."], words.tokenize, find_edges=compress
    )
    assert " ".join(map(words.spell, graph.first)) == "The bridge , built in 1911 , reopened again ."
    assert graph.shortest == len(["It", "reopened", "."])


def test_without_a_path_the_shortest_has_no_tokens() -> None:
    graph = WordGraph(["The bridge is open."], Words().tokenize, find_edges=lambda _: ())
    assert graph.shortest == 0
    assert graph.list_tokens(frozenset({WordGraph.START}), 20) == frozenset()


@pytest.mark.parametrize(
    "sentence",
    [
        "The bridge was opened on Tuesday, officials said.",
        "The bridge was opened on Tuesday, according to the mayor.",
        "The bridge will open early next week, if it passes a test.",
        "The bridge was opened on Tuesday, not on Monday.",
        "The bridge was opened on Tuesday, but only for trams.",
        "The bridge was closed for the day after a claimed attack.",
        "The mayor, who denied it and said so, left.",
        "After two years of long repairs, the bridge is open.",
    ],
)
def test_who_says_it_what_is_denied_and_what_limits_it_stay(sentence: str) -> None:
    words = sentence.replace(".", " .").replace(",", " ,").split()
    assert write_all(sentence) == {" ".join(words)}


def test_a_token_off_the_path_leads_nowhere() -> None:
    words = Words()
    graph = WordGraph(["The bridge is open."], words.tokenize, find_edges=compress)
    [other] = words.tokenize("closed")
    assert graph.follow(frozenset({WordGraph.START}), other) == frozenset()


def test_words_of_several_tokens_stay_whole() -> None:
    def spell(text: str) -> Sequence[int]:
        return [ord(letter) for letter in text]

    graph = WordGraph(["Open it.", "Often it."], spell, find_edges=compress)
    nodes = frozenset({WordGraph.START})
    for letter in "Of":
        nodes = graph.follow(nodes, ord(letter))
    assert graph.list_tokens(nodes, 10) == {ord("t")}
