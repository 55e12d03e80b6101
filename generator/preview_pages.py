"""What the preview answers: pages of the site with a reload script, or a page that says what is wrong.

In: an address as a browser sends it, and what is to be shown. Out: an answer: status, type, bytes. Invariant: the site's
own bytes are never changed, only copies on their way to the browser, and nothing is answered that is not in the site or
in this package, whatever the address. Refuses: to read the disk, to know a socket.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from importlib import resources
from pathlib import PurePosixPath
from urllib.parse import quote, unquote_to_bytes

from generator.preview_site import Site
from generator.problems import Problem, nearest, visible

OURS = "/agorapedia-preview/"
EVENTS = f"{OURS}events"
MOST_TOLD = 50
"""Problems on a page or panel; the terminal tells them all."""
UNKNOWN_TYPE = "application/octet-stream"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".gif": "image/gif",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".xml": "application/xml; charset=utf-8",
}
PAGE_TYPES = (TYPES[".html"], UNKNOWN_TYPE)
POLICY = re.compile(rb'(<meta http-equiv="Content-Security-Policy" content=")([^"]*)(")')
OWN_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'none'; base-uri 'none'; "
    "form-action 'none'"
)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the preview shows at a moment. `build` differs whenever pages have to be loaded again."""

    build: str
    site: Site | None = None
    """The last site that could be built; None before the first."""
    problems: tuple[Problem, ...] = ()
    """What keeps the newest content from being shown."""
    failure: str = ""
    """Why the newest build broke off, if it did."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, content type and bytes; `location` is where a redirect leads."""

    status: int
    type: str
    body: bytes
    location: str | None = None


def respond(target: str, shown: Shown) -> Answer:
    """The answer to a request for an address, which may be anything that a client sends."""
    try:
        path = unquote_to_bytes(target.partition("?")[0]).decode("utf-8")
    except UnicodeDecodeError:
        path = ""
    if path in _OWN_FILES:
        return Answer(200, _type(path), _OWN_FILES[path])
    if path.startswith(OURS):
        return plain(404, "The preview has nothing here.")
    if shown.site is None:
        return _page(200, "Nothing can be shown yet", _troubles_as_html(shown), shown)
    name = path.removeprefix("/") or "index.html"
    if path.startswith("/") and name in shown.site:
        try:
            body = shown.site[name]
        except Exception as error:
            reason = f"<p>This is a fault of the program or of its templates.</p><p>{escape(failure(error))}</p>"
            return _page(500, "This page could not be made", reason, shown)
        return Answer(200, _type(name), with_reload(body, shown.build) if name.endswith(".html") else body)
    index = f"{name.rstrip('/')}/index.html"
    if path.startswith("/") and index in shown.site:
        return Answer(302, TYPES[".txt"], b"", f"/{quote(index)}")
    return _page(404, "There is no page here", _lost(path, shown.site), shown)


def failure(error: Exception) -> str:
    """What went wrong when nobody expected it, in a line."""
    return f"{type(error).__name__}: {error}"


def plain(status: int, text: str) -> Answer:
    """An answer of one sentence."""
    return Answer(status, TYPES[".txt"], f"{text}\n".encode())


def with_reload(page: bytes, build: str) -> bytes:
    """A page that loads itself again after a build; one whose policy allows no script at all is left as it is."""
    found = POLICY.search(page)
    if found is None or b"script-src" not in found[2]:
        return page
    connect = b"connect-src 'self'"
    policy = found[2].replace(b"connect-src 'none'", connect)
    if connect not in policy:
        policy += b"; " + connect
    page = page[: found.start(2)] + policy + page[found.end(2) :]
    start, end, rest = page.rpartition(b"</body>")
    script = f'<script src="{OURS}reload.js" data-build="{build}"></script>'.encode()
    return start + script + end + rest


def as_event(shown: Shown) -> bytes:
    """What open pages are told: a server-sent event. A page that lists the problems itself is told none."""
    troubles = [] if shown.site is None else _troubles(shown)
    data = {"build": shown.build, "troubles": troubles[:MOST_TOLD], "more": max(0, len(troubles) - MOST_TOLD)}
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


def _troubles(shown: Shown) -> list[dict[str, str]]:
    """Place, message and help of everything that went wrong."""
    if shown.failure:
        return [{"place": "", "message": shown.failure, "help": ""}]
    return [
        {
            "place": f"{visible(p.location.path)}:{p.location.line}:{p.location.column}",
            "message": f"{p.code} {p.message}",
            "help": p.help,
        }
        for p in shown.problems
    ]


def _troubles_as_html(shown: Shown) -> str:
    troubles = _troubles(shown)
    if not troubles:
        return "<p>The first build is under way. This page will show it as soon as it is ready.</p>"
    elements = {"place": "code", "message": "p", "help": "p"}
    items = "".join(
        "<li>" + "".join(f"<{e}>{escape(trouble[k])}</{e}>" for k, e in elements.items() if trouble[k]) + "</li>"
        for trouble in troubles[:MOST_TOLD]
    )
    more = len(troubles) - MOST_TOLD
    rest = f"<p>{more} more are told in the terminal.</p>" if more > 0 else ""
    return f"<p>Put this right and save; this page will show the site by itself.</p><ul>{items}</ul>{rest}"


def _lost(path: str, site: Site) -> str:
    """Help for a reader at a wrong address: the page of the same name elsewhere, else the most similar name."""
    name = PurePosixPath(path).name
    pages = list(site.pages()) if _type(name) in PAGE_TYPES else []
    same = [page for page in pages if page.rpartition("/")[2] == name and name != "index.html"][:5]
    like = same or [page for page in [nearest(path.removeprefix("/"), pages)] if page]
    links = "".join(f'<li><a href="/{escape(quote(page))}">{escape(page)}</a></li>' for page in like)
    near = f"<p>Perhaps you are looking for:</p><ul>{links}</ul>" if links else ""
    return (
        f"<p>The site has no file <code>{escape(visible(path))}</code>. If an entry was moved or renamed, its page has "
        f'moved with it.</p>{near}<p><a href="/">To the start of the site</a></p>'
    )


def _page(status: int, title: str, body: str, shown: Shown) -> Answer:
    html = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{OWN_POLICY}">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{OURS}preview.css">
<title>{title} · Agorapedia preview</title>
</head>
<body class="agorapedia-preview-page">
<main><h1>{title}</h1>{body}</main>
</body>
</html>
"""
    return Answer(status, TYPES[".html"], with_reload(html.encode(), shown.build))


def _type(name: str) -> str:
    return TYPES.get(PurePosixPath(name).suffix.lower(), UNKNOWN_TYPE)


def _own_file(name: str) -> bytes:
    return resources.files(__package__).joinpath(name).read_bytes()


_OWN_FILES: Mapping[str, bytes] = {
    f"{OURS}reload.js": _own_file("preview.js"),
    f"{OURS}preview.css": _own_file("preview.css"),
}
