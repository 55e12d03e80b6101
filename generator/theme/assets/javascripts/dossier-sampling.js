/* Uncertainty, the rule alone: how often each candidate takes each rank when scores and weights are drawn from their ranges.
   generator/tools/sampling.py is its twin and names the generator; tests/cases/dossier/sampling.json holds what both must say.
   `start` gives a state, `step(state, count)` carries it on in place and returns it, `shares(state)` tells what was found. */
var Agora = Agora || {};
Agora.dossierSampling = (function () {
  "use strict";
  var CLOSE = 1e-9, WHOLE = 4294967296;

  /* Four words from one: splitmix32. */
  function seeded(seed) {
    var words = new Uint32Array(4);
    for (var at = 0; at < 4; at++) {
      seed = (seed + 0x9e3779b9) | 0;
      var word = seed ^ (seed >>> 16);
      word = Math.imul(word, 0x21f0aaad);
      word ^= word >>> 15;
      word = Math.imul(word, 0x735a2d97);
      words[at] = (word ^ (word >>> 15)) >>> 0;
    }
    return words;
  }

  /* The next number, 0 to 2^32 - 1; the words are carried on in place: xoshiro128** 1.1. */
  function following(words) {
    var b = words[1], result = Math.imul(b, 5);
    result = Math.imul((result << 7) | (result >>> 25), 9) >>> 0;
    words[2] ^= words[0];
    words[3] ^= b;
    words[1] = b ^ words[2];
    words[0] ^= words[3];
    words[2] ^= b << 9;
    words[3] = (words[3] << 11) | (words[3] >>> 21);
    return result;
  }

  /* Levels of a score, each as often as it is likely: triangular on whole levels; unknown: every level once. */
  function likelyLevels(cell) {
    var found = [], below = cell.level - cell.low + 1, above = cell.high - cell.level + 1;
    for (var level = cell.low; level <= cell.high; level++) {
      var times = cell.level === null ? 1 :
        level <= cell.level ? (level - cell.low + 1) * above : (cell.high - level + 1) * below;
      for (; times > 0; times--) { found.push(level); }
    }
    return found;
  }

  function start(evaluation, weightings, rule, base, seed) {
    var sum = Agora.dossierSum, table = sum.standingOf(evaluation, rule), problems = [];
    var shares = weightings.filter(function (weighting) { return weighting.criteria.length; }).map(Agora.dossierWeights.sharesOf);
    if (!shares.length) {
      problems.push({ id: "no-weights", values: {} });
    } else if (!table.length) {
      problems.push({ id: "no-candidates", values: {} });
    }
    var rows = problems.length ? [] : table, criteria = (evaluation.criteria || []).slice();
    criteria.sort(function (one, other) { return one.id < other.id ? -1 : one.id > other.id ? 1 : 0; });
    var size = rows.length, width = criteria.length, levels = [], from = new Uint32Array(size * width), many = new Uint32Array(size * width);
    rows.forEach(function (row, place) {
      criteria.forEach(function (criterion, at) {
        var likely = likelyLevels(row.cells[criterion.id]);
        from[place * width + at] = levels.length;
        many[place * width + at] = likely.length;
        levels = levels.concat(likely);
      });
    });
    function bounds(pick, factor) {
      return Float64Array.from(criteria, function (criterion) {
        return size ? pick.apply(null, shares.map(function (row) { return row[criterion.id]; })) * factor : 0;
      });
    }
    return {
      candidates: rows.map(function (row) { return row.candidate; }),
      levels: Uint8Array.from(levels), from: from, many: many,
      minimums: Uint8Array.from(criteria, function (criterion) { return criterion.veto || 0; }),
      lows: bounds(Math.min, 1 - rule.spread), highs: bounds(Math.max, 1 + rule.spread),
      drawn: new Float64Array(width), values: new Float64Array(size),
      words: seeded(seed), seed: seed >>> 0, done: 0,
      ranks: new Uint32Array(size * size), out: new Uint32Array(size),
      excluded: sum.excludedOf(evaluation, rule, base), problems: problems
    };
  }

  /* `count` more samples, in place. A value that cannot vary takes no random number. Equal totals share the better rank. */
  function step(state, count) {
    var size = state.candidates.length, width = state.drawn.length, drawn = state.drawn, values = state.values;
    var words = state.words, levels = state.levels, from = state.from, many = state.many, minimums = state.minimums;
    if (!size) { return state; }
    for (var sample = 0; sample < count; sample++) {
      for (var at = 0; at < width; at++) {
        var low = state.lows[at], high = state.highs[at];
        drawn[at] = low + (high - low) * ((high > low ? following(words) : 0) / WHOLE);
      }
      for (var place = 0, cell = 0; place < size; place++) {
        var value = 0, fails = false;
        for (at = 0; at < width; at++, cell++) {
          var number = many[cell] > 1 ? Math.floor(following(words) * many[cell] / WHOLE) : 0;
          var level = levels[from[cell] + number];
          if (level < minimums[at]) { fails = true; }
          value += drawn[at] * level;
        }
        values[place] = fails ? -Infinity : value;
      }
      countRanks(state, size, values);
    }
    state.done += count;
    return state;
  }

  function countRanks(state, size, values) {
    for (var place = 0; place < size; place++) {
      var limit = values[place] + CLOSE, better = 0;
      if (values[place] === -Infinity) {
        state.out[place] += 1;
        continue;
      }
      for (var other = 0; other < size; other++) {
        if (values[other] > limit) { better += 1; }
      }
      state.ranks[place * size + better] += 1;
    }
  }

  function shares(state) {
    var done = state.done, size = state.candidates.length;
    return {
      samples: done, seed: state.seed, margin: done ? 0.98 / Math.sqrt(done) : null,
      candidates: !done ? [] : state.candidates.map(function (id, place) {
        return {
          candidate: id,
          ranks: Array.from(state.ranks.subarray(place * size, place * size + size), function (count) { return count / done; }),
          out: state.out[place] / done, because: [{ rule: "sampling" }]
        };
      }),
      excluded: state.excluded, problems: state.problems
    };
  }

  return { seeded: seeded, following: following, likelyLevels: likelyLevels, start: start, step: step, shares: shares };
})();
