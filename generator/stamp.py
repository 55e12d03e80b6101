"""Pages into shells: the frame that was drawn once gets its content, thousands of times.

In: the frame, rendered pages, blocks for hand-written pages. Out: paths and bytes. Invariant: a shell is split at its
slots once; what goes into a slot is never searched for slots again, so content cannot reach another slot. Every page
gets a policy that allows the scripts of the site and no other. Refuses: to know what a page says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from html import escape

from generator import address
from generator.hand_written import from_frame
from generator.markdown import in_boxes
from generator.model import Frame, Heading, Language, Page
from generator.templating import Templates

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'none'; "
    "base-uri 'none'; form-action 'none'; object-src 'none'"
)
"""The content security policy of a page: nothing from elsewhere, no connection, no script in the page itself."""
SLOT = re.compile(r"(?:<p>)?@@agora:([a-z]+(?: [a-z-]+)?)@@(?:</p>)?")
BACKLINK = re.compile(r'title="Jump back to footnote (\d+) in the text"')

Block = Callable[[str, str], str]
"""(name, path of the page) → HTML of a generated block."""


class Stamp:
    """Puts pages into the shells of a frame; raises KeyError when the frame lacks the shell of a page."""

    def __init__(
        self, frame: Frame, templates: Templates, languages: Sequence[Language], date: str, version: str
    ) -> None:
        self.frame = frame
        self.templates = templates
        self.all_languages = languages
        self.date = date
        self.furniture = _Furniture(templates, languages, date, version)
        self.shells = {key: Shell(html) for key, html in frame.shells.items()}

    def page(self, page: Page) -> bytes:
        """A rendered page in the shell of its section."""
        furniture = self.furniture
        values = {
            "title": escape(page.title),
            "description": escape(page.description),
            "body": page.html,
            "toc": furniture.contents(page.headings, page.language),
            "languages": furniture.languages(page.path, page.language, page.addresses),
            "footer": furniture.footer(page.path, page.language),
            "search": furniture.search(page.path, page.language),
        }
        return self.shells[page.language, page.section].fill(values)

    def hand_written(self, path: str, on_site: Collection[str], block: Block) -> bytes:
        """A page that somebody wrote. `on_site` are the paths on the site to which it may link beside others of its kind."""
        furniture = self.furniture
        shell = Shell(_finished(path, self.frame.pages[path], self.templates, on_site))
        language, _, rest = path.partition("/")
        values = {name: block(name[6:], path) for name in shell.slots if name.startswith("block ")}
        addresses = {other.id: f"{other.id}/{rest}" for other in self.all_languages}
        values["languages"] = furniture.languages(path, language, addresses)
        values["footer"] = furniture.footer(path, language)
        values["search"] = furniture.search(path, language)
        return shell.fill(values)


def _finished(path: str, html: str, templates: Templates, on_site: Collection[str]) -> str:
    """A hand-written page with relative addresses, figures and tables that scroll, and no English word on a French page."""
    language = path.split("/", 1)[0]

    def back(match: re.Match[str]) -> str:
        return f'title="{escape(templates.word("back_to_text", language, number=match.group(1)))}"'

    return BACKLINK.sub(back, in_boxes(from_frame(path, html, on_site)))


class Shell:
    """A page of the frame, split at its slots."""

    def __init__(self, html: str) -> None:
        parts = SLOT.split(html)
        meta = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        texts = [parts[0]]
        self.slots = []
        for slot, text in zip(parts[1::2], parts[2::2], strict=True):
            if slot == "policy":
                texts[-1] += meta + text
            else:
                self.slots.append(slot)
                texts.append(text)
        self.texts = [text.encode() for text in texts]

    def fill(self, values: Mapping[str, str]) -> bytes:
        """The page; raises KeyError for a slot without a value."""
        pieces = [self.texts[0]]
        for slot, text in zip(self.slots, self.texts[1:], strict=True):
            pieces.append(values[slot].encode())
            pieces.append(text)
        return b"".join(pieces)


class _Furniture:
    """What stands on every page beside its content."""

    def __init__(self, templates: Templates, languages: Sequence[Language], date: str, version: str) -> None:
        self.templates = templates
        self.all_languages = languages
        self.date = date
        self.version = version
        self.filled: dict[tuple[object, ...], str] = {}

    def contents(self, headings: Sequence[Heading], language: str) -> str:
        key = ("contents", language, *[(heading.anchor, heading.text) for heading in headings])
        return self._once(key, lambda: self.templates.fill("contents", language, headings=headings) if headings else "")

    def languages(self, path: str, language: str, addresses: Mapping[str, str]) -> str:
        empty = {other.id: f"@@{other.id}@@" for other in self.all_languages}
        html = self._once(
            ("languages", language),
            lambda: self.templates.fill("languages", language, languages=self.all_languages, addresses=empty),
        )
        for other, target in addresses.items():
            html = html.replace(empty[other], escape(address.relative(path, target)))
        return html

    def search(self, path: str, language: str) -> str:
        page = address.relative(path, f"{language}/search/index.html")
        return self._once(("search", language, page), lambda: self.templates.fill("search-link", language, page=page))

    def footer(self, path: str, language: str) -> str:
        return self._once(
            ("footer", language, path.rpartition("/")[0]),
            lambda: self.templates.fill(
                "footer",
                language,
                date=self.date,
                version=self.version,
                near=lambda page: address.relative(path, f"{language}/{page}"),
            ),
        )

    def _once(self, key: tuple[object, ...], fill: Callable[[], str]) -> str:
        """What is the same on many pages is filled once."""
        if key not in self.filled:
            self.filled[key] = fill()
        return self.filled[key]
