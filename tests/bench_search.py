"""What a search costs a reader: bytes, waiting, blocks, memory. Usage: bench_search.py SITE… (folders that were built).

The first answer counts every script of the search, as gzip -6 would send it; a keystroke counts from the letter to the list
on the page. Words are taken from titles of the site itself, so that every site is asked what it can answer.
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

from playwright.sync_api import Browser, Page, sync_playwright

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


def queries(site: Path) -> list[str]:
    """One to three words of titles, the same for the same site."""
    chance = random.Random(1)
    shards = sorted((site / "assets/search/records").glob("*.js"))
    found = []
    for shard in chance.sample(shards, min(QUERIES, len(shards))):
        title = chance.choice(json.loads(shard.read_text("utf-8").split(",", 1)[1].rstrip(")\n")))[2]
        found.append(" ".join(re.findall(r"[^\W\d_]{3,}", title)[: chance.randint(1, 3)]))
    return found


def first_answer(browser: Browser, site: Path, address: str, text: str) -> tuple[float, int, int]:
    """Milliseconds, bytes and files until the first list stands on a page that was opened afresh."""
    page = browser.new_page()
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url.partition("?")[0].removeprefix(address)))
    page.goto(address + "en/search/index.html")
    page.wait_for_load_state("networkidle")
    waited = page.evaluate(ASK, text)
    scripts = [name for name in asked if "assets/search/" in name or "javascripts/search-" in name]
    page.close()
    return waited, sum(len(gzip.compress((site / name).read_bytes(), 6)) for name in scripts), len(scripts)


def keystrokes(page: Page, asked: list[str]) -> list[float]:
    """Milliseconds for every further letter of these queries, from the third on."""
    return [page.evaluate(ASK, text[:end]) for text in asked for end in range(3, len(text) + 1)]


def nearly_worst(times: list[float]) -> float:
    return sorted(times)[min(len(times) - 1, len(times) * 95 // 100)]


def measure(browser: Browser, site: Path, door: str, address: str) -> str:
    asked = queries(site)
    cold = [first_answer(browser, site, address, text) for text in asked[:RUNS]]
    page = browser.new_page()
    page.goto(address + "en/search/index.html")
    page.evaluate(WATCH)
    page.evaluate(ASK, asked[0])
    further, again = keystrokes(page, asked), keystrokes(page, asked)
    blocks = page.evaluate("blocks")
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    heap = session.send("Runtime.getHeapUsage")
    page.close()
    return (
        f"| {door} | {max(c[1] for c in cold) / 1024:.0f} | {max(c[2] for c in cold)} "
        f"| {statistics.median(c[0] for c in cold):.0f} | {nearly_worst(further):.1f} | {nearly_worst(again):.1f} "
        f"| {max(blocks, default=0):.0f} | {(heap['usedSize'] + heap.get('backingStorageSize', 0)) / 2**20:.1f} |"
    )


def main() -> None:
    print(
        "| door | first answer, most KB | files | first answer, median ms | further letter, 95th percentile ms "
        "| the same with everything loaded | longest block over 50 ms | memory MB |\n|---|---:|---:|---:|---:|---:|---:|---:|"
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        for site in map(Path, sys.argv[1:]):
            server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
            threading.Thread(target=server.serve_forever, daemon=True).start()
            print(measure(browser, site, "http", f"http://127.0.0.1:{server.server_port}/"), flush=True)
            print(measure(browser, site, "file", f"{site.resolve().as_uri()}/"), flush=True)
            server.shutdown()
        browser.close()


if __name__ == "__main__":
    main()
