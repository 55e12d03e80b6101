"""What a reader's browser sees: every page, over http and from a stick, with the network watched."""

from pathlib import Path
from posixpath import dirname, join, normpath

import pytest
from playwright.sync_api import Browser, Page, expect

from generator.build import build
from tests.accessibility import violations

PROJECT = Path(__file__).parent.parent
GOLDEN = Path(__file__).parent / "golden/content"
pytestmark = pytest.mark.browser

PAGE_TYPES = {
    "home": "en/index.html",
    "home in French": "fr/index.html",
    "index of a kind": "en/threats/index.html",
    "index with untranslated entries": "fr/threats/index.html",
    "threat": "en/threats/vehicle-attack.html",
    "space": "en/spaces/square.html",
    "practice": "en/practices/run-hide-tell.html",
    "technology": "en/technologies/fixed-bollards.html",
    "technology in French": "fr/technologies/fixed-bollards.html",
    "case study": "en/case-studies/protect-brasov.html",
    "reference": "en/references/iso-22343.html",
    "find measures": "en/find/index.html",
    "find measures in French": "fr/find/index.html",
    "problem codes": "en/problems/index.html",
    "problem code": "fr/problems/ag204.html",
    "road map": "en/road-map.html",
    "method in French": "fr/method.html",
    "accessibility statement": "en/accessibility.html",
    "matrix": "en/matrix/index.html",
    "matrix in French": "fr/matrix/index.html",
    "cell": "en/matrix/vehicle-attack--christmas-market.html",
    "architecture": "fr/architecture.html",
    "choice of language": "index.html",
}
LEFT_THE_PAGE = "net::ERR_ABORTED"
TOO_WIDE = "document.documentElement.scrollWidth > innerWidth"
STORAGE = """async () => ({
    local: localStorage.length, session: sessionStorage.length, cookies: document.cookie,
    databases: (await indexedDB.databases()).length
})"""


def html_pages(site: Path) -> list[str]:
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))


NO_PAGE = "assets/javascripts/search-box.js"
"""A file of the site that is shown as text: it has the origin of the pages and no policy, so it can hold them in frames."""
ICON = "favicon.ico"
"""A browser looks for this beside a file that is no page; the pages name their own icon."""
TOGETHER = 12
FROM_A_STICK = 3
"""One page in so many is opened from a stick, and one of each type: what differs there is what scripts do."""
OPEN = """addresses => Promise.all(addresses.map(address => new Promise(done => {
    const frame = document.createElement('iframe');
    frame.width = 1280;
    frame.height = 720;
    frame.onload = done;
    frame.src = address;
    document.body.append(frame);
}))).then(() => {})"""
CLOSE = "document.querySelectorAll('iframe').forEach(frame => frame.remove())"


@pytest.mark.parametrize("half", [0, 1])
def test_no_page_asks_another_host_complains_or_stores(browser: Browser, address: str, site: Path, half: int) -> None:
    """On every page of a server, on many of a stick: no message, no violated policy, no failed or foreign request, nothing kept.

    A dozen pages at a time are opened in frames of one window, which takes a third of the time of a window for each.
    """
    context = browser.new_context()
    page = context.new_page()
    page.goto(address + NO_PAGE)
    trouble: list[str] = []
    page.on(
        "console",
        lambda message: (
            None
            if message.location["url"] == address + ICON
            else trouble.append(f"{message.location['url']}: {message.type} {message.text}")
        ),
    )
    page.on("pageerror", lambda error: trouble.append(f"{error.message} {error.stack}"))
    page.on(
        "requestfailed",
        lambda request: (
            None if request.failure == LEFT_THE_PAGE else trouble.append(f"{request.url} {request.failure}")
        ),
    )
    page.on(
        "request",
        lambda request: None if request.url.startswith((address, "data:")) else trouble.append(f"asked {request.url}"),
    )
    pages = html_pages(site)
    if address.startswith("file:"):
        pages = sorted({*pages[::FROM_A_STICK], *PAGE_TYPES.values()})
    pages = pages[half::2]
    visited = 0
    for start in range(0, len(pages), TOGETHER):
        wanted = {address + path for path in pages[start : start + TOGETHER]}
        page.evaluate(OPEN, sorted(wanted))
        shown = {frame.url for frame in page.frames[1:]}
        assert wanted - shown <= {address + PAGE_TYPES["choice of language"]}
        assert trouble == [], f"on one of {sorted(wanted)}"
        page.evaluate(CLOSE)
        visited += len(shown)

    kept = page.evaluate(STORAGE)
    context.close()

    assert trouble == []
    assert kept == {"local": 0, "session": 0, "cookies": "", "databases": 0}
    assert visited == len(pages) > 100


@pytest.mark.parametrize("path", PAGE_TYPES.values(), ids=list(PAGE_TYPES))
@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_type_is_accessible(window: Page, http_address: str, path: str, width: int) -> None:
    """axe finds nothing, in light and dark, on a telephone and on a desk; colours follow the reader by style alone."""
    window.set_viewport_size({"width": width, "height": 800})
    window.goto(http_address + path)
    found = {"light": violations(window)}
    wide = [window.evaluate(TOO_WIDE)]
    window.emulate_media(color_scheme="dark")
    found["dark"] = violations(window)
    wide.append(window.evaluate(TOO_WIDE))

    assert found == {"light": [], "dark": []}
    assert wide == [False, False]


@pytest.mark.parametrize("path", PAGE_TYPES.values(), ids=list(PAGE_TYPES))
def test_every_page_says_its_language_and_offers_the_other(window: Page, address: str, path: str) -> None:
    """`lang` is right, and one click leads to the other language, on a page that exists."""
    if path == "index.html":
        return
    window.goto(address + path)
    language = path[:2]
    other = {"en": "fr", "fr": "en"}[language]

    expect(window.locator("html")).to_have_attribute("lang", language)
    window.locator(f".agora-languages a[hreflang={other}]").click()

    expect(window.locator("html")).to_have_attribute("lang", other)
    assert f"/{other}/" in window.url


@pytest.mark.parametrize(("locale", "language"), [("fr-BE", "fr"), ("en-GB", "en"), ("lt-LT", "")])
def test_the_root_page_chooses_a_language(browser: Browser, address: str, locale: str, language: str) -> None:
    """Readers land in their language; those with another one choose between the links."""
    context = browser.new_context(locale=locale)
    page = context.new_page()
    page.goto(address + "index.html")
    if language:
        page.wait_for_url(f"**/{language}/index.html")
    else:
        assert page.locator("a[hreflang]").count() == 2
    context.close()


def test_a_page_reads_well_without_scripts(browser: Browser, address: str) -> None:
    """Text, facts, sources and the menu work with JavaScript switched off."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 320, "height": 700})
    page = context.new_page()
    page.goto(address + PAGE_TYPES["technology"])

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text("Reduces harm or crime")).to_be_visible()
    page.locator("label.md-header__button[for=__drawer]").click()
    page.wait_for_timeout(400)
    page.locator(".md-nav--primary").get_by_text("Threats").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Threats")
    context.close()


def test_the_first_stop_of_the_keyboard_is_the_content(browser: Browser, address: str) -> None:
    """Tab and Enter lead past the menus."""
    page = browser.new_page()
    page.goto(address + PAGE_TYPES["threat"])
    page.keyboard.press("Tab")

    target = page.evaluate("document.activeElement.getAttribute('href')")

    assert target.startswith("#")
    assert page.locator(target).count() == 1
    page.close()


def test_a_citation_leads_to_its_source_and_back(browser: Browser, address: str) -> None:
    """A number in the text opens the source, and the arrow returns to the same place."""
    page = browser.new_page()
    page.goto(address + PAGE_TYPES["threat"])
    citation = page.locator("sup.citation a").first
    source = citation.get_attribute("href")
    anchor = citation.get_attribute("id")
    citation.click()

    assert page.url.endswith(str(source))
    page.locator(f"{source} a.agora-back").first.click()
    assert page.url.endswith(f"#{anchor}")
    page.close()


PARSE = """texts => texts.map(text => {
    const page = new DOMParser().parseFromString(text, 'text/html');
    const of = (selector, name) => [...page.querySelectorAll(selector)].map(node => node.getAttribute(name));
    return {anchors: of('[id]', 'id'), links: of('a[href]', 'href'), loads: [...of('[src]', 'src'), ...of('link[href]', 'href')],
        policies: of("head > meta[http-equiv='Content-Security-Policy']", 'content')};
})"""


Parsed = dict[str, dict[str, list[str]]]


@pytest.fixture(scope="session")
def parsed(site: Path, browser: Browser) -> Parsed:
    """What a browser reads from each page without running it: anchors, links, what it loads, policies."""
    page = browser.new_page()
    paths = html_pages(site)
    found: list[dict[str, list[str]]] = []
    for start in range(0, len(paths), 50):
        found += page.evaluate(PARSE, [(site / path).read_text("utf-8") for path in paths[start : start + 50]])
    page.close()
    return dict(zip(paths, found, strict=True))


def test_every_page_has_one_policy(parsed: Parsed) -> None:
    """A browser is told once, in the head of each page, what it may load."""
    policies = {path: found["policies"] for path, found in parsed.items()}

    assert [path for path, found in policies.items() if len(found) != 1 or not found[0]] == []


def test_no_page_carries_a_script_in_itself(site: Path) -> None:
    """Every script is a file of ours, so that the policy names no exception; the theme's own script is not shipped."""
    for path in site.rglob("*.html"):
        html = path.read_text("utf-8")
        assert "'sha256-" not in html, path
        assert "bundle." not in html, path
    assert not list(site.glob("assets/javascripts/bundle.*"))


def test_everything_that_a_page_loads_is_in_the_site(site: Path, parsed: Parsed) -> None:
    """Scripts, styles, pictures and icons are files beside the pages."""
    named = {(site / path).parent / name.partition("?")[0] for path, found in parsed.items() for name in found["loads"]}

    assert [name for name in named if not name.is_file() or not name.resolve().is_relative_to(site.resolve())] == []
    assert len(named) > 10


def test_all_links_between_pages_lead_somewhere(site: Path, parsed: Parsed) -> None:
    """Every relative link of every page, with its anchor, exists in the site."""
    anchors = {path: set(found["anchors"]) for path, found in parsed.items()}
    links = [
        (path, href)
        for path, found in parsed.items()
        for href in found["links"]
        if "://" not in href and not href.startswith("mailto:")
    ]
    assert [(path, href) for path, href in links if href.startswith("/")] == []
    broken = []
    for path, href in links:
        target, _, anchor = href.partition("#")
        name = normpath(join(dirname(path), target)) if target else path
        if name not in anchors and (site / name).is_file() and not anchor:
            continue
        if name not in anchors or (anchor and anchor not in anchors[name]):
            broken.append((path, href))

    assert broken == []
    assert len(links) > 1000


@pytest.fixture(scope="session")
def golden_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The golden wiki, which has former addresses and a withdrawn entry, in the real frame."""
    out = tmp_path_factory.mktemp("golden") / "site"
    built = build(PROJECT, GOLDEN, out, None, lambda stage: None)
    assert built.pages, built.checked.problems
    return out


@pytest.mark.parametrize(
    ("former", "title"),
    [("en/threats/car-attack.html", "Vehicle attack"), ("fr/threats/car-attack.html", "Attaque au véhicule-bélier")],
)
def test_a_former_address_leads_to_the_entry(browser: Browser, golden_site: Path, former: str, title: str) -> None:
    """Old links keep working, from a stick too and without scripts."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{golden_site.as_uri()}/{former}")
    page.wait_for_url("**/vehicle-attack.html")

    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    context.close()


def test_a_withdrawn_entry_leaves_a_tombstone(browser: Browser, golden_site: Path) -> None:
    """Its page says why it is gone and what replaces it; no list and no relation leads to it."""
    page = browser.new_page()
    page.goto(f"{golden_site.as_uri()}/en/practices/watch-towers.html")

    expect(page.get_by_text("This entry was withdrawn.")).to_be_visible()
    page.get_by_role("link", name="It was replaced by Open lines of sight.").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Open lines of sight")
    pointing = [p for p in golden_site.rglob("*.html") if 'watch-towers.html"' in p.read_text("utf-8")]
    assert {p.name for p in pointing} == {"raised-posts.html"}
    page.close()
