/* The panel of step 5: its frame, and what its parts have in common. The parts are dossier-panel-evaluation-*.js.
   In: the context of dossier-views.js. Out: one node that stays and is brought up to date. Invariant: a part is drawn anew
   only when what it shows has changed, a closed part is not worked out at all, and the focus and the place in a wide table stay
   where they are; so each key answers at once with 30 candidates and 12 criteria. Refuses: to compute. Weights, sums, flows,
   flip points and draws are those of the modules without `panel` in their names. */
var Agora = Agora || {};
Agora.dossierSteps = Agora.dossierSteps || {};
Agora.dossierEvaluation = (function () {
  "use strict";

  var STEP = "evaluation", LONGEST_LIST = 3;

  function make(tag, attributes, children) { return Agora.dossierElement.make(tag, attributes, children); }

  function create(context) {
    var view = { base: context.path, root: make("div", { "class": "dossier-evaluation" }), parts: Agora.dossierParts.create("evaluation-"), opened: {}, unfolds: {}, seen: {}, turns: {}, cache: {}, key: "" };

    /* A part of the panel, drawn anew when its key, or one value of it, differs: at once, or in a frame of its own. Without a key
       there is nothing to show, which is told at once. */
    view.section = function (name, key, draw) { return view.parts.now(name, [].concat(key), draw); };
    view.later = function (name, key, draw) { return key ? view.parts.soon(name, [].concat(key), draw) : view.section(name, key, draw); };
    /* The same for details: what is closed shows nothing that could change. */
    view.laterDetails = function (name, id, key, draw) { return view.later(name, key && !view.opened[id] ? "closed" : key, draw); };

    /* A number that grows when a text has changed other than by `view.seen[name] = text`: by undo, the form, another file. */
    view.turn = function (name, text) {
      if (view.seen[name] !== text) {
        view.seen[name] = text;
        view.turns[name] = (view.turns[name] || 0) + 1;
      }
      return view.turns[name];
    };

    view.say = function (key, values) { return view.context.say(key, values); };
    view.update = function () {
      var store = Agora.dossierViews.store(), one = store.get(view.base.split("/").slice(0, 2));
      if (one) { update(view, Object.assign({}, view.context, { dossier: store.value(), assessment: one })); }
    };
    /* What stands in the file at this moment: two changes may come between two drawings. */
    view.now = function (path, otherwise) {
      var found = Agora.dossierViews.store().get(view.base + "/" + path);
      return found === undefined || found === null ? otherwise : found;
    };
    view.set = function (path, value) { return view.context.set(view.base + "/" + path, value); };
    view.button = function (id, text, act, style) { return Agora.dossierElement.button(text, act, { id: "evaluation-" + id, "class": style }); };
    view.quiet = function (text) { return make("p", { "class": "dossier-quiet", text: text }); };
    view.list = function (items) { return items.length ? make("ul", {}, items.map(function (item) { return make("li", {}, [].concat(item)); })) : ""; };

    /* A number that opens what is behind it; `because` may be a function, so that it is gathered only when asked for. */
    view.number = function (id, text, because, title) {
      return make("button", { type: "button", "class": "dossier-open", "aria-haspopup": "dialog", id: "evaluation-number-" + id.replace(/[^a-z0-9]+/gi, "-"), on: { click: function () {
        view.context.open(distinct(typeof because === "function" ? because() : because), title ? title + ": " + text : text);
      } } }, [String(text), title ? make("span", { "class": "agora-hidden", text: " " + title }) : ""]);
    };

    /* Something that is drawn when it is opened, and again while it is open. */
    view.details = function (id, title, build, open) {
      var body = make("div", { "class": "dossier-item-body" }), built = false;
      if (view.opened[id] === undefined) { view.opened[id] = Boolean(open); }
      function fill() {
        if (built || !view.opened[id]) { return; }
        built = true;
        Agora.dossierElement.replace(body, build());
      }
      var node = make("details", { "class": "dossier-item", id: "evaluation-" + id, open: view.opened[id] }, [make("summary", { id: "evaluation-" + id + "-summary", text: title }), body]);
      node.addEventListener("toggle", function () { view.opened[id] = node.open; fill(); });
      view.unfolds[id] = function () { view.opened[id] = node.open = true; fill(); };
      fill();
      return node;
    };

    view.table = function (id, caption, head, bodies) {
      return make("div", { "class": "dossier-scroll", tabindex: "0", role: "region", id: "evaluation-" + id, "aria-label": caption }, [make("table", {}, [
        make("caption", {}, [make("span", { "class": "dossier-stay", text: caption })]),
        make("thead", {}, [make("tr", {}, head.map(function (cell) { return make("th", { scope: "col" }, [].concat(cell)); }))])].concat(bodies))]);
    };

    /* The first cell of a row is its head. */
    view.row = function (cells) {
      return make("tr", {}, cells.map(function (cell, at) { return make(at ? "td" : "th", at ? {} : { scope: "row" }, [].concat(cell)); }));
    };

    view.select = function (id, label, options, value, choose) {
      var select = make("select", { id: "evaluation-" + id, autocomplete: "off", on: { change: function () { choose(select.value); } } }, options.map(function (option) {
        return make("option", { value: option.id, text: option.label });
      }));
      select.value = value;
      return make("p", { "class": "dossier-bounds" }, [make("label", { "for": "evaluation-" + id }, [label + " ", select])]);
    };

    /* A number in the page's language, without zeros behind the point. */
    view.text = function (value, digits) {
      var text = value.toFixed(digits === undefined ? 2 : digits);
      if (text.indexOf(".") >= 0) { text = text.replace(/0+$/, "").replace(/\.$/, ""); }
      if (Number(text) === 0) { text = "0"; }
      return (Agora.dossierData.language === "fr" ? text.replace(".", ",") : text).replace("-", "−");
    };
    view.whole = function (number) {
      return String(number).replace(/(\d)(?=(\d{3})+$)/g, "$1" + (Agora.dossierData.language === "fr" ? "\u202f" : ","));
    };
    view.joined = function (texts) { return texts.join(Agora.dossierData.language === "fr" ? "\u202f; " : "; "); };
    view.percent = function (share) { return view.text(share * 100, 1); };

    view.candidate = function (id) { return view.candidateNames[id] || id; };
    view.criterion = function (id) { return view.criterionNames[id] || id; };
    view.all = function (ids, name) { return ids.map(name).join(", "); };
    view.sentence = function (problem) { return view.say(problem.id, worded(view, problem.values || {})); };
    view.standard = function (criterion) {
      return view.table_.criteria.filter(function (row) { return row.id === criterion.standard; })[0] || null;
    };
    view.score = function (candidate, criterion) {
      var key = candidate + "|" + criterion, scores = view.evaluation.scores;
      return Agora.dossierElement.has(scores, key) ? scores[key] : null;
    };
    view.levelText = function (answer) {
      if (!answer) { return "–"; }
      if (answer.level === "unknown") { return "?"; }
      var low = answer.low === undefined ? answer.level : answer.low, high = answer.high === undefined ? answer.level : answer.high;
      return low === high ? String(answer.level) : answer.level + " (" + low + "–" + high + ")";
    };
    view.pair = function (key) {
      var ids = key.split("|");
      return view.say("pair-name", { one: view.criterion(ids[0]), other: view.criterion(ids[1]) });
    };
    view.set_ = function (id) {
      var at = view.evaluation.weight_sets.map(function (set) { return set.id; }).indexOf(id);
      return (at >= 0 && view.evaluation.weight_sets[at].name) || view.say("set-number", { number: at + 1 });
    };

    /* A result of the logic, worked out when it is first asked for. */
    view.result = function (name) {
      if (!(name in view.cache)) { view.cache[name] = RESULTS[name](view); }
      return view.cache[name];
    };
    return view;
  }

  var RESULTS = {
    weighting: function (view) {
      return view.chosen ? Agora.dossierWeights.weights(idsOf(view.evaluation.criteria), view.chosen, view.rule, view.base) : { set: "", criteria: [], missing: [], problems: [], consistency: null };
    },
    sum: function (view) { return Agora.dossierSum.rankBySum(view.evaluation, view.result("weighting"), view.rule, view.base); },
    side: function (view) { return Agora.dossierSum.sideBySide(view.evaluation, view.rule, view.base); },
    outrank: function (view) { return Agora.dossierOutranking.outrank(view.evaluation, view.result("weighting"), view.rule, view.base); },
    flip: function (view) { return Agora.dossierFlip.flipPoints(view.evaluation, view.result("weighting"), view.rule, view.base); }
  };

  function idsOf(list) { return list.map(function (item) { return item.id; }); }

  function distinct(because) {
    var seen = {};
    return because.filter(function (one) {
      var key = JSON.stringify(one), first = !seen[key];
      seen[key] = true;
      return first;
    });
  }

  /* Ids in the values of a sentence become names. */
  function worded(view, values) {
    var words = {};
    Object.keys(values).forEach(function (name) {
      var value = values[name], told = {
        criteria: view.criterion, criterion: view.criterion, candidates: view.candidate, candidate: view.candidate,
        pair: view.pair, pairs: view.pair, set: view.set_, field: Agora.dossierEvaluationCandidates.fieldName
      }[name];
      var all = told ? [].concat(value).map(told) : [value], more = all.length - LONGEST_LIST;
      words[name] = name === "pairs" && more > 0 ? view.say("and-more", { list: view.joined(all.slice(0, LONGEST_LIST)), count: more }) : name === "pairs" ? view.joined(all) : all.join(", ");
    });
    return words;
  }

  function nameOfCandidate(item, number, view) {
    return item.name || (item.measure ? Agora.dossierElement.entryTitle(item.measure) : "") || view.say("candidate-number", { number: number });
  }

  /* What the parts read: the evaluation with every list present, names by id, the chosen weight set. */
  function read(view, context) {
    var found = (context.assessment || {}).evaluation || {}, memory = context.memory;
    view.context = context;
    view.table_ = context.data.tables[STEP];
    view.rule = view.table_.rule;
    view.evaluation = Object.assign({}, found, {
      candidates: found.candidates || [], criteria: found.criteria || [], weight_sets: found.weight_sets || [], scores: found.scores || {},
      shortlist: found.shortlist || [], demonstration: found.demonstration || {}
    });
    view.candidateNames = {};
    view.criterionNames = {};
    view.evaluation.candidates.forEach(function (item, at) { view.candidateNames[item.id] = nameOfCandidate(item, at + 1, view); });
    view.evaluation.criteria.forEach(function (item, at) {
      var standard = view.standard(item);
      view.criterionNames[item.id] = item.name || (standard ? standard.label : view.say("criterion-number", { number: at + 1 }));
    });
    var sets = view.evaluation.weight_sets;
    view.chosen = sets.filter(function (set) { return set.id === memory.set; })[0] || sets[0] || null;
    view.names = JSON.stringify([view.candidateNames, view.criterionNames]);
    view.levels = JSON.stringify(Object.keys(view.evaluation.scores).map(function (key) {
      var score = view.evaluation.scores[key];
      return [key, score.level, score.low, score.high, /[^ \t\r\n]/.test(score.reason || "")];
    }));
    var key = JSON.stringify([view.names, view.evaluation.candidates, view.evaluation.criteria, sets, view.levels, view.chosen && view.chosen.id]);
    if (key !== view.key) {
      view.key = key;
      view.cache = {};
    }
  }

  function update(view, context) {
    read(view, context);
    var parts = [].concat(
      Agora.dossierEvaluationCandidates.draw(view), Agora.dossierEvaluationWeights.draw(view), Agora.dossierEvaluationScores.draw(view),
      Agora.dossierEvaluationResults.draw(view), Agora.dossierEvaluationShortlist.draw(view));
    if (!view.root.firstChild) { Agora.dossierElement.replace(view.root, [view.quiet(view.say("ours"))].concat(parts)); }
  }

  Agora.dossierSteps[STEP] = function (context) {
    if (!context.assessment || !context.path) { return null; }
    var memory = context.memory;
    if (!memory.view || memory.view.base !== context.path) { memory.view = create(context); }
    update(memory.view, context);
    return memory.view.root;
  };

  /* Scores and weights in the dialog behind a number: their names, what was said, why, and the way to them. */
  Agora.dossierSteps[STEP].behind = function (told, context, leave) {
    var view = context.memory.view, rest = view && told.answer.indexOf(view.base + "/") === 0 ? told.answer.slice(view.base.length + 1).split("/") : [];
    if (rest[0] === "scores") { return behindScore(view, rest[1].split("|"), told, leave); }
    return rest[0] === "weight_sets" ? behindWeight(view, rest, told, leave) : null;
  };

  function behindScore(view, ids, told, leave) {
    var answer = view.score(ids[0], ids[1]), criterion = view.evaluation.criteria.filter(function (row) { return row.id === ids[1]; })[0];
    var standard = criterion && view.standard(criterion), level = standard && typeof told.level === "number" ? standard.levels[told.level - 1] : null;
    return make("li", {}, [make("strong", { text: view.candidate(ids[0]) + " › " + view.criterion(ids[1]) }), make("br"),
      (answer ? told.level !== "unknown" ? view.levelText(answer) : typeof answer.level === "number" ? view.levelText(answer) + ". " + view.say("reason-needed") : view.say("unknown") : view.say("not_answered")) + (level ? ": " + level.description : ""),
      answer && answer.reason ? make("span", { "class": "dossier-quiet", text: " – " + answer.reason }) : "", " ",
      Agora.dossierElement.button(view.say("to-score"), function () { leave(); Agora.dossierEvaluationScores.open(view, ids[0], ids[1]); }, { "class": "dossier-link" })]);
  }

  function behindWeight(view, rest, told, leave) {
    var what = !rest[3] ? "" : rest[2] === "pairwise" ? view.pair(rest[3]) : view.criterion(rest[3]);
    return make("li", {}, [make("strong", { text: view.say("weights-of", { name: view.set_(rest[1]) }) + (what ? " › " + what : "") }), make("br"),
      told.level === undefined ? "" : view.text(told.level), " ",
      Agora.dossierElement.button(view.say("behind_go"), function () { leave(); Agora.dossierEvaluationWeights.open(view, rest[1], rest[3] || ""); }, { "class": "dossier-link" })]);
  }

  return { idsOf: idsOf };
})();
