"""The theme's stylesheet is shorter than the theme ships it, and no page looks different for it."""

from pathlib import Path

import material
import pytest
from playwright.sync_api import Browser, Page, Route

from generator.stylesheet import without_undrawn, words_of

SHIPPED = next((Path(material.__file__).parent / "templates/assets/stylesheets").glob("main.*.css"))
LOOKED_AT = (
    "en/index.html",
    "en/references/iso-22343.html",
    "en/practices/index.html",
    "fr/matrix/index.html",
    "en/find/index.html",
    "fr/dossier/index.html",
)
TRIES = 3
"""A browser that has much to do draws some edge now and then in another way."""
CASES = {
    "a class that is there": (".a{x:1}", {"a"}, ".a{x:1}"),
    "a class that is not": (".a{x:1}.b{x:2}", {"b"}, ".b{x:2}"),
    "one of two selectors": (".a p,.b p{x:1}", {"b"}, ".b p{x:1}"),
    "what is in brackets does not count": ("p:not(.a,.b){x:1}[class*='.a']{x:2}", set(), "p:not(.a,.b){x:1}[class*='.a']{x:2}"),
    "an element without a class": ("p>a:hover::before{x:1}", set(), "p>a:hover::before{x:1}"),
    "a group that is left empty": ("@media print{.a{x:1}}p{x:2}", set(), "p{x:2}"),
    "a group in a group": ("@supports (x:1){@media (x){.a{x:1}p{x:2}}}", set(), "@supports (x:1){@media (x){p{x:2}}}"),
    "what is no rule": ("@charset \"utf-8\";@keyframes a{0%{x:1}}@font-face{x:url(a;b)}", set(),
                        "@charset \"utf-8\";@keyframes a{0%{x:1}}@font-face{x:url(a;b)}"),
    "braces and commas in strings": (":root{--a:url('data:,{},}');--b:\"}\"}.a{x:1}", set(), ":root{--a:url('data:,{},}');--b:\"}\"}"),
    "remarks and room between rules": ("/* .a */ @media print {\n.a{x:1} p{x:2} }\n/* b */", set(), "@media print{p{x:2}}\n/* b */"),
    "a name that is written with signs of escape": (".a\\:b{x:1}", set(), ".a\\:b{x:1}"),
}  # fmt: skip


@pytest.mark.parametrize(("stylesheet", "words", "left"), CASES.values(), ids=list(CASES))
def test_only_what_asks_for_an_absent_class_goes(stylesheet: str, words: set[str], left: str) -> None:
    """Everything else stays as it was written."""
    assert without_undrawn(stylesheet, words) == left


def test_a_stylesheet_stays_whole_where_every_part_is_drawn() -> None:
    """The real one, byte for byte."""
    shipped = SHIPPED.read_text("utf-8")

    assert without_undrawn(shipped, words_of([shipped])) == shipped


def test_the_site_carries_half_of_it(site: Path) -> None:
    """A browser reads it for every page, and old computers are slow at that."""
    assert (site / "assets/stylesheets" / SHIPPED.name).stat().st_size < SHIPPED.stat().st_size / 2


@pytest.mark.browser
@pytest.mark.parametrize(
    ("width", "scheme", "medium"), [(320, "dark", "screen"), (1280, "light", "screen"), (800, "light", "print")]
)
def test_no_page_looks_different_for_it(
    browser: Browser, http_address: str, width: int, scheme: str, medium: str
) -> None:
    """Pages of six types, whole, with closed parts opened: the same pixels with all rules of the theme."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page.emulate_media(media=medium, reduced_motion="reduce")
    for path in LOOKED_AT:
        assert _looks_the_same(page, http_address + path), path
    page.close()


def _looks_the_same(page: Page, address: str) -> bool:
    """Whether a picture with the shorter stylesheet is one with the whole; both are taken again before the answer is no."""
    shorter, whole = set(), set()
    for _ in range(TRIES):
        shorter.add(_picture(page, address))
        page.route("**/main.*.css", _shipped)
        whole.add(_picture(page, address))
        page.unroute("**/main.*.css")
        if shorter & whole:
            return True
    return False


def _picture(page: Page, address: str) -> bytes:
    page.goto(address, wait_until="load")
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true; })")
    page.evaluate("document.activeElement.blur()")
    page.evaluate("new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    return page.screenshot(full_page=True, animations="disabled", caret="hide")


def _shipped(route: Route) -> None:
    route.fulfill(path=SHIPPED, content_type="text/css")
