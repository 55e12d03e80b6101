"""What is wrong with the text of one entry, looking at that text alone.

In: a document, its rendered body, its kind. Out: problems with line and column. Invariant: the fast path reads only the
`Body`; the text is searched for a place only when something is wrong. Refuses: to follow links (see `follow`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from html import unescape
from itertools import islice, pairwise

from ahocorasick_rs import AhoCorasick

from generator.characters import SUSPICIOUS, strange_character
from generator.markdown import has_empty_section
from generator.model import Body, Document, Kind, Location
from generator.problems import MOST_OF_A_RULE, Problem, problem
from generator.text import Text, tangle

RAW_HTML = re.compile(r"<(?:[A-Za-z/!?][^\n<>]*>?)")
AUTOLINK = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:[^\s<>]*>|<[^\s<>@]+@[^\s<>]+>")
ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
FOOTNOTE = re.compile(r"^ {0,3}\[\^([^\[\]\n]+)\]:", re.MULTILINE)
TEMPLATE_MARK = re.compile(
    r"\{\{[^{}\n]{0,200}\}\}|\{%[^{}\n]{0,200}%\}|^[ \t]{0,3}-{1,4}8<-{1,4}[^\n]*$|\{:[^{}\n]{0,200}\}", re.MULTILINE
)
WORKING_NOTES = ("TODO", "FIXME", "XXX", "TBD", "TBC")
HOLDS_NOTE = AhoCorasick(WORKING_NOTES)
WORKING_NOTE = re.compile(rf"\b(?:{'|'.join(WORKING_NOTES)})\b")


def check_tangle(document: Document) -> Problem | None:
    """What would make the text too costly to read; then nobody should try."""
    found = tangle(document.body)
    return problem("AG810", Text(document).at(found[0]), reason=found[1]) if found else None


def check_prose(
    document: Document, body: Body, kind: Kind, source_keys: Collection[str] | None, finished: bool
) -> Iterator[Problem]:
    """Everything that can be said about a body without knowing other entries but the sources that it may cite.

    Without `source_keys` nobody knows what it may cite. A `finished` entry has all its sections.
    """
    if not document.body.strip():
        return
    text = Text(document)
    for rule in (
        _raw_html(body, text),
        _open_code(body, text),
        _written_footnotes(text),
        _unknown_citations(body, text, source_keys),
        _written_codes(text),
        _template_marks(text),
        _working_notes(text),
        _headings(body, text),
        _sections(document, body, kind, text, finished),
    ):
        yield from islice(rule, MOST_OF_A_RULE)


def _raw_html(body: Body, text: Text) -> Iterator[Problem]:
    if not body.dropped_html:
        return
    tags = [m for m in RAW_HTML.finditer(text.plain) if not AUTOLINK.match(m.group())]
    found = [m for m in tags if m.group().endswith(">") or m.group().startswith("<!")] or tags
    for match in found:
        yield problem("AG801", text.at(match.start()), found=match.group()[:60])
    if not found:
        yield problem("AG801", text.start, found="somewhere in the text")


def _open_code(body: Body, text: Text) -> Iterator[Problem]:
    """A block of code that swallows the rest of the entry, and with it the headings and sources that follow."""
    if body.open_ended:
        yield problem("AG812", text.at(text.last_fence()))


def _written_footnotes(text: Text) -> Iterator[Problem]:
    if "]:" in text.body and "[^" in text.body:
        for match in FOOTNOTE.finditer(text.plain):
            yield problem("AG703", text.at(match.start()), key=match.group(1))


def _unknown_citations(body: Body, text: Text, source_keys: Collection[str] | None) -> Iterator[Problem]:
    if source_keys is None:
        return
    for key in (key for key in body.unknown_citations if not (body.open_ended and key in source_keys)):
        yield problem("AG701", text.find(f"[^{key}]"), key=key, near=source_keys, wrong=key)


def _written_codes(text: Text) -> Iterator[Problem]:
    """Characters that hide behind a code such as &#x202e;, which turns into the character on the page."""
    if "&" not in text.body:
        return
    for match in ENTITY.finditer(text.plain):
        hidden = SUSPICIOUS.search(unescape(match.group()))
        if hidden:
            yield strange_character(hidden, text.at(match.start()))


def _template_marks(text: Text) -> Iterator[Problem]:
    if "{" in text.body or ("<" in text.body and "8<-" in text.body):  # one sign is found much faster than three
        for match in TEMPLATE_MARK.finditer(text.plain):
            yield problem("AG807", text.at(match.start()), found=match.group()[:40])


def _working_notes(text: Text) -> Iterator[Problem]:
    if not HOLDS_NOTE.find_matches_as_indexes(text.body):
        return
    for match in WORKING_NOTE.finditer(text.body):
        yield problem("AG808", text.at(match.start()), found=match.group())


def _headings(body: Body, text: Text) -> Iterator[Problem]:
    levels = [heading.level for heading in body.headings]
    if 1 not in levels and all(after <= before + 1 for before, after in pairwise([1, *levels])):
        return
    level = 1
    for heading, place in zip(body.headings, text.headings(body.headings), strict=True):
        if heading.level == 1:
            yield problem("AG802", place, text=heading.text)
        elif heading.level > level + 1:
            yield problem("AG806", place, text=heading.text)
        level = heading.level


def _sections(document: Document, body: Body, kind: Kind, text: Text, finished: bool) -> Iterator[Problem]:
    """Second-level headings are the sections of the kind, all of them when the entry is finished, in their order."""
    wanted = [_spaced(section.labels[document.language]) for section in kind.sections]
    written = [_spaced(heading.text) for heading in body.headings if heading.level == 2]
    if finished and not body.open_ended:
        for title in wanted:
            if title not in written:
                yield problem("AG803", text.start, section=title)
    if written == [title for title in wanted if title in written] and not has_empty_section(body):
        return
    contents = list(text.sections())
    all_places = zip(body.headings, text.headings(body.headings), strict=True)
    places = [place for heading, place in all_places if heading.level == 2]
    for number, title in enumerate(written):
        if title not in wanted:
            yield problem("AG804", places[number], section=title, kind=kind.id, allowed=wanted, wrong=title)
        elif title in written[:number]:
            yield problem("AG811", places[number], section=title)
    yield from _out_of_order(wanted, written, places)
    if len(contents) == len(written):
        for title, place, content in zip(written, places, contents, strict=True):
            if title in wanted and not content.strip():
                yield problem("AG809", place, section=title)


def _out_of_order(wanted: Sequence[str], written: Sequence[str], places: Sequence[Location]) -> Iterator[Problem]:
    known = [(title, place) for title, place in zip(written, places, strict=True) if title in wanted]
    for (before, _), (after, place) in pairwise(known):
        if wanted.index(before) > wanted.index(after) and after not in written[: written.index(before)]:
            yield problem("AG805", place, section=after, other=before)


def _spaced(title: str) -> str:
    """A title with ordinary spaces; French writers type a no-break space before a question mark, or an ordinary one."""
    return " ".join(title.split())
