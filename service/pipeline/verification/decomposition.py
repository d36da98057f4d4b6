"""Decomposition: where the words of a sentence were copied from, as runs of its evidence and what stands between.

Source: Jing and McKeown (1999), "The decomposition of human-written summary sentences", section 3; with costs in
place of their transition probabilities, and with words that stand nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from service.pipeline.text.watching import look_at_clock
from service.pipeline.verification.clauses import Word, read_words
from service.pipeline.verification.statements import Statement

_SKIPPED, _BACK, _ELSEWHERE, _NEW, _NEW_FUNCTION = 1.0, 3.0, 3.0, 2.0, 0.7
"""What it costs to leave out words of a sentence, to turn back in it, to go on in another one, and to write a word of
content, or a function word, that is not copied. Only their order matters much: a word that stands elsewhere is rather
new than two changes of place, and a run of two is rather copied than new."""
_REACH = 8
"""New words over which a sentence may go on with the one that it was copied from at no more than their own cost."""
_MOST_PLACES = 20
"""Places of one word that are looked at: more have only texts that repeat it to no end."""

_Place = tuple[int, int]
"""A sentence of the evidence and a word of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Words `start` to `end` of a sentence, copied from word `copied` on of the evidence's sentence `source`."""

    start: int
    end: int
    source: int
    copied: int

    @property
    def copied_end(self) -> int:
        return self.copied + self.end - self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class Decomposition:
    """words: of the sentence. sources: words of each sentence of the evidence. runs: in the sentence's order."""

    words: tuple[Word, ...]
    sources: tuple[tuple[Word, ...], ...]
    runs: tuple[Run, ...]

    def read(self, run: Run) -> tuple[Word, ...]:
        """The words of a run."""
        return self.words[run.start : run.end]


def decompose(written: Statement, evidence: Sequence[Statement]) -> Decomposition:
    """The cheapest way to write the sentence by copying from the evidence.

    Cost: the places in the evidence of each word, times those of the 8 words before it.
    """
    words, sources = read_words(written), tuple(read_words(source) for source in evidence)
    return Decomposition(words=words, sources=sources, runs=_join(_align(words, sources)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """The cheapest way to reach a place. cost: of all words up to it. before: the word copied last, and from where."""

    cost: float
    before: tuple[int, _Place] | None


def _align(words: Sequence[Word], sources: Sequence[Sequence[Word]]) -> list[_Place | None]:
    """From where each word is copied, None where it is new. Ties go to the earlier sentence and word."""
    places: dict[str, list[_Place]] = {}
    for number, source in enumerate(sources):
        for copied, word in enumerate(source):
            places.setdefault(word.token.stem, []).append((number, copied))
    new = [0.0]
    for word in words:
        new.append(new[-1] + (_NEW if word.content else _NEW_FUNCTION))
    steps: list[dict[_Place, _Step]] = []
    last = _Step(cost=0.0, before=None)  # the cheapest end so far, its cost counted as if all words behind it were free
    for i, word in enumerate(words):
        elsewhere = _Step(cost=new[i] + last.cost + _ELSEWHERE, before=last.before)
        own = places.get(word.token.stem, [])[:_MOST_PLACES]
        steps.append({place: _reach(place, i, new, steps, elsewhere) for place in own})
        for place, step in steps[i].items():
            if step.cost - new[i + 1] < last.cost:
                last = _Step(cost=step.cost - new[i + 1], before=(i, place))
    return _trace_back(last.before, steps)


def _trace_back(before: tuple[int, _Place] | None, steps: Sequence[dict[_Place, _Step]]) -> list[_Place | None]:
    aligned: list[_Place | None] = [None] * len(steps)
    while before:
        i, place = before
        aligned[i] = place
        before = steps[i][place].before
    return aligned


def _reach(
    place: _Place, i: int, new: Sequence[float], steps: Sequence[dict[_Place, _Step]], elsewhere: _Step
) -> _Step:
    """The cheapest step to `place` at word `i`. elsewhere: that from any other sentence."""
    look_at_clock()
    best = elsewhere
    for k in range(max(0, i - _REACH), i):
        for (source, copied), step in steps[k].items():
            if source != place[0]:
                continue
            move = 0.0 if place[1] == copied + 1 else _SKIPPED if place[1] > copied else _BACK
            cost = step.cost + new[i] - new[k + 1] + move
            if cost < best.cost:
                best = _Step(cost=cost, before=(k, (source, copied)))
    return best


def _join(aligned: Sequence[_Place | None]) -> tuple[Run, ...]:
    runs: list[Run] = []
    for i, place in enumerate(aligned):
        if place is None:
            continue
        source, copied = place
        if runs and (runs[-1].end, runs[-1].source, runs[-1].copied_end) == (i, source, copied):
            runs[-1] = Run(start=runs[-1].start, end=i + 1, source=source, copied=runs[-1].copied)
        else:
            runs.append(Run(start=i, end=i + 1, source=source, copied=copied))
    return tuple(runs)
