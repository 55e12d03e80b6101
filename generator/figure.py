"""Figures: our own SVG drawings, and nothing that could act.

In: the files of `content/figures`. Out: problems. Invariant: an accepted figure holds shapes and text only, refers to
nothing outside itself and says in words what it shows. Refuses: any other picture format.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from generator.characters import line_and_column, read_text
from generator.model import Location, SourceFile
from generator.problems import Problem, problem

ACTIVE = re.compile(
    r"<!DOCTYPE|<!ENTITY|<\?(?!xml )|<(?:\w+:)?(?:script|foreignObject|iframe|animate|set|handler|image|feImage|a)\b"
    r"|\son\w+\s*=|(?:href|src)\s*=\s*[\"'](?!#)|url\((?!\s*[\"']?#)|@import|javascript:",
    re.IGNORECASE,
)


def check_figures(files: Mapping[str, SourceFile]) -> Iterator[Problem]:
    """Problems of all figures."""
    for name, file in files.items():
        if not name.endswith(".svg"):
            yield problem("AG117", Location(file.path))
            continue
        text, found = read_text(file)
        yield from found
        for match in ACTIVE.finditer(text):
            place = Location(file.path, *line_and_column(text, match.start()))
            yield problem("AG116", place, found=match.group().strip())
        if text and "<title" not in text:
            yield problem("AG118", Location(file.path))
