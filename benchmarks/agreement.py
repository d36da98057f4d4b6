"""What is answered against what people marked: pairs of sentences put together, and places cited as evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

Row = Mapping[str, Any]
Span = tuple[str, int, int]
"""An article's id, and where in its text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Precision, recall and their harmonic mean, each in [0, 1]."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PairCounts:
    """Pairs of sentences of different articles: put together by both, by the answer, by people."""

    hit: int
    predicted: int
    gold: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceCounts:
    """What is cited for sentences whose evidence was located, and what was marked.

    articles: cited and marked; cited; marked. touching: citations that touch a marked place, of all `citations`.
    recalled: for each sentence the share of its marked places that a citation touches, added up.
    located, missing: sentences, by whether their evidence was found.
    """

    articles: tuple[int, int, int] = (0, 0, 0)
    touching: int = 0
    citations: int = 0
    recalled: float = 0.0
    located: int = 0
    missing: int = 0


def agree(precision: float, recall: float) -> Agreement:
    """With their harmonic mean; 0 where both are."""
    return Agreement(precision=precision, recall=recall, f1=2 * precision * recall / max(1e-9, precision + recall))


def score_pairs(counts: Iterable[PairCounts]) -> Agreement:
    """The agreement over all pairs together."""
    counts = tuple(counts)
    hit, predicted, gold = (sum(getattr(one, name) for one in counts) for name in ("hit", "predicted", "gold"))
    return agree(hit / max(1, predicted), hit / max(1, gold))


def count_pairs(row: Row, groups: Sequence[Row]) -> PairCounts:
    """The pairs among the `sentences` of `row` that `groups`, as answered, and those of `row` put together.

    A sentence is in the group whose member covers most of it, at least half of the shorter of both.
    """
    members = [(group["id"], _span(member)) for group in groups for member in group["members"]]
    together: dict[str, list[Span]] = {}
    for span in sorted({_span(sentence) for sentence in row["sentences"]}):
        if (group := _find_group(span, members)) is not None:
            together.setdefault(group, []).append(span)
    predicted = {pair for spans in together.values() for pair in _pair(spans)}
    gold = {pair for group in row["groups"] for pair in _pair([_span(member) for member in group["members"]])}
    return PairCounts(hit=len(gold & predicted), predicted=len(predicted), gold=len(gold))


def score_evidence(counts: Iterable[EvidenceCounts]) -> tuple[Agreement, Agreement]:
    """The agreement in articles, and in places, over all sentences together."""
    found = _add(tuple(counts))
    shared, cited, marked = found.articles
    return (
        agree(shared / max(1, cited), shared / max(1, marked)),
        agree(found.touching / max(1, found.citations), found.recalled / max(1, found.located)),
    )


def count_evidence(row: Row, answered: Sequence[Row]) -> EvidenceCounts:
    """How the citations of the sentences `answered` for the `summary` of `row` agree with the evidence of its own."""
    texts = {article["id"]: article["text"] for article in row["articles"]}
    counts = []
    for gold in row["sentences"]:
        marked = list(_locate(gold["evidence"], texts))
        start = row["summary"].find(gold["text"])
        if not marked or start < 0:
            counts.append(EvidenceCounts(missing=1))
            continue
        own = [one for one in answered if _lies_in(one, start, start + len(gold["text"]))]
        cited = [_span(citation) for one in own for citation in one["citations"]]
        counts.append(_compare(cited, marked))
    return _add(counts)


def _compare(cited: Sequence[Span], marked: Sequence[Span]) -> EvidenceCounts:
    articles, gold = {span[0] for span in cited}, {span[0] for span in marked}
    return EvidenceCounts(
        articles=(len(articles & gold), len(articles), len(gold)),
        touching=sum(any(_overlap(one, other) > 0 for other in marked) for one in cited),
        citations=len(cited),
        recalled=sum(any(_overlap(one, other) > 0 for other in cited) for one in marked) / len(marked),
        located=1,
    )


def _add(counts: Sequence[EvidenceCounts]) -> EvidenceCounts:
    shared, cited, marked = (sum(one.articles[k] for one in counts) for k in range(3))
    return EvidenceCounts(
        articles=(shared, cited, marked),
        touching=sum(one.touching for one in counts),
        citations=sum(one.citations for one in counts),
        recalled=sum(one.recalled for one in counts),
        located=sum(one.located for one in counts),
        missing=sum(one.missing for one in counts),
    )


def _locate(evidence: Iterable[Row], texts: Mapping[str, str]) -> Iterable[Span]:
    for one in evidence:
        fragment = one["text"].strip()
        if (start := texts.get(one["article"], "").find(fragment)) >= 0:
            yield one["article"], start, start + len(fragment)


def _lies_in(sentence: Row, start: int, end: int) -> bool:
    """Whether more than half of it does."""
    shared = min(sentence["end"], end) - max(sentence["start"], start)
    return bool(shared > 0.5 * (sentence["end"] - sentence["start"]))


def _span(place: Row) -> Span:
    return place["article_id"], place["start"], place["end"]


def _pair(spans: Iterable[Span]) -> Iterable[tuple[Span, Span]]:
    return (pair for pair in combinations(sorted(set(spans)), 2) if pair[0][0] != pair[1][0])


def _overlap(one: Span, other: Span) -> int:
    return min(one[2], other[2]) - max(one[1], other[1]) if one[0] == other[0] else 0


def _find_group(span: Span, members: Sequence[tuple[str, Span]]) -> str | None:
    best, most = None, 0
    for group, member in members:
        shared = _overlap(span, member)
        if shared > most and 2 * shared >= min(member[2] - member[1], span[2] - span[1]):
            best, most = group, shared
    return best
