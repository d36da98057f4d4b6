"""The sentences that can be made of a group without inventing: paths through the words of its members.

Every word follows one that it follows in some member, so that a model that decodes along the graph can only choose
where to leave something out and where, between two clauses, to pass from one member to another.
Source: Filippova (2010), "Multi-sentence compression: finding shortest paths in word graphs". Deviations: a language
model chooses the path instead of edge weights, a path may leave out what stands between
commas, and it never has more tokens than are left for it.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
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
_TAILS = frozenset({"after", "amid", "because", "following", "since", "while"})
"""A sentence may end before one of these, in English, """
_COMMA_TAILS = _TAILS | {"as", "which", "who", "whom", "whose", "where", "when", "including"}
"""and before one of these, or a participle, behind a comma."""
_AUXILIARIES = frozenset(
    {"am", "are", "can", "did", "do", "does", "had", "has", "have", "is", "must", "was", "were", "will"}
)
_JOINTS = frozenset({"and", "but", "while", "as", "when", "who", "which", "that", "after", "before"})
"""Words that begin a clause; a comma does too."""
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
        self._sizes: list[int] = []
        self._following: dict[int, set[int]] = defaultdict(set)
        self._openings: set[int] = set()
        self._join([self._add(sentence.split(), tokenize) for sentence in sentences])
        self._left = self._measure()
        self.full_stop = tuple(tokenize("."))[-1]

    def count_tokens(self, sentence: int) -> int:
        """Tokens of a sentence, by its place among those that the graph was made of."""
        return self._sizes[sentence]

    @property
    def sentences(self) -> int:
        """How many it was made of."""
        return len(self._sizes)

    @property
    def shortest(self) -> int:
        """Tokens of the shortest path."""
        return self._left[self.START]

    def follow(self, nodes: frozenset[int], token: int) -> frozenset[int]:
        """Where a path is that was at one of `nodes` and went on with `token`; empty if none may."""
        return frozenset(
            following
            for node in nodes
            for following in self._following[node]
            if following != self.END and self._tokens[following] == token
        )

    def list_tokens(self, nodes: frozenset[int], most: int) -> frozenset[int]:
        """The tokens that may follow so that at most `most` more end the sentence; empty where it has ended."""
        return frozenset(
            self.full_stop if following == self.END else self._tokens[following]
            for node in nodes
            for following in self._following[node]
            if self._left[following] < most
        )

    def _join(self, ends: Sequence[Mapping[str, Sequence[int]]]) -> None:
        """Ways from a word of a sentence to the clause that begins behind the same word in another one."""
        going_on = {
            node: self._openings & self._following[node] for own in ends for nodes in own.values() for node in nodes
        }
        for own in ends:
            for other in ends:
                for word in own.keys() & other.keys() if other is not own else ():
                    if len(word) >= _LEAST_SHARED_LETTERS and not is_function_word(word):
                        ways = set[int]().union(*(going_on[node] for node in other[word]))
                        for node in own[word]:
                            self._following[node] |= ways

    def _add(self, words: Sequence[str], tokenize: Callable[[str], Sequence[int]]) -> dict[str, list[int]]:
        """Adds the path that a sentence is, and the ways around its parts; the last nodes of each of its words."""
        ends: dict[str, list[int]] = defaultdict(list)
        first: list[int] = []
        stems: list[int] = []  # the last node of each word without the comma behind it
        previous, size = self.START, len(self._tokens)
        for place, word in enumerate(words):
            bare = word.removesuffix(",") or word
            nodes = self._append(tokenize(f" {bare}" if place else bare))
            self._following[previous].add(nodes[0])
            first.append(nodes[0])
            stems.append(nodes[-1])
            ends[bare.strip(_EDGES)].append(nodes[-1])
            previous = nodes[-1]
            if word in _JOINTS:
                self._openings.add(nodes[0])
            if bare != word:
                comma = self._append(tokenize(","))
                self._following[previous].add(comma[0])
                self._openings.add(comma[0])
                previous = comma[-1]
        self._sizes.append(len(self._tokens) - size)
        self._leave_out(words, first, stems)
        return ends

    def _measure(self) -> dict[int, int]:
        """By node, the tokens of the shortest way from behind it to the end of a sentence; of END, none."""
        leading_to: dict[int, list[int]] = defaultdict(list)
        for node, following in self._following.items():
            for other in following:
                leading_to[other].append(node)
        left = {node: 0 for node in range(len(self._tokens)) if not self._following[node]} | {self.END: 0}
        queue = deque(left)
        while queue:
            other = queue.popleft()
            for node in leading_to[other]:
                if node not in left:
                    left[node] = left[other] + 1
                    queue.append(node)
        return left

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
            going_on = words[end + 1] if end + 1 < len(words) else ""
            if _is_predicate(going_on) and not _KEPT.search(" ".join(words[start + 1 : end + 1])):
                self._following[stems[start]].add(first[end + 1])
        for place in range(_LEAST_KEPT_WORDS - 1, len(words) - 1):
            if _begins_tail(words[place], words[place + 1]) and not _KEPT.search(" ".join(words[place + 1 :])):
                self._following[stems[place]].add(self.END)


def _is_predicate(word: str) -> bool:
    """Whether a sentence may go on with `word` as if the apposition before it had not been there."""
    return word.islower() and (word in _AUXILIARIES or not is_function_word(word))


def _begins_tail(word: str, following: str) -> bool:
    """Whether what begins with `following` adds to a sentence that is whole without it."""
    if word.endswith(","):
        return following in _COMMA_TAILS or following.endswith("ing")
    return following in _TAILS
