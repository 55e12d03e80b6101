"""Steps 3 and 4 of the dossier: objectives, requirements and combinations, in Python and in the browser alike.

tests/cases/dossier/{requirements,combination}.json hold a base and, for each law, what differs from it and what must come
out at which place of the result (`a/0/b`; `*` takes the place from every item that has it).
"""

import json
import random
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from generator.dossier_rule import in_language
from generator.tools.combination import combine, compare, finder_question
from generator.tools.requirements import has_blank, suggest_objectives, suggest_requirements

PROJECT = Path(__file__).parent.parent
SCRIPTS = PROJECT / "generator/theme/assets/javascripts"
CASES: dict[str, dict[str, Any]] = {
    name: json.loads((PROJECT / f"tests/cases/dossier/{name}.json").read_text("utf-8"))
    for name in ("requirements", "combination")
}
ALL = [(name, case) for name, part in CASES.items() for case in part["cases"]]
LANGUAGES = ("en", "fr")
NARROW = "\u202f"


@cache
def table(name: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((PROJECT / f"schemas/dossier/{name}.yml").read_text("utf-8"))
    return found


def vocabulary(name: str) -> list[str]:
    terms = yaml.safe_load((PROJECT / f"schemas/vocabularies/{name}.yml").read_text("utf-8"))["terms"]
    return [term["id"] for term in terms]


def entries(folder: str = "*") -> set[str]:
    return {path.stem for path in (PROJECT / "content/entries/en").glob(f"{folder}/*.md")}


def given_of(name: str, case: dict[str, Any]) -> dict[str, Any]:
    """The base with what a case changes; an assessment and a site are changed field by field."""
    base = CASES[name]["base"]
    changed = {key: value for key, value in case["input"].items() if key not in ("assessment", "site")}
    parts = {key: {**base[key], **case["input"].get(key, {})} for key in ("assessment", "site")}
    return {**base, **changed, **parts}


def in_python(call: str, x: dict[str, Any]) -> Any:
    if call == "suggestObjectives":
        return suggest_objectives(x["assessment"], x["site"], x["chosen"], x["measures"], x["table"])
    if call == "suggestRequirements":
        return suggest_requirements(x["assessment"], x["measures"], x["bank"])
    if call == "finderQuestion":
        return finder_question(x["assessment"], x["site"])

    def combined(chosen: Sequence[str]) -> dict[str, Any]:
        return combine(chosen, x["assessment"], x["site"], x["measures"], x["table"])

    return combined(x["chosen"]) if call == "combine" else compare([(id, combined(ids)) for id, ids in x["sets"]])


RUN = """rows => rows.map(([call, x]) => {
    const needs = Agora.dossierRequirements, sets = Agora.dossierCombination;
    const combined = chosen => sets.combine(chosen, x.assessment, x.site, x.measures, x.table);
    const calls = {
        suggestObjectives: () => needs.suggestObjectives(x.assessment, x.site, x.chosen, x.measures, x.table),
        suggestRequirements: () => needs.suggestRequirements(x.assessment, x.measures, x.bank),
        finderQuestion: () => sets.finderQuestion(x.assessment, x.site),
        combine: () => combined(x.chosen),
        compare: () => sets.compare(x.sets.map(set => [set[0], combined(set[1])])),
    };
    return calls[call]();
})"""


def in_browser(browser: Browser, rows: list[tuple[str, dict[str, Any]]]) -> list[Any]:
    page = browser.new_page()
    for name in ("requirements", "combination"):
        page.add_script_tag(path=SCRIPTS / f"dossier-{name}.js")
    found = page.evaluate(RUN, rows)
    page.close()
    return list(found)


def look(value: Any, path: str) -> Any:
    """What stands at a place of a result."""
    if not path:
        return value
    first, _, rest = path.partition("/")
    if first == "*":
        key = rest.partition("/")[0]
        return [look(item, rest) for item in value if not key or key in item]
    return look(value[int(first)] if isinstance(value, list) else value[first], rest)


def test_every_law_is_told_once() -> None:
    """At least 50 cases, no two with the same name, each with something expected."""
    assert len({case["name"] for _, case in ALL}) == len(ALL) >= 50
    assert all(case["expect"] for _, case in ALL)


@pytest.mark.parametrize(("name", "case"), ALL, ids=lambda item: item["name"] if isinstance(item, dict) else item)
def test_a_case_comes_out_like_this(name: str, case: dict[str, Any]) -> None:
    found = in_python(case["call"], given_of(name, case))

    assert {path: look(found, path) for path in case["expect"]} == case["expect"]


@pytest.mark.browser
def test_the_browser_gives_the_same_results(browser: Browser) -> None:
    """Every shared case is equal as a whole, not only where the case looks."""
    rows = [(case["call"], given_of(name, case)) for name, case in ALL]

    assert in_browser(browser, rows) == [in_python(*row) for row in rows]


THREATS, FUNCTIONS, PHASES = (
    ["ram", "knife", "crush"],
    ["deter", "watch", "restrict", "heal"],
    ["early", "during", "late"],
)
EFFECTS, LEVELS, COSTS = ["access", "looks"], ["none", "low", "medium", "high"], ["low", "medium", "high", "unknown"]
IDS = ["m1", "m2", "m3", "m4", "m5"]
TABLE = CASES["combination"]["base"]["table"]


def drawn(draw: random.Random) -> dict[str, Any]:
    """An assessment, a site and measures that nobody thought of."""

    def some(items: list[str]) -> list[str]:
        return draw.sample(items, draw.randint(0, len(items)))

    def one(items: list[str]) -> str:
        return draw.choice(["", *items])

    measures = [
        {
            "id": id,
            "threats": some(THREATS),
            "functions": some(FUNCTIONS),
            "phases": some(PHASES),
            "spaces": some(["square", "park"]),
            "cost": draw.choice(COSTS),
            "considerations": {name: draw.choice([*LEVELS, "unknown"]) for name in some(EFFECTS)},
            "alternative_to": some(IDS),
            "requires": some([*IDS, "gone"]),
            "combines_with": some(IDS),
        }
        for id in some(IDS)
    ]
    scenarios = [{"id": f"c{n}", "zone": one(["z1", "z2"]), "threat": one(THREATS)} for n in range(draw.randint(0, 4))]
    objectives = [
        {
            "id": f"o{n}",
            "scenario": one(["c0", "c1", "c9"]),
            "function": one(FUNCTIONS),
            "phase": one(PHASES),
            "words": "",
        }
        for n in range(draw.randint(0, 4))
    ]
    requirements = [
        {
            "id": f"r{n}",
            "objective": one(["o0", "o1", "o9"]),
            "strength": one(["must", "should"]),
            "words": draw.choice(["", "In [number] hours", "Words of any", "A text"]),
            "phrase": one(["any", "of-ram", "access"]),
        }
        for n in range(draw.randint(0, 4))
    ]
    base = CASES["requirements"]["base"]
    return {
        "assessment": {
            "id": "a1",
            "scenarios": scenarios,
            "objectives": objectives,
            "requirements": requirements,
            "constraints": [{"id": "k1", "kind": one(["law", "time"])}],
            "basket": some(IDS),
            "combinations": [{"id": "k", "measures": some([*IDS, "gone"])}],
        },
        "site": {
            "id": "s1",
            "category": one(["square", "park"]),
            "existing": [
                {"id": f"e{n}", "measure": one([*IDS, "gone"]), "zones": some(["z1", "z2"])} for n in range(3)
            ],
        },
        "chosen": some([*IDS, "c0", "c1", "c2", "gone"]),
        "sets": [["one", some(IDS)], ["two", some(IDS)]],
        "measures": measures,
        "table": {**TABLE, "rows": base["table"]["rows"]},
        "bank": base["bank"],
    }


def drawn_rows() -> list[tuple[str, dict[str, Any]]]:
    draw = random.Random("agora")
    calls = ("suggestObjectives", "suggestRequirements", "combine", "compare", "finderQuestion")
    rows = [(call, drawn(draw)) for _ in range(60) for call in calls]
    for call, x in rows:
        if call == "suggestObjectives":
            x["table"] = CASES["requirements"]["base"]["table"]
    return rows


@pytest.mark.browser
def test_the_browser_agrees_on_inputs_that_nobody_wrote(browser: Browser) -> None:
    """Three hundred drawn inputs, the same each time, have equal results; most of them are not empty."""
    rows = drawn_rows()
    here = [in_python(*row) for row in rows]

    assert in_browser(browser, rows) == here
    assert sum(bool(found["suggested"]) for (call, _), found in zip(rows, here, strict=True) if "sugg" in call) > 40


often = settings(deadline=None, max_examples=100)
STATES = ["open", "there", "answered"]


@often
@given(st.randoms(use_true_random=False), st.sampled_from(IDS))
def test_one_measure_more_never_opens_anything(draw: random.Random, more: str) -> None:
    """Monotonicity: scenarios, phases, functions and objectives get no worse, worst side effects no milder."""
    x = drawn(draw)
    before = in_python("combine", x)
    after = in_python("combine", {**x, "chosen": [*x["chosen"], more]})

    for part in ("scenarios", "threats", "objectives"):
        for one, other in zip(before[part], after[part], strict=True):
            assert STATES.index(one["state"]) <= STATES.index(other["state"])
    for part in ("phases", "functions"):
        old = {scenario for row in before["open"][part] for scenario in row["scenarios"]}
        assert {scenario for row in after["open"][part] for scenario in row["scenarios"]} <= old
    for one, other in zip(before["considerations"], after["considerations"], strict=False):
        assert LEVELS.index(one["low"]) <= LEVELS.index(other["low"])
        assert LEVELS.index(one["high"]) <= LEVELS.index(other["high"])


@often
@given(st.randoms(use_true_random=False))
def test_the_order_of_measures_does_not_matter(draw: random.Random) -> None:
    x = drawn(draw)
    mixed = {**x, "measures": draw.sample(x["measures"], len(x["measures"])), "chosen": x["chosen"][::-1]}

    assert in_python("combine", mixed) == in_python("combine", x)
    assert in_python("suggestRequirements", mixed) == in_python("suggestRequirements", x)


@often
@given(st.randoms(use_true_random=False))
def test_every_suggestion_rests_on_something(draw: random.Random) -> None:
    """Each row names a rule; suggestions stand once; ranges are never upside down; unknown never lowers one."""
    x = drawn(draw)
    found = in_python("suggestRequirements", x)
    phrases = [row["phrase"] for row in found["suggested"]]
    assert len(phrases) == len(set(phrases))
    assert all(any("rule" in because for because in row["because"]) for row in found["suggested"])
    for row in in_python("combine", x)["considerations"]:
        assert LEVELS.index(row["low"]) <= LEVELS.index(row["high"])
        assert not row["unknown"] or row["high"] == "high"


def test_the_bank_speaks_both_languages_and_names_what_exists() -> None:
    """At least 40 phrases, each once, tied to an entry, with ids of the vocabularies and equal gaps in both languages."""
    bank = table("phrases")
    phrases = bank["phrases"]
    known = entries()
    axes = {"functions": "function", "phases": "phase", "considerations": "consideration"}

    assert len({p["id"] for p in phrases}) == len(phrases) >= 40
    for language in LANGUAGES:
        assert len({p["words"][language] for p in phrases}) == len(phrases)
    assert [p["id"] for p in phrases if p["entry"] not in known] == []
    assert [p["id"] for p in phrases if not set(p["threats"]) <= entries("threats")] == []
    for axis, name in axes.items():
        assert [p["id"] for p in phrases if not set(p[axis]) <= set(vocabulary(name))] == []
    assert {p["strength"] for p in phrases} == {"must", "should"}
    assert [p["id"] for p in phrases if len({has_blank(text) for text in p["words"].values()}) != 1] == []
    assert [
        p["id"] for p in phrases if not (p["threats"] or p["functions"] or p["phases"] or p["considerations"])
    ] == []
    assert set(bank["watch"]) | set(bank["raise"]) <= set(vocabulary("level"))


def test_no_threat_of_the_wiki_is_left_without_words() -> None:
    """Every threat gets objectives for before, during and after, never two for one function and phase, and a phrase of
    the bank fits each of them."""
    rows, phrases = table("objectives")["rows"], table("phrases")["phrases"]
    phases = yaml.safe_load((PROJECT / "schemas/vocabularies/phase.yml").read_text("utf-8"))["terms"]
    groups = {phase["id"]: phase["group"] for phase in phases}

    assert len({row["id"] for row in rows}) == len(rows)
    assert {row["function"] for row in rows} == set(vocabulary("function"))
    for threat in sorted(entries("threats")):
        own = [r for r in rows if (threat in r["threats"] if r["threats"] else threat not in r["except"])]
        pairs = [(row["function"], row["phase"]) for row in own]
        assert len(set(pairs)) == len(pairs)
        assert {groups[phase] for _, phase in pairs} == {"before", "during", "after"}
        for function, phase in pairs:
            assert [
                p
                for p in phrases
                if (not p["threats"] or threat in p["threats"])
                and (not p["functions"] or function in p["functions"])
                and (not p["phases"] or phase in p["phases"])
            ]


def test_what_combinations_are_held_against_is_the_vocabularies() -> None:
    rule = table("solutions")["table"]

    assert rule["phases"] == vocabulary("phase")
    assert rule["functions"] == vocabulary("function")
    assert rule["considerations"] == vocabulary("consideration")
    assert [*rule["levels"], "unknown"] == vocabulary("level")
    assert rule["costs"] == vocabulary("cost_band")


def texts(value: Any, language: str) -> list[str]:
    if isinstance(value, dict):
        if language in value:
            return [value[language]]
        return [text for item in value.values() for text in texts(item, language)]
    return [text for item in value for text in texts(item, language)] if isinstance(value, list) else []


@pytest.mark.parametrize("name", ["objectives", "solutions", "request", "phrases"])
def test_texts_are_set_as_they_should_be(name: str) -> None:
    """French has its spaces before two-part marks and inside guillemets; no straight apostrophe anywhere."""
    french, english = texts(table(name), "fr"), texts(table(name), "en")

    assert len(french) == len(english) > 10
    assert [text for text in french + english if "'" in text or "  " in text] == []
    for mark, space in ((";", NARROW), ("?", NARROW), ("!", NARROW), (":", "\u00a0"), ("»", "\u00a0")):
        wrong = [t for t in french for at, c in enumerate(t) if c == mark and at and t[at - 1] != space]
        assert wrong == []
    assert [t for t in french if "«" in t and "«\u00a0" not in t] == []


def test_every_rule_that_a_result_names_is_a_sentence() -> None:
    """What `because` points to can be read, in both languages."""
    rules = {"suggestObjectives": "objectives", "suggestRequirements": "objectives", "combine": "solutions"}
    words = {step: in_language(table(step), "fr", LANGUAGES)["words"] for step in set(rules.values())}
    named: set[tuple[str, str]] = set()

    def gather(value: Any, step: str) -> None:
        if isinstance(value, dict):
            named.update({(step, value["rule"])} if "rule" in value else set())
            value = list(value.values())
        for item in value if isinstance(value, list) else []:
            gather(item, step)

    for name, case in ALL:
        if case["call"] in rules:
            gather(in_python(case["call"], given_of(name, case)), rules[case["call"]])
    assert len(named) == 9
    assert [rule for step, rule in sorted(named) if rule not in words[step]] == []
