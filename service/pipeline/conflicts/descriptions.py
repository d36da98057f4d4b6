"""Persons of a story as its articles describe them, where an entailment model says that nobody is both."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations

from service.domain import ConflictKind
from service.pipeline.claims.descriptions import Description, find_descriptions
from service.pipeline.claims.persons import Role
from service.pipeline.conflicts.comparison import Difference
from service.pipeline.conflicts.group_differences import Edge, MemberClaims
from service.pipeline.text.watching import look_at_clock
from service.ports import Entailment

JudgeTexts = Callable[[Sequence[tuple[str, str]]], list[Entailment]]
"""What a model says of each second text with the first as evidence."""

_MOST_ASKED = 32
"""Pairs of descriptions of a story that the model reads."""
_SAID = 0.9
"""Probability from which a sentence says what was read out of it."""
_NO_PERSON = 0.33
"""Probability above which a sentence speaks of no person by a name, but of a bank, a club or a film."""
_MOST_READ = 4
"""Sentences with one description that the model reads."""
_WHILE = timedelta(days=30)
"""Between two reports, after which somebody may have become something else."""
_UNLIKE = 0.8
"""Probability, both ways round, from which nobody is both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mention:
    """A description with the place of its statement."""

    place: int
    description: Description


def find_unlike_descriptions(
    statements: Sequence[MemberClaims], judge: JudgeTexts, *, english: AbstractSet[int]
) -> list[Edge]:
    """Pairs of statements of different articles that say of one person what nobody is at once.

    Descriptions of which one names what the other is are taken to agree, and so are those that one article gives.
    english: the indices of the articles that are. Of more than 32 pairs of descriptions those of the persons who are
    described most often are read.
    """
    persons = sorted(_gather(statements, english), key=lambda person: -len(person[1]))
    pairs = [(name, *sides) for name, mentions in persons for sides in _pair_unlike(mentions, statements)][:_MOST_ASKED]
    told = [(_tell(name, ones[0]), _tell(name, others[0])) for name, ones, others in pairs]
    answers = judge([*told, *((other, one) for one, other in told)])
    unlike = [
        min(ahead.contradicted, back.contradicted)
        for ahead, back in zip(answers[: len(told)], answers[len(told) :], strict=True)
    ]
    likely = [(*pair, odds) for pair, odds in zip(pairs, unlike, strict=True) if odds >= _UNLIKE]
    asked = [
        question
        for name, ones, others, _ in likely
        for side in (ones, others)
        for question in _ask(name, side, statements)
    ]
    said = dict(zip(asked, judge(asked), strict=True)) if asked else {}
    edges: list[Edge] = []
    for name, ones, others, likelihood in likely:
        first, second = (_keep_said(name, side, statements, said) for side in (ones, others))
        if first and second and not _are_far_apart(first[0], second[0], statements):
            edges += [_make_edge(first[0], other, likelihood) for other in second]
            edges += [_make_edge(one, second[0], likelihood) for one in first[1:]]
    return edges


def _are_far_apart(one: _Mention, other: _Mention, statements: Sequence[MemberClaims]) -> bool:
    """Whether one was told long after the other."""
    first, second = statements[one.place].told_at, statements[other.place].told_at
    return first is not None and second is not None and abs(first - second) > _WHILE


def _tell(name: str, mention: _Mention) -> str:
    return f"{name} {mention.description.says}."


def _ask(name: str, mentions: Sequence[_Mention], statements: Sequence[MemberClaims]) -> list[tuple[str, str]]:
    """What a model is asked of the first four sentences with one description: whether each says so, and of a person."""
    first: dict[str, _Mention] = {}
    for mention in mentions:
        first.setdefault(statements[mention.place].text, mention)
    read = list(first.items())[:_MOST_READ]
    return [(text, claim) for text, mention in read for claim in (_tell(name, mention), _tell_person(name))]


def _tell_person(name: str) -> str:
    return f"{name} is a person."


def _keep_said(
    name: str,
    mentions: Sequence[_Mention],
    statements: Sequence[MemberClaims],
    said: Mapping[tuple[str, str], Entailment],
) -> list[_Mention]:
    """Those whose sentence says of a person, as the model reads it, what was read out of it.

    Where one that was read says so, those that were not are taken to, as they word it alike.
    """
    asked = _ask(name, mentions, statements)
    refused = {
        text
        for (text, claim), (_, person) in zip(asked[::2], asked[1::2], strict=True)
        if said[text, claim].entailed < _SAID or said[text, person].contradicted > _NO_PERSON
    }
    if 2 * len(refused) == len(asked):
        return []
    return [mention for mention in mentions if statements[mention.place].text not in refused]


def _gather(statements: Sequence[MemberClaims], english: AbstractSet[int]) -> Iterator[tuple[str, list[_Mention]]]:
    """The persons of the story, by their longest names, with the mentions that describe them."""
    known = {name.words for statement in statements for name in statement.claims.names}
    by_name: dict[tuple[str, ...], list[_Mention]] = {}
    for place, statement in enumerate(statements):
        look_at_clock()
        if statement.article.index not in english:
            continue
        for description in find_descriptions(statement.claims, statement.text, known):
            by_name.setdefault(description.name, []).append(_Mention(place=place, description=description))
    full: dict[str, set[tuple[str, ...]]] = {}
    for words in known:
        if len(words) > 1:
            full.setdefault(words[-1], set()).add(words)
    for words in sorted(by_name):
        if len(words) == 1:
            continue
        mentions = by_name[words]
        if full[words[-1]] == {words}:
            mentions = mentions + by_name.get(words[-1:], [])
        yield mentions[0].description.shown, sorted(mentions, key=lambda one: (one.place, one.description.start))


def _pair_unlike(
    mentions: Sequence[_Mention], statements: Sequence[MemberClaims]
) -> Iterator[tuple[list[_Mention], list[_Mention]]]:
    """Each two descriptions that no article gives both of, and neither of which is told in the other's words."""
    by_words: dict[frozenset[str], list[_Mention]] = {}
    for mention in mentions:
        by_words.setdefault(mention.description.stems, []).append(mention)
    for ones, others in combinations(by_words.values(), 2):
        look_at_clock()
        first, second = ones[0].description, others[0].description
        if first.head in second.stems or second.head in first.stems:
            continue
        articles = [{statements[one.place].article.index for one in side} for side in (ones, others)]
        if articles[0].isdisjoint(articles[1]):
            yield ones, others


def _make_edge(one: _Mention, other: _Mention, unlike: float) -> Edge:
    first, second = (
        Role(start=side.description.start, end=side.description.end, office="", field=side.description.stems)
        for side in (one, other)
    )
    difference = Difference(
        kind=ConflictKind.ROLE,
        first=first,
        second=second,
        about=frozenset(one.description.name) | frozenset(other.description.name),
        likelihood=round(unlike, 4),
    )
    return one.place, other.place, difference
