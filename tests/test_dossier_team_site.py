"""The team and the choice of a site: what the tables promise, and that the browser says the same.

tests/cases/dossier/team.json and site.json hold the cases. A case names only what its law is about; whatever it leaves out
must still be alike in Python and JavaScript.
"""

import json
import random
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from generator.tools.site_priority import in_order, rank_sites, reading
from generator.tools.team import ROLES, STEPS, context_of, strength, team
from tests.test_dossier_risk import differences, names_in

PROJECT = Path(__file__).parent.parent
SITES: dict[str, Any] = json.loads((PROJECT / "tests/cases/dossier/site.json").read_text("utf-8"))
TEAMS: dict[str, Any] = json.loads((PROJECT / "tests/cases/dossier/team.json").read_text("utf-8"))
TEAM, SPACE = (
    yaml.safe_load((PROJECT / f"schemas/dossier/{name}.yml").read_text("utf-8")) for name in ("team", "space")
)
CRITERIA = SPACE["rule"]["criteria"]
STAKEHOLDERS = [
    term["id"]
    for term in yaml.safe_load((PROJECT / "schemas/vocabularies/stakeholder.yml").read_text("utf-8"))["terms"]
]
SCRIPTS = [
    PROJECT / f"generator/theme/assets/javascripts/dossier-{name}.js" for name in ("progress", "site", "risk", "team")
]
often = settings(deadline=None, max_examples=150)


def said_of(case: dict[str, Any]) -> dict[str, Any]:
    return team(case["members"], case["context"], TEAM["rule"], TEAMS["facts"], case["today"])


def test_there_are_enough_cases_each_with_its_own_law() -> None:
    names = [case["name"] for case in (*SITES["cases"], *TEAMS["cases"])]

    assert len(names) >= 50
    assert len(set(names)) == len(names)
    assert all(case["expect"] for case in (*SITES["cases"], *TEAMS["cases"]))


@pytest.mark.parametrize("case", SITES["cases"], ids=lambda case: case["name"])
def test_sites_are_ranked_like_this(case: dict[str, Any]) -> None:
    assert differences(rank_sites(case["input"]["sites"], CRITERIA), case["expect"]) == []


@pytest.mark.parametrize("case", TEAMS["cases"], ids=lambda case: case["name"])
def test_a_team_is_told_like_this(case: dict[str, Any]) -> None:
    assert differences(said_of(case["input"]), case["expect"]) == []


@pytest.mark.parametrize("case", TEAMS["contexts"], ids=lambda case: case["name"])
def test_a_dossier_says_what_the_team_is_for(case: dict[str, Any]) -> None:
    assert context_of(case["input"]) == case["expect"]


LEVELS = st.integers(1, 5)
SCALE = st.one_of(
    st.just({"level": "unknown"}),
    st.just({}),
    st.builds(lambda level, low, high: {"level": level, "low": low, "high": high}, LEVELS, LEVELS, LEVELS),
)
ANSWERS = st.fixed_dictionaries({criterion["id"]: SCALE for criterion in CRITERIA})
ANY_SITES = st.lists(ANSWERS, max_size=6).map(
    lambda rows: [{"id": f"s{at}", "priority": row} for at, row in enumerate(rows)]
)


@often
@given(ANY_SITES, st.randoms())
def test_sites_stand_in_one_place_and_their_order_does_not_matter(sites: list[Any], draw: random.Random) -> None:
    found = rank_sites(sites, CRITERIA)
    placed = [site["id"] for site in found["sites"]] + found["unassessed"]

    assert sorted(placed) == sorted(site["id"] for site in sites)
    assert rank_sites(draw.sample(sites, len(sites)), CRITERIA) == found
    assert all(site["low"] <= site["points"] <= site["high"] <= site["most"] for site in found["sites"])
    assert all(1 <= s["best"] <= s["rank"] <= s["worst"] <= len(found["sites"]) for s in found["sites"])
    assert all(one["points"] >= other["points"] for one, other in pairwise(found["sites"]))
    assert found["first"]["ids"] == sorted(site["id"] for site in found["sites"] if site["best"] == 1)


@often
@given(ANY_SITES, st.data())
def test_however_open_answers_turn_out_a_site_stays_in_its_places(sites: list[Any], data: st.DataObject) -> None:
    """With every answer known exactly, points lie in the range that was told, the place between best and worst."""
    told = {site["id"]: site for site in rank_sites(sites, CRITERIA)["sites"]}
    exact = []
    for site in sites:
        if site["id"] in told:
            read = {name: reading(answer) for name, answer in site["priority"].items()}
            levels = {n: data.draw(st.integers(answer["low"], answer["high"])) for n, answer in read.items()}
            exact.append({"id": site["id"], "priority": {name: {"level": level} for name, level in levels.items()}})
    came = rank_sites(exact, CRITERIA)["sites"]

    for site in came:
        assert told[site["id"]]["low"] <= site["points"] <= told[site["id"]]["high"]
        assert told[site["id"]]["best"] <= site["best"]
        assert site["worst"] <= told[site["id"]]["worst"]
    for one, other in product(came, repeat=2):
        if told[one["id"]]["band"] < told[other["id"]]["band"]:
            assert one["points"] > other["points"]


@often
@given(ANSWERS, st.sampled_from(CRITERIA), LEVELS)
def test_forgetting_an_answer_only_widens(answers: dict[str, Any], criterion: dict[str, Any], level: int) -> None:
    """Unknown never counts as zero: the points that were known stay inside the range, and nobody falls to the bottom."""
    known = {**answers, criterion["id"]: {"level": level}}
    sure = rank_sites([{"id": "s1", "priority": known}], CRITERIA)["sites"][0]
    open_ = rank_sites([{"id": "s1", "priority": {**known, criterion["id"]: {"level": "unknown"}}}], CRITERIA)
    found = open_["sites"][0]

    assert found["low"] <= sure["low"] <= sure["high"] <= found["high"]
    assert found["points"] - found["low"] >= 2 * criterion["weight"]
    assert criterion["id"] in found["open"]


@often
@given(ANSWERS, st.sampled_from(CRITERIA), st.tuples(LEVELS, LEVELS))
def test_more_of_a_reason_never_lowers_a_site(
    answers: dict[str, Any], criterion: dict[str, Any], levels: tuple[int, int]
) -> None:
    """Points rise with every level, except for protection, where they fall."""
    low, high = (
        rank_sites([{"id": "s1", "priority": {**answers, criterion["id"]: {"level": level}}}], CRITERIA)["sites"][0]
        for level in sorted(levels)
    )
    if criterion["id"] == "protection":
        low, high = high, low

    assert low["points"] <= high["points"]


@often
@given(ANY_SITES, st.integers(2, 9))
def test_the_order_does_not_depend_on_the_unit_of_points(sites: list[Any], factor: int) -> None:
    """Weights that are all multiplied by one number change points, and no place."""

    def places(weights: int) -> list[Any]:
        scaled = [{**row, "weight": row["weight"] * weights} for row in CRITERIA]
        return [
            [site[part] for part in ("id", "rank", "best", "worst", "band")]
            for site in rank_sites(sites, scaled)["sites"]
        ]

    assert places(factor) == places(1)


SPANS = st.lists(st.tuples(LEVELS, LEVELS, LEVELS).map(sorted), max_size=7).map(
    lambda rows: [{"id": f"i{at}", "low": r[0], "middle": r[1], "high": r[2]} for at, r in enumerate(rows)]
)


@often
@given(SPANS)
def test_bands_are_cut_where_and_only_where_the_order_is_sure(items: list[Any]) -> None:
    placed = in_order(items)
    spans = {item["id"]: item for item in items}
    for at in range(1, len(placed)):
        before, after = placed[:at], placed[at:]
        sure = min(spans[p["id"]]["low"] for p in before) > max(spans[p["id"]]["high"] for p in after)
        assert (placed[at]["band"] > placed[at - 1]["band"]) == sure


MEMBERS = st.lists(
    st.fixed_dictionaries(
        {
            "stakeholder": st.sampled_from(["", *STAKEHOLDERS]),
            "role": st.sampled_from(["", *ROLES]),
            "organisation": st.sampled_from(["", "Town", " Town", "Police"]),
            "contact": st.sampled_from(["", " ", "desk"]),
            "from": st.sampled_from(["", "2026-01-01", "2027-01-01"]),
            "until": st.sampled_from(["", "2025-01-01", "2026-11-21", "2027-06-01"]),
        }
    ),
    max_size=8,
).map(lambda rows: [{"id": f"m{at}", **row} for at, row in enumerate(rows)])
CONTEXT = st.fixed_dictionaries(
    {
        "spaces": st.lists(st.sampled_from(["market", "event-site", "place-of-worship", "square", "transport-hub"])),
        "threats": st.lists(st.sampled_from(["vehicle", "knife"])),
        "not_applicable": st.lists(st.sampled_from(STEPS), unique=True, max_size=8),
    }
)
TODAY = "2026-11-21"


def told(members: list[Any], context: dict[str, Any]) -> dict[str, Any]:
    return team(members, context, TEAM["rule"], TEAMS["facts"], TODAY)


@often
@given(MEMBERS, CONTEXT, st.randoms())
def test_a_team_is_told_the_same_in_any_order(members: list[Any], context: dict[str, Any], draw: random.Random) -> None:
    """Each stakeholder is missing at most once, with a step, a reason and what stands behind it, in both languages."""
    found = told(members, context)
    missing = [row["stakeholder"] for row in found["missing"]]

    assert told(draw.sample(members, len(members)), context) == found
    assert len(set(missing)) == len(missing)
    for row in found["missing"]:
        assert row["steps"]
        assert not set(row["steps"]) & set(context["not_applicable"])
        assert row["reasons"]
        assert row["because"]
        assert strength(row["has"]) < strength(row["wanted"])
        sentences = [
            (row["kind"], {"stakeholder", "wanted", "steps"} | ({"has"} if row["kind"] == "weaker" else set()))
        ]
        sentences += [(reason["id"], set(reason["values"])) for reason in row["reasons"]]
        for id, names in sentences:
            assert all(names_in(TEAM["words"][id][language]) == names for language in ("en", "fr"))
    for note in found["notes"]:
        for language in ("en", "fr"):
            assert names_in(TEAM["words"][note["id"]][language]) == (
                set(note["values"]) if note["id"] != "no-lead" else set()
            )
        assert all(item["rule"] in TEAM["words"] for item in note["because"] if "rule" in item)


@often
@given(MEMBERS, CONTEXT, st.sampled_from(STAKEHOLDERS), st.sampled_from(ROLES))
def test_somebody_more_never_makes_somebody_missing(
    members: list[Any], context: dict[str, Any], stakeholder: str, role: str
) -> None:
    before = {row["stakeholder"] for row in told(members, context)["missing"]}
    more = [*members, {"id": "n1", "stakeholder": stakeholder, "role": role}]
    after = {row["stakeholder"] for row in told(more, context)["missing"]}

    assert after <= before
    assert role != "lead" or stakeholder not in after


@often
@given(MEMBERS, CONTEXT)
def test_whoever_is_not_there_on_the_day_does_not_count(members: list[Any], context: dict[str, Any]) -> None:
    found = told(members, context)
    there = [m for m in members if next(r for r in found["members"] if r["id"] == m["id"])["state"] == "present"]
    alone = told(there, context)

    assert alone["missing"] == found["missing"]
    assert alone["present"] == found["present"]
    assert alone["lead"] == found["lead"]


def test_the_tables_name_what_exists() -> None:
    """Stakeholders, steps, roles, spaces, scales and sentences of the rules are known, and each question has its points."""
    scales = yaml.safe_load((PROJECT / "schemas/dossier/scales.yml").read_text("utf-8"))["scales"]
    spaces = {path.stem for path in (PROJECT / "content/entries/en/spaces").glob("*.md")}
    asked = {row["id"]: row["scale"] for row in SPACE["questions"] if row.get("in") == "priority"}

    assert {row["id"]: row["scale"] for row in CRITERIA} == asked
    assert set(asked.values()) <= {scale["id"] for scale in scales}
    for row in CRITERIA:
        assert sorted(row["points"]) == [0, 1, 2, 3, 4]
    assert sum(row["weight"] * 4 for row in CRITERIA) == 52
    for language in ("en", "fr"):
        assert "52" in SPACE["words"]["priority-points"][language]
    options = next(q for q in TEAM["questions"][0]["questions"] if q["id"] == "role")["options"]
    assert [option["id"] for option in options] == list(reversed(ROLES))
    for need in TEAM["rule"]["needs"]:
        assert need["stakeholder"] in STAKEHOLDERS
        assert need["role"] in ROLES
        assert set(need["steps"]) <= set(STEPS)
        assert set(need.get("spaces", ())) <= spaces
        assert need["id"] in TEAM["words"]


@often
@given(ANY_SITES)
def test_every_note_about_sites_is_a_sentence(sites: list[Any]) -> None:
    for note in rank_sites(sites, CRITERIA)["notes"]:
        for language in ("en", "fr"):
            assert names_in(SPACE["words"][note["id"]][language]) == set(note["values"])


RUN = """([sites, teams, dossiers, criteria, rule, facts]) => [
    sites.map(one => Agora.dossierSite.rankSites(one, criteria)),
    teams.map(one => Agora.dossierTeam.team(one.members, one.context, rule, facts, one.today)),
    dossiers.map(one => Agora.dossierTeam.contextOf(one))
]"""


def in_browser(browser: Browser, sites: list[Any], teams: list[Any], dossiers: list[Any]) -> Any:
    page = browser.new_page()
    for script in SCRIPTS:
        page.add_script_tag(path=script)
    found = page.evaluate(RUN, [sites, teams, dossiers, CRITERIA, TEAM["rule"], TEAMS["facts"]])
    page.close()
    return found


@pytest.mark.browser
def test_the_browser_says_the_same_of_every_case(browser: Browser) -> None:
    sites = [case["input"]["sites"] for case in SITES["cases"]]
    teams = [case["input"] for case in TEAMS["cases"]]
    dossiers = [case["input"] for case in TEAMS["contexts"]]
    ranked, formed, contexts = in_browser(browser, sites, teams, dossiers)

    assert ranked == [rank_sites(one, CRITERIA) for one in sites]
    assert formed == [said_of(one) for one in teams]
    assert contexts == [context_of(one) for one in dossiers]


@pytest.mark.browser
def test_the_browser_agrees_on_what_nobody_wrote(browser: Browser) -> None:
    """Two hundred drawn groups of sites and as many teams, the same each time, are told alike."""
    draw = random.Random("agora")

    def answer() -> Any:
        level = draw.choice([None, "unknown", 1, 2, 3, 4, 5, 9])
        return {"level": level, "low": draw.randint(0, 6), "high": draw.randint(0, 6)}

    def site(id: str) -> dict[str, Any]:
        return {"id": id, "priority": {row["id"]: answer() for row in CRITERIA if draw.random() < 0.8}}

    def member(id: str) -> dict[str, Any]:
        return {
            "id": id,
            "stakeholder": draw.choice(["", *STAKEHOLDERS]),
            "role": draw.choice(["", *ROLES]),
            "organisation": draw.choice(["", "Town", "Town ", "Police"]),
            "contact": draw.choice(["", "\t", "desk"]),
            "from": draw.choice(["", "2026-01-01", "2027-01-01"]),
            "until": draw.choice(["", "2025-01-01", TODAY, "2027-06-01"]),
        }

    def context() -> dict[str, Any]:
        return {
            "spaces": draw.sample(["market", "place-of-worship", "square", "transport-hub"], draw.randint(0, 3)),
            "threats": draw.sample(["vehicle", "knife"], draw.randint(0, 2)),
            "not_applicable": draw.sample(STEPS, draw.randint(0, 4)),
        }

    sites = [[site(f"s{at}") for at in range(draw.randint(0, 12))] for _ in range(200)]
    teams = [
        {"members": [member(f"m{at}") for at in range(draw.randint(0, 12))], "context": context(), "today": TODAY}
        for _ in range(200)
    ]
    ranked, formed, _ = in_browser(browser, sites, teams, [])

    assert ranked == [rank_sites(one, CRITERIA) for one in sites]
    assert formed == [said_of(one) for one in teams]
