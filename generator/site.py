"""The whole site as shelves: what stands where, and how each file is made when somebody wants it.

In: the press, the frame, figures. Out: `Shelf`s. Invariant: a shelf names its files without making them, every file is
made by a pure function of what the press holds, and a build onto the disk and a preview take the same shelves. Refuses: to
make anything itself; to write.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial

from generator import __version__
from generator.frame import load_icons
from generator.gloss import Glosser, glossers
from generator.load import load_heads, load_interface, load_quality, load_speed, load_templates
from generator.model import Entry, Frame, Rulebook, Sources, Wiki
from generator.overview import Lists
from generator.press import File, Press
from generator.reach import reach, reach_sees
from generator.render import Shelf, linkable, render_block, shelves
from generator.stamp import Stamp
from generator.stylesheet import without_undrawn, words_of
from generator.templating import Templates

THEME_STYLES = "assets/stylesheets/main."
"""The theme's own stylesheet; ours stands beside it."""


@dataclass(frozen=True, slots=True, eq=False)
class Materials:
    """What pages are made with beside the wiki and the frame."""

    texts: tuple[object, ...]
    """What the rest was made from."""
    templates: Templates
    glossers: Mapping[str, Glosser]
    quality: str
    speed: str
    heads: Mapping[str, str]


def load_materials(rulebook: Rulebook, before: Materials | None = None) -> Materials:
    """Everything that comes with the program; the same as before if all its texts are."""
    icons = load_icons([*(kind.icon for kind in rulebook.kinds.values()), "material/magnify"])
    texts = (load_templates(), load_interface(), icons, load_quality(), load_speed(), load_heads(), rulebook.glossary)
    if before is not None and texts == before.texts:
        return before
    templates, interface, icons, quality, speed, heads, _ = texts
    return Materials(texts, Templates(templates, interface, icons), glossers(rulebook), quality, speed, heads)


def new_press(wiki: Wiki, materials: Materials, forge_url: str, before: Press | None = None) -> Press:
    """A press for a wiki; of the press for an earlier one it takes what would be worked out alike."""
    changed = _changed(before.wiki, wiki) if before else None
    return Press(
        wiki,
        reach(wiki) if before is None or changed is None or _is_seen(changed) else before.reach,
        Lists(wiki) if before is None or changed is None else before.lists.of(wiki, changed),
        materials.templates,
        materials.quality,
        materials.speed,
        materials.glossers,
        forge_url,
    )


def has_same_paths(before: Press, now: Press) -> bool:
    """Whether the files of the site stand where they stood, as far as the wiki decides it."""
    return (
        now.reach is before.reach
        and now.lists.same_length_as(before.lists)
        and now.wiki.redirects == before.wiki.redirects
    )


def _changed(before: Wiki, now: Wiki) -> list[tuple[Entry, Entry]] | None:
    """Entries that are not the same as before, beside what they were; None where the two are not comparable."""
    if before.rulebook is not now.rulebook:
        return None
    changed = []
    for old, new in (
        (before.entries, now.entries),
        *zip(before.translations.values(), now.translations.values(), strict=True),
    ):
        if old.keys() != new.keys():
            return None
        changed += [(old[id], entry) for id, entry in new.items() if old[id] is not entry]
    return changed


def _is_seen(changed: Iterable[tuple[Entry, Entry]]) -> bool:
    """Whether a change may matter to what reaches what."""
    return any(reach_sees(old) != reach_sees(new) for old, new in changed)


def new_stamp(wiki: Wiki, frame: Frame, templates: Templates, before: Stamp | None = None) -> Stamp:
    """A stamp for a frame; the one of before if it would be the same."""
    if before and (before.frame, before.templates, before.date) == (frame, templates, wiki.date):
        return before
    return Stamp(frame, templates, wiki.rulebook.languages, wiki.date, __version__)


def site_shelves(press: Press, stamp: Stamp, sources: Sources, heads: Mapping[str, str]) -> Iterator[Shelf]:
    """All shelves, those with the longest works first."""
    hand_written = _HandWritten(press, stamp, sources, heads)
    yield Shelf("assets/search", lambda: [partial(_search, press)], has_pages=False)
    yield Shelf("", lambda: [hand_written.files])
    yield from shelves(press, stamp.page, stamp.frame.assets)
    yield Shelf("", lambda: [partial(_as_they_are, press, sources, stamp.frame)])


def _search(press: Press) -> Iterator[File]:
    """The index; how many files it has is known when it is made."""
    from generator.search_index import search_files  # brings an array library that nobody else waits for

    for path, data in search_files(press.wiki, press.templates):
        yield path, partial(bytes, data)


class _HandWritten:
    """The pages that somebody wrote, with what is generated in them."""

    def __init__(self, press: Press, stamp: Stamp, sources: Sources, heads: Mapping[str, str]) -> None:
        self.press = press
        self.stamp = stamp
        self.sources = sources
        self.heads = heads

    @cached_property
    def on_site(self) -> set[str]:
        """What they may link to, gathered when the first of them is made."""
        return linkable(self.press, self.sources.figures)

    def files(self) -> Iterator[File]:
        """All of them."""
        for path in self.stamp.frame.pages:
            yield path, partial(self.page, path)

    def page(self, path: str) -> bytes:
        """One of them."""
        return self.stamp.hand_written(path, self.on_site, self.block)

    def block(self, name: str, path: str) -> str:
        """The generated part of this name."""
        return render_block(name, path, self.press, self.heads)


def _as_they_are(press: Press, sources: Sources, frame: Frame) -> Iterator[File]:
    """The theme's files, figures, and the page that chooses the language."""
    for path, data in frame.assets.items():
        yield path, partial(_stylesheet, press, frame, data) if path.startswith(THEME_STYLES) else partial(bytes, data)
    for path, file in sources.figures.items():
        yield path, partial(bytes, file.data)
    yield "index.html", partial(_root, press)


def _stylesheet(press: Press, frame: Frame, data: bytes) -> bytes:
    """What the theme's stylesheet says of parts that our pages have: less than half, which a browser reads for every page."""
    scripts = [script.decode() for path, script in frame.assets.items() if path.endswith(".js")]
    words = words_of([*frame.pages.values(), *frame.shells.values(), *press.templates.texts.values(), *scripts])
    return without_undrawn(data.decode(), words).encode()


def _root(press: Press) -> bytes:
    rulebook = press.wiki.rulebook
    return press.templates.fill("root", rulebook.source_language, languages=rulebook.languages).encode()
