"""Demonstration and table-top: what to look at for each candidate on the shortlist, and which scenarios to play through.

In: one assessment, results of `rank_by_sum`, the rule of `schemas/dossier/evaluation.yml`, the path of the assessment.
Out: checks by candidate, scenes for the table-top, what is missing from the plan. Invariant: every veto that is open and
every unknown that could change the first place is checked first; each scenario meets each candidate once. Refuses: to
plan for candidates that miss a minimum. `dossier-demonstration.js` is its twin.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Values = Mapping[str, Any]
ORDER = ("veto", "unknown", "range")


def plan_demonstration(assessment: Values, told: Values, rule: Values, base: str) -> dict[str, Any]:
    """A plan for the shortlist; checks come veto first, then unknown, then range, those that matter before the others."""
    evaluation = assessment.get("evaluation", {})
    ranked = [row["candidate"] for row in told["ranked"]]
    shortlist = [id for id in ranked if id in evaluation.get("shortlist", [])]
    excluded = sorted(
        row["candidate"] for row in told["excluded"] if row["candidate"] in evaluation.get("shortlist", [])
    )
    checks = []
    for candidate in shortlist:
        rows = [row for row in told["open"] if row["candidate"] == candidate]
        rows.sort(key=lambda row: (not row["matters"], ORDER.index(row["kind"]), row["criterion"]))
        checks.append({"candidate": candidate, "checks": rows})
    scenarios = sorted(row["id"] for row in assessment.get("scenarios", []))
    scenes = [
        {
            "scenario": scenario,
            "candidates": shortlist,
            "moments": list(rule["moments"]),
            "because": [{"answer": f"{base}/scenarios/{scenario}"}, {"rule": "tabletop"}],
        }
        for scenario in scenarios
        if shortlist
    ]
    given = evaluation.get("demonstration", {})
    missing = [id for id in rule["demonstration_needs"] if not given.get(id)]
    problems = []
    if not shortlist:
        problems.append({"id": "no-shortlist", "values": {}})
    if excluded:
        problems.append({"id": "shortlist-excluded", "values": {"candidates": excluded}})
    if not scenarios:
        problems.append({"id": "no-scenarios", "values": {}})
    return {"candidates": checks, "scenes": scenes, "missing": missing, "problems": problems}
