/* Small nodes that the result panels of the steps share: levels in words, buttons that open what is behind them, and a
   suggestion that was taken over and can be taken back.
   In: the context of a panel and results of the logic. Out: nodes and sentences. Invariant: an open level is told with its
   range and never as a number alone. Refuses: to work anything out; to keep anything but in `context.memory`. */
var Agora = Agora || {};
Agora.dossierResult = (function () {
  "use strict";

  function make(tag, attributes, children) { return Agora.dossierElement.make(tag, attributes, children); }

  function scale(id) { return Agora.dossierFields.scaleOf({ scale: id }); }

  function label(id, level) { return Agora.dossierFields.levelLabel(scale(id), level); }

  /* The five labels of a scale without their numbers. */
  function labels(id) { return scale(id).levels.map(function (level) { return level.label; }); }

  /* A level in words; with its range where that says more. */
  function told(context, id, result) {
    var text = label(id, result.level);
    if (result.low === result.high) { return text; }
    return context.say("answer_range", { answer: text, low: label(id, result.low), high: label(id, result.high) });
  }

  /* A number as the language writes it. */
  function amount(context, number) {
    var text = String(Math.round(number * 100) / 100);
    return context.data.language === "fr" ? text.replace(".", ",") : text;
  }

  /* A button with a number or word that opens what is behind it; `title` says what it is the number of. */
  function opens(context, id, text, because, title) {
    return make("button", { type: "button", "class": "dossier-open", "aria-haspopup": "dialog", id: id, on: { click: function () {
      context.open(because, text === context.say("behind") ? title : title + " – " + text);
    } } }, [text, make("span", { "class": "agora-hidden", text: " – " + title })]);
  }

  /* A heading, and what stands below it; nothing where nothing stands there. */
  function part(id, title, nodes) {
    var there = nodes.filter(Boolean);
    return there.length ? make("section", { "class": "dossier-part", "aria-labelledby": id }, [make("h3", { id: id, tabindex: "-1", text: title })].concat(there)) : null;
  }

  function list(nodes, style) {
    return nodes.length ? make("ul", { "class": style || null }, nodes.map(function (node) { return make("li", {}, [].concat(node)); })) : null;
  }

  function paragraph(text, style) { return make("p", { "class": style || null, text: text }); }

  /* Sentences of the words "{name}" with nodes in the place of the name. */
  function filled(context, key, name, nodes, values) {
    var given = Object.assign({}, values), mark = "\u0001";
    given[name] = mark;
    return context.say(key, given).split(mark).reduce(function (all, text, at) {
      return all.concat(at ? nodes : [], [text]);
    }, []);
  }

  /* Links to entries with commas between them. */
  function entries(ids) {
    return ids.reduce(function (all, id, at) { return all.concat(at ? [", "] : [], [Agora.dossierElement.entryLink(id)]); }, []);
  }

  function table(id, caption, head, rows) {
    return make("div", { "class": "dossier-scroll", tabindex: "0", role: "region", "aria-label": caption, id: id }, [make("table", {}, [
      make("caption", { text: caption }),
      make("thead", {}, [make("tr", {}, head.map(function (text) { return make("th", { scope: "col", text: text }); }))]),
      make("tbody", {}, rows.map(function (row) {
        return make("tr", {}, row.map(function (cell, at) { return make(at ? "td" : "th", at ? {} : { scope: "row" }, [].concat(cell)); }));
      }))])]);
  }

  /* Details that stay as the reader left them when the panel is drawn again; `nodes` may be a function, called when they open. */
  function details(context, id, title, nodes, atFirst) {
    var opened = context.memory.open = context.memory.open || {};
    var node = make("details", { "class": "dossier-missing", open: opened[id] === undefined ? Boolean(atFirst) : opened[id] }, [make("summary", { id: id, text: title })].concat(typeof nodes === "function" ? [] : nodes));
    node.addEventListener("toggle", function () { opened[id] = node.open; });
    return typeof nodes === "function" ? Agora.dossierElement.unfolded(node, nodes) : node;
  }

  function focus(id) {
    var node = document.getElementById(id);
    if (node) { node.focus(); }
  }

  /* Take a suggestion over. `taken` has the name to tell, the id of its button, where it stands afterwards (`path`), and
     `back`, which undoes it. The panel is drawn at once, and the focus goes to the button that takes it back. */
  function take(context, taken) {
    context.memory.taken = taken;
    context.draw();
    context.tell(context.say("taken", { name: taken.name }));
    focus("taken-back-" + context.step);
  }

  /* What was taken over last, while it is still there. */
  function taken(context) {
    var last = context.memory.taken;
    if (!last || Agora.dossierStore.get(context.dossier, last.path) === undefined || (last.still && !last.still(context.dossier))) { return null; }
    return make("p", { "class": "dossier-notice dossier-buttons dossier-no-print" }, [
      context.say("taken", { name: last.name }),
      context.button(context.say("take_back"), function () {
        context.memory.taken = null;
        last.back();
        context.draw();
        context.tell(context.say("taken_back", { name: last.name }));
        focus(last.button);
      }, { id: "taken-back-" + context.step, "class": "dossier-small" }),
      context.button(context.say("taken_go"), function () { context.go(last.path); }, { id: "taken-go-" + context.step, "class": "dossier-small" })]);
  }

  /* The name of an item for a reader; its number in the list stands in where it has none. */
  function named(items, id, label) {
    var at = (items || []).map(function (item) { return item.id; }).indexOf(id);
    return at < 0 ? id : Agora.dossierForm.named(items[at], null, at + 1, label);
  }

  return {
    label: label, labels: labels, told: told, amount: amount, opens: opens, part: part, list: list, paragraph: paragraph, filled: filled,
    entries: entries, table: table, details: details, take: take, taken: taken, named: named, focus: focus
  };
})();
