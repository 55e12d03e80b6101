/* A document of blocks as nodes of the page, and on paper in the place of the form.
   In: blocks (see dossier-report.js), a frame. Out: nodes; on printing, whatever way it was asked for, the report of the view
   that is open. Invariant: what is printed is drawn anew at that moment and taken away afterwards; if it cannot be drawn, the
   form is printed as it stands. The marking is repeated by the page itself (dossier.css). */
var Agora = Agora || {};
Agora.dossierPrint = (function () {
  "use strict";
  var DAY = 10;

  function make(tag, attributes, children) { return Agora.dossierElement.make(tag, attributes, children); }

  /* Lines of a text, each break where the writer put it. */
  function lines(text) {
    return String(text).split("\n").reduce(function (all, line, at) { return all.concat(at ? [make("br"), line] : [line]); }, []);
  }

  /* The first cell of a row is its head; what is as short as a day is never broken. */
  function table(block) {
    function cell(text, at, row) {
      var head = !at && row.length > 1;
      return make(head ? "th" : "td", { scope: head ? "row" : null, "class": text.length <= DAY ? "dossier-whole" : null }, lines(text));
    }
    function cells(row) { return make("tr", {}, row.map(cell)); }
    return make("table", { "class": block.rows.every(function (row) { return row.length < 3; }) ? "dossier-pairs" : null }, [
      block.caption ? make("caption", { text: block.caption }) : "",
      block.head.length ? make("thead", {}, [make("tr", {}, block.head.map(function (cell) { return make("th", { scope: "col", text: cell }); }))]) : "",
      make("tbody", {}, block.rows.map(cells))]);
  }

  /* `deeper` moves headings down, where a document stands inside a page with headings of its own. */
  function node(block, deeper) {
    if (block.block === "heading") { return make("h" + Math.min(6, block.level + deeper), {}, lines(block.text)); }
    if (block.block === "paragraph") { return make("p", {}, lines(block.text)); }
    if (block.block === "list") { return make("ul", {}, block.items.map(function (item) { return make("li", {}, lines(item)); })); }
    if (block.block === "table") { return deeper ? make("div", { "class": "dossier-scroll", tabindex: "0", role: "region", "aria-label": block.caption || block.head.join(", ") || block.rows[0].join(", ") }, [table(block)]) : table(block); }
    var ruled = [make("p", {}, lines(block.label))];
    for (var at = 0; at < block.lines; at++) { ruled.push(make("span", { "class": "dossier-line" })); }
    return make("div", {}, ruled);
  }

  function drawn(blocks, deeper) {
    return blocks.map(function (block) { return node(block, deeper || 0); });
  }

  function clear() {
    var old = document.getElementById("dossier-report");
    if (old) { old.remove(); }
    document.documentElement.classList.remove("dossier-reports");
  }

  /* Put the report into the page, for the printer alone. */
  function prepare() {
    clear();
    if (!Agora.dossierOutputs || !document.documentElement.classList.contains("dossier-works")) { return; }
    var made;
    try { made = Agora.dossierOutputs.current(); } catch (fault) {
      console.error(fault);
      return;
    }
    document.getElementById("dossier-main").appendChild(make("article", { id: "dossier-report", lang: made.frame.language }, drawn(made.blocks, 0)));
    document.documentElement.classList.add("dossier-reports");
  }

  window.addEventListener("beforeprint", prepare);
  window.addEventListener("afterprint", clear);
  return { drawn: drawn, prepare: prepare, clear: clear };
})();
