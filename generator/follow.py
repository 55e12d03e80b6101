"""Every link in every text, followed.

In: documents with their bodies, and the names of everything in the content folder. Out: problems. Invariant: an accepted
link works in an editor, on a forge, over http and from a USB stick; after any number of changes problems are what they
would be if every link had been followed anew. Refuses: to ask the network whether an outside address still answers.
"""

from __future__ import annotations

import posixpath
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from typing import Any

from generator import address
from generator.model import Body, Document, Link
from generator.problems import MOST_OF_A_RULE, Problem, problem
from generator.text import Text

Fault = tuple[str, dict[str, Any]]
Face = tuple[object, ...]
"""What a link to a file can find out about it."""
Whole = Callable[[Document], Document]
"""Brings the text of a document, which nobody keeps: a place in it is told only when something is wrong."""


class Files:
    """Everything in the content folder, and what is called alike or lies beside."""

    def __init__(self, paths: Collection[str]) -> None:
        self._paths = paths

    def __contains__(self, path: str) -> bool:
        return path in self._paths

    @cached_property
    def folders_of(self) -> Mapping[str, Sequence[str]]:
        """Name of a file → the folders in which there is one."""
        found: dict[str, list[str]] = {}
        for path in self._paths:
            folder, name = posixpath.split(path)
            found.setdefault(name, []).append(folder)
        return found

    @cached_property
    def names_in(self) -> Mapping[str, Sequence[str]]:
        """Folder → the names of its files."""
        found: dict[str, list[str]] = {}
        for path in sorted(self._paths):
            folder, name = posixpath.split(path)
            found.setdefault(folder, []).append(name)
        return found


@dataclass(frozen=True, slots=True)
class Content:
    """What links may lead to."""

    entries: Mapping[str, Document]
    """Documents by their paths inside the content folder."""
    bodies: Mapping[str, Body]
    """By the paths of their documents."""
    files: Files


class Links:
    """The links of all entries, kept from one check to the next."""

    def __init__(self) -> None:
        self._looked_at: dict[str, set[str]] = {}
        self._readers: dict[str, set[str]] = defaultdict(set)
        self._faces: dict[str, Face] = {}
        self._troubles: dict[str, list[Problem]] = {}

    @property
    def problems(self) -> Iterator[Problem]:
        """Everything that is wrong with them."""
        return chain.from_iterable(self._troubles.values())

    def update(
        self,
        changed: Collection[str],
        content: Content,
        whole: Whole,
    ) -> bool:
        """Follow changes; returns whether any file looks different to who links to it.

        `changed` are the paths of which anything is new, those that are gone included. A document is read again if it is
        new, if something that it links to looks different, or if there was a problem with it, because a problem may suggest
        any other file.
        """
        again = {*changed, *self._troubles}
        seen_anew = False
        for path in changed:
            face = _face(path, content)
            if face != self._faces.get(path):
                self._faces[path] = face
                again |= self._readers[path]
                seen_anew = True
        for path in again:
            self._walk(path, content, whole)
        return seen_anew

    def _walk(self, path: str, content: Content, whole: Whole) -> None:
        self._troubles.pop(path, None)
        for other in self._looked_at.pop(path, ()):
            self._readers[other].discard(path)
        document = content.entries.get(path)
        body = content.bodies.get(document.path) if document else None
        if document is None or body is None:
            return
        walk = Walk(path, document, body, content, whole)
        if found := list(islice(walk.problems(), MOST_OF_A_RULE)):
            self._troubles[path] = found
        for other in walk.looked_at:
            self._readers[other].add(path)
        self._looked_at[path] = walk.looked_at


def _face(path: str, content: Content) -> Face:
    document = content.entries.get(path)
    body = content.bodies.get(document.path) if document else None
    anchors = tuple([heading.anchor for heading in body.headings]) if body else None
    return path in content.files, document is not None, anchors


class Walk:
    """Follows the links of one document, an entry or a page."""

    def __init__(
        self,
        content_path: str,
        document: Document,
        body: Body,
        content: Content,
        whole: Whole = lambda document: document,
    ) -> None:
        self.content_path = content_path
        self.document = document
        self.body = body
        self.content = content
        self.whole = whole
        self.looked_at: set[str] = set()
        """Paths of files on which it may depend what is wrong."""

    def problems(self) -> Iterator[Problem]:
        """Everything that is wrong with the links."""
        text: Text | None = None
        met: Counter[str] = Counter()
        for link in self.body.links:
            for code, values in self._faults(link):
                text = text or Text(self.whole(self.document))
                yield problem(code, text.link(link.target, link.text, met[link.target]), **values)
            met[link.target] += 1

    def _faults(self, link: Link) -> Iterator[Fault]:
        target = link.target
        if not link.is_figure and (beside := address.sibling(self.content_path, target)) in self.content.entries:
            self.looked_at.add(beside)  # most links are of this kind, and nothing can be wrong with one
            return
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
        self.looked_at.add(path)
        if target.startswith(("/", "\\")):
            yield "AG604", {"target": target}
        elif path == ".." or path.startswith(("../", "..\\")):
            yield "AG606", {"target": target}
        elif path.endswith(".html"):
            yield "AG605", {"target": target}
        elif path not in self.content.files:
            yield "AG601", {"target": path, **self._suggestion(path)}
        elif link.is_figure and not path.startswith("figures/"):
            yield "AG608", {"target": target}
        elif path in self.content.entries:
            yield from self._entry_faults(path, anchor)

    def _entry_faults(self, path: str, anchor: str) -> Iterator[Fault]:
        other = self.content.entries[path]
        body = self.content.bodies.get(other.path)
        if anchor and body:
            anchors = [heading.anchor for heading in body.headings]
            if anchor not in anchors:
                yield "AG602", {"target": other.path, "anchor": anchor, "wrong": anchor, "near": anchors}
        if other.language != self.document.language:
            own, theirs = f"entries/{self.document.language}/", f"entries/{other.language}/"
            better = path.replace(theirs, own, 1)
            self.looked_at.add(better)
            if better in self.content.entries:
                yield "AG609", {"other": other.language, "target": other.id, "better": self._relative(better)}

    def _suggestion(self, path: str) -> dict[str, Any]:
        """A file of the same name elsewhere, or else the most similar name in the folder, as it has to be written."""
        folder, name = posixpath.split(path)
        if folders := self.content.files.folders_of.get(name):
            namesakes = [self._relative(posixpath.join(other, name)) for other in folders]
            shortest = min(namesakes, key=lambda file: (len(file), file))
            return {"near": [shortest], "wrong": shortest}
        start = self._relative(f"{folder}/x")[:-1]
        return {
            "near": [start + other for other in self.content.files.names_in.get(folder, ())],
            "wrong": self._relative(path),
        }

    def _relative(self, path: str) -> str:
        return posixpath.relpath(path, posixpath.dirname(self.content_path))
