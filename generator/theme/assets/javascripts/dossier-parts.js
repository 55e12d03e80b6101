/* Parts of a panel that are drawn anew only when something that they show has changed, and the frames in which that happens.
   In: a name, a list of plain values that the part shows (texts, numbers, values of the store, results that are the same object as
   long as they say the same; or a function that gives the list, which is asked in the frame of the part, for what takes time to
   work out), and how it is drawn. Out: nodes that stay where they are. Invariant: the part in which the reader stands and what
   was empty are drawn at once, every other stale part in a frame of its own, so that an answer never waits for what depends on
   it; what comes twice before its frame is drawn once; an error is told in the place of its part and harms no other; focus,
   selection and the scrolling of tables survive.
   Refuses: to look at a clock; to compare what is inside a value. */
var Agora = Agora || {};
Agora.dossierParts = (function () {
  "use strict";

  var waiting = {}, scrolled = {};

  /* Do something in a frame of its own, after what waits already; the newest of one name is done. */
  function later(name, act) {
    if (!isWaiting()) { requestAnimationFrame(next); }
    waiting[name] = act;
  }

  function isWaiting() { return Object.keys(waiting).length > 0; }

  function first() {
    var name = Object.keys(waiting)[0], act = waiting[name];
    delete waiting[name];
    return act;
  }

  function next() {
    if (!isWaiting()) { return; }
    var act = first();
    if (isWaiting()) { requestAnimationFrame(next); }
    act();
  }

  /* Everything that waits, now: before paper is printed. */
  function finish() {
    while (isWaiting()) { first()(); }
  }

  function forget() { waiting = {}; }

  /* How far tables with an id are scrolled is noted when it happens: to ask for it later would lay the page out once more. */
  function noteScroll(event) {
    var wide = event.target;
    if (wide.id && wide.scrollLeft) { scrolled[wide.id] = wide.scrollLeft; } else { delete scrolled[wide.id]; }
  }

  /* Replace the content of a node; focus, selection and the scrolling of tables that have an id survive. */
  function swap(node, children) {
    var active = document.activeElement, id = node.contains(active) ? active.id : "";
    var start = id && typeof active.selectionStart === "number" ? active.selectionStart : null;
    var there = children.filter(Boolean);
    if (there.length === node.childNodes.length && there.every(function (child, at) { return child === node.childNodes[at]; })) { return; }
    Agora.dossierElement.replace(node, children);
    Object.keys(scrolled).forEach(function (name) {
      var wide = document.getElementById(name);
      if (wide && node.contains(wide)) { wide.scrollLeft = scrolled[name]; }
    });
    var again = id && document.getElementById(id);
    if (again) {
      again.focus();
      if (start !== null && again.type === "text") { again.setSelectionRange(start, start); }
    }
  }

  function same(one, other) {
    return one.length === other.length && one.every(function (value, at) { return value === other[at]; });
  }

  /* A memory of what was shown: whether the values under a name differ from those of the last time. */
  function news() {
    var seen = {};
    return function (name, reads) {
      var before = seen[name];
      seen[name] = reads;
      return !before || !same(before, reads);
    };
  }

  /* Parts under one prefix. `now(name, reads, draw)` and `soon(…)` give the node of a part; `draw` gives its children. */
  function create(prefix) {
    var parts = {};

    function refill(one, reads, draw) {
      try {
        var values = typeof reads === "function" ? reads() : reads;
        if (one.reads && same(one.reads, values)) { return; }
        one.reads = values;
        swap(one.node, draw());
      } catch (fault) {
        one.reads = null;
        swap(one.node, [Agora.dossierElement.make("p", { "class": "dossier-error", text: String(fault.message || fault) })]);
        console.error(fault);
      }
    }

    function now(name, reads, draw) {
      var one = parts[name] || (parts[name] = { node: Agora.dossierElement.make("div", { id: prefix + name, "class": "dossier-drawn" }), reads: null });
      delete waiting[prefix + name];
      refill(one, reads, draw);
      return one.node;
    }

    function soon(name, reads, draw) {
      var one = parts[name];
      if (!one || !one.reads || !one.node.firstChild || one.node.contains(document.activeElement)) { return now(name, reads, draw); }
      if (typeof reads !== "function" && same(one.reads, reads)) {
        delete waiting[prefix + name];
      } else {
        later(prefix + name, function () { refill(one, reads, draw); });
      }
      return one.node;
    }

    /* The next time the part is drawn anew whatever it reads. */
    function spoil(name) { if (parts[name]) { parts[name].reads = null; } }

    return { now: now, soon: soon, spoil: spoil, node: function (name) { return parts[name].node; } };
  }

  /* A panel of such parts, [[name, reads, draw, within], …]: one node that stays in the memory of its step. Where `within` is
     true, a part that comes later in the list puts the node into its own: context.memory.parts.node(name). */
  function panel(context, list) {
    var kept = context.memory.parts;
    if (!kept) {
      kept = context.memory.parts = create(context.step + "-part-");
      kept.root = Agora.dossierElement.make("div");
    }
    list.forEach(function (one) { kept.soon(one[0], one[1], one[2]); });
    if (!kept.root.firstChild) {
      Agora.dossierElement.replace(kept.root, list.filter(function (one) { return !one[3]; }).map(function (one) { return kept.node(one[0]); }));
    }
    return kept.root;
  }

  document.addEventListener("scroll", noteScroll, true);
  return { later: later, isWaiting: isWaiting, finish: finish, forget: forget, swap: swap, news: news, create: create, panel: panel };
})();
