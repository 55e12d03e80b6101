"""The preview: the site in memory, shown to this computer, built again whenever its files change.

In: a project folder and a port. Out: a running server and, for the command line, what each build found. Invariant: nothing
is written to the disk; a build that fails, in whatever way, leaves the pages of the last good one. Refuses: to print, to
read the clock; whoever asks for a build tells of it.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Any, Self, cast

from generator import problems
from generator.check import Progress
from generator.frame import FrameFailure, draw_frame
from generator.load import PROJECT_FILE, NoProject
from generator.model import Frame, Rulebook, SourceFile
from generator.preview_pages import Shown, failure
from generator.preview_server import ADDRESS, Board, Server
from generator.preview_watch import Watch
from generator.rebuild import Built, Rebuilder

THEME = Path("generator", "theme")


class PreviewFailure(Exception):
    """The preview cannot start; the message says what to do."""


class Preview:
    """A running preview; `address` is where a browser finds it. Raises PreviewFailure and NoProject."""

    def __init__(self, project: Path, content: Path | None, port: int, today: str | None) -> None:
        self.project = project.resolve()
        self.build = Rebuilder(self.project, content, today, LastFrame())
        self.changed: tuple[Path, ...] | None = None
        """What a rebuild has to look at; everything if it is not known."""
        self.board = Board(Shown(_new_build()))
        self.folders = [content or self.project / "content", self.project / "schemas", self.project / THEME]
        if not self.folders[0].is_dir():
            raise NoProject(f"there is no content folder {self.folders[0]}")
        if content is not None:
            self.folders.append(self.project / "content" / "pages")  # shown where the other folder has none
        package = Path(str(resources.files(__package__)))
        self.table = package / "problems.yml"
        self.table_read = self.table.read_bytes()
        self.files = [self.project / PROJECT_FILE, package / "interface.yml", self.table]
        self.folders.append(package / "templates")
        try:
            self.server = Server(port, self.board)
        except OSError as error:
            raise PreviewFailure(
                f"port {port} cannot be opened ({error.strerror}); choose another one with --port, or let the system "
                "choose with --port 0"
            ) from error
        self.address = f"http://{ADDRESS}:{self.server.server_port}/"

    def __enter__(self) -> Self:
        self.watch = Watch(self.folders, self.files)
        Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.watch.stop()
        self.board.close()
        self.server.shutdown()
        self.server.server_close()

    def changes(self) -> Iterator[tuple[str, ...]]:
        """What changed since the last look, as paths for a reader, a batch at a time, without end."""
        for batch in self.watch.batches():
            self.changed = batch
            lasting = [path for path in batch if path.exists()] or batch
            inside = self.project
            yield tuple(str(path.relative_to(inside) if path.is_relative_to(inside) else path) for path in lasting)

    def rebuild(self, progress: Progress = lambda stage: None) -> Built | str:
        """Build and show: what was built, or in words why the build broke off."""
        try:
            self._follow_problem_table()
            changed, self.changed = self.changed, None
            built = self.build(progress, changed)
        except Exception as error:
            expected = isinstance(error, FrameFailure | NoProject | OSError)
            reason = str(error) if expected else failure(error)
            self.board.show(_after(self.board.shown, None, reason))
            return reason
        self.board.show(_after(self.board.shown, built))
        return built

    def _follow_problem_table(self) -> None:
        """Other commands read the table of problems once, when they start; a preview outlives edits of it."""
        now = self.table.read_bytes()
        if now != self.table_read:
            fresh = problems.problem_table()
            table = cast(dict[str, problems.ProblemCode], problems.TABLE)
            table.clear()
            table.update(fresh)
            self.table_read = now
            self.build.forget()


class LastFrame:
    """Draws the frame, but only when something that it is made from has changed: drawing takes longer than all else."""

    def __init__(self) -> None:
        self.made_from: tuple[Any, ...] = ()
        self.frame = Frame({}, {}, {})

    def __call__(self, project: Path, pages: Mapping[str, SourceFile], rulebook: Rulebook) -> Frame:
        """The frame, as `draw_frame` would draw it."""
        theme = {path: path.read_bytes() for path in sorted((project / THEME).rglob("*")) if path.is_file()}
        made_from = ((project / PROJECT_FILE).read_bytes(), theme, dict(pages), rulebook)
        if made_from != self.made_from:
            self.frame = draw_frame(project, pages, rulebook)
            self.made_from = made_from
        return self.frame


def _after(shown: Shown, built: Built | None, reason: str = "") -> Shown:
    """What to show after a build: the new site, or the old one and what is wrong."""
    if built is not None and built.site is not None:
        return Shown(shown.build if built.site is shown.site else _new_build(), built.site)
    errors = tuple(p for p in built.checked.problems if p.is_error) if built else ()
    return Shown(shown.build if shown.site is not None else _new_build(), shown.site, errors, reason)


def _new_build() -> str:
    """A name that no other build has, not even one of an earlier preview whose page is still open."""
    return secrets.token_hex(8)
