"""How fast the program is beside others, as it was measured.

In: rows of measurements, the file in which earlier ones stand. Out: that file anew. Invariant: figures of two machines or of two
sets of versions never stand in one table, and what was measured in one run is replaced as a whole, because only figures of
the same run may be compared. Refuses: to measure, which `tests/peers` does; to invent a figure that nobody measured.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

OURS = "agorapedia"
"""Names this program among those that were measured."""

PROGRAMS = (
    *(OURS, "agorapedia_file", "mkdocs", "mkdocs_dirty", "hugo", "hugo_pagefind", "zensical", "lunr", "pagefind"),
    *("reading", "yaml", "markdown", "writing"),
)
"""Whatever has figures, ours first, in the order in which it is shown."""

PARTS = {
    "cold": "seconds",
    "memory": "mebibytes",
    "check": "seconds",
    "warm": "seconds",
    "edit": "seconds",
    "limits": "seconds",
    "find_bytes": "kibibytes",
    "find_cold": "seconds",
    "find_key": "seconds",
    "find_block": "seconds",
    "find_memory": "mebibytes",
    "find_ahead": "kibibytes",
    "find_first": "share",
    "find_gain": "gain",
    "find_first_real": "share",
    "find_gain_real": "gain",
    "open_entry": "seconds",
    "open_list": "seconds",
    "open_hub": "seconds",
    "open_cell": "seconds",
    "open_matrix": "seconds",
    "open_find": "seconds",
    "open_glossary": "seconds",
}
"""What is measured, in the order in which it is shown → in which unit."""


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: what was measured, with how many entries, of which program."""

    part: str
    entries: int
    who: str
    figure: float
    over: bool = False
    """The program was stopped there: it needs more than the figure."""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """Figures of one machine with one set of versions."""

    machine: Mapping[str, str]
    """Property, such as `processor` → what it was."""
    versions: Mapping[str, str]
    """Package → its version."""
    rows: tuple[Row, ...] = ()

    @property
    def dates(self) -> list[str]:
        """The days on which something was measured, in order."""
        return sorted({row.date for row in self.rows})


def read_measured(text: str) -> Measured:
    """The figures in a file that `as_text` wrote."""
    found = json.loads(text)
    return Measured(found["machine"], found["versions"], tuple(Row(**row) for row in found["rows"]))


def as_text(measured: Measured) -> str:
    """The figures as JSON, a row on a line, in an order that does not depend on when they were measured."""
    order = list(PARTS)
    rows = sorted(measured.rows, key=lambda row: (order.index(row.part), row.entries, PROGRAMS.index(row.who)))
    lines = [
        json.dumps({key: value for key, value in asdict(row).items() if key != "over" or value}, ensure_ascii=False)
        for row in rows
    ]
    head = {"machine": dict(measured.machine), "versions": dict(sorted(measured.versions.items()))}
    opened = json.dumps(head, indent=2, ensure_ascii=False).removesuffix("\n}")
    return opened + ',\n  "rows": [' + ",".join(f"\n    {line}" for line in lines) + "\n  ]\n}\n"


def merged(old: Measured, new: Measured) -> Measured:
    """Old and new figures together; nothing old if the machine or the version of a package has changed since."""
    known = old.versions.keys() & new.versions.keys()
    if old.machine != new.machine or any(old.versions[one] != new.versions[one] for one in known):
        return new
    again = {(row.part, row.entries) for row in new.rows}
    kept = (row for row in old.rows if (row.part, row.entries) not in again)
    return Measured(new.machine, {**old.versions, **new.versions}, (*kept, *new.rows))


def table(rows: Iterable[Row], part: str) -> tuple[list[int], dict[str, dict[int, Row]]]:
    """The sizes that were measured for a part, and program → size → figure, ours first."""
    of_part = [row for row in rows if row.part == part]
    found: dict[str, dict[int, Row]] = {}
    for row in sorted(of_part, key=lambda row: PROGRAMS.index(row.who)):
        found.setdefault(row.who, {})[row.entries] = row
    return sorted({row.entries for row in of_part}), found


def times_ours(row: Row, ours: Row | None) -> float | None:
    """How many times our figure a figure is; nothing where ours is not known, is no amount, or is the figure itself."""
    if ours is None or row is ours or not ours.figure or PARTS[row.part] in ("share", "gain"):
        return None
    return row.figure / ours.figure
