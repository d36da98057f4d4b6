"""Articles to paste: invented stories, and what an attacker would send."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

_STORIES = Path(__file__).resolve().parents[2] / "benchmarks" / "data" / "stories.jsonl"

ONE_FILE = "This page in one file"
"""The entry of the menu for what opens without the service."""
HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>\"'><svg onload=alert(3)>"
HOSTILE_ARTICLES: list[dict[str, Any]] = [
    {
        "id": f"<b>{place}</b>",
        "source": f"{HOSTILE} {place}",
        "title": f"Title {HOSTILE}",
        "url": "https://evil.example/?q=<script>",
        "text": f"The bridge {HOSTILE} reopened on Tuesday after two years of repairs.\n"
        f"It cost {place + 30} million euros.",
        "published_at": "2025-03-04",
    }
    for place in range(3)
]
ARABIC_ARTICLES: list[dict[str, Any]] = [
    {"id": "one", "language": "ar", "text": "أعيد فتح الجسر يوم الثلاثاء بعد عامين من أعمال الإصلاح في المدينة."},
    {"id": "two", "language": "en", "text": "The bridge was opened again on Tuesday after two years of repairs."},
]


def read_story(name: str) -> list[dict[str, Any]]:
    lines = _STORIES.read_text(encoding="utf-8").splitlines()
    return next(story["articles"] for story in map(json.loads, lines) if story["id"] == name)


def read_articles(number: int) -> list[dict[str, Any]]:
    """So many articles of several stories."""
    lines = _STORIES.read_text(encoding="utf-8").splitlines()
    articles = [article for story in map(json.loads, lines) for article in story["articles"]]
    return articles[:number]


def wait_for_summary(page: Page) -> None:
    """Waits for the whole answer: sentences alone are shown while it grows, without their marks."""
    expect(page.locator(".summary button.support").first).to_be_visible()


def paste(page: Page, articles: list[dict[str, Any]]) -> None:
    """Pastes articles as JSON Lines and waits for their summary."""
    page.get_by_label("Paste, drop or link articles").fill("\n".join(json.dumps(article) for article in articles))
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("button", name="Summarize").click()
    wait_for_summary(page)


def export(page: Page, name: str, folder: Path) -> Path:
    """The file that an entry of the menu makes."""
    page.locator(".tools .menu summary").click()
    with page.expect_download() as download:
        page.get_by_role("button", name=name).click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file


def load_example(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()
    wait_for_summary(page)


def show(page: Page, view: str) -> None:
    """Goes to a view, and waits until it is the one that is shown."""
    link = page.get_by_role("navigation", name="Views").get_by_role("link", name=view)
    link.click()
    expect(link).to_have_attribute("aria-current", "page")


def move_slider(page: Page, value: float) -> None:
    page.get_by_label("Length").evaluate(
        "(slider, value) => { slider.value = value; slider.dispatchEvent(new Event('input', { bubbles: true })); }",
        value,
    )


def look(page: Page, selector: str) -> str:
    """The style of the line under the first of some words."""
    return str(page.locator(selector).first.evaluate("node => getComputedStyle(node).textDecorationStyle"))
