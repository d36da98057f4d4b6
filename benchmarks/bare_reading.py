"""What the models alone take for all that requests have them read, without the requests."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from benchmarks.callers import SENTENCES
from benchmarks.measurement import MILLISECONDS, Spread, summarize_repetitions
from benchmarks.request_timing import RecordingEncoder, run_request
from service.domain import Article
from service.loading import load_models
from service.ports import Entailment, EntailmentModel, Models, Relation, RelationModel
from service.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a bare reading takes, by the sentence of a story that it is for.

    rate: sentences a second. processor_ms: of all cores, a sentence.
    """

    what: str
    rate: Spread
    processor_ms: Spread


Pairs = list[tuple[str, str]]


class _RecordingEntailment:
    """An entailment model that notes which pairs it was given."""

    def __init__(self, model: EntailmentModel) -> None:
        self._model = model
        self.description = model.description
        self.pairs: Pairs = []

    def judge(self, pairs: Sequence[tuple[str, str]], *, check: Callable[[], None]) -> list[Entailment]:
        self.pairs.extend(pairs)
        return self._model.judge(pairs, check=check)


class _RecordingRelations:
    """A relation model that notes which pairs it was given."""

    def __init__(self, model: RelationModel) -> None:
        self._model = model
        self.description = model.description
        self.pairs: Pairs = []

    def relate(self, pairs: Sequence[tuple[str, str]], *, check: Callable[[], None]) -> list[Relation]:
        self.pairs.extend(pairs)
        return self._model.relate(pairs, check=check)


def measure_readings(stories: Sequence[Sequence[Article]], repetitions: int) -> tuple[Reading, ...]:
    """What the models alone take for all that `stories` have them read: in one call, and story by story."""
    models = load_models(Settings(rewriters=()))
    encoder, same_fact, entailment, relations = (
        models.encoder,
        models.grouping.model,
        models.entailment,
        models.relations,
    )
    texts, pairs, near = zip(*(_list_read(story, models) for story in stories), strict=True)
    sentences = SENTENCES * len(stories)
    every_text = [text for some in texts for text in some]
    measured = [
        _time_reading("the encoder, all at once", lambda: encoder.encode(every_text), sentences, repetitions),
        _time_reading(
            "the encoder, story by story", lambda: [encoder.encode(some) for some in texts], sentences, repetitions
        ),
    ]
    if same_fact and same_fact.shares_layers(encoder):
        measured.append(
            _time_reading(
                "encoder and same-fact model, story by story",
                lambda: [same_fact.read_beside(encoder, some, check=lambda: None) for some in texts],
                sentences,
                repetitions,
            )
        )
    if entailment:
        for name, asked in (("all at once", [[pair for some in pairs for pair in some]]), ("story by story", pairs)):
            measured.append(
                _time_reading(
                    f"the entailment model, {name}",
                    lambda asked=asked: [entailment.judge(some, check=lambda: None) for some in asked],  # type: ignore[misc]
                    sentences,
                    repetitions,
                )
            )
    if relations:
        measured.append(
            _time_reading(
                "what reads near sentences, story by story",
                lambda: [relations.relate(some, check=lambda: None) for some in near],
                sentences,
                repetitions,
            )
        )
    return tuple(measured)


def _list_read(story: Sequence[Article], models: Models) -> tuple[list[str], Pairs, Pairs]:
    """The texts that a request for `story` has the encoder read, and the pairs that it has judged and related."""
    recording = RecordingEncoder(models.encoder)
    judging = _RecordingEntailment(models.entailment) if models.entailment else None
    relating = _RecordingRelations(models.relations) if models.relations else None
    run_request(story, replace(models, encoder=recording, entailment=judging, relations=relating))
    return recording.texts, judging.pairs if judging else [], relating.pairs if relating else []


def _time_reading(what: str, read: Callable[[], object], sentences: int, repetitions: int) -> Reading:
    read()
    rates, processor = [], []
    for _ in range(repetitions):
        started, used = time.monotonic(), time.process_time()
        read()
        rates.append(sentences / (time.monotonic() - started))
        processor.append((time.process_time() - used) / sentences * MILLISECONDS)
    return Reading(what=what, rate=summarize_repetitions(rates), processor_ms=summarize_repetitions(processor))
