"""An old dossier and a newer wiki: which of the entries that it uses have changed, and what is new for its gaps.

In: a dossier, in which anything may still be absent; what the wiki is now. Out: lists of entries with the places where they
are used; or a dossier in which the wiki of today is noted. Invariant: what was noted as seen is not told again until it
changes; what was never noted is told as such, not guessed. Refuses: to say what changed inside an entry; to change an answer.
`dossier-changes.js` is its twin.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypedDict

Item = Mapping[str, Any]


class Wiki(TypedDict):
    """The wiki as it is now: its version, id → fingerprint of each entry, what was withdrawn, facts of its measures."""

    content_version: str
    fingerprints: Mapping[str, str]
    withdrawn: Mapping[str, str]
    """Id → the entry that replaces it, or an empty text."""
    measures: Sequence[Item]
    """With id, threats and spaces, as `assets/data/measures.<language>.js` has them."""


def changes(dossier: Item, wiki: Wiki) -> dict[str, list[dict[str, Any]]]:
    """Five lists, each by id: withdrawn, gone, changed, not_noted, new; all empty for the version that was noted.

    An entry stands in one list only, the first that fits. `because` names the answers that use it, and the entry.
    """
    found: dict[str, list[dict[str, Any]]] = {id: [] for id in ("withdrawn", "gone", "changed", "not_noted", "new")}
    if dossier.get("content_version", "") == wiki["content_version"]:
        return found
    noted = dossier.get("entries") or {}
    places = uses(dossier)
    for id in sorted(places):
        because: list[dict[str, str]] = [{"answer": path} for path in places[id]]
        item: dict[str, Any] = {"id": id, "because": because}
        if id in wiki["withdrawn"]:
            found["withdrawn"].append({**item, "replaced_by": wiki["withdrawn"][id]})
        elif id not in wiki["fingerprints"]:
            found["gone"].append(item)
            continue
        elif id not in noted:
            found["not_noted"].append(item)
        elif noted[id] != wiki["fingerprints"][id]:
            found["changed"].append(item)
        because.append({"entry": id})
    answers = _answers(dossier, wiki)
    for id in sorted(answers):
        if id not in noted and id not in places:
            found["new"].append({"id": id, "because": [*({"answer": path} for path in answers[id]), {"entry": id}]})
    return found


def noted(dossier: Item, wiki: Wiki, seen: bool) -> dict[str, Any]:
    """A copy that notes the entries that it uses, to be made before each saving.

    Against the version that stands in the file, in a new file, and when the reader has `seen` what changed, everything is
    noted as it is today, with the measures that answer its scenarios: what is not noted then is new later. Otherwise only
    entries that have come into use are added, and the version stays, so that saving an old file hides nothing.
    """
    known: Mapping[str, str] = dossier.get("entries") or {}
    version, now = dossier.get("content_version", ""), wiki["fingerprints"]
    used = uses(dossier)
    if seen or version == wiki["content_version"] or (not version and not known):
        ids = used.keys() | _answers(dossier, wiki).keys()
        entries = {id: now[id] for id in sorted(ids) if id in now}
        return {**dossier, "entries": entries, "content_version": wiki["content_version"]}
    ids = known.keys() | used.keys()
    entries = {id: known.get(id, now.get(id, "")) for id in sorted(ids) if id in known or id in now}
    return {**dossier, "entries": entries, "content_version": version}


def uses(dossier: Item) -> dict[str, list[str]]:
    """Entry → the places in the dossier that name it, in the order of the file."""
    found: dict[str, list[str]] = {}
    for id, path in _named(dossier):
        if id:
            found.setdefault(id, []).append(path)
    return found


def _named(dossier: Item) -> Iterator[tuple[str, str]]:
    for site in _list(dossier, "sites"):
        path = f"sites/{site['id']}"
        yield site.get("category", ""), f"{path}/category"
        yield from _in(site, "existing", "measure", path)
    for one in _list(dossier, "assessments"):
        path = f"assessments/{one['id']}"
        yield from _in(one, "scenarios", "threat", path)
        yield from _in(one, "requirements", "entry", path)
        for id in _list(one, "basket"):
            yield id, f"{path}/basket"
        for item in _list(one, "combinations"):
            for id in _list(item, "measures"):
                yield id, f"{path}/combinations/{item['id']}/measures"
        yield from _in(one.get("evaluation") or {}, "candidates", "measure", f"{path}/evaluation")


def _in(holder: Item, part: str, field: str, path: str) -> Iterator[tuple[str, str]]:
    for item in _list(holder, part):
        yield item.get(field, ""), f"{path}/{part}/{item['id']}/{field}"


def _list(holder: Item, name: str) -> Sequence[Any]:
    found: Sequence[Any] = holder.get(name) or ()
    return found


def _answers(dossier: Item, wiki: Wiki) -> dict[str, list[str]]:
    """Measure → the scenarios that it answers: their threat, and the space of their site where that is known.

    An assessment that a later one replaces is history and asks for nothing.
    """
    categories = {site["id"]: site.get("category", "") for site in _list(dossier, "sites")}
    replaced = {one.get("replaces", "") for one in _list(dossier, "assessments")}
    found: dict[str, list[str]] = {}
    for one in _list(dossier, "assessments"):
        space = categories.get(one.get("site", ""), "")
        for scenario in _list(one, "scenarios") if one["id"] not in replaced else ():
            for measure in wiki["measures"]:
                if scenario.get("threat", "") in measure["threats"] and (not space or space in measure["spaces"]):
                    path = f"assessments/{one['id']}/scenarios/{scenario['id']}/threat"
                    found.setdefault(measure["id"], []).append(path)
    return found
