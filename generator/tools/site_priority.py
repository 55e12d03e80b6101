"""Which site first: answers on scales with their ranges, points by a written table, and an order that says how sure it is.

In: plain values of a dossier (`sites`) and the rule of `schemas/dossier/space.yml`. Out: plain values with ranks, ranges and
what stands behind them. Invariant: what is not known widens a range and never counts as zero; level and points lie inside
their range; the order of the input does not matter; equal is equal in rank. Refuses: to decide, and to rank a site of which
nothing is answered. `dossier-site.js` does the same in the browser.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Values = dict[str, Any]
LEAST, MOST = 1, 5
"""Ends of every scale."""
UNKNOWN, ABSENT = "unknown", "absent"
"""Somebody answered "we do not know"; nobody has answered yet. Both leave the whole scale open."""
NOT_ANSWERED = {"level": ABSENT, "low": LEAST, "high": MOST}


def reading(answer: Any) -> Values:
    """An answer as `level`, `low`, `high`: a range that lacks or contradicts its level is widened, never narrowed.

    What is not a level of the scale counts as not answered, so that a damaged value can only make a result less sure.
    """
    level = answer.get("level") if isinstance(answer, Mapping) else None
    if level == UNKNOWN:
        return {"level": UNKNOWN, "low": LEAST, "high": MOST}
    if not _is_level(level):
        return dict(NOT_ANSWERED)
    ends = [level, *(end for name in ("low", "high") if _is_level(end := answer.get(name)))]
    return {"level": level, "low": min(ends), "high": max(ends)}


def _is_level(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and LEAST <= value <= MOST


def middle(result: Mapping[str, Any]) -> float:
    """Where a result stands in an order: its level, or half way through its range where the level is not known.

    So unknown stands between known values, never first and never last by itself.
    """
    if isinstance(result["level"], str):
        return float(result["low"] + result["high"]) / 2
    return float(result["level"])


def in_order(items: Iterable[Mapping[str, Any]]) -> list[Values]:
    """Items with `id`, `middle`, `low`, `high` (more comes first) and an optional `then`, with their places.

    `rank` counts those with a greater middle, then a worse worst case, then a worse best case; 1 is first. `best` and
    `worst` are the ranks that stay possible whatever the true values inside the ranges are: an item is surely before
    another only where its lowest value is above the other's highest. `band` counts from 1: between two bands the order
    is sure, inside a band it is not. `then` orders equals for reading and changes no rank.
    """

    def key(item: Mapping[str, Any]) -> tuple[float, float, float]:
        return (-item["middle"], -item["high"], -item["low"])

    ordered = sorted(items, key=lambda item: (*key(item), -item.get("then", 0), item["id"]))
    placed: list[Values] = []
    band, floor = 0, 0.0
    for at, item in enumerate(ordered):
        if not at or max(other["high"] for other in ordered[at:]) < floor:
            band, floor = band + 1, item["low"]
        floor = min(floor, item["low"])
        placed.append(
            {
                "id": item["id"],
                "rank": 1 + next(place for place, other in enumerate(ordered) if key(other) == key(item)),
                "best": 1 + sum(other["low"] > item["high"] for other in ordered),
                "worst": len(ordered) - sum(other["high"] < item["low"] for other in ordered),
                "band": band,
            }
        )
    return placed


def first_choice(placed: Sequence[Mapping[str, Any]]) -> Values:
    """Who can come first: `sure` for one alone, `open` for several, `none` where nothing is ranked."""
    able = sorted(item["id"] for item in placed if item["best"] == 1)
    return {"state": "none" if not able else "sure" if len(able) == 1 else "open", "ids": able}


def rank_sites(sites: Iterable[Mapping[str, Any]], rule: Sequence[Mapping[str, Any]]) -> Values:
    """Sites in the order in which the rule would look at them.

    A criterion of the rule has `id`, `scale`, `weight` (a whole number) and `points`, five whole numbers for the levels 1
    to 5, rising or falling. Points of a site are the sum of weight × points; the range sums the least and the most that
    the range of each answer allows. Our own rule: a sum of few whole numbers that can be checked with a pencil.
    """
    scored: list[Values] = []
    unassessed: list[str] = []
    for site in sites:
        found = _points(site, rule)
        if all(part["level"] == ABSENT for part in found["parts"]):
            unassessed.append(site["id"])
        else:
            scored.append(found)
    placed = in_order({**found, "middle": found["points"]} for found in scored)
    by_id = {found["id"]: found for found in scored}
    return {
        "sites": [{**by_id[place["id"]], **place} for place in placed],
        "unassessed": sorted(unassessed),
        "first": first_choice(placed),
        "notes": _notes(placed, by_id, unassessed),
    }


def _points(site: Mapping[str, Any], rule: Sequence[Mapping[str, Any]]) -> Values:
    """Points of one site with the part of every criterion, the weightiest part first."""
    parts = []
    for criterion in rule:
        read = reading((site.get("priority") or {}).get(criterion["id"]))
        weight, points = criterion["weight"], criterion["points"]
        allowed = points[read["low"] - 1 : read["high"]]
        low, high = weight * min(allowed), weight * max(allowed)
        known = not isinstance(read["level"], str)
        parts.append(
            {
                "criterion": criterion["id"],
                "level": read["level"],
                "points": float(weight * points[read["level"] - 1]) if known else (low + high) / 2,
                "low": low,
                "high": high,
                "most": weight * max(points),
                "because": [
                    {"answer": f"sites/{site['id']}/priority/{criterion['id']}", **read},
                    {"rule": "priority-points"},
                ],
            }
        )
    parts.sort(key=lambda part: (-part["points"], -part["high"], part["criterion"]))
    return {
        "id": site["id"],
        "points": sum(part["points"] for part in parts),
        "low": sum(part["low"] for part in parts),
        "high": sum(part["high"] for part in parts),
        "most": sum(part["most"] for part in parts),
        "parts": parts,
        "open": sorted(part["criterion"] for part in parts if isinstance(part["level"], str)),
        "because": [*(part["because"][0] for part in parts), {"rule": "priority-points"}],
    }


def _notes(placed: Sequence[Mapping[str, Any]], by_id: Mapping[str, Values], unassessed: Sequence[str]) -> list[Values]:
    """What a reader must know of this order, as sentence ids with the ids that fill them."""
    first = first_choice(placed)
    notes: list[Values] = []
    if len(placed) > 1:
        notes.append({"id": f"first-{first['state']}", "values": {"sites": first["ids"]}})
    equal = sorted(a["id"] for a in placed if sum(b["rank"] == a["rank"] for b in placed) > 1)
    if equal:
        notes.append({"id": "equal", "values": {"sites": equal}})
    for place in placed:
        if by_id[place["id"]]["open"]:
            notes.append({"id": "open", "values": {"sites": [place["id"]], "questions": by_id[place["id"]]["open"]}})
    if unassessed:
        notes.append({"id": "unassessed", "values": {"sites": sorted(unassessed)}})
    return notes
