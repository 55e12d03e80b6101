"""Every link in every text, followed.

In: documents with their bodies, and the names of everything in the content folder. Out: problems. Invariant: an accepted
link works in an editor, on a forge, over http and from a USB stick. Refuses: to ask the network whether an outside
address still answers.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from generator import address
from generator.model import Body, Document, Link, Rulebook
from generator.problems import MOST_OF_A_RULE, Problem, problem
from generator.text import Text

Fault = tuple[str, dict[str, Any]]


def follow(
    documents: Iterable[Document], bodies: Mapping[str, Body], files: Collection[str], rulebook: Rulebook
) -> Iterator[Problem]:
    """Problems of all links. `bodies` by the paths of their documents; `files` is everything in the content folder."""
    by_path = by_content_path(documents, rulebook)
    for content_path, document in by_path.items():
        if document.path in bodies:
            walk = Walk(content_path, document, by_path, bodies, files)
            yield from islice(walk.problems(), MOST_OF_A_RULE)


def by_content_path(documents: Iterable[Document], rulebook: Rulebook) -> dict[str, Document]:
    """Documents by their paths inside the content folder."""
    return {address.entry_path(d.language, rulebook.kinds[d.kind].folder, d.id): d for d in documents}


class Walk:
    """Follows the links of one document, an entry or a page."""

    def __init__(
        self,
        content_path: str,
        document: Document,
        by_path: Mapping[str, Document],
        bodies: Mapping[str, Body],
        files: Collection[str],
    ) -> None:
        self.content_path = content_path
        self.document = document
        self.by_path = by_path
        self.bodies = bodies
        self.files = files

    def problems(self) -> Iterator[Problem]:
        """Everything that is wrong with the links."""
        text = Text(self.document)
        met: Counter[str] = Counter()
        for link in self.bodies[self.document.path].links:
            for code, values in self._faults(link):
                yield problem(code, text.link(link.target, link.text, met[link.target]), **values)
            met[link.target] += 1

    def _faults(self, link: Link) -> Iterator[Fault]:
        target = link.target
        if not target:
            yield "AG610", {"text": f"«{link.text}»" if link.text else "here"}
            return
        if link.is_figure and not link.text.strip():
            yield "AG607", {"target": target}
        scheme = address.scheme(target)
        if link.is_figure and scheme:
            yield "AG608", {"target": target}
        elif scheme in ("http", "https") and address.is_disguised(target):
            yield "AG603", {"scheme": target[:60]}
        elif scheme and scheme not in address.SAFE_SCHEMES:
            yield "AG603", {"scheme": scheme if scheme == "//" else f"{scheme}:"}
        elif not scheme:
            yield from self._path_faults(link)

    def _path_faults(self, link: Link) -> Iterator[Fault]:
        target = link.target
        path, anchor = address.resolve(self.content_path, target)
        if target.startswith(("/", "\\")):
            yield "AG604", {"target": target}
        elif path == ".." or path.startswith(("../", "..\\")):
            yield "AG606", {"target": target}
        elif path.endswith(".html"):
            yield "AG605", {"target": target}
        elif path not in self.files:
            yield "AG601", {"target": path, **self._suggestion(path)}
        elif link.is_figure and not path.startswith("figures/"):
            yield "AG608", {"target": target}
        elif path in self.by_path:
            yield from self._entry_faults(path, anchor)

    def _entry_faults(self, path: str, anchor: str) -> Iterator[Fault]:
        other = self.by_path[path]
        body = self.bodies.get(other.path)
        anchors = [heading.anchor for heading in body.headings] if body else []
        if anchor and body and anchor not in anchors:
            yield "AG602", {"target": other.path, "anchor": anchor, "wrong": anchor, "near": anchors}
        if other.language != self.document.language:
            own, theirs = f"entries/{self.document.language}/", f"entries/{other.language}/"
            better = path.replace(theirs, own, 1)
            if better in self.by_path:
                yield "AG609", {"other": other.language, "target": other.id, "better": self._relative(better)}

    def _suggestion(self, path: str) -> dict[str, Any]:
        """A file of the same name elsewhere, or else the most similar name in the folder, as it has to be written."""
        name, folder = posixpath.basename(path), posixpath.dirname(path)
        namesakes = [self._relative(file) for file in self.files if posixpath.basename(file) == name]
        if namesakes:
            shortest = min(namesakes, key=lambda file: (len(file), file))
            return {"near": [shortest], "wrong": shortest}
        beside = [self._relative(file) for file in self.files if posixpath.dirname(file) == folder]
        return {"near": beside, "wrong": self._relative(path)}

    def _relative(self, path: str) -> str:
        return posixpath.relpath(path, posixpath.dirname(self.content_path))
