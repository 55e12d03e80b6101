/* Step 5, who and by what: candidates from the basket, from replies in a CSV file, or none at all; our criteria; minimums.
   In: the view of dossier-panel-evaluation.js. Out: nodes. Nothing is taken over but by a button, and each can be undone. */
var Agora = Agora || {};
Agora.dossierEvaluationCandidates = (function () {
  "use strict";

  var NAME_FIELD = "solution", FIELDS = ["reply_fields", "data_questions", "ethics_questions"], NO_MINIMUM = "";

  function make(tag, attributes, children) { return Agora.dossierElement.make(tag, attributes, children); }

  /* The fields of the reply form, from the table of the request. */
  function fields() {
    var questions = (Agora.dossierData.tables.request || {}).questions || [];
    return questions.filter(function (question) { return FIELDS.indexOf(question.id) >= 0; }).reduce(function (all, question) {
      return all.concat((question.options || []).map(function (option) { return { id: option.id, labels: [option.label] }; }));
    }, []);
  }

  function fieldName(id) {
    var found = fields().filter(function (field) { return field.id === id; })[0];
    return found ? found.labels[0] : id;
  }

  function titleOf(id) { return Agora.dossierElement.entryTitle(id); }

  /* What stands in the basket and among the combinations and is no candidate yet. */
  function offered(view) {
    var there = view.evaluation.candidates, one = view.context.assessment;
    function known(key, value) { return there.some(function (item) { return item[key] === value; }); }
    return (one.basket || []).filter(function (id) { return !known("measure", id); }).map(function (id) {
      return { name: titleOf(id), measure: id, origin: "basket" };
    }).concat((one.combinations || []).filter(function (set) { return set.name && !known("name", set.name); }).map(function (set) {
      return { name: set.name, measure: "", origin: "basket" };
    }));
  }

  function take(view, items) {
    var list = view.now("candidates", []);
    items.forEach(function (item) {
      list = list.concat([Object.assign({ measure: "", reply: {} }, item, { id: view.context.nextId(list, "k") })]);
    });
    view.set("candidates", list);
    view.context.tell(view.say("said-taken", { names: items.map(function (item) { return item.name; }).join(", ") }));
  }

  function candidates(view) {
    var offers = offered(view), nothing = view.say("do-nothing"), has = view.evaluation.candidates.some(function (item) { return item.name === nothing; });
    return [make("h3", { text: view.say("candidates-title") }),
      make("p", { text: view.evaluation.candidates.length ? view.say("candidates-count", { count: view.evaluation.candidates.length }) : view.say("candidates-empty") }),
      offers.length ? make("p", { text: view.say("basket-offers") }) : "",
      offers.length ? make("ul", { "class": "dossier-offers" }, offers.map(function (item) {
        return make("li", {}, [view.button("take-" + (item.measure || item.name.length + "-" + offers.indexOf(item)), view.say("add", { label: item.name }), function () { take(view, [item]); }, "dossier-small"),
          item.measure ? " " : "", item.measure ? Agora.dossierElement.entryLink(item.measure, view.say("read_entry")) : ""]);
      })) : (view.context.assessment.basket || []).length ? "" : make("p", {}, [view.say("basket-empty") + " ", view.button("to-solutions", view.say("to-solutions"), function () { view.context.go("solutions"); }, "dossier-link")]),
      make("p", { "class": "dossier-buttons" }, [
        offers.length > 1 ? view.button("take-all", view.say("take-all", { count: offers.length }), function () { take(view, offers); }) : "",
        has ? "" : view.button("do-nothing", view.say("add", { label: nothing }), function () { take(view, [{ name: nothing, origin: "typed" }]); })]),
      view.details("replies", view.say("replies-title"), function () { return replies(view); })];
  }

  /* A file, or its text; what was read; one button that takes it over. */
  function replies(view) {
    var out = make("div", { "aria-live": "polite" });
    var file = make("input", { type: "file", id: "evaluation-replies-file", accept: ".csv,text/csv,text/plain", "aria-describedby": "evaluation-replies-how" });
    var pasted = make("textarea", { id: "evaluation-replies-text", rows: 3, autocomplete: "off", spellcheck: "false" });
    file.addEventListener("change", function () {
      var chosen = file.files[0];
      if (!chosen) { return; }
      var reader = new FileReader();
      reader.onload = function () { show(new TextDecoder("utf-8").decode(reader.result)); };
      reader.onerror = function () { Agora.dossierElement.replace(out, [make("p", { "class": "dossier-error", text: view.say("unreadable") })]); };
      reader.readAsArrayBuffer(chosen);
      file.value = "";
    });
    function show(text) {
      var found = Agora.dossierReplies.readReplies(text, fields(), NAME_FIELD);
      Agora.dossierElement.replace(out, found.errors.length ? faults(view, found) : preview(view, found, function () { Agora.dossierElement.replace(out, []); }));
    }
    return [make("p", { id: "evaluation-replies-how", text: view.say("replies-how", { field: fieldName(NAME_FIELD) }) }),
      make("p", {}, [view.button("replies-form", view.say("replies-form"), function () {
        view.context.deliver(view.say("replies-form-name"), "\ufeff" + fields().map(function (field) { return '"' + field.labels[0].replace(/"/g, '""') + '"'; }).join(";") + "\r\n", "text/csv;charset=utf-8");
      })]),
      make("p", { "class": "dossier-bounds" }, [make("label", { "for": "evaluation-replies-file" }, [view.say("replies-file") + " ", file])]),
      make("label", { "for": "evaluation-replies-text", text: view.say("replies-paste") }), pasted,
      make("p", {}, [view.button("replies-read", view.say("replies-read"), function () { show(pasted.value); })]), out];
  }

  function faults(view, found) {
    return [make("p", { "class": "dossier-error", text: view.say("replies-refused") }), view.list(found.errors.map(view.sentence))];
  }

  function preview(view, found, done) {
    var strange = found.columns.filter(function (column) { return !column.field && column.header; });
    var again = found.replies.filter(function (reply) {
      return view.evaluation.candidates.some(function (item) { return item.name === reply.name; });
    });
    return [make("p", { text: view.say("replies-found", { count: found.replies.length }) }),
      view.list(found.replies.map(function (reply) { return view.say("reply-found", { name: reply.name, count: Object.keys(reply.reply).length }); })),
      strange.length ? make("p", { text: view.say("replies-strange", { names: view.joined(strange.map(function (column) { return column.header; })) }) }) : "",
      again.length ? make("p", { text: view.say("replies-again", { names: again.map(function (reply) { return reply.name; }).join(", ") }) }) : "",
      view.button("replies-take", view.say("replies-take", { count: found.replies.length }), function () {
        var there = view.now("candidates", []), more = Agora.dossierReplies.candidatesOf(found.replies, Agora.dossierEvaluation.idsOf(there));
        done();
        view.set("candidates", there.concat(more));
        view.context.tell(view.say("said-taken", { names: more.map(function (item) { return item.name; }).join(", ") }));
        document.getElementById("evaluation-replies-summary").focus();
      }, "dossier-main-button")];
  }

  /* Our criteria that are not chosen yet. */
  function missing(view) {
    return view.table_.criteria.filter(function (row) {
      return !view.evaluation.criteria.some(function (item) { return item.standard === row.id; });
    });
  }

  function criteria(view) {
    var left = missing(view), list = view.evaluation.criteria;
    return [make("h3", { text: view.say("criteria-title") }),
      list.length ? "" : make("p", { text: view.say("criteria-empty") }),
      left.length ? make("p", { "class": "dossier-buttons" }, [view.button("criteria-take", view.say("criteria-take", { count: left.length }), function () {
        var all = view.now("criteria", []);
        left.forEach(function (row) { all = all.concat([{ id: view.context.nextId(all, "c"), name: "", standard: row.id, veto: row.veto }]); });
        view.set("criteria", all);
        view.context.tell(view.say("said-taken", { names: left.map(function (row) { return row.label; }).join(", ") }));
        (document.getElementById("evaluation-criteria-list") || document.body).focus();
      }, list.length ? "" : "dossier-main-button")]) : "",
      list.length ? make("ul", { "class": "dossier-criteria", id: "evaluation-criteria-list", tabindex: "-1", "aria-label": view.say("criteria-caption") }, list.map(function (item) {
        return make("li", {}, [make("strong", { text: view.criterion(item.id) }), minimum(view, item), levels(view, item)]);
      })) : "",
      list.length ? view.quiet(view.say("minimum-why")) : ""];
  }

  function minimum(view, item) {
    var select = make("select", { id: "evaluation-minimum-" + item.id, autocomplete: "off", on: { change: function () {
      view.set("criteria/" + item.id + "/veto", select.value === NO_MINIMUM ? null : Number(select.value));
    } } }, [make("option", { value: NO_MINIMUM, text: view.say("no-minimum") })].concat([1, 2, 3, 4, 5].map(function (level) { return make("option", { value: level, text: level }); })));
    select.value = typeof item.veto === "number" ? String(item.veto) : NO_MINIMUM;
    return make("label", { "for": select.id }, [view.say("minimum"), make("span", { "class": "agora-hidden", text: " " + view.criterion(item.id) }), " ", select]);
  }

  function levels(view, item) {
    var standard = view.standard(item);
    if (!standard) { return view.quiet(view.say("levels-own")); }
    return view.details("levels-" + item.id, standard.question, function () {
      return [make("ol", {}, standard.levels.map(function (level) { return make("li", { text: level.description }); })),
        standard.entry ? Agora.dossierElement.entryLink(standard.entry, view.say("read_entry")) : ""];
    });
  }

  function draw(view) {
    var one = view.context.assessment;
    return [
      view.section("candidates", JSON.stringify([one.basket, one.combinations, view.candidateNames, view.evaluation.candidates.map(function (item) { return item.measure; })]), function () { return candidates(view); }),
      view.section("criteria", JSON.stringify([view.evaluation.criteria]), function () { return criteria(view); })];
  }

  return { draw: draw, fields: fields, fieldName: fieldName };
})();
