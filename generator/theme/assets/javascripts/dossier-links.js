/* What holds a dossier together: ids, references from one part to another, ranges round their levels.
   generator/tools/dossier_links.py is its twin. In: a dossier of the right form. Out: reasons against it, or a copy in order
   with notes on what was changed. What comes out of `tidied` has nothing loose; nothing that is given is changed. */
var Agora = Agora || {};
Agora.dossierLinks = (function () {
  "use strict";
  var SCALE = ["level", "low", "high", "reason"];
  var SCALES_OF_A_SCENARIO = ["likelihood", "people", "function", "symbolic", "economic", "existing"];
  var UNKNOWN = "unknown";
  var HALF = /\p{Surrogate}/u, HALVES = /\p{Surrogate}/gu;

  function isObject(value) {
    return Agora.dossierSchema.isObject(value);
  }

  function reason(id, path, name) {
    var values = { path: Agora.dossierJson.shown(path) };
    if (name !== undefined) { values.name = name; }
    return Agora.dossierJson.reason(id, values);
  }

  function copyOf(value) {
    return JSON.parse(JSON.stringify(value));
  }

  function idsOf(holder, key) {
    return (holder[key] || []).map(function (item) { return item.id; });
  }

  function without(ids, id) {
    return ids.filter(function (other) { return other !== id; });
  }

  /* Calls `visit` with every reference inside the file; what an earlier one leads to is read when the later one is met. */
  function eachLink(dossier, visit) {
    function link(path, holder, key, form, targets) {
      visit({ path: path, holder: holder, key: key, form: form, targets: targets });
    }
    var sites = dossier.sites || [], assessments = idsOf(dossier, "assessments");
    sites.forEach(function (site, place) {
      (site.existing || []).forEach(function (item, at) {
        link(["sites", place, "existing", at], item, "zones", "many", [idsOf(site, "zones")]);
      });
    });
    (dossier.assessments || []).forEach(function (one, place) {
      var path = ["assessments", place];
      link(path, one, "site", "one", [idsOf(dossier, "sites")]);
      link(path, one, "replaces", "one", [without(assessments, one.id)]);
      var site = sites.filter(function (other) { return other.id === one.site; }).pop() || {};
      [
        ["scenarios", "zone", idsOf(site, "zones")],
        ["objectives", "scenario", idsOf(one, "scenarios")],
        ["requirements", "objective", idsOf(one, "objectives")]
      ].forEach(function (row) {
        (one[row[0]] || []).forEach(function (item, at) {
          link(path.concat([row[0], at]), item, row[1], "one", [row[2]]);
        });
      });
      link(path, one, "chosen", "many", [idsOf(one, "scenarios")]);
      var judged = one.evaluation || {};
      var inside = path.concat(["evaluation"]), candidates = idsOf(judged, "candidates"), criteria = idsOf(judged, "criteria");
      (judged.weight_sets || []).forEach(function (item, at) {
        var set = inside.concat(["weight_sets", at]);
        link(set, item, "direct", "names", [criteria]);
        link(set, item, "swing", "names", [criteria]);
        link(set, item, "pairwise", "names", [criteria, criteria]);
      });
      link(inside, judged, "scores", "names", [candidates, criteria]);
      link(inside, judged, "shortlist", "many", [candidates]);
    });
  }

  function leads(parts, targets) {
    var known = parts.length === targets.length && parts.every(function (part, at) { return targets[at].indexOf(part) >= 0; });
    return known && (parts.length === 1 || targets[0] !== targets[1] || parts[0] !== parts[1]);
  }

  /* Where the link leads nowhere, as ends of paths. */
  function dangling(link) {
    var value = link.holder[link.key], found = [];
    if (!value) { return found; }
    if (link.form === "one") {
      if (link.targets[0].indexOf(value) < 0) { found.push([link.key]); }
    } else if (link.form === "many") {
      value.forEach(function (id, at) {
        if (link.targets[0].indexOf(id) < 0) { found.push([link.key, at]); }
      });
    } else {
      Object.keys(value).forEach(function (name) {
        if (!leads(name.split("|"), link.targets)) { found.push([link.key, name]); }
      });
    }
    return found;
  }

  function loosen(link, gone) {
    if (link.form === "one") {
      link.holder[link.key] = "";
    } else if (link.form === "many") {
      link.holder[link.key] = link.holder[link.key].filter(function (id) { return link.targets[0].indexOf(id) >= 0; });
    } else {
      gone.forEach(function (end) { delete link.holder[link.key][end[1]]; });
    }
  }

  /* Assessments that follow themselves in the end. */
  function loops(dossier) {
    var list = dossier.assessments || [], older = Object.create(null), found = [];
    list.forEach(function (one) { older[one.id] = one.replaces || ""; });
    list.forEach(function (one, place) {
      var at = older[one.id];
      for (var step = 0; step < list.length && at !== "" && at !== one.id; step += 1) { at = older[at] || ""; }
      if (at === one.id) { found.push(place); }
    });
    return found;
  }

  function doubleIds(value, path, found) {
    var known = Object.create(null);
    if (Array.isArray(value)) {
      value.forEach(function (item, place) {
        if (isObject(item) && item.id) {
          if (known[item.id]) { found.push(reason("refused-double", path.concat([place]), Agora.dossierJson.shown([item.id]))); }
          known[item.id] = true;
        }
        doubleIds(item, path.concat([place]), found);
      });
    } else if (isObject(value)) {
      Object.keys(value).forEach(function (name) { doubleIds(value[name], path.concat([name]), found); });
    }
  }

  function isAnswer(item) {
    if (typeof item.level === "number" && Math.floor(item.level) === item.level) { return true; }
    return item.level === UNKNOWN && (item.low === undefined || typeof item.low === "number");
  }

  /* Places where nothing but an answer on a scale can stand. */
  function isAsked(path) {
    var last = path[path.length - 1];
    if (path.length > 1 && path[path.length - 2] === "priority") { return true; }
    if (path[0] === "assessments" && path[2] === "scenarios") { return SCALES_OF_A_SCENARIO.indexOf(last) >= 0; }
    return path[2] === "evaluation" && path[3] === "scores" && path.length === 5;
  }

  /* Calls `visit` with the path of every answer on a scale, what holds it and its name there. */
  function eachScale(value, path, visit) {
    if (value === null || typeof value !== "object") { return; }
    Object.keys(value).forEach(function (key) {
      var item = value[key], deeper = path.concat([Array.isArray(value) ? Number(key) : key]);
      var fits = isObject(item) && Object.keys(item).every(function (name) { return SCALE.indexOf(name) >= 0; });
      if (fits && (isAnswer(item) || isAsked(deeper))) {
        visit(deeper, value, key);
      } else {
        eachScale(item, deeper, visit);
      }
    });
  }

  /* An answer whose range holds its level; with a reason or a range alone it is not known yet; empty it is none. */
  function widened(answer) {
    var found = Object.assign({}, answer), level = answer.level === undefined ? UNKNOWN : answer.level;
    if (!Object.keys(answer).some(function (name) { return answer[name]; })) { return null; }
    found.level = level;
    if (level === UNKNOWN) { return found; }
    var low = answer.low === undefined ? level : answer.low, high = answer.high === undefined ? level : answer.high;
    var wider = { low: Math.min(low, high, level), high: Math.max(low, high, level) };
    ["low", "high"].forEach(function (name) {
      if (answer[name] !== undefined || wider[name] !== level) { found[name] = wider[name]; }
    });
    return found;
  }

  function isSame(answer, other) {
    return other !== null && SCALE.every(function (name) { return answer[name] === other[name]; });
  }

  /* A copy in which half characters, which no file can hold, are the sign for a character that is not known. */
  function eachText(value, path, notes) {
    if (typeof value === "string" && HALF.test(value)) {
      notes.push(reason("note-character", path));
      return value.replace(HALVES, "\ufffd");
    }
    if (Array.isArray(value)) {
      return value.map(function (item, place) { return eachText(item, path.concat([place]), notes); });
    }
    if (!isObject(value)) { return value; }
    var found = {};
    Object.keys(value).forEach(function (name) { found[name] = eachText(value[name], path.concat([name]), notes); });
    return found;
  }

  function faults(dossier) {
    var found = [];
    doubleIds(dossier, [], found);
    eachLink(dossier, function (link) {
      dangling(link).forEach(function (end) { found.push(reason("refused-loose", link.path.concat(end))); });
    });
    loops(dossier).forEach(function (place) { found.push(reason("refused-loop", ["assessments", place, "replaces"])); });
    eachScale(dossier, [], function (path, holder, name) {
      if (!isSame(holder[name], widened(holder[name]))) { found.push(reason("refused-range", path)); }
    });
    return Agora.dossierJson.inOrder(found);
  }

  function tidied(dossier) {
    var notes = [], found = copyOf(eachText(dossier, [], notes)), round;
    eachLink(found, function (link) {
      var gone = dangling(link);
      if (gone.length) { loosen(link, gone); }
      gone.forEach(function (end) { notes.push(reason("note-loose", link.path.concat(end))); });
    });
    for (round = loops(found); round.length; round = loops(found)) {
      found.assessments[round[0]].replaces = "";
      notes.push(reason("note-loose", ["assessments", round[0], "replaces"]));
    }
    eachScale(found, [], function (path, holder, name) {
      var wider = widened(holder[name]);
      if (wider === null) {
        delete holder[name];
      } else if (!isSame(holder[name], wider)) {
        holder[name] = wider;
        notes.push(reason("note-range", path));
      }
    });
    return { dossier: found, notes: Agora.dossierJson.inOrder(notes) };
  }

  return { faults: faults, tidied: tidied, SCALES_OF_A_SCENARIO: SCALES_OF_A_SCENARIO };
})();
