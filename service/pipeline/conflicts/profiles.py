"""What a sentence says to be so, to come or to be undone, and what two such sentences have in common. English."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.domain import ConflictKind
from service.pipeline.claims.antonyms import read_opposites
from service.pipeline.claims.lexicon import Lexicon
from service.pipeline.claims.synonyms import canonical_stem, content_stems
from service.pipeline.conflicts.comparison import Claim, Difference
from service.pipeline.conflicts.group_differences import Edge, MemberClaims
from service.pipeline.conflicts.nearness import Nearness, WordWeights
from service.pipeline.text.quotations import QUOTATION_MARKS
from service.pipeline.text.tokens import Token

NEEDED_IN_GROUP = 1.0
"""Rare words, or nearness, that two sentences of one group need in common to contradict each other."""
LEAST_SHARE = 0.25
"""Of the lighter sentence's words, by weight, those that both share of two that contradict each other."""
_COSINE = 2.0
"""What a cosine of 1 weighs beside rare words."""
_SCOPE = 7
"""Words of content behind "will" and the like that are looked at."""
_AHEAD = frozenset({"will", "would", "shall"})
_AHEAD_SHORT = ("'ll", "’ll")
"""Ends of words that are short for them: "he'll"."""
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
_LOSING = frozenset({"lose", "loses", "lost", "losing"})
"""Words in front of what one is without from then on."""
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
_CLAUSE_ENDS = frozenset({".", ";", ":", "—", "–", "but", "while", "although", "though"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Another statement, with what it has in common.

    evidence: rare words and nearness. plain: the weight of shared words that are no names. later: whether it was
    published later.
    """

    other: Profile
    shared: frozenset[str]
    evidence: float
    plain: float
    cosine: float
    share: float
    in_group: bool
    later: bool | None


def profile_statement(place: int, statement: MemberClaims, lexicon: Lexicon) -> Profile:
    """What a statement says to be so, to come, not to be so, and to be undone. place: its number among all."""
    tokens = statement.claims.tokens
    stems = {canonical_stem(token.stem): token for token in reversed(tokens) if token.content}
    denied = frozenset(canonical_stem(stem) for negation in statement.claims.negations for stem in negation.scope)
    losing = [i for i, token in enumerate(tokens) if token.lower in _LOSING]
    denied |= {stem for i in losing for stem in _scope(tokens, i + 1)[:1]}
    planned = frozenset(stem for start in _plans(tokens) for stem in _scope(tokens[: start + _ADJACENT], start)[:1])
    undoing = [i for i, token in enumerate(tokens) if token.lower in _UNDOING]
    said_of = {token.start: near for token, near in read_opposites(statement.claims)}
    undone = frozenset(
        stem for i in undoing for stem in content_stems(said_of.get(tokens[i].start, ())) or _around(tokens, i)
    )
    returned = any(token.lower in _RETURNED for token in tokens)
    lower = {token.lower for token in tokens}
    names = frozenset(
        canonical_stem(token.stem)
        for token in tokens
        if any(name.certain and name.start <= token.start < name.end for name in statement.claims.names)
    )
    return Profile(
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
        ahead=any(map(_is_ahead, tokens)),
        quoted=bool(set(QUOTATION_MARKS) & set(statement.text)),
    )


def weigh_pair(
    one: Profile, other: Profile, statements: Sequence[MemberClaims], weights: WordWeights, nearness: Nearness
) -> Pair:
    """The `other` of two statements, with what both have in common."""
    first, second = statements[one.place], statements[other.place]
    shared = one.context & other.context
    near = max(0.0, nearness(first.member.sentence, second.member.sentence))
    return Pair(
        other=other,
        shared=shared,
        evidence=weights.weigh(shared) + _COSINE * near,
        plain=weights.weigh(shared - one.names),
        cosine=near,
        share=weights.share(one.context, other.context),
        in_group=first.group_id == second.group_id,
        later=is_later(first, second),
    )


def is_later(first: MemberClaims, second: MemberClaims) -> bool | None:
    """Whether the second was published after the first; None where that is not known, or both at once."""
    one, other = first.told_at, second.told_at
    return None if one is None or other is None or one == other else one < other


def make_edge(
    one: Profile,
    other: Profile,
    first: Claim,
    second: Claim,
    about: frozenset[str],
    *,
    moves: bool,
    kind: ConflictKind = ConflictKind.NEGATION,
) -> Edge:
    """The places of two statements, and how they differ. about: the words that both share."""
    return one.place, other.place, Difference(kind=kind, first=first, second=second, about=about, moves=moves)


def _plans(tokens: Sequence[Token]) -> Iterator[int]:
    """The places behind "will", "plans to" and the like."""
    for place, token in enumerate(tokens):
        if _is_ahead(token) or (token.lower == "to" and place and tokens[place - 1].lower in _PLANNING):
            yield place + 1


def _is_ahead(token: Token) -> bool:
    return token.lower in _AHEAD or token.lower.endswith(_AHEAD_SHORT)


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
