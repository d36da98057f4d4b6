"""What a checkpoint may be called: a catalog name, a pinned hub id, or a folder."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from models.checkpoints.catalog import CATALOG, ModelCard
from service.errors import CheckpointUnknownError

_HUB_ID = r"(?<![A-Za-z0-9_.-])[A-Za-z0-9][A-Za-z0-9_.-]*+/[A-Za-z0-9_][A-Za-z0-9_.-]*"
_HUB_NAME = re.compile(rf"(?P<hub_id>{_HUB_ID})@(?P<revision>[^@/]*)")
_UNPINNED_HUB_NAME = re.compile(_HUB_ID)
_COMMIT = re.compile(r"[0-9a-f]{40}")


def resolve_name(name: str, catalog: Mapping[str, ModelCard] = CATALOG) -> ModelCard | Path:
    """The card of a catalog name or of a pinned hub id, or the folder that the name is the path of.

    The card of a hub id states nothing that only the hub knows. A catalog name wins over a folder.

    Raises: CheckpointUnknownError if it is none of these, or a hub id without a 40-digit commit.
    """
    if card := catalog.get(name):
        return card
    if match := _HUB_NAME.fullmatch(name):
        hub_id, revision = match["hub_id"], match["revision"]
        if not _COMMIT.fullmatch(revision):
            raise CheckpointUnknownError(
                f"'{name}' is not pinned: after the @ comes a commit of 40 hexadecimal digits, "
                "not a branch, a tag or a short hash"
            )
        return ModelCard(name=name, hub_id=hub_id, revision=revision)
    folder = Path(name).expanduser() if name.startswith("~/") else Path(name)
    if name and folder.is_dir():
        return folder.resolve()
    if _UNPINNED_HUB_NAME.fullmatch(name):
        raise CheckpointUnknownError(
            f"'{name}' is no folder, and as a hub id it is not pinned: "
            f"write {name}@ and a commit of 40 hexadecimal digits"
        )
    raise CheckpointUnknownError(
        f"'{name}' is no checkpoint: give a folder, org/name@commit, or one of {', '.join(catalog)}"
    )


def folder_name(card: ModelCard) -> str:
    """The name of the folder, under the models folder, that the card's checkpoint is installed in."""
    return card.name.replace("/", "--")
