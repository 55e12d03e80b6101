/* Step 4: the finder, filled in from the assessment; then the basket, the combinations and the request, each in its own file.
   In: the context of a panel; ranks and reasons are those of Agora.find, the question that of Agora.dossierCombination.
   Out: a node. Limits that the reader sets are kept in the memory of the step, never in the file. */
var Agora = Agora || {};
Agora.dossierSteps = Agora.dossierSteps || {};
Agora.dossierSteps.solutions = (function () {
  "use strict";
  var FIRST = 6;

  function make(tag, attributes, children) { return Agora.dossierElement.make(tag, attributes, children); }
  function names() { return Agora.dossierNames; }

  function other(language) { return language === Agora.dossierData.language ? null : language; }

  /* The question of the assessment with the limits of the reader. */
  function questionOf(context, full) {
    var limits = context.memory.limits || {};
    return Object.assign({}, full, {
      threats: full.threats.indexOf(limits.threat) >= 0 ? [limits.threat] : full.threats,
      phases: limits.phase ? [limits.phase] : [], cost: limits.cost || "", duration: limits.duration || ""
    });
  }

  function asked(context, full) {
    return [["asked_spaces", full.spaces], ["asked_threats", full.threats], ["asked_there", full.there]].filter(function (row) {
      return row[1].length;
    }).map(function (row) { return context.say(row[0], { names: names().entries(row[1]) }); });
  }

  function limitsOf(context, full) {
    var memory = context.memory, limits = memory.limits || {}, any = context.say("filter_any");
    function limit(name, options) {
      return names().select("finder-" + name, context.say("filter_" + name), any, options, limits[name], function (value) {
        memory.limits = Object.assign({}, limits);
        memory.limits[name] = value;
        memory.every = false;
        context.draw();
      });
    }
    return make("div", { "class": "dossier-limits" }, [
      full.threats.length > 1 ? limit("threat", full.threats.map(function (id) { return { id: id, label: names().entry(id) }; })) : "",
      limit("phase", names().terms("phase")), limit("duration", names().terms("duration")),
      limit("cost", names().terms("cost_band").filter(function (band) { return band.id !== "unknown"; }))]);
  }

  function reasons(told, sentences) {
    return told.map(function (reason) { return Agora.find.inWords(reason, sentences, Agora.measures.labels); }).join(Agora.measures.words.separator) + ".";
  }

  function sideEffects(measure) {
    var data = Agora.measures, watched = Object.keys(measure.considerations).filter(function (name) { return data.rule.watch.indexOf(measure.considerations[name]) >= 0; });
    return watched.length ? [make("p", { "class": "dossier-aim", text: data.words.side_effects }), make("ul", {}, watched.map(function (name) {
      return make("li", {}, [make("strong", { text: names().term("consideration", name) + ": " + names().term("level", measure.considerations[name]).toLowerCase() + ". " }),
        make("span", { lang: measure.untranslated.indexOf(name) >= 0 ? other(data.source_language) : null, text: measure.notes[name] })]);
    }))] : [];
  }

  function basketButton(context, id, prefix) {
    var path = "assessments/" + context.assessment.id + "/basket", inside = (context.assessment.basket || []).indexOf(id) >= 0;
    return context.button(context.say(inside ? "remove" : "add"), function () {
      if (inside) { context.remove(path, id); } else { context.add(path, id); }
    }, { id: prefix + id, "class": "dossier-small", "aria-describedby": prefix + id + "-title" });
  }

  function result(context, told, shared) {
    var measure = context.facts[told.id], words = Agora.measures.words, inside = (context.assessment.basket || []).indexOf(told.id) >= 0;
    var rank = shared > 1 ? words.shared.replace("{count}", shared) : words.rank;
    return make("li", { "class": "dossier-proposal" + (inside ? " dossier-taken" : "") }, [
      make("p", { "class": "dossier-quiet", text: rank.replace("{rank}", told.rank) + " · " + context.data.kinds[measure.kind] + (inside ? " · " + context.say("in_basket") : "") }),
      make("h4", { id: "find-" + told.id + "-title" }, [Agora.dossierElement.entryLink(told.id)]),
      make("p", { lang: other(measure.lang), text: measure.summary }),
      make("p", {}, [make("strong", { text: words.of.replace("{label}", words.reasons).replace("{text}", "") }), reasons(told.reasons, Agora.measures.rule.reasons)]),
      measure.considerations && sideEffects(measure).length ? names().folded(context.memory, "find-effects-" + told.id, words.side_effects, false, function () { return sideEffects(measure).slice(1); }) : "",
      make("p", { "class": "dossier-buttons" }, [basketButton(context, told.id, "find-")])]);
  }

  function lines(context, rows, sentences) {
    return make("ul", {}, rows.map(function (told) {
      return make("li", {}, [Agora.dossierElement.entryLink(told.id), ": " + (told.reasons.length ? reasons(told.reasons, sentences) : Agora.measures.words.there_nothing + ".")]);
    }));
  }

  function ranking(context, answer) {
    var memory = context.memory, words = Agora.measures.words, rule = Agora.measures.rule;
    var shown = memory.every ? answer.ranked : answer.ranked.slice(0, FIRST), ranks = {};
    answer.ranked.forEach(function (told) { ranks[told.rank] = (ranks[told.rank] || 0) + 1; });
    var far = answer.left_out.filter(function (told) { return told.reasons[0].id === "elsewhere"; });
    var near = answer.left_out.filter(function (told) { return far.indexOf(told) < 0; });
    return [
      make("p", { role: "status", text: answer.ranked.length ? context.say("finder_counted", { ranked: answer.ranked.length, left_out: near.length }) : context.say("finder_nothing") }),
      answer.gaps.length ? make("p", { "class": "dossier-aim", text: words.gaps }) : "",
      answer.gaps.length ? make("ul", {}, answer.gaps.map(function (gap) { return make("li", { text: reasons([gap], rule.gaps) }); })) : "",
      make("ol", { "class": "dossier-proposals" }, shown.map(function (told) { return result(context, told, ranks[told.rank]); })),
      shown.length < answer.ranked.length ? context.button(words.more.replace("{count}", answer.ranked.length - shown.length), function () {
        memory.every = true;
        context.draw();
        document.getElementById("find-" + answer.ranked[FIRST].id).focus();
      }, { id: "finder-more" }) : "",
      answer.there.length ? names().folded(memory, "finder-there", words.there, false, function () { return [lines(context, answer.there, rule.reasons)]; }) : "",
      near.length ? names().folded(memory, "finder-out", words.left_out.replace("{count}", near.length), false, function () { return [lines(context, near, rule.exclusions)]; }) : ""];
  }

  function finder(context, full) {
    var head = make("h3", { id: "solutions-finder", tabindex: "-1", text: context.say("finder") });
    if (!full.threats.length && !full.spaces.length) {
      return [head, make("p", { text: context.say("finder_empty") }), make("p", { "class": "dossier-buttons" }, [
        names().link("finder-space", context.data.tables.space.title, function () { context.go("sites/" + context.site.id + "/category"); }),
        names().link("finder-vulnerability", context.data.tables.vulnerability.title, function () { context.go("vulnerability"); })])];
    }
    var answer = Agora.find.find(context.measures, questionOf(context, full), Agora.measures.rule, Agora.measures.implausible);
    return [head, make("p", { "class": "dossier-quiet", text: context.say("finder_how") }), names().listOf(asked(context, full)), limitsOf(context, full)].concat(ranking(context, answer));
  }

  /* Ways to the parts of a long panel; the address is that of the step, so they are buttons. */
  function contents(context) {
    return make("p", { "class": "dossier-buttons dossier-no-print" }, [context.say("contents")].concat([
      ["solutions-finder", context.say("finder")], ["solutions-basket", context.say("basket_title")], ["solutions-sets", context.say("sets_title")],
      ["solutions-request", context.data.tables.request.title]
    ].map(function (row) {
      return names().link("to-" + row[0], row[1], function () { document.getElementById(row[0]).focus(); });
    })));
  }

  function draw(context) {
    if (!context.assessment || !context.site) { return null; }
    var one = context.assessment, full = Agora.dossierCombination.finderQuestion(one, context.site), sets = [one.combinations, one.basket];
    return Agora.dossierParts.panel(context, [
      ["contents", [], function () { return [contents(context)]; }],
      ["finder", [JSON.stringify(full), one.basket, context.site], function () { return finder(context, full); }],
      ["basket", sets, function () { return Agora.dossierPanelBasket.draw(context, basketButton); }]
    ].concat(Agora.dossierPanelSets.parts(context, sets), Agora.dossierPanelRequest.parts(context)));
  }

  return draw;
})();
