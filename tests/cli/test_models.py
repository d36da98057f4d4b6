import io
import json
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from models.checkpoints.catalog import CATALOG
from service.cli import app
from service.cli.models import _show_progress
from tests.models.written_checkpoints import TINY_FILES

RUNNER = CliRunner()


@pytest.fixture
def models_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "models"
    monkeypatch.setenv("CHORUS_MODELS_DIR", str(folder))
    return folder


@pytest.fixture
def users_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "mine"
    for path, data in TINY_FILES.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


@pytest.mark.usefixtures("models_dir")
def test_list_shows_every_card_and_that_none_is_installed() -> None:
    result = RUNNER.invoke(app, ["models", "list"], env={"COLUMNS": "120"})
    assert result.exit_code == 0
    assert all(name in result.stdout for name in CATALOG)
    assert "yes" not in result.stdout


@pytest.mark.usefixtures("models_dir")
def test_list_fits_80_columns_uncut() -> None:
    shown = RUNNER.invoke(app, ["models", "list"], env={"COLUMNS": "80"}).stdout
    assert max(map(len, shown.splitlines())) <= 80
    assert "…" not in shown
    assert len(shown.splitlines()) == 1 + len(CATALOG)


@pytest.mark.usefixtures("models_dir")
def test_list_as_json_holds_what_the_cards_state() -> None:
    result = RUNNER.invoke(app, ["models", "list", "--json"])
    listed = json.loads(result.stdout)
    assert [entry["name"] for entry in listed] == list(CATALOG)
    assert listed[0]["licence"] == "Apache-2.0"
    assert (listed[0]["dimension"], listed[0]["installed"], listed[0]["folder"]) == (384, False, None)


@pytest.mark.usefixtures("models_dir")
def test_install_accepts_a_users_folder(users_folder: Path) -> None:
    result = RUNNER.invoke(app, ["models", "install", str(users_folder)])
    assert result.exit_code == 0
    assert f"is installed in {users_folder}" in result.stdout


@pytest.mark.usefixtures("models_dir")
@pytest.mark.parametrize(
    ("command", "name", "message"),
    [
        ("install", "org/model", "not pinned"),
        ("install", "nothing", "is no checkpoint"),
        ("verify", "all-MiniLM-L6-v2", "chorus models install all-MiniLM-L6-v2"),
    ],
)
def test_a_failure_is_one_line_and_exit_code_1(command: str, name: str, message: str) -> None:
    result = RUNNER.invoke(app, ["models", command, name])
    assert result.exit_code == 1
    assert message in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_a_models_folder_that_cannot_be_read_fails_without_a_traceback(models_dir: Path) -> None:
    folder = models_dir / "all-MiniLM-L6-v2"
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text("[]")
    result = RUNNER.invoke(app, ["models", "list"])
    assert result.exit_code == 1
    assert "manifest.json" in result.stderr


def test_progress_without_a_terminal_is_a_line_a_step_and_a_quarter() -> None:
    written = io.StringIO()
    with _show_progress(Console(file=written)) as report:
        for step, done, total in [
            ("downloading a", 0, None),
            ("downloading a", 1_000_000, 80_000_000),
            ("downloading a", 2_000_000, 80_000_000),
            ("downloading a", 41_000_000, 80_000_000),
            ("unpacking b", 0, 90_000_000),
        ]:
            report(step, done, total)
    assert written.getvalue().splitlines() == [
        "downloading a",
        "downloading a: 1.0 of 80.0 MB",
        "downloading a: 41.0 of 80.0 MB",
        "unpacking b: 0.0 of 90.0 MB",
    ]
