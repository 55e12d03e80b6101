"""The worked example and what changed in the wiki: the fictional town of Lindenbach, from its table to a page opened from a stick."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
from playwright.sync_api import Browser, Page, expect

from generator.build import build
from generator.tools.dossier import open_dossier
from generator.tools.dossier_changes import uses
from generator.tools.dossier_progress import progress
from tests.accessibility import violations
from tests.test_dossier_browser import STEPS, go, opened, value

PROJECT = Path(__file__).parent.parent
SCHEMA = json.loads((PROJECT / "schemas/dossier.schema.json").read_text("utf-8"))
LANGUAGES = ("en", "fr")
browsing = pytest.mark.browser


def example(site: Path, language: str) -> dict[str, Any]:
    """The file that a reader can download, opened as any other file."""
    found = open_dossier((site / f"assets/data/lindenbach.{language}.agora.json").read_bytes(), SCHEMA)
    assert (found["reasons"], found["notes"]) == ([], [])
    assert found["dossier"] is not None
    return found["dossier"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_is_whole_and_every_step_is_done(site: Path, language: str) -> None:
    """It opens without a note, says that it is fictional, names only entries that there are, and lacks nothing."""
    dossier = example(site, language)
    last = dossier["assessments"][-1]
    judged = last["evaluation"]

    assert [(row["step"], row["state"], row["missing"]) for row in progress(dossier)] == [
        (s, "done", []) for s in STEPS
    ]
    assert ("fictional" if language == "en" else "fictive") in dossier["title"]
    assert {path.stem for path in (PROJECT / "content/entries/en").rglob("*.md")} >= uses(dossier).keys()
    assert dossier["entries"].keys() >= uses(dossier).keys()
    assert (len(dossier["sites"]), sum(len(one["zones"]) for one in dossier["sites"])) == (2, 5)
    assert (len(last["scenarios"]), len(last["combinations"]), last["replaces"]) == (8, 2, "a1")
    assert {row["method"] for row in judged["weight_sets"]} == {"direct", "swing", "pairwise"}
    assert (len(judged["candidates"]), len(judged["criteria"]), len(judged["scores"])) == (4, 8, 32)
    assert all(score["reason"] for score in judged["scores"].values())


def test_both_languages_tell_the_same_town(site: Path) -> None:
    """Same items, levels and dates; texts that are texts differ."""
    one, other = (example(site, language) for language in LANGUAGES)
    drop = ("language", "entries")

    def numbers(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: numbers(item) for name, item in value.items() if name not in drop}
        if isinstance(value, list):
            return [numbers(item) for item in value]
        return value if not isinstance(value, str) else bool(value)

    assert numbers(one) == numbers(other)
    assert one["entries"] == other["entries"]
    texts = [row["scenarios"][0]["words"] for dossier in (one, other) for row in dossier["assessments"]]
    assert texts[0] != texts[2]


@pytest.fixture(scope="module")
def stick(browser: Browser, site: Path) -> Iterator[Page]:
    """The page from a stick, the example opened from the start view."""
    with opened(browser, f"{site.as_uri()}/en/dossier/index.html", accept_downloads=True) as page:
        page.click("#example-open")
        expect(page.locator("#dossier-said")).to_have_text(
            "The worked example is open. It is fictional; change what you like."
        )
        yield page


@browsing
def test_every_step_of_the_example_shows_results(stick: Page, tmp_path: Path) -> None:
    """From a stick: done steps, a result in each, nothing to complain about, and a report that names owners."""
    assert len(value(stick, "id")) == 12
    expect(stick.locator("#changes-heading")).to_have_count(0)
    for step in STEPS:
        go(stick, step)
        expect(stick.locator(f"[data-state={step}]")).to_have_text("done")
        panel = stick.locator(f"#{step} [data-panel]")
        assert len(panel.inner_text()) > 300, step
        assert panel.locator("> .dossier-error").count() == 0
    check = "Agora.dossierRequest.warnings(Agora.dossierExample, 'a2', Agora.dossierData.tables.request).warnings"
    assert stick.evaluate(check) == []
    stick.click("a[data-view=start]")
    with stick.expect_download() as waiting:
        stick.click("#output-word-start")
    waiting.value.save_as(tmp_path / "report.docx")
    word = docx.Document(io.BytesIO((tmp_path / "report.docx").read_bytes()))
    cells = {cell.text for table in word.tables for row in table.rows for cell in row.cells}
    headings = {paragraph.text for paragraph in word.paragraphs}
    assert {"Landscape planner", "Seats and trees that keep vehicles out of a market place"} <= cells
    assert not cells & {"m1", "m4"}
    assert "Furniture that stays" in cells
    assert any("Worked example: the fictional town of Lindenbach" in text for text in headings)


@browsing
def test_a_wiki_without_these_entries_opens_the_example_too(browser: Browser, tmp_path: Path) -> None:
    """What another content folder lacks is called by its id; no step complains."""
    built = build(PROJECT, PROJECT / "tests/golden/content", tmp_path / "site", None, lambda stage: None)
    assert built.pages
    with opened(browser, f"{(tmp_path / 'site').as_uri()}/en/dossier/index.html") as page:
        page.click("#example-open")
        for step in STEPS:
            go(page, step)
        assert uses(page.evaluate("Agora.dossierExample")).keys() - value(page, "entries").keys()
        expect(page.locator("#review [data-panel]")).not_to_be_empty()


ALTER = """() => {
    const store = Agora.dossierViews.store(), before = store.value();
    const entries = Object.assign({}, before.entries, {'vehicle-attack': '00000000'});
    delete entries['cell-broadcast'];
    store.replace(Object.assign({}, before, {entries: entries, content_version: '2026-01-01 00000000'}));
}"""


@browsing
def test_what_changed_is_told_until_it_is_seen(stick: Page) -> None:
    """Entry and question are one press away; saving hides nothing; having seen it does, and can be undone."""
    stick.click("a[data-view=start]")
    stick.evaluate(ALTER)
    start = stick.locator("#start [data-panel]")
    expect(start.get_by_role("heading", name="Entries that you use and that have changed")).to_be_visible()
    expect(start.get_by_role("link", name="Vehicle attack")).to_be_visible()
    expect(start.get_by_role("heading", name="Measures that are new for your scenarios")).to_be_visible()
    expect(start.get_by_role("link", name="Cell broadcast")).to_be_visible()
    with stick.expect_download():
        stick.click("#dossier-save")
    assert value(stick, "content_version") == "2026-01-01 00000000"
    assert value(stick, "entries/vehicle-attack") == "00000000"
    start.get_by_role("button", name="Threat").first.click()
    expect(stick.locator("[data-control='assessments/a1/scenarios/c1/threat']")).to_be_focused()
    stick.click("a[data-view=start]")
    stick.click("#changes-seen")
    expect(stick.locator("#changes-heading")).to_have_count(0)
    expect(stick.locator("#start-heading")).to_be_focused()
    assert value(stick, "content_version") == stick.evaluate("Agora.dossierData.content_version")
    stick.click("#dossier-undo")
    expect(stick.locator("#changes-heading")).to_be_visible()
    stick.click("#changes-seen")


@browsing
@pytest.mark.parametrize(("language", "scheme", "width"), [("en", "dark", 320), ("fr", "light", 1280)])
def test_the_filled_start_view_is_accessible(
    browser: Browser, http_address: str, language: str, scheme: Any, width: int
) -> None:
    """With the example open and a list of changes: axe finds nothing, nothing is too wide, every sentence has words."""
    url, size = f"{http_address}{language}/dossier/index.html", {"width": width, "height": 900}
    with opened(browser, url, color_scheme=scheme, viewport=size) as page:
        page.click("#example-open")
        page.evaluate(ALTER)
        found = violations(page)
        text = page.locator("#start").inner_text()

        assert found == []
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert [word for word in ("undefined", "{", "changes-", "example_") if word in text] == []
