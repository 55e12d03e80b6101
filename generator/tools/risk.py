"""Vulnerability: scenarios to risk levels and ranked gaps, by tables that can be read and with what is not known kept in sight.

In: one assessment and its site as plain values, the rule of `schemas/dossier/vulnerability.yml`, facts of the wiki. Out:
plain values; every level has its range and what stands behind it. Invariant: levels are looked up in tables, never
multiplied; the range holds every level that the ranges of the answers allow; an unknown answer makes nothing smaller; the
order of scenarios does not matter. Refuses: to judge a scenario of which nothing is answered; to say what to accept.
Founded on ISO 31000 thinking (likelihood, consequence, controls); tables and scales are our own. `dossier-risk.js` is the twin.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from generator.tools.site_priority import ABSENT, LEAST, MOST, first_choice, in_order, middle, reading

Values = dict[str, Any]
ASPECTS = ("people", "function", "symbolic", "economic")
"""What consequence is about; the worst aspect counts, aspects are never added."""
PARTS = ("likelihood", *ASPECTS, "existing")
"""The answers of a scenario."""
AT_BEST = {"likelihood": LEAST, **dict.fromkeys(ASPECTS, LEAST), "existing": MOST}
"""The level of each answer at which it adds least to a gap."""
GROUPS = {"likelihood": ("likelihood",), "consequence": ASPECTS, "existing": ("existing",)}


def assess(
    assessment: Mapping[str, Any], site: Mapping[str, Any], rule: Mapping[str, Any], facts: Mapping[str, Any]
) -> Values:
    """Everything that is said of an assessment.

    `rule` has `counts` (aspect → what its five levels count), `risk` (rows likelihood, columns consequence), `gap` (rows
    risk, columns existing measures) and `against` (effects that speak against a measure). `facts` has `measures`
    (records), `threats` (`id`, `spaces`), `parents` (space → space) and `implausible` (pairs of threat and space).
    """
    scenarios = sorted(assessment.get("scenarios") or [], key=lambda scenario: scenario["id"])
    judged = {scenario["id"]: _scenario(assessment["id"], scenario, site, rule, facts) for scenario in scenarios}
    known = {id: found for id, found in judged.items() if found["answered"]}
    placed = in_order(
        {
            "id": id,
            "middle": middle(found["gap"]),
            "low": found["gap"]["low"],
            "high": found["gap"]["high"],
            "then": middle(found["consequence"]),
        }
        for id, found in known.items()
    )
    unassessed = [id for id in judged if id not in known]
    uncovered = _uncovered(scenarios, site, facts)
    return {
        "scenarios": [{**known[place["id"]], **place} for place in placed],
        "unassessed": unassessed,
        "first": first_choice(placed),
        "matrix": _matrix(known.values(), rule),
        "unknown": _unknown(known.values()),
        "uncovered": uncovered,
        "notes": _notes(placed, known, unassessed),
    }


def judge(answers: Mapping[str, Mapping[str, Any]], rule: Mapping[str, Any]) -> Values:
    """Consequence, risk and gap of six readings, each with `level`, `low` and `high`."""
    counted = {aspect: _counted(answers[aspect], rule["counts"][aspect]) for aspect in ASPECTS}
    known = not any(isinstance(item["level"], str) for item in counted.values())
    consequence = _settled(
        max(item["level"] for item in counted.values()) if known else None,
        max(item["low"] for item in counted.values()),
        max(item["high"] for item in counted.values()),
    )
    end = "high" if isinstance(consequence["level"], str) else "level"
    aspects = [aspect for aspect in ASPECTS if counted[aspect][end] == consequence[end]]
    risk = _looked_up(rule["risk"], answers["likelihood"], consequence)
    gap = _looked_up(rule["gap"], risk, answers["existing"])
    return {"consequence": {**consequence, "aspects": aspects}, "risk": risk, "gap": gap}


def _counted(answer: Mapping[str, Any], counts: Sequence[int]) -> Values:
    """An aspect on the common scale: five levels of loss of money do not weigh as much as five levels of harm to people."""
    level = answer["level"]
    return {
        "level": level if isinstance(level, str) else counts[level - 1],
        "low": min(counts[answer["low"] - 1 : answer["high"]]),
        "high": max(counts[answer["low"] - 1 : answer["high"]]),
    }


def _looked_up(table: Sequence[Sequence[int]], row: Mapping[str, Any], column: Mapping[str, Any]) -> Values:
    """The cell of two levels, and the least and most of all cells that their ranges allow."""
    cells = [line[column["low"] - 1 : column["high"]] for line in table[row["low"] - 1 : row["high"]]]
    known = not isinstance(row["level"], str) and not isinstance(column["level"], str)
    level = table[row["level"] - 1][column["level"] - 1] if known else None
    return _settled(level, min(map(min, cells)), max(map(max, cells)))


def _settled(level: int | None, low: int, high: int) -> Values:
    """A level that is not known is known all the same where its range leaves one value."""
    return {"level": low if low == high else "unknown" if level is None else level, "low": low, "high": high}


def _scenario(
    assessment: str,
    scenario: Mapping[str, Any],
    site: Mapping[str, Any],
    rule: Mapping[str, Any],
    facts: Mapping[str, Any],
) -> Values:
    answers = {part: reading(scenario.get(part)) for part in PARTS}
    path = f"assessments/{assessment}/scenarios/{scenario['id']}"
    told = {part: {"answer": f"{path}/{part}", **answers[part]} for part in PARTS}
    found = judge(answers, rule)
    there = _there(scenario, site)
    measures = {record["id"]: record for record in facts["measures"]}
    threat = scenario.get("threat") or ""
    named = sorted({item["measure"] for item in there if _names(measures, item, threat)})
    consequence = [*(told[aspect] for aspect in ASPECTS), {"rule": "consequence"}]
    risk = [told["likelihood"], *consequence, {"rule": "risk-table"}]
    entries = [{"entry": id} for id in [threat, *named] if id]
    return {
        "id": scenario["id"],
        "zone": scenario.get("zone") or "",
        "threat": threat,
        "answered": sum(answer["level"] != ABSENT for answer in answers.values()),
        "likelihood": {**answers["likelihood"], "because": [told["likelihood"]]},
        "consequence": {**found["consequence"], "because": consequence},
        "risk": {**found["risk"], "because": risk},
        "existing": {**answers["existing"], "because": [told["existing"], *({"entry": id} for id in named)]},
        "gap": {**found["gap"], "because": [*risk, told["existing"], {"rule": "gap-table"}, *entries]},
        "drivers": _drivers(answers, found, rule),
        "unknown": _narrowing(answers, found, rule, told),
        "notes": list(_doubts(scenario, answers, site, there, measures, rule, facts)),
    }


def _drivers(answers: Mapping[str, Values], found: Mapping[str, Any], rule: Mapping[str, Any]) -> list[Values]:
    """By how many levels the worst case of the gap would fall with one part at its best; what changes nothing is left out."""
    drivers = []
    for part, names in GROUPS.items():
        best = {name: {"level": AT_BEST[name], "low": AT_BEST[name], "high": AT_BEST[name]} for name in names}
        falls_to = judge({**answers, **best}, rule)["gap"]["high"]
        aspects = found["consequence"]["aspects"] if part == "consequence" else []
        drivers.append(
            {"part": part, "aspects": aspects, "falls": found["gap"]["high"] - falls_to, "falls_to": falls_to}
        )
    return sorted((driver for driver in drivers if driver["falls"] > 0), key=lambda driver: -driver["falls"])


def _narrowing(
    answers: Mapping[str, Values], found: Mapping[str, Any], rule: Mapping[str, Any], told: Mapping[str, Values]
) -> list[Values]:
    """Answers with a range, and by how many levels the range of the gap could narrow at most if one were known exactly."""
    width = found["gap"]["high"] - found["gap"]["low"]
    open_answers = []
    for part in PARTS:
        answer = answers[part]
        if answer["low"] == answer["high"]:
            continue
        left = width
        for level in range(answer["low"], answer["high"] + 1):
            gap = judge({**answers, part: {"level": level, "low": level, "high": level}}, rule)["gap"]
            left = min(left, gap["high"] - gap["low"])
        open_answers.append({**told[part], "part": part, "narrows": width - left})
    return sorted(open_answers, key=lambda item: (-item["narrows"], PARTS.index(item["part"])))


def _there(scenario: Mapping[str, Any], site: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Existing measures that work where the scenario plays; one without zones works everywhere."""
    zone = scenario.get("zone")
    return [item for item in site.get("existing") or [] if not zone or not item.get("zones") or zone in item["zones"]]


def _names(measures: Mapping[str, Any], item: Mapping[str, Any], threat: str) -> bool:
    return item.get("measure") in measures and threat in measures[item["measure"]]["threats"]


def _doubts(
    scenario: Mapping[str, Any],
    answers: Mapping[str, Values],
    site: Mapping[str, Any],
    there: Sequence[Mapping[str, Any]],
    measures: Mapping[str, Any],
    rule: Mapping[str, Any],
    facts: Mapping[str, Any],
) -> Iterable[Values]:
    """Where answers and the wiki do not go together: a question back to the team, never a correction."""
    threat, existing = scenario.get("threat") or "", answers["existing"]["level"]
    pairs = {(pair[0], pair[1]) for pair in facts["implausible"]}
    if any((threat, space) in pairs for space in lineage(site.get("category"), facts["parents"])):
        yield {"id": "hardly-plausible", "values": {"threats": [threat]}}
    credited = not isinstance(existing, str) and existing > LEAST
    naming = [item["id"] for item in there if _names(measures, item, threat)]
    against = [
        item["id"]
        for item in there
        if _names(measures, item, threat) and measures[item["measure"]]["effect"] in rule["against"]
    ]
    if credited and not there:
        yield {"id": "existing-none", "values": {}}
    if credited and there and not naming and all(item.get("measure") in measures for item in there):
        yield {"id": "existing-unrelated", "values": {"existing": sorted(item["id"] for item in there)}}
    if credited and against:
        yield {"id": "existing-against", "values": {"existing": sorted(against)}}
    if existing == LEAST and set(naming) - set(against):
        yield {"id": "existing-overlooked", "values": {"existing": sorted(set(naming) - set(against))}}
    bare = [part for part in PARTS if answers[part]["level"] != ABSENT and not scenario[part].get("reason")]
    if bare:
        yield {"id": "without-reason", "values": {"questions": bare}}


def lineage(space: Any, parents: Mapping[str, str]) -> list[str]:
    """A space and what it is a part of, nearest first; a circle ends where it begins."""
    found: list[str] = []
    while space and space not in found:
        found.append(space)
        space = parents.get(space)
    return found


def _uncovered(
    scenarios: Sequence[Mapping[str, Any]], site: Mapping[str, Any], facts: Mapping[str, Any]
) -> list[Values]:
    """Threats that the wiki ties to this kind of space and that no scenario looks at, by zone; one suggests, nobody must."""
    spaces = lineage(site.get("category"), facts["parents"])
    pairs = {(pair[0], pair[1]) for pair in facts["implausible"]}
    likely = sorted(
        threat["id"]
        for threat in facts["threats"]
        if set(threat["spaces"]) & set(spaces) and not any((threat["id"], space) in pairs for space in spaces)
    )
    found = []
    for zone in [zone["id"] for zone in site.get("zones") or []] or [""]:
        looked_at = {item.get("threat") for item in scenarios if not zone or item.get("zone") in ("", None, zone)}
        threats = [threat for threat in likely if threat not in looked_at]
        if threats:
            found.append({"zone": zone, "threats": threats, "because": [{"entry": space} for space in spaces]})
    return found


def _matrix(scenarios: Iterable[Mapping[str, Any]], rule: Mapping[str, Any]) -> Values:
    """Twenty-five cells: who stands there (`scenarios`) and whose range touches it (`reach`)."""
    listed = sorted(scenarios, key=lambda scenario: scenario["id"])
    cells = []
    for likelihood in range(LEAST, MOST + 1):
        for consequence in range(LEAST, MOST + 1):
            place = {"likelihood": likelihood, "consequence": consequence}
            cells.append(
                {
                    **place,
                    "risk": rule["risk"][likelihood - 1][consequence - 1],
                    "scenarios": [s["id"] for s in listed if all(s[name]["level"] == at for name, at in place.items())],
                    "reach": [
                        s["id"] for s in listed if all(s[n]["low"] <= at <= s[n]["high"] for n, at in place.items())
                    ],
                }
            )
    unplaced = [s["id"] for s in listed if any(isinstance(s[n]["level"], str) for n in ("likelihood", "consequence"))]
    return {"cells": cells, "unplaced": unplaced, "because": [{"rule": "consequence"}, {"rule": "risk-table"}]}


def _unknown(scenarios: Iterable[Mapping[str, Any]]) -> list[Values]:
    """Open answers of all scenarios: first those that could narrow a gap most, then those of the worst worst case."""
    found = [
        {**answer, "scenario": scenario["id"], "worst": scenario["gap"]["high"]}
        for scenario in scenarios
        for answer in scenario["unknown"]
    ]
    return sorted(found, key=lambda a: (-a["narrows"], -a["worst"], a["scenario"], PARTS.index(a["part"])))


def _notes(placed: Sequence[Mapping[str, Any]], known: Mapping[str, Values], unassessed: Sequence[str]) -> list[Values]:
    """What a reader must know of this order, as sentence ids with the ids that fill them."""
    first = first_choice(placed)
    notes: list[Values] = []
    if len(placed) > 1:
        notes.append({"id": f"first-{first['state']}", "values": {"scenarios": first["ids"]}})
    unsure = sorted(id for id, found in known.items() if isinstance(found["gap"]["level"], str))
    for id, ids in (("unsure", unsure), ("unassessed", list(unassessed))):
        if ids:
            notes.append({"id": id, "values": {"scenarios": ids}})
    return notes


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Values]:
    """An older assessment beside a newer one of the same site, by zone and threat; the largest gap of each stands for it.

    `before` and `after` are results of `assess`. A change is `sure` only where the two ranges do not touch.
    """
    sides = [_largest(result) for result in (before, after)]
    found = []
    for zone, threat in sorted({*sides[0], *sides[1]}):
        old, now = (side.get((zone, threat)) for side in sides)
        found.append(
            {
                "zone": zone,
                "threat": threat,
                "change": _change(old, now),
                "before": old,
                "after": now,
                "sure": bool(old and now and (now["high"] < old["low"] or now["low"] > old["high"])),
            }
        )
    return found


def _largest(result: Mapping[str, Any]) -> dict[tuple[str, str], Values]:
    found: dict[tuple[str, str], Values] = {}
    for item in sorted(result["scenarios"], key=lambda scenario: (scenario["rank"], scenario["id"])):
        gap = item["gap"]
        row = {"id": item["id"], "level": gap["level"], "low": gap["low"], "high": gap["high"]}
        found.setdefault((item["zone"], item["threat"]), row)
    return found


def _change(old: Values | None, now: Values | None) -> str:
    if old is None or now is None:
        return "new" if old is None else "gone"
    if isinstance(old["level"], str) or isinstance(now["level"], str):
        return "fell" if now["high"] < old["low"] else "rose" if now["low"] > old["high"] else "unsure"
    return "fell" if now["level"] < old["level"] else "rose" if now["level"] > old["level"] else "same"
