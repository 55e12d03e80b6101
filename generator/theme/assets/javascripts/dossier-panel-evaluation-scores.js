/* Step 5, the scores: a table of candidates and criteria, and one score at a time to answer.
   In: the view of dossier-panel-evaluation.js. Out: nodes. Invariant: only cells that changed are written anew; one tab stop
   for the whole table, arrow keys move in it, and the keys 1 to 5 and ? answer; a score without a reason is marked and
   not counted. */
var Agora = Agora || {};
Agora.dossierEvaluationScores = (function () {
  "use strict";

  var LEVELS = [1, 2, 3, 4, 5], ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Home: [0, -1000], End: [0, 1000] };
  var VOCABULARIES = { cost: "cost_band" };

  function make(tag, attributes, children) { return Agora.dossierElement.make(tag, attributes, children); }
  function between(number, most) { return Math.max(0, Math.min(most, number)); }

  function write(view, candidate, criterion, score) {
    view.set("scores/" + candidate + "|" + criterion, score);
  }

  /* Another level; a range stays as far as it still fits. */
  function levelled(before, level) {
    var next = { level: level }, old = before || {};
    if (level !== "unknown" && old.low !== undefined && old.low <= level) { next.low = old.low; }
    if (level !== "unknown" && old.high !== undefined && old.high >= level) { next.high = old.high; }
    next.reason = old.reason || "";
    return next;
  }

  function cellText(view, candidate, item) {
    var answer = view.score(candidate, item.id), text = view.levelText(answer);
    var bare = answer && answer.level !== "unknown" && !(answer.reason || "").trim();
    var below = !bare && answer && typeof answer.level === "number" && typeof item.veto === "number" && answer.level < item.veto;
    return text + (below ? " ✕" : "") + (bare ? " *" : "");
  }

  function cellName(view, candidate, item, text) {
    return text + " – " + view.candidate(candidate) + ", " + view.criterion(item.id);
  }

  function grid(view) {
    var rows = view.evaluation.candidates, columns = view.evaluation.criteria, buttons = view.cells = {};
    view.written = {};
    function buttonAt(row, column) { return buttons[rows[between(row, rows.length - 1)].id + "|" + columns[between(column, columns.length - 1)].id]; }
    function pressed(event, row, column) {
      var arrow = ARROWS[event.key], level = event.key === "?" ? "unknown" : LEVELS.indexOf(Number(event.key)) >= 0 && event.key.trim() ? Number(event.key) : null;
      if (event.ctrlKey || event.altKey || event.metaKey || (!arrow && level === null)) { return; }
      event.preventDefault();
      if (arrow) { buttonAt(row + arrow[0], column + arrow[1]).focus(); return; }
      write(view, rows[row].id, columns[column].id, levelled(view.now("scores/" + rows[row].id + "|" + columns[column].id, null), level));
    }
    function reached(key) {
      Object.keys(buttons).forEach(function (name) { if (buttons[name].tabIndex === 0 && name !== key) { buttons[name].tabIndex = -1; } });
      buttons[key].tabIndex = 0;
      view.tab = key;
    }
    var body = make("tbody", {}, rows.map(function (candidate, row) {
      return view.row([view.candidate(candidate.id)].concat(columns.map(function (item, column) {
        var key = candidate.id + "|" + item.id;
        buttons[key] = make("button", { type: "button", "class": "dossier-cell", id: "evaluation-cell-" + candidate.id + "-" + item.id, tabindex: "-1", on: {
          click: function () { open(view, candidate.id, item.id); }, keydown: function (event) { pressed(event, row, column); }, focus: function () { reached(key); }
        } });
        return buttons[key];
      })));
    }));
    (buttons[view.tab] || buttonAt(0, 0)).tabIndex = 0;
    return [make("h3", { text: view.say("scores-title") }), make("p", { text: view.say("scores-why") }), view.quiet(view.say("scores-keys")),
      view.table("grid", view.say("scores-caption"), [view.say("candidate")].concat(columns.map(function (item) { return view.criterion(item.id); })), [body]),
      view.quiet(view.say("scores-legend"))];
  }

  function fillCells(view) {
    view.evaluation.candidates.forEach(function (candidate) {
      view.evaluation.criteria.forEach(function (item) {
        var key = candidate.id + "|" + item.id, button = view.cells[key], text = button ? cellText(view, candidate.id, item) : "";
        if (!button || view.written[key] === text) { return; }
        view.written[key] = button.textContent = text;
        button.setAttribute("aria-label", cellName(view, candidate.id, item, text));
      });
    });
  }

  /* Open one score below the table. */
  function open(view, candidate, criterion) {
    view.cell = { candidate: candidate, criterion: criterion };
    view.tab = candidate + "|" + criterion;
    view.update();
    var node = document.getElementById("evaluation-score");
    if (node) { (node.querySelector("input:checked") || node.querySelector("input")).focus(); }
  }

  function term(vocabulary, id) {
    var found = ((Agora.dossierData.vocabularies[vocabulary] || {}).terms || []).filter(function (one) { return one.id === id; })[0];
    return found ? found.label : id;
  }

  /* What the entry knows about the measure; never a score. */
  function facts(view, measure, standard) {
    var known = measure && Agora.dossierElement.has(view.context.facts, measure) ? view.context.facts[measure] : null, told = [];
    if (!known || !standard) { return ""; }
    (standard.facts || []).forEach(function (name) {
      var parts = name.split("."), value = parts.length > 1 ? (known.considerations || {})[parts[1]] : known[name];
      if (!value) { return; }
      var vocabulary = VOCABULARIES[name] || name, label = parts.length > 1 ? term("consideration", parts[1]) : (Agora.dossierData.vocabularies[vocabulary] || {}).label || name;
      var note = parts.length > 1 && known.notes ? known.notes[parts[1]] : "";
      told.push(view.say("fact", { name: label, value: [].concat(value).map(function (one) { return term(parts.length > 1 ? "level" : vocabulary, one); }).join(", ") }) + (note ? " (" + note + ")" : ""));
    });
    return told.length ? make("p", { "class": "dossier-notice" }, [view.say("entry-says", { facts: view.joined(told) }) + " ", Agora.dossierElement.entryLink(measure, view.say("read_entry"))]) : "";
  }

  function replyTold(view, candidate) {
    var fields = Object.keys(candidate.reply || {}).filter(function (id) { return candidate.reply[id]; });
    return fields.length ? view.details("reply", view.say("reply-says"), function () {
      return [make("dl", {}, fields.reduce(function (all, id) {
        return all.concat([make("dt", { text: Agora.dossierEvaluationCandidates.fieldName(id) }), make("dd", { text: candidate.reply[id] })]);
      }, []))];
    }) : "";
  }

  function bound(view, name, answer, levels) {
    var key = view.cell.candidate + "|" + view.cell.criterion;
    return view.select("score-" + name, view.say(name), [{ id: "", label: "–" }].concat(levels.map(function (level) { return { id: String(level), label: String(level) }; })), answer[name] === undefined ? "" : String(answer[name]), function (chosen) {
      view.set("scores/" + key + "/" + name, chosen === "" ? undefined : Number(chosen));
    });
  }

  function more(view, answer) {
    var reason = make("textarea", { id: "evaluation-score-reason", rows: 2, autocomplete: "off", maxlength: 10000, "aria-required": "true", "aria-describedby": "evaluation-score-reason-error" });
    reason.value = answer.reason || "";
    reason.addEventListener("input", function () {
      view.seen.reason = reason.value;
      view.set("scores/" + view.cell.candidate + "|" + view.cell.criterion + "/reason", reason.value);
    });
    return [answer.level === "unknown" ? "" : make("div", { role: "group", "aria-label": view.say("range"), "class": "dossier-bounds" }, [
      make("span", { text: view.say("range") }), bound(view, "low", answer, LEVELS.filter(function (level) { return level <= answer.level; })),
      bound(view, "high", answer, LEVELS.filter(function (level) { return level >= answer.level; }))]),
      make("label", { "for": "evaluation-score-reason", text: view.say("score-reason") }), reason,
      make("p", { "class": "dossier-error", id: "evaluation-score-reason-error", hidden: true, text: view.say("reason-needed") })];
  }

  /* The score before and after in the order of the table, criterion by criterion: all candidates by one criterion first. */
  function neighbour(view, by) {
    var rows = view.evaluation.candidates, columns = view.evaluation.criteria;
    var at = columns.map(function (item) { return item.id; }).indexOf(view.cell.criterion) * rows.length + rows.map(function (item) { return item.id; }).indexOf(view.cell.candidate) + by;
    return at < 0 || at >= rows.length * columns.length ? null : { candidate: rows[at % rows.length].id, criterion: columns[Math.floor(at / rows.length)].id };
  }

  function step(view, id, by) {
    var next = neighbour(view, by);
    return next ? view.button(id, view.say(id, { name: view.candidate(next.candidate) + ", " + view.criterion(next.criterion) }), function () { open(view, next.candidate, next.criterion); }, "dossier-small") : "";
  }

  function editor(view) {
    var cell = view.cell, candidate = view.evaluation.candidates.filter(function (item) { return item.id === cell.candidate; })[0];
    var item = view.evaluation.criteria.filter(function (one) { return one.id === cell.criterion; })[0], standard = view.standard(item);
    var answer = view.score(cell.candidate, cell.criterion);
    var radios = LEVELS.concat(["unknown"]).map(function (level) {
      var radio = make("input", { type: "radio", name: "evaluation-score-level", value: level, id: "evaluation-score-" + level, autocomplete: "off", on: { change: function () {
        write(view, cell.candidate, cell.criterion, levelled(view.now("scores/" + cell.candidate + "|" + cell.criterion, null), level));
      } } });
      radio.checked = Boolean(answer) && answer.level === level;
      var text = level === "unknown" ? view.say("unknown-means") : standard ? standard.levels[level - 1].description : level === 1 ? view.say("own-worst") : level === 5 ? view.say("own-best") : "";
      return make("li", {}, [make("label", {}, [radio, make("span", {}, [make("strong", { text: level === "unknown" ? view.say("unknown") : String(level) }), text ? " " + text : ""])])]);
    });
    return [make("fieldset", { "class": "dossier-field", id: "evaluation-score" }, [
      make("legend", { "class": "dossier-label", text: view.say("fact", { name: view.candidate(cell.candidate), value: view.criterion(cell.criterion) }) }),
      make("p", {}, [standard ? standard.question + " " : "", standard && standard.entry ? Agora.dossierElement.entryLink(standard.entry, view.say("read_entry")) : ""]),
      typeof item.veto === "number" ? view.quiet(view.say("minimum-here", { level: item.veto })) : "",
      facts(view, candidate.measure, standard), replyTold(view, candidate),
      make("ul", { "class": "dossier-choices dossier-scale" }, radios), make("div", { "class": "dossier-range" }, answer ? more(view, answer) : [])]),
      make("p", { "class": "dossier-buttons" }, [step(view, "score-before", -1), step(view, "score-next", 1),
        answer ? view.button("score-clear", view.say("clear"), function () {
          write(view, cell.candidate, cell.criterion, undefined);
          document.getElementById("evaluation-score-1").focus();
        }, "dossier-small") : "",
        view.button("score-close", view.say("score-close"), function () {
          var key = cell.candidate + "-" + cell.criterion;
          view.cell = null;
          view.update();
          document.getElementById("evaluation-cell-" + key).focus();
        }, "dossier-small")])];
  }

  function draw(view) {
    var rows = view.evaluation.candidates, columns = view.evaluation.criteria, ready = rows.length && columns.length, cell = view.cell;
    if (cell && !(cell.candidate in view.candidateNames && cell.criterion in view.criterionNames)) { cell = view.cell = null; }
    var answer = cell ? view.score(cell.candidate, cell.criterion) : null;
    var turn = view.turn("reason", answer ? answer.reason || "" : "");
    var nodes = [
      view.later("scores", ready ? view.names : "", function () {
        view.cells = view.written = {};
        var nodes = ready ? grid(view) : null;
        if (ready) { fillCells(view); }
        return nodes || [make("h3", { text: view.say("scores-title") }), make("p", { text: view.say("scores-need") })];
      }),
      view.section("editor", cell ? JSON.stringify([cell, view.names, answer && [answer.level, answer.low, answer.high], columns, turn]) : "", function () { return cell ? editor(view) : []; })];
    if (ready) { fillCells(view); }
    var needed = nodes[1].querySelector("#evaluation-score-reason-error");
    if (needed) { needed.hidden = answer.level === "unknown" || Boolean((answer.reason || "").trim()); }
    return nodes;
  }

  return { draw: draw, open: open };
})();
