"""Hand-written pages: their place, their name, their characters.

In: the files of `content/pages`. Out: problems. Invariant: an accepted page stands where nothing else of the site stands,
and everything in the folder is a page, because all of it is published. Refuses: to read Markdown; the frame does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.characters import read_text
from generator.model import Location, Rulebook, SourceFile
from generator.naming import check_name
from generator.problems import Problem, problem


def check_pages(files: Mapping[str, SourceFile], rulebook: Rulebook) -> Iterator[Problem]:
    """Problems of all pages."""
    languages = {language.id for language in rulebook.languages}
    for name, file in files.items():
        here = Location(file.path)
        folders, last = name.split("/")[1:-1], name.rpartition("/")[2]
        if file.obstacle:
            yield from read_text(file)[1]
        elif (
            not folders or folders[0] not in languages or not last.lower().endswith(".md") or _taken(folders, rulebook)
        ):
            yield problem("AG109", here)
        else:
            names = [(folder, "") for folder in folders[1:]] + [(last, ".md")]
            yield from filter(None, (check_name(part, ending, here) for part, ending in names))
            yield from read_text(file)[1]


def _taken(folders: list[str], rulebook: Rulebook) -> bool:
    """Whether entries have their pages in this folder of the site."""
    return len(folders) > 1 and rulebook.kind_of_folder(folders[1]) is not None
