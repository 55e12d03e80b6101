"""Figures: our own SVG drawings, and nothing that could act.

In: the files of `content/figures`. Out: problems. Invariant: an accepted figure is well-formed, holds only shapes, text
and the means to colour them, refers to nothing outside itself and says in words what it shows. Refuses: any other picture
format, and every element that is not on its list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any
from xml.parsers import expat

from generator.characters import LARGEST_FILE, line_and_column, read_text
from generator.model import Location, SourceFile
from generator.naming import check_name
from generator.problems import MOST_OF_A_RULE, Problem, has_errors, problem

DRAWING = frozenset(
    "svg g defs symbol use title desc metadata style path rect circle ellipse line polyline polygon text tspan textPath "
    "marker pattern mask clipPath linearGradient radialGradient stop switch".split()
)
"""Elements of SVG 2 that only draw; nothing that animates, filters, embeds, links or runs."""

DECLARATION = re.compile(r"<!(?:DOCTYPE|ENTITY)|<\?(?!xml\s)[^\s>]*", re.IGNORECASE)
REACHES_OUT = re.compile(r"url\(\s*[\"']?(?!\s*[\"']?#)|@import|javascript:|expression\(|\\", re.IGNORECASE)


def check_figures(files: Mapping[str, SourceFile]) -> Iterator[Problem]:
    """Problems of all figures."""
    for name, file in files.items():
        folders, last = name.split("/")[1:-1], name.rpartition("/")[2]
        here = Location(file.path)
        if file.obstacle:
            yield from read_text(file)[1]
        elif not last.lower().endswith(".svg"):
            yield problem("AG117", here)
        else:
            names = [(folder, "") for folder in folders] + [(last, ".svg")]
            yield from filter(None, (check_name(part, ending, here) for part, ending in names))
            text, found = read_text(file)
            yield from found
            if text and not has_errors(found):
                yield from islice(_drawing(text, file.path), MOST_OF_A_RULE)


def _drawing(text: str, path: str) -> Iterator[Problem]:
    declaration = DECLARATION.search(text)
    if declaration:
        place = Location(path, *line_and_column(text, declaration.start()))
        yield problem("AG116", place, found=declaration.group())
        return
    reader = _Reader(path)
    try:
        reader.parser.Parse(text.encode(), True)
    except expat.ExpatError as error:
        yield problem("AG117", Location(path, error.lineno, error.offset + 1))
        return
    yield from reader.found
    if reader.root != "svg":
        yield problem("AG117", Location(path))
    elif not reader.title.strip():
        yield problem("AG118", Location(path))


class _Reader:
    """Reads the elements of a drawing one by one."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.found: list[Problem] = []
        self.root = self.title = ""
        self.open: list[str] = []
        self.parser: Any = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text, self.parser.buffer_size = True, LARGEST_FILE
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        name = name.rpartition(" ")[2]
        self.root = self.root or name
        self.open.append(name)
        if name not in DRAWING:
            self.complain(f"<{name}>")
        for attribute, value in attributes.items():
            local = attribute.rpartition(" ")[2].lower()
            outside = local in ("href", "src") and not value.strip().startswith("#")
            if local.startswith("on") or local == "base" or outside or REACHES_OUT.search(value):
                self.complain(f'{local}="{value}"')

    def end(self, name: str) -> None:
        self.open.pop()

    def text(self, text: str) -> None:
        if self.open[1:] == ["title"]:
            self.title += text
        if "style" in self.open and REACHES_OUT.search(text):
            self.complain(text.strip())

    def complain(self, found: str) -> None:
        if len(self.found) < MOST_OF_A_RULE:
            place = Location(self.path, self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1)
            self.found.append(problem("AG116", place, found=found[:60]))
