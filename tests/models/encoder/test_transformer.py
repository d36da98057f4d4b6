import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from transformers import BertModel

from models.checkpoints.store import InstalledCheckpoint, locate
from models.encoder.transformer import TransformerEncoder
from models.loading import DtypeName
from models.processor import multiplies_bfloat16_fast
from service.errors import CheckpointError, CheckpointUnsafeError
from service.ports import SentenceEncoder
from tests.models.arithmetic import EVERY_DTYPE
from tests.models.processors import needs_bfloat16
from tests.models.written_checkpoints import write_bert, write_json

LoadDefault = Callable[[DtypeName], TransformerEncoder]

SENTENCE = "The old bridge in the town was closed on Monday after an inspection found cracks in three of its pillars."
NEWS = (
    "Ukraine may use the mines, Austin said.",
    "The embassy in Kyiv closed on Wednesday because of a possible air attack.",
    "Three men were charged with smuggling 12 kg of gold — worth 1.1 million euros — through Zürich.",
    "El presidente anunció nuevas medidas económicas.",
    SENTENCE,
)


def repeat_words(count: int) -> str:
    """About `count` tokens, and never the same text for two counts."""
    return " ".join((SENTENCE.split() * 20)[:count])


# Two texts in each of the buckets 16, 48, 96 and 256 tokens; the last are longer than the encoder reads.
BUCKETED = [repeat_words(words) for start in (7, 35, 78, 250) for words in (start, start + 1)]


def load_bert(folder: Path) -> BertModel:
    model = BertModel.from_pretrained(folder, add_pooling_layer=False)
    model.train(False)
    return model


def load_tiny(folder: Path) -> TransformerEncoder:
    return TransformerEncoder(locate(str(folder), folder / "no-models"), dtype="float32")


def copy_folder(folder: Path, target: Path) -> Path:
    return Path(shutil.copytree(folder, target))


@pytest.mark.parametrize("dtype", EVERY_DTYPE)
def test_an_embedding_is_bitwise_the_same_alone_and_in_any_company(load_default: LoadDefault, dtype: DtypeName) -> None:
    encoder = load_default(dtype)
    together = encoder.encode(BUCKETED)
    for row in range(0, len(BUCKETED), 2):  # one of each bucket
        assert encoder.encode([BUCKETED[row]]).tobytes() == together[row].tobytes()
    reordered = [*reversed(BUCKETED), *NEWS]
    assert encoder.encode(reordered)[: len(BUCKETED)].tobytes() == together[::-1].tobytes()


@pytest.mark.parametrize("dtype", EVERY_DTYPE)
def test_an_embedding_is_bitwise_the_same_in_a_full_batch(load_default: LoadDefault, dtype: DtypeName) -> None:
    encoder = load_default(dtype)
    # Texts of 16 tokens, of which a full batch holds 128: the last two are in another.
    texts = [f"{index} {repeat_words(7)}" for index in range(130)]
    together = encoder.encode(texts)
    chosen = [0, 63, 127, 128, 129]
    assert encoder.encode([texts[index] for index in chosen]).tobytes() == together[chosen].tobytes()


@pytest.mark.parametrize("dtype", EVERY_DTYPE)
@pytest.mark.usefixtures("restored_threads")
def test_an_embedding_is_bitwise_the_same_with_any_number_of_threads(
    load_default: LoadDefault, dtype: DtypeName
) -> None:
    encoder = load_default(dtype)
    embeddings = []
    for threads in (1, 2):
        torch.set_num_threads(threads)
        embeddings.append(encoder.encode(BUCKETED).tobytes())
    assert embeddings[0] == embeddings[1]


@pytest.mark.parametrize("batch_tokens", [512, 8192])
def test_an_embedding_is_bitwise_the_same_for_any_batch_size(
    load_default: LoadDefault, default_checkpoint: InstalledCheckpoint, batch_tokens: int
) -> None:
    other = TransformerEncoder(default_checkpoint, dtype="auto", batch_tokens=batch_tokens)
    assert other.encode(BUCKETED).tobytes() == load_default("auto").encode(BUCKETED).tobytes()


@needs_bfloat16
def test_bfloat16_is_close_to_float32(load_default: LoadDefault) -> None:
    texts = [*NEWS, *BUCKETED[::2]]
    cosines = (load_default("bfloat16").encode(texts) * load_default("float32").encode(texts)).sum(axis=1)
    assert cosines.min() >= 0.999


def test_float32_is_what_transformers_computes(
    load_default: LoadDefault, default_checkpoint: InstalledCheckpoint
) -> None:
    encoder = load_default("float32")
    expected = embed_one_by_one(default_checkpoint.folder, encoder, NEWS)
    np.testing.assert_allclose(encoder.encode(NEWS), expected, atol=1e-5)


def embed_one_by_one(folder: Path, encoder: TransformerEncoder, texts: tuple[str, ...]) -> NDArray[np.float32]:
    """Means of the token vectors of texts that are neither padded nor batched; shape (texts, dimension)."""
    model = load_bert(folder)
    rows = []
    for encoding in encoder._tokenizer.encode_batch(list(texts)):
        with torch.inference_mode():
            mean = model(input_ids=torch.tensor([encoding.ids])).last_hidden_state[0].mean(dim=0)
        rows.append((mean / mean.norm()).numpy())
    return np.stack(rows)


def test_sentences_that_say_the_same_are_closer_than_those_that_do_not(load_default: LoadDefault) -> None:
    same, other, distant = load_default("auto").encode(
        ["The bridge was shut on Monday.", "On Monday the bridge was closed.", "He scored twice in the final."]
    )
    assert same @ other > 0.9
    assert same @ distant < 0.3


def test_embeddings_are_rows_of_length_one_in_the_order_of_the_texts(load_default: LoadDefault) -> None:
    encoder = load_default("auto")
    texts = [NEWS[0], repeat_words(100), NEWS[0], NEWS[1]]
    embeddings = encoder.encode(texts)
    assert embeddings.shape == (4, 384)
    assert embeddings.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(embeddings, axis=1), 1.0, atol=1e-6)
    assert embeddings[0].tobytes() == embeddings[2].tobytes()
    assert embeddings[3].tobytes() == encoder.encode([NEWS[1]]).tobytes()


@pytest.mark.parametrize("text", ["", " ", "\n", "\u200b", "👩‍👩‍👧", "[SEP]", "مرحبا", "你好"])
def test_any_text_has_an_embedding_of_length_one(load_default: LoadDefault, text: str) -> None:
    (embedding,) = load_default("auto").encode([text])
    assert np.linalg.norm(embedding) == pytest.approx(1.0, abs=1e-6)


def test_no_texts_have_no_rows(load_default: LoadDefault) -> None:
    embeddings = load_default("auto").encode([])
    assert embeddings.shape == (0, 384)
    assert embeddings.dtype == np.float32


def test_tokens_are_counted_before_the_cut(load_default: LoadDefault) -> None:
    encoder = load_default("auto")
    # One token a word, and two special ones; the encoder reads 256.
    texts = ["bridge", "the bridge", "the " * 254, "the " * 255, "the " * 1000, ""]
    assert encoder.count_tokens(texts) == [3, 4, 256, 257, 1002, 2]


def test_what_is_beyond_the_longest_input_is_not_read(load_default: LoadDefault) -> None:
    longest, longer = load_default("auto").encode(["the " * 254, "the " * 255])
    assert longest.tobytes() == longer.tobytes()


def test_the_description_names_what_made_the_embeddings(
    load_default: LoadDefault, default_checkpoint: InstalledCheckpoint
) -> None:
    encoder: SentenceEncoder = load_default("float32")
    description = encoder.description
    assert description.name == "all-MiniLM-L6-v2"
    assert description.revision == default_checkpoint.card.revision
    assert description.sha256 == "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
    assert (description.dimension, description.max_tokens, description.dtype) == (384, 256, "float32")
    assert description.similarity_threshold == default_checkpoint.card.similarity_threshold


def test_dtype_is_chosen_by_what_the_processor_does_fast(load_default: LoadDefault) -> None:
    expected = "bfloat16" if multiplies_bfloat16_fast() else "float32"
    assert load_default("auto").description.dtype == expected


@pytest.mark.usefixtures("restored_threads")
def test_the_number_of_threads_is_the_one_asked_for(tiny_bert: Path) -> None:
    TransformerEncoder(locate(str(tiny_bert), tiny_bert), dtype="float32", threads=1)
    assert torch.get_num_threads() == 1


def test_a_users_folder_is_loaded_by_the_same_code(tiny_bert: Path) -> None:
    encoder = load_tiny(tiny_bert)
    encoder.warm_up()
    assert encoder.description.name == str(tiny_bert)
    assert (encoder.description.dimension, encoder.description.max_tokens) == (32, 32)
    texts = ("the old bridge", "the town.")
    np.testing.assert_allclose(encoder.encode(texts), embed_one_by_one(tiny_bert, encoder, texts), atol=1e-5)
    assert encoder.count_tokens(["the old bridges .", "the " * 40]) == [7, 42]


def test_a_checkpoint_may_ask_for_the_first_token_instead_of_the_mean(tmp_path: Path, tiny_bert: Path) -> None:
    encoder = load_tiny(write_bert(tmp_path / "cls", pooling="cls_token"))
    model = load_bert(tiny_bert)
    with torch.inference_mode():
        first = model(input_ids=torch.tensor([[2, 4, 5, 3]])).last_hidden_state[0, 0]  # [CLS] a bridge [SEP]
    np.testing.assert_allclose(encoder.encode(["a bridge"])[0], (first / first.norm()).numpy(), atol=1e-5)


def test_a_checkpoint_that_lacks_weights_is_refused(tmp_path: Path, tiny_bert: Path) -> None:
    folder = copy_folder(tiny_bert, tmp_path / "lacking")
    weights = load_file(folder / "model.safetensors")
    del weights["encoder.layer.0.attention.self.query.weight"]
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    with pytest.raises(CheckpointError, match="lacks weights"):
        load_tiny(folder)


@pytest.mark.parametrize("file", ["config.json", "tokenizer.json", "model.safetensors"])
def test_a_broken_file_is_a_checkpoint_error(tmp_path: Path, tiny_bert: Path, file: str) -> None:
    folder = copy_folder(tiny_bert, tmp_path / "broken")
    (folder / file).write_bytes(b'{"broken": 1}')
    with pytest.raises(CheckpointError):
        load_tiny(folder)


def test_a_model_that_transformers_does_not_know_is_a_checkpoint_error(tmp_path: Path, tiny_bert: Path) -> None:
    folder = copy_folder(tiny_bert, tmp_path / "unknown")
    write_json(folder / "config.json", {"model_type": "no_such_model"})
    with pytest.raises(CheckpointError, match="cannot be loaded"):
        load_tiny(folder)


def test_code_in_a_checkpoint_is_never_run(tmp_path: Path, tiny_bert: Path) -> None:
    folder = copy_folder(tiny_bert, tmp_path / "evil")
    (folder / "evil.py").write_text("raise SystemExit('run')")
    write_json(folder / "config.json", {"model_type": "evil", "auto_map": {"AutoModel": "evil.Evil"}})
    with pytest.raises(CheckpointUnsafeError):
        load_tiny(folder)


def test_a_folder_that_is_removed_takes_nothing_from_an_encoder_that_is_loaded(tmp_path: Path) -> None:
    folder = write_bert(tmp_path / "tiny")
    encoder = load_tiny(folder)
    before = encoder.encode(["the bridge reopened"])
    shutil.rmtree(folder)
    after = encoder.encode(["rain fell", "the bridge reopened"])
    assert after[1].tobytes() == before[0].tobytes()
