"""The same entries in the form that each tool reads.

In: paths and texts of entries, as `tests.corpus` makes them or as they lie in `content/`. Out: a project on the disk.
Invariant: no tool gets less text than another one: citations, which we write out from the sources of an entry, are written
out for the others; each gets its set-up that builds fastest. Refuses: to run anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial
from pathlib import Path

import yaml

Entries = Iterable[tuple[str, str]]

CITED = re.compile(r"\[\^([a-z0-9-]+)\]")
TO_ENTRY = re.compile(r"\]\((?:\.\./([a-z-]+)/)?([a-z0-9-]+)\.md(#[^)]*)?\)")
TAXONOMIES = ("threats", "spaces")

MKDOCS = """\
site_name: Peer
theme:
  name: material
  font: false
plugins:
  - search
markdown_extensions:
  - admonition
  - footnotes
  - tables
  - toc
validation:
  nav:
    omitted_files: ignore
  links:
    not_found: ignore
    unrecognized_links: ignore
    anchors: ignore
nav:
  - Home: index.md
"""
"""One page in the navigation: with all of them in it the time grows with the square of their number."""

HUGO = """\
baseURL = "/"
title = "Peer"
disableKinds = ["RSS", "sitemap", "robotsTXT", "404"]
[taxonomies]
threat = "threats"
space = "spaces"
"""
"""Two taxonomies, and nothing that we do not make: no feeds, no map of the site."""

HUGO_PAGE = """\
<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{{ .Title }}</title><meta name="description" content="{{ .Params.summary }}"></head>
<body>
<main data-pagefind-body>
<h1>{{ .Title }}</h1>
<p>{{ .Params.summary }}</p>
%s</main>
</body>
</html>
"""
HUGO_TERMS = """\
{{ range $name := slice "threats" "spaces" }}<ul>
{{ range $.GetTerms $name }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>
{{ end }}</ul>
{{ end }}"""
HUGO_LIST = """\
<ul>
{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ .Params.summary }}</li>
{{ end }}</ul>
"""
HUGO_LAYOUTS = {
    "single.html": HUGO_PAGE % ("{{ .Content }}\n" + HUGO_TERMS),
    "term.html": HUGO_PAGE % ("{{ .Content }}\n" + HUGO_LIST),
    "list.html": (HUGO_PAGE % HUGO_LIST).replace(" data-pagefind-body", ""),
}
"""Bare templates: what an entry is, what it answers, what answers it; a threat or a space is the page of its term."""


def write_mkdocs(folder: Path, entries: Entries) -> None:
    """A project for MkDocs with Material, which Zensical reads as well."""
    _write(folder / "mkdocs.yml", MKDOCS)
    _write(folder / "docs/index.md", "# Home\n")
    for path, text in entries:
        kind, name = path.split("/")[2:]
        _write(folder / "docs" / kind / name, with_footnotes(text))


def write_hugo(folder: Path, entries: Entries) -> None:
    """A site for Hugo."""
    _write(folder / "hugo.toml", HUGO)
    for name, layout in HUGO_LAYOUTS.items():
        _write(folder / "layouts" / name, layout)
    for path, text in entries:
        name = "content/" + hugo_source(path)
        _write(folder / name, TO_ENTRY.sub(partial(_hugo_link, path), with_footnotes(text)))


def hugo_source(path: str) -> str:
    """Where Hugo looks for an entry; what belongs to a taxonomy is the page of a term."""
    kind, name = path.split("/")[2:]
    return f"{kind}/{name.removesuffix('.md')}/_index.md" if kind in TAXONOMIES else f"{kind}/{name}"


def with_footnotes(text: str) -> str:
    """The entry with a definition for every source that it cites, as ours are written under every page."""
    _, head, body = text.split("---\n", 2)
    sources = yaml.load(head, yaml.CSafeLoader).get("sources") or {}
    cited = [key for key in dict.fromkeys(CITED.findall(body)) if key in sources]
    notes = (
        "[^{}]: {title}. {publisher}, {year}. <{url}>, opened on {accessed}.".format(key, **sources[key])
        for key in cited
    )
    return text + "\n" + "\n\n".join(notes) + "\n"


def _hugo_link(path: str, match: re.Match[str]) -> str:
    kind = match.group(1) or path.split("/")[2]
    return f"](/{kind}/{match.group(2)}/{match.group(3) or ''})"


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
