"""What the entailment model adds: to an extract, and where a text is held against articles; beside plain encoding."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import torch
from transformers import AutoModel, AutoTokenizer

from benchmarks.measurement import Spread, summarize_repetitions, time_call
from benchmarks.report import Table, show_spread
from benchmarks.request_timing import LIMIT_SECONDS, MAX_SENTENCES, RecordingEncoder, run_request
from models.checkpoints.store import InstalledCheckpoint
from models.pretrained import load_weights
from service.domain import Article
from service.pipeline.summarize import Pipeline
from service.pipeline.text.recall import forget_texts
from service.ports import Limits, Models
from service.runtime.deadline import RequestClock

TEXT = """Washington will supply Kyiv with antipersonnel mines, Defense Secretary Lloyd Austin told reporters in Laos.
He said the change of policy answers new Russian tactics, since soldiers on foot now lead the assaults in
place of armored vehicles. Days earlier the administration had let Ukraine strike targets in Russia with
longer-range American missiles. The embassy in Kyiv shut for a day after it learned of a possible air
attack, and staff were told to shelter. Vladimir Putin lowered the threshold for the use of nuclear weapons.
Human rights groups condemned the mines, which kill civilians long after wars have ended, and Ukraine has
signed the treaty that bans them. American officials answer that the mines lose their power within weeks,
once their batteries are empty. A further package of weapons worth 275 million dollars is expected. Donald
Trump, who takes office in January, has promised to end the war soon."""
"""150 words about the seeds in words of our own, so that no sentence stands in an article as it is."""
_PLAIN_BATCH = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class EntailmentCost:
    """Milliseconds, measured in turn. plain_ms: the encoding of the articles' sentences by plain transformers.

    extract_ratio: of a summary with the model to one without, pair by pair. verifying_ratio, plain_ratio: of the
    verification of a text, and of a summary without the model, to `plain_ms`, pair by pair.
    """

    dtype: str
    extract_ms: Spread
    without_ms: Spread
    verifying_ms: Spread
    plain_ms: Spread
    extract_ratio: Spread
    verifying_ratio: Spread
    plain_ratio: Spread


def measure_entailment_cost(
    articles: Sequence[Article], models: Models, plain: Callable[[Sequence[str]], object], *, repetitions: int
) -> EntailmentCost:
    """What `models`, of which one is for entailment, take for `articles`. plain: encodes sentences.

    Raises: ValueError if `models` have none.
    """
    if models.entailment is None:
        raise ValueError("an entailment model is needed")
    recording = RecordingEncoder(models.encoder)
    run_request(articles, replace(models, encoder=recording))
    pipeline = Pipeline(models=models, limits=Limits(max_sentences=MAX_SENTENCES))
    alone = replace(models, entailment=None, relations=None)
    calls = (
        lambda: run_request(articles, models),
        lambda: run_request(articles, alone),
        lambda: pipeline.cite(articles, TEXT, RequestClock(limit_seconds=LIMIT_SECONDS)),
        lambda: plain(recording.texts),
    )
    times = [_time_in_turn(calls) for _ in range(repetitions + 1)][1:]
    extract, without, verifying, encoding = zip(*times, strict=True)

    def divide(numerators: Sequence[float], by: Sequence[float]) -> Spread:
        return summarize_repetitions([own / other for own, other in zip(numerators, by, strict=True)])

    return EntailmentCost(
        dtype=models.entailment.description.dtype,
        extract_ms=summarize_repetitions(extract),
        without_ms=summarize_repetitions(without),
        verifying_ms=summarize_repetitions(verifying),
        plain_ms=summarize_repetitions(encoding),
        extract_ratio=divide(extract, without),
        verifying_ratio=divide(verifying, encoding),
        plain_ratio=divide(without, encoding),
    )


def load_plain(checkpoint: InstalledCheckpoint, dtype: torch.dtype) -> Callable[[Sequence[str]], object]:
    """An encoder of plain transformers: batches of 32, sorted by length, padded to the longest."""
    model = load_weights(checkpoint, AutoModel, dtype)
    tokenizer = AutoTokenizer.from_pretrained(checkpoint.folder, local_files_only=True)

    def encode(texts: Sequence[str]) -> list[torch.Tensor]:
        ordered = sorted(texts, key=len)
        pooled = []
        with torch.inference_mode():
            for start in range(0, len(ordered), _PLAIN_BATCH):
                batch = tokenizer(
                    ordered[start : start + _PLAIN_BATCH], padding=True, truncation=True, return_tensors="pt"
                )
                states = model(**batch).last_hidden_state
                mask = batch["attention_mask"].unsqueeze(-1)
                pooled.append((states * mask).sum(dim=1) / mask.sum(dim=1))
        return pooled

    return encode


def tabulate_entailment_cost(cost: EntailmentCost) -> Table:
    """What a summary and a verification take, and beside what."""
    rows = [
        (f"summary with the entailment model ({cost.dtype})", show_spread(cost.extract_ms, 1)),
        ("summary without", show_spread(cost.without_ms, 1)),
        ("ratio of both", show_spread(cost.extract_ratio, 2)),
        ("verifying a text of 150 words", show_spread(cost.verifying_ms, 1)),
        ("encoding by plain transformers, batches of 32", show_spread(cost.plain_ms, 1)),
        ("verifying / plain encoding", show_spread(cost.verifying_ratio, 2)),
        ("summary without / plain encoding", show_spread(cost.plain_ratio, 2)),
    ]
    return Table(
        title="Seeds, what the entailment model adds, and beside plain transformers",
        columns=("", "ms", "repetitions"),
        rows=tuple((name, shown, str(cost.extract_ms.repetitions)) for name, shown in rows),
    )


def _time_in_turn(calls: Sequence[Callable[[], object]]) -> list[float]:
    times = []
    for call in calls:
        forget_texts()
        times.append(time_call(call))
    return times
