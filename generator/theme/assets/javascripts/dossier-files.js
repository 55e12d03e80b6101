/* The file: open, save, save as, new, forget everything; and, over http only and only when asked, a copy in the browser.
   In: the store and the places of the page. Out: files that the reader saves. Invariants: nothing leaves the page but by a
   file that the reader asked for; on file:// nothing is ever stored; a file that cannot be opened leaves the work as it is;
   whoever leaves with unsaved work is asked. Refuses: to know what is in the file beyond its head. */
var Agora = Agora || {};
Agora.dossierFiles = (function () {
  "use strict";

  var KEY = "agorapedia-dossier";
  var ENDING = ".agora.json";
  var TYPE = "application/json";

  function make(tag, attributes, children) { return Agora.dossierElement.make(tag, attributes, children); }
  function say(key, values) { return Agora.dossierElement.say(key, values); }

  /* The day on the reader's calendar, as text. The only clock of the dossier. */
  function today() {
    var now = new Date();
    function two(number) { return (number < 10 ? "0" : "") + number; }
    return now.getFullYear() + "-" + two(now.getMonth() + 1) + "-" + two(now.getDate());
  }

  function blank(day) {
    var data = Agora.dossierData;
    return Object.assign(Agora.dossierFile.create(day, data.language, data.content_version, data.schema), { id: Agora.dossierStore.randomId() });
  }

  /* The wiki as it is now, as Agora.dossierChanges asks for it. */
  function wiki() {
    var data = Agora.dossierData, measures = (Agora.measures && Agora.measures.measures) || [];
    return { content_version: data.content_version, fingerprints: data.fingerprints, withdrawn: data.withdrawn, measures: measures };
  }

  /* The dossier as it is saved; what changed in the wiki and was not yet seen stays to be told. */
  function stamped(dossier, day) {
    return Object.assign(Agora.dossierChanges.noted(dossier, wiki(), false), { language: Agora.dossierData.language, changed: day });
  }

  /* The text of the file with its notes and, if it could not be opened again, the reasons. */
  function written(dossier, day) {
    return Agora.dossierFile.write(stamped(dossier, day), Agora.dossierData.schema, day);
  }

  /* A name that is safe on every system and tells nothing that was not asked for. */
  function fileName(stem, ending) {
    var plain = stem.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 60);
    return (plain || "dossier") + ending;
  }

  /* Hand bytes or text to the browser as a file. The address is made by the browser, of nothing but a random number. */
  function deliver(name, content, type) {
    var address = URL.createObjectURL(new Blob([content], { type: type }));
    var link = document.createElement("a");
    link.href = address;
    link.download = name;
    document.body.appendChild(link);
    link.click();
    link.remove();
    setTimeout(function () { URL.revokeObjectURL(address); }, 60000);
  }

  function mayStore() { return /^https?:$/.test(window.location.protocol); }

  /* Blocked storage counts as none. */
  function stored(act) {
    if (!mayStore()) { return null; }
    try { return act(window.localStorage); } catch (refusal) { return null; }
  }

  function copy() { return stored(function (storage) { return storage.getItem(KEY); }); }
  function keeps() { return copy() !== null; }
  function keep(dossier) { return stored(function (storage) { storage.setItem(KEY, written(dossier, today()).text); return true; }) === true; }
  function drop() { stored(function (storage) { storage.removeItem(KEY); return true; }); }

  function reasonText(reason) {
    var values = {};
    Object.keys(reason.values || {}).forEach(function (name) {
      values[name] = Array.isArray(reason.values[name]) ? reason.values[name].join(", ") : reason.values[name];
    });
    return Agora.dossierElement.say(reason.id, values, "file");
  }

  /* Title and marking of the file, and the place for the switch of storage: {node, draw}. */
  function settings(store, storage) {
    var details = make("details", { "class": "dossier-item" }, [make("summary", { id: "dossier-settings-summary", text: say("settings") })]);
    var title = make("input", { type: "text", id: "dossier-title-field", autocomplete: "off", maxlength: 200, "aria-describedby": "dossier-title-why", on: { input: function () { store.set("title", title.value, "form"); } } });
    var tlp = make("select", { id: "dossier-tlp", autocomplete: "off", "aria-describedby": "dossier-tlp-why", on: { change: function () { store.set("tlp", tlp.value, "form"); } } },
      Agora.dossierData.vocabularies.tlp.terms.map(function (term) { return make("option", { value: term.id, text: term.label + " – " + term.definition }); }));
    function draw() { title.value = store.get("title") || ""; tlp.value = store.get("tlp"); }
    draw();
    details.appendChild(make("div", { "class": "dossier-item-body" }, [
      make("div", { "class": "dossier-field" }, [make("label", { "class": "dossier-label", "for": "dossier-title-field", text: say("dossier_title") }), make("p", { "class": "dossier-why", id: "dossier-title-why", text: say("dossier_title_why") }), title]),
      make("div", { "class": "dossier-field" }, [make("label", { "class": "dossier-label", "for": "dossier-tlp", text: say("marking_label") }), make("p", { "class": "dossier-why", id: "dossier-tlp-why", text: say("marking_why") }), tlp]),
      storage]));
    return { node: details, draw: draw };
  }

  /* Put the tools into the page; `store` is the store, `told(sentence)` speaks to the reader. */
  function create(store, places, told) {
    var name = "", timer = null;

    function ask(question, act) {
      Agora.dossierOpen.dialog(question, function (leave) {
        return [make("p", { "class": "dossier-buttons" }, [
          Agora.dossierElement.button(say("go_on"), function () { leave(); act(); }), Agora.dossierElement.button(say("cancel"), leave)])];
      });
    }

    function unlessUnsaved(question, act) {
      if (store.dirty()) { ask(question, act); } else { act(); }
    }

    /* A list of sentences that stays until it is closed. */
    function list(heading, reasons) {
      Agora.dossierElement.replace(places.refused, reasons.length ? [make("div", { "class": "dossier-errors", role: "group", "aria-labelledby": "dossier-refused-heading" }, [
        make("h3", { id: "dossier-refused-heading", text: say(heading) }),
        make("ul", {}, reasons.map(function (reason) { return make("li", { text: reasonText(reason) }); })),
        Agora.dossierElement.button(say("close"), function () { list("", []); picker.focus(); })])] : []);
    }

    /* The bytes or text of a file become the current dossier, or nothing changes. */
    function take(given, sentence) {
      var found = Agora.dossierFile.open(given, Agora.dossierData.schema);
      if (!found.dossier) {
        list("refused", found.reasons);
        told(say("said_refused"));
        return false;
      }
      list("notes", found.notes);
      store.replace(found.dossier, found.notes.length > 0);
      told(say(found.notes.length ? "said_migrated" : sentence));
      return true;
    }

    /* A dossier that came with the page; it gets an id of its own, so that no two readers share one. */
    function lay(dossier, sentence) {
      unlessUnsaved(say("ask_open"), function () {
        if (take(JSON.stringify(Object.assign({}, dossier, { id: Agora.dossierStore.randomId() })), sentence)) { name = ""; }
      });
    }

    function chosen() {
      var file = input.files && input.files[0];
      if (!file) { return; }
      input.value = "";
      unlessUnsaved(say("ask_open"), function () {
        var reader = new FileReader();
        reader.onload = function () {
          if (take(new Uint8Array(reader.result), "said_opened")) { name = file.name.slice(-ENDING.length) === ENDING ? file.name : ""; }
        };
        reader.onerror = function () { list("refused", [{ id: "unreadable" }]); };
        reader.readAsArrayBuffer(file.slice(0, Agora.dossierJson.LARGEST + 1));
      });
    }

    function save(as) {
      var day = today(), file = written(store.value(), day);
      name = as || name || fileName("dossier", ENDING);
      deliver(name, file.text, TYPE);
      list("notes", file.notes.concat(file.reasons));
      store.set("", stamped(store.value(), day), "form");
      store.saved();
      told(say("said_saved", { name: name }));
    }

    function saveAs() {
      Agora.dossierOpen.dialog(say("save_as"), function (leave) {
        var field = make("input", { type: "text", id: "dossier-file-name", autocomplete: "off", "aria-describedby": "dossier-file-name-why" });
        field.value = (name || "dossier" + ENDING).slice(0, -ENDING.length);
        var box = make("input", { type: "checkbox", id: "dossier-file-title" });
        box.addEventListener("change", function () { field.value = box.checked ? store.get("title") || field.value : "dossier"; });
        function go() { leave(); save(fileName(field.value, ENDING)); }
        field.addEventListener("keydown", function (event) { if (event.key === "Enter") { event.preventDefault(); go(); } });
        return [make("label", { "for": "dossier-file-name", text: say("file_name") }), field, make("span", { text: ENDING }),
          make("p", { "class": "dossier-quiet", id: "dossier-file-name-why", text: say("file_name_why") }),
          store.get("title") ? make("p", {}, [make("label", {}, [box, " " + say("with_title")])]) : "",
          make("p", { "class": "dossier-buttons" }, [Agora.dossierElement.button(say("save"), go), Agora.dossierElement.button(say("cancel"), leave)])];
      });
    }

    function begin(sentence) {
      name = "";
      list("", []);
      store.replace(blank(today()));
      told(say(sentence));
    }

    function forget() {
      ask(say("ask_forget"), function () {
        clearTimeout(timer);
        drop();
        [Agora.dossierRequest, Agora.dossierFacts, Agora.dossierProgress].forEach(function (one) { one.forget(); });
        if (storeBox) { storeBox.checked = false; }
        input.value = "";
        begin("said_forgotten");
      });
    }

    function storing() {
      if (storeBox.checked) {
        var done = keep(store.value());
        storeBox.checked = done;
        told(say(done ? "said_stored" : "said_store_failed"));
      } else {
        clearTimeout(timer);
        drop();
        told(say("said_not_stored"));
      }
    }

    var input = make("input", { type: "file", id: "dossier-open-file", accept: ENDING + ",.json," + TYPE, "class": "agora-hidden", tabindex: "-1", "aria-label": say("open_file"), on: { change: chosen } });
    var picker = Agora.dossierElement.button(say("open"), function () { input.click(); }, { id: "dossier-open-button", title: say("open_file") });
    var state = make("span", { "class": "dossier-quiet", id: "dossier-state" });
    var undo = Agora.dossierElement.button(say("undo"), function () { if (store.undo()) { told(say("said_undone")); } }, { id: "dossier-undo" });
    Agora.dossierElement.replace(places.tools, [picker, input,
      Agora.dossierElement.button(say("save"), function () { save(""); }, { id: "dossier-save", "class": "dossier-main-button" }),
      Agora.dossierElement.button(say("save_as"), saveAs, { id: "dossier-save-as" }),
      Agora.dossierElement.button(say("new"), function () { unlessUnsaved(say("ask_new"), function () { begin("said_new"); }); }, { id: "dossier-new" }),
      undo, Agora.dossierElement.button(say("print"), function () { window.print(); }, { id: "dossier-print" }),
      Agora.dossierElement.button(say("forget"), forget, { id: "dossier-forget" }), " ", state]);

    var storeBox = mayStore() ? make("input", { type: "checkbox", id: "dossier-store", autocomplete: "off", "aria-describedby": "dossier-store-why", on: { change: storing } }) : null;
    Agora.dossierElement.replace(places.storage, storeBox
      ? [make("label", {}, [storeBox, " " + say("store")]), make("p", { "class": "dossier-why", id: "dossier-store-why", text: say("store_why") })]
      : [make("p", { "class": "dossier-why", text: say("store_not") })]);

    function show() {
      state.textContent = say(store.dirty() ? "unsaved" : "saved");
      undo.disabled = !store.canUndo();
    }

    store.subscribe(function () {
      show();
      if (!storeBox || !storeBox.checked) { return; }
      clearTimeout(timer);
      timer = setTimeout(function () { keep(store.value()); }, 300);
    });
    window.addEventListener("beforeunload", function (event) {
      if (storeBox && storeBox.checked) { keep(store.value()); }
      if (store.dirty()) { event.preventDefault(); event.returnValue = ""; }
    });
    var text = copy();
    if (text !== null) {
      storeBox.checked = true;
      take(text, "said_restored");
    }
    show();
    return { take: take, lay: lay, deliver: deliver };
  }

  return { create: create, settings: settings, blank: blank, wiki: wiki, stamped: stamped, deliver: deliver, fileName: fileName, today: today, keeps: keeps };
})();
