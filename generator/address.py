"""Where a thing stands in `content/` and where it stands on the site.

In: paths and the targets of links as text. Out: paths. Invariant: the site mirrors the content folder, so a relative
link between two files stays the same link between two pages. Refuses: to look whether anything exists.
"""

from __future__ import annotations

import ipaddress
import posixpath
import re
import unicodedata
from functools import lru_cache
from urllib.parse import unquote, urlsplit

SCHEME = re.compile(r"\A([a-zA-Z][a-zA-Z0-9+.-]*):")
DOSSIER, FIND, MATRIX, PROBLEMS, SEARCH = "dossier", "find", "matrix", "problems", "search"
OWN_SECTIONS = (DOSSIER, FIND, MATRIX, PROBLEMS, SEARCH)
"""Folders of pages that we make, beside those of the kinds."""

SAFE_SCHEMES = frozenset(["https", "http", "mailto"])

PRIVATE_ENDINGS = (".local", ".internal", ".lan", ".localhost", ".home.arpa", ".intranet", ".corp")
SIBLING = re.compile(r"[a-z0-9-]+\.md")
PLAIN_ADDRESS = re.compile(r"https?://((?:[a-z0-9-]+\.)+[a-z]{2,})(?:/[\w.~:/?#\[\]@!$&'()*+,;=%-]*)?", re.ASCII)
"""An address whose host needs no second look: it is a name in Latin letters, and nothing stands before it."""

UNWRITTEN = re.compile(r"[\s\x00-\x1f<>\"\\^`{|}]")


def entry_path(language: str, folder: str, id: str) -> str:
    """The file of an entry inside the content folder."""
    return f"entries/{language}/{folder}/{id}.md"


def entry_page(language: str, folder: str, id: str) -> str:
    """The page of an entry on the site."""
    return f"{language}/{folder}/{id}.html"


def site_path(content_path: str) -> str:
    """The path on the site of a file in the content folder."""
    top, _, rest = content_path.partition("/")
    inside = rest if top in ("entries", "pages") else content_path
    return inside[:-3] + ".html" if inside.endswith(".md") else inside


def relative(from_page: str, to_page: str) -> str:
    """The relative address that leads from one page of the site to another; both are paths without `.` and `..`."""
    folder, _, name = to_page.rpartition("/")
    return _between(from_page.rpartition("/")[0], folder) + name


@lru_cache(maxsize=4096)
def _between(here: str, there: str) -> str:
    """The way from one folder of the site to another; there are some dozens of them."""
    up, down = _steps(here), _steps(there)
    shared = 0
    for one, other in zip(up, down, strict=False):
        if one != other:
            break
        shared += 1
    return "../" * (len(up) - shared) + "".join([f"{step}/" for step in down[shared:]])


def _steps(folder: str) -> list[str]:
    return folder.split("/") if folder else []


def scheme(target: str) -> str | None:
    """The scheme of an address in small letters, or None for a path; `//host` has the scheme of whoever reads it."""
    match = SCHEME.match(target)
    if match:
        return match.group(1).lower()
    return "//" if target.startswith(("//", "\\\\", "/\\")) else None


def sibling(content_path: str, target: str) -> str:
    """The file beside the own one to which a link leads that is nothing but its name; empty for any other link."""
    return content_path[: content_path.rfind("/") + 1] + target if SIBLING.fullmatch(target) else ""


def resolve(content_path: str, target: str) -> tuple[str, str]:
    """The file in the content folder that a link leads to, and its anchor; the file is the own one for `#anchor`.

    A path that climbs out of the content folder starts with `..`.
    """
    if beside := sibling(content_path, target):
        return beside, ""
    path, _, anchor = target.partition("#")
    path = unquote(path.partition("?")[0])
    if not path:
        return content_path, unquote(anchor)
    return posixpath.normpath(posixpath.join(posixpath.dirname(content_path), path)), unquote(anchor)


def rewritten(content_path: str, target: str) -> str:
    """The address on the site for the target of a link in a content file."""
    if SIBLING.fullmatch(target):
        return f"{target[:-3]}.html"
    if scheme(target) or target.startswith(("/", "#")):
        return target
    resolved, _ = resolve(content_path, target)
    anchor = target.partition("#")[1] + target.partition("#")[2]
    return relative(site_path(content_path), site_path(resolved)) + anchor


def is_public_address(url: str) -> bool:
    """Whether everybody could open this address: http(s), a host with a dot, no user name, no private network."""
    plain = PLAIN_ADDRESS.fullmatch(url)
    if plain:
        return not plain.group(1).endswith(PRIVATE_ENDINGS)
    if UNWRITTEN.search(url) or is_disguised(url):
        return False
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    try:
        return parts.scheme in ("https", "http") and ipaddress.ip_address(host).is_global
    except ValueError:
        last = host.rpartition(".")[2]
        named = "." in host.strip(".") and not last.isdecimal() and not host.endswith(PRIVATE_ENDINGS)
        return parts.scheme in ("https", "http") and named


def is_disguised(url: str) -> bool:
    """Whether an address may lead elsewhere than it seems: a user name before the host, letters that only look Latin."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return True
    return "@" in parts.netloc or any(not unicodedata.name(c, "").startswith("LATIN ") for c in host if ord(c) > 127)
