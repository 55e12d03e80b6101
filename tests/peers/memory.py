"""How much memory a page holds that is searched, in a browser that nobody looks into.

In: an engine, questions. Out: rows, in MiB. Invariant: the page asks its questions by itself, because a browser whose network is
watched keeps in the page's process what the page ever loaded; what a blank page holds is taken off. Refuses: to time an
answer, to look at one.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from generator.quality import Inquiry
from generator.speed import Row
from tests.conftest import QUIET_BROWSER
from tests.find_browser import find
from tests.peers.browser import ASK, BLANK, PATIENCE, QUIET, served, typed
from tests.peers.cold import Told
from tests.peers.engines import Engine
from tests.peers.processes import PROC, TooLong, proportional, started, tree

DRIVEN = "driven-page.html"
DONE = "page-is-done"
LONGEST = 300.0
"""Seconds that all questions may take: some hundred, with a pause after each."""
AT_REST = 2.0
"""Seconds in which a browser puts away what it no longer needs."""
POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
SCRIPT = """<script>
addEventListener("load", async () => {
  const ask = %s;
  for (const [how, text, patience] of %s) { await ask([how, %s, %s, text, %s, patience]); }
  gc({type: "major", flavor: "last-resort"});
  new Image().src = %s;
});
</script>
"""
"""Runs in a copy of the page that has no policy, which would forbid it."""

Step = tuple[str, str, float]
"""How a text is asked, the text, and how many milliseconds its first answer may take."""


def measure_memory(engines: Sequence[Engine], inquiries: Sequence[Inquiry], size: int, tell: Told) -> Iterator[Row]:
    """MiB by which a page holds more than a blank one after all questions; no row where they take too long."""
    for engine in engines:
        try:
            held = _held(engine, engine.page, _steps(engine, inquiries)) - _held(engine, BLANK, [])
        except TooLong:
            tell(f"{engine.name}: its memory is not known, the questions take more than {LONGEST:g} s")
            continue
        tell(f"{engine.name}: {held:.1f} MiB")
        yield Row("find_memory", size, engine.name, round(max(0.0, held), 1))


def _steps(engine: Engine, inquiries: Sequence[Inquiry]) -> list[Step]:
    """A question that nobody knows yet, some letter by letter, then all of them."""
    return [
        (engine.ask, inquiries[0].query, 1000 * PATIENCE),
        *((engine.how(len(text) > 1), text, 1000.0) for text in typed(inquiries)),
        *((engine.ask, one.query, 3000.0) for one in inquiries),
    ]


def _held(engine: Engine, page: str, steps: Sequence[Step]) -> float:
    """MiB of the process that shows a page, after these steps; raises TooLong."""
    driven = engine.site / Path(page).with_name(DRIVEN)
    with served(engine) as (address, asked_for), TemporaryDirectory() as profile:
        done = f"{address}{DONE}"
        said = [ASK, *map(json.dumps, (steps, engine.answers, engine.link, QUIET, done))]
        text = POLICY.sub("", (engine.site / page).read_text("utf-8"))
        driven.write_text(text + SCRIPT % tuple(said), "utf-8")
        where = driven.as_uri() if engine.from_a_stick else f"{address}{driven.relative_to(engine.site)}"
        command = [
            str(find()),
            "--headless",
            *QUIET_BROWSER,
            "--window-size=1280,720",
            "--js-flags=--expose-gc",
            f"--user-data-dir={profile}/of",
            where,
        ]
        with started(command, Path(profile), {}) as browser:
            deadline = time.perf_counter() + LONGEST
            while not any(path == DONE for _, path in asked_for):
                if time.perf_counter() > deadline:
                    raise TooLong(engine.name)
                time.sleep(0.2)
            time.sleep(AT_REST)
            return sum(proportional(pid) for pid in tree(browser.pid) if _draws(pid)) / 1024


def _draws(pid: int) -> bool:
    """Whether a process draws pages."""
    try:
        return b"--type=renderer" in (PROC / str(pid) / "cmdline").read_bytes()
    except OSError:
        return False
