from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from service.errors import UnknownSettingError
from service.settings import Settings

EXAMPLE = Path(__file__).parents[1] / ".env.example"
NO_DEFAULT = "CHORUS_MODELS_DIR"
"""The one setting whose default depends on who runs the service; the example shows it as a comment."""


def test_example_names_every_setting_and_nothing_else() -> None:
    named = re.findall(r"^(?:# )?(CHORUS_\w+)=", EXAMPLE.read_text(), re.MULTILINE)
    assert sorted(named) == sorted(Settings.env_names())


def test_example_states_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.env_names():
        monkeypatch.delenv(name, raising=False)
    assert Settings(_env_file=EXAMPLE) == Settings(_env_file=None)
    assert f"# {NO_DEFAULT}=" in EXAMPLE.read_text()


def test_keys_are_read_from_a_comma_separated_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHORUS_API_KEYS", "one, two,,")
    keys = Settings(_env_file=None).api_keys
    assert [key.get_secret_value() for key in keys] == ["one", "two"]
    assert "one" not in repr(keys)


def test_setting_out_of_bounds_fails_naming_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHORUS_WORKERS", "0")
    with pytest.raises(ValidationError, match=r"CHORUS_WORKERS|workers"):
        Settings(_env_file=None)


def test_a_cache_file_without_a_cache_fails_naming_both(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CHORUS_CACHE_FILE", str(tmp_path / "cache.sqlite"))
    with pytest.raises(ValidationError, match=r"CHORUS_CACHE_BYTES must be above 0 where CHORUS_CACHE_FILE"):
        Settings(_env_file=None)
    monkeypatch.setenv("CHORUS_CACHE_BYTES", "1000000")
    assert Settings(_env_file=None).cache_file == tmp_path / "cache.sqlite"


def test_a_file_of_publishers_that_cannot_be_used_fails_naming_itself(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "publishers.toml"
    path.write_text("families = []", encoding="utf-8")
    monkeypatch.setenv("CHORUS_PUBLISHERS", str(path))
    with pytest.raises(ValidationError, match=r"publishers\.toml: states 'families'"):
        Settings(_env_file=None)
    path.write_text("", encoding="utf-8")
    assert Settings(_env_file=None).publishers == path


@pytest.mark.parametrize(
    ("name", "nearest"),
    [("CHORUS_WORKRES", "CHORUS_WORKERS"), ("chorus_max_article", "CHORUS_MAX_ARTICLES"), ("CHORUS_XYZZY", None)],
)
def test_a_misspelt_name_fails_naming_the_nearest_setting(
    name: str, nearest: str | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with monkeypatch.context() as environment:
        environment.setenv(name, "4")
        with pytest.raises(UnknownSettingError) as caught:
            Settings(_env_file=None)
    assert (caught.value.name, caught.value.nearest) == (name.upper(), nearest)

    (tmp_path / "env").write_text(f"{name}=4\n")
    with pytest.raises(UnknownSettingError, match=name.upper()):
        Settings(_env_file=tmp_path / "env")


def test_names_that_others_read_are_no_misspelt_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CHORUS_URL", "CHORUS_API_KEY", "CHORUS_SERVICE_HOST", "CHORUS_PORT_8000_TCP", "XCHORUS_A"):
        monkeypatch.setenv(name, "4")
    assert Settings(_env_file=None).workers == 1


def test_commas_without_a_key_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHORUS_API_KEYS", " , ")
    with pytest.raises(ValidationError, match="no key"):
        Settings(_env_file=None)


def test_jobs_are_kept_in_one_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHORUS_JOBS_URL", "postgresql://chorus:parole@db.example/chorus")
    settings = Settings(_env_file=None)
    assert "parole" not in f"{settings!r} {settings} {settings.model_dump()}"
    monkeypatch.setenv("CHORUS_JOBS_FILE", "jobs.db")
    with pytest.raises(ValidationError, match="CHORUS_JOBS_FILE and CHORUS_JOBS_URL are both set") as error:
        Settings(_env_file=None)
    assert "parole" not in str(error.value)


def test_an_address_of_no_postgresql_database_fails_without_being_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHORUS_JOBS_URL", "mysql://chorus:parole@db.example/chorus")
    with pytest.raises(ValidationError, match="must be the address of a PostgreSQL database") as error:
        Settings(_env_file=None)
    assert "parole" not in str(error.value)
    monkeypatch.setenv("CHORUS_JOBS_URL", "")
    assert not Settings(_env_file=None).jobs_url.get_secret_value()


def test_a_shared_cache_needs_memory_and_is_in_place_of_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHORUS_CACHE_URL", "redis://:parole@redis.example")
    with pytest.raises(ValidationError, match=r"CHORUS_CACHE_BYTES must be above 0 where CHORUS_CACHE_URL") as error:
        Settings(_env_file=None)
    assert "parole" not in str(error.value)
    monkeypatch.setenv("CHORUS_CACHE_BYTES", "1000000")
    settings = Settings(_env_file=None)
    assert "parole" not in f"{settings!r} {settings} {settings.model_dump()}"
    monkeypatch.setenv("CHORUS_CACHE_FILE", "cache.db")
    with pytest.raises(ValidationError, match="CHORUS_CACHE_FILE and CHORUS_CACHE_URL are both set") as error:
        Settings(_env_file=None)
    assert "parole" not in str(error.value)


def test_an_address_of_no_redis_fails_without_being_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHORUS_CACHE_BYTES", "1000000")
    for url in ("memcached://:parole@cache.example", ":parole@cache.example", "unix:///parole.sock"):
        monkeypatch.setenv("CHORUS_CACHE_URL", url)
        with pytest.raises(ValidationError, match="must be the address of a Redis") as error:
            Settings(_env_file=None)
        assert "parole" not in str(error.value)
    monkeypatch.setenv("CHORUS_CACHE_URL", "")
    assert not Settings(_env_file=None).cache_url.get_secret_value()
