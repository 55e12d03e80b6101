/* Step 5, how sure the ranks are: 10,000 draws in slices, with progress and a way to stop, and the picture of ranks.
   In: the view of dossier-panel-evaluation.js and the key of what the result stands on. Out: a node. Invariant: one slice takes
   a small part of a frame, so that the page answers all the while; a result is shown only as long as nothing it stands on has
   changed. The frames of the browser are the only clock. */
var Agora = Agora || {};
Agora.dossierEvaluationDraws = (function () {
  "use strict";

  /* Drawn numbers in one slice: two to four milliseconds on a machine of today. The first slice is a sixteenth of that and the
     second a quarter, for code that has not run yet is slow; a late frame halves a slice, a frame in time gives it back. */
  var WORK = 480000, LATE = 40, FEWEST = 5, MOST = 2000, AT_FIRST = 16, WARMER = 4;

  function make(tag, attributes, children) { return Agora.dossierElement.make(tag, attributes, children); }

  function weightings(view) {
    if (!view.allSets) { return [view.result("weighting")]; }
    var ids = Agora.dossierEvaluation.idsOf(view.evaluation.criteria);
    return view.evaluation.weight_sets.map(function (set) { return Agora.dossierWeights.weights(ids, set, view.rule, view.base); });
  }

  function redraw(view) {
    view.parts.spoil("draws");
    view.update();
  }

  function begin(view, key) {
    var state = Agora.dossierSampling.start(view.evaluation, weightings(view), view.rule, view.base, view.rule.seed), size = state.candidates.length;
    var run = view.run = { key: key, state: state, running: !state.problems.length, slice: Math.min(MOST, Math.max(FEWEST, Math.round(WORK / (1 + size * (view.evaluation.criteria.length + size / 8))))), all: view.allSets };
    var before = 0, cold = AT_FIRST;
    function slice(now) {
      if (view.run !== run || !run.running) { return; }
      var many = Math.ceil(run.slice / Math.max(cold, before && now - before > LATE ? 2 : 1));
      before = now;
      cold = Math.max(1, cold / WARMER);
      Agora.dossierSampling.step(state, Math.min(many, view.rule.samples - state.done));
      run.running = state.done < view.rule.samples;
      if (run.running) { told(view, state); requestAnimationFrame(slice); return; }
      redraw(view);
      view.context.tell(view.say("said-drawn", { samples: view.whole(state.done) }));
      document.getElementById("evaluation-draw").focus();
    }
    redraw(view);
    if (run.running) {
      document.getElementById("evaluation-draw-stop").focus();
      requestAnimationFrame(slice);
    }
  }

  function told(view, state) {
    var bar = document.getElementById("evaluation-draw-progress"), text = document.getElementById("evaluation-draw-done");
    if (bar) { bar.value = state.done; }
    if (text) { text.textContent = view.say("draws-done", { done: view.whole(state.done), samples: view.whole(view.rule.samples) }); }
  }

  function stop(view) {
    view.run = null;
    redraw(view);
    view.context.tell(view.say("said-stopped"));
    document.getElementById("evaluation-draw").focus();
  }

  function found(view) {
    var told = Agora.dossierSampling.shares(view.run.state), rows = told.candidates.slice();
    if (told.problems.length) { return [view.list(told.problems.map(view.sentence))]; }
    rows.sort(function (one, other) { return meanOf(one) - meanOf(other) || (one.candidate < other.candidate ? -1 : 1); });
    return [view.list(rows.filter(function (row) { return row.ranks[0] > 0; }).map(function (row) {
      return [view.say("share-first", { candidate: view.candidate(row.candidate), share: view.percent(row.ranks[0]), samples: view.whole(told.samples) }) + " ",
        view.number("drawn-" + row.candidate, view.say("behind"), function () { return row.because.concat(answers(view, row.candidate)); }, view.candidate(row.candidate))];
    }).concat(rows.filter(function (row) { return row.out > 0; }).map(function (row) {
      return view.say("share-out", { candidate: view.candidate(row.candidate), share: view.percent(row.out) });
    }), view.say("share-margin", { margin: view.percent(told.margin) }), view.run.all ? view.say("draws-all-sets") : [])),
    Agora.dossierPictures.picture("ranks", { id: "evaluation-ranks", title: view.say("ranks-title"), items: rows.map(function (row) {
      return { id: row.candidate, name: view.candidate(row.candidate), shares: row.ranks };
    }) })];
  }

  /* The mean rank only orders the rows of the picture. */
  function meanOf(row) {
    return row.ranks.reduce(function (sum, share, at) { return sum + share * (at + 1); }, row.out * (row.ranks.length + 1));
  }

  function answers(view, candidate) {
    return view.evaluation.criteria.map(function (item) {
      var answer = view.score(candidate, item.id) || { level: "unknown" };
      return { answer: view.base + "/scores/" + candidate + "|" + item.id, level: answer.level };
    });
  }

  function content(view, key) {
    var run = view.run && view.run.key === key ? view.run : null, several = view.evaluation.weight_sets.length > 1;
    var box = make("input", { type: "checkbox", id: "evaluation-draw-all", autocomplete: "off", on: { change: function () { view.allSets = box.checked; view.run = null; redraw(view); } } });
    box.checked = Boolean(view.allSets);
    return [view.quiet(view.say("sampling")),
      several ? make("p", {}, [make("label", { "class": "dossier-check" }, [box, " " + view.say("draws-from-all")])]) : "",
      run && run.running ? make("div", {}, [
        make("p", { id: "evaluation-draw-done", text: view.say("draws-done", { done: view.whole(run.state.done), samples: view.whole(view.rule.samples) }) }),
        make("progress", { id: "evaluation-draw-progress", max: view.rule.samples, value: run.state.done, "aria-labelledby": "evaluation-draw-done" }),
        make("p", {}, [view.button("draw-stop", view.say("draws-stop"), function () { stop(view); })])])
        : make("p", {}, [view.button("draw", view.say(run ? "draws-again" : "draws-start", { samples: view.whole(view.rule.samples) }), function () { begin(view, view.drawKey); }, run ? "" : "dossier-main-button")]),
      view.run && !run ? make("p", { text: view.say("draws-old") }) : ""].concat(run && !run.running ? found(view) : []);
  }

  function draw(view, key) {
    view.drawKey = key;
    if (view.run && view.run.running && view.run.key !== key) { view.run.running = false; }
    return view.laterDetails("draws", "draws-part", key, function () {
      return key ? [view.details("draws-part", view.say("draws-title"), function () { return content(view, view.drawKey); })] : [];
    });
  }

  return { draw: draw };
})();
