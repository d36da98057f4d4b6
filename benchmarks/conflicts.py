"""Conflicts: groups that readers flagged, and members with one thing changed, against groups left as they are."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from benchmarks.evaluation import Row, find_evaluation, read_articles_of
from benchmarks.measurement import Estimate, estimate_mean
from benchmarks.perturbations import Change, find_names, perturb
from benchmarks.report import Report, Table
from service.domain import Article, Conflict, Coverage, GroupMember, Sentence, SentenceGroup
from service.pipeline.conflicts.detection import find_conflicts
from service.pipeline.text.language import detect_language

FILES = ("groups_dev.jsonl", "groups_train.jsonl")
CHANGES = (Change.NUMBER, Change.DATE, Change.NAME, Change.NEGATION)
SEED = 7
_NOTES = (
    (
        "Groups are those that readers made, so that what is measured is the comparison alone. Flagged: groups whose "
        "members disagree in the readers' eyes, in whatever way; half of these ways are no figure, date, name or "
        "denial, or are disagreements inside one article, which are not looked for. False alarm: a group that no "
        "reader flagged and the service does; some of them are conflicts that the readers passed over."
    ),
    (
        "Changed: one number, date, name or negation of one member, by rules that share no code with the service, "
        "in every group that is neither flagged nor a false alarm and holds such a thing. Beside: the changed copy "
        "comes from one more article. In place: it takes the place of the member that it was made of, so that only "
        "other wordings are left to notice; what no other member tells cannot be noticed. ± is the standard error."
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A group that readers made of a cluster, and whether they flagged it."""

    group: SentenceGroup
    flagged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    articles: tuple[Article, ...]
    groups: tuple[Labelled, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagScore:
    """Groups in which a conflict was found, of those flagged and of those not."""

    file: str
    flagged: int
    flagged_found: int
    unflagged: int
    false_alarms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeScore:
    """Shares of changed members that were noticed, in [0, 1]."""

    file: str
    change: str
    beside: Estimate
    in_place: Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictFindings:
    flags: tuple[FlagScore, ...]
    changes: tuple[ChangeScore, ...]


def answer_conflicts(*, small: bool = False) -> Report:
    """How well sources that disagree are told from those that do not; on the open data where there is none else."""
    flags: list[FlagScore] = []
    changes: list[ChangeScore] = []
    for file, rows in find_evaluation(small=small).load_clusters(*FILES).items():
        clusters = [read_cluster(row) for row in rows]
        flags.append(measure_flags(file, clusters))
        changes.extend(measure_changes(file, clusters))
    findings = ConflictFindings(flags=tuple(flags), changes=tuple(changes))
    return Report(findings=findings, tables=(_tabulate_flags(findings), _tabulate_changes(findings)), notes=_NOTES)


def read_cluster(row: Row) -> Cluster:
    """The cluster of a row with its groups, members in canonical order, each article an origin of its own."""
    articles = read_articles_of(row)
    by_id = {article.id: article for article in articles}
    groups = []
    for number, told in enumerate(row["groups"], start=1):
        spans = sorted((by_id[span["article_id"]].index, span["start"], span["end"]) for span in told["members"])
        members = [_member(articles[index], start, end) for index, start, end in spans]
        groups.append(Labelled(group=_group(number, members), flagged=bool(told["conflict"])))
    return Cluster(articles=articles, groups=tuple(groups))


def measure_flags(file: str, clusters: Sequence[Cluster]) -> FlagScore:
    """How many flagged groups hold a conflict that is found, and how many others."""
    found = [(labelled.flagged, hit) for cluster in clusters for labelled, hit in _judge(cluster)]
    return FlagScore(
        file=file,
        flagged=sum(flagged for flagged, _ in found),
        flagged_found=sum(flagged and hit for flagged, hit in found),
        unflagged=sum(not flagged for flagged, _ in found),
        false_alarms=sum(hit and not flagged for flagged, hit in found),
    )


def measure_changes(file: str, clusters: Sequence[Cluster]) -> Iterator[ChangeScore]:
    """The share of changed members noticed, a kind of change; kinds of which no group holds any are left out."""
    hits: dict[Change, list[tuple[bool, bool]]] = {change: [] for change in CHANGES}
    chooser = random.Random(SEED)  # noqa: S311 - repeatable, no secret
    for cluster in clusters:
        names = find_names([m.sentence.text for labelled in cluster.groups for m in labelled.group.members])
        for labelled, hit in _judge(cluster):
            if labelled.flagged or hit:
                continue
            for change in CHANGES:
                hits[change].extend(_try_change(cluster, labelled.group, change, names, chooser))
    for change, noticed in hits.items():
        if noticed:
            beside, in_place = (estimate_mean([float(hit) for hit in column]) for column in zip(*noticed, strict=True))
            yield ChangeScore(file=file, change=change.value, beside=beside, in_place=in_place)


def _try_change(
    cluster: Cluster, group: SentenceGroup, change: Change, names: Sequence[str], chooser: random.Random
) -> Iterator[tuple[bool, bool]]:
    """Whether one changed member is noticed beside its original and in its place; nothing if none can be changed."""
    place = chooser.randrange(len(group.members))
    changed = perturb(group.members[place].sentence.text, change, names=names, chooser=chooser)
    if changed is None:
        return
    index = len(cluster.articles)
    copy = Article(id="changed", index=index, text=changed.text)
    member = _member(copy, 0, len(copy.text))
    others = [other for at, other in enumerate(group.members) if at != place]
    yield (
        _is_noticed(cluster, replace(group, members=(*group.members, member)), copy),
        _is_noticed(cluster, replace(group, members=(*others, member)), copy),
    )


def _is_noticed(cluster: Cluster, group: SentenceGroup, copy: Article) -> bool:
    groups = [group if labelled.group.id == group.id else labelled.group for labelled in cluster.groups]
    conflicts = _find(groups, (*cluster.articles, copy))
    return any(group.id in conflict.group_ids for conflict in conflicts)


def _judge(cluster: Cluster) -> list[tuple[Labelled, bool]]:
    """The groups of a cluster, each with whether a conflict is found in it."""
    conflicts = _find([labelled.group for labelled in cluster.groups], cluster.articles)
    disputed = {group_id for conflict in conflicts for group_id in conflict.group_ids}
    return [(labelled, labelled.group.id in disputed) for labelled in cluster.groups]


def _member(article: Article, start: int, end: int) -> GroupMember:
    sentence = Sentence(
        article_index=article.index, position=0, paragraph=0, start=start, end=end, text=article.text[start:end]
    )
    return GroupMember(sentence=sentence, similarity=1.0, origin=article.id)


def _group(number: int, members: Sequence[GroupMember]) -> SentenceGroup:
    articles = len({member.sentence.article_index for member in members})
    return SentenceGroup(
        id=f"g{number}",
        rank=number,
        coverage=Coverage(articles=articles, sources=articles, independent_sources=articles),
        salience=0.0,
        members=tuple(members),
        representative=0,
    )


def _tabulate_flags(findings: ConflictFindings) -> Table:
    return Table(
        title="Groups as they are",
        columns=("file", "flagged", "found", "recall", "not flagged", "false alarms", "share"),
        rows=tuple(
            (
                score.file,
                str(score.flagged),
                str(score.flagged_found),
                f"{score.flagged_found / max(1, score.flagged):.0%}",
                str(score.unflagged),
                str(score.false_alarms),
                f"{score.false_alarms / max(1, score.unflagged):.1%}",
            )
            for score in findings.flags
        ),
    )


def _tabulate_changes(findings: ConflictFindings) -> Table:
    return Table(
        title="One thing changed in a member",
        columns=("file", "changed", "copies", "noticed beside", "noticed in place"),
        rows=tuple(
            (
                score.file,
                score.change,
                str(score.beside.samples),
                f"{score.beside.mean:.1%} ± {score.beside.error:.1%}",
                f"{score.in_place.mean:.1%} ± {score.in_place.error:.1%}",
            )
            for score in findings.changes
        ),
    )


def _find(groups: Sequence[SentenceGroup], articles: Sequence[Article]) -> tuple[Conflict, ...]:
    return find_conflicts(groups, articles, [detect_language(article.text, article.language) for article in articles])
