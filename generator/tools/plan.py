"""Steps 6 and 7: which tasks apply, what is late, what to look at again and when, and what has changed since last time.

In: parts of a dossier, the rules of `implementation.yml` and `review.yml`, facts of measures, `today`. Out: plain values.
Invariant: every proposal and every state names what it stands on; what the wiki does not know makes a task possible, never
needless; an older assessment is never changed. Refuses: to put a task into the plan by itself, to judge persons, to read a
clock. `dossier-plan.js` gives the same answers.
"""

from __future__ import annotations

import copy
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from generator.tools.calendar_file import day, uid

Row = Mapping[str, Any]
Result = dict[str, Any]

UNKNOWN = "unknown"
SCALES = ("likelihood", "people", "function", "symbolic", "economic", "existing")
"""Answers of a scenario that can be compared."""
WHOLE = (1, 5)
"""The range of an answer that nobody knows."""


def chosen_measures(assessment: Row) -> list[str]:
    """The entries that the plan is about: those of the shortlist, else of the basket."""
    evaluation = assessment.get("evaluation", {})
    short = evaluation.get("shortlist", [])
    measures = [row.get("measure", "") for row in evaluation.get("candidates", []) if row["id"] in short]
    return sorted({id for id in (measures if short else assessment.get("basket", [])) if id})


def checklist(tasks: Iterable[Row], chosen: Sequence[str], facts: Mapping[str, Row]) -> list[Result]:
    """Every standard task with whether it `applies`: yes, maybe or no, and because of which field of which entry.

    Yes, if the task is for everybody or one condition is true of one measure; maybe, if none is true but one is not
    known, or if nothing is chosen; no, if all is known and nothing asks for it.
    """
    return [{"task": task["id"], **_applies(task, sorted(chosen), facts)} for task in tasks]


def suggested(applying: Iterable[Row], listed: Iterable[Row]) -> list[str]:
    """Standard tasks that apply, or may, and that the plan does not list, in the order of the rule."""
    present = {row.get("standard", "") for row in listed}
    return [row["task"] for row in applying if row["applies"] != "no" and row["task"] not in present]


def task_states(assessment: Row, today: str, soon: int, members: Iterable[Row] = ()) -> Result:
    """The state of every task against `today`, what it lacks, and the counts of the whole plan.

    A task that is due today is not overdue. `days` is what is left, less than zero where the date has passed.
    """
    left = {row["id"] for row in members if _past(row.get("until", ""), today)}
    place = f"assessments/{assessment['id']}/plan/tasks"
    states = [_state(task, today, soon, left, place) for task in assessment.get("plan", {}).get("tasks", [])]
    counts = {
        name: sum(row["state"] == name for row in states)
        for name in ("open", "soon", "overdue", "undated", "done", "not-applicable")
    }
    because = [{"answer": f"{place}/{row['id']}/state"} for row in states]
    return {"tasks": states, "counts": {"all": len(states), **counts}, "because": because}


def watch_states(assessment: Row, today: str, soon: int, members: Iterable[Row] = ()) -> list[Result]:
    """The state of every point to watch; looking at it means giving it its next date."""
    left = {row["id"] for row in members if _past(row.get("until", ""), today)}
    place = f"assessments/{assessment['id']}/review/watch"
    points = assessment.get("review", {}).get("watch", [])
    return [_state({**point, "state": "open"}, today, soon, left, place) for point in points]


def wrong_order(rules: Iterable[Row], assessment: Row) -> list[Result]:
    """Tasks whose date lies behind that of a task which should end later; what is done or set aside is not told."""
    place = f"assessments/{assessment['id']}/plan/tasks"
    rows = assessment.get("plan", {}).get("tasks", [])
    due = {row.get("standard", ""): row for row in rows if _standing(row) != "not-applicable"}
    found = []
    for rule in rules:
        first = due.get(rule["id"])
        for later in rule.get("before", []):
            then = due.get(later)
            if first and then and _standing(first) != "done" and _behind(first, then):
                because = [{"answer": f"{place}/{row['id']}/due"} for row in (first, then)]
                found.append({"first": rule["id"], "then": later, "because": [*because, {"rule": "because_order"}]})
    return found


def watch_list(rules: Iterable[Row], start: str, listed: Iterable[Row] = ()) -> list[Result]:
    """Points that are not watched yet, each with the date of its first look; no date where `start` is none."""
    present = {row.get("standard", "") for row in listed}
    return [
        {"standard": rule["id"], "due": months_after(start, rule["months"]), "because": [{"rule": rule["id"]}]}
        for rule in rules
        if rule["id"] not in present
    ]


def months_after(text: str, months: int) -> str:
    """The same day so many months later, or the last day of a month that is too short; empty without a date."""
    start = day(text)
    if start is None:
        return ""
    at = start.year * 12 + start.month - 1 + months
    year, month = at // 12, at % 12 + 1
    if year > date.max.year:
        return ""
    return date(year, month, min(start.day, monthrange(year, month)[1])).isoformat()


def events(dossier: Row, assessment: Row, names: Mapping[str, Mapping[str, str]], remind: int) -> list[Result]:
    """The open tasks and the points to watch as events of a calendar, with UIDs that stay when words or dates change.

    `names` gives the labels of `tasks` and `watch` by id, and `owner`, a sentence with {owner}. Notes stay out, because a
    calendar is shared more easily than a dossier. UIDs are made from ids and dates, never from a name of a place.
    """
    members = {row["id"]: row.get("name", "") for row in dossier.get("team", {}).get("members", [])}
    scope = (dossier.get("id", ""), dossier.get("created", ""), assessment["id"], assessment.get("date", ""))
    rows = [("tasks", row) for row in assessment.get("plan", {}).get("tasks", []) if _standing(row) == "open"]
    rows += [("watch", row) for row in assessment.get("review", {}).get("watch", [])]
    found = []
    for part, row in rows:
        standard, words, owner = row.get("standard", ""), row.get("words", ""), row.get("owner", "")
        told = names["sentences"]["owner"].replace("{owner}", members.get(owner) or owner) if owner else ""
        found.append(
            {
                "uid": uid(*scope, part, row["id"]),
                "date": row.get("due", ""),
                "title": names[part].get(standard) or words,
                "words": told,
                "remind": remind,
            }
        )
    return found


def reassessment(assessment: Row, new_id: str, name: str, today: str) -> Result:
    """A new assessment that starts from an old one: scenarios, aims and dates to watch are taken over, answers and all.

    Choices, scores, tasks and incidents are not: they belong to the old one, which is left as it is.
    """
    kept = ("scenarios", "chosen", "objectives", "requirements", "constraints")
    return {
        "id": new_id,
        "site": assessment["site"],
        "name": name,
        "date": today,
        "replaces": assessment["id"],
        **{part: copy.deepcopy(list(assessment.get(part, []))) for part in kept},
        "basket": [],
        "combinations": [],
        "request": {},
        "evaluation": {
            "candidates": [], "criteria": [], "weight_sets": [], "scores": {}, "shortlist": [], "demonstration": {},
        },
        "plan": {"tasks": []},
        "review": {"watch": copy.deepcopy(list(assessment.get("review", {}).get("watch", []))), "incidents": []},
    }  # fmt: skip


def comparison(old: Row, new: Row) -> list[Result]:
    """What became of each scenario: new, gone or kept, and for what was kept how every answer moved.

    An answer is lower or higher only if its whole range is; where ranges overlap it is only perhaps so.
    """
    before = {row["id"]: row for row in old.get("scenarios", [])}
    after = {row["id"]: row for row in new.get("scenarios", [])}
    found = []
    for id in sorted({*before, *after}):
        paths = [
            f"assessments/{part['id']}/scenarios/{id}" for part, rows in ((old, before), (new, after)) if id in rows
        ]
        fate = "kept" if id in before and id in after else "new" if id in after else "gone"
        changes = [_change(name, before[id], after[id], paths) for name in SCALES] if fate == "kept" else []
        found.append(
            {"scenario": id, "fate": fate, "changes": changes, "because": [{"answer": path} for path in paths]}
        )
    return found


def _applies(task: Row, chosen: Sequence[str], facts: Mapping[str, Row]) -> Result:
    if task.get("always"):
        return {"applies": "yes", "because": [{"rule": "because_always"}]}
    if not chosen:
        return {"applies": "maybe", "because": [{"rule": "because_nothing_chosen"}]}
    known: list[Result] = []
    open_: list[Result] = []
    for id in chosen:
        if id not in facts:
            open_.append({"entry": id, "rule": "because_no_facts"})
            continue
        for condition in task["when"]:
            name, wanted, values = _asked(condition, facts[id])
            asks = [value for value in values if value in wanted]
            for value in asks:
                known.append({"entry": id, "field": name, "value": value, "rule": "because_field"})
            if not asks and (not values or UNKNOWN in values):
                open_.append({"entry": id, "field": name, "value": UNKNOWN, "rule": "because_unknown"})
    return {"applies": "yes" if known else "maybe" if open_ else "no", "because": known or open_}


def _asked(condition: Row, measure: Row) -> tuple[str, Sequence[str], Sequence[str]]:
    """The field that a condition names, the values that make it true, and those that the measure has."""
    if "consideration" in condition:
        name = condition["consideration"]
        level = measure["considerations"].get(name, UNKNOWN)
        return f"considerations/{name}", condition["levels"], [level]
    (name,) = condition
    values = measure[name]
    return name, condition[name], [values] if isinstance(values, str) else values


def _state(row: Row, today: str, soon: int, left: Iterable[str], place: str) -> Result:
    state, due = _standing(row), day(row.get("due", ""))
    lacks = []
    days: int | None = None
    if state == "open":
        days = (due - date.fromisoformat(today)).days if due else None
        owner = row.get("owner", "")
        facts = (
            ("owner", not owner),
            ("owner_gone", owner in left),
            ("due", due is None),
            ("words", not (row.get("words") or row.get("standard"))),
        )
        lacks = [name for name, lacking in facts if lacking]
        state = "undated" if days is None else "overdue" if days < 0 else "soon" if days <= soon else "open"
    elif state == "not-applicable" and not row.get("note"):
        lacks = ["note"]
    because = [{"answer": f"{place}/{row['id']}/due"}]
    return {"id": row["id"], "state": state, "days": days, "missing": lacks, "because": because}


def _past(text: str, today: str) -> bool:
    return day(text) is not None and text < today


def _behind(first: Row, then: Row) -> bool:
    dates = [day(row.get("due", "")) for row in (first, then)]
    return dates[0] is not None and dates[1] is not None and dates[0] > dates[1]


def _change(name: str, before: Row, after: Row, paths: Sequence[str]) -> Result:
    ranges = [_range(row.get(name, {})) for row in (before, after)]
    because = [{"answer": f"{path}/{name}", **answer} for path, answer in zip(paths, ranges, strict=True)]
    levels = [answer["level"] for answer in ranges]
    if UNKNOWN in levels:
        return {"answer": name, "change": UNKNOWN, "because": because}
    (low, high), (new_low, new_high) = ((answer["low"], answer["high"]) for answer in ranges)
    if levels[0] == levels[1]:
        moved = "same"
    elif levels[1] < levels[0]:
        moved = "lower" if new_high < low else "perhaps-lower"
    else:
        moved = "higher" if new_low > high else "perhaps-higher"
    return {"answer": name, "change": moved, "because": because}


def _range(answer: Row) -> Result:
    """An answer with its whole range; what is unknown or not answered could be anything on the scale."""
    level = answer.get("level", UNKNOWN)
    if level == UNKNOWN:
        return {"level": UNKNOWN, "low": WHOLE[0], "high": WHOLE[1]}
    return {"level": level, "low": answer.get("low", level), "high": answer.get("high", level)}


def _standing(row: Row) -> str:
    """The state that somebody gave a task; a new one is open."""
    return row.get("state") or "open"
