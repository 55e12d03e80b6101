"""Step 5 in a browser: candidates, criteria, weights, scores, result, shortlist; how fast it answers and how it looks."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.accessibility import violations
from tests.conftest import quiet

pytestmark = pytest.mark.browser

EVALUATION = "assessments/a1/evaluation"
IDS = ["c1", "c2", "c3", "c4", "c5"]


def score(level: int | str, reason: str = "Seen on site", **bounds: int) -> dict[str, Any]:
    return {"level": level, "reason": reason, **bounds}


def filled() -> dict[str, Any]:
    """The market square of Lindenbach, a town that does not exist; five candidates, five criteria, two groups that weigh."""
    levels = {
        "k1": [score(4, low=3, high=5), score(3), score(2), score(4), score(4)],
        "k2": [score(3), score(4), score(4), score("unknown", ""), score(3)],
        "k3": [score(5), score(2), score(1), score(2), score(5)],
        "k4": [score(1), score(5), score(5), score(5), score(3)],
        "k5": [score(4), score(4), score(3), score(4), score(2)],
    }
    standards = ["performance", "fit", "cost", "rights", "accessibility"]
    weights = [[30, 10, 20, 20, 20], [10, 10, 60, 10, 10]]
    return {
        "sites": [{"id": "s1", "name": "Market square, Lindenbach (fictional)"}],
        "assessments": [
            {
                "id": "a1",
                "site": "s1",
                "name": "Weekly market",
                "basket": ["fixed-bollards", "street-lighting"],
                "scenarios": [{"id": "c1", "threat": "vehicle-attack", "words": "A lorry enters the market"}],
                "evaluation": {
                    "candidates": [
                        {"id": "k1", "name": "", "measure": "fixed-bollards", "origin": "basket"},
                        {"id": "k2", "name": "Planters", "origin": "typed"},
                        {"id": "k3", "name": "Gate with cameras", "origin": "reply", "reply": {"limits": "Needs power"}},
                        {"id": "k4", "name": "Do nothing", "origin": "typed"},
                        {"id": "k5", "name": "Movable barriers", "origin": "typed"},
                    ],
                    "criteria": [
                        {"id": f"c{at}", "standard": standard, "veto": 3 if standard in ("rights", "accessibility") else None}
                        for at, standard in enumerate(standards, 1)
                    ],
                    "weight_sets": [
                        {"id": f"w{number}", "name": name, "method": "direct", "direct": dict(zip(IDS, row, strict=True))}
                        for number, (name, row) in enumerate(zip(["Residents", "Council"], weights, strict=True), 1)
                    ],
                    "scores": {f"{candidate}|c{at}": told for candidate, row in levels.items() for at, told in enumerate(row, 1)},
                    "shortlist": ["k1", "k2"],
                    "demonstration": {"date": "2026-12-01"},
                },
            }
        ],
    }  # fmt: skip


PUT = """dossier => { const store = Agora.dossierViews.store();
    store.replace(Agora.dossierFile.completed(Object.assign({}, store.value(), dossier), Agora.dossierData.schema)); }"""


@contextmanager
def opened(browser: Browser, url: str, dossier: dict[str, Any] | None, **more: Any) -> Iterator[Page]:
    """Step 5 of a dossier, on a page that must not complain."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **more})
    page = context.new_page()
    trouble: list[str] = []
    page.on("console", lambda message: trouble.append(message.text))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.goto(f"{url}#evaluation")
    if dossier:
        page.evaluate(PUT, dossier)
    yield page
    context.close()
    assert trouble == []


@pytest.fixture
def page(window: Page, http_address: str) -> Iterator[Page]:
    window.set_viewport_size({"width": 1280, "height": 900})
    with quiet(window):
        window.goto(f"{http_address}en/dossier/index.html#evaluation")
        window.evaluate(PUT, filled())
        yield window


def bare() -> dict[str, Any]:
    """The same place before step 5 has begun."""
    dossier = filled()
    dossier["assessments"][0]["evaluation"] = {}
    return dossier


def value(page: Page, path: str) -> Any:
    return page.evaluate("path => Agora.dossierViews.store().get(path)", f"{EVALUATION}/{path}")


def part(page: Page, name: str) -> Any:
    page.click(f"#evaluation-{name}-summary")
    return page.locator(f"#evaluation-{name}")


def test_from_nothing_to_a_ranking_and_back(browser: Browser, site: Any) -> None:
    """From a stick: each empty part says what it needs; suggestions are taken, the result opens down to a reason, undo works."""
    with opened(browser, f"{site.as_uri()}/en/dossier/index.html", bare()) as page:
        panel = page.locator(".dossier-evaluation")
        expect(panel).to_contain_text("There is no candidate yet.")
        expect(panel).to_contain_text("Scores need at least one candidate and one criterion.")
        expect(panel).to_contain_text("The result needs candidates, criteria, weights and scores.")
        page.click("#evaluation-take-all")
        page.click("#evaluation-do-nothing")
        page.click("#evaluation-criteria-take")
        assert [row["measure"] for row in value(page, "candidates")] == ["fixed-bollards", "street-lighting", ""]
        assert [row["standard"] for row in value(page, "criteria") if row["veto"] == 3] == ["rights", "accessibility"]
        expect(panel).to_contain_text("There are no usable weights yet, so there is no ranking.")
        page.click("#evaluation-set-add")
        page.click("#evaluation-equal")
        expect(page.locator("#evaluation-ranking")).to_contain_text("Rank 1, shared by 3")
        page.click("#evaluation-cell-k1-c1")
        expect(page.locator("#evaluation-score")).to_contain_text("It is a fact about the measure, not a score")
        page.check("#evaluation-score-5")
        expect(page.locator("#evaluation-score-reason-error")).to_be_visible()
        page.locator("#evaluation-score-reason").press_sequentially("Tested in Lindenbach")
        expect(page.locator("#evaluation-score-reason-error")).to_be_hidden()
        assert value(page, "scores/k1|c1") == {"level": 5, "reason": "Tested in Lindenbach"}

        page.click("#evaluation-number-value-k1")
        dialog = page.get_by_role("dialog")
        expect(dialog).to_contain_text("Fixed bollards › Performance")
        expect(dialog).to_contain_text("Tested in Lindenbach")
        expect(dialog).to_contain_text("Weighted sum: each level times its weight")
        dialog.get_by_role("button", name="Go to the score").first.click()
        expect(page.locator("#evaluation-score-5")).to_be_focused()
        while value(page, "criteria"):
            page.click("#dossier-undo")
        expect(panel).to_contain_text("There is no criterion yet.")
        assert [row["name"] for row in value(page, "candidates")] == ["Fixed bollards", "Street lighting", "Do nothing"]


def test_a_minimum_is_a_whole_level(page: Page) -> None:
    """The panel offers levels; the form refuses what a file could not be opened with again."""
    page.select_option("#evaluation-minimum-c1", "2")
    assert value(page, "criteria/c1/veto") == 2
    expect(page.locator(".dossier-evaluation")).to_contain_text(
        "Do nothing is not ranked: below the minimum for Performance."
    )
    page.evaluate("path => Agora.dossierViews.go(path)", f"{EVALUATION}/criteria/c1/veto")
    for text, told in (("2,5", "write a whole number"), ("6", "at most 5"), ("0", "at least 1")):
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type(text)
        page.keyboard.press("Tab")
        expect(page.locator(".dossier-errors")).to_contain_text(told)
        page.keyboard.press("Shift+Tab")
    assert value(page, "criteria/c1/veto") == 2


def test_replies_are_read_whole_or_not_at_all(page: Page, tmp_path: Any) -> None:
    """A fault is told with its row and column in the words of the form; a good file becomes candidates, and can be undone."""
    part(page, "replies")
    bad = tmp_path / "bad.csv"
    bad.write_text("Cost of purchase, without tax;Colour\n12;red\n", "utf-8")
    page.set_input_files("#evaluation-replies-file", bad)
    expect(page.locator("#evaluation-replies")).to_contain_text(
        "no column with the heading “Name of the solution and what it is”"
    )
    page.fill(
        "#evaluation-replies-text",
        "Name of the solution and what it is;Cost of purchase, without tax;Colour\nSwing gate;12;red\nPlanters;3;green\n",
    )
    page.click("#evaluation-replies-read")
    expect(page.locator("#evaluation-replies")).to_contain_text("these columns are left out: Colour.")
    expect(page.locator("#evaluation-replies")).to_contain_text("stay as they are: Planters.")
    page.click("#evaluation-replies-take")
    assert [(row["id"], row["name"]) for row in value(page, "candidates")[5:]] == [
        ("k6", "Swing gate"),
        ("k7", "Planters"),
    ]
    assert value(page, "candidates/k6/reply")["cost_purchase"] == "12"
    expect(page.locator("#evaluation-cell-k6-c1")).to_have_text("–")
    page.click("#dossier-undo")
    assert len(value(page, "candidates")) == 5


def test_the_result_speaks_in_names(page: Page) -> None:
    """Bands, minimums, weight sets, flip points, flows and open answers are sentences with names and no ids."""
    for name in ("bars", "unknown", "sides", "flips", "flows", "radar"):
        part(page, name)
    expect(page.locator("#evaluation-ranking .dossier-band")).to_have_text(
        "Rank 1, shared by 3: closer than a quarter of a level is no real difference"
    )
    panel = page.locator(".dossier-evaluation")
    for told in (
        "Gate with cameras is not ranked: below the minimum for Rights and privacy.",
        "Planters: find out first whether it reaches the minimum for Rights and privacy.",
        "First in every weight set: Do nothing.",
        "Fixed bollards stays first unless the weight of Performance falls below 27.6 %. It is 30 % now. Below that: Do nothing.",
        "Fixed bollards: Performance lies between 3 and 5. This answer alone could change who comes first.",
    ):
        expect(panel).to_contain_text(told)
    assert (
        page.evaluate(
            "document.querySelector('.dossier-evaluation').textContent.match(/\\b[ckw]\\d\\b|\\{[a-z]+\\}|undefined|NaN/)"
        )
        is None
    )
    page.focus("#evaluation-set-results")
    page.select_option("#evaluation-set-results", "w2")
    expect(page.locator("#evaluation-ranking .dossier-band").first).to_have_text("Rank 1")
    expect(page.locator("#evaluation-ranking tbody").first).to_contain_text("4.4")
    expect(page.locator("#evaluation-set-results")).to_be_focused()


def test_a_score_without_a_reason_is_not_counted(page: Page) -> None:
    """It is marked, told, and stands as unknown in every result and behind every number, until the reason is written."""
    page.evaluate("view => Agora.dossierViews.store().set(view + '/scores/k4|c2', {level: 5, reason: ' '})", EVALUATION)
    part(page, "unknown")
    told = page.locator("#evaluation-results")
    row = page.locator("#evaluation-ranking tr", has_text="Do nothing")
    expect(page.locator("#evaluation-cell-k4-c2")).to_have_text("5 *")
    expect(told).to_contain_text("Not counted, because the reason is missing: 1.")
    expect(row).to_contain_text("unknown: 1")
    expect(page.locator("#evaluation-unknown")).to_contain_text(
        "Do nothing: the score for Physical fit has no reason and is not counted."
    )
    page.locator("#evaluation-number-value-k4").click()
    expect(page.locator("dialog li", has_text="Do nothing › Physical fit")).to_contain_text("this score is not counted")
    page.keyboard.press("Escape")
    page.click("#evaluation-reason-k4-c2")
    page.fill("#evaluation-score-reason", "It fits, because nothing is built")
    expect(row).not_to_contain_text("unknown")
    expect(told).not_to_contain_text("Not counted")
    expect(page.locator("#evaluation-cell-k4-c2")).to_have_text("5")


def test_weights_by_swing_and_by_pairs(page: Page) -> None:
    """What is typed gives shares; an empty field is missed by name; contradicting pairs are named."""
    page.fill("#evaluation-weight-c1", "")
    expect(page.locator("#evaluation-weights-state")).to_contain_text("A weight is missing for Performance.")
    page.fill("#evaluation-weight-c1", "x")
    expect(page.locator("#evaluation-weight-c1-error")).to_have_text("Write a number from 0 to 1000000.")
    page.locator("#evaluation-weight-c1").fill("")
    page.locator("#evaluation-weight-c1").press_sequentially("140")
    expect(page.locator("#evaluation-number-share-c1")).to_contain_text("66.7 %")
    page.select_option("#evaluation-method", "swing")
    for at, points in enumerate((100, 50, 50, 0, 0), 1):
        page.fill(f"#evaluation-weight-c{at}", str(points))
    expect(page.locator("#evaluation-number-share-c1")).to_contain_text("50 %")
    page.select_option("#evaluation-method", "pairwise")
    for other, step in (("c2", "3 times as much"), ("c3", "3 times less"), ("c4", "as much"), ("c5", "as much")):
        page.select_option(f"#evaluation-pair-c1-{other}", label=step)
    expect(page.locator("#evaluation-weights-state")).to_contain_text("Pairs still to compare: 6.")
    page.select_option("#evaluation-pair-of", "c2")
    page.select_option("#evaluation-pair-c2-c3", label="9 times as much")
    state = page.locator("#evaluation-weights-state")
    expect(state).to_contain_text("The pair that fits the others least is")
    assert value(page, "weight_sets/w1/pairwise")["c1|c3"] == pytest.approx(1 / 3)
    assert "|" not in str(state.text_content())


def test_draws_run_in_slices_and_can_be_stopped(page: Page) -> None:
    """Progress and stop; the whole result with its picture; a change of an answer makes it old."""
    part(page, "draws-part")
    page.evaluate("""() => { const step = Agora.dossierSampling.step; window.slices = [];
        Agora.dossierSampling.step = (state, count) => { window.slices.push(count); return step(state, window.slow ? Math.min(count, 1) : count); }; window.slow = true; }""")  # noqa: E501
    page.click("#evaluation-draw")
    expect(page.locator("#evaluation-draw-stop")).to_be_focused()
    expect(page.get_by_role("progressbar")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#dossier-said")).to_have_text("The draws were stopped.")
    expect(page.locator("#evaluation-draw")).to_be_focused()
    page.evaluate("window.slow = false")
    page.click("#evaluation-draw")
    expect(page.locator("#dossier-said")).to_have_text("10,000 draws are done.", timeout=30000)
    page.locator("#evaluation-draws-part figure details summary").first.click()
    shares = page.locator("#evaluation-draws-part figure table tbody tr").first
    assert sum(float(cell.split()[0]) for cell in shares.locator("td").all_text_contents()) == pytest.approx(
        100, abs=0.3
    )
    assert max(page.evaluate("window.slices")) < 10000
    page.focus("#evaluation-cell-k1-c2")
    page.keyboard.press("5")
    expect(page.locator("#evaluation-draws-part")).to_contain_text("Answers have changed since the last draws.")


def test_a_shortlist_and_a_plan(page: Page) -> None:
    """The suggestion is taken and undone; checks, missing fields and the table-top sheet follow; what is typed is kept."""
    page.click("#evaluation-shortlist-take")
    assert value(page, "shortlist") == ["k1", "k4", "k2"]
    page.click("#dossier-undo")
    assert value(page, "shortlist") == ["k1", "k2"]
    plan = page.locator("#evaluation-plan-part")
    expect(plan).to_contain_text("Planters: find out first whether it reaches the minimum for Rights and privacy.")
    page.click("#evaluation-plan-place")
    expect(page.locator("#evaluation-demonstration-place")).to_be_focused()
    page.keyboard.type("Depot of Lindenbach")
    expect(page.locator("#evaluation-demonstration-place")).to_be_focused()
    assert value(page, "demonstration") == {"date": "2026-12-01", "place": "Depot of Lindenbach"}
    expect(page.locator("#evaluation-plan-place")).to_have_count(0)
    part(page, "scene-c1")
    expect(page.locator("#evaluation-scene-c1")).to_contain_text(
        "What does this candidate change in the first minutes?"
    )


def test_the_keyboard_is_enough_for_scores(page: Page) -> None:
    """One tab stop, arrows move, digits answer, Enter opens, the focus comes back."""
    assert page.locator(".dossier-cell[tabindex='0']").count() == 1
    page.focus("#evaluation-cell-k1-c1")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#evaluation-cell-k2-c2")).to_be_focused()
    page.keyboard.press("2")
    expect(page.locator("#evaluation-cell-k2-c2")).to_have_text("2")
    expect(page.locator("#evaluation-cell-k2-c2")).to_be_focused()
    page.keyboard.press("?")
    assert value(page, "scores/k2|c2") == {"level": "unknown", "reason": "Seen on site"}
    page.keyboard.press("Enter")
    expect(page.locator("#evaluation-score-unknown")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#evaluation-score-5")).to_be_focused()
    assert value(page, "scores/k2|c2")["level"] == 5
    page.focus("#evaluation-score-close")
    page.keyboard.press("Enter")
    expect(page.locator("#evaluation-cell-k2-c2")).to_be_focused()


@pytest.mark.parametrize(("language", "width", "scheme"), [("en", 1280, "dark"), ("fr", 320, "light")])
def test_it_is_accessible_and_fits(browser: Browser, http_address: str, language: str, width: int, scheme: str) -> None:
    """axe finds nothing and nothing is too wide: empty, filled, and with every part open; each key has its sentence."""
    found: list[Any] = []
    size = {"width": width, "height": 900}
    with opened(
        browser, f"{http_address}{language}/dossier/index.html", bare(), viewport=size, color_scheme=scheme
    ) as page:
        page.evaluate("""() => { window.unsaid = []; const say = Agora.dossierElement.say;
            Agora.dossierElement.say = (key, values, table) => { const told = say(key, values, table); if (!Agora.dossierElement.knows(key)) window.unsaid.push(key); return told; }; }""")  # noqa: E501

        def look(name: str) -> None:
            found.extend((name, rule, places[:3]) for rule, places in violations(page))
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                found.append((name, "too wide"))

        look("empty")
        page.evaluate(PUT, filled())
        page.click("#evaluation-cell-k3-c2")
        for name in (
            "replies",
            "bars",
            "unknown",
            "sides",
            "flips",
            "flows",
            "radar",
            "draws-part",
            "plan-fields",
            "scene-c1",
            "levels-c1",
        ):
            part(page, name)
        page.click("#evaluation-draw")
        page.locator("#evaluation-draws-part figure").wait_for()
        look("open")
        page.select_option("#evaluation-method", "pairwise")
        look("pairs")
        found.extend(page.evaluate("window.unsaid"))
    assert found == []


MANY = """() => { const own = Agora.dossierData.tables.evaluation.criteria, made = { candidates: [], criteria: [], weight_sets: [], scores: {} };
    for (let at = 1; at <= 30; at++) { made.candidates.push({ id: 'k' + at, name: 'Candidate of Lindenbach ' + at }); }
    for (let at = 1; at <= 12; at++) { made.criteria.push({ id: 'c' + at, name: own[at - 1] ? '' : 'Own ' + at, standard: own[at - 1] ? own[at - 1].id : '' }); }
    made.weight_sets.push({ id: 'w1', name: 'Residents', method: 'direct', direct: Object.fromEntries(made.criteria.map((row, at) => [row.id, at + 1])) });
    made.candidates.forEach((one, row) => made.criteria.forEach((other, at) => { const level = (row * 7 + at * 3 + row * at) % 5 + 1;
        made.scores[one.id + '|' + other.id] = { level: level, low: Math.max(1, level - 1), high: Math.min(5, level + 1), reason: 'Looked at together, on site.' }; }));
    return { sites: [{ id: 's1', name: 'Lindenbach' }], assessments: [{ id: 'a1', site: 's1', evaluation: made }] }; }"""  # noqa: E501


def test_thirty_candidates_and_twelve_criteria_answer_at_once(browser: Browser, http_address: str) -> None:
    """A change and a slice of draws stay near their aims in the time of the thread; the benchmark has the figures."""
    with opened(browser, f"{http_address}en/dossier/index.html", None) as page:
        page.evaluate(PUT, page.evaluate(MANY))
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})

        def spent() -> float:
            told = {row["name"]: row["value"] for row in session.send("Performance.getMetrics")["metrics"]}
            return float(told["TaskDuration"]) * 1000

        def change(path: str, next: Any) -> float:
            before = spent()
            page.evaluate(
                "([path, next]) => { Agora.dossierViews.store().set(path, next, 'panel'); }",
                [f"{EVALUATION}/{path}", next],
            )
            page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)))")
            return spent() - before

        scores = sorted(change("scores/k7|c3", score(at % 5 + 1)) for at in range(7))
        reasons = sorted(change("scores/k7|c3/reason", "x" * at) for at in range(1, 8))
        weights = sorted(change("weight_sets/w1/direct/c3", at) for at in range(20, 27))
        part(page, "draws-part")
        page.evaluate("""() => { const step = Agora.dossierSampling.step; window.slices = [];
            Agora.dossierSampling.step = (state, count) => { const from = performance.now(); step(state, count); window.slices.push(performance.now() - from); return state; }; }""")  # noqa: E501
        page.click("#evaluation-draw")
        expect(page.locator("#dossier-said")).to_have_text("10,000 draws are done.", timeout=30000)
        slices = sorted(page.evaluate("window.slices"))

        told = {"scores": scores[3], "reasons": reasons[3], "weights": weights[3]}
        assert {name: spent for name, spent in told.items() if spent > 250} == {}, json.dumps(told)
        assert slices[len(slices) // 2] < 80
