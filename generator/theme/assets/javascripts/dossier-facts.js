/* What the wiki knows, in the shape in which the logic of the steps asks for it.
   In: the context of a step panel. Out: plain values: facts of the risk and of the team, and the result of an assessment, which
   is the same object as long as it says the same. Refuses: to draw, to judge, to keep an answer. */
var Agora = Agora || {};
Agora.dossierFacts = (function () {
  "use strict";

  function ofKind(data, kind) {
    return Object.keys(data.entries).sort().filter(function (id) { return data.entries[id].kind === kind; });
  }

  /* Space → the space that it is a part of. */
  function parents(data) {
    return ofKind(data, "space").reduce(function (all, id) {
      if (data.entries[id].parent) { all[id] = data.entries[id].parent; }
      return all;
    }, {});
  }

  var wiki = null, kept = {};

  /* The wiki comes with the page: its facts are gathered once. */
  function risk(context) {
    var data = context.data;
    wiki = wiki || {
      measures: context.measures,
      threats: ofKind(data, "threat").map(function (id) { return { id: id, spaces: data.entries[id].spaces || [] }; }),
      parents: parents(data),
      implausible: data.implausible || []
    };
    return wiki;
  }

  function team(context) {
    var data = context.data;
    return {
      parents: parents(data),
      stakeholders: Object.keys(data.entries).reduce(function (all, id) {
        if ((data.entries[id].stakeholders || []).length) { all[id] = data.entries[id].stakeholders; }
        return all;
      }, {})
    };
  }

  function item(list, id) {
    return (list || []).filter(function (one) { return one.id === id; })[0] || null;
  }

  /* What the rule says of an assessment of the file; null where it has no site. */
  function assessed(context, assessment) {
    var site = assessment ? item(context.dossier.sites, assessment.site) : null;
    return site ? judged(context, assessment, site) : null;
  }

  function forget() { kept = {}; }

  function judged(context, assessment, site) {
    kept[assessment.id] = kept[assessment.id] || {};
    return Agora.dossierRisk.assess(assessment, site, context.data.tables.vulnerability.rule, risk(context), kept[assessment.id]);
  }

  /* Threats that the wiki ties to a kind of space: what no scenario looks at where there is none. */
  function threatsOf(context, space) {
    var none = { id: "", scenarios: [] }, site = { id: "", category: space };
    var found = Agora.dossierRisk.assess(none, site, context.data.tables.vulnerability.rule, risk(context)).uncovered[0];
    return found ? found.threats : [];
  }

  return { risk: risk, team: team, assessed: assessed, judged: judged, forget: forget, threatsOf: threatsOf, item: item, parents: parents };
})();
