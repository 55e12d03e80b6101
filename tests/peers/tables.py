"""Figures as Markdown tables for a terminal; the page of the site has its own.

In: rows. Out: text. Invariant: a program that was not measured has no row, and a size that it was not measured with no figure.
Refuses: to round more than can be measured.
"""

from __future__ import annotations

from collections.abc import Sequence

from generator.speed import OURS, PARTS, Row, table, times_ours

UNITS = {"seconds": "s", "mebibytes": "MiB", "kibibytes": "KiB", "share": "", "gain": ""}


def as_markdown(rows: Sequence[Row]) -> str:
    """A table for each part: a row for each program, a column for each size."""
    parts = []
    for part in PARTS:
        sizes, programs = table(rows, part)
        if sizes:
            ours = programs.get(OURS, {})
            unit = UNITS[PARTS[part]]
            lines = [
                f"| {part}{f' ({unit})' if unit else ''} | {' | '.join(map(str, sizes))} |",
                "|---" + "|---:" * len(sizes) + "|",
            ]
            for who, found in programs.items():
                lines.append(f"| {who} | {' | '.join(_cell(found.get(size), ours.get(size)) for size in sizes)} |")
            parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def _cell(row: Row | None, ours: Row | None) -> str:
    if row is None:
        return "–"
    times = times_ours(row, ours)
    return f"{'> ' if row.over else ''}{row.figure:.4g}" + (f" (× {times:.3g})" if times else "")
