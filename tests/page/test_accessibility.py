"""axe finds nothing, in light and dark, in every view."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from benchmarks.page_accessibility import AXE, CLAIMS, STORY, count_grave_violations, find_violations
from tests.page.conftest import OpenPage
from tests.page.services import SmallService
from tests.page.stories import load_example, show

pytestmark = pytest.mark.slow

VIEWS = ("Articles", "Summary", "Who reports what", "Changed and disputed", "Verify")


def tell_violations(page: Page) -> list[str]:
    return [
        f"{one['impact']} {one['id']}: {node['target']} {node['failureSummary']}"
        for one in find_violations(page)
        for node in one["nodes"][:3]
    ]


@pytest.mark.parametrize(("scheme", "width", "height"), [("light", 1440, 900), ("dark", 390, 844)])
def test_axe_finds_nothing(service: str, open_page: OpenPage, scheme: str, width: int, height: int) -> None:
    if not AXE.is_file():
        pytest.skip("NO AXE: web/node_modules is missing, the review page's accessibility is NOT tested: make web")
    page = open_page(service, color_scheme=scheme, bypass_csp=True, width=width, height=height)
    violations = tell_violations(page)
    load_example(page, STORY)
    page.locator("button.support").nth(1).click()
    for view in VIEWS:
        show(page, view)
        if view == "Verify":
            page.get_by_label("Text to verify").fill(CLAIMS)
            page.get_by_role("button", name="Verify", exact=True).click()
            page.locator(".checked > li").first.wait_for()
        violations += [f"{view}: {one}" for one in tell_violations(page)]
    show(page, "Who reports what")
    page.locator(".fact").first.click()
    violations += [f"panel: {one}" for one in tell_violations(page)]
    assert not violations, "\n".join(violations)


def test_what_is_wrong_is_counted_in_every_view(small: SmallService, open_page: OpenPage) -> None:
    if not AXE.is_file():
        pytest.skip("NO AXE: web/node_modules is missing: make web")
    page = open_page(small.url, bypass_csp=True)
    page.evaluate("document.documentElement.removeAttribute('lang')")  # a serious one, once a view
    assert count_grave_violations(page) == 4
