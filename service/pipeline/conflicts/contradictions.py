"""Which near sentences cannot both be true of one time: an entailment model and the claims decide together.

Claims know figures, days, names and denials, a model knows what words mean; neither alone is right often enough. A
small logistic model weighs both, and another one tells whether what two sentences disagree about moves with time.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

from service.domain import ConflictKind, Sentence
from service.pipeline.claims.dates import DateMention, dates_differ
from service.pipeline.claims.extraction import Claims
from service.pipeline.claims.figures import find_figures
from service.pipeline.claims.quantity import Quantity
from service.pipeline.claims.quantity_agreement import same_quantity
from service.pipeline.claims.synonyms import content_stems
from service.pipeline.conflicts.comparison import Difference
from service.pipeline.conflicts.counts import share_slot
from service.pipeline.conflicts.group_differences import Edge, MemberClaims
from service.pipeline.conflicts.measured_pairs import MeasuredPair, MeasuredPairs, list_comparable
from service.pipeline.conflicts.parallels import are_parallel
from service.pipeline.conflicts.sides import tell_whole
from service.pipeline.conflicts.weights import Weights, apply, apply_to_all, find_odds
from service.ports import Relation

Judge = Callable[[Sequence[tuple[Sentence, Sentence]]], list[Relation]]
"""How each second sentence stands to the first, by a model of that or of entailment."""

_MOST_JUDGED = 128
"""Pairs of a story that the model reads: those that may most likely contradict by all that is known without it. 64 find
a tenth less of what contradicts or moves (docs/decisions/0055-more-pairs-where-they-tell.md)."""
_LEAST_PRIOR = -3.0
"""Log odds without the model from which a pair is read, or where its claims differ: nearly all of a story that is told
in many ways, a sixth of common news."""
_BACK_AT_LEAST, _BACK_AT_MOST = (Relation(agrees=0.05, contradicts=told, moved=0.0) for told in (0.03, 0.93))
"""Of 100 pairs read the other way round, the model says less of 23 and more of 10: where neither would change what is
decided, it is not asked. docs/decisions/0076-relations.md counts what is decided otherwise."""
_ENTAILED = 0.5
"""Probability from which one of two sentences says what the other says, and does not contradict it: of 44 such pairs
that would be told all the same 5 contradict each other; where their figures differ, 8 of 13: there the weights decide.
docs/decisions/0062-how-sure-a-change-is.md"""
_REPLACED = 0.4
"""Probability from which the earlier report contradicts a later sentence that says what the earlier one says."""
_MOVES_SURELY = 2.0
"""Log odds from which what claims took for fixed moves with time after all, as in "is in custody" / "was released"."""
_SAME = 0.9
"""Probability from which two sentences say the same, so that who says the one stands where the other does: from 0.7 a
tenth more updates are found whole, and twice as many stand where they should not. docs/decisions/0076-relations.md"""
_LEAST_SHARE = 1e-3
"""Of a probability, so that its logarithm is bounded."""
_DECIMALS_OF_LIKELIHOOD = 4
_ONE_WORDING = 0.6
"""Of the words of two sentences, the share that both have from which they are one wording: claims know all that changes
in it."""


def settle(
    statements: Sequence[MemberClaims], pairs: MeasuredPairs, judge: Judge, learned: Weights
) -> tuple[list[Edge], list[tuple[int, int]]]:
    """The differences of those pairs that contradict each other, and, by a model of relations, those that say the same.

    Pairs that are not read keep what claims found.
    """
    prior = apply_to_all(learned.prior, pairs)
    ranked = sorted(range(len(pairs)), key=lambda k: (-prior[k], k))
    edges = [_weigh(edge, prior[k]) for k in ranked[_MOST_JUDGED:] for edge in pairs.list_edges(k)]
    asked = sorted(k for k in ranked[:_MOST_JUDGED] if prior[k] >= _LEAST_PRIOR or pairs.list_edges(k))
    read = [
        pair
        for k in asked
        if not _is_one_wording(pair := pairs[k], statements)
        if not are_parallel(statements[pair.earlier], statements[pair.later])
    ]
    sentences = [(statements[pair.earlier].member.sentence, statements[pair.later].member.sentence) for pair in read]
    ahead = judge(sentences)
    moves = [_tell_movement(pair, statements, own, learned) for pair, own in zip(read, ahead, strict=True)]
    least = [_ask_at_least(pair, statements, learned, moves=odds > 0.0) for pair, odds in zip(read, moves, strict=True)]
    rivals = _decide(read, least, ahead, lambda places: judge([sentences[k][::-1] for k in places]), learned)
    for pair, odds, rival in zip(read, moves, rivals, strict=True):
        if rival is None:
            continue
        found = pair.edges or [(pair.earlier, pair.later, _name_difference(pair, statements, moves=odds > 0.0))]
        surely = bool(pair.edges) and odds >= _MOVES_SURELY
        edges += [_weigh(edge, rival, moves=surely) for edge in found]
    unopposed = (k for k, rival in enumerate(rivals) if rival is None and learned.states)
    return edges, [(read[k].earlier, read[k].later) for k in unopposed if ahead[k].agrees >= _SAME]


def _tell_movement(pair: MeasuredPair, statements: Sequence[MemberClaims], said: Relation, learned: Weights) -> float:
    """The log odds that what a pair differs in moves with time."""
    words = apply(learned.moves, pair.features | list_words(pair, statements))
    if not learned.states:
        return words
    return apply(learned.states, {"": 1.0, "words": words, "moved": compare_states(said)})


def _weigh(edge: Edge, odds: float, *, moves: bool = False) -> Edge:
    """A difference with how likely it is one, from log odds; as one that moves with time if it `moves` after all."""
    one, other, difference = edge
    likelihood = round(1 / (1 + math.exp(-odds)), _DECIMALS_OF_LIKELIHOOD)
    return one, other, replace(difference, moves=difference.moves or moves, likelihood=likelihood)


def _is_one_wording(pair: MeasuredPair, statements: Sequence[MemberClaims]) -> bool:
    """Whether a pair is two versions of one wording, in which claims would see all differences: neither has words of
    its own in which the other may say otherwise, as "upheld the ban" and "ended the ban" have.
    """
    if pair.edges or pair.features["words in common"] < _ONE_WORDING:
        return False
    one, other = (_read_told(statements[place].claims) for place in (pair.earlier, pair.later))
    return one <= other or other <= one


def _read_told(claims: Claims) -> frozenset[str]:
    """Canonical stems of the words of content in lower case that belong to no quantity and no date."""
    known = [(one.start, one.end) for one in claims.quantities] + [(one.start, one.end) for one in claims.dates]
    counted = frozenset[str]().union(*(quantity.counted for quantity in claims.quantities))
    return content_stems(
        [
            token
            for token in claims.tokens
            if token.word
            and not token.capitalized
            and token.stem not in counted
            and not any(start <= token.start < end for start, end in known)
        ]
    )


def _ask_at_least(pair: MeasuredPair, statements: Sequence[MemberClaims], learned: Weights, *, moves: bool) -> float:
    """The log odds from which a pair is told. What moves is told as a conflict where its dates are not known.

    What does not move and has the same figures is not told on the model's word alone: "at 84 km/h" twice.
    """
    dated = all(statements[place].told_at for place in (pair.earlier, pair.later))
    if pair.edges:
        changes = pair.features["one denies"] or (dated and all(difference.moves for *_, difference in pair.edges))
        return find_odds(learned.thresholds["change" if changes else "conflict"])
    if not moves and not pair.features["one denies"] and _give_one_value(pair, statements):
        return math.inf
    return find_odds(learned.thresholds["update" if moves and dated else "fixed"])


def _give_one_value(pair: MeasuredPair, statements: Sequence[MemberClaims]) -> bool:
    """Whether both give figures of one thing, and all of these are alike."""
    told = (_list_standing(statements[place]) for place in (pair.earlier, pair.later))
    figures = list_comparable(*told)
    return bool(figures) and all(same_quantity(one, other) for one, other in figures)


def _decide(
    read: Sequence[MeasuredPair],
    least: Sequence[float],
    ahead: Sequence[Relation],
    read_back: Callable[[Sequence[int]], list[Relation]],
    learned: Weights,
) -> list[float | None]:
    """The log odds that each pair contradicts, None of those that are not told.

    ahead: read with its earlier sentence first. read_back: the other way round, of those that this leaves open.
    """

    def weigh(k: int, back: Relation) -> float:
        if _says_the_same(ahead[k], back) and not read[k].features["figures differ"]:
            return -math.inf
        return apply(learned.rival, read[k].features | describe_judgement(ahead[k], back))

    told: list[float | None] = []
    left_open = []
    for k, own in enumerate(ahead):
        perhaps = weigh(k, _BACK_AT_MOST) >= least[k]
        surely = min(weigh(k, back) for back in (_BACK_AT_LEAST, own)) >= least[k]
        told.append(weigh(k, own) if surely else None)
        if perhaps and not surely:
            left_open.append(k)
    for k, back in zip(left_open, read_back(left_open), strict=True):
        if (odds := weigh(k, back)) >= least[k]:
            told[k] = odds
    return told


def _says_the_same(ahead: Relation, back: Relation) -> bool:
    """Whether one of two sentences says what the other says, the later one not as what was: "set for Tuesday, has been
    put off" says what was to be, and what the earlier report contradicts.
    """
    replaces = ahead.agrees < _ENTAILED and ahead.opposes >= _REPLACED
    return max(ahead.agrees, back.agrees) >= _ENTAILED and not replaces


def describe_judgement(ahead: Relation, back: Relation) -> dict[str, float]:
    """What a model says of a pair, both ways round, as features."""
    contradicted = [find_odds(one.opposes) for one in (ahead, back)]
    entailed = [find_odds(one.agrees) for one in (ahead, back)]
    return {
        "contradicted": contradicted[0],
        "contradicted back": contradicted[1],
        "contradicted both ways": min(contradicted),
        "entailed": entailed[0],
        "entailed back": entailed[1],
        "entailed both ways": min(entailed),
    }


def compare_states(said: Relation) -> float:
    """By how much a later state is likelier than a contradiction of one moment: a difference of logarithms."""
    return math.log(max(said.moved, _LEAST_SHARE)) - math.log(max(said.contradicts, _LEAST_SHARE))


def list_words(pair: MeasuredPair, statements: Sequence[MemberClaims]) -> dict[str, float]:
    """The stems of both sentences, by which of them holds each."""
    return {
        f"{when}: {token.stem}": 1.0
        for when, place in (("earlier", pair.earlier), ("later", pair.later))
        for token in statements[place].claims.tokens
        if token.word
    }


def _name_difference(pair: MeasuredPair, statements: Sequence[MemberClaims], *, moves: bool) -> Difference:
    """What a pair of which claims did not tell it differs in: unlike figures or times, or what is so."""
    earlier, later = statements[pair.earlier], statements[pair.later]
    about = content_stems(earlier.claims.tokens) & content_stems(later.claims.tokens)
    figures = list_comparable(_list_standing(earlier), _list_standing(later))
    if pair.features["unlike figures alone"] and len(figures) == 1 and _may_be_one_count(earlier, later, *figures[0]):
        ((one, other),) = figures
        return Difference(kind=ConflictKind.QUANTITY, first=one, second=other, about=about, moves=moves)
    if pair.features["unlike times"]:
        first, second = _list_unlike_times(earlier.claims.dates, later.claims.dates)[0]
        return Difference(kind=ConflictKind.DATE, first=first, second=second, about=about, moves=moves)
    kind = ConflictKind.STATE if moves else ConflictKind.OPPOSITE
    return Difference(kind=kind, first=tell_whole(earlier), second=tell_whole(later), about=about, moves=moves)


def _may_be_one_count(earlier: MemberClaims, later: MemberClaims, one: Quantity, other: Quantity) -> bool:
    """Whether two figures are no people of unlike fates: 11 who are missing are no other number than 198 on shore."""
    first, second = (
        next(figure for figure in find_figures(statement.claims, statement.told_at) if figure.quantity == quantity)
        for statement, quantity in ((earlier, one), (later, other))
    )
    return not (first.persons or second.persons) or share_slot(first, second)


def _list_standing(statement: MemberClaims) -> list[Quantity]:
    """The figures that a sentence gives as of its report, not those that it expects or remembers."""
    figures = find_figures(statement.claims, statement.told_at)
    return [figure.quantity for figure in figures if figure.stands]


def _list_unlike_times(
    first: Sequence[DateMention], second: Sequence[DateMention]
) -> list[tuple[DateMention, DateMention]]:
    return [(one, other) for one in first for other in second if one.time and other.time and dates_differ(one, other)]
