/* Step 3, second half: phrases of the bank that suit the objectives, taken over with one click; and what to look at again.
   In: the context of the panel of step 3; what was found of objectives. Out: nodes. A phrase that is taken sets the phrase, the
   entry, the strength and the words of a requirement; from then on the requirement is the reader's own. */
var Agora = Agora || {};
Agora.dossierPanelRequirements = (function () {
  "use strict";
  var FIRST = 8, GENERAL = "general";

  function make(tag, attributes, children) { return Agora.dossierElement.make(tag, attributes, children); }
  function names() { return Agora.dossierNames; }
  function pathOf(context, part) { return "assessments/" + context.assessment.id + "/" + part; }

  function phraseOf(context, id) { return names().find(context.data.tables.phrases.phrases, id); }

  function take(context, row, objective) {
    context.add(pathOf(context, "requirements"), {
      id: context.nextId(context.assessment.requirements, "r"), objective: row.scope === GENERAL ? "" : objective, strength: row.strength,
      words: phraseOf(context, row.phrase).words, phrase: row.phrase, entry: row.entry
    });
    context.tell(context.say("said_taken"));
  }

  function takeBack(context, id) {
    context.remove(pathOf(context, "requirements"), id);
    context.tell(context.say("said_taken_back"));
  }

  /* Where a phrase stands in use: which objective, changed or not, with a way to it and back. `first` is the id of the button
     that took it, so that the focus stays where it was. */
  function usedRow(context, used, first) {
    var requirement = names().find(context.assessment.requirements, used.requirement), id = "phrase-" + used.requirement;
    var about = requirement.objective ? names().objective(context, requirement.objective) : context.say("general");
    var edit = names().link(used.edited && first ? first : id + "-edit", context.say("edit_it"), function () { context.go(pathOf(context, "requirements/" + used.requirement + "/words")); });
    return make("p", { "class": "dossier-buttons" }, [
      make("strong", { text: context.say("phrase_used", { state: context.say(used.edited ? "used_edited" : "used"), objective: about }) }),
      used.edited ? "" : context.button(context.say("take_back"), function () { takeBack(context, used.requirement); }, { id: first || id + "-back", "class": "dossier-small" }), edit]);
  }

  function controls(context, row) {
    var id = "phrase-use-" + row.phrase, general = row.scope === GENERAL;
    var about = row.used.map(function (used) { return names().find(context.assessment.requirements, used.requirement).objective || ""; });
    var left = general ? (row.used.length ? [] : [""]) : row.objectives.filter(function (objective) { return about.indexOf(objective) < 0; });
    var nodes = row.used.map(function (used, at) { return usedRow(context, used, !left.length && at === row.used.length - 1 ? id : ""); });
    if (!left.length) { return nodes; }
    var wanted = context.memory.wanted = context.memory.wanted || {};
    var chosen = left.indexOf(wanted[row.phrase]) >= 0 ? wanted[row.phrase] : left[0];
    var pick = left.length < 2 ? "" : names().select(id + "-for", context.say("phrase_for"), "", left.map(function (objective) {
      return { id: objective, label: names().objective(context, objective) };
    }), chosen, function (value) { wanted[row.phrase] = value; context.draw(); });
    return nodes.concat([make("p", { "class": "dossier-buttons" }, [pick,
      context.button(context.say("use_phrase"), function () { take(context, row, chosen); }, { id: id, "class": "dossier-small", "aria-describedby": id + "-words" })])]);
  }

  /* The side effects for which a phrase is proposed: each with its level and the number of measures. */
  function effectsText(context, levels) {
    var counts = [];
    levels.forEach(function (row) {
      var same = counts.filter(function (one) { return one.consideration === row.consideration && one.level === row.level; })[0];
      if (same) { same.count += 1; } else { counts.push({ consideration: row.consideration, level: row.level, count: 1 }); }
    });
    return counts.map(function (one) {
      var level = one.level === "unknown" ? Agora.dossierElement.say("unknown") : names().term("level", one.level);
      return context.say("phrase_effect", { consideration: names().term("consideration", one.consideration), level: level.toLowerCase(), count: one.count });
    }).join(", ");
  }

  function suggestion(context, row) {
    var phrase = phraseOf(context, row.phrase), id = "phrase-use-" + row.phrase, count = row.objectives.length;
    var suits = row.scope === GENERAL ? context.say("general") : count === 1 ? names().objective(context, row.objectives[0]) : context.say("phrase_objectives", { count: count });
    return make("li", { "class": "dossier-proposal" + (row.used.length ? " dossier-taken" : "") }, [
      make("p", { id: id + "-words" }, [make("strong", { "class": "dossier-strength", text: context.say(row.strength) }), " ", phrase.words]),
      make("p", { "class": "dossier-quiet" }, [context.say("phrase_suits") + " ", names().number(context, id + "-behind", suits, row.because), " · ", Agora.dossierElement.entryLink(row.entry)]),
      row.levels.length ? make("p", { "class": "dossier-quiet", text: context.say("phrase_effects", { effects: effectsText(context, row.levels) }) }) : ""
    ].concat(controls(context, row)));
  }

  function offered(context, found) {
    var memory = context.memory, objectives = context.assessment.objectives || [];
    var options = objectives.map(function (row) { return { id: row.id, label: names().objective(context, row.id) }; }).concat([{ id: GENERAL, label: context.say("general") }]);
    var about = options.some(function (option) { return option.id === memory.about; }) ? memory.about : "";
    var rows = found.suggested.filter(function (row) {
      return !about || (about === GENERAL ? row.scope === GENERAL : row.scope !== GENERAL && row.objectives.indexOf(about) >= 0);
    });
    var shown = memory.every ? rows : rows.slice(0, FIRST);
    return [
      names().select("phrases-for", context.say("phrases_for"), context.say("phrases_all"), options, about, function (value) { memory.about = value; memory.every = false; context.draw(); }),
      make("p", { "class": "dossier-quiet", text: rows.length ? context.say("phrases_shown", { shown: shown.length, all: rows.length }) : context.say("phrases_nothing") }),
      make("ul", { "class": "dossier-proposals" }, shown.map(function (row) { return suggestion(context, row); })),
      shown.length < rows.length ? context.button(context.say("phrases_more", { count: rows.length - shown.length }), function () {
        memory.every = true;
        context.draw();
        document.getElementById("phrase-use-" + rows[FIRST].phrase).focus();
      }, { id: "phrases-more" }) : ""];
  }

  /* Sentences to think about, each leading to the answer. */
  function open(context, found, aims) {
    function requirement(id) { return Agora.dossierForm.named(names().find(context.assessment.requirements, id), null, 1, id); }
    function rows(ids, key, part, name, field) {
      return ids.map(function (id) {
        var values = {};
        values[name] = name === "objective" ? names().objective(context, id) : requirement(id);
        return [key + "-" + id, context.say(key, values), part + "/" + id + "/" + field];
      });
    }
    var kinds = found.kinds.map(function (kind) { return Agora.dossierElement.say("kind_" + kind, {}, "request"); }).join(", ");
    return aims.stray.map(function (row) {
      return ["aim-stray-" + row.objective, context.say(row.id, { objective: names().objective(context, row.objective) }), "objectives/" + row.objective + "/scenario"];
    }).concat(rows(found.without, "without", "objectives", "objective", "words"), rows(found.no_must, "no_must", "objectives", "objective", "words"),
      rows(found.stray, "stray", "requirements", "requirement", "objective"), rows(found.blank, "blank", "requirements", "requirement", "words"),
      rows(found.empty, "empty", "requirements", "requirement", "words"), found.kinds.length ? [["kinds", context.say("kinds", { kinds: kinds }), "constraints"]] : []);
  }

  /* Parts of the panel: see Agora.dossierParts. */
  function parts(context, aims) {
    var say = context.say, objectives = context.assessment.objectives || [];
    var found = Agora.dossierRequirements.suggestRequirements(context.assessment, context.measures, context.data.tables.phrases);
    var again = open(context, found, aims);
    var about = (context.assessment.requirements || []).map(function (row) { return [row.id, row.objective]; });
    return [["phrases", [JSON.stringify([found.suggested, about]), objectives], function () {
      return [make("h4", { text: say("suggested_requirements") })].concat(objectives.length ? offered(context, found) : [make("p", { text: say("phrases_none") })]);
    }], ["again", [JSON.stringify(again)], function () {
      return [make("h4", { text: say("look_again") }), again.length ? names().listOf(again.map(function (row) {
        return [row[1] + " ", names().link("again-" + row[0], Agora.dossierElement.say("behind_go"), function () { context.go(pathOf(context, row[2])); })];
      })) : make("p", { text: say("nothing_to_see") })];
    }]];
  }

  return { parts: parts };
})();
