"""Step 5 of the dossier: what the rules of the evaluation promise, and that Python and the browser keep the same promise.

tests/cases/dossier/*.json hold laws with worked examples. `expect` names what must be there; the browser must give all that
Python gives. A case writes a score as a level, as [low, level, high], as "?" for unknown or as the file holds it.
"""

import json
import random
import re
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser
from pymcdm.methods import PROMETHEE_II, WSM

from generator.tools.demonstration import plan_demonstration
from generator.tools.flip import flip_points
from generator.tools.outranking import outrank
from generator.tools.ranking_sum import cell_of, rank_by_sum, side_by_side
from generator.tools.replies import candidates_of, read_replies
from generator.tools.sampling import following, likely_levels, seeded, shares, start, step
from generator.tools.weights import shares_of, weights

PROJECT = Path(__file__).parent.parent
SCRIPTS = PROJECT / "generator/theme/assets/javascripts"
PARTS = ("weights", "sum", "outranking", "flip", "replies", "demonstration")
TABLE = yaml.safe_load((PROJECT / "schemas/dossier/evaluation.yml").read_text("utf-8"))
RULE = TABLE["rule"]
BASE = "e"
often = settings(deadline=None, max_examples=100)


@cache
def cases(part: str) -> list[dict[str, Any]]:
    return list(json.loads((PROJECT / f"tests/cases/dossier/{part}.json").read_text("utf-8")))


def score(short: Any) -> Any:
    """A score as the file holds it."""
    if isinstance(short, dict):
        return short
    if isinstance(short, list):
        return {"level": short[1], "low": short[0], "high": short[2], "reason": "r"}
    return {"level": "unknown" if short == "?" else short, "reason": "r"}


def evaluation_of(case: dict[str, Any]) -> dict[str, Any]:
    """The evaluation that a case writes in short."""
    scores, sets = case["scores"], case.get("sets", {"w1": case["weights"]})
    names = {name for row in (*scores.values(), *sets.values()) for name in row} | set(case["veto"])
    return {
        "candidates": [{"id": id, "name": id, "measure": case.get("measures", {}).get(id, "")} for id in scores],
        "criteria": [{"id": id, "name": id, "veto": case["veto"].get(id)} for id in sorted(names, reverse=True)],
        "weight_sets": [{"id": id, "name": id, "method": "direct", "direct": row} for id, row in sets.items()],
        "scores": {f"{id}|{name}": score(short) for id, row in scores.items() for name, short in row.items()},
        "shortlist": case.get("shortlist", []),
        "demonstration": case.get("demonstration", {}),
    }


def full(case: dict[str, Any]) -> dict[str, Any]:
    """The call of a case with everything written out, ready for Python and for the browser."""
    given = {"call": case["call"], "base": BASE, **case["input"]}
    given["rule"] = RULE | case["input"].get("rule", {})
    if "scores" in given:
        given["evaluation"] = evaluation_of(case["input"])
    if "score" in given:
        given["score"] = score(given["score"])
    return given


def in_python(given: dict[str, Any]) -> Any:
    call, rule = given["call"], given["rule"]
    if call == "weights":
        return weights(given["criteria"], given["set"], rule, BASE)
    if call == "replies":
        return read_replies(given["text"], given["fields"], given["name_field"])
    if call == "candidates":
        return candidates_of(given["replies"], given["taken"])
    if call == "seeded":
        return list(seeded(given["seed"]))
    if call == "likely":
        return list(likely_levels(cell_of(given["score"], rule)))
    if call == "generator":
        words, numbers = tuple(given["words"]), []
        for _ in range(given["count"]):
            number, words = following(words)
            numbers.append(number)
        return numbers
    evaluation = given["evaluation"]
    if call == "side":
        return side_by_side(evaluation, rule, BASE)
    ids = [row["id"] for row in evaluation["criteria"]]
    weightings = [weights(ids, row, rule, BASE) for row in evaluation["weight_sets"]]
    if call == "sampling":
        state = start(evaluation, weightings, rule, BASE, given["seed"])
        for count in given["slices"]:
            state = step(state, count)
        return shares(state)
    if call == "demonstration":
        assessment = {"evaluation": evaluation, "scenarios": [{"id": id} for id in given["scenarios"]]}
        return plan_demonstration(assessment, rank_by_sum(evaluation, weightings[0], rule, BASE), rule, BASE)
    return {"sum": rank_by_sum, "outranking": outrank, "flip": flip_points}[call](evaluation, weightings[0], rule, BASE)


RUN = """calls => JSON.stringify(JSON.parse(calls).map(given => {
    const A = Agora, rule = given.rule, base = given.base;
    if (given.call === 'weights') { return A.dossierWeights.weights(given.criteria, given.set, rule, base); }
    if (given.call === 'replies') { return A.dossierReplies.readReplies(given.text, given.fields, given.name_field); }
    if (given.call === 'candidates') { return A.dossierReplies.candidatesOf(given.replies, given.taken); }
    if (given.call === 'seeded') { return Array.from(A.dossierSampling.seeded(given.seed)); }
    if (given.call === 'likely') { return A.dossierSampling.likelyLevels(A.dossierSum.cellOf(given.score, rule)); }
    if (given.call === 'generator') {
        const words = Uint32Array.from(given.words);
        return Array.from(A.dossierSampling.following(words, new Uint32Array(given.count)));
    }
    const evaluation = given.evaluation, before = JSON.stringify(evaluation);
    if (given.call === 'side') { return A.dossierSum.sideBySide(evaluation, rule, base); }
    const ids = evaluation.criteria.map(row => row.id);
    const weightings = evaluation.weight_sets.map(row => A.dossierWeights.weights(ids, row, rule, base));
    let found;
    if (given.call === 'sampling') {
        const state = A.dossierSampling.start(evaluation, weightings, rule, base, given.seed);
        given.slices.forEach(count => A.dossierSampling.step(state, count));
        found = A.dossierSampling.shares(state);
    } else if (given.call === 'demonstration') {
        const told = A.dossierSum.rankBySum(evaluation, weightings[0], rule, base);
        const assessment = {evaluation: evaluation, scenarios: given.scenarios.map(id => ({id: id}))};
        found = A.dossierDemonstration.planDemonstration(assessment, told, rule, base);
    } else {
        const run = {sum: A.dossierSum.rankBySum, outranking: A.dossierOutranking.outrank, flip: A.dossierFlip.flipPoints};
        found = run[given.call](evaluation, weightings[0], rule, base);
    }
    return JSON.stringify(evaluation) === before ? found : 'the evaluation was changed';
}))"""


def in_browser(browser: Browser, calls: list[dict[str, Any]]) -> list[Any]:
    page = browser.new_page()
    for name in (*PARTS, "sampling"):
        page.add_script_tag(path=SCRIPTS / f"dossier-{name}.js")
    found = page.evaluate(RUN, json.dumps(calls))
    page.close()
    return list(json.loads(found))


def differs(found: Any, wanted: Any, *, wholly: bool, path: str = "") -> str:
    """Where two results part, or nothing; unless `wholly`, more keys than wanted may be there."""
    if isinstance(wanted, dict) and "~" in wanted:
        value, width = wanted["~"]
        return "" if abs(found - value) <= width else f"{path}: {found} is not {value} ± {width}"
    if isinstance(wanted, dict) and isinstance(found, dict):
        if not wanted.keys() <= found.keys() or (wholly and wanted.keys() != found.keys()):
            return f"{path}: {sorted(found)} for {sorted(wanted)}"
        parts = [(found[key], wanted[key], key) for key in wanted]
    elif isinstance(wanted, list) and isinstance(found, list | tuple):
        if len(found) != len(wanted):
            return f"{path}: {found} for {wanted}"
        parts = [(one, other, str(at)) for at, (one, other) in enumerate(zip(found, wanted, strict=True))]
    elif all(isinstance(value, int | float) and not isinstance(value, bool) for value in (found, wanted)):
        return "" if abs(found - wanted) <= 1e-9 else f"{path}: {found} for {wanted}"
    else:
        return "" if found == wanted and type(found) is type(wanted) else f"{path}: {found!r} for {wanted!r}"
    return next(filter(None, (differs(one, other, wholly=wholly, path=f"{path}/{at}") for one, other, at in parts)), "")


def test_there_are_cases_for_every_rule() -> None:
    """Sixty laws or more, no two with the same words in one file."""
    assert sum(len(cases(part)) for part in (*PARTS, "sampling")) >= 60
    for part in (*PARTS, "sampling"):
        assert len({case["name"] for case in cases(part)}) == len(cases(part))
        assert all(case["expect"] for case in cases(part))


@pytest.mark.parametrize("case", [case for part in PARTS for case in cases(part)], ids=lambda case: case["name"])
def test_a_law_holds(case: dict[str, Any]) -> None:
    """The worked example of the law comes out."""
    assert differs(in_python(full(case)), case["expect"], wholly=False) == ""


@pytest.mark.browser
def test_the_browser_gives_the_same_results(browser: Browser) -> None:
    """Every shared case has the same result in JavaScript, whole, and the input is left as it was."""
    calls = [full(case) for part in PARTS for case in cases(part)]
    for given_, found in zip(calls, in_browser(browser, calls), strict=True):
        assert differs(found, in_python(given_), wholly=True) == "", given_


def drawn_problem(draw: random.Random, call: str) -> dict[str, Any]:
    """A call that nobody wrote, with unknowns, ranges, vetoes, ties and weights of all kinds."""
    criteria = [f"c{n}" for n in range(draw.randint(1, 7))]

    def one() -> Any:
        low, level, high = sorted(draw.choices(range(1, 6), k=3))
        return draw.choice(["?", level, level, [low, level, high], [level, low, high]])

    given_: dict[str, Any] = {
        "scores": {f"k{n}": {id: one() for id in criteria} for n in range(draw.randint(1, 8))},
        "weights": {id: draw.choice([0, 1, 1, 2, 7.5, 100]) for id in criteria} | {"c0": 3},
        "veto": {id: draw.choice([None, None, None, 2]) for id in criteria},
        "shortlist": ["k0", "k1"],
        "scenarios": ["s1"],
        "slices": [draw.randint(0, 40)],
        "seed": draw.randrange(2**32),
    }
    if call == "side":
        given_["sets"] = {id: {name: draw.randint(0, 9) for name in criteria} | {"c0": 1} for id in ("w1", "w2", "w3")}
    return full({"call": call, "input": given_})


def drawn_pairs(draw: random.Random) -> dict[str, Any]:
    ids = [f"c{n}" for n in range(draw.randint(1, 9))]
    pairs = [f"{one}|{other}" for one in ids for other in ids if one != other and draw.random() < 0.4]
    values = {key: draw.choice([1 / 9, 1 / 5, 1 / 3, 1, 2, 3, 5, 9]) for key in pairs}
    chosen = {"id": "w", "method": "pairwise", "pairwise": values}
    return full({"call": "weights", "input": {"criteria": ids, "set": chosen}})


@pytest.mark.browser
def test_the_browser_agrees_on_problems_that_nobody_wrote(browser: Browser) -> None:
    """Five hundred drawn problems, the same each time, have the same result."""
    draw = random.Random("agora")
    kinds = ("sum", "side", "outranking", "flip", "demonstration", "sampling")
    calls = [drawn_problem(draw, kind) for _ in range(70) for kind in kinds] + [drawn_pairs(draw) for _ in range(80)]
    marks = ["a", "é", '"', '""', ",", ";", "\n", "\r\n", "'=", " ", "\u00a0", "\x01", "\ufffd", "𝄞", "solution", "İ"]
    for _ in range(300):
        text = "solution,cost\n" + "".join(draw.choices(marks, k=draw.randint(0, 25)))
        given_ = {"text": text, "fields": [{"id": id, "labels": []} for id in ("solution", "cost")]}
        calls.append(full({"call": "replies", "input": {**given_, "name_field": "solution"}}))

    for given_, found in zip(calls, in_browser(browser, calls), strict=True):
        assert differs(found, in_python(given_), wholly=True) == "", given_


CRITERIA = ["a", "b", "c", "d"]
LEVEL = st.integers(1, 5)
SCORE = st.one_of(st.just("?"), LEVEL, st.lists(LEVEL, min_size=3, max_size=3).map(sorted))
GRID = st.dictionaries(
    st.sampled_from(["u", "v", "x", "y", "z"]), st.fixed_dictionaries(dict.fromkeys(CRITERIA, SCORE)), min_size=1
)
WEIGHTS = st.fixed_dictionaries({id: st.integers(0, 50) for id in CRITERIA}).filter(lambda row: any(row.values()))
VETO = st.dictionaries(st.sampled_from(CRITERIA), st.integers(1, 5), max_size=2)


def call(kind: str, grid: Any, given_weights: Any, veto: Any = (), **more: Any) -> Any:
    given_ = {"scores": grid, "weights": given_weights, "veto": dict(veto), **more}
    return in_python(full({"call": kind, "input": given_}))


def places(found: Any) -> list[tuple[str, int]]:
    return [(row["candidate"], row["rank"]) for row in found["ranked"]]


@often
@given(GRID, WEIGHTS, VETO, st.sampled_from([2, 10, 1000]))
def test_a_scale_factor_of_the_weights_changes_nothing(grid: Any, chosen: Any, veto: Any, factor: int) -> None:
    """Points, per cent or euros: only proportions count, in both methods and for flip points."""
    larger = {id: value * factor for id, value in chosen.items()}
    for kind in ("sum", "outranking"):
        assert places(call(kind, grid, chosen, veto)) == places(call(kind, grid, larger, veto))
    one, other = (call("flip", grid, row, veto)["criteria"] for row in (chosen, larger))
    assert differs([row["segments"] for row in other], [row["segments"] for row in one], wholly=True) == ""


@often
@given(GRID, WEIGHTS, st.data())
def test_a_better_score_never_harms(grid: Any, chosen: Any, data: st.DataObject) -> None:
    """One level up on one criterion: the value and the flow do not fall, and no rival gains a place over it."""
    id, name = data.draw(st.sampled_from(sorted(grid))), data.draw(st.sampled_from(CRITERIA))
    level = data.draw(st.integers(1, 4))
    for kind, value in (("sum", "value"), ("outranking", "flow")):
        rows = []
        for own in (level, level + 1):
            changed = {**grid, id: {**grid[id], name: own}}
            rows.append(next(r for r in call(kind, changed, chosen)["ranked"] if r["candidate"] == id))
        assert rows[1][value] >= rows[0][value] - 1e-9
        assert rows[1]["best"] <= rows[0]["best"]
        assert rows[1]["worst"] <= rows[0]["worst"]


@often
@given(GRID, WEIGHTS, VETO)
def test_a_minimum_cannot_be_made_up_for(grid: Any, chosen: Any, veto: Any) -> None:
    """Ranked or excluded, each once; excluded is exactly who states a level below a minimum, whatever the weights."""
    found = call("sum", grid, chosen, veto)

    def level(cell: Any) -> Any:
        return cell[1] if isinstance(cell, list) else cell

    below = {
        id
        for id, row in grid.items()
        for name, minimum in veto.items()
        if row[name] != "?" and level(row[name]) < minimum
    }
    assert {row["candidate"] for row in found["excluded"]} == below
    assert sorted(row["candidate"] for row in found["ranked"]) == sorted(set(grid) - below)
    assert {row["candidate"] for row in call("outranking", grid, chosen, veto)["ranked"]} == set(grid) - below


@often
@given(GRID, WEIGHTS, st.data())
def test_unknown_widens_and_never_counts_as_zero(grid: Any, chosen: Any, data: st.DataObject) -> None:
    """With a score taken away, the old value still lies in the range, the range is not narrower, and nothing falls below 1."""
    id, name = data.draw(st.sampled_from(sorted(grid))), data.draw(st.sampled_from(CRITERIA))
    for kind, value in (("sum", "value"), ("outranking", "flow")):
        known, unknown = (
            next(r for r in call(kind, changed, chosen)["ranked"] if r["candidate"] == id)
            for changed in (grid, {**grid, id: {**grid[id], name: "?"}})
        )
        assert unknown["low"] - 1e-9 <= known["low"] <= known[value] + 1e-9
        assert known[value] <= known["high"] + 1e-9 <= unknown["high"] + 2e-9
        if kind == "sum":
            assert unknown["low"] >= 1 - 1e-9


@often
@given(GRID, WEIGHTS, VETO)
def test_a_copy_ties_with_its_original(grid: Any, chosen: Any, veto: Any) -> None:
    """A copy under another name has the same rank in both methods, and shares every first place of the flip points."""
    both = {**grid, **{f"{id}2": row for id, row in grid.items()}}
    for kind in ("sum", "outranking"):
        ranks = dict(places(call(kind, both, chosen, veto)))
        assert all(ranks[id] == ranks[f"{id}2"] for id in grid if id in ranks)
    for row in call("flip", both, chosen, veto)["criteria"]:
        for part in row["segments"]:
            assert {id[0] for id in part["first"]} == {id[0] for id in part["first"] if len(id) == 2}


@often
@given(GRID, WEIGHTS, VETO)
def test_a_flip_point_is_where_the_first_place_changes(grid: Any, chosen: Any, veto: Any) -> None:
    """In the middle of every stretch the weighted sum puts first whom the stretch names; stretches leave no gap."""
    for row in call("flip", grid, chosen, veto)["criteria"]:
        parts, id = row["segments"], row["criterion"]
        assert [parts[0]["from"], parts[-1]["to"]] == [0, 1]
        assert all(one["to"] == other["from"] for one, other in pairwise(parts))
        assert all(one["first"] != other["first"] for one, other in pairwise(parts))
        rest = sum(value for name, value in chosen.items() if name != id)
        for part in parts:
            middle = (part["from"] + part["to"]) / 2
            moved = {name: (1 - middle) * (value / rest if rest else 1 / 3) for name, value in chosen.items()}
            found = call("sum", grid, moved | {id: middle}, veto)["ranked"]
            top = found[0]["value"]
            assert sorted(r["candidate"] for r in found if r["value"] >= top - 1e-9) == part["first"]


@often
@given(GRID, WEIGHTS, VETO, st.randoms())
def test_the_order_of_the_input_does_not_matter(grid: Any, chosen: Any, veto: Any, draw: random.Random) -> None:
    """Candidates and criteria in another order have the same result."""
    mixed = {id: dict(draw.sample(sorted(grid[id].items(), key=str), 4)) for id in draw.sample(sorted(grid), len(grid))}
    for kind in ("sum", "outranking", "flip"):
        assert call(kind, mixed, chosen, veto) == call(kind, grid, chosen, veto)


@often
@given(GRID, WEIGHTS)
def test_contributions_and_flows_add_up(grid: Any, chosen: Any) -> None:
    """Parts add up to the whole, ranges hold it, and net flows of all candidates add up to zero."""
    for row in call("sum", grid, chosen)["ranked"]:
        assert abs(sum(part["value"] for part in row["contributions"]) - row["value"]) < 1e-9
        assert row["low"] <= row["value"] <= row["high"]
        assert row["best"] <= row["rank"]
    flows = call("outranking", grid, chosen)["ranked"]
    assert abs(sum(row["flow"] for row in flows)) < 1e-9
    assert all(abs(row["plus"] - row["minus"] - row["flow"]) < 1e-9 for row in flows)


@often
@given(st.lists(st.floats(0.1, 3), min_size=2, max_size=8))
def test_pairs_that_agree_give_back_their_weights(raw: list[float]) -> None:
    """Ratios of given weights, all of them or only those of neighbours, lead back to the weights without contradiction."""
    if max(raw) / min(raw) > 9:
        return
    ids = [f"c{n}" for n in range(len(raw))]
    for step_ in (1, len(raw)):
        pairs = {
            f"{ids[i]}|{ids[j]}": raw[i] / raw[j]
            for i in range(len(raw))
            for j in range(i + 1, len(raw))
            if j - i <= step_
        }
        found = weights(ids, {"id": "w", "method": "pairwise", "pairwise": pairs}, RULE, BASE)
        assert all(abs(shares_of(found)[id] - value / sum(raw)) < 1e-9 for id, value in zip(ids, raw, strict=True))
        assert not found["problems"]
        assert (found["consistency"]["ratio"] or 0) < 1e-9


@often
@given(st.integers(2, 9), st.randoms())
def test_weights_of_pairs_are_geometric_means(size: int, draw: random.Random) -> None:
    """With all pairs given, the least squares are the normalised geometric means of the rows."""
    matrix = numpy.ones((size, size))
    for i in range(size):
        for j in range(i + 1, size):
            matrix[i, j] = draw.choice([1 / 9, 1 / 4, 1 / 2, 1, 3, 7, 9])
            matrix[j, i] = 1 / matrix[i, j]
    means = matrix.prod(axis=1) ** (1 / size)
    pairs = {f"c{i}|c{j}": float(matrix[i, j]) for i in range(size) for j in range(i + 1, size)}
    ids = [f"c{n}" for n in range(size)]
    found = weights(ids, {"id": "w", "method": "pairwise", "pairwise": pairs}, RULE, BASE)

    assert numpy.allclose([shares_of(found)[id] for id in ids], means / means.sum(), atol=1e-9)


def test_a_published_library_agrees() -> None:
    """Weighted sums and net flows are those of pymcdm on 200 random problems, for usual and linear preference."""
    draw = numpy.random.default_rng(5)
    for _ in range(200):
        size, width = draw.integers(2, 12), draw.integers(1, 9)
        matrix = draw.integers(1, 6, (size, width))
        raw = draw.random(width) + 0.01
        grid = {f"k{i:02}": {f"c{j}": int(matrix[i, j]) for j in range(width)} for i in range(size)}
        chosen = {f"c{j}": float(raw[j]) for j in range(width)}
        share, kinds = raw / raw.sum(), numpy.ones(width)
        told = {row["candidate"]: row["value"] for row in call("sum", grid, chosen)["ranked"]}
        sums = WSM(lambda levels, cost: levels)(matrix.astype(float), share, kinds, validation=False)
        assert numpy.allclose([told[id] for id in grid], sums, atol=1e-9)
        for name, shape in (
            ("usual", {"kind": "usual", "indifference": 0, "strict": 2}),
            ("vshape_2", {"kind": "linear", "indifference": 1, "strict": 3}),
        ):
            found = call("outranking", grid, chosen, rule={"preference": shape})
            flows = {row["candidate"]: row["flow"] for row in found["ranked"]}
            method = PROMETHEE_II(name, p=[3.0] * width, q=[1.0] * width)
            theirs = method(matrix.astype(float), share, kinds, validation=False)
            assert numpy.allclose([flows[id] for id in grid], theirs, atol=1e-9)


def test_every_reason_and_problem_has_its_words() -> None:
    """Whatever the rules name is a sentence in both languages, with the same names to fill in."""
    words, named = TABLE["words"], set()

    def walk(item: Any) -> None:
        if isinstance(item, dict):
            if "rule" in item:
                named.add((item["rule"], frozenset()))
            if item.keys() == {"id", "values"}:
                named.add((item["id"], frozenset(item["values"])))
            for value in item.values():
                walk(value)
        elif isinstance(item, list | tuple):
            for value in item:
                walk(value)

    for part in (*PARTS, "sampling"):
        for case in cases(part):
            walk(in_python(full(case)))
    assert len(named) > 30
    for id, values in named:
        assert id in words
        assert set(re.findall(r"\{(\w+)\}", words[id]["en"])) <= values, id
    for id, texts in words.items():
        assert sorted(re.findall(r"\{(\w+)\}", texts["en"])) == sorted(re.findall(r"\{(\w+)\}", texts["fr"])), id


def test_words_say_the_numbers_of_the_rule() -> None:
    """The sentences that name a number name the one that the rule has."""
    said = {"tie": "quarter", "spread": "fifth", "consistency_limit": "0.1", "preference": "two levels"}
    holds = {"tie": 0.25, "spread": 0.2, "consistency_limit": 0.1}
    texts = {
        "tie": "rank-shared",
        "spread": "sampling",
        "consistency_limit": "inconsistent",
        "preference": "outranking",
    }
    assert all(said[name] in TABLE["words"][id]["en"] for name, id in texts.items())
    assert {name: RULE[name] for name in holds} == holds
    assert RULE["preference"] == {"kind": "linear", "indifference": 0, "strict": 2}


def test_the_default_criteria_are_complete() -> None:
    """Ten criteria with five written levels; rights and accessibility have a minimum; entries and facts exist."""
    rows = TABLE["criteria"]
    options = next(q for q in TABLE["questions"] if q["id"] == "criteria")["questions"][1]["options"]
    considerations = yaml.safe_load((PROJECT / "schemas/vocabularies/consideration.yml").read_text("utf-8"))
    known = {"effect", "evidence", "maturity", "cost", "duration"}
    known |= {f"considerations.{term['id']}" for term in considerations["terms"]}

    assert [{"id": row["id"], "label": row["label"]} for row in rows] == options
    assert len(rows) == 10
    assert {row["id"] for row in rows if row["veto"]} == {"rights", "accessibility"}
    for row in rows:
        assert [level["level"] for level in row["levels"]] == [1, 2, 3, 4, 5]
        for texts in (row["label"], row["question"], *(level["description"] for level in row["levels"])):
            assert texts["en"]
            assert texts["fr"]
        assert set(row["facts"]) <= known
        assert "entry" not in row or list((PROJECT / "content/entries/en").glob(f"*/{row['entry']}.md"))


def test_french_has_its_spaces() -> None:
    """No plain space stands before ; : ! ? % » in French, and none after «."""
    text = (PROJECT / "schemas/dossier/evaluation.yml").read_text("utf-8")
    french = re.findall(r'fr: "([^"]*)"', text)

    assert len(french) > 150
    assert [line for line in french if re.search(r"(?<=\w| ) [;:!?%»]|« ", line)] == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x" * 5_000_001, [{"id": "too-large", "values": {"most": 5_000_000}}]),
        ("solution\n" + "a\n" * 501, [{"id": "too-many", "values": {"most": 500, "count": 501}}]),
        ("solution\n" + "a" * 10_001, [{"id": "too-long", "values": {"row": 2, "column": 1, "most": 10_000}}]),
        ("solution\n" + "𝄞" * 10_000, []),
    ],
    ids=["file", "rows", "cell", "characters"],
)
@pytest.mark.browser
def test_large_files_are_refused_alike(browser: Browser, text: str, said: list[Any]) -> None:
    """Limits count characters, not units of storage, in Python and in the browser."""
    fields = [{"id": "solution", "labels": []}]
    given_ = full({"call": "replies", "input": {"text": text, "fields": fields, "name_field": "solution"}})
    found = in_python(given_)

    assert found["errors"] == said
    assert in_browser(browser, [given_]) == [found]
