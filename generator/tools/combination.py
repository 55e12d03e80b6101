"""A set of measures held against the chosen gaps: what it answers, what it leaves open, what it brings along.

In: the ids of the set, one assessment and its site as the file holds them, the facts of measures, the table of
`solutions.yml`. Out: plain values, each row with `because`. Invariant: taking a measure into the set never opens
anything again that was answered; costs are listed and never added; an unknown side effect widens the range up to the worst level.
Refuses: to score or rank sets; to count a measure that the wiki no longer has. `dossier-combination.js` is its twin.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Plain = Mapping[str, Any]
UNKNOWN = "unknown"


def combine(
    chosen: Sequence[str], assessment: Plain, site: Plain, measures: Sequence[Plain], table: Plain
) -> dict[str, Any]:
    """What a set of measures does for the scenarios and objectives of an assessment.

    Why: a single measure is seldom enough, and two good ones can get in each other's way. `state` is `answered` by the
    set, else `there` by what exists in the zone, else `open`. Only entries that name the threat count as an answer:
    `answered` says that somebody has described the measure for this, not that it is enough.
    """
    facts = {str(measure["id"]): measure for measure in measures}
    wanted = sorted(set(chosen))
    taken = [facts[id] for id in wanted if id in facts]
    existing = [item for item in site.get("existing", []) if item.get("measure") in facts]
    scenarios = {row["id"]: row for row in assessment.get("scenarios", [])}
    objectives = assessment.get("objectives", [])
    looked = _looked_at(assessment)
    path = f"assessments/{assessment['id']}"

    def held(scenario: Plain, function: str = "", phase: str = "") -> dict[str, Any]:
        """State, answering measures and existing ones, for a scenario or one function and phase of it."""
        threat = scenario.get("threat", "")
        by = [str(m["id"]) for m in taken if _serves(m, threat, function, phase)]
        there = [
            item["id"]
            for item in existing
            if _in_zone(item, scenario) and _serves(facts[item["measure"]], threat, function, phase)
        ]
        return {
            "state": "answered" if by else "there" if there else "open",
            "by": by,
            "there": there,
            "because": [
                {"rule": "rule_answered"},
                {"answer": f"{path}/scenarios/{scenario['id']}/threat"},
                *({"answer": f"sites/{site['id']}/existing/{id}"} for id in there),
                *({"entry": id} for id in by),
            ],
        }

    gaps = []
    for id in looked:
        scenario = scenarios[id]
        phases = [{"phase": phase, **_short(held(scenario, "", phase))} for phase in table["phases"]]
        functions = [{"function": name, **_short(held(scenario, name))} for name in table["functions"]]
        gaps.append(
            {
                "scenario": id,
                "threat": scenario.get("threat", ""),
                **held(scenario),
                "phases": phases,
                "functions": functions,
            }
        )
    return {
        "measures": [str(m["id"]) for m in taken],
        "gone": [id for id in wanted if id not in facts],
        "scenarios": gaps,
        "threats": _threats(gaps),
        "objectives": [
            {"objective": o["id"], **held(scenarios[o["scenario"]], o.get("function", ""), o.get("phase", ""))}
            for o in objectives
            if o.get("scenario") in scenarios
        ],
        "open": {
            "scenarios": [gap["scenario"] for gap in gaps if gap["state"] == "open"],
            "phases": _open(gaps, "phases", "phase", table["phases"]),
            "functions": _open(gaps, "functions", "function", table["functions"]),
        },
        "elsewhere": [str(m["id"]) for m in taken if site.get("category") and site["category"] not in m["spaces"]],
        "conflicts": _conflicts(taken),
        "requires": _requires(taken, existing),
        "partners": _partners(taken, facts, existing),
        "considerations": _considerations(taken, table),
        "costs": _costs(taken, table["costs"]),
    }


def compare(sets: Iterable[tuple[str, Plain]]) -> list[dict[str, Any]]:
    """Results of `combine` side by side, in the order given; counts only, no score."""
    return [
        {
            "id": id,
            "answered": sum(gap["state"] == "answered" for gap in found["scenarios"]),
            "there": sum(gap["state"] == "there" for gap in found["scenarios"]),
            "open": sum(gap["state"] == "open" for gap in found["scenarios"]),
            "objectives_open": sum(row["state"] == "open" for row in found["objectives"]),
            "conflicts": len(found["conflicts"]),
            "missing": sum(row["state"] == "missing" for row in found["requires"]),
            "watch": [row["consideration"] for row in found["considerations"] if row["heavy"]],
            "unknown": [row["consideration"] for row in found["considerations"] if row["unknown"]],
            "costs": [{"band": row["band"], "count": len(row["measures"])} for row in found["costs"]],
        }
        for id, found in sets
    ]


def finder_question(assessment: Plain, site: Plain) -> dict[str, Any]:
    """The question that `find` is asked for an assessment: its kind of space, its threats, what is there already.

    Why: nobody should type twice. Threats are those of the scenarios that have an objective, or of all while none has.
    """
    scenarios = {row["id"]: row for row in assessment.get("scenarios", [])}
    threats = {scenarios[id].get("threat", "") for id in _looked_at(assessment)}
    there = {item.get("measure", "") for item in site.get("existing", [])}
    return {
        "spaces": [site["category"]] if site.get("category") else [],
        "threats": sorted(threats - {""}),
        "there": sorted(there - {""}),
        "cost": "",
        "duration": "",
        "phases": [],
        "limits": {},
        "first": "",
    }


def _looked_at(assessment: Plain) -> list[str]:
    """Ids of the scenarios that are chosen or have an objective, or of all that name a threat while none is; in order."""
    named = {*assessment.get("chosen", []), *(row.get("scenario") for row in assessment.get("objectives", []))}
    rows = [row for row in assessment.get("scenarios", []) if row.get("threat")]
    chosen = [row["id"] for row in rows if row["id"] in named]
    return chosen or [row["id"] for row in rows]


def _serves(measure: Plain, threat: str, function: str, phase: str) -> bool:
    return (
        threat in measure["threats"]
        and (not function or function in measure["functions"])
        and (not phase or phase in measure["phases"])
    )


def _in_zone(item: Plain, scenario: Plain) -> bool:
    zones = item.get("zones", [])
    return not zones or not scenario.get("zone") or scenario["zone"] in zones


def _short(row: Plain) -> dict[str, Any]:
    return {name: row[name] for name in ("state", "by", "there")}


def _threats(gaps: Sequence[Plain]) -> list[dict[str, Any]]:
    """Each threat once; it is open while one of its scenarios is."""
    found = []
    for threat in sorted({gap["threat"] for gap in gaps}):
        own = [gap for gap in gaps if gap["threat"] == threat]
        states = {gap["state"] for gap in own}
        found.append(
            {
                "threat": threat,
                "state": next(state for state in ("open", "there", "answered") if state in states),
                "scenarios": [gap["scenario"] for gap in own],
                "by": sorted({id for gap in own for id in gap["by"]}),
            }
        )
    return found


def _open(gaps: Sequence[Plain], part: str, name: str, ids: Sequence[str]) -> list[dict[str, Any]]:
    """Phases or functions in which a scenario is left open, with those scenarios."""
    rows = [
        {
            name: id,
            "scenarios": [
                gap["scenario"] for gap in gaps if any(row[name] == id and row["state"] == "open" for row in gap[part])
            ],
        }
        for id in ids
    ]
    return [row for row in rows if row["scenarios"]]


def _conflicts(taken: Sequence[Plain]) -> list[dict[str, Any]]:
    """Pairs of the set of which one replaces the other, whichever of the two entries says so."""
    ids = {str(m["id"]) for m in taken}
    pairs = {
        tuple(sorted((str(m["id"]), other)))
        for m in taken
        for other in m["alternative_to"]
        if other in ids and other != m["id"]
    }
    return [
        {"measures": list(pair), "because": [{"rule": "rule_conflict"}, *({"entry": id} for id in pair)]}
        for pair in sorted(pairs)
    ]


def _requires(taken: Sequence[Plain], existing: Sequence[Plain]) -> list[dict[str, Any]]:
    """What measures of the set need: in the set, on site already, or missing."""
    ids = {str(m["id"]) for m in taken}
    there = {item["measure"] for item in existing}
    return [
        {
            "measure": str(m["id"]),
            "needs": other,
            "state": "chosen" if other in ids else "there" if other in there else "missing",
            "because": [{"rule": "rule_requires"}, {"entry": str(m["id"])}, {"entry": other}],
        }
        for m in taken
        for other in sorted(m["requires"])
    ]


def _partners(taken: Sequence[Plain], facts: Mapping[str, Plain], existing: Sequence[Plain]) -> list[dict[str, Any]]:
    """What goes well with the set and is neither in it nor on site; those that most of the set name first."""
    have = {str(m["id"]) for m in taken} | {item["measure"] for item in existing}
    named: dict[str, list[str]] = {}
    for m in taken:
        for other in m["combines_with"]:
            if other in facts and other not in have:
                named.setdefault(other, []).append(str(m["id"]))
    rows = sorted(named.items(), key=lambda row: (-len(row[1]), row[0]))
    return [{"measure": other, "with": ids} for other, ids in rows]


def _considerations(taken: Sequence[Plain], table: Plain) -> list[dict[str, Any]]:
    """Side effects together: the worst that is known, the worst that is possible, and who brings them.

    `low` is the worst stated level (the mildest of all while none is stated). `high` is the same, or the worst level of
    the vocabulary as soon as one measure says `unknown` or nothing. Levels stand in `levels` from mildest to worst.
    """
    levels, rows = list(table["levels"]), []
    for name in table["considerations"] if taken else []:
        by = [{"measure": str(m["id"]), "level": m["considerations"].get(name, UNKNOWN)} for m in taken]
        stated = [levels.index(row["level"]) for row in by if row["level"] in levels]
        unknown = [row["measure"] for row in by if row["level"] not in levels]
        worst = levels[max(stated, default=0)]
        rows.append(
            {
                "consideration": name,
                "low": worst,
                "high": levels[-1] if unknown else worst,
                "by": by,
                "heavy": [row["measure"] for row in by if row["level"] in table["watch"]],
                "unknown": unknown,
                "because": [{"rule": "rule_considerations"}, *({"entry": row["measure"]} for row in by)],
            }
        )
    return rows


def _costs(taken: Sequence[Plain], bands: Sequence[str]) -> list[dict[str, Any]]:
    """Cost bands that occur, each with its measures; bands are ranges of our own and cannot be added."""
    rows = [(band, [str(m["id"]) for m in taken if m["cost"] == band]) for band in bands]
    return [
        {"band": band, "measures": ids, "because": [{"rule": "rule_costs"}, *({"entry": id} for id in ids)]}
        for band, ids in rows
        if ids
    ]
