"""The texts of hand-written pages: their links checked like those of entries, and made ready for the frame.

In: the files of `content/pages`. Out: problems, and Markdown that any site generator can draw. Invariant: a page links to
entries and figures by their files, like an entry does, and to a step of the dossier as if it had one; for the frame such a
link becomes an address with a scheme of our own, which no site generator tries to follow, and the stamp makes it relative.
Refuses: to draw; the frame does.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from generator import address
from generator.characters import read_text
from generator.dossier_rule import STEPS
from generator.follow import Content, Files, Walk
from generator.markdown import render_body
from generator.model import Body, Document, Location, Rulebook, SourceFile
from generator.problems import Problem, problem

OWN_SCHEME = "agora:"
HEAD = re.compile(r"---[ \t]*\n.*?\n---[ \t]*\n", re.DOTALL)
TARGET = re.compile(r"(\]\()([^)\s]+)")
DOSSIER_STEP = re.compile(rf"pages/[a-z-]+/{address.DOSSIER}/(?!index\.)[a-z-]+\.md")
OWN_ADDRESS = re.compile(r'(href|src)="' + OWN_SCHEME + r'([^"]*)"')


def check_texts(
    files: Mapping[str, SourceFile], entries: Mapping[str, Document], bodies: Mapping[str, Body], known: Collection[str],
    rulebook: Rulebook,
) -> Iterator[Problem]:  # fmt: skip
    """Problems of the links of all pages; `known` is everything in the content folder, `entries` by their paths in it."""
    content = Content(entries, bodies, Files({*known, *shell_paths(rulebook), *dossier_paths(rulebook)}))
    for name, file in files.items():
        text, problems = read_text(file)
        if not text or problems:
            continue
        head = HEAD.match(text)
        start = head.end() if head else 0
        page = Document(
            file.path, name.split("/")[1], "page", name, {}, "", text[start:], text.count("\n", 0, start) + 1
        )
        body = render_body(page.body, (), lambda target: target)
        if body.dropped_html:
            yield problem("AG801", Location(file.path, page.body_line), found="somewhere in the page")
        yield from Walk(name, page, body, content).problems()


def shell_paths(rulebook: Rulebook) -> Iterator[str]:
    """Pages that nobody wrote but to which a page may link: the lists of kinds and the other sections."""
    for language in rulebook.languages:
        for section in sections(rulebook):
            yield f"pages/{language.id}/{section}/index.md"


def dossier_paths(rulebook: Rulebook) -> Iterator[str]:
    """The steps of the dossier on paper as if somebody had written them, so that a page can link to them."""
    steps = rulebook.vocabularies[STEPS].terms if STEPS in rulebook.vocabularies else ()
    for language in rulebook.languages:
        for step in steps:
            if step in rulebook.dossier:
                yield f"pages/{language.id}/{address.DOSSIER}/{step}.md"


def sections(rulebook: Rulebook) -> list[str]:
    """The folders of a language whose pages are stamped."""
    return [*(kind.folder for kind in rulebook.kinds.values()), *address.OWN_SECTIONS]


def for_frame(content_path: str, text: str) -> str:
    """The text of a page with its links to entries, figures and steps of the dossier in our own scheme."""

    def own(match: re.Match[str]) -> str:
        target = match.group(2)
        path, anchor = address.resolve(content_path, target)
        if address.scheme(target) or (path.startswith(("pages/", "..")) and not DOSSIER_STEP.fullmatch(path)):
            return match.group()
        return f"{match.group(1)}{OWN_SCHEME}{address.site_path(path)}{'#' + anchor if anchor else ''}"

    return TARGET.sub(own, text)


def from_frame(page: str, html: str, on_site: Collection[str]) -> str:
    """The drawn page with addresses in our own scheme made relative.

    A borrowed page may speak of entries that this wiki does not have: then the words stay and the link goes.
    """

    def relative(match: re.Match[str]) -> str:
        attribute, target = match.groups()
        known = target.partition("#")[0] in on_site
        return f'{attribute}="{address.relative(page, target)}"' if known else ""

    return OWN_ADDRESS.sub(relative, html)
