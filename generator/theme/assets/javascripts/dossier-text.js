/* A document of blocks as Markdown, its tables as CSV, plain values as JSON text, and the names of files.
   generator/tools/document_text.py and file_name.py are the twins; tests/cases/dossier/text.json holds what both must say.
   In: blocks, a frame {title, language, marking, page, marking_label, separator}. Out: text. Nothing is saved or changed.
   The marking stands first and last, in every row and in the JSON; no text becomes markup, no cell a formula. */
var Agora = Agora || {};
Agora.dossierText = (function () {
  "use strict";
  var MARKINGS = ["TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED"];
  var DOTS = new Array(25).join("\u2026");
  var LONGEST = 40;
  var WHOLE = { "œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d" };

  /* What is not a label counts as the strictest one, so that a slip never opens a file. */
  function markingOf(text) {
    return MARKINGS.indexOf(text) >= 0 ? text : "TLP:RED";
  }

  function isHigh(code) { return code >= 0xd800 && code <= 0xdbff; }
  function isLow(code) { return code >= 0xdc00 && code <= 0xdfff; }

  /* Halves of letters that no file can carry become a sign of their own. */
  function whole(text) {
    var found = "";
    for (var at = 0; at < text.length; at++) {
      var code = text.charCodeAt(at);
      if (isHigh(code) && isLow(text.charCodeAt(at + 1))) {
        found += text.charAt(at) + text.charAt(at + 1);
        at += 1;
      } else {
        found += isHigh(code) || isLow(code) ? "\ufffd" : text.charAt(at);
      }
    }
    return found;
  }

  function readable(text) {
    var plain = whole(text.replace(/\r\n/g, "\n").replace(/\r/g, "\n"));
    return plain.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd");
  }

  /* The number of columns of a table: its longest row, so that no cell is lost. */
  function width(table) {
    return [table.head].concat(table.rows).reduce(function (most, row) { return Math.max(most, row.length); }, 0);
  }

  function padded(row, columns) {
    var found = row.slice();
    while (found.length < columns) { found.push(""); }
    return found;
  }

  /* Spaces at the ends of a line would be markup, and say nothing. */
  function line(text) {
    var plain = text.replace(/^[ \t]+/, "").replace(/[ \t]+$/, "").replace(/[\\`*_\[\]<>#|~&]/g, "\\$&");
    return plain.replace(/^[-+=]/, "\\$&").replace(/^[0-9]+(?=[.)])/, "$&\\");
  }

  function lines(text, end) {
    return readable(text).split("\n").map(line).filter(Boolean).join(end);
  }

  function flat(text) {
    return line(readable(text).replace(/\n/g, " "));
  }

  function pipes(table) {
    var columns = width(table);
    var drawn = [padded(table.head, columns).map(flat), padded([], columns).map(function () { return "---"; })];
    table.rows.forEach(function (row) {
      drawn.push(padded(row, columns).map(function (cell) { return lines(cell, "<br>"); }));
    });
    var text = drawn.map(function (row) { return "| " + row.join(" | ") + " |"; }).join("\n");
    return table.caption ? flat(table.caption) + "\n\n" + text : text;
  }

  function blockText(block) {
    if (block.block === "heading") { return new Array(block.level + 1).join("#") + " " + flat(block.text); }
    if (block.block === "paragraph") { return lines(block.text, "\\\n"); }
    if (block.block === "list") {
      return block.items.map(function (item) { return "- " + lines(item, "\\\n  "); }).join("\n");
    }
    if (block.block === "table") { return pipes(block); }
    var found = [lines(block.label, "\\\n")];
    for (var at = 0; at < block.lines; at++) { found.push(DOTS); }
    return found.join("\n\n");
  }

  function markdown(blocks, frame) {
    var marking = "**" + markingOf(frame.marking) + "**";
    return [marking].concat(blocks.map(blockText), [marking]).join("\n\n") + "\n";
  }

  /* OWASP, CSV Injection; a program that splits at another sign than ours would find a formula in the middle of a cell. */
  function harmless(text) {
    if (/^-?[0-9]+(?:[.,][0-9]+)?$/.test(text)) { return text; }
    var later = text.replace(/([,;\t\n"])(?=[=+\-@＝＋－＠])/g, "$1'");
    return /^[=+\-@\t\n＝＋－＠]/.test(later) ? "'" + later : later;
  }

  function cell(text) {
    var plain = harmless(readable(text));
    return /[,;\t\n"]/.test(plain) ? "\"" + plain.replace(/"/g, "\"\"") + "\"" : plain;
  }

  function csvTable(table, frame) {
    var marking = markingOf(frame.marking);
    var rows = [table.head.concat([frame.marking_label])].concat(table.rows.map(function (row) { return row.concat([marking]); }));
    return "\ufeff" + rows.map(function (row) { return row.map(cell).join(frame.separator) + "\r\n"; }).join("");
  }

  function quoted(text) {
    var plain = whole(text.replace(/\\/g, "\\\\").replace(/"/g, "\\\""));
    return "\"" + plain.replace(/[\u0000-\u001f]/g, function (sign) {
      return "\\u" + ("000" + sign.charCodeAt(0).toString(16)).slice(-4);
    }) + "\"";
  }

  function numberText(number) {
    return String(number === 0 ? 0 : number);
  }

  function json(value, end) {
    var deeper = end + "  ";
    function wrapped(open, items, close) {
      return items.length ? open + deeper + items.join("," + deeper) + end + close : open + close;
    }
    if (Array.isArray(value)) {
      return wrapped("[", value.map(function (item) { return json(item, deeper); }), "]");
    }
    if (typeof value === "string") { return quoted(value); }
    if (typeof value === "number") { return isFinite(value) ? numberText(value) : "null"; }
    if (value === null || typeof value === "boolean") { return String(value); }
    return wrapped("{", Object.keys(value).sort().map(function (name) {
      return quoted(name) + ": " + json(value[name], deeper);
    }), "}");
  }

  /* Any plain value with its title and marking, keys in the order of their letters. */
  function jsonText(content, frame) {
    var all = { content: content, format: "agorapedia-output", marking: markingOf(frame.marking), title: frame.title };
    return json(all, "\n") + "\n";
  }

  /* A text in letters that every system can carry; empty where it has none. */
  function slug(text) {
    var small = text.toLowerCase().replace(/[œæßøłđ]/g, function (letter) { return WHOLE[letter]; });
    var plain = small.normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
    var parts = plain.match(/[a-z0-9]+/g) || [];
    return parts.join("-").slice(0, LONGEST).replace(/^-+/, "").replace(/-+$/, "");
  }

  /* agorapedia-report-2026-11-21-tlp-amber.docx; a site stands in it only where the reader asked. */
  function fileName(kind, today, marking, extension, site) {
    var parts = ["agorapedia", slug(kind), slug(site || ""), slug(today), slug(markingOf(marking))];
    return parts.filter(Boolean).join("-") + "." + extension;
  }

  return {
    markingOf: markingOf, readable: readable, width: width, padded: padded, markdown: markdown, csvTable: csvTable,
    jsonText: jsonText, numberText: numberText, fileName: fileName, slug: slug
  };
})();
