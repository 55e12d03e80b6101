/* A document of blocks as a Word file (Office Open XML, ECMA-376) that can be edited. generator/tools/document_word.py is its
   twin and gives the same bytes; tests/cases/dossier/word.json holds documents for both. In: blocks, a frame {title, language,
   marking, page}. Out: a Uint8Array. The marking stands in header and footer of every page; nothing is dated or compressed. */
var Agora = Agora || {};
Agora.dossierWord = (function () {
  "use strict";
  var TEXT_WIDTH = 9638, LETTER = 130, MARGIN = 240, LONG = 80, LONG_WORD = 20;
  var COLOURS = { "TLP:RED": "FF2B2B", "TLP:GREEN": "33FF00", "TLP:CLEAR": "FFFFFF" };
  var HEAD = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
  var W = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
  var OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  var PACKAGE = "http://schemas.openxmlformats.org/package/2006";
  var TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.";
  var LANGUAGES = { en: "en-GB", fr: "fr-FR" };
  var PIECES = ["styles", "numbering", "settings", "header", "footer"];
  var MARKS = { "\n": "<w:br/>", "\t": "<w:tab/>" };

  function joined(list, drawn) {
    return list.map(drawn).join("");
  }

  function escaped(text) {
    var plain = Agora.dossierText.readable(text).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
    return plain.replace(/"/g, "&quot;").replace(/\n/g, "&#10;");
  }

  function run(text) {
    if (!text) { return ""; }
    var pieces = Agora.dossierText.readable(text).split(/([\n\t])/).filter(Boolean);
    return "<w:r>" + joined(pieces, function (piece) {
      return MARKS[piece] || "<w:t xml:space=\"preserve\">" + escaped(piece) + "</w:t>";
    }) + "</w:r>";
  }

  function paragraph(style, runs) {
    return "<w:p><w:pPr><w:pStyle w:val=\"" + style + "\"/></w:pPr>" + runs + "</w:p>";
  }

  function cell(text, wide, style, fill) {
    var shade = fill ? "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"" + fill + "\"/>" : "";
    return "<w:tc><w:tcPr><w:tcW w:w=\"" + wide + "\" w:type=\"dxa\"/>" + shade + "</w:tcPr>" + paragraph(style, run(text)) + "</w:tc>";
  }

  /* Rows in a frame, and an empty line behind it, because two tables that touch would become one. */
  function framed(widths, rows, caption) {
    return "<w:tbl><w:tblPr><w:tblStyle w:val=\"AgoraTable\"/><w:tblW w:w=\"" + total(widths) + "\" w:type=\"dxa\"/>" +
      "<w:tblLayout w:type=\"fixed\"/><w:tblLook w:val=\"0020\"/>" +
      (caption ? "<w:tblCaption w:val=\"" + escaped(caption) + "\"/>" : "") + "</w:tblPr><w:tblGrid>" +
      joined(widths, function (wide) { return "<w:gridCol w:w=\"" + wide + "\"/>"; }) +
      "</w:tblGrid>" + rows + "</w:tbl>" + paragraph("Spacer", "");
  }

  function lengthOf(text) { return Array.from(text).length; }

  function most(numbers) { return numbers.reduce(function (one, other) { return Math.max(one, other); }, 0); }

  function total(numbers) { return numbers.reduce(function (sum, number) { return sum + number; }, 0); }

  /* Two columns are a question and its longer answer. Of more, each has room for its longest word, and the rest is shared by
     the length of their longest cells; where even the words have no room, all are equal. */
  function widthsOf(table, columns) {
    if (columns === 2) { return [3372, TEXT_WIDTH - 3372]; }
    var rows = [table.head].concat(table.rows).map(function (row) { return Agora.dossierText.padded(row, columns); });
    var least = [], cells = [];
    for (var at = 0; at < columns; at++) {
      var words = rows.map(function (row) { return most(row[at].split(/[ \n\t]/).map(lengthOf)); });
      least.push(LETTER * Math.min(LONG_WORD, most(words)) + MARGIN);
      cells.push(Math.min(LONG, Math.max(1, most(rows.map(function (row) { return lengthOf(row[at]); })))));
    }
    var rest = TEXT_WIDTH - total(least);
    return least.map(function (room, at) { return rest < 0 ? Math.floor(TEXT_WIDTH / columns) : room + Math.floor(rest * cells[at] / total(cells)); });
  }

  function cells(row, widths, style, fill) {
    return joined(Agora.dossierText.padded(row, widths.length), function (text, at) { return cell(text, widths[at], style, fill); });
  }

  function tableOf(table) {
    var columns = Agora.dossierText.width(table);
    if (!columns) { return ""; }
    var widths = widthsOf(table, columns), rows = "";
    if (table.head.length) {
      rows = "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>" + cells(table.head, widths, "TableHead", "E4E7E3") + "</w:tr>";
    }
    rows += joined(table.rows, function (row) { return "<w:tr><w:trPr><w:cantSplit/></w:trPr>" + cells(row, widths, "TableText", "") + "</w:tr>"; });
    var caption = table.caption || "";
    return (caption ? paragraph("Caption", run(caption)) : "") + framed(widths, rows, caption);
  }

  function blockOf(block) {
    if (block.block === "heading") { return paragraph("Heading" + block.level, run(block.text)); }
    if (block.block === "paragraph") { return paragraph("Normal", run(block.text)); }
    if (block.block === "list") {
      return joined(block.items, function (item) { return paragraph("ListBullet", run(item)); });
    }
    if (block.block === "table") { return tableOf(block); }
    var height = "<w:trPr><w:trHeight w:val=\"" + block.lines * 420 + "\" w:hRule=\"atLeast\"/></w:trPr>";
    var row = "<w:tr>" + height + cell("", TEXT_WIDTH, "TableText", "") + "</w:tr>";
    return paragraph("Caption", run(block.label)) + framed([TEXT_WIDTH], row, block.label);
  }

  function documentOf(blocks) {
    return "<w:document " + W + " xmlns:r=\"" + OFFICE + "\"><w:body>" + joined(blocks, blockOf) + "<w:sectPr>" +
      "<w:headerReference w:type=\"default\" r:id=\"rId4\"/><w:footerReference w:type=\"default\" r:id=\"rId5\"/>" +
      "<w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1418\" w:right=\"1134\" w:bottom=\"1418\" w:left=\"1134\"" +
      " w:header=\"567\" w:footer=\"567\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>";
  }

  function edge(element, style, runs, frame) {
    var marking = Agora.dossierText.markingOf(frame.marking);
    var label = "<w:r><w:tab/></w:r><w:r><w:rPr><w:b/><w:color w:val=\"" + (COLOURS[marking] || "FFC000") + "\"/>" +
      "<w:sz w:val=\"24\"/><w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"000000\"/></w:rPr><w:t>" + marking + "</w:t></w:r>";
    return "<w:" + element + " " + W + ">" + paragraph(style, runs + label) + "</w:" + element + ">";
  }

  function pageOf(words) {
    var fields = { "{page}": "PAGE", "{pages}": "NUMPAGES" };
    return joined(words.split(/(\{pages?\})/), function (piece) {
      if (!fields[piece]) { return run(piece); }
      return "<w:fldSimple w:instr=\" " + fields[piece] + " \"><w:r><w:t>1</w:t></w:r></w:fldSimple>";
    });
  }

  function style(id, name, lines, letters, more) {
    return "<w:style w:type=\"paragraph\"" + (more || "") + " w:styleId=\"" + id + "\"><w:name w:val=\"" + name + "\"/>" +
      (more ? "" : "<w:basedOn w:val=\"Normal\"/>") + "<w:qFormat/><w:pPr>" + lines + "</w:pPr>" +
      (letters ? "<w:rPr>" + letters + "</w:rPr>" : "") + "</w:style>";
  }

  function headingStyle(row) {
    return style("Heading" + row[0], "heading " + row[0],
      "<w:keepNext/><w:spacing w:before=\"" + row[1] + "\" w:after=\"120\"/><w:outlineLvl w:val=\"" + (row[0] - 1) + "\"/>",
      "<w:b/><w:color w:val=\"1F4E4A\"/><w:sz w:val=\"" + row[2] + "\"/>");
  }

  function edgeStyle(name) {
    return style(name, name.toLowerCase(), "<w:tabs><w:tab w:val=\"right\" w:pos=\"" + TEXT_WIDTH + "\"/></w:tabs>", "<w:sz w:val=\"18\"/>");
  }

  function stylesOf(language) {
    var rows = [
      style("Normal", "Normal", "<w:spacing w:after=\"120\" w:line=\"264\" w:lineRule=\"auto\"/>", "", " w:default=\"1\""),
      joined([[1, 360, 34], [2, 300, 28], [3, 240, 24]], headingStyle),
      style("ListBullet", "List Bullet", "<w:numPr><w:numId w:val=\"1\"/></w:numPr><w:spacing w:after=\"60\"/>", ""),
      style("Caption", "caption", "<w:keepNext/><w:spacing w:before=\"120\" w:after=\"60\"/>", "<w:b/>"),
      style("TableText", "Table Text", "<w:spacing w:before=\"40\" w:after=\"40\"/>", "<w:sz w:val=\"20\"/>"),
      style("TableHead", "Table Head", "<w:keepNext/><w:spacing w:before=\"40\" w:after=\"40\"/>", "<w:b/><w:sz w:val=\"20\"/>"),
      style("Spacer", "Spacer", "<w:spacing w:after=\"60\" w:line=\"120\" w:lineRule=\"exact\"/>", "<w:sz w:val=\"8\"/>"),
      joined(["Header", "Footer"], edgeStyle)
    ];
    var borders = joined(["top", "left", "bottom", "right", "insideH", "insideV"], function (side) {
      return "<w:" + side + " w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"8A8F8C\"/>";
    });
    return "<w:styles " + W + "><w:docDefaults><w:rPrDefault><w:rPr>" +
      "<w:rFonts w:ascii=\"Calibri\" w:hAnsi=\"Calibri\" w:cs=\"Calibri\"/><w:sz w:val=\"22\"/>" +
      "<w:lang w:val=\"" + escaped(language) + "\"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>" + rows.join("") +
      "<w:style w:type=\"table\" w:customStyle=\"1\" w:styleId=\"AgoraTable\"><w:name w:val=\"Agora Table\"/>" +
      "<w:tblPr><w:tblBorders>" + borders + "</w:tblBorders><w:tblCellMar>" +
      "<w:left w:w=\"100\" w:type=\"dxa\"/><w:right w:w=\"100\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style></w:styles>";
  }

  function numbering() {
    return "<w:numbering " + W + "><w:abstractNum w:abstractNumId=\"0\"><w:multiLevelType w:val=\"hybridMultilevel\"/>" +
      "<w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"bullet\"/><w:lvlText w:val=\"•\"/><w:lvlJc w:val=\"left\"/>" +
      "<w:pPr><w:ind w:left=\"454\" w:hanging=\"284\"/></w:pPr></w:lvl></w:abstractNum>" +
      "<w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>";
  }

  function settings() {
    return "<w:settings " + W + "><w:compat><w:compatSetting w:name=\"compatibilityMode\"" +
      " w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat></w:settings>";
  }

  function types() {
    var overrides = joined([["document", "document.main"]].concat(PIECES.map(function (piece) { return [piece, piece]; })),
      function (row) { return "<Override PartName=\"/word/" + row[0] + ".xml\" ContentType=\"" + TYPE + row[1] + "+xml\"/>"; });
    return "<Types xmlns=\"" + PACKAGE + "/content-types\">" +
      "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>" +
      "<Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/docProps/core.xml\"" +
      " ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>" + overrides + "</Types>";
  }

  function relation(at, kind, target) {
    return "<Relationship Id=\"rId" + at + "\" Type=\"" + OFFICE + "/" + kind + "\" Target=\"" + target + "\"/>";
  }

  function relations(rows) {
    return "<Relationships xmlns=\"" + PACKAGE + "/relationships\">" + rows + "</Relationships>";
  }

  function packageRelations() {
    return relations(relation(1, "officeDocument", "word/document.xml") + "<Relationship Id=\"rId2\" Type=\"" + PACKAGE +
      "/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/>");
  }

  function core(frame) {
    return "<cp:coreProperties xmlns:cp=\"" + PACKAGE + "/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">" +
      "<dc:title>" + escaped(frame.title) + "</dc:title><dc:language>" + escaped(frame.language) + "</dc:language>" +
      "<cp:category>" + Agora.dossierText.markingOf(frame.marking) + "</cp:category></cp:coreProperties>";
  }

  /* The checksum of zip (ISO 3309), bit by bit through a table. */
  var TABLE = (function () {
    var rows = [];
    for (var at = 0; at < 256; at++) {
      var row = at;
      for (var bit = 0; bit < 8; bit++) { row = row & 1 ? 0xedb88320 ^ (row >>> 1) : row >>> 1; }
      rows.push(row >>> 0);
    }
    return rows;
  })();

  function checksum(data) {
    var found = 0xffffffff;
    for (var at = 0; at < data.length; at++) { found = TABLE[(found ^ data[at]) & 0xff] ^ (found >>> 8); }
    return (found ^ 0xffffffff) >>> 0;
  }

  /* Numbers as bytes, lowest first: pairs of value and size. */
  function packed(rows) {
    var found = [];
    rows.forEach(function (row) {
      for (var at = 0; at < row[1]; at++) { found.push(Math.floor(row[0] / Math.pow(256, at)) % 256); }
    });
    return found;
  }

  function together(chunks) {
    var size = chunks.reduce(function (sum, chunk) { return sum + chunk.length; }, 0);
    var found = new Uint8Array(size), at = 0;
    chunks.forEach(function (chunk) {
      found.set(chunk, at);
      at += chunk.length;
    });
    return found;
  }

  /* A zip archive without compression (PKWARE APPNOTE 6.3), every part dated 1 January 1980. */
  function stored(parts) {
    var encoder = new TextEncoder(), body = [], directory = [], at = 0;
    parts.forEach(function (part) {
      var name = encoder.encode(part[0]), data = encoder.encode(part[1]);
      var facts = packed([[10, 2], [0, 2], [0, 2], [0, 2], [33, 2], [checksum(data), 4], [data.length, 4], [data.length, 4],
        [name.length, 2], [0, 2]]);
      directory.push(packed([[0x02014b50, 4], [10, 2]]), facts, packed([[0, 2], [0, 2], [0, 2], [0, 4], [at, 4]]), name);
      var local = together([packed([[0x04034b50, 4]]), facts, name, data]);
      body.push(local);
      at += local.length;
    });
    var listed = together(directory);
    return together(body.concat([listed, packed([[0x06054b50, 4], [0, 2], [0, 2], [parts.length, 2], [parts.length, 2],
      [listed.length, 4], [at, 4], [0, 2]])]));
  }

  function word(blocks, frame) {
    var rows = joined(PIECES, function (kind, at) { return relation(at + 1, kind, kind + ".xml"); });
    return stored([
      ["[Content_Types].xml", types()],
      ["_rels/.rels", packageRelations()],
      ["docProps/core.xml", core(frame)],
      ["word/document.xml", documentOf(blocks)],
      ["word/_rels/document.xml.rels", relations(rows)],
      ["word/styles.xml", stylesOf(LANGUAGES[frame.language] || frame.language)],
      ["word/numbering.xml", numbering()],
      ["word/settings.xml", settings()],
      ["word/header.xml", edge("hdr", "Header", run(frame.title), frame)],
      ["word/footer.xml", edge("ftr", "Footer", pageOf(frame.page), frame)]
    ].map(function (part) { return [part[0], HEAD + part[1]]; }));
  }

  return { word: word, stored: stored };
})();
