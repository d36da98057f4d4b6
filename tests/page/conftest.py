"""A real browser, a running service, and pages that fail the test if anything is asked of another host."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Request, expect, sync_playwright

from benchmarks.page import find_browser
from tests.page.services import SmallService

OWN_SCHEMES = {"blob", "data", "about", "file"}

WAIT_MILLISECONDS = 180_000
"""How long something may take to be seen on a machine that others use, too."""

OpenPage = Callable[..., Page]


@pytest.fixture(scope="package")
def playwright() -> Iterator[Playwright]:
    expect.set_options(timeout=WAIT_MILLISECONDS)
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="package")
def browser(playwright: Playwright) -> Iterator[Browser]:
    path = find_browser()
    if path is None:
        pytest.skip("NO CHROMIUM FOUND: THE REVIEW PAGE IS NOT TESTED. Install it, or name it in CHORUS_CHROMIUM.")
    launched = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
    yield launched
    launched.close()


@pytest.fixture
def small() -> Iterator[SmallService]:
    """A service without models, which starts at once and may be stopped."""
    with SmallService() as running:
        yield running


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path) -> Iterator[OpenPage]:
    """Opens a page of its own; at the end none may have failed, or have asked another host for anything."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def open_one(url: str, *, width: int = 1440, height: int = 900, fails: bool = False, **options: object) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            reduced_motion="reduce",
            **options,  # type: ignore[arg-type]
        )
        contexts.append(context)
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        page = context.new_page()
        page.set_default_timeout(WAIT_MILLISECONDS)
        page.on("request", lambda request: wrong.extend(name_foreign(request, url)))
        page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
        page.on("dialog", lambda dialog: wrong.append(f"dialog: {dialog.message}"))
        if not fails:
            page.on("console", lambda line: wrong.append(line.text) if line.type == "error" else None)
        page.goto(url)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert not wrong


def name_foreign(request: Request, own: str) -> list[str]:
    asked, home = urlsplit(request.url), urlsplit(own)
    return [] if asked.scheme in OWN_SCHEMES or asked.netloc == home.netloc else [f"asked {request.url}"]
