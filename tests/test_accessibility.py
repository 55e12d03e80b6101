"""The eyes of the other tests: axe sees what is broken, made faster or not."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.accessibility import OPTIONS, violations

pytestmark = pytest.mark.browser

BROKEN = """<!doctype html><html lang="en"><head><title>Broken</title><style>
    body { background: hsl(210deg 20%% 98%%); color: #222; } .half { background: rgb(0 0 0 / 50%%); }
    button { width: 12px; height: 12px; padding: 0; border: 0; margin: 0; }
</style></head><body><main><h1>Broken</h1>
<p>It is <span id="pale" style="color: #aaa">pale</span>, <span style="color: rgb(34 34 34)">dark</span>,
<span class="half">on grey <span id="grey" style="color: oklch(0.5 0.1 200)">and coloured</span></span>,
<span style="opacity: 0.4" id="faint">faint</span> and <a href="#x" id="alike" style="color: #444; text-decoration: none">a link</a>.</p>
<p><button id="small">a</button><button id="beside">b</button></p><img src="data:," id="silent">
%s</main></body></html>"""
ROWS = "".join(f"<p>Row {at} <span style='color: hsl({at} 60% {at}%)'>in colour</span></p>" for at in range(100))


def test_the_faster_axe_finds_the_same(browser: Browser) -> None:
    """On a broken page both find the same rules broken in the same places, and these are the ones that were put there."""
    page = browser.new_page()
    page.set_content(BROKEN % ROWS)
    faster = violations(page)
    page.set_content(BROKEN % ROWS)
    page.evaluate("delete window.axe")
    plain = Axe().run(page, options=OPTIONS).response["violations"]
    page.close()
    places = {rule: {target for [target] in found} for rule, found in faster}

    assert faster == [(one["id"], [node["target"] for node in one["nodes"]]) for one in plain]
    assert {"#pale", "#grey", "#faint"} <= places["color-contrast"]
    assert len(places["color-contrast"]) > 20
    assert places["target-size"] == {"#small", "#beside"}
    assert places["link-in-text-block"] == {"#alike"}
    assert places["image-alt"] == {"#silent"}
