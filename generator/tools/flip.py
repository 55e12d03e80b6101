"""Flip points: how far one weight can move before another candidate is first, exactly and not by trying.

In: the evaluation of one assessment, a result of `weights`, the rule of `schemas/dossier/evaluation.yml`. Out: for each
criterion the stretches of its weight from 0 to 1 with who is first in each, and the nearest point where that changes.
Invariant: stretches cover 0 to 1 without gap; inside a stretch the same candidates are first; the other weights keep their
proportions to each other. Refuses: to move two weights at once. `dossier-flip.js` is its twin.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from generator.tools.ranking_sum import score_answer, standing_of
from generator.tools.weights import shares_of

Values = Mapping[str, Any]
Line = tuple[float, float]
CLOSE = 1e-9


def flip_points(evaluation: Values, weighting: Values, rule: Values, base: str) -> dict[str, Any]:
    """For each criterion, what happens to the first place while its weight goes from 0 to 1 (0 % to 100 %)."""
    shares = shares_of(weighting)
    table = standing_of(evaluation, rule)
    found: dict[str, Any] = {"first": [], "criteria": [], "nearest": None, "problems": []}
    if not shares:
        found["problems"].append({"id": "no-weights", "values": {"set": weighting["set"]}})
    elif not table:
        found["problems"].append({"id": "no-candidates", "values": {}})
    if found["problems"]:
        return found
    why = {row["criterion"]: row["because"] for row in weighting["criteria"]}
    totals = {
        id: math.fsum(share * cells[one]["value"] for one, share in shares.items()) for id, cells in table.items()
    }
    found["first"] = _highest(totals)
    for criterion, share in sorted(shares.items()):
        lines = {id: _line(cells, shares, criterion) for id, cells in table.items()}
        segments = _segments(lines)
        at = max(place for place, row in enumerate(segments) if row["from"] <= share + CLOSE)
        below = {"at": segments[at]["from"], "first": segments[at - 1]["first"]} if at else None
        above = {"at": segments[at]["to"], "first": segments[at + 1]["first"]} if at + 1 < len(segments) else None
        answers = [score_answer(base, id, criterion, table[id][criterion]) for id in sorted(table)]
        found["criteria"].append(
            {
                "criterion": criterion,
                "share": share,
                "segments": segments,
                "below": below,
                "above": above,
                "because": [*why[criterion], *answers, {"rule": "flip"}],
            }
        )
        for point in (below, above):
            distance = abs(point["at"] - share) if point else math.inf
            if point and (found["nearest"] is None or distance < found["nearest"]["distance"] - CLOSE):
                found["nearest"] = {"criterion": criterion, "share": share, **point, "distance": distance}
    return found


def _line(cells: Mapping[str, Values], shares: Mapping[str, float], criterion: str) -> Line:
    """The total at weight 0 of the criterion, and what it gains until weight 1.

    Where the criterion has all the weight, the others have no proportions to keep and share what it gives up equally.
    """
    others = [id for id in sorted(shares) if id != criterion]
    rest = math.fsum(shares[id] for id in others)
    own = float(cells[criterion]["value"])
    if not others:
        return own, 0.0
    if rest > CLOSE:
        start = math.fsum(shares[id] * cells[id]["value"] for id in others) / rest
    else:
        start = math.fsum(cells[id]["value"] for id in others) / len(others)
    return start, own - start


def _segments(lines: Mapping[str, Line]) -> list[dict[str, Any]]:
    """The upper edge of the lines from 0 to 1; at each crossing the steepest line goes on."""
    now, here = 0.0, _steepest(lines, 0.0)
    found: list[dict[str, Any]] = []
    while True:
        start, slope = lines[here]
        crossings = [(start - other[0]) / (other[1] - slope) for other in lines.values() if other[1] > slope + CLOSE]
        end = max(now, min(crossings, default=1.0))
        end = 1.0 if end > 1 - CLOSE else end
        same = [id for id, other in lines.items() if abs(other[0] - start) <= CLOSE and abs(other[1] - slope) <= CLOSE]
        found.append({"from": now, "to": end, "first": sorted(same)})
        if end >= 1.0:
            return found
        now, here = end, _steepest(lines, end)


def _steepest(lines: Mapping[str, Line], at: float) -> str:
    """Among the highest lines at a weight, the one that is highest just after it."""
    top = _highest({id: start + slope * at for id, (start, slope) in lines.items()})
    steepest = max(lines[id][1] for id in top)
    return next(id for id in top if lines[id][1] >= steepest - CLOSE)


def _highest(values: Mapping[str, float]) -> list[str]:
    top = max(values.values())
    return sorted(id for id, value in values.items() if value >= top - CLOSE)
