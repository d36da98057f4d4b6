"""What became of what an earlier report said: planned and done, denied and confirmed, done and undone; and opposites.

Two sentences are held against each other only if the one's word for it is in the other, denied, planned or undone
there, and if both share enough rare words beside it to speak of one thing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta

from service.domain import ConflictKind
from service.pipeline.claims.dates import same_date
from service.pipeline.claims.lexicon import Lexicon
from service.pipeline.claims.negation import Negation
from service.pipeline.claims.quantity_agreement import same_quantity
from service.pipeline.claims.synonyms import canonical_stem
from service.pipeline.claims.units import CURRENCIES
from service.pipeline.conflicts.comparison import Affirmation, Predicate
from service.pipeline.conflicts.group_differences import Edge, MemberClaims
from service.pipeline.conflicts.nearness import Nearness, WordWeights
from service.pipeline.conflicts.opposites import find_opposites
from service.pipeline.conflicts.profiles import (
    LEAST_SHARE,
    NEEDED_IN_GROUP,
    Pair,
    Profile,
    make_edge,
    profile_statement,
    weigh_pair,
)

_NEEDED = 2.5
"""Rare words, or nearness, that two sentences need in common for one to tell what became of the other's."""
_NEEDED_TO_DENY = 2.3
"""The same where one denies the other's predicate and most of what goes with it."""
_NEEDED_TO_ANSWER = 1.9
"""The same where a later day's report says that there is what there was "no sign of"."""
_NEEDED_OF_PLAIN_WORDS = 0.8
"""Of these, rare words that are no names: who is named does many things."""
_MET = 0.5
"""Share of the words of a denial that the other sentence must hold."""
_LEAST_MET = 2
"""Words of a denial that it must hold at least."""
_MOST_MET = 3
"""Words of what there is none of that tell as much as its predicate."""
_LIGHT = frozenset(
    """
    sign evid indic plan intent proof reason trace suggest noth show record be have take mean manag abl begin
    """.split()  # noqa: SIM905
)
"""Stems behind a negation that are not what it denies: "no sign of an attack"."""
_NOTHING_OF = frozenset({"sign", "evid", "indic", "plan", "intent", "proof", "trace"})
"""Of these, nouns that are of one thing, which is denied alone."""
_NO = frozenset({"no", "nothing", "without"})
"""Cues behind which a noun may stand for what there is none of."""
_NO_ANSWERS = frozenset({"decline", "declines", "declined", "declining", "difficulty", "difficulties"})
"""Cues of those who neither deny nor affirm: "declined to say"."""
_LEAST_SHARE_TO_FOLLOW = 0.15
"""The same of a plan, or a state, and what became of it."""
_ANOTHER_DAY = timedelta(hours=12)
"""How much later a report tells of another day."""
_NEEDED_TO_RETURN = 1.9
"""Rare words, or nearness, that tell what is so again; of all earlier sentences the nearest alone is taken."""
_NEEDED_TO_COME = 3.0
"""The same where a plan and a later report name one day."""
_AS_NEAR = 0.35
"""How much farther than the nearest one another sentence may be that tells the same state."""
_ONE_EVENT = 0.7
"""Cosine from which two sentences speak of one event, whatever their words."""
_TELLING = 0.6
"""Weight of the word that tells what became of something, at least."""


def find_changes(
    statements: Sequence[MemberClaims], lexicon: Lexicon, weights: WordWeights, nearness: Nearness
) -> Iterator[Edge]:
    """Pairs of statements of different articles, by their places, of which one denies or undoes what the other says.

    Those that tell what a later report says has become of it move; the others cannot both be true. English.
    Cost: linear in pairs of statements that share a word which one of them denies, plans or undoes.
    """
    profiles = [profile_statement(place, statement, lexicon) for place, statement in enumerate(statements)]
    users: dict[str, list[int]] = defaultdict(list)
    for profile in profiles:
        for stem in sorted(profile.asserted | profile.denied):
            users[stem].append(profile.place)
    followed: set[frozenset[int]] = set()
    for profile in profiles:
        told = profile.planned | profile.denied | profile.undone | profile.returned
        places = sorted({place for stem in told for place in users[stem]} - {profile.place})
        pairs = [
            weigh_pair(profile, profiles[place], statements, weights, nearness)
            for place in places
            if _come_apart(statements[profile.place], statements[place])
        ]
        yield from _list_denials(profile, pairs, statements, lexicon)
        for edge in _follow(profile, pairs, statements, weights):
            if frozenset(edge[:2]) not in followed:
                followed.add(frozenset(edge[:2]))
                yield edge
    yield from find_opposites(profiles, statements, weights, nearness)


def _come_apart(first: MemberClaims, second: MemberClaims) -> bool:
    """Whether two statements stand in different articles, and not in copies of one text."""
    return first.article.index != second.article.index and first.member.origin != second.member.origin


def _list_denials(
    one: Profile, pairs: Sequence[Pair], statements: Sequence[MemberClaims], lexicon: Lexicon
) -> Iterator[Edge]:
    """What `one` denies and another statement says: the predicate, and most of what goes with it."""
    for pair in pairs:
        if pair.evidence < (NEEDED_IN_GROUP if pair.in_group else _NEEDED_TO_ANSWER):
            continue
        if _tell_other_amounts(statements[one.place], statements[pair.other.place]):
            continue
        for negation in statements[one.place].claims.negations:
            if _contrasts(statements[one.place], negation) or negation.cue in _NO_ANSWERS:
                continue
            stems = frozenset(map(canonical_stem, negation.scope))
            whole = frozenset(lexicon.abbreviations.get(stem, stem) for stem in stems)
            scope = whole - _LIGHT if negation.cue in _NO else whole
            met = scope & pair.other.asserted
            behind = [token for token in statements[one.place].claims.tokens if token.start >= negation.end]
            predicate = next((stem for token in behind if (stem := canonical_stem(token.stem)) in scope), "")
            lone = (
                negation.cue in _NO
                and bool(whole & _NOTHING_OF)
                and _is_answered(statements[one.place], statements[pair.other.place])
            )
            enough = len(met) >= max(1 if lone else _LEAST_MET, _MET * len(scope))
            enough = enough and (lone or pair.in_group or pair.evidence >= _NEEDED_TO_DENY)
            enough = enough and pair.share >= LEAST_SHARE
            if _is_met(negation, predicate, met) and enough and not pair.other.denied & scope:
                word = predicate if predicate in met else min(met, key=lambda stem: pair.other.tokens[stem].start)
                place = pair.other.tokens[word]
                moves = _is_answered(statements[one.place], statements[pair.other.place]) or (
                    pair.later is not None and (pair.other.turned if pair.later else one.turned)
                )
                affirmed = Affirmation(start=place.start, end=place.end)
                yield make_edge(one, pair.other, negation, affirmed, pair.shared, moves=moves)
                break


def _is_met(negation: Negation, predicate: str, met: frozenset[str]) -> bool:
    """Whether the other sentence affirms the predicate, or nearly all of what there is none of."""
    return predicate in met or (negation.cue in _NO and len(met) >= _MOST_MET)


def _contrasts(statement: MemberClaims, negation: Negation) -> bool:
    """Whether "not" sets one thing beside another rather than deny what is done: "Russia, but not China"."""
    before = [token.lower for token in statement.claims.tokens if token.end <= negation.start][-1:]
    return negation.cue == "not" and before in ([","], ["but"], ["and"])


def _tell_other_amounts(one: MemberClaims, other: MemberClaims) -> bool:
    """Whether both sentences give an amount of money, and none in common: they speak of two things."""
    sums = [[q for q in statement.claims.quantities if q.unit in CURRENCIES] for statement in (one, other)]
    return all(sums) and not any(same_quantity(first, second) for first in sums[0] for second in sums[1])


def _is_answered(denial: MemberClaims, affirmation: MemberClaims) -> bool:
    """Whether what was denied is said to be so by a report of a later day: the denial was of its own time."""
    first, second = denial.told_at, affirmation.told_at
    return first is not None and second is not None and second - first >= _ANOTHER_DAY


def _follow(
    one: Profile, pairs: Sequence[Pair], statements: Sequence[MemberClaims], weights: WordWeights
) -> Iterator[Edge]:
    """What became of the plan that `one` tells, and of what earlier reports said that it undoes: the nearest alone."""
    found: dict[str, list[tuple[float, Pair, str]]] = defaultdict(list)
    for pair in pairs:
        plain = pair.plain >= _NEEDED_OF_PLAIN_WORDS or pair.cosine >= _ONE_EVENT
        if one.quoted or pair.other.quoted or pair.later is None or not plain or pair.share < _LEAST_SHARE_TO_FOLLOW:
            continue
        ways = [
            *(_become(one, pair) if pair.evidence >= _NEEDED else ()),
            *(_return(one, pair) if pair.evidence >= _NEEDED_TO_RETURN else ()),
            *(_come(one, pair, statements) if pair.evidence >= _NEEDED_TO_COME else ()),
        ]
        for way, stems in ways:
            stem = max(sorted(stems), key=lambda stem: weights.weigh(frozenset({stem})), default="")
            if stem and weights.weigh(frozenset({stem})) >= _TELLING:
                found[way].append((pair.evidence, pair, stem))
    for candidates in found.values():
        nearest = max(evidence for evidence, _, _ in candidates)
        for evidence, pair, stem in candidates:
            if evidence >= nearest - _AS_NEAR:
                claims = [_predicate(profile, stem, statements, apart=pair.in_group) for profile in (one, pair.other)]
                yield make_edge(one, pair.other, claims[0], claims[1], pair.shared, moves=True, kind=ConflictKind.STATE)


def _become(one: Profile, pair: Pair) -> Iterator[tuple[str, frozenset[str]]]:
    """The words of what a pair of statements says to have come, to have been undone, or to be so again."""
    other = pair.other
    if pair.later and not (one.planned & other.planned or one.planned & one.undone):
        yield "came", one.planned & (other.denied if other.ahead else other.asserted | other.denied)
    if not pair.later and one.undone and not other.undone:
        yield "undone", one.undone & (other.asserted | other.planned)
        if pair.cosine >= _ONE_EVENT:
            yield "undone", pair.shared - one.denied - other.denied


def _return(one: Profile, pair: Pair) -> Iterator[tuple[str, frozenset[str]]]:
    """The words of what `one` says to be so again, or no longer, and an earlier report did not."""
    if not pair.later and not pair.other.returned:
        yield "returned", one.returned & (pair.other.asserted | pair.other.planned)


def _come(one: Profile, pair: Pair, statements: Sequence[MemberClaims]) -> Iterator[tuple[str, frozenset[str]]]:
    """The words of what was planned for a day on which a later report says that it happened."""
    if pair.later and one.planned and not pair.other.ahead:
        days = [statements[profile.place].claims.dates for profile in (one, pair.other)]
        if any(first.first and same_date(first, second) for first in days[0] for second in days[1]):
            yield "came", (pair.shared & pair.other.asserted) - one.names


def _predicate(profile: Profile, stem: str, statements: Sequence[MemberClaims], *, apart: bool) -> Predicate:
    """The word of a plan, or of what became of it. Sentences of one group stand on one side, unless it tells both."""
    statement = statements[profile.place]
    token, group_id = profile.tokens.get(stem, statement.claims.tokens[0]), statement.group_id
    return Predicate(start=token.start, end=token.end, stem=f"{group_id}/{profile.place}" if apart else group_id)
