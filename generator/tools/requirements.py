"""From chosen gaps to objectives, and from objectives to requirements out of the phrase bank.

In: one assessment and its site as the file holds them, the facts of measures, the tables of `objectives.yml` and
`phrases.yml` in one language. Out: plain suggestions, each with `because`. Invariant: nothing is suggested without a
row or phrase of the tables behind it; a side effect that nobody has looked at counts as one to ask about; the order of
the measures does not matter. Refuses: to write into the file, to choose gaps, to say that a set of requirements is
enough. `dossier-requirements.js` does the same in the browser.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Plain = Mapping[str, Any]
"""A part of the file, a fact or a table: values that JSON can hold."""

UNKNOWN = "unknown"
GENERAL, OWN = "general", "objective"
"""What a phrase is about: a side effect of the whole set, or an objective."""


def suggest_objectives(
    assessment: Plain, site: Plain, chosen: Sequence[str], measures: Sequence[Plain], table: Plain
) -> dict[str, Any]:
    """What could be aimed at for each chosen scenario, and which time is forgotten.

    Why: a plan that only stops an attack forgets the time before and after it. The result has no score: `state` says
    whether an objective is `written`, or something in the zone is `there` already, or the wiki knows measures (`open`)
    or none (`nothing`, which is a gap of the wiki and no proof that nothing helps).
    """
    path = f"assessments/{assessment['id']}"
    scenarios = {row["id"]: row for row in assessment.get("scenarios", [])}
    written = assessment.get("objectives", [])
    ordered = sorted(measures, key=lambda measure: str(measure["id"]))
    there = _there(site)
    suggested: list[dict[str, Any]] = []
    missing: list[dict[str, Any]] = []
    wanted = [id for id in dict.fromkeys(chosen) if id in scenarios]
    for id in wanted:
        scenario = scenarios[id]
        own = [row for row in written if row.get("scenario") == id]
        threat = scenario.get("threat", "")
        answer = {"answer": f"{path}/scenarios/{id}/threat"}
        for row in table["rows"] if threat else []:
            if not _about(row, threat):
                continue
            able = [str(m["id"]) for m in ordered if _serves(m, threat, row["function"], row["phase"])]
            beside = [item for item in there if item["measure"] in able and _in_zone(item, scenario)]
            same = [o["id"] for o in own if (o.get("function"), o.get("phase")) == (row["function"], row["phase"])]
            suggested.append(
                {
                    "scenario": id,
                    "row": row["id"],
                    "function": row["function"],
                    "phase": row["phase"],
                    "state": "written" if same else "there" if beside else "open" if able else "nothing",
                    "objectives": same,
                    "measures": able,
                    "there": [item["id"] for item in beside],
                    "because": [
                        answer,
                        {"rule": "rule_objectives"},
                        *({"answer": f"{path}/objectives/{objective}"} for objective in same),
                        *({"answer": f"sites/{site['id']}/existing/{item['id']}"} for item in beside),
                        *({"entry": measure} for measure in able),
                    ],
                }
            )
        groups = {phase["id"]: phase["group"] for phase in table["phases"]}
        reached = {groups.get(o.get("phase", "")) for o in own}
        missing += [
            {"scenario": id, "group": group, "because": [answer, {"rule": "rule_times"}]}
            for group in dict.fromkeys(groups.values())
            if group not in reached
        ]
    return {
        "suggested": suggested,
        "missing": missing,
        "stray": [
            {"objective": o["id"], "id": "not_chosen" if o.get("scenario") in scenarios else "no_scenario"}
            for o in written
            if o.get("scenario") not in wanted
        ],
    }


def suggest_requirements(assessment: Plain, measures: Sequence[Plain], bank: Plain) -> dict[str, Any]:
    """Phrases that fit the written objectives and the side effects of what is considered, and what is still open.

    Why: a phrase is offered once with all objectives it fits, the most particular first. A phrase about a side effect
    is offered when a considered measure states that effect at a level in `watch`, says `unknown` or says nothing of it;
    it becomes a must when the level stands in `raise`. Considered is what is in the basket or a combination; while that
    is empty, every measure that answers one of the objectives.
    """
    path = f"assessments/{assessment['id']}"
    threats = {row["id"]: row.get("threat", "") for row in assessment.get("scenarios", [])}
    objectives = assessment.get("objectives", [])
    requirements = assessment.get("requirements", [])
    facts = {str(measure["id"]): measure for measure in measures}
    considered = _considered(assessment)
    rows: list[tuple[int, dict[str, Any]]] = []
    for phrase in bank["phrases"]:
        fitting = [o for o in objectives if _fits(phrase, o, threats.get(o.get("scenario", ""), ""))]
        about = considered or _answering(facts, fitting, threats)
        levels = _side_effects(phrase, [facts[id] for id in about if id in facts], bank["watch"])
        if not fitting or (phrase["considerations"] and not levels):
            continue
        fits = [axis for axis in ("threats", "functions", "phases") if phrase[axis]]
        raised = any(level in bank["raise"] for _, _, level in levels)
        used = [r for r in requirements if r.get("phrase") == phrase["id"]]
        rows.append(
            (
                -len(fits),
                {
                    "phrase": phrase["id"],
                    "scope": GENERAL if phrase["considerations"] else OWN,
                    "strength": "must" if raised else phrase["strength"],
                    "entry": phrase["entry"],
                    "fits": fits,
                    "objectives": [o["id"] for o in fitting],
                    "levels": [{"measure": id, "consideration": name, "level": level} for id, name, level in levels],
                    "used": [
                        {"requirement": r["id"], "edited": r.get("words", "").strip() != phrase["words"].strip()}
                        for r in used
                    ],
                    "because": [
                        {"rule": "rule_side_effects" if phrase["considerations"] else "rule_phrases"},
                        *({"answer": f"{path}/objectives/{o['id']}"} for o in fitting),
                        *({"entry": id} for id in dict.fromkeys(id for id, _, _ in levels)),
                        {"entry": phrase["entry"]},
                    ],
                },
            )
        )
    rows.sort(key=lambda row: row[0])
    return {"suggested": [row for _, row in rows], **_open_ends(assessment, bank)}


def _open_ends(assessment: Plain, bank: Plain) -> dict[str, list[str]]:
    """What a careful reader of the requirements would ask about; ids in the order of the file."""
    objectives = [row["id"] for row in assessment.get("objectives", [])]
    requirements = assessment.get("requirements", [])
    any_of = {r.get("objective", "") for r in requirements}
    must_of = {r.get("objective", "") for r in requirements if r.get("strength") == "must"}
    written = {row.get("kind") for row in assessment.get("constraints", [])}
    return {
        "without": [id for id in objectives if id not in any_of],
        "no_must": [id for id in objectives if id in any_of and id not in must_of],
        "stray": [r["id"] for r in requirements if r.get("objective") and r["objective"] not in objectives],
        "blank": [r["id"] for r in requirements if has_blank(r.get("words", ""))],
        "empty": [r["id"] for r in requirements if not r.get("words", "").strip()],
        "kinds": [kind for kind in bank["constraints"] if kind not in written],
    }


def has_blank(words: str) -> bool:
    """Whether a text still holds a gap in square brackets, as phrases have them for figures that only the reader knows."""
    start = words.find("[")
    return start >= 0 and words.find("]", start) >= 0


def _about(row: Plain, threat: str) -> bool:
    """Whether a row is about a threat: it names it, or names none and does not except it."""
    return threat in row["threats"] if row["threats"] else threat not in row["except"]


def _serves(measure: Plain, threat: str, function: str, phase: str) -> bool:
    return threat in measure["threats"] and function in measure["functions"] and phase in measure["phases"]


def _there(site: Plain) -> list[Plain]:
    """Existing measures of a site that are tied to an entry."""
    return [item for item in site.get("existing", []) if item.get("measure")]


def _in_zone(item: Plain, scenario: Plain) -> bool:
    """Whether an existing measure works where a scenario plays; one without zones is for the whole site."""
    zones = item.get("zones", [])
    return not zones or not scenario.get("zone") or scenario["zone"] in zones


def _fits(phrase: Plain, objective: Plain, threat: str) -> bool:
    return (
        (not phrase["threats"] or threat in phrase["threats"])
        and (not phrase["functions"] or objective.get("function", "") in phrase["functions"])
        and (not phrase["phases"] or objective.get("phase", "") in phrase["phases"])
    )


def _considered(assessment: Plain) -> list[str]:
    chosen = list(assessment.get("basket", []))
    for combination in assessment.get("combinations", []):
        chosen += combination.get("measures", [])
    return sorted(set(chosen))


def _answering(facts: Mapping[str, Plain], objectives: Sequence[Plain], threats: Mapping[str, str]) -> list[str]:
    """Ids of measures that answer at least one of these objectives."""
    return [
        id
        for id in sorted(facts)
        if any(
            _serves(facts[id], threats.get(o.get("scenario", ""), ""), o.get("function", ""), o.get("phase", ""))
            for o in objectives
        )
    ]


def _side_effects(phrase: Plain, about: Sequence[Plain], watch: Sequence[str]) -> list[tuple[str, str, str]]:
    """Measure, side effect and level, where a phrase asks about it; what an entry does not state is unknown."""
    return [
        (str(measure["id"]), name, level)
        for measure in about
        for name in phrase["considerations"]
        if not phrase["threats"] or set(phrase["threats"]) & set(measure["threats"])
        if (level := measure["considerations"].get(name, UNKNOWN)) in watch
    ]
