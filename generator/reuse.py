"""Whether the site on the disk is already the one that would be built.

In: a project, its sources, the folder of the site. Out: what stands there, or nothing, and a record beside the folder.
Invariant: it stands only when everything that it is made from is byte for byte that of the last build, that build had
nothing to report, and every file of the site is as it was written. What nobody has touched since is not read again; for
anything else bytes decide. Refuses: to trust a record that it cannot read; deleting the record is always safe.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from generator.fingerprint import at_a_glance, lies, made_from
from generator.model import Sources


class Stands(NamedTuple):
    """A site that is already the one that would be built."""

    pages: int
    entries: int


class LastBuild:
    """What is known of the last build into a folder."""

    def __init__(self, project: Path, content: Path | None, out: Path, today: str | None) -> None:
        """To be made before anything is read, so that what changes meanwhile is noticed the next time."""
        self._project = project
        self._out = out
        self._today = today
        self._record = out.absolute().with_name(f".{out.absolute().name}.agorapedia-made")
        self._glance = at_a_glance(project, content, today)
        self._made_from = ""

    def untouched(self) -> Stands | None:
        """The site, if nobody has touched it, nor anything that it was made from."""
        return self._stands("glance", self._glance)

    def made_of(self, sources: Sources) -> Stands | None:
        """The site, if nobody has touched it, and it was made from the same bytes."""
        self._made_from = made_from(self._project, sources, self._today)
        found = self._stands("made_from", self._made_from)
        if found:
            self.remember(found)
        return found

    def remember(self, site: Stands) -> None:
        """Write down what the site was made from and how it stands."""
        record = {"glance": self._glance, "made_from": self._made_from, "lies": lies(self._out)[0], **site._asdict()}
        self._record.write_text(json.dumps(record), "utf-8")

    def forget(self) -> None:
        """The next build is a whole one."""
        with suppress(FileNotFoundError):
            self._record.unlink()

    def _stands(self, key: str, fingerprint: str) -> Stands | None:
        try:
            record: dict[str, Any] = json.loads(self._record.read_bytes())
            if fingerprint and record[key] == fingerprint and record["lies"] == lies(self._out)[0]:
                return Stands(int(record["pages"]), int(record["entries"]))
        except (OSError, ValueError, KeyError, TypeError):
            pass
        return None
