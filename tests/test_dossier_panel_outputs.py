"""Steps 6 and 7 and the outputs in a browser: a filled dossier, suggestions, comparison, files, and what comes out on paper.

The town of Lindenbach and everything in its dossier are fictional.
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.accessibility import violations
from tests.test_dossier_browser import EN, opened, value

pytestmark = pytest.mark.browser

TODAY = "2026-11-21"


def level(
    number: Any, low: int | None = None, high: int | None = None, reason: str = "Known to the team"
) -> dict[str, Any]:
    ends = {} if low is None else {"low": low, "high": high}
    return {"level": number, **ends, "reason": reason}


def scenario(id: str, zone: str, threat: str, **answers: Any) -> dict[str, Any]:
    plain = {name: level(3) for name in ("likelihood", "people", "function", "symbolic", "economic", "existing")}
    return {
        "id": id,
        "zone": zone,
        "threat": threat,
        "words": "Words of our own",
        "public_words": "",
        **plain,
        **answers,
    }


LINDENBACH: dict[str, Any] = {
    "format": "agorapedia-dossier",
    "format_version": 3,
    "id": "0123456789ab",
    "language": "en",
    "tlp": "TLP:AMBER+STRICT",
    "title": "Lindenbach (fictional): Linden market",
    "created": "2025-11-03",
    "changed": "2026-11-20",
    "team": {
        "members": [
            {"id": "m1", "name": "A. Example", "organisation": "Town of Lindenbach", "stakeholder": "municipality", "role": "lead"},
            {"id": "m2", "name": "B. Example", "stakeholder": "police", "role": "core", "until": "2026-06-30"},
        ]
    },
    "sites": [
        {
            "id": "s1",
            "name": "Linden market",
            "category": "square",
            "boundaries": "Between the town hall and the mill stream.",
            "zones": [{"id": "z1", "name": "North arcade", "note": ""}, {"id": "z2", "name": "Stalls", "note": ""}],
            "existing": [{"id": "e1", "measure": "street-lighting", "name": "", "zones": ["z1"], "note": ""}],
        }
    ],
    "assessments": [
        {
            "id": "a1",
            "site": "s1",
            "name": "First look",
            "date": "2025-11-10",
            "scenarios": [
                scenario("c1", "z2", "vehicle-attack", people=level(5), existing=level(1)),
                scenario("c2", "z1", "sharp-object-attack", likelihood=level(2, 1, 3)),
            ],
        },
        {
            "id": "a2",
            "site": "s1",
            "name": "Second look",
            "date": "2026-11-10",
            "replaces": "a1",
            "scenarios": [
                scenario("c1", "z2", "vehicle-attack", people=level(5), existing=level(5)),
                scenario("c2", "z1", "sharp-object-attack", likelihood=level("unknown")),
                scenario("c3", "z1", "firearms-attack"),
            ],
            "basket": ["fixed-bollards", "street-lighting"],
            "evaluation": {
                "candidates": [
                    {"id": "n1", "name": "", "measure": "fixed-bollards", "origin": "basket", "reply": {}},
                    {"id": "n2", "name": "", "measure": "street-lighting", "origin": "basket", "reply": {}},
                ],
                "criteria": [{"id": "k1", "name": "", "standard": "performance"}, {"id": "k2", "name": "Quiet", "standard": ""}],
                "weight_sets": [{"id": "w1", "name": "Town", "method": "direct", "direct": {"k1": 60, "k2": 40}}],
                "scores": {"n1|k1": level(4), "n1|k2": level(3, 2, 4), "n2|k1": level(2), "n2|k2": level("unknown")},
                "shortlist": ["n1"],
            },
            "plan": {
                "tasks": [
                    {"id": "t1", "standard": "permits", "words": "", "owner": "m1", "due": "2026-11-18", "state": "open", "note": ""},
                    {"id": "t2", "standard": "handover", "words": "", "owner": "m2", "due": "2026-12-01", "state": "open", "note": ""},
                    {"id": "t3", "standard": "dpia", "words": "", "owner": "m1", "due": "2027-02-01", "note": "secret note"},
                    {"id": "t4", "standard": "", "words": "Tell the stall holders", "owner": "", "due": "", "state": "open", "note": ""},
                    {"id": "t5", "standard": "communication", "words": "", "owner": "m1", "due": "", "state": "done", "note": ""},
                ]
            },
            "review": {
                "watch": [
                    {"id": "w1", "standard": "condition", "words": "", "due": "2026-11-20", "owner": "m1"},
                    {"id": "w2", "standard": "", "words": "=Look at the mill gate", "due": "2027-01-31", "owner": ""},
                ],
                "incidents": [{"id": "i1", "date": "2026-05-02", "words": "A van drove in.", "lesson": "Close the gate first."}],
            },
        },
    ],
}  # fmt: skip


def put(page: Page, dossier: Any = LINDENBACH) -> None:
    """The file as if it had been opened, and a day that stays."""
    page.evaluate(
        """([dossier, day]) => {
            Agora.dossierFiles.today = () => day;
            const store = Agora.dossierViews.store(), data = Agora.dossierData;
            const found = Agora.dossierFile.open(JSON.stringify(dossier), data.schema);
            if (!found.dossier) { throw new Error(JSON.stringify(found.reasons)); }
            store.replace(found.dossier);
        }""",
        [dossier, TODAY],
    )


def go(page: Page, view: str) -> None:
    page.click(f"a[data-view={view}]")
    expect(page.locator(f"#{view}")).to_be_visible()


@pytest.fixture(scope="module")
def shared(browser: Browser, http_address: str) -> Iterator[Page]:
    with opened(browser, http_address + EN, accept_downloads=True) as one:
        yield one


@pytest.fixture
def page(shared: Page) -> Page:
    put(shared)
    return shared


def plan(page: Page) -> list[dict[str, Any]]:
    return list(value(page, "assessments/a2/plan/tasks"))


def test_a_task_is_proposed_opened_taken_over_and_taken_back(page: Page) -> None:
    """The reason is a sentence with names, the task comes with its words, and one press undoes it."""
    go(page, "implementation")
    expect(page.locator("#implementation [data-panel]")).to_contain_text(
        "Tasks: 5. Done: 1. Overdue: 1. Without a date: 1."
    )
    page.click("#plan-why-heritage")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Fixed bollards: Heritage and looks is “Medium”.")
    expect(dialog.get_by_role("link", name="Fixed bollards")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#plan-why-heritage")).to_be_focused()
    page.click("#implementation-take-heritage")
    expect(page.locator("#implementation-take-back")).to_be_focused()
    assert [(row["standard"], row["state"]) for row in plan(page)[5:]] == [("heritage", "open")]
    assert plan(page)[5]["words"].startswith("Show the design")
    page.keyboard.press("Enter")
    assert plan(page)[5:] == []
    expect(page.locator("#implementation-take-heritage")).to_be_visible()
    page.click("#implementation-take-all")
    assert len(plan(page)) == 12
    page.click("#dossier-undo")
    assert len(plan(page)) == 5


def test_what_is_late_stands_first_and_leads_to_its_question(page: Page) -> None:
    """States in the order of need, clashing dates told, every state opened down to the answer."""
    go(page, "implementation")
    rows = page.get_by_role("region", name="Tasks by date").locator("tbody tr").all_inner_texts()
    states = [row.split("\t")[3].strip() for row in rows]
    assert [state.split("\n")[0] for state in states] == [
        "Overdue by 3 days",
        "Due in 10 days",
        "Open",
        "No date yet",
        "Done",
    ]
    assert "The owner has left the team." in rows[1]
    page.click("#plan-order-dpia-handover")
    expect(page.get_by_role("dialog").get_by_role("button", name="Go to the question")).to_have_count(2)
    page.keyboard.press("Escape")
    page.click("#plan-state-t1")
    page.get_by_role("dialog").get_by_role("button", name="Go to the question").first.click()
    expect(page.locator("[data-control='assessments/a2/plan/tasks/t1/due']")).to_be_focused()


def test_a_point_is_looked_at_and_gets_its_next_date(page: Page) -> None:
    """Once looked at, the next date follows from the usual interval; suggestions come with a first date."""
    go(page, "review")
    page.click("#review-looked-w1")
    assert value(page, "assessments/a2/review/watch/w1/due") == "2027-11-21"
    page.click("#review-take-exercise")
    added = value(page, "assessments/a2/review/watch")[2]
    assert (added["standard"], added["due"]) == ("exercise", "2027-11-21")


def test_assessing_again_keeps_the_old_one_and_compares(page: Page) -> None:
    """The old assessment is as it was; the new one is chosen, stands beside it, and an answer that moves is told."""
    go(page, "review")
    expect(page.locator("#review")).to_contain_text("smaller than before (sure: the ranges do not overlap)")
    page.select_option("#review-before", "a1")
    page.click("#review-gap-z2-vehicle-attack")
    expect(page.get_by_role("dialog").get_by_role("button", name="Go to the question")).to_have_count(12)
    page.keyboard.press("Escape")
    before = value(page, "assessments/a2")
    page.click("#review-again")
    after = value(page, "assessments/a3")
    assert value(page, "assessments/a2") == before
    assert (after["replaces"], after["date"], after["scenarios"]) == ("a2", TODAY, before["scenarios"])
    assert (after["basket"], after["plan"]["tasks"], after["review"]["incidents"]) == ([], [], [])
    assert page.input_value("#choose-assessment-review") == "a3"
    expect(page.locator("[id^=review-moved-]")).to_have_text(
        re.compile("^Cannot be compared: one of the two is unknown")
    )
    page.evaluate(
        "Agora.dossierViews.store().set('assessments/a3/scenarios/c1/existing', {level: 2, reason: ''}, 'panel')"
    )
    expect(page.locator("#review-moved-c1-existing")).to_contain_text("Lower than before, ranges and all.")
    page.click("#dossier-undo")
    page.click("#dossier-undo")
    assert value(page, "assessments/a3") is None


def delivered(page: Page, button: str, tmp_path: Path) -> tuple[str, bytes]:
    with page.expect_download() as waiting:
        page.click(button)
    target = tmp_path / "file"
    waiting.value.save_as(target)
    return waiting.value.suggested_filename, target.read_bytes()


def test_every_output_holds_the_report_and_its_marking(page: Page, tmp_path: Path) -> None:
    """Word, Markdown, tables, JSON and calendar of the same dossier; no name of a file tells the site unless asked."""
    go(page, "start")
    name, data = delivered(page, "#output-word-start", tmp_path)
    assert name == "agorapedia-report-2026-11-21-tlp-amber-strict.docx"
    word = docx.Document(io.BytesIO(data))
    cells = {cell.text for table in word.tables for row in table.rows for cell in row.cells}
    assert {
        "4. Large",
        "Overdue by 3 days",
        "Fixed bollards",
        "smaller than before (sure: the ranges do not overlap)",
    } <= cells
    assert word.sections[0].footer.paragraphs[0].text.endswith("TLP:AMBER+STRICT")
    name, data = delivered(page, "#output-markdown-start", tmp_path)
    assert data.decode().startswith("**TLP:AMBER+STRICT**")
    assert "Ranking with the weights “Town”" in data.decode()
    name, data = delivered(page, "#output-tables-start", tmp_path)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = archive.namelist()
        texts = [archive.read(file).decode("utf-8-sig") for file in files]
    index = list(csv.reader(io.StringIO(texts[0], newline="")))
    assert [row[0] for row in index[1:]] == files[1:]
    assert all(
        len(list(csv.reader(io.StringIO(text, newline="")))) - 1 == int(row[3])
        for text, row in zip(texts[1:], index[1:], strict=True)
    )
    assert all(
        line.endswith("TLP:AMBER+STRICT") for text in texts for line in text.split("\r\n")[1:-1] if "\n" not in line
    )
    assert "'=Look at the mill gate" in "".join(texts)
    name, data = delivered(page, "#output-json-start", tmp_path)
    assert (json.loads(data)["marking"], json.loads(data)["content"][0]["level"]) == ("TLP:AMBER+STRICT", 1)
    page.check("#output-named-start")
    name, data = delivered(page, "#output-calendar-start", tmp_path)
    text = data.decode().replace("\r\n ", "")
    assert name == "agorapedia-dates-linden-market-2026-11-21-tlp-amber-strict.ics"
    assert len(set(re.findall("UID:.*", text))) == text.count("BEGIN:VEVENT") == 5
    assert "secret note" not in text
    expect(page.locator("#dossier-said")).to_contain_text(
        "Without a date and so not in the calendar: Tell the stall holders"
    )


def test_the_report_of_the_evaluation_says_why(page: Page, tmp_path: Path) -> None:
    """Each score with its reason or the lack of one, flip points, the shortlist and the plan; and which site comes first."""
    base = "assessments/a2/evaluation"
    page.evaluate(
        """([base, scores]) => { const store = Agora.dossierViews.store();
            store.set(base + '/scores', scores); store.set(base + '/shortlist', ['n1']);
            store.set(base + '/demonstration', {place: 'Depot of Lindenbach'});
            store.set('sites', [['s1', 5], ['s9', 2]].map(([id, level]) =>
                Object.assign({id: id, name: 'Mill Park'}, store.get('sites/' + id), {priority: {crowd: {level: level}}}))); }""",
        [base, {"n1|k1": {"level": 4, "low": 3, "high": 5, "reason": "Measured"}, "n2|k1": {"level": 5, "reason": ""}}],
    )
    go(page, "start")
    text = delivered(page, "#output-markdown-start", tmp_path)[1].decode()
    for told in (
        "| Fixed bollards | Performance | 4 (3–5) | Measured |",
        "Without a reason this score is not counted.",
        "stays first",
        "Shortlist: Fixed bollards",
        "| Where is it? | Depot of Lindenbach |",
        "Mill Park",
    ):
        assert told in text, told
    assert "Which site first" in text


def test_two_files_never_share_a_uid(page: Page) -> None:
    """A new file draws its id; the same plan in another file has other UIDs; the id is kept by saving and opening."""
    first, second = (page.evaluate("Agora.dossierFiles.blank('2026-11-21').id") for _ in range(2))
    assert re.fullmatch("[0-9a-f]{12}", first)
    assert first != second
    uids = []
    for id in (first, second):
        put(page, {**LINDENBACH, "id": id})
        assert (
            page.evaluate(
                "JSON.parse(Agora.dossierFile.write(Agora.dossierViews.store().value(), Agora.dossierData.schema, '2026-11-21').text).id"
            )
            == id
        )
        uids.append(
            set(
                page.evaluate(
                    "Agora.dossierOutputs.calendar(Agora.dossierOutputs.made('start')).events.map(event => event.uid)"
                )
            )
        )
    assert uids[0].isdisjoint(uids[1])


SECRETS = ("secret note", "North arcade", "mill gate", "A van drove in", "Words of our own", "A. Example")


def test_without_what_is_sensitive_no_output_tells_it(page: Page, tmp_path: Path) -> None:
    """Every format of every view, file name included."""
    go(page, "start")
    before = page.evaluate("JSON.stringify(Agora.dossierOutputs.current().blocks)")
    assert [secret for secret in SECRETS if secret not in before] == []
    page.check("#output-guarded-start")
    for view in ("start", "vulnerability", "implementation", "review"):
        texts = page.evaluate(
            """view => ['word', 'markdown', 'tables', 'json', 'calendar'].map(format => {
                const found = Agora.dossierOutputs.content(format, Agora.dossierOutputs.made(view));
                return (typeof found === 'string' ? found : new TextDecoder().decode(found)).replace(/\\r\\n /g, '');
            })""",
            view,
        )
        assert [(view, secret) for secret in SECRETS for text in texts if secret in text] == []
    go(page, "review")
    expect(page.locator("#output-guarded-review")).to_be_checked()


def test_a_result_that_fails_harms_no_other(page: Page) -> None:
    """It is told in its place, and the rest of the report is there."""
    found = page.evaluate(
        """() => {
            const kept = Agora.dossierBlocks.vulnerability, error = console.error;
            console.error = () => {};
            Agora.dossierBlocks.vulnerability = () => { throw new Error('out of order'); };
            const blocks = Agora.dossierOutputs.made('start').blocks;
            Agora.dossierBlocks.vulnerability = kept;
            console.error = error;
            return JSON.stringify(blocks);
        }"""
    )
    assert "This result could not be worked out: out of order" in found
    assert "Tasks by date" in found


def test_paper_shows_the_report_of_the_view(page: Page) -> None:
    """Drawn for the printer alone, taken away afterwards; the preview on the screen is the same document."""
    for view, heading in (("start", "Form the team"), ("review", "Review")):
        go(page, view)
        page.emulate_media(media="print")
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        report = page.locator("#dossier-report")
        expect(report.locator("h1")).to_have_text("Dossier: Lindenbach (fictional): Linden market")
        expect(report.locator("h2").first).to_have_text(heading)
        expect(page.locator(f"#{view}")).to_be_hidden()
        assert report.locator("h2").count() == (8 if view == "start" else 1)
        page.evaluate("window.dispatchEvent(new Event('afterprint'))")
        page.emulate_media(media="null")
        assert page.locator("#dossier-report").count() == 0
        expect(page.locator(f"#{view}")).to_be_visible()
    sheets = page.pdf(format="A4", prefer_css_page_size=True).count(b"/Type /Page\n")
    assert 1 < sheets < 5
    go(page, "start")
    page.click("#output-preview")
    page.select_option("#output-step", "team")
    expect(page.locator("#start .dossier-preview h4")).to_have_text("Form the team")


def test_the_keyboard_takes_over_a_task_and_prints(page: Page) -> None:
    """From the form to the suggestions and on to the documents by Tab and Enter alone."""
    page.evaluate("() => { window.printed = 0; window.print = () => { window.printed += 1; }; }")
    go(page, "implementation")
    wanted = ["implementation-take-accessibility", "output-print-implementation"]
    for id in wanted:
        for _ in range(80):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.id") == id:
                break
        page.keyboard.press("Enter")
        if id == wanted[0]:
            expect(page.locator("#implementation-take-back")).to_be_focused()
    assert plan(page)[-1]["standard"] == "accessibility"
    assert page.evaluate("window.printed") == 1


@pytest.mark.parametrize(
    ("language", "scheme", "width"), [("en", "light", 1280), ("en", "dark", 320), ("fr", "light", 320)]
)
def test_the_panels_are_accessible_and_fit(
    browser: Browser, http_address: str, language: str, scheme: Any, width: int
) -> None:
    """axe finds nothing, nothing is too wide, and no key stands in the place of a sentence, empty and filled."""
    found: list[Any] = []
    empty = {**LINDENBACH, "team": {}, "assessments": [{"id": "a1", "site": "s1"}]}
    url, view = f"{http_address}{language}/dossier/index.html", {"width": width, "height": 900}
    with opened(browser, url, color_scheme=scheme, viewport=view) as page:
        for state, dossier in (("empty", empty), ("filled", LINDENBACH)):
            put(page, dossier)
            for step in ("start", "implementation", "review"):
                go(page, step)
                if step == "start" and state == "filled":
                    page.click("#output-preview")
                    page.select_option("#output-step", "implementation")
                found += [(state, step, rule, places[:3]) for rule, places in violations(page, f"#{step}")]
                if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                    found.append((state, step, "too wide"))
                text = page.locator(f"#{step}").inner_text()
                found += [(step, word) for word in re.findall(r"\{[a-z_]+\}|\bundefined\b|\b[a-z]+_[a-z_]+\b", text)]
    assert found == []
