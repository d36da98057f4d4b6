"""Contradiction detection, and what moved with time: inside the groups and between near sentences of others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime, time

from service.domain import CLAUSES, Article, Conflict, ConflictKind, ConflictStatus, NewerValue, SentenceGroup
from service.pipeline.claims.extraction import extract_claims
from service.pipeline.claims.figures import Figure
from service.pipeline.claims.lexicon import Lexicon, learn_lexicon
from service.pipeline.claims.quantity import Quantity
from service.pipeline.claims.synonyms import content_stems
from service.pipeline.conflicts.changes import find_changes
from service.pipeline.conflicts.comparison import Claim, Difference
from service.pipeline.conflicts.contradictions import Judge, settle
from service.pipeline.conflicts.counts import Rivals, Told, find_agreements, find_counts, list_figures, share_slot
from service.pipeline.conflicts.descriptions import JudgeTexts, find_unlike_descriptions
from service.pipeline.conflicts.disputes import gather_disputes
from service.pipeline.conflicts.group_differences import Edge, MemberClaims, SentencePlace, find_group_differences
from service.pipeline.conflicts.measured_pairs import MeasuredPairs, measure_pairs
from service.pipeline.conflicts.movement import (
    Side,
    Timed,
    first_told,
    hear_moves,
    is_between_publishers,
    leave_out_retold,
    order_in_time,
)
from service.pipeline.conflicts.nearness import Nearness, WordWeights
from service.pipeline.conflicts.parallels import are_parallel, tell_of_reports
from service.pipeline.conflicts.portraits import find_portraits
from service.pipeline.conflicts.reporting import describe_dispute, list_group_ids, quote_step
from service.pipeline.conflicts.revisions import find_revisions
from service.pipeline.conflicts.sides import Heard
from service.pipeline.conflicts.weights import JudgedBy, load_weights
from service.pipeline.text.folding import fold_text
from service.pipeline.text.watching import look_at_clock

_MOST_SENTENCES = 600
"""Sentences of the best ranked groups that are held against those of other groups; the rest in their groups alone."""

_VALUES = frozenset({ConflictKind.QUANTITY, ConflictKind.DATE, ConflictKind.NAME, ConflictKind.PLACE})
"""What two things have unlike values of, and two times."""
_UNDATED = (
    "sources give unlike values of what may move with time, and not all of their articles say when they were "
    "published (published_at): which value is the newest is not known"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreements:
    """What sources disagree about, by the rank of their groups, and which sentences tell a value that was replaced."""

    conflicts: tuple[Conflict, ...]
    superseded: Mapping[SentencePlace, NewerValue]
    warnings: tuple[str, ...]


def find_disagreements(
    groups: Sequence[SentenceGroup],
    articles: Sequence[Article],
    languages: Sequence[str],
    *,
    nearness: Nearness | None = None,
    judge: Judge | None = None,
    judged_by: JudgedBy = JudgedBy.RELATIONS,
    judge_texts: JudgeTexts | None = None,
) -> Disagreements:
    """The conflicts and updates among sentences of different articles.

    groups: in order of rank, members in canonical order. articles: of the request, in any order. languages: of each.
    nearness: of two sentences; without it, sentences of different groups are near by their words alone.
    judge: a model's say in which near sentences contradict each other; without it claims decide alone. judged_by: what
    kind of model that is. judge_texts: what one of entailment says of any two texts, of what is said of persons.
    Rounding, conversion of units and what one sentence leaves out are no conflicts.
    Cost: the square of each group's size, and of the figures of the story.
    """
    statements = _read(groups, articles, languages)
    lexicon = _learn(statements, articles, languages)
    nearness = nearness or Nearness()
    edges, agreements, same = _compare(statements, lexicon, nearness, judge, judged_by)
    english = {article.index for article, language in zip(articles, languages, strict=True) if language == "en"}
    edges += _compare_persons(statements[:_MOST_SENTENCES], nearness, judge_texts, english)
    disputes = map(hear_moves, gather_disputes(statements, edges, lexicon, agreements, same))
    timed = leave_out_retold(
        [part for dispute in disputes for part in order_in_time(dispute) if is_between_publishers(part)]
    )
    rank = {group.id: group.rank for group in groups}
    timed.sort(key=lambda part: min(rank[group_id] for group_id in list_group_ids(part.dispute)))
    return Disagreements(
        conflicts=tuple(describe_dispute(part, f"c{number}", rank) for number, part in enumerate(timed, start=1)),
        superseded=_supersede(timed),
        warnings=(_UNDATED,) if any(part.undated for part in timed) else (),
    )


def find_conflicts(
    groups: Sequence[SentenceGroup], articles: Sequence[Article], languages: Sequence[str]
) -> tuple[Conflict, ...]:
    """The conflicts and updates among sentences of different articles; arguments as of `find_disagreements`."""
    return find_disagreements(groups, articles, languages).conflicts


def measure_story(
    groups: Sequence[SentenceGroup], articles: Sequence[Article], languages: Sequence[str], nearness: Nearness
) -> tuple[list[MemberClaims], MeasuredPairs]:
    """The sentences of a story, and which of them may contradict each other: what a model of that learns from."""
    statements = list(_read(groups, articles, languages))[:_MOST_SENTENCES]
    lexicon = _learn(statements, articles, languages)
    weights = WordWeights(content_stems(statement.claims.tokens) for statement in statements)
    edges = _compare_claims(statements, list_figures(statements), lexicon, weights, nearness)
    return statements, measure_pairs(statements, edges, weights, nearness)


def _read(
    groups: Sequence[SentenceGroup], articles: Sequence[Article], languages: Sequence[str]
) -> tuple[MemberClaims, ...]:
    """The sentences as statements, each read in the language and from the day of its article."""
    by_index = {article.index: article for article in articles}
    language_of = {article.index: language for article, language in zip(articles, languages, strict=True)}
    statements: list[MemberClaims] = []
    for group in groups:
        if len(statements) >= _MOST_SENTENCES and not _has_two_articles(group):
            continue
        for member in group.members:
            article = by_index[member.sentence.article_index]
            # Claims know days alone; the same sentence of the same day is read once.
            told_at = member.sentence.find_moment(article)
            day = told_at and datetime.combine(told_at.date(), time())
            claims = extract_claims(
                fold_text(member.sentence.text), language=language_of[article.index], published_at=day
            )
            statements.append(MemberClaims(group_id=group.id, member=member, article=article, claims=claims))
    return tuple(statements)


def _has_two_articles(group: SentenceGroup) -> bool:
    return len({member.sentence.article_index for member in group.members}) > 1


def _learn(statements: Sequence[MemberClaims], articles: Sequence[Article], languages: Sequence[str]) -> Lexicon:
    texts = sorted((article.text, language) for article, language in zip(articles, languages, strict=True))
    return learn_lexicon((statement.claims for statement in statements), texts)


def _compare(
    statements: Sequence[MemberClaims],
    lexicon: Lexicon,
    nearness: Nearness,
    judge: Judge | None,
    judged_by: JudgedBy,
) -> tuple[list[Edge], list[tuple[Heard, Heard]], list[tuple[int, int]]]:
    """All differences between statements of different articles, the figures that agree, and who says the same."""
    told = list_figures(statements)
    near = statements[:_MOST_SENTENCES]
    weights = WordWeights(content_stems(statement.claims.tokens) for statement in near)
    edges = _compare_claims(statements, told, lexicon, weights, nearness)
    same: list[tuple[int, int]] = []
    if judge:
        measured = measure_pairs(near, [edge for edge in edges if max(edge[:2]) < len(near)], weights, nearness)
        far = [edge for edge in edges if max(edge[:2]) >= len(near)]
        edges, same = settle(near, measured, judge, load_weights(judged_by))
        edges += far
    within = [one for one in told if one.place < len(near)]
    return edges, list(find_agreements(near, within, weights, nearness)), same


def _compare_persons(
    statements: Sequence[MemberClaims], nearness: Nearness, judge: JudgeTexts | None, english: AbstractSet[int]
) -> list[Edge]:
    """What statements say of one person that cannot both be true: sentences that are near or far, as a pair of them
    tells a model little of it.

    judge: where it reads, it decides what nobody is at once, in place of the offices that claims know.
    """
    portraits = list(find_portraits(statements, nearness))
    if judge is None:
        return portraits
    told = [edge for edge in portraits if edge[2].kind is not ConflictKind.ROLE]
    return told + find_unlike_descriptions(statements, judge, english=english)


def _compare_claims(
    statements: Sequence[MemberClaims],
    told: Sequence[Told],
    lexicon: Lexicon,
    weights: WordWeights,
    nearness: Nearness,
) -> list[Edge]:
    """What claims alone find."""
    figures = {(one.place, one.figure.quantity): one.figure for one in told}
    near = statements[:_MOST_SENTENCES]
    within = [one for one in told if one.place < len(near)]
    rivals = Rivals(statements, told)
    edges = [
        *_compare_in_groups(statements, lexicon, figures, rivals),
        *find_counts(near, within, rivals, weights, nearness),
        *find_changes(near, lexicon, weights, nearness),
        *find_revisions(near, within, weights),
    ]
    valued = {edge[:2] for edge in edges if edge[2].kind in _VALUES}
    parallel = {pair for pair in valued if are_parallel(statements[pair[0]], statements[pair[1]])}
    return [
        (one, other, _mark(figures, one, other, difference))
        for one, other, difference in edges
        if difference.kind not in _VALUES or (one, other) not in parallel
    ]


def _compare_in_groups(
    statements: Sequence[MemberClaims],
    lexicon: Lexicon,
    figures: Mapping[tuple[int, Quantity], Figure],
    rivals: Rivals,
) -> Iterator[Edge]:
    """The differences inside groups that are of one time and one thing."""
    for places in _by_group(statements).values():
        for one, other, difference in find_group_differences(statements, places, lexicon):
            first, second = _figure(figures, one, difference.first), _figure(figures, other, difference.second)
            if first and second and (rivals.include(first, second) or not _count_one_thing(first, second)):
                continue
            if not tell_of_reports(statements[one], statements[other], difference):
                yield one, other, difference


def _by_group(statements: Sequence[MemberClaims]) -> dict[str, list[int]]:
    """The places of the statements of each group."""
    places: dict[str, list[int]] = {}
    for place, statement in enumerate(statements):
        places.setdefault(statement.group_id, []).append(place)
    return places


def _figure(figures: Mapping[tuple[int, Quantity], Figure], place: int, claim: Claim) -> Figure | None:
    return figures.get((place, claim)) if isinstance(claim, Quantity) else None


def _count_one_thing(first: Figure, second: Figure) -> bool:
    """Whether two figures of one group are told of one time, and not one of families and the other of people."""
    if first.elsewhen != second.elsewhen or first.expected != second.expected or first.part != second.part:
        return False
    if first.earlier or second.earlier:
        return False
    known = all(figure.nouns or figure.persons or figure.is_money for figure in (first, second))
    return not known or share_slot(first, second)


def _mark(figures: Mapping[tuple[int, Quantity], Figure], one: int, other: int, difference: Difference) -> Difference:
    """The difference with whether one of its figures moves with time."""
    look_at_clock()
    first, second = _figure(figures, one, difference.first), _figure(figures, other, difference.second)
    if first is None or second is None:
        return difference
    moves = first.moving or second.moving or bool(first.fates & second.fates)
    return replace(difference, moves=difference.moves or moves)


def _supersede(timed: Iterable[Timed]) -> dict[SentencePlace, NewerValue]:
    """Of each sentence that tells an earlier step of an update, the newest step that replaced it; of several updates a
    value before a clause, and the newest one.

    The steps of a figure are all values of one thing; what is said in clauses is replaced by what contradicts it alone:
    its last step may be about something else.
    """
    superseded: dict[SentencePlace, tuple[bool, NewerValue]] = {}
    for part in timed:
        if part.status is not ConflictStatus.UPDATE:
            continue
        sides, clauses = part.dispute.sides, part.dispute.kind in CLAUSES
        for step, own in enumerate(sides[:-1]):
            look_at_clock()
            later = range(step + 1, len(sides))
            replacing = [k for k in later if not clauses or part.dispute.measure_opposition(own, sides[k])]
            if replacing:
                told = not clauses, _name_newer(sides[replacing[-1]])
                for place in (voice.statement.located for voice in own):
                    superseded[place] = max(superseded.get(place, told), told, key=lambda one: (one[0], one[1].as_of))
    return {place: value for place, (_, value) in superseded.items()}


def _name_newer(side: Side) -> NewerValue:
    told = min(side, key=lambda voice: (voice.statement.told_at, voice.statement.article.index))
    sentence = told.statement.member.sentence
    return NewerValue(
        value=quote_step(side),
        as_of=first_told(side),
        article_index=sentence.article_index,
        start=sentence.start,
        end=sentence.end,
    )
