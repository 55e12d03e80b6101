"""The second door: `mkdocs build` and `mkdocs serve` make the same site as `agorapedia build`.

In: the events of MkDocs. Out: a site folder with stamped pages. Invariant: nothing of the domain is decided here; the
plugin only hands MkDocs the shells and puts the finished site in the place of the frame. Refuses: to build while the
content has errors; to promise that a crash leaves the old site, which only `agorapedia build` can.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import Any

from mkdocs.config import base
from mkdocs.config.config_options import Optional, Type
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin
from mkdocs.structure.files import File, Files

from generator.build import make_site
from generator.check import check, given_date
from generator.frame import collect_frame, shell_pages
from generator.hand_written import for_frame
from generator.load import load_sources
from generator.model import Sources, Wiki
from generator.problem_forms import as_text

WATCHED = ("content", "schemas", "generator/theme", "generator/templates")


class AgorapediaConfig(base.Config):  # type: ignore[no-untyped-call]
    """The plugin has one option: another content folder, relative to mkdocs.yml."""

    content = Optional(Type(str))


class AgorapediaPlugin(BasePlugin[AgorapediaConfig]):  # type: ignore[no-untyped-call]
    """Checks the content before the frame is drawn and stamps the entries into it afterwards."""

    preview: bool
    sources: Sources
    wiki: Wiki

    def on_startup(self, *, command: str, dirty: bool) -> None:
        """Remember whether pages are only previewed: then MkDocs adds a script of its own to them."""
        self.preview = command == "serve"

    def on_config(self, config: Any) -> Any:
        """Check first; with an error nothing is drawn."""
        project = Path(config.config_file_path).parent
        self.sources = load_sources(project, project / self.config.content if self.config.content else None)
        try:
            today = given_date(os.environ.get("SOURCE_DATE_EPOCH"))
        except ValueError as error:
            raise PluginError(str(error)) from error
        checked = check(self.sources, today)
        if checked.wiki is None or not checked.publishable:
            raise PluginError(as_text(checked.problems))
        self.wiki = checked.wiki
        return config

    def on_files(self, files: Files, *, config: Any) -> Files:
        """Give MkDocs the shells as pages."""
        for path, text in shell_pages(self.wiki.rulebook):
            files.append(File.generated(config, path, content=text))
        return files

    def on_page_markdown(self, markdown: str, *, page: Any, config: Any, files: Files) -> str:
        """Links to entries and figures leave MkDocs alone."""
        return for_frame(f"pages/{page.file.src_uri}", markdown)

    def on_post_build(self, *, config: Any) -> None:
        """Put the finished site where the frame stands."""
        folder = Path(config.site_dir)
        frame = collect_frame(folder, self.wiki.rulebook)
        site = make_site(self.wiki, self.sources, frame)
        for old in folder.iterdir():
            shutil.rmtree(old) if old.is_dir() else old.unlink()
        for path, data in site.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(_with_live_reload(data) if self.preview else data)

    def on_serve(self, server: Any, *, config: Any, builder: Any) -> Any:
        """MkDocs watches only its own folder; entries, tables and templates matter as well."""
        project = Path(config.config_file_path).parent
        for name in WATCHED:
            if (project / name).is_dir():
                server.watch(str(project / name))
        return server


def _with_live_reload(data: bytes) -> bytes:
    """In the preview MkDocs adds an inline script that asks its server for news; the policy has to let it."""
    data = re.sub(rb"script-src [^;]*", b"script-src 'self' 'unsafe-inline'", data, count=1)
    return data.replace(b"connect-src 'none'", b"connect-src 'self'", 1)
