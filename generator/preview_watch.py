"""Changes on the disk, in batches: what a person saved at once is told at once.

In: folders and files. Out: batches of paths below them that changed. Invariant: a change that came before a batch was
handed out is in that batch or in the next, a file that is being written is not handed out, and a folder that is deleted
and made anew is still watched. Refuses: to judge what a change means; to take reading for a change, or every build would
start the next one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from queue import Empty, SimpleQueue

from watchdog import events
from watchdog.observers import Observer

QUIET = 0.05
"""Seconds without a change that end a batch: longer than an editor takes to save, shorter than a person notices."""
AT_REST = 0.005
"""The same where every file is known to be whole: longer than from one file to the next of those saved together."""
LONGEST_WAIT = 1.0
"""Seconds after which a wait looks up, because some systems hold back Ctrl-C while a thread waits."""
CHANGES: list[type[events.FileSystemEvent]] = [
    events.FileCreatedEvent,
    events.FileModifiedEvent,
    events.FileClosedEvent,
    events.FileDeletedEvent,
    events.FileMovedEvent,
    events.DirCreatedEvent,
    events.DirDeletedEvent,
    events.DirMovedEvent,
]

WRITTEN, CLOSED, MADE, GONE, PUT = "written", "closed", "made", "gone", "put in place"
AT_SOURCE = {
    events.FileClosedEvent: CLOSED,
    events.FileCreatedEvent: MADE,
    events.FileDeletedEvent: GONE,
    events.FileMovedEvent: GONE,
}
Change = tuple[Path, str]


class Watch:
    """Watches from the moment it is made until it is stopped."""

    def __init__(self, folders: Iterable[Path], files: Iterable[Path]) -> None:
        self.folders = frozenset(folder.resolve() for folder in folders)
        self.files = frozenset(file.resolve() for file in files)
        self.changed: SimpleQueue[Change] = SimpleQueue()
        self.observer = Observer()
        self._schedule()
        self.observer.start()

    def batches(self) -> Iterator[tuple[Path, ...]]:
        """Sorted paths that changed, a batch at a time, without end."""
        while True:
            batch = Batch()
            try:
                batch.add(*self.changed.get(timeout=LONGEST_WAIT))
            except Empty:
                continue
            try:
                while True:
                    batch.add(*self.changed.get(timeout=AT_REST if batch.is_whole else QUIET))
            except Empty:
                pass
            if not self.folders.isdisjoint(batch.paths):
                self.observer.unschedule_all()
                self._schedule()
            yield tuple(sorted(batch.paths))

    def stop(self) -> None:
        """End the watch; a second call does nothing."""
        self.observer.stop()
        self.observer.join()

    def _schedule(self) -> None:
        """Watch the folders, and above each the folder in which it would be made anew."""
        listener = _Listener(self)
        for folder in self.folders:
            if folder.is_dir():
                self.observer.schedule(listener, str(folder), recursive=True, event_filter=CHANGES)
        for parent in {path.parent for path in self.folders | self.files}:
            if parent.is_dir():
                self.observer.schedule(listener, str(parent), recursive=False, event_filter=CHANGES)

    def concerns(self, path: Path) -> bool:
        """Whether a path is watched: the folders above the watched ones see much else."""
        return path in self.files or not self.folders.isdisjoint((path, *path.parents))


class Batch:
    """Changes that belong together."""

    def __init__(self) -> None:
        self.paths: dict[Path, bool] = {}
        """Path → whether what stands there now is known to be whole."""
        self._born: set[Path] = set()

    def add(self, path: Path, change: str) -> None:
        """Note what happened at a path.

        A file is whole when its writer closes it or when another file is moved to its place. One that is gone may come
        back in a moment, and one that is new may be moved on: some editors save so.
        """
        if change == MADE and path not in self.paths:
            self._born.add(path)
        if change == GONE:
            self.paths[path] = path in self._born
        else:
            self.paths[path] = change == PUT or (change == CLOSED and path not in self._born)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is known to be under way."""
        return all(self.paths.values())


class _Listener(events.FileSystemEventHandler):
    def __init__(self, watch: Watch) -> None:
        self.watch = watch

    def on_any_event(self, event: events.FileSystemEvent) -> None:
        for name, change in ((event.src_path, AT_SOURCE.get(type(event), WRITTEN)), (event.dest_path, PUT)):
            path = Path(name if isinstance(name, str) else name.decode("utf-8", "surrogateescape"))
            if name and self.watch.concerns(path):
                self.watch.changed.put((path, change))
