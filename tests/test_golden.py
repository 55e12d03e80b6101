"""A small wiki and everything that is made of it, kept as files that a person can read.

The dossier is the exception: its pages and data are large, are made of tables that have tests of their own, and would
change here with every word of them. Its files stand in the list of the tree, not among the bytes.
"""

from pathlib import Path

import pytest

from generator.build import make_site
from generator.check import check
from generator.dossier_data import EXAMPLE_TOWN
from generator.hand_written import sections
from generator.load import load_sources
from generator.model import Frame
from tests.rewriting import REWRITE, compare

PROJECT = Path(__file__).parent.parent
GOLDEN = Path(__file__).parent / "golden"
THIS = "tests/test_golden.py"
SHELL = """<!doctype html>
<html lang="{language}">
<head>@@agora:policy@@<title>@@agora:title@@</title><meta name="description" content="@@agora:description@@"></head>
<body>
<nav>@@agora:languages@@</nav>
<nav>@@agora:toc@@</nav>
<main>
@@agora:body@@
</main>
<footer>@@agora:footer@@</footer>
</body>
</html>
"""
HOME = "<html lang='{language}'>@@agora:policy@@@@agora:languages@@@@agora:block home@@@@agora:footer@@</html>\n"


@pytest.fixture(scope="module")
def golden_site() -> dict[str, bytes]:
    """The golden wiki in a frame of a few lines, so that no release of a theme changes the expected tree."""
    sources = load_sources(PROJECT, GOLDEN / "content")
    checked = check(sources)
    assert checked.publishable, checked.problems
    assert checked.wiki is not None
    rulebook = checked.wiki.rulebook
    languages = [language.id for language in rulebook.languages]
    shells = {(lang, section): SHELL.format(language=lang) for lang in languages for section in sections(rulebook)}
    pages = {f"{lang}/index.html": HOME.format(language=lang) for lang in languages}
    return make_site(checked.wiki, sources, Frame(pages, shells, {}))


def is_of_the_dossier(path: str) -> bool:
    """Its pages, its data and schema, and the data of its worked example."""
    data = path.removeprefix("assets/data/")
    return "/dossier/" in path or (data != path and data.startswith(("dossier.", EXAMPLE_TOWN)))


def test_the_tree_has_exactly_these_files(golden_site: dict[str, bytes]) -> None:
    """Redirects, tombstones and translations included, nothing more and nothing less."""
    compare("".join(f"{path}\n" for path in sorted(golden_site)), GOLDEN / "tree.txt", THIS)


def test_every_file_has_exactly_these_bytes(golden_site: dict[str, bytes]) -> None:
    """Each page of the wiki is as it was; pages of problem codes, 186 alike, are represented by one. Without the dossier."""
    kept = {p: d for p, d in golden_site.items() if "/problems/" not in p or p == "en/problems/ag204.html"}
    kept = {path: data for path, data in kept.items() if not is_of_the_dossier(path)}
    stored = {p.relative_to(GOLDEN / "expected").as_posix() for p in (GOLDEN / "expected").rglob("*") if p.is_file()}
    for path in stored - set(kept) if REWRITE else ():
        (GOLDEN / "expected" / path).unlink()
    for path, data in kept.items():
        compare(data.decode(), GOLDEN / "expected" / path, THIS)

    assert REWRITE or stored == set(kept)
