"""Near sentences of invented stories, as the service measures them, with what is known of each pair."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.training.stories import CLOCK, Story, read_stories
from service.pipeline.conflicts import Nearness
from service.pipeline.conflicts.contradictions import describe_judgement, list_words
from service.pipeline.conflicts.detection import measure_story
from service.pipeline.selection import describe_groups, find_facts
from service.ports import EntailmentModel, Models


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledPair:
    """A pair of near sentences. features: without a model; judged: what the model says, where it was asked; words: of
    both sentences.

    conflict, update: whether it stands on two sides of a conflict, on two steps of an update.
    """

    story: str
    features: Mapping[str, float]
    judged: Mapping[str, float]
    words: Mapping[str, float]
    conflict: bool
    update: bool

    @property
    def contradicts(self) -> bool:
        """Whether its sentences cannot both be true of one time."""
        return self.conflict or self.update


def read_labelled(path: Path, models: Models, *, judged: bool) -> Iterator[LabelledPair]:
    """The pairs of all stories of a file. judged: ask the model of each."""
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
    said = _judge(story, texts, models.entailment) if judged else [{} for _ in pairs]
    for pair, (i, j), own in zip(pairs, texts, said, strict=True):
        yield LabelledPair(
            story=story.id,
            features=pair.features,
            judged=own,
            words=list_words(pair, statements),
            conflict=frozenset((i, j)) in conflicts,
            update=frozenset((i, j)) in updates,
        )


def _judge(
    story: Story, pairs: Sequence[tuple[int, int]], entailment: EntailmentModel | None
) -> list[dict[str, float]]:
    if entailment is None:
        raise ValueError("an entailment model is needed: CHORUS_ENTAILMENT is off")
    texts = [
        (story.corpus.read_together([i], beside=claim), claim)
        for one, other in pairs
        for i, claim in ((one, story.corpus.read_together([other])), (other, story.corpus.read_together([one])))
    ]
    judged = entailment.judge(texts, check=lambda: None)
    return [describe_judgement(ahead, back) for ahead, back in zip(judged[::2], judged[1::2], strict=True)]
