"""The file of a dossier: begin one, open one, write one.

In: bytes or text, the JSON Schema of `schemas/dossier.schema.json`, `today` as ISO text. Out: a whole dossier with everything
that it may hold, and notes; or no dossier and every reason. Invariant: a file is taken whole or not at all; what was
opened and is written is opened again as the same dossier. Refuses: to read a newer format, to guess, to look at the wiki.
`dossier-file.js` and `dossier-schema.js` are its twins.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypedDict

import jsonschema_rs

from generator.tools import dossier_links
from generator.tools.dossier_json import LARGEST, Reason, in_browser_order, in_order, read, reason, shown, write

Dossier = dict[str, Any]
FORMAT = "agorapedia-dossier"
VERSION = 3
MOST_REASONS = 50
"""More are counted, not listed: nobody reads them."""
SENTENCES = {
    "type": "refused-type",
    "required": "refused-required",
    "additionalProperties": "refused-unexpected",
    "propertyNames": "refused-names",
    "maxLength": "refused-long",
    "maxItems": "refused-many",
    "maxProperties": "refused-many",
    "uniqueItems": "refused-repeated",
}
"""Keyword of JSON Schema → sentence; every other keyword says that a value is not one of those that can stand there."""


class Opened(TypedDict):
    """A dossier and notes on what was done to it, or None and the reasons."""

    dossier: Dossier | None
    reasons: list[Reason]
    notes: list[Reason]


class Written(TypedDict):
    """The text of a file, notes on what was tidied, and the reasons why it could not be opened again; best none."""

    text: str
    notes: list[Reason]
    reasons: list[Reason]


def new_dossier(today: str, language: str, content_version: str, schema: Mapping[str, Any]) -> Dossier:
    """An empty dossier; TLP:AMBER until its owner says otherwise, because it is about weak places."""
    start = {
        "format": FORMAT,
        "format_version": VERSION,
        "content_version": content_version,
        "language": language,
        "tlp": "TLP:AMBER",
        "created": today,
        "changed": today,
    }
    found: Dossier = completed(start, schema)
    return found


def open_dossier(given: bytes | str, schema: Mapping[str, Any]) -> Opened:
    """Text → form → migration → schema → references: the first stage that finds fault tells all that it found."""
    value, reasons = read(given)
    if reasons:
        return _refused(reasons)
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        return _refused([reason("refused-foreign")])
    version = value.get("format_version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        return _refused([reason("refused-version")])
    if version > VERSION:
        return _refused([reason("refused-newer", found=version, known=VERSION)])
    notes = [reason("note-migrated", found=version, known=VERSION)] if version < VERSION else []
    for older in range(version, VERSION):
        value = MIGRATIONS[older](value)
    reasons = check_dossier(value, schema)
    if reasons:
        return _refused(reasons)
    return {"dossier": completed(value, schema), "reasons": [], "notes": notes}


def check_dossier(dossier: Dossier, schema: Mapping[str, Any]) -> list[Reason]:
    """Why a dossier could not be opened: its form first; what is loose only when the form is right."""
    return in_order(list(_against(dossier, schema))) or dossier_links.faults(dossier)


def write_dossier(dossier: Dossier, schema: Mapping[str, Any], today: str) -> Written:
    """The text to save. It is given in any case, so that no work is lost; reasons say what to shorten first."""
    found, notes = dossier_links.tidied(dossier)
    found["changed"] = today
    text = write(completed(found, schema)) + "\n"
    reasons = check_dossier(found, schema)
    size = len(text.encode("utf-8"))
    if size > LARGEST:
        reasons = [reason("refused-large", found=-(-size // 1000), limit=LARGEST // 1000), *reasons]
    return {"text": text, "notes": notes, "reasons": reasons[:MOST_REASONS]}


def completed(value: Any, schema: Mapping[str, Any]) -> Any:
    """A copy with the default of everything that is absent, in the order of the schema, so that nobody asks twice."""
    return _completed(value, schema, schema)


def _completed(value: Any, schema: Any, root: Mapping[str, Any]) -> Any:
    schema = _resolved(schema, root)
    if "anyOf" in schema:
        return copy.deepcopy(value)
    if isinstance(value, dict):
        found: Dossier = {}
        properties: Mapping[str, Any] = schema.get("properties", {})
        for name, rule in properties.items():
            if name in value:
                found[name] = _completed(value[name], rule, root)
            elif "default" in _resolved(rule, root):
                found[name] = _completed(copy.deepcopy(_resolved(rule, root)["default"]), rule, root)
        others = schema.get("additionalProperties", {})
        for name in in_browser_order(name for name in value if name not in properties):
            found[name] = _completed(value[name], others, root)
        return found
    if isinstance(value, list):
        return [_completed(item, schema.get("items", {}), root) for item in value]
    return value


def _resolved(schema: Any, root: Mapping[str, Any]) -> Mapping[str, Any]:
    """A schema with what its `$ref` leads to; `false` and `true` say nothing about defaults."""
    if not isinstance(schema, Mapping):
        return {}
    if "$ref" not in schema:
        return schema
    return {**_resolved(root["$defs"][schema["$ref"].removeprefix("#/$defs/")], root), **schema}


def _refused(reasons: list[Reason]) -> Opened:
    more = len(reasons) - MOST_REASONS
    listed = [*reasons[:MOST_REASONS], reason("refused-more", count=more)] if more > 0 else reasons
    return {"dossier": None, "reasons": listed, "notes": []}


def _against(dossier: Dossier, schema: Mapping[str, Any]) -> Iterator[Reason]:
    """What the schema says against a dossier, one reason for each place and sentence.

    What lies in a list or map that is too long is not told: that it is too long is enough.
    """
    errors = list(jsonschema_rs.Draft202012Validator(dict(schema), validate_formats=True).iter_errors(dossier))
    too_long = {tuple(error.instance_path) for error in errors if error.kind.name in ("maxItems", "maxProperties")}
    for error in errors:
        kind: Any = error.kind
        at = tuple(error.instance_path)
        if any(at[:depth] in too_long for depth in range(len(at))):
            continue
        sentence = SENTENCES.get(kind.name, "refused-value")
        if kind.name == "additionalProperties":
            for name in kind.unexpected:
                yield reason(sentence, path=shown(*at, name))
        elif kind.name == "required":
            yield reason(sentence, path=shown(*at), name=shown(kind.property.strip('"')))
        else:
            yield reason(sentence, path=shown(*at))


def _from_first(old: Dossier) -> Dossier:
    """Format 1, the first draft: one site and one assessment, bare numbers on scales where 0 stood for unknown.

    What has no place in it is left where it is, for the schema to refuse: nothing is dropped on the way.
    """
    found = {name: value for name, value in old.items() if name not in ("site", "assessment")}
    found["format_version"] = 2
    site, assessment = old.get("site"), old.get("assessment")
    for part, single, first in (("sites", site, "s1"), ("assessments", assessment, "a1")):
        if single is not None:
            key = "site" if part == "sites" else "assessment"
            if part in old or not isinstance(single, dict):
                found[key] = single
            else:
                found[part] = [{"id": first, **single}]
    for one in found.get("sites", []) if "sites" not in old else []:
        _each_level(one.get("priority"))
    for one in found.get("assessments", []) if "assessments" not in old else []:
        if "sites" in found and "sites" not in old:
            one.setdefault("site", found["sites"][0]["id"])
        for scenario in one["scenarios"] if isinstance(one.get("scenarios"), list) else []:
            _each_level(scenario, dossier_links.SCALES_OF_A_SCENARIO)
        if isinstance(one.get("evaluation"), dict):
            _each_level(one["evaluation"].get("scores"))
    return found


def _each_level(holder: Any, names: tuple[str, ...] = ()) -> None:
    """Bare numbers of a map of answers become answers."""
    if isinstance(holder, dict):
        for name, value in holder.items():
            if (not names or name in names) and isinstance(value, int) and not isinstance(value, bool):
                holder[name] = {"level": value or "unknown"}


def _from_second(old: Dossier) -> Dossier:
    """Format 2 had no list of chosen gaps: a gap was chosen when it had an objective, and such a gap still is."""
    return {**old, "format_version": 3}


MIGRATIONS: Mapping[int, Callable[[Dossier], Dossier]] = {1: _from_first, 2: _from_second}
"""Format version → the step to the next one."""
