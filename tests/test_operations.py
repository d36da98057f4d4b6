"""docs/operations.md names every setting, and leads from every alert to what to do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import yaml

from service.settings import Settings

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def read_section(title: str) -> str:
    """What stands below a heading of the second level, up to the next one."""
    return PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def read_runbooks() -> Mapping[str, str]:
    """The annotation of each alert that says where its section is."""
    groups = yaml.safe_load((ROOT / "deploy" / "prometheus" / "alerts.yml").read_text())["groups"]
    return {rule["alert"]: rule["annotations"]["runbook"] for group in groups for rule in group["rules"]}


def test_every_setting_is_said_what_it_is_changed_for_once() -> None:
    rows = re.findall(r"^\| (`CHORUS_[^|]+) \|", read_section("Settings"), re.MULTILINE)
    named = [name for row in rows for name in re.findall(r"`(\w+)`", row)]
    assert sorted(named) == sorted(Settings.env_names())


def test_settings_that_are_named_anywhere_exist() -> None:
    assert set(re.findall(r"\bCHORUS_[A-Z_]+\b", PAGE)) <= set(Settings.env_names())


def test_every_alert_has_its_section_and_says_where() -> None:
    runbooks = read_runbooks()
    headings = re.findall(r"^### (\w+)$", read_section("Runbook"), re.MULTILINE)
    assert headings == list(runbooks)
    assert runbooks == {alert: f"docs/operations.md#{alert.lower()}" for alert in headings}


def test_no_section_of_the_runbook_is_empty() -> None:
    for section in read_section("Runbook").split("\n### ")[1:]:
        assert len(section.partition("\n")[2].split()) > 15, section[:40]
