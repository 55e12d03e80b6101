"""The controlled lists: from the files of `schemas/` to one `Rulebook`.

In: the bytes of `schemas/`. Out: a `Rulebook`, or problems. Invariant: every label exists in every language, every id
once. Refuses: to keep a second copy of a list; enums of the JSON Schemas are made from here (`enum_resources`).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import yaml

from generator.model import Kind, Language, Location, RelationType, Rulebook, Section, SourceFile, Term, Vocabulary
from generator.problems import Problem, problem

VOCABULARY_URN = "urn:agorapedia:vocabulary:"
LABELLED = ("label", "plural", "definition", "inverse", "reason")


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
    schemas = {name: schema for name in files if name.endswith(".schema.json") if (schema := reader.schema(name))}
    for kind in kinds.values():
        if kind.schema not in schemas and kind.schema not in files:
            reader.complain(
                "AG405", "kinds.yml", reason=f"{kind.id} names the schema {kind.schema}, which does not exist"
            )
    if reader.problems:
        return None, sorted(reader.problems)
    return Rulebook(languages, kinds, relations, vocabularies, implausible, schemas), []


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

    def load(self, name: str, code: str) -> Any:
        if name not in self.files:
            self.complain(code, name, reason="the file is missing")
            return None
        try:
            return yaml.load(self.files[name].data.decode("utf-8"), yaml.CSafeLoader)
        except UnicodeDecodeError as error:
            self.complain("AG105", name, offset=error.start)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 1 if mark else 1
            self.complain(code, name, line, reason=str(getattr(error, "problem", "") or "not YAML"))
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
            missing = [c for c in columns if not isinstance(row, dict) or c not in row]
            if missing:
                self.complain("AG405", name, reason=f"row {number} has no {', '.join(missing)}")
                continue
            missing = [c for c in LABELLED if c in columns if isinstance(row[c], dict) if not self._complete(row[c])]
            if missing:
                self.complain("AG405", name, reason=f"row {number} lacks {', '.join(missing)} in some language")
                continue
            row_id = tuple(str(row[k]) for k in key or (columns[0],))
            if row_id in seen:
                self.complain("AG404", name, value=" × ".join(row_id))
                continue
            seen.add(row_id)
            good.append(row)
        return good

    def vocabularies(self) -> Iterator[Vocabulary]:
        for name in sorted(n for n in self.files if n.startswith("vocabularies/") and n.endswith(".yml")):
            table = self.load(name, "AG402")
            if table is None:
                continue
            if not isinstance(table, dict) or not self._complete(table.get("label")) or not table.get("terms"):
                self.complain("AG402", name, reason="it needs a label in every language and a list of terms")
                continue
            groups = table.get("groups") or {}
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

    def schema(self, name: str) -> dict[str, Any] | None:
        try:
            schema = json.loads(self.files[name].data.decode("utf-8"))
        except UnicodeDecodeError as error:
            self.complain("AG105", name, offset=error.start)
            return None
        except (ValueError, RecursionError) as error:
            self.complain("AG403", name, getattr(error, "lineno", 1), reason=getattr(error, "msg", "not JSON"))
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
        return ""

    def _term(self, row: dict[str, Any]) -> Term:
        labels = {language: row[language] for language in self.languages}
        known = {"id", "group", "definition", *self.languages}
        extra = {key: value for key, value in row.items() if key not in known}
        return Term(row["id"], labels, row["definition"], row.get("group"), extra)


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
