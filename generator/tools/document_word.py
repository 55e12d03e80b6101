"""A document of blocks as a Word file (Office Open XML, ECMA-376) that can be edited.

In: blocks (heading, paragraph, list, table, form) and a frame with title, language, marking and page. Out: bytes.
Invariant: the same blocks are the same bytes; the marking stands in header and footer of every page, large and to the right
as the TLP standard of FIRST asks; heads of tables are repeated. Refuses: to compress, to date, to name an author.
`dossier-word.js` gives the same bytes.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterable, Sequence

from generator.tools.document_text import Block, Frame, marking_of, padded, readable, width

Part = tuple[str, str]
"""A name in the archive and its text."""

TEXT_WIDTH = 9638
"""Between the margins of an A4 page, in twentieths of a point: 210 mm less twice 20 mm."""
LETTER, MARGIN = 130, 240
"""Room for a bold letter of ten points, and for the margins of a cell, in twentieths of a point."""
LONG, LONG_WORD = 80, 20
"""Letters from which a cell, or a word in it, asks for no more room."""

_COLOURS = {"TLP:RED": "FF2B2B", "TLP:GREEN": "33FF00", "TLP:CLEAR": "FFFFFF"}
"""Letters on black, as the TLP standard of FIRST gives them; amber for the others."""

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_LANGUAGES = {"en": "en-GB", "fr": "fr-FR"}
_PIECES = ("styles", "numbering", "settings", "header", "footer")
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="8A8F8C"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def word(blocks: Iterable[Block], frame: Frame) -> bytes:
    """The document as the bytes of a .docx file."""
    relations = "".join(_relation(at, kind, f"{kind}.xml") for at, kind in enumerate(_PIECES, 1))
    return stored(
        [
            ("[Content_Types].xml", _HEAD + _types()),
            ("_rels/.rels", _HEAD + _package_relations()),
            ("docProps/core.xml", _HEAD + _core(frame)),
            ("word/document.xml", _HEAD + _document(blocks)),
            ("word/_rels/document.xml.rels", _HEAD + _relations(relations)),
            ("word/styles.xml", _HEAD + _styles(_LANGUAGES.get(frame["language"], frame["language"]))),
            ("word/numbering.xml", _HEAD + _numbering()),
            ("word/settings.xml", _HEAD + _settings()),
            ("word/header.xml", _HEAD + _edge("hdr", "Header", _run(frame["title"]), frame)),
            ("word/footer.xml", _HEAD + _edge("ftr", "Footer", _page(frame["page"]), frame)),
        ]
    )


def stored(parts: Sequence[Part]) -> bytes:
    """A zip archive without compression (PKWARE APPNOTE 6.3), every part dated 1 January 1980, its first possible day."""
    body, directory = b"", b""
    for name, text in parts:
        data, label = text.encode("utf-8"), name.encode("ascii")
        facts = struct.pack("<HHHHHIIIHH", 10, 0, 0, 0, 33, zlib.crc32(data), len(data), len(data), len(label), 0)
        directory += (
            b"PK\x01\x02" + struct.pack("<H", 10) + facts + struct.pack("<HHHII", 0, 0, 0, 0, len(body)) + label
        )
        body += b"PK\x03\x04" + facts + label + data
    end = struct.pack("<HHHHIIH", 0, 0, len(parts), len(parts), len(directory), len(body), 0)
    return body + directory + b"PK\x05\x06" + end


def _types() -> str:
    pieces = [("document", "document.main"), *((piece, piece) for piece in _PIECES)]
    overrides = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{_TYPE}{kind}+xml"/>' for part, kind in pieces
    )
    return (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        f"{overrides}</Types>"
    )


def _relation(at: int, kind: str, target: str) -> str:
    return f'<Relationship Id="rId{at}" Type="{_OFFICE}/{kind}" Target="{target}"/>'


def _relations(rows: str) -> str:
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'


def _package_relations() -> str:
    core = (
        f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    )
    return _relations(_relation(1, "officeDocument", "word/document.xml") + core)


def _core(frame: Frame) -> str:
    """Properties of the file: title, marking and language; neither author nor date."""
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{_escaped(frame['title'])}</dc:title><dc:language>{_escaped(frame['language'])}</dc:language>"
        f"<cp:category>{marking_of(frame['marking'])}</cp:category></cp:coreProperties>"
    )


def _document(blocks: Iterable[Block]) -> str:
    body = "".join(_block(block) for block in blocks)
    return (
        f'<w:document {_W} xmlns:r="{_OFFICE}"><w:body>{body}<w:sectPr>'
        '<w:headerReference w:type="default" r:id="rId4"/><w:footerReference w:type="default" r:id="rId5"/>'
        '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1418" w:right="1134" w:bottom="1418" w:left="1134"'
        ' w:header="567" w:footer="567" w:gutter="0"/></w:sectPr></w:body></w:document>'
    )


def _block(block: Block) -> str:
    kind = block["block"]
    if kind == "heading":
        return _paragraph(f"Heading{block['level']}", _run(block["text"]))
    if kind == "paragraph":
        return _paragraph("Normal", _run(block["text"]))
    if kind == "list":
        return "".join(_paragraph("ListBullet", _run(item)) for item in block["items"])
    if kind == "table":
        return _table(block)
    height = f'<w:trPr><w:trHeight w:val="{block["lines"] * 420}" w:hRule="atLeast"/></w:trPr>'
    cell = _cell("", TEXT_WIDTH, "TableText", "")
    box = _framed([TEXT_WIDTH], f"<w:tr>{height}{cell}</w:tr>", block["label"])
    return _paragraph("Caption", _run(block["label"])) + box


def _table(table: Block) -> str:
    """A table; one without columns is nothing."""
    columns = width(table)
    if not columns:
        return ""
    widths = _widths(table, columns)
    head = padded(table["head"], columns)
    rows = ""
    if table["head"]:
        cells = "".join(_cell(text, wide, "TableHead", "E4E7E3") for text, wide in zip(head, widths, strict=True))
        rows = f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{cells}</w:tr>"
    for row in table["rows"]:
        pairs = zip(padded(row, columns), widths, strict=True)
        rows += f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(_cell(text, wide, 'TableText', '') for text, wide in pairs)}</w:tr>"
    caption = table.get("caption", "")
    told = _paragraph("Caption", _run(caption)) if caption else ""
    return told + _framed(widths, rows, caption)


def _widths(table: Block, columns: int) -> list[int]:
    """Two columns are a question and its longer answer. Of more, each has room for its longest word, and the rest is shared
    by the length of their longest cells; where even the words have no room, all are equal.
    """
    if columns == 2:
        return [3372, TEXT_WIDTH - 3372]
    rows = [padded(row, columns) for row in (table["head"], *table["rows"])]
    words = [max(len(one) for row in rows for one in re.split("[ \n\t]", row[at])) for at in range(columns)]
    cells = [min(LONG, max(1, *(len(row[at]) for row in rows))) for at in range(columns)]
    least = [LETTER * min(LONG_WORD, word) + MARGIN for word in words]
    rest = TEXT_WIDTH - sum(least)
    if rest < 0:
        return [TEXT_WIDTH // columns] * columns
    return [room + rest * cell // sum(cells) for room, cell in zip(least, cells, strict=True)]


def _framed(widths: Sequence[int], rows: str, caption: str) -> str:
    """Rows in a frame, and an empty line behind it, because two tables that touch would become one."""
    grid = "".join(f'<w:gridCol w:w="{wide}"/>' for wide in widths)
    told = f'<w:tblCaption w:val="{_escaped(caption)}"/>' if caption else ""
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="AgoraTable"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblLook w:val="0020"/>{told}</w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>{_paragraph('Spacer', '')}"
    )


def _cell(text: str, wide: int, style: str, fill: str) -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/>{shade}</w:tcPr>{_paragraph(style, _run(text))}</w:tc>'


def _paragraph(style: str, runs: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{runs}</w:p>'


def _run(text: str) -> str:
    """A text as one run; line ends and tabs become the marks that Word has for them."""
    if not text:
        return ""
    marks = {"\n": "<w:br/>", "\t": "<w:tab/>"}
    pieces = re.split("([\n\t])", readable(text))
    return f"<w:r>{''.join(marks.get(piece) or _text(piece) for piece in pieces if piece)}</w:r>"


def _text(piece: str) -> str:
    return f'<w:t xml:space="preserve">{_escaped(piece)}</w:t>'


def _escaped(text: str) -> str:
    """A text inside an element or an attribute."""
    plain = readable(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return plain.replace('"', "&quot;").replace("\n", "&#10;")


def _edge(element: str, style: str, runs: str, frame: Frame) -> str:
    """Header or footer: some text at the left, the marking at the right in twelve points."""
    marking = marking_of(frame["marking"])
    colour = _COLOURS.get(marking, "FFC000")
    label = (
        f'<w:r><w:tab/></w:r><w:r><w:rPr><w:b/><w:color w:val="{colour}"/><w:sz w:val="24"/>'
        f'<w:shd w:val="clear" w:color="auto" w:fill="000000"/></w:rPr><w:t>{marking}</w:t></w:r>'
    )
    return f"<w:{element} {_W}>{_paragraph(style, runs + label)}</w:{element}>"


def _page(words: str) -> str:
    """The words of the page number, with `{page}` and `{pages}` as fields that Word fills in."""
    fields = {"{page}": "PAGE", "{pages}": "NUMPAGES"}
    return "".join(
        f'<w:fldSimple w:instr=" {fields[piece]} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        if piece in fields
        else _run(piece)
        for piece in re.split(r"(\{pages?\})", words)
    )


def _styles(language: str) -> str:
    rows = [
        _style("Normal", "Normal", '<w:spacing w:after="120" w:line="264" w:lineRule="auto"/>', "", ' w:default="1"'),
        *(_heading(level, before, size) for level, before, size in ((1, 360, 34), (2, 300, 28), (3, 240, 24))),
        _style("ListBullet", "List Bullet", '<w:numPr><w:numId w:val="1"/></w:numPr><w:spacing w:after="60"/>', ""),
        _style("Caption", "caption", '<w:keepNext/><w:spacing w:before="120" w:after="60"/>', "<w:b/>"),
        _style("TableText", "Table Text", '<w:spacing w:before="40" w:after="40"/>', '<w:sz w:val="20"/>'),
        _style(
            "TableHead",
            "Table Head",
            '<w:keepNext/><w:spacing w:before="40" w:after="40"/>',
            '<w:b/><w:sz w:val="20"/>',
        ),
        _style("Spacer", "Spacer", '<w:spacing w:after="60" w:line="120" w:lineRule="exact"/>', '<w:sz w:val="8"/>'),
        *(
            _style(
                name,
                name.lower(),
                f'<w:tabs><w:tab w:val="right" w:pos="{TEXT_WIDTH}"/></w:tabs>',
                '<w:sz w:val="18"/>',
            )
            for name in ("Header", "Footer")
        ),
    ]
    return (
        f'<w:styles {_W}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Calibri"/>'
        f'<w:sz w:val="22"/><w:lang w:val="{_escaped(language)}"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
        f'{"".join(rows)}<w:style w:type="table" w:customStyle="1" w:styleId="AgoraTable"><w:name w:val="Agora Table"/>'
        f"<w:tblPr><w:tblBorders>{_BORDERS}</w:tblBorders><w:tblCellMar>"
        '<w:left w:w="100" w:type="dxa"/><w:right w:w="100" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style></w:styles>'
    )


def _heading(level: int, before: int, size: int) -> str:
    lines = f'<w:keepNext/><w:spacing w:before="{before}" w:after="120"/><w:outlineLvl w:val="{level - 1}"/>'
    letters = f'<w:b/><w:color w:val="1F4E4A"/><w:sz w:val="{size}"/>'
    return _style(f"Heading{level}", f"heading {level}", lines, letters)


def _style(id: str, name: str, lines: str, letters: str, more: str = "") -> str:
    base = "" if more else '<w:basedOn w:val="Normal"/>'
    drawn = f"<w:rPr>{letters}</w:rPr>" if letters else ""
    return (
        f'<w:style w:type="paragraph"{more} w:styleId="{id}"><w:name w:val="{name}"/>{base}<w:qFormat/>'
        f"<w:pPr>{lines}</w:pPr>{drawn}</w:style>"
    )


def _numbering() -> str:
    return (
        f'<w:numbering {_W}><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="hybridMultilevel"/>'
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/><w:lvlJc w:val="left"/>'
        '<w:pPr><w:ind w:left="454" w:hanging="284"/></w:pPr></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )


def _settings() -> str:
    """Without a mode Word would open the file as one of 2007."""
    return (
        f'<w:settings {_W}><w:compat><w:compatSetting w:name="compatibilityMode"'
        ' w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>'
    )
