"""The panels of steps 3 and 4 and the request for information, filled with a fictional town."""

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.accessibility import violations

pytestmark = pytest.mark.browser

EN = "en/dossier/index.html"
FICTION = "fictional"
SECRET = "The north entrance of Lindenbach market is open to lorries on market days"


def level(number: int, **more: Any) -> dict[str, Any]:
    return {"level": number, "reason": "", **more}


def judged(likelihood: int, people: int, existing: int) -> dict[str, Any]:
    three = {name: level(3) for name in ("function", "symbolic", "economic")}
    return {
        "likelihood": level(likelihood),
        "people": level(people, low=people - 1, high=people),
        **three,
        "existing": level(existing),
    }


def lindenbach(**more: Any) -> dict[str, Any]:
    """A dossier of the fictional town of Lindenbach, without anything of steps 3 and 4 but what is given."""
    scenarios = [
        {"id": "c1", "zone": "z1", "threat": "crowd-crush", "words": "Full lanes", "public_words": "", **judged(2, 3, 4)},
        {"id": "c2", "zone": "z1", "threat": "vehicle-attack", "words": SECRET, "public_words": "A vehicle in a crowd.", **judged(3, 5, 1)},
        {"id": "c3", "zone": "z2", "threat": "sharp-object-attack", "words": "", "public_words": "", **judged(3, 4, 2)},
        {"id": "c4", "zone": "z2", "threat": "pickpocketing", "words": "", "public_words": ""},
    ]  # fmt: skip
    lists = ("objectives", "requirements", "constraints", "basket", "combinations")
    return {
        "format": "agorapedia-dossier",
        "format_version": 3,
        "content_version": "2026-11-21 00000000",
        "language": "en",
        "tlp": "TLP:AMBER",
        "title": f"Lindenbach ({FICTION})",
        "created": "2026-11-21",
        "changed": "2026-11-21",
        "entries": {},
        "not_applicable": [],
        "team": {"members": []},
        "sites": [
            {
                "id": "s1",
                "name": "Lindenbach market",
                "category": "square",
                "zones": [
                    {"id": "z1", "name": "North entrance", "note": ""},
                    {"id": "z2", "name": "Arcades", "note": ""},
                ],
                "uses": [],
                "existing": [{"id": "e1", "measure": "street-lighting", "name": "", "zones": [], "note": ""}],
                "priority": {},
            }
        ],
        "assessments": [
            {
                "id": "a1",
                "site": "s1",
                "name": "Spring",
                "date": "2026-11-21",
                "replaces": "",
                "scenarios": scenarios,
                **{name: more.get(name, []) for name in lists},
                "request": more.get("request", {}),
            }
        ],
    }


AIMED: dict[str, Any] = {
    "objectives": [
        {"id": "o1", "scenario": "c2", "function": "restrict", "phase": "execution", "words": "The danger is kept away from people."},
        {"id": "o2", "scenario": "c3", "function": "alert", "phase": "execution", "words": "Everybody in reach is warned."},
    ],
}  # fmt: skip
FULL: dict[str, Any] = {
    **AIMED,
    "requirements": [
        {"id": "r1", "objective": "o1", "strength": "must", "words": "It stops a lorry at [number] km/h.", "phrase": "", "entry": ""},
    ],
    "basket": ["retractable-bollards", "temporary-vehicle-barriers", "public-address", "video-surveillance", "hot-spot-patrols"],
    "combinations": [
        {"id": "c1", "name": "Built", "measures": ["retractable-bollards", "temporary-vehicle-barriers", "video-surveillance"]},
        {"id": "c2", "name": "People", "measures": ["hot-spot-patrols", "public-address"]},
    ],
    "request": {"title": "Quiet squares", "own_questions": f"How do you help if {SECRET.lower()}?", "replies_until": "2026-01-02"},
}  # fmt: skip


@contextmanager
def opened(browser: Browser, url: str, **more: Any) -> Iterator[Page]:
    """A page that must not complain."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, "accept_downloads": True, **more})
    page = context.new_page()
    trouble: list[str] = []
    page.on("console", lambda message: trouble.append(message.text))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.goto(url)
    yield page
    context.close()
    assert trouble == []


def load(page: Page, dossier: dict[str, Any], step: str) -> None:
    file: FilePayload = {"name": "x.agora.json", "mimeType": "application/json", "buffer": json.dumps(dossier).encode()}
    page.set_input_files("#dossier-open-file", files=file)
    expect(page.locator("#dossier-said")).to_have_text("The dossier is open.")
    page.click(f"a[data-view={step}]")
    expect(page.locator(f"#{step}-heading")).to_be_focused()


def value(page: Page, path: str) -> Any:
    return page.evaluate("path => Agora.dossierViews.store().get(path)", path)


def test_objectives_are_taken_from_the_worst_gaps(browser: Browser, site: Path) -> None:
    """Gaps worst first, each opening its answers; with the keyboard alone an objective is taken, taken back, and undone."""
    with opened(browser, site.as_uri() + "/" + EN) as page:
        load(page, lindenbach(), "objectives")
        names = page.locator(".dossier-gaps input").evaluate_all("all => all.map(one => one.id)")
        assert names == ["gap-choose-c2", "gap-choose-c3", "gap-choose-c1", "gap-choose-c4"]
        page.click("#gap-level-c3")
        expect(page.locator("dialog")).to_contain_text("Harm to people")
        page.keyboard.press("Escape")
        expect(page.locator("#gap-level-c3")).to_be_focused()
        assert page.locator("#aim-c2-restrict-execution").count() == 0

        page.focus("#gap-choose-c2")
        page.keyboard.press("Space")
        expect(page.locator("#gap-choose-c2")).to_be_focused()
        page.focus("#aim-c2-restrict-execution")
        page.keyboard.press("Enter")
        expect(page.locator("#aim-c2-restrict-execution")).to_have_text("Take it back")
        expect(page.locator("#aim-c2-restrict-execution")).to_be_focused()
        taken = value(page, "assessments/a1/objectives/o1")
        assert (taken["scenario"], taken["function"], taken["phase"]) == ("c2", "restrict", "execution")
        assert taken["words"] == "The danger is kept away from people, or slowed down before it reaches them."
        assert page.locator("#aim-missing-c2-during").count() == 0
        assert page.locator("#aim-missing-c2-after").count() == 1

        page.keyboard.press("Enter")
        expect(page.locator("#aim-c2-restrict-execution")).to_have_text("Use this objective")
        assert value(page, "assessments/a1/objectives") == []
        page.click("#dossier-undo")
        expect(page.locator("#aim-c2-restrict-execution")).to_have_text("Take it back")


def test_chosen_gaps_are_kept_in_the_file(browser: Browser, site: Path, tmp_path: Path) -> None:
    """What is ticked is saved, opened again and carried to the finder; a gap with an objective cannot be let go."""
    with opened(browser, site.as_uri() + "/" + EN) as page:
        load(page, lindenbach(), "objectives")
        page.check("#gap-choose-c3")
        page.check("#gap-choose-c2")
        page.click("#aim-c2-restrict-execution")
        page.click("#gap-choose-c2")
        expect(page.locator("#dossier-said")).to_have_text(
            "This gap has an objective and stays chosen. Take the objective back first."
        )
        expect(page.locator("#gap-choose-c2")).to_be_checked()
        with page.expect_download() as waiting:
            page.click("#dossier-save")
        waiting.value.save_as(tmp_path / "saved.json")
    with opened(browser, site.as_uri() + "/" + EN) as page:
        load(page, json.loads((tmp_path / "saved.json").read_text()), "objectives")
        assert value(page, "assessments/a1/chosen") == ["c3", "c2"]
        chosen = page.locator(".dossier-gaps input:checked").evaluate_all("all => all.map(one => one.id)")
        assert chosen == ["gap-choose-c2", "gap-choose-c3"]
        page.uncheck("#gap-choose-c3")
        assert value(page, "assessments/a1/chosen") == ["c2"]
        page.click("#dossier-undo")
        page.click("a[data-view=solutions]")
        asked = page.locator("#solutions [data-panel] li", has_text="Threats:")
        expect(asked).to_contain_text("Attack with a knife or other sharp object")
        expect(asked).not_to_contain_text("Crowd crush")


def test_a_phrase_becomes_a_requirement_of_the_readers_own(browser: Browser, site: Path) -> None:
    """One click sets objective, strength, words, phrase and entry; changed words are kept from being taken back by a click."""
    with opened(browser, site.as_uri() + "/" + EN) as page:
        load(page, lindenbach(**AIMED), "objectives")
        page.click("#phrase-use-vehicle-rating")
        expect(page.locator("#phrase-use-vehicle-rating")).to_have_text("Take it back")
        taken = value(page, "assessments/a1/requirements/r1")
        assert {key: taken[key] for key in ("objective", "strength", "phrase", "entry")} == {
            "objective": "o1", "strength": "must", "phrase": "vehicle-rating", "entry": "iso-22343",
        }  # fmt: skip
        assert taken["words"].startswith("The barrier and its foundation")

        page.click("#phrase-r1-edit")
        page.keyboard.press("End")
        page.keyboard.type(" Ask.")
        expect(page.locator("#objectives [data-panel]")).to_contain_text("In use, with your changes")
        expect(page.locator("#phrase-use-vehicle-rating")).to_have_text("Change the words")

        page.select_option("#phrases-for", "general")
        general = page.locator(".dossier-proposals button[id^=phrase-use-]:not([id$=-behind])").first
        general.click()
        assert value(page, "assessments/a1/requirements/r2/objective") == ""


def test_the_finder_is_filled_in_and_gives_reasons(browser: Browser, site: Path) -> None:
    """It asks for the threats that have an objective; what is on site is not proposed; a find goes into the basket and out."""
    with opened(browser, site.as_uri() + "/" + EN) as page:
        load(page, lindenbach(**AIMED), "solutions")
        panel = page.locator("#solutions [data-panel]")
        for words in ("Space: Square", "Already on site: Street lighting"):
            expect(panel).to_contain_text(words)
        threats = panel.locator("li", has_text="Threats: ").inner_text()
        assert "Vehicle attack" in threats and "Crowd" not in threats
        assert page.locator("#find-street-lighting").count() == 0
        expected = page.evaluate("""() => {
            const one = Agora.dossierViews.context('solutions'), ask = Agora.dossierCombination.finderQuestion(one.assessment, one.site);
            return Agora.find.find(one.measures, ask, Agora.measures.rule, Agora.measures.implausible).ranked[0].id; }""")
        first = panel.locator("[id^=find-]:is(button)").first
        assert first.get_attribute("id") == f"find-{expected}"
        expect(panel.locator("ol > li").first).to_contain_text("Why: answers")

        first.press("Enter")
        assert value(page, "assessments/a1/basket") == [expected]
        expect(page.locator(f"#find-{expected}")).to_be_focused()
        page.keyboard.press("Enter")
        assert value(page, "assessments/a1/basket") == []
        page.select_option("#finder-cost", "minimal")
        expect(panel).to_contain_text("are left out.")
        assert "0 are left out" not in panel.inner_text()


def test_combinations_show_what_they_leave_open(browser: Browser, site: Path) -> None:
    """Conflict, missing need, side effects, costs and open ends; what is missing is put in; side by side."""
    with opened(browser, site.as_uri() + "/" + EN) as page:
        load(page, lindenbach(**FULL), "solutions")
        panel = page.locator("#solutions [data-panel]")
        expect(page.locator("#conflict-retractable-bollards-temporary-vehicle-barriers")).to_be_visible()
        page.click("#cover-phases-c2")
        expect(page.locator("dialog")).to_contain_text("Retractable bollards")
        page.keyboard.press("Escape")
        assert page.locator("[id^=cost-]").count() > 0
        expect(page.locator("#beside-missing-c1")).to_contain_text("2")
        page.click("#need-vehicle-access-planning >> nth=0")
        expect(page.locator("#beside-missing-c1")).to_contain_text("0")
        assert value(page, "assessments/a1/combinations/c1/measures")[-1] == "vehicle-access-planning"

        page.select_option("#set-look", "c2")
        expect(panel.locator("h4", has_text="People")).to_be_visible()
        page.check("#set-c2-video-surveillance")
        assert "video-surveillance" in value(page, "assessments/a1/combinations/c2/measures")
        for id in FULL["basket"][:4]:
            page.check(f"#compare-{id}")
        page.locator(f"#compare-{FULL['basket'][4]}").click()
        expect(page.locator("#dossier-said")).to_contain_text("No more than 4")
        assert not page.is_checked(f"#compare-{FULL['basket'][4]}")


def test_the_request_tells_what_it_would_give_away(browser: Browser, site: Path, tmp_path: Path) -> None:
    """Private words in a printed field: a warning with a way to the field, a word before the download, and no refusal."""
    with opened(browser, site.as_uri() + "/" + EN) as page:
        load(page, lindenbach(**FULL), "solutions")
        expect(page.locator("#request-notice")).to_be_visible()
        page.click("#request-word")
        expect(page.locator("dialog")).to_contain_text("Private words of a scenario")
        page.click("#request-look-first")
        expect(page.locator("#request-check")).to_be_focused()
        with page.expect_download() as waiting:
            page.click("#request-word")
            page.click("#request-all-the-same")
        waiting.value.save_as(tmp_path / "request.docx")
        written = Document(io.BytesIO((tmp_path / "request.docx").read_bytes()))
        text = "\n".join(paragraph.text for paragraph in written.paragraphs)
        around = "".join(
            part.text for part in written.sections[0].header.paragraphs + written.sections[0].footer.paragraphs
        )
        assert "A vehicle in a crowd." in text and "Quiet squares" in text
        assert (
            "Lindenbach" not in around
            and "TLP:AMBER" in around
            and waiting.value.suggested_filename.endswith("-tlp-amber.docx")
        )

        page.locator("li", has_text="of “Private words of a scenario”").get_by_role(
            "button", name="Go to “Questions of your own"
        ).click()
        assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
        page.keyboard.press("ControlOrMeta+A")
        page.keyboard.type("How long does it last?")
        expect(page.locator("#request-notice")).to_have_count(0)
        with page.expect_download() as waiting:
            page.click("#request-markdown")
        waiting.value.save_as(tmp_path / "request.md")
        markdown = (tmp_path / "request.md").read_text("utf-8")
        assert (
            markdown.startswith("**TLP:AMBER**")
            and "How long does it last?" in markdown
            and "north entrance" not in markdown
        )
        page.emulate_media(media="print")
        page.evaluate("document.documentElement.classList.add('dossier-print-request')")
        page.evaluate("document.getElementById('request-preview').parentNode.open = true")
        printed = page.evaluate("document.body.innerText")
        assert "Quiet squares" in printed and "TLP:AMBER" in printed
        assert not any(words in printed for words in ("North entrance", "Lindenbach", "Your basket", "Preview of"))


def test_forgetting_forgets_the_texts_that_were_compared(browser: Browser, site: Path) -> None:
    """The check keeps words of private texts between two drawings; “forget everything” calls for them to go."""
    with opened(browser, site.as_uri() + "/" + EN) as page:
        load(page, lindenbach(**FULL), "solutions")
        page.evaluate(
            "() => { const kept = Agora.dossierRequest.forget; Agora.dossierRequest.forget = () => { window.forgot = true; kept(); }; }"
        )
        page.click("#dossier-forget")
        page.get_by_role("button", name="Go on").click()
        assert page.evaluate("window.forgot === true")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_both_steps_can_be_read_by_everybody(browser: Browser, http_address: str, width: int, scheme: str) -> None:
    """Empty and filled: axe finds nothing, and nothing is cut at 320 px."""
    bare = lindenbach()
    bare["assessments"][0]["scenarios"] = []
    bare["sites"][0]["category"] = ""
    with opened(browser, http_address + EN, viewport={"width": width, "height": 900}, color_scheme=scheme) as page:
        for dossier in (bare, lindenbach(**FULL)):
            for step in ("objectives", "solutions"):
                load(page, dossier, step)
                if dossier is not bare and step == "solutions":
                    page.click("#request-preview")
                assert page.locator("[data-panel] .dossier-error").count() == 0
                assert page.evaluate("document.documentElement.scrollWidth") <= width
                assert violations(page, f"#{step}") == []
