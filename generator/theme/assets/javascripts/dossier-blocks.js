/* Results as blocks: what the report shows behind the answers of a step, and words for levels.
   Agora.dossierBlocks is the registry (see dossier-panel-outputs.js); here the steps space (which site first), vulnerability
   (gaps) and solutions (basket, combinations) are filled in from the pure logic; evaluation stands in dossier-blocks-evaluation.js. In: a context with `dossier`, `site`, `assessment`, `data`, `measures`,
   `facts`, `today`. Out: blocks. Refuses: to work anything out, and to print a result where nothing is answered. */
var Agora = Agora || {};
Agora.dossierBlocks = Agora.dossierBlocks || {};
Agora.dossierResults = (function () {
  "use strict";

  function say(key, values, step) { return Agora.dossierElement.say(key, values, step); }
  function byId(rows, id) { return Agora.dossierElement.byId(rows, id); }

  function entryTitle(id) {
    return id ? Agora.dossierElement.entryTitle(id) : "";
  }

  function levelText(scale, level) {
    return Agora.dossierFields.levelLabel(byId((Agora.dossierData.tables.scales || {}).scales, scale), level);
  }

  /* A level with its range: "4. High (from 3 to 5)". */
  function rangeText(found, scale) {
    var label = levelText(scale || "gap", found.level);
    if (found.low === found.high) { return label; }
    return say("range", { level: label, low: found.low, high: found.high }, "vulnerability");
  }

  /* A scenario as people know it: threat and zone. */
  function scenarioName(context, scenario) {
    var zone = byId((context.site || {}).zones, scenario.zone);
    var threat = entryTitle(scenario.threat) || say("not_answered");
    return zone ? threat + " – " + (zone.name || zone.id) : threat;
  }

  function number(value) {
    return Agora.dossierText.numberText(Math.round(value * 100) / 100).replace(".", say("decimal", {}, "outputs"));
  }

  /* Which site first; said once, of all sites together. */
  Agora.dossierBlocks.space = function (context) {
    var sites = context.dossier.sites || [], step = "space";
    var found = context.site ? { sites: [] } : Agora.dossierSite.rankSites(sites, context.data.tables.space.rule.criteria);
    if (found.sites.length < 2) { return []; }
    return [{
      block: "table", caption: say("ranking_title", {}, step),
      head: [say("place_head", {}, "outputs"), say("column_site", {}, step), say("column_points", {}, step), say("picture_from"), say("picture_to"), say("column_most", {}, step)],
      rows: found.sites.map(function (row) {
        return [places(row)].concat([nameOf(sites, row.id)], [row.points, row.low, row.high, row.most].map(number));
      })
    }, { block: "paragraph", text: say("explanation", {}, step) }];
  };

  function nameOf(sites, id) {
    return (byId(sites, id) || {}).name || say("site_number", { number: sites.map(function (row) { return row.id; }).indexOf(id) + 1 });
  }

  /* A place, and which places are possible: "2 (1–3)". */
  function places(row) { return row.best === row.worst ? String(row.rank) : row.rank + " (" + row.best + "–" + row.worst + ")"; }

  Agora.dossierBlocks.vulnerability = function (context) {
    var found = Agora.dossierFacts.assessed(context, context.assessment);
    if (!found || !found.scenarios.length) { return []; }
    var table = {
      block: "table", caption: say("gaps_title", {}, "vulnerability"),
      head: [say("place_head", {}, "outputs"), say("picture_name"), levelHead("risk"), levelHead("existing"), levelHead("gap")],
      rows: found.scenarios.map(function (row) {
        return [places(row), scenarioName(context, row), rangeText(row.risk, "risk"), rangeText(row.existing, "existing"), rangeText(row.gap, "gap")];
      })
    };
    var names = {};
    context.assessment.scenarios.forEach(function (row) { names[row.id] = scenarioName(context, row); });
    var notes = found.notes.map(function (note) {
      return say(note.id, { scenarios: note.values.scenarios.map(function (id) { return names[id]; }).join(", ") }, "vulnerability");
    });
    return [table].concat(notes.length ? [{ block: "list", items: notes }] : [], [{ block: "paragraph", text: say("explanation", {}, "vulnerability") }]);
  };

  function levelHead(scale) { return (byId((Agora.dossierData.tables.scales || {}).scales, scale) || { label: scale }).label; }

  function candidateName(row) { return row.name || entryTitle(row.measure) || row.id; }

  function criterionName(row) {
    var asked = byId(byId(Agora.dossierData.tables.evaluation.questions, "criteria").questions, "standard");
    var option = byId(asked && asked.options, row.standard);
    return row.name || (option ? option.label : row.standard || row.id);
  }

  /* The basket with what the wiki says of each measure, and the combinations side by side. */
  Agora.dossierBlocks.solutions = function (context) {
    var one = context.assessment, known = Agora.measures, words = known.words, step = "solutions";
    var sets = (one.combinations || []).map(function (set, at) {
      return { name: set.name || say("set_number", { number: at + 1 }, step), measures: set.measures || [] };
    });
    function told(id) {
      var measure = context.facts[id], within = sets.filter(function (set) { return set.measures.indexOf(id) >= 0; });
      var facts = ["cost", "effect", "evidence"].map(function (name) {
        return measure ? known.terms[name === "cost" ? "cost_band" : name][measure[name]] : words.not_stated;
      });
      return [entryTitle(id)].concat(facts, [within.map(function (set) { return set.name; }).join(", ")]);
    }
    var made = (one.basket || []).length ? [{
      block: "table", caption: say("basket_title", {}, step),
      head: [say("picture_name"), words.cost, words.effect, words.evidence, say("sets_title", {}, step)], rows: one.basket.map(told)
    }] : [];
    if (!context.site || !sets.length || !(one.scenarios || []).length) { return made; }
    var rows = Agora.dossierCombination.compare(sets.map(function (set) {
      return [set.name, Agora.dossierCombination.combine(set.measures, one, context.site, context.measures, context.data.tables.solutions.table)];
    }));
    var points = [["answered", "answered"], ["there", "there"], ["open", "open"], ["objectives", "objectives_open"], ["conflicts", "conflicts"], ["missing", "missing"]];
    return made.concat([{
      block: "table", caption: say("compare_title", {}, step), head: [say("compare_point", {}, step)].concat(sets.map(function (set) { return set.name; })),
      rows: points.map(function (point) {
        return [say("compare_" + point[0], {}, step)].concat(rows.map(function (row) { return String(row[point[1]]); }));
      })
    }]);
  };

  return {
    rangeText: rangeText, levelText: levelText, entryTitle: entryTitle, scenarioName: scenarioName,
    candidateName: candidateName, criterionName: criterionName, number: number, places: places
  };
})();
