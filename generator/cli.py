"""The command `agorapedia`: arguments in, text and exit codes out.

In: what a person typed. Out: what they read, and 0 for success, 1 for problems, 2 for wrong usage. Invariant: this is the
only module that prints, reads the clock or the environment. Refuses: to know anything of the domain.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click

from generator import __version__, problems
from generator.build import STAGES, Built, build
from generator.check import Progress, check
from generator.frame import FrameFailure
from generator.load import NoProject, find_project, load_sources
from generator.publish import PublishFailure

CONTENT = click.option(
    "--content", type=click.Path(path_type=Path, file_okay=False), help="Another content folder instead of content/."
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="agorapedia")
def main() -> None:
    """Check, build, preview and search a wiki on the protection of public spaces."""


@main.command("check")
@CONTENT
@click.option("--format", "form", type=click.Choice(["text", "json", "github", "sarif"]), default="text")
@click.option("--strict", is_flag=True, help="Warnings count as errors.")
def check_command(content: Path | None, form: str, strict: bool) -> None:
    """Say everything that is wrong with the content; write nothing."""
    with _failures():
        found = check(load_sources(find_project(Path.cwd()), content), _today_by_clock())
    click.echo(_report(found.problems, form), nl=False)
    if form == "text":
        click.echo(_summary(found.entries, found.problems), err=True)
    if form == "github" and (summary := os.environ.get("GITHUB_STEP_SUMMARY")):
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(problems.as_summary(found.problems))
    sys.exit(1 if problems.has_errors(found.problems) or (strict and found.problems) else 0)


@main.command("build")
@CONTENT
@click.option("--out", type=click.Path(path_type=Path), help="Where the site goes; site/ in the project by default.")
def build_command(content: Path | None, out: Path | None) -> None:
    """Check everything and build the site."""
    started = time.monotonic()
    with _failures(), _progress() as progress:
        project = find_project(Path.cwd())
        target = out or project / "site"
        built = build(project, content, target, _epoch(), progress)
    _tell(built, target, time.monotonic() - started)
    sys.exit(0 if built.site is not None else 1)


def _tell(built: Built, target: Path, seconds: float) -> None:
    click.echo(_report(built.checked.problems, "text"), nl=False, err=True)
    click.echo(_summary(built.checked.entries, built.checked.problems), err=True)
    if built.site is None:
        click.echo("Nothing was built; the site is as it was.", err=True)
    else:
        click.echo(f"{built.pages} pages in {target}, {built.written} files written, {seconds:.1f} s")


def _report(found: tuple[problems.Problem, ...], form: str) -> str:
    if form == "json":
        return problems.as_json(found)
    if form == "github":
        return problems.as_github(found)
    if form == "sarif":
        return problems.as_sarif(found, __version__)
    return problems.as_text(found)


def _summary(entries: int, found: tuple[problems.Problem, ...]) -> str:
    errors = sum(p.is_error for p in found)
    return f"{entries} files, {errors} errors, {len(found) - errors} warnings"


def _epoch() -> str | None:
    """The date that a reproducible build is given, if it is given one; see reproducible-builds.org."""
    value = os.environ.get("SOURCE_DATE_EPOCH")
    if value is None:
        return None
    if not value.isdecimal():
        raise click.UsageError(f"SOURCE_DATE_EPOCH must be whole seconds since 1970, not {value!r}")
    return datetime.fromtimestamp(int(value), UTC).date().isoformat()


def _today_by_clock() -> str:
    return _epoch() or datetime.now(UTC).date().isoformat()


@contextmanager
def _failures() -> Iterator[None]:
    """Failures that are nobody's bug, told in one line."""
    try:
        yield
    except NoProject as error:
        raise click.UsageError(str(error)) from error
    except (FrameFailure, PublishFailure, OSError) as error:
        raise click.ClickException(str(error)) from error


@contextmanager
def _progress() -> Iterator[Progress]:
    """A bar on a terminal, silence elsewhere."""
    if not sys.stderr.isatty():
        yield lambda stage: None
        return
    with click.progressbar(length=len(STAGES), file=sys.stderr, item_show_func=lambda stage: stage or "") as bar:
        yield lambda stage: bar.update(1, stage)
