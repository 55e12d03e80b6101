/* Step 5, how much each criterion counts: several weight sets, each by direct entry, swing or pairs.
   In: the view of dossier-panel-evaluation.js. Out: nodes. Invariant: what is typed stays as it was typed; an empty field is
   unknown, not zero; of the pairs only those with one criterion are drawn at a time. */
var Agora = Agora || {};
Agora.dossierEvaluationWeights = (function () {
  "use strict";

  var METHODS = ["direct", "swing", "pairwise"], MOST = { direct: 1000000, swing: 100 }, CLOSE = 0.01;
  /* The scale of pairs: from “a ninth” through “as much” to “nine times”. */
  var STEPS = [9, 8, 7, 6, 5, 4, 3, 2, 1, 1 / 2, 1 / 3, 1 / 4, 1 / 5, 1 / 6, 1 / 7, 1 / 8, 1 / 9];

  function make(tag, attributes, children) { return Agora.dossierElement.make(tag, attributes, children); }

  function choose(view, id) {
    view.context.memory.set = id;
    view.update();
  }

  /* Which weight set is shown, edited and ranked by. */
  function chooser(view, id) {
    var sets = view.evaluation.weight_sets;
    return sets.length ? view.select(id, view.say("set-choose"), sets.map(function (set) { return { id: set.id, label: view.set_(set.id) }; }), view.chosen.id, function (chosen) { choose(view, chosen); }) : "";
  }

  function add(view) {
    var sets = view.now("weight_sets", []), id = view.context.nextId(sets, "w");
    view.context.memory.set = id;
    view.set("weight_sets", sets.concat([{ id: id, name: "", method: "direct", direct: {}, swing: {}, pairwise: {} }]));
  }

  /* Change the values of a method in the chosen set. */
  function put(view, method, change) {
    var path = "weight_sets/" + view.chosen.id, set = view.now(path, null);
    if (!set) { return; }
    var values = change(set[method] || {});
    view.seen.weights = JSON.stringify(Object.assign({}, set, fromTo(method, values)));
    view.set(path + "/" + method, values);
  }

  function fromTo(key, value) {
    var made = {};
    made[key] = value;
    return made;
  }

  function changed(values, key, value) {
    var next = Object.assign({}, values);
    if (value === undefined) { delete next[key]; } else { next[key] = value; }
    return next;
  }

  function numberInput(view, criterion, method) {
    var id = "evaluation-weight-" + criterion, values = view.chosen[method] || {}, value = Agora.dossierElement.has(values, criterion) ? values[criterion] : undefined;
    var fault = make("span", { "class": "dossier-error", id: id + "-error", hidden: true });
    var input = make("input", { type: "text", inputmode: "decimal", id: id, autocomplete: "off", size: 6, "aria-describedby": id + "-error", "aria-label": view.say(method + "-of", { name: view.criterion(criterion) }) });
    input.value = value === undefined ? "" : Agora.dossierData.language === "fr" ? String(value).replace(".", ",") : String(value);
    input.addEventListener("input", function () {
      var empty = input.value.trim() === "", found = empty ? undefined : Agora.dossierFields.numberOf(input.value);
      var wrong = found === null || (found !== undefined && (found < 0 || found > MOST[method]));
      fault.hidden = !wrong;
      fault.textContent = wrong ? view.say("weight-range", { most: MOST[method] }) : "";
      if (wrong) { input.setAttribute("aria-invalid", "true"); } else { input.removeAttribute("aria-invalid"); }
      if (!wrong) { put(view, method, function (values) { return changed(values, criterion, found); }); }
    });
    return [input, fault];
  }

  /* From the worst to the best of a criterion in words: what swing weights are about. */
  function swingWords(view, item) {
    var standard = view.standard(item), levels = standard ? standard.levels : null;
    return levels ? make("span", { "class": "dossier-quiet dossier-swing", text: view.say("swing-from-to", { worst: levels[0].description, best: levels[levels.length - 1].description }) }) : "";
  }

  function sharesTable(view, method) {
    view.shareCells = {};
    var typed = method !== "pairwise";
    return view.table("weights-list", view.say("weights-of", { name: view.set_(view.chosen.id) }), [view.say("criterion")].concat(typed ? [view.say(method === "swing" ? "points" : "weight")] : [], [view.say("share")]), [
      make("tbody", {}, view.evaluation.criteria.map(function (item) {
        var cell = make("span", {});
        view.shareCells[item.id] = cell;
        return view.row([[view.criterion(item.id)].concat(method === "swing" ? [swingWords(view, item)] : [])].concat(typed ? [numberInput(view, item.id, method)] : [], [cell]));
      }))]);
  }

  /* The ratio of a pair seen from its first criterion, whichever way it stands in the file. */
  function ratioOf(values, one, other) {
    var has = Agora.dossierElement.has;
    if (has(values, one + "|" + other)) { return values[one + "|" + other]; }
    return has(values, other + "|" + one) && values[other + "|" + one] ? 1 / values[other + "|" + one] : undefined;
  }

  function ratioText(view, ratio) {
    if (Math.abs(ratio - 1) < CLOSE) { return view.say("pair-equal"); }
    return ratio > 1 ? view.say("pair-more", { times: view.text(ratio) }) : view.say("pair-less", { times: view.text(1 / ratio) });
  }

  function pairSelect(view, one, other) {
    var values = view.chosen.pairwise || {}, now = ratioOf(values, one, other), id = "evaluation-pair-" + one + "-" + other;
    var at = now === undefined ? -1 : STEPS.map(function (step) { return Math.abs(Math.log(step / now)) < CLOSE; }).indexOf(true);
    var steps = now !== undefined && at < 0 ? STEPS.concat([now]) : STEPS;
    var select = make("select", { id: id, autocomplete: "off", on: { change: function () {
      var ids = [one, other].sort(), ratio = select.value === "" ? undefined : steps[Number(select.value)];
      put(view, "pairwise", function (given) {
        return changed(changed(given, ids[1] + "|" + ids[0], undefined), ids.join("|"), ratio === undefined || ids[0] === one ? ratio : 1 / ratio);
      });
    } } }, [make("option", { value: "", text: view.say("pair-open") })].concat(steps.map(function (step, place) { return make("option", { value: place, text: ratioText(view, step) }); })));
    select.value = now === undefined ? "" : String(at < 0 ? STEPS.length : at);
    return make("li", {}, [make("label", { "for": id }, [view.say("pair-asked", { one: view.criterion(one), other: view.criterion(other) }) + " "]), select]);
  }

  /* The pairs of one criterion; the first of whose pairs is open comes by itself. */
  function pairs(view) {
    var ids = Agora.dossierEvaluation.idsOf(view.evaluation.criteria), values = view.chosen.pairwise || {};
    if (ids.length < 2) { return [make("p", { text: view.say("pairs-none") })]; }
    if (ids.indexOf(view.pairOf) < 0) {
      view.pairOf = ids.filter(function (one) { return ids.some(function (other) { return other !== one && ratioOf(values, one, other) === undefined; }); })[0] || ids[0];
    }
    return [view.select("pair-of", view.say("pair-of"), ids.map(function (id) { return { id: id, label: view.criterion(id) }; }), view.pairOf, function (id) { view.pairOf = id; view.update(); }),
      make("ul", { "class": "dossier-pairs" }, ids.filter(function (id) { return id !== view.pairOf; }).map(function (id) { return pairSelect(view, view.pairOf, id); }))];
  }

  function entry(view) {
    var sets = view.evaluation.weight_sets, set = view.chosen, head = make("h3", { text: view.say("weights-title") });
    var more = view.button("set-add", view.say("set-add"), function () { add(view); }, sets.length ? "dossier-small" : "dossier-main-button");
    if (!view.evaluation.criteria.length) { return [head, make("p", { text: view.say("weights-need") })]; }
    if (!set) { return [head, make("p", { text: view.say("weights-empty") }), more]; }
    return [head, make("div", { "class": "dossier-bounds" }, [chooser(view, "set"), more,
      view.button("set-name", view.say("set-name"), function () { view.context.go(view.base + "/weight_sets/" + set.id + "/name"); }, "dossier-link")]),
      view.select("method", view.say("method"), [{ id: "", label: view.say("nothing_chosen") }].concat(METHODS.map(function (id) { return { id: id, label: view.say("method-" + id) }; })), set.method || "", function (id) {
        view.set("weight_sets/" + set.id + "/method", id);
        view.update();
      }),
      METHODS.indexOf(set.method) >= 0 ? make("p", { "class": "dossier-quiet", text: view.say(set.method) }) : "",
      set.method === "direct" ? make("p", {}, [view.button("equal", view.say("equal"), function () {
        var values = {};
        view.evaluation.criteria.forEach(function (item) { values[item.id] = 1; });
        view.set("weight_sets/" + set.id + "/direct", values);
        view.context.tell(view.say("said-equal"));
      }, "dossier-small")]) : "",
      set.method === "pairwise" ? make("div", {}, pairs(view)) : "",
      METHODS.indexOf(set.method) >= 0 ? sharesTable(view, set.method) : ""];
  }

  function state(view) {
    var weighting = view.result("weighting"), found = weighting.problems.map(view.sentence), consistency = weighting.consistency;
    if (weighting.state === "partial") { found.push(view.say("pairs-missing", { count: weighting.missing.length })); }
    if (consistency && consistency.ratio === null) { found.push(view.say("consistency-none")); }
    if (consistency && consistency.ratio !== null) {
      found.push(consistency.acceptable ? view.say("consistency-good", { ratio: view.text(consistency.ratio) }) : view.say("consistency-poor", { ratio: view.text(consistency.ratio) }));
    }
    if (consistency && consistency.worst) {
      found.push([view.say("pair-worst", { pair: view.pair(consistency.worst.pair), given: ratioText(view, consistency.worst.given), implied: ratioText(view, consistency.worst.implied) })]);
    }
    return [view.list(found)];
  }

  function fillShares(view) {
    var weighting = view.result("weighting"), rows = {};
    weighting.criteria.forEach(function (row) { rows[row.criterion] = row; });
    Object.keys(view.shareCells || {}).forEach(function (id) {
      var row = rows[id], text = row ? view.say("percent", { share: view.percent(row.share) }) : "–", cell = view.shareCells[id];
      if (cell.textContent && cell.firstChild.textContent.indexOf(text) === 0 && Boolean(row) === (cell.firstChild.nodeType === 1)) { return; }
      Agora.dossierElement.replace(cell, [row ? view.number("share-" + id, text, function () {
        return view.result("weighting").criteria.filter(function (one) { return one.criterion === id; })[0].because;
      }, view.say("share-of", { name: view.criterion(id) })) : text]);
    });
  }

  /* Show a weight set, and go to the weight or pair that is meant. */
  function open(view, set, key) {
    var ids = key.split("|");
    if (ids.length === 2) { view.pairOf = ids[0]; }
    choose(view, set);
    var node = document.getElementById(ids.length === 2 ? "evaluation-pair-" + ids[0] + "-" + ids[1] : "evaluation-weight-" + key) || document.getElementById("evaluation-set");
    if (node) { node.focus(); }
  }

  function draw(view) {
    var set = view.chosen, turn = view.turn("weights", set ? JSON.stringify(set) : "");
    var names = view.evaluation.weight_sets.map(function (one) { return [one.id, one.name]; });
    var nodes = [
      view.section("weights", JSON.stringify([names, set && set.id, set && set.method, view.criterionNames, view.evaluation.criteria.map(function (item) { return item.standard; }), view.pairOf, turn]), function () { return entry(view); }),
      view.section("weights-state", set && view.evaluation.criteria.length ? JSON.stringify([view.names, view.result("weighting")]) : "", function () { return set && view.evaluation.criteria.length ? state(view) : []; })];
    fillShares(view);
    return nodes;
  }

  return { draw: draw, chooser: chooser, open: open };
})();
