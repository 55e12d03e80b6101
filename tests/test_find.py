"""Find measures: what the rule promises, and that Python and the browser keep the same promise.

tests/cases/find.json holds made-up measures and questions with their answers in words. To write the answers anew, read the
difference and be sure of it: AGORA_REWRITE=1 pytest tests/test_find.py
"""

import dataclasses
import json
import random
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from generator.check import check
from generator.find_page import labels_of, rule_data
from generator.finder import read_finder
from generator.finder_rule import FinderRule
from generator.load import load_sources
from generator.model import Rulebook
from generator.reach import reach
from generator.tools.find import Answer, Question, find
from generator.tools.measure import Measure, measures_of
from generator.tools.wording import in_words
from tests.rewriting import REWRITE

PROJECT = Path(__file__).parent.parent
FILE = PROJECT / "tests/cases/find.json"
CASES: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
SCRIPT = PROJECT / "generator/theme/assets/javascripts/find-rule.js"
LANGUAGES = ("en", "fr")


@cache
def rulebook() -> Rulebook:
    wiki = check(load_sources(PROJECT, PROJECT / "tests/cases/base/content")).wiki
    assert wiki is not None
    return wiki.rulebook


def rule() -> FinderRule:
    return rulebook().finder


def measure(row: dict[str, Any]) -> Measure:
    return Measure(**{name: tuple(value) if isinstance(value, list) else value for name, value in row.items()})


MEASURES = [measure(row) for row in CASES["measures"]]
IMPLAUSIBLE = [(threat, space) for threat, space in CASES["implausible"]]
THREATS, SPACES = list(CASES["threats"]), list(CASES["spaces"])


def question(asked: dict[str, Any]) -> Question:
    return Question(**{name: tuple(value) if isinstance(value, list) else value for name, value in asked.items()})


def answer(asked: Question, measures: list[Measure] = MEASURES) -> Answer:
    return find(measures, asked, rule(), IMPLAUSIBLE)


@cache
def labels(language: str) -> dict[str, dict[str, str]]:
    titles = {
        name: {id: texts[language] for id, texts in CASES[part].items()}
        for name, part in (("threats", "threats"), ("spaces", "spaces"), ("measures", "names"))
    }
    return labels_of(rulebook(), titles, language)


def told(found: Answer, language: str = "en") -> dict[str, list[str]]:
    """An answer as a person reads it, one line for each measure and gap."""
    data = rule_data(rule(), language)

    def line(item: Any, part: str) -> str:
        return "; ".join(in_words(reason, data[part], labels(language)) for reason in item.reasons)

    return {
        "ranked": [f"{item.rank} {item.id}: {line(item, 'reasons')}" for item in found.ranked],
        "there": [f"{item.id}: {line(item, 'reasons')}" for item in found.there],
        "left_out": [f"{item.id}: {line(item, 'exclusions')}" for item in found.left_out],
        "gaps": [in_words(reason, data["gaps"], labels(language)) for reason in found.gaps],
    }


def test_every_case_has_its_answer() -> None:
    """There are at least 60 questions, no two of them with the same law."""
    if REWRITE:
        for case in CASES["cases"]:
            case["answer"] = told(answer(question(case["asked"])))
        FILE.write_text(json.dumps(CASES, ensure_ascii=False, indent=1) + "\n", "utf-8")

    assert len(CASES["cases"]) >= 60
    assert len({case["law"] for case in CASES["cases"]}) == len(CASES["cases"])
    assert all(case["answer"] for case in CASES["cases"])


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["law"])
def test_a_question_has_this_answer(case: dict[str, Any]) -> None:
    """Order, ranks, reasons, what is left out and what is missing, in words."""
    assert told(answer(question(case["asked"]))) == case["answer"]


RUN = """([measures, questions, rules, labels, implausible]) => questions.map(asked => {
    const found = Agora.find.find(measures, asked, rules.en, implausible);
    const words = language => ['ranked', 'there', 'left_out'].map(part => found[part].map(told => told.reasons.map(reason =>
        Agora.find.inWords(reason, rules[language][part === 'left_out' ? 'exclusions' : 'reasons'], labels[language]))))
        .concat([found.gaps.map(gap => Agora.find.inWords(gap, rules[language].gaps, labels[language]))]);
    return {found: found, en: words('en'), fr: words('fr')};
})"""


def in_browser(browser: Browser, questions: list[Question]) -> list[Any]:
    page = browser.new_page()
    page.add_script_tag(path=SCRIPT)
    rules = {language: rule_data(rule(), language) for language in LANGUAGES}
    given = [CASES["measures"], [dataclasses.asdict(q) for q in questions], rules]
    found = page.evaluate(RUN, [*given, {language: labels(language) for language in LANGUAGES}, IMPLAUSIBLE])
    page.close()
    return list(found)


def in_python(asked: Question) -> Any:
    found = answer(asked)
    result: dict[str, Any] = {"found": json.loads(json.dumps(dataclasses.asdict(found)))}
    for language in LANGUAGES:
        data = rule_data(rule(), language)
        parts = (("reasons", found.ranked), ("reasons", found.there), ("exclusions", found.left_out))
        result[language] = [
            [[in_words(reason, data[part], labels(language)) for reason in item.reasons] for item in items]
            for part, items in parts
        ] + [[in_words(gap, data["gaps"], labels(language)) for gap in found.gaps]]
    return result


@pytest.mark.browser
def test_the_browser_gives_the_same_answers(browser: Browser) -> None:
    """Every shared case has the same structure and the same words in JavaScript, in every language."""
    questions = [question(case["asked"]) for case in CASES["cases"]]

    assert in_browser(browser, questions) == [in_python(asked) for asked in questions]


@pytest.mark.browser
def test_the_browser_agrees_on_questions_that_nobody_wrote(browser: Browser) -> None:
    """Three hundred drawn questions, the same each time, are answered alike."""
    draw = random.Random("agora")

    def some(items: list[str], most: int) -> tuple[str, ...]:
        return tuple(draw.sample(items, draw.randint(0, min(most, len(items)))))

    def one(items: list[str]) -> str:
        return draw.choice(["", *items])

    questions = [
        Question(
            some(SPACES, 3),
            some(THREATS, 3),
            some([m.id for m in MEASURES], 3),
            one(COSTS),
            one(["structural", "event"]),
            some(PHASES, 2),
            {name: draw.choice(ACCEPTED) for name in some(CONSIDERATIONS, 3)},
            one(["effect", "considerations", "cost"]),
        )
        for _ in range(300)
    ]

    assert in_browser(browser, questions) == [in_python(asked) for asked in questions]


COSTS = ["minimal", "low", "medium", "high", "very-high"]
PHASES = ["target", "planning", "preparation", "execution", "aftermath"]
CONSIDERATIONS = ["privacy", "fundamental-rights", "accessibility", "insecurity", "mobility", "heritage", "upkeep"]
ACCEPTED = ["none", "low", "medium"]
LEVELS = [*ACCEPTED, "high", "unknown"]
EFFECTS = ["reduces", "mixed", "inconclusive", "unknown", "none-found", "backfires"]
EVIDENCE = ["systematic-review", "test-or-standard", "case", "expert", "vendor-claim", "none"]


def several(items: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(items), max_size=3, unique=True).map(tuple)


IDS = [f"m{n}" for n in range(6)]
ANY_MEASURES = st.lists(
    st.builds(
        Measure,
        st.sampled_from(IDS),
        several(THREATS),
        several(SPACES),
        several(PHASES),
        several(["structural", "event"]),
        st.sampled_from([*COSTS, "unknown"]),
        st.sampled_from(EFFECTS),
        st.sampled_from(EVIDENCE),
        st.dictionaries(st.sampled_from(CONSIDERATIONS), st.sampled_from(LEVELS), max_size=3),
        several(IDS),
        several(IDS),
        several(IDS),
    ),
    max_size=6,
    unique_by=lambda m: m.id,
)
ANY_QUESTION = st.builds(
    Question,
    several(SPACES),
    several(THREATS),
    several(IDS),
    st.sampled_from(["", *COSTS]),
    st.sampled_from(["", "structural", "event"]),
    several(PHASES),
    st.dictionaries(st.sampled_from(CONSIDERATIONS), st.sampled_from(ACCEPTED), max_size=2),
    st.sampled_from(["", "effect", "considerations", "cost"]),
)
often = settings(deadline=None, max_examples=150)


def order(found: Answer) -> list[str]:
    return [item.id for item in found.ranked]


@often
@given(ANY_MEASURES, ANY_QUESTION)
def test_every_measure_stands_in_one_place_with_a_reason(measures: list[Measure], asked: Question) -> None:
    """Ranked, already there or left out: each once, and none is left out without a reason."""
    found = answer(asked, measures)
    placed = [item.id for part in (found.ranked, found.there, found.left_out) for item in part]

    assert sorted(placed) == sorted(m.id for m in measures)
    assert all(item.reasons for item in (*found.ranked, *found.left_out))
    assert {item.id for item in found.there} == {m.id for m in measures} & set(asked.there)


@often
@given(ANY_MEASURES, ANY_QUESTION)
def test_filters_only_remove(measures: list[Measure], asked: Question) -> None:
    """Without ceiling, duration, phases and limits the same measures stand in the same order, with others between."""
    free = dataclasses.replace(asked, cost="", duration="", phases=(), limits={})
    kept = order(answer(asked, measures))

    assert [id for id in order(answer(free, measures)) if id in kept] == kept


@often
@given(ANY_MEASURES, ANY_QUESTION, st.randoms())
def test_the_order_of_the_input_does_not_matter(measures: list[Measure], asked: Question, draw: random.Random) -> None:
    """The same measures in another order, and the same choices in another order, have the same answer."""
    mixed = draw.sample(measures, len(measures))
    turned = dataclasses.replace(
        asked,
        spaces=asked.spaces[::-1],
        threats=asked.threats[::-1],
        there=asked.there[::-1],
        phases=asked.phases[::-1],
    )

    assert answer(turned, mixed) == answer(asked, measures)


@often
@given(ANY_MEASURES, ANY_QUESTION, st.sampled_from(COSTS), st.sampled_from(COSTS))
def test_a_lower_ceiling_never_adds(measures: list[Measure], asked: Question, one: str, other: str) -> None:
    """Whoever pays less finds nothing that was not there before, and an unknown cost is never a reason to leave out."""
    lower, higher = sorted([one, other], key=COSTS.index)
    cheap = answer(dataclasses.replace(asked, cost=lower), measures)

    assert set(order(cheap)) <= set(order(answer(dataclasses.replace(asked, cost=higher), measures)))
    out = {item.id for item in cheap.left_out if any(reason.id == "cost" for reason in item.reasons)}
    assert not {m.id for m in measures if m.cost == "unknown"} & out


@often
@given(ANY_MEASURES, ANY_QUESTION)
def test_asking_more_never_hides_an_answer(measures: list[Measure], asked: Question) -> None:
    """With one more threat, what was not left out before is not left out now."""
    if not asked.threats:
        return
    more = dataclasses.replace(asked, threats=tuple(THREATS))

    assert set(order(answer(asked, measures))) <= set(order(answer(more, measures)))


@often
@given(ANY_MEASURES, ANY_QUESTION)
def test_equal_is_equal_in_rank(measures: list[Measure], asked: Question) -> None:
    """A copy under another name has the rank of its original; ranks count from 1 and never go down."""
    copies = [dataclasses.replace(m, id=f"z{m.id}") for m in measures]
    found = answer(dataclasses.replace(asked, there=()), [*measures, *copies])
    ranks = {item.id: item.rank for item in found.ranked}
    listed = [item.rank for item in found.ranked]

    assert all(ranks[id] == ranks[f"z{id}"] for id in ranks if not id.startswith("z"))
    assert listed == sorted(listed)
    assert listed[:1] in ([], [1])


PLAIN = Measure("known", (), (), (), (), "medium", "mixed", "case", {"privacy": "medium"})
TWINS = [
    *((level, {"considerations": {"privacy": level}}, {"considerations": {"privacy": "unknown"}}) for level in LEVELS),
    *((cost, {"cost": cost}, {"cost": "unknown"}) for cost in COSTS),
    *((effect, {"effect": effect}, {"effect": "unknown"}) for effect in EFFECTS),
]
WORSE_THAN_UNKNOWN = {"high", "very-high", "none-found", "backfires"}
AS_GOOD = {"unknown", "inconclusive"}


@pytest.mark.parametrize(("value", "known", "unknown"), TWINS, ids=lambda item: str(item))
def test_unknown_is_neither_best_nor_worst(value: str, known: dict[str, Any], unknown: dict[str, Any]) -> None:
    """Of twins that differ in one value, unknown comes behind a good or middling one, before a bad one, and says so."""
    twins = [dataclasses.replace(PLAIN, **known), dataclasses.replace(PLAIN, id="unknown", **unknown)]
    found = answer(Question(), twins)
    ranks = {item.id: item.rank for item in found.ranked}

    if value in AS_GOOD:
        assert ranks["known"] == ranks["unknown"]
    else:
        assert (ranks["unknown"] < ranks["known"]) == (value in WORSE_THAN_UNKNOWN)
    assert (
        "not known" in "\n".join(line for line in told(found)["ranked"] if " unknown:" in line) or "effect" in unknown
    )


def test_measures_of_the_wiki_reach_what_the_matrix_shows() -> None:
    """The finder and the matrix never disagree on who answers what, and partners know each other."""
    wiki = check(load_sources(PROJECT)).wiki
    assert wiki is not None
    reached = reach(wiki)
    found = measures_of(wiki, reached)

    for threat, ids in reached.by_threat.items():
        assert [m.id for m in found if threat in m.threats] == list(ids)
    for space, ids in reached.by_space.items():
        assert [m.id for m in found if space in m.spaces] == list(ids)
    partners = {(m.id, other) for m in found for other in m.combines_with}
    assert partners == {(other, id) for id, other in partners}
    assert partners
    assert [m.id for m in found] == sorted(m.id for m in found)
    assert found


TABLE = yaml.safe_load((PROJECT / "schemas/finder.yml").read_text("utf-8"))


def criterion(table: Any, id: str) -> Any:
    return next(row for row in table["criteria"] if row["id"] == id)


BROKEN = {
    "names a vocabulary that does not exist": lambda t: criterion(t, "cost").update(vocabulary="price"),
    "needs points for each of these once": lambda t: criterion(t, "effect")["points"].pop(),
    "points that are no whole number": lambda t: criterion(t, "cost")["points"][0].update(points="5"),
    "makes unknown the best or the worst": lambda t: criterion(t, "cost")["points"][-1].update(points=9),
    "needs a place": lambda t: criterion(t, "cost").update(place="first"),
    "reasons needs these rows": lambda t: t["reasons"].pop(),
    "gaps needs these rows": lambda t: t["gaps"].reverse(),
    "exclusions: cost asks for names": lambda t: t["exclusions"][1].update(fr="trop cher"),
    "reasons: watch asks for names": lambda t: t["reasons"][7].update(en="{mobility}", fr="{mobility}"),
    "gaps: nothing has a brace": lambda t: t["gaps"][0].update(fr="{asked"),
    "questions: cost lacks a text": lambda t: t["questions"][3]["why"].pop("fr"),
    "criteria: fit lacks a text": lambda t: criterion(t, "fit")["rule"].pop("fr"),
    "(case) lacks a text": lambda t: criterion(t, "evidence")["points"][4].pop("fr"),
    "explanation: sentence 2 lacks": lambda t: t["explanation"][1].pop("fr"),
    "explanation needs a list": lambda t: t.pop("explanation"),
    "watch needs a list": lambda t: t.update(watch=["severe"]),
    "most_compared needs": lambda t: t.update(most_compared=True),
}


@pytest.mark.parametrize("said", BROKEN)
def test_a_broken_rule_is_told(said: str) -> None:
    """Whatever is missing from the rule is named, and there is no half rule."""
    table = yaml.safe_load(yaml.safe_dump(TABLE))
    BROKEN[said](table)
    found, faults = read_finder(table, rulebook().vocabularies, LANGUAGES)

    assert found is None
    assert len(faults) == 1
    assert said in faults[0]
