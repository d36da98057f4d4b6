"""The sentences that can be made of a group without inventing: paths through the words of its members.

Every word follows one that it follows in some member, so that a model that decodes along the graph can only choose
where to leave something out and where to pass from one member to another.
Source: Filippova (2010), "Multi-sentence compression: finding shortest paths in word graphs". Deviations: a language
model chooses the path instead of edge weights, and a path may leave out what stands between commas.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import pairwise

from service.pipeline.terms import is_function_word

_LEAST_SHARED_LETTERS = 4
"""Shorter words stand in too many places for two of them to be one."""
_EDGES = "\"'“”‘’()[]«»"
_KEPT = re.compile(
    r"[\"“”«»]|\b(?:said|says|say|told|tells|according|claim\w*|alleg\w*|report\w*|suspect\w*|accus\w*|not|n[o’']t|never|no|"
    r"without|unless|if|but|except|although|though|however|may|might|could|would|should|only|than|or|nor)\b|[’']t\b",
    re.IGNORECASE,
)
"""What must not be left out: who says it, what is denied, what is only possible, what limits it."""
_TAILS = frozenset({"after", "as", "amid", "because", "following", "since", "while"})
"""A sentence may end before one of these, in English."""
_LEAST_KEPT_WORDS = 5
"""Words that a sentence has at least where it ends early."""


class WordGraph:
    """The paths through the tokens of some sentences.

    A node is a token of a sentence; START stands before all, END behind all.
    """

    START = -1
    END = -2

    def __init__(self, sentences: Sequence[str], tokenize: Callable[[str], Sequence[int]]) -> None:
        """tokenize: the token ids of a text, that of a word in running text if it begins with a space."""
        self._tokens: list[int] = []
        self._following: dict[int, set[int]] = defaultdict(set)
        ends: dict[str, list[int]] = defaultdict(list)
        for sentence in sentences:
            self._add(sentence.split(), tokenize, ends)
        for word, nodes in ends.items():
            if len(word) >= _LEAST_SHARED_LETTERS and not is_function_word(word):
                joined = set().union(*(self._following[node] for node in nodes))
                for node in nodes:
                    self._following[node] = joined
        self.full_stop = tuple(tokenize("."))[-1]

    def follow(self, nodes: frozenset[int], token: int) -> frozenset[int]:
        """Where a path is that was at one of `nodes` and went on with `token`; empty if none may."""
        return frozenset(
            following
            for node in nodes
            for following in self._following[node]
            if following != self.END and self._tokens[following] == token
        )

    def list_tokens(self, nodes: frozenset[int]) -> frozenset[int]:
        """The tokens that may follow; empty where the sentence has ended."""
        return frozenset(
            self.full_stop if following == self.END else self._tokens[following]
            for node in nodes
            for following in self._following[node]
        )

    def _add(self, words: Sequence[str], tokenize: Callable[[str], Sequence[int]], ends: dict[str, list[int]]) -> None:
        first: list[int] = []
        stems: list[int] = []  # the last node of each word without the comma behind it
        previous = self.START
        for place, word in enumerate(words):
            bare = word.removesuffix(",") or word
            nodes = self._append(tokenize(f" {bare}" if place else bare))
            self._following[previous].add(nodes[0])
            first.append(nodes[0])
            stems.append(nodes[-1])
            previous = nodes[-1]
            if bare != word:
                comma = self._append(tokenize(","))
                self._following[previous].add(comma[0])
                previous = comma[-1]
            ends[word.strip(_EDGES)].append(previous)
        self._leave_out(words, first, stems)

    def _append(self, tokens: Sequence[int]) -> list[int]:
        """New nodes for tokens that follow each other."""
        nodes = list(range(len(self._tokens), len(self._tokens) + len(tokens)))
        self._tokens.extend(tokens)
        for node in nodes[1:]:
            self._following[node - 1].add(node)
        return nodes

    def _leave_out(self, words: Sequence[str], first: Sequence[int], stems: Sequence[int]) -> None:
        """Ways around what stands between two commas, and ends before what follows the last."""
        commas = [place for place, word in enumerate(words) if word.endswith(",")]
        for start, end in pairwise(commas):
            if end + 1 < len(words) and not _KEPT.search(" ".join(words[start + 1 : end + 1])):
                self._following[stems[start]].add(first[end + 1])
        for place in range(_LEAST_KEPT_WORDS - 1, len(words) - 1):
            tail = words[place + 1]
            if (words[place].endswith(",") or tail in _TAILS) and not _KEPT.search(" ".join(words[place + 1 :])):
                self._following[stems[place]].add(self.END)
