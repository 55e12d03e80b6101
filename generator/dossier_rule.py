"""The tables of the dossier: from the files of `schemas/dossier/` to one value that pages and scripts read.

In: the tables as YAML gave them, by file name without its ending; the vocabularies, kinds and languages. Out: the same
tables, or everything that is wrong with them. Invariant: every text exists in every language, every question says why it is
asked, and what a question names (a vocabulary, a scale, a kind) exists. Refuses: to read a file; to ask what entries there
are, because another content folder may have fewer (`unknown_entries` tells the caller, pages leave the link out).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, TypeGuard

from generator.model import Vocabulary

FOLDER = "dossier/"
STEPS = "roadmap_step"
"""The vocabulary of the steps, in the order in which a reader takes them; each has a table of its name."""
WORDS = "words"
"""The table of sentences that belong to no step."""
TYPES = (
    "text", "long", "number", "date", "choice", "choices", "scale", "list", "entry", "entries",
)  # fmt: skip
ID = re.compile(r"\A[a-z][a-z0-9_]*(-[a-z0-9_]+)*\Z")
NAME = re.compile(r"\{([a-z_]+)\}")


def read_dossier(
    tables: Mapping[str, Any], vocabularies: Mapping[str, Vocabulary], kinds: Collection[str], languages: Sequence[str]
) -> list[str]:
    """Everything that is wrong with the tables, each as `table: reason`; empty if they can be used."""
    steps = vocabularies[STEPS].terms if STEPS in vocabularies else {}
    faults = [f"{step}: the table is missing" for step in steps if tables and step not in tables]
    scales = set(scale_ids(tables.get("scales")))
    reader = _Reader(vocabularies, frozenset(kinds), languages, scales)
    for name, table in tables.items():
        if not isinstance(table, dict) or not table:
            faults.append(f"{name}: it is not a table of questions or words")
            continue
        found = [*reader.texts(table, "")]
        if name in steps:
            found += reader.step(table)
        if isinstance(table.get("words"), dict):
            found += reader.words(table["words"])
        faults += [f"{name}: {fault}" for fault in found]
    return faults


def scale_ids(table: Any) -> Iterator[str]:
    """The scales that the table of scales describes, whether it lists them or names them by key."""
    scales = table.get("scales") if isinstance(table, dict) else None
    if isinstance(scales, dict):
        yield from (str(id) for id in scales)
    elif isinstance(scales, list):
        yield from (str(row["id"]) for row in scales if isinstance(row, dict) and "id" in row)


def questions_of(table: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """All questions of a step, those of lists behind their list."""
    for question in table.get("questions", ()):
        yield question
        yield from questions_of(question)


def unknown_entries(tables: Mapping[str, Any], known: Collection[str]) -> list[tuple[str, str, str]]:
    """(table, question, entry) for every entry that a question names and the wiki lacks."""
    return [
        (name, question["id"], question["entry"])
        for name, table in tables.items()
        for question in questions_of(table)
        if question.get("entry") and question["entry"] not in known
    ]


def in_language(value: Any, language: str, languages: Collection[str]) -> Any:
    """The table in one language: wherever it has a text for each language, that text.

    A row that has such texts beside other keys, like a term of a vocabulary, keeps those and gets the text as `text`.
    """
    if isinstance(value, Mapping):
        rest = {key: in_language(item, language, languages) for key, item in value.items() if key not in languages}
        if not isinstance(value.get(language), str):
            return rest
        return {**rest, "text": value[language]} if rest else value[language]
    if isinstance(value, list | tuple):
        return [in_language(item, language, languages) for item in value]
    return value


class _Reader:
    """Looks for faults; knows what questions may name."""

    def __init__(
        self,
        vocabularies: Mapping[str, Vocabulary],
        kinds: frozenset[str],
        languages: Sequence[str],
        scales: Collection[str],
    ) -> None:
        self.vocabularies = vocabularies
        self.kinds = kinds
        self.languages = languages
        self.scales = scales

    def texts(self, value: Any, place: str) -> Iterator[str]:
        """Faults of texts, wherever they stand: whoever writes one language writes them all."""
        if isinstance(value, dict):
            if any(language in value for language in self.languages):
                if not self.complete(value):
                    yield f"{place or 'the table'} lacks a text in some language"
                return
            for key, item in value.items():
                if not isinstance(key, str):
                    yield f"{place or 'the table'} has a key that is not text; put {key} in quotes"
                yield from self.texts(item, f"{place}/{key}" if place else str(key))
        elif isinstance(value, list):
            for number, item in enumerate(value, 1):
                id = item.get("id", number) if isinstance(item, dict) else number
                yield from self.texts(item, f"{place}/{id}")

    def step(self, table: Mapping[str, Any]) -> Iterator[str]:
        for name in ("title", "intro", "yields"):
            if not self.complete(table.get(name)):
                yield f"needs {name} in every language"
        yield from self.questions(table.get("questions"), "")

    def questions(self, rows: Any, place: str) -> Iterator[str]:
        if not _are_rows(rows) or not rows:
            yield f"{place or 'it'} needs a list of questions, each with an id"
            return
        seen: set[str] = set()
        for row in rows:
            here = f"{place}/{row['id']}" if place else row["id"]
            if row["id"] in seen:
                yield f"{here} stands there twice"
            seen.add(row["id"])
            yield from (f"{here} {fault}" for fault in self.question(row))
            if row.get("type") == "list":
                yield from self.questions(row.get("questions"), here)

    def question(self, row: Mapping[str, Any]) -> Iterator[str]:
        if not ID.match(row["id"]):
            yield "is not an id: small letters, digits, hyphens"
        for name in ("label", "why"):
            if not self.complete(row.get(name)):
                yield f"needs {name} in every language"
        type = row.get("type")
        if type not in TYPES:
            yield f"needs a type: {', '.join(TYPES)}"
        elif type in ("choice", "choices"):
            yield from self.choices(row)
        elif type == "scale" and row.get("scale") not in self.scales:
            yield f"names the scale {row.get('scale')}, which does not exist"
        elif type in ("entry", "entries"):
            kinds = row.get("kinds")
            if not isinstance(kinds, list) or not kinds or not self.kinds.issuperset(map(str, kinds)):
                yield f"needs kinds of entries: {', '.join(sorted(self.kinds))}"
        if "entry" in row and not isinstance(row["entry"], str):
            yield "names an entry by something else than its id"
        for name in ("sensitive", "optional"):
            if name in row and not isinstance(row[name], bool):
                yield f"has something else than true or false in {name}"

    def choices(self, row: Mapping[str, Any]) -> Iterator[str]:
        """A choice takes its options from a vocabulary, from itself, or from what was answered before (`from`)."""
        if sum(name in row for name in ("vocabulary", "options", "from")) != 1:
            yield "needs one of vocabulary, options, from"
        if "vocabulary" in row and row["vocabulary"] not in self.vocabularies:
            yield f"names the vocabulary {row['vocabulary']}, which does not exist"
        options = row.get("options", [])
        if not _are_rows(options):
            yield "needs options that have an id"
        elif any(not self.complete(option.get("label")) for option in options):
            yield "has an option without a label in some language"
        elif len({option["id"] for option in options}) != len(options):
            yield "has an option twice"

    def words(self, words: Mapping[Any, Any]) -> Iterator[str]:
        for key, texts in words.items():
            if not self.complete(texts):
                yield f"words/{key} lacks a text in some language"
            elif len({frozenset(NAME.findall(texts[language])) for language in self.languages}) > 1:
                yield f"words/{key} asks for names that differ between languages"

    def complete(self, texts: Any) -> bool:
        return isinstance(texts, dict) and all(
            isinstance(texts.get(language), str) and texts[language].strip() for language in self.languages
        )


def _are_rows(rows: Any) -> TypeGuard[list[dict[str, Any]]]:
    return isinstance(rows, list) and all(isinstance(row, dict) and isinstance(row.get("id"), str) for row in rows)
