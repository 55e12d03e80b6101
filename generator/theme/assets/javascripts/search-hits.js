/* What a query finds and what facets leave of it: the rule alone, without the page. The same as catalogue.py.
   In: a reading of search-rule.js, the rule and get(name) as there, facets, choices. Out: records, best first, and counts;
   worth nothing while a shard is missing. */
var Agora = Agora || {};
Agora.searchHits = (function () {
  "use strict";
  var NONE = -1, SEVERAL = -2;
  /* Numbers of the records that have a word, best first, equals by number, and the points of each. */
  function find(reading, rule, get) {
    var scores = new Uint32Array(rule.total), best = new Uint32Array(rule.total), mask = served(rule), touched = [];
    var words = reading.words.map(function (stems) { return stems.map(function (stem) { return posting(stem, rule, get); }); });
    if (!words.every(function (postings) { return postings.every(Boolean); })) { return ordered(scores, touched); }
    words.forEach(function (postings) {
      var held = postings.map(function (posting) {
        var numbers = places(posting[0], rule);
        keepBest(numbers, numbersOf(posting[1], rule), mask, best);
        return numbers;
      });
      held.forEach(function (numbers) { addUp(numbers, best, scores, touched); });
    });
    return ordered(scores, touched);
  }

  function keepBest(numbers, points, mask, best) {
    for (var at = 0; at < numbers.length; at++) {
      var number = numbers[at];
      if (mask[number] && points[at] > best[number]) { best[number] = points[at]; }
    }
  }

  function addUp(numbers, best, scores, touched) {
    for (var at = 0; at < numbers.length; at++) {
      var number = numbers[at];
      if (!best[number]) { continue; }
      if (!scores[number]) { touched.push(number); }
      scores[number] += best[number];
      best[number] = 0;
    }
  }

  /* The gaps between the records of a stem and its points in each, as texts; nothing while its shard is missing. */
  function posting(stem, rule, get) {
    var at = shardOf(stem, rule), shard = get("stems/" + at);
    return shard && shard[stem - rule.stems[at]].split("|");
  }

  /* Which shard holds the postings of a stem. */
  function shardOf(stem, rule) {
    if (typeof rule.stems === "string") { rule.stems = places(rule.stems, rule); }
    return Agora.searchRule.shardOf(rule.stems, stem);
  }

  /* Sorted as plain numbers, points before number, because no function needs to be called for that. */
  function ordered(scores, touched) {
    var keys = new Float64Array(touched.length), total = scores.length, most = 0, at;
    for (at = 0; at < keys.length; at++) { most = Math.max(most, scores[touched[at]]); }
    for (at = 0; at < keys.length; at++) { keys[at] = (most - scores[touched[at]]) * total + touched[at]; }
    keys.sort();
    var found = { numbers: new Uint32Array(keys.length), points: new Uint32Array(keys.length) };
    for (at = 0; at < keys.length; at++) {
      found.numbers[at] = keys[at] % total;
      found.points[at] = scores[found.numbers[at]];
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

  /* Facet → its values, and for each record which of them it has: the numbers from starts[record] on. */
  function facetsOf(data, rule) {
    var facets = {};
    Object.keys(data).forEach(function (facet) {
      var sizes = numbersOf(data[facet].sizes, rule), numbers = numbersOf(data[facet].gaps, rule);
      var starts = new Uint32Array(sizes.length + 1);
      for (var record = 0; record < sizes.length; record++) {
        var start = starts[record], end = starts[record + 1] = start + sizes[record];
        for (var at = start + 1; at < end; at++) { numbers[at] += numbers[at - 1] + 1; }
      }
      facets[facet] = { values: data[facet].values, starts: starts, numbers: numbers };
    });
    return facets;
  }

  /* The numbers that have everything chosen, and for each facet how many each of its values would leave, the other
     choices as they are: {numbers, counts: {facet: {value: count}}}. */
  function narrowed(numbers, facets, chosen) {
    var names = Object.keys(facets), counts = {}, left = numbers, places = new Int8Array(numbers.length).fill(NONE);
    names.forEach(function (name, place) {
      if (!chosen[name]) { return; }
      without(numbers, facets[name], facets[name].values.indexOf(chosen[name]), places, place);
      left = numbers.filter(function (_, at) { return places[at] === NONE; });
    });
    names.forEach(function (name, place) {
      var found = counted(numbers, facets[name], places, place);
      counts[name] = {};
      facets[name].values.forEach(function (value, at) { counts[name][value] = found[at]; });
    });
    return { numbers: left, counts: counts };
  }

  /* Notes for each of the numbers which facet alone lacks what was chosen: its place among the facets, none, or several. */
  function without(numbers, facet, value, places, place) {
    for (var at = 0; at < numbers.length; at++) {
      var member = facet.starts[numbers[at]], end = facet.starts[numbers[at] + 1];
      while (member < end && facet.numbers[member] !== value) { member++; }
      if (member === end) { places[at] = places[at] === NONE ? place : SEVERAL; }
    }
  }

  /* How often each value occurs where nothing else is in the way. */
  function counted(numbers, facet, places, place) {
    var found = new Uint32Array(facet.values.length), starts = facet.starts, values = facet.numbers;
    for (var at = 0; at < numbers.length; at++) {
      if (places[at] !== NONE && places[at] !== place) { continue; }
      var number = numbers[at], end = starts[number + 1];
      for (var member = starts[number]; member < end; member++) { found[values[member]]++; }
    }
    return found;
  }

  return { find: find, shardOf: shardOf, numbersOf: numbersOf, facetsOf: facetsOf, narrowed: narrowed };
})();
