"""The search of the site: all scripts of the index, from the wiki.

In: the linked wiki, the words of the interface. Out: paths and bytes. Invariant: parts of a wiki can be counted anywhere;
only numbers come back. Refuses: to know how a script is written (see `shards`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from generator.catalogue import Catalogue
from generator.index import search_texts
from generator.model import Wiki
from generator.shards import search_scripts
from generator.tally import Tally, tally
from generator.templating import Templates

SAID = (
    "all",
    "begin_alike",
    "broken",
    "count",
    "count_one",
    "filtered_out",
    "more_help",
    "none",
    "read_as",
    "try_other",
)
"""Words that the scripts show; each stands in the table of words behind `search_`."""


Spread = Callable[[Callable[[Sequence[str]], Tally], Sequence[str]], list[Tally]]
"""Does work on parts of the ids, wherever there is room for it."""


def in_place(work: Callable[[Sequence[str]], Tally], ids: Sequence[str]) -> list[Tally]:
    """All work here, in one part."""
    return [work(ids)]


def analyse(wiki: Wiki, ids: Sequence[str]) -> Tally:
    """Count the words of these entries."""
    return tally(search_texts(wiki, ids), wiki.rulebook.languages)


def search_files(wiki: Wiki, templates: Templates, spread: Spread = in_place) -> Iterator[tuple[str, bytes]]:
    """The index as scripts."""
    rulebook = wiki.rulebook
    yield from search_scripts(
        Catalogue(spread(partial(analyse, wiki), list(wiki.entries)), rulebook.languages),
        {
            language.id: {
                "kinds": {kind.id: kind.label[language.id] for kind in rulebook.kinds.values()},
                "text": {key: templates.words[f"search_{key}"][language.id] for key in SAID},
            }
            for language in rulebook.languages
        },
    )
