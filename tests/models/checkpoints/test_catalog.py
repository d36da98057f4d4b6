import re

from models.checkpoints.catalog import CATALOG, DEFAULT_ENCODER
from service.settings import Settings


def test_every_card_pins_a_commit_or_the_file_it_is_made_of() -> None:
    for card in CATALOG.values():
        pinned = card.revision if card.gguf is None else card.gguf.sha256
        assert re.fullmatch(r"[0-9a-f]{40}([0-9a-f]{24})?", pinned or "")


def test_every_stated_hash_is_a_sha256_and_every_package_is_pinned() -> None:
    for card in CATALOG.values():
        assert all(re.fullmatch(r"[0-9a-f]{64}", file.sha256) for file in card.files)
        assert all("==" in requirement for mirror in card.mirrors for requirement in mirror.requirements)


def test_cards_with_mirrors_state_every_file() -> None:
    for card in (card for card in CATALOG.values() if card.gguf is None):
        paths = {file.path for file in card.files}
        assert not card.mirrors or {"config.json", "tokenizer.json", "model.safetensors"} <= paths


def test_a_cut_zip_has_a_part_in_every_wheel() -> None:
    for card in CATALOG.values():
        for mirror in card.mirrors:
            assert len(mirror.parts) == (len(mirror.requirements) if mirror.parts else 0)


def test_the_service_loads_the_default_of_the_catalog() -> None:
    assert Settings.model_fields["encoder"].default == DEFAULT_ENCODER
    assert DEFAULT_ENCODER in CATALOG


def test_every_card_says_on_what_terms_its_weights_may_be_used() -> None:
    assert all(card.licence and card.learned_from for card in CATALOG.values())
