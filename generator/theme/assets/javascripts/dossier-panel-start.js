/* The start view: what changed in the wiki since the file was noted, and the worked example.
   In: the context of the start view; Agora.dossierExample, a whole dossier, where the site ships one. Out: nodes or null.
   Invariant: what changed is told until the reader says that it was seen; saving alone hides nothing (Agora.dossierChanges.noted).
   Refuses: to change an answer. */
var Agora = Agora || {};
Agora.dossierStart = Agora.dossierStart || {};
(function () {
  "use strict";
  var LISTS = ["withdrawn", "gone", "changed", "not_noted", "new"];

  function make(tag, attributes, children) { return Agora.dossierElement.make(tag, attributes, children); }
  function say(key, values) { return Agora.dossierElement.say(key, values, "file"); }

  /* The way to one answer; only its place in words where no question asks for it. */
  function way(context, path, id) {
    var place = Agora.dossierOpen.asked(path), text = Agora.dossierOpen.trail(context.dossier, path, place);
    return place ? Agora.dossierNames.link(id, text, function () { context.go(path); }) : text;
  }

  function entry(list, item) {
    if (list === "gone") { return item.id; }
    if (list !== "withdrawn") { return Agora.dossierElement.entryLink(item.id); }
    if (!item.replaced_by) { return Agora.dossierElement.entryLink(item.id); }
    var link = Agora.dossierElement.entryLink(item.replaced_by);
    return make("span", {}, [Agora.dossierElement.entryLink(item.id), ", "].concat(Agora.dossierNames.around(Agora.dossierElement.say("changes-replaced", {}, "file"), "title", link)));
  }

  function row(context, list, item) {
    var paths = item.because.map(function (one) { return one.answer; }).filter(Boolean), id = "changes-" + item.id;
    var told = say(list === "new" ? "changes-answers" : "changes-uses", { count: paths.length });
    return make("li", {}, [entry(list, item), Agora.dossierNames.folded(context.memory, id, told, list !== "new" && paths.length < 4, [
      Agora.dossierNames.listOf(paths.map(function (path, at) { return way(context, path, id + "-" + at); }))])]);
  }

  Agora.dossierStart.changes = function (context) {
    var dossier = context.dossier, wiki = Agora.dossierFiles.wiki();
    if ((dossier.content_version || "") === wiki.content_version) { return null; }
    var found = Agora.dossierChanges.changes(dossier, wiki), lists = LISTS.filter(function (list) { return found[list].length; });
    return make("section", { "class": "dossier-no-print", "aria-labelledby": "changes-heading" }, [
      make("h3", { id: "changes-heading", tabindex: "-1", text: say("changes") }),
      dossier.content_version ? make("p", { "class": "dossier-quiet", text: say("changes-versions", { found: dossier.content_version, known: wiki.content_version }) }) : "",
      make("p", { text: say(lists.length ? "changes-how" : "changes-none") })
    ].concat(lists.map(function (list) {
      return make("div", {}, [make("h4", { text: say("changes-" + list) }), make("ul", {}, found[list].map(function (item) { return row(context, list, item); }))]);
    }), [make("p", {}, [context.button(say("changes-seen"), function () {
      context.edit(function (now) { return Agora.dossierChanges.noted(now, Agora.dossierFiles.wiki(), true); });
      context.tell(say("changes-noted"));
      document.getElementById("start-heading").focus();
    }, { id: "changes-seen" })])]));
  };

  Agora.dossierStart.example = function () {
    if (!Agora.dossierExample) { return null; }
    return make("p", { "class": "dossier-buttons dossier-no-print" }, [Agora.dossierElement.button(Agora.dossierElement.say("example_open"), function () {
      Agora.dossierViews.files().lay(Agora.dossierExample, "said_example");
    }, { id: "example-open" })]);
  };
})();
