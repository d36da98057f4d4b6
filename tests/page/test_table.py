"""The table of facts and outlets: sorted by time and by coverage, and its columns opened."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.page.conftest import OpenPage
from tests.page.services import SmallService
from tests.page.stories import load_example, paste, show

pytestmark = pytest.mark.slow

BRIDGE: list[dict[str, Any]] = [
    {
        "id": "bbc",
        "source": "BBC",
        "text": "The bridge reopened on Tuesday after two years of repairs.",
        "published_at": "2025-03-04T08:00:00Z",
    },
    {
        "id": "news",
        "source": "BBC News",
        "text": "Repairs of the old stone arches cost 31 million euros, the mayor told reporters.",
        "published_at": "2025-03-04T09:00:00Z",
    },
]
GUARDIAN = {"id": "guardian", "source": "The Guardian", "published_at": "2025-03-05T09:00:00Z"}


def read_times(page: Page) -> list[datetime]:
    return [datetime.strptime(time, "%d %b %Y, %H:%M") for time in page.locator("tbody .when").all_inner_texts()]  # noqa: DTZ007


def read_counts(page: Page) -> list[int]:
    return [int(number.split()[0]) for number in page.locator("tbody .number").all_inner_texts()]


def test_facts_are_sorted_by_coverage_and_by_time(small: SmallService, open_page: OpenPage) -> None:
    page = open_page(small.url)
    load_example(page, "A takeover")
    show(page, "Who reports what")
    page.get_by_role("button", name="Show all").click()
    coverage, time = page.locator("th.coverage"), page.locator("th.time")
    expect(coverage).to_have_attribute("aria-sort", "descending")
    assert read_counts(page) == sorted(read_counts(page), reverse=True)
    assert read_times(page) != sorted(read_times(page))
    time.get_by_role("button").click()
    expect(time).to_have_attribute("aria-sort", "ascending")
    expect(coverage).not_to_have_attribute("aria-sort", "descending")
    assert read_times(page) == sorted(read_times(page))
    assert read_counts(page) != sorted(read_counts(page), reverse=True)
    coverage.get_by_role("button").click()
    expect(coverage).to_have_attribute("aria-sort", "descending")
    assert read_counts(page) == sorted(read_counts(page), reverse=True)


def test_the_column_of_a_publisher_opens_into_its_articles(small: SmallService, open_page: OpenPage) -> None:
    page = open_page(small.url)
    paste(page, [*BRIDGE, {**GUARDIAN, "text": "Cyclists may use the crossing as soon as the paint is dry."}])
    show(page, "Who reports what")
    heads = page.locator("th.outlet")
    expect(heads).to_have_count(2)
    expect(heads.first.locator(".folded-names")).to_have_text("and BBC News")
    opener = page.get_by_role("button", name="+1 more of the publisher BBC")
    opener.click()
    expect(heads).to_have_count(3)
    expect(heads.nth(1)).to_contain_text("BBC News")
    reopened = page.locator("tbody tr", has_text="The bridge reopened")
    expect(reopened.get_by_role("img", name="BBC: reports it in every detail")).to_be_visible()
    expect(reopened.get_by_role("img", name="BBC News: silent")).to_be_visible()
    page.get_by_role("button", name="−1 more of the publisher BBC").click()
    expect(heads).to_have_count(2)


def test_a_column_of_a_copy_and_another_text_of_a_publisher_says_which_is_which(
    small: SmallService, open_page: OpenPage
) -> None:
    page = open_page(small.url)
    copy = "The bridge reopened on Tuesday after two years of repairs, said the council."
    paste(page, [*BRIDGE, {**GUARDIAN, "text": copy}])
    show(page, "Who reports what")
    note = page.locator("th.outlet .folded-names")
    expect(note).to_have_text("in another edit at The Guardian; of one publisher with BBC News")
    page.get_by_role("button", name="+2 more in the column of BBC").click()
    expect(note).to_have_text(
        [
            "of one publisher with BBC News",
            "of one publisher with BBC",
            "another edit of the text of BBC (77% word for word), 25 h later",
        ],
    )
