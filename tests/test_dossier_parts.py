"""What an input draws anew and works out anew: as little as it must, and never less. Counts and sameness, no times.

The dossier of the walk is the worked example of the wiki; that of the counts is the large one of the bench.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.bench_dossier import KNOWN, ONE, PUT, made_up
from tests.conftest import quiet

pytestmark = pytest.mark.browser

STEPS = ("team", "space", "vulnerability", "objectives", "solutions", "evaluation", "implementation", "review")
REST = """window.rest = async () => { for (let still = 0; still < 3; still++) {
    await new Promise(requestAnimationFrame);
    if (Agora.dossierParts.isWaiting()) { still = 0; }
} };"""
WALK = """async step => {
    const slot = name => document.querySelector(`[data-section='${step}'] [data-${name}]`), form = () => slot('form'), wrong = [];
    const told = () => ['choose', 'panel', 'next'].map(name => slot(name).innerHTML);
    const fresh = () => { const memory = Agora.dossierViews.context(step).memory; memory.view = null; Agora.dossierViews.go(step); };
    const acts = {
        text: node => { node.value += ' x'; node.dispatchEvent(new Event('input', {bubbles: true})); },
        select: node => {
            node.selectedIndex = (node.selectedIndex + 1) % node.options.length;
            node.dispatchEvent(new Event('change', {bubbles: true}));
        },
        date: node => { node.value = '2031-05-05'; node.dispatchEvent(new Event('input', {bubbles: true})); },
        radio: node => node.click(), checkbox: node => node.click()
    };
    const differing = (one, other) => {
        let at = 0;
        while (one[at] === other[at]) { at++; }
        return [one, other].map(text => text.slice(Math.max(0, at - 120), at + 120));
    };
    fresh();
    await rest();
    for (let depth = 0; depth < 2; depth++) {
        form().querySelectorAll('.dossier-items').forEach(list => { list.querySelector('details').open = true; });
        await rest();
    }
    const paths = [...new Set([...form().querySelectorAll('[data-control]')].map(node => node.dataset.control))];
    for (const path of paths) {
        const nodes = [...form().querySelectorAll(`[data-control="${path}"]`)];
        const node = nodes.find(one => one.type !== 'radio' || !one.checked);
        if (!node) { continue; }
        acts[node.tagName === 'TEXTAREA' ? 'text' : node.tagName === 'SELECT' ? 'select' : node.type](node);
        await rest();
        const stood = told();
        fresh();
        await rest();
        told().forEach((text, at) => { if (text !== stood[at]) { wrong.push([path, ...differing(stood[at], text)]); } });
    }
    return [paths.length, wrong];
}"""
DRAWN = """async ([path, selector, value, typed]) => {
    const view = document.querySelector('[data-section]:not([hidden])'), parts = [], frames = [];
    const node = selector ? document.querySelector(`[data-path='${path}'] ${selector}`) : document.getElementById(path);
    const form = view.querySelector('[data-form]'), asked = form.querySelector('.dossier-field');
    const seen = new MutationObserver(records => {
        const now = new Set(records.filter(one => one.type === 'childList').map(one => one.target)
            .filter(one => one.classList.contains('dossier-drawn') || one.hasAttribute('data-next')).map(one => one.id || 'next'));
        parts.push(...now);
        if (now.size) { frames.push(now.size); }
    });
    seen.observe(view, {subtree: true, childList: true});
    if (typed) { node.value += 'x'; node.dispatchEvent(new Event('input', {bubbles: true})); }
    else if (selector) { node.click(); }
    else { node.dispatchEvent(new KeyboardEvent('keydown', {key: String(value), bubbles: true, cancelable: true})); }
    await rest();
    seen.disconnect();
    return {parts: parts.sort(), most: Math.max(0, ...frames), form: asked === form.querySelector('.dossier-field')};
}"""
JUDGED = """act => {
    const context = Agora.dossierViews.context('vulnerability'), store = Agora.dossierViews.store();
    const now = () => Agora.dossierFacts.assessed(context, store.get('assessments/a1'));
    const gaps = found => new Set(found.scenarios.map(one => one.gap)), before = now(), old = gaps(before);
    store.set('assessments/a1/scenarios/c1/' + act[0], act[1], 'form');
    const after = now();
    return [after === before, [...gaps(after)].filter(gap => !old.has(gap)).length];
}"""


@pytest.fixture
def page(window: Page, http_address: str) -> Iterator[Page]:
    window.set_viewport_size({"width": 1280, "height": 900})
    with quiet(window):
        window.goto(f"{http_address}en/dossier/index.html")
        window.evaluate(REST)
        yield window


@pytest.fixture
def large(page: Page) -> Page:
    page.evaluate(PUT, made_up(page.evaluate(KNOWN)))
    return page


@pytest.mark.parametrize("step", STEPS)
def test_what_stands_is_what_would_be_drawn_afresh(page: Page, step: str) -> None:
    """After any answer in the form of a step, panel and foot say the same as when the whole view is drawn anew."""
    page.evaluate("() => Agora.dossierViews.store().replace(Agora.dossierExample)")
    page.evaluate("step => { Agora.dossierViews.go(step); }", step)
    answered, wrong = page.evaluate(WALK, step)

    assert wrong == []
    assert answered >= 5


@pytest.mark.parametrize(
    ("step", "path", "selector", "value", "typed", "parts"),
    [
        ("team", "team/members/m1/name", "input", 0, True, ["team-part-notes", "team-part-present"]),
        ("space", "sites/s1/priority/crowd", "input[value='4']", 0, False, ["space-part-ranking"]),
        ("vulnerability", f"{ONE}/scenarios/c1/words", "textarea", 0, True, []),
        (
            "vulnerability",
            f"{ONE}/scenarios/c1/likelihood",
            "input[value='5']",
            0,
            False,
            ["vulnerability-part-gaps", "vulnerability-part-levels", "vulnerability-part-unknown"],
        ),
        ("objectives", f"{ONE}/requirements/r1/words", "textarea", 0, True, []),
        (
            "solutions",
            f"{ONE}/combinations/b1/measures",
            "li:nth-child(9) input",
            0,
            False,
            [f"solutions-part-{name}" for name in ("basket", "beside", "preview", "sets")],
        ),
        ("solutions", f"{ONE}/request/context", "textarea", 0, True, ["solutions-part-preview"]),
        (
            "evaluation",
            "evaluation-cell-k1-x1",
            "",
            1,
            False,
            ["evaluation-plan", "evaluation-results", "evaluation-shortlist"],
        ),
        ("evaluation", "evaluation-score-reason", "", 0, True, []),
        ("implementation", f"{ONE}/plan/tasks/t1/note", "textarea", 0, True, []),
        ("review", f"{ONE}/review/incidents/i1/lesson", "textarea", 0, True, ["review-part-lessons"]),
    ],
)
def test_an_input_draws_only_what_it_touches(
    large: Page, step: str, path: str, selector: str, value: int, typed: bool, parts: list[str]
) -> None:
    """One input, or the second letter, draws the parts that show it, one in a frame, and leaves the form as it is."""
    own = "/" not in path
    large.evaluate("path => { Agora.dossierViews.go(path); }", step if own else path)
    if own and typed:
        large.click("#evaluation-cell-k1-x1")
    large.evaluate("async () => { await rest(); }")
    letters = 2 if typed else 1
    for _ in range(letters):
        told = large.evaluate(DRAWN, [path, selector, value, typed])

    assert told["parts"] == parts
    assert told["most"] <= 1
    assert told["form"]


@pytest.mark.parametrize(
    ("answer", "same", "anew"),
    [
        (["words", "Other words."], True, 0),
        (["likelihood/reason", "Another reason."], False, 1),
        (["likelihood", {"level": 5, "low": 5, "high": 5, "reason": "Seen on site"}], False, 1),
    ],
)
def test_an_answer_judges_its_own_scenario_anew(large: Page, answer: list[Any], same: bool, anew: int) -> None:
    """Of 168 scenarios only that is judged anew whose judged answers have changed; words are not judged."""
    assert large.evaluate(JUDGED, answer) == [same, anew]


def test_a_level_moves_one_dot_of_the_matrix(large: Page) -> None:
    """Of 168 scenarios in the picture only those are drawn anew whose number, seat or range has changed; the rest stays."""
    large.evaluate("path => { Agora.dossierViews.go(path); }", f"{ONE}/scenarios/c1/likelihood")
    kept, shapes, same = large.evaluate("""async path => {
        await rest();
        const svg = () => document.querySelector('#vulnerability-part-picture svg'), before = [...svg().children];
        Agora.dossierViews.store().set(path, {level: 5, low: 5, high: 5, reason: 'Seen'}, 'form');
        await rest();
        const now = [...svg().children], html = svg().outerHTML;
        Agora.dossierViews.go('vulnerability');
        return [now.filter(node => before.includes(node)).length, now.length, svg().outerHTML === html];
    }""", f"{ONE}/scenarios/c1/likelihood")  # fmt: skip

    assert same
    assert 0.5 * shapes < kept < shapes


def test_progress_is_worked_out_for_the_step_that_was_answered(large: Page) -> None:
    """What the other steps lack is the same list as before."""
    steps = large.evaluate("""() => {
        const store = Agora.dossierViews.store(), now = () => Agora.dossierProgress.progress(store.value(), 'a1'), before = now();
        store.set('assessments/a1/scenarios/c1/likelihood', undefined, 'form');
        return now().filter((row, at) => row.missing !== before[at].missing).map(row => row.step);
    }""")

    assert steps == ["vulnerability"]


def test_forgetting_leaves_nothing_remembered(large: Page) -> None:
    """After "forget everything" the same scenario is judged as if it had never been seen."""
    kept = large.evaluate("""() => {
        const store = Agora.dossierViews.store(), context = Agora.dossierViews.context('vulnerability');
        const now = () => Agora.dossierFacts.assessed(context, store.get('assessments/a1')), before = now(), again = now();
        [Agora.dossierRequest, Agora.dossierFacts, Agora.dossierProgress].forEach(one => one.forget());
        return [before === again, before === now()];
    }""")

    assert kept == [True, False]


def test_an_error_in_a_part_harms_no_other(browser: Browser, http_address: str) -> None:
    """A part that fails says so in its place, now or in its frame; what waits behind it is drawn all the same."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{http_address}en/dossier/index.html")
    page.evaluate(REST)
    told = page.evaluate("""async () => {
        const parts = Agora.dossierParts.create('tried-'), fail = () => { throw new Error('No such thing'); };
        const put = (name, reads, draw) => document.body.appendChild(parts.soon(name, reads, draw));
        const text = () => [document.createTextNode('well')];
        ['first', 'second', 'third'].forEach(name => put(name, [1], text));
        put('first', [2], fail);
        put('second', () => fail(), text);
        put('third', [2], () => [document.createTextNode('better')]);
        await rest();
        return ['first', 'second', 'third'].map(name => parts.node(name).textContent);
    }""")  # fmt: skip
    context.close()

    assert told == ["No such thing", "No such thing", "better"]


def test_paper_waits_for_no_frame(large: Page) -> None:
    """What is due in later frames is drawn before anything is printed."""
    large.evaluate("path => { Agora.dossierViews.go(path); }", f"{ONE}/request/title")
    due = large.evaluate("""async path => {
        await rest();
        const details = document.getElementById('request-preview').parentNode;
        details.open = true;
        await rest();
        Agora.dossierViews.store().set(path, 'A title of today', 'form');
        const before = document.getElementById('solutions-part-preview').textContent;
        window.dispatchEvent(new Event('beforeprint'));
        const after = document.getElementById('solutions-part-preview').textContent;
        window.dispatchEvent(new Event('afterprint'));
        return [before.includes('A title of today'), after.includes('A title of today'), Agora.dossierParts.isWaiting()];
    }""", f"{ONE}/request/title")  # fmt: skip

    assert due == [False, True, False]


def test_drawing_samples_makes_nothing_anew(large: Page) -> None:
    """Ten thousand draws work in the arrays of the first one, and take a number for each value that can vary, no more."""
    told = large.evaluate("""() => {
        const data = Agora.dossierData.tables.evaluation.rule, one = Agora.dossierViews.store().get('assessments/a1/evaluation');
        const ids = one.criteria.map(row => row.id), base = 'assessments/a1/evaluation';
        const weighting = Agora.dossierWeights.weights(ids, one.weight_sets[0], data, base);
        const state = Agora.dossierSampling.start(one, [weighting], data, base, 7), kept = Object.assign({}, state);
        Agora.dossierSampling.step(state, 10000);
        const cells = one.candidates.length * ids.length, other = Object.keys(kept).filter(name => kept[name] !== state[name]);
        return [other, state.done, state.numbers.length <= cells + ids.length];
    }""")

    assert told == [["done"], 10000, True]
