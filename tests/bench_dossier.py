"""How fast the dossier answers: one typical input in each step, and 10,000 draws of ranks. Usage: bench_dossier.py

A made-up dossier: 3 sites, 12 zones and 14 threats with a scenario for every pair of them in one assessment, 30 candidates,
12 criteria, every score given. The page is opened as a file, in headless Chromium. An input is timed from its event to the
moment after the first frame, in which what was typed or pressed stands drawn; `all drawn` goes on to the last frame in which
a part that depends on it was drawn, one part in a frame, frames waited for included. `work` is what all of this took of the
processor in the thread of the page, script, style, layout and paint together, whatever else the machine was doing.
"""

import itertools
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from playwright.sync_api import Page, sync_playwright

from generator.build import build
from tests.conftest import PROJECT, QUIET_BROWSER
from tests.find_browser import find

RUNS = 5
MOST_INPUT, MOST_DRAWS, MOST_SLICE = 50, 500, 16
"""What is aimed at, milliseconds."""
ONE = "assessments/a1"
PARTS = ("likelihood", "people", "function", "symbolic", "economic", "existing")
PRIORITY = ("crowd", "frequency", "meaning", "reliance", "concern", "protection", "change")
TASKS = ("permits", "dpia", "rights", "accessibility", "procurement", "communication", "training", "maintenance")
WATCH = ("condition", "success", "side-effects", "data", "accessibility", "use", "team", "exercise")
FUNCTIONS = ("deter", "detect", "alert", "restrict", "protect", "respond")
METHODS = ("direct", "swing", "pairwise")
ASKED = (
    # step, what is done, where the question stands, its control, the values in turn; no values: a letter more
    ("team", "a letter of a name", "team/members/m1/name", "input", ()),
    ("space", "a level", "sites/s1/priority/crowd", "input[value='{}']", (2, 3)),
    ("vulnerability", "a letter of a scenario", f"{ONE}/scenarios/c1/words", "textarea", ()),
    ("vulnerability", "a level", f"{ONE}/scenarios/c1/likelihood", "input[value='{}']", (2, 3)),
    ("objectives", "a letter of a requirement", f"{ONE}/requirements/r1/words", "textarea", ()),
    ("solutions", "a measure of a combination", f"{ONE}/combinations/b1/measures", "li:nth-child(9) input", (1,)),
    ("solutions", "a letter of the request", f"{ONE}/request/context", "textarea", ()),
    ("evaluation", "a score", "evaluation-cell-k1-x1", "", (2, 3)),
    ("evaluation", "a letter of a reason", "evaluation-score-reason", "", ()),
    ("implementation", "a letter of a note", f"{ONE}/plan/tasks/t1/note", "textarea", ()),
    ("review", "a letter of a lesson", f"{ONE}/review/incidents/i1/lesson", "textarea", ()),
)

PUT = """dossier => { const store = Agora.dossierViews.store();
    store.replace(Agora.dossierFile.completed(Object.assign({}, store.value(), dossier), Agora.dossierData.schema)); }"""
KNOWN = """() => { const entries = Agora.dossierData.entries, of = kinds => Object.keys(entries).filter(id => kinds.includes(entries[id].kind));
    return {threats: of(['threat']), measures: of(['practice', 'technology']), criteria: Agora.dossierData.tables.evaluation.criteria.map(row => row.id)}; }"""  # noqa: E501
DRAWN = """async ([id, quiet]) => {
    /* Every frame in which something on the page was drawn anew, and the script and layout that it cost the page. */
    window.settle = act => new Promise(done => {
        let drawn = false, first = 0, last = 0, still = 0;
        const seen = new MutationObserver(() => { drawn = true; }), channel = new MessageChannel();
        seen.observe(document.querySelector('main'), {subtree: true, childList: true, characterData: true, attributes: true});
        const begun = performance.now();
        act();
        channel.port1.onmessage = () => {
            const now = performance.now();
            still = drawn || !first ? 0 : still + 1;
            drawn = false;
            if (!still) { first = first || now - begun; last = now - begun; }
            if (still > quiet) { seen.disconnect(); done([first, last]); } else { frame(); }
        };
        function frame() { requestAnimationFrame(() => channel.port2.postMessage(0)); }
        frame();
    });
}"""
ACT = """async ([path, selector, value, typed]) => {
    await new Promise(enough => setTimeout(enough, 20 + (performance.now() * 7) % 17));
    const node = selector ? document.querySelector("[data-path='" + path + "'] " + selector) : document.getElementById(path);
    return settle(() => {
        if (typed) { node.value += 'x'; node.dispatchEvent(new Event('input', {bubbles: true})); }
        else if (selector) { node.click(); }
        else { node.dispatchEvent(new KeyboardEvent('keydown', {key: String(value), bubbles: true, cancelable: true})); }
    });
}"""
DRAW = """async () => {
    const sampling = Agora.dossierSampling, step = sampling.step, slices = [];
    sampling.step = (...told) => { const begun = performance.now(); step(...told); slices.push(performance.now() - begun); };
    const begun = performance.now(), button = document.getElementById('evaluation-draw');
    button.click();
    while (document.getElementById('evaluation-draw-progress')) { await new Promise(requestAnimationFrame); }
    const passed = performance.now() - begun;
    sampling.step = step;
    return [passed, slices.reduce((sum, one) => sum + one, 0), Math.max(...slices), slices.length];
}"""


def answer(number: int) -> dict[str, Any]:
    """A level with a range and a reason; each number gives another one."""
    level = number % 5 + 1
    return {"level": level, "low": max(1, level - 1), "high": min(5, level + number % 2), "reason": "Seen on site"}


def pairwise(criteria: list[str]) -> dict[str, float]:
    return {f"{a}|{b}": 1.0 + (n % 3) for n, (a, b) in enumerate(itertools.combinations(criteria, 2))}


def made_up(known: dict[str, list[str]]) -> dict[str, Any]:
    """The dossier; every entry that it names is one of this wiki."""
    threats, measures = known["threats"][:14], known["measures"][:30]
    zones = [{"id": f"z{n}", "name": f"Zone {n}"} for n in range(1, 13)]
    pairs = list(itertools.product(zones, threats))
    scenarios = [
        {
            "id": f"c{n}",
            "zone": zone["id"],
            "threat": threat,
            "words": "Something happens here.",
            "public_words": "In a square.",
        }
        | {part: answer(n * (at + 2) // 3) for at, part in enumerate(PARTS)}
        for n, (zone, threat) in enumerate(pairs, 1)
    ]
    standards = [*known["criteria"], "", ""][:12]
    criteria = [
        {
            "id": f"x{n}",
            "name": "" if standard else f"Own {n}",
            "standard": standard,
            "veto": 1 if standard == "rights" else None,
        }
        for n, standard in enumerate(standards, 1)
    ]
    ids = [str(criterion["id"]) for criterion in criteria]
    plain = {id: 5 + n for n, id in enumerate(ids)}
    evaluation = {
        "candidates": [
            {"id": f"k{n}", "name": f"Candidate {n}", "measure": measure, "origin": "basket"}
            for n, measure in enumerate(measures, 1)
        ],
        "criteria": criteria,
        "weight_sets": [
            {"id": f"w{n}", "name": method, "method": method, method: pairwise(ids) if method == "pairwise" else plain}
            for n, method in enumerate(METHODS, 1)
        ],
        "scores": {f"k{k}|{id}": answer(k * 3 + n * 2 + k * n) for k in range(1, 31) for n, id in enumerate(ids)},
        "shortlist": ["k1", "k2", "k3"],
    }
    assert (len(scenarios), len(evaluation["candidates"]), len(criteria)) == (168, 30, 12)
    return {
        "team": {
            "members": [
                {"id": f"m{n}", "name": f"Member {n}", "stakeholder": "police", "role": "core"} for n in range(1, 13)
            ]
        },
        "sites": [
            {
                "id": f"s{n}",
                "name": f"Site {n}",
                "category": "square",
                "zones": zones,
                "existing": [{"id": "e1", "measure": measures[n], "zones": ["z1"]}],
                "priority": {id: answer(n + at) for at, id in enumerate(PRIORITY)},
            }
            for n in range(1, 4)
        ],
        "assessments": [
            {
                "id": "a1",
                "site": "s1",
                "name": "Assessment",
                "date": "2026-01-01",
                "scenarios": scenarios,
                "objectives": [
                    {
                        "id": f"o{n}",
                        "scenario": f"c{n}",
                        "function": function,
                        "phase": "execution",
                        "words": "Slow it.",
                    }
                    for n, function in enumerate(FUNCTIONS, 1)
                ],
                "requirements": [
                    {"id": f"r{n}", "objective": f"o{n % 6 + 1}", "strength": "must", "words": "It holds."}
                    for n in range(1, 31)
                ],
                "constraints": [{"id": "l1", "kind": "budget", "words": "Little money."}],
                "basket": measures,
                "combinations": [
                    {"id": f"b{n}", "name": f"Set {n}", "measures": measures[n : n + 4]} for n in range(1, 4)
                ],
                "request": {"title": "Request", "scenarios": [f"c{n}" for n in range(1, 11)]},
                "evaluation": evaluation,
                "plan": {
                    "tasks": [
                        {"id": f"t{n}", "standard": standard, "owner": "m1", "due": "2026-06-01"}
                        for n, standard in enumerate(TASKS, 1)
                    ]
                },
                "review": {
                    "watch": [
                        {"id": f"v{n}", "standard": standard, "due": "2026-09-01"}
                        for n, standard in enumerate(WATCH, 1)
                    ],
                    "incidents": [{"id": "i1", "date": "2026-02-01", "words": "False alarm", "lesson": "Tell people."}],
                },
            }
        ],
    }


def inputs(page: Page) -> None:
    """Go to each question as a reader would, then answer it several times; the first time is not counted."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def worked() -> float:
        metrics = session.send("Performance.getMetrics")["metrics"]
        return 1000 * next(float(one["value"]) for one in metrics if one["name"] == "TaskDuration")

    print(
        f"| step | input | answer, ms (aim {MOST_INPUT}) | slowest | all drawn | work |\n|---|---|---:|---:|---:|---:|"
    )
    for step, what, path, selector, values in ASKED:
        own = "/" not in path
        page.evaluate("path => { Agora.dossierViews.go(path); }", step if own else path)
        if own and not values:
            page.click("#evaluation-cell-k1-x1")
        page.wait_for_timeout(300)
        times = []
        for n in range(RUNS + 1):
            value = values[n % len(values)] if values else 0
            before = worked()
            told = page.evaluate(ACT, [path, selector.format(value), value, not values])
            times.append([*told, worked() - before])
        first, last, work = ([time[at] for time in times[1:]] for at in (0, 1, 2))
        print(
            f"| {step} | {what} | {statistics.median(first):.0f} | {max(first):.0f} | {statistics.median(last):.0f} "
            f"| {statistics.median(work):.0f} |",
            flush=True,
        )


def draws(page: Page) -> None:
    """10,000 draws of weights and scores, as the button of the page makes them."""
    page.evaluate("() => { Agora.dossierViews.go('evaluation'); }")
    page.click("#evaluation-draws-part-summary")
    page.wait_for_timeout(300)
    told = [page.evaluate(DRAW) for _ in range(RUNS)]
    passed, worked = (statistics.median(run[at] for run in told) for at in (0, 1))
    print(
        f"\n| 10,000 draws | ms | aim |\n|---|---:|---:|\n| from the click to the result | {passed:.0f} | {MOST_DRAWS} |"
    )
    print(
        f"| work in all slices ({told[-1][3]}) | {worked:.0f} | |\n"
        f"| longest slice of {RUNS} runs | {max(run[2] for run in told):.1f} | {MOST_SLICE} |"
    )


def main() -> None:
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        built = build(PROJECT, None, Path(name) / "site", None, lambda stage: None)
        assert built.pages, built.checked.problems
        browser = playwright.chromium.launch(executable_path=find(), args=QUIET_BROWSER)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.goto(f"{(Path(name) / 'site').as_uri()}/en/dossier/index.html")
        page.evaluate(DRAWN, ["", 4])
        page.evaluate(PUT, made_up(page.evaluate(KNOWN)))
        print(f"\nThe dossier, Chromium {browser.version}; medians of {RUNS}.\n")
        inputs(page)
        draws(page)
        browser.close()


if __name__ == "__main__":
    main()
