"""The text of a dossier: strict reading and exact writing of JSON.

In: bytes or text that somebody handed over, or plain values. Out: values with no reason against them, or every reason
found; text. Invariant: what is read has one meaning only (no name twice, no half characters, no number that is none), and the
same values are always written as the same text. Refuses: to repair; to know what a dossier is. `dossier-json.js` is its twin.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, TypedDict

LARGEST = 5_000_000
"""Bytes of UTF-8 in a file: a hundred times a real one, and still read at once by an old computer."""
DEEPEST = 16
"""Objects and lists inside each other: a dossier needs nine."""
LARGEST_NUMBER = 2**53 - 1
"""Beyond it, whole numbers are no longer exact in a browser."""
FORBIDDEN = ("__proto__", "constructor", "prototype")
"""Names with a meaning of their own in a browser: nobody needs them, and they can turn data into something else."""
PLAIN = re.compile(r"[A-Za-z0-9_.|-]{1,64}")
TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|["{}\[\],]', re.DOTALL)
HALF = re.compile("[\ud800-\udfff]")
"""Half a character: UTF-8 cannot hold it."""


class Reason(TypedDict):
    """A sentence of `schemas/dossier/file.yml` and the values that fill it."""

    id: str
    values: dict[str, Any]


def reason(id: str, **values: Any) -> Reason:
    """A reason as a plain value."""
    return {"id": id, "values": values}


def shown(*parts: Any) -> str:
    """A path as it may be printed: a name that is not plain becomes `…`, so that no file writes into our sentences."""
    return "/".join(str(p) if isinstance(p, int) or PLAIN.fullmatch(p) else "…" for p in parts) or "/"


def read(given: bytes | str) -> tuple[Any, list[Reason]]:
    """Values and no reason, or None and the reasons; a mark of byte order at the start is passed over."""
    size = len(given if isinstance(given, bytes) else given.encode("utf-8", "surrogatepass"))
    if size > LARGEST:
        return None, [reason("refused-large", found=math.ceil(size / 1000), limit=LARGEST // 1000)]
    try:
        text = given.decode("utf-8") if isinstance(given, bytes) else given
    except UnicodeDecodeError:
        return None, [reason("refused-encoding")]
    text = text.removeprefix("\ufeff")
    if not text.strip(" \t\r\n"):
        return None, [reason("refused-empty")]
    fault, twice = _look(text)
    if fault:
        return None, [fault]
    try:
        value = json.loads(text, parse_int=_whole, parse_float=_number, parse_constant=_no_number)
    except ValueError:
        return None, [reason("refused-not-json")]
    reasons = [*(reason("refused-twice", name=name) for name in twice), *_faults(value, ())]
    return (None, in_order(reasons)) if reasons else (value, [])


def in_order(reasons: list[Reason]) -> list[Reason]:
    """Each reason once, by place and then by sentence: whatever order a program looks in, the reader sees the same."""
    unique = {(r["values"].get("path", ""), r["id"], str(r["values"].get("name", ""))): r for r in reasons}
    return [unique[key] for key in sorted(unique, key=lambda key: [text.encode("utf-16-be") for text in key])]


def _look(text: str) -> tuple[Reason | None, list[str]]:
    """Depth, end and doubled names, before anything is built from the text: a parser would keep the last of two."""
    open_names: list[set[str] | None] = []
    twice: set[str] = set()
    name_next = False
    for token in TOKEN.finditer(text):
        mark = token[0]
        if mark == '"':
            return reason("refused-cut-off"), []
        if mark[0] == '"':
            if name_next and open_names and open_names[-1] is not None:
                name = _decoded(mark)
                if name in open_names[-1]:
                    twice.add(shown(name))
                open_names[-1].add(name)
            name_next = False
        elif mark in "{[":
            open_names.append(set() if mark == "{" else None)
            name_next = mark == "{"
            if len(open_names) > DEEPEST:
                return reason("refused-deep", limit=DEEPEST), []
        elif mark == ",":
            name_next = True
        else:
            name_next = False
            if open_names:
                open_names.pop()
    return (reason("refused-cut-off") if open_names else None), sorted(twice)


def _decoded(mark: str) -> str:
    """A name without its escapes, so that one name cannot be written in two ways; a broken one is left to the parser."""
    try:
        return str(json.loads(mark))
    except ValueError:
        return mark


def _whole(text: str) -> int | float:
    return int(text) if len(text) <= 17 else float(text)


def _number(text: str) -> int | float:
    number = float(text)
    return int(number) if number.is_integer() and abs(number) <= LARGEST_NUMBER else number


def _no_number(text: str) -> None:
    raise ValueError(text)


def _faults(value: Any, path: tuple[Any, ...]) -> Iterator[Reason]:
    """What JSON allows and a dossier does not."""
    if isinstance(value, str):
        if HALF.search(value):
            yield reason("refused-character", path=shown(*path))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        if not math.isfinite(value) or abs(value) > LARGEST_NUMBER:
            yield reason("refused-number", path=shown(*path))
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from _faults(item, (*path, place))
    elif isinstance(value, dict):
        for name, item in value.items():
            if name in FORBIDDEN:
                yield reason("refused-name", path=shown(*path, name))
            elif HALF.search(name):
                yield reason("refused-character", path=shown(*path, name))
            yield from _faults(item, (*path, name))


def in_browser_order(names: Iterator[str]) -> list[str]:
    """Names as a browser keeps them: those that are whole numbers first, by size, then the others, here by their letters."""
    return sorted(names, key=lambda n: (0, int(n), "") if _is_place(n) else (1, 0, n.encode("utf-16-be").hex()))


def _is_place(name: str) -> bool:
    return name == "0" or (name.isascii() and name.isdigit() and name[0] != "0" and len(name) <= 9)


def write(value: Any, indent: str = "\n") -> str:
    """The text of plain values, as `JSON.stringify(value, null, 1)` writes it."""
    deeper = indent + " "
    if isinstance(value, Mapping):
        parts = [f"{json.dumps(name, ensure_ascii=False)}: {write(item, deeper)}" for name, item in value.items()]
        return "{" + deeper + f",{deeper}".join(parts) + indent + "}" if parts else "{}"
    if isinstance(value, list):
        return "[" + deeper + f",{deeper}".join(write(i, deeper) for i in value) + indent + "]" if value else "[]"
    if isinstance(value, float):
        return _as_browsers_write(value)
    return json.dumps(value, ensure_ascii=False)


def _as_browsers_write(number: float) -> str:
    """The shortest decimal text of a number, with the exponent where ECMAScript puts it (Number::toString)."""
    if number.is_integer() and abs(number) < 1e21:
        return str(int(number))
    exact = Decimal(repr(number))
    if 1e-6 <= abs(number) < 1e21:
        return format(exact, "f")
    digits, _, power = f"{exact.normalize():e}".partition("e")
    return f"{digits}e{int(power):+d}"
