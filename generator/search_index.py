"""The search of the site: all scripts of the index, from the wiki.

In: the linked wiki, the words of the interface. Out: paths and bytes. Invariant: a text is let go as soon as it is counted.
Refuses: to know how a script is written (see `shards`).
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.catalogue import Catalogue
from generator.index import search_texts
from generator.model import Wiki
from generator.shards import search_scripts
from generator.tally import tally
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


def search_files(wiki: Wiki, templates: Templates) -> Iterator[tuple[str, bytes]]:
    """The index as scripts."""
    rulebook = wiki.rulebook
    yield from search_scripts(
        Catalogue(tally(search_texts(wiki), rulebook.languages), rulebook.languages),
        {
            language.id: {
                "kinds": {kind.id: kind.label[language.id] for kind in rulebook.kinds.values()},
                "text": {key: templates.words[f"search_{key}"][language.id] for key in SAID},
            }
            for language in rulebook.languages
        },
    )
