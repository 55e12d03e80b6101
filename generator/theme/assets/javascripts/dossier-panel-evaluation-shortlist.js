/* Step 5, what to look at closely: the shortlist, the plan of a demonstration, the sheet of a table-top exercise.
   In: the view of dossier-panel-evaluation.js. Out: nodes. Nothing goes on the shortlist but by the reader's hand. */
var Agora = Agora || {};
Agora.dossierEvaluationShortlist = (function () {
  "use strict";

  function make(tag, attributes, children) { return Agora.dossierElement.make(tag, attributes, children); }

  /* Ranked candidates first, in their order, then those below a minimum. */
  function ordered(view) {
    var sum = view.result("sum"), ranked = sum.ranked.map(function (row) { return row.candidate; });
    return ranked.concat(Agora.dossierEvaluation.idsOf(view.evaluation.candidates).filter(function (id) { return ranked.indexOf(id) < 0; }));
  }

  function chooser(view) {
    var sum = view.result("sum"), listed = view.evaluation.shortlist, rows = {}, out = Agora.dossierEvaluation.idsOf(sum.excluded.map(function (row) { return { id: row.candidate }; }));
    sum.ranked.forEach(function (row) { rows[row.candidate] = row; });
    var possible = sum.ranked.filter(function (row) { return row.best === 1; }).map(function (row) { return row.candidate; });
    var same = possible.length === listed.length && possible.every(function (id) { return listed.indexOf(id) >= 0; });
    return [make("h3", { text: view.say("shortlist-title") }), make("p", { text: view.say("shortlist-why") }),
      possible.length && !same ? make("p", {}, [view.button("shortlist-take", view.say("shortlist-take", { count: possible.length, names: view.all(possible.slice(0, 3), view.candidate) + (possible.length > 3 ? "…" : "") }), function () {
        view.set("shortlist", possible);
        view.context.tell(view.say("said-taken", { names: view.all(possible, view.candidate) }));
      })]) : "",
      make("div", { role: "group", "aria-label": view.say("shortlist-title") }, [
        make("ul", { "class": "dossier-choices" }, ordered(view).map(function (id) {
          var box = make("input", { type: "checkbox", id: "evaluation-shortlist-" + id, autocomplete: "off", on: { change: function () {
            var others = view.now("shortlist", []).filter(function (one) { return one !== id; });
            view.set("shortlist", box.checked ? others.concat([id]) : others);
          } } });
          box.checked = listed.indexOf(id) >= 0;
          var note = rows[id] ? view.say("rank", { rank: rows[id].rank }) : out.indexOf(id) >= 0 ? view.say("below-minimum") : "";
          return make("li", {}, [make("label", {}, [box, make("span", {}, [view.candidate(id), note ? make("span", { "class": "dossier-quiet", text: " – " + note }) : ""])])]);
        }))])];
  }

  function questionOf(view, id) {
    return view.table_.demonstration.questions.filter(function (question) { return question.id === id; })[0];
  }

  /* Questions of the plan as fields; the same fields as in every form. */
  function fields(view) {
    var form = {
      get: function (path) { return Agora.dossierViews.store().get(path); },
      set: function (path, value) {
        var next = Object.assign({}, view.now("demonstration", {}));
        next[path.split("/").pop()] = value;
        view.seen.demonstration = JSON.stringify(next);
        view.set("demonstration", next);
      },
      id: function (path) { return "evaluation-demonstration-" + path.split("/").pop(); },
      options: function () { return []; },
      fault: function (path, message) {
        var node = document.getElementById(form.id(path) + "-error");
        if (node) { node.textContent = message; node.hidden = !message; }
      }
    };
    return view.table_.demonstration.questions.map(function (question) {
      return Agora.dossierFields[question.type](question, view.base + "/demonstration/" + question.id, form);
    });
  }

  function missingNode(view, plan) {
    if (!plan.missing.length) { return make("p", { text: view.say("plan-whole") }); }
    return make("div", {}, [make("p", { text: view.say("plan-missing") }), view.list(plan.missing.map(function (id) {
      return [view.button("plan-" + id, questionOf(view, id).label, function () {
        view.unfolds["plan-fields"]();
        document.getElementById("evaluation-demonstration-" + id).focus();
      }, "dossier-link")];
    }))]);
  }

  function scene(view, plan, row, number) {
    var scenario = (view.context.assessment.scenarios || []).filter(function (one) { return one.id === row.scenario; })[0];
    var moments = view.table_.tabletop.filter(function (one) { return row.moments.indexOf(one.id) >= 0; });
    var name = Agora.dossierForm.named(scenario, null, number);
    return view.details("scene-" + row.scenario, view.say("scene", { number: number, name: name }), function () {
      return [make("p", {}, [view.number("scene-" + row.scenario, view.say("behind"), row.because, name)])].concat(row.candidates.reduce(function (all, id) {
        return all.concat([make("h5", { text: view.candidate(id) }), make("dl", {}, moments.reduce(function (parts, moment) {
          return parts.concat([make("dt", { text: moment.label })], moment.prompts.map(function (prompt) { return make("dd", { text: prompt }); }));
        }, []))]);
      }, []));
    });
  }

  function plan(view) {
    var one = Object.assign({}, view.context.assessment, { evaluation: view.evaluation }), made = Agora.dossierDemonstration.planDemonstration(one, view.result("sum"), view.rule, view.base.split("/").slice(0, 2).join("/"));
    return [view.list(made.problems.map(view.sentence)), missingNode(view, made),
      made.candidates.length ? make("h4", { text: view.say("checks-title") }) : ""].concat(made.candidates.reduce(function (all, row) {
      return all.concat([make("h5", { text: view.candidate(row.candidate) }), row.checks.length ? make("ul", {}, row.checks.map(function (check) {
        return make("li", {}, [Agora.dossierEvaluationResults.openTold(view, check) + " ", make(check.matters ? "strong" : "span", { text: view.say(check.matters ? "matters" : "matters-not") }), " ",
          view.button("check-" + check.candidate + "-" + check.criterion, view.say("to-score"), function () { Agora.dossierEvaluationScores.open(view, check.candidate, check.criterion); }, "dossier-link")]);
      })) : make("p", { text: view.say("checks-none") })]);
    }, []), made.scenes.length ? [make("h4", { text: view.say("scenes-title") })] : [], made.scenes.map(function (row, at) { return scene(view, made, row, at + 1); }));
  }

  function draw(view) {
    var ready = view.evaluation.candidates.length > 0 && view.evaluation.criteria.length > 0, sum = ready ? view.result("sum") : null;
    var ranks = sum ? JSON.stringify([view.names, sum.bands, sum.ranked.map(function (row) { return [row.best, row.rank]; }), sum.excluded, view.evaluation.shortlist]) : "";
    var planned = sum && view.evaluation.shortlist.length, turn = view.turn("demonstration", JSON.stringify(view.evaluation.demonstration));
    function listed(rows) {
      return rows.filter(function (row) { return view.evaluation.shortlist.indexOf(row.candidate) >= 0; }).map(function (row) {
        return [row.candidate, row.criterion, row.kind, row.matters, row.criterion && row.because];
      });
    }
    var filled = view.rule.demonstration_needs.map(function (id) { return Boolean(view.evaluation.demonstration[id]); });
    return [view.later("shortlist", ranks, function () { return ready ? chooser(view) : []; }),
      view.section("plan-head", planned ? "yes" : "", function () {
        return planned ? [make("h3", { text: view.table_.demonstration.title }), make("p", { text: view.table_.demonstration.intro })] : [];
      }),
      view.later("plan", planned ? [JSON.stringify([view.names, filled].concat([sum.ranked, sum.excluded, sum.open].map(listed))), view.context.assessment.scenarios] : "", function () {
        return planned ? [view.details("plan-part", view.say("plan-title"), function () { return plan(view); }, true)] : [];
      }),
      view.section("plan-questions", planned ? String(turn) : "", function () { return planned ? [view.details("plan-fields", view.say("plan-fields"), function () { return fields(view); })] : []; })];
  }

  return { draw: draw };
})();
