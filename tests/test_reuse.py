"""A build of what stands already does nothing, and whatever is touched makes it a whole build again."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from generator import fingerprint
from generator.build import STAGES, build
from generator.load import load_sources
from generator.reuse import LastBuild
from tests.corpus import make_project

ENTRY = "content/entries/en/practices"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project that was built once, without a remark."""
    folder = make_project(tmp_path_factory.mktemp("reuse") / "project", 40)
    assert stages(folder) == list(STAGES)
    return folder


def stages(project: Path) -> list[str]:
    """What a build had to do."""
    told: list[str] = []
    built = build(project, None, project / "site", None, told.append)
    assert built.pages
    return told


def stands(project: Path, today: str | None = None) -> bool:
    """Whether what is known of the last build says so, by the bytes of everything."""
    return bool(LastBuild(project, None, project / "site", today).made_of(load_sources(project)))


def untouched(project: Path, today: str | None = None) -> bool:
    """The same at a glance."""
    return bool(LastBuild(project, None, project / "site", today).untouched())


def append(path: Path, text: str = "\n") -> None:
    path.write_text(path.read_text("utf-8") + text, "utf-8")


def overwrite_with_the_same_size(path: Path) -> None:
    """The size and the time stay, as after a disk or a tool that sets times back."""
    status = path.stat()
    path.write_bytes(b"x" * status.st_size)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


CHANGES: dict[str, Callable[[Path], object]] = {
    "an entry says more": lambda p: append(next((p / ENTRY).iterdir()), "\nMore.\n"),
    "an entry is gone": lambda p: next((p / ENTRY).iterdir()).unlink(),
    "a page says more": lambda p: append(p / "content/pages/en/about.md", "\nMore.\n"),
    "a table says more": lambda p: append(p / "schemas/kinds.yml", "# more\n"),
    "the theme looks different": lambda p: append(p / "generator/theme/assets/stylesheets/agora.css"),
    "the configuration differs": lambda p: append(p / "mkdocs.yml", "# more\n"),
    "the configuration brings in files from elsewhere": lambda p: append(p / "mkdocs.yml", "hooks: [own.py]\n"),
    "a file of the site is gone": lambda p: (p / "site/en/index.html").unlink(),
    "a file of the site was written over": lambda p: overwrite_with_the_same_size(p / "site/en/index.html"),
    "a file was put into the site": lambda p: (p / "site/stranger.html").write_text("x"),
    "the record is gone": lambda p: (p / ".site.agorapedia-made").unlink(),
    "the record is no record": lambda p: (p / ".site.agorapedia-made").write_text("[1]"),
    "the record was cut off": lambda p: (p / ".site.agorapedia-made").write_text('{"made_from": "'),
}


def test_what_stands_is_not_built_again(project: Path) -> None:
    """Only the files are read; nothing is checked, drawn or written."""
    assert stages(project) == [next(iter(STAGES))]


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_is_touched_is_noticed(project: Path, change: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Input or output, and the record itself: afterwards the site does not count as the one that would be built."""
    monkeypatch.setattr(fingerprint, "SETTLED", 0)
    if not stands(project):
        stages(project)
    assert stands(project)
    assert untouched(project)
    kept = {path: path.read_bytes() for path in project.rglob("*") if path.is_file() and "site/" not in str(path)}

    CHANGES[change](project)

    assert not untouched(project)
    assert not stands(project)
    for path, data in kept.items():
        if not path.exists() or path.read_bytes() != data:
            path.write_bytes(data)


def test_another_date_is_another_site(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a page calls today is a part of it."""
    monkeypatch.setattr(fingerprint, "SETTLED", 0)
    if not stands(project):
        stages(project)

    assert stands(project)
    assert untouched(project)
    assert not stands(project, "2031-01-01")
    assert not untouched(project, "2031-01-01")


def test_what_was_only_touched_is_read_once(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when a checkout writes the same files anew: their bytes decide, and after that a glance is enough again."""
    monkeypatch.setattr(fingerprint, "SETTLED", 0)
    if not stands(project):
        stages(project)
    entry = next((project / ENTRY).iterdir())

    entry.write_bytes(entry.read_bytes())

    assert not untouched(project)
    assert stands(project)
    assert untouched(project)


def test_a_glance_is_not_trusted_a_moment_after_a_change(project: Path) -> None:
    """A second change in the same tick of the disk's clock could not be seen."""
    if not stands(project):
        stages(project)
    entry = next((project / ENTRY).iterdir())
    entry.write_bytes(entry.read_bytes())

    assert stands(project)
    assert not untouched(project)


def test_what_there_is_to_say_is_said_at_every_build(project: Path) -> None:
    """A wiki with a warning is checked again, so that the warning is told again."""
    entry = next((project / ENTRY).iterdir())
    text = entry.read_text("utf-8")
    entry.write_text(
        text.replace("status: draft", "status: checked\nchecked: 2020-01-01\nreview_in: 6 months"), "utf-8"
    )
    try:
        for _ in range(2):
            told: list[str] = []
            built = build(project, None, project / "site", "2026-11-01", told.append)
            assert built.checked.problems
            assert told == list(STAGES)
    finally:
        entry.write_text(text, "utf-8")
