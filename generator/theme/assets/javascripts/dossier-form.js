/* Questions as a form that is bound to the store.
   In: a place in the page, the questions, the path of the object that holds the answers, the store, what else is chosen
   (`context()`: {dossier, site, assessment}). Out: {draw, focus, close}. Invariant: the store is the only memory; a change
   that comes from elsewhere (undo, a panel, another file) draws the form again and gives the focus back to where it was.
   Items of a list are built when they are opened, so that a long list costs nothing. */
var Agora = Agora || {};
Agora.dossierForm = (function () {
  "use strict";

  var MOST_ITEMS = 500;
  var PREFIXES = { sites: "s", zones: "z", assessments: "a", scenarios: "c" };
  var SOURCE = "form", NOTHING = [];
  var opened = {};

  function make(tag, attributes, children) { return Agora.dossierElement.make(tag, attributes, children); }
  function say(key, values) { return Agora.dossierElement.say(key, values); }

  function terms(name) {
    var vocabulary = Agora.dossierData.vocabularies[name];
    return vocabulary ? vocabulary.terms : [];
  }

  function ofKind(kind) {
    var entries = Agora.dossierData.entries, language = Agora.dossierData.language;
    return Object.keys(entries).filter(function (id) { return entries[id].kind === kind; }).map(function (id) {
      return { id: id, label: entries[id].title, lang: entries[id].lang === language ? null : entries[id].lang };
    });
  }

  /* What stands for an item in a list, in a choice and in a sentence. */
  function named(item, questions, number, label) {
    var plain = ["name", "title", "words", "measure", "threat", "standard"].map(function (key) { return item[key]; }).filter(function (text) { return typeof text === "string" && text; })[0];
    var first = plain || (questions || []).map(function (question) { return item[question.id]; }).filter(function (text) { return typeof text === "string" && text; })[0];
    if (!first) { return label ? say("item", { label: label, number: number }) : item.id; }
    if (Agora.dossierElement.isEntry(first)) { return Agora.dossierElement.entryTitle(first); }
    (questions || []).forEach(function (question) {
      if (question.type !== "choice" || item[question.id] !== first) { return; }
      (question.options || terms(question.vocabulary)).forEach(function (option) { if (option.id === first) { first = option.label; } });
    });
    return first.length > 80 ? first.slice(0, 79) + "…" : first;
  }

  /* Where a choice `from` what was answered before finds its list: in the assessment, the site, the team, the file. */
  function answered(from, context) {
    var places = [context.assessment, context.site, context.dossier.team, context.dossier];
    var rest = from.replace(/^(assessment|site|team)\//, "");
    for (var at = 0; at < places.length; at++) {
      var found = places[at] ? Agora.dossierStore.get(places[at], rest) : undefined;
      if (Array.isArray(found)) { return found; }
    }
    return NOTHING;
  }

  /* The lists of the file that choices are made from, those of inner questions too. */
  function listsOf(questions) {
    return questions.reduce(function (all, question) {
      return all.concat(question.from ? [question.from] : [], question.questions ? listsOf(question.questions) : []);
    }, []);
  }

  function optionsOf(question, context) {
    if (question.type === "entry" || question.type === "entries") {
      var kinds = question.kinds || [];
      if (kinds.length < 2) { return ofKind(kinds[0]); }
      return kinds.map(function (kind) { return { label: Agora.dossierData.kinds[kind], options: ofKind(kind) }; });
    }
    if (question.options) { return question.options; }
    if (question.vocabulary) { return terms(question.vocabulary); }
    return answered(question.from || "", context).map(function (item, at) {
      return typeof item === "string" ? { id: item, label: named({ name: item }) } : { id: item.id, label: named(item, null, at + 1, question.label) };
    });
  }

  function create(place, errorPlace, questions, base, store, context, told) {
    var ids = {}, count = 0, faults = {}, lists = listsOf(questions), isNews = Agora.dossierParts.news();
    var stamp = "q" + base.replace(/[^a-z0-9]+/gi, "-") + "-";
    var form = {
      get: store.get,
      set: function (path, value) { store.set(path, value, SOURCE); },
      options: function (question) { return optionsOf(question, context()); },
      id: function (path) {
        if (!ids["/" + path]) { count += 1; ids["/" + path] = stamp + count; }
        return ids["/" + path];
      },
      fault: function (path, message) {
        if (message) { faults["/" + path] = message; } else { delete faults["/" + path]; }
        mark(path, message);
        drawErrors();
      }
    };

    /* An answer may stand one step deeper than its question: `in` names the step. */
    function inside(path, question) { return [path, question["in"], question.id].filter(Boolean).join("/"); }

    function mark(path, message) {
      var node = document.getElementById(form.id(path)), text = document.getElementById(form.id(path) + "-error");
      if (!node || !text) { return; }
      text.textContent = message || "";
      text.hidden = !message;
      if (message && node.tagName !== "FIELDSET") { node.setAttribute("aria-invalid", "true"); } else { node.removeAttribute("aria-invalid"); }
    }

    function drawErrors() {
      var paths = Object.keys(faults);
      Agora.dossierElement.replace(errorPlace, paths.length ? [make("div", { "class": "dossier-errors", role: "group", "aria-labelledby": stamp + "errors" }, [
        make("h3", { id: stamp + "errors", text: say("errors") }),
        make("ul", {}, paths.map(function (path) {
          return make("li", {}, [Agora.dossierElement.button(faults[path], function () { focus(path.slice(1)); }, { "class": "dossier-link" })]);
        }))])] : []);
    }

    function drawQuestions(node, list, path) {
      Agora.dossierElement.replace(node, list.map(function (question) {
        var here = inside(path, question);
        return question.type === "list" ? drawList(question, here) : Agora.dossierFields[question.type](question, here, form);
      }));
    }

    function drawList(question, path) {
      var id = form.id(path), items = store.get(path) || [];
      var heading = make("p", { "class": "dossier-label", id: id, tabindex: "-1", text: question.label });
      var add = Agora.dossierElement.button(say("add", { label: question.item || question.label }), function () { addTo(question, path); }, { id: id + "-add" });
      return make("section", { "class": "dossier-field dossier-list", "data-path": path, "aria-labelledby": id }, [heading].concat(
        Agora.dossierFields.explained(question, id),
        [items.length ? make("ol", { "class": "dossier-items" }, items.map(function (item, at) { return drawItem(question, path, item, at, items.length); }))
          : make("p", { "class": "dossier-quiet", text: say("empty_list") }),
        items.length < MOST_ITEMS ? add : make("p", { text: say("error_list", { label: question.label, most: MOST_ITEMS }) })]));
    }

    function drawItem(question, path, item, at, all) {
      var here = path + "/" + item.id, name = named(item, question.questions, at + 1, question.item || question.label);
      var body = make("div", { "class": "dossier-item-body" });
      var details = make("details", { "class": "dossier-item", "data-item": here, open: Boolean(opened[here]) }, [
        make("summary", { id: form.id(here), text: name }), body]);
      var built = false;
      function act(word, done) {
        return Agora.dossierElement.button(say(word, { name: name }), done, { "class": "dossier-small", "data-act": word });
      }
      function build() {
        if (built || !details.open) { return; }
        built = true;
        drawQuestions(body, question.questions, here);
        body.appendChild(make("p", { "class": "dossier-buttons" }, [
          at > 0 ? act("up", function () { store.move(path, item.id, -1); focus(here); }) : "",
          at < all - 1 ? act("down", function () { store.move(path, item.id, 1); focus(here); }) : "",
          act("remove", function () { removeFrom(path, item.id, details.firstChild.textContent); })
        ]));
      }
      details.addEventListener("toggle", function () { opened[here] = details.open; build(); });
      build();
      return make("li", {}, [details]);
    }

    function addTo(question, path) {
      var id = Agora.dossierStore.nextId(store.get(path), PREFIXES[question.id] || question.id.charAt(0));
      opened[path + "/" + id] = true;
      var after = Agora.dossierStore.changed(store.value(), path.split("/"), (store.get(path) || []).concat([{ id: id }]));
      store.set("", Agora.dossierFile.completed(after, Agora.dossierData.schema), "add");
      focus(inside(path + "/" + id, question.questions[0]));
    }

    function removeFrom(path, id, name) {
      Object.keys(faults).forEach(function (fault) { if (fault.indexOf("/" + path + "/" + id + "/") === 0) { delete faults[fault]; } });
      store.remove(path, id);
      told(say("said_removed", { name: name }));
      var add = document.getElementById(form.id(path) + "-add");
      if (add) { add.focus(); }
    }

    /* Open whatever hides the question, then go to it. False if it is not in this form. */
    function focus(path) {
      var asked = questionAt(questions, base, path), step = asked && asked["in"];
      var parts = (step && path.slice(-step.length - 1) === "/" + step ? path + "/" + asked.id : path).split("/");
      for (var length = 1; length <= parts.length; length++) { opened[parts.slice(0, length).join("/")] = true; }
      draw();
      while (parts.length) {
        var node = place.querySelector("#" + form.id(parts.join("/")));
        if (node) {
          var control = node.tagName === "FIELDSET" ? node.querySelector("input:checked") || node.querySelector("input, select") || node : node;
          control.focus();
          return document.activeElement === control;
        }
        parts.pop();
      }
      return false;
    }

    function draw() {
      var active = document.activeElement, id = active && place.contains(active) ? active.id : "";
      isNews("form", shown());
      drawQuestions(place, questions, base);
      Object.keys(faults).forEach(function (path) { mark(path.slice(1), faults[path]); });
      drawErrors();
      var again = id ? document.getElementById(id) : null;
      if (again) { again.focus(); }
    }

    /* Only the names of items follow what is typed, those in which it was typed; everything else is already as the writer left it. */
    function rename(changed) {
      Array.prototype.forEach.call(place.querySelectorAll("[data-item]"), function (details) {
        var path = details.getAttribute("data-item");
        if (changed.indexOf(path + "/") !== 0) { return; }
        var item = store.get(path), question = questionAt(questions, base, path);
        if (!item || !question) { return; }
        var list = store.get(path.slice(0, path.lastIndexOf("/"))) || [];
        var name = named(item, question.questions, list.indexOf(item) + 1, question.item || question.label);
        if (details.firstChild.textContent === name) { return; }
        details.firstChild.textContent = name;
        Array.prototype.forEach.call(details.lastChild.querySelectorAll("[data-act]"), function (button) {
          if (button.closest("[data-item]") === details) { button.textContent = say(button.getAttribute("data-act"), { name: name }); }
        });
      });
    }

    /* What the form shows: its answers, and the lists of the file that its choices offer. */
    function shown() {
      var now = context();
      return questions.map(function (question) { return store.get(inside(base, question)); }).concat(lists.map(function (from) { return answered(from, now); }));
    }

    function drawChanged() {
      if (isNews("form", shown())) { draw(); }
    }

    var leave = store.subscribe(function (value, change) {
      if (change.source === SOURCE) { rename(change.path); } else if (change.source === "panel") { drawChanged(); } else if (change.source !== "saved") { draw(); }
    });
    draw();
    return { draw: draw, focus: focus, close: leave, faults: function () { return Object.assign({}, faults); } };
  }

  /* The question that an answer at a path belongs to: ids of items are stepped over; what questions stand `in` leads to the
     first of them. */
  function questionAt(questions, base, path) {
    var rest = base ? path.indexOf(base + "/") === 0 ? path.slice(base.length + 1) : "" : path;
    var list = questions, found = null;
    rest.split("/").forEach(function (part) {
      var next = (list || []).filter(function (question) { return question.id === part; })[0];
      if (next) { found = next; list = next.questions; return; }
      found = (list || []).filter(function (question) { return question["in"] === part; })[0] || found;
    });
    return found;
  }

  return { create: create, questionAt: questionAt, named: named, optionsOf: optionsOf };
})();
