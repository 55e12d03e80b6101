"""The page "Find measures" in a browser: choose, read, compare, keep, save, by mouse and by keyboard, with scripts and without."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.accessibility import violations
from tests.conftest import quiet

pytestmark = pytest.mark.browser

PROJECT = Path(__file__).parent.parent
MEASURES = ("practices", "technologies")
EN = "en/find/index.html"
FR = "fr/find/index.html"


@pytest.fixture
def page(window: Page) -> Iterator[Page]:
    """A page that must not complain."""
    window.set_viewport_size({"width": 1280, "height": 800})
    with quiet(window):
        yield window


def choose(page: Page, **chosen: str) -> None:
    for name, value in chosen.items():
        page.check(f"#find-form input[name={name}][value={value}]")


def open_all(page: Page) -> None:
    page.evaluate("document.querySelectorAll('#find-form details').forEach(d => { d.open = true; })")


def titles(page: Page) -> list[str]:
    return page.locator("#find-ranked h3 a").all_inner_texts()


def test_a_question_is_answered_with_reasons(page: Page, address: str) -> None:
    """A space and a threat give a ranked list; each result says why, warns with the note of its entry, and leads to it."""
    page.goto(address + EN)
    expect(page.locator("#find-status")).to_have_text("Choose at least one space or one threat.")
    choose(page, spaces="square", threats="vehicle-attack")
    expect(page.locator("#find-status")).to_contain_text("in the list")
    bollards = page.locator("#find-ranked > li", has=page.get_by_role("link", name="Fixed bollards", exact=True))

    expect(bollards.locator(".agora-reasons")).to_contain_text(
        "answers vehicle attack (square); reduces harm or crime; tested to a standard; high cost; watch: "
    )
    expect(bollards.locator("dl")).to_contain_text("A fixed post lets no ambulance")
    expect(bollards.locator(".agora-kind")).to_contain_text("Rank")
    bollards.get_by_role("link", name="Fixed bollards", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Fixed bollards")


def test_what_is_left_out_says_why(page: Page, address: str) -> None:
    """A ceiling and a limit move measures to the list of what is left out, each with its reason; nothing disappears."""
    page.goto(address + EN)
    choose(page, spaces="square", threats="vehicle-attack")
    before = int(page.inner_text("#find-status").split(" ")[0])
    open_all(page)
    page.select_option("select[name=cost]", "medium")
    page.select_option("select[data-consideration=mobility]", "medium")
    page.locator("#find-left-out summary").first.click()
    numbers = [int(word) for word in page.inner_text("#find-status").replace(",", "").split(" ") if word.isdigit()]

    line = page.locator("#find-left-out li", has_text="Fixed bollards")
    expect(line).to_contain_text("cost above your ceiling (high cost); mobility (high), worse than you accept")
    assert numbers[0] < before
    assert sum(numbers) == page.evaluate("Agora.measures.measures.length")


def test_what_is_there_is_not_proposed(page: Page, address: str) -> None:
    """A measure that is there leaves the list and says what it needs; its partners say that they go with it."""
    page.goto(address + EN)
    choose(page, spaces="square", threats="vehicle-attack")
    assert "Fixed bollards" in titles(page)
    open_all(page)
    choose(page, there="fixed-bollards")

    assert "Fixed bollards" not in titles(page)
    expect(page.locator("#find-there")).to_contain_text("Fixed bollards: needs what you do not have yet: ")


def test_a_gap_is_said(page: Page, address: str) -> None:
    """Where nothing is left, the page says what is missing and why, in the language of the page."""
    page.goto(address + FR)
    choose(page, spaces="square", threats="vehicle-attack")
    open_all(page)
    page.evaluate("document.querySelectorAll('#find-form input[name=there]').forEach(box => { box.click(); })")

    assert titles(page) == []
    expect(page.locator("#find-gaps")).to_contain_text("En dehors de ce que vous avez déjà")


def test_up_to_four_stand_side_by_side(page: Page, address: str) -> None:
    """The table has a row for each point and each side effect; a fifth measure is refused with a word."""
    page.goto(address + EN)
    choose(page, spaces="square", threats="vehicle-attack")
    boxes = page.locator("#find-ranked input[name=compare]")
    for place in range(4):
        boxes.nth(place).check()
    boxes.nth(4).click()

    expect(page.locator("#find-said")).to_have_text("No more than 4 side by side. Take one away first.")
    expect(boxes.nth(4)).not_to_be_checked()
    rows = page.locator("#find-compare tbody tr")
    considerations = page.evaluate("Object.keys(Agora.measures.terms.consideration).length")
    assert rows.count() == 7 + considerations
    assert all(row.locator("td").count() == 4 for row in rows.all())
    assert page.locator("#find-compare td", has_text="not stated").count() > 0
    page.locator("#find-compare button").first.click()
    assert page.locator("#find-compare thead th").count() == 4
    expect(page.locator("#find-compare-heading")).to_be_focused()


def test_the_list_is_saved_as_text_and_csv(page: Page, address: str, tmp_path: Path) -> None:
    """Both files carry the marking, the reasons and the notes; their names do not tell the site; no cell is a formula."""
    page.goto(address + EN)
    choose(page, spaces="square", threats="vehicle-attack")
    page.locator("#find-ranked input[name=list]").nth(0).check()
    page.locator("#find-ranked input[name=list]").nth(1).check()
    kept = titles(page)[:2]
    page.select_option("#find-marking", "TLP:GREEN")
    saved = {}
    for kind in ("text", "csv"):
        with page.expect_download() as waiting:
            page.click(f"#find-save-{kind}")
        saved[kind] = waiting.value
        waiting.value.save_as(tmp_path / kind)

    text = (tmp_path / "text").read_bytes().decode()
    rows = list(csv.DictReader(io.StringIO((tmp_path / "csv").read_bytes().decode("utf-8-sig"), newline="")))
    assert saved["text"].suggested_filename == "measures.txt"
    assert saved["csv"].suggested_filename == "measures.csv"
    assert text.startswith("TLP:GREEN\r\n")
    assert text.rstrip().endswith("TLP:GREEN")
    assert "Which spaces do you look after?: Square" in text
    assert all(f"{title} (" in text for title in kept)
    assert [row["Measure"] for row in rows] == kept
    assert {row["Marking"] for row in rows} == {"TLP:GREEN"}
    assert all("answers vehicle attack (square)" in row["Why"] for row in rows)
    assert all(row["Page"].startswith(("technologies/", "practices/")) for row in rows)


def test_no_cell_of_the_csv_is_a_formula(page: Page, address: str) -> None:
    """A title that a spreadsheet would run is written as text."""
    page.goto(address + EN)
    cells = page.evaluate(
        """() => { const data = Agora.measures, one = Object.assign({}, data.measures[0], {title: '=1+1', summary: '@a "b", c'});
        return Agora.findSave.asCsv([{measure: one, rank: 1, reasons: ['-x']}], data, 'TLP:RED'); }"""
    )

    row = list(csv.reader(io.StringIO(cells)))[1]
    assert row[1] == "'=1+1"
    assert row[3] == '\'@a "b", c'
    assert row[4] == "'-x"


def test_the_keyboard_is_enough(page: Page, address: str) -> None:
    """Choose with the space bar, go to the results with Enter, compare, keep, follow the tray: focus is never lost."""
    page.goto(address + EN)
    page.focus("#find-form input[name=spaces][value=square]")
    page.keyboard.press("Space")
    expect(page.locator("#find-status")).to_contain_text("in the list")
    page.keyboard.press("Enter")
    expect(page.locator("#find-results")).to_be_focused()
    for _ in range(2):
        page.keyboard.press("Tab")
    expect(page.locator("#find-ranked input[name=compare]").first).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator("#find-said")).to_have_text("1 side by side.")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("#find-said")).to_have_text("1 on your list.")
    page.focus("#find-more")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('#find-ranked > li') !== null")
    page.focus("#find-tray a:last-child")
    page.keyboard.press("Enter")
    expect(page.locator("#find-list-heading")).to_be_focused()


def test_results_are_announced(page: Page, address: str) -> None:
    """The counts and what was just done stand in live regions that are there from the start."""
    page.goto(address + EN)

    for id in ("find-status", "find-said"):
        assert page.locator(f"#{id}[role=status]").count() == 1


def test_over_http_the_choice_stands_behind_the_hash(page: Page, http_address: str) -> None:
    """An address brings back question, comparison and list, in the other language too, and nothing of it is sent."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(http_address + EN)
    choose(page, spaces="square", threats="vehicle-attack")
    page.select_option("select[name=cost]", "medium")
    page.locator("#find-ranked input[name=compare]").nth(0).check()
    page.locator("#find-ranked input[name=list]").nth(1).check()
    found, kept = titles(page), page.locator("#find-list h3 a").all_inner_texts()
    page.goto("about:blank")
    page.go_back()

    assert "#" in page.url
    assert titles(page) == found
    assert [title for title in page.locator("#find-list h3 a").all_inner_texts() if title in found] == kept
    assert page.locator("#find-compare thead th").count() == 2
    page.locator(".agora-languages a").click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.locator("#find-form input[value=square]")).to_be_checked()
    assert page.input_value("select[name=cost]") == "medium"
    assert not any("square" in url.split("#")[0] for url in asked)


def test_a_foreign_address_does_no_harm(page: Page, http_address: str) -> None:
    """Unknown ids, levels and names in the address are passed over."""
    page.goto(
        http_address
        + EN
        + "#spaces=square+nowhere&cost=gold&limit-privacy=x&compare=constructor+a+a&list=__proto__&first=fit"
    )

    expect(page.locator("#find-status")).to_contain_text("in the list")
    assert page.locator("#find-form input:checked").count() == 1
    assert page.locator("#find-compare table").count() == 0
    assert page.locator("#find-list h3").count() == 0


def test_from_a_stick_the_address_stays_as_it_is(page: Page, site: Path) -> None:
    """On file:// no choice is written anywhere."""
    start = f"{site.as_uri()}/{EN}"
    page.goto(start)
    choose(page, spaces="square", threats="vehicle-attack")
    page.locator("#find-ranked input[name=list]").nth(0).check()

    assert page.url == start
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    page.reload()
    assert titles(page) == []


def test_start_again_forgets_everything(page: Page, http_address: str) -> None:
    """One button empties the question, the comparison, the list and the address."""
    page.goto(http_address + EN)
    choose(page, spaces="square")
    page.locator("#find-ranked input[name=list]").nth(0).check()
    page.get_by_role("button", name="Start again").click()

    expect(page.locator("#find-status")).to_have_text("Choose at least one space or one threat.")
    assert page.url == http_address + EN
    assert page.locator("#find-list h3").count() == 0


def test_only_the_list_is_printed_and_with_its_marking(page: Page, address: str) -> None:
    """The print button prints the list; the chosen marking stands on the sheet, buttons do not."""
    page.goto(address + EN)
    choose(page, spaces="square")
    page.locator("#find-ranked input[name=list]").nth(0).check()
    page.select_option("#find-marking", "TLP:AMBER+STRICT")
    page.emulate_media(media="print")
    page.evaluate("""window.print = () => { window.printed = ['#find-marking-shown', '#find-list h3', '#find-ranked', '#find-form',
        '#find-print', '.md-header'].map(one => document.querySelector(one).getClientRects().length > 0); }""")
    page.evaluate("document.getElementById('find-print').click()")

    assert page.evaluate("window.printed") == [True, True, False, False, False, False]
    assert page.inner_text("#find-marking-shown") == "TLP:AMBER+STRICT"
    assert "agora-print-list" not in str(page.get_attribute("body", "class"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("path", [EN, FR])
def test_every_state_is_accessible(window: Page, http_address: str, path: str, width: int, scheme: Any) -> None:
    """axe finds nothing before the first answer, with results, and with everything open; nothing is too wide or too small."""
    page = window
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    page.goto(http_address + path)
    found = violations(page)
    choose(page, spaces="square", threats="vehicle-attack")
    open_all(page)
    choose(page, there="video-surveillance")
    page.select_option("select[name=cost]", "medium")
    for place in range(3):
        page.locator("#find-ranked input[name=compare]").nth(place).check()
        page.locator("#find-ranked input[name=list]").nth(place).check()
    page.evaluate("document.querySelectorAll('#find-left-out details').forEach(d => { d.open = true; })")
    # The tray covers what lies under it until one scrolls; the rule on targets is about what stays covered.
    page.evaluate("document.getElementById('find-tray').style.position = 'static'")
    found += violations(page)
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    small = page.evaluate(
        """[...document.querySelectorAll('#find-form input, #find-found input, #find-found button, #find-form select, #find-found h3 a')]
        .filter(e => e.getClientRects().length && e.getBoundingClientRect().height < 24).map(e => e.outerHTML)"""
    )

    assert found == []
    assert not wide
    assert small == []


@pytest.mark.parametrize("path", [EN, FR])
def test_without_scripts_it_explains_asks_and_lists(browser: Browser, address: str, path: str) -> None:
    """The rule, the questions for paper, ways to the matrix and the lists, and a table of every measure; no dead form."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + path)

    expect(page.locator("#find-form")).to_be_hidden()
    expect(page.locator("#find-found")).to_be_hidden()
    expect(page.locator("noscript ol > li").first).to_be_visible()
    for target in ("matrix", "practices", "technologies"):
        expect(page.locator(f"#content a[href='../{target}/index.html']")).to_be_visible()
    expect(page.locator("#find-all tbody tr").first).to_be_visible()
    assert page.locator("#find-all tbody tr").count() > 20
    context.close()


def test_the_data_of_the_script_are_as_small_as_they_can_be(site: Path) -> None:
    """Below two kilobytes for a measure, so that a city with a hundred of them still opens the page at once."""
    for language in ("en", "fr"):
        script = (site / f"assets/data/measures.{language}.js").read_text("utf-8")
        count = sum(len(list((PROJECT / "content/entries/en" / folder).glob("*.md"))) for folder in MEASURES)

        assert script.startswith("var Agora = Agora || {};\nAgora.measures = {")
        assert count > 20
        assert len(script.encode()) < 2000 * count
