"""Takes README's pictures of the page anew, of the seed articles as the models that ship read them.

`python web/tools/take_pictures.py docs/pictures`; it needs the models, and Chromium.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, FloatRect, Page, ViewportSize, sync_playwright

from benchmarks.page import SEEDS, find_browser
from service.cli.demo import running_service

_WINDOW: ViewportSize = {"width": 1280, "height": 900}
_WAIT_MILLISECONDS = 120_000
_COUNT_SEEN_MARKS = """() => [...document.querySelectorAll('.text .supporting, .text .related, .text .disputing')]
    .filter(mark => mark.getBoundingClientRect().bottom <= innerHeight).length"""


def main() -> None:
    """Writes the pictures into the folder that is named."""
    path = find_browser()
    if path is None:
        sys.exit("no Chromium is found; install it, or name it in CHORUS_CHROMIUM")
    folder = Path(*sys.argv[1:])
    with (
        running_service() as url,
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=path, args=["--no-sandbox"]) as browser,
    ):
        page = _open(browser, url, "light")
        _point_at_what_is_marked(page)
        page.screenshot(path=folder / "summary.png")
        page = _open(browser, url, "dark")
        page.get_by_role("link", name="Who reports what").click()
        page.locator("tbody tr").first.wait_for()
        page.screenshot(path=folder / "who-reports-what.png")


def _open(browser: Browser, url: str, scheme: Literal["light", "dark"]) -> Page:
    page = browser.new_page(viewport=_WINDOW, color_scheme=scheme, reduced_motion="reduce")
    page.set_default_timeout(_WAIT_MILLISECONDS)
    page.goto(url)
    page.get_by_role("button", name=SEEDS).click()
    page.locator(".summary button.support").first.wait_for()
    return page


def _point_at_what_is_marked(page: Page) -> None:
    """Points at the sentence of the summary of which most marks are seen in the articles beside it."""
    sentences = [one for one in page.locator(".summary > li > p").all() if _is_seen(one.bounding_box())]
    seen = []
    for sentence in sentences:
        sentence.hover()
        seen.append(page.evaluate(_COUNT_SEEN_MARKS))
    if max(seen) == 0:
        sys.exit("of no sentence of the summary a mark is seen: the picture would show nothing")
    sentences[seen.index(max(seen))].hover()


def _is_seen(box: FloatRect | None) -> bool:
    return box is not None and box["y"] + box["height"] <= _WINDOW["height"]


if __name__ == "__main__":
    main()
