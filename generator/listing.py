"""A list of entries as it stands on a page: rows, filters, titles, and what is left for further pages.

In: the press and a table. Out: HTML, and pages of titles. Invariant: every entry of a list is reached by plain links,
however long the list is; a row, a title and an option are filled once and joined wherever they come again. Lists stand
two folders deep, so one relative address serves them all. Refuses: to choose entries and to count them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial

from markupsafe import Markup

from generator import address
from generator.model import Entry, Page
from generator.overview import ROWS, SHORT, Filter, Table, labels_of
from generator.press import Column, Press, Sheet, escaped

FIRST = 20
"""Rows that a hub or a cell shows of a list that is long; the other entries follow by their titles."""
TITLES = 300
"""Titles on a page."""


def entry_list(
    press: Press, table: Table, id: str, language: str, rows: tuple[int, int] = (0, ROWS), within: str = ""
) -> Markup:
    """The table with its filters; of a long one the rows from one place to before another.

    `within` says what the whole list has in common, as `field=id id` joined by `;`: its data hold all entries of the kinds.
    """
    all = len(table.places)
    shown = table.places[slice(*rows)] if table.is_long else table.places
    html = "\n".join(_rows(press, press.lists.at(shown, language), language, table))
    about, range = f' data-shown="{_said(press, "shown_of", language, shown="{shown}", all="{all}")}"', ""
    if table.is_long:
        about += _about(press, table, language, within)
        said = _said(press, "list_range", language, first=rows[0] + 1, last=rows[0] + len(shown), all=all)
        range = f'<p class="agora-range">{said}</p>\n'
    return Markup(
        f'<div class="agora-list" id="{id}"{about}>\n{range}{_form(press, table, language)}'
        f"{press.once(('head', table.columns, language), partial(_head, press, table.columns, language))}"
        f"  <tbody>\n    {html}\n  </tbody>\n</table>\n</div>\n"
        f'<p class="agora-nothing" hidden>{_said(press, "nothing_left", language)}</p>\n</div>'
    )


def some_measures(press: Press, table: Table, path: str, language: str, within: str) -> Markup:
    """A table beside other things: the whole of it, or its first rows and the titles of all."""
    if not table.places:
        return Markup("")
    rows = entry_list(press, table, "measures", language, (0, FIRST), within)
    return rows + _all_titles(press, table.places, path, language, "measures-") if table.is_long else rows


def some_cases(press: Press, places: Sequence[int], path: str, language: str) -> Markup:
    """Cases with their summaries: all of them, or the first and the titles of all."""
    if not places:
        return Markup("")
    is_long = len(places) > SHORT
    shown = press.lists.at(places[:FIRST] if is_long else places, language)
    items = "".join([_summary(press, entry, language) for entry in shown])
    listed = Markup(f"<ul>\n    {items}\n  </ul>")
    return listed + _all_titles(press, places, path, language, "cases-") if is_long else listed


def scripts(path: str, table: Table) -> Markup:
    """The scripts that make a table narrow and sort; those of a long list know how to load the rest of it."""
    names = ["filter-rule", *(["filter-list"] if table.is_long else []), "filter-page"]
    near = [address.relative(path, f"assets/javascripts/{name}.js") for name in names]
    return Markup("\n".join([f'<script src="{script}" defer></script>' for script in near]))


def titles(press: Press, entries: Iterable[Entry], language: str, between: str = "\n") -> Markup:
    """Entries as items that are links."""
    return Markup(between.join([f"<li>{link(press, entry, language)}</li>" for entry in entries]))


def link(press: Press, entry: Entry, language: str) -> str:
    """The title of an entry as a link from any page that stands two folders deep."""
    path = press.page_path(entry)
    if entry.language == language:
        return f'<a href="../{path.partition("/")[2]}">{escaped(entry.title)}</a>'
    return f'<a href="../../{path}" lang="{entry.language}">{escaped(entry.title)}</a>'


def further_page(path: str, number: int, part: str = "") -> str:
    """Where a page goes on; no id holds two hyphens, so no entry can ever stand there."""
    stem = path.removesuffix(".html")
    return f"{stem.removesuffix('index') + 'page' if stem.endswith('/index') else stem}--{part}{number}.html"


def title_pages(
    press: Press,
    ids: Sequence[str],
    path: str,
    language: str,
    part: str,
    title: str,
    addresses: Mapping[str, str],
) -> Iterator[Sheet]:
    """The titles of entries that the page at `path` has no room for; `addresses` are those of that page."""
    last = pages_of(len(ids), TITLES)

    def page(number: int) -> Page:
        rest = path.partition("/")[2]
        here, first = further_page(path, number, part), (number - 1) * TITLES
        shown = press.lists.places(ids, language)[first : first + TITLES]
        said = press.templates.word("list_range", language, first=first + 1, last=first + len(shown), all=len(ids))
        html = press.fill(
            "titles",
            here,
            language,
            title=title,
            back=address.relative(here, path),
            range=said,
            titles=_titles_at(press, shown, language),
            pager=pager(press, path, here, language, number, last, part),
        )
        named = press.templates.word("list_page", language, title=title, number=number)
        near = {
            other: further_page(there, number, part) if there.partition("/")[2] == rest else there
            for other, there in addresses.items()
        }
        return Page(here, language, rest.partition("/")[0], named, named, html, (), near)

    for number in range(2, last + 1):
        yield further_page(path, number, part), partial(page, number)


def pages_of(count: int, size: int) -> int:
    """How many pages a list takes."""
    return -(-count // size)


def pager(press: Press, path: str, here: str, language: str, number: int, last: int, part: str = "") -> Markup:
    """Links between the pages of a list: the first, the last, those nearby, the next and the previous."""
    if last < 2:
        return Markup("")
    near = sorted({1, last, *range(max(1, number - 2), min(last, number + 2) + 1)})
    numbered = [
        (n, address.relative(here, path if n == 1 else further_page(path, n, part)), n - before > 1)
        for before, n in zip([0, *near], near, strict=False)
    ]
    return Markup(press.fill("pager", here, language, numbered=numbered, number=number, last=last))


def _titles_at(press: Press, places: Iterable[int], language: str) -> Markup:
    """The titles of entries at places; most entries stand in several lists, so all titles are made at once."""
    if language not in press.titles:
        everything = press.lists.titled(language)
        press.titles[language] = [f"<li>{link(press, entry, language)}</li>" for entry in everything]
    return Markup("\n".join(map(press.titles[language].__getitem__, places)))


def _all_titles(press: Press, places: Sequence[int], path: str, language: str, part: str) -> Markup:
    further = pager(press, path, path, language, 1, pages_of(len(places), TITLES), part)
    return Markup(
        f'\n<details class="agora-twin">\n  <summary>{_said(press, "list_titles", language, count=len(places))}'
        f'</summary>\n  <ul class="agora-columns">\n{_titles_at(press, places[:TITLES], language)}\n  </ul>\n'
        f"{further}</details>"
    )


def _said(press: Press, key: str, language: str, **values: object) -> str:
    return escaped(press.templates.word(key, language, **values))


def _about(press: Press, table: Table, language: str, within: str) -> str:
    """What the script of a long list must know: the kinds of its data, what the list has in common, what to say."""
    word = press.templates.word
    said = {
        "kinds": " ".join(table.kinds),
        "within": within,
        "found": word("list_found", language, found="{found}", all="{all}", shown="{shown}"),
        "more": word("list_more", language, count="{count}"),
        "broken": word("list_broken", language),
    }
    return "".join([f' data-{name}="{escaped(text)}"' for name, text in said.items()])


def _form(press: Press, table: Table, language: str) -> str:
    """The filters; those of a long list beside other things are the same for all such lists of the same kinds."""
    all = len(table.places)
    if not table.filters or all < 2:
        return ""

    def made() -> str:
        filters = [(filter.field, _options(press, filter)) for filter in table.filters]
        return press.templates.fill("filters", language, filters=filters, all=all, is_long=table.is_long)

    counted = table.filters[0].choices[0].entries is not None
    return made() if counted else press.once(("filters", table.kinds, language), made)


def _head(press: Press, columns: tuple[str, ...], language: str) -> str:
    cells = [f'<th scope="col" data-column="{n}">{_said(press, n, language)}</th>' for n in ("title", *columns)]
    return (
        f'<div class="table-scroll" tabindex="0" role="region" aria-label="{_said(press, "title", language)}">\n'
        f'<table class="agora-table">\n  <thead><tr>{"".join(cells)}</tr></thead>\n'
    )


def _rows(press: Press, entries: Iterable[Entry], language: str, table: Table) -> list[str]:
    """Rows; in a list that is not long they say by attributes what scripts filter and sort by."""
    told, columns = not table.is_long, table.columns
    key = (language, columns, told)
    done, cells = press.rows.setdefault(key, ({}, [(column, press.lists.said(column), {}) for column in columns]))
    for entry in entries:
        if entry.id not in done:
            done[entry.id] = _row(press, entry, language, told, cells)
    return [done[entry.id] for entry in entries]


def _row(press: Press, entry: Entry, language: str, told: bool, cells: Iterable[Column]) -> str:
    spoken = "" if entry.language == language else f' lang="{entry.language}"'
    data = sort = ""
    if told:
        data = "".join([f' data-{field}="{" ".join(said)}"' for field, said in press.lists.filtered_by(entry)])
        sort = f' data-sort="{escaped(entry.title.lower())}"'
    pieces = [
        f'<tr{data}>\n      <td{sort}><a href="../../{press.page_path(entry)}"{spoken}>{escaped(entry.title)}</a>'
        f'<span class="agora-row-summary"{spoken}>{escaped(entry.summary)}</span></td>\n'
    ]
    for column, said, filled in cells:
        here = said.get(entry.id, ())
        if here not in filled:
            filled[here] = _cell(press, column, here, language, told)
        pieces.append(filled[here])
    return "".join(pieces) + "    </tr>"


def _cell(press: Press, column: str, said: tuple[str, ...], language: str, told: bool) -> str:
    """What a column shows; it is sorted by the place in the vocabulary for terms, by the text itself otherwise."""
    labels = labels_of(press.wiki.rulebook, column, language)
    text = escaped(", ".join([labels[term] for term in said] if labels else said))
    rank = (f"{press.lists.rank(column, said):02d}" if labels else text) if said else ""
    sort = f' data-sort="{rank}"' if told else ""
    return f'      <td{sort} data-head="{_said(press, column, language)}">{text}</td>\n'


def _options(press: Press, filter: Filter) -> Markup:
    """The choices of a filter; only the count differs from list to list."""
    made, found = press.options, []
    for id, label, count in filter.choices:
        start = made.get((id, label))
        if start is None:
            start = made[id, label] = f'<option value="{escaped(id)}" data-label="{escaped(label)}">{escaped(label)}'
        found.append(f"{start}</option>" if count is None else f"{start} ({count})</option>")
    return Markup("\n".join(found))


def _summary(press: Press, entry: Entry, language: str) -> str:
    def made() -> str:
        spoken = "" if entry.language == language else f' lang="{entry.language}"'
        return f"<li>{link(press, entry, language)}: <span{spoken}>{escaped(entry.summary)}</span></li>"

    return press.once(("summary", entry.id, language), made)
