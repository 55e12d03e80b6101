/* Step 4, the request for information: what to look at before it leaves the house, a preview, and the document itself.
   In: the context of the panel of step 4; blocks and warnings are those of Agora.dossierRequest. Out: nodes, and files that the
   reader asks for. Invariant: nothing is refused and nothing is removed; whoever makes a document that would print sensitive
   text is told before. The title of the dossier is never printed here: it is not part of what is checked. */
var Agora = Agora || {};
Agora.dossierPanelRequest = (function () {
  "use strict";
  var GROUPS = ["sensitive", "incomplete", "order"];
  var WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

  function make(tag, attributes, children) { return Agora.dossierElement.make(tag, attributes, children); }
  function say(key, values) { return Agora.dossierElement.say(key, values, "request"); }
  function names() { return Agora.dossierNames; }

  function blocksOf(context) {
    var terms = {}, titles = {}, entries = context.data.entries;
    Object.keys(context.data.vocabularies).forEach(function (name) { terms[name] = labels(context.data.vocabularies[name].terms); });
    terms.criterion = labels((context.data.tables.evaluation || {}).criteria || []);
    Object.keys(Object.assign({}, entries, context.data.withdrawn_entries)).forEach(function (id) { titles[id] = Agora.dossierElement.entryTitle(id); });
    return Agora.dossierRequest.blocks(context.dossier, context.assessment.id, context.data.tables.request, terms, titles);
  }

  function labels(rows) {
    return rows.reduce(function (all, row) { all[row.id] = row.label; return all; }, {});
  }

  /* The frame of the document; its title is that of the request, and its language that of the page, whose words it prints. */
  function frameOf(context) {
    var frame = Agora.dossierReport.frame(context.dossier, context.data.tables.outputs.words);
    return Object.assign(frame, { title: (context.assessment.request || {}).title || context.data.tables.request.words.title, language: context.data.language });
  }

  function fileName(context, ending) {
    return Agora.dossierText.fileName(Agora.dossierElement.say("file_request", {}, "outputs"), context.today, context.dossier.tlp || "", ending, "");
  }

  function hand(context, ending, type, made) {
    var name = fileName(context, ending);
    context.deliver(name, made(blocksOf(context), frameOf(context)), type);
    context.tell(say("said_made", { name: name }));
  }

  /* What would be printed and may be sensitive; the marking of the file is told, but it is no text of the document. */
  function givenAway(found) {
    return found.warnings.filter(function (row) { return row.kind === "sensitive" && row.id !== "tlp"; });
  }

  /* Go on at once, or tell first what would be given away. The reader decides. */
  function unlessTold(context, found, act) {
    var rows = givenAway(found);
    if (!rows.length) { act(); return; }
    Agora.dossierOpen.dialog(say("before_download"), function (leave) {
      return [make("p", { text: say("notice_sensitive", { count: rows.length }) }), names().listOf(rows.map(sentence)), make("p", { "class": "dossier-quiet", text: say("before_how") }),
        make("p", { "class": "dossier-buttons" }, [
          context.button(say("look_first"), function () { leave(); document.getElementById("request-check").focus(); }, { id: "request-look-first" }),
          context.button(say("all_the_same"), function () { leave(); act(); }, { id: "request-all-the-same" }),
          context.button(Agora.dossierElement.say("cancel"), leave, { id: "request-cancel" })])];
    });
  }

  function sentence(row) { return say("warn_" + row.id, row.values); }

  function toMarking() {
    document.getElementById("dossier-settings-summary").parentNode.open = true;
    document.getElementById("dossier-tlp").focus();
  }

  function warningRow(context, row, at) {
    var id = "request-warn-" + at;
    var about = row.id === "no_public_words" ? names().scenario(context, row.field.split("/")[3]) + ": " : "";
    return [about + sentence(row) + " ",
      row.field === "tlp" ? names().link(id, say("check_marking"), toMarking)
        : names().link(id, row.values.field ? say("check_point", row.values) : say("check_field"), function () { context.go(row.field); }),
      row.source ? " · " : "", row.source ? names().link(id + "-source", say("check_source"), function () { context.go(row.source); }) : ""];
  }

  /* The name of what could not be looked for: the item that it belongs to, never the text itself. */
  function uncheckedText(context, paths) {
    var table = context.data.tables.request.sensitive;
    return paths.map(function (path) {
      var parts = path.split("/");
      return (table.filter(function (row) {
        var pattern = row.path.split("/");
        return pattern.length === parts.length && pattern.every(function (part, at) { return part === "*" || part === parts[at]; });
      })[0] || { label: path }).label;
    }).filter(function (label, at, all) { return all.indexOf(label) === at; }).join(", ");
  }

  function check(context, found) {
    var nodes = [make("h4", { id: "request-check", tabindex: "-1", text: say("check") }), make("p", { text: say("check_intro", { checked: found.checked }) })];
    GROUPS.forEach(function (group) {
      var rows = found.warnings.map(function (row, at) { return [row, at]; }).filter(function (pair) { return pair[0].kind === group; });
      if (!rows.length) { return; }
      nodes.push(make("h5", { text: say("group_" + group) + " (" + rows.length + ")" }), names().listOf(rows.map(function (pair) { return warningRow(context, pair[0], pair[1]); }), "dossier-warnings"));
    });
    if (!givenAway(found).length) { nodes.push(make("p", { text: say("check_clear") })); }
    if (found.unchecked.length) { nodes.push(make("p", { text: say("check_unchecked", { sources: uncheckedText(context, found.unchecked) }) })); }
    return nodes;
  }

  function lineNodes(text) {
    return text.split("\n").reduce(function (all, line, at) { return all.concat(at ? [make("br")] : [], [line]); }, []);
  }

  function tableNode(block) {
    return make("div", { "class": "dossier-scroll", tabindex: "0", role: "region", "aria-label": block.caption }, [make("table", {}, [make("caption", { text: block.caption }),
      block.head.length ? make("thead", {}, [make("tr", {}, block.head.map(function (cell) { return make("th", { scope: "col", text: cell }); }))]) : "",
      make("tbody", {}, block.rows.map(function (row) { return make("tr", {}, row.map(function (cell, at) { return make(at ? "td" : "th", { scope: at ? null : "row" }, lineNodes(cell)); })); }))])]);
  }

  /* A block as a node; headings stand below those of the panel. */
  function blockNode(block) {
    if (block.block === "heading") { return make("h" + (block.level + 3), { text: block.text }); }
    if (block.block === "paragraph") { return make("p", {}, lineNodes(block.text)); }
    if (block.block === "list") { return make("ul", {}, block.items.map(function (item) { return make("li", {}, lineNodes(item)); })); }
    if (block.block === "table") { return tableNode(block); }
    var lines = [];
    for (var at = 0; at < block.lines; at++) { lines.push(make("span", { "class": "dossier-line", "aria-hidden": "true" })); }
    return make("div", { "class": "dossier-reply" }, [make("p", { text: block.label }), make("span", { "class": "agora-hidden", text: say("answer_lines", { lines: block.lines }) })].concat(lines));
  }

  /* Only the preview goes to paper, with the marking that stands on every sheet. */
  function print() {
    var root = document.documentElement, details = document.getElementById("request-preview").parentNode;
    details.open = true;
    details.dispatchEvent(new Event("toggle"));
    root.classList.add("dossier-print-request");
    window.print();
    root.classList.remove("dossier-print-request");
  }

  function tools(context, found) {
    var rows = givenAway(found);
    return [rows.length ? make("p", { "class": "dossier-notice", id: "request-notice" }, [make("strong", { text: say("notice_sensitive", { count: rows.length }) })]) : "",
      context.dossier.tlp === "TLP:CLEAR" ? "" : make("p", { "class": "dossier-notice", text: say("notice_marking", { tlp: context.dossier.tlp }) }),
      make("p", { "class": "dossier-buttons" }, [
        context.button(say("save_word"), function () { unlessTold(context, found, function () { hand(context, "docx", WORD, Agora.dossierWord.word); }); }, { id: "request-word", "class": "dossier-main-button" }),
        context.button(say("save_markdown"), function () { unlessTold(context, found, function () { hand(context, "md", "text/markdown;charset=utf-8", Agora.dossierText.markdown); }); }, { id: "request-markdown" }),
        context.button(say("print_request"), function () { unlessTold(context, found, print); }, { id: "request-print" })])];
  }

  /* Parts of the panel: see Agora.dossierParts. Any answer of the file may stand in the document or be given away by it; what is
     told of it seldom changes. The preview is the last part: it goes to paper alone (dossier.css). */
  function parts(context) {
    var table = context.data.tables.request, found = null;
    return [["request", function () {
      found = Agora.dossierRequest.warnings(context.dossier, context.assessment.id, table, context.today);
      return [JSON.stringify(found), context.dossier.tlp, context.assessment.scenarios];
    }, function () {
      return [make("h3", { id: "solutions-request", tabindex: "-1", text: table.title })].concat(check(context, found), tools(context, found));
    }], ["preview", [context.dossier], function () {
      return [names().folded(context.memory, "request-preview", say("preview"), false, function () { return [make("div", { "class": "dossier-sheet-preview" }, blocksOf(context).map(blockNode))]; })];
    }]];
  }

  return { parts: parts };
})();
