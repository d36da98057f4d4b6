"""Flags win over the environment, and a bad setting is named."""

from __future__ import annotations

import pytest

from service.cli.configuration import load_settings
from service.cli.failures import ConfigurationError


def test_a_flag_wins_over_the_environment_and_its_absence_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHORUS_PORT", "9000")
    assert load_settings(port=9001).port == 9001
    assert load_settings(port=None).port == 9000


def test_a_server_without_a_model_is_refused_naming_both_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHORUS_REWRITERS", "openai")
    with pytest.raises(ConfigurationError) as caught:
        load_settings()
    assert caught.value.details == ("CHORUS_OPENAI_MODEL must be set where CHORUS_REWRITERS names openai",)


def test_a_setting_out_of_bounds_is_named_by_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHORUS_WORKERS", "0")
    with pytest.raises(ConfigurationError) as caught:
        load_settings(port=70000)
    assert caught.value.details == (
        "CHORUS_PORT: Input should be less than or equal to 65535",
        "CHORUS_WORKERS: Input should be greater than or equal to 1",
    )
