"""Outranking: PROMETHEE II, which compares candidates two by two and lets a large gap count for more than a small one.

In: the evaluation of one assessment, a result of `weights`, the rule of `schemas/dossier/evaluation.yml`, the path of the
evaluation in the file. Out: candidates by net flow, in bands, with ranges and what every criterion contributes.
Invariant: net flows lie between -1 and 1 and add up to zero; low ≤ flow ≤ high; who misses a minimum is not compared.
Refuses: to compare without weights. Source: J. P. Brans and P. Vincke, A preference ranking organisation method,
Management Science 31 (1985). `dossier-outranking.js` is its twin.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from generator.tools.ranking_sum import excluded_of, placed, score_answer, standing_of, vetoes_of
from generator.tools.weights import shares_of

Values = Mapping[str, Any]


def preference(difference: float, shape: Values) -> float:
    """How strongly a difference of levels speaks for the better candidate, 0 to 1.

    `usual`: any difference counts in full (type I of the source). `linear`: nothing up to `indifference` levels, in full
    from `strict` levels on, in proportion between them (type V; with indifference 0 it is type III).
    """
    if difference <= 0:
        return 0.0
    if shape["kind"] == "usual":
        return 1.0
    if difference <= shape["indifference"]:
        return 0.0
    if difference >= shape["strict"]:
        return 1.0
    return float((difference - shape["indifference"]) / (shape["strict"] - shape["indifference"]))


def outrank(evaluation: Values, weighting: Values, rule: Values, base: str) -> dict[str, Any]:
    """Net flow of every candidate that misses no minimum: the share of comparisons it wins less the share it loses."""
    shares, shape = shares_of(weighting), rule["preference"]
    found: dict[str, Any] = {
        "ranked": [],
        "bands": [],
        "excluded": excluded_of(evaluation, rule, base),
        "preference": {"kind": shape["kind"], "indifference": shape["indifference"], "strict": shape["strict"]},
        "problems": [],
    }
    if not shares:
        return {**found, "problems": [{"id": "no-weights", "values": {"set": weighting["set"]}}]}
    if not evaluation.get("candidates"):
        return {**found, "problems": [{"id": "no-candidates", "values": {}}]}
    table = standing_of(evaluation, rule)
    why = {row["criterion"]: row["because"] for row in weighting["criteria"]}
    rows = []
    for candidate, cells in table.items():
        rivals = [other for id, other in table.items() if id != candidate]
        parts: list[dict[str, Any]] = []
        for id, share in sorted(shares.items()):
            cell, against = cells[id], [other[id] for other in rivals]
            plus, minus = _flows(cell["value"], [other["value"] for other in against], shape)
            worst = _flows(cell["low"], [other["high"] for other in against], shape)
            best = _flows(cell["high"], [other["low"] for other in against], shape)
            parts.append(
                {
                    "criterion": id,
                    "share": share,
                    "plus": share * plus,
                    "minus": share * minus,
                    "flow": share * (plus - minus),
                    "low": share * (worst[0] - worst[1]),
                    "high": share * (best[0] - best[1]),
                    "because": [score_answer(base, candidate, id, cell), *why[id]],
                }
            )
        states = vetoes_of(evaluation, cells, rule)
        rows.append(
            {
                "candidate": candidate,
                **{name: math.fsum(part[name] for part in parts) for name in ("flow", "plus", "minus", "low", "high")},
                "contributions": parts,
                "open_vetoes": [id for id, state in states.items() if state == "open"],
                "because": [{"rule": "outranking"}],
            }
        )
    found.update(placed(rows, "flow", rule["flow_tie"]))
    return found


def _flows(level: float, others: list[float], shape: Values) -> tuple[float, float]:
    """Mean preference over the others and of the others, on one criterion; nothing to compare is zero."""
    if not others:
        return 0.0, 0.0
    plus = math.fsum(preference(level - other, shape) for other in others) / len(others)
    return plus, math.fsum(preference(other - level, shape) for other in others) / len(others)
