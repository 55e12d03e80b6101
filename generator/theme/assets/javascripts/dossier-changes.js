/* An old dossier and a newer wiki: which of the entries that it uses have changed, and what is new for its gaps.
   generator/tools/dossier_changes.py is its twin; tests/cases/dossier/file-changes.json holds what both must say.
   In: a dossier, in which anything may still be absent; the wiki as it is now, {content_version, fingerprints, withdrawn,
   measures}. Out: lists of {id, because}; or a copy of the dossier that notes the wiki of today. No answer is changed. */
var Agora = Agora || {};
Agora.dossierChanges = (function () {
  "use strict";

  function has(object, name) {
    return Object.prototype.hasOwnProperty.call(object, name);
  }

  function list(holder, name) {
    return holder[name] || [];
  }

  function add(found, id, path) {
    if (!id) { return; }
    if (!has(found, id)) { found[id] = []; }
    found[id].push(path);
  }

  function addAll(found, holder, part, field, path) {
    list(holder, part).forEach(function (item) { add(found, item[field], path + "/" + part + "/" + item.id + "/" + field); });
  }

  /* Entry → the places in the dossier that name it, in the order of the file. */
  function uses(dossier) {
    var found = {};
    list(dossier, "sites").forEach(function (site) {
      var path = "sites/" + site.id;
      add(found, site.category, path + "/category");
      addAll(found, site, "existing", "measure", path);
    });
    list(dossier, "assessments").forEach(function (one) {
      var path = "assessments/" + one.id;
      addAll(found, one, "scenarios", "threat", path);
      addAll(found, one, "requirements", "entry", path);
      list(one, "basket").forEach(function (id) { add(found, id, path + "/basket"); });
      list(one, "combinations").forEach(function (item) {
        list(item, "measures").forEach(function (id) { add(found, id, path + "/combinations/" + item.id + "/measures"); });
      });
      addAll(found, one.evaluation || {}, "candidates", "measure", path + "/evaluation");
    });
    return found;
  }

  /* Measure → the scenarios that it answers: their threat, and the space of their site where that is known.
     An assessment that a later one replaces is history and asks for nothing. */
  function answers(dossier, wiki) {
    var found = {}, categories = Object.create(null);
    list(dossier, "sites").forEach(function (site) { categories[site.id] = site.category || ""; });
    var replaced = list(dossier, "assessments").map(function (one) { return one.replaces || ""; });
    list(dossier, "assessments").forEach(function (one) {
      var space = categories[one.site || ""] || "";
      if (replaced.indexOf(one.id) >= 0) { return; }
      list(one, "scenarios").forEach(function (scenario) {
        wiki.measures.forEach(function (measure) {
          if (measure.threats.indexOf(scenario.threat) >= 0 && (!space || measure.spaces.indexOf(space) >= 0)) {
            add(found, measure.id, "assessments/" + one.id + "/scenarios/" + scenario.id + "/threat");
          }
        });
      });
    });
    return found;
  }

  function answered(paths) {
    return paths.map(function (path) { return { answer: path }; });
  }

  /* Five lists, each by id; all empty for the version that was noted. An entry stands in the first list that fits. */
  function changes(dossier, wiki) {
    var found = { withdrawn: [], gone: [], changed: [], not_noted: [], "new": [] };
    if ((dossier.content_version || "") === wiki.content_version) { return found; }
    var known = dossier.entries || {}, places = uses(dossier), able = answers(dossier, wiki);
    Object.keys(places).sort().forEach(function (id) {
      var item = { id: id, because: answered(places[id]) };
      if (has(wiki.withdrawn, id)) {
        item.replaced_by = wiki.withdrawn[id];
        found.withdrawn.push(item);
      } else if (!has(wiki.fingerprints, id)) {
        found.gone.push(item);
        return;
      } else if (!has(known, id)) {
        found.not_noted.push(item);
      } else if (known[id] !== wiki.fingerprints[id]) {
        found.changed.push(item);
      }
      item.because.push({ entry: id });
    });
    Object.keys(able).sort().forEach(function (id) {
      if (!has(known, id) && !has(places, id)) {
        found["new"].push({ id: id, because: answered(able[id]).concat([{ entry: id }]) });
      }
    });
    return found;
  }

  /* A copy that notes the entries that it uses, to be made before each saving. Against the version that stands in the file,
     in a new file, and when the reader has `seen` what changed, everything is noted as it is today. Otherwise only entries
     that have come into use are added, and the version stays, so that saving an old file hides nothing. */
  function noted(dossier, wiki, seen) {
    var known = dossier.entries || {}, version = dossier.content_version || "", now = wiki.fingerprints, entries = {};
    var used = uses(dossier), whole = seen || version === wiki.content_version || (!version && !Object.keys(known).length);
    var others = Object.keys(whole ? answers(dossier, wiki) : known);
    Object.keys(used).concat(others).sort().forEach(function (id) {
      if (!whole && has(known, id)) {
        entries[id] = known[id];
      } else if (has(now, id)) {
        entries[id] = now[id];
      }
    });
    return Object.assign({}, dossier, { entries: entries, content_version: whole ? wiki.content_version : version });
  }

  return { changes: changes, noted: noted, uses: uses };
})();
