"""What an editor does with a story, on the seeds and on two invented ones, with the models that ship."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.page.conftest import OpenPage
from tests.page.stories import load_example, read_articles, show, wait_for_summary

pytestmark = pytest.mark.slow

SEEDS, TAKEOVER, FIRE = "The five seed articles", "A takeover", "A fire at sea"
REPAINT_MS = 100
"""What a person takes for at once (Nielsen, 1993)."""
MOVE = """words => new Promise(resolve => {
    const slider = document.querySelector('input[type=range]');
    const started = performance.now();
    slider.value = words;
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - started)));
})"""
"""Moves the slider; the milliseconds until the page is painted anew."""


def look(page: Page, selector: str) -> str:
    return str(page.locator(selector).first.evaluate("node => getComputedStyle(node).textDecorationStyle"))


def test_a_click_on_the_seeds_shows_a_summary_whose_evidence_is_marked(service: str, open_page: OpenPage) -> None:
    page = open_page(service)
    load_example(page, SEEDS)
    marks = page.locator("button.support")
    assert all(re.fullmatch(r"\d independent of 5", mark) for mark in marks.all_inner_texts())
    sentence = page.locator(".summary > li").filter(has_text="embassies").first
    sentence.hover()
    assert page.locator(".text .supporting").count() >= 2
    assert page.locator(".chip.supporting").count() >= 2
    page.locator(".summary > li").first.hover()
    assert look(page, ".text .supporting") == "solid"
    assert look(page, ".text .related") == "dotted"
    sentence.locator("button.support").click()
    expect(page.locator(".text .supporting").nth(1)).to_be_in_viewport()
    expect(sentence.locator(".evidence q").first).to_contain_text("embassies")


def test_a_click_on_words_of_an_article_shows_how_every_outlet_words_them(service: str, open_page: OpenPage) -> None:
    page = open_page(service)
    load_example(page, TAKEOVER)
    page.locator(".text .told", has_text="Two days after it said").click()
    panel = page.get_by_role("dialog")
    expect(panel.get_by_role("heading")).to_have_text("3 independent sources of 5 outlets")
    assert panel.locator("mark.own").count() > 5
    fold = panel.get_by_role("button", name="more of this text")
    fold.click()
    expect(panel.get_by_text("The Brewers' Ledger").last).to_be_visible()
    expect(panel.locator(".tag.old").first).to_contain_text("newer:")
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)


def test_who_reports_what_is_seen_sorted_and_opened(service: str, open_page: OpenPage) -> None:
    page = open_page(service)
    load_example(page, SEEDS)
    show(page, "Who reports what")
    rows = page.locator("tbody tr")
    first = rows.first.locator("td.cell")
    assert first.count() == 4
    page.get_by_role("button", name="1 copy of the text of Los Angeles Times").click()
    assert first.count() == 5
    page.get_by_role("button", name="Only one says").click()
    assert "Only" in rows.first.inner_text()
    page.get_by_role("button", name="Only one leaves out").click()
    assert "All but" in rows.first.inner_text()
    page.get_by_role("button", name="Disputed").click()
    expect(rows.first.get_by_role("img", name="says otherwise").first).to_be_visible()
    page.get_by_role("button", name="All", exact=True).click()
    page.locator("th.outlet .sort", has_text="003").click()
    expect(rows.first.get_by_role("img", name="003: says all of it")).to_have_count(0)
    assert "003" not in rows.first.locator(".tag").all_inner_texts()
    assert page.locator(".map circle").count() == 5
    rows.first.locator(".fact").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def test_what_changed_stands_on_a_line_of_time_and_who_disagrees_on_cards(service: str, open_page: OpenPage) -> None:
    page = open_page(service)
    load_example(page, TAKEOVER)
    show(page, "What changed")
    update = page.locator(".update", has_text="42 euros")
    values = update.locator(".value").all_inner_texts()
    assert values == ["42 euros", "€47.50"]
    expect(update.locator(".newest")).to_contain_text("Newest")
    expect(update.locator(".newest .speakers li")).to_have_count(4)
    show(page, "Articles")
    load_example(page, SEEDS)
    show(page, "What changed")
    card = page.locator(".conflict", has_text="did not include")
    assert [len(side.locator("blockquote").inner_text()) > 20 for side in card.locator(".side").all()] == [True, True]
    card.get_by_role("button", name="003").click()
    expect(page.locator('[data-article="3"] .told', has_text="did not include")).to_be_in_viewport()


def test_a_text_is_verified_and_turns_when_it_is_corrected(service: str, open_page: OpenPage) -> None:
    page = open_page(service)
    load_example(page, TAKEOVER)
    show(page, "Verify")
    text = "Valdane raised its offer for Tarnbeck to 49 euros a share. The Lorimer family holds 31 percent."
    box = page.get_by_label("Text to verify")
    box.fill(text)
    page.get_by_role("button", name="Verify", exact=True).click()
    sentences = page.locator(".checked > li")
    expect(sentences).to_have_count(2)
    expect(sentences.first).to_have_class(re.compile("contradicted"))
    expect(sentences.first.locator(".wrong").first).to_contain_text("49")
    assert look(page, ".wrong") == "wavy"
    expect(sentences.first.locator(".beside")).to_contain_text("47.50")
    expect(sentences.nth(1)).to_have_class(re.compile("supported"))
    box.fill(text.replace("49", "47.50"))
    page.get_by_role("button", name="Verify", exact=True).click()
    expect(sentences.first.locator(".verdict")).to_contain_text("contradicted now supported", timeout=60_000)


def test_the_slider_cuts_at_once_and_the_service_confirms(service: str, open_page: OpenPage) -> None:
    page = open_page(service)
    load_example(page, FIRE)
    before = page.locator(".summary > li").count()
    milliseconds = [page.evaluate(MOVE, words) for words in (100, 80, 60)]
    assert page.locator(".summary > li").count() < before
    assert page.locator('.summary[aria-busy="true"]').count() == 1
    assert min(milliseconds) < REPAINT_MS, milliseconds
    expect(page.locator('.summary[aria-busy="false"]')).to_be_visible()
    words = sum(len(text.split()) for text in page.locator(".summary > li > p").all_inner_texts())
    assert words <= 60


def test_mode_order_and_query_ask_again(service: str, open_page: OpenPage) -> None:
    page = open_page(service)
    load_example(page, FIRE)
    asked: list[dict[str, object]] = []
    page.on("request", lambda request: asked.append(json.loads(request.post_data or "{}")))
    page.get_by_label("Order").select_option("coverage")
    expect(page.locator(".waiting")).to_have_count(0)
    page.get_by_label("Query").fill("What started the fire?")
    page.get_by_role("button", name="Ask").click()
    expect(page.locator(".waiting")).to_have_count(0)
    page.get_by_label("Mode").select_option("abstractive")
    expect(page.locator(".waiting")).to_have_count(0, timeout=120_000)
    last = asked[-1]
    assert (last["mode"], last["order"], last["query"]) == ("abstractive", "coverage", "What started the fire?")
    wait_for_summary(page)


def test_fifty_articles_are_read_and_pointed_at_without_delay(service: str, open_page: OpenPage) -> None:
    page = open_page(service)
    lines = "\n".join(json.dumps(article) for article in read_articles(50))
    page.get_by_label("Paste, drop or link articles").fill(lines)
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("button", name="Summarize").click()
    expect(page.locator(".waiting .clock")).to_have_text(re.compile(r"\d\.\d s"))
    expect(page.locator(".card")).to_have_count(50, timeout=180_000)
    started = time.monotonic()
    page.locator("button.support").nth(1).focus()
    expect(page.locator(".text .supporting").first).to_be_attached()
    assert time.monotonic() - started < 1
    show(page, "Who reports what")
    expect(page.locator("thead th.outlet").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_an_exported_page_shows_everything_without_the_service(
    service: str, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(service)
    load_example(page, TAKEOVER)
    files = {}
    for name in ("Markdown with footnotes", "HTML with footnotes", "JSON", "This page in one file"):
        page.locator(".menu summary").click()
        with page.expect_download() as download:
            page.get_by_role("button", name=name).click()
        files[name] = tmp_path / download.value.suggested_filename
        download.value.save_as(files[name])
    page.locator(".menu summary").click()
    page.get_by_role("button", name="Copy with citations").click()
    expect(page.locator(".toast")).to_have_text("Copied with citations.")
    assert "(Thin Margins)" in page.evaluate("navigator.clipboard.readText()")
    assert "[^1]: " in files["Markdown with footnotes"].read_text(encoding="utf-8")
    assert json.loads(files["JSON"].read_bytes())["id"].startswith("sum_")
    plain = open_page(files["HTML with footnotes"].as_uri(), offline=True)
    expect(plain.locator("#n1 q")).to_be_visible()
    alone = open_page(files["This page in one file"].as_uri(), offline=True)
    alone.locator("button.support").first.click()
    expect(alone.locator(".text .supporting").first).to_be_in_viewport()
    show(alone, "What changed")
    expect(alone.locator(".update").first).to_be_visible()
    show(alone, "Who reports what")
    expect(alone.locator("tbody tr").first).to_be_visible()
