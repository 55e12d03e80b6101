/* Names of what the panels of steps 3 and 4 speak of, and the few nodes that they share.
   In: ids, the context of a panel. Out: words, or nodes that nobody has put anywhere yet. Invariant: a scenario is called by
   its threat and zone before its own words, so that private words stand in as few places as they can. Refuses: to judge. */
var Agora = Agora || {};
Agora.dossierNames = (function () {
  "use strict";

  function make(tag, attributes, children) { return Agora.dossierElement.make(tag, attributes, children); }

  function find(list, id) {
    return (list || []).filter(function (row) { return row.id === id; })[0];
  }

  function terms(vocabulary) {
    return (Agora.dossierData.vocabularies[vocabulary] || {}).terms || [];
  }

  function term(vocabulary, id) {
    var found = find(terms(vocabulary), id);
    return found ? found.label : id || "";
  }

  function entry(id) {
    return Agora.dossierElement.entryTitle(id);
  }

  function entries(ids) { return ids.map(entry).join(", "); }

  /* The threat and the zone; the zone tells apart two scenarios of one threat. */
  function scenario(context, id) {
    var list = context.assessment.scenarios || [], found = find(list, id);
    if (!found) { return id; }
    if (!found.threat) { return Agora.dossierForm.named(found, null, list.indexOf(found) + 1, context.say("cover_scenario")); }
    var zone = find(context.site.zones, found.zone);
    return entry(found.threat) + (zone && zone.name ? " (" + zone.name + ")" : "");
  }

  function scenarios(context, ids) { return ids.map(function (id) { return scenario(context, id); }).join(", "); }

  function item(list, id, label) {
    var found = find(list, id);
    return found ? Agora.dossierForm.named(found, null, list.indexOf(found) + 1, label) : id;
  }

  function objective(context, id) { return item(context.assessment.objectives || [], id, context.say("cover_objective")); }

  function existing(context, ids) {
    return ids.map(function (id) { return item(context.site.existing || [], id, id); }).join(", ");
  }

  /* A number that opens what is behind it, with an id, so that the focus survives the next drawing. */
  function number(context, id, text, because, title) {
    var node = context.number(text, because, title);
    node.id = id;
    return node;
  }

  /* A sentence with a node in the place of one of its names. */
  function around(sentence, name, node) {
    var parts = sentence.split("{" + name + "}");
    return [parts[0], node, parts.slice(1).join("")];
  }

  function link(id, text, act) {
    return Agora.dossierElement.button(text, act, { id: id, "class": "dossier-link" });
  }

  /* A select with its label; `options` are {id, label}, the first stands for no choice. */
  function select(id, label, none, options, value, act) {
    var control = make("select", { id: id, autocomplete: "off" }, [none ? make("option", { value: "", text: none }) : ""].concat(options.map(function (option) {
      return make("option", { value: option.id, text: option.label });
    })));
    control.value = options.some(function (option) { return option.id === value; }) ? value : none ? "" : (options[0] || {}).id;
    control.addEventListener("change", function () { act(control.value); });
    return make("label", { "class": "dossier-pick", "for": id }, [make("span", { text: label }), control]);
  }

  function check(id, checked, children, act) {
    var box = make("input", { type: "checkbox", id: id, autocomplete: "off" });
    box.checked = checked;
    box.addEventListener("change", function () { act(box.checked); });
    return make("label", { "class": "dossier-check" }, [box, make("span", {}, children)]);
  }

  /* A table that scrolls in itself; the first cell of a row is its head; cells are texts, nodes or lists of both. */
  function table(caption, head, rows) {
    function within(cell) { return Array.isArray(cell) ? cell : [cell]; }
    return make("div", { "class": "dossier-scroll", tabindex: "0", role: "region", "aria-label": caption }, [make("table", { "class": "dossier-grid" }, [
      make("caption", { text: caption }),
      make("thead", {}, [make("tr", {}, head.map(function (cell) { return make("th", { scope: "col" }, within(cell)); }))]),
      make("tbody", {}, rows.map(function (row) {
        return make("tr", {}, row.map(function (cell, at) { return make(at ? "td" : "th", at ? {} : { scope: "row" }, within(cell)); }));
      }))])]);
  }

  /* A part that folds and stays as the reader left it; `memory` keeps what differs from the start. */
  function folded(memory, id, summary, open, children) {
    memory.folds = memory.folds || {};
    var state = Agora.dossierElement.has(memory.folds, id) ? memory.folds[id] : open;
    var node = make("details", { "class": "dossier-missing", open: state, on: { toggle: function () { memory.folds[id] = node.open; } } },
      [make("summary", { id: id, text: summary })].concat(typeof children === "function" ? [] : children));
    return typeof children === "function" ? Agora.dossierElement.unfolded(node, children) : node;
  }

  function listOf(nodes, kind) {
    return make("ul", { "class": kind || null }, nodes.map(function (node) { return make("li", {}, Array.isArray(node) ? node : [node]); }));
  }

  return {
    find: find, terms: terms, term: term, entry: entry, entries: entries, scenario: scenario, scenarios: scenarios, objective: objective,
    existing: existing, number: number, around: around, link: link, select: select, check: check, table: table, folded: folded, listOf: listOf
  };
})();
