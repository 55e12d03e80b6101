"""Lists that no page shows whole: cut into pages, complete without scripts, narrowed as a whole with them."""

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from posixpath import dirname, join, normpath

import pytest
from playwright.sync_api import Browser, Page, expect

from generator import entry_relations, listing
from generator.build import build
from generator.check import check
from generator.find_page import find_page
from generator.frame import load_icons
from generator.hub import KINDS, hub, hub_pages
from generator.list_data import list_files
from generator.load import load_interface, load_sources, load_templates
from generator.model import Page as Made
from generator.naming import ID
from generator.overview import ROWS, SHORT, Lists
from generator.overview_pages import cell_pages, index_pages, matrix_page
from generator.press import Press
from generator.reach import reach
from generator.templating import Templates
from tests.accessibility import violations
from tests.corpus import make_project

HEAVIEST = 150 * 1024
"""Bytes after gzip."""
LINK = re.compile(r'<a href="([^"#]+\.html)"')


@dataclass(frozen=True)
class Overviews:
    """All pages of lists of a made-up wiki, without their shells."""

    press: Press
    index: dict[str, Made]
    cells: dict[str, Made]
    hubs: dict[str, str]


@pytest.fixture(scope="module")
def overviews(tmp_path_factory: pytest.TempPathFactory) -> Overviews:
    """Two thousand made-up entries."""
    checked = check(load_sources(make_project(tmp_path_factory.mktemp("wiki") / "project", 2_000)))
    assert checked.wiki is not None
    wiki = checked.wiki
    kinds = wiki.rulebook.kinds
    templates = Templates(load_templates(), load_interface(), load_icons([kind.icon for kind in kinds.values()]))
    press = Press(wiki, reach(wiki), Lists(wiki), templates, "{}", "{}", {})
    languages = [language.id for language in wiki.rulebook.languages]
    hubs = {}
    for entry in wiki.entries.values():
        if entry.kind in KINDS:
            hubs[press.page_path(entry)] = str(hub(press, entry).html)
            hubs |= {path: make().html for path, make in hub_pages(press, entry)}
    return Overviews(
        press,
        {path: make() for one in languages for kind in kinds.values() for path, make in index_pages(press, kind, one)},
        {path: make() for one in languages for path, make in cell_pages(press, one)},
        hubs,
    )


def links(path: str, html: str) -> Iterator[str]:
    for to in LINK.findall(html):
        yield normpath(join(dirname(path), to))


def followed(start: str, pages: dict[str, str]) -> set[str]:
    """What plain links lead to from a page and from those that go on from it."""
    pending, seen, found = [start], set(), set()
    while pending:
        path = pending.pop()
        if path in seen:
            continue
        seen.add(path)
        for to in links(path, pages[path]):
            found.add(to)
            goes_on = "--" in to.rpartition("/")[2] and to.startswith(dirname(start)) and to in pages
            pending += [to] if goes_on and "/matrix/" not in start else []
    return found


def paths_of(press: Press, ids: tuple[str, ...], language: str) -> set[str]:
    return {press.page_path(press.wiki.entry(id, language)) for id in ids}


def test_the_number_of_pages_grows_with_the_entries_and_no_faster(overviews: Overviews) -> None:
    """A hundred entries of a kind add one page to its list; a pair of threat and space has one page."""
    press = overviews.press
    for language in ("en", "fr"):
        for kind in press.wiki.rulebook.kinds.values():
            made = [path for path in overviews.index if path.startswith(f"{language}/{kind.folder}/")]
            assert len(made) == max(1, -(-len(press.wiki.of_kind(kind.id)) // ROWS))
    assert len(overviews.cells) == 2 * len(press.reach.pairs())
    assert len(overviews.hubs) == sum(len(press.wiki.of_kind(kind)) for kind in KINDS)


def test_no_page_of_lists_and_no_data_of_filters_is_heavy(overviews: Overviews) -> None:
    """At most 150 KB after gzip each, shells aside."""
    press = overviews.press
    texts = {path: page.html.encode() for path, page in (overviews.index | overviews.cells).items()}
    texts |= {path: html.encode() for path, html in overviews.hubs.items()}
    texts |= {path: make().html.encode() for path, make in (matrix_page(press, "fr"), find_page(press, "fr"))}
    texts |= {path: make() for path, make in list_files(press)}
    weights = {path: len(gzip.compress(data, 6)) for path, data in texts.items()}

    assert max(weights.values()) <= HEAVIEST
    assert max(weights[path] for path in overviews.index) <= HEAVIEST // 10
    assert max(weights[path] for path in overviews.hubs) <= HEAVIEST // 5


def test_every_entry_is_reached_by_plain_links(overviews: Overviews) -> None:
    """From the list of its kind, and from the page of every threat, space and pair that it answers; no script is needed."""
    press = overviews.press
    index = {path: page.html for path, page in overviews.index.items()}
    cells = {path: page.html for path, page in overviews.cells.items()}
    for language in ("en", "fr"):
        for kind in press.wiki.rulebook.kinds.values():
            ids = tuple(entry.id for entry in press.wiki.of_kind(kind.id))
            assert paths_of(press, ids, language) <= followed(f"{language}/{kind.folder}/index.html", index)
        for pair, ids in press.reach.by_pair.items():
            found = followed(press.cell_path(*pair, language), cells)
            assert paths_of(press, ids + press.reach.cases_by_pair.get(pair, ()), language) <= found
    for found, field in ((press.reach.by_threat, "threat"), (press.reach.by_space, "space")):
        assert any(len(ids) > SHORT for ids in found.values())
        for id, ids in found.items():
            start = press.page_path(press.wiki.entries[id])
            assert press.wiki.entries[id].kind == field
            assert paths_of(press, ids, "en") <= followed(start, overviews.hubs)


def test_titles_for_which_a_page_has_no_room_stand_on_further_pages(
    overviews: Overviews, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a hub has more titles than a page holds, links lead on to the others, under names that no entry can have."""
    monkeypatch.setattr(listing, "TITLES", 30)
    press = overviews.press
    entry = press.wiki.of_kind("threat")[0]
    start = press.page_path(entry)
    further = {path: make().html for path, make in hub_pages(press, entry)}
    pages = {start: str(hub(press, entry).html), **further}
    measures, cases = press.reach.by_threat[entry.id], press.reach.cases_by_threat[entry.id]

    assert len(further) == -(-len(measures) // 30) + -(-len(cases) // 30) - 2
    assert paths_of(press, measures + cases, "en") <= followed(start, pages)
    assert not any(ID.match(path.rpartition("/")[2].removesuffix(".html")) for path in further)
    assert not any(ID.match(path.rpartition("/")[2].removesuffix(".html")) for path in overviews.index if "--" in path)


def test_a_long_list_of_relations_is_opened(overviews: Overviews, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hub shows the first references that are about it; all of them are plain links, the others behind a count."""
    monkeypatch.setattr(entry_relations, "SHORT", 30)
    press = overviews.press
    opened = set()
    for entry in press.wiki.of_kind("space"):
        named = [one.target for one in press.wiki.relations[entry.id]]
        about = tuple({id for id in named if press.wiki.entries[id].kind == "reference"})
        shown, more, rest = entry_relations.relations(press, entry).partition("<details")
        found = [{to for to in links(press.page_path(entry), html) if "/references/" in to} for html in (shown, rest)]

        assert found[0] | found[1] == paths_of(press, about, "en")
        assert len(found[0]) == (listing.FIRST if len(about) > 30 else len(about))
        assert not more or f">{len(about) - listing.FIRST} more<" in rest
        opened.add(bool(more))
    assert True in opened


def test_a_small_wiki_has_no_data_for_filters(site: Path) -> None:
    """Its lists stand whole on their pages."""
    assert list((site / "assets/data").glob("list-*")) == []
    assert list(site.rglob("*/page--*.html")) == []


@pytest.fixture(scope="module")
def long_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Seven hundred made-up entries in the real frame."""
    folder = tmp_path_factory.mktemp("long")
    built = build(make_project(folder / "project", 700), None, folder / "site", None, lambda stage: None)
    assert built.pages, built.checked.problems
    return folder / "site"


def opened(browser: Browser, site: Path, path: str, width: int = 1280) -> Page:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(f"{site.as_uri()}/{path}")
    return page


@pytest.fixture(scope="module")
def long_press(long_site: Path) -> Press:
    checked = check(load_sources(long_site.parent / "project"))
    assert checked.wiki is not None
    wiki = checked.wiki
    return Press(wiki, reach(wiki), Lists(wiki), Templates({}, load_interface(), {}), "{}", "{}", {})


@pytest.mark.browser
def test_filters_look_through_the_whole_list(browser: Browser, long_site: Path, long_press: Press) -> None:
    """From any page of the list and from a stick: what the address asks for, counted and shown in the order of titles."""
    costly = [e for e in long_press.lists.of_kind("practice", "en") if e.front["cost"]["band"] == "high"]
    page = opened(browser, long_site, "en/practices/page--2.html?cost=high")
    expect(page.locator(".agora-filters output")).to_contain_text(f"{len(costly)} of ")
    expect(page.locator("tbody tr")).to_have_count(min(len(costly), 100))
    expect(page.locator(".agora-pages")).to_be_hidden()

    assert page.locator("tbody a").all_inner_texts() == [entry.title for entry in costly][:100]
    link = page.locator("tbody a").first.evaluate("link => link.href")
    assert str(link).endswith(f"/en/practices/{costly[0].id}.html")
    page.get_by_role("button", name="Clear filters").click()
    expect(page.locator(".agora-pages")).to_be_visible()
    expect(page.locator(".agora-range")).to_contain_text("101 to 200 of ")
    page.close()


@pytest.mark.browser
def test_filters_of_a_hub_look_through_all_that_it_reaches(
    browser: Browser, long_site: Path, long_press: Press
) -> None:
    """Not only through the rows that it shows, in both languages of a pair and on the hub."""
    reached = long_press.reach.by_space["spaces-3"]
    costly = [id for id in reached if long_press.wiki.entries[id].front["cost"]["band"] == "low"]
    assert len(reached) > SHORT
    page = opened(browser, long_site, "en/spaces/spaces-3.html")
    expect(page.locator(".agora-table tbody tr")).to_have_count(listing.FIRST)
    page.locator("select[name=cost]").select_option("low")
    expect(page.locator(".agora-table tbody tr")).to_have_count(min(len(costly), 100))
    expect(page.locator(".agora-filters output")).to_contain_text(f"{len(costly)} of {len(reached)} ")
    expect(page.locator("select[name=cost] option[value=low]")).to_have_text(f"Low ({len(costly)})")
    page.close()


@pytest.mark.browser
def test_sorting_looks_through_the_whole_list(browser: Browser, long_site: Path, long_press: Press) -> None:
    """The cheapest measures of the whole list come first, by the order of the vocabulary."""
    everything = long_press.lists.of_kind("practice", "fr")
    cheap = [entry.title for entry in everything if entry.front["cost"]["band"] == "low"]
    page = opened(browser, long_site, "fr/practices/index.html")
    page.locator("th[data-column=cost] button").click()
    expect(page.locator("th[data-column=cost]")).to_have_attribute("aria-sort", "ascending")
    expect(page.locator(".agora-range")).to_be_hidden()

    assert page.locator("tbody a").all_inner_texts()[: len(cheap)] == cheap[:100]
    expect(page.locator("tbody a").first).to_have_attribute("lang", "en")
    page.close()


@pytest.mark.browser
def test_pages_of_rows_are_turned_without_scripts(browser: Browser, long_site: Path) -> None:
    """Plain links lead to the next page and back; nothing that needs a script is shown."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{long_site.as_uri()}/en/technologies/index.html")
    expect(page.locator(".agora-filters")).to_be_hidden()
    page.get_by_role("link", name="Next page").click()
    expect(page.locator(".agora-pages [aria-current=page]")).to_have_text("Page 2")
    expect(page.locator(".agora-range")).to_contain_text("101 to ")
    page.locator(".agora-pages a").first.click()
    expect(page.locator(".agora-range")).to_contain_text("1 to 100 of ")
    context.close()


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize(
    "path", ["en/practices/page--2.html", "fr/technologies/index.html?cost=high", "en/threats/threats-3.html"]
)
def test_long_lists_are_accessible(browser: Browser, long_site: Path, path: str, width: int) -> None:
    """axe finds nothing, with the rows of the page and with those that a filter brought; nothing is too wide."""
    page = opened(browser, long_site, path, width)
    expect(page.locator(".agora-table tbody tr").first).to_be_visible()
    if "?" in path:
        expect(page.locator(".agora-range")).to_be_hidden()

    assert violations(page) == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    page.close()


@pytest.mark.browser
def test_what_is_there_is_looked_up_by_words(browser: Browser, long_site: Path, long_press: Press) -> None:
    """Where there are too many measures for a box each, words of the title bring up a few; ticked ones stay and count."""
    measure = long_press.wiki.entries[long_press.reach.by_space["spaces-3"][0]]
    page = opened(browser, long_site, "en/find/index.html")
    page.check("#find-form input[name=spaces][value=spaces-3]")
    page.evaluate("document.querySelectorAll('#find-form details').forEach(d => { d.open = true; })")
    page.locator("#find-there-words").fill(measure.title.split()[-1].upper())
    page.check(f"#find-form input[name=there][value={measure.id}]")
    page.locator("#find-there-words").fill("")

    expect(page.locator("#find-there-choices input")).to_have_count(1)
    expect(page.locator("#find-status")).to_contain_text("1 already there")
    expect(page.locator("#find-there")).to_contain_text(measure.title)
    page.close()
