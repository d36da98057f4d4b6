from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
import torch

from models.checkpoints.catalog import DEFAULT_ENCODER
from models.checkpoints.store import InstalledCheckpoint, locate
from models.encoder import TransformerEncoder
from models.loading import DtypeName
from service.settings import Settings
from tests.models.written_checkpoints import write_bert


@pytest.fixture(scope="session")
def default_checkpoint() -> InstalledCheckpoint:
    """The default checkpoint; `make test` installs it."""
    return locate(DEFAULT_ENCODER, Settings().models_dir)


@pytest.fixture(scope="session")
def load_default(default_checkpoint: InstalledCheckpoint) -> Callable[[DtypeName], TransformerEncoder]:
    """Loads the default checkpoint, once for each dtype."""

    @cache
    def load(dtype: DtypeName) -> TransformerEncoder:
        return TransformerEncoder(default_checkpoint, dtype=dtype)

    return load


@pytest.fixture
def restored_threads() -> Iterator[None]:
    """Lets a test set torch's number of threads, which is one for the whole process."""
    threads = torch.get_num_threads()
    yield
    torch.set_num_threads(threads)


@pytest.fixture(scope="session")
def tiny_bert(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_bert(tmp_path_factory.mktemp("bert"))
