"""How fast pages open in a reader's browser: the largest one of each type, from a server and from a stick.

In: a built site. Out: rows. Invariant: each opening has a context of its own without a cache, and ends when the page has
loaded all that it names and has shown something. Refuses: to measure others, whose pages of that type are not the same.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser

from generator.speed import OURS, Row
from tests.peers.browser import opened
from tests.peers.cold import Told
from tests.peers.engines import FROM_A_STICK, Engine

PAGES = {
    "open_entry": "en/practices/practices-*.html",
    "open_list": "en/*/index.html",
    "open_hub": "en/spaces/spaces-*.html",
    "open_cell": "en/matrix/*--*.html",
    "open_matrix": "en/matrix/index.html",
    "open_find": "en/find/index.html",
    "open_glossary": "en/glossary.html",
}
"""Part → where pages of that type stand."""
OTHER_LISTS = ("dossier", "find", "matrix", "search")
"""Folders whose first page is no list of a kind."""

OPENED = """() => new Promise(done => {
  const [navigation] = performance.getEntriesByType("navigation");
  new PerformanceObserver(list => {
    const paint = list.getEntriesByName("first-contentful-paint")[0];
    if (paint) { done(Math.max(paint.startTime, navigation.loadEventEnd)); }
  }).observe({type: "paint", buffered: true});
})"""


def measure_opening(site: Path, size: int, runs: int, tell: Told) -> Iterator[Row]:
    """Seconds until the largest page of each type is open; the pages take turns."""
    pages = {part: page for part, pattern in PAGES.items() if (page := largest(site, pattern))}
    for who in (OURS, FROM_A_STICK):
        engine = Engine(who, site, "", "", "", "", re.compile("$^"), from_a_stick=who == FROM_A_STICK)
        took: dict[str, list[float]] = {part: [] for part in pages}
        with opened(engine) as (browser, address, _):
            for _ in range(runs):
                for part, page in pages.items():
                    took[part].append(_seconds(browser, address + page))
        for part, all in took.items():
            tell(f"{who}: {part} {pages[part]} {[round(1000 * one) for one in all]} ms")
            yield Row(part, size, who, round(statistics.median(all), 4))


def largest(site: Path, pattern: str) -> str | None:
    """The path of the biggest page of a type, the first of equals."""
    found = sorted(
        file for file in site.glob(pattern) if "*/index" not in pattern or file.parent.name not in OTHER_LISTS
    )
    return max(found, key=lambda file: file.stat().st_size).relative_to(site).as_posix() if found else None


def _seconds(browser: Browser, address: str) -> float:
    context = browser.new_context(bypass_csp=True)
    try:
        page = context.new_page()
        page.goto(address, wait_until="load")
        milliseconds: float = page.evaluate(OPENED)
        return milliseconds / 1000
    finally:
        context.close()
