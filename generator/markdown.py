"""GitHub-flavoured Markdown to HTML, safely, with what the checks need to know about the text.

In: the body of an entry and the keys of its sources. Out: a `Body`. Invariant: the HTML holds no markup that a writer
typed as HTML, no address with a scheme that runs code, and no English word that the program added. Refuses: raw HTML
(counted, so that dropping it is a problem and not a silence), footnotes written by hand, anything from the disk.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from html import unescape

from comrak import ExtensionOptions, ParseOptions, RenderOptions, render_markdown

from generator.model import Body, Heading, Link

HEADING = re.compile(
    r'<h([1-6]) id="([^"]*)">(.*?)<a href="#[^"]*" aria-label="[^"]*" data-heading-content="[^"]*" class="anchor"></a></h\1>',
    re.DOTALL,
)
REFERENCE = re.compile(
    r'(?:(?<!</sup>)[ \n])?<sup class="footnote-ref"><a href="#fn-([^"]*)" id="fnref-[^"]*" data-footnote-ref>(\d+)</a></sup>'
)
UNKNOWN_CITATION = re.compile(r"\[\^([^\[\]\s]+)\]")
CODE = re.compile(r"<pre.*?</pre>|<code.*?</code>", re.DOTALL)
EMPTY_TARGET = re.compile(r'<(?:a href|img src)=""[^>]*>([^<]*)')
ALERT_TITLE = re.compile(r'<p class="markdown-alert-title">(\w+)</p>')
FIGURE_TEXT = re.compile(r'<img src="([^"]*)" alt="([^"]*)"')
TAG = re.compile(r"<[^>]*>")
DROPPED = "<!-- raw HTML omitted -->"
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
    html = html.split(FOOTNOTES, 1)[0]
    links += [Link("", text=_plain(match.group(1))) for match in EMPTY_TARGET.finditer(html)]
    headings: list[Heading] = []
    html = HEADING.sub(lambda match: _heading(match, headings), html)
    counts: Counter[str] = Counter()
    html = REFERENCE.sub(lambda match: _reference(match, counts), html)
    unknown = UNKNOWN_CITATION.findall(CODE.sub("", html)) if "[^" in html else []
    figure_texts = [Link(match.group(1), True, unescape(match.group(2))) for match in FIGURE_TEXT.finditer(html)]
    return Body(
        html=as_figures(TABLE.sub(r'<div class="table-scroll" tabindex="0"><table>\1</table></div>', html)),
        headings=tuple(headings),
        links=tuple(_with_texts(links, figure_texts)),
        citations=tuple(counts),
        citation_counts=dict(counts),
        unknown_citations=tuple(dict.fromkeys(map(unescape, unknown))),
        dropped_html=html.count(DROPPED),
    )


def is_open_ended(body: Body) -> bool:
    """Whether the text ends inside a block of code, which then took the definitions that we put behind the text."""
    return "]: source" in body.html


def as_figures(html: str) -> str:
    """Drawings that stand alone, in a box that scrolls on a telephone, where their words would be too small."""
    return LONE_FIGURE.sub(r'<figure class="agora-figure" tabindex="0">\1</figure>', html)


def _with_texts(links: list[Link], figures: list[Link]) -> Iterable[Link]:
    """Figures are met in the same order by both readings, so the descriptions of the second go to the first."""
    texts = iter(figures)
    for link in links:
        if link.is_figure:
            yield Link(link.target, True, next(texts).text)
        else:
            yield link


def _heading(match: re.Match[str], headings: list[Heading]) -> str:
    level, anchor, inner = int(match.group(1)), unescape(match.group(2)), match.group(3)
    headings.append(Heading(level, anchor, _plain(inner)))
    return f'<h{level} id="{match.group(2)}">{inner}</h{level}>'


def _reference(match: re.Match[str], counts: Counter[str]) -> str:
    key, number = match.groups()
    counts[key] += 1
    return f'<sup class="citation"><a href="#source-{key}" id="{citation_anchor(key, counts[key])}">{number}</a></sup>'


def citation_anchor(key: str, number: int) -> str:
    """The anchor of the nth citation of a source; two hyphens, which no key has, keep it apart from other keys."""
    return f"cite-{key}--{number}"


def _plain(html: str) -> str:
    return unescape(TAG.sub("", html)).strip()


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
