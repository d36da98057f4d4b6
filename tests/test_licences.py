"""Every licence is known: of what is locked, and of every checkpoint."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[1] / "deploy" / "licences.py"


@pytest.fixture(scope="module")
def licences() -> ModuleType:
    spec = spec_from_file_location("licences", SCRIPT)
    assert spec
    assert spec.loader
    module = sys.modules["licences"] = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_lists_what_is_locked_with_licences_that_packages_state(licences: ModuleType) -> None:
    written = licences.PAGE.read_text(encoding="utf-8")
    packages = licences.list_packages()
    rows = {(p.name, p.version): p.licence for p in packages}
    table = [row.split("|")[1:5] for row in written.splitlines() if row.count("|") == 5]
    listed = [tuple(map(str.strip, cells)) for cells in table]
    assert [(name, version) for name, version, _, _ in listed[2:]] == list(rows), "run: make licences"
    for name, version, _, licence in listed[2:]:
        assert licence, name
        assert rows[name, version] in {licence, licences.OF_OTHER_SYSTEMS}, name


def test_nothing_that_chorus_runs_on_reaches_to_the_code_around_it(licences: ModuleType) -> None:
    assert licences.find_binding(licences.list_packages()) == []


@pytest.mark.parametrize(
    ("licence", "binds"),
    [
        ("MIT", False),
        ("LGPL-2.1-only", False),
        ("GNU Lesser General Public License v3 (LGPLv3)", False),
        ("MPL-1.1 OR GPL-2.0-only", False),
        ("MIT AND GPL-3.0-only", True),
        ("GNU General Public License v3 (GPLv3)", True),
        ("AGPL-3.0-only", True),
        ("", True),
    ],
)
def test_terms_that_bind_are_told_from_those_that_do_not(licences: ModuleType, licence: str, binds: bool) -> None:
    package = licences.Package(name="p", version="1", runs=True, licence=licence)
    assert bool(licences.find_binding([package])) == binds


def test_every_checkpoint_has_a_licence_on_the_page(licences: ModuleType) -> None:
    text = licences.render([])
    assert set(text.splitlines()) <= set(licences.PAGE.read_text(encoding="utf-8").splitlines()), "run: make licences"
    rows = [[cell.strip() for cell in row.split("|")[1:4]] for row in text.splitlines() if row.count("|") == 4]
    folders = {path.parent.name for path in (SCRIPT.parents[1] / "models").glob("*/*.safetensors")}
    assert folders <= {row[0].partition(",")[0] for row in rows}
    assert {row[0] for row in rows} >= set(licences.CATALOG)
    assert "unknown" not in {row[1] for row in rows}
