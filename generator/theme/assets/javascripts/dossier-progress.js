/* How far each step of a dossier is, and what is missing. generator/tools/dossier_progress.py is its twin;
   tests/cases/dossier/file-progress.json holds what both must say. In: a dossier, in which anything may still be absent,
   and the id of the assessment that is looked at. Out: [{step, state, missing: [{id, values, paths}]}]. "Unknown" is an answer.
   Nothing is changed. */
var Agora = Agora || {};
Agora.dossierProgress = (function () {
  "use strict";
  var STEPS = ["team", "space", "vulnerability", "objectives", "solutions", "evaluation", "implementation", "review"];
  var FIELDS = {
    members: ["name", "role"],
    sites: ["name", "category", "boundaries"],
    scenarios: ["zone", "threat", "words", "likelihood", "people", "function", "symbolic", "economic", "existing"],
    objectives: ["scenario", "function", "phase"],
    requirements: ["objective", "strength", "words"],
    constraints: ["kind", "words"],
    combinations: ["name"],
    candidates: ["name"],
    criteria: ["name"],
    tasks: ["owner", "due"],
    watch: ["owner", "due"],
    incidents: ["date", "words", "lesson"]
  };
  var BY_STANDARD = { candidates: "measure", criteria: "standard" };
  var NAMED_BY = ["name", "words", "measure", "standard", "id"];
  var LONGEST_NAME = 60, NOTHING = [];

  function has(object, name) {
    return Object.prototype.hasOwnProperty.call(object, name);
  }

  /* The list or map at a path, empty where it is absent. */
  function list(holder, path) {
    return map(holder, path) || [];
  }

  function map(holder, path) {
    return path.split("/").reduce(function (found, name) {
      return found && has(found, name) ? found[name] : undefined;
    }, holder);
  }

  function named(items, id) {
    return items.filter(function (item) { return item.id === id; })[0];
  }

  /* A sentence about places, each [path, name]; a place without a name is a list that is empty. */
  function missing(id, places, values) {
    var names = [];
    places.forEach(function (place) {
      if (place[1] && names.indexOf(place[1]) < 0) { names.push(place[1]); }
    });
    return {
      id: "missing-" + id,
      values: Object.assign({ names: names }, values),
      paths: places.map(function (place) { return place[0]; })
    };
  }

  function nameOf(item) {
    var field = NAMED_BY.filter(function (name) { return item[name]; })[0];
    return Array.from(item[field]).slice(0, LONGEST_NAME).join("");
  }

  /* A list of sentences to which places are added where there are any. */
  function collector() {
    var found = [];
    return {
      found: found,
      add: function (id, places, values) {
        if (places.length) { found.push(missing(id, places, values)); }
      },
      empty: function (id, path, isEmpty) {
        if (isEmpty) { found.push(missing(id, [[path, ""]])); }
      },
      /* For each field of the list the items that lack it: one sentence a field, not one an item. */
      lacking: function (items, kind, path) {
        FIELDS[kind].forEach(function (field) {
          var instead = field === "name" ? BY_STANDARD[kind] : undefined;
          var bare = items.filter(function (item) { return !item[field] && !(instead && item[instead]); });
          this.add(kind + "-" + field, places(bare, path, "/" + field));
        }, this);
      }
    };
  }

  function places(items, path, end) {
    return items.map(function (item) { return [path + "/" + item.id + (end || ""), nameOf(item)]; });
  }

  function team(dossier) {
    var told = collector(), members = list(dossier, "team/members");
    told.empty("lead", "team/members", !members.some(function (member) { return member.role === "lead"; }));
    told.lacking(members, "members", "team/members");
    return told.found;
  }

  function space(dossier) {
    var told = collector(), sites = list(dossier, "sites");
    told.empty("site", "sites", !sites.length);
    told.lacking(sites, "sites", "sites");
    ["zones", "uses"].forEach(function (part) {
      told.add("sites-" + part, places(sites.filter(function (site) { return !list(site, part).length; }), "sites", "/" + part));
    });
    if (sites.length > 1) {
      var unsorted = sites.filter(function (site) { return !some(site, ["priority"]); });
      told.add("sites-priority", places(unsorted, "sites", "/priority"));
    }
    return told.found;
  }

  function vulnerability(dossier, one, path) {
    var told = collector(), site = named(list(dossier, "sites"), one.site), scenarios = list(one, "scenarios");
    if (!site) { told.add("assessment-site", [[path + "site", nameOf(one)]]); }
    var zones = list(site || {}, "zones").filter(function (zone) {
      return !scenarios.some(function (scenario) { return scenario.zone === zone.id; });
    });
    told.add("zone", places(zones, "sites/" + one.site + "/zones"));
    told.empty("scenario", path + "scenarios", !scenarios.length);
    told.lacking(scenarios, "scenarios", path + "scenarios");
    return told.found;
  }

  function objectives(dossier, one, path) {
    var told = collector(), aims = list(one, "objectives");
    told.empty("objective", path + "objectives", !aims.length);
    var bare = aims.filter(function (objective) {
      return !list(one, "requirements").some(function (requirement) { return requirement.objective === objective.id; });
    });
    told.add("objective-requirement", places(bare, path + "objectives"));
    ["objectives", "requirements", "constraints"].forEach(function (kind) { told.lacking(list(one, kind), kind, path + kind); });
    return told.found;
  }

  function solutions(dossier, one, path) {
    var told = collector(), combined = list(one, "combinations");
    told.empty("basket", path + "basket", !list(one, "basket").length);
    told.lacking(combined, "combinations", path + "combinations");
    var small = combined.filter(function (item) { return list(item, "measures").length < 2; });
    told.add("combinations-measures", places(small, path + "combinations", "/measures"));
    return told.found;
  }

  function evaluation(dossier, one, path) {
    var told = collector(), judged = map(one, "evaluation") || {}, inside = path + "evaluation/", pairs = [];
    var candidates = list(judged, "candidates"), criteria = list(judged, "criteria"), sets = list(judged, "weight_sets");
    told.empty("candidates", inside + "candidates", candidates.length < 2);
    told.lacking(candidates, "candidates", inside + "candidates");
    told.empty("criteria", inside + "criteria", !criteria.length);
    told.lacking(criteria, "criteria", inside + "criteria");
    told.empty("weights", inside + "weight_sets", !sets.length);
    var ids = criteria.map(function (criterion) { return criterion.id; });
    var half = sets.filter(function (set) { return !isWeighed(set, ids); });
    told.add("weights-criteria", places(half, inside + "weight_sets"));
    candidates.forEach(function (candidate) {
      var name = nameOf(candidate);
      ids.forEach(function (id) { pairs.push([candidate.id + "|" + id, name]); });
    });
    var scores = map(judged, "scores") || {};
    function scored(pair) { return has(scores, pair[0]) ? scores[pair[0]] : undefined; }
    function placed(pair) { return [inside + "scores/" + pair[0], pair[1]]; }
    var unscored = pairs.filter(function (pair) { return !scored(pair); });
    told.add("scores", unscored.map(placed), { count: unscored.length });
    var bare = pairs.filter(function (pair) { return scored(pair) && !scored(pair).reason; });
    told.add("scores-reason", bare.map(placed), { count: bare.length });
    told.empty("shortlist", inside + "shortlist", !list(judged, "shortlist").length);
    return told.found;
  }

  /* Whether a set of weights says something of every criterion, by the method that it names. */
  function isWeighed(set, criteria) {
    var known = map(set, set.method || "") || {};
    if (set.method === "pairwise") {
      return criteria.every(function (a, at) {
        return criteria.slice(at + 1).every(function (b) { return has(known, a + "|" + b) || has(known, b + "|" + a); });
      });
    }
    return Boolean(set.method) && criteria.every(function (id) { return has(known, id); });
  }

  function implementation(dossier, one, path) {
    var told = collector(), tasks = list(one, "plan/tasks");
    var still = tasks.filter(isOpen);
    told.empty("task", path + "plan/tasks", !tasks.length);
    told.lacking(still, "tasks", path + "plan/tasks");
    told.add("tasks-open", places(still, path + "plan/tasks", "/state"), { count: still.length });
    return told.found;
  }

  function review(dossier, one, path) {
    var told = collector(), watch = list(one, "review/watch");
    told.empty("watch", path + "review/watch", !watch.length);
    told.lacking(watch, "watch", path + "review/watch");
    told.lacking(list(one, "review/incidents"), "incidents", path + "review/incidents");
    return told.found;
  }

  function isOpen(task) {
    return (task.state || "open") === "open";
  }

  /* Whether somebody has worked on a row that the program may have put there itself. */
  function isTouched(item) {
    return Boolean((item.words && !item.standard) || item.owner || item.due || item.note || !isOpen(item));
  }

  function some(holder, parts) {
    return parts.some(function (part) { return Object.keys(map(holder, part) || {}).length > 0; });
  }

  /* Step → whether it has begun, and what it lacks; the first two do not ask for an assessment. */
  var STEP = {
    team: [function (dossier) { return some(dossier, ["team/members"]); }, team],
    space: [function (dossier) { return some(dossier, ["sites"]); }, space],
    vulnerability: [function (dossier, one) { return some(one, ["scenarios"]); }, vulnerability],
    objectives: [function (dossier, one) { return some(one, ["objectives", "requirements", "constraints"]); }, objectives],
    solutions: [function (dossier, one) { return some(one, ["basket", "combinations", "request"]); }, solutions],
    evaluation: [function (dossier, one) {
      return some(map(one, "evaluation") || {}, ["candidates", "weight_sets", "scores", "shortlist"]);
    }, evaluation],
    implementation: [function (dossier, one) { return list(one, "plan/tasks").some(isTouched); }, implementation],
    review: [function (dossier, one) { return list(one, "review/watch").some(isTouched) || some(one, ["review/incidents"]); }, review]
  };

  /* Step → the parts of the file and of the assessment that it looks at. */
  var READS = {
    team: [["team"], []], space: [["sites"], []], vulnerability: [["sites"], ["id", "name", "site", "scenarios"]],
    objectives: [[], ["id", "objectives", "requirements", "constraints"]], solutions: [[], ["id", "basket", "combinations", "request"]],
    evaluation: [[], ["id", "evaluation"]], implementation: [[], ["id", "plan"]], review: [[], ["id", "review"]]
  };
  var known = {};

  /* What a step lacks, worked out anew only when a part that it looks at is another one than the last time; the same list as
     then as long as it says the same. */
  function lackingOf(step, dossier, one) {
    var reads = READS[step][0].map(function (name) { return dossier[name]; }).concat(READS[step][1].map(function (name) { return one[name]; }));
    if (!known[step] || reads.some(function (value, at) { return value !== known[step].reads[at]; })) {
      var found = STEP[step][1](dossier, one, "assessments/" + (one ? one.id : "") + "/"), text = JSON.stringify(found);
      known[step] = { reads: reads, text: text, found: known[step] && known[step].text === text ? known[step].found : found };
    }
    return known[step].found;
  }

  /* The eight steps in their order; without an assessment the last one of the file is looked at. */
  function progress(dossier, assessment) {
    var one = named(list(dossier, "assessments"), assessment) || list(dossier, "assessments").slice(-1)[0];
    return STEPS.map(function (step, at) {
      if (list(dossier, "not_applicable").indexOf(step) >= 0) { return { step: step, state: "not-applicable", missing: NOTHING }; }
      if (at > 1 && !one) {
        return { step: step, state: "not-started", missing: [missing("assessment", [["assessments", ""]])] };
      }
      var found = lackingOf(step, dossier, one);
      var state = !STEP[step][0](dossier, one) ? "not-started" : found.length ? "incomplete" : "done";
      return { step: step, state: state, missing: found };
    });
  }

  return { progress: progress, forget: function () { known = {}; }, STEPS: STEPS };
})();
