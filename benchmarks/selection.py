"""Selection: what each part of the objective is worth, and how far its settings can be moved."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.content import ATTRIBUTION, MULTILING, OPEN, ContentSet
from benchmarks.evaluation import Row, find_evaluation, read_articles_of
from benchmarks.measurement import Estimate, estimate_mean
from benchmarks.report import Report, Table, show_estimate
from benchmarks.rouge import score_rouge
from service.domain import Length
from service.loading import load_encoder, load_grouping
from service.pipeline.selection.budget import plan_budget
from service.pipeline.selection.extract import rank_candidates
from service.pipeline.selection.facts import Facts, find_facts, value_corpus
from service.pipeline.selection.objective import WEIGHTS, Valuation
from service.pipeline.selection.submodular import select_sentences
from service.pipeline.sources.near_duplicates import NearDuplicates
from service.pipeline.text.corpus import Corpus, read_articles
from service.ports import Models
from service.runtime.deadline import RequestClock
from service.settings import Settings

_PATIENCE_SECONDS = 3600.0
_MULTILING_SHORT = ContentSet(file=MULTILING.file, words=100)
SETS = (MULTILING, _MULTILING_SHORT, ATTRIBUTION)
SWEPT = (
    "concept_exponent",
    "lead",
    "lead_sentences",
    "coverage",
    "coverage_exponent",
    "length_exponent",
    "length_exponent_per_source",
    "leads",
    "least_words",
)
_NOTES = (
    (
        "Percent, mean over topics ± standard error. ROUGE-1 and ROUGE-2 F, except at 100 words, where references are "
        "longer: recall. Sentences in the order in which they were chosen. A setting is changed alone, all others as "
        "shipped."
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A topic, read and grouped once for all variants."""

    corpus: Corpus
    facts: Facts
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    """A variant: how sentences are valued, and whether a group is told once."""

    value: Callable[[Topic], Valuation]
    groups_once: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class VariantScore:
    variant: str
    rouge1: tuple[Estimate, ...]
    rouge2: tuple[Estimate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectionFindings:
    """The variants' figures, by set in the order of `sets`."""

    sets: tuple[str, ...]
    variants: tuple[VariantScore, ...]


def answer_selection(*, small: bool = False) -> Report:
    """What the parts and settings of the objective are worth. Raises: EvaluationMissingError, CheckpointError."""
    rows = find_evaluation(small=small).load_topics(*dict.fromkeys(chosen.file for chosen in SETS))
    settings = Settings()
    encoder = load_encoder(settings)
    models = Models(encoder=encoder, grouping=load_grouping(settings, encoder))
    topics = {file: _read_topics(own, models) for file, own in rows.items()}
    by_set = {chosen: topics[chosen.file] for chosen in (*SETS, OPEN) if chosen.file in topics}
    scores = tuple(_score(name, variant, by_set) for name, variant in list_variants().items())
    findings = SelectionFindings(sets=tuple(f"{s.file}, {s.words} words" for s in by_set), variants=scores)
    return Report(findings=findings, tables=(_tabulate(findings),), notes=_NOTES)


def list_variants() -> Mapping[str, Objective]:
    """As shipped, then without each part, then each setting at half and twice its value."""
    variants = {
        "as shipped": Objective(value=_value),
        "groups only": Objective(value=_value_groups_only),
        "concepts only": Objective(value=lambda topic: _without(topic, "coverage"), groups_once=False),
        "without position": Objective(value=lambda topic: _without(topic, "position")),
        "without independence (copies count)": Objective(value=_value_copies),
        "without readability": Objective(value=lambda topic: _without(topic, "independence")),
    }
    for name in SWEPT:
        for word, times in (("half", 0.5), ("twice", 2.0)):
            value = getattr(WEIGHTS, name) * times
            variants[f"{name} {value:g} ({word})"] = Objective(value=_sweep(name, value))
    return variants


def _read_topics(rows: Sequence[Row], models: Models) -> tuple[Topic, ...]:
    topics = []
    for row in rows:
        clock = RequestClock(limit_seconds=_PATIENCE_SECONDS)
        corpus = read_articles(read_articles_of(row), models.encoder, clock, max_sentences=100_000)
        facts = find_facts(corpus, models, clock)
        references = tuple(row.get("references") or (row["summary"],))
        topics.append(Topic(corpus=corpus, facts=facts, references=references))
    return tuple(topics)


def _value(topic: Topic) -> Valuation:
    return topic.facts.valuation


def _sweep(name: str, value: float) -> Callable[[Topic], Valuation]:
    changed: dict[str, Any] = {name: value}
    weights = dataclasses.replace(WEIGHTS, **changed)
    return lambda topic: value_corpus(topic.corpus, topic.facts.groups, topic.facts.pairs, topic.facts.origins, weights)


def _without(topic: Topic, part: str) -> Valuation:
    """The objective with one of its factors at 1."""
    valuation = topic.facts.valuation
    factor = valuation.multiplier / getattr(valuation, part)
    return dataclasses.replace(
        valuation, multiplier=factor, singleton_value=valuation.singleton_value / getattr(valuation, part)
    )


def _value_copies(topic: Topic) -> Valuation:
    """The objective where every article is its own origin."""
    articles = len(topic.corpus.articles)
    alone = NearDuplicates(origin=tuple(range(articles)), copy_of=(None,) * articles)
    article_of = topic.corpus.article_of.tolist()
    groups = [
        dataclasses.replace(group, source=tuple(article_of[i] for i in group.members)) for group in topic.facts.groups
    ]
    return value_corpus(topic.corpus, groups, topic.facts.pairs, alone)


def _value_groups_only(topic: Topic) -> Valuation:
    """The objective with one concept a sentence: its group, weighed by its share of independent sources."""
    valuation = topic.facts.valuation
    number = {i: place for place, group in enumerate(topic.facts.groups) for i in group.members}
    most = max(group.coverage.independent_sources for group in topic.facts.groups)
    weight = {
        ("group", str(place)): (group.coverage.independent_sources / most) ** WEIGHTS.concept_exponent
        for place, group in enumerate(topic.facts.groups)
    }
    concepts = tuple(frozenset({("group", str(number[i]))}) for i in range(len(valuation.concepts)))
    gain = np.array([weight["group", str(number[i])] for i in range(len(concepts))])
    factor = valuation.multiplier / valuation.coverage
    return dataclasses.replace(
        valuation, weight=weight, concepts=concepts, multiplier=factor, singleton_value=gain * factor
    )


def _summarize(topic: Topic, objective: Objective, words: int) -> str:
    valuation = objective.value(topic)
    sentences = topic.corpus.sentences
    group_of = {i: place for place, group in enumerate(topic.facts.groups) for i in group.members}
    if not objective.groups_once:
        group_of = {i: i for i in group_of}
    tiers = rank_candidates(sorted(group_of), valuation)
    budget = plan_budget(Length(value=words), [sentence.text for sentence in sentences])
    return " ".join(sentences[i].text for i in select_sentences(tiers, group_of, valuation, budget).chosen)


def _score(name: str, objective: Objective, by_set: Mapping[ContentSet, Sequence[Topic]]) -> VariantScore:
    one: list[Estimate] = []
    two: list[Estimate] = []
    for chosen, topics in by_set.items():
        figures = [score_rouge(_summarize(t, objective, chosen.words), t.references, chosen.words) for t in topics]
        kind = "R" if chosen is _MULTILING_SHORT else "F"
        one.append(estimate_mean([figure[f"{kind}1"] for figure in figures]))
        two.append(estimate_mean([figure[f"{kind}2"] for figure in figures]))
    return VariantScore(variant=name, rouge1=tuple(one), rouge2=tuple(two))


def _tabulate(findings: SelectionFindings) -> Table:
    return Table(
        title="The objective, part by part",
        columns=("variant", *(f"{name} {figure}" for name in findings.sets for figure in ("R1", "R2"))),
        rows=tuple(
            (
                score.variant,
                *(
                    cell
                    for one, two in zip(score.rouge1, score.rouge2, strict=True)
                    for cell in (show_estimate(one), show_estimate(two))
                ),
            )
            for score in findings.variants
        ),
    )
