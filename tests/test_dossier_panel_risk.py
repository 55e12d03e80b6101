"""The results of team, space and vulnerability in a browser: shown, opened, taken over, taken back, by keyboard, on a telephone.

The dossier is that of Lindenbach, a fictional town. What the numbers must be is the business of the tests of the rules; here
it is asked whether a reader is told the right ones, and can open and use what is told.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.accessibility import violations

pytestmark = pytest.mark.browser

STEPS = ("team", "space", "vulnerability")


def scale(
    level: int | str, low: int | None = None, high: int | None = None, reason: str = "Talked over on site."
) -> Any:
    ends = {"low": low, "high": high} if low is not None and high is not None else {}
    return {"level": level, **ends, "reason": reason}


def scenario(id: str, zone: str, threat: str, *levels: Any) -> dict[str, Any]:
    """A scenario; the levels are those of likelihood, people, function, symbolic, economic, existing."""
    names = ("likelihood", "people", "function", "symbolic", "economic", "existing")
    answers = {name: level for name, level in zip(names, levels, strict=False) if level is not None}
    return {"id": id, "zone": zone, "threat": threat, "words": "A case of our fictional town.", **answers}


def priority(*levels: Any) -> dict[str, Any]:
    names = ("crowd", "frequency", "meaning", "reliance", "concern", "protection", "change")
    return {name: level for name, level in zip(names, levels, strict=True) if level is not None}


def lindenbach() -> dict[str, Any]:
    """A dossier of a fictional town: a team with a gap, three sites, an older and a newer assessment of the first."""
    town = "Town of Lindenbach (fictional)"
    four, three, two = scale(4), scale(3), scale(2)
    return {
        "format": "agorapedia-dossier",
        "format_version": 3,
        "content_version": "",
        "language": "en",
        "tlp": "TLP:AMBER",
        "title": "Lindenbach (fictional): market square",
        "created": "2026-03-01",
        "changed": "2026-03-02",
        "entries": {},
        "not_applicable": [],
        "team": {
            "members": [
                {"id": "m1", "name": "Head of public order", "organisation": town, "stakeholder": "municipality", "role": "lead",
                 "contact": "town hall"},
                {"id": "m2", "name": "Prevention officer", "organisation": "Police", "stakeholder": "police", "role": "informed"},
                {"id": "m3", "name": "Patrol leader", "organisation": town, "stakeholder": "local-police", "role": "core",
                 "until": "2020-01-31"},
            ]
        },
        "sites": [
            {
                "id": "s1", "name": "Market square", "category": "square", "boundaries": "From the town hall to the bridge.",
                "zones": [{"id": "z1", "name": "North side"}, {"id": "z2", "name": "Market stalls"}],
                "uses": [{"id": "u1", "when": "Saturday, 9 to 13", "what": "Market", "crowd": "about 1,500"}],
                "existing": [{"id": "e1", "measure": "fixed-bollards", "name": "Bollards at the bridge", "zones": ["z1"]}],
                "priority": priority(three, four, three, two, two, scale(2, 1, 3), scale("unknown")),
            },
            {"id": "s2", "name": "Bus station", "category": "transport-hub", "zones": [], "uses": [],
             "priority": priority(two, scale(5), scale(1), four, two, three, scale(1))},
            {"id": "s3", "name": "Riverside park", "category": "park"},
        ],
        "assessments": [
            {"id": "a1", "site": "s1", "name": "First look", "date": "2024-05-02",
             "scenarios": [scenario("c1", "z1", "vehicle-attack", three, four, two, three, two, scale(1))]},
            {
                "id": "a2", "site": "s1", "name": "With bollards", "date": "2026-03-01", "replaces": "a1",
                "scenarios": [
                    scenario("c1", "z1", "vehicle-attack", three, four, two, three, two, four),
                    scenario("c2", "z2", "vehicle-attack", three, scale(4, 3, 5), two, three, two, scale("unknown")),
                    scenario("c3", "", "crowd-crush", two, three, scale(1), two, None, two),
                    scenario("c4", "z2", "pickpocketing"),
                ],
            },
        ],
    }  # fmt: skip


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("dossier") / "lindenbach.agora.json"
    path.write_text(json.dumps(lindenbach()), "utf-8")
    return path


@contextmanager
def opened(browser: Browser, url: str, file: Path | None, **more: Any) -> Iterator[Page]:
    """The dossier with the file of the town, or empty; the page must not complain."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **more})
    page = context.new_page()
    trouble: list[str] = []
    page.on("console", lambda message: trouble.append(message.text))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.goto(url)
    if file:
        page.set_input_files("#dossier-open-file", file)
        page.wait_for_function("document.getElementById('dossier-said').textContent !== ''")
        assert page.locator("#dossier-refused li").count() == 0
    yield page
    context.close()
    assert trouble == []


def go(page: Page, step: str) -> Locator:
    """The panel of a step, after going there."""
    page.click(f"a[data-view={step}]")
    return page.locator(f"#{step} [data-panel]")


def value(page: Page, path: str) -> Any:
    return page.evaluate("path => Agora.dossierViews.store().get(path)", path)


def behind(page: Page, button: Locator) -> str:
    """What the dialog tells that a button opens; it is closed with Escape and gives the focus back."""
    button.click()
    told = page.locator("dialog").inner_text()
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_have_count(0)
    expect(button).to_be_focused()
    return told


@pytest.fixture
def url(http_address: str) -> str:
    return f"{http_address}en/dossier/index.html"


def test_the_team_learns_who_is_missing_and_adds_them(browser: Browser, url: str, file: Path) -> None:
    """A group that is absent is added, one in a weaker role raised; both are taken back, one here and one by Undo."""
    with opened(browser, url, file) as page:
        panel = go(page, "team")
        fire = panel.locator(".dossier-card", has_text="Fire and medical services: nobody yet; wanted at least as core")
        expect(fire).to_contain_text("a measure must not stand in their way")
        expect(fire.get_by_role("link", name="Crowd crush")).to_be_visible()
        assert "Crowd crush" in behind(page, fire.locator(".dossier-open"))
        expect(panel.locator("#team-notes + ul")).to_contain_text("Has left and is not counted: Patrol leader.")
        expect(panel.get_by_role("row", name="Municipality lead")).to_contain_text("Head of public order")

        page.click("#team-take-first-responder")
        assert value(page, "team/members/m4")["role"] == "core"
        assert value(page, "team/members/m4")["stakeholder"] == "first-responder"
        expect(fire).to_have_count(0)
        expect(page.locator("#dossier-said")).to_have_text("Taken over: Fire and medical services.")
        page.click("#taken-back-team")
        expect(fire).to_be_visible()
        expect(page.locator("#team-take-first-responder")).to_be_focused()
        assert value(page, "team/members/m4") is None

        page.click("#team-raise-m2")
        assert value(page, "team/members/m2/role") == "core"
        page.get_by_role("button", name="Undo").click()
        expect(page.locator("#team-raise-m2")).to_be_visible()
        expect(page.locator("#taken-back-team")).to_have_count(0)
        assert value(page, "team/members/m2/role") == "informed"


def test_an_empty_dossier_says_what_to_do_first(browser: Browser, url: str) -> None:
    """Each step names its first answer; the team can begin from the list."""
    with opened(browser, url, None) as page:
        expect(go(page, "team")).to_contain_text("Nobody is in the team yet.")
        page.click("#team-take-municipality")
        expect(page.locator("[data-path='team/members'] summary")).to_have_text("Municipality")
        expect(go(page, "space")).to_contain_text("No site yet.")
        page.click("#add-site-space")
        expect(page.locator("#space [data-panel]")).to_contain_text(
            "None of the seven short questions has an answer yet."
        )
        go(page, "vulnerability")
        page.click("#add-assessment-vulnerability")
        panel = page.locator("#vulnerability [data-panel]")
        expect(panel).to_contain_text("No scenario yet.")
        page.click("#gap-category")
        expect(page.locator("[data-path='sites/s1/category'] select")).to_be_focused()


def test_sites_stand_in_an_order_that_says_how_sure_it_is(browser: Browser, url: str, file: Path) -> None:
    """Points open down to an answer; an answer is kept where the rule reads it and moves the order; an assessment begins."""
    with opened(browser, url, file) as page:
        panel = go(page, "space")
        expect(panel.locator("h4")).to_have_text(["1. Market square", "2. Bus station"])
        expect(panel.locator("#space-points-s1")).to_contain_text("27 points (23 to 31) of 52")
        expect(panel.locator("#space-points-s2")).to_contain_text("20 points of 52")
        told = behind(page, panel.locator("#space-points-s1"))
        assert "Market square › Protection so far" in told
        assert "The sum is out of 52." in told
        expect(panel.get_by_role("button", name="Riverside park")).to_be_visible()

        panel.locator("#space-open-s1-change").click()
        page.locator("[data-path='sites/s1/priority/change'] input[value='5']").check()
        assert value(page, "sites/s1/priority/change")["level"] == 5
        expect(panel.locator("#space-points-s1")).to_contain_text("29 points (27 to 31) of 52")
        assert page.evaluate("Agora.dossierViews.go('sites/s3/priority')")
        assert (
            page.evaluate("document.activeElement.closest('.dossier-field').dataset.path") == "sites/s3/priority/crowd"
        )

        page.click("#space-assess-s2")
        assert (value(page, "assessments/a3/site"), value(page, "assessments/a3/scenarios")) == ("s2", [])
        page.click("#taken-back-space")
        assert value(page, "assessments/a3") is None
        expect(panel.locator("#space-assess-s2")).to_be_focused()


def test_gaps_are_drawn_listed_and_opened(browser: Browser, url: str, file: Path) -> None:
    """The matrix and its table name the same; a gap opens down to an answer; what is not known says how much it would narrow."""
    with opened(browser, url, file) as page:
        panel = go(page, "vulnerability")
        panel.locator("#gap-matrix-table").click()
        twin = panel.get_by_role("region", name="Likelihood and consequence of each scenario").get_by_role("row")
        expect(twin.nth(1)).to_have_text("1Market stalls – Vehicle attackSevere (from Serious to Disastrous)Medium")
        assert panel.locator("svg").first.locator("circle").count() == 3
        expect(panel.locator("#gap-gap-c1")).to_contain_text("2. Small")
        expect(panel.locator("#gap-gap-c2")).to_contain_text("Not sure (from 1. Very small to 4. Large)")
        told = behind(page, panel.locator("#gap-gap-c2"))
        assert "Effect of what is there\nWe do not know (from 1. Nothing to 5. As far as one can)" in told
        assert "The gap is read from a table of risk level" in told

        card = panel.locator(".dossier-card", has_text="1. Market stalls – Vehicle attack")
        assert card.locator("dl dd").count() == card.locator("dl dd > button").count() == 3
        assert "The risk level is read" in behind(page, card.locator("[id^=gap-card-risk-]"))
        expect(card).to_contain_text(
            "What is there: were it as good as it can be, the worst case of the gap would fall by 3, to 1."
        )
        expect(panel).to_contain_text(
            "Not in the order, because nothing is answered yet: Market stalls – Pickpocketing."
        )
        first = panel.locator("#gap-part-unknown ~ ul li").first
        expect(first).to_contain_text(
            "Effect of what is there: knowing it better could narrow the range of the gap by up to 3."
        )
        first.get_by_role("button", name="Go to the question").click()
        focused = page.evaluate("document.activeElement.closest('.dossier-field').dataset.path")
        assert focused == "assessments/a2/scenarios/c2/existing"
        changed = panel.get_by_role("row", name="North side – Vehicle attack 4. Large")
        expect(changed).to_contain_text("smaller than before")


def test_a_threat_nobody_looked_at_becomes_a_scenario_by_keyboard_alone(browser: Browser, url: str, file: Path) -> None:
    """Enter adds it and leads to the button that takes it back; Enter takes it back and leads to where one was."""
    with opened(browser, url, file) as page:
        panel = go(page, "vulnerability")
        panel.locator("#gap-uncovered").focus()
        for _ in range(3):
            page.keyboard.press("Tab")
        button = page.evaluate("document.activeElement.id")
        assert button.startswith("gap-take-z1-")
        page.keyboard.press("Enter")
        made = value(page, "assessments/a2/scenarios/c5")
        assert (made["zone"], made["threat"]) == ("z1", button.removeprefix("gap-take-z1-"))
        expect(page.locator("#taken-back-vulnerability")).to_be_focused()
        expect(panel.locator(f"#{button}")).to_have_count(0)
        page.keyboard.press("Enter")
        expect(panel.locator(f"#{button}")).to_be_focused()
        assert value(page, "assessments/a2/scenarios/c5") is None


@pytest.mark.parametrize(("width", "scheme", "language"), [(1280, "light", "en"), (320, "dark", "fr")])
def test_everybody_can_use_the_results(
    browser: Browser, http_address: str, file: Path, width: int, scheme: str, language: str
) -> None:
    """axe finds nothing and nothing is too wide, empty and filled, with everything open."""
    url = f"{http_address}{language}/dossier/index.html"
    for given in (None, file):
        with opened(browser, url, given, viewport={"width": width, "height": 800}, color_scheme=scheme) as page:
            for step in STEPS:
                panel = go(page, step)
                panel.evaluate("node => node.querySelectorAll('details').forEach(one => { one.open = true; })")
                assert violations(page, f"#{step} [data-panel]") == [], (step, given)
                assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
                ids = panel.locator("[id]").evaluate_all("nodes => nodes.map(node => node.id)")
                assert len(ids) == len(set(ids))
                assert panel.locator("button:not([id])").count() == 0


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_data_has_what_the_rules_ask_for(site: Path, language: str) -> None:
    """Threats name their spaces, spaces and threats their groups; pairs that are hardly plausible are there."""
    text = (site / f"assets/data/dossier.{language}.js").read_text("utf-8")
    data = json.loads(text[text.index("= {") + 2 : text.rindex(";")])

    assert "square" in data["entries"]["vehicle-attack"]["spaces"]
    assert "police" in data["entries"]["vehicle-attack"]["stakeholders"]
    assert "municipality" in data["entries"]["square"]["stakeholders"]
    assert "spaces" not in data["entries"]["fixed-bollards"]
    assert data["implausible"]
    assert all(len(pair) == 2 and set(pair) <= set(data["entries"]) for pair in data["implausible"])


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("step", STEPS)
def test_every_word_of_the_results_exists(site: Path, step: str, language: str) -> None:
    """No key reaches the reader in the place of a sentence."""
    project = Path(__file__).parent.parent / "generator/theme/assets/javascripts"
    text = (site / f"assets/data/dossier.{language}.js").read_text("utf-8")
    tables = json.loads(text[text.index("= {") + 2 : text.rindex(";")])["tables"]
    code = (project / f"dossier-panel-{step}.js").read_text("utf-8") + (project / "dossier-result.js").read_text(
        "utf-8"
    )
    known = tables[step]["words"].keys() | tables["words"]["words"].keys()

    said = set(re.findall(r'(?:\bsay\(|filled\(context, )"([a-z_-]+[a-z])"', code))
    said |= {key for pair in re.findall(r'\bsay\([^"()]+ \? "([a-z_-]+)" : "([a-z_-]+)"', code) for key in pair}
    assert said - known == set()
    assert len(said) > 10
