/* What a text may become with its next letter: the rule alone, without the page.
   In: the text so far, the rule and get(name) of search-rule.js. Out: beginnings of its last word that are one letter longer,
   those of most words first; none if it does not end in a letter, or while a shard is missing. */
var Agora = Agora || {};
Agora.searchNext = (function () {
  "use strict";
  var LAST = /[\p{L}\p{N}]+$/u;

  function beginnings(text, rule, get) {
    var last = LAST.exec(Agora.searchRule.fold(text)), counts = new Map();
    if (!last) { return []; }
    (Agora.searchRule.beginning("words", last[0], rule, get) || []).forEach(function (word) {
      var letter = Array.from(word.slice(last[0].length, last[0].length + 2))[0];
      if (letter) { counts.set(last[0] + letter, (counts.get(last[0] + letter) || 0) + 1); }
    });
    return Array.from(counts.keys()).sort(function (one, other) { return counts.get(other) - counts.get(one); });
  }

  /* The shards of the postings that a text needs; none while one that is needed to read it is missing. */
  function shards(text, rule, get) {
    var found = new Set();
    Agora.searchRule.read(text, rule, get).words.forEach(function (stems) {
      stems.forEach(function (stem) { found.add(Agora.searchHits.shardOf(stem, rule)); });
    });
    return Array.from(found);
  }

  return { beginnings: beginnings, shards: shards };
})();
