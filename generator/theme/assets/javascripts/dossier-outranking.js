/* Outranking by PROMETHEE II, the rule alone. generator/tools/outranking.py is its twin and names the source;
   tests/cases/dossier/outranking.json holds what both must say. In: the evaluation of one assessment, a result of
   Agora.dossierWeights, the rule of evaluation.yml, the path of the evaluation. Nothing is changed. */
var Agora = Agora || {};
Agora.dossierOutranking = (function () {
  "use strict";
  var SUMS = ["flow", "plus", "minus", "low", "high"];

  function preference(difference, shape) {
    if (difference <= 0) { return 0; }
    if (shape.kind === "usual") { return 1; }
    if (difference <= shape.indifference) { return 0; }
    if (difference >= shape.strict) { return 1; }
    return (difference - shape.indifference) / (shape.strict - shape.indifference);
  }

  /* Mean preference over the others, less the mean preference of the others, on one criterion. */
  function flows(level, others, shape) {
    var plus = 0, minus = 0;
    others.forEach(function (other) {
      plus += preference(level - other, shape);
      minus += preference(other - level, shape);
    });
    return others.length ? { plus: plus / others.length, minus: minus / others.length } : { plus: 0, minus: 0 };
  }

  function outrank(evaluation, weighting, rule, base) {
    var sum = Agora.dossierSum, shares = Agora.dossierWeights.sharesOf(weighting), shape = rule.preference, why = {};
    var found = {
      ranked: [], bands: [], excluded: sum.excludedOf(evaluation, rule, base),
      preference: { kind: shape.kind, indifference: shape.indifference, strict: shape.strict }, problems: []
    };
    if (!weighting.criteria.length) {
      found.problems.push({ id: "no-weights", values: { set: weighting.set } });
      return found;
    }
    if (!(evaluation.candidates || []).length) {
      found.problems.push({ id: "no-candidates", values: {} });
      return found;
    }
    weighting.criteria.forEach(function (row) { why[row.criterion] = row.because; });
    var table = sum.standingOf(evaluation, rule);
    var rows = table.map(function (standing) {
      var rivals = table.filter(function (other) { return other !== standing; });
      var parts = Object.keys(shares).sort().map(function (id) {
        var cell = standing.cells[id], share = shares[id];
        function against(end) { return rivals.map(function (other) { return other.cells[id][end]; }); }
        var middle = flows(cell.value, against("value"), shape);
        var worst = flows(cell.low, against("high"), shape), best = flows(cell.high, against("low"), shape);
        return {
          criterion: id, share: share, plus: share * middle.plus, minus: share * middle.minus,
          flow: share * (middle.plus - middle.minus), low: share * (worst.plus - worst.minus), high: share * (best.plus - best.minus),
          because: [sum.scoreAnswer(base, standing.candidate, id, cell)].concat(why[id])
        };
      });
      var row = { candidate: standing.candidate };
      SUMS.forEach(function (name) { row[name] = parts.reduce(function (total, part) { return total + part[name]; }, 0); });
      row.contributions = parts;
      row.open_vetoes = sum.vetoed(sum.vetoesOf(evaluation, standing.cells, rule), "open");
      row.because = [{ rule: "outranking" }];
      return row;
    });
    var order = sum.placed(rows, "flow", rule.flow_tie);
    found.ranked = order.ranked;
    found.bands = order.bands;
    return found;
  }

  return { outrank: outrank, preference: preference };
})();
