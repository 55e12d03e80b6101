/* Below each step: what is missing, whether the step is set aside, its documents, the way to the next one; and in the list of
   steps how far each is. In: the store, `places(path)` and `go(path)` of the views; the view, the chosen assessment, the place.
   Out: the page brought up to date. Invariant: only what has changed is drawn, and the focus stays. */
var Agora = Agora || {};
Agora.dossierNext = (function () {
  "use strict";

  function make(tag, attributes, children) { return Agora.dossierElement.make(tag, attributes, children); }
  function say(key, values, table) { return Agora.dossierElement.say(key, values, table); }

  function nameOf(missing) {
    var values = {};
    Object.keys(missing.values || {}).forEach(function (key) {
      values[key] = Array.isArray(missing.values[key]) ? missing.values[key].filter(Boolean).join(", ") : missing.values[key];
    });
    return say(missing.id, values, "file");
  }

  function create(store, places, go) {
    var isNews = null, opened = {};

    function setAside(view) {
      function others() { return (store.get("not_applicable") || []).filter(function (step) { return step !== view; }); }
      var box = make("input", { type: "checkbox", id: "set-aside-" + view, autocomplete: "off", on: { change: function () {
        store.set("not_applicable", box.checked ? others().concat([view]) : others());
      } } });
      box.checked = (store.get("not_applicable") || []).indexOf(view) >= 0;
      return make("p", { "class": "dossier-no-print" }, [make("label", { "class": "dossier-check" }, [box, " " + say("set_aside")])]);
    }

    function lacking(view, missing) {
      return make("details", { "class": "dossier-missing", id: "missing-" + view, open: opened[view], on: { toggle: function (event) { opened[view] = event.target.open; } } }, [
        make("summary", { id: "missing-summary-" + view, text: say("missing") + " (" + missing.length + ")" }),
        make("ul", {}, missing.map(function (one) {
          var path = (one.paths || [])[0];
          return make("li", {}, [path && places(path).length ? Agora.dossierElement.button(nameOf(one), function () { go(path); }, { "class": "dossier-link" }) : nameOf(one)]);
        }))]);
    }

    function drawNext(view, node, missing) {
      var steps = Agora.dossierData.steps, next = steps[steps.indexOf(view) + 1];
      Agora.dossierParts.swap(node, [
        missing.length ? lacking(view, missing) : "",
        setAside(view), Agora.dossierOutputs ? Agora.dossierOutputs.bar(view) : "",
        next ? make("p", { "class": "dossier-no-print" }, [make("a", { href: "#" + next, id: "next-" + view, text: say("next_step", { title: Agora.dossierData.tables[next].title }) })]) : ""]);
    }

    function draw(view, assessment, slot) {
      if (!isNews) { isNews = Agora.dossierParts.news(); }
      Agora.dossierProgress.progress(store.value(), assessment ? assessment.id : "").forEach(function (row) {
        var state = isNews("state-" + row.step, [row.state]) ? document.querySelector("[data-state='" + row.step + "']") : null;
        if (state) { state.textContent = say(row.state); state.className = "dossier-state dossier-state-" + row.state; }
        if (row.step === view && isNews("next", [row.missing, store.get("not_applicable")])) { drawNext(view, slot(view, "next"), row.missing); }
      });
    }

    return { draw: draw, forget: function () { isNews = null; } };
  }

  return { create: create };
})();
