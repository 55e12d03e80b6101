"""Replies to the request for information: a CSV file in, candidates out, or every fault with its row and column.

In: the text of a file, the fields of the reply form with their labels. Out: replies with the row they come from, columns
that were understood or left aside, errors. Invariant: with one error there are no replies; rows and columns count from 1,
as a spreadsheet shows them; texts are kept as text, never read as formula or mark-up. Refuses: to guess what a broken
quote meant, and to drop a cell silently. Follows RFC 4180, with `;` and tab beside the comma. `dossier-replies.js` is its twin.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Values = Mapping[str, Any]
SEPARATORS = (";", ",", "\t")
BLANKS = " \t\r\n\u00a0\u202f\ufeff"
MOST_CHARACTERS = 5_000_000
MOST_REPLIES = 500
LONGEST_CELL = 10_000
GUARDED = "=+-@"


def read_replies(text: str, fields: Sequence[Values], name_field: str) -> dict[str, Any]:
    """Replies of a file; `fields` are {id, labels}, a column is found by id or label; `name_field` must be filled in."""
    found: dict[str, Any] = {"separator": "", "columns": [], "replies": [], "errors": []}
    if len(text) > MOST_CHARACTERS:
        found["errors"].append(_error("too-large", most=MOST_CHARACTERS))
        return found
    text = text.removeprefix("\ufeff")
    separator, text = _separator(text)
    found["separator"] = separator
    rows, errors = _rows(text, separator)
    rows = [row for row in rows if any(cell.strip(BLANKS) for cell in row["cells"])]
    found["errors"].extend(errors)
    if not rows:
        if not errors:
            found["errors"].append(_error("empty"))
        return found
    head, body = rows[0], rows[1:]
    found["columns"] = _columns(head["cells"], fields)
    found["errors"].extend(_head_errors(head["row"], found["columns"], name_field))
    if not body and not errors:
        found["errors"].append(_error("no-replies", row=head["row"]))
    if len(body) > MOST_REPLIES:
        found["errors"].append(_error("too-many", most=MOST_REPLIES, count=len(body)))
        return found
    replies = [_reply(row, found["columns"], name_field, found["errors"]) for row in body]
    found["errors"].sort(key=lambda error: (error["values"].get("row", 0), error["values"].get("column", 0)))
    found["replies"] = [] if found["errors"] else replies
    return found


def candidates_of(replies: Sequence[Values], taken: Sequence[str]) -> list[dict[str, Any]]:
    """Replies as candidates of the evaluation, with ids k1, k2 … that are not taken yet."""
    used, found, number = set(taken), [], 0
    for reply in replies:
        number += 1
        while f"k{number}" in used:
            number += 1
        found.append(
            {"id": f"k{number}", "name": reply["name"], "measure": "", "origin": "reply", "reply": reply["reply"]}
        )
    return found


def _error(id: str, **values: Any) -> dict[str, Any]:
    return {"id": id, "values": values}


def _separator(text: str) -> tuple[str, str]:
    """The separator, the text behind a line `sep=;` that spreadsheets write."""
    for mark in SEPARATORS:
        for end in ("\r\n", "\n", "\r"):
            head = f"sep={mark}{end}"
            if text[: len(head)].lower() == head:
                return mark, text[len(head) :]
    counts = dict.fromkeys(SEPARATORS, 0)
    quoted = False
    for mark in text:
        if mark == '"':
            quoted = not quoted
        elif not quoted and mark in "\r\n" and any(counts.values()):
            break
        elif not quoted and mark in counts:
            counts[mark] += 1
    return max(SEPARATORS, key=lambda mark: counts[mark]), text


def _rows(text: str, separator: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Cells row by row; a row keeps its number among rows, so that a line break inside quotes does not shift it."""
    rows: list[dict[str, Any]] = []
    errors: list[dict[str, Any]] = []
    cells: list[str] = []
    at, size, number = 0, len(text), 1
    while at < size or cells:
        value, at, fault = _cell(text, at, separator)
        cells.append(value)
        if fault:
            errors.append(_error(fault, row=number, column=len(cells)))
        if at < size and text[at] == separator:
            at += 1
            continue
        rows.append({"row": number, "cells": cells})
        cells, number = [], number + 1
        at += 2 if text[at : at + 2] == "\r\n" else 1
    return rows, errors


def _cell(text: str, at: int, separator: str) -> tuple[str, int, str]:
    """One cell, the place of the mark behind it, and what is wrong with it."""
    stop = separator + "\r\n"
    if text[at : at + 1] != '"':
        end = at
        while end < len(text) and text[end] not in stop:
            end += 1
        return text[at:end], end, "stray-quote" if '"' in text[at:end] else ""
    value, end = "", at + 1
    while True:
        close = text.find('"', end)
        if close < 0:
            return value + text[end:], len(text), "open-quote"
        value += text[end:close]
        if text[close + 1 : close + 2] != '"':
            break
        value, end = value + '"', close + 2
    end = close + 1
    while end < len(text) and text[end] not in stop:
        end += 1
    return value, end, "text-after-quote" if text[close + 1 : end].strip(BLANKS) else ""


def _columns(head: Sequence[str], fields: Sequence[Values]) -> list[dict[str, Any]]:
    """Columns with the field that each fills; an empty field is left aside."""
    known = {_plain(name): field["id"] for field in reversed(fields) for name in (field["id"], *field["labels"])}
    return [
        {"column": place, "header": header.strip(BLANKS), "field": known.get(_plain(header), "")}
        for place, header in enumerate(head, 1)
    ]


def _plain(header: str) -> str:
    """A header for comparing: small letters, every run of blanks as one space."""
    text = "".join(" " if mark in BLANKS else mark for mark in header.lower())
    return " ".join(word for word in text.split(" ") if word)


def _head_errors(row: int, columns: Sequence[Values], name_field: str) -> list[dict[str, Any]]:
    seen: set[str] = set()
    found = []
    for column in columns:
        if column["field"] and column["field"] in seen:
            found.append(_error("header-twice", row=row, column=column["column"], header=column["header"]))
        seen.add(column["field"])
    if name_field not in seen:
        found.append(_error("no-name-column", row=row, field=name_field))
    return found


def _reply(row: Values, columns: Sequence[Values], name_field: str, errors: list[dict[str, Any]]) -> dict[str, Any]:
    """One reply; faults are added to `errors`."""
    cells, number = row["cells"], row["row"]
    extra = [place for place, cell in enumerate(cells, 1) if place > len(columns) and cell.strip(BLANKS)]
    if extra:
        errors.append(_error("too-many-cells", row=number, column=extra[0], count=len(columns)))
    reply = {}
    for column, cell in zip(columns, cells, strict=False):
        place = column["column"]
        if "\ufffd" in cell:
            errors.append(_error("encoding", row=number, column=place))
        if any(mark < " " and mark not in "\t\r\n" for mark in cell):
            errors.append(_error("control-character", row=number, column=place))
        if len(cell) > LONGEST_CELL:
            errors.append(_error("too-long", row=number, column=place, most=LONGEST_CELL))
        if column["field"]:
            reply[column["field"]] = _unguarded(cell.strip(BLANKS))
    if not reply.get(name_field) and name_field in {column["field"] for column in columns}:
        place = next(column["column"] for column in columns if column["field"] == name_field)
        errors.append(_error("name-missing", row=number, column=place))
    return {"row": number, "name": reply.get(name_field, ""), "reply": reply}


def _unguarded(cell: str) -> str:
    """A cell without the apostrophe that exports put before = + - @, so that a spreadsheet reads no formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in tuple(GUARDED) else cell
