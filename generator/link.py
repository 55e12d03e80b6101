"""From entries to a `Wiki`: translations joined to their originals, relations resolved and seen from both ends.

In: all entries, the rulebook, the date to judge by. Out: the `Wiki` and problems. Invariant: in a wiki without errors
every id leads somewhere, every relation is visible from both of its ends, and no hierarchy is a circle. Refuses: to look
into texts (see `follow`).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from generator.front_matter import Path
from generator.model import Document, Entry, Location, Relation, RelationType, Rulebook, Wiki
from generator.problems import Problem, problem

Places = Callable[[Entry], Mapping[Path, Location]]
NO_DETAIL: Mapping[str, Any] = {}
DATE_FIELDS = ("checked", "reviewed")


def link(
    entries: Sequence[Entry], documents: Sequence[Document], rulebook: Rulebook, today: str | None, places: Places
) -> tuple[Wiki, list[Problem]]:
    """Join everything. `documents` are all files that were read: an id of a file with problems is known, not dangling."""
    originals, translated, found = _by_id(entries, documents, rulebook, places)
    translations = {
        language.id: {
            id: replace(entry, front=_inherited(originals[id].front, entry.front))
            for id, entry in translated.get(language.id, {}).items()
            if id in originals
        }
        for language in rulebook.languages[1:]
    }
    known = {document.id: document.kind for document in documents if document.language == rulebook.source_language}
    redirects, problems = _redirects(originals, known, places)
    found += problems
    relations, problems = _relations(originals, known, rulebook, places)
    found += problems
    found += _circles(originals, rulebook, places)
    found += _titles(originals.values(), places)
    for by_id in translated.values():
        found += _titles(by_id.values(), places)
    date = today or newest_date(entries)
    wiki = Wiki(rulebook, originals, translations, relations, redirects, date)
    return wiki, found


def newest_date(entries: Iterable[Entry]) -> str:
    """The newest date that any entry names: of a check, a review or the opening of a source."""
    dates = ["1970-01-01"]
    for entry in entries:
        dates += [entry.front[field] for field in DATE_FIELDS if field in entry.front]
        dates += [source["accessed"] for source in entry.front.get("sources", {}).values()]
    return max(dates)


def _by_id(
    entries: Sequence[Entry], documents: Sequence[Document], rulebook: Rulebook, places: Places
) -> tuple[dict[str, Entry], dict[str, dict[str, Entry]], list[Problem]]:
    source = rulebook.source_language
    found: list[Problem] = []
    first: dict[tuple[str, str], Document] = {}
    for document in documents:
        other = first.setdefault((document.language, document.id), document)
        if other is not document:
            found.append(problem("AG501", Location(document.path), id=document.id, other=other.path))
    kinds = {document.id: document.kind for document in documents if document.language == source}
    for document in documents:
        if document.language != source and kinds.get(document.id) != document.kind:
            here = Location(document.path)
            found.append(problem("AG907", here, id=document.id, near=kinds, wrong=document.id))
    originals = {entry.id: entry for entry in sorted(entries, key=lambda e: e.id) if entry.language == source}
    translated: dict[str, dict[str, Entry]] = {}
    for entry in sorted(entries, key=lambda e: e.id):
        original = originals.get(entry.id)
        if entry.language == source or original is None or original.kind != entry.kind:
            continue
        translated.setdefault(entry.language, {})[entry.id] = entry
        if entry.front["translation_of_hash"] != original.fingerprint:
            here = places(entry).get(("translation_of_hash",), Location(entry.path))
            found.append(problem("AG908", here, hash=original.fingerprint))
        found += _notes_of_nothing(entry, original, places)
    return originals, translated, found


def _inherited(original: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """What a translation says, and what its original says; notes that it translates stand where the original has its own."""
    front = {**original, **own}
    notes = own.get("notes", {})
    if "cost" in notes and "cost" in original:
        front["cost"] = {**original["cost"], "note": notes["cost"]}
    if "considerations" in notes and "considerations" in original:
        said = notes["considerations"]
        front["considerations"] = {
            id: {**item, "note": said.get(id, item["note"])} for id, item in original["considerations"].items()
        }
    if "measures" in notes and "measures" in original:
        said = notes["measures"]
        front["measures"] = [{**item, "note": said.get(item["id"], item["note"])} for item in original["measures"]]
    return front


def _notes_of_nothing(entry: Entry, original: Entry, places: Places) -> Iterator[Problem]:
    """Notes of a translation for which the original has none."""
    for field, said in entry.front.get("notes", {}).items():
        known = original.names(field)
        wrong = [(field, id) for id in said if id not in known] if isinstance(said, Mapping) else []
        for at in wrong if field in original.front else [(field,)]:
            here = places(entry).get(("notes", *at), Location(entry.path))
            yield problem("AG312", here, note=".".join(("notes", *at)), allowed=known if wrong else (), wrong=at[-1])


def _redirects(
    entries: Mapping[str, Entry], known: Mapping[str, str], places: Places
) -> tuple[dict[str, str], list[Problem]]:
    redirects: dict[str, str] = {}
    found = []
    for entry in entries.values():
        for number, id in enumerate(entry.names("former_ids")):
            owner = id if id in known else redirects.get(id)
            if owner:
                found.append(problem("AG506", places(entry)[("former_ids", number)], id=id, other=owner))
            else:
                redirects[id] = entry.id
    return dict(sorted(redirects.items())), found


def _relations(
    entries: Mapping[str, Entry], known: Mapping[str, str], rulebook: Rulebook, places: Places
) -> tuple[dict[str, tuple[Relation, ...]], list[Problem]]:
    ends: dict[str, list[Relation]] = {id: [] for id in entries}
    found: list[Problem] = []
    for entry in entries.values():
        for relation in rulebook.relations.values():
            if relation.field not in entry.front:
                continue
            for number, id in enumerate(entry.names(relation.field)):
                wrong = _target_problem(entry, relation, number, id, entries, known, places)
                if wrong:
                    found.append(wrong)
                    if wrong.is_error:
                        continue
                if id in entries:
                    detail = _detail(entry, relation.field, number)
                    ends[entry.id].append(Relation(relation.field, False, id, detail))
                    ends[id].append(Relation(relation.field, True, entry.id, detail))
    order = {field: position for position, field in enumerate(rulebook.relations)}
    for relations in ends.values():
        relations.sort(key=lambda r: (order[r.type], r.inverse, entries[r.target].title.casefold(), r.target))
    return {id: tuple(relations) for id, relations in ends.items()}, found


def _target_problem(
    entry: Entry,
    relation: RelationType,
    number: int,
    id: str,
    entries: Mapping[str, Entry],
    known: Mapping[str, str],
    places: Places,
) -> Problem | None:
    def here() -> Location:
        at = places(entry)
        field = relation.field
        return at.get((field, number, "id")) or at.get((field, number)) or at.get((field,), Location(entry.path))

    if id == entry.id:
        return problem("AG504", here(), field=relation.field)
    allowed = {entry.kind} if relation.same_kind else relation.targets
    kind = known.get(id)
    if kind is None:
        candidates = [other for other, k in known.items() if allowed is None or k in allowed]
        return problem("AG502", here(), field=relation.field, id=id, near=candidates, wrong=id)
    if allowed is not None and kind not in allowed:
        expected = " or ".join(sorted(allowed))
        return problem("AG503", here(), field=relation.field, id=id, kind=kind, expected=f"ids of kind {expected}")
    target = entries.get(id)
    if target is None:
        return None
    if target.withdrawn and relation.field != "replaced_by":
        successor = target.front.get("replaced_by")
        replacement = f" or point at {successor} instead" if successor else ""
        return problem("AG507", here(), field=relation.field, id=id, replacement=replacement)
    if relation.symmetric and entry.id > id and entry.id in target.names(relation.field):
        return problem("AG509", here(), field=relation.field, id=id)
    return None


def _detail(entry: Entry, field: str, number: int) -> Mapping[str, Any]:
    value = entry.front[field]
    item = value[number] if isinstance(value, list) else value
    return {key: text for key, text in item.items() if key != "id"} if isinstance(item, dict) else NO_DETAIL


def _circles(entries: Mapping[str, Entry], rulebook: Rulebook, places: Places) -> Iterator[Problem]:
    for relation in rulebook.relations.values():
        if not relation.acyclic:
            continue
        cleared: set[str] = set()
        for start in entries:
            circle = _circle_from(start, relation.field, entries, cleared)
            if circle:
                entry = entries[circle[0]]
                here = places(entry).get((relation.field,), Location(entry.path))
                yield problem("AG505", here, field=relation.field, circle=" → ".join([*circle, circle[0]]))


def _circle_from(start: str, field: str, entries: Mapping[str, Entry], cleared: set[str]) -> list[str]:
    """A circle that can be reached from here, each told once; depth first without recursion, so length is no danger."""
    trail: list[str] = []
    pending: list[tuple[str, bool]] = [(start, False)]
    while pending:
        id, leaving = pending.pop()
        if leaving:
            trail.pop()
            cleared.add(id)
        elif id in trail:
            circle = trail[trail.index(id) :]
            cleared.update(trail)
            return circle if len(circle) > 1 else []
        elif id not in cleared and id in entries:
            trail.append(id)
            pending.append((id, True))
            pending += [(target, False) for target in entries[id].names(field)]
    return []


def _titles(entries: Iterable[Entry], places: Places) -> Iterator[Problem]:
    seen: dict[str, Entry] = {}
    for entry in entries:
        other = seen.setdefault(_as_read(entry.title), entry)
        if other is not entry:
            here = places(entry).get(("title",), Location(entry.path))
            yield problem("AG510", here, other=other.path)


def _as_read(title: str) -> str:
    """A title without what readers do not notice: capitals, spacing, the width and style of letters."""
    return " ".join(unicodedata.normalize("NFKC", title).casefold().split())
