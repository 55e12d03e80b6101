/* Flip points, the rule alone: how far one weight can move before another candidate is first. generator/tools/flip.py is its
   twin; tests/cases/dossier/flip.json holds what both must say. In: the evaluation of one assessment, a result of
   Agora.dossierWeights, the rule of evaluation.yml, the path of the evaluation. Nothing is changed. */
var Agora = Agora || {};
Agora.dossierFlip = (function () {
  "use strict";
  var CLOSE = 1e-9;

  function total(numbers) {
    return numbers.reduce(function (sum, number) { return sum + number; }, 0);
  }

  function flipPoints(evaluation, weighting, rule, base) {
    var sum = Agora.dossierSum, shares = Agora.dossierWeights.sharesOf(weighting), why = {};
    var table = sum.standingOf(evaluation, rule), ids = Object.keys(shares).sort();
    var found = { first: [], criteria: [], nearest: null, problems: [] };
    if (!weighting.criteria.length) {
      found.problems.push({ id: "no-weights", values: { set: weighting.set } });
    } else if (!table.length) {
      found.problems.push({ id: "no-candidates", values: {} });
    }
    if (found.problems.length) { return found; }
    weighting.criteria.forEach(function (row) { why[row.criterion] = row.because; });
    found.first = highest(table.map(function (row) {
      return { id: row.candidate, value: total(ids.map(function (id) { return shares[id] * row.cells[id].value; })) };
    }));
    ids.forEach(function (criterion) {
      var share = shares[criterion];
      var segments = segmentsOf(table.map(function (row) { return lineOf(row, shares, ids, criterion); }));
      var at = 0;
      segments.forEach(function (row, place) { if (row.from <= share + CLOSE) { at = place; } });
      var below = at ? { at: segments[at].from, first: segments[at - 1].first } : null;
      var above = at + 1 < segments.length ? { at: segments[at].to, first: segments[at + 1].first } : null;
      var answers = table.map(function (row) { return sum.scoreAnswer(base, row.candidate, criterion, row.cells[criterion]); });
      found.criteria.push({
        criterion: criterion, share: share, segments: segments, below: below, above: above,
        because: why[criterion].concat(answers, [{ rule: "flip" }])
      });
      [below, above].forEach(function (point) {
        if (!point) { return; }
        var distance = Math.abs(point.at - share);
        if (!found.nearest || distance < found.nearest.distance - CLOSE) {
          found.nearest = { criterion: criterion, share: share, at: point.at, first: point.first, distance: distance };
        }
      });
    });
    return found;
  }

  /* The total at weight 0 of the criterion, and what it gains until weight 1. */
  function lineOf(row, shares, ids, criterion) {
    var others = ids.filter(function (id) { return id !== criterion; });
    var rest = total(others.map(function (id) { return shares[id]; })), own = row.cells[criterion].value, start;
    if (!others.length) {
      return { id: row.candidate, start: own, slope: 0 };
    }
    if (rest > CLOSE) {
      start = total(others.map(function (id) { return shares[id] * row.cells[id].value; })) / rest;
    } else {
      start = total(others.map(function (id) { return row.cells[id].value; })) / others.length;
    }
    return { id: row.candidate, start: start, slope: own - start };
  }

  /* The upper edge of the lines from 0 to 1; at each crossing the steepest line goes on. */
  function segmentsOf(lines) {
    var now = 0, here = steepest(lines, 0), found = [];
    for (;;) {
      var end = lines.reduce(function (first, other) {
        if (other.slope <= here.slope + CLOSE) { return first; }
        return Math.min(first, (here.start - other.start) / (other.slope - here.slope));
      }, Infinity);
      end = Math.max(now, end === Infinity ? 1 : end);
      if (end > 1 - CLOSE) { end = 1; }
      found.push({ from: now, to: end, first: alike(lines, here) });
      if (end >= 1) { return found; }
      now = end;
      here = steepest(lines, end);
    }
  }

  function alike(lines, here) {
    return lines.filter(function (other) {
      return Math.abs(other.start - here.start) <= CLOSE && Math.abs(other.slope - here.slope) <= CLOSE;
    }).map(function (line) { return line.id; }).sort();
  }

  /* Among the highest lines at a weight, the one that is highest just after it. */
  function steepest(lines, at) {
    var top = highest(lines.map(function (line) { return { id: line.id, value: line.start + line.slope * at }; }));
    var among = lines.filter(function (line) { return top.indexOf(line.id) >= 0; });
    var most = among.reduce(function (found, line) { return Math.max(found, line.slope); }, -Infinity);
    return among.filter(function (line) { return line.slope >= most - CLOSE; })[0];
  }

  function highest(rows) {
    var top = rows.reduce(function (most, row) { return Math.max(most, row.value); }, -Infinity);
    return rows.filter(function (row) { return row.value >= top - CLOSE; }).map(function (row) { return row.id; }).sort();
  }

  return { flipPoints: flipPoints };
})();
