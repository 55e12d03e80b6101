"""From the files of the entries folder to `Document`s.

In: `Sources`. Out: documents and problems. Invariant: the place of a file is its language, kind and id, so no field can
contradict it. Refuses: to look at a field's value; a bad file is a problem and never hides the other ninety.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from generator import front_matter
from generator.characters import read_text
from generator.model import Document, Entry, Location, Rulebook, SourceFile
from generator.naming import check_name
from generator.problems import Problem, has_errors, problem

Places = Callable[[Entry], Mapping[front_matter.Path, Location]]
"""Where the fields of an entry stand."""


def read_documents(files: Mapping[str, SourceFile], rulebook: Rulebook) -> tuple[list[Document], list[Problem]]:
    """A document for every file in the place of an entry, in the order of their paths, and all that is wrong with them.

    A file that cannot be read gives a document without fields and body, so that what points at it does not dangle.
    """
    documents: list[Document] = []
    found: list[Problem] = []
    for name, file in files.items():
        place, problems = _place(name, file, rulebook)
        found += problems
        if place:
            document, problems = read_document(file, *place)
            documents.append(document)
            found += problems
    return documents, found


def read_document(file: SourceFile, language: str, kind: str, id: str) -> tuple[Document, list[Problem]]:
    """One file; fields only when they can be trusted to be what the file says, body only when its start is known."""
    text, found = read_text(file)
    block, body, body_line, problems = front_matter.split(text, file.path) if text else ("", "", 1, [])
    found += problems
    fields: dict[str, Any] = {}
    if block:
        fields, problems = front_matter.read_fields(block, file.path)
        known = {p.location.line for p in found if p.code in ("AG106", "AG110")}
        found += [p for p in problems if p.code != "AG203" or p.location.line not in known]
        if has_errors(problems):
            fields = {}
        if not body.strip():
            found.append(problem("AG209", Location(file.path, body_line)))
    return Document(file.path, language, kind, id, fields, block, body, body_line), found


def _place(name: str, file: SourceFile, rulebook: Rulebook) -> tuple[tuple[str, str, str] | None, list[Problem]]:
    """Language, kind and id, as the path `entries/<language>/<folder>/<id>.md` tells them."""
    parts = name.split("/")
    here = Location(file.path)
    languages = {language.id for language in rulebook.languages}
    kind = rulebook.kind_of_folder(parts[2]) if len(parts) == 4 else None
    if kind is None or parts[1] not in languages or not parts[3].lower().endswith(".md"):
        if file.obstacle:
            return None, read_text(file)[1]
        if len(parts) == 4 and kind is None:
            folders = [k.folder for k in rulebook.kinds.values()]
            return None, [problem("AG109", here, allowed=folders, wrong=parts[2])]
        return None, [problem("AG109", here)]
    wrong = check_name(parts[3], ".md", here)
    if wrong:
        return None, [wrong]
    return (parts[1], kind.id, parts[3][:-3]), []


def places_in(block: Callable[[Entry], str]) -> Places:
    """Places in entries; `block` brings the text above an entry, which is read once and only if somebody asks."""
    read: dict[str, Mapping[front_matter.Path, Location]] = {}

    def places(entry: Entry) -> Mapping[front_matter.Path, Location]:
        if entry.path not in read:
            read[entry.path] = front_matter.positions(block(entry), entry.path)
        return read[entry.path]

    return places
