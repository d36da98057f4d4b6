"""A claim held against another: the same, or two that cannot both be true."""

from __future__ import annotations

from dataclasses import dataclass, replace

from service.domain import ConflictKind
from service.pipeline.claims.dates import DateMention, same_date
from service.pipeline.claims.lexicon import Lexicon
from service.pipeline.claims.names import Name, same_name
from service.pipeline.claims.negation import Negation
from service.pipeline.claims.nicknames import same_first_name
from service.pipeline.claims.persons import Role, same_role
from service.pipeline.claims.quantity import Quantity
from service.pipeline.claims.quantity_agreement import leave_bounds_out, same_quantity
from service.pipeline.claims.spelling import same_spelling
from service.pipeline.text.watching import look_at_clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Affirmation:
    """What a sentence says where another one denies it; empty where it says so by leaving the denial out."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Predicate:
    """The word for what happens or is so, where another sentence has its opposite. stem: its canonical one."""

    start: int
    end: int
    stem: str


Claim = Quantity | DateMention | Name | Role | Negation | Affirmation | Predicate


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A claim of one sentence and a claim of another that cannot both be true.

    about: canonical stems of the words that both sentences use for what it is about. moves: whether one of them says
    that its value moves with time, so that a later one need not contradict an earlier one. likelihood: that the two
    cannot both be true of one time, by the learned weights; None where these were not asked.
    """

    kind: ConflictKind
    first: Claim
    second: Claim
    about: frozenset[str]
    moves: bool = False
    likelihood: float | None = None

    def swap(self) -> Difference:
        """The same difference, seen from the other sentence."""
        return replace(self, first=self.second, second=self.first)


def claims_agree(first: Claim, second: Claim, lexicon: Lexicon) -> bool:
    """Whether two claims of one kind say the same."""
    look_at_clock()
    if isinstance(first, Quantity) and isinstance(second, Quantity):
        return same_quantity(first, second)
    if isinstance(first, DateMention) and isinstance(second, DateMention):
        return same_date(first, second)
    if isinstance(first, Name) and isinstance(second, Name):
        return same_name(first, second) or lexicon.join(first, second) or _are_variants(first, second)
    if isinstance(first, Role) and isinstance(second, Role):
        return same_role(first, second)
    if isinstance(first, Predicate) and isinstance(second, Predicate):
        return first.stem == second.stem
    return type(first) is type(second)


def stand_on_one_side(first: Claim, second: Claim, lexicon: Lexicon) -> bool:
    """Whether two claims of a dispute say the same: 1.9 billion may agree with "about 2.15 billion", beside which it
    is another value.
    """
    one, other = (leave_bounds_out(claim) if isinstance(claim, Quantity) else claim for claim in (first, second))
    return claims_agree(one, other, lexicon)


def _are_variants(first: Name, second: Name) -> bool:
    """Whether two names are one in another spelling, or with the short form of its first name."""
    if len(first.words) != len(second.words):
        return False
    pairs = list(zip(first.words, second.words, strict=True))
    family = all(same_spelling(one, other) for one, other in pairs[1:])
    return family and (same_spelling(*pairs[0]) or (len(pairs) > 1 and same_first_name(*pairs[0])))
