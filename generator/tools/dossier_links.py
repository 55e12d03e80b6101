"""What holds a dossier together: ids, references from one part to another, ranges round their levels.

In: a dossier of the right form. Out: reasons against it, or a dossier in order with notes on what was changed. Invariant:
what comes out of `tidied` has nothing loose, and a dossier in order is not changed. Refuses: to judge an answer; to look
into the wiki. `dossier-links.js` is its twin.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from generator.tools.dossier_json import HALF, Reason, in_order, reason, shown

Path = tuple[Any, ...]
SCALE = frozenset(["level", "low", "high", "reason"])
"""An object with a level and nothing but these names is an answer on a scale."""
SCALES_OF_A_SCENARIO = ("likelihood", "people", "function", "symbolic", "economic", "existing")
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Link:
    """Ids that stand at `holder[key]`: one text, a list of them, or names of a map made of them with `|` between."""

    path: Path
    holder: dict[str, Any]
    key: str
    form: str
    targets: tuple[Collection[str], ...]


def faults(dossier: dict[str, Any]) -> list[Reason]:
    """Everything that is loose in a dossier."""
    found = list(_double_ids(dossier, ()))
    for link in _links(dossier):
        found += [reason("refused-loose", path=shown(*link.path, *at)) for at in _dangling(link)]
    found += [reason("refused-loop", path=shown("assessments", place, "replaces")) for place in _loops(dossier)]
    for path, holder, name in _scales(dossier, ()):
        if _widened(holder[name]) != holder[name]:
            found.append(reason("refused-range", path=shown(*path)))
    return in_order(found)


def tidied(dossier: dict[str, Any]) -> tuple[dict[str, Any], list[Reason]]:
    """A copy without loose ends: references to what was removed are emptied, ranges widened until they hold their level.

    Widened, not cut: a range that is too wide claims less than one that is too narrow.
    """
    notes: list[Reason] = []
    found: dict[str, Any] = _each_text(copy.deepcopy(dossier), (), notes)
    for link in _links(found):
        gone = _dangling(link)
        if gone:
            _loosen(link, gone)
            notes += [reason("note-loose", path=shown(*link.path, *at)) for at in gone]
    while loops := _loops(found):
        found["assessments"][loops[0]]["replaces"] = ""
        notes.append(reason("note-loose", path=shown("assessments", loops[0], "replaces")))
    for path, holder, name in list(_scales(found, ())):
        wider = _widened(holder[name])
        if not wider:
            del holder[name]
        elif wider != holder[name]:
            holder[name] = wider
            notes.append(reason("note-range", path=shown(*path)))
    return found, in_order(notes)


def _links(dossier: dict[str, Any]) -> Iterator[Link]:
    """Every reference inside the file; what an earlier one leads to is read when the later one is asked for."""
    sites = {site["id"]: site for site in dossier.get("sites", [])}
    for place, site in enumerate(dossier.get("sites", [])):
        zones = _ids(site, "zones")
        for at, item in enumerate(site.get("existing", [])):
            yield Link(("sites", place, "existing", at), item, "zones", "many", (zones,))
    assessments = _ids(dossier, "assessments")
    for place, one in enumerate(dossier.get("assessments", [])):
        path: Path = ("assessments", place)
        yield Link(path, one, "site", "one", (sites,))
        yield Link(path, one, "replaces", "one", (assessments - {one["id"]},))
        zones = _ids(sites.get(one.get("site", ""), {}), "zones")
        scenarios, objectives = _ids(one, "scenarios"), _ids(one, "objectives")
        for part, key, targets in (
            ("scenarios", "zone", zones),
            ("objectives", "scenario", scenarios),
            ("requirements", "objective", objectives),
        ):
            for at, item in enumerate(one.get(part, [])):
                yield Link((*path, part, at), item, key, "one", (targets,))
        yield Link(path, one, "chosen", "many", (scenarios,))
        judged = one.get("evaluation", {})
        path = (*path, "evaluation")
        candidates, criteria = _ids(judged, "candidates"), _ids(judged, "criteria")
        for at, item in enumerate(judged.get("weight_sets", [])):
            for key in ("direct", "swing"):
                yield Link((*path, "weight_sets", at), item, key, "names", (criteria,))
            yield Link((*path, "weight_sets", at), item, "pairwise", "names", (criteria, criteria))
        yield Link(path, judged, "scores", "names", (candidates, criteria))
        yield Link(path, judged, "shortlist", "many", (candidates,))


def _ids(holder: dict[str, Any], key: str) -> set[str]:
    return {item["id"] for item in holder.get(key, [])}


def _dangling(link: Link) -> list[Path]:
    """Where the link leads nowhere, as the end of a path."""
    value = link.holder.get(link.key)
    if not value:
        return []
    if link.form == "one":
        return [] if value in link.targets[0] else [(link.key,)]
    if link.form == "many":
        return [(link.key, at) for at, id in enumerate(value) if id not in link.targets[0]]
    return [(link.key, name) for name in value if not _leads(name.split("|"), link.targets)]


def _leads(parts: list[str], targets: tuple[Collection[str], ...]) -> bool:
    if len(parts) != len(targets) or any(part not in target for part, target in zip(parts, targets, strict=True)):
        return False
    return len(parts) == 1 or targets[0] is not targets[1] or parts[0] != parts[1]


def _loosen(link: Link, gone: list[Path]) -> None:
    value = link.holder[link.key]
    if link.form == "one":
        link.holder[link.key] = ""
    elif link.form == "many":
        link.holder[link.key] = [id for id in value if id in link.targets[0]]
    else:
        link.holder[link.key] = {name: item for name, item in value.items() if (link.key, name) not in gone}


def _loops(dossier: dict[str, Any]) -> list[int]:
    """Assessments that follow themselves in the end."""
    older = {one["id"]: one.get("replaces", "") for one in dossier.get("assessments", [])}
    found = []
    for place, one in enumerate(dossier.get("assessments", [])):
        at = older[one["id"]]
        for _ in older:
            if at in ("", one["id"]):
                break
            at = older.get(at, "")
        if at == one["id"]:
            found.append(place)
    return found


def _double_ids(value: Any, path: Path) -> Iterator[Reason]:
    if isinstance(value, list):
        known: set[str] = set()
        for place, item in enumerate(value):
            if isinstance(item, dict):
                if item.get("id", "") in known:
                    yield reason("refused-double", path=shown(*path, place), name=shown(item["id"]))
                known.add(item.get("id", place))
            yield from _double_ids(item, (*path, place))
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _double_ids(item, (*path, name))


def _scales(value: Any, path: Path) -> Iterator[tuple[Path, Any, Any]]:
    """Every answer on a scale, wherever it stands: its path, what holds it and its name there."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, item in items:
        deeper = (*path, name)
        if isinstance(item, dict) and SCALE.issuperset(item) and (_is_answer(item) or _is_asked(deeper)):
            yield deeper, value, name
        else:
            yield from _scales(item, deeper)


def _is_answer(item: dict[str, Any]) -> bool:
    return isinstance(item.get("level"), int) or (item.get("level") == UNKNOWN and isinstance(item.get("low", 1), int))


def _is_asked(path: Path) -> bool:
    """Places where nothing but an answer on a scale can stand."""
    if len(path) > 1 and path[-2] == "priority":
        return True
    return (path[0] == "assessments" and path[2:3] == ("scenarios",) and path[-1] in SCALES_OF_A_SCENARIO) or (
        path[2:4] == ("evaluation", "scores") and len(path) == 5
    )


def _widened(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer whose range holds its level; with a reason or a range alone it is not known yet; empty it is none."""
    level = answer.get("level", UNKNOWN)
    if not any(answer.values()):
        return {}
    if level == UNKNOWN:
        return {**answer, "level": level}
    low, high = answer.get("low", level), answer.get("high", level)
    wider = {"low": min(low, high, level), "high": max(low, high, level)}
    return {**answer, **{name: wider[name] for name in wider if name in answer or wider[name] != level}}


def _each_text(value: Any, path: Path, notes: list[Reason]) -> Any:
    """Half characters, which no file can hold, become the sign for a character that is not known."""
    if isinstance(value, str) and HALF.search(value):
        notes.append(reason("note-character", path=shown(*path)))
        return HALF.sub("\ufffd", value)
    if isinstance(value, list):
        return [_each_text(item, (*path, place), notes) for place, item in enumerate(value)]
    if isinstance(value, dict):
        return {name: _each_text(item, (*path, name), notes) for name, item in value.items()}
    return value
