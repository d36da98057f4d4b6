"""Sentence compression: where a sentence may leave something out, or pass to another one, and stay true.

Nothing is left out that says who says it, what is denied, what is only possible, or what limits it; nothing is taken
without that either. English; of other languages only what stands in brackets, or between dashes, is left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from service.pipeline.rewriting.reported_speech import SAYING
from service.pipeline.text.calendar import WEEKDAYS
from service.pipeline.text.terms import is_function_word

_LEAST_SHARED_LETTERS = 4
"""Shorter words stand in too many places for two of them to be one."""
_EDGES = "\"'“”‘’()[]«»"
_QUOTED = re.compile(r"[\"“”«»]")
_KEPT = re.compile(
    r"[\"“”«»]|\b(?:said|says|say|told|tells|according|claim\w*|alleg\w*|report\w*|saying|telling|adding|suspect\w*|accus\w*|not|n[o’']t|never|no|"
    r"without|unless|if|but|except|although|though|however|may|might|could|would|should|only|than|or|nor)\b|[’']t\b",
    re.IGNORECASE,
)
"""What must not be left out: who says it, what is denied, what is only possible, what limits it."""
_TAILS = frozenset(
    """
    after amid as because following including since where which while who whom whose with
    """.split()  # noqa: SIM905
)
"""Behind a comma, an English sentence may end before one of these, or before a participle or an apposition,"""
_CLAUSES = tuple(("and", subject) for subject in ("he", "she", "it", "they", "there"))
"""or one of these, which begin a clause that stands alone."""
_VERBS = frozenset(
    """
    am are can did do does had has have is must was were will
    became began bought brought broke built came caught cut drew drove fell felt fought found gave got grew held hit
    kept knew led left lost made met paid put ran rose said saw sent set shot showed sold sought spent spoke stood
    struck taught thought threw told took went wept won wore wrote
    """.split()  # noqa: SIM905
)
"""Predicates that no ending shows."""
_JOINTS = frozenset({"as", "when", "who", "which", "that", "after", "before"})
"""Words that begin a clause; a comma does too. "And" may join any two words, so that nobody knows what goes on."""
_CONNECTIVES = frozenset({"also,", "and", "but", "furthermore,", "however,", "meanwhile,", "moreover,", "still,"})
"""Openings that tie a sentence to the one before it, which a summary does not show."""
_PREPOSITIONS = frozenset({"at", "by", "during", "following", "for", "from", "in", "near", "of", "on", "with"})
_SUBORDINATORS = frozenset({"after", "as", "because", "before", "since", "when", "while"})
"""A sentence may begin behind what one of these opens, up to its first comma."""
_SUBJECTS = frozenset({"a", "an", "he", "it", "she", "the", "they"})
"""What goes on there begins with one of these or a capital."""
_ARTICLES = frozenset({"a", "an"})
"""With one of these an apposition begins, and a list of adjectives."""
_MOST_OPENING_WORDS = 14
"""Up to the comma; farther away, it seldom is the end of what the sentence opens with."""
_ADVERBS = frozenset({"actually", "also", "basically", "currently", "really", "simply"})
"""Words that may go anywhere but at the beginning."""
_CIRCUMSTANCES = frozenset(
    {"at", "during", "in", "on", "today", "yesterday", "earlier"} | {day.capitalize() for day in WEEKDAYS}
)
"""What follows "said" at the end of a sentence, and tells when, where or how."""
_DASHES = frozenset({"-", "--", "–", "—"})
_PAIR = 2
_MARKS = ",;"
_MOST_WORDS = 150
"""A longer sentence is a list or a table, and would cost as much time as all others together."""
_LEAST_KEPT_WORDS = 5
"""Words that a sentence has at least where it ends early."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edge:
    """From behind a word of one sentence to before a word of the same or another one; words by their place.

    after: None at the opening. before: None where the sentence ends. comma: whether the comma before that word goes
    with it.
    """

    sentence: int
    after: int | None
    to_sentence: int
    before: int | None
    comma: bool = False


def list_compressions(sentences: Sequence[str], keeps: Callable[[str], bool]) -> tuple[str, ...]:
    """The sentences that leave out one thing of `sentences`, or pass from one to another once, the shortest first.

    keeps: whether one says enough. Source: Filippova (2010), "Multi-sentence compression: finding shortest paths in
    word graphs"; of its paths those with a single edge that is not in the sentences, and two sentences are joined only
    where a clause begins.
    """
    words = [sentence.split() for sentence in sentences]
    spelled = dict.fromkeys(_spell(words, edge) for edge in _propose(words))
    kept = [text for text in spelled if text not in sentences and keeps(text)]
    return tuple(sorted(kept, key=lambda text: len(text.split())))


def _propose(sentences: Sequence[Sequence[str]]) -> Iterator[_Edge]:
    for own, words in enumerate(sentences):
        if not words or not _vouches(words, sentences[0]):
            continue
        yield _Edge(sentence=own, after=None, to_sentence=own, before=0)
        if words[0].lower() in _CONNECTIVES and len(words) > _LEAST_KEPT_WORDS:
            yield _Edge(sentence=own, after=None, to_sentence=own, before=1)
        if (opening := _find_main_clause(words)) is not None:
            yield _Edge(sentence=own, after=None, to_sentence=own, before=opening)
    short = [words if len(words) <= _MOST_WORDS else () for words in sentences]
    for own, words in enumerate(short):
        for after, before in (*_list_asides(words), *_list_tails(words)):
            yield _Edge(sentence=own, after=after, to_sentence=own, before=before)
    yield from _list_joins(short)


def _list_asides(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """What may be left out: what stands between commas before a predicate, between dashes, or in brackets."""
    commas = [place for place, word in enumerate(words) if word.endswith(",")]
    dashes = [place for place, word in enumerate(words) if word in _DASHES]
    for previous, start, end in zip([-1, *commas], commas, commas[1:], strict=False):
        is_aside = _is_predicate(words[end + 1 :]) and not _is_aside(words[previous + 1 : start + 1])
        is_aside = is_aside and words[end - 1] not in _ARTICLES  # "a maniacal, hotheaded racist"
        if is_aside and _may_go(words[start + 1 : end + 1]):
            yield start, end + 1
    if len(dashes) == _PAIR and 0 < dashes[0] < dashes[1] < len(words) - 1 and _may_go(words[dashes[0] : dashes[1]]):
        yield dashes[0] - 1, dashes[1] + 1
    for start, word in enumerate(words):
        end = next((k for k in range(start, len(words)) if ")" in words[k]), len(words))
        is_bracket = word.startswith("(") and start > 0 and end < len(words) - 1 and words[end].endswith(")")
        if is_bracket and _may_go(words[start : end + 1]):
            yield start - 1, end + 1
    for place in range(1, len(words) - 1):
        if words[place] in _ADVERBS and not _is_quoting(words[:place]):
            yield place - 1, place + 1


def _find_main_clause(words: Sequence[str]) -> int | None:
    """Where a sentence may begin behind a phrase that opens it, or None."""
    opening = words[0].lower() if words else ""
    comma = next((place for place, word in enumerate(words) if word.endswith(",")), len(words))
    rest = words[comma + 1 :]
    if comma >= _MOST_OPENING_WORDS or len(rest) < _LEAST_KEPT_WORDS or not _may_go(words[: comma + 1]):
        return None
    if rest[0].endswith(",") or not (rest[0] in _SUBJECTS or rest[0][0].isupper()):
        return None
    is_short = opening in _PREPOSITIONS
    is_clause = opening in _SUBORDINATORS and not any(word.endswith(",") for word in rest[:_LEAST_KEPT_WORDS])
    return comma + 1 if is_short or is_clause else None


def _list_tails(words: Sequence[str]) -> Iterator[tuple[int, None]]:
    """Where a sentence may end early."""
    for place in range(_LEAST_KEPT_WORDS - 1, len(words) - 1):
        if _begins_tail(words[: place + 1], words[place + 1 :]) and _may_go(words[place + 1 :]):
            yield place, None


def _list_joins(sentences: Sequence[Sequence[str]]) -> Iterator[_Edge]:
    """From where a word first stands to the clause that begins behind it where it first stands in another sentence."""
    places: defaultdict[str, dict[int, int]] = defaultdict(dict)
    for own, words in enumerate(sentences):
        for place, word in enumerate(words):
            bare = word.rstrip(_MARKS).strip(_EDGES)
            if len(bare) >= _LEAST_SHARED_LETTERS and not is_function_word(bare):
                places[bare].setdefault(own, place)
    for shared in places.values():
        for own, after in shared.items():
            for other, place in shared.items():
                going_on = sentences[other][place + 1 :]
                comma = sentences[other][place].endswith(",")
                opens = going_on and (going_on[0] in _JOINTS or (comma and _opens_clause(going_on)))
                if own != other and opens and _may_pass(sentences[own], after, sentences[other], place + 1):
                    yield _Edge(sentence=own, after=after, to_sentence=other, before=place + 1, comma=comma)


def _may_go(words: Sequence[str]) -> bool:
    return not _KEPT.search(" ".join(words))


def _may_pass(words: Sequence[str], after: int, others: Sequence[str], before: int) -> bool:
    """Whether what is left out of either sentence is said by what the other one brings, and no quotation is cut."""
    begun, begun_there = words[: after + 1], others[:before]
    left_out = _list_kept(words[after + 1 :]) - _list_kept(others[before:])
    not_brought = _list_kept(begun_there) - _list_kept(begun)
    return not left_out and not not_brought and _is_quoting(begun) == _is_quoting(begun_there)


def _is_quoting(words: Sequence[str]) -> bool:
    """Whether a quotation has been opened and not closed."""
    return sum(len(_QUOTED.findall(word)) for word in words) % 2 == 1


def _vouches(words: Sequence[str], first: Sequence[str]) -> bool:
    """Whether a sentence quotes, or says who says it, where the one that it would replace does."""
    text, replaced = " ".join(words), " ".join(first)
    return all(mark.search(text) or not mark.search(replaced) for mark in (_QUOTED, SAYING))


def _list_kept(words: Sequence[str]) -> set[str]:
    return {match.lower() for match in _KEPT.findall(" ".join(words))}


def _is_predicate(words: Sequence[str]) -> bool:
    """Whether a sentence may go on with `words` as if the apposition before them had not been there."""
    if not words or words[0].endswith(",") or tuple(words[1:2]) in (("and",), ("or",)):
        return False  # nothing, or the rest of a list
    word = words[0]
    return word in _VERBS or (_may_be_predicate(word) and word.endswith(("ed", "s")))


def _may_be_predicate(word: str) -> bool:
    return word.islower() and not word.endswith(("ing", "ly")) and not is_function_word(word)


def _opens_clause(words: Sequence[str]) -> bool:
    return words[0] in _TAILS or words[0].endswith("ing") or _is_predicate(words)


def _is_aside(words: Sequence[str]) -> bool:
    """Whether what stands before a comma needs it, as the other one of two: a place, an age, a clause of its own."""
    word = words[0]
    opens = word.endswith("ing") or word in _TAILS or word.lower() in _PREPOSITIONS
    return len(words) == 1 or word[0].isdigit() or opens


def _begins_tail(kept: Sequence[str], tail: Sequence[str]) -> bool:
    """Whether `tail` adds to a sentence that is whole without it."""
    behind = [tail[k + 1] for k, word in enumerate(tail[:-1]) if word.endswith(",")]
    goes_on = any(word in _VERBS or _may_be_predicate(word) for word in behind)
    if goes_on or kept[-1].endswith(";"):
        return not goes_on
    if kept[-1].endswith(","):
        is_apposition = tail[0] in _ARTICLES and kept[0].lower() not in _PREPOSITIONS | _SUBORDINATORS
        opens = tail[0] in _TAILS or tail[0].endswith("ing") or tuple(tail[:2]) in _CLAUSES
        return opens or is_apposition
    if kept[-1] == "said":
        return tail[0] in _CIRCUMSTANCES and any(word.endswith((",", ",”", ',"')) for word in kept)
    return False


def _spell(sentences: Sequence[Sequence[str]], edge: _Edge) -> str:
    """The sentence that holds `edge` and no other one."""
    begun = [] if edge.after is None else list(sentences[edge.sentence][: edge.after + 1])
    if begun:
        begun[-1] = begun[-1].rstrip(_MARKS) + ("," if edge.comma else "")
    if edge.before is None:
        return " ".join(begun) + "."
    going_on = list(sentences[edge.to_sentence][edge.before :])
    if not begun:
        going_on[0] = going_on[0][:1].upper() + going_on[0][1:]
    return " ".join([*begun, *going_on])
