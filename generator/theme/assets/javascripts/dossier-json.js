/* The text of a dossier: strict reading and exact writing of JSON. generator/tools/dossier_json.py is its twin;
   tests/cases/dossier/file-read.json holds what both must say. In: bytes or text, or plain values.
   Out: {value, reasons}, text. Nothing is repaired, and nothing here knows what a dossier is. */
var Agora = Agora || {};
Agora.dossierJson = (function () {
  "use strict";
  var LARGEST = 5000000;
  var DEEPEST = 16;
  var LARGEST_NUMBER = 9007199254740991;
  var FORBIDDEN = ["__proto__", "constructor", "prototype"];
  var PLAIN = /^[A-Za-z0-9_.|-]{1,64}$/;
  var HALF = /\p{Surrogate}/u;

  function reason(id, values) {
    return { id: id, values: values || {} };
  }

  /* A path as it may be printed: a name that is not plain becomes "…". */
  function shown(parts) {
    return parts.map(function (part) {
      return typeof part === "number" || PLAIN.test(part) ? String(part) : "…";
    }).join("/") || "/";
  }

  function refused(reasons) {
    return { value: null, reasons: reasons };
  }

  /* The bytes that a text needs in UTF-8. */
  function sizeOf(text) {
    var size = 0;
    for (var at = 0; at < text.length; at += 1) {
      var unit = text.charCodeAt(at);
      if (unit < 0x80) {
        size += 1;
      } else if (unit < 0x800) {
        size += 2;
      } else if (unit >= 0xd800 && unit < 0xdc00 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00) {
        size += 4;
        at += 1;
      } else {
        size += 3;
      }
    }
    return size;
  }

  function read(given) {
    var text = given;
    var size = typeof given === "string" ? sizeOf(given) : given.byteLength;
    if (size > LARGEST) {
      return refused([reason("refused-large", { found: Math.ceil(size / 1000), limit: LARGEST / 1000 })]);
    }
    if (typeof given !== "string") {
      try {
        text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(given);
      } catch (error) {
        return refused([reason("refused-encoding")]);
      }
    }
    if (text.charAt(0) === "\ufeff") { text = text.slice(1); }
    if (isBlank(text)) { return refused([reason("refused-empty")]); }
    var looked = look(text), value;
    if (looked.fault) { return refused([looked.fault]); }
    try {
      value = JSON.parse(text);
    } catch (error) {
      return refused([reason("refused-not-json")]);
    }
    var reasons = looked.twice.map(function (name) { return reason("refused-twice", { name: name }); });
    faults(value, [], reasons);
    return reasons.length ? refused(inOrder(reasons)) : { value: value, reasons: [] };
  }

  /* Each reason once, by place and then by sentence. */
  function inOrder(reasons) {
    function key(item) {
      return [item.values.path || "", item.id, String(item.values.name || "")].join("\u0000");
    }
    var unique = Object.create(null);
    reasons.forEach(function (item) { unique[key(item)] = item; });
    return Object.keys(unique).sort().map(function (name) { return unique[name]; });
  }

  function isBlank(text) {
    for (var at = 0; at < text.length; at += 1) {
      if (" \t\r\n".indexOf(text.charAt(at)) < 0) { return false; }
    }
    return true;
  }

  /* Where the text that starts at `at` ends, or -1. */
  function endOf(text, at) {
    var end = at + 1;
    while (end < text.length) {
      var unit = text.charCodeAt(end);
      if (unit === 0x22) { return end; }
      end += unit === 0x5c ? 2 : 1;
    }
    return -1;
  }

  /* Depth, end and doubled names, before anything is built from the text: a parser would keep the last of two. */
  function look(text) {
    var open = [], twice = Object.create(null), nameNext = false;
    for (var at = 0; at < text.length; at += 1) {
      var mark = text.charAt(at);
      if (mark === "\"") {
        var end = endOf(text, at);
        if (end < 0) { return { fault: reason("refused-cut-off"), twice: [] }; }
        var names = open.length ? open[open.length - 1] : null;
        if (nameNext && names) {
          var name = decoded(text.slice(at, end + 1));
          if (names[name]) { twice[shown([name])] = true; }
          names[name] = true;
        }
        nameNext = false;
        at = end;
      } else if (mark === "{" || mark === "[") {
        open.push(mark === "{" ? Object.create(null) : null);
        nameNext = mark === "{";
        if (open.length > DEEPEST) { return { fault: reason("refused-deep", { limit: DEEPEST }), twice: [] }; }
      } else if (mark === ",") {
        nameNext = true;
      } else if (mark === "}" || mark === "]") {
        nameNext = false;
        open.pop();
      }
    }
    return { fault: open.length ? reason("refused-cut-off") : null, twice: Object.keys(twice).sort() };
  }

  function decoded(mark) {
    try {
      return JSON.parse(mark);
    } catch (error) {
      return mark;
    }
  }

  /* What JSON allows and a dossier does not. */
  function faults(value, path, found) {
    if (typeof value === "string") {
      if (HALF.test(value)) { found.push(reason("refused-character", { path: shown(path) })); }
    } else if (typeof value === "number") {
      if (!isFinite(value) || Math.abs(value) > LARGEST_NUMBER) {
        found.push(reason("refused-number", { path: shown(path) }));
      }
    } else if (Array.isArray(value)) {
      value.forEach(function (item, place) { faults(item, path.concat([place]), found); });
    } else if (value !== null && typeof value === "object") {
      Object.keys(value).forEach(function (name) {
        var deeper = path.concat([name]);
        if (FORBIDDEN.indexOf(name) >= 0) {
          found.push(reason("refused-name", { path: shown(deeper) }));
        } else if (HALF.test(name)) {
          found.push(reason("refused-character", { path: shown(deeper) }));
        }
        faults(value[name], deeper, found);
      });
    }
  }

  function isPlace(name) {
    return name === "0" || /^[1-9][0-9]{0,8}$/.test(name);
  }

  /* Names that are whole numbers first, by size, then the others by their letters, as an object keeps them. */
  function namesInOrder(names) {
    var places = names.filter(isPlace).sort(function (one, other) { return Number(one) - Number(other); });
    return places.concat(names.filter(function (name) { return !isPlace(name); }).sort());
  }

  function write(value) {
    return JSON.stringify(value, null, 1);
  }

  return {
    LARGEST: LARGEST, DEEPEST: DEEPEST, read: read, write: write, reason: reason, shown: shown, inOrder: inOrder,
    namesInOrder: namesInOrder
  };
})();
