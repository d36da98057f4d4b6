"""What became of what an earlier report said: planned and done, denied and confirmed, done and undone; and opposites.

Two sentences are held against each other only if the one's word for it is in the other, denied, planned or undone
there, and if both share enough rare words beside it to speak of one thing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from service.domain import ConflictKind
from service.pipeline.claims.antonyms import OPPOSITE_OF, TURNING
from service.pipeline.claims.dates import same_date
from service.pipeline.claims.lexicon import Lexicon
from service.pipeline.claims.negation import Negation
from service.pipeline.claims.quantities import same_quantity
from service.pipeline.claims.synonyms import canonical_stem
from service.pipeline.claims.units import CURRENCIES
from service.pipeline.conflicts.comparison import Affirmation, Claim, Difference, Predicate
from service.pipeline.conflicts.disputes import Edge, MemberClaims
from service.pipeline.conflicts.nearness import Nearness, WordWeights
from service.pipeline.text.quotations import QUOTATION_MARKS
from service.pipeline.text.tokens import Token
from service.pipeline.text.watching import look_at_clock

_COSINE = 2.0
_NEEDED = 2.5
"""Rare words, or nearness, that two sentences need in common for one to tell what became of the other's."""
_NEEDED_TO_DENY = 2.3
"""The same where one denies the other's predicate and most of what goes with it."""
_NEEDED_TO_ANSWER = 1.9
"""The same where a later day's report says that there is what there was "no sign of"."""
_NEEDED_TO_OPPOSE = 2.0
"""The same for opposites that have a word in common beside them."""
_NEEDED_OF_PLAIN_WORDS = 0.8
"""Of these, rare words that are no names: who is named does many things."""
_NEEDED_IN_GROUP = 1.0
_SCOPE = 7
_REACH = 3
"""Words of content to each side of two opposites among which one must be shared."""
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
_AHEAD = frozenset({"will", "would", "shall", "ll"})
_PLANNING = frozenset(
    """
    plan plans planned intend intends intended expect expects expected due set scheduled hope hopes vow vows vowed
    promise promised promises threaten threatened consider considering offer offered agreed
    """.split()  # noqa: SIM905
)
"""Words in front of "to" and what is to come."""
_UNDOING = frozenset(
    """
    drop dropped abandon abandoned cancel cancelled canceled withdraw withdrawn withdrew lift lifted reverse reversed
    overturn overturned quash quashed clear cleared free freed release released disqualify disqualified strip stripped
    revoke revoked rescind rescinded suspend suspended scrap scrapped halt halted end ended postpone postponed delay
    delayed replace replaced resume resumed restore restored
    """.split()  # noqa: SIM905
)
"""Words of what undoes what was so before."""
_CONFIRMING = frozenset(
    {"confirm", "confirms", "confirmed", "admit", "admits", "admitted", "concede", "conceded", "acknowledged"}
)
_TURNED = frozenset({"now", "again", "back", "anymore", "finally", "longer"})
"""Words of what is so by now, and was not before."""
_ADJACENT = 2
"""Tokens behind "will" among which stands what is to come."""
_RETURNED = frozenset({"again", "anymore", "longer"})
_UNDONE_REACH = 3
"""Words of content to each side of one that undoes among which stands what it undoes."""
_NO = frozenset({"no", "nothing", "without"})
"""Cues behind which a noun may stand for what there is none of."""
_NO_ANSWERS = frozenset({"decline", "declines", "declined", "declining", "difficulty", "difficulties"})
"""Cues of those who neither deny nor affirm: "declined to say"."""
_LEAST_SHARE = 0.25
"""Of the lighter sentence's words, by weight, those that both share of two that contradict each other."""
_LEAST_SHARE_TO_FOLLOW = 0.15
"""The same of a plan, or a state, and what became of it."""
_ANOTHER_DAY = timedelta(hours=12)
"""How much later a report tells of another day."""
_DETERMINERS = frozenset({"a", "an", "the", "its", "their", "his", "her", "this", "that", "no", "new", "of"})
"""Words behind which an opposite is a thing: "the permit"."""
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
_CLAUSE_ENDS = frozenset({".", ";", ":", "—", "–", "but", "while", "although", "though"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Profile:
    """What a sentence says to be so, to come, not to be so, and to be undone: canonical stems, with their tokens.

    returned: what it says to be so again, or no longer. names: stems of the names in it.
    turned: whether it tells of something that is so by now and was not before, or confirms it. ahead: whether it speaks
    of what will be. quoted: whether it quotes someone.
    """

    place: int
    context: frozenset[str]
    tokens: dict[str, Token]
    asserted: frozenset[str]
    planned: frozenset[str]
    undone: frozenset[str]
    returned: frozenset[str]
    denied: frozenset[str]
    names: frozenset[str]
    turned: bool
    ahead: bool
    quoted: bool


def find_changes(
    statements: Sequence[MemberClaims], lexicon: Lexicon, weights: WordWeights, nearness: Nearness
) -> Iterator[Edge]:
    """Pairs of statements of different articles, by their places, of which one denies or undoes what the other says.

    Those that tell what a later report says has become of it move; the others cannot both be true. English.
    Cost: linear in pairs of statements that share a word which one of them denies, plans or undoes.
    """
    profiles = [_profile(place, statement, lexicon) for place, statement in enumerate(statements)]
    users: dict[str, list[int]] = defaultdict(list)
    for profile in profiles:
        for stem in sorted(profile.asserted | profile.denied):
            users[stem].append(profile.place)
    followed: set[frozenset[int]] = set()
    for profile in profiles:
        told = profile.planned | profile.denied | profile.undone | profile.returned
        places = sorted({place for stem in told for place in users[stem]} - {profile.place})
        pairs = [
            _weigh(profile, profiles[place], statements, weights, nearness)
            for place in places
            if _come_apart(statements[profile.place], statements[place])
        ]
        yield from _list_denials(profile, pairs, statements, lexicon)
        for edge in _follow(profile, pairs, statements, weights):
            if frozenset(edge[:2]) not in followed:
                followed.add(frozenset(edge[:2]))
                yield edge
    yield from _find_opposites(profiles, statements, weights, nearness)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pair:
    """Another statement, with what it has in common.

    evidence: rare words and nearness. plain: the weight of shared words that are no names. later: whether it was
    published later.
    """

    other: _Profile
    shared: frozenset[str]
    evidence: float
    plain: float
    cosine: float
    share: float
    in_group: bool
    later: bool | None


def _come_apart(first: MemberClaims, second: MemberClaims) -> bool:
    """Whether two statements stand in different articles, and not in copies of one text."""
    return first.article.index != second.article.index and first.member.origin != second.member.origin


def _weigh(
    one: _Profile, other: _Profile, statements: Sequence[MemberClaims], weights: WordWeights, nearness: Nearness
) -> _Pair:
    first, second = statements[one.place], statements[other.place]
    shared = one.context & other.context
    near = max(0.0, nearness(first.member.sentence, second.member.sentence))
    return _Pair(
        other=other,
        shared=shared,
        evidence=weights.weigh(shared) + _COSINE * near,
        plain=weights.weigh(shared - one.names),
        cosine=near,
        share=weights.share(one.context, other.context),
        in_group=first.group_id == second.group_id,
        later=_is_later(first, second),
    )


def _list_denials(
    one: _Profile, pairs: Sequence[_Pair], statements: Sequence[MemberClaims], lexicon: Lexicon
) -> Iterator[Edge]:
    """What `one` denies and another statement says: the predicate, and most of what goes with it."""
    for pair in pairs:
        if pair.evidence < (_NEEDED_IN_GROUP if pair.in_group else _NEEDED_TO_ANSWER):
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
            enough = enough and pair.share >= _LEAST_SHARE
            if _is_met(negation, predicate, met) and enough and not pair.other.denied & scope:
                word = predicate if predicate in met else min(met, key=lambda stem: pair.other.tokens[stem].start)
                place = pair.other.tokens[word]
                moves = _is_answered(statements[one.place], statements[pair.other.place]) or (
                    pair.later is not None and (pair.other.turned if pair.later else one.turned)
                )
                affirmed = Affirmation(start=place.start, end=place.end)
                yield _edge(one, pair.other, negation, affirmed, pair.shared, moves=moves)
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
    first, second = denial.article.published_at, affirmation.article.published_at
    return first is not None and second is not None and second - first >= _ANOTHER_DAY


def _follow(
    one: _Profile, pairs: Sequence[_Pair], statements: Sequence[MemberClaims], weights: WordWeights
) -> Iterator[Edge]:
    """What became of the plan that `one` tells, and of what earlier reports said that it undoes: the nearest alone."""
    found: dict[str, list[tuple[float, _Pair, str]]] = defaultdict(list)
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
                yield _edge(one, pair.other, claims[0], claims[1], pair.shared, moves=True, kind=ConflictKind.STATE)


def _become(one: _Profile, pair: _Pair) -> Iterator[tuple[str, frozenset[str]]]:
    """The words of what a pair of statements says to have come, to have been undone, or to be so again."""
    other = pair.other
    if pair.later and not (one.planned & other.planned or one.planned & one.undone):
        yield "came", one.planned & (other.denied if other.ahead else other.asserted | other.denied)
    if not pair.later and one.undone and not other.undone:
        yield "undone", one.undone & (other.asserted | other.planned)
        if pair.cosine >= _ONE_EVENT:
            yield "undone", pair.shared - one.denied - other.denied


def _return(one: _Profile, pair: _Pair) -> Iterator[tuple[str, frozenset[str]]]:
    """The words of what `one` says to be so again, or no longer, and an earlier report did not."""
    if not pair.later and not pair.other.returned:
        yield "returned", one.returned & (pair.other.asserted | pair.other.planned)


def _come(one: _Profile, pair: _Pair, statements: Sequence[MemberClaims]) -> Iterator[tuple[str, frozenset[str]]]:
    """The words of what was planned for a day on which a later report says that it happened."""
    if pair.later and one.planned and not pair.other.ahead:
        days = [statements[profile.place].claims.dates for profile in (one, pair.other)]
        if any(first.first and same_date(first, second) for first in days[0] for second in days[1]):
            yield "came", (pair.shared & pair.other.asserted) - one.names


def _edge(
    one: _Profile,
    other: _Profile,
    first: Claim,
    second: Claim,
    about: frozenset[str],
    *,
    moves: bool,
    kind: ConflictKind = ConflictKind.NEGATION,
) -> Edge:
    return one.place, other.place, Difference(kind=kind, first=first, second=second, about=about, moves=moves)


def _predicate(profile: _Profile, stem: str, statements: Sequence[MemberClaims], *, apart: bool) -> Predicate:
    """The word of a plan, or of what became of it. Sentences of one group stand on one side, unless it tells both."""
    statement = statements[profile.place]
    token, group_id = profile.tokens.get(stem, statement.claims.tokens[0]), statement.group_id
    return Predicate(start=token.start, end=token.end, stem=f"{group_id}/{profile.place}" if apart else group_id)


def _is_later(first: MemberClaims, second: MemberClaims) -> bool | None:
    """Whether the second was published after the first; None where that is not known, or both at once."""
    one, other = first.article.published_at, second.article.published_at
    return None if one is None or other is None or one == other else one < other


def _profile(place: int, statement: MemberClaims, lexicon: Lexicon) -> _Profile:
    tokens = statement.claims.tokens
    stems = {canonical_stem(token.stem): token for token in reversed(tokens) if token.content}
    denied = frozenset(canonical_stem(stem) for negation in statement.claims.negations for stem in negation.scope)
    planned = frozenset(stem for start in _plans(tokens) for stem in _scope(tokens[: start + _ADJACENT], start)[:1])
    undoing = [i for i, token in enumerate(tokens) if token.lower in _UNDOING]
    undone = frozenset(stem for i in undoing for stem in _around(tokens, i))
    returned = any(token.lower in _RETURNED for token in tokens)
    lower = {token.lower for token in tokens}
    names = frozenset(
        canonical_stem(token.stem)
        for token in tokens
        if any(name.certain and name.start <= token.start < name.end for name in statement.claims.names)
    )
    return _Profile(
        place=place,
        context=lexicon.expand(frozenset(stems)),
        tokens=stems,
        asserted=frozenset(stems) - denied - planned,
        planned=planned - denied - names,
        undone=undone - names,
        returned=frozenset(stems) - names if returned else frozenset(),
        denied=denied,
        names=names,
        turned=bool(lower & (_CONFIRMING | _TURNED | _UNDOING)),
        ahead=bool(lower & _AHEAD),
        quoted=bool(set(QUOTATION_MARKS) & set(statement.text)),
    )


def _plans(tokens: Sequence[Token]) -> Iterator[int]:
    """The places behind "will", "plans to" and the like."""
    for place, token in enumerate(tokens):
        if token.lower in _AHEAD or (token.lower == "to" and place and tokens[place - 1].lower in _PLANNING):
            yield place + 1


def _scope(tokens: Sequence[Token], start: int) -> list[str]:
    """Canonical stems of the words of content from a place to the end of its clause, not many."""
    scope: list[str] = []
    for token in tokens[start:]:
        if token.lower in _CLAUSE_ENDS or len(scope) == _SCOPE:
            break
        if token.content:
            scope.append(canonical_stem(token.stem))
    return scope


def _around(tokens: Sequence[Token], place: int) -> list[str]:
    """Canonical stems of the words of content beside a word that undoes: what is undone."""
    content = [i for i, token in enumerate(tokens) if token.content and token.lower not in _CLAUSE_ENDS]
    near = [i for i in content if i < place][-_UNDONE_REACH:] + [i for i in content if i > place][:_UNDONE_REACH]
    return [canonical_stem(tokens[i].stem) for i in near]


def _find_opposites(
    profiles: Sequence[_Profile], statements: Sequence[MemberClaims], weights: WordWeights, nearness: Nearness
) -> Iterator[Edge]:
    users: dict[str, list[tuple[_Profile, Token]]] = defaultdict(list)
    for profile in profiles:
        for token in statements[profile.place].claims.tokens:
            if token.stem in OPPOSITE_OF and not _is_thing(statements[profile.place].claims.tokens, token):
                users[token.stem].append((profile, token))
    for stem in sorted(users):
        for opposite in sorted(OPPOSITE_OF[stem]):
            if stem < opposite:
                theirs = [user for user in users.get(opposite, ()) if _says_alone(*user, stem)]
                for one in (user for user in users[stem] if _says_alone(*user, opposite)):
                    for other in theirs:
                        look_at_clock()
                        yield from _oppose(one, other, statements, weights, nearness)


def _says_alone(profile: _Profile, token: Token, opposite: str) -> bool:
    """Whether a sentence says a word to be so, and not its opposite, too."""
    said = canonical_stem(token.stem) not in profile.denied | profile.planned
    return said and canonical_stem(opposite) not in profile.context


def _oppose(
    one: tuple[_Profile, Token],
    other: tuple[_Profile, Token],
    statements: Sequence[MemberClaims],
    weights: WordWeights,
    nearness: Nearness,
) -> Iterator[Edge]:
    (profile, token), (second, opposed) = one, other
    first_of, second_of = statements[profile.place], statements[second.place]
    if first_of.article.index == second_of.article.index:
        return
    stems = [canonical_stem(token.stem), canonical_stem(opposed.stem)]
    if _ends_that_day(first_of, second_of) or _ends_that_day(second_of, first_of):
        return
    shared = profile.context & second.context
    beside = _beside(first_of, token) & _beside(second_of, opposed)
    near = max(0.0, nearness(first_of.member.sentence, second_of.member.sentence))
    in_group = first_of.group_id == second_of.group_id
    needed = _NEEDED_IN_GROUP if in_group else _NEEDED_TO_OPPOSE
    if weights.share(profile.context, second.context) < _LEAST_SHARE:
        return
    if beside and weights.weigh(shared) + _COSINE * near >= needed:
        yield _edge(
            profile,
            second,
            Predicate(start=token.start, end=token.end, stem=stems[0]),
            Predicate(start=opposed.start, end=opposed.end, stem=stems[1]),
            shared,
            moves=token.stem in TURNING and _is_later(first_of, second_of) is not None,
            kind=ConflictKind.OPPOSITE,
        )


def _ends_that_day(one: MemberClaims, other: MemberClaims) -> bool:
    """Whether one sentence says until when, and the other what is so from that day: "closed until Thursday"."""
    until = any(token.lower == "until" for token in one.claims.tokens)
    return until and any(same_date(first, second) for first in one.claims.dates for second in other.claims.dates)


def _is_thing(tokens: Sequence[Token], place: Token) -> bool:
    """Whether a word that may be a verb names a thing: "the permit"."""
    at = next(i for i, token in enumerate(tokens) if token is place)
    before = tokens[at - 1].lower if at else ""
    return before in _DETERMINERS and not place.lower.endswith(("ed", "ity", "y", "defeat"))


def _beside(statement: MemberClaims, place: Token) -> frozenset[str]:
    """Canonical stems of the words of content beside a word."""
    content = [token for token in statement.claims.tokens if token.content or token is place]
    at = next(i for i, token in enumerate(content) if token is place)
    near = (*content[max(0, at - _REACH) : at], *content[at + 1 : at + 1 + _REACH])
    return frozenset(canonical_stem(token.stem) for token in near)
