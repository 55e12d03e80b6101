"""The controlled lists: from the files of `schemas/` to one `Rulebook`.

In: the bytes of `schemas/`. Out: a `Rulebook`, or problems. Invariant: every label exists in every language, every id
once. Refuses: to keep a second copy of a list; enums of the JSON Schemas are made from here (`enum_resources`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import yaml

from generator import glossary
from generator.characters import read_text
from generator.dossier_rule import FOLDER, read_dossier
from generator.finder import read_finder
from generator.model import (
    GlossaryTerm,
    Kind,
    Language,
    Location,
    RelationType,
    Rulebook,
    Section,
    SourceFile,
    Term,
    Vocabulary,
)
from generator.problems import Problem, problem
from generator.tables import read_table

VOCABULARY_URN = "urn:agorapedia:vocabulary:"
LABELLED = frozenset(["label", "plural", "definition", "inverse", "reason"])
REFERENCE = re.compile(r"(?:^|[\s,\[{:?\ufeff-])\*[^\s]", re.MULTILINE)
NESTED = re.compile(r"(?:[-?:][ \t]+){8}")
MOST_BRACKETS = 4_000
"""Opening brackets in a table; the glossary has the most, about 2,600."""

FINDER = "finder.yml"
TRUE_OR_FALSE = frozenset(["acyclic", "in_text", "many", "symmetric"])
LISTED = frozenset(["from", "sections"])


def read_rulebook(files: Mapping[str, SourceFile]) -> tuple[Rulebook | None, list[Problem]]:
    """Read all tables; with any problem there is no rulebook, because nothing could be judged by half a rulebook."""
    reader = _Reader(files)
    languages = tuple(
        Language(str(row["id"]), str(row["label"]), str(row["stemmer"]))
        for row in reader.rows("languages.yml", ("id", "label", "stemmer"))
    )
    reader.languages = tuple(language.id for language in languages)
    kinds = {kind.id: kind for kind in map(_kind, reader.rows("kinds.yml", KIND_COLUMNS))}
    relations = {r.field: r for r in map(_relation, reader.rows("relations.yml", RELATION_COLUMNS))}
    vocabularies = {v.id: v for v in reader.vocabularies()}
    implausible = {
        (row["threat"], row["space"]): row["reason"]
        for row in reader.rows("plausible.yml", ("threat", "space", "reason"), key=("threat", "space"))
    }
    glossary_terms = {term.id: term for term in reader.glossary()}
    schemas = {name: schema for name in files if name.endswith(".schema.json") if (schema := reader.schema(name))}
    for name, rows in (
        ("languages.yml", languages),
        ("kinds.yml", kinds),
        ("relations.yml", relations),
        ("glossary.yml", glossary_terms),
    ):
        if not rows and not reader.problems:
            reader.complain("AG405", name, reason="it has no row")
    for kind in kinds.values():
        if kind.schema not in schemas and kind.schema not in files:
            reader.complain(
                "AG405", "kinds.yml", reason=f"{kind.id} names the schema {kind.schema}, which does not exist"
            )
    table = reader.load(FINDER, "AG405")
    finder, faults = (None, []) if reader.problems else read_finder(table, vocabularies, reader.languages)
    for reason in faults:
        reader.complain("AG405", FINDER, reason=reason)
    dossier = reader.dossier(vocabularies, kinds)
    if reader.problems or finder is None:
        return None, sorted(reader.problems)
    return Rulebook(
        languages, kinds, relations, vocabularies, implausible, schemas, finder, glossary_terms, dossier
    ), []


def enum_resources(vocabularies: Mapping[str, Vocabulary]) -> Iterator[tuple[str, dict[str, Any]]]:
    """JSON Schema resources that stand for the vocabularies: `…:phase`, and `…:maturity:practice` for a group."""
    for vocabulary in vocabularies.values():
        terms = vocabulary.terms.values()
        yield VOCABULARY_URN + vocabulary.id, {"enum": [term.id for term in terms]}
        for group in vocabulary.groups:
            members = [term.id for term in terms if term.group == group]
            yield f"{VOCABULARY_URN}{vocabulary.id}:{group}", {"enum": members}


KIND_COLUMNS = ("id", "folder", "icon", "schema", "label", "plural", "definition", "sections")
RELATION_COLUMNS = ("field", "from", "to", "acyclic", "many", "label", "inverse")


class _Reader:
    """Reads tables and gathers everything that is wrong with them."""

    def __init__(self, files: Mapping[str, SourceFile]) -> None:
        self.files = files
        self.languages: tuple[str, ...] = ()
        self.problems: list[Problem] = []

    def complain(self, code: str, name: str, line: int = 1, **values: Any) -> None:
        path = self.files[name].path if name in self.files else f"schemas/{name}"
        self.problems.append(problem(code, Location(path, line), **values))

    def text(self, name: str) -> str:
        text, found = read_text(self.files[name])
        self.problems += found
        return "" if any(p.is_error for p in found) else text

    def load(self, name: str, code: str) -> Any:
        if name not in self.files:
            self.complain(code, name, reason="the file is missing")
            return None
        text = self.text(name)
        try:
            if "*" in text and REFERENCE.search(text) and _refers(text):
                self.complain(code, name, reason="references to another place (*) are not allowed")
                return None
            if text.count("[") + text.count("{") > MOST_BRACKETS or NESTED.search(text):
                self.complain(code, name, reason="it is nested too deep")
                return None
            return read_table(text) if text else None
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 1 if mark else 1
            self.complain(code, name, line, reason=str(getattr(error, "problem", "") or "not YAML"))
        except (ValueError, RecursionError) as error:
            self.complain(code, name, reason=str(error))
        return None

    def rows(self, name: str, columns: tuple[str, ...], key: tuple[str, ...] | None = None) -> list[dict[str, Any]]:
        """The rows of a table; those with a missing column, a missing label or a repeated id are left out."""
        table = self.load(name, "AG405")
        if not isinstance(table, list):
            if table is not None:
                self.complain("AG405", name, reason="it is not a list of rows")
            return []
        seen: set[Any] = set()
        good = []
        for number, row in enumerate(table, 1):
            fault = self._row_fault(row, columns)
            if fault:
                self.complain("AG405", name, reason=f"row {number} {fault}")
                continue
            row_id = tuple(row[k] for k in key or (columns[0],))
            if row_id in seen:
                self.complain("AG404", name, value=" × ".join(row_id))
                continue
            seen.add(row_id)
            good.append(row)
        return good

    def _row_fault(self, row: Any, columns: tuple[str, ...]) -> str:
        missing = [c for c in columns if not isinstance(row, dict) or c not in row]
        if missing:
            return f"has no {', '.join(missing)}"
        for column in columns:
            value = row[column]
            if column in LABELLED and (self.languages or isinstance(value, dict)):
                if not self._complete(value):
                    return f"lacks {column} in some language"
            elif column in TRUE_OR_FALSE:
                if not isinstance(value, bool):
                    return f"has something else than true or false in {column}"
            elif column in LISTED:
                if not isinstance(value, list) or not all(map(self._item_is_good, value)):
                    return f"has no proper list in {column}"
            elif not isinstance(value, str) and not (column == "to" and _is_list_of_texts(value)):
                return f"has something else than text in {column}"
        return ""

    def _item_is_good(self, item: Any) -> bool:
        return isinstance(item, str) or (self._complete(item) and isinstance(item.get("id"), str))

    def vocabularies(self) -> Iterator[Vocabulary]:
        for name in sorted(n for n in self.files if n.startswith("vocabularies/") and n.endswith(".yml")):
            table = self.load(name, "AG402")
            if table is None:
                continue
            terms_are_listed = isinstance(table, dict) and isinstance(table.get("terms"), list) and table["terms"]
            if not terms_are_listed or not self._complete(table.get("label")):
                self.complain("AG402", name, reason="it needs a label in every language and a list of terms")
                continue
            groups = table.get("groups") or {}
            if not isinstance(groups, dict) or not all(map(self._complete, groups.values())):
                self.complain("AG402", name, reason="its groups need a label in every language")
                continue
            terms: dict[str, Term] = {}
            for number, row in enumerate(table["terms"], 1):
                reason = self._term_fault(row, groups)
                if reason:
                    self.complain("AG402", name, reason=f"term {number} {reason}")
                elif row["id"] in terms:
                    self.complain("AG404", name, value=row["id"])
                else:
                    terms[row["id"]] = self._term(row)
            note = str(table.get("note", ""))
            yield Vocabulary(name[13:-4], table["label"], str(table.get("source", "")), note, groups, terms)

    def glossary(self) -> Iterator[GlossaryTerm]:
        for row in self.rows("glossary.yml", glossary.COLUMNS) if self.languages else ():
            fault = glossary.row_fault(row, self.languages)
            if fault:
                self.complain("AG405", "glossary.yml", reason=f"{row['id']} {fault}")
            else:
                yield glossary.glossary_term(row, self.languages)

    def dossier(self, vocabularies: Mapping[str, Vocabulary], kinds: Mapping[str, Kind]) -> dict[str, Any]:
        """The tables of the dossier by name; judged only where nothing else is wrong, because they lean on the rest."""
        names = sorted(name for name in self.files if name.startswith(FOLDER) and name.endswith(".yml"))
        tables = {name[len(FOLDER) : -4]: self.load(name, "AG405") for name in names}
        for reason in [] if self.problems else read_dossier(tables, vocabularies, kinds, self.languages):
            table, _, fault = reason.partition(": ")
            self.complain("AG405", f"{FOLDER}{table}.yml", reason=fault)
        return tables

    def schema(self, name: str) -> dict[str, Any] | None:
        text = self.text(name)
        try:
            schema = json.loads(text) if text else None
        except (ValueError, RecursionError) as error:
            self.complain("AG403", name, getattr(error, "lineno", 1), reason=getattr(error, "msg", "not JSON"))
            return None
        if schema is None and not text:
            return None
        if not isinstance(schema, dict) or not str(schema.get("$id", "")).startswith("urn:agorapedia:"):
            self.complain("AG403", name, reason="it needs an $id that starts with urn:agorapedia:")
            return None
        return schema

    def _complete(self, labels: Any) -> bool:
        return isinstance(labels, dict) and all(isinstance(labels.get(language), str) for language in self.languages)

    def _term_fault(self, row: Any, groups: Iterable[str]) -> str:
        if not isinstance(row, dict) or not isinstance(row.get("id"), str):
            return "has no id that is text"
        if not self._complete(row):
            return f"({row['id']}) has no label in some language"
        if not self._complete(row.get("definition")):
            return f"({row['id']}) has no definition in some language"
        if groups and row.get("group") not in list(groups):
            return f"({row['id']}) belongs to no group of the list"
        if not groups and row.get("group") is not None:
            return f"({row['id']}) names a group, but the list has none"
        return ""

    def _term(self, row: dict[str, Any]) -> Term:
        labels = {language: row[language] for language in self.languages}
        known = {"id", "group", "definition", *self.languages}
        extra = {key: value for key, value in row.items() if key not in known}
        return Term(row["id"], labels, row["definition"], row.get("group"), extra)


def _refers(text: str) -> bool:
    return any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, yaml.CSafeLoader))


def _is_list_of_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _kind(row: Mapping[str, Any]) -> Kind:
    sections = tuple(
        Section(section["id"], {key: text for key, text in section.items() if key != "id"})
        for section in row["sections"]
    )
    return Kind(**{column: row[column] for column in KIND_COLUMNS if column != "sections"}, sections=sections)


def _relation(row: Mapping[str, Any]) -> RelationType:
    to = row["to"]
    return RelationType(
        field=row["field"],
        sources=frozenset(row["from"]),
        targets=frozenset(to) if isinstance(to, list) else None,
        same_kind=to == "same",
        acyclic=row["acyclic"],
        many=row["many"],
        symmetric=row.get("symmetric", False),
        label=row["label"],
        inverse=row["inverse"],
    )
