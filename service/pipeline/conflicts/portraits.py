"""Persons of a story as its articles portray them: unlike ages, offices and first names of one and the same person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz.distance import Indel

from service.domain import ConflictKind
from service.pipeline.claims.name_forms import is_inflected
from service.pipeline.claims.names import Name
from service.pipeline.claims.nicknames import same_first_name
from service.pipeline.claims.persons import Person, find_persons, find_unnamed_age, same_role
from service.pipeline.claims.quantity import Quantity
from service.pipeline.claims.spelling import same_spelling
from service.pipeline.conflicts.comparison import Difference
from service.pipeline.conflicts.group_differences import MemberClaims
from service.pipeline.conflicts.nearness import Nearness
from service.pipeline.text.folding import fold_marks
from service.pipeline.text.watching import look_at_clock

_NEAR = 0.55
"""Cosine from which two sentences that give one family name two first names speak of one person."""
_SPELLING = 0.7
"""Share of letters in common, in order, from which two first names of one initial, or two family names behind one
first name, are spellings of one."""
_FULL_NAME = 2
"""Words of it."""
_PERSONAL = frozenset("mr mrs ms miss dr sir chief executive head director spokesman spokeswoman".split())  # noqa: SIM905
"""Words in front of a name by which it is a person's."""
_TAKEN_UP = 2
"""Sentences back to which "the 44-year-old" may refer."""
_SLIP = 5
"""Years between two ages of one person, at most, where a sentence does not name them."""
_LEAST_TAIL = 4
"""Letters with which a first name ends that is the short form of another: "Tony", "Antony"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mention:
    """portrait: a number, the same for persons of whom the same is said."""

    place: int
    person: Person
    portrait: int


def find_portraits(statements: Sequence[MemberClaims], nearness: Nearness) -> Iterator[tuple[int, int, Difference]]:
    """Pairs of statements of different articles, by their places, that say of one person what cannot both be true.

    Cost: for each family name, the square of its mentions that are portrayed unlike.
    """
    by_family: dict[str, list[_Mention]] = {}
    numbers: dict[tuple[object, ...], int] = {}
    for place, statement in enumerate(statements):
        for person in find_persons(statement.claims):
            number = numbers.setdefault(_portray(person), len(numbers))
            mention = _Mention(place=place, person=person, portrait=number)
            by_family.setdefault(person.name.words[-1], []).append(mention)
    yield from _find_misspellings(by_family, statements)
    yield from _compare_unnamed(by_family, statements)
    for mentions in by_family.values():
        first_names = _first_names(mentions, statements)
        for one, other in _pair_unlike(mentions):
            if statements[one.place].article.index == statements[other.place].article.index:
                continue
            for difference in _compare(one, other, statements, first_names, nearness):
                yield one.place, other.place, difference


def _find_misspellings(
    by_family: Mapping[str, Sequence[_Mention]], statements: Sequence[MemberClaims]
) -> Iterator[tuple[int, int, Difference]]:
    """Full names of one person whose family name is written in unlike ways, of which no article writes two.

    Cost: linear in mentions; the square of the families of one first name.
    """
    articles = {
        family: {statements[mention.place].article.index for mention in mentions}
        for family, mentions in by_family.items()
    }
    by_first: dict[str, dict[str, list[_Mention]]] = {}
    for family, mentions in by_family.items():
        for mention in mentions:
            if len(mention.person.name.words) == _FULL_NAME:
                by_first.setdefault(mention.person.name.words[0], {}).setdefault(family, []).append(mention)
    for first, families in by_first.items():
        for one, other in combinations(sorted(families), 2):
            look_at_clock()
            if articles[one].isdisjoint(articles[other]) and _may_be_misspelled(one, other):
                for own, unlike in _pair_with_first(families[one], families[other]):
                    yield own.place, unlike.place, _differ_in_name(own.person.name, unlike.person.name, first)


def _pair_with_first(ones: Sequence[_Mention], others: Sequence[_Mention]) -> Iterator[tuple[_Mention, _Mention]]:
    """Every mention with the first one of the other side, where something tells of persons who may be one."""
    persons = [mention.person for mention in (*ones, *others)]
    ages = {person.age.low for person in persons if person.age}
    roles = [person.role for person in persons if person.role]
    told = bool(ages or roles) or any(_PERSONAL & person.title for person in persons)
    if not told or len(ages) > 1 or not all(same_role(roles[0], role) for role in roles):
        return
    yield from ((ones[0], other) for other in others)
    yield from ((one, others[0]) for one in ones[1:])


def _compare_unnamed(
    by_family: Mapping[str, Sequence[_Mention]], statements: Sequence[MemberClaims]
) -> Iterator[tuple[int, int, Difference]]:
    """Ages of those whom a sentence takes up from the ones before it, beside those of the same person elsewhere.

    None where the sentence before names two, where it names one of a family of several, and where the ages are too far
    apart to be of one person.
    """
    named: dict[tuple[int, int], set[str]] = {}
    for family, mentions in by_family.items():
        for mention in mentions:
            if mention.person.name.certain or mention.person.sure:
                named.setdefault(_locate(statements[mention.place]), set()).add(family)
    for place, statement in enumerate(statements):
        age = find_unnamed_age(statement.claims)
        if age is None:
            continue
        article, position = _locate(statement)
        before = (named.get((article, position - back), set()) for back in range(1, _TAKEN_UP + 1))
        families = next(filter(None, before), set())
        for family in families if len(families) == 1 else ():
            mentions = by_family[family]
            if len({mention.person.name.words[-2] for mention in mentions if len(mention.person.name.words) > 1}) > 1:
                continue
            for mention in mentions:
                told = mention.person.age
                elsewhere = statements[mention.place].article.index != statement.article.index
                if told and elsewhere and _is_slip(age.low, told.low):
                    yield place, mention.place, _differ_in_age(age, told, frozenset({family}))


def _differ_in_age(first: Quantity, second: Quantity, about: frozenset[str]) -> Difference:
    return Difference(kind=ConflictKind.QUANTITY, first=first, second=second, about=about)


def _locate(statement: MemberClaims) -> tuple[int, int]:
    return statement.member.sentence.article_index, statement.member.sentence.position


def _is_slip(one: float, other: float) -> bool:
    """Whether two unlike ages may be one person's; those further apart are of two whom the text does not tell apart."""
    transposed = f"{one:02.0f}" == f"{other:02.0f}"[::-1]
    return 0 < abs(one - other) <= _SLIP or (one != other and transposed)


def _may_be_misspelled(one: str, other: str) -> bool:
    """Whether two family names may be one, not as the same in other letters, nor as another form of it: "Ivanova"."""
    if same_spelling(one, other) or is_inflected(one, other) or one.startswith(other) or other.startswith(one):
        return False
    return Indel.normalized_similarity(fold_marks(one), fold_marks(other)) >= _SPELLING


def _differ_in_name(first: Name, second: Name, shared: str) -> Difference:
    return Difference(kind=ConflictKind.NAME, first=first, second=second, about=frozenset({shared}))


def _pair_unlike(mentions: Sequence[_Mention]) -> Iterator[tuple[_Mention, _Mention]]:
    """The pairs of mentions that are portrayed unlike, in order."""
    if len({mention.portrait for mention in mentions}) == 1:
        return
    for number, one in enumerate(mentions):
        look_at_clock()
        for other in mentions[number + 1 :]:
            if one.portrait != other.portrait:
                look_at_clock()
                yield one, other


def _portray(person: Person) -> tuple[object, ...]:
    """What two mentions of a person can differ in, titles left out: those say who is meant alone."""
    role = person.role and (person.role.office, person.role.field)
    return person.name.words, person.age and person.age.low, role


def _first_names(mentions: Sequence[_Mention], statements: Sequence[MemberClaims]) -> dict[int, set[str]]:
    """By article, the first names that it gives to those of a family name."""
    told: dict[int, set[str]] = {}
    for mention in mentions:
        if len(mention.person.name.words) > 1:
            told.setdefault(statements[mention.place].article.index, set()).add(
                fold_marks(mention.person.name.words[0])
            )
    return told


def _compare(
    one: _Mention,
    other: _Mention,
    statements: Sequence[MemberClaims],
    first_names: dict[int, set[str]],
    nearness: Nearness,
) -> Iterator[Difference]:
    first, second = one.person, other.person
    if not _may_be_one(first.name, second.name):
        articles = [statements[mention.place].article.index for mention in (one, other)]
        alone = all(len(first_names[article]) == 1 for article in articles)
        if alone and (first.sure or second.sure) and _is_one_person(one, other, statements, nearness):
            yield _differ_in_name(first.name, second.name, first.name.words[-1])
        return
    of_family = any(len(names) > 1 for names in first_names.values())
    if of_family and 1 in (len(first.name.words), len(second.name.words)):
        return  # a family name alone says nothing of which of them is meant
    about = frozenset({*first.name.words} | {*second.name.words})
    if first.age and second.age and _cannot_be_one_age(one, other, statements):
        yield _differ_in_age(first.age, second.age, about)
    if first.role and second.role and not same_role(first.role, second.role):
        yield Difference(kind=ConflictKind.ROLE, first=first.role, second=second.role, about=about)


def _cannot_be_one_age(one: _Mention, other: _Mention, statements: Sequence[MemberClaims]) -> bool:
    """Whether both ages differ, and not by a birthday between two reports of several days."""
    (first, told), (second, told_again) = (
        (mention.person.age, statements[mention.place].told_at) for mention in (one, other)
    )
    if not first or not second or first.low == second.low:
        return False
    if not told or not told_again or told.date() == told_again.date():
        return True
    grown = second.low - first.low if told < told_again else first.low - second.low
    return grown != 1


def _may_be_one(first: Name, second: Name) -> bool:
    """Whether two names of one family name are one person's: one lacks a first name, or both have the same."""
    shorter, longer = sorted((first.words, second.words), key=len)
    if longer[-len(shorter) :] == shorter:
        return True
    one, other = fold_marks(first.words[0]), fold_marks(second.words[0])
    if (
        same_spelling(first.words[0], second.words[0])
        or same_first_name(one, other)
        or (one[0] == other[0] and min(len(one), len(other)) == 1)
    ):
        return True
    alike = Indel.normalized_similarity(one, other) >= _SPELLING
    tail = min(len(one), len(other)) >= _LEAST_TAIL and (one.endswith(other) or other.endswith(one))
    return one.startswith(other) or other.startswith(one) or tail or (one[0] == other[0] and alike)


def _is_one_person(one: _Mention, other: _Mention, statements: Sequence[MemberClaims], nearness: Nearness) -> bool:
    """Whether both are given one title, or stand in sentences of one group or near each other."""
    first, second = statements[one.place], statements[other.place]
    near = nearness(first.member.sentence, second.member.sentence) >= _NEAR
    return bool(one.person.title & other.person.title) or first.group_id == second.group_id or near
