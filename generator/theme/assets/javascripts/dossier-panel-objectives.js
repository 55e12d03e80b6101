/* Step 3, first half: choose the gaps, worst first, and take over objectives for before, during and after.
   In: the context of a panel; ranks are those of Agora.dossierRisk, suggestions those of Agora.dossierRequirements. Out: a node.
   What is chosen stands in the file; a scenario that has an objective is chosen as long as it has one. */
var Agora = Agora || {};
Agora.dossierSteps = Agora.dossierSteps || {};
Agora.dossierSteps.objectives = (function () {
  "use strict";

  var MOST_SHOWN = 20;

  function make(tag, attributes, children) { return Agora.dossierElement.make(tag, attributes, children); }
  function names() { return Agora.dossierNames; }

  function isAimed(context, id) {
    return (context.assessment.objectives || []).some(function (row) { return row.scenario === id; });
  }

  /* Ids of the chosen scenarios, worst first. */
  function chosenOf(context, order) {
    var kept = context.assessment.chosen || [];
    return order.filter(function (id) { return kept.indexOf(id) >= 0 || isAimed(context, id); });
  }

  function choose(context, id, wanted) {
    if (!wanted && isAimed(context, id)) {
      context.tell(context.say("gap_aimed"));
      context.draw();
      return;
    }
    var others = (context.assessment.chosen || []).filter(function (other) { return other !== id; });
    context.set("assessments/" + context.assessment.id + "/chosen", others.concat(wanted ? [id] : []));
  }

  function told(key, values) { return Agora.dossierElement.say(key, values, "vulnerability"); }

  function levelText(gap) {
    var scale = Agora.dossierFields.scaleOf({ scale: "gap" });
    function label(level) { return Agora.dossierFields.levelLabel(scale, level); }
    if (gap.low === gap.high) { return label(gap.level); }
    return told("range", { level: label(gap.level), low: label(gap.low), high: label(gap.high) });
  }

  function behindGap(gap) {
    return gap.because.map(function (one) { return one.rule ? { rule: one.rule, table: "vulnerability" } : one; });
  }

  function gapRow(context, id, found, chosen) {
    var name = names().scenario(context, id), scenario = names().find(context.assessment.scenarios, id), path = "assessments/" + context.assessment.id;
    var rest = found ? [" ", context.say("gap_of"), " ", names().number(context, "gap-level-" + id, levelText(found.gap), behindGap(found.gap), name), " ",
      make("span", { "class": "dossier-quiet", text: told("place", { rank: found.rank, best: found.best, worst: found.worst }) })]
      : [" ", make("span", { "class": "dossier-quiet", text: context.say("gap_unanswered") })];
    return make("li", {}, [
      names().check("gap-choose-" + id, chosen.indexOf(id) >= 0, [name], function (wanted) { choose(context, id, wanted); }),
      make("div", { "class": "dossier-under" }, rest.concat(scenario.threat ? [] : [" ",
        names().link("gap-threat-" + id, context.say("gap_no_threat"), function () { context.go(path + "/scenarios/" + id + "/threat"); })]))]);
  }

  function take(context, item) {
    var list = context.assessment.objectives || [], table = context.data.tables.objectives;
    context.add("assessments/" + context.assessment.id + "/objectives", {
      id: context.nextId(list, "o"), scenario: item.scenario, "function": item["function"], phase: item.phase, words: names().find(table.rows, item.row).words
    });
    context.tell(context.say("said_taken"));
  }

  function takeBack(context, id) {
    context.remove("assessments/" + context.assessment.id + "/objectives", id);
    context.tell(context.say("said_taken_back"));
  }

  /* The button takes over, or takes back what was not changed since; it keeps its place and its id. */
  function controls(context, item, row, id) {
    var own = item.objectives.map(function (one) { return names().find(context.assessment.objectives, one); });
    var plain = own.filter(function (one) { return one.words === row.words; })[0];
    var path = "assessments/" + context.assessment.id + "/objectives/";
    function edit(one, at) {
      return names().link(id + (plain || at ? "-edit-" + one.id : ""), context.say("edit_it"), function () { context.go(path + one.id + "/words"); });
    }
    if (!own.length) { return [context.button(context.say("use_row"), function () { take(context, item); }, { id: id, "class": "dossier-small", "aria-describedby": id + "-words" })]; }
    return [plain ? context.button(context.say("take_back"), function () { takeBack(context, plain.id); }, { id: id, "class": "dossier-small", "aria-describedby": id + "-words" }) : ""].concat(own.map(edit));
  }

  function stateNodes(context, item, id, aim) {
    if (item.state === "there") { return [context.say("state_there", { measures: names().existing(context, item.there) }), " "].concat(reading(context, item, id, aim)); }
    if (item.state === "open") { return names().around(context.say("state_open"), "measures", reading(context, item, id, aim)[0]); }
    return [context.say("state_" + item.state), " "].concat(reading(context, item, id, aim));
  }

  function reading(context, item, id, aim) {
    return item.measures.length ? [names().number(context, id + "-behind", context.say("measures_count", { count: item.measures.length }), item.because, aim)] : [];
  }

  function suggestion(context, item) {
    var row = names().find(context.data.tables.objectives.rows, item.row), id = "aim-" + item.scenario + "-" + item.row;
    var aim = context.say("aim", { "function": names().term("function", item["function"]), phase: names().term("phase", item.phase) });
    return make("li", { "class": "dossier-proposal" + (item.objectives.length ? " dossier-taken" : "") }, [
      make("p", { "class": "dossier-aim", text: aim }), make("p", { id: id + "-words", text: row.words }),
      make("p", { "class": "dossier-quiet" }, stateNodes(context, item, id, aim)),
      make("p", { "class": "dossier-buttons" }, controls(context, item, row, id))]);
  }

  function groupNodes(context, found, scenario, group, phases) {
    var rows = found.suggested.filter(function (item) {
      return item.scenario === scenario && phases.some(function (phase) { return phase.id === item.phase && phase.group === group; });
    });
    var missing = found.missing.filter(function (one) { return one.scenario === scenario && one.group === group; })[0];
    if (!rows.length) { return []; }
    var title = context.say("group_" + group), name = names().scenario(context, scenario);
    return [make("h5", { text: title.charAt(0).toUpperCase() + title.slice(1) }),
      missing ? make("p", {}, [names().number(context, "aim-missing-" + scenario + "-" + group, context.say("missing", { scenario: name, group: title }), missing.because)]) : "",
      make("ul", { "class": "dossier-proposals dossier-two" }, rows.map(function (item) { return suggestion(context, item); }))];
  }

  function suggestions(context, found, chosen, phases) {
    var groups = phases.map(function (phase) { return phase.group; }).filter(function (group, at, all) { return all.indexOf(group) === at; });
    return chosen.map(function (id, at) {
      var rows = found.suggested.filter(function (item) { return item.scenario === id; });
      var taken = rows.filter(function (item) { return item.objectives.length; }).length;
      if (!rows.length) { return make("p", { text: context.say("gap_no_threat") }); }
      return names().folded(context.memory, "aims-" + id, context.say("taken_of", { name: names().scenario(context, id), taken: taken, all: rows.length }), at === 0,
        function () { return groups.reduce(function (all, group) { return all.concat(groupNodes(context, found, id, group, phases)); }, []); });
    });
  }

  function draw(context) {
    if (!context.assessment || !context.site) { return null; }
    var say = context.say, scenarios = context.assessment.scenarios || [];
    if (!scenarios.length) {
      return make("div", {}, [make("h3", { text: say("gaps_choose") }), make("p", {}, [say("gaps_none") + " ", names().link("gaps-to", say("gaps_to"), function () { context.go("vulnerability"); })])]);
    }
    var risk = Agora.dossierFacts.judged(context, context.assessment, context.site), phases = names().terms("phase").map(function (phase) { return { id: phase.id, group: phase.group }; });
    var order = risk.scenarios.map(function (found) { return found.id; }).concat(risk.unassessed), chosen = chosenOf(context, order);
    var table = { rows: context.data.tables.objectives.rows, phases: phases };
    var one = context.assessment, found = Agora.dossierRequirements.suggestObjectives(one, context.site, chosen, context.measures, table);
    function gaps(ids) { return make("ul", { "class": "dossier-gaps" }, ids.map(function (id) { return gapRow(context, id, names().find(risk.scenarios, id), chosen); })); }
    return Agora.dossierParts.panel(context, [
      ["gaps", [risk, chosen.join(), scenarios, context.site], function () {
        return [make("h3", { text: say("gaps_choose") }), make("p", { "class": "dossier-quiet", text: say("gaps_choose_how") }),
          gaps(order.slice(0, MOST_SHOWN)), order.length > MOST_SHOWN ? names().folded(context.memory, "gaps-more", say("gaps_more", { count: order.length - MOST_SHOWN }), false, function () { return [gaps(order.slice(MOST_SHOWN))]; }) : ""];
      }],
      ["aims", [chosen.join(), scenarios, one.objectives, context.site], function () {
        return [make("h4", { text: say("suggested_objectives") })].concat(chosen.length ? suggestions(context, found, chosen, phases) : [make("p", { text: say("choose_first") })]);
      }]
    ].concat(Agora.dossierPanelRequirements.parts(context, found), [["disclaimer", [], function () { return [make("p", { "class": "dossier-quiet", text: say("disclaimer") })]; }]]));
  }

  return draw;
})();
