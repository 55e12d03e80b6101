/* What the panels of steps 6 and 7 share: names of standard tasks and points, tables with things to press in them, suggestions.
   In: the context of a panel (see dossier-views.js). Out: nodes and words. A suggestion is taken over with one press, and taken
   back with another while the notice stands. Refuses: to work out what applies or what is late; dossier-plan.js does. */
var Agora = Agora || {};
Agora.dossierPlanShow = (function () {
  "use strict";
  var LISTS = { implementation: "tasks", review: "watch" };
  var PARTS = { implementation: "plan/tasks", review: "review/watch" };
  var ORDER = ["overdue", "soon", "open", "undated", "done", "not-applicable"];

  function make(tag, attributes, children) { return Agora.dossierElement.make(tag, attributes, children); }
  function say(key, values, step) { return Agora.dossierElement.say(key, values, step); }

  function byId(rows, id) { return Agora.dossierElement.byId(rows, id); }

  function asked(step) {
    return byId(Agora.dossierData.tables[step].questions, LISTS[step]).questions;
  }

  function rules(step) { return Agora.dossierData.tables[step][LISTS[step]]; }
  function rule(step, id) { return byId(rules(step), id); }
  function label(step, id) { return (byId(asked(step)[0].options, id) || { label: id }).label; }

  /* The name of a task or a point: what it is by the list, else its own words. */
  function named(step, row) {
    return row.standard ? label(step, row.standard) : row.words || say("not_named", {}, step);
  }

  function owner(dossier, row) {
    var member = byId((dossier.team || {}).members, row.owner);
    return member && member.name ? member.name : row.owner || "";
  }

  /* "Overdue by 3 days": one day and today have sentences of their own. */
  function stateText(step, state) {
    var days = Math.abs(state.days || 0), key = "state_" + state.state;
    if (state.state === "soon" && state.days === 0) { key = "state_today"; } else if (days === 1 && state.state !== "done" && state.state !== "not-applicable") { key += "_one"; }
    return Agora.dossierElement.knows(key) ? say(key, { days: days }, step) : say("state_" + state.state, { days: days }, step);
  }

  function missingText(step, state) {
    return state.missing.map(function (name) { return say("missing_" + name, {}, step); });
  }

  /* States with their rows, what presses most first. */
  function inOrder(states, rows) {
    return states.map(function (state, at) { return { state: state, row: byId(rows, state.id), at: at }; }).sort(function (one, other) {
      return ORDER.indexOf(one.state.state) - ORDER.indexOf(other.state.state) || (one.state.days || 0) - (other.state.days || 0) || one.at - other.at;
    });
  }

  /* A table whose cells may be texts or nodes; the first cell of a row is its head. It scrolls by itself where it is too wide.
     `hidden` keeps the caption from the eye where a heading right above says the same. */
  function table(caption, head, rows, hidden) {
    return make("div", { "class": "dossier-scroll", tabindex: "0", role: "region", "aria-label": caption }, [make("table", { "class": head.length > 3 ? "dossier-wide" : null }, [
      make("caption", { "class": hidden ? "agora-hidden" : null, text: caption }),
      make("thead", {}, [make("tr", {}, head.map(function (cell) { return make("th", { scope: "col", text: cell }); }))]),
      make("tbody", {}, rows.map(function (row) {
        return make("tr", {}, row.map(function (cell, at) {
          var day = /^\d{4}-\d{2}-\d{2}$/.test(cell);
          return make(at ? "td" : "th", { scope: at ? null : "row", "class": day ? "dossier-whole" : null }, Array.isArray(cell) ? cell : [cell]);
        }));
      }))])]);
  }

  function list(nodes, name) { return make("ul", { "class": name || null }, nodes.map(function (node) { return make("li", {}, Array.isArray(node) ? node : [node]); })); }

  /* A button that leads to the question behind a path. */
  function leading(context, text, path, id) {
    return context.button(text, function () { context.go(path); }, { "class": "dossier-link", id: id });
  }

  /* A number or word that opens what is behind it, with an id of its own, so that the focus comes back to it. */
  function number(context, text, because, title, id) {
    var node = context.number(text, because, title);
    node.id = id;
    return node;
  }

  /* New rows for the list of a step; what was added can be taken back as long as the notice stands. */
  function take(context, rows) {
    var path = context.path.replace(/\/[a-z]+$/, "") + "/" + PARTS[context.step], before = Agora.dossierStore.get(context.dossier, path) || [];
    var added = [];
    rows.forEach(function (row) {
      added.push(Object.assign({ id: context.nextId(before.concat(added), LISTS[context.step].charAt(0)) }, row));
    });
    context.memory.taken = { path: path, ids: added.map(function (row) { return row.id; }), name: added.map(function (row) { return named(context.step, row); }).join(", ") };
    context.set(path, before.concat(added));
    context.tell(context.say("taken", { names: context.memory.taken.name }));
  }

  function notice(context) {
    var taken = context.memory.taken;
    if (!taken) { return ""; }
    var here = Agora.dossierStore.get(context.dossier, taken.path) || [];
    if (!taken.ids.every(function (id) { return byId(here, id); })) { return ""; }
    return make("p", { "class": "dossier-notice" }, [context.say("taken", { names: taken.name }) + " ", context.button(context.say("take_back"), function () {
      context.memory.taken = null;
      context.set(taken.path, here.filter(function (row) { return taken.ids.indexOf(row.id) < 0; }));
      context.tell(context.say("taken_back", { names: taken.name }));
      var first = document.getElementById(context.step + "-suggested");
      if (first) { first.focus(); }
    }, { "class": "dossier-small", id: context.step + "-take-back" })]);
  }

  /* Suggestions, each with a word of why and a button: [{standard, more: [nodes], row}]. */
  function suggestions(context, items, all) {
    var step = context.step;
    return make("section", { "aria-labelledby": step + "-suggested" }, [
      make("h3", { id: step + "-suggested", tabindex: "-1", text: context.say("suggested") }), notice(context),
      items.length ? "" : make("p", { text: context.say("all_listed") }),
      items.length > 1 && all.length > 1 ? make("p", { "class": "dossier-buttons" }, [context.button(context.say("take_all", { count: all.length }), function () {
        take(context, all.map(function (item) { return item.row; }));
        focusNotice(step);
      }, { id: step + "-take-all" })]) : "",
      items.length ? make("ul", { "class": "dossier-suggestions" }, items.map(function (item) {
        var known = rule(step, item.standard), name = label(step, item.standard);
        return make("li", {}, [make("p", {}, [make("strong", { text: name }), " – "].concat(item.more)),
          make("p", {}, [known.words, known.entry ? " " : "", known.entry ? Agora.dossierElement.entryLink(known.entry, Agora.dossierElement.say("read_entry")) : ""]),
          context.button(context.say("take", { name: name }), function () { take(context, [item.row]); focusNotice(step); }, { "class": "dossier-small", id: step + "-take-" + item.standard })]);
      })) : ""]);
  }

  /* The button that was pressed is gone with its suggestion; the next stop is the one that takes it back. */
  function focusNotice(step) {
    requestAnimationFrame(function () { requestAnimationFrame(function () {
      var back = document.getElementById(step + "-take-back");
      if (back && document.activeElement === document.body) { back.focus(); }
    }); });
  }

  return {
    rules: rules, rule: rule, label: label, named: named, owner: owner, stateText: stateText, missingText: missingText, inOrder: inOrder,
    table: table, list: list, leading: leading, number: number, suggestions: suggestions
  };
})();
