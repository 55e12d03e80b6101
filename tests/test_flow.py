"""The whole flow on the project's own content."""

from pathlib import Path

from generator.check import check
from generator.load import load_sources
from generator.rebuild import Rebuilder

PROJECT = Path(__file__).parent.parent


def test_the_content_of_the_project_has_no_problem() -> None:
    """Main is green: no error and no warning stands in the content."""
    found = check(load_sources(PROJECT))

    assert list(found.problems) == []


def test_every_entry_has_a_page() -> None:
    """An entry that was accepted is on the site."""
    built = Rebuilder(PROJECT, None, None)()

    assert built.site is not None
    for path in (PROJECT / "content/entries").rglob("*.md"):
        name = path.relative_to(PROJECT / "content/entries").with_suffix(".html").as_posix()
        assert name in built.site
