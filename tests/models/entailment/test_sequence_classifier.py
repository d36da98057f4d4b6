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
from models.entailment.sequence_classifier import SequenceClassifier
from service.errors import CheckpointError
from service.ports import Entailment, EntailmentModel
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


def judge(model: EntailmentModel, *pairs: tuple[str, str]) -> list[Entailment]:
    return model.judge(pairs, check=lambda: None)


def load(folder: Path) -> SequenceClassifier:
    return SequenceClassifier(locate(str(folder), folder.parent))


@pytest.fixture(scope="module")
def classifier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_classifier(tmp_path_factory.mktemp("nli"), ("contradiction", "neutral", "entailment"))


def test_the_probabilities_are_those_of_the_labels_that_say_so(classifier: Path) -> None:
    (judged,) = judge(load(classifier), (EVIDENCE, TEXT))
    model = BertForSequenceClassification.from_pretrained(classifier)
    model.train(False)
    # [CLS] the old bridge in the town closed . [SEP] the bridge closed . [SEP]
    ids = [2, 8, 9, 5, 7, 8, 10, 6, 12, 3, 8, 5, 6, 12, 3]
    with torch.inference_mode():
        logits = model(input_ids=torch.tensor([ids]), token_type_ids=torch.tensor([[0] * 10 + [1] * 5])).logits
    probabilities = torch.softmax(logits[0], dim=0)
    assert judged.entailed == pytest.approx(float(probabilities[2]), abs=1e-4)
    assert judged.contradicted == pytest.approx(float(probabilities[0]), abs=1e-4)


def test_a_probability_depends_on_its_own_pair_alone(classifier: Path) -> None:
    model = load(classifier)
    pairs = [(EVIDENCE, TEXT), (TEXT, EVIDENCE), (TEXT, TEXT), ("a", "town")]
    together = judge(model, *pairs)
    assert together == [judge(model, pair)[0] for pair in pairs]
    assert len({judged.entailed for judged in together}) == len(pairs)


def test_the_clock_is_looked_at_before_each_pair(classifier: Path) -> None:
    looks: list[None] = []
    load(classifier).judge([(EVIDENCE, TEXT), (TEXT, TEXT)], check=lambda: looks.append(None))
    assert len(looks) == 2


def test_long_evidence_is_cut_and_the_text_is_not(classifier: Path) -> None:
    model = load(classifier)
    long = " ".join([EVIDENCE] * 20)
    one, other = judge(model, (long, TEXT), (f"{long} a a a", TEXT))
    assert one == other
    assert judge(model, (long, EVIDENCE)) != [one]


@pytest.mark.parametrize(
    "labels", [("unsupported", "SUPPORTED"), ("LABEL_0", "LABEL_1"), ("inconsistent", "consistent")]
)
def test_fact_checking_models_name_their_label_otherwise(tmp_path: Path, labels: tuple[str, str]) -> None:
    (judged,) = judge(load(write_classifier(tmp_path / "m", labels)), (EVIDENCE, TEXT))
    (other,) = judge(load(write_classifier(tmp_path / "n", labels[::-1])), (EVIDENCE, TEXT))
    if labels[0] != "LABEL_0":
        assert judged.entailed == pytest.approx(1 - other.entailed, abs=2e-4)
    assert judged.contradicted == 0.0


def test_labels_in_any_order_are_found(tmp_path: Path) -> None:
    (judged,) = judge(load(write_classifier(tmp_path / "m", ("Entailment", "Neutral", "Refuted"))), (EVIDENCE, TEXT))
    (other,) = judge(load(write_classifier(tmp_path / "n", ("refuted", "neutral", "entailment"))), (EVIDENCE, TEXT))
    assert (judged.entailed, judged.contradicted) == (other.contradicted, other.entailed)


def test_a_model_with_one_score_is_read_as_a_logit(tmp_path: Path) -> None:
    (judged,) = judge(load(write_classifier(tmp_path / "m", ("score",))), (EVIDENCE, TEXT))
    assert 0 < judged.entailed < 1


def test_a_model_for_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CheckpointError, match="positive, negative, mixed"):
        load(write_classifier(tmp_path / "m", ("positive", "negative", "mixed")))


def test_an_encoder_is_no_entailment_model(tmp_path: Path) -> None:
    folder = write_bert(tmp_path / "m")
    with pytest.raises(CheckpointError, match="lacks weights"):
        load(folder)


def test_it_is_named_as_it_was_asked_for(classifier: Path) -> None:
    checkpoint = InstalledCheckpoint(folder=classifier, card=ModelCard(name="org/nli@abc"), weights_sha256="0")
    assert SequenceClassifier(checkpoint).description.name == "org/nli@abc"
