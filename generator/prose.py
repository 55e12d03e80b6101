"""What is wrong with the text of one entry, looking at that text alone.

In: a document, its rendered body, its kind. Out: problems with line and column. Invariant: the fast path reads only the
`Body`; the text is searched for a place only when something is wrong. Refuses: to follow links (see `link`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from generator.model import Body, Document, Kind, Location
from generator.problems import Problem, problem

RAW_HTML = re.compile(r"<(?:[A-Za-z/!?][^\n>]*>?)")
CODE = re.compile(r"^(```|~~~).*?^\1[^\n]*$|(`+)(?!`).+?(?<!`)\2(?!`)", re.MULTILINE | re.DOTALL)
AUTOLINK = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:[^\s<>]*>|<[^\s<>@]+@[^\s<>]+>")
FOOTNOTE = re.compile(r"^ {0,3}\[\^([^\]]+)\]:", re.MULTILINE)
TEMPLATE_MARK = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|^--8<--.*$|^\{:.*\}$", re.MULTILINE)
WORKING_NOTE = re.compile(r"\b(?:TODO|FIXME|XXX|TBD|TBC)\b")


def check_prose(document: Document, body: Body, kind: Kind, source_keys: Iterable[str]) -> Iterator[Problem]:
    """Everything that can be said about a body without knowing other entries but the sources that it may cite."""
    text = Text(document)
    if body.dropped_html:
        yield from _raw_html(text)
    if "]:" in document.body and "[^" in document.body:
        for match in FOOTNOTE.finditer(text.plain):
            yield problem("AG703", text.at(match.start()), key=match.group(1))
    for key in body.unknown_citations:
        yield problem("AG701", text.find(f"[^{key}]"), key=key, near=source_keys, wrong=key)
    if "{" in document.body or "--8<--" in document.body:
        for match in TEMPLATE_MARK.finditer(text.plain):
            yield problem("AG807", text.at(match.start()), found=match.group()[:40])
    for match in WORKING_NOTE.finditer(document.body):
        yield problem("AG808", text.at(match.start()), found=match.group())
    yield from _headings(body, text)
    yield from _sections(document, body, kind, text)


class Text:
    """The body of a document with places that can be found; code is blanked, because nothing in it is markup."""

    def __init__(self, document: Document) -> None:
        self.path = document.path
        self.first_line = document.body_line
        self.body = document.body

    @property
    def plain(self) -> str:
        """The body with code replaced by spaces, so that offsets stay."""
        return CODE.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), self.body)

    def at(self, offset: int) -> Location:
        """The place of an offset in the body."""
        line = self.body.count("\n", 0, offset)
        return Location(self.path, self.first_line + line, offset - self.body.rfind("\n", 0, offset))

    def find(self, needle: str) -> Location:
        """The first place of a text outside code, or the start of the body."""
        offset = self.plain.find(needle)
        return self.at(offset) if offset >= 0 else Location(self.path, self.first_line)

    def heading(self, text: str) -> Location:
        """The place of a heading with this text."""
        words = re.escape(text.split(maxsplit=1)[0]) if text else ""
        match = None
        for match in re.finditer(rf"^ {{0,3}}#+\s.*{words}.*$", self.plain, re.MULTILINE):
            if re.sub(r"[*_`\s#]", "", match.group()) == re.sub(r"[*_`\s#]", "", text):
                break
        return self.at(match.start()) if match else Location(self.path, self.first_line)


def _raw_html(text: Text) -> Iterator[Problem]:
    found = [m for m in RAW_HTML.finditer(text.plain) if not AUTOLINK.match(m.group())]
    for match in found:
        yield problem("AG801", text.at(match.start()), found=match.group()[:60])
    if not found:
        yield problem("AG801", Location(text.path, text.first_line), found="somewhere in the text")


def _headings(body: Body, text: Text) -> Iterator[Problem]:
    level = 1
    for heading in body.headings:
        if heading.level == 1:
            yield problem("AG802", text.heading(heading.text), text=heading.text)
        elif heading.level > level + 1:
            yield problem("AG806", text.heading(heading.text), text=heading.text)
        level = heading.level


def _sections(document: Document, body: Body, kind: Kind, text: Text) -> Iterator[Problem]:
    """Second-level headings are the sections of the kind, all of them unless the entry is a stub, in their order."""
    wanted = [section.labels[document.language] for section in kind.sections]
    written = [heading.text for heading in body.headings if heading.level == 2]
    for title in written:
        if title not in wanted:
            yield problem("AG804", text.heading(title), section=title, kind=kind.id, allowed=wanted, wrong=title)
    known = [title for title in written if title in wanted]
    for before, after in pairwise(known):
        if wanted.index(before) > wanted.index(after):
            yield problem("AG805", text.heading(after), section=after, other=before)
    if document.front.get("status") != "stub" and "withdrawn" not in document.front:
        for title in wanted:
            if title not in written:
                yield problem("AG803", Location(document.path, document.body_line), section=title)
    for title in _empty_sections(text.body, known):
        yield problem("AG809", text.heading(title), section=title)


def _empty_sections(body: str, titles: Sequence[str]) -> Iterator[str]:
    parts = re.split(r"^## +(.+?)\s*$", body, flags=re.MULTILINE)
    for title, content in zip(parts[1::2], parts[2::2], strict=True):
        if title in titles and not content.strip():
            yield title
