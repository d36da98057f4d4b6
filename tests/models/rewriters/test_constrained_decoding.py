from __future__ import annotations

from pathlib import Path as FilePath

import pytest
import torch
from transformers import AutoModelForCausalLM, PreTrainedModel

from models.pretrained import load_weights
from models.rewriters.constrained_decoding import ROWS, GraphPath, reads_ahead, write_paths
from models.rewriters.word_graph import WordGraph
from tests.models.written_rewriters import compress, write_causal

PROMPTS = ((5, 6, 7, 8), (9, 10, 11), tuple(range(5, 25)))
SENTENCES = (
    ("a, b and c, d and e f g h, which i j, k", "a b, which l m, n"),
    ("o p q r s t, after u, a", "o p, who v, b"),
    ("b c d e f g h i j k l m n o p q r s t u v, which a", "b c d e f g h, after i"),
)
WIDTH = 64
FOREVER = 60.0


def spell(text: str) -> list[int]:
    """A token a letter."""
    return [5 + (ord(letter) % 16) for letter in text if letter != " "]


def make_paths() -> list[GraphPath]:
    return [
        GraphPath(prompt=prompt, graph=WordGraph(sentences, spell, find_edges=compress), most_tokens=30)
        for prompt, sentences in zip(PROMPTS, SENTENCES, strict=True)
    ]


def load(folder: FilePath, dtype: torch.dtype = torch.float32) -> PreTrainedModel:
    return load_weights(write_causal(folder), AutoModelForCausalLM, dtype)


def write_one_by_one(model: PreTrainedModel, path: GraphPath) -> list[int]:
    """The greedy path, every token from a pass over all before it."""
    with torch.inference_mode():
        while choices := path.list_choices():
            logits = model(input_ids=torch.tensor([[*path.prompt, *path.tokens]])).logits[0, -1]
            path.append(max(choices, key=lambda token: float(logits[token])))
    return path.tokens


def test_paths_are_those_that_the_model_finds_token_by_token(tmp_path: FilePath) -> None:
    model = load(tmp_path)
    paths = make_paths()
    write_paths(model, paths, WIDTH, remaining_seconds=lambda: FOREVER)
    assert [path.tokens for path in paths] == [write_one_by_one(model, path) for path in make_paths()]
    assert not any(path.late for path in paths)


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float32])
def test_a_path_does_not_depend_on_the_others(tmp_path: FilePath, dtype: torch.dtype) -> None:
    model = load(tmp_path, dtype)
    together = make_paths()
    write_paths(model, together, WIDTH, remaining_seconds=lambda: FOREVER)
    for place, path in enumerate(make_paths()):
        write_paths(model, [path], WIDTH, remaining_seconds=lambda: FOREVER)
        assert path.tokens == together[place].tokens
    full = [*make_paths(), *make_paths()][::-1][-ROWS:]
    write_paths(model, full, WIDTH, remaining_seconds=lambda: FOREVER)
    assert [path.tokens for path in full[::-1][:3]] == [path.tokens for path in together]


def test_what_leaves_no_choice_is_appended_without_a_model() -> None:
    path = GraphPath(prompt=(5,), graph=WordGraph(["a b c"], spell, find_edges=compress), most_tokens=9)
    assert not path.run_on(2)
    assert path.tokens == spell("ab")
    assert path.run_on(9)
    assert path.tokens == spell("abc")


def test_without_time_paths_are_late(tmp_path: FilePath) -> None:
    paths = make_paths()
    write_paths(load(tmp_path), paths, WIDTH, remaining_seconds=lambda: 0.0)
    assert all(path.late for path in paths)


def test_a_model_that_forgets_positions_cannot_read_ahead(tmp_path: FilePath) -> None:
    model = load(tmp_path)
    assert reads_ahead(model)
    model.config.sliding_window = 8
    model.config.layer_types = ["sliding_attention", "sliding_attention"]
    assert not reads_ahead(model)
