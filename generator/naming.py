"""Names that every system can hold.

In: paths inside the content folder. Out: problems. Invariant: accepted names differ in more than capitals and can be
written to Windows, to a Mac and to a USB stick. Refuses: to know which files are expected where.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from generator.model import Location, SourceFile
from generator.problems import Problem, problem

ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
LONGEST_ID = 64
RESERVED = frozenset(["con", "prn", "aux", "nul", *(f"{p}{n}" for p in ("com", "lpt") for n in range(10))])
"""Device names of Windows, which no file or folder may bear, whatever follows the first dot: Microsoft, Naming Files,
Paths, and Namespaces. Small raised digits count as digits there."""


def check_name(name: str, ending: str, location: Location) -> Problem | None:
    """What is wrong with the name of a file or, with no ending, of a folder."""
    stem = name[: len(name) - len(ending)]
    device = unicodedata.normalize("NFKC", name).lower().split(".")[0].strip()
    if device in RESERVED:
        return problem("AG103", location, name=name, suggestion=f"{device}-file{ending}")
    if not name.endswith(ending) or not is_id(stem):
        return problem("AG108", location, name=name, suggestion=_as_id(stem) + ending)
    return None


def is_id(name: str) -> bool:
    """Whether a name has the form of an id."""
    return len(name) <= LONGEST_ID and ID.match(name) is not None


def case_collisions(files: Iterable[tuple[str, SourceFile]]) -> Iterator[Problem]:
    """Files and folders whose names are the same one on a system that ignores capitals or composes accents."""
    seen: dict[str, tuple[str, SourceFile]] = {}
    for name, file in files:
        parts = name.split("/")
        for depth in range(2, len(parts) + 1):
            written = "/".join(parts[:depth])
            first, other = seen.setdefault(unicodedata.normalize("NFC", written).casefold(), (written, file))
            if first != written:
                yield problem("AG102", Location(file.path), other=other.path)
                break


def _as_id(name: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_only.lower()).strip("-")[:LONGEST_ID].strip("-") or "name"
