/* What a query finds and what facets leave of it: the rule alone, without the page. The same as catalogue.py.
   In: a reading of search-rule.js, the rule and get(name) as there, facets, choices. Out: records, best first, and counts;
   worth nothing while a shard is missing. */
var Agora = Agora || {};
Agora.searchHits = (function () {
  "use strict";
  var BITS = 6;

  /* Numbers of the records that have a word, best first, equals by number, and the points of each. */
  function find(reading, rule, get) {
    var scores = new Uint32Array(rule.total), best = new Uint32Array(rule.total), most = 0, mask = served(rule);
    var postings = reading.words.map(function (stems) {
      return stems.map(function (stem) {
        var at = Agora.searchRule.shardOf(rule.stems, stem), shard = at < 0 ? new Map() : get("stems/" + at);
        return shard && (shard.get(stem) || ["", ""]);
      });
    });
    if (!postings.every(function (word) { return word.every(Boolean); })) { return ordered(scores, 0); }
    postings.forEach(function (word) {
      var touched = [];
      word.forEach(function (posting) {
        var numbers = places(posting[0], rule), points = numbersOf(posting[1], rule);
        for (var at = 0; at < numbers.length; at++) {
          var number = numbers[at];
          if (!mask[number]) { continue; }
          if (!best[number]) { touched.push(number); }
          if (points[at] > best[number]) { best[number] = points[at]; }
        }
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
    var numbers = numbersOf(text, rule), before = -1;
    for (var at = 0; at < numbers.length; at++) { numbers[at] = before += numbers[at] + 1; }
    return numbers;
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
    for (var place = 0; place < numbers.length; place++) {
      var number = numbers[place], missed = 0, name = null;
      for (var one = 0; one < asked.length; one++) {
        if (!asked[one].bit || !(asked[one].column[number] & asked[one].bit)) { missed++; name = asked[one].name; }
      }
      if (missed > 1) { continue; }
      if (!missed) { left.push(number); }
      for (var at = 0; at < names.length; at++) {
        if (missed && names[at] !== name) { continue; }
        for (var column = 0; column < held[at].length; column++) { held[at][column].found[held[at][column].bits[number]]++; }
      }
    }
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

  return { find: find, facetsOf: facetsOf, narrowed: narrowed };
})();
