/* The eight steps as views of one document: the fragment chooses, the store is the memory.
   In: the markup of dossier-index.html.jinja, Agora.dossierData, and whatever steps are registered. Out: the page at work.

   THE CONTRACT OF A STEP PANEL. A step (or "start") may register one function:

     var Agora = Agora || {};
     Agora.dossierSteps = Agora.dossierSteps || {};
     Agora.dossierSteps.team = function (context) { … return node or null; };

   It is called after the form of the step is drawn, and again in one of the next frames after every change of the store; it
   gives one new node, or the node that stands there brought up to date (Agora.dossierParts.panel), or nothing. It keeps nothing
   between two calls but in `context.memory`, whose `parts` are forgotten when the whole view is drawn. It must not wait for
   anything. The function may have a `behind(told, context, leave)` that tells an answer
   of its own, one that no question of the form asks for, as a list item for the dialog of dossier-open.js.
   The context has:
     step, dossier          the step's id; the whole file as it is when it is asked for, which is never to be changed in place
     site, assessment       the chosen ones as values at that time, or null; `path` is the path of the step's answers in the file, or null
     data                   Agora.dossierData: tables (questions, words, scales… in the page's language), vocabularies, entries,
                            fingerprints, withdrawn, steps, schema, content_version, date, language
     facts, measures        facts: id of a measure → its record; measures: the list of records (measures.<lang>.js)
     today                  the day as text
     memory                 an object of this step that lasts while the page does: what is opened, sorted, chosen in the panel
     say(key, values)       a sentence: of the step's own table, else of any table that has it
     make, svg, button      nodes: make(tag, attributes, children), see dossier-element.js
     number(text, because, title)   a button that opens what is behind a number; open(because, title) the dialog itself
     set(path, value), add(path, item), remove(path, id)   change the file, by whole paths ("assessments/a1/basket"); one change
                            is one thing to undo; `edit(function (dossier) { return dossier; })` makes several changes at once
     nextId(list, prefix)   an id for a new item
     deliver(name, content, type)   hand a file to the reader;  tell(sentence) says something in the live region
     chooseSite(id), chooseAssessment(id), go(path)   choose; go to a step ("#space" is go("space")) or to a question by its path
     draw()                 draw this panel again, after a change of `memory`
   Controls in a panel need a stable `id`, so that the focus survives the next drawing. Colours never tell anything alone.
   Links to entries: Agora.dossierElement.entryLink(id). An error in a panel is told in its place and harms no other part. */
var Agora = Agora || {};
Agora.dossierSteps = Agora.dossierSteps || {};
Agora.dossierViews = (function () {
  "use strict";

  /* Where the answers of a step stand: in the file, a site, or an assessment. */
  var PLACES = {
    team: ["dossier", "team"], space: ["site", ""], vulnerability: ["assessment", ""], objectives: ["assessment", ""],
    solutions: ["assessment", ""], request: ["assessment", "request"], evaluation: ["assessment", "evaluation"],
    implementation: ["assessment", "plan"], review: ["assessment", "review"]
  };
  /* Tables of questions that are asked in a step beside its own. */
  var BESIDE = { solutions: ["request"] };
  var chosen = { site: "", assessment: "", view: "start" };
  var memories = {}, forms = [], store = null, files = null, pending = "", app = null, wanted = "", measures = null, progress = null, isNews = null;

  function make(tag, attributes, children) { return Agora.dossierElement.make(tag, attributes, children); }
  function say(key, values, table) { return Agora.dossierElement.say(key, values, table); }
  function section(view) { return document.querySelector("[data-section='" + view + "']"); }
  function slot(view, name) { return section(view).querySelector("[data-" + name + "]"); }
  function tell(sentence) { document.getElementById("dossier-said").textContent = sentence; }

  function pick(list, id) {
    return list.filter(function (item) { return item.id === id; })[0] || list[list.length - 1] || null;
  }

  function assessment() { return pick(store.get("assessments") || [], chosen.assessment); }

  /* The site of the assessment in the steps that are about one, else the chosen one. */
  function site(view) {
    var sites = store.get("sites") || [], one = assessment();
    var about = PLACES[view] && PLACES[view][0] === "assessment" && one ? one.site : chosen.site;
    return pick(sites, about) || null;
  }

  /* The path of the answers of a table of questions; null where there is no site or assessment yet. */
  function baseOf(table, view) {
    var place = PLACES[table], holder = place[0] === "dossier" ? "" : place[0] === "site" ? site(view) : assessment();
    if (holder === null) { return null; }
    return [place[0] === "dossier" ? "" : place[0] + "s/" + holder.id, place[1]].filter(Boolean).join("/");
  }

  /* Questions that name the list of sites itself are asked of the chosen site: their inner questions. */
  function questionsOf(table) {
    var questions = (Agora.dossierData.tables[table] || {}).questions || [];
    return questions.reduce(function (all, question) {
      return all.concat(question.id === "sites" && question.type === "list" ? question.questions : [question]);
    }, []);
  }

  /* Tables whose questions ask for the answer at a path: [{step, table, question}]. */
  function places(path) {
    var parts = path.split("/");
    return Object.keys(PLACES).map(function (table) {
      var place = PLACES[table];
      var base = place[0] === "dossier" ? place[1] : parts.slice(0, 2).concat(place[1] ? [place[1]] : []).join("/");
      if (place[0] !== "dossier" && parts[0] !== place[0] + "s") { return null; }
      if (path.indexOf(base + "/") !== 0) { return null; }
      var question = Agora.dossierForm.questionAt(questionsOf(table), base, path);
      return question && { step: table === "request" ? "solutions" : table, table: table, question: question };
    }).filter(Boolean);
  }

  function completed(dossier) {
    return Agora.dossierFile.completed(dossier, Agora.dossierData.schema);
  }

  /* Measures by id, made once: the list comes with the page. */
  function facts() {
    measures = measures || ((Agora.measures || {}).measures || []).reduce(function (all, one) { all[one.id] = one; return all; }, {});
    return measures;
  }

  function context(view) {
    memories[view] = memories[view] || {};
    var looked = {};
    function now() {
      if (looked.dossier !== store.value()) { looked = { dossier: store.value(), site: site(view), assessment: assessment() }; }
      return looked;
    }
    var made = {
      step: view, get dossier() { return now().dossier; }, get site() { return now().site; }, get assessment() { return now().assessment; },
      path: PLACES[view] ? baseOf(view, view) : "", data: Agora.dossierData, measures: (Agora.measures && Agora.measures.measures) || [], facts: facts(),
      today: Agora.dossierFiles.today(), memory: memories[view],
      say: function (key, values) { return say(key, values, view); },
      make: make, svg: Agora.dossierElement.svg, button: Agora.dossierElement.button, nextId: Agora.dossierStore.nextId,
      set: function (where, value) { return store.set(where, value, "panel"); },
      add: function (where, item) { return store.add(where, item, "panel"); },
      remove: function (where, id) { return store.remove(where, id, "panel"); },
      edit: function (change) { return store.set("", completed(change(store.value())), "panel"); },
      deliver: Agora.dossierFiles.deliver, tell: tell, chooseSite: chooseSite, chooseAssessment: chooseAssessment, go: go,
      draw: function () { memories[view].parts = null; drawPanel(view); }
    };
    made.open = function (because, title) { return Agora.dossierOpen.open(because, title, made); };
    made.number = function (text, because, title) { return Agora.dossierOpen.number(text, because, made, title); };
    return made;
  }

  function drawPanel(view) {
    var node = slot(view, "panel"), draw = Agora.dossierSteps[view];
    if (!draw) { return; }
    var active = document.activeElement, id = node.contains(active) ? active.id : "", panel = null;
    var start = active && "selectionStart" in active ? active.selectionStart : null;
    try { panel = draw(context(view)); } catch (fault) {
      panel = make("p", { "class": "dossier-error", text: String(fault.message || fault) });
      console.error(fault);
    }
    if (panel && panel.parentNode === node && node.childNodes.length === 1) { return; }
    Agora.dossierElement.replace(node, [panel]);
    var again = id && document.getElementById(id);
    if (again) {
      again.focus();
      if (start !== null && again.setSelectionRange) { try { again.setSelectionRange(start, start); } catch (unsuited) { return; } }
    }
  }

  function add(list, item) {
    var id = Agora.dossierStore.nextId(store.get(list), list.charAt(0));
    var after = Object.assign({}, store.value());
    after[list] = (after[list] || []).concat([Object.assign({ id: id }, item)]);
    chosen[list.slice(0, -1)] = id;
    store.set("", completed(after), "item");
    return id;
  }

  function chooseSite(id) { chosen.site = id; drawView(); }
  function chooseAssessment(id) { chosen.assessment = id; drawView(); }

  /* A select of sites or assessments, with a button for one more. */
  function chooser(view, kind, list, current, choose, adding, removing) {
    var id = "choose-" + kind + "-" + view;
    var select = make("select", { id: id, autocomplete: "off", on: { change: function () { choose(select.value); document.getElementById(id).focus(); } } }, list.map(function (item, at) {
      var place = kind === "assessment" ? pick(store.get("sites") || [], item.site) : null;
      var name = item.name || say(kind + "_number", { number: at + 1 });
      return make("option", { value: item.id, text: place && place.id === item.site ? name + " (" + (place.name || say("site_number", { number: (store.get("sites") || []).indexOf(place) + 1 })) + ")" : name });
    }));
    if (current) { select.value = current.id; }
    return make("div", { "class": "dossier-chooser" }, [
      list.length ? make("label", { "for": id, text: say("choose_" + kind) }) : make("p", { text: say("need_" + kind) }), list.length ? select : "",
      Agora.dossierElement.button(say("add_" + kind), adding, { id: "add-" + kind + "-" + view }),
      list.length ? Agora.dossierElement.button(say("remove_" + kind), removing, { id: "remove-" + kind + "-" + view, "class": "dossier-small" }) : ""]);
  }

  function drawChoosers(view) {
    var kind = PLACES[view] && PLACES[view][0], sites = store.get("sites") || [], all = store.get("assessments") || [];
    if (!isNews("choosers", [JSON.stringify([view, chosen, sites.concat(all).map(function (item) { return [item.id, item.name, item.site]; })])])) { return; }
    function removed(list, id) { return function () { if (store.remove(list, id)) { tell(say("said_removed", { name: id })); } }; }
    function more(list, item, kind) { return function () { add(list, item); (document.getElementById("choose-" + kind + "-" + view) || document.body).focus(); }; }
    var here = site(view), one = assessment();
    Agora.dossierElement.replace(slot(view, "choose"), [
      kind === "site" || (kind === "assessment" && !sites.length) ? chooser(view, "site", sites, here, chooseSite, more("sites", {}, "site"), removed("sites", here && here.id)) : "",
      kind === "assessment" && sites.length ? chooser(view, "assessment", all, one, chooseAssessment,
        more("assessments", { site: (pick(sites, chosen.site) || {}).id, date: Agora.dossierFiles.today() }, "assessment"), removed("assessments", one && one.id)) : ""]);
  }

  function drawMarking() {
    var label = store.get("tlp") || "TLP:AMBER";
    if (!isNews("marking", [label])) { return; }
    Array.prototype.forEach.call(document.querySelectorAll("[data-marking]"), function (node) { node.textContent = label; });
    document.documentElement.setAttribute("data-tlp", label);
  }

  /* Draw the view anew: another step, another site, another file. */
  function drawView() {
    var view = chosen.view, active = document.activeElement && document.activeElement.id;
    forms.forEach(function (form) { form.close(); });
    forms = [];
    isNews = Agora.dossierParts.news();
    progress.forget();
    Agora.dossierParts.forget();
    if (memories[view]) { memories[view].parts = null; }
    if (view !== "start") {
      drawChoosers(view);
      var place = slot(view, "form");
      Agora.dossierElement.replace(place, []);
      [view].concat(BESIDE[view] || []).forEach(function (table) {
        var base = baseOf(table, view), questions = questionsOf(table), described = Agora.dossierData.tables[table];
        if (base === null || !questions.length || (PLACES[view][0] === "assessment" && !(store.get("sites") || []).length)) { return; }
        var node = make("form", { autocomplete: "off", novalidate: true, "aria-label": described.title || table, on: { submit: function (event) { event.preventDefault(); } } });
        var errors = make("div");
        if (table !== view && described.title) { place.appendChild(make("h3", { text: described.title })); }
        place.appendChild(errors);
        place.appendChild(node);
        forms.push(Agora.dossierForm.create(node, errors, questions, base, store, function () {
          return { dossier: store.value(), site: site(view), assessment: assessment() };
        }, tell));
      });
    }
    drawPanel(view);
    progress.draw(view, assessment(), slot);
    drawMarking();
    var again = active && document.getElementById(active);
    if (again && document.activeElement !== again) { again.focus(); }
  }

  /* After a change: whoever pressed something in the panel sees the panel answer; whoever answers a question has the answer before
     the eyes already, and the panel follows in the next frames. */
  function drawChanges() {
    var source = pending;
    pending = "";
    if (!source) { return; }
    if (source === "panel") { drawPanel(chosen.view); } else { Agora.dossierParts.later("panel", function () { drawPanel(chosen.view); }); }
    Agora.dossierParts.later("frame", function () {
      if (chosen.view !== "start") { drawChoosers(chosen.view); }
      progress.draw(chosen.view, assessment(), slot);
    });
  }

  function show(view, focus) {
    chosen.view = view;
    Array.prototype.forEach.call(document.querySelectorAll("[data-section]"), function (node) {
      node.hidden = node.getAttribute("data-section") !== view;
      if (node.hidden) { Array.prototype.forEach.call(node.querySelectorAll("[data-choose], [data-form], [data-panel], [data-next]"), function (one) { Agora.dossierElement.replace(one, []); }); }
    });
    Array.prototype.forEach.call(document.querySelectorAll("[data-view]"), function (link) {
      if (link.getAttribute("data-view") === view) { link.setAttribute("aria-current", "step"); } else { link.removeAttribute("aria-current"); }
    });
    drawView();
    var heading = section(view).querySelector("h2");
    document.title = heading.textContent.trim() + " · " + say("title");
    if (focus) { heading.focus(); }
  }

  /* The view that the address names; "#team-outcome" is a place in the view "team". */
  function named() {
    var fragment = window.location.hash.slice(1).replace(/-outcome$/, "");
    return section("start") && /^[a-z]+$/.test(fragment) && section(fragment) ? fragment : "";
  }

  /* To a step, or to the question that asks for the answer at a path: its step, its site or assessment, its place. */
  function go(path) {
    var place = path === "start" || Agora.dossierData.tables[path] ? { step: path } : places(path)[0], parts = path.split("/");
    if (!place) { return false; }
    if (parts[0] === "sites" && parts[1]) { chosen.site = parts[1]; }
    if (parts[0] === "assessments" && parts[1]) { chosen.assessment = parts[1]; }
    if (chosen.view !== place.step) {
      wanted = place.question ? path : "";
      document.querySelector("[data-view='" + place.step + "']").click();
      return true;
    }
    drawView();
    return !place.question || focusOn(path);
  }

  function focusOn(path) { return forms.some(function (form) { return form.focus(path); }); }

  function start() {
    app = document.getElementById("dossier-app");
    if (!app || !Agora.dossierData || app.hasAttribute("data-started")) { return; }
    app.setAttribute("data-started", "");
    app.hidden = false;
    document.documentElement.classList.add("dossier-works");
    store = Agora.dossierStore.create(Agora.dossierFiles.blank(Agora.dossierFiles.today()));
    var storage = make("div"), settings = Agora.dossierFiles.settings(store, storage);
    Agora.dossierElement.replace(document.getElementById("dossier-settings"), [settings.node]);
    files = Agora.dossierFiles.create(store, { tools: document.getElementById("dossier-tools"), refused: document.getElementById("dossier-refused"), storage: storage }, tell);
    progress = Agora.dossierNext.create(store, places, go);
    show(named() || "start", false);
    store.subscribe(function (value, change) {
      drawMarking();
      if (change.source === "replace") { chosen.site = chosen.assessment = ""; memories = {}; }
      if (["replace", "undo", "item"].indexOf(change.source) >= 0 || /^(sites|assessments)$/.test(change.path)) { settings.draw(); drawView(); return; }
      if (/\/site$/.test(change.path)) { drawView(); return; }
      if (!pending) { requestAnimationFrame(drawChanges); }
      pending = pending === "panel" ? pending : change.source || "form";
    });
    window.addEventListener("beforeprint", function () { if (pending) { drawChanges(); } Agora.dossierParts.finish(); });
    Array.prototype.forEach.call(document.querySelectorAll("[data-view]"), function (link) {
      link.addEventListener("click", function (event) {
        if (link.getAttribute("data-view") !== chosen.view || named() !== chosen.view) { return; }
        event.preventDefault();
        section(chosen.view).querySelector("h2").focus();
      });
    });
    window.addEventListener("hashchange", function () {
      var view = named();
      if (view && (view !== chosen.view || wanted)) { show(view, !wanted); }
      if (wanted) { focusOn(wanted); }
      wanted = "";
    });
  }

  document.addEventListener("DOMContentLoaded", start);
  return { places: places, go: go, start: start, store: function () { return store; }, files: function () { return files; }, context: context };
})();
