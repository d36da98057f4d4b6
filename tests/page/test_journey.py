"""What an editor does with a story, on the seeds and on two invented ones, with the models that ship."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.page.conftest import OpenPage
from tests.page.stories import ONE_FILE, export, load_example, look, move_slider, read_articles, show, wait_for_summary

pytestmark = pytest.mark.slow

SEEDS, TAKEOVER, FIRE = "The five seed articles", "A takeover", "A fire at sea"
SUMMARIES = "**/v1/summaries"
SEEN = """selector => [...document.querySelectorAll(selector)].some(element => {
  const { top, bottom } = element.getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight;
})"""
"""Whether one of some elements lies in the window."""


def count_shown_words(page: Page) -> int:
    return sum(len(text.split()) for text in page.locator(".summary > li > p").all_inner_texts())


def test_a_click_on_the_seeds_shows_a_summary_whose_evidence_is_marked(service: str, open_page: OpenPage) -> None:
    page = open_page(service)
    load_example(page, SEEDS)
    marks = page.locator("button.support .of")
    assert marks.count() > 1
    expect(marks).to_have_text([re.compile(r"^\d independent sources? reports? it$")] * marks.count())
    expect(page.locator("button.support .more", has_text="1 in every detail").first).to_be_visible()
    sentence = page.locator(".summary > li").filter(has_text="already been using land mines").first
    sentence.hover()
    expect(page.locator(".text .supporting").nth(1)).to_be_attached()
    expect(page.locator(".chip.supporting").nth(1)).to_be_attached()
    page.locator(".summary > li").first.hover()
    expect(page.locator(".text .related").first).to_be_attached()
    assert look(page, ".text .supporting") == "solid"
    assert look(page, ".text .related") == "dotted"
    sentence.locator("button.support").click()
    page.wait_for_function(SEEN, arg=".text .supporting")
    expect(sentence.locator(".evidence q").first).to_contain_text("mines")


def test_escape_leads_from_the_evidence_back_to_its_sentence(service: str, open_page: OpenPage) -> None:
    page = open_page(service)
    load_example(page, SEEDS)
    mark = page.locator(".summary > li").nth(1).locator("button.support")
    mark.focus()
    page.keyboard.press("Enter")
    page.locator(".summary > li").nth(1).locator(".evidence button").first.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.locator(".evidence")).to_have_count(0)
    expect(mark).to_be_focused()


def test_a_panel_covers_no_other_view_and_nothing_of_the_header(service: str, open_page: OpenPage) -> None:
    page = open_page(service)
    load_example(page, SEEDS)
    show(page, "Who reports what")
    panel = page.get_by_role("dialog")
    page.locator("tbody tr .fact").first.click()
    expect(panel).to_be_visible()
    page.get_by_text("Export", exact=True).click(timeout=5_000)
    page.keyboard.press("Escape")
    page.locator("tbody tr .fact").first.click()
    show(page, "Verify")
    expect(panel).to_have_count(0)


def test_what_is_read_stays_where_it_is_while_the_service_works(service: str, open_page: OpenPage) -> None:
    page = open_page(service)
    load_example(page, SEEDS)
    slider = page.get_by_role("slider")
    before = slider.bounding_box()
    with page.expect_response(SUMMARIES):
        slider.focus()
        page.keyboard.press("Home")
        page.locator(".waiting").wait_for()
        assert slider.bounding_box() == before


def test_a_click_on_words_of_an_article_shows_how_every_outlet_words_them(service: str, open_page: OpenPage) -> None:
    page = open_page(service)
    load_example(page, TAKEOVER)
    page.locator(".text .told", has_text="Two days after it said").click()
    panel = page.get_by_role("dialog")
    expect(panel.get_by_role("heading", level=2)).to_have_text(re.compile(r"^3 independent sources report it"))
    expect(panel.locator("mark.own").nth(5)).to_be_visible()
    fold = panel.get_by_role("button", name="more of this text")
    fold.click()
    expect(panel.get_by_text("The Brewers' Ledger").last).to_be_visible()
    expect(panel.locator(".tag.old", has_text="newer:").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)


def test_who_reports_what_is_seen_sorted_and_opened(service: str, open_page: OpenPage) -> None:
    page = open_page(service)
    load_example(page, SEEDS)
    show(page, "Who reports what")
    rows = page.locator("tbody tr")
    first = rows.first.locator("td.cell")
    expect(first).to_have_count(4)
    page.get_by_role("button", name="1 edit of the text of Los Angeles Times").click()
    expect(first).to_have_count(5)
    page.get_by_role("button", name="Only one source says").click()
    expect(rows.first).to_contain_text("Only")
    page.get_by_role("button", name="Only one source leaves it out").click()
    expect(rows.first).to_contain_text("Silent: ")
    page.get_by_role("button", name="Disputed").click()
    expect(rows).to_have_count(1)
    expect(rows.first).to_contain_text("contained in a $275 million package")
    expect(rows.first.locator(".number")).to_contain_text("1 says otherwise")
    page.get_by_role("button", name="1 edit of the text of Los Angeles Times").click()
    expect(rows.first.get_by_role("img", name="000: reports it")).to_be_visible()
    expect(rows.first.get_by_role("img", name="Los Angeles Times: reports it")).to_have_count(0)
    rows.first.get_by_role("img", name="003: says otherwise").click()
    panel = page.get_by_role("dialog")
    expect(panel.get_by_role("heading", level=2)).to_contain_text("1 says otherwise")
    expect(panel.locator(".against")).to_contain_text("did not include APLs")
    page.keyboard.press("Escape")
    page.get_by_role("button", name=re.compile(r"^All \d+$")).click()
    page.locator("th.outlet .sort", has_text="003").click()
    expect(rows.first.get_by_role("img", name="003: reports it in every detail")).to_be_visible()
    assert "003" not in rows.first.locator(".tag").all_inner_texts()
    expect(page.locator(".map circle")).to_have_count(5)
    rows.first.locator(".fact").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def test_an_article_leads_to_what_it_alone_reports_and_may_be_given_its_outlet(
    service: str, open_page: OpenPage
) -> None:
    page = open_page(service)
    load_example(page, SEEDS)
    with page.expect_response(SUMMARIES) as asked:
        page.get_by_role("button", name="Name the outlet of 004").click()
        page.keyboard.type("The Evening Post")
        page.keyboard.press("Enter")
    assert json.loads(asked.value.request.post_data or "{}")["articles"][4]["publisher"] == "The Evening Post"
    card = page.locator(".card", has=page.get_by_role("heading", name="The Evening Post"))
    alone = card.get_by_role("button", name="only here")
    number = alone.inner_text().split()[0]
    alone.click()
    only = page.locator("tbody tr", has_text="Only The Evening Post")
    expect(only).to_have_count(int(number))
    expect(page.locator("tbody tr").first).to_contain_text("Only The Evening Post")
    expect(page.locator("th[aria-sort]")).to_contain_text("Independent sources")
    show(page, "Summary")
    show(page, "Who reports what")
    expect(page.get_by_role("button", name="Only in The Evening Post")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("tbody tr")).to_have_count(int(number))
    show(page, "Summary")
    page.locator(".card", has=page.get_by_role("heading", name="000")).get_by_role("button", name="only here").click()
    expect(page.locator("th.outlet.part .sort", has_text="000")).to_be_visible()


def test_outlets_are_chosen_by_keyboard_for_every_view_and_stay_chosen(service: str, open_page: OpenPage) -> None:
    page = open_page(service)
    load_example(page, SEEDS)
    show(page, "Who reports what")
    rows = page.locator("tbody tr")
    everything = page.get_by_role("button", name="Show all").inner_text()
    page.keyboard.press("o")
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(5)
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(1)
    expect(page.get_by_role("checkbox", name="Los Angeles Times")).to_be_checked()
    page.keyboard.press("Escape")
    expect(page.locator(".outlets[open]")).to_have_count(0)
    assert page.get_by_role("button", name="Show all").inner_text() != everything
    page.get_by_role("button", name="Only one source says").click()
    expect(rows.first).to_contain_text("Only Los Angeles Times")
    show(page, "Changed and disputed")
    expect(page.locator(".conflict")).to_have_count(0)
    expect(page.get_by_text("1 other without the chosen outlets")).to_be_visible()
    expect(page.get_by_role("heading", name="No contradictions found in what was looked at")).to_be_visible()
    show(page, "Summary")
    expect(page.locator(".card")).to_have_count(1)
    with page.expect_response(SUMMARIES):
        move_slider(page, 100)
    expect(page.locator(".card")).to_have_count(1)
    page.locator("button.support").first.click()
    expect(page.locator(".card")).to_have_count(2)


def test_what_changed_stands_on_a_line_of_time_and_who_disagrees_on_cards(service: str, open_page: OpenPage) -> None:
    page = open_page(service)
    load_example(page, TAKEOVER)
    show(page, "Changed and disputed")
    update = page.locator(".update", has=page.locator(".value", has_text=re.compile("^42 euros$")))
    expect(update.locator(".value")).to_have_text(["42 euros", "47.50 euros"])
    expect(update.locator(".newest")).to_contain_text("Newest")
    expect(update.locator(".newest .speakers li")).to_have_count(4)
    show(page, "Articles")
    load_example(page, SEEDS)
    show(page, "Changed and disputed")
    card = page.locator(".conflict", has_text="did not include")
    expect(card.locator(".side blockquote")).to_have_text([re.compile(".{20}"), re.compile(".{20}")])
    card.get_by_role("button", name="003").click()
    sought = page.locator('[data-article="3"] .sought')
    expect(sought).to_be_in_viewport()
    expect(sought).to_have_text("The latest package of some $275 million on Wednesday did not include APLs.")
    page.keyboard.press("Escape")
    expect(sought).to_have_count(0)


def test_wordings_that_changed_stand_below_each_other_and_values_beside_each_other(
    service: str, open_page: OpenPage
) -> None:
    page = open_page(service)
    load_example(page, FIRE)
    show(page, "Changed and disputed")
    expect(page.locator("#updates-title")).to_have_text(re.compile(r"^\d+ updates(, \d more possible)?$"))
    for chosen, down in ((".update:not(.worded)", False), (".update.worded", True)):
        update = page.locator(chosen).first
        first, second = (update.locator(".steps > li").nth(place).bounding_box() for place in (0, 1))
        assert first
        assert second
        assert (second["y"] >= first["y"] + first["height"]) is down
    clauses = page.locator(".worded .value").all_inner_texts()
    assert len(clauses) >= 4
    assert page.locator(".update:not(.worded) .value").first.inner_text() == "three people died"


def test_what_is_exported_is_named_after_the_newest_report_and_tells_each_step_on_a_line(
    service: str, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(service)
    load_example(page, FIRE)
    written = export(page, "Markdown with footnotes", tmp_path).read_text(encoding="utf-8")
    assert written.startswith("# Halvarn fleet to be inspected after fatal Astrid Lorne fire\n")
    assert "- Reports of how many died have changed\n  - 10 Mar 2026, 06:40: three people died (Northline" in written
    assert "## Where sources disagree\n\n- Sources differ on the age (Jonas, Fell)\n  - 21 (Corvik Courier)" in written
    assert not re.search(r"^- (?:conflict|update):", written, re.MULTILINE)


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
    expect(sentences.first.locator(".verdict")).to_contain_text("contradicted now supported")


@pytest.mark.parametrize(
    ("unit", "values"),
    [
        ("words", (100, 80, 60)),
        ("sentences", (4, 3, 2)),
        ("characters", (600, 500, 400)),
        ("fraction", (0.15, 0.12, 0.1)),
    ],
)
def test_the_slider_cuts_before_the_service_does_and_the_service_confirms(
    service: str, open_page: OpenPage, unit: str, values: tuple[float, ...]
) -> None:
    page = open_page(service)
    load_example(page, FIRE)
    page.route(SUMMARIES, lambda _: None)  # the service's answer is held back
    page.get_by_label("Counted in").select_option(unit)
    shown = [count_shown_words(page)]
    for value in values:
        move_slider(page, value)
        expect(page.locator('.summary[aria-busy="true"]')).to_be_visible()
        shown.append(count_shown_words(page))
    assert shown == sorted(shown, reverse=True)
    assert 0 < shown[-1] < shown[0]
    with page.expect_response(lambda answer: asks_for(answer.request.post_data, unit, values[-1])):
        page.unroute(SUMMARIES)
    expect(page.locator('.summary[aria-busy="false"]')).to_be_visible()
    expect(page.locator(".left > .note:not(.counts)").first).to_contain_text("The next sentence would not fit.")
    expect(page.get_by_role("alert")).to_have_count(0)


def asks_for(body: str | None, unit: str, value: float) -> bool:
    return bool(body) and json.loads(body or "")["length"] == {"unit": unit, "value": value}


def test_mode_order_and_query_ask_again(service: str, open_page: OpenPage) -> None:
    page = open_page(service)
    load_example(page, FIRE)
    with page.expect_response(SUMMARIES):
        page.get_by_label("Order").select_option("coverage")
    page.get_by_label("Query").fill("What started the fire?")
    with page.expect_response(SUMMARIES):
        page.get_by_role("button", name="Ask").click()
    with page.expect_response(SUMMARIES) as asked:
        page.get_by_label("Mode").select_option("abstractive")
    last = json.loads(asked.value.request.post_data or "{}")
    assert (last["mode"], last["order"], last["query"]) == ("abstractive", "coverage", "What started the fire?")
    expect(page.locator(".waiting")).to_have_count(0)
    wait_for_summary(page)


def test_fifty_articles_are_read_and_pointed_at(service: str, open_page: OpenPage) -> None:
    page = open_page(service)
    lines = "\n".join(json.dumps(article) for article in read_articles(50))
    page.get_by_label("Paste, drop or link articles").fill(lines)
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("button", name="Summarize").click()
    expect(page.locator(".waiting .clock")).to_have_text(re.compile(r"\d\.\d s"))
    expect(page.locator(".card")).to_have_count(50, timeout=180_000)
    page.locator("button.support").nth(1).focus()
    expect(page.locator(".text .supporting").first).to_be_attached()
    show(page, "Who reports what")
    expect(page.locator("thead th.outlet").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_an_exported_page_shows_everything_without_the_service(
    service: str, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(service)
    load_example(page, TAKEOVER)
    files = {}
    for name in ("Markdown with footnotes", "HTML with footnotes", "JSON", ONE_FILE):
        files[name] = export(page, name, tmp_path)
        expect(page.locator(".tools .menu")).not_to_have_attribute("open", "")
    page.locator(".tools .menu summary").click()
    page.get_by_role("button", name="Copy with citations").click()
    expect(page.locator(".toast")).to_have_text("Copied with citations.")
    assert "(Thin Margins)" in page.evaluate("navigator.clipboard.readText()")
    assert "[^1]: " in files["Markdown with footnotes"].read_text(encoding="utf-8")
    assert json.loads(files["JSON"].read_bytes())["id"].startswith("sum_")
    plain = open_page(files["HTML with footnotes"].as_uri(), offline=True)
    expect(plain.locator("#n1 q")).to_be_visible()
    expect(plain.get_by_role("heading", level=1)).not_to_have_text("Summary")
    expect(plain.get_by_text(re.compile(r"7 articles from 7 outlets, published .* to .*; exported"))).to_be_visible()
    alone = open_page(files[ONE_FILE].as_uri(), offline=True)
    alone.locator("button.support").first.click()
    expect(alone.locator(".text .supporting").first).to_be_in_viewport()
    show(alone, "Changed and disputed")
    expect(alone.locator(".update").first).to_be_visible()
    show(alone, "Who reports what")
    expect(alone.locator("tbody tr").first).to_be_visible()
