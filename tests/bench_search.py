"""What a search costs a reader: bytes, waiting, work, blocks, memory. Usage: bench_search.py SITE… (folders that were built).

The first answer counts every script of the search, as gzip -6 would send it; a keystroke counts from the letter to the list
on the page. Words are taken from titles of the site itself, so that every site is asked what it can answer. Work is the time
for which the thread that draws the page was busy, without what other programs took.
"""

import gzip
import json
import random
import re
import shutil
import statistics
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

RUNS = 5
QUERIES = 12
WATCH = """() => {
    window.blocks = [];
    new PerformanceObserver(list => list.getEntries().forEach(e => blocks.push(e.duration))).observe({type: "longtask"});
}"""
ASK = """text => new Promise(done => {
    const form = document.querySelector(".agora-search-form"), said = form.querySelector("output");
    const list = document.querySelector(".agora-results"), help = document.querySelector(".agora-search-help");
    const started = performance.now();
    const watch = new MutationObserver(() => {
        if (said.textContent && (list.children.length || !help.hidden)) {
            watch.disconnect();
            done(performance.now() - started);
        }
    });
    [said, list, help].forEach(e => watch.observe(e, {childList: true, characterData: true, subtree: true, attributes: true}));
    document.getElementById("agora-query").value = text;
    form.dispatchEvent(new Event("submit", {cancelable: true}));
})"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def queries(site: Path) -> dict[str, list[str]]:
    """Kind of question → questions of words of titles, the same for the same site."""
    chance = random.Random(1)
    shards = sorted((site / "assets/search/records").glob("*.js"))
    titles = []
    for shard in chance.sample(shards, min(QUERIES, len(shards))):
        title = chance.choice(json.loads(json.loads(shard.read_text("utf-8").split(",", 1)[1].rstrip(")\n"))))[2]
        titles.append(re.findall(r"[^\W\d_]{4,}", title))
    titles = [words for words in titles if words]
    longest = [max(words, key=len) for words in titles]
    return {
        "one word": [chance.choice(words) for words in titles],
        "three words": [" ".join(words[:3]) for words in titles],
        "beginning": [word[: max(3, 2 * len(word) // 3)] for word in longest],
        "slip": [f"{word[: len(word) // 2]}{word[len(word) // 2 + 1 :]}" for word in longest],
        "first letter, and two more words": [
            " ".join([f"x{word[1:]}", *words[:2]]) for word, words in zip(longest, titles, strict=True)
        ],
    }


def work_of(session: CDPSession) -> float:
    """Milliseconds that the main thread of a page has been busy."""
    metrics = {row["name"]: row["value"] for row in session.send("Performance.getMetrics")["metrics"]}
    return float(1000 * metrics["TaskDuration"])


def opened(browser: Browser, address: str, asked: set[str]) -> tuple[Page, CDPSession]:
    """The page of the search with everything that it loads before it is asked."""
    page = browser.new_page()
    page.on("request", lambda request: asked.add(request.url.partition("?")[0].removeprefix(address)))
    page.goto(address + "en/search/index.html")
    page.wait_for_load_state("networkidle")
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.evaluate(WATCH)
    return page, session


def first_answer(browser: Browser, site: Path, address: str, text: str) -> tuple[float, float, float, int, int]:
    """Milliseconds, work, longest block, bytes and files until the first list stands on a page that was opened afresh."""
    asked: set[str] = set()
    page, session = opened(browser, address, asked)
    before = work_of(session)
    waited = page.evaluate(ASK, text)
    work, block = work_of(session) - before, max(page.evaluate("blocks"), default=0)
    scripts = [name for name in asked if "assets/search/" in name or "javascripts/search-" in name]
    page.close()
    return waited, work, block, sum(len(gzip.compress((site / name).read_bytes(), 6)) for name in scripts), len(scripts)


def keystrokes(page: Page, session: CDPSession, asked: list[str]) -> tuple[list[float], list[float]]:
    """Milliseconds and work for every further letter of these queries, from the third on."""
    waits, works = [], []
    for text in asked:
        for end in range(3, len(text) + 1):
            before = work_of(session)
            waits.append(page.evaluate(ASK, text[:end]))
            works.append(work_of(session) - before)
    return waits, works


def nearly_worst(times: list[float]) -> float:
    return sorted(times)[min(len(times) - 1, len(times) * 95 // 100)]


def measure(browser: Browser, site: Path, door: str, address: str) -> None:
    kinds = queries(site)
    for kind, asked in kinds.items():
        cold = [first_answer(browser, site, address, text) for text in asked[:RUNS]]
        middle = [statistics.median(row[column] for row in cold) for column in (0, 1)]
        most = [max(row[column] for row in cold) for column in (2, 3, 4)]
        print(
            f"| {door} | first answer, {kind} | {middle[0]:.0f} | {middle[1]:.0f} | {most[0]:.0f} | {most[1] / 1024:.0f} "
            f"| {most[2]} | |",
            flush=True,
        )
    page, session = opened(browser, address, set())
    for name in ("further letter", "the same with everything loaded"):
        waits, works = keystrokes(page, session, kinds["three words"])
        block = max(page.evaluate("blocks.splice(0)"), default=0)
        session.send("HeapProfiler.collectGarbage")
        heap = session.send("Runtime.getHeapUsage")
        memory = (heap["usedSize"] + heap.get("backingStorageSize", 0)) / 2**20
        print(
            f"| {door} | {name} | {nearly_worst(waits):.1f} | {nearly_worst(works):.1f} | {block:.0f} | | | {memory:.1f} |",
            flush=True,
        )
    page.close()


def main() -> None:
    print(
        "| door | what | ms | work ms | longest block over 50 ms | most KB | most files | memory MB |\n"
        "|---|---|---:|---:|---:|---:|---:|---:|"
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        for site in map(Path, sys.argv[1:]):
            server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
            threading.Thread(target=server.serve_forever, daemon=True).start()
            measure(browser, site, "http", f"http://127.0.0.1:{server.server_port}/")
            measure(browser, site, "file", f"{site.resolve().as_uri()}/")
            server.shutdown()
        browser.close()


if __name__ == "__main__":
    main()
