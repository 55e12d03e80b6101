"""Changes on the disk, in batches: what a person saved at once is told at once.

In: folders and files. Out: batches of paths below them that changed. Invariant: a change that came before a batch was
handed out is in that batch or in the next, and a folder that is deleted and made anew is still watched. Refuses: to judge
what a change means; to take reading for a change, or every build would start the next one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from queue import Empty, SimpleQueue

from watchdog import events
from watchdog.observers import Observer

QUIET = 0.05
"""Seconds without a change that end a batch: longer than an editor takes to save, shorter than a person notices."""
LONGEST_WAIT = 1.0
"""Seconds after which a wait looks up, because some systems hold back Ctrl-C while a thread waits."""
CHANGES: list[type[events.FileSystemEvent]] = [
    events.FileCreatedEvent,
    events.FileModifiedEvent,
    events.FileDeletedEvent,
    events.FileMovedEvent,
    events.DirCreatedEvent,
    events.DirDeletedEvent,
    events.DirMovedEvent,
]


class Watch:
    """Watches from the moment it is made until it is stopped."""

    def __init__(self, folders: Iterable[Path], files: Iterable[Path]) -> None:
        self.folders = frozenset(folder.resolve() for folder in folders)
        self.files = frozenset(file.resolve() for file in files)
        self.changed: SimpleQueue[Path] = SimpleQueue()
        self.observer = Observer()
        self._schedule()
        self.observer.start()

    def batches(self) -> Iterator[tuple[Path, ...]]:
        """Sorted paths that changed, a batch at a time, without end."""
        while True:
            try:
                batch = {self.changed.get(timeout=LONGEST_WAIT)}
            except Empty:
                continue
            try:
                while True:
                    batch.add(self.changed.get(timeout=QUIET))
            except Empty:
                pass
            if batch & self.folders:
                self.observer.unschedule_all()
                self._schedule()
            yield tuple(sorted(batch))

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


class _Listener(events.FileSystemEventHandler):
    def __init__(self, watch: Watch) -> None:
        self.watch = watch

    def on_any_event(self, event: events.FileSystemEvent) -> None:
        for name in (event.src_path, event.dest_path):
            path = Path(name if isinstance(name, str) else name.decode("utf-8", "surrogateescape"))
            if name and self.watch.concerns(path):
                self.watch.changed.put(path)
