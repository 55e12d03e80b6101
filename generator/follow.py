"""Every link in every text, followed.

In: entries with their bodies, and the names of everything in the content folder. Out: problems. Invariant: an accepted
link works in an editor, on a forge, over http and from a USB stick. Refuses: to ask the network whether an outside
address still answers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from generator import address
from generator.model import Document, Entry, Link, Rulebook
from generator.problems import Problem, problem
from generator.prose import Text


def follow(
    entries: Iterable[Entry], documents: Iterable[Document], files: Collection[str], rulebook: Rulebook
) -> Iterator[Problem]:
    """Problems of all links. `files` are the paths of everything in the content folder."""
    texts = {document.path: document for document in documents}
    by_path = {_content_path(entry, rulebook): entry for entry in entries}
    for content_path, entry in by_path.items():
        for link in entry.body.links:
            code, values = _fault(link, content_path, entry, by_path, files, rulebook)
            if code:
                yield _problem(code, link, values, texts[entry.path])


def _content_path(entry: Entry, rulebook: Rulebook) -> str:
    return address.entry_path(entry.language, rulebook.kinds[entry.kind].folder, entry.id)


def _fault(
    link: Link,
    content_path: str,
    entry: Entry,
    by_path: Mapping[str, Entry],
    files: Collection[str],
    rulebook: Rulebook,
) -> tuple[str, dict[str, Any]]:
    target = link.target
    if not target:
        return "AG610", {"text": f"«{link.text}»"}
    scheme = address.scheme(target)
    if link.is_figure and not link.text.strip():
        return "AG607", {"target": target}
    if link.is_figure and scheme:
        return "AG608", {"target": target}
    if scheme in address.SAFE_SCHEMES:
        return "", {}
    if scheme:
        return "AG603", {"scheme": scheme if scheme == "//" else f"{scheme}:"}
    if target.startswith(("/", "\\")):
        return "AG604", {"target": target}
    path, anchor = address.resolve(content_path, target)
    if path.startswith(".."):
        return "AG606", {"target": target}
    if path.endswith(".html"):
        return "AG605", {"target": target}
    if path not in files:
        return "AG601", {"target": path, "wrong": path, "near": files}
    other = by_path.get(path)
    if other and anchor and anchor not in {heading.anchor for heading in other.body.headings}:
        anchors = [heading.anchor for heading in other.body.headings]
        return "AG602", {"target": other.path, "anchor": anchor, "wrong": anchor, "near": anchors}
    if other and other.language != entry.language:
        better = _content_path(other, rulebook).replace(f"entries/{other.language}/", f"entries/{entry.language}/", 1)
        if better in by_path:
            return "AG609", {"other": other.language, "target": other.id, "better": better}
    return "", {}


def _problem(code: str, link: Link, values: dict[str, Any], document: Document) -> Problem:
    text = Text(document)
    place = text.find(link.target) if link.target else text.find(link.text or "](")
    return problem(code, place, **values)
