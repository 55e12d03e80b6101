"""From bytes to text that means what it shows.

In: the bytes of a file. Out: the text with plain line ends, and problems. Invariant: no accepted text holds an
invisible, direction-changing or control character, so what a reviewer sees is what is published. Refuses: to repair;
only line ends of Windows and a byte order mark are taken away.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice

from generator.model import Location, SourceFile
from generator.problems import MOST_OF_A_RULE, Problem, problem

LARGEST_FILE = 256 * 1024
"""Bytes. An entry of 650 words with sources has about 8 KB."""

LONGEST_LINE = 10_000
"""Characters. A paragraph of 300 words has about 2,000."""

SUSPICIOUS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""Controls, marks of direction, and what has no shape of its own: default ignorable code points, Unicode Standard 5.21."""

PLAIN = bytes([9, 10, *range(32, 127)])
"""The bytes of what a keyboard types; a text of nothing else needs no second look."""

ORDINARY = re.compile("[\u00a0-\u00ac\u00ae-\u02ff\u2010-\u2027\u202f-\u205e\u20a0-\u20bf\u2190-\u21ff\u2264\u2265]*")
"""Letters and signs of European languages: none is suspicious, and none changes when a text is normalised."""

LINE_ENDS = {"\r": "a lone carriage return", "\x85": "NEL (U+0085)", "\u2028": "U+2028", "\u2029": "U+2029"}
BIDIRECTIONAL = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Controls of the Unicode bidirectional algorithm, Unicode Standard Annex 9."""


def read_text(file: SourceFile) -> tuple[str, list[Problem]]:
    """Decode a file; the text is empty when it cannot be used at all."""
    start = Location(file.path)
    if file.obstacle == "too large":
        return "", [problem("AG104", start, size=file.size, limit=LARGEST_FILE)]
    if file.obstacle:
        return "", [problem("AG101", start, what=file.obstacle)]
    try:
        text = file.data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = file.data.count(b"\n", 0, error.start) + 1
        return "", [problem("AG105", Location(file.path, line), offset=error.start)]
    found: list[Problem] = []
    if text.startswith("\ufeff"):
        found.append(problem("AG111", start))
        text = text[1:]
    if "\r" in text:
        text = text.replace("\r\n", "\n")
    if not text.strip():
        return "", [*found, problem("AG115", start)]
    if not _is_ordinary(file.data):
        found += _strange_characters(text, file.path)
    found += islice(_long_lines(text, file.path), MOST_OF_A_RULE)
    return text, found


def _is_ordinary(data: bytes) -> bool:
    """Whether nothing in a file can be strange: a cheap look at the few letters that are not plain."""
    return ORDINARY.fullmatch(data.translate(None, PLAIN).decode("utf-8")) is not None


def _strange_characters(text: str, path: str) -> Iterator[Problem]:
    """Characters that show nothing, and the first that is not normalised."""
    yield from (
        strange_character(match, Location(path, *line_and_column(text, match.start())))
        for match in islice(SUSPICIOUS.finditer(text), MOST_OF_A_RULE)
    )
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        yield _not_normalised(text, path)


def strange_character(match: re.Match[str], location: Location) -> Problem:
    """The problem for one match of SUSPICIOUS."""
    sign = match.group()
    name = f"U+{ord(sign):04X}"
    if sign in LINE_ENDS:
        return problem("AG110", location, character=LINE_ENDS[sign])
    if sign in BIDIRECTIONAL:
        return problem("AG107", location, character=name)
    if unicodedata.category(sign) == "Cc":
        return problem("AG106", location, character=name)
    return problem("AG113", location, character=name)


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Line and column, from 1, of an offset in a text."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _not_normalised(text: str, path: str) -> Problem:
    for number, line in enumerate(text.split("\n"), 1):
        normal = unicodedata.normalize("NFC", line)
        if normal != line:
            column = next(i for i, (a, b) in enumerate(zip(line + "\0", normal + "\0", strict=False)) if a != b)
            return problem("AG112", Location(path, number, column + 1), character=normal[column : column + 1])
    raise AssertionError("a text that is not NFC has a line that is not NFC")


def _long_lines(text: str, path: str) -> Iterator[Problem]:
    if len(text) <= LONGEST_LINE:
        return
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > LONGEST_LINE:
            yield problem("AG114", Location(path, number), size=len(line), limit=LONGEST_LINE)
