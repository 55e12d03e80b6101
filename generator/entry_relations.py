"""How an entry connects with others: lists of relations, each under its label.

In: the press and an entry. Out: HTML. Invariant: every relation that is not shown above it on the page is a plain link; a
list that is long begins with some, and the others are opened. Refuses: to find relations (see `relate`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from generator import hub
from generator.entry_parts import REACH, noted
from generator.listing import FIRST
from generator.model import Entry, Relation, Wiki
from generator.overview import SHORT
from generator.press import Press, escaped


class _Label(NamedTuple):
    """What stands above a list of relations, and where the list stands among the others; no text where they are not shown."""

    field: int
    inverse: bool
    kind: int
    text: str


def relations(press: Press, entry: Entry) -> str:
    """Lists of relations, each under its label; those seen from the far end are split by kind, because one label holds many."""
    standing = press.once(("standing",), _standing, press.wiki)
    lists: dict[_Label, dict[str, Relation]] = {}
    labels: dict[tuple[str, bool, str], _Label] = press.once(("labels", entry.kind, entry.language), dict)
    for relation in press.wiki.relations[entry.id]:
        field, inverse, target, _ = relation
        if (inverse or field not in REACH) and target in standing:
            asked = (field, inverse, standing[target])
            label = labels.get(asked)
            if label is None:
                label = labels[asked] = _label(press, *asked, entry.kind, entry.language)
            if label.text:
                lists.setdefault(label, {})[target] = relation
    html = [f"<h3>{escaped(label.text)}</h3>\n{_list(press, entry, lists[label])}" for label in sorted(lists)]
    return "\n".join(html)


def _list(press: Press, entry: Entry, relations: Mapping[str, Relation]) -> str:
    """Entries that are connected in the same way."""
    items = [_relation(press, entry, relation) for relation in relations.values()]
    if len(items) <= SHORT:
        return _items(items)
    said = escaped(press.templates.word("related_more", entry.language, count=len(items) - FIRST))
    rest = f'<details class="agora-twin">\n<summary>{said}</summary>\n{_items(items[FIRST:])}\n</details>'
    return f"{_items(items[:FIRST])}\n{rest}"


def _items(items: Sequence[str]) -> str:
    listed = "\n".join(items)
    return f"<ul>\n{listed}\n</ul>"


def _standing(wiki: Wiki) -> dict[str, str]:
    """Id → kind of everything that is not withdrawn."""
    return {entry.id: entry.kind for entry in wiki.entries.values() if not entry.withdrawn}


def _label(press: Press, field: str, inverse: bool, other: str, kind: str, language: str) -> _Label:
    """The label of relations of a kind with entries of another."""
    rulebook = press.wiki.rulebook
    rank, relation = list(rulebook.relations).index(field), rulebook.relations[field]
    on_hub = ("practice", "technology", "case-study", *hub.KINDS) if kind in hub.KINDS else ()
    if inverse and field == hub.KINDS.get(kind) and other in on_hub:
        return _Label(rank, inverse, -1, "")
    if relation.symmetric or not inverse:
        return _Label(rank, False, -1, relation.label[language])
    plural = rulebook.kinds[other].plural[language].lower()
    text = press.templates.word("label_of_kind", language, label=relation.inverse[language], kind=plural)
    return _Label(rank, True, list(rulebook.kinds).index(other), text)


def _relation(press: Press, entry: Entry, relation: Relation) -> str:
    """One entry that is connected; of a measure in a case also what came of it."""
    id, language = relation.target, entry.language
    html = press.once(("related", id, entry.kind, language), _related, press, id, entry.kind, language)
    if "outcome" not in relation.detail:
        return f"<li>{html}</li>"
    wiki = press.wiki
    target = wiki.entry(id, language)
    case, measure = (target, entry.id) if relation.inverse else (entry, id)
    said = next(item for item in case.front["measures"] if item["id"] == measure)
    outcome = wiki.rulebook.vocabularies["outcome"].terms[relation.detail["outcome"]].labels[language]
    note = noted(said["note"], wiki.note_language(case, "measures", measure), language)
    return f"<li>{html}<br><strong>{escaped(outcome)}.</strong> {note}</li>"


def _related(press: Press, id: str, kind: str, language: str) -> str:
    """An entry as a link from the pages of a kind, and its own kind."""
    target, kinds = press.wiki.entry(id, language), press.wiki.rulebook.kinds
    link = press.link(target, f"{language}/{kinds[kind].folder}", language)
    return f'{link} <span class="agora-quiet">{escaped(kinds[target.kind].label[language])}</span>'
