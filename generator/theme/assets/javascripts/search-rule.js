/* What a query means and what it finds: the rule alone, without the page. The same as lexicon.py, nearness.py, catalogue.py.
   In: a query, the rule of start.js, and get(name), which gives a decoded shard, or notes that it is missing and gives
   nothing. Out: how the query was read, and hits with points, best first; worth nothing while a shard is missing. */
var Agora = Agora || {};
Agora.searchRule = (function () {
  "use strict";
  var LETTERS = { "ß": "ss", "œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ς": "σ",
    "’": "'", "‘": "'", "ʼ": "'", "＇": "'", "`": "'", "´": "'", "‐": "-", "‑": "-", "－": "-" };
  var LETTER = new RegExp("[" + Object.keys(LETTERS).join("") + "]", "g");
  var CHUNK = /[\p{L}\p{N}]+(?:['-][\p{L}\p{N}]+)*/gu;
  var ALPHABETIC = /^\p{L}+$/u;
  var BITS = 6;
  var DECIMAL = /^\p{Nd}+$/u;

  function fold(text) {
    return text.normalize("NFKD").toLowerCase().replace(/[\p{Mn}\p{Cf}]/gu, "")
      .replace(LETTER, function (letter) { return LETTERS[letter]; });
  }

  function withoutApostrophe(word, elisions) {
    var at = word.indexOf("'");
    if (at < 0) { return word; }
    var before = word.slice(0, at), after = word.slice(at + 1);
    if (elisions.indexOf(before) >= 0 && after) { return withoutApostrophe(after, elisions); }
    return after === "s" ? before : before + after.replace(/'/g, "");
  }

  /* The distinct words of a query without the small ones, unless nothing else was asked for. */
  function queryWords(text, rule) {
    var small = rule.small.split(" "), found = [], leftOut = [], seen = {};
    function add(form, optional) {
      if (seen["=" + form]) { return; }
      seen["=" + form] = true;
      (small.indexOf(form) >= 0 ? leftOut : found).push({ form: form, optional: optional });
    }
    (fold(text).match(CHUNK) || []).forEach(function (chunk) {
      var parts = chunk.split("-").map(function (part) { return withoutApostrophe(part, rule.elisions); });
      parts.forEach(function (part) {
        if (Array.from(part).length > 1 || DECIMAL.test(part)) { add(part, false); }
      });
      if (parts.length > 1) { add(parts.join(""), true); }
    });
    return (found.length ? found : leftOut).slice(0, rule.limits.longestQuery);
  }

  function sharedBeginning(one, other) {
    var place = 0;
    while (place < one.length && place < other.length && one[place] === other[place]) { place++; }
    return place;
  }

  /* Rows of [key, key, …, word], smallest first. */
  function sorted(rows) {
    return rows.sort(function (one, other) {
      for (var at = 0; at < one.length; at++) {
        if (one[at] !== other[at]) { return one[at] < other[at] ? -1 : 1; }
      }
      return 0;
    }).map(function (row) { return row[row.length - 1]; });
  }

  function inflection(word, written, rule) {
    var found = [];
    if (!ALPHABETIC.test(word)) { return found; }
    function ends(text) { return rule.endings.indexOf(text) >= 0; }
    written.forEach(function (other) {
      for (var place = sharedBeginning(word, other); place >= rule.limits.stem; place--) {
        if (ends(word.slice(place)) && ends(other.slice(place))) {
          found.push([-place, other.length, other]);
          return;
        }
      }
    });
    return sorted(found).slice(0, 1);
  }

  function completions(word, written, rule) {
    if (word.length < rule.limits.shortest - 1 || !ALPHABETIC.test(word)) { return []; }
    return sorted(written.filter(function (other) { return other.indexOf(word) === 0; }).map(function (other) {
      return [other.length, other];
    })).slice(0, rule.limits.shown);
  }

  function nearestWords(word, written, rule) {
    if (word.length < rule.limits.shortest || !ALPHABETIC.test(word)) { return []; }
    var limit = word.length >= rule.limits.long ? 2 : 1, found = [];
    written.forEach(function (other) {
      if (Math.abs(other.length - word.length) > limit || other.length < rule.limits.shortest - 1) { return; }
      if (!ALPHABETIC.test(other)) { return; }
      var slips = slipsBetween(word, other, limit);
      if (slips <= limit) { found.push([slips, -sharedBeginning(word, other), other]); }
    });
    return sorted(found);
  }

  function unlikeButNear(word, written, rule) {
    var half = Math.max(3, Math.floor(word.length / 2)), found = [];
    written.forEach(function (other) {
      var shared = sharedBeginning(word, other);
      if (shared >= half) { found.push([-shared, other.length, other]); }
    });
    return sorted(found).slice(0, rule.limits.shown);
  }

  function slipsBetween(one, other, limit) {
    var start = sharedBeginning(one, other);
    one = one.slice(start);
    other = other.slice(start);
    while (one && other && one[one.length - 1] === other[other.length - 1]) {
      one = one.slice(0, -1);
      other = other.slice(0, -1);
    }
    var older, before = [], row = [], i, j;
    for (j = 0; j <= other.length; j++) { row.push(j); }
    for (i = 1; i <= one.length; i++) {
      older = before;
      before = row;
      row = [i];
      for (j = 1; j <= other.length; j++) {
        var cost = Math.min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1));
        if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
          cost = Math.min(cost, older[j - 2] + 1);
        }
        row.push(cost);
      }
      if (Math.min.apply(null, row) > limit) { return limit + 1; }
    }
    return Math.min(row[row.length - 1], limit + 1);
  }

  /* Which shard would hold a word: the last one that does not begin after it. */
  function shardOf(firsts, word) {
    var low = 0, high = firsts.length;
    while (low < high) {
      var middle = (low + high) >> 1;
      if (firsts[middle] <= word) { low = middle + 1; } else { high = middle; }
    }
    return low - 1;
  }

  /* Words with the same first letters, small ones left out; nothing while a shard is missing. */
  function neighbours(letters, rule, get) {
    var small = rule.small.split(" "), found = [], whole = true;
    var last = shardOf(rule.words, letters + "\uffff");
    for (var at = Math.max(0, shardOf(rule.words, letters)); at <= last; at++) {
      var shard = get("words/" + at);
      if (!shard) { whole = false; continue; }
      shard.forEach(function (stems, form) {
        if (form.indexOf(letters) === 0 && small.indexOf(form) < 0) { found.push(form); }
      });
    }
    return whole ? found : null;
  }

  /* The stems of a word; none if nobody wrote it, nothing while its shard is missing. */
  function stemsOf(form, rule, get) {
    var at = shardOf(rule.words, form);
    if (at < 0) { return []; }
    var shard = get("words/" + at);
    return shard ? shard.get(form) || [] : null;
  }

  function read(text, rule, get) {
    var reading = { words: [], readAs: {}, unknown: {} }, seen = {}, small = rule.small.split(" ");
    queryWords(text, rule).forEach(function (word) {
      var form = word.form, stems = stemsOf(form, rule, get), meant = [form];
      if (!stems) { return; }
      if (!stems.length && !word.optional && small.indexOf(form) < 0) {
        var near = neighbours(Array.from(form).slice(0, rule.limits.neighbourhood).join(""), rule, get);
        if (!near) { return; }
        meant = inflection(form, near, rule);
        if (!meant.length) { meant = completions(form, near, rule); }
        if (!meant.length) {
          var names = get("names");
          if (!names) { return; }
          meant = nearestWords(form, Array.from(new Set(near.concat(names))), rule).slice(0, 1);
        }
        if (meant.length) { reading.readAs[form] = meant; } else { reading.unknown[form] = unlikeButNear(form, near, rule); }
      }
      var own = [];
      meant.forEach(function (other) {
        (stemsOf(other, rule, get) || []).forEach(function (stem) {
          if (!seen["=" + stem]) {
            seen["=" + stem] = true;
            own.push(stem);
          }
        });
      });
      if (own.length) { reading.words.push(own); }
    });
    return reading;
  }

  /* Numbers of the records that have a word, best first, equals by number, and the points of each. */
  function find(reading, rule, get) {
    var mask = served(rule), scores = new Uint32Array(rule.total), best = new Uint32Array(rule.total), most = 0;
    reading.words.forEach(function (stems) {
      var touched = [];
      stems.forEach(function (stem) {
        var at = shardOf(rule.stems, stem);
        var shard = at < 0 ? null : get("stems/" + at);
        var posting = shard && shard.get(stem);
        if (!posting) { return; }
        var points = numbersOf(posting[1], rule);
        places(posting[0], rule).forEach(function (number, place) {
          if (!mask[number]) { return; }
          if (!best[number]) { touched.push(number); }
          best[number] = Math.max(best[number], points[place]);
        });
      });
      touched.forEach(function (number) {
        scores[number] += best[number];
        most = Math.max(most, scores[number]);
        best[number] = 0;
      });
    });
    return ordered(scores, most);
  }

  /* Sorted by counting, because thousands of records have few different points. */
  function ordered(scores, most) {
    var starts = new Uint32Array(most + 2), number, all = 0;
    for (number = 0; number < scores.length; number++) {
      if (scores[number]) { starts[scores[number]]++; all++; }
    }
    for (var points = most, before = 0; points > 0; points--) {
      var holders = starts[points];
      starts[points] = before;
      before += holders;
    }
    var found = { numbers: new Uint32Array(all), points: new Uint32Array(all) };
    for (number = 0; number < scores.length; number++) {
      if (scores[number]) {
        var place = starts[scores[number]]++;
        found.numbers[place] = number;
        found.points[place] = scores[number];
      }
    }
    return found;
  }

  /* For each record 1 if readers of this language get it. */
  function served(rule) {
    if (!rule.mask) {
      rule.mask = new Uint8Array(rule.total).fill(1);
      places(rule.unserved, rule).forEach(function (number) { rule.mask[number] = 0; });
    }
    return rule.mask;
  }

  /* What each digit is worth by its code; made once. */
  function worths(rule) {
    if (!rule.worths) {
      rule.worths = new Uint8Array(128);
      for (var at = 0; at < rule.digits.length; at++) { rule.worths[rule.digits.charCodeAt(at)] = at; }
    }
    return rule.worths;
  }

  function numbersOf(text, rule) {
    var base = rule.digits.length / 2, worth = worths(rule), value = 0, size = 0;
    var found = new Uint32Array(text.length);
    for (var at = 0; at < text.length; at++) {
      var digit = worth[text.charCodeAt(at)];
      if (digit < base) {
        found[size++] = value * base + digit;
        value = 0;
      } else {
        value = value * base + digit - base;
      }
    }
    return found.subarray(0, size);
  }

  /* Rising numbers from the gaps between them. */
  function places(text, rule) {
    var before = -1;
    return numbersOf(text, rule).map(function (gap) { return (before += gap + 1); });
  }

  function frontDecoded(pieces, split) {
    var before = "";
    return pieces.map(function (piece) {
      var at = piece.indexOf(split, 1);
      var end = at < 0 ? piece.length : at;
      before = before.slice(0, parseInt(piece[0], 36)) + piece.slice(1, end);
      return [before, piece.slice(end + 1)];
    });
  }

  /* A shard as the rule uses it, from the text that a script brought. */
  function decoded(name, data, rule) {
    if (name === "names") {
      return frontDecoded(data ? data.split(" ") : [], " ").map(function (row) { return row[0]; });
    }
    if (name.indexOf("words/") === 0) {
      return new Map(frontDecoded(data.split(" "), ":").map(function (row) {
        var form = row[0];
        return [form, row[1] ? row[1].split(",").map(function (change) {
          if (change[0] === "!") { return change.slice(1); }
          return form.slice(0, form.length - parseInt(change[0], 36)) + change.slice(1);
        }) : [form]];
      }));
    }
    if (name.indexOf("stems/") === 0) {
      return new Map(frontDecoded(data.split(";"), "|").map(function (row) { return [row[0], row[1].split("|")]; }));
    }
    if (name === "facets") { return facetsOf(data, rule); }
    return data;
  }

  /* Facet → its values and, for every six of them, which of these each record has, as bits. */
  function facetsOf(data, rule) {
    var facets = {};
    Object.keys(data).forEach(function (facet) {
      facets[facet] = { values: data[facet].values, columns: data[facet].columns.map(function (text) {
        var bits = new Uint8Array(text.length);
        for (var at = 0; at < text.length; at++) { bits[at] = worths(rule)[text.charCodeAt(at)]; }
        return bits;
      }) };
    });
    return facets;
  }

  /* The numbers that have everything chosen, and for each facet how many each of its values would leave, the other
     choices as they are: {numbers, counts: {facet: {value: count}}}. */
  function narrowed(numbers, facets, chosen) {
    var names = Object.keys(facets), left = [], counts = {};
    var asked = names.filter(function (name) { return chosen[name]; }).map(function (name) {
      var value = facets[name].values.indexOf(chosen[name]);
      return { name: name, column: facets[name].columns[Math.floor(value / BITS)], bit: value < 0 ? 0 : 1 << value % BITS };
    });
    var held = names.map(function (name) {
      return facets[name].columns.map(function (column) { return { bits: column, found: new Uint32Array(1 << BITS) }; });
    });
    numbers.forEach(function (number) {
      var missed = 0, name = null;
      asked.forEach(function (one) {
        if (!one.bit || !(one.column[number] & one.bit)) { missed++; name = one.name; }
      });
      if (missed > 1) { return; }
      if (!missed) { left.push(number); }
      for (var at = 0; at < names.length; at++) {
        if (missed && names[at] !== name) { continue; }
        for (var column = 0; column < held[at].length; column++) { held[at][column].found[held[at][column].bits[number]]++; }
      }
    });
    names.forEach(function (name, at) {
      counts[name] = {};
      facets[name].values.forEach(function (value, place) {
        var bit = 1 << place % BITS, count = 0;
        held[at][Math.floor(place / BITS)].found.forEach(function (number, bits) { if (bits & bit) { count += number; } });
        counts[name][value] = count;
      });
    });
    return { numbers: left, counts: counts };
  }

  /* A text in pieces, and which of them have a stem that was looked for; peek(name) gives only what is there. */
  function pieces(text, reading, rule, peek) {
    var wanted = [].concat.apply([], reading.words);
    return text.split(/([\p{L}\p{N}\p{M}]+)/u).map(function (piece, at) {
      var stems = at % 2 ? stemsOf(fold(piece), rule, peek) || [] : [];
      return { text: piece, hit: stems.some(function (stem) { return wanted.indexOf(stem) >= 0; }) };
    });
  }

  return { fold: fold, queryWords: queryWords, inflection: inflection, completions: completions, nearestWords: nearestWords,
    unlikeButNear: unlikeButNear, read: read, find: find, narrowed: narrowed, decoded: decoded, pieces: pieces };
})();
