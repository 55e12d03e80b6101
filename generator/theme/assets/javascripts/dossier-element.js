/* Nodes of the page from plain descriptions, and words for them.
   In: a tag, attributes, children. Out: a node. Text becomes text nodes, never markup; listeners are functions, never text.
   Attributes: `class`, `text` (the content), `on` ({event: function}), everything else as it is; false, null and undefined
   are left out. An address may only be one of our own: relative, or an anchor. */
var Agora = Agora || {};
Agora.dossierElement = (function () {
  "use strict";

  var SVG = "http://www.w3.org/2000/svg";
  var OWN_ADDRESS = /^(#[a-z0-9-]*|(\.\.\/)*[a-z0-9][a-z0-9\/.-]*(#[a-z0-9-]*)?)$/;

  function fill(node, attributes, children) {
    Object.keys(attributes || {}).forEach(function (name) {
      var value = attributes[name];
      if (value === false || value === null || value === undefined) { return; }
      if (name === "text") { node.textContent = String(value); return; }
      if (name === "on") {
        Object.keys(value).forEach(function (event) { node.addEventListener(event, value[event]); });
        return;
      }
      if (name.slice(0, 2) === "on" || name === "src" || name === "style") { return; }
      if (name === "href" && !OWN_ADDRESS.test(value)) { return; }
      node.setAttribute(name, value === true ? "" : String(value));
    });
    (children || []).forEach(function (child) { append(node, child); });
    return node;
  }

  function append(node, child) {
    if (child === null || child === undefined || child === false || child === "") { return; }
    node.appendChild(typeof child === "object" ? child : document.createTextNode(String(child)));
  }

  function make(tag, attributes, children) {
    return fill(document.createElement(tag), attributes, children);
  }

  function svg(tag, attributes, children) {
    return fill(document.createElementNS(SVG, tag), attributes, children);
  }

  function replace(node, children) {
    while (node.firstChild) { node.removeChild(node.firstChild); }
    children.forEach(function (child) { append(node, child); });
    return node;
  }

  /* Whether an object has a key of its own; `constructor` and the like are nobody's. */
  function has(object, key) {
    return Boolean(object) && Object.prototype.hasOwnProperty.call(object, key);
  }

  function filled(sentence, values) {
    return sentence.replace(/\{([a-z_]+)\}/g, function (whole, name) {
      return has(values, name) ? String(values[name]) : whole;
    });
  }

  /* A word or sentence: of the table that is named, else of the engine, else of whichever table has it. A key that no table
     has is shown as it is, so that a gap is seen. */
  function say(key, values, table) {
    var tables = Agora.dossierData.tables;
    function found(name) {
      var words = has(tables, name) && tables[name].words;
      return has(words, key) && typeof words[key] === "string" ? words[key] : null;
    }
    var own = table ? found(table) : null, sentence = own === null ? found("words") : own;
    if (sentence === null) { sentence = Object.keys(tables).sort().map(found).filter(function (one) { return one !== null; })[0]; }
    return sentence === undefined ? key : filled(sentence, values || {});
  }

  function knows(key) {
    var tables = Agora.dossierData.tables;
    return Object.keys(tables).some(function (name) { return has(tables[name].words, key); });
  }

  /* A link to an entry of the wiki, in a new tab so that unsaved work stays where it is; a plain word where it is gone. */
  /* Whether this wiki has the entry, or had it and says why it is gone. */
  function isEntry(id) {
    return has(Agora.dossierData.entries, id) || has(Agora.dossierData.withdrawn_entries || {}, id);
  }

  /* The title of an entry; a withdrawn one says so, and one that the wiki never had is told by its id. */
  function entryTitle(id) {
    var data = Agora.dossierData, gone = data.withdrawn_entries || {};
    if (has(data.entries, id)) { return data.entries[id].title; }
    return has(gone, id) ? say("withdrawn_title", { title: gone[id].title }) : say("gone", { id: id });
  }

  /* A withdrawn entry still has a page, which says why it is gone. */
  function entryLink(id, sentence) {
    var data = Agora.dossierData, gone = data.withdrawn_entries || {};
    var entry = has(data.entries, id) ? data.entries[id] : has(gone, id) ? gone[id] : null;
    if (!entry) { return make("span", { text: entryTitle(id) }); }
    return make("a", {
      href: entry.href, target: "_blank", rel: "noopener", lang: entry.lang === data.language ? null : entry.lang
    }, [sentence ? filled(sentence, { title: entryTitle(id) }) : entryTitle(id), make("span", { "class": "agora-hidden", text: " " + say("new_tab") })]);
  }

  function button(text, act, attributes) {
    return make("button", Object.assign({ type: "button", text: text, on: { click: act } }, attributes || {}));
  }

  /* Details whose content is made when they are opened, not before: what is closed costs nothing. */
  function unfolded(details, build) {
    var built = false;
    function fillNow() {
      if (built || !details.open) { return; }
      built = true;
      build().forEach(function (child) { append(details, child); });
    }
    details.addEventListener("toggle", fillNow);
    fillNow();
    return details;
  }

  /* The row of a list with this id, or null; the list may be absent. */
  function byId(rows, id) {
    return (rows || []).filter(function (row) { return row.id === id; })[0] || null;
  }

  return {
    byId: byId, make: make, svg: svg, replace: replace, has: has, say: say, knows: knows, filled: filled, entryLink: entryLink, entryTitle: entryTitle, isEntry: isEntry, button: button, unfolded: unfolded
  };
})();
