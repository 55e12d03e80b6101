"""Where things stand in the body of an entry.

In: a document. Out: places of text, headings and links, and what makes a body too tangled to be read. Invariant: offsets
are those of the body as written, code counts as blank because nothing in it is markup, and the work grows with the
length of the text. Refuses: to say what is wrong.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import islice

from generator.model import Document, Heading, Location

FENCE = re.compile(r"^[ >]{0,40}(?:(?:[-*+]|\d{1,9}[.)]) {1,4})?(`{3,}(?=[^`\n]*$)|~{3,})(.*)$")
BACKTICKS = re.compile(r"`+")
VISIBLE = re.compile(r"[^\n]")
HEADING_LINE = re.compile(
    r"^[ \t>]{0,40}(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(?P<signs>#{1,6})[ \t]+(?P<hashed>[^\n]*)$"
    r"|^[ \t>]{0,40}(?P<lined>[^\s>#][^\n]*)\n[ \t>]{0,40}(?:=+|-+)[ \t]*$",
    re.MULTILINE,
)
DEEPEST_NESTING = 20
NESTING = re.compile(rf"\n(?:[ \t]*(?:>|[-*+][ \t]|\d{{1,9}}[.)][ \t])){{{DEEPEST_NESTING}}}")
HEADING_SIGN = re.compile(r"^[ \t>]{0,40}(?:#{1,6}(?:[ \t]|$)|[=-]+[ \t]*$)", re.MULTILINE)
TABLE_RULE = re.compile(r"^[ \t>]{0,40}[|:-][|: \t-]*$", re.MULTILINE)
MOST_HEADINGS = 200
MOST_CELLS = 20_000


class Text:
    """The body of a document with places that can be found."""

    def __init__(self, document: Document) -> None:
        self.path = document.path
        self.first_line = document.body_line
        self.body = document.body

    @cached_property
    def plain(self) -> str:
        """The body with code replaced by spaces, so that offsets stay."""
        return without_code(self.body)

    def at(self, offset: int) -> Location:
        """The place of an offset in the body."""
        line = self.body.count("\n", 0, offset)
        return Location(self.path, self.first_line + line, offset - self.body.rfind("\n", 0, offset))

    def last_fence(self) -> int:
        """The offset at which the last block of code begins, closed or not."""
        offset, fence, since = 0, "", 0
        for line in self.body.split("\n"):
            match = FENCE.match(line)
            if match and (not fence or (match[1].startswith(fence) and not match[2].strip())):
                fence, since = ("", since) if fence else (match[1], offset + match.start(1))
            offset += len(line) + 1
        return since

    @property
    def start(self) -> Location:
        """The place of the first line."""
        return Location(self.path, self.first_line)

    def find(self, needle: str, nth: int = 0) -> Location:
        """The nth place of a text outside code, the last one if there are fewer, or the start of the body."""
        offset = -1
        for _ in range(nth + 1):
            following = self.plain.find(needle, offset + 1)
            if following < 0:
                break
            offset = following
        return self.at(offset) if offset >= 0 and needle else self.start

    def link(self, target: str, words: str, nth: int) -> Location:
        """The place of the nth link to a target or, when it has none, of the link with these words."""
        if not target and not words:
            return self.find("]()")
        if not target:
            return self.find(f"[{words}]" if f"[{words}]" in self.plain else words)
        written = re.compile(r"(?:\]\([ \t]*<?|\]:[ \t]*<?|<)" + re.escape(target) + r"(?=[\s)>]|$)")
        ends = [match.end() for match in islice(written.finditer(self.plain), nth + 1)]
        return self.at(ends[-1] - len(target)) if ends else self.find(target)

    def headings(self, headings: Sequence[Heading]) -> list[Location]:
        """The places of headings that were read from this body, in their order."""
        lines = [(match.start(), self._words(match)) for match in HEADING_LINE.finditer(self.plain)]
        if len(lines) == len(headings):
            return [self.at(offset) for offset, _ in lines]
        offsets: dict[str, deque[int]] = {}
        for offset, words in lines:
            offsets.setdefault(words, deque()).append(offset)
        places = []
        for heading in headings:
            waiting = offsets.get(_bare(heading.text))
            places.append(self.at(waiting.popleft()) if waiting else self.start)
        return places

    def sections(self) -> Iterator[str]:
        """The text below each second-level heading."""
        end = None
        for match in HEADING_LINE.finditer(self.plain):
            if match["signs"] in ("##", None):
                if end is not None:
                    yield self.body[end : match.start()]
                end = match.end()
        if end is not None:
            yield self.body[end:]

    def _words(self, match: re.Match[str]) -> str:
        start, end = match.span("hashed" if match["signs"] else "lined")
        return _bare(self.body[start:end])


def without_code(body: str) -> str:
    """The text with fenced and inline code blanked; everything else keeps its offset."""
    if "`" not in body and "~~~" not in body:
        return body
    lines: list[str] = []
    paragraph: list[str] = []
    fence = ""
    for line in body.split("\n"):
        match = FENCE.match(line)
        if match and (not fence or (match[1].startswith(fence) and not match[2].strip())):
            fence = "" if fence else match[1]
        elif not fence and line.strip():
            paragraph.append(line)
            continue
        lines += _without_spans(paragraph)
        paragraph = []
        lines.append(" " * len(line))
    return "\n".join([*lines, *_without_spans(paragraph)])


def tangle(body: str) -> tuple[int, str] | None:
    """The offset and the reason, if a body would keep its reader busy for long; no honest text comes near these limits."""
    nested = NESTING.search("\n" + body)
    if nested:
        return nested.start(), f"quotes and lists are nested {DEEPEST_NESTING} deep"
    lines = body.count("\n")
    if lines >= MOST_HEADINGS and body.count("#") + body.count("=") + body.count("-") > MOST_HEADINGS:
        headings = list(HEADING_SIGN.finditer(body))
        if len(headings) > MOST_HEADINGS:
            return headings[MOST_HEADINGS].start(), f"it has more than {MOST_HEADINGS} headings"
    if "|" not in body or body.count("|") * lines <= MOST_CELLS:
        return None
    rules = [match for match in TABLE_RULE.finditer(body) if "-" in match.group()]
    widest = max(rules, key=lambda match: match.group().count("|"), default=None)
    if widest and widest.group().count("|") * body.count("\n", widest.start()) > MOST_CELLS:
        return widest.start(), f"a table of more than {MOST_CELLS} cells may follow"
    return None


def _without_spans(paragraph: list[str]) -> list[str]:
    """Lines without what stands between two equally long runs of back ticks."""
    text = "\n".join(paragraph)
    if "`" not in text:
        return paragraph
    runs = [match.span() for match in BACKTICKS.finditer(text)]
    closing: list[int | None] = [None] * len(runs)
    next_of_length: dict[int, int] = {}
    for number in range(len(runs) - 1, -1, -1):
        length = runs[number][1] - runs[number][0]
        closing[number] = next_of_length.get(length)
        next_of_length[length] = number
    pieces, done, number = [], 0, 0
    while number < len(runs):
        end = closing[number]
        escaped = runs[number][1] - runs[number][0] == 1 and text[max(runs[number][0] - 1, 0) : runs[number][0]] == "\\"
        if end is None or escaped:
            number += 1
            continue
        pieces += [text[done : runs[number][0]], VISIBLE.sub(" ", text[runs[number][0] : runs[end][1]])]
        done, number = runs[end][1], end + 1
    return "".join([*pieces, text[done:]]).split("\n")


def _bare(text: str) -> str:
    """The letters and digits of a heading, whatever marks stand around them."""
    return "".join(filter(str.isalnum, text))
