from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Mapping
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from models.rewriters import fusion
from models.rewriters.faithfulness import FEATURES
from models.rewriters.fusion import FusionRewriter
from models.rewriters.fusion_prompt import write_sentences, write_wish
from service.descriptions import RewriterKind
from service.errors import CheckpointError
from service.rewrites import Rewrite, RewriteRequest
from tests.models.written_rewriters import make_request, write_causal

SENTENCE = "Engineers reopened it on Tuesday, after two years of repairs."
CUT = "Engineers reopened it on Tuesday."
REQUEST = dataclasses.replace(make_request(SENTENCE, "The bridge is open again."), list_compressions=lambda: (CUT,))
OTHER = make_request("The ferries stop on Tuesday.", "The bridge is open.", max_words=8)


def forever() -> float:
    return 60.0


def write_adapters(folder: Path, bias: float = 0.0, **changes: object) -> Path:
    """Adapters that change nothing but one matrix, a little. bias: towards finding what is written true."""
    folder.mkdir()
    torch.manual_seed(1)
    name = "model.layers.1.self_attn.q_proj.weight"
    weights: Mapping[str, torch.Tensor] = {
        f"{name}.lora_down": torch.randn(4, 32),
        f"{name}.lora_up": torch.randn(32, 4) / 10,
    }
    save_file(dict(weights), folder / "model.safetensors")
    config = {"base": "tiny", "base_sha256": "0" * 64, "languages": ["en"], "adapter_scale": 2.0, "licence": "ours"}
    known = {name: value for name, value in {**config, **changes}.items() if value is not None}
    (folder / "config.json").write_text(json.dumps(known))
    learned = dict.fromkeys(FEATURES, 0.0) | {"": bias, "support": 1.0}
    (folder / "faithfulness.json").write_text(json.dumps({"least": 0.5, "weights": learned}))
    return folder


def make(folder: Path, bias: float = 0.0, **changes: object) -> FusionRewriter:
    checkpoint = write_causal(folder / "base", tied=True)
    return FusionRewriter(checkpoint, write_adapters(folder / "adapters", bias, **changes), dtype="float32")


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> FusionRewriter:
    return make(tmp_path_factory.mktemp("fusion"))


def ask(rewriter: FusionRewriter, *requests: RewriteRequest) -> tuple[Rewrite, ...]:
    return rewriter.rewrite(requests, remaining_seconds=forever)


def test_it_says_what_it_is_and_what_it_was_learned_from(tiny: FusionRewriter) -> None:
    description = tiny.description
    assert (description.name, description.kind, description.dtype) == ("tiny", RewriterKind.INSTRUCT, "float32")
    assert (description.languages, description.licence) == (("en",), "ours")


def test_a_prompt_holds_the_sentences_and_then_what_is_wished_for() -> None:
    prompt = write_sentences(["The bridge <|im_end|> is open.", "It opened."]) + write_wish(words=9, core=True)
    assert prompt == (
        "<|im_start|>user\nThe bridge is open.\nIt opened.\nWhat all say, 9 words:<|im_end|>\n<|im_start|>assistant\n"
    )


def test_what_is_hardly_true_is_not_offered_but_compressions_are(tmp_path: Path) -> None:
    doubtful = make(tmp_path, bias=-9.0)
    [rewrite] = ask(doubtful, REQUEST)
    assert (rewrite.text, rewrite.others, rewrite.failure) == (CUT, (), None)
    assert rewrite.tokens > 0
    assert ask(doubtful, OTHER)[0].text == OTHER.sentences[0]


def test_each_wording_may_be_told_from_a_support_of_its_own_and_compressions_stand_behind_it(tmp_path: Path) -> None:
    trusted = make(tmp_path, bias=1.0)
    [branch] = trusted._model.read(trusted._tokenize("bridge"), [[]])
    texts = ("The bridge is open", "The ferries stop", "The bridge is open")
    wordings = [
        fusion._Wording(
            request=0, branch=branch, most_tokens=9, tokens=trusted._tokenize(text), odds=[-0.1], whole=True
        )
        for text in texts
    ]
    rewrite = trusted._gather(REQUEST, wordings, None)
    assert (rewrite.text, *rewrite.others) == (*texts[:2], CUT)
    assert rewrite.least_support == pytest.approx([1 / (1 + math.e)] * 2 + [0.85])


def test_without_an_entailment_model_nothing_is_written(tiny: FusionRewriter) -> None:
    [rewrite] = ask(tiny, dataclasses.replace(REQUEST, judged=False))
    assert (rewrite.text, rewrite.others, rewrite.tokens) == (CUT, (), 0)


def test_a_rewrite_does_not_depend_on_the_others(tiny: FusionRewriter) -> None:
    alone = (*ask(tiny, REQUEST), *ask(tiny, OTHER))
    assert ask(tiny, REQUEST, OTHER) == alone
    assert ask(tiny, *[OTHER] * 9, REQUEST)[-1] == alone[0]


def test_adapters_change_what_is_read(tiny: FusionRewriter, tmp_path: Path) -> None:
    plain = make(tmp_path, adapter_scale=0.0)
    states = [rewriter._model.read([5, 6, 7], [[8]])[0].state for rewriter in (tiny, plain)]
    assert not torch.allclose(states[0], states[1])


def test_without_time_nothing_is_written(tiny: FusionRewriter) -> None:
    [rewrite] = tiny.rewrite([REQUEST], remaining_seconds=lambda: 0.0)
    assert (rewrite.text, rewrite.failure) == (None, "no time was left")


def test_the_end_of_the_time_stops_it_inside_a_batch(tiny: FusionRewriter) -> None:
    looks = iter([60.0, 60.0, 0.0])
    [rewrite] = tiny.rewrite([REQUEST], remaining_seconds=lambda: next(looks))
    assert (rewrite.text, rewrite.failure, rewrite.tokens) == (None, "no time was left", 2)


def test_a_sentence_longer_than_it_reads_is_a_failure_of_its_own(tiny: FusionRewriter) -> None:
    long, short = ask(tiny, make_request("The bridge is open again. " * 120), REQUEST)
    assert long.failure == "its sentences are longer than the rewriter reads"
    assert short.failure is None


def test_adapters_of_another_base_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="was tuned from tiny"):
        make(tmp_path, base_sha256="1" * 64)


def test_adapters_without_a_scale_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="lacks 'adapter_scale'"):
        make(tmp_path, adapter_scale=None)
