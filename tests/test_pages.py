"""What a practitioner does with the pages: asks the first page, narrows lists, reads the matrix, prints."""

import csv
import gzip
import io
import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

PROJECT = Path(__file__).parent.parent
RULE = PROJECT / "generator/theme/assets/javascripts/filter-rule.js"
CASES = json.loads((Path(__file__).parent / "cases/filter.json").read_text("utf-8"))
HEAVIEST_ENTRY_PAGE = 45 * 1024
"""Bytes after gzip of a page of an entry with everything that it loads, on a first visit."""

pytestmark = pytest.mark.browser


@pytest.fixture
def page(window: Page) -> Page:
    """The window in which these tests go from page to page."""
    return window


@pytest.fixture(scope="module")
def rule_page(browser: Browser) -> Page:
    """An empty page that knows the rule."""
    page = browser.new_page()
    page.add_script_tag(path=RULE)
    return page


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["law"])
def test_the_rule_of_lists(rule_page: Page, case: dict[str, object]) -> None:
    """What a list shows, counts and sorts, by the case file."""
    if "keys" in case:
        found = rule_page.evaluate("c => Agora.filter.sorted(c.keys, !!c.descending)", case)
        assert found == case["sorted"]
        return
    if "within" in case:
        found = rule_page.evaluate("c => c.rows.map(row => Agora.filter.within(row, c.common))", case)
        assert [at for at, belongs in enumerate(found) if belongs] == case["within"]
        return
    if "unpacked" in case:
        found = rule_page.evaluate(
            "c => Agora.filter.unpacked(c.kinds, c.data, c.common).map(entry => "
            "[entry.kind, entry.number, Agora.filter.said(entry, 'cost'), Agora.filter.rank(entry, 'cost')])",
            case,
        )
        assert found == case["unpacked"]
        return
    assert rule_page.evaluate("c => Agora.filter.shown(c.rows, c.chosen)", case) == case["shown"]
    for field, counts in dict(case.get("counts", {})).items():  # type: ignore[call-overload]
        found = rule_page.evaluate(
            "([c, field]) => Object.assign({}, Agora.filter.counts(c.rows, c.chosen, field))", [case, field]
        )
        assert found == counts


def test_the_first_page_answers_in_one_step(page: Page, address: str) -> None:
    """A space and a threat lead to the page of the pair, with the keyboard alone."""
    page.goto(address + "en/index.html")
    page.locator("select[name=space]").focus()
    page.locator("select[name=space]").select_option("christmas-market")
    page.keyboard.press("Tab")
    page.locator("select[name=threat]").select_option("vehicle-attack")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Vehicle attack: Christmas market")


def test_the_first_page_hands_a_question_to_find_measures(page: Page, address: str) -> None:
    """Space and threat are chosen there already; from a stick the address does not keep them."""
    page.goto(address + "en/index.html")
    page.locator("select[name=space]").select_option("christmas-market")
    page.locator("select[name=threat]").select_option("vehicle-attack")
    page.get_by_role("button", name="Find and compare measures").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Find measures")
    expect(page.locator("#find-status")).to_contain_text("in the list")
    chosen = page.locator("#find-form input:checked")
    assert [box.get_attribute("value") for box in chosen.all()] == ["christmas-market", "vehicle-attack"]
    assert ("#" in page.url) == address.startswith("http")


def test_the_first_page_hands_words_to_the_search(page: Page, address: str) -> None:
    """What is typed there is looked for on the search page."""
    page.goto(address + "fr/index.html")
    page.get_by_label("Ou cherchez dans toutes les fiches").fill("bornes & béliers")
    page.keyboard.press("Enter")

    expect(page.locator("#agora-query")).to_have_value("bornes & béliers")
    expect(page.locator(".agora-results li").first).to_contain_text("Bornes fixes")


FIRST_SCREEN = """() => [...document.querySelectorAll('.agora-kind, h1, .agora-summary, .agora-facts div > dt')]
    .filter(e => { const box = (e.tagName === 'DT' ? e.parentNode : e).getBoundingClientRect();
                   return box.top >= 0 && box.bottom <= innerHeight; }).map(e => e.textContent.trim())"""


@pytest.mark.parametrize(
    ("path", "labels"),
    [
        ("en/practices/see-check-notify.html", "Effect Evidence Cost Status Threats Spaces Functions Phases Maturity"),
        ("en/technologies/public-address.html", "Effect Evidence Cost Status Threats Spaces Functions Phases Maturity"),
        ("fr/technologies/fixed-bollards.html", "Effet Coût État Menaces Espaces Fonctions Phases Maturité"),
        ("en/threats/vehicle-attack.html", "Status Measures Spaces"),
        ("fr/spaces/square.html", "État Mesures Menaces"),
        ("en/case-studies/magdeburg-2024.html", "Status Threats Spaces Place Year"),
    ],
)
def test_the_first_screen_says_what_matters(page: Page, http_address: str, path: str, labels: str) -> None:
    """At 1280 × 800 nobody scrolls to learn what it is, for what, whether it works, what it costs and how old that is."""
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(http_address + path)
    seen = page.evaluate(FIRST_SCREEN)
    title = page.get_by_role("heading", level=1).inner_text()

    assert [label for label in labels.split() if label not in seen] == []
    assert title in seen and seen.index(title) == 1
    expect(page.locator(".agora-answers")).to_contain_text("2026")


def test_a_pair_without_measures_leads_to_the_space(page: Page, address: str, site: Path) -> None:
    """Where there is no page for the pair, the page of the space says what there is."""
    page.goto(address + "en/index.html")
    page.locator("select[name=space]").select_option("residential-area")
    page.locator("select[name=threat]").select_option("drone-borne-ied")
    page.get_by_role("button", name="Show what helps").click()

    assert not (site / "en/matrix/drone-borne-ied--residential-area.html").exists()
    expect(page.get_by_role("heading", level=1)).to_have_text("Residential area")


def test_the_first_page_asks_without_scripts_too(browser: Browser, address: str) -> None:
    """The two lists stand open and lead to the same pages."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "en/index.html")

    for form in page.locator(".agora-ask").all():
        expect(form).to_be_hidden()
    plain = page.locator(".agora-ask-plain a")
    assert [link.get_attribute("href") for link in plain.all()] == ["find/index.html", "search/index.html"]
    expect(plain.first).to_be_visible()
    page.locator(".agora-question").get_by_role("link", name="Christmas market").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Christmas market")
    context.close()


def test_a_list_is_narrowed_and_the_address_remembers(page: Page, address: str) -> None:
    """Filters leave fewer rows with counts; over http the address brings them back, from a stick it stays as it was."""
    page.goto(address + "en/technologies/index.html")
    rows = page.locator(".agora-table tbody tr:visible")
    everything = rows.count()
    option = page.locator("select[name=class] option[value=sensor]")
    counted = int(str(option.inner_text()).rsplit("(", 1)[1].rstrip(")"))
    page.locator("select[name=class]").select_option("sensor")

    assert 0 < rows.count() == counted < everything
    expect(page.locator(".agora-filters output")).to_have_text(f"{counted} of {everything} shown")
    assert urlsplit(page.url).query == ("class=sensor" if address.startswith("http") else "")
    if address.startswith("http"):
        page.reload()
        assert rows.count() == counted
    page.get_by_role("button", name="Clear filters").click()
    expect(rows).to_have_count(everything)


def test_a_list_is_sorted_by_the_meaning_of_its_terms(page: Page, http_address: str) -> None:
    """Cost goes from minimal to very high, not by the alphabet, and the head of the column says so."""
    page.goto(http_address + "en/practices/index.html")
    page.locator("th[data-column=cost] button").click()
    costs = page.locator("td[data-head=Cost]").all_inner_texts()

    order = ["Minimal", "Low", "Medium", "High", "Very high", "Unknown"]
    assert [order.index(cost) for cost in costs] == sorted(order.index(cost) for cost in costs)
    expect(page.locator("th[data-column=cost]")).to_have_attribute("aria-sort", "ascending")


def test_a_number_in_the_matrix_is_the_length_of_its_list(browser: Browser, http_address: str) -> None:
    """Each number leads to a page with that many measures."""
    page = browser.new_page()
    page.goto(http_address + "en/matrix/index.html")
    cells = page.locator(".agora-matrix td a")
    for number in range(0, cells.count(), 23):
        cell = cells.nth(number)
        count, href = int(cell.inner_text()), cell.get_attribute("href")
        other = browser.new_page()
        other.goto(f"{http_address}en/matrix/{href}")
        assert other.locator(".agora-table tbody tr").count() == count
        other.close()
    page.close()


def test_the_matrix_as_csv_has_every_pair(site: Path) -> None:
    """The empty cells too, in both languages, and what a spreadsheet could take for a formula is harmless."""
    for language in ("en", "fr"):
        text = (site / language / "matrix/matrix.csv").read_bytes().decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text)))
        threats, spaces = {row[0] for row in rows[1:]}, {row[2] for row in rows[1:]}
        assert len(rows) == 1 + len(threats) * len(spaces)
        assert any(row[6] == "0" for row in rows[1:])
        assert not [cell for row in rows for cell in row if cell[:1] in "=+-@" and cell]


@pytest.mark.parametrize("path", ["en/technologies/fixed-bollards.html", "en/threats/vehicle-attack.html"])
def test_an_entry_page_is_light(browser: Browser, http_address: str, site: Path, path: str) -> None:
    """A first visit moves at most 60 KB, counted as bytes after gzip of everything that is asked for."""
    asked: list[str] = []
    page = browser.new_page()
    page.on("request", lambda request: asked.append(urlsplit(request.url).path.lstrip("/")))
    page.goto(http_address + path, wait_until="networkidle")
    page.close()
    weights = {name: len(gzip.compress((site / name).read_bytes(), 6)) for name in set(asked)}

    assert path in weights
    assert sum(weights.values()) <= HEAVIEST_ENTRY_PAGE, weights


def test_an_entry_prints_with_its_sources(page: Page, address: str) -> None:
    """On paper there is the text, the facts and the sources, and no menu."""
    page.goto(address + "en/technologies/fixed-bollards.html")
    page.emulate_media(media="print")

    for hidden in (".md-header", ".md-tabs", ".md-sidebar--secondary", ".md-footer"):
        expect(page.locator(hidden)).to_be_hidden()
    for source in page.locator(".agora-sources li a[rel]").all():
        assert source.inner_text() == source.get_attribute("href")
    expect(page.locator(".agora-sources")).to_be_visible()
    expect(page.locator(".agora-answers")).to_be_visible()
    assert page.pdf()[:5] == b"%PDF-"


def test_a_hub_prints_its_table_whole(page: Page, http_address: str) -> None:
    """No column is cut off at the edge of the paper, and no filter is printed."""
    page.set_viewport_size({"width": 660, "height": 930})
    page.goto(http_address + "en/threats/vehicle-attack.html")
    page.emulate_media(media="print")

    expect(page.locator(".agora-list > details")).to_be_hidden()
    assert page.evaluate("document.querySelector('.agora-table').getBoundingClientRect().right <= innerWidth")


def test_closed_parts_open_for_paper_and_for_an_address_in_them(page: Page, address: str) -> None:
    """Paper has what is folded on the screen, which is folded again afterwards; an address inside a part unfolds it."""
    page.goto(address + "en/matrix/index.html")
    twin = page.locator(".agora-twin")
    expect(twin).not_to_have_attribute("open", "")

    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(twin).to_have_attribute("open", "")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(twin).not_to_have_attribute("open", "")

    page.evaluate("document.querySelector('.agora-twin li:last-child').id = 'café'")
    page.evaluate("location.hash = 'café'")
    expect(twin).to_have_attribute("open", "")
    expect(page.locator("[id='café']")).to_be_in_viewport()


def test_a_wide_table_of_a_text_scrolls_by_itself(browser: Browser, address: str) -> None:
    """The page of a phone is not wider than the phone, without scripts too."""
    page = browser.new_page(viewport={"width": 320, "height": 640}, java_script_enabled=False)
    page.goto(address + "en/references/iso-22341.html")

    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.locator(".md-content .table-scroll > table:not([class])").count() > 0
    expect(page.locator(":not(.table-scroll) > table:not([class])")).to_have_count(0)
    page.close()


def test_a_long_list_of_contents_scrolls_beside_the_text(page: Page, address: str) -> None:
    """It stays in sight and within the window, however far the text is scrolled."""
    page.set_viewport_size({"width": 1280, "height": 400})
    page.goto(address + "en/threats/vehicle-attack.html")
    page.evaluate("scrollTo(0, 1500)")
    box = page.locator(".md-sidebar--secondary .md-sidebar__scrollwrap").bounding_box()

    assert box is not None
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= 400
    assert page.evaluate(
        "(s => s.scrollHeight > s.clientHeight)(document.querySelector('.md-sidebar--secondary .md-sidebar__scrollwrap'))"
    )


@pytest.mark.parametrize("anchor", ["hub-cases", "hub-neighbours", "entry-relations"])
@pytest.mark.parametrize("width", [320, 1280])
def test_an_address_inside_a_hub_leads_to_its_place(page: Page, address: str, anchor: str, width: int) -> None:
    """Nothing that is laid out late pushes the place away: it stands under the head of the page."""
    page.set_viewport_size({"width": width, "height": 500})
    page.goto(f"{address}en/threats/vehicle-attack.html#{anchor}")
    heading = page.locator(f"#{anchor}")

    expect(heading).to_be_in_viewport()
    page.wait_for_function(
        "id => Math.abs(document.getElementById(id).getBoundingClientRect().top - 70) < 20", arg=anchor
    )
