from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from service.api.key_file import read_keys_file
from service.cli import app


def test_a_new_key_is_told_once_and_its_entry_can_be_appended(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    keys = []
    for arguments in (
        ["newsroom", "--rate", "60/minute", "--tokens", "5000/hour", "--concurrent", "4", "--jobs", "9"],
        ["archive"],
    ):
        made = CliRunner().invoke(app, ["keys", "new", *arguments])
        assert made.exit_code == 0
        keys.append(made.stderr.strip().rpartition(" ")[2])
        assert keys[-1].startswith("chorus_")
        assert keys[-1] not in made.stdout
        with path.open("a") as file:
            file.write(made.stdout)
    holders = read_keys_file(path)
    newsroom, archive = (holders[hashlib.sha256(key.encode()).hexdigest()] for key in keys)
    assert (newsroom.name, newsroom.concurrent, newsroom.jobs, len(newsroom.rates)) == ("newsroom", 4, 9, 1)
    assert newsroom.most_tokens == 5000
    assert (archive.name, archive.concurrent, archive.jobs, len(archive.rates)) == ("archive", None, None, 0)
    assert archive.most_tokens is None
    listed = CliRunner().invoke(app, ["keys", "check", str(path)])
    assert listed.exit_code == 0
    assert "newsroom  1     60 per 1 minute  5000 per 1 hour  4         9" in listed.stdout
    assert "archive   1     no limit" in listed.stdout


@pytest.mark.parametrize("arguments", [["a b"], ["a", "--rate", "often"], ["a", "--concurrent", "0"]])
def test_what_the_file_could_not_hold_is_wrong_usage(arguments: list[str]) -> None:
    result = CliRunner().invoke(app, ["keys", "new", *arguments])
    assert result.exit_code == 2
    assert result.stdout == ""


def test_a_file_that_cannot_be_used_is_a_failure(tmp_path: Path) -> None:
    path = tmp_path / "keys.toml"
    path.write_text("keys = 3")
    result = CliRunner().invoke(app, ["keys", "check", str(path)])
    assert result.exit_code == 1
    assert "cannot be used: " in result.stderr
