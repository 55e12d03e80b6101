/* What a query means: the rule alone, without the page. The same as lexicon.py and nearness.py.
   In: a query, the rule of start/<language>.js, and get(name), which gives a decoded shard, or notes that it is missing and
   gives nothing. Out: how the query was read; worth nothing while a shard is missing. */
var Agora = Agora || {};
Agora.searchRule = (function () {
  "use strict";
  var LETTERS = { "ß": "ss", "œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ς": "σ",
    "’": "'", "‘": "'", "ʼ": "'", "＇": "'", "`": "'", "´": "'", "‐": "-", "‑": "-", "－": "-" };
  var LETTER = new RegExp("[" + Object.keys(LETTERS).join("") + "]", "g");
  var CHUNK = /[\p{L}\p{N}]+(?:['-][\p{L}\p{N}]+)*/gu;
  var ALPHABETIC = /^\p{L}+$/u;
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

  /* The small words of all languages, or the endings of words; made once. */
  function setOf(rule, name) {
    if (typeof rule[name] === "string") { rule[name] = new Set(rule[name].split(" ")); }
    return rule[name];
  }

  /* The distinct words of a query without the small ones, unless nothing else was asked for. */
  function queryWords(text, rule) {
    var small = setOf(rule, "small"), found = [], leftOut = [], seen = {};
    function add(form, optional) {
      if (seen["=" + form]) { return; }
      seen["=" + form] = true;
      (small.has(form) ? leftOut : found).push({ form: form, optional: optional });
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
    var found = [], endings = setOf(rule, "endings");
    if (!ALPHABETIC.test(word)) { return found; }
    written.forEach(function (other) {
      for (var place = sharedBeginning(word, other); place >= rule.limits.stem; place--) {
        if (endings.has(word.slice(place)) && endings.has(other.slice(place))) {
          found.push([-place, other.length, other]);
          return;
        }
      }
    });
    return sorted(found).slice(0, 1);
  }

  function completions(word, written, rule) {
    if (word.length < rule.limits.shortest - 1 || !ALPHABETIC.test(word)) { return []; }
    return sorted(written.filter(function (other) { return other.startsWith(word); }).map(function (other) {
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

  /* Which shard would hold a word or a number: the last one that does not begin after it. */
  function shardOf(firsts, sought) {
    var low = 0, high = firsts.length;
    while (low < high) {
      var middle = (low + high) >> 1;
      if (firsts[middle] <= sought) { low = middle + 1; } else { high = middle; }
    }
    return low - 1;
  }

  function reversed(word) { return Array.from(word).reverse().join(""); }

  /* All words of the shards of a kind that begin with these letters; nothing while a shard is missing. */
  function beginning(kind, letters, rule, get) {
    var found = [], whole = true, last = shardOf(rule[kind], letters + "\uffff");
    for (var at = Math.max(0, shardOf(rule[kind], letters)); at <= last; at++) {
      var shard = get(kind + "/" + at);
      if (!shard) { whole = false; continue; }
      (shard.places || shard).forEach(function (_, word) { if (word.startsWith(letters)) { found.push(word); } });
    }
    return whole ? found : null;
  }

  /* Words that begin like this one, small ones left out; nothing while a shard is missing. */
  function nearby(word, rule, get) {
    var found = beginning("words", Array.from(word).slice(0, rule.limits.neighbourhood).join(""), rule, get);
    return found && found.filter(function (form) { return !setOf(rule, "small").has(form); });
  }

  /* Names that end like this word; nothing while a shard is missing. */
  function endingAlike(word, rule, get) {
    var found = beginning("names", Array.from(reversed(word)).slice(0, rule.limits.neighbourhood).join(""), rule, get);
    return found && found.map(reversed);
  }

  /* The numbers of the stems of a word; none if nobody wrote it, nothing while its shard is missing. */
  function stemsOf(form, rule, get) {
    var at = shardOf(rule.words, form);
    if (at < 0) { return []; }
    var shard = get("words/" + at);
    if (!shard) { return null; }
    var told = shard.places.get(form), languages = rule.limits.languages, start = Math.floor(told / languages);
    return told === undefined ? [] : Array.from(shard.numbers.subarray(start, start + told % languages + 1));
  }

  /* What somebody may have meant who wrote a word that nobody wrote; nothing while a shard is missing. */
  function meantBy(word, near, rule, get) {
    var meant = inflection(word, near, rule);
    if (!meant.length) { meant = completions(word, near, rule); }
    if (meant.length || word.length < rule.limits.shortest || !ALPHABETIC.test(word)) { return meant; }
    var names = endingAlike(word, rule, get);
    return names && nearestWords(word, Array.from(new Set(near.concat(names))), rule).slice(0, 1);
  }

  function read(text, rule, get) {
    var reading = { words: [], readAs: {}, unknown: {} }, seen = new Set(), small = setOf(rule, "small");
    queryWords(text, rule).forEach(function (word) {
      var form = word.form, stems = stemsOf(form, rule, get), meant = [form];
      if (!stems) { return; }
      if (!stems.length && !word.optional && !small.has(form)) {
        var near = nearby(form, rule, get);
        meant = near && meantBy(form, near, rule, get);
        if (!meant) { return; }
        if (meant.length) { reading.readAs[form] = meant; } else { reading.unknown[form] = unlikeButNear(form, near, rule); }
      }
      var own = [];
      meant.forEach(function (other) {
        (stemsOf(other, rule, get) || []).forEach(function (stem) {
          if (!seen.has(stem)) {
            seen.add(stem);
            own.push(stem);
          }
        });
      });
      if (own.length) { reading.words.push(own); }
    });
    return reading;
  }

  function frontDecoded(text) {
    var before = "";
    return text.split(" ").map(function (piece) {
      before = before.slice(0, parseInt(piece[0], 36)) + piece.slice(1);
      return before;
    });
  }

  /* Words in the order in which they come, each with the place of its first stem among the numbers and how many follow. */
  function dictionary(words, text, rule) {
    var numbers = Agora.searchHits.numbersOf(text, rule).slice(), languages = rule.limits.languages, places = new Map();
    var at = 0, first = 0;
    frontDecoded(words).forEach(function (word) {
      var step = Math.floor(numbers[at] / languages), left = numbers[at] % languages;
      first += step % 2 ? -(step + 1) / 2 : step / 2;
      places.set(word, at * languages + left);
      numbers[at++] = first;
      for (; left; left--, at++) { numbers[at] += numbers[at - 1] + 1; }
    });
    return { places: places, numbers: numbers };
  }

  /* A shard as the rule uses it, from what a script brought. */
  function decoded(name, data, rule) {
    switch (name.split("/")[0]) {
      case "words": return dictionary(data[0], data[1], rule);
      case "names": return new Set(frontDecoded(data));
      case "stems": return data.split(";");
      case "records": return JSON.parse(data);
      case "facets": return Agora.searchHits.facetsOf(data, rule);
      default: return data;
    }
  }

  /* A text in pieces, and which of them have a stem that was looked for; peek(name) gives only what is there. */
  function pieces(text, reading, rule, peek) {
    var wanted = new Set([].concat.apply([], reading.words));
    return text.split(/([\p{L}\p{N}\p{M}]+)/u).map(function (piece, at) {
      var stems = at % 2 ? stemsOf(fold(piece), rule, peek) || [] : [];
      return { text: piece, hit: stems.some(function (stem) { return wanted.has(stem); }) };
    });
  }

  return { fold: fold, queryWords: queryWords, inflection: inflection, completions: completions, nearestWords: nearestWords,
    unlikeButNear: unlikeButNear, beginning: beginning, read: read, shardOf: shardOf, decoded: decoded, pieces: pieces };
})();
