"""What axe finds wrong in the review page, in every view, at every width, in light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[1] / "web" / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS, SCHEMES = (360, 1280, 3840), ("light", "dark")
VIEWS = ("Summary", "Who reports what", "Changed and disputed", "Verify")
STORY = "A takeover"
CLAIMS = "Valdane offered 49 euros a share. Tarnbeck is on the moon."
"""Of the invented story: one sentence is contradicted, the other is supported by nothing."""

_GRAVE = frozenset({"serious", "critical"})


def find_violations(page: Page) -> list[dict[str, Any]]:
    """The rules that what is shown breaks, each with its impact and the elements concerned, as axe tells them.

    The page must have been opened without its policy, which allows no other script.
    """
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = page.evaluate("axe.run().then(result => result.violations)")
    return found


def count_grave_violations(page: Page) -> int:
    """Elements with a serious or critical violation, over all views of a story that `page` opens."""
    return sum(
        len(violation["nodes"])
        for _ in _show_views(page)
        for violation in find_violations(page)
        if violation["impact"] in _GRAVE
    )


def _show_views(page: Page) -> Iterator[str]:
    page.get_by_role("button", name=STORY).click()
    page.locator("button.support").nth(1).click()
    for view in VIEWS:
        page.get_by_role("navigation", name="Views").get_by_role("link", name=view).click()
        if view == "Verify":
            page.get_by_label("Text to verify").fill(CLAIMS)
            page.get_by_role("button", name="Verify", exact=True).click()
            page.locator(".checked > li").first.wait_for()
        yield view
