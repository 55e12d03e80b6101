"""The tables of how fast the program is, on the page that tells of it.

In: the press. Out: a block. Invariant: every figure was measured, and stands beside the day, the versions and the machine;
what was not measured has no row. Refuses: to judge the figures.
"""

from __future__ import annotations

from typing import Any

from generator.press import Press
from generator.speed import OURS, PARTS, Row, read_measured, table, times_ours

MACHINE = ("processor", "cores", "memory", "system")
"""What is told of the machine; each is a word behind `speed_machine_`."""


def speed_block(press: Press, path: str, language: str) -> str:
    """What was measured, where, and a table for each part."""
    measured = read_measured(press.speed)
    days = measured.dates
    return press.fill(
        "speed",
        path,
        language,
        days=list(dict.fromkeys([days[0], days[-1]])) if days else [],
        machine=[(name, measured.machine[name]) for name in MACHINE if name in measured.machine],
        versions=measured.versions,
        tables=[_table(press, measured.rows, part, language) for part in PARTS if table(measured.rows, part)[0]],
    )


def _table(press: Press, rows: tuple[Row, ...], part: str, language: str) -> dict[str, Any]:
    sizes, programs = table(rows, part)
    ours = programs.get(OURS, {})
    return {
        "part": part,
        "sizes": [_whole(press, size, language) for size in sizes],
        "rows": [
            (who, [_cell(press, found.get(size), ours.get(size), language) for size in sizes])
            for who, found in programs.items()
        ],
    }


def _cell(press: Press, row: Row | None, ours: Row | None, language: str) -> tuple[str, str]:
    """The figure with its unit, and how many times ours it is."""
    if row is None:
        return "–", ""
    more = "> " if row.over else ""
    times = times_ours(row, ours)
    word = press.templates.word
    ratio = "" if times is None else word("speed_times", language, number=more + _number(press, times, language))
    return more + _figure(press, row, language), ratio


def _figure(press: Press, row: Row, language: str) -> str:
    word = press.templates.word
    unit = PARTS[row.part]
    if unit == "share":
        return word("search_quality_percent", language, number=round(100 * row.figure))
    if unit == "gain":
        return f"{row.figure:.2f}".replace(".", word("decimal_point", language))
    if unit == "seconds" and row.figure < 1:
        return word("speed_milliseconds", language, number=_number(press, 1000 * row.figure, language))
    return word(f"speed_{unit}", language, number=_number(press, row.figure, language))


def _number(press: Press, number: float, language: str) -> str:
    """Two or three digits that count: nobody can measure more here."""
    if number >= 100:
        return _whole(press, round(number), language)
    shown = f"{number:.1f}" if number >= 10 else f"{number:.2f}"
    return shown.replace(".", press.templates.word("decimal_point", language))


def _whole(press: Press, number: int, language: str) -> str:
    return f"{number:,}".replace(",", press.templates.word("speed_thousands", language))
