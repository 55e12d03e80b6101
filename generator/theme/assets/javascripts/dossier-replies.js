/* Replies to the request for information, the rule alone: a CSV file in, candidates out, or every fault with its row and
   column. generator/tools/replies.py is its twin; tests/cases/dossier/replies.json holds what both must say. In: the text of
   a file, the fields of the reply form as {id, labels}. Texts are kept as text. Nothing is changed. */
var Agora = Agora || {};
Agora.dossierReplies = (function () {
  "use strict";
  var SEPARATORS = [";", ",", "\t"], BLANKS = " \t\r\n\u00a0\u202f\ufeff", GUARDED = "=+-@";
  var MOST_CHARACTERS = 5000000, MOST_REPLIES = 500, LONGEST_CELL = 10000;

  function error(id, values) {
    return { id: id, values: values || {} };
  }

  function isBlank(mark) {
    return BLANKS.indexOf(mark) >= 0;
  }

  function strip(text) {
    var from = 0, to = text.length;
    while (from < to && isBlank(text.charAt(from))) { from += 1; }
    while (to > from && isBlank(text.charAt(to - 1))) { to -= 1; }
    return text.slice(from, to);
  }

  /* Whether a text has more characters than allowed; a pair of surrogates is one character. */
  function longer(text, most) {
    return text.length > most && Array.from(text).length > most;
  }

  function readReplies(text, fields, nameField) {
    var found = { separator: "", columns: [], replies: [], errors: [] };
    if (longer(text, MOST_CHARACTERS)) {
      found.errors.push(error("too-large", { most: MOST_CHARACTERS }));
      return found;
    }
    if (text.charAt(0) === "\ufeff") { text = text.slice(1); }
    var start = separatorOf(text), read = rowsOf(start.text, start.separator);
    found.separator = start.separator;
    found.errors = read.errors.slice();
    var rows = read.rows.filter(function (row) { return row.cells.some(strip); });
    if (!rows.length) {
      if (!read.errors.length) { found.errors.push(error("empty")); }
      return found;
    }
    var head = rows[0], body = rows.slice(1);
    found.columns = columnsOf(head.cells, fields);
    found.errors = found.errors.concat(headErrors(head.row, found.columns, nameField));
    if (!body.length && !read.errors.length) { found.errors.push(error("no-replies", { row: head.row })); }
    if (body.length > MOST_REPLIES) {
      found.errors.push(error("too-many", { most: MOST_REPLIES, count: body.length }));
      return found;
    }
    var replies = body.map(function (row) { return replyOf(row, found.columns, nameField, found.errors); });
    found.errors.sort(function (one, other) {
      return (one.values.row || 0) - (other.values.row || 0) || (one.values.column || 0) - (other.values.column || 0);
    });
    if (!found.errors.length) { found.replies = replies; }
    return found;
  }

  function candidatesOf(replies, taken) {
    var number = 0;
    return replies.map(function (reply) {
      number += 1;
      while (taken.indexOf("k" + number) >= 0) { number += 1; }
      return { id: "k" + number, name: reply.name, measure: "", origin: "reply", reply: reply.reply };
    });
  }

  /* The separator, and the text behind a line `sep=;` that spreadsheets write. */
  function separatorOf(text) {
    var ends = ["\r\n", "\n", "\r"], counts = [0, 0, 0], quoted = false;
    for (var place = 0; place < SEPARATORS.length; place++) {
      for (var turn = 0; turn < ends.length; turn++) {
        var head = "sep=" + SEPARATORS[place] + ends[turn];
        if (text.slice(0, head.length).toLowerCase() === head) {
          return { separator: SEPARATORS[place], text: text.slice(head.length) };
        }
      }
    }
    for (var at = 0; at < text.length; at++) {
      var mark = text.charAt(at), which = SEPARATORS.indexOf(mark);
      if (mark === '"') {
        quoted = !quoted;
      } else if (!quoted && (mark === "\r" || mark === "\n") && counts[0] + counts[1] + counts[2] > 0) {
        break;
      } else if (!quoted && which >= 0) {
        counts[which] += 1;
      }
    }
    return { separator: SEPARATORS[counts.indexOf(Math.max.apply(null, counts))], text: text };
  }

  function rowsOf(text, separator) {
    var rows = [], errors = [], cells = [], at = 0, number = 1;
    while (at < text.length || cells.length) {
      var cell = cellAt(text, at, separator);
      cells.push(cell.value);
      at = cell.end;
      if (cell.fault) { errors.push(error(cell.fault, { row: number, column: cells.length })); }
      if (at < text.length && text.charAt(at) === separator) {
        at += 1;
        continue;
      }
      rows.push({ row: number, cells: cells });
      cells = [];
      number += 1;
      at += text.slice(at, at + 2) === "\r\n" ? 2 : 1;
    }
    return { rows: rows, errors: errors };
  }

  /* One cell, the place of the mark behind it, and what is wrong with it. */
  function cellAt(text, at, separator) {
    function stopFrom(place) {
      while (place < text.length && (separator + "\r\n").indexOf(text.charAt(place)) < 0) { place += 1; }
      return place;
    }
    var end, value = "", close;
    if (text.charAt(at) !== '"') {
      end = stopFrom(at);
      value = text.slice(at, end);
      return { value: value, end: end, fault: value.indexOf('"') >= 0 ? "stray-quote" : "" };
    }
    for (end = at + 1; ; end = close + 2) {
      close = text.indexOf('"', end);
      if (close < 0) { return { value: value + text.slice(end), end: text.length, fault: "open-quote" }; }
      value += text.slice(end, close);
      if (text.charAt(close + 1) !== '"') { break; }
      value += '"';
    }
    end = stopFrom(close + 1);
    return { value: value, end: end, fault: strip(text.slice(close + 1, end)) ? "text-after-quote" : "" };
  }

  function columnsOf(head, fields) {
    var known = Object.create(null);
    fields.slice().reverse().forEach(function (field) {
      [field.id].concat(field.labels).forEach(function (name) { known[plain(name)] = field.id; });
    });
    return head.map(function (header, place) {
      return { column: place + 1, header: strip(header), field: known[plain(header)] || "" };
    });
  }

  /* A header for comparing: small letters, every run of blanks as one space. */
  function plain(header) {
    var text = header.toLowerCase().split("").map(function (mark) { return isBlank(mark) ? " " : mark; }).join("");
    return text.split(" ").filter(Boolean).join(" ");
  }

  function headErrors(row, columns, nameField) {
    var seen = [], found = [];
    columns.forEach(function (column) {
      if (column.field && seen.indexOf(column.field) >= 0) {
        found.push(error("header-twice", { row: row, column: column.column, header: column.header }));
      }
      seen.push(column.field);
    });
    if (seen.indexOf(nameField) < 0) { found.push(error("no-name-column", { row: row, field: nameField })); }
    return found;
  }

  function hasControl(cell) {
    for (var at = 0; at < cell.length; at++) {
      if (cell.charAt(at) < " " && "\t\r\n".indexOf(cell.charAt(at)) < 0) { return true; }
    }
    return false;
  }

  function replyOf(row, columns, nameField, errors) {
    var reply = {}, number = row.row, name = "", nameColumn = 0;
    var extra = row.cells.map(function (cell, at) { return at >= columns.length && strip(cell) ? at + 1 : 0; }).filter(Boolean);
    if (extra.length) { errors.push(error("too-many-cells", { row: number, column: extra[0], count: columns.length })); }
    columns.forEach(function (column, at) {
      var cell = row.cells[at], place = column.column;
      if (column.field === nameField && !nameColumn) { nameColumn = place; }
      if (cell === undefined) { return; }
      if (cell.indexOf("\ufffd") >= 0) { errors.push(error("encoding", { row: number, column: place })); }
      if (hasControl(cell)) { errors.push(error("control-character", { row: number, column: place })); }
      if (longer(cell, LONGEST_CELL)) { errors.push(error("too-long", { row: number, column: place, most: LONGEST_CELL })); }
      if (column.field) { reply[column.field] = unguarded(strip(cell)); }
    });
    name = Object.prototype.hasOwnProperty.call(reply, nameField) ? reply[nameField] : "";
    if (!name && nameColumn) { errors.push(error("name-missing", { row: number, column: nameColumn })); }
    return { row: number, name: name, reply: reply };
  }

  /* A cell without the apostrophe that exports put before = + - @, so that a spreadsheet reads no formula. */
  function unguarded(cell) {
    return cell.charAt(0) === "'" && cell.length > 1 && GUARDED.indexOf(cell.charAt(1)) >= 0 ? cell.slice(1) : cell;
  }

  return { readReplies: readReplies, candidatesOf: candidatesOf };
})();
