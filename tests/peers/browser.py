"""How searches behave in a reader's browser: bytes, time, standstill, and whether the answer is right.

In: engines, questions. Out: rows. Invariant: each engine has a browser of its own, and each cold query a context without a
cache; what is timed ends when the list of results changes for the last time. Refuses: to look inside an engine.
"""

from __future__ import annotations

import gzip
import statistics
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler
from threading import Thread
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from generator.quality import DEPTH, Inquiry, gain
from generator.speed import Row
from tests.conftest import QUIET_BROWSER, WideServer
from tests.find_browser import find
from tests.peers.cold import Told
from tests.peers.engines import Engine
from tests.peers.tools import HOST

TYPED = 12
"""Questions that are typed letter by letter."""
PATIENCE = 30.0
"""Seconds after which nobody waits for a first answer any more."""
QUIET = 150
"""Milliseconds without a change after which a list of results is taken for finished."""
SILENCE = 1000
"""Milliseconds without a request after which a page is taken to have asked for everything."""
BLANK = "blank-page.html"

WATCH = """
window.standstills = [];
new PerformanceObserver(list => window.standstills.push(...list.getEntries().map(one => [one.startTime, one.duration])))
  .observe({type: "longtask", buffered: true});
"""
ASK = """([ask, answers, link, text, quiet, patience]) => new Promise(done => {
  const list = document.querySelector(answers);
  let first = null, last = null;
  const observer = new MutationObserver(() => {
    last = performance.now();
    if (first === null && list.querySelector(link)) { first = last; }
  });
  observer.observe(list, {childList: true, subtree: true, characterData: true});
  const begun = performance.now();
  eval(ask)(text);
  const timer = setInterval(() => {
    const now = performance.now();
    const waits = first === null ? now - begun < patience : now - last < quiet;
    if (waits) { return; }
    clearInterval(timer);
    observer.disconnect();
    done({
      begun, first: first === null ? null : first - begun, last: last === null ? null : last - begun,
      at: (performance.timeOrigin + (first === null ? now : first)) / 1000,
      found: Array.from(list.querySelectorAll(link)).slice(0, 20).map(one => one.href),
    });
  }, 10);
})"""


def measure_search(
    engines: Sequence[Engine], inquiries: Sequence[Inquiry], size: int, runs: int, limit: float, tell: Told
) -> Generator[Row, None, list[Engine]]:
    """Figures of each engine for questions about entries that were made up; returns the engines that answer."""
    patience = min(limit, PATIENCE)
    answering = []
    for engine in engines:
        with opened(engine) as (browser, address, asked_for):
            cold, sizes, ahead = [], [], []
            for run in range(runs):
                with page_of(browser, engine, address) as page:
                    answer = ask(page, engine, inquiries[4 * run % len(inquiries)].query, 1000 * patience)
                    if answer["first"] is None:
                        break
                    cold.append(answer["first"] / 1000)
                    _wait_for_silence(page, asked_for)
                sizes.append(moved(engine, [path for when, path in asked_for if when <= answer["at"]]))
                ahead.append(moved(engine, [path for _, path in asked_for]) - sizes[-1])
                asked_for.clear()
            if len(cold) < runs:
                tell(f"{engine.name}: no answer within {patience:g} s")
                yield Row("find_cold", size, engine.name, patience, over=True)
                continue
            with page_of(browser, engine, address) as page:
                begun = ask(page, engine, inquiries[0].query, 1000 * patience)["begun"]
                letters = list(_type(page, engine, inquiries))
                answers = [ids(ask(page, engine, one.query, 3000)["found"]) for one in inquiries]
                blocks = [took for start, took in page.evaluate("window.standstills") if start >= begun]
        figures = {
            "find_cold": round(statistics.median(cold), 4),
            "find_key": round(percentile(letters, 95) / 1000, 4),
            "find_block": round(max(blocks, default=0) / 1000, 3),
        }
        if not engine.from_a_stick:
            figures["find_bytes"] = round(statistics.median(sizes) / 1024, 1)
            figures["find_ahead"] = round(statistics.median(ahead) / 1024, 1)
            figures |= quality("", inquiries, answers)
        answering.append(engine)
        tell(f"{engine.name}: {figures}")
        yield from (Row(part, size, engine.name, figure) for part, figure in figures.items())
    return answering


def measure_quality(engines: Sequence[Engine], inquiries: Sequence[Inquiry], size: int) -> Iterator[Row]:
    """How well engines answer real questions about real entries."""
    for engine in [engine for engine in engines if not engine.from_a_stick]:
        with opened(engine) as (browser, address, _), page_of(browser, engine, address) as page:
            answers = [ids(ask(page, engine, one.query, 5000)["found"]) for one in inquiries]
        yield from (Row(part, size, engine.name, share) for part, share in quality("_real", inquiries, answers).items())


def quality(ending: str, inquiries: Sequence[Inquiry], answers: Sequence[list[str]]) -> dict[str, float]:
    """Share of right first results, and nDCG@10."""
    pairs = list(zip(inquiries, answers, strict=True))
    return {
        f"find_first{ending}": round(statistics.mean(bool({*got[:1]} & {*one.expected}) for one, got in pairs), 4),
        f"find_gain{ending}": round(statistics.mean(gain(one.expected, got) for one, got in pairs), 4),
    }


def ids(links: Sequence[str]) -> list[str]:
    """The entries behind the links of results, each once, as many as a reader looks at."""
    paths = (link.partition("?")[0].partition("#")[0].rstrip("/") for link in links)
    return list(dict.fromkeys(path.rpartition("/")[2].removesuffix(".html") for path in paths))[:DEPTH]


def percentile(values: Sequence[float], share: int) -> float:
    """The value that so many of a hundred do not exceed."""
    ordered = sorted(values)
    return ordered[-(-len(ordered) * share // 100) - 1]


def moved(engine: Engine, asked_for: Sequence[str]) -> int:
    """Bytes of what was loaded for the search, each file once, as a server that compresses would send them."""
    files = [engine.site / path for path in {*asked_for} if engine.own.search("/" + path)]
    return sum(
        min(len(data), len(gzip.compress(data, 9))) for data in (file.read_bytes() for file in files if file.is_file())
    )


def ask(page: Page, engine: Engine, text: str, patience: float, *, letter: bool = False) -> dict[str, Any]:
    """Ask a question, or type its last letter; milliseconds until the first and the last change of the list, and its links."""
    answer: dict[str, Any] = page.evaluate(
        ASK, [engine.how(letter), engine.answers, engine.link, text, QUIET, patience]
    )
    return answer


@contextmanager
def opened(engine: Engine) -> Iterator[tuple[Browser, str, list[tuple[float, str]]]]:
    """A browser, the address of the site, and what is asked of it: when, which path."""
    with served(engine) as (address, asked_for), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=QUIET_BROWSER)
        yield browser, engine.site.as_uri() + "/" if engine.from_a_stick else address, asked_for
        browser.close()


@contextmanager
def served(engine: Engine) -> Iterator[tuple[str, list[tuple[float, str]]]]:
    """The address of a server of the site, and what is asked of it: when, which path.

    The server keeps connections open, as any real one does, and lets none wait that a browser opens at once.
    """
    (engine.site / BLANK).write_text("<!doctype html><title>Blank</title>", "utf-8")
    asked_for: list[tuple[float, str]] = []

    class Handler(SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def handle(self) -> None:
            with suppress(ConnectionError):  # a browser that is closed leaves connections behind
                super().handle()

        def log_message(self, format: str, *args: object) -> None:
            asked_for.append((time.time(), self.path.lstrip("/").partition("?")[0]))

    server = WideServer((HOST, 0), partial(Handler, directory=str(engine.site)))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://{HOST}:{server.server_port}/", asked_for
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def page_of(browser: Browser, engine: Engine, address: str) -> Iterator[Page]:
    """The page with the search, just loaded, with nothing in the cache."""
    context: BrowserContext = browser.new_context(bypass_csp=True)
    try:
        page = context.new_page()
        page.add_init_script(WATCH)
        page.goto(address + engine.page, wait_until="load")
        yield page
    finally:
        context.close()


def _type(page: Page, engine: Engine, inquiries: Sequence[Inquiry]) -> Iterator[float]:
    """Milliseconds of each letter but the first of a question; one that changes nothing is not counted."""
    for text in typed(inquiries):
        answer = ask(page, engine, text, 1000, letter=len(text) > 1)
        if len(text) > 1 and answer["last"] is not None and text[-1] != " ":
            yield answer["last"]


def typed(inquiries: Sequence[Inquiry]) -> Iterator[str]:
    """What stands in the field after each letter of a few questions; a text of one letter begins anew."""
    return (one.query[:length] for one in inquiries[:TYPED] for length in range(1, len(one.query) + 1))


def _wait_for_silence(page: Page, asked_for: Sequence[tuple[float, str]]) -> None:
    """Until nothing more is asked of the site."""
    before = -1
    while before < len(asked_for):
        before = len(asked_for)
        page.wait_for_timeout(SILENCE)
