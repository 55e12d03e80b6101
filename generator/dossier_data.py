"""The data that the scripts of the dossier read, and the worked example.

In: the press, the tables of the dossier in one language. Out: a script file, the dossier of a fictional town, fingerprints of
entries. Invariant: an entry that was withdrawn is told apart from one that stands, and keeps its name. Refuses: to make a
page (see `dossier_pages`); to work anything out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from generator import address
from generator.address import DOSSIER
from generator.dossier_rule import STEPS, questions_of
from generator.model import Entry, Rulebook
from generator.press import Press, data_script
from generator.tools.dossier import completed
from generator.tools.dossier_changes import Wiki, noted
from generator.tools.measure import measures_of

BOOKKEEPING = frozenset(["owner", "status", "checked", "reviewed", "review_in", "translation_of_hash", "sources"])
"""Fields that say how an entry is kept, not what it says."""
MEANING = json.JSONEncoder(sort_keys=True, default=str, check_circular=False)
VOCABULARIES = (
    "class", "consideration", "cost_band", "duration", "effect", "evidence", "function", "level", "maturity",
    "measure_type", "phase", "stakeholder", "tlp",
)  # fmt: skip
"""Vocabularies that the steps' scripts may use, beside those that questions name."""
SCHEMA = "dossier.schema.json"
EXAMPLE, EXAMPLE_TOWN = "example", "lindenbach"
"""The table that is a whole dossier of a fictional town, and the name of the files made of it."""
FACTS = {"threat": ("spaces", "stakeholders"), "space": ("stakeholders",)}
"""Fields from which steps work out who is missing and which threats nobody has looked at, by kind of entry."""
Tables = Mapping[str, Mapping[str, Any]]
"""The tables of the dossier by name, in one language."""


def fingerprint(entry: Entry) -> str:
    """Eight hexadecimal digits that differ when what an entry says differs, its bookkeeping left aside.

    A dossier keeps them, so that a reader of an old file learns which entries have changed since.
    """
    front = {name: value for name, value in entry.front.items() if name not in BOOKKEEPING}
    meaning = MEANING.encode([entry.id, entry.kind, front, entry.fingerprint])
    return hashlib.sha256(meaning.encode()).hexdigest()[:8]


def content_version(date: str, fingerprints: Mapping[str, str]) -> str:
    """The date of the content and eight digits of all fingerprints together."""
    every = [[id, digits] for id, digits in fingerprints.items()]
    return f"{date} {hashlib.sha256(json.dumps(every).encode()).hexdigest()[:8]}"


def worked_example(
    press: Press, told: Tables, language: str, version: str, fingerprints: Mapping[str, str]
) -> dict[str, Any]:
    """The dossier of a fictional town in one language, noted against the wiki of today.

    An entry that another content folder lacks is not noted; the page says of it that this wiki does not have it.
    """
    now = {id: digits for id, digits in fingerprints.items() if not press.wiki.entries[id].withdrawn}
    facts = [
        {"id": m.id, "threats": m.threats, "spaces": m.spaces}
        for m in press.once(("measures",), measures_of, press.wiki, press.reach)
    ]
    dossier = {**told[EXAMPLE], "language": language}
    seen = noted(dossier, Wiki(content_version=version, fingerprints=now, withdrawn={}, measures=facts), seen=True)
    found: dict[str, Any] = completed(seen, press.wiki.rulebook.schemas[SCHEMA])
    return found


def steps_of(rulebook: Rulebook) -> list[tuple[int, str]]:
    """The steps that have a table, with their numbers."""
    steps = rulebook.vocabularies[STEPS].terms if STEPS in rulebook.vocabularies else {}
    return [(number, step) for number, step in enumerate(steps) if step in rulebook.dossier]


def scales_of(told: Tables) -> list[dict[str, Any]]:
    """The scales in one language as a list, whether the table lists them or names them by key."""
    scales = told.get("scales", {}).get("scales", [])
    return [{"id": id, **row} for id, row in scales.items()] if isinstance(scales, dict) else list(scales)


def dossier_data(press: Press, told: Tables, language: str, version: str, fingerprints: Mapping[str, str]) -> bytes:
    """The script file with the tables, vocabularies and entries; `Agora.dossierData`."""
    wiki, rulebook = press.wiki, press.wiki.rulebook
    page = f"{language}/{DOSSIER}/index.html"
    entries = [entry for entry in wiki.entries.values() if not entry.withdrawn]
    gone = [entry for entry in wiki.entries.values() if entry.withdrawn]
    tables = {name: told[name] for name in sorted(told) if name != EXAMPLE}
    if "scales" in tables:
        tables["scales"] = {**tables["scales"], "scales": scales_of(told)}
    data = {
        "language": language,
        "date": wiki.date,
        "content_version": version,
        "steps": [step for _, step in steps_of(rulebook)],
        "tables": tables,
        "vocabularies": {name: _terms(rulebook, name, language) for name in _vocabularies(rulebook)},
        "kinds": {kind.id: kind.label[language] for kind in rulebook.kinds.values()},
        "entries": {entry.id: _shown(press, page, wiki.entry(entry.id, language)) for entry in entries},
        "fingerprints": {entry.id: fingerprints[entry.id] for entry in entries},
        "implausible": sorted(rulebook.implausible),
        "withdrawn": {entry.id: entry.front.get("replaced_by", "") for entry in gone},
        "withdrawn_entries": {entry.id: _shown(press, page, wiki.entry(entry.id, language)) for entry in gone},
        "schema": rulebook.schemas.get(SCHEMA),
    }
    return data_script("dossierData", data)


def _vocabularies(rulebook: Rulebook) -> list[str]:
    """The vocabularies that the scripts may need, sorted."""
    asked = {
        str(question["vocabulary"])
        for table in rulebook.dossier.values()
        for question in questions_of(table)
        if "vocabulary" in question
    }
    return sorted(asked.union(VOCABULARIES) & rulebook.vocabularies.keys())


def _terms(rulebook: Rulebook, name: str, language: str) -> dict[str, Any]:
    vocabulary = rulebook.vocabularies[name]
    terms = [
        {
            "id": term.id,
            "label": term.labels[language],
            "definition": term.definitions[language],
            **({"group": term.group} if term.group else {}),
        }
        for term in vocabulary.terms.values()
    ]
    return {"label": vocabulary.label[language], "terms": terms}


def _shown(press: Press, page: str, entry: Entry) -> dict[str, Any]:
    return {
        "kind": entry.kind,
        "title": entry.title,
        "href": address.relative(page, press.page_path(entry)),
        "lang": entry.language,
        "parent": entry.front.get("parent", ""),
        **{name: entry.names(name) for name in FACTS.get(entry.kind, ()) if entry.front.get(name)},
    }
