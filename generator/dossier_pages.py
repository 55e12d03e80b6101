"""The pages of the dossier and the data that its scripts read.

In: the press, the names of the scripts that the theme has. Out: whole pages and a script file for each language.
Invariant: the policy of these pages lets nothing out and no text become script; every question of the tables stands on a
page that is useful without scripts, its paper twin. Refuses: to work anything out; the tools and their scripts do. These
pages do not go through the frame, because the theme's scripts have no business beside private answers.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from markupsafe import Markup

from generator import address
from generator.address import DOSSIER
from generator.dossier_rule import STEPS, WORDS, in_language, questions_of
from generator.model import Entry, Rulebook
from generator.press import Press, data_script
from generator.tools.dossier import completed
from generator.tools.dossier_changes import Wiki, noted
from generator.tools.dossier_json import write
from generator.tools.measure import measures_of

SCRIPTS = "assets/javascripts/"
BORROWED = ("find-rule.js",)
"""Scripts of other pages whose logic the dossier uses."""
BOOKKEEPING = frozenset(["owner", "status", "checked", "reviewed", "review_in", "translation_of_hash", "sources"])
"""Fields that say how an entry is kept, not what it says."""
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

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'none'",
        "font-src 'none'",
        "frame-src 'none'",
        "object-src 'none'",
        "worker-src 'none'",
        "form-action 'none'",
        "base-uri 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ]
)


def dossier_files(press: Press, scripts: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Path and bytes of everything that the dossier adds to the site; nothing until there is a table of a step.

    `scripts` are paths on the site; those of the dossier are all loaded, in the order of their names, because they look
    each other up only when they are used.
    """
    rulebook = press.wiki.rulebook
    if not _steps(rulebook):
        return
    loaded = sorted(path for path in scripts if path.startswith(f"{SCRIPTS}dossier-") and path.endswith(".js"))
    loaded += [SCRIPTS + name for name in BORROWED]
    fingerprints = {entry.id: fingerprint(entry) for entry in press.wiki.entries.values()}
    version = content_version(press.wiki.date, fingerprints)
    example = f"assets/data/{EXAMPLE_TOWN}." if {EXAMPLE, SCHEMA} <= {*rulebook.dossier, *rulebook.schemas} else ""
    languages = [language.id for language in rulebook.languages]
    for language in languages:
        told: Tables = in_language(rulebook.dossier, language, languages)
        yield f"assets/data/dossier.{language}.js", _data(press, told, language, version, fingerprints)
        yield (
            f"{language}/{DOSSIER}/index.html",
            _page(press, told, language, "index", version=version, scripts=loaded, example=example),
        )
        if example:
            dossier = worked_example(press, told, language, version, fingerprints)
            yield f"{example}{language}.agora.json", f"{write(dossier)}\n".encode()
            yield f"{example}{language}.js", data_script("dossierExample", dossier)
        for number, step in _steps(rulebook):
            yield (
                f"{language}/{DOSSIER}/{step}.html",
                _page(press, told, language, step, version=version, step=step, number=number, table=told[step]),
            )
    if SCHEMA in rulebook.schemas:
        text = json.dumps(rulebook.schemas[SCHEMA], ensure_ascii=False, indent=2)
        yield f"assets/data/{SCHEMA}", f"{text}\n".encode()


def fingerprint(entry: Entry) -> str:
    """Eight hexadecimal digits that differ when what an entry says differs, its bookkeeping left aside.

    A dossier keeps them, so that a reader of an old file learns which entries have changed since.
    """
    front = {name: value for name, value in entry.front.items() if name not in BOOKKEEPING}
    meaning = json.dumps([entry.id, entry.kind, front, entry.fingerprint], sort_keys=True, default=str)
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
    facts = [{"id": m.id, "threats": m.threats, "spaces": m.spaces} for m in measures_of(press.wiki, press.reach)]
    dossier = {**told[EXAMPLE], "language": language}
    seen = noted(dossier, Wiki(content_version=version, fingerprints=now, withdrawn={}, measures=facts), seen=True)
    found: dict[str, Any] = completed(seen, press.wiki.rulebook.schemas[SCHEMA])
    return found


def _steps(rulebook: Rulebook) -> list[tuple[int, str]]:
    """The steps that have a table, with their numbers."""
    steps = rulebook.vocabularies[STEPS].terms if STEPS in rulebook.vocabularies else {}
    return [(number, step) for number, step in enumerate(steps) if step in rulebook.dossier]


def _page(press: Press, told: Tables, language: str, name: str, **more: Any) -> bytes:
    """A whole page."""
    path = f"{language}/{DOSSIER}/{name}.html"
    rulebook = press.wiki.rulebook
    words = told.get(WORDS, {}).get("words", {})

    def say(key: str, **values: Any) -> str:
        return str(words[key]).format(**values) if values else str(words[key])

    near = {
        other: address.relative(path, target)
        for other, target in press.same_everywhere(f"{DOSSIER}/{name}.html").items()
    }
    html = press.fill(
        f"dossier-{'index' if name == 'index' else 'step'}",
        path,
        language,
        say=say,
        policy=Markup(POLICY),
        languages=rulebook.languages,
        addresses=near,
        steps=[(number, step, told[step]) for number, step in _steps(rulebook)],
        scales={row["id"]: row for row in _scales(told)},
        entry=lambda id: _readable(press, id, language),
        tlp=rulebook.vocabularies["tlp"],
        **more,
    )
    return html.encode()


def _scales(told: Tables) -> list[dict[str, Any]]:
    """The scales in one language as a list, whether the table lists them or names them by key."""
    scales = told.get("scales", {}).get("scales", [])
    return [{"id": id, **row} for id, row in scales.items()] if isinstance(scales, dict) else list(scales)


def _readable(press: Press, id: str, language: str) -> Entry | None:
    """The entry that explains a question, if this wiki has it."""
    found = press.wiki.entries.get(id)
    return press.wiki.entry(id, language) if found and not found.withdrawn else None


def _data(press: Press, told: Tables, language: str, version: str, fingerprints: Mapping[str, str]) -> bytes:
    """The script file with the tables, vocabularies and entries; `Agora.dossierData`."""
    wiki, rulebook = press.wiki, press.wiki.rulebook
    page = f"{language}/{DOSSIER}/index.html"
    entries = [entry for entry in wiki.entries.values() if not entry.withdrawn]
    gone = [entry for entry in wiki.entries.values() if entry.withdrawn]
    tables = {name: told[name] for name in sorted(told) if name != EXAMPLE}
    if "scales" in tables:
        tables["scales"] = {**tables["scales"], "scales": _scales(told)}
    data = {
        "language": language,
        "date": wiki.date,
        "content_version": version,
        "steps": [step for _, step in _steps(rulebook)],
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
