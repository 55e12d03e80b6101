"""What stands in the files of an entry: everything that can be said of them without knowing others or the date.

In: the files of an entry in all languages, the rules. Out: a `Reading`. Invariant: it depends on nothing but these files and
the rules, so readings of different entries can be made side by side, and kept while their files stay as they are. Refuses:
to resolve what an entry says of others (see `link` and `follow`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from generator.document import places_in, read_documents
from generator.join import Joined, join
from generator.judge import judge
from generator.model import Body, Document, SourceFile
from generator.problems import Problem
from generator.validate import Validator, validate

Versions = Sequence[tuple[str, SourceFile]]
"""An entry's files in all languages by their paths, in order."""


class Reading(NamedTuple):
    """What stands in an entry's files in all languages."""

    documents: list[Document]
    """Without their texts, which would take more room than everything else."""
    joined: Joined | None
    bodies: dict[str, Body]
    problems: list[Problem]
    """Whatever can be said of these files without knowing others or the date."""


def read_entries(validator: Validator, part: Sequence[Versions]) -> list[Reading]:
    """What stands in the files of some entries, each with all its languages."""
    return [_reading(validator, dict(versions)) for versions in part]


def _reading(validator: Validator, files: Mapping[str, SourceFile]) -> Reading:
    """What stands in the files of one name."""
    rulebook = validator.rulebook
    documents, problems = read_documents(files, rulebook)
    entries, bodies, more = validate(documents, validator)
    places = places_in(lambda entry: next(d.front_text for d in documents if d.path == entry.path))
    joined = join(documents, entries, rulebook, places) if documents else None
    if joined and joined.original:
        more += judge(joined.original, rulebook, places)
    light = [replace(document, front_text="", body="") for document in documents]
    return Reading(light, joined, bodies, [*problems, *more])
