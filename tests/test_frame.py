"""The frame can be drawn by other hands than MkDocs, and entries are stamped into it all the same."""

import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from generator.build import make_site
from generator.check import Checked, check
from generator.frame import FrameFailure, collect_frame, draw_frame, prepare
from generator.hand_written import sections
from generator.load import load_sources
from generator.model import SourceFile, Sources
from generator.site import load_materials, new_stamp

PROJECT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def sources() -> Sources:
    return load_sources(PROJECT)


@pytest.fixture(scope="module")
def checked(sources: Sources) -> Checked:
    return check(sources)


def content_of(html: bytes) -> str:
    """What stands between the slots: the text of the article, without the hand that drew the frame."""
    found = re.search(r'<div id="content">(.*)</div>\s*</article>', html.decode(), re.DOTALL)
    assert found
    return found.group(1)


@pytest.mark.parametrize("reader", ["properdocs", "zensical"])
def test_another_generator_draws_the_same_frame(
    reader: str, sources: Sources, checked: Checked, site: Path, tmp_path: Path
) -> None:
    """ProperDocs and Zensical read the same mkdocs.yml; every page gets the same content, language and menu."""
    if find_spec(reader) is None:
        pytest.skip(f"{reader} is not installed; install the extra {reader} to run this test")
    assert checked.wiki is not None
    rulebook = checked.wiki.rulebook
    prepare(PROJECT, sources.pages, rulebook, tmp_path)
    subprocess.run(
        [sys.executable, "-m", reader, "build", "-f", str(tmp_path / "mkdocs.yml")],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    drawn = make_site(checked.wiki, sources, collect_frame(tmp_path / "site", rulebook))
    ours = {p.relative_to(site).as_posix(): p.read_bytes() for p in site.rglob("*.html")}

    assert {path for path in drawn if path.endswith(".html")} == set(ours)
    for path, html in ours.items():
        assert b"@@agora" not in drawn[path], path
        if b'id="content"' in html:
            assert content_of(drawn[path]) == content_of(html), path
        if path.count("/"):
            assert f'<html lang="{path[:2]}"'.encode() in drawn[path], path
            assert drawn[path].count(b"md-tabs__link") == html.count(b"md-tabs__link"), path


def test_a_frame_does_not_grow_with_the_wiki(sources: Sources, checked: Checked) -> None:
    """One shell for a section and a language, and the hand-written pages; entries are not drawn."""
    assert checked.wiki is not None
    frame = draw_frame(PROJECT, sources.pages, checked.wiki.rulebook)
    rulebook = checked.wiki.rulebook

    assert len(frame.shells) == len(rulebook.languages) * len(sections(rulebook))
    assert len(frame.pages) == sum(path.endswith(".md") for path in sources.pages)


def test_a_broken_link_in_a_hand_written_page_is_a_failure(sources: Sources, checked: Checked) -> None:
    """What MkDocs only warns about stops the build, with the words of MkDocs."""
    assert checked.wiki is not None
    page = SourceFile("content/pages/en/about.md", b"# About\n\n[nowhere](missing.md)\n")

    with pytest.raises(FrameFailure, match=r"missing\.md"):
        draw_frame(PROJECT, {**sources.pages, "pages/en/about.md": page}, checked.wiki.rulebook)


def test_a_table_that_somebody_wrote_scrolls(sources: Sources, checked: Checked) -> None:
    """On a hand-written page as in an entry, it has a box of its own, which no script has to make."""
    assert checked.wiki is not None
    rulebook = checked.wiki.rulebook
    page = SourceFile("content/pages/en/about.md", b"# About\n\n| Space | Bench |\n|---|---|\n| Square | 2 |\n")
    frame = draw_frame(PROJECT, {**sources.pages, "pages/en/about.md": page}, rulebook)
    stamp = new_stamp(checked.wiki, frame, load_materials(rulebook).templates)

    html = stamp.hand_written("en/about.html", (), lambda name, path: "")
    assert b'<div class="table-scroll" tabindex="0"><table>\n<thead>' in html


def test_every_hand_written_page_exists_in_every_language(sources: Sources, checked: Checked) -> None:
    """The language switch of a hand-written page always leads somewhere."""
    assert checked.wiki is not None
    names = {
        language.id: {path.split("/", 2)[2] for path in sources.pages if path.split("/")[1] == language.id}
        for language in checked.wiki.rulebook.languages
    }

    assert len({frozenset(found) for found in names.values()}) == 1


def test_every_kind_is_in_the_menu() -> None:
    """A kind of schemas/kinds.yml that mkdocs.yml forgets could not be reached."""
    menu = (PROJECT / "mkdocs.yml").read_text("utf-8")
    rulebook = check(load_sources(PROJECT)).wiki
    assert rulebook is not None
    for kind in rulebook.rulebook.kinds.values():
        for language in rulebook.rulebook.languages:
            assert f"{language.id}/{kind.folder}/index.md" in menu


def test_a_missing_shell_is_told(checked: Checked, tmp_path: Path) -> None:
    """A site generator that draws too little fails the build instead of losing pages."""
    assert checked.wiki is not None
    shutil.rmtree(tmp_path / "site", ignore_errors=True)
    (tmp_path / "site").mkdir()

    with pytest.raises(FrameFailure, match="no shell"):
        collect_frame(tmp_path / "site", checked.wiki.rulebook)
