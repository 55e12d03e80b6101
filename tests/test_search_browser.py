"""The search in a reader's browser: from a server and from a stick, by keyboard, with every request counted."""

import gzip
import json
import random
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import takewhile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from generator.answer import Question
from generator.catalogue import Catalogue
from generator.check import check
from generator.index import search_texts
from generator.kept import Material
from generator.load import load_sources
from generator.search import Index, opened
from generator.shards import search_scripts
from generator.tally import tally
from tests.accessibility import violations

PROJECT = Path(__file__).parent.parent
QUESTIONS = json.loads((Path(__file__).parent / "cases/questions.json").read_text("utf-8"))
ENTRY = "en/technologies/fixed-bollards.html"
SEARCH = "en/search/index.html"
KILOBYTE = 1024
ANSWER = """text => new Promise(done => Agora.searchOpen(() => Agora.search.find(text, false, found =>
    Agora.search.records(found.numbers.slice(0, 10), records =>
        done(records.map(record => record.address.slice(Agora.searchBase.length)))))))"""
pytestmark = pytest.mark.browser


@dataclass
class Watched:
    """A page, everything that it asked for, and everything that it complained about."""

    page: Page
    asked: list[str] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)

    def size(self, site: Path, address: str) -> int:
        """Bytes of what was asked, each file once, as a server that compresses would send them."""
        names = {url.removeprefix(address).partition("?")[0] for url in self.asked if url.startswith(address)}
        return sum(len(gzip.compress((site / name).read_bytes(), 9)) for name in names)

    def scripts_of_search(self) -> list[str]:
        return [url for url in self.asked if "/assets/search/" in url or "/search-" in url]

    def for_the_first_answer(self) -> list[str]:
        """Scripts that were asked for before any that further letters may need."""
        return list(takewhile(lambda url: "/assets/search/ahead/" not in url, self.scripts_of_search()))


@pytest.fixture
def watched(browser: Browser, address: str) -> Iterator[Watched]:
    """Leaves only when nothing was complained about and no other host was asked."""
    page = browser.new_page()
    seen = Watched(page)
    page.on("request", lambda request: seen.asked.append(request.url))
    page.on("console", lambda message: seen.trouble.append(message.text))
    page.on("pageerror", lambda error: seen.trouble.append(str(error)))
    yield seen
    page.close()
    assert seen.trouble == []
    assert [url for url in seen.asked if not url.startswith((address, "data:"))] == []


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """What the command line asks, made once and opened once."""
    wiki = check(load_sources(PROJECT)).wiki
    assert wiki is not None
    texts, folder = tuple(search_texts(wiki)), tmp_path_factory.mktemp("doors") / "index"
    with opened(folder, wiki.rulebook, lambda: Material(texts)) as one:
        yield one


@pytest.fixture(scope="session")
def of_the_command(index: Index) -> list[list[str]]:
    """Pages that the command line gives for the committed questions, best first."""
    asked = [Question(question["query"], language=question["lang"], limit=3) for question in QUESTIONS]
    return [[hit.record.url for hit in index.find(one).hits] for one in asked]


def test_both_doors_agree(watched: Watched, address: str, of_the_command: list[list[str]]) -> None:
    """For every committed question the browser and the command line have the same first result and the same best three."""
    for language in ("en", "fr"):
        watched.page.goto(f"{address}{language}/index.html")
        for question, here in zip(QUESTIONS, of_the_command, strict=True):
            if question["lang"] == language:
                there = watched.page.evaluate(ANSWER, question["query"])
                assert there[:1] == here[:1], question
                assert set(there[:3]) == set(here), question


def test_nothing_is_loaded_before_search_is_opened(watched: Watched, address: str, site: Path) -> None:
    """An entry costs one small script for the search, and weighs at most 90 KB with everything."""
    watched.page.goto(address + ENTRY)
    watched.page.wait_for_load_state("networkidle")

    assert [url.rpartition("/")[2] for url in watched.scripts_of_search()] == ["search-box.js"]
    script = site / "assets/javascripts/search-box.js"
    assert len(gzip.compress(script.read_bytes(), 9)) < 4 * KILOBYTE
    assert watched.size(site, address) <= 90 * KILOBYTE


def test_a_first_query_is_light(watched: Watched, address: str, site: Path) -> None:
    """Opening the search and asking three words loads a few small scripts, each once; asking again loads none."""
    watched.page.goto(address + ENTRY)
    watched.page.wait_for_load_state("networkidle")
    watched.asked.clear()
    first = watched.page.evaluate(ANSWER, "vehicle barriers market")

    assert watched.page.evaluate(ANSWER, "market vehicle") is not None
    assert watched.page.evaluate(ANSWER, "vehicle barriers market") == first
    assert len(set(watched.asked)) == len(watched.asked)
    assert "en/practices/vehicle-access-planning.html" in first
    watched.asked = watched.for_the_first_answer()
    assert watched.size(site, address) <= 60 * KILOBYTE
    assert not any("names.js" in url or "facets.js" in url or "/fr/" in url for url in watched.asked)


def test_further_letters_ask_for_little(watched: Watched, address: str, site: Path) -> None:
    """After the first answer all words and records come in few scripts; from then on only postings are asked for."""
    page = watched.page
    page.goto(address + SEARCH)
    page.fill("#agora-query", "bollards")
    expect(page.locator(".agora-results li").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    ahead = [url for url in watched.asked if "/ahead/" in url]
    assert {url.rpartition("/")[2].partition("?")[0] for url in ahead} == {
        path.name for path in (site / "assets/search/ahead").iterdir()
    }
    assert len(ahead) * 20 < len([*(site / "assets/search").glob("*/*.js")])
    watched.asked.clear()
    for text in ("bar", "barrier", "vehicle barr", "survelliance", "knife in a sta"):
        page.fill("#agora-query", text)
        page.locator(".agora-search-form button").click()
        expect(page.locator("output")).to_contain_text("results")
        page.wait_for_load_state("networkidle")
    assert watched.scripts_of_search()
    assert {url.rsplit("/", 2)[1] for url in watched.scripts_of_search()} == {"stems"}


def test_postings_of_the_next_letter_come_while_the_answer_is_read(watched: Watched, address: str) -> None:
    """A letter brings at most 16 scripts of postings for the next one, which then asks for none; a whole question brings none."""
    page = watched.page
    page.goto(address + SEARCH)
    with page.expect_request_finished(lambda request: "/search-next.js" in request.url):
        page.fill("#agora-query", "bollards")
    page.wait_for_timeout(300)
    watched.asked.clear()
    page.locator(".agora-search-form button").click()
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(300)
    assert watched.scripts_of_search() == []
    page.fill("#agora-query", "surv")
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(300)
    assert 0 < len(watched.scripts_of_search()) <= 3 + 16
    watched.asked.clear()
    page.evaluate("Agora.search.foresee = () => {}")
    for text in ("surve", "surv", "survi"):  # none of them a word
        page.fill("#agora-query", text)
        expect(page.locator("output")).to_contain_text(f"“{text}”")
    page.wait_for_load_state("networkidle")
    assert watched.scripts_of_search() == []


def test_the_first_results_do_not_wait_for_the_others(watched: Watched, address: str) -> None:
    """The first five are shown with all counts while the records of the next five are still under way."""
    page = watched.page
    page.goto(address + SEARCH)
    page.wait_for_load_state("networkidle")
    page.evaluate(
        """() => {
            const records = Agora.search.records;
            window.held = [];
            Agora.search.records = (numbers, then) => held.push(() => records(numbers, then)) === 1 && held[0]();
        }"""
    )
    page.fill("#agora-query", "barriers in the street")
    expect(page.locator(".agora-results li")).to_have_count(5)
    expect(page.locator(".agora-more")).to_be_hidden()
    expect(page.locator("select[name=kind] option[value=technology]")).to_have_text(re.compile(r"\([1-9]\d*\)$"))
    page.evaluate("() => held[1]()")
    expect(page.locator(".agora-results li")).to_have_count(10)
    expect(page.locator(".agora-more")).to_be_visible()


def test_whoever_saves_data_is_sent_nothing_ahead(browser: Browser, http_address: str) -> None:
    """A browser that was told to save data loads what a question needs, and no more."""
    page = browser.new_page()
    page.add_init_script("Object.defineProperty(navigator, 'connection', {value: {saveData: true}})")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(http_address + SEARCH)
    page.fill("#agora-query", "bollards")
    expect(page.locator(".agora-results li").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    before = len(asked)
    page.fill("#agora-query", "bollard")
    expect(page.locator("output")).to_contain_text("results")
    page.wait_for_timeout(500)
    page.close()
    assert any("/records/" in url for url in asked)
    assert not any("/ahead/" in url or "search-next" in url for url in asked)
    assert len(asked) - before <= 3


def test_the_keyboard_is_enough(watched: Watched, address: str) -> None:
    """Slash opens, words give results, arrows choose, Escape closes and returns, Enter leads to the entry."""
    page = watched.page
    page.goto(address + ENTRY)
    page.keyboard.press("/")
    box = page.get_by_role("combobox")
    expect(box).to_be_focused()
    expect(box).to_have_attribute("aria-expanded", "false")
    page.keyboard.type("fixed bollards")
    options = page.get_by_role("option")
    expect(options.first).to_contain_text("Fixed bollards")
    expect(options.first.locator("mark").first).to_have_text("Fixed")
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("status")).to_contain_text("results")

    page.keyboard.press("ArrowDown")
    expect(options.nth(0)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == options.nth(1).get_attribute("id")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert box.get_attribute("aria-activedescendant") is None

    page.keyboard.press("Escape")
    expect(page.locator(".agora-search-link")).to_be_focused()
    expect(page.locator(".agora-search-panel")).to_be_hidden()
    page.keyboard.press("Control+k")
    expect(box).to_be_focused()
    page.keyboard.type("vehicle attack")
    expect(options.first).to_contain_text("Vehicle attack")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Vehicle attack")


def test_enter_without_a_choice_leads_to_the_search_page(watched: Watched, address: str) -> None:
    """Enter in the box takes the words along to the page with filters; slash there goes to its own field."""
    page = watched.page
    page.goto(address + "fr/index.html")
    page.locator(".agora-search-link").click()
    page.keyboard.type("bornes")
    expect(page.get_by_role("option").first).to_contain_text("Bornes fixes")
    page.keyboard.press("Enter")
    page.wait_for_url("**/fr/search/index.html*")

    expect(page.locator("#agora-query")).to_have_value("bornes")
    expect(page.locator(".agora-results li").first).to_contain_text("Bornes fixes")
    page.locator("h1").click()
    page.keyboard.press("/")
    expect(page.locator("#agora-query")).to_be_focused()


def test_a_slash_in_a_field_is_a_slash(watched: Watched, address: str) -> None:
    """Whoever types is not interrupted, and what was typed is shown as text, never as HTML."""
    page = watched.page
    page.goto(address + SEARCH)
    page.locator("#agora-query").press_sequentially("and/or <img src=x onerror=alert(1)> bollards")

    expect(page.locator("#agora-query")).to_have_value("and/or <img src=x onerror=alert(1)> bollards")
    expect(page.locator(".agora-results li").first).to_be_visible()
    assert page.locator(".agora-results img, .agora-search-form img").count() == 0


@pytest.mark.parametrize(
    ("facet", "value"), [("kind", "technology"), ("threats", "vehicle-attack"), ("spaces", "square")]
)
def test_counts_of_facets_are_true(watched: Watched, address: str, facet: str, value: str, index: Index) -> None:
    """What stands behind a choice is how many results it leaves, in the browser and on the command line."""
    page = watched.page
    page.goto(address + SEARCH)
    page.fill("#agora-query", "barriers in the street")
    expect(page.locator(".agora-results li").first).to_be_visible()
    option = page.locator(f"select[name={facet}] option[value={value}]")
    label = option.text_content() or ""
    count = int(label.rpartition("(")[2].rstrip(")"))
    page.select_option(f"select[name={facet}]", value)
    expect(page.locator("output")).to_contain_text(str(count))
    expect(page.locator(".agora-results li").first).to_be_visible()
    while page.locator(".agora-more").is_visible():
        before = page.locator(".agora-results li").count()
        page.locator(".agora-more").click()
        expect(page.locator(".agora-results li").nth(before)).to_be_visible()

    wanted = {"kind": "kind", "threats": "threat", "spaces": "space"}[facet]
    asked = Question("barriers in the street", language="en", limit=999, **{wanted: value})
    found = index.find(asked).hits
    assert page.locator(".agora-results a").all_text_contents() == [hit.record.title for hit in found]
    assert len(found) == count > 0


def test_a_first_answer_in_a_large_wiki_is_light(browser: Browser, site: Path, tmp_path: Path) -> None:
    """Of ten thousand entries a first answer with the counts of all facets moves at most 120 KB, in at most 30 files.

    Whether its words are written as in the entries, not to the end, or with a slip in each of them, at whatever place.
    """
    wiki = check(load_sources(PROJECT)).wiki
    assert wiki is not None
    once = [text for text in search_texts(wiki) if "en" in text.record.serves]
    chance = random.Random(1)
    threats, spaces = ([entry.id for entry in wiki.of_kind(kind)] for kind in ("threat", "space"))
    many = [
        replace(
            text,
            texts={**text.texts, "body": (("", "en"),)},
            record=replace(
                text.record,
                id=f"{text.record.id}-{number}",
                summary=" ".join(chance.sample(text.record.summary.split(), len(text.record.summary.split()))),
                threats=tuple(sorted(chance.sample(threats, 4))),
                spaces=tuple(sorted(chance.sample(spaces, 3))),
            ),
        )
        for number in range(10_000 // len(once) + 1)
        for text in once
    ]
    copy = shutil.copytree(site, tmp_path / "site")
    start = (copy / "assets/search/start/en.js").read_text("utf-8")
    said = {"en": json.loads(start[start.index("{") : start.rindex("}") + 1])["page"]}
    for path, data in search_scripts(Catalogue(tally(many, wiki.rulebook.languages), wiki.rulebook.languages), said):
        (copy / path).parent.mkdir(parents=True, exist_ok=True)
        (copy / path).write_bytes(data)
    for text in ("vehicle barriers market", "barriers mark", "ehicle barirers markte"):
        page = browser.new_page()
        seen = Watched(page)
        page.on("request", lambda request, seen=seen: seen.asked.append(request.url))
        page.goto(f"{copy.as_uri()}/{SEARCH}")
        page.fill("#agora-query", text)
        expect(page.locator(".agora-results li")).to_have_count(10)
        option = page.locator("select[name=kind] option[value=technology]")

        expect(option).to_have_text(re.compile(r"\([1-9]\d+\)$"))
        seen.asked = seen.for_the_first_answer()
        assert len(set(seen.asked)) == len(seen.asked) <= 30
        assert seen.size(copy, f"{copy.as_uri()}/") <= 120 * KILOBYTE
        count = str(option.text_content()).rpartition("(")[2].rstrip(")")
        page.select_option("select[name=kind]", "technology")
        expect(page.locator("output")).to_contain_text(f"{count} results.")
        page.close()


def test_the_address_tells_the_search_over_http_only(watched: Watched, address: str) -> None:
    """Over http a search can be sent to somebody as an address; on a stick the address stays as it is."""
    page = watched.page
    page.goto(address + SEARCH)
    page.fill("#agora-query", "knife attacks")
    expect(page.locator(".agora-results li").first).to_be_visible()
    page.select_option("select[name=kind]", "practice")
    expect(page.locator(".agora-results li").first).to_contain_text("Practice")
    if address.startswith("file:"):
        assert page.url == address + SEARCH
        return
    assert page.url == f"{address}{SEARCH}?q=knife+attacks&kind=practice"
    first = page.locator(".agora-results a").first.text_content()
    page.reload()
    expect(page.locator(".agora-results a").first).to_have_text(str(first))
    expect(page.locator("select[name=kind]")).to_have_value("practice")
    page.locator("button[type=reset]").click()
    expect(page.locator("select[name=kind]")).to_have_value("")


def test_nothing_found_says_what_to_try(watched: Watched, address: str) -> None:
    """A slip is corrected and told; where nothing is near, words that begin alike are offered; the lists stay."""
    page = watched.page
    page.goto(address + SEARCH)
    page.fill("#agora-query", "survelliance")
    expect(page.locator("output")).to_contain_text("No entry has “survelliance”. Searched for: surveillance.")
    page.fill("#agora-query", "surveyorship")
    expect(page.locator("output")).to_contain_text("Nothing was found.")
    page.locator(".agora-search-help button").first.click()
    expect(page.locator(".agora-results li").first).to_be_visible()
    page.fill("#agora-query", "qzzqxx")
    expect(page.locator(".agora-search-help")).to_contain_text("Try another word")
    expect(page.locator("a[href$='matrix/index.html']").last).to_be_visible()


def test_a_part_that_cannot_be_loaded_is_told(browser: Browser, http_address: str) -> None:
    """When a script of the index does not come, the reader hears it instead of waiting; later it works again."""
    page = browser.new_page()
    page.route("**/assets/search/stems/*", lambda route: route.abort())
    page.goto(http_address + SEARCH)
    page.fill("#agora-query", "bollards")
    expect(page.locator("output")).to_contain_text("could not be loaded")
    page.unroute("**/assets/search/stems/*")
    page.fill("#agora-query", "bollard")
    expect(page.locator(".agora-results li").first).to_be_visible()
    page.close()


def test_the_search_page_helps_without_scripts(browser: Browser, address: str) -> None:
    """Without JavaScript it says so, and leads to the lists and the matrix; the link in the head leads to it."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + ENTRY)
    page.locator(".agora-search-link").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Search")
    expect(page.get_by_text("The search needs JavaScript.")).to_be_visible()
    expect(page.locator(".agora-search-form")).to_be_hidden()
    page.locator(".md-content").get_by_role("link", name="Practices").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Practices")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_search_is_accessible(browser: Browser, http_address: str, scheme: str, width: int) -> None:
    """axe finds nothing on the page with results and without, nor with the box open, chosen option and all."""
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800})
    page = context.new_page()
    for path, text in ((SEARCH, "bollards"), ("fr/search/index.html", "surveyorship")):
        page.goto(http_address + path)
        page.fill("#agora-query", text)
        expect(page.locator("output")).not_to_be_empty()
        _nothing_to_complain(page)
    page.goto(http_address + ENTRY)
    page.keyboard.press("/")
    _nothing_to_complain(page)
    page.keyboard.type("vehicle attack")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    _nothing_to_complain(page)
    small = page.evaluate(
        "() => [...document.querySelectorAll('.agora-search-link, .agora-search-panel button, .agora-search-panel li')]"
        ".filter(e => e.getBoundingClientRect().height < 24 || e.getBoundingClientRect().width < 24).length"
    )
    context.close()
    assert small == 0


def _nothing_to_complain(page: Page) -> None:
    assert violations(page) == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
