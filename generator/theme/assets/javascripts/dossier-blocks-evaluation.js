/* The result of step 5 as blocks for the report: scores with their reasons, a ranking for each weight set, who misses a
   minimum, when the result would change, the shortlist and the plan of demonstration and table-top.
   In: a context as in dossier-blocks.js. Out: blocks. Refuses: to work anything out. */
var Agora = Agora || {};
Agora.dossierBlocks = Agora.dossierBlocks || {};
Agora.dossierBlocks.evaluation = (function () {
  "use strict";
  var STEP = "evaluation";

  function say(key, values, step) { return Agora.dossierElement.say(key, values, step || STEP); }
  function byId(rows, id) { return Agora.dossierElement.byId(rows, id) || { id: id }; }
  function told() { return Agora.dossierResults; }
  function percent(share) { return told().number(share * 100); }

  function levelText(answer) {
    if (answer.level === "unknown") { return say("unknown"); }
    var low = answer.low === undefined ? answer.level : answer.low, high = answer.high === undefined ? answer.level : answer.high;
    return low === high ? String(answer.level) : answer.level + " (" + low + "–" + high + ")";
  }

  /* Every score that was given, with its reason; one without a reason says so, because it is not counted. */
  function scores(judged) {
    var rows = [];
    judged.candidates.forEach(function (candidate) {
      judged.criteria.forEach(function (criterion) {
        var key = candidate.id + "|" + criterion.id, answer = Agora.dossierElement.has(judged.scores || {}, key) ? judged.scores[key] : null;
        if (!answer || answer.level === undefined) { return; }
        var reason = (answer.reason || "").trim();
        rows.push([told().candidateName(candidate), told().criterionName(criterion), levelText(answer), reason || (answer.level === "unknown" ? "" : say("reason-needed"))]);
      });
    });
    return rows.length ? [{ block: "table", caption: say("scores-told", {}, "outputs"), head: [say("candidate"), say("criterion"), say("score-head", {}, "outputs"), say("reason-head", {}, "outputs")], rows: rows }] : [];
  }

  function ranking(judged, set, at, rule, base) {
    var ids = judged.criteria.map(function (row) { return row.id; });
    var weighting = Agora.dossierWeights.weights(ids, set, rule, base), found = Agora.dossierSum.rankBySum(judged, weighting, rule, base);
    if (!found.ranked.length) { return []; }
    var shares = Agora.dossierWeights.sharesOf(weighting), flip = Agora.dossierFlip.flipPoints(judged, weighting, rule, base);
    return [{
      block: "table", caption: say("ranking_title", { name: set.name || at + 1 }, "outputs"),
      head: [say("place_head", {}, "outputs"), say("picture_name"), say("picture_number"), say("picture_from"), say("picture_to"), say("places_head", {}, "outputs")],
      rows: found.ranked.map(function (row) {
        return [String(row.rank), told().candidateName(byId(judged.candidates, row.candidate)), told().number(row.value), told().number(row.low), told().number(row.high), row.best === row.worst ? String(row.best) : row.best + "–" + row.worst];
      })
    }, { block: "list", items: Object.keys(shares).sort().map(function (id) {
      return say("share_told", { name: told().criterionName(byId(judged.criteria, id)), share: percent(shares[id]) }, "outputs");
    }) }].concat(flip.criteria.length ? [{ block: "paragraph", text: say("flips-title") }, { block: "list", items: flip.criteria.map(function (row) { return flipText(judged, flip, row); }) }] : []);
  }

  function flipText(judged, flip, row) {
    function names(ids) { return ids.map(function (id) { return told().candidateName(byId(judged.candidates, id)); }).join(", "); }
    return Agora.dossierEvaluationResults.flipTold(flip, row, { say: say, candidates: names, criterion: function (id) { return told().criterionName(byId(judged.criteria, id)); }, percent: percent });
  }

  /* Who was chosen for a closer look, and the plan of the day, as far as it is written. */
  function closer(judged, table) {
    var chosen = (judged.shortlist || []).map(function (id) { return told().candidateName(byId(judged.candidates, id)); }), plan = judged.demonstration || {};
    var rows = table.demonstration.questions.filter(function (question) { return plan[question.id]; }).map(function (question) { return [question.label, String(plan[question.id])]; });
    return (chosen.length ? [{ block: "paragraph", text: say("fact", { name: say("shortlist-title"), value: chosen.join(", ") }) }] : [])
      .concat(rows.length ? [{ block: "table", caption: table.demonstration.title, head: [say("question", {}, "outputs"), say("answer", {}, "outputs")], rows: rows }] : []);
  }

  return function (context) {
    var judged = context.assessment.evaluation || {}, table = context.data.tables.evaluation, rule = table.rule;
    var base = "assessments/" + context.assessment.id + "/evaluation";
    if (!(judged.candidates || []).length || !(judged.criteria || []).length) { return []; }
    var rankings = (judged.weight_sets || []).reduce(function (all, set, at) { return all.concat(ranking(judged, set, at, rule, base)); }, []);
    var outside = Agora.dossierSum.excludedOf(judged, rule, base).map(function (row) {
      var criteria = row.criteria.map(function (one) { return told().criterionName(byId(judged.criteria, one.criterion)); }).join(", ");
      return { block: "paragraph", text: say("excluded", { candidate: told().candidateName(byId(judged.candidates, row.candidate)), criteria: criteria }) };
    });
    return scores(judged).concat(rankings, outside, rankings.length || outside.length ? [{ block: "paragraph", text: say("sum") + " " + say("ours") }] : [], closer(judged, table));
  };
})();
