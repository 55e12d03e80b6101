"""Weighted sum: candidates in bands, with ranges, vetoes and what every criterion contributes.

In: the evaluation of one assessment, a result of `weights`, the rule of `schemas/dossier/evaluation.yml`, the path of the
evaluation in the file. Out: ranked and excluded candidates, bands of ties, open answers and whether they matter.
Invariant: low ≤ value ≤ high; an unknown score spans the whole scale, and so does one without a reason; who is below a
minimum is never ranked; the order of the input does not matter. Refuses: to rank without weights, to read unknown as zero, to
count a score that nobody gave a reason for. `dossier-sum.js` is its twin.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from generator.tools.weights import shares_of, weights

Values = Mapping[str, Any]
CLOSE = 1e-9


def cell_of(answer: Values | None, rule: Values) -> dict[str, Any]:
    """A score as level (None for unknown), low, high and value; the value of unknown is the middle of the scale.

    A score whose reason is missing counts as unknown: a reason is mandatory.
    """
    lowest, highest = rule["lowest"], rule["highest"]
    level = answer.get("level") if answer else None
    if answer is None or not _on_scale(level, rule) or not _reasoned(answer):
        return {"level": None, "low": lowest, "high": highest, "value": (lowest + highest) / 2}
    ends: list[int] = [
        end for end in (answer.get("low"), answer.get("high"), level) if end is not None and _on_scale(end, rule)
    ]
    return {"level": level, "low": min(ends), "high": max(ends), "value": level}


def table_of(evaluation: Values, rule: Values) -> dict[str, dict[str, dict[str, Any]]]:
    """Candidate → criterion → cell, all in the order of ids."""
    scores = evaluation.get("scores", {})
    return {
        candidate: {
            criterion: cell_of(scores.get(f"{candidate}|{criterion}"), rule)
            for criterion in _ids(evaluation, "criteria")
        }
        for candidate in _ids(evaluation, "candidates")
    }


def vetoes_of(evaluation: Values, cells: Mapping[str, Values], rule: Values) -> dict[str, str]:
    """Criterion with a minimum → passed, failed or open, for one candidate.

    Below the minimum fails. Unknown, or a range that reaches below the minimum, is open: it must be answered first.
    """
    found = {}
    for criterion in sorted(evaluation.get("criteria", []), key=lambda row: row["id"]):
        minimum, cell = criterion.get("veto"), cells[criterion["id"]]
        if not _on_scale(minimum, rule):
            continue
        if cell["level"] is not None and cell["level"] < minimum:
            found[criterion["id"]] = "failed"
        else:
            found[criterion["id"]] = "passed" if cell["low"] >= minimum else "open"
    return found


def excluded_of(evaluation: Values, rule: Values, base: str) -> list[dict[str, Any]]:
    """Candidates below a minimum, with each minimum that they miss."""
    minimums = {row["id"]: row.get("veto") for row in evaluation.get("criteria", [])}
    found = []
    for candidate, cells in table_of(evaluation, rule).items():
        failed = [id for id, state in vetoes_of(evaluation, cells, rule).items() if state == "failed"]
        if failed:
            found.append(
                {
                    "candidate": candidate,
                    "criteria": [
                        {"criterion": id, "level": cells[id]["level"], "minimum": minimums[id]} for id in failed
                    ],
                    "because": [score_answer(base, candidate, id, cells[id]) for id in failed] + [{"rule": "veto"}],
                }
            )
    return found


def standing_of(evaluation: Values, rule: Values) -> dict[str, dict[str, dict[str, Any]]]:
    """The table of those who miss no minimum."""
    return {
        candidate: cells
        for candidate, cells in table_of(evaluation, rule).items()
        if "failed" not in vetoes_of(evaluation, cells, rule).values()
    }


def score_answer(base: str, candidate: str, criterion: str, cell: Values) -> dict[str, Any]:
    """Where a score stands in the file, and what it says."""
    level = "unknown" if cell["level"] is None else cell["level"]
    return {
        "answer": f"{base}/scores/{candidate}|{criterion}",
        "level": level,
        "low": cell["low"],
        "high": cell["high"],
    }


def bands(values: Mapping[str, float], tie: float) -> list[list[str]]:
    """Ids in bands, best first: a band ends where the distance to its first member passes `tie`. Chains do not add up."""
    ordered = sorted(values, key=lambda id: (-_grain(values[id]), id))
    found: list[list[str]] = []
    for id in ordered:
        if found and values[found[-1][0]] - values[id] <= tie + CLOSE:
            found[-1].append(id)
        else:
            found.append([id])
    return found


def placed(found: Sequence[dict[str, Any]], value: str, tie: float) -> dict[str, Any]:
    """Rows in order with `rank` (shared by a band), `best` and `worst` (what ranges and ties allow), and the bands."""
    groups = bands({row["candidate"]: row[value] for row in found}, tie)
    by_id = {row["candidate"]: row for row in found}
    before, ranked = 0, []
    for group in groups:
        for id in group:
            row = by_id[id]
            row["rank"] = before + 1
            row["best"] = 1 + sum(other["low"] > row["high"] + tie + CLOSE for other in found)
            row["worst"] = len(found) - sum(other["high"] < row["low"] - tie - CLOSE for other in found)
            ranked.append(row)
        before += len(group)
    return {"ranked": ranked, "bands": groups}


def rank_by_sum(evaluation: Values, weighting: Values, rule: Values, base: str) -> dict[str, Any]:
    """Σ share × level for every candidate that misses no minimum; on the scale of the levels, 1 to 5."""
    shares = shares_of(weighting)
    measures = {row["id"]: row.get("measure", "") for row in evaluation.get("candidates", [])}
    found: dict[str, Any] = {
        "ranked": [],
        "bands": [],
        "excluded": excluded_of(evaluation, rule, base),
        "lead": None,
        "open": [],
        "without_reason": _without_reason(evaluation, rule),
        "problems": [],
    }
    if not shares:
        return {**found, "problems": [{"id": "no-weights", "values": {"set": weighting["set"]}}]}
    if not measures:
        return {**found, "problems": [{"id": "no-candidates", "values": {}}]}
    why = {row["criterion"]: row["because"] for row in weighting["criteria"]}
    rows = []
    for candidate, cells in standing_of(evaluation, rule).items():
        parts = [
            {
                "criterion": id,
                "share": share,
                **{end: share * cells[id][end] for end in ("value", "low", "high")},
                "because": [score_answer(base, candidate, id, cells[id]), *why[id]],
            }
            for id, share in sorted(shares.items())
        ]
        states = vetoes_of(evaluation, cells, rule)
        rows.append(
            {
                "candidate": candidate,
                **{end: math.fsum(part[end] for part in parts) for end in ("value", "low", "high")},
                "contributions": parts,
                "unknown": [id for id in cells if cells[id]["level"] is None],
                "open_vetoes": [id for id, state in states.items() if state == "open"],
                "because": [{"rule": "sum"}, *([{"entry": measures[candidate]}] if measures[candidate] else [])],
            }
        )
    found.update(placed(rows, "value", rule["tie"]))
    found["lead"] = _lead(found["ranked"])
    found["open"] = _open(found["ranked"], standing_of(evaluation, rule), shares, base)
    return found


def side_by_side(evaluation: Values, rule: Values, base: str) -> dict[str, Any]:
    """The weighted sum under every weight set: who is first in all of them, and who in some."""
    criteria = _ids(evaluation, "criteria")
    sets = []
    for weight_set in sorted(evaluation.get("weight_sets", []), key=lambda row: row["id"]):
        weighting = weights(criteria, weight_set, rule, base)
        told = rank_by_sum(evaluation, weighting, rule, base)
        sets.append(
            {
                "set": weight_set["id"],
                "ranks": {row["candidate"]: row["rank"] for row in told["ranked"]},
                "values": {row["candidate"]: row["value"] for row in told["ranked"]},
                "first": sorted(told["bands"][0]) if told["bands"] else [],
                "problems": weighting["problems"] + told["problems"],
                "because": [{"answer": f"{base}/weight_sets/{weight_set['id']}"}, {"rule": "sum"}],
            }
        )
    usable = [set(row["first"]) for row in sets if row["first"]]
    return {
        "sets": sets,
        "always_first": sorted(set.intersection(*usable)) if usable else [],
        "sometimes_first": sorted(set.union(*usable) - set.intersection(*usable)) if usable else [],
    }


def _lead(ranked: Sequence[Values]) -> dict[str, Any] | None:
    """Why the first is before the second: the difference by criterion, the largest first."""
    if len(ranked) < 2:
        return None
    one, other = ranked[0], ranked[1]
    by = [
        {"criterion": here["criterion"], "difference": here["value"] - there["value"]}
        for here, there in zip(one["contributions"], other["contributions"], strict=True)
    ]
    by.sort(key=lambda row: (-_grain(abs(row["difference"])), row["criterion"]))
    return {
        "first": one["candidate"],
        "second": other["candidate"],
        "difference": one["value"] - other["value"],
        "by": by,
        "because": [{"rule": "lead"}],
    }


def _open(
    ranked: Sequence[Values], table: Mapping[str, Mapping[str, Values]], shares: Mapping[str, float], base: str
) -> list[dict[str, Any]]:
    """What is unknown or has a range, and whether that answer alone could change who is first."""
    found = []
    for row in sorted(ranked, key=lambda row: str(row["candidate"])):
        rivals = [other["value"] for other in ranked if other is not row]
        ahead = max(rivals, default=-math.inf)
        for criterion, cell in table[row["candidate"]].items():
            share, veto = shares[criterion], criterion in row["open_vetoes"]
            if cell["low"] == cell["high"]:
                continue
            most = row["value"] + share * (cell["high"] - cell["value"])
            least = row["value"] - share * (cell["value"] - cell["low"])
            found.append(
                {
                    "candidate": row["candidate"],
                    "criterion": criterion,
                    "kind": "veto" if veto else "unknown" if cell["level"] is None else "range",
                    "matters": veto or _side(least, ahead) != _side(most, ahead),
                    "because": [score_answer(base, row["candidate"], criterion, cell)],
                }
            )
    return found


def _side(value: float, other: float) -> int:
    """1 above, 0 level with, -1 below."""
    return (value > other + CLOSE) - (value < other - CLOSE)


def _without_reason(evaluation: Values, rule: Values) -> list[str]:
    """Keys of scores that have a level but no reason; they do not count until it is written."""
    scores = evaluation.get("scores", {})
    return [
        key
        for candidate in _ids(evaluation, "candidates")
        for criterion in _ids(evaluation, "criteria")
        if (key := f"{candidate}|{criterion}") in scores
        and _on_scale(scores[key].get("level"), rule)
        and not _reasoned(scores[key])
    ]


def _reasoned(answer: Values) -> bool:
    return bool(str(answer.get("reason", "")).strip(" \t\r\n"))


def _ids(evaluation: Values, part: str) -> list[str]:
    return sorted(row["id"] for row in evaluation.get(part, []))


def _on_scale(level: object, rule: Values) -> bool:
    return isinstance(level, int) and not isinstance(level, bool) and rule["lowest"] <= level <= rule["highest"]


def _grain(value: float) -> int:
    """A value in whole steps of a thousand-millionth, so that noise of the arithmetic decides no order."""
    return math.floor(value / CLOSE + 0.5)
