"""The one table of problems, and what a problem says.

In: a code, a place, the values for its message. Out: `Problem` values. Invariant: a problem is a value, never an exception,
and whatever a hostile file contains, its message is one line of visible characters. Refuses: to know any rule; to know in
what form it is told (see `problem_forms`).
"""

from __future__ import annotations

import difflib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nsmallest
from importlib import resources
from itertools import chain
from typing import Any

from generator.model import Location
from generator.tables import read_table

ERROR = "error"
WARNING = "warning"

MOST_OF_A_RULE = 50
"""How many problems one rule tells about one file; a file with more is broken as a whole, and nobody reads on."""

SHAPELESS = frozenset(map(chr, (0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0, *range(0xFE00, 0xFE10))))
"""Letters and marks that are drawn as nothing, beside the controls that Unicode calls so."""

LONGEST_GUESS = 100
"""Characters of a word for which a likeness is looked for; the comparison grows with the square."""


@dataclass(frozen=True, slots=True)
class ProblemCode:
    """A row of the table `problems.yml`."""

    code: str
    name: str
    family: str
    severity: str
    message: str
    help: str
    page: Mapping[str, Any]
    """What its page of the site says: title, why, help in each language, a bad and a good example."""


def problem_table() -> Mapping[str, ProblemCode]:
    """The table as it stands in the file now; the preview reads it again when somebody edits it."""
    rows = read_table(resources.files(__package__).joinpath("problems.yml").read_text("utf-8"))
    columns = ("code", "name", "family", "severity", "message", "help")
    return {
        row["code"]: ProblemCode(
            **{name: row[name] for name in columns}, page={k: v for k, v in row.items() if k not in columns}
        )
        for row in rows
    }


TABLE: Mapping[str, ProblemCode] = problem_table()


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong, where, and what to do; sorts by place, then code."""

    location: Location
    code: str
    message: str
    help: str

    @property
    def severity(self) -> str:
        """`error` or `warning`, as the table says."""
        return TABLE[self.code].severity

    @property
    def is_error(self) -> bool:
        """Whether nothing may be published while it stands."""
        return self.severity == ERROR


def problem(
    code: str,
    location: Location,
    *,
    allowed: Iterable[str] = (),
    near: Iterable[str] = (),
    wrong: str = "",
    **values: Any,
) -> Problem:
    """Make a problem from its row of the table.

    `allowed` are all values that would have been right, told to the reader; `near` are values of which only the one most
    like `wrong` is suggested, because most mistakes are slips of the hand.
    """
    row = TABLE[code]
    shown = {name: visible(str(value)) for name, value in values.items()}
    listed = list(allowed)
    suggestion = nearest(wrong, listed or near)
    hints = [
        f'Did you mean "{visible(suggestion)}"?' if suggestion else "",
        f"Allowed: {visible(', '.join(listed), 600)}." if listed else "",
        row.help.format(**shown),
    ]
    return Problem(location, code, row.message.format(**shown), " ".join(hint for hint in hints if hint))


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate most like a word, or None when none is like it.

    A long list is first narrowed to those that share most pieces of three letters, because the real comparison is slow.
    """
    if len(word) > LONGEST_GUESS:
        return None
    listed = tuple([candidate for candidate in candidates if len(candidate) <= LONGEST_GUESS])
    near = _sharing_pieces(word, listed) if len(listed) > MOST_OF_A_RULE else listed
    found = difflib.get_close_matches(word, near, n=1, cutoff=0.6)
    return found[0] if found else None


def _sharing_pieces(word: str, candidates: tuple[str, ...]) -> list[str]:
    """The candidates that share most pieces with a word; of equals those that come first in the alphabet."""
    by_piece = _by_piece(candidates)
    shared = Counter(chain.from_iterable(by_piece.get(piece, ()) for piece in _pieces(word)))
    best = nsmallest(MOST_OF_A_RULE, shared, key=lambda candidate: (-shared[candidate], candidate))
    if len(best) < MOST_OF_A_RULE:
        best += nsmallest(MOST_OF_A_RULE - len(best), set(candidates) - shared.keys())
    return best


@lru_cache(16)
def _by_piece(candidates: tuple[str, ...]) -> Mapping[str, Sequence[str]]:
    """Piece → the candidates that have it; kept, because thousands of wrong words may be compared with the same ones."""
    found: dict[str, list[str]] = {}
    for candidate in dict.fromkeys(candidates):
        for piece in _pieces(candidate):
            found.setdefault(piece, []).append(candidate)
    return found


def _pieces(word: str) -> set[str]:
    return {word[i : i + 3] for i in range(len(word) - 2)}


def visible(text: str, limit: int = 200) -> str:
    """The text on one line with every invisible or direction-changing character written as its code point.

    A message goes to terminals and forge logs, where raw control characters could forge other lines. No-break spaces,
    which French needs, are shown as spaces.
    """
    if not (text.isascii() and text.isprintable()):
        text = "".join(map(_visible_character, text[: limit + 1]))
    shown = text
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def _visible_character(character: str) -> str:
    if character in " \u00a0\u202f":
        return " "
    hidden = unicodedata.category(character)[0] in "CZ" or character in SHAPELESS
    return f"\\u{ord(character):04x}" if hidden else character


def has_errors(problems: Iterable[Problem]) -> bool:
    """Whether any problem forbids publishing."""
    return any(p.is_error for p in problems)
