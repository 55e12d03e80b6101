"""A document of blocks as Markdown, its tables as CSV, and any plain value as JSON text.

In: blocks (heading, paragraph, list, table, form), a frame with title, language, marking and words. Out: text.
Invariant: the marking stands first and last in Markdown, in every row of a CSV file and in the JSON; no text of a reader
becomes markup, and no cell a formula. Refuses: to save, to read a clock. `dossier-text.js` gives the same texts.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Block = Mapping[str, Any]
"""One piece of a document; `block` says which: heading, paragraph, list, table or form."""

Frame = Mapping[str, str]
"""What stands around a document: title, language, marking, page ("Page {page} of {pages}"), marking_label, separator."""

MARKINGS = ("TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED")
DOTS = "\u2026" * 24
"""A line to write on."""

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MARKUP = re.compile(r"[\\`*_\[\]<>#|~&]")
_LINE_START = re.compile(r"^(?:[-+=]|[0-9]+(?=[.)]))")
_FORMULA = re.compile(r"^(?=[=+\-@\t\n＝＋－＠])")
_LATER_FORMULA = re.compile(r"([,;\t\n\"])(?=[=+\-@＝＋－＠])")
"""A program that splits at another sign than ours would find a formula in the middle of a cell."""
_NUMBER = re.compile(r"-?[0-9]+(?:[.,][0-9]+)?")


def marking_of(text: str) -> str:
    """The TLP label of a document; what is not a label counts as the strictest one, so that a slip never opens a file."""
    return text if text in MARKINGS else "TLP:RED"


def readable(text: str) -> str:
    """A text that every format can carry: one sort of line end, and a sign in place of what XML and UTF-8 forbid."""
    return _UNWRITABLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def markdown(blocks: Iterable[Block], frame: Frame) -> str:
    """The document in GitHub's Markdown; every character of a text is kept and none of them is markup."""
    marking = f"**{marking_of(frame['marking'])}**"
    return "\n\n".join([marking, *(_markdown(block) for block in blocks), marking]) + "\n"


def csv_table(table: Block, frame: Frame) -> str:
    """One table block for a spreadsheet, with a byte order mark, and with the marking as its last column.

    Every row carries the marking, because rows are sorted, filtered and pasted away from their head.
    The separator is the one that spreadsheets of the language expect. The guard follows OWASP, "CSV Injection".
    """
    marking = marking_of(frame["marking"])
    lines = [[*table["head"], frame["marking_label"]], *([*row, marking] for row in table["rows"])]
    return "\ufeff" + "".join(frame["separator"].join(_cell(cell) for cell in line) + "\r\n" for line in lines)


def json_text(content: Any, frame: Frame) -> str:
    """Any plain value with its title and marking, keys in the order of their letters, so that equal values are equal files."""
    whole = {
        "content": content,
        "format": "agorapedia-output",
        "marking": marking_of(frame["marking"]),
        "title": frame["title"],
    }
    return _json(whole, "\n") + "\n"


def number_text(number: float) -> str:
    """A number as every browser writes it (ECMAScript, Number::toString), so that both languages print the same digits."""
    if number == 0:
        return "0"
    mantissa, _, power = f"{float(number)!r}".partition("e")
    sign, whole, fraction = _parts(mantissa)
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(power or 0) - (len(whole + fraction) - len(digits))
    digits = digits.rstrip("0")
    if len(digits) <= point <= 21:
        return sign + digits + "0" * (point - len(digits))
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    tail = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{tail}e{'+' if point > 0 else '-'}{abs(point - 1)}"


def _parts(mantissa: str) -> tuple[str, str, str]:
    sign = "-" if mantissa.startswith("-") else ""
    whole, _, fraction = mantissa.removeprefix("-").partition(".")
    return sign, whole, "" if fraction == "0" else fraction


def _markdown(block: Block) -> str:
    kind = block["block"]
    if kind == "heading":
        return f"{'#' * block['level']} {_line(_flat(block['text']))}"
    if kind == "paragraph":
        return _lines(block["text"], "\\\n")
    if kind == "list":
        return "\n".join("- " + _lines(item, "\\\n  ") for item in block["items"])
    if kind == "table":
        return _pipes(block)
    label = _lines(block["label"], "\\\n")
    return "\n\n".join([label, *[DOTS] * block["lines"]])


def _pipes(table: Block) -> str:
    columns = width(table)
    head = padded(table["head"], columns)
    lines = [[_line(_flat(cell)) for cell in head], ["---"] * columns]
    lines += [[_lines(cell, "<br>") for cell in padded(row, columns)] for row in table["rows"]]
    drawn = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return f"{_line(_flat(table['caption']))}\n\n{drawn}" if table.get("caption") else drawn


def width(table: Block) -> int:
    """The number of columns of a table: its longest row, so that no cell is lost."""
    return max((len(row) for row in (table["head"], *table["rows"])), default=0)


def padded(row: Sequence[str], columns: int) -> list[str]:
    """A row with as many cells as the table has columns."""
    return [*row, *[""] * (columns - len(row))]


def _flat(text: str) -> str:
    return readable(text).replace("\n", " ")


def _lines(text: str, end: str) -> str:
    lines = (_line(line) for line in readable(text).split("\n"))
    return end.join(line for line in lines if line)


def _line(text: str) -> str:
    """One line with every sign of markup taken back; spaces at its ends would be markup, and say nothing."""
    plain = _MARKUP.sub(lambda found: "\\" + found[0], text.strip(" \t"))
    return _LINE_START.sub(lambda found: found[0] + "\\" if found[0].isdigit() else "\\" + found[0], plain)


def _cell(text: str) -> str:
    plain = readable(text)
    harmless = plain if _NUMBER.fullmatch(plain) else _FORMULA.sub("'", _LATER_FORMULA.sub(r"\1'", plain))
    if not re.search(r"[,;\t\n\"]", harmless):
        return harmless
    return '"' + harmless.replace('"', '""') + '"'


def _json(value: Any, end: str) -> str:
    deeper = end + "  "
    if isinstance(value, Mapping):
        names = sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
        items = [f"{_quoted(name)}: {_json(value[name], deeper)}" for name in names]
        return "{" + deeper + f",{deeper}".join(items) + end + "}" if items else "{}"
    if isinstance(value, (list, tuple)):
        items = [_json(item, deeper) for item in value]
        return "[" + deeper + f",{deeper}".join(items) + end + "]" if items else "[]"
    if isinstance(value, str):
        return _quoted(value)
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    return number_text(value) if math.isfinite(value) else "null"


def _quoted(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace('"', '\\"')
    plain = re.sub("[\ud800-\udfff]", "\ufffd", plain)
    return '"' + re.sub("[\x00-\x1f]", lambda found: f"\\u{ord(found[0]):04x}", plain) + '"'
