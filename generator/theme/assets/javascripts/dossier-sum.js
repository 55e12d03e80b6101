/* Weighted sum, the rule alone: candidates in bands, with ranges, vetoes and contributions. generator/tools/ranking_sum.py
   is its twin; tests/cases/dossier/sum.json holds what both must say. In: the evaluation of one assessment, a result of
   Agora.dossierWeights, the rule of evaluation.yml, the path of the evaluation. Nothing is changed. */
var Agora = Agora || {};
Agora.dossierSum = (function () {
  "use strict";
  var CLOSE = 1e-9, ENDS = ["value", "low", "high"];

  function own(object, name) {
    return object && Object.prototype.hasOwnProperty.call(object, name) ? object[name] : undefined;
  }

  function total(numbers) {
    return numbers.reduce(function (sum, number) { return sum + number; }, 0);
  }

  function idsOf(evaluation, part) {
    return (evaluation[part] || []).map(function (row) { return row.id; }).sort();
  }

  function onScale(level, rule) {
    return typeof level === "number" && level % 1 === 0 && level >= rule.lowest && level <= rule.highest;
  }

  /* A value in whole steps of a thousand-millionth, so that noise of the arithmetic decides no order. */
  function grain(value) {
    return Math.floor(value / CLOSE + 0.5);
  }

  function byId(one, other) {
    return one < other ? -1 : one > other ? 1 : 0;
  }

  /* A score whose reason is missing counts as unknown: a reason is mandatory. */
  function cellOf(answer, rule) {
    var level = own(answer, "level");
    if (!onScale(level, rule) || blank(answer.reason || "")) {
      return { level: null, low: rule.lowest, high: rule.highest, value: (rule.lowest + rule.highest) / 2 };
    }
    var ends = [answer.low, answer.high, level].filter(function (end) { return onScale(end, rule); });
    return { level: level, low: Math.min.apply(null, ends), high: Math.max.apply(null, ends), value: level };
  }

  /* [{candidate, cells}] in the order of ids. */
  function tableOf(evaluation, rule) {
    var criteria = idsOf(evaluation, "criteria"), scores = evaluation.scores || {};
    return idsOf(evaluation, "candidates").map(function (candidate) {
      var cells = {};
      criteria.forEach(function (criterion) { cells[criterion] = cellOf(own(scores, candidate + "|" + criterion), rule); });
      return { candidate: candidate, cells: cells };
    });
  }

  function vetoesOf(evaluation, cells, rule) {
    var found = {};
    (evaluation.criteria || []).slice().sort(function (one, other) { return byId(one.id, other.id); }).forEach(function (row) {
      var cell = cells[row.id];
      if (!onScale(row.veto, rule)) { return; }
      if (cell.level !== null && cell.level < row.veto) {
        found[row.id] = "failed";
      } else {
        found[row.id] = cell.low >= row.veto ? "passed" : "open";
      }
    });
    return found;
  }

  function vetoed(states, wanted) {
    return Object.keys(states).filter(function (id) { return states[id] === wanted; }).sort();
  }

  function scoreAnswer(base, candidate, criterion, cell) {
    return {
      answer: base + "/scores/" + candidate + "|" + criterion,
      level: cell.level === null ? "unknown" : cell.level, low: cell.low, high: cell.high
    };
  }

  function excludedOf(evaluation, rule, base) {
    var minimums = {}, found = [];
    (evaluation.criteria || []).forEach(function (row) { minimums[row.id] = row.veto; });
    tableOf(evaluation, rule).forEach(function (row) {
      var failed = vetoed(vetoesOf(evaluation, row.cells, rule), "failed");
      if (!failed.length) { return; }
      found.push({
        candidate: row.candidate,
        criteria: failed.map(function (id) { return { criterion: id, level: row.cells[id].level, minimum: minimums[id] }; }),
        because: failed.map(function (id) { return scoreAnswer(base, row.candidate, id, row.cells[id]); }).concat([{ rule: "veto" }])
      });
    });
    return found;
  }

  function standingOf(evaluation, rule) {
    return tableOf(evaluation, rule).filter(function (row) {
      return !vetoed(vetoesOf(evaluation, row.cells, rule), "failed").length;
    });
  }

  /* Rows in order with rank (shared by a band), best and worst (what ranges and ties allow), and the bands. A band ends where
     the distance to its first member passes `tie`; chains do not add up. */
  function placed(rows, value, tie) {
    var groups = [], ranked = [], before = 0;
    rows.slice().sort(function (one, other) {
      return grain(other[value]) - grain(one[value]) || byId(one.candidate, other.candidate);
    }).forEach(function (row) {
      var group = groups[groups.length - 1];
      if (group && group[0][value] - row[value] <= tie + CLOSE) {
        group.push(row);
      } else {
        groups.push([row]);
      }
    });
    groups.forEach(function (group) {
      group.forEach(function (row) {
        row.rank = before + 1;
        row.best = 1 + rows.filter(function (other) { return other.low > row.high + tie + CLOSE; }).length;
        row.worst = rows.length - rows.filter(function (other) { return other.high < row.low - tie - CLOSE; }).length;
        ranked.push(row);
      });
      before += group.length;
    });
    return { ranked: ranked, bands: groups.map(function (group) { return group.map(function (row) { return row.candidate; }); }) };
  }

  function rankBySum(evaluation, weighting, rule, base) {
    var shares = Agora.dossierWeights.sharesOf(weighting), measures = {}, why = {};
    (evaluation.candidates || []).forEach(function (row) { measures[row.id] = row.measure || ""; });
    weighting.criteria.forEach(function (row) { why[row.criterion] = row.because; });
    var found = {
      ranked: [], bands: [], excluded: excludedOf(evaluation, rule, base), lead: null, open: [],
      without_reason: withoutReason(evaluation, rule), problems: []
    };
    if (!weighting.criteria.length) {
      found.problems.push({ id: "no-weights", values: { set: weighting.set } });
      return found;
    }
    if (!Object.keys(measures).length) {
      found.problems.push({ id: "no-candidates", values: {} });
      return found;
    }
    var table = standingOf(evaluation, rule);
    var rows = table.map(function (standing) {
      var cells = standing.cells;
      var parts = Object.keys(shares).sort().map(function (id) {
        var part = { criterion: id, share: shares[id] };
        ENDS.forEach(function (end) { part[end] = shares[id] * cells[id][end]; });
        part.because = [scoreAnswer(base, standing.candidate, id, cells[id])].concat(why[id]);
        return part;
      });
      var row = { candidate: standing.candidate };
      ENDS.forEach(function (end) { row[end] = total(parts.map(function (part) { return part[end]; })); });
      row.contributions = parts;
      row.unknown = Object.keys(cells).sort().filter(function (id) { return cells[id].level === null; });
      row.open_vetoes = vetoed(vetoesOf(evaluation, cells, rule), "open");
      row.because = [{ rule: "sum" }].concat(measures[standing.candidate] ? [{ entry: measures[standing.candidate] }] : []);
      return row;
    });
    var order = placed(rows, "value", rule.tie);
    found.ranked = order.ranked;
    found.bands = order.bands;
    found.lead = leadOf(found.ranked);
    found.open = openOf(rows, table, shares, base);
    return found;
  }

  /* The weighted sum under every weight set: who is first in all of them, and who in some. */
  function sideBySide(evaluation, rule, base) {
    var criteria = idsOf(evaluation, "criteria");
    var sets = (evaluation.weight_sets || []).slice().sort(function (one, other) { return byId(one.id, other.id); }).map(function (set) {
      var weighting = Agora.dossierWeights.weights(criteria, set, rule, base);
      var told = rankBySum(evaluation, weighting, rule, base), ranks = {}, values = {};
      told.ranked.forEach(function (row) { ranks[row.candidate] = row.rank; values[row.candidate] = row.value; });
      return {
        set: set.id, ranks: ranks, values: values, first: told.bands.length ? told.bands[0].slice().sort() : [],
        problems: weighting.problems.concat(told.problems),
        because: [{ answer: base + "/weight_sets/" + set.id }, { rule: "sum" }]
      };
    });
    var usable = sets.map(function (row) { return row.first; }).filter(function (first) { return first.length; });
    var all = usable.reduce(function (ids, first) {
      return ids.concat(first.filter(function (id) { return ids.indexOf(id) < 0; }));
    }, []).sort();
    function everywhere(id) { return usable.every(function (first) { return first.indexOf(id) >= 0; }); }
    return {
      sets: sets, always_first: all.filter(everywhere),
      sometimes_first: all.filter(function (id) { return !everywhere(id); })
    };
  }

  function leadOf(ranked) {
    if (ranked.length < 2) { return null; }
    var one = ranked[0], other = ranked[1];
    var by = one.contributions.map(function (here, at) {
      return { criterion: here.criterion, difference: here.value - other.contributions[at].value };
    });
    by.sort(function (a, b) {
      return grain(Math.abs(b.difference)) - grain(Math.abs(a.difference)) || byId(a.criterion, b.criterion);
    });
    return {
      first: one.candidate, second: other.candidate, difference: one.value - other.value, by: by, because: [{ rule: "lead" }]
    };
  }

  function side(value, other) {
    return value > other + CLOSE ? 1 : value < other - CLOSE ? -1 : 0;
  }

  /* What is unknown or has a range, and whether that answer alone could change who is first. */
  function openOf(rows, table, shares, base) {
    var found = [];
    rows.forEach(function (row, at) {
      var cells = table[at].cells;
      var ahead = rows.reduce(function (most, other) { return other === row ? most : Math.max(most, other.value); }, -Infinity);
      Object.keys(cells).sort().forEach(function (criterion) {
        var cell = cells[criterion], share = shares[criterion], veto = row.open_vetoes.indexOf(criterion) >= 0;
        if (cell.low === cell.high) { return; }
        var most = row.value + share * (cell.high - cell.value), least = row.value - share * (cell.value - cell.low);
        found.push({
          candidate: row.candidate, criterion: criterion,
          kind: veto ? "veto" : cell.level === null ? "unknown" : "range",
          matters: veto || side(least, ahead) !== side(most, ahead),
          because: [scoreAnswer(base, row.candidate, criterion, cell)]
        });
      });
    });
    return found;
  }

  function blank(text) {
    for (var at = 0; at < text.length; at++) {
      if (" \t\r\n".indexOf(text.charAt(at)) < 0) { return false; }
    }
    return true;
  }

  /* Keys of scores that have a level but no reason. */
  function withoutReason(evaluation, rule) {
    var scores = evaluation.scores || {}, found = [];
    idsOf(evaluation, "candidates").forEach(function (candidate) {
      idsOf(evaluation, "criteria").forEach(function (criterion) {
        var key = candidate + "|" + criterion, score = own(scores, key);
        if (score && onScale(score.level, rule) && blank(score.reason || "")) { found.push(key); }
      });
    });
    return found;
  }

  return {
    cellOf: cellOf, tableOf: tableOf, vetoesOf: vetoesOf, vetoed: vetoed, excludedOf: excludedOf, standingOf: standingOf,
    scoreAnswer: scoreAnswer, placed: placed, rankBySum: rankBySum, sideBySide: sideBySide
  };
})();
