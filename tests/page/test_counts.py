"""What is counted is counted once, and said of what; on the seeds, and on articles that are replaced."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.page.conftest import OpenPage
from tests.page.services import SmallService
from tests.page.stories import load_example, paste, read_story, show

pytestmark = pytest.mark.slow

SEEDS = "The five seed articles"


def test_a_fact_has_one_count_in_summary_table_and_panel(service: str, open_page: OpenPage) -> None:
    page = open_page(service)
    load_example(page, SEEDS)
    marks = page.locator(".summary > li")
    told = [(mark.locator(".of").inner_text(), mark.locator(".more").all_inner_texts()) for mark in marks.all()]
    facts = [mark.locator("> p").inner_text() for mark in marks.all()]
    show(page, "Who reports what")
    page.get_by_role("button", name="In the summary").click()
    for fact, (of, more) in zip(facts, told, strict=True):
        row = page.locator("tbody tr", has=page.get_by_role("button", name=fact, exact=True))
        reporting, whole = read_number(of), re.escape(more[0])
        counted = re.compile(rf"^{reporting} reports? it.*{whole}")
        expect(row.locator(".number")).to_contain_text(counted)
        row.locator(".fact").click()
        panel = page.get_by_role("dialog")
        title = re.compile(rf"^{reporting} independent sources? reports? it, {whole}$")
        expect(panel.get_by_role("heading", level=2)).to_have_text(title)
        page.keyboard.press("Escape")


def test_what_a_query_left_out_was_not_looked_at(service: str, open_page: OpenPage) -> None:
    page = open_page(service)
    load_example(page, SEEDS)
    page.get_by_label("Query").fill("land mines")
    page.get_by_role("button", name="Ask", exact=True).click()
    show(page, "What changed")
    looked = page.get_by_text(re.compile(r"Only the \d\d of 105 facts that the query left are looked at\."))
    expect(looked).to_be_visible()
    expect(page.get_by_role("heading", name="No contradictions found in what was looked at")).to_be_visible()
    show(page, "Who reports what")
    expect(looked).to_be_visible()


def test_a_folded_column_names_its_copy_on_a_phone(service: str, open_page: OpenPage) -> None:
    page = open_page(service, width=360, height=740)
    load_example(page, SEEDS)
    show(page, "Who reports what")
    expect(page.locator("th .folded-names")).to_be_visible()
    expect(page.locator("th .folded-names")).to_have_text("in another edit at 000")
    page.get_by_role("button", name="Disputed").click()
    expect(page.locator(".voice > span", has_text="000")).to_be_visible()


def test_what_is_of_articles_that_were_replaced_is_marked_until_it_is_asked_anew(
    small: SmallService, open_page: OpenPage
) -> None:
    page = open_page(small.url)
    paste(page, read_story("ferry-fire"))
    former = page.get_by_text("Not of the articles as they are now.")
    expect(former).to_have_count(0)
    show(page, "Articles")
    page.get_by_role("button", name="Remove all").click()
    show(page, "Summary")
    expect(former).to_be_visible()
    expect(page.get_by_role("button", name="Summarize anew")).to_have_count(0)
    show(page, "Articles")
    text = "The bridge reopened on Tuesday after two years of repairs. It cost 31 million euros."
    page.get_by_label("Paste, drop or link articles").fill(text)
    page.get_by_role("button", name="Add", exact=True).click()
    for view in ("Who reports what", "What changed", "Verify", "Summary"):
        show(page, view)
        expect(former).to_be_visible()
    page.get_by_role("button", name="Summarize anew").click()
    expect(page.locator(".summary")).to_contain_text("bridge")
    expect(former).to_have_count(0)


def read_number(words: str) -> int:
    return int(words.split(maxsplit=1)[0])
