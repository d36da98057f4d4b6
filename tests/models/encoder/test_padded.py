from __future__ import annotations

import torch
from transformers import DistilBertConfig, DistilBertModel

from models.encoder.padded import PaddedModel
from tests.models.encoder.test_packed import TEXTS


def test_a_texts_states_are_those_of_transformers_and_do_not_depend_on_its_company() -> None:
    torch.manual_seed(1)
    config = DistilBertConfig(dim=8, n_heads=2, n_layers=2, hidden_dim=8, vocab_size=16)
    model = DistilBertModel(config)
    model.train(False)
    padded = PaddedModel(model, pad_id=0, max_tokens=64, batch_tokens=512)
    together = padded.read(TEXTS)
    for ids, states in zip(TEXTS, together, strict=True):
        with torch.inference_mode():
            expected = model(input_ids=torch.tensor([ids])).last_hidden_state[0]
        torch.testing.assert_close(states, expected, atol=2e-5, rtol=1e-4)
        assert torch.equal(padded.read([ids])[0], states)
    assert padded.read([]) == []
