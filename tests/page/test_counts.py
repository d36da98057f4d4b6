"""What is counted is counted once, and said of what; on the seeds, and on articles that are replaced."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from service.api.responses import SummaryAnswer
from service.cli.support import count_support
from tests.page.conftest import OpenPage
from tests.page.services import SmallService
from tests.page.stories import export, load_example, look, paste, read_story, show

pytestmark = pytest.mark.slow

SEEDS, FIRE = "The five seed articles", "A fire at sea"


@pytest.mark.parametrize("story", [SEEDS, FIRE])
def test_a_fact_has_one_count_in_summary_table_panel_and_command_line(
    service: str, open_page: OpenPage, tmp_path: Path, story: str
) -> None:
    page = open_page(service)
    load_example(page, story)
    marks = page.locator(".summary > li")
    told = [mark.locator(".words > span").all_inner_texts() for mark in marks.all()]
    facts = [mark.locator("> p").inner_text() for mark in marks.all()]
    answer = SummaryAnswer.model_validate_json(export(page, "JSON", tmp_path).read_bytes())
    assert told == [[*str(one).split(", ", 1), *one.otherwise.values()] for one in count_support(answer)]
    show(page, "Who reports what")
    page.get_by_role("button", name="In the summary").click()
    for fact, (of, *more) in zip(facts, told, strict=True):
        row = page.locator("tbody tr", has=page.get_by_role("button", name=fact, exact=True))
        shown = row.locator(".number").inner_text().split("\n")
        assert [shown[0], *filter(None, shown[1:])] == [f"{of.split()[0]} {' '.join(of.split()[3:])}", *more]
        row.locator(".fact").click()
        panel = page.get_by_role("dialog")
        expect(panel.get_by_role("heading", level=2)).to_have_text(", ".join([of, *more]))
        page.keyboard.press("Escape")


@pytest.mark.parametrize("story", [SEEDS, FIRE])
def test_an_outlet_stands_to_a_fact_alike_in_every_view(service: str, open_page: OpenPage, story: str) -> None:
    page = open_page(service)
    load_example(page, story)
    chips = page.locator(".who .chip")
    page.mouse.move(0, 0)
    expect(chips.first).to_be_visible()
    expect(chips.locator(".glyph")).to_have_count(0)
    facts = page.locator(".summary > li > p").all_inner_texts()
    show(page, "Who reports what")
    for opener in page.locator("th .opener[aria-expanded=false]").all():
        opener.click()
    page.get_by_role("button", name="In the summary").click()
    rows = page.locator("tbody tr")
    told = [rows.filter(has=page.get_by_role("button", name=fact, exact=True)) for fact in facts]
    stances = [[sign.get_attribute("aria-label") for sign in row.locator(".cell .glyph").all()] for row in told]
    show(page, "Summary")
    for mark, outlets in zip(page.locator("button.support").all(), stances, strict=True):
        mark.click()
        page.mouse.move(0, 0)  # else another sentence may come to lie below it
        assert len(outlets) == chips.count()
        for outlet in outlets:
            expect(chips.filter(has_text=outlet)).to_have_count(1)
    show(page, "Who reports what")
    page.get_by_role("button", name=re.compile("^Only one source leaves it out")).click()
    for row in page.locator("tbody tr").all():
        silent = row.locator(".tag", has_text="Silent: ").inner_text()
        row.locator(".fact").click()
        expect(page.get_by_role("dialog")).to_contain_text(f"{silent}.")
        page.keyboard.press("Escape")


def test_who_has_an_older_version_does_not_report_the_newest(service: str, open_page: OpenPage) -> None:
    page = open_page(service)
    load_example(page, FIRE)
    toll = page.locator(".summary > li", has_text="The fire killed 14 people")
    expect(toll.locator(".words > span")).to_have_text(
        ["1 independent source reports it", "in every detail", "4 have an older version"]
    )
    toll.hover()
    older = page.locator(".text .older")
    expect(older.filter(has_text="At least three people died").first).to_be_attached()
    assert look(page, ".text .older") == "dashed"
    toll.locator("button.support").click()
    place = toll.locator(".evidence .place", has_text="Thirteen people are now known")
    expect(place).to_contain_text("has an older version")
    expect(place).to_contain_text("newer: 14 people")
    show(page, "Who reports what")
    row = page.locator("tbody tr", has_text="The fire killed 14 people")
    expect(row.get_by_role("img", name="Corvik Courier: has an older version")).to_be_visible()
    row.locator(".fact").click()
    panel = page.get_by_role("dialog")
    expect(panel.locator("section.older")).to_contain_text("Nine people are dead")


def test_what_a_query_left_out_was_not_looked_at(service: str, open_page: OpenPage) -> None:
    page = open_page(service)
    load_example(page, SEEDS)
    page.get_by_label("Query").fill("land mines")
    page.get_by_role("button", name="Ask", exact=True).click()
    show(page, "Changed and disputed")
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
    for view in ("Who reports what", "Changed and disputed", "Verify", "Summary"):
        show(page, view)
        expect(former).to_be_visible()
    page.get_by_role("button", name="Summarize anew").click()
    expect(page.locator(".summary")).to_contain_text("bridge")
    expect(former).to_have_count(0)
