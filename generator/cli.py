"""The command `agorapedia`: arguments in, text and exit codes out.

In: what a person typed. Out: what they read, and 0 for success, 1 for problems, 2 for wrong usage, 130 for Ctrl-C.
Invariant: this is the only module that prints (with `bar`), reads the clock or the environment; what only one command needs
is imported by it, because some of it takes longer to import than a check takes. Refuses: to know anything of the domain.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator import __version__, problem_forms, problems
from generator.bar import bar
from generator.check import STAGES as CHECK_STAGES
from generator.check import Progress, check, given_date
from generator.frame import FrameFailure
from generator.load import NoProject, find_project, load_sources
from generator.model import Sources
from generator.parallel import share, spread
from generator.processes import LostProcess
from generator.publish import PublishFailure

if TYPE_CHECKING:
    from generator.build import Published
    from generator.kept import Material
    from generator.rebuild import Built

STOPPED = 130
"""128 and the number of SIGINT, as shells have it."""

CONTENT = click.option(
    "--content", type=click.Path(path_type=Path, file_okay=False), help="Another content folder instead of content/."
)


@contextmanager
def _stops(sentence: str) -> Iterator[None]:
    """Ctrl-C ends a command with one sentence and the code that shells have for it."""
    try:
        yield
    except KeyboardInterrupt:
        click.echo(sentence, err=True)
        sys.exit(STOPPED)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="agorapedia")
def main() -> None:
    """Check, build, preview and search a wiki on the protection of public spaces."""


@main.command("check")
@CONTENT
@click.option("--format", "form", type=click.Choice(["text", "json", "github", "sarif"]), default="text")
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
@_stops("Stopped before everything was checked.")
def check_command(content: Path | None, form: str, strict: bool) -> None:
    """Say everything that is wrong with the content; write nothing."""
    with _failures(), bar(CHECK_STAGES, sys.stderr) as progress, _everything_kept():
        found = check(load_sources(find_project(Path.cwd()), content), _today_by_clock(), progress, spread)
    click.echo(_report(found.problems, form), nl=False)
    if form == "text":
        click.echo(_summary(found.entries, found.problems), err=True)
    if form == "github" and (summary := os.environ.get("GITHUB_STEP_SUMMARY")):
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(problem_forms.as_summary(found.problems))
    sys.exit(1 if problems.has_errors(found.problems) or (strict and found.problems) else 0)


@main.command("build")
@CONTENT
@click.option("--out", type=click.Path(path_type=Path), help="Where the site goes; site/ in the project by default.")
@_stops("Stopped. The site is whole: the one before, or the new one if that was complete.")
def build_command(content: Path | None, out: Path | None) -> None:
    """Check everything and build the site."""
    from generator.build import STAGES, build

    started = time.monotonic()
    with _failures(), bar(STAGES, sys.stderr) as progress, _everything_kept():
        project = find_project(Path.cwd())
        target = out or project / "site"
        built = build(project, content, target, _epoch(), progress)
    _tell(built, target, time.monotonic() - started)
    sys.exit(0 if built.pages else 1)


@main.command("serve")
@CONTENT
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 means any free port.")
def serve_command(content: Path | None, port: int) -> None:
    """Show the site to this computer only, and follow every change."""
    from generator.build import STAGES
    from generator.serve import Preview, PreviewFailure

    with (
        suppress(KeyboardInterrupt),
        _failures(PreviewFailure),
        Preview(find_project(Path.cwd()), content, port, _epoch()) as preview,
    ):
        started = time.monotonic()
        with bar(STAGES, sys.stderr) as progress, _everything_kept():
            outcome = preview.rebuild(progress)
        _tell_preview("", outcome, time.monotonic() - started)
        click.echo(f"{preview.address} shows the site and follows your changes. Ctrl-C ends it.")
        for changed in preview.changes():
            started = time.monotonic()
            more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
            outcome = preview.rebuild()
            _tell_preview(f"{problems.visible(changed[0])}{more}: ", outcome, time.monotonic() - started)


def _tell_preview(why: str, outcome: Built | str, seconds: float) -> None:
    """One line for what was built, and every problem that was found."""
    if isinstance(outcome, str):
        click.echo(f"{why}the build broke off after {seconds:.1f} s. {outcome}", err=True)
        return
    found = outcome.checked.problems
    errors = sum(p.is_error for p in found)
    pages = "no new pages" if outcome.site is None else f"{outcome.site.count()} pages"
    click.echo(_report(found, "text"), nl=False, err=True)
    click.echo(
        f"{why}{outcome.checked.entries} entries, {pages}, {errors} errors, {len(found) - errors} warnings, {seconds:.1f} s"
    )


@main.command("search")
@click.argument("query", nargs=-1)
@click.option("--kind", help="Only entries of this kind.")
@click.option("--threat", help="Only what concerns the threat with this id.")
@click.option("--space", help="Only what concerns the space with this id.")
@click.option("--lang", help="Only what a reader of this language gets; untranslated entries come in English.")
@click.option("--limit", type=click.IntRange(min=1), default=10, show_default=True, help="How many entries at most.")
@click.option("--json", "as_data", is_flag=True, help="A list of objects for programs.")
@CONTENT
@_stops("Stopped. The search index is as it was.")
def search_command(
    query: tuple[str, ...],
    kind: str | None,
    threat: str | None,
    space: str | None,
    lang: str | None,
    limit: int,
    as_data: bool,
    content: Path | None,
) -> None:
    """Find entries by words, in any language of the wiki."""
    from generator.answer import Question, as_json, as_text, faults, remarks
    from generator.fingerprint import made_from
    from generator.search import index_folder, opened
    from generator.vocabulary import read_rulebook

    question = Question(" ".join(query), kind, threat, space, lang, limit)
    if not any(letter.isalnum() for letter in question.text):
        raise click.UsageError("say what to search for, for example: agorapedia search bollards")
    with _failures(), _everything_kept():
        project = find_project(Path.cwd())
        sources = load_sources(project, content)
        rulebook, _ = read_rulebook(sources.schemas)
        if rulebook is None:
            raise click.ClickException("the tables in schemas/ have errors; agorapedia check says which")
        folder, fingerprint = index_folder(project, content), made_from(project, sources, None)
        with (
            bar({**CHECK_STAGES, "index": 60}, sys.stderr) as progress,
            opened(
                folder,
                rulebook,
                partial(_material, sources, progress),
                fingerprint,
                lambda texts: partial(share, told=progress("index")),
            ) as index,
        ):
            kept = index.kept
            wrong = " ".join(faults(question, rulebook, kept.threats, kept.spaces))
            if wrong:
                raise click.UsageError(wrong)
            found = index.find(question)
    if kept.errors:
        click.echo(f"{kept.errors} errors in the content; files that cannot be read are not searched.", err=True)
    for remark in remarks(found):
        click.echo(remark, err=True)
    click.echo(as_json(found) if as_data else as_text(found, rulebook), nl=False)


def _material(sources: Sources, progress: Progress) -> Material:
    """What there is to search, from content that was checked."""
    from generator.index import search_texts
    from generator.kept import Material

    checked = check(sources, progress=progress, spread=spread)
    if checked.wiki is None:
        raise click.ClickException("the tables in schemas/ have errors; agorapedia check says which")
    threats, spaces = ([entry.id for entry in checked.wiki.of_kind(kind)] for kind in ("threat", "space"))
    errors = sum(p.is_error for p in checked.problems)
    return Material(tuple(search_texts(checked.wiki)), threats, spaces, errors)


def _tell(built: Published, target: Path, seconds: float) -> None:
    click.echo(_report(built.checked.problems, "text"), nl=False, err=True)
    click.echo(_summary(built.checked.entries, built.checked.problems), err=True)
    if not built.pages:
        click.echo("Nothing was built; the site is as it was.", err=True)
    else:
        click.echo(f"{built.pages} pages in {target}, {built.written} files written, {seconds:.1f} s")


def _report(found: tuple[problems.Problem, ...], form: str) -> str:
    if form == "json":
        return problem_forms.as_json(found)
    if form == "github":
        return problem_forms.as_github(found)
    if form == "sarif":
        return problem_forms.as_sarif(found, __version__)
    return problem_forms.as_text(found)


def _summary(entries: int, found: tuple[problems.Problem, ...]) -> str:
    errors = sum(p.is_error for p in found)
    return f"{entries} files, {errors} errors, {len(found) - errors} warnings"


def _epoch() -> str | None:
    """The date that a reproducible build is given, if it is given one."""
    try:
        return given_date(os.environ.get("SOURCE_DATE_EPOCH"))
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def _today_by_clock() -> str:
    return _epoch() or datetime.now(UTC).date().isoformat()


@contextmanager
def _failures(more: type[Exception] = OSError) -> Iterator[None]:
    """Failures that are nobody's bug, told in one line."""
    try:
        yield
    except NoProject as error:
        raise click.UsageError(str(error)) from error
    except (FrameFailure, LostProcess, PublishFailure, OSError, more) as error:
        raise click.ClickException(str(error)) from error


@contextmanager
def _everything_kept() -> Iterator[None]:
    """What a build makes it needs to its end: looking for rubbish among it costs a tenth of the time and finds none."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
