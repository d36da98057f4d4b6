"""axe finds nothing, in light and dark, in every view."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.page.conftest import OpenPage
from tests.page.stories import load_example, show

pytestmark = pytest.mark.slow

AXE = Path(__file__).resolve().parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
VIEWS = ("Articles", "Summary", "Who reports what", "What changed", "Verify")


def find_violations(page: Page) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = page.evaluate("axe.run().then(result => result.violations)")
    return [
        f"{one['impact']} {one['id']}: {node['target']} {node['failureSummary']}"
        for one in found
        for node in one["nodes"][:3]
    ]


@pytest.mark.parametrize(("scheme", "width", "height"), [("light", 1440, 900), ("dark", 390, 844)])
def test_axe_finds_nothing(service: str, open_page: OpenPage, scheme: str, width: int, height: int) -> None:
    if not AXE.is_file():
        pytest.skip("NO AXE: web/node_modules is missing, the review page's accessibility is NOT tested: make web")
    page = open_page(service, color_scheme=scheme, bypass_csp=True, width=width, height=height)
    violations = find_violations(page)
    load_example(page, "A takeover")
    page.locator("button.support").nth(1).click()
    for view in VIEWS:
        show(page, view)
        if view == "Verify":
            page.get_by_label("Text to verify").fill("Valdane offered 49 euros a share. Tarnbeck is on the moon.")
            page.get_by_role("button", name="Verify", exact=True).click()
            page.locator(".checked > li").first.wait_for()
        violations += [f"{view}: {one}" for one in find_violations(page)]
    show(page, "Who reports what")
    page.locator(".fact").first.click()
    violations += [f"panel: {one}" for one in find_violations(page)]
    assert not violations, "\n".join(violations)
