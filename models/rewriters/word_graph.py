"""The sentences that can be made of a group without inventing: paths through the words of its members.

Every word follows one that it follows in some member, or that an edge leads from, so that a model that decodes along
the graph can only choose where to leave something out and where to pass from one member to another.
Source: Filippova (2010), "Multi-sentence compression: finding shortest paths in word graphs". Deviations: a language
model chooses the path instead of edge weights, two members are joined only where a clause begins, a path may leave out
asides, and it never has more tokens than are left for it.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Sequence

from service.rewrites import CompressionEdge, EdgeFinder, open_each

_MARKS = ",;"


class WordGraph:
    """The paths through the tokens of some sentences.

    A node is a token of a sentence; START stands before all, END behind all.
    """

    START = -1
    END = -2

    def __init__(
        self,
        sentences: Sequence[str],
        tokenize: Callable[[str], Sequence[int]],
        *,
        find_edges: EdgeFinder = open_each,
    ) -> None:
        """tokenize: the token ids of a text, that of a word in running text if it begins with a space.

        find_edges: where words may be left out, given the sentences as their words.
        """
        self._tokenize = tokenize
        self._tokens: list[int] = []
        self._following: dict[int, set[int]] = defaultdict(set)
        self._words = [sentence.split() for sentence in sentences]
        # By sentence and word: its first node, its last one, and the mark behind it, if there is one.
        self._nodes: list[list[tuple[int, int, int | None]]] = [self._lay(words) for words in self._words]
        self._size = 1 + max((last if mark is None else mark for _, last, mark in self._nodes[0]), default=-1)
        for edge in find_edges(self._words):
            self._open(edge)
        self._left = self._measure()
        self.full_stop = tuple(tokenize("."))[-1]

    @property
    def first(self) -> list[int]:
        """The tokens of the first sentence that it was made of."""
        return self._tokens[: self._size]

    @property
    def shortest(self) -> int:
        """Tokens of the shortest path; 0 if there is none."""
        return self._left.get(self.START, 0)

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

    def _lay(self, words: Sequence[str]) -> list[tuple[int, int, int | None]]:
        """Adds the nodes of a sentence, one behind the other."""
        laid: list[tuple[int, int, int | None]] = []
        previous = None
        for place, word in enumerate(words):
            bare = word.rstrip(_MARKS) or word
            nodes = self._append(self._tokenize(f" {bare}" if place else bare))
            if previous is not None:
                self._following[previous].add(nodes[0])
            mark = self._append(self._tokenize(word[len(bare) :])) if bare != word else None
            if mark:
                self._following[nodes[-1]].add(mark[0])
            previous = mark[-1] if mark else nodes[-1]
            laid.append((nodes[0], nodes[-1], mark[0] if mark else None))
        return laid

    def _open(self, edge: CompressionEdge) -> None:
        """Adds the way of an edge."""
        if edge.after is None:
            self._begin(edge)
            return
        last = self._nodes[edge.sentence][edge.after][1]
        if edge.before is None:
            self._following[last].add(self.END)
            return
        there = self._nodes[edge.to_sentence]
        comma = there[edge.before - 1][2] if edge.comma else None
        self._following[last].add(there[edge.before][0] if comma is None else comma)

    def _begin(self, edge: CompressionEdge) -> None:
        """Adds the way from START; a word that did not open its sentence is written with a capital."""
        before = edge.before or 0
        first, last, _ = self._nodes[edge.to_sentence][before]
        word = self._words[edge.to_sentence][before].rstrip(_MARKS)
        if before:
            nodes = self._append(self._tokenize(word[:1].upper() + word[1:]))
            self._following[nodes[-1]] |= self._following[last]
            first = nodes[0]
        self._following[self.START].add(first)

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
