"""Hostile articles, no mouse, a reload, a service that goes away, keys, every width, other directions, paper."""

from __future__ import annotations

import json
import re
import threading
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import FilePayload, expect

from service.rewrites import Rewrite, RewriteRequest
from tests.doubles import ScriptedRewriter
from tests.page.conftest import OpenPage
from tests.page.services import SmallService
from tests.page.stories import (
    ARABIC_ARTICLES,
    HOSTILE,
    HOSTILE_ARTICLES,
    ONE_FILE,
    export,
    load_example,
    look,
    move_slider,
    paste,
    read_story,
    show,
    wait_for_summary,
)

pytestmark = pytest.mark.slow

VIEWS = ("Articles", "Summary", "Who reports what", "Changed and disputed", "Verify")
WEB_PAGE = (
    b"<!doctype html><title>West</title><article><h1>West</h1><p>The bridge reopened on Tuesday after two years of "
    b"repairs, the city said.</p><p>It cost 31 million euros.</p></article>"
)

DISAGREEING_ARTICLES = [
    {
        "id": name,
        "source": name,
        "text": f"The fire on the ferry killed {toll} people in port, {who} said.\n{rest}",
    }
    for name, toll, who, rest in (
        ("North", 12, "police", "Divers searched the lower deck for two hours."),
        ("South", 12, "a spokesman", "The captain was questioned for a day."),
        ("West", 15, "police", "The quay stays closed until Friday."),
    )
]
DROP = """({ kind, files, text }) => {
  const dataTransfer = new DataTransfer();
  for (const { name, text } of files) dataTransfer.items.add(new File([text], name));
  if (text) dataTransfer.setData('text/plain', text);
  const event = new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true });
  return !document.querySelector('main').dispatchEvent(event);
}"""
"""Drags or drops files, or a link; whether the page took them."""

DARK_OR_FAINT = """() => {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const read = colours => {
    canvas.fillStyle = 'white';
    canvas.fillRect(0, 0, 1, 1);
    for (const colour of colours) { canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1); }
    const linear = [...canvas.getImageData(0, 0, 1, 1).data].map(one => ((one / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  };
  let dark = false;
  const faint = [];
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    if (!own || !element.checkVisibility() || element.closest('.hidden')) continue;
    const above = [];
    for (let one = element; one; one = one.parentElement) above.unshift(getComputedStyle(one).backgroundColor);
    const ground = read(above);
    const ink = read([getComputedStyle(element).color]);
    dark ||= ground < 0.6;
    if ((ground + 0.05) / (ink + 0.05) < 4.5) faint.push(element.className || element.tagName);
  }
  return [dark, faint];
}"""
"""Whether any text stands on dark ground, and what is hardly told from what it stands on, as it would be printed."""


SIZES = """() => [...document.querySelectorAll('body *')]
  .filter(one => [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
  .filter(one => one.checkVisibility() && !one.closest('.hidden'))
  .map(one => parseFloat(getComputedStyle(one).fontSize))
  .sort((one, other) => one - other)"""
"""The sizes of all text that is seen, in pixels, the smallest first."""
LEAST_PIXELS, MOST_EMS = 11, 54
"""An em of this type holds two and a half letters."""


def test_no_text_of_an_article_becomes_markup(small: SmallService, open_page: OpenPage, tmp_path: Path) -> None:
    page = open_page(small.url)
    paste(page, HOSTILE_ARTICLES)
    page.locator("button.support").first.click()
    for view in VIEWS[1:]:
        show(page, view)
        assert page.locator("main img:not([src]), main script, main svg[onload], main b").count() == 0
    page.get_by_label("Text to verify").fill(f"The bridge {HOSTILE} reopened on Tuesday.")
    page.get_by_role("button", name="Verify", exact=True).click()
    expect(page.locator(".checked > li").first).to_be_visible()
    show(page, "Summary")
    expect(page.locator(".card").first).to_contain_text("<script>alert(2)</script>")
    page.locator(".text .told").first.click()
    expect(page.get_by_role("dialog")).to_contain_text("<img src=x onerror=alert(1)>")
    page.keyboard.press("Escape")
    alone = open_page(export(page, ONE_FILE, tmp_path).as_uri(), offline=True)
    expect(alone.locator(".card").first).to_contain_text("<script>alert(2)</script>")
    assert alone.locator("main script, main b").count() == 0


def test_everything_is_reached_with_the_keyboard(small: SmallService, open_page: OpenPage) -> None:
    page = open_page(small.url)
    page.get_by_label("Paste, drop or link articles").focus()
    page.keyboard.insert_text("\n".join(json.dumps(article) for article in read_story("ferry-fire")))
    page.keyboard.press("Control+Enter")
    summarize = page.get_by_role("button", name="Summarize")
    for _ in range(12):
        if summarize.evaluate("node => node === document.activeElement"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    wait_for_summary(page)
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("button.support").nth(1)).to_be_focused()
    expect(page.locator(".text .supporting").first).to_be_attached()
    page.keyboard.press("Enter")
    expect(page.locator(".evidence")).to_be_visible()
    page.keyboard.press("n")
    page.keyboard.press("Escape")
    expect(page.locator(".evidence")).to_have_count(0)
    page.locator(".text [role=button][tabindex='0']").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".text [role=button]:focus")).to_have_count(1)
    for digit, view in enumerate(VIEWS, start=1):
        page.keyboard.press(str(digit))
        expect(page.locator(".top nav [aria-current]")).to_contain_text(view)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()


def test_the_keyboard_goes_on_where_something_was_loaded_or_taken_away(
    small: SmallService, open_page: OpenPage
) -> None:
    page = open_page(small.url)
    page.get_by_role("button", name="A fire at sea").focus()
    page.keyboard.press("Enter")
    wait_for_summary(page)
    main = page.get_by_role("main", name="Summary")
    expect(main).to_be_focused()
    ready = re.compile(r"^Summary ready: \d+ sentences from 6 articles\.$")
    expect(page.get_by_role("status").filter(has_text="Summary ready")).to_have_text(ready)
    page.keyboard.press("Tab")
    expect(main.locator(":focus")).to_have_count(1)
    show(page, "Articles")
    field = page.get_by_label("Paste, drop or link articles")
    field.fill("The ferry is towed to port.")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(field).to_be_focused()
    expect(page.get_by_role("status").filter(has_text="added")).to_have_text("1 article added.")
    page.get_by_role("button", name="Remove all").click()
    expect(page.get_by_role("main", name="Articles")).to_be_focused()


def test_a_reload_keeps_what_was_read(small: SmallService, open_page: OpenPage) -> None:
    page = open_page(small.url)
    load_example(page, "A fire at sea")
    summary = page.locator(".summary").inner_text()
    show(page, "Verify")
    page.get_by_label("Text to verify").fill("The ferry burned.")
    show(page, "Articles")
    page.get_by_label("Paste, drop or link articles").fill("Nobody was hurt.")
    page.reload()
    expect(page.get_by_label("Paste, drop or link articles")).to_have_value("Nobody was hurt.")
    show(page, "Verify")
    expect(page.get_by_label("Text to verify")).to_have_value("The ferry burned.")
    show(page, "Summary")
    assert page.locator(".summary").inner_text() == summary
    page.go_back()
    expect(page.get_by_label("Text to verify")).to_be_visible()


def wait_behind(gate: threading.Event) -> ScriptedRewriter:
    """A rewriter that fails once the gate is open."""

    def wait(_: RewriteRequest) -> Rewrite:
        gate.wait(timeout=60)
        return Rewrite(failure="it was only to be waited for")

    return ScriptedRewriter(wait)


def test_what_is_done_and_decided_is_seen_and_can_be_stopped(open_page: OpenPage) -> None:
    gate = threading.Event()

    with SmallService(rewriters=[wait_behind(gate)]) as running:
        page = open_page(running.url)
        load_example(page, "A fire at sea")
        extract = page.locator(".summary > li > p").all_inner_texts()
        page.get_by_label("Mode").select_option("abstractive")
        expect(page.locator(".waiting [role=status]")).to_have_text("Rewriting")
        assert sorted(page.locator(".decided li > p").all_inner_texts()) == sorted(extract)
        page.get_by_role("button", name="Cancel", exact=True).click()
        expect(page.locator(".waiting, .decided")).to_have_count(0)
        assert page.locator(".summary > li > p").all_inner_texts() == extract
        gate.set()
        page.get_by_label("Order").select_option("coverage")
        expect(page.locator(".summary .note").first).to_contain_text("its rewrite failed verification")


def test_of_what_is_rewritten_the_extract_is_cut_before_the_service_answers(open_page: OpenPage) -> None:
    gate = threading.Event()
    gate.set()

    with SmallService(rewriters=[wait_behind(gate)]) as running:
        page = open_page(running.url)
        load_example(page, "A fire at sea")
        extract = page.locator(".summary > li > p").all_inner_texts()
        page.get_by_label("Mode").select_option("abstractive")
        expect(page.locator(".summary .note").first).to_contain_text("its rewrite failed verification")
        gate.clear()
        move_slider(page, 60)
        expect(page.locator('.summary[aria-busy="true"]')).to_be_visible()
        expect(page.locator(".left")).to_contain_text(
            "Cut here; the service is cutting it, too. The rewrite is still to come."
        )
        expect(page.locator(".waiting [role=status]")).to_have_text("Rewriting")
        shown = page.locator(".summary > li > p").all_inner_texts()
        assert set(shown) < set(extract)
        gate.set()
        expect(page.locator('.summary[aria-busy="false"]')).to_be_visible()
        expect(page.locator(".summary .note").first).to_contain_text("its rewrite failed verification")


def test_an_exported_page_says_that_it_is_cut_in_the_file_and_waits_for_nobody(
    small: SmallService, open_page: OpenPage, tmp_path: Path
) -> None:
    page = open_page(small.url)
    load_example(page, "A fire at sea")
    alone = open_page(export(page, ONE_FILE, tmp_path).as_uri(), offline=True)
    number = alone.locator(".summary > li").count()
    for length, end in ((60, "Cut in this file"), (400, "This file holds nothing longer")):
        move_slider(alone, length)
        expect(alone.locator(".left")).to_contain_text(end)
        expect(alone.locator(".left")).not_to_contain_text("the service")
        expect(alone.locator('.summary[aria-busy="false"]')).to_be_visible()
        assert (alone.locator(".summary > li").count() < number) == (length == 60)


def test_a_service_that_comes_back_is_asked_again(small: SmallService, open_page: OpenPage) -> None:
    page = open_page(small.url, fails=True)
    load_example(page, "A takeover")
    small.stop()
    page.get_by_label("Order").select_option("coverage")
    expect(page.get_by_role("alert")).to_contain_text("The service does not answer")
    expect(page.locator(".card")).to_have_count(7)
    small.start()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_problems_are_told_in_words_with_a_way_on(small: SmallService, open_page: OpenPage) -> None:
    page = open_page(small.url, fails=True)
    load_example(page, "A takeover")
    page.get_by_label("Mode").select_option("abstractive")
    expect(page.get_by_role("alert")).to_contain_text("No rewriter is loaded")
    page.get_by_label("Mode").select_option("extractive")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_key_is_asked_for_and_used(open_page: OpenPage) -> None:
    with SmallService(api_keys=("secret-key-for-tests",)) as guarded:
        page = open_page(guarded.url, fails=True)
        page.get_by_role("button", name="A takeover").click()
        page.get_by_label("Key", exact=True).fill("secret-key-for-tests")
        page.get_by_role("button", name="Use it").click()
        wait_for_summary(page)


def test_a_link_waits_for_its_text_and_files_are_dropped(small: SmallService, open_page: OpenPage) -> None:
    page = open_page(small.url)
    page.get_by_label("Paste, drop or link articles").fill("https://north.example/bridge")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("the text is missing")).to_be_visible()
    expect(page.get_by_role("button", name="Summarize")).to_be_disabled()
    page.get_by_label("Text", exact=True).fill("The bridge reopened on Tuesday after two years of repairs.")
    page.get_by_label("Files with articles").set_input_files(
        [
            FilePayload(
                name="south.txt", mimeType="text/plain", buffer=b"The bridge reopened on Tuesday in the south."
            ),
            FilePayload(name="west.html", mimeType="text/html", buffer=WEB_PAGE),
        ]
    )
    expect(page.get_by_role("heading", name="3 articles")).to_be_visible()
    page.get_by_role("button", name="Summarize").click()
    expect(page.locator(".card")).to_have_count(3)
    expect(page.locator(".card").nth(2)).to_contain_text("31 million euros")


def test_what_is_dropped_is_read_as_if_it_were_chosen_or_pasted(small: SmallService, open_page: OpenPage) -> None:
    page = open_page(small.url)
    intake = page.locator(".intake")
    page.evaluate(DROP, {"kind": "dragover", "files": [], "text": ""})
    expect(intake).to_have_class(re.compile(r"\bover\b"))
    south = {"name": "south.txt", "text": "The bridge reopened on Tuesday in the south."}
    west = {"name": "west.html", "text": WEB_PAGE.decode()}
    taken = page.evaluate(DROP, {"kind": "drop", "files": [south, west], "text": ""})
    assert taken, "the browser would open the files in place of the page"
    expect(page.get_by_role("heading", name="2 articles")).to_be_visible()
    expect(intake).not_to_have_class(re.compile(r"\bover\b"))
    assert page.evaluate(DROP, {"kind": "drop", "files": [], "text": "https://north.example/bridge"})
    expect(page.get_by_role("heading", name="3 articles")).to_be_visible()
    expect(page.get_by_label("Link", exact=True).last).to_have_value("https://north.example/bridge")
    expect(page.get_by_text("the text is missing")).to_be_visible()


def test_what_says_otherwise_is_seen_in_its_article(small: SmallService, open_page: OpenPage) -> None:
    page = open_page(small.url)
    paste(page, DISAGREEING_ARTICLES)
    page.locator(".summary > li").first.hover()
    expect(page.locator('[data-article="2"] .text .disputing')).to_have_text(re.compile("killed 15 people"))
    expect(page.locator('[data-article="0"] .text .supporting')).to_have_text(re.compile("killed 12 people"))
    assert (look(page, ".text .disputing"), look(page, ".text .supporting")) == ("wavy", "solid")
    expect(page.locator(".chip.disputing")).to_contain_text("West: says otherwise")


@pytest.mark.parametrize(("width", "height"), [(360, 740), (3840, 2160)])
def test_nothing_hangs_over_the_edge(small: SmallService, open_page: OpenPage, width: int, height: int) -> None:
    page = open_page(small.url, width=width, height=height)
    load_example(page, "A takeover")
    for view in VIEWS:
        show(page, view)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, view


@pytest.mark.parametrize(("width", "height"), [(360, 740), (2560, 1440)])
def test_no_text_is_tiny_and_no_line_is_lost_on_its_way_back(
    small: SmallService, open_page: OpenPage, width: int, height: int
) -> None:
    page = open_page(small.url, width=width, height=height)
    load_example(page, "A takeover")
    for view in VIEWS:
        show(page, view)
        assert page.evaluate(SIZES)[0] >= LEAST_PIXELS, view
    box = page.get_by_label("Text to verify")
    assert box.evaluate("node => node.clientWidth / parseFloat(getComputedStyle(node).fontSize)") <= MOST_EMS


def test_what_is_read_stays_in_sight_where_the_window_changes(small: SmallService, open_page: OpenPage) -> None:
    page = open_page(small.url, width=360, height=740)
    load_example(page, "A takeover")
    page.mouse.wheel(0, 500)
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 740})
        expect(page.locator(".summary > li").nth(1)).to_be_in_viewport()
    show(page, "Who reports what")
    expect(page.get_by_text("More outlets to the side")).to_be_visible()


def test_right_to_left_articles_read_from_the_right(small: SmallService, open_page: OpenPage) -> None:
    page = open_page(small.url)
    paste(page, ARABIC_ARTICLES)
    directions = [
        paragraph.evaluate("node => getComputedStyle(node).direction")
        for paragraph in page.locator(".card .text p").all()
    ]
    assert directions == ["rtl", "ltr"]
    assert page.locator(".card").first.get_attribute("lang") == "ar"


def test_paper_shows_the_summary_and_its_articles_without_the_controls(
    small: SmallService, open_page: OpenPage
) -> None:
    page = open_page(small.url)
    load_example(page, "A takeover")
    page.emulate_media(media="print")
    expect(page.locator(".controls")).to_be_hidden()
    expect(page.locator(".card").last).to_be_visible()


@pytest.mark.parametrize("theme", ["system", "light", "dark"])
def test_paper_is_dark_on_white_in_every_theme(small: SmallService, open_page: OpenPage, theme: str) -> None:
    page = open_page(small.url, color_scheme="dark")
    page.evaluate("theme => localStorage.setItem('chorus.theme', theme)", theme)
    page.reload()
    expect(page.locator(f"html[data-theme={theme}]")).to_be_attached()
    load_example(page, "A takeover")
    page.locator("button.support").first.click()
    show(page, "Verify")
    page.get_by_label("Text to verify").fill("Valdane offered 49 euros a share. Tarnbeck is on the moon.")
    page.get_by_role("button", name="Verify", exact=True).click()
    expect(page.locator(".checked > li")).to_have_count(2)
    for view in VIEWS:
        show(page, view)
        page.emulate_media(media="print")
        assert page.evaluate(DARK_OR_FAINT) == [False, []], view
        page.emulate_media(media="screen")


def test_the_page_is_there_before_the_service_answers_anything(small: SmallService, open_page: OpenPage) -> None:
    page = open_page(small.url)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    page.reload()
    expect(page.get_by_role("button", name="Add", exact=True)).to_be_visible()
    assert sorted(set(asked)) == ["/", "/page/page.css", "/page/page.js"]
