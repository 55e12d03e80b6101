"""The preview builds again only what has changed; the law is that nobody can tell."""

import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment, UndefinedError

from generator import site as generator_site
from generator.check import Checker, read_rules
from generator.load import load_sources, load_templates, with_same_files
from generator.rebuild import Built, Rebuilder
from generator.serve import LastFrame
from tests.corpus import make_project
from tests.wandering import CHANGES, TO_ENTRIES, Wanderer

STEPS = int(os.environ.get("AGORAPEDIA_STEPS", "10"))
CHECKS = 8 * STEPS
SEEDS = range(int(os.environ.get("AGORAPEDIA_SEEDS", "2")))


def outcome(built: Built) -> tuple[object, Mapping[str, bytes] | None, int]:
    """Everything that anybody can see of a build: what was found, every file, how many pages are told."""
    return built.checked, dict(built.site) if built.site else None, built.site.count() if built.site else 0


def difference(one: Mapping[str, bytes] | None, other: Mapping[str, bytes] | None) -> list[str]:
    """Paths of files that are not the same."""
    one, other = one or {}, other or {}
    return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))


@pytest.mark.parametrize("seed", SEEDS)
def test_checking_again_finds_what_a_first_check_finds(seed: int, tmp_path: Path) -> None:
    """After any changes to entries, wiki and problems are those of a check that knows nothing of before."""
    wanderer = Wanderer(make_project(tmp_path / "project", 30), seed)
    sources = load_sources(wanderer.project)
    validator, _ = read_rules(sources.schemas)
    assert validator is not None
    checker = Checker(validator, None)
    good = checker.check(sources, silent).publishable
    for _ in range(CHECKS):
        told = wanderer.mend() if not good and wanderer.random.random() < 0.3 else wanderer.step(TO_ENTRIES)
        sources = with_same_files(sources, load_sources(wanderer.project))
        checked = checker.check(sources, silent)
        assert checked == Checker(validator, None).check(sources, silent), told
        good = checked.publishable
        if good and checked.wiki is not None:
            wanderer.keep()
            wanderer.fingerprints = {id: entry.fingerprint for id, entry in checked.wiki.entries.items()}


def silent(stage: str) -> None:
    """Nobody is told of progress."""


@pytest.mark.parametrize("seed", SEEDS)
def test_a_rebuild_is_a_build(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After any changes, problems, wiki and every file are, byte for byte, those of a build from nothing."""
    wanderer = Wanderer(make_project(tmp_path / "project", 30), seed)
    monkeypatch.setattr(generator_site, "load_templates", lambda: wanderer.templates)
    monkeypatch.setattr(generator_site, "load_interface", lambda: wanderer.interface)
    monkeypatch.setattr(Environment, "compile", cache(Environment.compile))
    draw = LastFrame()
    rebuild = Rebuilder(wanderer.project, None, None, draw)
    rebuild()
    gone: set[str] = set()
    good = True
    for _ in range(STEPS):
        told = wanderer.mend() if not good and wanderer.random.random() < 0.6 else wanderer.step(CHANGES)
        built = rebuild(changed=wanderer.touched)
        clean = Rebuilder(wanderer.project, None, None, draw)()

        (checked, files, pages), (clean_checked, clean_files, clean_pages) = outcome(built), outcome(clean)
        assert checked == clean_checked, told
        assert difference(files, clean_files) == [], told
        assert (files is None, pages) == (clean_files is None, clean_pages), told
        assert pages == sum(path.endswith(".html") for path in clean_files or ()), told
        good = files is not None
        if built.site is not None and built.checked.wiki is not None:
            wanderer.keep()
            wanderer.fingerprints = {id: entry.fingerprint for id, entry in built.checked.wiki.entries.items()}
            assert not any(path in built.site for path in gone - built.site.keys())
            gone |= built.site.keys()


def test_an_edit_is_read_alone(tmp_path: Path) -> None:
    """Of three hundred entries only the one that was edited is read and judged again."""
    project = make_project(tmp_path / "project", 300)
    rebuild = Rebuilder(project, None, None)
    rebuild()
    assert rebuild.checker is not None
    first = rebuild.checker.read
    path = project / "content/entries/en/practices/practices-7.md"
    path.write_text(path.read_text("utf-8") + "\nOne more sentence.\n", "utf-8")

    built = rebuild(changed=[path])

    assert (first, rebuild.checker.read) == (300, 301)
    assert built.site is not None
    assert b"One more sentence." in built.site["en/practices/practices-7.html"]


def test_a_broken_template_breaks_the_build_and_a_mended_one_brings_the_last_site_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages are made late, but a template that fails is noticed while the last good site is still there."""
    templates = load_templates()
    monkeypatch.setattr(generator_site, "load_templates", lambda: dict(templates))
    project = make_project(tmp_path / "project", 30)
    rebuild = Rebuilder(project, None, None, LastFrame())
    good = rebuild().site
    entry = templates["entry.html.jinja"]

    templates["entry.html.jinja"] = f"{entry}{{{{ nobody_knows_this }}}}"
    with pytest.raises(UndefinedError):
        rebuild(changed=[tmp_path / "entry.html.jinja"])
    templates["entry.html.jinja"] = entry

    assert rebuild(changed=[project / "content/entries/en/spaces/spaces-0.md"]).site is good
