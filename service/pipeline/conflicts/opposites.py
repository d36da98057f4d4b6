"""Words that are opposites: the road is open, the road is closed. English."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from service.domain import ConflictKind
from service.pipeline.claims.antonyms import OPPOSITE_OF, TURNING, read_opposites
from service.pipeline.claims.dates import same_date
from service.pipeline.claims.synonyms import canonical_stem, content_stems
from service.pipeline.conflicts.comparison import Predicate
from service.pipeline.conflicts.group_differences import Edge, MemberClaims
from service.pipeline.conflicts.nearness import Nearness, WordWeights
from service.pipeline.conflicts.profiles import LEAST_SHARE, NEEDED_IN_GROUP, Profile, make_edge, weigh_pair
from service.pipeline.text.tokens import Token
from service.pipeline.text.watching import look_at_clock

_NEEDED_TO_OPPOSE = 2.0
"""Rare words, or nearness, that two sentences need in common that say opposites with a word in common beside them."""
_DETERMINERS = frozenset({"a", "an", "the", "its", "their", "his", "her", "this", "that", "no", "new", "of"})
"""Words behind which an opposite is a thing: "the permit"."""

_User = tuple[Profile, Token, frozenset[str]]
"""A sentence, its word that has opposites, and the canonical stems of what it is said of."""


def find_opposites(
    profiles: Sequence[Profile], statements: Sequence[MemberClaims], weights: WordWeights, nearness: Nearness
) -> Iterator[Edge]:
    """Pairs of statements of different articles, by their places, that say opposites: it is open, it is closed.

    Those whose words tell how something stands (open, closed) move where one was published later.
    Cost: linear in pairs of statements that say opposites.
    """
    users: dict[str, list[_User]] = defaultdict(list)
    for profile in profiles:
        claims = statements[profile.place].claims
        for token, near in read_opposites(claims):
            if not _is_thing(claims.tokens, token):
                users[token.stem].append((profile, token, content_stems(near)))
    for stem in sorted(users):
        for opposite in sorted(OPPOSITE_OF[stem]):
            if stem < opposite:
                theirs = [user for user in users.get(opposite, ()) if _says_alone(user, stem)]
                for one in (user for user in users[stem] if _says_alone(user, opposite)):
                    for other in theirs:
                        look_at_clock()
                        yield from _oppose(one, other, statements, weights, nearness)


def _says_alone(user: _User, opposite: str) -> bool:
    """Whether a sentence says a word to be so, and not its opposite, too."""
    profile, token, _ = user
    said = canonical_stem(token.stem) not in profile.denied | profile.planned
    return said and canonical_stem(opposite) not in profile.context


def _oppose(
    one: _User,
    other: _User,
    statements: Sequence[MemberClaims],
    weights: WordWeights,
    nearness: Nearness,
) -> Iterator[Edge]:
    (profile, token, near), (second, opposed, far) = one, other
    first_of, second_of = statements[profile.place], statements[second.place]
    if first_of.article.index == second_of.article.index:
        return
    if _ends_that_day(first_of, second_of) or _ends_that_day(second_of, first_of):
        return
    if not near & far:
        return
    pair = weigh_pair(profile, second, statements, weights, nearness)
    if pair.share >= LEAST_SHARE and pair.evidence >= (NEEDED_IN_GROUP if pair.in_group else _NEEDED_TO_OPPOSE):
        yield make_edge(
            profile,
            second,
            Predicate(start=token.start, end=token.end, stem=canonical_stem(token.stem)),
            Predicate(start=opposed.start, end=opposed.end, stem=canonical_stem(opposed.stem)),
            pair.shared,
            moves=token.stem in TURNING and pair.later is not None,
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
