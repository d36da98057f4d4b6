from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer
from tokenizers.processors import TemplateProcessing
from transformers import BertConfig, BertForSequenceClassification

from models.checkpoints.catalog import ModelCard
from models.checkpoints.store import InstalledCheckpoint, locate
from models.entailment import TransformerEntailmentModel
from service.errors import CheckpointError
from service.ports import EntailmentModel
from tests.models.written_checkpoints import WORDS, write_bert

EVIDENCE = "The old bridge in the town closed."
TEXT = "The bridge closed."


def write_classifier(folder: Path, labels: Sequence[str]) -> Path:
    """A cross-encoder with random weights that are large enough to tell pairs apart."""
    write_bert(folder)
    torch.manual_seed(1)
    config = BertConfig(
        vocab_size=len(WORDS),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=32,
        id2label=dict(enumerate(labels)),
        label2id={label: index for index, label in enumerate(labels)},
        initializer_range=0.5,
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.post_processor = TemplateProcessing(
        "[CLS] $A [SEP]", "[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder


def load(folder: Path) -> TransformerEntailmentModel:
    return TransformerEntailmentModel(locate(str(folder), folder.parent))


@pytest.fixture(scope="module")
def classifier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_classifier(tmp_path_factory.mktemp("nli"), ("contradiction", "neutral", "entailment"))


def test_the_probability_is_that_of_the_label_that_says_supported(classifier: Path) -> None:
    (probability,) = load(classifier).score_support([(EVIDENCE, TEXT)])
    model = BertForSequenceClassification.from_pretrained(classifier)
    model.train(False)
    # [CLS] the old bridge in the town closed . [SEP] the bridge closed . [SEP]
    ids = [2, 8, 9, 5, 7, 8, 10, 6, 12, 3, 8, 5, 6, 12, 3]
    with torch.inference_mode():
        logits = model(input_ids=torch.tensor([ids]), token_type_ids=torch.tensor([[0] * 10 + [1] * 5])).logits
    assert probability == pytest.approx(float(torch.softmax(logits[0], dim=0)[2]), abs=1e-4)


def test_a_probability_depends_on_its_own_pair_alone(classifier: Path) -> None:
    scorer: EntailmentModel = load(classifier)
    pairs = [(EVIDENCE, TEXT), (TEXT, EVIDENCE), (TEXT, TEXT), ("a", "town")]
    together = scorer.score_support(pairs)
    assert together == [scorer.score_support([pair])[0] for pair in pairs]
    assert len(set(together)) == len(pairs)
    assert all(0 <= probability <= 1 for probability in together)


def test_long_evidence_is_cut_and_the_text_is_not(classifier: Path) -> None:
    scorer = load(classifier)
    long = " ".join([EVIDENCE] * 20)
    one, other = scorer.score_support([(long, TEXT), (f"{long} a a a", TEXT)])
    assert one == other
    assert scorer.score_support([(long, EVIDENCE)]) != [one]


@pytest.mark.parametrize(
    "labels", [("unsupported", "SUPPORTED"), ("LABEL_0", "LABEL_1"), ("inconsistent", "consistent")]
)
def test_fact_checking_models_name_their_label_otherwise(tmp_path: Path, labels: tuple[str, str]) -> None:
    (probability,) = load(write_classifier(tmp_path / "m", labels)).score_support([(EVIDENCE, TEXT)])
    (other,) = load(write_classifier(tmp_path / "n", labels[::-1])).score_support([(EVIDENCE, TEXT)])
    if labels[0] != "LABEL_0":
        assert probability == pytest.approx(1 - other, abs=2e-4)
    assert 0 <= probability <= 1


def test_a_model_with_one_score_is_read_as_a_logit(tmp_path: Path) -> None:
    (probability,) = load(write_classifier(tmp_path / "m", ("score",))).score_support([(EVIDENCE, TEXT)])
    assert 0 < probability < 1


def test_a_model_for_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="positive, negative, mixed"):
        load(write_classifier(tmp_path / "m", ("positive", "negative", "mixed")))


def test_an_encoder_is_no_support_model(tmp_path: Path) -> None:
    folder = write_bert(tmp_path / "m")
    with pytest.raises(CheckpointError, match="lacks weights"):
        load(folder)


def test_it_is_named_as_it_was_asked_for(classifier: Path) -> None:
    checkpoint = InstalledCheckpoint(folder=classifier, card=ModelCard(name="org/nli@abc"), weights_sha256="0")
    assert TransformerEntailmentModel(checkpoint).name == "org/nli@abc"
