/* What is behind a number: the answers, the rule, the entries and their versions, in a dialog.
   In: `because` as the results carry it: a list of {answer: path, level, low, high}, {rule: id of a sentence, values},
   {entry: id}. Out: an open dialog, or a button that opens it (`number`). Invariant: what is told is read from the file and
   the tables at the moment of asking; an answer that is gone is told by its path. Refuses: to work anything out. */
var Agora = Agora || {};
Agora.dossierOpen = (function () {
  "use strict";

  function make(tag, attributes, children) { return Agora.dossierElement.make(tag, attributes, children); }
  function say(key, values) { return Agora.dossierElement.say(key, values); }

  /* The question of a path, wherever it is asked: {step, question, base}. */
  function asked(path) {
    return Agora.dossierViews.places(path)[0] || null;
  }

  /* The names of the items on the way: "Market square › North side › Likelihood". */
  function trail(dossier, path, place) {
    var parts = path.split("/"), names = [];
    for (var length = 2; length <= parts.length; length++) {
      var item = Agora.dossierStore.get(dossier, parts.slice(0, length));
      if (item && typeof item === "object" && typeof item.id === "string" && parts[length - 1] === item.id) {
        names.push(Agora.dossierForm.named(item, null, length));
      }
    }
    if (place) { names.push(place.question.label); }
    return names.length ? names.join(" › ") : path;
  }

  function levelText(question, told) {
    var scale = question ? Agora.dossierFields.scaleOf(question) : undefined;
    function label(level) { return Agora.dossierFields.levelLabel(scale, level); }
    if (told.level === undefined || told.level === null) { return say("not_answered"); }
    var text = label(told.level);
    var wide = told.low !== undefined && told.high !== undefined && (told.low !== told.high || told.low !== told.level);
    return wide ? say("answer_range", { answer: text, low: label(told.low), high: label(told.high) }) : text;
  }

  function valueText(value, question, context) {
    if (value === undefined || value === null || value === "") { return say("not_answered"); }
    if (Array.isArray(value)) { return value.map(function (one) { return valueText(one, question, context); }).join(", "); }
    if (typeof value === "object") { return value.name || value.words || value.id || ""; }
    var options = question && question.type !== "list" ? Agora.dossierForm.optionsOf(question, context) : [];
    var found = options.reduce(function (all, option) { return all.concat(option.options || [option]); }, []).filter(function (option) { return option.id === value; })[0];
    return found ? found.label : String(value);
  }

  function answerNode(told, context, leave) {
    var step = Agora.dossierSteps[context.step], own = step && step.behind ? step.behind(told, context, leave) : null;
    if (own) { return own; }
    var place = asked(told.answer), value = Agora.dossierStore.get(context.dossier, told.answer);
    var isLevel = "level" in told || (value && typeof value === "object" && "level" in value);
    var text = isLevel ? levelText(place && place.question, "level" in told ? told : value) : valueText(value, place && place.question, context);
    var reason = value && typeof value === "object" && typeof value.reason === "string" ? value.reason : "";
    return make("li", {}, [
      make("strong", { text: trail(context.dossier, told.answer, place) }), make("br"), text,
      reason ? make("span", { "class": "dossier-quiet" }, [" – " + reason]) : "", " ",
      place ? Agora.dossierElement.button(say("behind_go"), function () { leave(); Agora.dossierViews.go(told.answer); }, { "class": "dossier-link" }) : ""]);
  }

  function entryNode(id, context) {
    var now = Agora.dossierData.fingerprints[id], used = (context.dossier.entries || {})[id];
    return make("li", {}, [Agora.dossierElement.entryLink(id), " ",
      used ? make("span", { "class": "dossier-quiet", text: say("behind_used", { fingerprint: used }) }) : "",
      used && now && used !== now ? " " + say("behind_changed", { fingerprint: now }) : ""]);
  }

  function part(title, nodes) {
    return nodes.length ? [make("h3", { text: title }), make("ul", {}, nodes)] : [];
  }

  function contents(because, context, leave) {
    var answers = because.filter(function (one) { return one.answer; }), rules = because.filter(function (one) { return one.rule; });
    var entries = because.filter(function (one) { return one.entry; });
    var nodes = part(say("behind_answers"), answers.map(function (one) { return answerNode(one, context, leave); }))
      .concat(part(say("behind_rules"), rules.map(function (one) { return make("li", { text: Agora.dossierElement.say(one.rule, one.values || one, one.table || context.step) }); })))
      .concat(part(say("behind_entries"), entries.map(function (one) { return entryNode(one.entry, context); })));
    return (nodes.length ? nodes : [make("p", { text: say("behind_nothing") })])
      .concat([make("p", { "class": "dossier-quiet", text: say("behind_version", { version: Agora.dossierData.content_version }) })]);
  }

  /* A dialog of the page, above everything; Escape and the button close it, and the focus goes back to where it was. */
  function dialog(title, build) {
    var before = document.activeElement;
    var node = make("dialog", { "class": "dossier-dialog", "aria-labelledby": "dossier-dialog-title" });
    function leave() { if (node.open) { node.close(); } }
    node.addEventListener("close", function () {
      node.remove();
      var back = before && before.id ? document.getElementById(before.id) || before : before;
      if (back && document.contains(back) && (document.activeElement === document.body || !document.activeElement)) { back.focus(); }
    });
    Agora.dossierElement.replace(node, [make("h2", { id: "dossier-dialog-title", tabindex: "-1", text: title })].concat(build(leave)));
    document.body.appendChild(node);
    node.showModal();
    node.querySelector("h2").focus();
    return node;
  }

  function open(because, title, context) {
    return dialog(title || say("behind"), function (leave) {
      return contents(because || [], context, leave).concat([
        make("p", { "class": "dossier-buttons" }, [Agora.dossierElement.button(say("close"), leave)])]);
    });
  }

  /* A number or word that opens what is behind it. */
  function number(text, because, context, title) {
    return make("button", {
      type: "button", "class": "dossier-open", "aria-haspopup": "dialog", id: context.id ? context.id("open-" + text + "-" + (title || "")) : null,
      on: { click: function () { open(because, title ? title + " – " + text : text, context); } }
    }, [String(text), title ? make("span", { "class": "agora-hidden", text: " " + title }) : ""]);
  }

  return { open: open, number: number, dialog: dialog, asked: asked, trail: trail };
})();
