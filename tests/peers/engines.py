"""The searches that are measured: on which page each is, and how a reader asks it.

In: built sites. Out: `Engine`s. Invariant: each is asked as its page is made to be asked, with the whole query at once and
without a pause that the page makes on purpose. Refuses: to measure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from generator.speed import OURS
from tests.peers.cold import Bench
from tests.peers.forms import Entries
from tests.peers.processes import seconds
from tests.peers.tools import Tool

FROM_A_STICK = "agorapedia_file"
PAGEFIND_PAGE = """\
<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Search</title></head>
<body>
<input type="search" aria-label="Search">
<ol></ol>
<script type="module">
const loaded = import("./pagefind/pagefind.js");
const list = document.querySelector("ol");
let now = 0;
document.querySelector("input").addEventListener("input", async event => {
  const asked = ++now;
  const answer = await (await loaded).search(event.target.value);
  const found = await Promise.all(answer.results.slice(0, 10).map(result => result.data()));
  if (asked !== now) { return; }
  list.replaceChildren(...found.map(one => {
    const item = document.createElement("li"), link = document.createElement("a"), text = document.createElement("p");
    link.href = one.url;
    link.textContent = one.meta.title;
    text.innerHTML = one.excerpt;
    item.append(link, text);
    return item;
  }));
});
</script>
</body>
</html>
"""
"""A page that does with Pagefind what its documentation shows, and no more."""


@dataclass(frozen=True)
class Engine:
    """A search on a page of a site."""

    name: str
    site: Path
    page: str
    ask: str
    """A function of JavaScript that asks for a text."""
    answers: str
    """Where the results appear."""
    link: str
    """The link of a result within."""
    own: re.Pattern[str]
    """Addresses of what the page loads for the search alone."""
    from_a_stick: bool = False
    letter: str = ""
    """A function of JavaScript that types one more letter, where that is not the same."""

    def how(self, letter: bool) -> str:
        """The function that asks for a text, or types its last letter."""
        return (letter and self.letter) or self.ask


OURS_ASK = """text => {
  document.getElementById("agora-query").value = text;
  document.querySelector(".agora-search-form").requestSubmit();
}"""
OURS_LETTER = """text => {
  const field = document.getElementById("agora-query");
  field.value = text;
  field.dispatchEvent(new Event("input", {bubbles: true}));
}"""
LUNR_ASK = """text => {
  const toggle = document.querySelector("[data-md-toggle=search]");
  if (!toggle.checked) { toggle.click(); }
  const field = document.querySelector("[data-md-component=search-query]");
  field.value = text;
  field.dispatchEvent(new KeyboardEvent("keyup", {bubbles: true}));
}"""
PAGEFIND_ASK = """text => {
  const field = document.querySelector("input");
  field.value = text;
  field.dispatchEvent(new Event("input"));
}"""


def engines(tools: Sequence[Tool], entries: Entries, work: Path, limit: float) -> list[Engine]:
    """Every search whose site can be built here, ours first."""
    sites: dict[str, Path] = {}
    benches: dict[str, Bench] = {}
    for tool in tools:
        bench = benches[tool.after] if tool.after else Bench(tool, entries, work)
        benches[tool.name] = bench
        if tool.name != "zensical":
            bench.run(tool.build, limit, seconds, cold=not tool.after)
            sites[tool.name] = bench.folder / ("public" if tool.name.startswith("hugo") else "site")
    found = []
    if OURS in sites:
        ours = (sites[OURS], "en/search/index.html", OURS_ASK, ".agora-results", ".agora-result a")
        own = re.compile(r"assets/search/|/search-|/filter-rule")
        found += [
            Engine(name, *ours, own, from_a_stick=name == FROM_A_STICK, letter=OURS_LETTER)
            for name in (OURS, FROM_A_STICK)
        ]
    if "mkdocs" in sites:
        own = re.compile(r"search/search_index|workers/search|/lunr/")
        link = ".md-search-result__item > a"
        found.append(Engine("lunr", sites["mkdocs"], "index.html", LUNR_ASK, ".md-search-result__list", link, own))
    if "hugo_pagefind" in sites:
        (sites["hugo_pagefind"] / "search.html").write_text(PAGEFIND_PAGE, "utf-8")
        own = re.compile(r"pagefind/")
        found.append(Engine("pagefind", sites["hugo_pagefind"], "search.html", PAGEFIND_ASK, "ol", "li > a", own))
    return found
