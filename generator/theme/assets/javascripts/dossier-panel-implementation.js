/* The result of step 6: what to do by when, what is late, what clashes, which standard tasks apply and why.
   In: the context of a panel; the answers are those of Agora.dossierPlan. Out: a node; and blocks for the report. Every state
   and every suggestion opens what it stands on. */
var Agora = Agora || {};
Agora.dossierSteps = Agora.dossierSteps || {};
Agora.dossierBlocks = Agora.dossierBlocks || {};
(function () {
  "use strict";
  var STEP = "implementation";

  function say(key, values) { return Agora.dossierElement.say(key, values, STEP); }

  function termOf(vocabulary, id) {
    var found = ((Agora.dossierData.vocabularies[vocabulary] || {}).terms || []).filter(function (term) { return term.id === id; })[0];
    return found ? found.label : id;
  }

  function entryTitle(id) { return Agora.dossierElement.entryTitle(id); }

  /* The field of an entry and its value, as words. */
  function fieldWords(told) {
    var parts = (told.field || "").split("/"), unknown = Agora.dossierElement.say("unknown");
    if (parts[0] === "considerations") { return [termOf("consideration", parts[1]), told.value === "unknown" ? unknown : termOf("level", told.value)]; }
    if (parts[0] === "kind") { return [say("field_kind"), Agora.dossierData.kinds[told.value] || told.value]; }
    return [parts[0] ? say("field_" + parts[0]) : "", told.value === "unknown" ? unknown : termOf(parts[0] === "cost" ? "cost_band" : parts[0], told.value)];
  }

  /* What stands behind a suggestion, with names in the place of ids: a sentence, then the entry to read. */
  function told(because) {
    return because.reduce(function (all, one) {
      var words = fieldWords(one), values = { entry: one.entry ? entryTitle(one.entry) : "", field: words[0], value: words[1] };
      return all.concat([{ rule: one.rule, table: STEP, values: values }]).concat(one.entry ? [{ entry: one.entry }] : []);
    }, []);
  }

  /* Everything that is said of the plan of an assessment. */
  function found(context) {
    var plan = Agora.dossierPlan, table = context.data.tables[STEP], assessment = context.assessment;
    var tasks = (assessment.plan || {}).tasks || [], chosen = plan.chosenMeasures(assessment);
    var applying = plan.checklist(table.tasks, chosen, context.facts);
    return {
      tasks: tasks, chosen: chosen, applying: applying,
      states: plan.taskStates(assessment, context.today, table.soon_days, (context.dossier.team || {}).members || []),
      suggested: plan.suggested(applying, tasks), order: plan.wrongOrder(table.tasks, assessment)
    };
  }

  function countsText(counts) { return say("counts", counts); }

  function orderText(clash) {
    var show = Agora.dossierPlanShow;
    return say("because_order", { first: show.label(STEP, clash.first), then: show.label(STEP, clash.then) });
  }

  function aboutNode(context, chosen) {
    if (chosen.length) {
      return Agora.dossierElement.make("p", {}, [say("chosen") + " "].concat(chosen.reduce(function (all, id, at) {
        return all.concat(at ? [", "] : [], [Agora.dossierElement.entryLink(id)]);
      }, [])));
    }
    return Agora.dossierElement.make("p", {}, [say("chosen_none") + " ", context.button(Agora.dossierData.tables.solutions.title, function () { context.go("solutions"); }, { "class": "dossier-link", id: "plan-go-solutions" })]);
  }

  function taskTable(context, all) {
    var show = Agora.dossierPlanShow, base = context.path.replace(/\/[a-z]+$/, "") + "/plan/tasks/";
    return show.table(say("tasks_title"), ["task", "owner", "due", "state", "missing"].map(function (key) { return say("head_" + key); }),
      show.inOrder(all.states.tasks, all.tasks).map(function (one) {
        var name = show.named(STEP, one.row);
        return [show.leading(context, name, base + one.row.id + "/words", "plan-task-" + one.row.id), show.owner(context.dossier, one.row), one.row.due || "",
          show.number(context, show.stateText(STEP, one.state), one.state.because.concat([{ answer: base + one.row.id + "/state" }]), name, "plan-state-" + one.row.id),
          show.missingText(STEP, one.state).join(" ")];
      }));
  }

  function panel(context) {
    if (!context.assessment || !context.path) { return null; }
    var make = context.make, show = Agora.dossierPlanShow, all = found(context), counts = all.states.counts;
    function suggestions() {
      var items = all.suggested.map(function (id) {
        var row = all.applying.filter(function (one) { return one.task === id; })[0], rule = show.rule(STEP, id);
        return {
          standard: id, applies: row.applies, more: [show.number(context, say("applies_" + row.applies), told(row.because), show.label(STEP, id), "plan-why-" + id)],
          row: { standard: id, words: rule.words, owner: "", due: "", state: "open", note: "" }
        };
      });
      return show.suggestions(context, items, items.filter(function (item) { return item.applies === "yes"; }));
    }
    var not = all.applying.filter(function (row) { return row.applies === "no"; });
    var shown = JSON.stringify([all.states, all.suggested, all.applying, all.order, all.chosen, context.memory.taken, (context.dossier.team || {}).members,
      all.tasks.map(function (row) { return [row.id, row.standard, row.words, row.owner, row.due, row.state]; })]);
    return Agora.dossierParts.panel(context, [["plan", [shown], function () { return [
      make("h3", { text: say("panel_title") }), aboutNode(context, all.chosen),
      all.tasks.length ? make("p", {}, [show.number(context, countsText(counts), all.states.because, say("panel_title"), "plan-counts")]) : make("p", { text: say("tasks_none") }),
      all.order.length ? make("div", {}, [make("h3", { text: say("order_title") }), show.list(all.order.map(function (clash) {
        return show.number(context, orderText(clash), clash.because.filter(function (one) { return one.answer; }), say("order_title"), "plan-order-" + clash.first + "-" + clash.then);
      }))]) : "",
      all.tasks.length ? taskTable(context, all) : "",
      suggestions(),
      not.length ? make("details", { "class": "dossier-missing", open: context.memory.not, on: { toggle: function (event) { context.memory.not = event.target.open; } } }, [
        make("summary", { id: "plan-not", text: say("not_proposed", { count: not.length }) }),
        show.list(not.map(function (row) { return show.label(STEP, row.task) + " – " + say("applies_no"); }))]) : "",
      make("p", { "class": "dossier-quiet", text: say("no_advice") })]; }]]);
  }

  function blocks(context) {
    var show = Agora.dossierPlanShow, all = found(context), made = [];
    if (all.chosen.length) { made.push({ block: "paragraph", text: say("chosen") + " " + all.chosen.map(entryTitle).join(", ") }); }
    if (all.tasks.length) {
      made.push({ block: "paragraph", text: countsText(all.states.counts) }, {
        block: "table", caption: say("tasks_title"), head: ["task", "owner", "due", "state", "missing"].map(function (key) { return say("head_" + key); }),
        rows: show.inOrder(all.states.tasks, all.tasks).map(function (one) {
          return [show.named(STEP, one.row), show.owner(context.dossier, one.row), one.row.due || "", show.stateText(STEP, one.state), show.missingText(STEP, one.state).join(" ")];
        })
      });
    }
    if (all.order.length) { made.push({ block: "list", items: all.order.map(orderText) }); }
    var replaced = context.dossier.assessments.some(function (row) { return row.replaces === context.assessment.id; });
    if (all.suggested.length && !replaced) {
      made.push({ block: "table", caption: say("suggested"), head: [say("head_task"), say("head_applies")], rows: all.suggested.map(function (id) {
        return [show.label(STEP, id), say("applies_" + all.applying.filter(function (row) { return row.task === id; })[0].applies)];
      }) });
    }
    return made.concat([{ block: "paragraph", text: say("no_advice") }]);
  }

  Agora.dossierSteps[STEP] = panel;
  Agora.dossierBlocks[STEP] = blocks;
})();
