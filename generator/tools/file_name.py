"""The name under which an output is saved.

In: what it is, the date, the marking, the ending, and the site's name where the reader asked for it. Out: a name.
Invariant: only small letters, digits, hyphens and one full stop; the marking is in it; without a site nothing tells which.
Refuses: to take a name from the dossier by itself. `fileName` in `dossier-text.js` gives the same names.
"""

from __future__ import annotations

import re
import unicodedata

from generator.tools.document_text import marking_of

LONGEST = 40
"""Letters of a part; old systems refuse long paths."""

_WHOLE = {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d"}
"""Letters that do not fall apart into a plain one and an accent."""


def file_name(kind: str, today: str, marking: str, extension: str, site: str = "") -> str:
    """`agorapedia-report-2026-11-21-tlp-amber.docx`; a site stands in it only where the reader asked.

    File names end up in mail subjects, lists of recent files and logs, which nobody marks and many can read.
    """
    parts = ["agorapedia", slug(kind), slug(site), slug(today), slug(marking_of(marking))]
    return "-".join(part for part in parts if part) + f".{extension}"


def slug(text: str) -> str:
    """A text in letters that every system and archive can carry; empty where it has none."""
    small = "".join(_WHOLE.get(letter, letter) for letter in text.lower())
    plain = re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFKD", small))
    return "-".join(re.findall("[a-z0-9]+", plain))[:LONGEST].strip("-")
