"""Steps 6 and 7 of the dossier: the checklist, dates, the calendar's events, the review; in Python and in the browser.

The cases of tests/cases/dossier/plan.json hold for both; the rules of `schemas/dossier/` are read as they ship.
"""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from generator.check import check
from generator.dossier_rule import read_dossier
from generator.load import load_sources
from generator.tools import calendar_file, plan
from generator.tools.dossier_progress import STEPS

PROJECT = Path(__file__).parent.parent
SCRIPTS = PROJECT / "generator/theme/assets/javascripts"
CASES: list[dict[str, Any]] = json.loads((PROJECT / "tests/cases/dossier/plan.json").read_text("utf-8"))["cases"]
TABLES: dict[str, Any] = {
    name: yaml.safe_load((PROJECT / f"schemas/dossier/{name}.yml").read_text("utf-8"))
    for name in ("implementation", "review", "outputs")
}
TODAY = "2026-11-21"
often = settings(deadline=None, max_examples=150)


def called(case: dict[str, Any]) -> str:
    return str(case["name"])


def plain(value: Any) -> Any:
    """As JSON has it."""
    return json.loads(json.dumps(value))


def in_browser(browser: Browser, given: list[Any]) -> Any:
    page = browser.new_page()
    for name in ("text", "calendar", "plan"):
        page.add_script_tag(path=SCRIPTS / f"dossier-{name}.js")
    run = """cases => cases.map(([call, input]) =>
        Agora.dossierPlan[call.replace(/_([a-z])/g, (whole, letter) => letter.toUpperCase())](...input))"""
    found = page.evaluate(run, given)
    page.close()
    return found


def test_every_case_has_a_law_of_its_own() -> None:
    names = [case["name"] for case in CASES]

    assert len(set(names)) == len(names) >= 40


@pytest.mark.parametrize("case", CASES, ids=called)
def test_the_plan_says_so(case: dict[str, Any]) -> None:
    before = plain(case["input"])

    assert plain(getattr(plan, case["call"])(*case["input"])) == case["expect"]
    assert case["input"] == before


@pytest.mark.browser
def test_the_browser_says_the_same(browser: Browser) -> None:
    found = in_browser(browser, [[case["call"], case["input"]] for case in CASES])

    assert found == [case["expect"] for case in CASES]


@pytest.mark.browser
def test_the_browser_agrees_on_dates(browser: Browser) -> None:
    """Four hundred days from 1582 to 2400, counted and moved on."""
    days = [(date(1582, 10, 15) + timedelta(days=at * 747)).isoformat() for at in range(400)]
    calls = [["months_after", [text, at % 40]] for at, text in enumerate(days)]
    tasks = [{"id": f"t{at}", "due": text, "owner": "x", "words": "x"} for at, text in enumerate(days)]
    calls.append(["task_states", [{"id": "a1", "plan": {"tasks": tasks}}, TODAY, 30, []]])

    assert in_browser(browser, calls) == [plain(getattr(plan, call)(*given)) for call, given in calls]


# --- laws

LEVELS = ["none", "low", "medium", "high", "unknown"]
NAMES = ["privacy", "mobility", "heritage", "upkeep", "fundamental-rights"]
MEASURE = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["practice", "technology"]),
        "cost": st.sampled_from(["minimal", "low", "medium", "high", "very-high", "unknown"]),
        "duration": st.lists(st.sampled_from(["structural", "event"]), unique=True, max_size=2),
        "considerations": st.dictionaries(st.sampled_from(NAMES), st.sampled_from(LEVELS)),
    }
)
FACTS = st.dictionaries(st.sampled_from("abcdef"), MEASURE)
SURENESS = {"no": 0, "maybe": 1, "yes": 2}
RULES = TABLES["implementation"]["tasks"]


def applying(chosen: list[str], facts: Any) -> dict[str, str]:
    return {row["task"]: row["applies"] for row in plan.checklist(RULES, chosen, facts)}


@often
@given(FACTS, st.lists(st.sampled_from("abcdef"), min_size=1, max_size=4, unique=True), st.sampled_from("abcdef"))
def test_one_more_measure_never_takes_a_task_away(facts: Any, chosen: list[str], more: str) -> None:
    before, after = applying(chosen, facts), applying(sorted({*chosen, more}), facts)

    assert all(SURENESS[after[task]] >= SURENESS[before[task]] for task in before)


@often
@given(FACTS, st.sampled_from("abcdef"), st.sampled_from(NAMES), st.sampled_from(["none", "high"]))
def test_what_is_not_known_makes_a_task_possible_never_needless(facts: Any, id: str, name: str, level: str) -> None:
    """Forgetting a side effect moves every answer towards maybe, never to no from yes or maybe."""
    if id not in facts:
        return
    known = {**facts, id: {**facts[id], "considerations": {**facts[id]["considerations"], name: level}}}
    forgotten = {**facts, id: {**facts[id], "considerations": {**facts[id]["considerations"], name: "unknown"}}}
    before, after = applying([id], known), applying([id], forgotten)

    assert all(after[task] in (before[task], "maybe") for task in before)
    assert all(after[task] != "no" or before[task] == "no" for task in before)


@often
@given(FACTS, st.lists(st.sampled_from("abcdef"), max_size=4))
def test_every_verdict_names_what_it_stands_on(facts: Any, chosen: list[str]) -> None:
    words = TABLES["implementation"]["words"]

    for row in plan.checklist(RULES, chosen, facts):
        assert row["because"] or row["applies"] == "no"
        assert all(reason["rule"] in words for reason in row["because"])
    assert plan.checklist(RULES, chosen[::-1], facts) == plan.checklist(RULES, chosen, facts)


@often
@given(st.dates(date(1900, 1, 1), date(2900, 1, 1)), st.integers(0, 60), st.integers(0, 60))
def test_months_go_on(start: date, one: int, more: int) -> None:
    """More months are never earlier; the day is kept or is the last of its month; twelve at a time are years."""
    text = start.isoformat()
    first, later = plan.months_after(text, one), plan.months_after(text, one + more)

    assert first <= later
    assert (int(first[:4]) * 12 + int(first[5:7])) - (start.year * 12 + start.month) == one
    assert first[8:] == text[8:] or (date.fromisoformat(first) + timedelta(days=1)).day == 1


@often
@given(
    st.lists(st.one_of(st.dates().map(str), st.sampled_from(["", "soon"])), max_size=5), st.dates(), st.integers(0, 60)
)
def test_time_only_brings_dates_nearer(dates: list[str], today: date, soon: int) -> None:
    """A day later no task that was overdue is not, none that was undated has a date, and every count adds up."""
    assessment = {"id": "a1", "plan": {"tasks": [{"id": f"t{at}", "due": due} for at, due in enumerate(dates)]}}
    tomorrow = today + timedelta(days=1) if today < date.max else today
    now, then = (plan.task_states(assessment, str(day), soon) for day in (today, tomorrow))

    for before, after in zip(now["tasks"], then["tasks"], strict=True):
        assert before["state"] not in ("overdue", "undated") or after["state"] == before["state"]
    assert sum(count for name, count in now["counts"].items() if name != "all") == now["counts"]["all"] == len(dates)


def test_uids_stay_when_words_and_dates_change() -> None:
    """Importing the file again moves events and doubles none; no two events share a name."""
    names = {"tasks": {}, "watch": {}, "sentences": {"owner": "{owner}"}}
    dossier = {"created": TODAY}
    tasks = [{"id": f"t{at}", "due": "2027-01-05", "words": "x"} for at in range(300)]
    watch = [{"id": f"t{at}", "due": "2027-01-05", "words": "x"} for at in range(300)]
    moved = [{**row, "due": "2028-01-05", "words": "y", "owner": "z"} for row in tasks]
    first, second = (
        [
            row["uid"]
            for row in plan.events(
                dossier, {"id": "a1", "plan": {"tasks": rows}, "review": {"watch": watch}}, names, 14
            )
        ]
        for rows in (tasks, moved)
    )

    assert first == second
    assert len(set(first)) == 600


def test_a_plan_becomes_a_calendar() -> None:
    assessment = {"id": "a1", "plan": {"tasks": [{"id": "t1", "standard": "dpia", "due": "2027-01-05"}, {"id": "t2"}]}}
    labels = {row["id"]: row["label"]["en"] for row in options("implementation", "tasks")}
    names = {"tasks": labels, "watch": {}, "sentences": {"owner": "{owner}"}}
    rows = plan.events({"created": TODAY}, assessment, names, TABLES["implementation"]["remind_days"])
    frame = {"title": "T", "language": "en", "marking": "TLP:AMBER", "today": TODAY}
    found = calendar_file.calendar(rows, frame)

    assert "SUMMARY;LANGUAGE=en:TLP:AMBER Data protection impact assessment\r\n" in found["text"]
    assert "TRIGGER:-P14D\r\n" in found["text"]
    assert found["left_out"] == [rows[1]["uid"]]


# --- the rules as they ship


def options(table: str, list_id: str) -> list[Any]:
    question = next(row for row in TABLES[table]["questions"] if row["id"] == list_id)
    found: list[Any] = next(row for row in question["questions"] if row["id"] == "standard")["options"]
    return found


@pytest.mark.parametrize(("table", "part"), [("implementation", "tasks"), ("review", "watch")])
def test_every_standard_item_has_its_label_and_its_words(table: str, part: str) -> None:
    """The options and the rules name the same items in the same order, and every text is there in both languages."""
    rows = TABLES[table][part]

    assert [row["id"] for row in rows] == [row["id"] for row in options(table, part)]
    assert all(set(row["words"]) == {"en", "fr"} for row in rows)
    later = [id for row in rows for id in row.get("before", [])]
    assert set(later) <= {row["id"] for row in rows}


def test_the_tables_are_sound_and_name_what_exists() -> None:
    """The reader of tables finds no fault; conditions name values of vocabularies; entries exist."""
    wiki = check(load_sources(PROJECT)).wiki
    assert wiki is not None
    rules = wiki.rulebook
    faults = read_dossier(TABLES, rules.vocabularies, rules.kinds, ["en", "fr"])
    absent = [f"{step}: the table is missing" for step in STEPS if step not in TABLES]
    terms = {
        "kind": set(rules.kinds),
        "cost": set(rules.vocabularies["cost_band"].terms),
        "duration": set(rules.vocabularies["duration"].terms),
    }

    assert faults == absent
    for task in TABLES["implementation"]["tasks"]:
        assert task.get("always", False) != ("when" in task)
        for condition in task.get("when", []):
            if "consideration" in condition:
                assert condition["consideration"] in rules.vocabularies["consideration"].terms
                assert set(condition["levels"]) <= set(rules.vocabularies["level"].terms) - {"unknown"}
            else:
                ((name, values),) = condition.items()
                assert set(values) <= terms[name] - {"unknown"}
    rows = [*TABLES["implementation"]["tasks"], *TABLES["review"]["watch"]]
    entries = [row["entry"] for row in rows if "entry" in row]
    assert entries
    assert set(entries) <= set(wiki.entries)


@pytest.mark.parametrize("name", ["implementation", "review"])
def test_every_state_and_lack_has_a_sentence(name: str) -> None:
    words = TABLES[name]["words"]
    states = ["open", "soon", "overdue", "undated"] + (["done", "not-applicable"] if name == "implementation" else [])
    lacks = ["owner", "owner_gone", "due"] + (["words", "note"] if name == "implementation" else [])

    assert {f"state_{state}" for state in states} | {f"missing_{lack}" for lack in lacks} <= words.keys()
    if name == "review":
        changes = ("lower", "higher", "perhaps-lower", "perhaps-higher", "same", "unknown")
        assert {f"change_{change}" for change in changes} <= words.keys()


def test_french_signs_have_their_spaces() -> None:
    """A narrow space stands before ; ! ? and a space that does not break before a colon and inside quotation marks."""

    def french(value: Any) -> list[str]:
        if isinstance(value, dict):
            if set(value) == {"en", "fr"}:
                return [value["fr"]]
            return [text for item in value.values() for text in french(item)]
        return [text for item in value for text in french(item)] if isinstance(value, list) else []

    texts = [text for text in french(TABLES) if len(text) > 1]
    assert len(texts) > 100
    for text in texts:
        for at, letter in enumerate(text[1:], 1):
            assert letter not in ";!?" or text[at - 1] == "\u202f", text
            assert letter not in ":»" or text[at - 1] == "\u00a0", text
            assert text[at - 1] != "«" or letter == "\u00a0", text
            assert letter != "'", text
