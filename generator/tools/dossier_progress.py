"""How far each step of a dossier is, and what is missing.

In: a dossier, in which anything may still be absent; the id of the assessment that is looked at. Out: for each step a state, what is
missing as sentences of `schemas/dossier/file.yml` with names, and where to answer. Invariant: a step is done exactly when
nothing is missing; "unknown" is an answer; one more answer never adds to what is missing in its own item.
Refuses: to judge answers; to look at a clock. `dossier-progress.js` is its twin.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, TypedDict

STEPS = ("team", "space", "vulnerability", "objectives", "solutions", "evaluation", "implementation", "review")
NOT_STARTED, INCOMPLETE, DONE, NOT_APPLICABLE = "not-started", "incomplete", "done", "not-applicable"
FIELDS = {
    "members": ("name", "role"),
    "sites": ("name", "category", "boundaries"),
    "scenarios": ("zone", "threat", "words", "likelihood", "people", "function", "symbolic", "economic", "existing"),
    "objectives": ("scenario", "function", "phase"),
    "requirements": ("objective", "strength", "words"),
    "constraints": ("kind", "words"),
    "combinations": ("name",),
    "candidates": ("name",),
    "criteria": ("name",),
    "tasks": ("owner", "due"),
    "watch": ("owner", "due"),
    "incidents": ("date", "words", "lesson"),
}
"""List → the fields that each of its items needs. A field that is missing is told as `missing-<list>-<field>`."""
BY_STANDARD = {"candidates": "measure", "criteria": "standard"}
"""List → the field that gives an item a name of the wiki or of the program, so that it needs none of its own."""
NAMED_BY = ("name", "words", "measure", "standard", "id")
"""What an item is called by, the first that it has."""
LONGEST_NAME = 60
"""Letters of a name that stands in for an item."""

Item = Mapping[str, Any]


class Missing(TypedDict):
    """A sentence, the names and numbers in it, and the places in the dossier where to answer."""

    id: str
    values: dict[str, Any]
    paths: list[str]


class StepProgress(TypedDict):
    """One step: its state and what is missing."""

    step: str
    state: str
    missing: list[Missing]


def progress(dossier: Item, assessment: str = "") -> list[StepProgress]:
    """The eight steps in their order; without an assessment the last one of the file is looked at."""
    all_of_them = _list(dossier, "assessments")
    chosen = [one for one in all_of_them if one["id"] == assessment] or all_of_them[-1:]
    found: list[StepProgress] = []
    for place, step in enumerate(STEPS):
        if step in _list(dossier, "not_applicable"):
            found.append({"step": step, "state": NOT_APPLICABLE, "missing": []})
        elif place > 1 and not chosen:
            missing = [_missing("assessment", [("assessments", "")])]
            found.append({"step": step, "state": NOT_STARTED, "missing": missing})
        else:
            has_begun, look = STEP[step]
            one: Item = chosen[0] if chosen else {}
            missing = list(look(dossier, one, f"assessments/{one.get('id', '')}/"))
            state = (INCOMPLETE if missing else DONE) if has_begun(dossier, one) else NOT_STARTED
            found.append({"step": step, "state": state, "missing": missing})
    return found


def _list(holder: Item, *path: str) -> Sequence[Any]:
    """The list at a path, empty where it is absent."""
    found: Sequence[Any] = _map(holder, *path[:-1]).get(path[-1]) or ()
    return found


def _map(holder: Item, *path: str) -> Item:
    for name in path:
        holder = holder.get(name) or {}
    return holder


def _missing(id: str, places: Sequence[tuple[str, str]], **values: Any) -> Missing:
    """A sentence about items, each a path and a name; a place without a name is a list that is empty."""
    names = dict.fromkeys(name for _, name in places if name)
    return {"id": f"missing-{id}", "values": {"names": list(names), **values}, "paths": [path for path, _ in places]}


def _told(id: str, items: Sequence[Item], path: str, end: str = "", **values: Any) -> Iterator[Missing]:
    """One sentence about all items of a list that were found, none where none was."""
    if items:
        yield _missing(id, [(f"{path}/{item['id']}{end}", _name(item)) for item in items], **values)


def _name(item: Item) -> str:
    return str(next(item[field] for field in NAMED_BY if item.get(field)))[:LONGEST_NAME]


def _lacking(items: Sequence[Item], kind: str, path: str) -> Iterator[Missing]:
    """For each field of the list the items that lack it: one sentence a field, not one an item."""
    for field in FIELDS[kind]:
        instead = BY_STANDARD.get(kind, "") if field == "name" else ""
        bare = [item for item in items if not item.get(field) and not item.get(instead)]
        yield from _told(f"{kind}-{field}", bare, path, f"/{field}")


def _team(dossier: Item, one: Item, path: str) -> Iterator[Missing]:
    members = _list(dossier, "team", "members")
    if not any(member.get("role") == "lead" for member in members):
        yield _missing("lead", [("team/members", "")])
    yield from _lacking(members, "members", "team/members")


def _space(dossier: Item, one: Item, path: str) -> Iterator[Missing]:
    sites = _list(dossier, "sites")
    if not sites:
        yield _missing("site", [("sites", "")])
    yield from _lacking(sites, "sites", "sites")
    for part in ("zones", "uses"):
        yield from _told(f"sites-{part}", [site for site in sites if not site.get(part)], "sites", f"/{part}")
    if len(sites) > 1:
        unsorted = [site for site in sites if not site.get("priority")]
        yield from _told("sites-priority", unsorted, "sites", "/priority")


def _vulnerability(dossier: Item, one: Item, path: str) -> Iterator[Missing]:
    site: Item = next((site for site in _list(dossier, "sites") if site["id"] == one.get("site")), {})
    scenarios = _list(one, "scenarios")
    if not site:
        yield _missing("assessment-site", [(f"{path}site", _name(one))])
    looked_at = {scenario.get("zone") for scenario in scenarios}
    zones = [zone for zone in _list(site, "zones") if zone["id"] not in looked_at]
    yield from _told("zone", zones, f"sites/{site.get('id')}/zones")
    if not scenarios:
        yield _missing("scenario", [(f"{path}scenarios", "")])
    yield from _lacking(scenarios, "scenarios", f"{path}scenarios")


def _objectives(dossier: Item, one: Item, path: str) -> Iterator[Missing]:
    objectives = _list(one, "objectives")
    if not objectives:
        yield _missing("objective", [(f"{path}objectives", "")])
    answered = {requirement.get("objective") for requirement in _list(one, "requirements")}
    bare = [objective for objective in objectives if objective["id"] not in answered]
    yield from _told("objective-requirement", bare, f"{path}objectives")
    for kind in ("objectives", "requirements", "constraints"):
        yield from _lacking(_list(one, kind), kind, path + kind)


def _solutions(dossier: Item, one: Item, path: str) -> Iterator[Missing]:
    combined = _list(one, "combinations")
    if not _list(one, "basket"):
        yield _missing("basket", [(f"{path}basket", "")])
    yield from _lacking(combined, "combinations", f"{path}combinations")
    small = [item for item in combined if len(_list(item, "measures")) < 2]
    yield from _told("combinations-measures", small, f"{path}combinations", "/measures")


def _evaluation(dossier: Item, one: Item, path: str) -> Iterator[Missing]:
    judged, path = _map(one, "evaluation"), f"{path}evaluation/"
    candidates, criteria, scores = _list(judged, "candidates"), _list(judged, "criteria"), _map(judged, "scores")
    if len(candidates) < 2:
        yield _missing("candidates", [(f"{path}candidates", "")])
    yield from _lacking(candidates, "candidates", f"{path}candidates")
    if not criteria:
        yield _missing("criteria", [(f"{path}criteria", "")])
    yield from _lacking(criteria, "criteria", f"{path}criteria")
    if not _list(judged, "weight_sets"):
        yield _missing("weights", [(f"{path}weight_sets", "")])
    ids = [criterion["id"] for criterion in criteria]
    half = [weights for weights in _list(judged, "weight_sets") if not _is_weighed(weights, ids)]
    yield from _told("weights-criteria", half, f"{path}weight_sets")
    pairs = [(f"{candidate['id']}|{id}", _name(candidate)) for candidate in candidates for id in ids]
    unscored = [(f"{path}scores/{pair}", name) for pair, name in pairs if not scores.get(pair)]
    if unscored:
        yield _missing("scores", unscored, count=len(unscored))
    bare = [(f"{path}scores/{p}", name) for p, name in pairs if scores.get(p) and not scores[p].get("reason")]
    if bare:
        yield _missing("scores-reason", bare, count=len(bare))
    if not _list(judged, "shortlist"):
        yield _missing("shortlist", [(f"{path}shortlist", "")])


def _is_weighed(weights: Item, criteria: Sequence[str]) -> bool:
    """Whether a set of weights says something of every criterion, by the method that it names."""
    method = weights.get("method", "")
    known = _map(weights, method)
    if method == "pairwise":
        return all(f"{a}|{b}" in known or f"{b}|{a}" in known for a, b in combinations(criteria, 2))
    return method != "" and all(id in known for id in criteria)


def _implementation(dossier: Item, one: Item, path: str) -> Iterator[Missing]:
    tasks, path = _list(one, "plan", "tasks"), f"{path}plan/tasks"
    if not tasks:
        yield _missing("task", [(path, "")])
    still = [task for task in tasks if _is_open(task)]
    yield from _lacking(still, "tasks", path)
    yield from _told("tasks-open", still, path, "/state", count=len(still))


def _review(dossier: Item, one: Item, path: str) -> Iterator[Missing]:
    watch, path = _list(one, "review", "watch"), f"{path}review/"
    if not watch:
        yield _missing("watch", [(f"{path}watch", "")])
    yield from _lacking(watch, "watch", f"{path}watch")
    yield from _lacking(_list(one, "review", "incidents"), "incidents", f"{path}incidents")


def _is_open(task: Item) -> bool:
    return (task.get("state") or "open") == "open"


def _is_touched(item: Item) -> bool:
    """Whether somebody has worked on a row that the program may have put there itself."""
    own = bool(item.get("words")) and not item.get("standard")
    return own or any(item.get(field) for field in ("owner", "due", "note")) or not _is_open(item)


def _has(one: Item, *parts: str) -> bool:
    return any(one.get(part) for part in parts)


STEP: Mapping[str, tuple[Callable[[Item, Item], bool], Callable[[Item, Item, str], Iterator[Missing]]]] = {
    "team": (lambda dossier, one: bool(_list(dossier, "team", "members")), _team),
    "space": (lambda dossier, one: bool(_list(dossier, "sites")), _space),
    "vulnerability": (lambda dossier, one: _has(one, "scenarios"), _vulnerability),
    "objectives": (lambda dossier, one: _has(one, "objectives", "requirements", "constraints"), _objectives),
    "solutions": (lambda dossier, one: _has(one, "basket", "combinations", "request"), _solutions),
    "evaluation": (
        lambda dossier, one: _has(_map(one, "evaluation"), "candidates", "weight_sets", "scores", "shortlist"),
        _evaluation,
    ),
    "implementation": (lambda dossier, one: any(map(_is_touched, _list(one, "plan", "tasks"))), _implementation),
    "review": (
        lambda dossier, one: (
            any(map(_is_touched, _list(one, "review", "watch"))) or _has(_map(one, "review"), "incidents")
        ),
        _review,
    ),
}
"""Step → whether it has begun, and what it lacks."""
