"""The review page in a real browser: what it weighs, how soon it is seen, how soon a re-cut is, who cannot use it."""

from __future__ import annotations

import os
import shutil
import statistics
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from benchmarks import page_accessibility as accessibility
from benchmarks.measurement import Spread, summarize_repetitions
from benchmarks.report import Report, Table, show_spread
from service.cli.demo import running_service
from service.cli.failures import CommandError

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SEEDS = "The five seed articles"
PAINTS, RECUTS = 7, 10
_DEPTHS = (*range(1, RECUTS // 2 + 1), *reversed(range(RECUTS // 2)))
WAIT_MILLISECONDS = 300_000
BYTES_PER_SECOND = 1_600_000 / 8
LATENCY_MILLISECONDS = 150
SLOWDOWN = 4
"""A slow phone as Lighthouse has it: 1.6 Mbit/s, 150 ms, a processor four times slower than this one."""

_SLIDER = {"words": (150, 25), "sentences": (6, 1), "characters": (900, 150), "fraction": (0.06, 0.01)}
"""Of each unit: where the slider begins, and how far it moves at a time: half of the moves down, then up again."""

_MOVE = """value => new Promise(resolve => {
    const slider = document.querySelector('input[type=range]');
    const started = performance.now();
    slider.value = value;
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - started)));
})"""

_LOADED = """() => {
    const [page] = performance.getEntriesByType('navigation');
    const bytes = [page, ...performance.getEntriesByType('resource')].map(one => one.encodedBodySize);
    const [paint] = performance.getEntriesByName('first-contentful-paint');
    return [bytes.reduce((sum, one) => sum + one, 0), paint.startTime, page.domContentLoadedEventEnd];
}"""

_NOTES = (
    (
        f"A slow phone: 1.6 Mbit/s, {LATENCY_MILLISECONDS} ms, a processor {SLOWDOWN} times slower than this one, "
        "nothing cached. Usable: the page's script has run, so that articles can be pasted. A re-cut is one step of "
        "the slider, down or up, on the seeds; its time runs from the slider's event until the frame behind it is "
        "painted, and the service is not waited for. Median [least – most]."
    ),
    (
        "axe: elements with a violation that it calls serious or critical, of an invented story in the views "
        f"{', '.join(accessibility.VIEWS)}, in light and dark, at {', '.join(map(str, accessibility.WIDTHS))} pixels."
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFindings:
    """loaded_bytes: compressed, of all that is loaded before an article is there. The others in milliseconds.

    recut: by unit of the length. grave_violations: elements that axe calls serious or critical; None where axe is
    not installed. foreign: addresses of other hosts that were asked.
    """

    browser: str
    loaded_bytes: int
    first_paint: Spread
    usable: Spread
    recut: Mapping[str, Spread]
    grave_violations: int | None
    foreign: tuple[str, ...]


def answer_page(*, small: bool = False) -> Report:
    """What the page weighs and how fast it is. Raises: CommandError if there is no browser, or no service starts."""
    path = find_browser()
    if path is None:
        raise CommandError("no Chromium is found; install it, or name it in CHORUS_CHROMIUM")
    with (
        running_service({"CHORUS_CACHE_BYTES": "100000000"}) as url,
        sync_playwright() as playwright,
        playwright.chromium.launch(executable_path=path, args=["--no-sandbox"]) as browser,
    ):
        foreign: list[str] = []
        loads = [_load_on_a_slow_phone(browser, url, foreign) for _ in range(1 if small else PAINTS)]
        findings = PageFindings(
            browser=browser.version,
            loaded_bytes=round(statistics.median(load[0] for load in loads)),
            first_paint=summarize_repetitions([load[1] for load in loads]),
            usable=summarize_repetitions([load[2] for load in loads]),
            recut=_measure_recuts(browser, url, foreign),
            grave_violations=_count_grave_violations(browser, url, foreign),
            foreign=tuple(foreign),
        )
    return Report(findings=findings, tables=(tabulate(findings),), notes=_NOTES)


def find_browser() -> str | None:
    """The path of a Chromium: the one that CHORUS_CHROMIUM names, else the first that is installed."""
    return os.environ.get("CHORUS_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


def tabulate(findings: PageFindings) -> Table:
    violations = findings.grave_violations
    rows = [
        ("loaded, compressed", f"{findings.loaded_bytes / 1000:.1f} kB"),
        ("first contentful paint, slow phone", f"{show_spread(findings.first_paint)} ms"),
        ("usable, slow phone", f"{show_spread(findings.usable)} ms"),
        *((f"re-cut in {unit}, painted", f"{show_spread(spread)} ms") for unit, spread in findings.recut.items()),
        ("serious or critical, axe", "no axe: make web" if violations is None else str(violations)),
        ("requests to other hosts", str(len(findings.foreign))),
    ]
    return Table(title=f"The review page in Chromium {findings.browser}", columns=("", ""), rows=tuple(rows))


def _load_on_a_slow_phone(browser: Browser, url: str, foreign: list[str]) -> tuple[float, float, float]:
    """Compressed bytes, milliseconds to the first contentful paint, and until the page can be used."""
    with _open_page(browser, foreign, url, width=390, height=844) as page:
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        network = {
            "offline": False,
            "latency": LATENCY_MILLISECONDS,
            "downloadThroughput": BYTES_PER_SECOND,
            "uploadThroughput": BYTES_PER_SECOND / 2,
        }
        session.send("Network.emulateNetworkConditions", network)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})
        page.goto(url)
        page.get_by_role("button", name="Add", exact=True).wait_for()
        page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
        size, paint, usable = page.evaluate(_LOADED)
        return float(size), float(paint), float(usable)


def _measure_recuts(browser: Browser, url: str, foreign: list[str]) -> dict[str, Spread]:
    """By unit, the milliseconds until a shorter summary of the seeds is painted."""
    with _open_page(browser, foreign, url, width=1440, height=900) as page:
        page.goto(url)
        page.get_by_role("button", name=SEEDS).click()
        page.locator(".summary button.support").first.wait_for()
        spreads: dict[str, Spread] = {}
        for unit, (first, step) in _SLIDER.items():
            page.get_by_label("Counted in").select_option(unit)
            page.locator('.summary[aria-busy="false"]').wait_for()
            times = [float(page.evaluate(_MOVE, round(first - step * depth, 2))) for depth in _DEPTHS]
            spreads[unit] = summarize_repetitions(times)
            page.locator('.summary[aria-busy="false"]').wait_for()
        return spreads


def _count_grave_violations(browser: Browser, url: str, foreign: list[str]) -> int | None:
    if not accessibility.AXE.is_file():
        return None
    count = 0
    for scheme in accessibility.SCHEMES:
        for width in accessibility.WIDTHS:
            look = {"color_scheme": scheme, "bypass_csp": True}
            with _open_page(browser, foreign, url, width=width, height=900, **look) as page:
                page.goto(url)
                count += accessibility.count_grave_violations(page)
    return count


@contextmanager
def _open_page(
    browser: Browser, foreign: list[str], url: str, *, width: int, height: int, **options: Any
) -> Iterator[Page]:
    home = urlsplit(url).netloc
    viewport: ViewportSize = {"width": width, "height": height}
    context = browser.new_context(viewport=viewport, reduced_motion="reduce", **options)
    page = context.new_page()
    page.set_default_timeout(WAIT_MILLISECONDS)
    page.on("request", lambda asked: foreign.append(asked.url) if urlsplit(asked.url).netloc != home else None)
    try:
        yield page
    finally:
        context.close()
