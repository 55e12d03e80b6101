"""GitHub-flavoured Markdown to HTML, safely, with what the checks need to know about the text.

In: the body of an entry and the keys of its sources. Out: a `Body`. Invariant: the HTML holds no markup that a writer
typed as HTML, no address with a scheme that runs code, and no English word that the program added. Refuses: raw HTML
(counted, so that dropping it is a problem and not a silence), footnotes written by hand, anything from the disk.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from html import unescape

from comrak import ExtensionOptions, ParseOptions, RenderOptions, render_markdown

from generator.model import Body, Heading, Link

HEADING = re.compile(
    r'<h([1-6]) id="([^"]*)">(.*?)<a href="#[^"]*" aria-label="[^"]*" data-heading-content="[^"]*" class="anchor"></a></h\1>',
    re.DOTALL,
)
REFERENCE = '<sup class="footnote-ref"><a href="#fn-'
REFERENCE_NUMBER = "data-footnote-ref>"
REFERENCE_END = "</a></sup>"
UNKNOWN_CITATION = re.compile(r"\[\^([^\[\]\s]+)\]")
CODE = re.compile(r"<pre.*?</pre>|<code.*?</code>", re.DOTALL)
EMPTY_TARGET = re.compile(r'<(?:a href|img src)=""[^>]*>([^<]*)')
ALERT_TITLE = re.compile(r'<p class="markdown-alert-title">(\w+)</p>')
FIGURE_TEXT = re.compile(r'<img src="[^"]*" alt="([^"]*)"')
TAG = re.compile(r"<[^>]*>")
DROPPED = "<!-- raw HTML omitted -->"
BELOW = 4
"""Signs below a heading that tell whether anything stands there: a line end, and the beginning of an element."""
FOOTNOTES = '<section class="footnotes"'
LONE_FIGURE = re.compile(r"<p>(<img [^>]*>)</p>")
TABLE = re.compile(r"<table>(.*?)</table>", re.DOTALL)

Rewrite = Callable[[str], str]


def render_body(text: str, source_keys: Iterable[str], rewrite: Rewrite) -> Body:
    """Render a body. `rewrite` turns the address of a link as written into the address on the site."""
    links: list[Link] = []
    options = _extensions(links, rewrite)
    definitions = "".join(f"\n\n[^{key}]: source" for key in source_keys)
    html = render_markdown(text + definitions, options, _PARSE, _RENDER)
    if (end := html.rfind(FOOTNOTES)) >= 0:
        html = html[:end]
    if '=""' in html:
        links += [Link("", text=_plain(match.group(1))) for match in EMPTY_TARGET.finditer(html)]
    headings: list[Heading] = []
    html = HEADING.sub(lambda match: _heading(match, headings), html)
    html, counts = _with_citations(html)
    # One sign is found twenty times as fast as two, and these are rare.
    unknown = UNKNOWN_CITATION.findall(CODE.sub("", html)) if "^" in html and "[^" in html else []
    if "!" in text and "<img" in html:
        links = list(_with_texts(links, html))
    return Body(
        html=in_boxes(html),
        headings=tuple(headings),
        links=tuple(links),
        citations=tuple(counts),
        citation_counts=dict(counts),
        unknown_citations=tuple(dict.fromkeys(map(unescape, unknown))),
        dropped_html=html.count(DROPPED) if "!" in html else 0,
        open_ended="]" in html and "]: source" in html,
    )


def has_empty_section(body: Body) -> bool:
    """Whether some second-level heading may have nothing below it."""
    below = (part[part.find("</h2>") + len("</h2>") :][:BELOW].lstrip() for part in body.html.split("<h2 ")[1:])
    return any(part[:2] in ("", "</") for part in below)


def in_boxes(html: str) -> str:
    """Drawings that stand alone and tables, each in a box that scrolls on a telephone, where they are too wide."""
    if "<img" in html:
        html = LONE_FIGURE.sub(r'<figure class="agora-figure" tabindex="0">\1</figure>', html)
    return (
        TABLE.sub(r'<div class="table-scroll" tabindex="0"><table>\1</table></div>', html)
        if "<table>" in html
        else html
    )


def _with_texts(links: list[Link], html: str) -> Iterator[Link]:
    """Figures stand in the HTML in the order in which they were met, so their descriptions can be added to them."""
    texts = (unescape(match.group(1)) for match in FIGURE_TEXT.finditer(html))
    for link in links:
        yield Link(link.target, True, next(texts)) if link.is_figure else link


def _heading(match: re.Match[str], headings: list[Heading]) -> str:
    level, anchor, inner = int(match.group(1)), unescape(match.group(2)), match.group(3)
    headings.append(Heading(level, anchor, _plain(inner)))
    return f'<h{level} id="{match.group(2)}">{inner}</h{level}>'


def _with_citations(html: str) -> tuple[str, Counter[str]]:
    """The text with our own references to sources, close to the word before, and how often each source is cited.

    Two references keep the space between them: it is all that stands before the second.
    """
    before, *cited = html.split(REFERENCE)
    counts: Counter[str] = Counter()
    pieces = []
    for part in cited:
        key, _, rest = part.partition('"')
        number, _, after = rest.partition(REFERENCE_NUMBER)[2].partition(REFERENCE_END)
        counts[key] += 1
        if len(before) > 1 and before[-1] in " \n":
            before = before[:-1]
        anchor = citation_anchor(key, counts[key])
        pieces.append(f'{before}<sup class="citation"><a href="#source-{key}" id="{anchor}">{number}</a></sup>')
        before = after
    return "".join([*pieces, before]), counts


def citation_anchor(key: str, number: int) -> str:
    """The anchor of the nth citation of a source; two hyphens, which no key has, keep it apart from other keys."""
    return f"cite-{key}--{number}"


def _plain(html: str) -> str:
    return unescape(TAG.sub("", html)).strip() if "<" in html or "&" in html else html.strip()


def _extensions(links: list[Link], rewrite: Rewrite) -> ExtensionOptions:
    options = ExtensionOptions()
    options.table = options.footnotes = options.strikethrough = options.alerts = True
    options.header_id_prefix = ""

    def link(target: str) -> str:
        links.append(Link(target))
        return rewrite(target)

    def figure(target: str) -> str:
        links.append(Link(target, is_figure=True))
        return rewrite(target)

    options.link_url_rewriter = link
    options.image_url_rewriter = figure
    return options


_PARSE = ParseOptions()
_RENDER = RenderOptions()
_RENDER.gfm_quirks = False
