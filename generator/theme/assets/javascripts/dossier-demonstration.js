/* Demonstration and table-top, the rule alone: what to look at for each candidate on the shortlist, which scenarios to play.
   generator/tools/demonstration.py is its twin; tests/cases/dossier/demonstration.json holds what both must say. In: one
   assessment, a result of Agora.dossierSum.rankBySum, the rule of evaluation.yml, the path of the assessment. */
var Agora = Agora || {};
Agora.dossierDemonstration = (function () {
  "use strict";
  var ORDER = ["veto", "unknown", "range"];

  function planDemonstration(assessment, told, rule, base) {
    var evaluation = assessment.evaluation || {}, chosen = evaluation.shortlist || [], given = evaluation.demonstration || {};
    function listed(row) { return chosen.indexOf(row.candidate) >= 0; }
    function idOf(row) { return row.candidate; }
    var shortlist = told.ranked.filter(listed).map(idOf), excluded = told.excluded.filter(listed).map(idOf).sort();
    var scenarios = (assessment.scenarios || []).map(function (row) { return row.id; }).sort(), problems = [];
    if (!shortlist.length) { problems.push({ id: "no-shortlist", values: {} }); }
    if (excluded.length) { problems.push({ id: "shortlist-excluded", values: { candidates: excluded } }); }
    if (!scenarios.length) { problems.push({ id: "no-scenarios", values: {} }); }
    return {
      candidates: shortlist.map(function (candidate) {
        return { candidate: candidate, checks: told.open.filter(function (row) { return row.candidate === candidate; }).sort(inOrder) };
      }),
      scenes: !shortlist.length ? [] : scenarios.map(function (scenario) {
        return {
          scenario: scenario, candidates: shortlist, moments: rule.moments.slice(),
          because: [{ answer: base + "/scenarios/" + scenario }, { rule: "tabletop" }]
        };
      }),
      missing: rule.demonstration_needs.filter(function (id) { return isEmpty(given[id]); }),
      problems: problems
    };
  }

  function isEmpty(value) {
    return !value || (typeof value === "object" && !Object.keys(value).length);
  }

  function inOrder(one, other) {
    return Number(other.matters) - Number(one.matters) || ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind) ||
      (one.criterion < other.criterion ? -1 : one.criterion > other.criterion ? 1 : 0);
  }

  return { planDemonstration: planDemonstration };
})();
