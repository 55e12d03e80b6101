"""Vulnerability: what the tables promise, that unknown is never zero, and that the browser says the same.

tests/cases/dossier/risk.json holds scenarios and what must be said of them. A case names only what its law is about; a list
stands whole, unless it ends in "…". Whatever a case leaves out must still be alike in Python and JavaScript.
"""

import json
import math
import random
from collections.abc import Iterator
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from generator.tools.risk import ASPECTS, PARTS, assess, compare, judge
from generator.tools.site_priority import reading

PROJECT = Path(__file__).parent.parent
CASES: dict[str, Any] = json.loads((PROJECT / "tests/cases/dossier/risk.json").read_text("utf-8"))
TABLE = yaml.safe_load((PROJECT / "schemas/dossier/vulnerability.yml").read_text("utf-8"))
SCALES = yaml.safe_load((PROJECT / "schemas/dossier/scales.yml").read_text("utf-8"))["scales"]
RULE, FACTS = TABLE["rule"], CASES["facts"]
SCRIPTS = [PROJECT / f"generator/theme/assets/javascripts/dossier-{name}.js" for name in ("site", "risk")]
often = settings(deadline=None, max_examples=150)


def said(scenarios: list[dict[str, Any]], site: dict[str, Any]) -> dict[str, Any]:
    return assess({"id": "a1", "site": site["id"], "scenarios": scenarios}, site, RULE, FACTS)


def differences(found: Any, expected: Any, place: str = "") -> list[str]:
    """Where a result is not what a case expects of it."""
    if isinstance(expected, dict):
        if not isinstance(found, dict):
            return [f"{place}: {found!r} is no table"]
        return [line for name in expected for line in differences(found.get(name), expected[name], f"{place}/{name}")]
    if isinstance(expected, list):
        if expected[-1:] == ["…"]:
            expected, found = expected[:-1], found[: len(expected) - 1]
        if not isinstance(found, list) or len(found) != len(expected):
            return [f"{place}: {found!r}, not {len(expected)} items"]
        return [line for at, item in enumerate(expected) for line in differences(found[at], item, f"{place}/{at}")]
    if isinstance(expected, float | int) and isinstance(found, float | int):
        return [] if math.isclose(found, expected, abs_tol=1e-9) else [f"{place}: {found!r}, not {expected!r}"]
    return [] if found == expected else [f"{place}: {found!r}, not {expected!r}"]


def test_there_are_enough_cases_each_with_its_own_law() -> None:
    names = [case["name"] for case in (*CASES["assess"], *CASES["compare"])]

    assert len(names) >= 50
    assert len(set(names)) == len(names)
    assert all(case["expect"] for case in (*CASES["assess"], *CASES["compare"]))


@pytest.mark.parametrize("case", CASES["assess"], ids=lambda case: case["name"])
def test_an_assessment_is_told_like_this(case: dict[str, Any]) -> None:
    found = said(case["input"]["scenarios"], case["input"]["site"])

    assert differences(found, case["expect"]) == []


@pytest.mark.parametrize("case", CASES["compare"], ids=lambda case: case["name"])
def test_two_assessments_are_compared_like_this(case: dict[str, Any]) -> None:
    site = case["input"]["site"]
    found = compare(said(case["input"]["before"], site), said(case["input"]["after"], site))

    assert differences(found, case["expect"]) == []


LEVELS = st.integers(1, 5)
SCALE = st.one_of(
    st.none(),
    st.just({"level": "unknown", "reason": "?"}),
    st.builds(lambda level, ends: {"level": level, "low": ends[0], "high": ends[1]}, LEVELS, st.tuples(LEVELS, LEVELS)),
    st.builds(lambda level: {"level": level, "reason": "seen"}, LEVELS),
    st.sampled_from([{"level": 6}, {"level": "3"}, {"level": True}, {}, 3, "x", [1]]),
)
SITE = CASES["assess"][0]["input"]["site"]
EXISTING = st.lists(
    st.builds(
        lambda measure, zones: {"measure": measure, "zones": zones},
        st.sampled_from(["", "posts", "patrol", "posters", "scanner", "gone"]),
        st.lists(st.sampled_from(["z1", "z2"]), unique=True, max_size=2),
    ),
    max_size=3,
).map(lambda rows: [{"id": f"e{at}", **row} for at, row in enumerate(rows)])


def scenario(zone: str, threat: str, answers: tuple[Any, ...]) -> dict[str, Any]:
    given = {part: answer for part, answer in zip(PARTS, answers, strict=True) if answer is not None}
    return {"zone": zone, "threat": threat, **given}


SCENARIOS = st.lists(
    st.builds(
        scenario,
        st.sampled_from(["", "z1", "z2"]),
        st.sampled_from(["", "vehicle", "knife", "bag", "drone"]),
        st.tuples(*[SCALE] * len(PARTS)),
    ),
    max_size=6,
).map(lambda rows: [{"id": f"c{at}", **row} for at, row in enumerate(rows)])


def test_tables_never_fall_where_a_threat_grows() -> None:
    """More likely, worse or less well answered never makes anything smaller; every level of a result can be reached."""
    for table in (RULE["risk"], [row[::-1] for row in RULE["gap"]]):
        assert all(len(row) == 5 and list(row) == sorted(row) for row in table)
        assert all(list(column) == sorted(column) for column in zip(*table, strict=True))
        assert {cell for row in table for cell in row} == {1, 2, 3, 4, 5}
    assert [row[0] for row in RULE["gap"]] == [1, 2, 3, 4, 5]
    assert all(cell <= risk for risk, row in enumerate(RULE["gap"], 1) for cell in row)
    assert set(RULE["counts"]) == set(ASPECTS)
    assert all(counts == sorted(counts) and len(counts) == 5 for counts in RULE["counts"].values())
    assert RULE["counts"]["people"] == [1, 2, 3, 4, 5]


def known_answers(levels: tuple[int, ...]) -> dict[str, dict[str, int]]:
    return {part: {"level": n, "low": n, "high": n} for part, n in zip(PARTS, levels, strict=True)}


@often
@given(st.tuples(*[SCALE] * len(PARTS)), st.data())
def test_the_range_holds_whatever_the_answers_allow(answers: tuple[Any, ...], data: st.DataObject) -> None:
    """However the open answers turn out, the gap lies in the range that was told, and both ends can be reached."""
    read = {part: reading(answer) for part, answer in zip(PARTS, answers, strict=True)}
    told = judge(read, RULE)
    drawn = tuple(data.draw(st.integers(read[part]["low"], read[part]["high"])) for part in PARTS)
    came = judge(known_answers(drawn), RULE)
    worst = tuple(read[part]["low" if part == "existing" else "high"] for part in PARTS)
    best = tuple(read[part]["high" if part == "existing" else "low"] for part in PARTS)

    for name in ("consequence", "risk", "gap"):
        assert told[name]["low"] <= came[name]["level"] <= told[name]["high"]
        assert isinstance(told[name]["level"], str) or told[name]["low"] <= told[name]["level"] <= told[name]["high"]
    assert judge(known_answers(worst), RULE)["gap"]["level"] == told["gap"]["high"]
    assert judge(known_answers(best), RULE)["gap"]["level"] == told["gap"]["low"]


@often
@given(st.tuples(*[LEVELS] * len(PARTS)), st.sampled_from(PARTS))
def test_unknown_is_not_zero(levels: tuple[int, ...], part: str) -> None:
    """Forgetting an answer never lowers the worst case, never raises the best case, and keeps the true level in the range."""
    known = known_answers(levels)
    sure = judge(known, RULE)["gap"]
    open_ = judge({**known, part: reading({"level": "unknown"})}, RULE)["gap"]

    assert open_["low"] <= sure["level"] <= open_["high"]
    assert open_["level"] in ("unknown", sure["level"])


@often
@given(st.tuples(*[LEVELS] * len(PARTS)), st.sampled_from(PARTS))
def test_a_worse_answer_never_makes_a_gap_smaller(levels: tuple[int, ...], part: str) -> None:
    at = PARTS.index(part)
    found = [
        judge(known_answers((*levels[:at], level, *levels[at + 1 :])), RULE)["gap"]["level"] for level in range(1, 6)
    ]

    assert found == sorted(found, reverse=part == "existing")


@often
@given(SCENARIOS, EXISTING, st.randoms())
def test_every_scenario_stands_in_one_place_and_order_does_not_matter(
    scenarios: list[Any], existing: list[Any], draw: random.Random
) -> None:
    site = {**SITE, "existing": existing}
    found = said(scenarios, site)
    placed = [item["id"] for item in found["scenarios"]] + found["unassessed"]
    mixed = {**site, "existing": draw.sample(existing, len(existing))}

    assert sorted(placed) == sorted(item["id"] for item in scenarios)
    assert said(draw.sample(scenarios, len(scenarios)), mixed) == found
    for item in found["scenarios"]:
        assert 1 <= item["best"] <= item["rank"] <= item["worst"] <= len(found["scenarios"])
    for one, next_ in pairwise(found["scenarios"]):
        assert one["rank"] <= next_["rank"]
        assert next_["band"] - one["band"] in (0, 1)
    for one, other in product(found["scenarios"], repeat=2):
        if one["band"] < other["band"]:
            assert one["gap"]["low"] > other["gap"]["high"]


@often
@given(SCENARIOS, EXISTING)
def test_every_number_can_be_opened(scenarios: list[Any], existing: list[Any]) -> None:
    """Each answer behind a level is an answer of that scenario; each rule and each sentence is there in both languages."""
    found = said(scenarios, {**SITE, "existing": existing})
    for item in found["scenarios"]:
        path = f"assessments/a1/scenarios/{item['id']}/"
        answers = {row["answer"] for row in item["gap"]["because"] if "answer" in row}
        assert answers == {path + part for part in PARTS}
        assert {row["rule"] for row in item["gap"]["because"] if "rule" in row} <= set(TABLE["words"])
    for note in (*found["notes"], *(note for item in found["scenarios"] for note in item["notes"])):
        for language in ("en", "fr"):
            assert set(note["values"]) == names_in(TABLE["words"][note["id"]][language])


def names_in(sentence: str) -> set[str]:
    return {part.split("}")[0] for part in sentence.split("{")[1:]}


@often
@given(SCENARIOS)
def test_knowing_one_answer_narrows_as_far_as_was_said(scenarios: list[Any]) -> None:
    """Some value of the open answer narrows the range by just what was told, and none narrows it more."""
    found = said(scenarios, SITE)
    given_ = {item["id"]: item for item in scenarios}
    for item in found["scenarios"]:
        read = {part: reading(given_[item["id"]].get(part)) for part in PARTS}
        width = item["gap"]["high"] - item["gap"]["low"]
        assert {row["part"] for row in item["unknown"]} == {p for p in PARTS if read[p]["low"] < read[p]["high"]}
        for row in item["unknown"]:
            values = range(read[row["part"]]["low"], read[row["part"]]["high"] + 1)
            gaps = [judge({**read, row["part"]: reading({"level": n})}, RULE)["gap"] for n in values]
            assert row["narrows"] == width - min(gap["high"] - gap["low"] for gap in gaps) >= 0


def all_texts(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict) and set(value) == {"en", "fr"}:
        yield value["en"], value["fr"]
    elif isinstance(value, dict | list):
        for item in value.values() if isinstance(value, dict) else value:
            yield from all_texts(item)


@pytest.mark.parametrize("name", ["team", "space", "vulnerability", "scales"])
def test_texts_are_there_in_both_languages_and_set_as_french_is_set(name: str) -> None:
    table = yaml.safe_load((PROJECT / f"schemas/dossier/{name}.yml").read_text("utf-8"))
    texts = list(all_texts(table))

    assert len(texts) > 20
    for english, french in texts:
        assert english.strip()
        assert french.strip()
        assert names_in(english) == names_in(french)
        assert "'" not in english + french
        assert not [sign for sign in ("?", ";", "!") if sign in french.replace("\u202f" + sign, "")], french
        assert ":" not in french.replace("\u00a0:", ""), french


def test_every_scale_has_five_written_levels_and_a_word_for_not_knowing() -> None:
    asked = {row["scale"] for row in next(q for q in TABLE["questions"] if q["id"] == "scenarios")["questions"][-6:]}

    assert {scale["id"] for scale in SCALES} >= asked | {"risk", "gap"}
    for scale in SCALES:
        assert [level["level"] for level in scale["levels"]] == [1, 2, 3, 4, 5]
        written = [level["description"]["en"] for level in scale["levels"]]
        assert len(set(written)) == 5
        assert scale["unknown"]["description"]["fr"]


def test_the_question_about_likelihood_asks_for_no_secret_and_says_so() -> None:
    """Neither the question nor a level speaks of intelligence; the reader is told not to enter secrets."""
    fields = next(q for q in TABLE["questions"] if q["id"] == "scenarios")["questions"]
    why = next(q for q in fields if q["id"] == "likelihood")["why"]
    scale = next(scale for scale in SCALES if scale["id"] == "likelihood")

    assert "Do not enter secret or confidential information" in why["en"]
    assert "aucune information secrète ou confidentielle" in why["fr"]
    assert "public" in scale["question"]["en"]
    for english, french in all_texts(scale):
        assert not [word for word in ("intelligence", "classified", "secret") if word in english.lower()]
        assert not [word for word in ("renseignement", "classifié", "secret") if word in french.lower()]


RUN = """([assessed, compared, rule, facts]) => {
    const say = (site, scenarios) =>
        Agora.dossierRisk.assess({id: 'a1', site: site.id, scenarios: scenarios}, site, rule, facts);
    return [
        assessed.map(([site, scenarios]) => say(site, scenarios)),
        compared.map(([site, before, after]) => Agora.dossierRisk.compare(say(site, before), say(site, after)))
    ];
}"""


def in_browser(browser: Browser, assessed: list[Any], compared: list[Any]) -> Any:
    page = browser.new_page()
    for script in SCRIPTS:
        page.add_script_tag(path=script)
    found = page.evaluate(RUN, [assessed, compared, RULE, FACTS])
    page.close()
    return found


@pytest.mark.browser
def test_the_browser_says_the_same_of_every_case(browser: Browser) -> None:
    inputs = [case["input"] for case in CASES["assess"]]
    pairs = [case["input"] for case in CASES["compare"]]
    assessed, compared = in_browser(
        browser,
        [[row["site"], row["scenarios"]] for row in inputs],
        [[row["site"], row["before"], row["after"]] for row in pairs],
    )

    assert assessed == [said(row["scenarios"], row["site"]) for row in inputs]
    assert compared == [compare(said(row["before"], row["site"]), said(row["after"], row["site"])) for row in pairs]


@pytest.mark.browser
def test_the_browser_agrees_on_assessments_that_nobody_wrote(browser: Browser) -> None:
    """Three hundred drawn assessments, the same each time, are told alike, damaged answers included."""
    draw = random.Random("agora")
    answers = [None, {"level": "unknown"}, {"level": 9}, {}, "x", *({"level": n, "reason": "r"} for n in range(1, 6))]

    def answer() -> Any:
        if draw.random() < 0.4:
            return {"level": draw.randint(1, 5), "low": draw.randint(1, 5), "high": draw.randint(1, 5)}
        return draw.choice(answers)

    def one(id: str) -> dict[str, Any]:
        drawn = tuple(answer() for _ in PARTS)
        return {
            "id": id,
            **scenario(draw.choice(["", "z1", "z2"]), draw.choice(["", "vehicle", "knife", "bag"]), drawn),
        }

    def there(id: str) -> dict[str, Any]:
        zones = draw.sample(["z1", "z2"], draw.randint(0, 2))
        return {"id": id, "measure": draw.choice(["", "posts", "patrol", "posters", "scanner", "gone"]), "zones": zones}

    def drawn_site() -> dict[str, Any]:
        return {**SITE, "existing": [there(f"e{at}") for at in range(draw.randint(0, 3))]}

    drawn = [[drawn_site(), [one(f"c{at}") for at in range(draw.randint(0, 12))]] for _ in range(300)]
    pairs = [[SITE, drawn[at][1], drawn[at + 1][1]] for at in range(0, 100, 2)]
    assessed, compared = in_browser(browser, drawn, pairs)

    assert assessed == [said(scenarios, site) for site, scenarios in drawn]
    assert compared == [compare(said(before, site), said(after, site)) for site, before, after in pairs]
