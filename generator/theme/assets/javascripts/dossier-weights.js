/* Weights of criteria, the rule alone: from one weight set to shares that add up to one. generator/tools/weights.py is its
   twin and names the sources of the formulas; tests/cases/dossier/weights.json holds what both must say.
   In: ids of criteria, one weight set, the rule of evaluation.yml, the path of the evaluation. Nothing is changed. */
var Agora = Agora || {};
Agora.dossierWeights = (function () {
  "use strict";
  var CLOSE = 1e-9;

  function problem(id, values) {
    return { id: id, values: values || {} };
  }

  function isNumber(value) {
    return typeof value === "number" && isFinite(value);
  }

  function own(object, name) {
    return Object.prototype.hasOwnProperty.call(object, name) ? object[name] : undefined;
  }

  function sum(numbers) {
    return numbers.reduce(function (total, number) { return total + number; }, 0);
  }

  function unique(ids) {
    return ids.slice().sort().filter(function (id, at, all) { return at === 0 || all[at - 1] !== id; });
  }

  function weights(criteria, set, rule, base) {
    var ids = unique(criteria), method = set.method || "", path = base + "/weight_sets/" + set.id + "/" + method;
    var found = {
      set: set.id, method: method, state: "incomplete", criteria: [], missing: [], problems: [], consistency: null
    };
    if (!ids.length) {
      found.problems.push(problem("no-criteria"));
    } else if (method === "direct" || method === "swing") {
      byNumbers(ids, set[method] || {}, path, found);
    } else if (method === "pairwise") {
      byPairs(ids, set.pairwise || {}, rule, path, found);
    } else {
      found.problems.push(problem("no-method"));
    }
    return found;
  }

  function sharesOf(weighting) {
    var found = {};
    weighting.criteria.forEach(function (row) { found[row.criterion] = row.share; });
    return found;
  }

  function byNumbers(ids, given, path, found) {
    var negative = ids.filter(function (id) { return isNumber(own(given, id)) && given[id] < 0; });
    found.missing = ids.filter(function (id) { return !isNumber(own(given, id)); });
    if (found.missing.length) { found.problems.push(problem("weight-missing", { criteria: found.missing })); }
    if (negative.length) { found.problems.push(problem("weight-negative", { criteria: negative })); }
    if (found.problems.length) { return; }
    var numbers = ids.map(function (id) { return given[id]; }), total = sum(numbers);
    if (!(total > 0)) {
      found.problems.push(problem("weights-zero"));
      return;
    }
    if (found.method === "swing" && Math.max.apply(null, numbers) !== 100) { found.problems.push(problem("swing-no-hundred")); }
    found.state = "done";
    found.criteria = ids.map(function (id) {
      return { criterion: id, share: given[id] / total, because: [
        { answer: path + "/" + id, level: given[id], low: given[id], high: given[id] }, { rule: found.method }
      ] };
    });
  }

  function byPairs(ids, given, rule, path, found) {
    var read = readPairs(ids, given, path, found), wanted = pairsOf(ids);
    found.missing = wanted.filter(function (key) { return !(key in read.ratios); });
    if (!connected(ids, read.pairs)) {
      found.problems.push(problem("pairs-not-connected", { pairs: found.missing }));
      return;
    }
    var raw = leastSquares(ids, read.ratios).map(Math.exp), total = sum(raw), shares = {};
    ids.forEach(function (id, at) { shares[id] = raw[at] / total; });
    found.state = found.missing.length ? "partial" : "done";
    found.criteria = ids.map(function (id) {
      var answers = read.pairs.filter(function (row) { return row.one === id || row.other === id; }).map(function (row) {
        return { answer: row.path, level: row.ratio, low: row.ratio, high: row.ratio };
      });
      return { criterion: id, share: shares[id], because: answers.concat([{ rule: "pairwise" }]) };
    });
    found.consistency = consistency(ids, shares, read, rule, !found.missing.length);
    if (found.consistency.acceptable === false) {
      found.problems.push(problem("inconsistent", { pair: found.consistency.worst.pair }));
    }
  }

  function pairsOf(ids) {
    var found = [];
    ids.forEach(function (one, at) { ids.slice(at + 1).forEach(function (other) { found.push(one + "|" + other); }); });
    return found;
  }

  /* Ratios by pair in the order of ids; a pair that stands both ways counts in that order. */
  function readPairs(ids, given, path, found) {
    var ratios = Object.create(null), pairs = [];
    ids.forEach(function (one, at) {
      ids.slice(at + 1).forEach(function (other) {
        var name = one + "|" + other;
        var keys = [name, other + "|" + one].filter(function (key) { return own(given, key) !== undefined; });
        keys.forEach(function (key) {
          var value = given[key];
          if (!isNumber(value) || value < 1 / 9 - CLOSE || value > 9 + CLOSE) {
            found.problems.push(problem("pair-out-of-scale", { pair: key }));
          } else if (!(name in ratios)) {
            ratios[name] = key === name ? value : 1 / value;
            pairs.push({ one: one, other: other, name: name, ratio: ratios[name], path: path + "/" + key });
          }
        });
        if (keys.length === 2) { found.problems.push(problem("pair-twice", { pair: keys[0] })); }
      });
    });
    return { ratios: ratios, pairs: pairs };
  }

  function connected(ids, pairs) {
    var reached = [ids[0]];
    function add(id) { if (reached.indexOf(id) < 0) { reached.push(id); } }
    ids.forEach(function () {
      pairs.forEach(function (row) {
        if (reached.indexOf(row.one) >= 0 || reached.indexOf(row.other) >= 0) { add(row.one); add(row.other); }
      });
    });
    return reached.length === ids.length;
  }

  /* Logarithms of weights, the last one zero: the normal equations, solved by elimination. */
  function leastSquares(ids, ratios) {
    var size = ids.length - 1, rows = [], found = [], pivot, below, column;
    for (pivot = 0; pivot < size; pivot++) {
      rows.push([]);
      for (column = 0; column <= size; column++) { rows[pivot].push(0); }
    }
    for (var here = 0; here < size; here++) {
      for (var there = here + 1; there <= size; there++) {
        var name = ids[here] + "|" + ids[there];
        if (!(name in ratios)) { continue; }
        var value = Math.log(ratios[name]);
        rows[here][here] += 1;
        rows[here][size] += value;
        if (there < size) {
          rows[there][there] += 1;
          rows[here][there] -= 1;
          rows[there][here] -= 1;
          rows[there][size] -= value;
        }
      }
    }
    for (pivot = 0; pivot < size; pivot++) {
      for (below = pivot + 1; below < size; below++) {
        var factor = rows[below][pivot] / rows[pivot][pivot];
        for (column = pivot; column <= size; column++) { rows[below][column] -= factor * rows[pivot][column]; }
      }
    }
    found[size] = 0;
    for (pivot = size - 1; pivot >= 0; pivot--) {
      var rest = rows[pivot][size];
      for (column = pivot + 1; column < size; column++) { rest -= rows[pivot][column] * found[column]; }
      found[pivot] = rest / rows[pivot][pivot];
    }
    return found;
  }

  /* Consistency ratio (0 = no contradiction) and the pair that fits the others least. */
  function consistency(ids, shares, read, rule, complete) {
    var size = ids.length, worst = null, largest = CLOSE, ratio = null;
    read.pairs.forEach(function (row) {
      var implied = shares[row.one] / shares[row.other], gap = Math.abs(Math.log(row.ratio) - Math.log(implied));
      if (gap > largest + CLOSE) {
        largest = gap;
        worst = { pair: row.name, given: row.ratio, implied: implied };
      }
    });
    if (complete && size <= 2) {
      ratio = 0;
    } else if (complete && size <= rule.random_index.length) {
      var rows = ids.map(function (one) {
        return sum(ids.map(function (other) {
          var forth = read.ratios[one + "|" + other], back = read.ratios[other + "|" + one];
          return (forth !== undefined ? forth : back !== undefined ? 1 / back : 1) * shares[other];
        })) / shares[one];
      });
      ratio = Math.max(0, (sum(rows) / size - size) / (size - 1) / rule.random_index[size - 1]);
    }
    return {
      ratio: ratio, limit: rule.consistency_limit,
      acceptable: ratio === null ? null : ratio <= rule.consistency_limit + CLOSE, worst: worst
    };
  }

  return { weights: weights, sharesOf: sharesOf };
})();
