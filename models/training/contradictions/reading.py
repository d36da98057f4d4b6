"""Near sentences of invented stories, as the service measures them, with what is known of each pair."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.training.stories import CLOCK, Story, read_stories
from service.pipeline.conflicts import Nearness
from service.pipeline.conflicts.contradictions import compare_states, describe_judgement, list_words
from service.pipeline.conflicts.detection import measure_story
from service.pipeline.conflicts.weights import JudgedBy
from service.pipeline.selection import describe_groups, find_facts
from service.ports import Models, Relation


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledPair:
    """A pair of near sentences. features: without a model; judged: what each model says, where they were asked; moved:
    by how much that of relations takes one for a later state; words: of both sentences.

    conflict, update: whether it stands on two sides of a conflict, on two steps of an update.
    """

    story: str
    features: Mapping[str, float]
    judged: Mapping[JudgedBy, Mapping[str, float]]
    moved: float
    words: Mapping[str, float]
    conflict: bool
    update: bool

    @property
    def contradicts(self) -> bool:
        """Whether its sentences cannot both be true of one time."""
        return self.conflict or self.update


def read_labelled(path: Path, models: Models, *, judged: bool) -> Iterator[LabelledPair]:
    """The pairs of all stories of a file. judged: ask the models of each. Raises: ValueError if one is missing."""
    for story in read_stories(path, models.encoder):
        yield from _label(story, models, judged=judged)


def _label(story: Story, models: Models, *, judged: bool) -> Iterator[LabelledPair]:
    corpus = story.corpus
    facts = find_facts(corpus, models, CLOCK, query=None, min_sources=1)
    nearness = Nearness(corpus.sentences, corpus.embeddings)
    groups = describe_groups(corpus, facts, {})
    statements, measured = measure_story(groups, corpus.articles, corpus.languages, nearness)
    pairs = [measured[row] for row in range(len(measured))]
    place_of = {(sentence.article_index, sentence.start): i for i, sentence in enumerate(corpus.sentences)}
    homes = [
        place_of[statement.member.sentence.article_index, statement.member.sentence.start] for statement in statements
    ]
    conflicts, updates = (
        {frozenset(pair) for pairs in opposed for pair in pairs}
        for opposed in (story.list_conflicts(), story.list_updates())
    )
    texts = [(homes[pair.earlier], homes[pair.later]) for pair in pairs]
    said = _judge(story, texts, models) if judged else [({}, 0.0)] * len(pairs)
    for pair, (i, j), (own, moved) in zip(pairs, texts, said, strict=True):
        yield LabelledPair(
            story=story.id,
            features=pair.features,
            judged=own,
            moved=moved,
            words=list_words(pair, statements),
            conflict=frozenset((i, j)) in conflicts,
            update=frozenset((i, j)) in updates,
        )


def _judge(
    story: Story, pairs: Sequence[tuple[int, int]], models: Models
) -> list[tuple[Mapping[JudgedBy, Mapping[str, float]], float]]:
    """Of each pair what each model says, as features, and by how much one sentence tells a later state."""
    if models.entailment is None or models.relations is None:
        raise ValueError("the models that ship are needed: CHORUS_ENTAILMENT names others, or is off")
    texts = [
        (story.corpus.read_together([i], beside=claim), claim)
        for one, other in pairs
        for i, claim in ((one, story.corpus.read_together([other])), (other, story.corpus.read_together([one])))
    ]
    related = models.relations.relate(texts, check=lambda: None)
    entailed = [
        Relation(agrees=one.entailed, contradicts=one.contradicted, moved=0.0)
        for one in models.entailment.judge(texts, check=lambda: None)
    ]
    described = (
        {by: describe_judgement(said[k], said[k + 1]) for by, said in zip(JudgedBy, (related, entailed), strict=True)}
        for k in range(0, len(texts), 2)
    )
    return [(own, compare_states(ahead)) for own, ahead in zip(described, related[::2], strict=True)]
