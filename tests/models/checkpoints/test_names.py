from pathlib import Path

import pytest

from models.checkpoints.catalog import CATALOG, ModelCard
from models.checkpoints.names import folder_name, resolve_name
from service.errors import CheckpointUnknownError
from tests.models.written_checkpoints import REVISION


def test_a_catalog_name_is_its_card() -> None:
    assert resolve_name("all-MiniLM-L6-v2") is CATALOG["all-MiniLM-L6-v2"]


def test_a_pinned_hub_id_is_a_card_of_that_commit() -> None:
    card = resolve_name(f"org/tiny@{REVISION}")
    assert isinstance(card, ModelCard)
    assert (card.hub_id, card.revision) == ("org/tiny", REVISION)
    assert folder_name(card) == f"org--tiny@{REVISION}"


@pytest.mark.parametrize("revision", ["main", "v1.0", REVISION[:8], REVISION.upper(), ""])
def test_a_hub_id_with_anything_but_a_commit_is_refused(revision: str) -> None:
    with pytest.raises(CheckpointUnknownError, match="not pinned"):
        resolve_name(f"org/tiny@{revision}")


def test_a_hub_id_without_a_revision_is_refused() -> None:
    with pytest.raises(CheckpointUnknownError, match="not pinned"):
        resolve_name("org/tiny")


def test_a_folder_is_itself(tmp_path: Path) -> None:
    assert resolve_name(str(tmp_path)) == tmp_path.resolve()


@pytest.mark.parametrize(
    "name", ["", ".x", "~nobody/x", "nothing", "/no/such/folder", "../../etc/x@y", f"../x@{REVISION}/.."]
)
def test_anything_else_is_refused(name: str) -> None:
    with pytest.raises(CheckpointUnknownError):
        resolve_name(name)


def test_a_hub_id_never_leads_out_of_the_models_folder() -> None:
    with pytest.raises(CheckpointUnknownError):
        resolve_name(f"../..@{REVISION}")
