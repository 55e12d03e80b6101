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

  /* The next numbers, 0 to 2^32 - 1, as many as there is room for; the words are carried on in place: xoshiro128** 1.1. */
  function following(words, numbers) {
    var a = words[0], b = words[1], c = words[2], d = words[3], count = numbers.length;
    for (var at = 0; at < count; at++) {
      var mixed = Math.imul(b, 5), shifted = b << 9;
      numbers[at] = Math.imul((mixed << 7) | (mixed >>> 25), 9);
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= shifted;
      d = (d << 11) | (d >>> 21);
    }
    words[0] = a;
    words[1] = b;
    words[2] = c;
    words[3] = d;
    return numbers;
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
        likely.forEach(function (level) { levels.push(at * (rule.highest + 1) + level); });
      });
    });
    function bounds(pick, factor) {
      return Float64Array.from(criteria, function (criterion) {
        return size ? pick.apply(null, shares.map(function (row) { return row[criterion.id]; })) * factor : 0;
      });
    }
    var lows = bounds(Math.min, 1 - rule.spread), highs = bounds(Math.max, 1 + rule.spread);
    var varying = many.filter(function (count) { return count > 1; }).length + lows.filter(function (low, at) { return highs[at] > low; }).length;
    return {
      candidates: rows.map(function (row) { return row.candidate; }),
      levels: Uint16Array.from(levels), from: from, many: many, highest: rule.highest,
      minimums: Uint8Array.from(criteria, function (criterion) { return criterion.veto || 0; }),
      lows: lows, highs: highs, numbers: new Uint32Array(varying),
      worths: new Float64Array(width * (rule.highest + 1)), values: new Float64Array(size), sorted: new Float64Array(size),
      order: Uint32Array.from(rows, function (row, place) { return place; }),
      words: seeded(seed), seed: seed >>> 0, done: 0,
      ranks: new Uint32Array(size * size), out: new Uint32Array(size),
      excluded: sum.excludedOf(evaluation, rule, base), problems: problems
    };
  }

  /* What each level of each criterion is worth with the weights of this sample; below a minimum there is no total. Gives back
     how many numbers it has taken. */
  function weigh(state) {
    var worths = state.worths, levels = state.highest + 1, taken = 0;
    for (var at = 0; at < state.lows.length; at++) {
      var low = state.lows[at], reach = state.highs[at] - low, weight = low;
      if (reach > 0) { weight = low + reach * (state.numbers[taken++] / WHOLE); }
      for (var level = 0; level < levels; level++) {
        worths[at * levels + level] = level < state.minimums[at] ? -Infinity : weight * level;
      }
    }
    return taken;
  }

  /* The totals of one sample: a level for each cell, drawn with the numbers from `next` on where it can vary: the whole part of
     number × likely / 2^32, worked out in whole numbers of 32 bits. */
  function total(state, next) {
    var numbers = state.numbers, worths = state.worths, levels = state.levels, from = state.from, many = state.many;
    var values = state.values, size = values.length, width = state.lows.length, cell = 0;
    for (var place = 0; place < size; place++) {
      var value = 0;
      for (var end = cell + width; cell < end; cell++) {
        var level = from[cell], likely = many[cell];
        if (likely > 1) {
          var number = numbers[next++];
          level += ((number >>> 16) * likely + (((number & 65535) * likely) >>> 16)) >>> 16;
        }
        value += worths[levels[level]];
      }
      values[place] = value;
    }
  }

  /* `count` more samples, in place; nothing is made anew within. A value that cannot vary takes no random number. */
  function step(state, count) {
    for (var sample = 0; sample < count && state.candidates.length; sample++) {
      following(state.words, state.numbers);
      total(state, weigh(state));
      countRanks(state);
      state.done += 1;
    }
    return state;
  }

  /* Places from the highest total to the lowest, carried on from the sample before; equal totals share the better rank. */
  function countRanks(state) {
    var values = state.values, size = values.length, order = state.order, sorted = state.sorted, ranks = state.ranks, better = 0;
    for (var at = 0; at < size; at++) {
      var place = order[at], value = values[place], to = at;
      for (; to > 0 && sorted[to - 1] < value; to--) {
        sorted[to] = sorted[to - 1];
        order[to] = order[to - 1];
      }
      sorted[to] = value;
      order[to] = place;
    }
    for (at = 0; at < size; at++) {
      if (sorted[at] === -Infinity) { state.out[order[at]] += 1; continue; }
      var limit = sorted[at] + CLOSE;
      while (sorted[better] > limit) { better += 1; }
      ranks[order[at] * size + better] += 1;
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
