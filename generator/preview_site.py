"""The site of a preview: a file is made when somebody asks for it, and kept while the wiki stays as it is.

In: the shelves of a site. Out: a mapping from paths to bytes. Invariant: a file has the bytes that a build writes, and a
path is there exactly when a build writes it. Refuses: to make a file that nobody asks for; to live longer than what it was
made from: after a change there is another one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from threading import RLock

from generator.render import Shelf


class Site(Mapping[str, bytes]):
    """The files by their paths; several threads may ask at once."""

    def __init__(self, shelves: Iterable[Shelf], counted: int | None = None) -> None:
        self.counted = counted
        """How many pages there are, if somebody has counted them."""
        self._folders: dict[str, _Folder] = {}
        for shelf in shelves:
            self._folders.setdefault(shelf.folder, _Folder()).shelves.append(shelf)

    def __getitem__(self, path: str) -> bytes:
        for folder in self._above(path):
            data = folder.get(path)
            if data is not None:
                return data
        raise KeyError(path)

    def __contains__(self, path: object) -> bool:
        return isinstance(path, str) and any(path in folder.files() for folder in self._above(path))

    def __bool__(self) -> bool:
        """There always is a file; to count them would make the whole index of the search."""
        return True

    def __iter__(self) -> Iterator[str]:
        for folder in self._folders.values():
            yield from folder.files()

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def try_out(self) -> None:
        """Make some pages of every folder, so that a template or a hand-written page that is broken is noticed at once."""
        for name, folder in self._folders.items():
            pages = [path for path in folder.files() if path.endswith(".html")] if folder.has_pages else []
            for path in pages if not name else pages[:1] + pages[-1:]:
                folder.get(path)

    def count(self) -> int:
        """How many pages there are."""
        if self.counted is None:
            self.counted = sum(1 for _ in self.pages())
        return self.counted

    def pages(self) -> Iterator[str]:
        """The paths of all pages."""
        for folder in self._folders.values():
            if folder.has_pages:
                yield from (path for path in folder.files() if path.endswith(".html"))

    def _above(self, path: str) -> Iterator[_Folder]:
        """The folders in which a file with this path may stand."""
        while True:
            if path in self._folders:
                yield self._folders[path]
            if not path:
                return
            path = path.rpartition("/")[0]


class _Folder:
    """All shelves of a folder; who asks for what another is just making waits for it."""

    def __init__(self) -> None:
        self.shelves: list[Shelf] = []
        self._lock = RLock()
        self._files: dict[str, Callable[[], bytes]] | None = None
        self._made: dict[str, bytes] = {}

    @property
    def has_pages(self) -> bool:
        """Whether pages are among the files."""
        return any(shelf.has_pages for shelf in self.shelves)

    def files(self) -> Mapping[str, Callable[[], bytes]]:
        """What is there, by path, and how it is made."""
        with self._lock:
            if self._files is None:
                self._files = dict(file for shelf in self.shelves for work in shelf.works() for file in work())
            return self._files

    def get(self, path: str) -> bytes | None:
        """The bytes of a file; None where there is none."""
        with self._lock:
            if path not in self._made and path in self.files():
                self._made[path] = self.files()[path]()
            return self._made.get(path)
