/* The result of step 7: when to look at what again, what was learnt, and what has changed since the assessment before.
   In: the context of a panel; the answers are those of Agora.dossierPlan and Agora.dossierRisk. Out: a node; and blocks for the
   report. "Assess again" makes a new assessment that starts from the old one, which stays as it is. */
var Agora = Agora || {};
Agora.dossierSteps = Agora.dossierSteps || {};
Agora.dossierBlocks = Agora.dossierBlocks || {};
(function () {
  "use strict";
  var STEP = "review";

  function say(key, values) { return Agora.dossierElement.say(key, values, STEP); }
  function byId(rows, id) { return Agora.dossierElement.byId(rows, id); }
  function heads(keys) { return keys.map(function (key) { return say("head_" + key); }); }

  /* An assessment as people know it: its name, else its number, and its date. */
  function nameOf(dossier, assessment) {
    var name = assessment.name || Agora.dossierElement.say("assessment_number", { number: dossier.assessments.indexOf(assessment) + 1 });
    return assessment.date ? name + " (" + assessment.date + ")" : name;
  }

  /* The older assessments of the same site, the one that this one replaces first. */
  function others(context) {
    var now = context.assessment;
    return (context.dossier.assessments || []).filter(function (row) { return row.id !== now.id && row.site === now.site; })
      .sort(function (one, other) { return Number(other.id === now.replaces) - Number(one.id === now.replaces); });
  }

  function before(context) {
    var list = others(context), wanted = ((context.memory || {}).before || {})[context.assessment.id];
    return byId(list, wanted) || byId(list, context.assessment.replaces);
  }

  function watched(context) {
    var table = context.data.tables.implementation, rows = (context.assessment.review || {}).watch || [];
    var states = Agora.dossierPlan.watchStates(context.assessment, context.today, table.soon_days, (context.dossier.team || {}).members || []);
    return { rows: rows, states: states, inOrder: Agora.dossierPlanShow.inOrder(states, rows) };
  }

  function lessons(context) {
    return ((context.assessment.review || {}).incidents || []).slice().sort(function (one, other) {
      return one.date < other.date ? -1 : one.date > other.date ? 1 : one.id < other.id ? -1 : 1;
    });
  }

  function watchTable(context, found) {
    var show = Agora.dossierPlanShow, base = context.path + "/watch/";
    return show.table(say("watch_title"), heads(["point", "owner", "due", "state", "missing", "next"]), found.inOrder.map(function (one) {
      var name = show.named(STEP, one.row), rule = one.row.standard ? show.rule(STEP, one.row.standard) : null;
      var next = rule ? Agora.dossierPlan.monthsAfter(context.today, rule.months) : "";
      return [show.leading(context, name, base + one.row.id + "/words", "review-point-" + one.row.id), show.owner(context.dossier, one.row), one.row.due || "",
        show.number(context, show.stateText(STEP, one.state), one.state.because, name, "review-state-" + one.row.id), show.missingText(STEP, one.state).join(" "),
        next && next !== one.row.due ? context.button(say("looked", { date: next }), function () {
          context.set(base + one.row.id + "/due", next);
          context.tell(say("said_looked", { name: name, date: next }));
        }, { "class": "dossier-small", id: "review-looked-" + one.row.id }) : ""];
    }), true);
  }

  function lessonTable(context, rows) {
    var show = Agora.dossierPlanShow;
    return show.table(say("lessons_title"), heads(["date", "lesson"]), rows.map(function (row, at) {
      return [show.leading(context, row.date || say("incident_number", { number: at + 1 }), context.path + "/incidents/" + row.id + "/lesson", "review-incident-" + row.id),
        row.lesson || say("no_lesson")];
    }), true);
  }

  /* A new assessment from this one: chosen at once, and undone like any other change. */
  function again(context) {
    var old = context.assessment, id = context.nextId(context.dossier.assessments, "a");
    var name = say("again_name", { name: old.name || say("again_unnamed"), date: context.today });
    context.edit(function (dossier) {
      return Object.assign({}, dossier, { assessments: dossier.assessments.concat([Agora.dossierPlan.reassessment(old, id, name, context.today)]) });
    });
    context.chooseAssessment(id);
    context.tell(say("said_again", { name: name }));
  }

  function siteOf(dossier, assessment) { return byId(dossier.sites, assessment.site) || { id: "" }; }

  function scenarioName(context, assessment, id) {
    var scenario = byId(assessment.scenarios, id) || {}, zone = byId(siteOf(context.dossier, assessment).zones, scenario.zone);
    var threat = scenario.threat ? Agora.dossierElement.entryTitle(scenario.threat) : id;
    return zone ? threat + " – " + (zone.name || zone.id) : threat;
  }

  /* Both comparisons: the gaps by zone and threat, and how every answer moved. */
  function compared(context, old) {
    var none = { scenarios: [] }, now = context.assessment;
    var results = [old, now].map(function (one) { return Agora.dossierFacts.assessed(context, one) || none; });
    return { gaps: Agora.dossierRisk.compare(results[0], results[1]), results: results, answers: Agora.dossierPlan.comparison(old, now) };
  }

  function gapText(gap) {
    return gap ? Agora.dossierResults.rangeText(gap) : say("no_gap");
  }

  /* What both gaps stand on. */
  function gapBecause(found, row) {
    return [[row.before, 0], [row.after, 1]].reduce(function (all, side) {
      var scenario = side[0] ? byId(found.results[side[1]].scenarios, side[0].id) : null;
      return all.concat(scenario ? scenario.gap.because.filter(function (one) { return one.answer; }) : []);
    }, [{ rule: "gap-table", table: "vulnerability" }]);
  }

  function changeText(row) { return Agora.dossierElement.say("change-" + row.change, {}, "vulnerability") + (row.sure ? " " + say("sure") : ""); }

  function pairName(context, old, row) {
    var zones = (siteOf(context.dossier, context.assessment).zones || []).concat(siteOf(context.dossier, old).zones || []);
    var zone = byId(zones, row.zone);
    var threat = row.threat ? Agora.dossierElement.entryTitle(row.threat) : Agora.dossierElement.say("not_answered");
    return row.zone ? threat + " – " + (zone && zone.name || row.zone) : threat;
  }

  function questionLabel(name) {
    var scenarios = byId(Agora.dossierData.tables.vulnerability.questions, "scenarios");
    return (byId(scenarios && scenarios.questions, name) || { label: name }).label;
  }

  /* Rows of what moved, or of scenarios that are new or gone: [name, question, sentence, because]. What stayed is left out. */
  function moves(context, old, answers) {
    return answers.reduce(function (all, row) {
      var name = scenarioName(context, row.fate === "gone" ? old : context.assessment, row.scenario);
      if (row.fate !== "kept") { return all.concat([[name, "", say("scenario_" + row.fate, { name: name }), row.because, row.scenario]]); }
      return all.concat(row.changes.filter(function (change) { return change.change !== "same"; }).map(function (change) {
        return [name, questionLabel(change.answer), say("change_" + change.change), change.because, row.scenario + "-" + change.answer];
      }));
    }, []);
  }

  function comparison(context) {
    var make = context.make, list = others(context), old = before(context), show = Agora.dossierPlanShow;
    var nodes = [make("h3", { id: "review-compared", text: say("compared") })];
    if (!list.length) { return nodes.concat([make("p", { text: say("nothing_before") })]); }
    var select = make("select", { id: "review-before", autocomplete: "off", on: { change: function () {
      context.memory.before = Object.assign({}, context.memory.before);
      context.memory.before[context.assessment.id] = select.value;
      context.draw();
    } } },
      (old ? [] : [make("option", { value: "", text: Agora.dossierElement.say("nothing_chosen") })]).concat(list.map(function (row) {
        return make("option", { value: row.id, text: nameOf(context.dossier, row) });
      })));
    select.value = old ? old.id : "";
    nodes.push(make("p", { "class": "dossier-no-print" }, [make("label", { "for": "review-before", text: say("compare_with") }), " ", select]));
    if (!old) { return nodes; }
    var found = compared(context, old), rows = moves(context, old, found.answers);
    nodes.push(found.gaps.length ? show.table(say("gaps_compared", { before: nameOf(context.dossier, old), after: nameOf(context.dossier, context.assessment) }),
      heads(["scenario", "before", "after", "change"]), found.gaps.map(function (row) {
        var name = pairName(context, old, row);
        return [name, gapText(row.before), gapText(row.after), show.number(context, changeText(row), gapBecause(found, row), name, "review-gap-" + row.zone + "-" + row.threat)];
      })) : make("p", { text: say("gaps_none") }));
    nodes.push(rows.length ? show.table(say("answers_compared"), heads(["scenario", "question", "change"]), rows.map(function (row) {
      return [row[0], row[1], show.number(context, row[2], row[3], row[0] + (row[1] ? ", " + row[1] : ""), "review-moved-" + row[4])];
    })) : make("p", { text: say("answers_same") }));
    return nodes;
  }

  function panel(context) {
    if (!context.assessment || !context.path) { return null; }
    var make = context.make, show = Agora.dossierPlanShow, found = watched(context), incidents = lessons(context), rules = show.rules(STEP);
    var first = Agora.dossierPlan.watchList(rules, context.today, found.rows);
    var items = first.map(function (row) {
      var rule = show.rule(STEP, row.standard);
      return { standard: row.standard, more: [say("interval", { months: rule.months }) + ", " + row.due], row: { standard: row.standard, words: rule.words, due: row.due, owner: "" } };
    });
    var now = context.assessment, old = before(context), listed = others(context).map(function (row) { return [row.id, row.name, row.date]; });
    return Agora.dossierParts.panel(context, [
      ["watch", [JSON.stringify([found.states, found.rows, items, context.memory.taken, (context.dossier.team || {}).members])], function () {
        return [make("h3", { text: say("watch_title") }), found.rows.length ? watchTable(context, found) : make("p", { text: say("watch_none") }), show.suggestions(context, items, items)];
      }],
      ["lessons", [JSON.stringify(incidents)], function () { return incidents.length ? [make("h3", { text: say("lessons_title") }), lessonTable(context, incidents)] : []; }],
      ["comparison", [JSON.stringify([listed, now.name, now.date]), old, now.scenarios, context.dossier.sites], function () { return comparison(context); }],
      ["again", [], function () {
        return [make("div", { "class": "dossier-no-print" }, [make("h3", { text: say("again_title") }), make("p", { id: "review-again-why", text: say("again_why") }),
          context.button(say("again"), function () { again(context); }, { id: "review-again", "aria-describedby": "review-again-why" })])];
      }]]);
  }

  function blocks(context) {
    var show = Agora.dossierPlanShow, found = watched(context), old = before(context), made = [];
    if (found.rows.length) {
      made.push({ block: "table", caption: say("watch_title"), head: heads(["point", "owner", "due", "state", "missing"]), rows: found.inOrder.map(function (one) {
        return [show.named(STEP, one.row), show.owner(context.dossier, one.row), one.row.due || "", show.stateText(STEP, one.state), show.missingText(STEP, one.state).join(" ")];
      }) });
    }
    if (!old) { return made; }
    var both = compared(context, old), rows = moves(context, old, both.answers);
    made.push({ block: "paragraph", text: say("gaps_compared", { before: nameOf(context.dossier, old), after: nameOf(context.dossier, context.assessment) }) });
    if (both.gaps.length) {
      made.push({ block: "table", caption: say("compared"), head: heads(["scenario", "before", "after", "change"]), rows: both.gaps.map(function (row) {
        return [pairName(context, old, row), gapText(row.before), gapText(row.after), changeText(row)];
      }) });
    }
    return made.concat(rows.length ? [{ block: "table", caption: say("answers_compared"), head: heads(["scenario", "question", "change"]), rows: rows.map(function (row) { return row.slice(0, 3); }) }]
      : [{ block: "paragraph", text: say("answers_same") }]);
  }

  Agora.dossierSteps[STEP] = panel;
  Agora.dossierBlocks[STEP] = blocks;
})();
