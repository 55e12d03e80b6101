"""From the files of the entries folder to `Document`s.

In: `Sources`. Out: documents and problems. Invariant: the place of a file is its language, kind and id, so no field can
contradict it. Refuses: to look at a field's value; a bad file is a problem and never hides the other ninety.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from generator import front_matter
from generator.characters import read_text
from generator.model import Document, Location, Rulebook, SourceFile
from generator.problems import Problem, has_errors, problem

ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
LONGEST_ID = 64
RESERVED = frozenset(["con", "prn", "aux", "nul", *(f"{p}{n}" for p in ("com", "lpt") for n in range(10))])
"""Device names of Windows, which no file may bear: Microsoft, Naming Files, Paths, and Namespaces."""


def read_documents(files: Mapping[str, SourceFile], rulebook: Rulebook) -> tuple[list[Document], list[Problem]]:
    """All documents that can be read, in the order of their paths, and everything that is wrong with the files."""
    documents: list[Document] = []
    found: list[Problem] = _case_collisions(files)
    for name, file in files.items():
        place, problems = _place(name, file, rulebook)
        if place:
            document, more = read_document(file, *place)
            problems += more
            if document:
                documents.append(document)
        found += problems
    return documents, found


def read_document(file: SourceFile, language: str, kind: str, id: str) -> tuple[Document | None, list[Problem]]:
    """One file; a document only when its fields can be trusted to be what the file says."""
    text, found = read_text(file)
    if not text:
        return None, found
    block, body, body_line, problems = front_matter.split(text, file.path)
    found += problems
    if problems:
        return None, found
    fields, problems = front_matter.read_fields(block, file.path)
    found += problems
    if has_errors(problems):
        return None, found
    if not body.strip():
        return None, [*found, problem("AG209", Location(file.path, body_line))]
    return Document(file.path, language, kind, id, fields, block, body, body_line), found


def _place(name: str, file: SourceFile, rulebook: Rulebook) -> tuple[tuple[str, str, str] | None, list[Problem]]:
    """Language, kind and id, as the path `entries/<language>/<folder>/<id>.md` tells them."""
    parts = name.split("/")
    here = Location(file.path)
    languages = {language.id for language in rulebook.languages}
    kind = rulebook.kind_of_folder(parts[2]) if len(parts) == 4 else None
    if kind is None or parts[1] not in languages or not parts[3].lower().endswith(".md"):
        folders = [k.folder for k in rulebook.kinds.values()]
        guess = parts[2] if len(parts) == 4 else ""
        return None, [problem("AG109", here, allowed=folders, wrong=guess)]
    id = parts[3][:-3]
    if id.lower() in RESERVED:
        return None, [problem("AG103", here, name=parts[3], suggestion=f"{id.lower()}-entry.md")]
    if not ID.match(id) or len(id) > LONGEST_ID or not parts[3].endswith(".md"):
        return None, [problem("AG108", here, name=parts[3], suggestion=_as_id(id) + ".md")]
    return (parts[1], kind.id, id), []


def _as_id(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:LONGEST_ID].strip("-") or "entry"


def _case_collisions(files: Mapping[str, SourceFile]) -> list[Problem]:
    seen: dict[str, SourceFile] = {}
    found = []
    for name, file in files.items():
        first = seen.setdefault(name.casefold(), file)
        if first is not file:
            found.append(problem("AG102", Location(file.path), other=first.path))
    return found
