/* Outputs: the whole report or one step on paper, as Word, Markdown, tables (CSV), JSON; and dates as a calendar file.
   In: the store by way of a context (see dossier-views.js). Out: the panel of the view "start", a bar in each step, files that
   the reader asked for. Invariants: everything carries the marking; a name of a site is in a file name only when asked;
   without sensitive answers no result is printed either, and dates keep only what they are.

   THE CONTRACT OF RESULTS IN THE REPORT. A step may register one function:

     var Agora = Agora || {};
     Agora.dossierBlocks = Agora.dossierBlocks || {};
     Agora.dossierBlocks.solutions = function (context) { … return blocks; };

   It is called once for each thing that the step asks about, with the context of a panel in which `site` and `assessment` are
   that thing's: team once; space once for each site and once more with `site: null`, for what is said of all sites together;
   every other step once for each assessment. It gives blocks as in dossier-report.js, [] where there is nothing to say:

     {block: "heading", level: 3, text}   {block: "paragraph", text}   {block: "list", items: [text]}
     {block: "table", caption, head: [text], rows: [[text]]}           {block: "form", label, lines}

   The blocks stand behind the answers under the heading "Result". All texts are in the page's language (`context.data`);
   `context.say` looks into the step's own table first. It only calls pure logic, and changes nothing. A fault is told in its
   place. Captions become the index of saved tables, so let them name no place.

   The start view has parts before the outputs, each a function like a panel (dossier-views.js), by name:
   `Agora.dossierStart.changes = function (context) { … return node or null; }`. PARTS says which there are, and their order. */
var Agora = Agora || {};
Agora.dossierSteps = Agora.dossierSteps || {};
Agora.dossierBlocks = Agora.dossierBlocks || {};
Agora.dossierStart = Agora.dossierStart || {};
Agora.dossierOutputs = (function () {
  "use strict";
  var PARTS = ["example", "changes"];
  var DATED = ["start", "implementation", "review"];
  var TYPES = {
    word: ["docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"], markdown: ["md", "text/markdown"],
    tables: ["zip", "application/zip"], json: ["json", "application/json"], calendar: ["ics", "text/calendar"]
  };

  function make(tag, attributes, children) { return Agora.dossierElement.make(tag, attributes, children); }
  function say(key, values) { return Agora.dossierElement.say(key, values, "outputs"); }
  function words() { return Agora.dossierData.tables.outputs.words; }
  function byId(rows, id) { return Agora.dossierElement.byId(rows, id); }

  /* What the reader chose; it is forgotten with the file. */
  function choices() { return Agora.dossierViews.context("start").memory; }

  function view() {
    var shown = document.querySelector("[data-section]:not([hidden])");
    return shown ? shown.getAttribute("data-section") : "start";
  }

  function about(step) { return step === "team" ? "team" : step === "space" ? "site" : "assessment"; }

  /* Contexts of everything that a step asks about, by its place in the report. */
  function holders(context, step) {
    var dossier = context.dossier, more = { step: step, say: function (key, values) { return Agora.dossierElement.say(key, values, step); } };
    function one(place, site, assessment) { return [place, Object.assign({}, context, more, { site: site, assessment: assessment, path: place })]; }
    if (about(step) === "team") { return [one("team", context.site, context.assessment)]; }
    if (about(step) === "site") {
      return (dossier.sites || []).map(function (site) { return one("sites/" + site.id, site, context.assessment); }).concat([one("", null, context.assessment)]);
    }
    return (dossier.assessments || []).map(function (row) { return one("assessments/" + row.id, byId(dossier.sites, row.site), row); });
  }

  /* Results of all steps, as the report wants them. */
  function results(context) {
    var found = {};
    context.data.steps.forEach(function (step) {
      var drawn = Agora.dossierElement.has(Agora.dossierBlocks, step) ? Agora.dossierBlocks[step] : null;
      if (!drawn) { return; }
      found[step] = {};
      holders(context, step).forEach(function (row) {
        try { found[step][row[0]] = drawn(row[1]) || []; } catch (fault) {
          console.error(fault);
          found[step][row[0]] = [{ block: "paragraph", text: say("result_fault", { fault: String(fault.message || fault) }) }];
        }
      });
    });
    return found;
  }

  /* What is to be printed: {steps, assessments, number}; on the start page what was chosen there, else the step that is open. */
  function wanted(context, at) {
    var chosen = choices(), step = at === "start" ? chosen.step || "" : at;
    var one = context.assessment && (at === "start" ? chosen.only : about(step) === "assessment") ? [context.assessment.id] : [];
    return { steps: step ? [step] : [], assessments: one, kind: step ? say("file_step") + " " + context.data.steps.indexOf(step) : say("file_report") };
  }

  /* Titles of all entries that a dossier may name, withdrawn ones too. */
  function titles(data) {
    return Object.keys(data.withdrawn_entries || {}).reduce(function (all, id) {
      all[id] = { title: Agora.dossierElement.entryTitle(id) };
      return all;
    }, Object.assign({}, data.entries));
  }

  /* The document of a view: {blocks, frame, kind, choice}. */
  function made(at) {
    var context = Agora.dossierViews.context(at), data = context.data, wish = wanted(context, at);
    var names = { vocabularies: data.vocabularies, scales: data.tables.scales.scales, entries: titles(data) };
    var choice = { steps: wish.steps, assessments: wish.assessments, without_sensitive: Boolean(choices().guarded), today: context.today };
    var frame = Object.assign(Agora.dossierReport.frame(context.dossier, words()), { language: data.language, today: context.today });
    return {
      blocks: Agora.dossierReport.report(context.dossier, data.tables, choice.without_sensitive ? {} : results(context), names, choice),
      frame: frame, kind: wish.kind, choice: choice, context: context
    };
  }

  /* Tables as one archive of CSV files, with an index that says which is which. */
  function archive(document) {
    var frame = document.frame, heading = "", index = [], parts = [];
    function name(number) { return Agora.dossierText.fileName(say("file_table") + " " + (number < 10 ? "0" : "") + number, frame.today, frame.marking, "csv"); }
    document.blocks.forEach(function (block) {
      if (block.block === "heading") { heading = block.text; }
      if (block.block !== "table") { return; }
      var file = name(parts.length + 1);
      index.push([file, heading, block.caption, String(block.rows.length)]);
      parts.push([file, Agora.dossierText.csvTable(block, frame)]);
    });
    var listed = { block: "table", caption: "", head: [say("index_file"), say("index_part"), say("index_caption"), say("index_rows")], rows: index };
    return Agora.dossierWord.stored([[name(0), Agora.dossierText.csvTable(listed, frame)]].concat(parts));
  }

  /* Tasks and points to watch as a calendar; without sensitive answers only dates of what stands in our own lists have a name. */
  function calendar(document) {
    var tables = document.context.data.tables, dossier = document.context.dossier, guarded = document.choice.without_sensitive;
    function labels(step) {
      return tables[step].questions[0].questions[0].options.reduce(function (all, row) { all[row.id] = row.label; return all; }, {});
    }
    var names = { tasks: labels("implementation"), watch: labels("review"), sentences: { owner: tables.review.words.calendar_owner } };
    var events = (dossier.assessments || []).filter(function (row) {
      return !document.choice.assessments.length || document.choice.assessments.indexOf(row.id) >= 0;
    }).reduce(function (all, row) {
      return all.concat(Agora.dossierPlan.events(dossier, guarded ? withoutWords(row) : row, names, tables.implementation.remind_days));
    }, []);
    var frame = Object.assign({}, document.frame, { title: tables.review.words.calendar_title });
    return Object.assign({ events: events }, Agora.dossierCalendar.calendar(events, frame));
  }

  function withoutWords(assessment) {
    function bare(row) { return Object.assign({}, row, { owner: "", words: say("withheld") }); }
    return Object.assign({}, assessment, {
      plan: { tasks: ((assessment.plan || {}).tasks || []).map(bare) }, review: { watch: ((assessment.review || {}).watch || []).map(bare) }
    });
  }

  function content(format, document) {
    if (format === "word") { return Agora.dossierWord.word(document.blocks, document.frame); }
    if (format === "markdown") { return Agora.dossierText.markdown(document.blocks, document.frame); }
    if (format === "tables") { return archive(document); }
    if (format === "json") { return Agora.dossierText.jsonText(document.blocks, document.frame); }
    return calendar(document).text;
  }

  function siteName(context) { return choices().named && context.site ? context.site.name : ""; }

  function save(format, at) {
    var document = made(at), context = document.context, kind = format === "calendar" ? say("file_calendar") : document.kind;
    var name = Agora.dossierText.fileName(kind, context.today, document.frame.marking, TYPES[format][0], siteName(context));
    if (format === "calendar") {
      var found = calendar(document), lost = found.events.filter(function (event) { return found.left_out.indexOf(event.uid) >= 0; });
      if (found.events.length === lost.length) { context.tell(say("calendar_empty")); return; }
      context.deliver(name, found.text, TYPES.calendar[1]);
      context.tell(Agora.dossierElement.say("said_saved", { name: name }) + (lost.length ? " " + Agora.dossierElement.say("calendar_left_out", { names: lost.map(function (event) { return event.title; }).join(", ") }, "review") : ""));
      return;
    }
    context.deliver(name, content(format, document), TYPES[format][1]);
    context.tell(Agora.dossierElement.say("said_saved", { name: name }));
  }

  function buttons(at, small) {
    var formats = ["word", "markdown", "tables", "json"].concat(DATED.indexOf(at) >= 0 ? ["calendar"] : []);
    function one(key, act) { return Agora.dossierElement.button(say("make_" + key), act, { id: "output-" + key + "-" + at, "class": small ? "dossier-small" : null }); }
    return make("p", { "class": "dossier-buttons" }, [one("print", function () { window.print(); })].concat(formats.map(function (format) {
      return one(format, function () { save(format, at); });
    })));
  }

  /* A box for one of the choices, with a sentence that says what it does. */
  function box(at, key, change) {
    var id = "output-" + key + "-" + at, node = make("input", { type: "checkbox", id: id, autocomplete: "off", "aria-describedby": id + "-why", on: { change: function () {
      choices()[key] = node.checked;
      change();
    } } });
    node.checked = Boolean(choices()[key]);
    return make("div", {}, [make("label", { "class": "dossier-check" }, [node, " " + say("choose_" + key)]), make("p", { "class": "dossier-why", id: id + "-why", text: say("choose_" + key + "_why") })]);
  }

  /* The bar of a step: this step as a document. */
  function bar(at) {
    return make("section", { "class": "dossier-outputs dossier-no-print", "aria-labelledby": "output-heading-" + at }, [
      make("h3", { id: "output-heading-" + at, text: say("step_as_document") }), buttons(at, true),
      box(at, "guarded", function () { return; }),
      make("p", {}, [make("a", { href: "#start", id: "output-more-" + at, text: say("more_outputs") })])]);
  }

  function preview(context) {
    var place = make("div", { "class": "dossier-preview" });
    function fill() { Agora.dossierElement.replace(place, node.open ? Agora.dossierPrint.drawn(made("start").blocks, 2) : []); }
    var node = make("details", { "class": "dossier-missing", open: context.memory.preview, on: { toggle: function () { context.memory.preview = node.open; fill(); } } }, [
      make("summary", { id: "output-preview", text: say("preview") }), place]);
    if (node.open) { fill(); }
    return node;
  }

  function start(context) {
    return make("div", {}, PARTS.map(function (name) {
      return Agora.dossierElement.has(Agora.dossierStart, name) ? Agora.dossierStart[name](context) : null;
    }).concat([outputs(context)]));
  }

  function outputs(context) {
    var data = context.data, chosen = context.memory, shown = preview(context);
    /* The browser tells late that a preview was opened; a new drawing must not close it. */
    function again() { chosen.preview = shown.open; context.draw(); }
    var select = make("select", { id: "output-step", autocomplete: "off", on: { change: function () { chosen.step = select.value; again(); } } },
      [make("option", { value: "", text: say("whole_report") })].concat(data.steps.map(function (step, at) {
        return make("option", { value: step, text: Agora.dossierElement.say("step", { number: at }) + " " + data.tables[step].title });
      })));
    select.value = chosen.step || "";
    var several = (context.dossier.assessments || []).length > 1;
    return make("section", { "class": "dossier-no-print", "aria-labelledby": "output-heading-start" }, [
      make("h3", { id: "output-heading-start", text: say("outputs_title") }), make("p", { text: say("outputs_how", { marking: Agora.dossierText.markingOf(context.dossier.tlp || "") }) }),
      make("p", {}, [make("label", { "for": "output-step", text: say("choose_step") }), " ", select]),
      several ? box("start", "only", again) : "", box("start", "guarded", again), box("start", "named", again),
      buttons("start", false), shown]);
  }

  Agora.dossierSteps.start = start;
  return { current: function () { return made(view()); }, made: made, content: content, calendar: calendar, bar: bar, results: results };
})();
