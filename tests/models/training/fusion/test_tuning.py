from __future__ import annotations

import dataclasses
import random
from pathlib import Path

import pytest
import torch

from models.adapters import LowRankAdapters
from models.loading import read_tokenizer
from models.rewriters.llama import Llama
from models.training.fusion.examples import Answer, FusionExample
from models.training.fusion.tuning import SCALE, AdaptedWriter, encode, measure_loss, plan, tune
from tests.models.written_rewriters import write_causal

EXAMPLES = [
    FusionExample(
        sentences=("The bridge is open again.", "Engineers reopened it on Tuesday."),
        answers=(Answer(text="The bridge is open."), Answer(text="Engineers reopened it.", core=True)),
    ),
    FusionExample(sentences=("The ferries stop.",), answers=(Answer(text="ferries stop on Tuesday."),)),
]


def test_answers_that_share_a_prompt_do_not_see_each_other(tmp_path: Path) -> None:
    base = write_causal(tmp_path, tied=True)
    model, tokenizer = AdaptedWriter(base, dtype=torch.float32), read_tokenizer(base)
    both, count = model([encode(EXAMPLES[0], tokenizer, model.end_id)])
    apart = [
        model([encode(dataclasses.replace(EXAMPLES[0], answers=(answer,)), tokenizer, model.end_id)])
        for answer in EXAMPLES[0].answers
    ]
    assert both.item() == pytest.approx(sum(own.item() for own, _ in apart), rel=1e-5)
    assert count == sum(own for _, own in apart) == 5 + 1 + 4 + 1  # words, full stops and ends of turns


def test_tuning_lowers_the_loss_and_what_is_exported_has_it(tmp_path: Path) -> None:
    base = write_causal(tmp_path, tied=True)
    model, tokenizer = AdaptedWriter(base, dtype=torch.float32), read_tokenizer(base)
    before = measure_loss(model, EXAMPLES, tokenizer)
    tune(model, EXAMPLES * 150, tokenizer, learning_rate=1e-2, chooser=random.Random(0), report=lambda _: None)
    after = measure_loss(model, EXAMPLES, tokenizer)
    assert after < before - 0.1
    adapters = LowRankAdapters(model.export(), SCALE)
    merged = Llama(base.folder, torch.float32, adapters.add)
    adapters.refuse_unused()
    row = encode(EXAMPLES[1], tokenizer, model.end_id)
    [(wish, _)] = row.branches
    with torch.inference_mode():
        ids = torch.tensor([[*row.prefix, *wish]])
        state = model.base.model(input_ids=ids, use_cache=False).last_hidden_state[0, -1]
    torch.testing.assert_close(merged.read(row.prefix, [wish])[0].state, state, atol=3e-2, rtol=3e-2)


def test_parts_hold_rows_of_about_one_length_each_once(tmp_path: Path) -> None:
    tokenizer = read_tokenizer(write_causal(tmp_path, tied=True))
    rows = [encode(example, tokenizer, 2) for example in EXAMPLES * 30]
    parts = plan(rows, random.Random(0))
    assert sorted(row.width for part in parts for row in part) == sorted(row.width for row in rows)
    assert len(parts) > 1
