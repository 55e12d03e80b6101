/* Steps 6 and 7: which tasks apply, what is late, what to look at again and when, what has changed since last time.
   generator/tools/plan.py is the twin; tests/cases/dossier/plan.json holds what both must say. In: parts of a dossier, the rules
   of implementation.yml and review.yml, facts of measures by id, today. Out: plain values with `because`. Nothing is changed. */
var Agora = Agora || {};
Agora.dossierPlan = (function () {
  "use strict";
  var UNKNOWN = "unknown";
  var SCALES = ["likelihood", "people", "function", "symbolic", "economic", "existing"];
  var STATES = ["open", "soon", "overdue", "undated", "done", "not-applicable"];

  function has(object, name) {
    return Object.prototype.hasOwnProperty.call(object, name);
  }

  function unique(list) {
    return list.filter(function (item, at) { return list.indexOf(item) === at; }).sort();
  }

  function byId(rows) {
    var found = Object.create(null);
    rows.forEach(function (row) { found[row.id] = row; });
    return found;
  }

  function copied(value) {
    return JSON.parse(JSON.stringify(value));
  }

  function dayOf(text) {
    return Agora.dossierCalendar.day(text || "");
  }

  /* Days since 1 January 1970, counted in the Gregorian calendar (Howard Hinnant, days_from_civil). */
  function count(parts) {
    var year = parts[1] <= 2 ? parts[0] - 1 : parts[0];
    var era = Math.floor(year / 400), ofEra = year - era * 400;
    var ofYear = Math.floor((153 * ((parts[1] + 9) % 12) + 2) / 5) + parts[2] - 1;
    return era * 146097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719468;
  }

  function tasksOf(assessment) {
    return (assessment.plan && assessment.plan.tasks) || [];
  }

  function watchOf(assessment) {
    return (assessment.review && assessment.review.watch) || [];
  }

  /* The state that somebody gave a task; a new one is open. */
  function standing(row) {
    return row.state || "open";
  }

  /* The entries that the plan is about: those of the shortlist, else of the basket. */
  function chosenMeasures(assessment) {
    var evaluation = assessment.evaluation || {}, short = evaluation.shortlist || [];
    var listed = (evaluation.candidates || []).filter(function (row) { return short.indexOf(row.id) >= 0; });
    var measures = listed.map(function (row) { return row.measure || ""; });
    return unique((short.length ? measures : assessment.basket || []).filter(Boolean));
  }

  /* The field that a condition names, the values that make it true, and those that the measure has. */
  function asked(condition, measure) {
    if (has(condition, "consideration")) {
      var stated = measure.considerations, name = condition.consideration;
      return ["considerations/" + name, condition.levels, [has(stated, name) ? stated[name] : UNKNOWN]];
    }
    var field = Object.keys(condition)[0], values = measure[field];
    return [field, condition[field], typeof values === "string" ? [values] : values];
  }

  function applies(task, chosen, facts) {
    if (task.always) { return ["yes", [{ rule: "because_always" }]]; }
    if (!chosen.length) { return ["maybe", [{ rule: "because_nothing_chosen" }]]; }
    var known = [], open = [];
    chosen.forEach(function (id) {
      if (!has(facts, id)) {
        open.push({ entry: id, rule: "because_no_facts" });
        return;
      }
      task.when.forEach(function (condition) {
        var row = asked(condition, facts[id]);
        var asks = row[2].filter(function (value) { return row[1].indexOf(value) >= 0; });
        asks.forEach(function (value) { known.push({ entry: id, field: row[0], value: value, rule: "because_field" }); });
        if (!asks.length && (!row[2].length || row[2].indexOf(UNKNOWN) >= 0)) {
          open.push({ entry: id, field: row[0], value: UNKNOWN, rule: "because_unknown" });
        }
      });
    });
    return [known.length ? "yes" : open.length ? "maybe" : "no", known.length ? known : open];
  }

  function checklist(tasks, chosen, facts) {
    return tasks.map(function (task) {
      var found = applies(task, chosen.slice().sort(), facts);
      return { task: task.id, applies: found[0], because: found[1] };
    });
  }

  function present(rows, id) {
    return rows.some(function (row) { return row.standard === id; });
  }

  /* Standard tasks that apply, or may, and that the plan does not list. */
  function suggested(applying, listed) {
    return applying.filter(function (row) { return row.applies !== "no" && !present(listed, row.task); })
      .map(function (row) { return row.task; });
  }

  function gone(members, today) {
    return members.filter(function (row) { return dayOf(row.until) && row.until < today; }).map(function (row) { return row.id; });
  }

  function stateOf(row, given, today, soon, left, place) {
    var due = dayOf(row.due), state = given, missing = [], days = null;
    if (given === "open") {
      if (due) { days = count(due) - count(dayOf(today)); }
      if (!row.owner) { missing.push("owner"); }
      if (left.indexOf(row.owner) >= 0) { missing.push("owner_gone"); }
      if (!due) { missing.push("due"); }
      if (!row.words && !row.standard) { missing.push("words"); }
      state = days === null ? "undated" : days < 0 ? "overdue" : days <= soon ? "soon" : "open";
    } else if (given === "not-applicable" && !row.note) {
      missing.push("note");
    }
    return { id: row.id, state: state, days: days, missing: missing, because: [{ answer: place + "/" + row.id + "/due" }] };
  }

  /* The state of every task against today, what it lacks, and the counts of the whole plan. */
  function taskStates(assessment, today, soon, members) {
    var place = "assessments/" + assessment.id + "/plan/tasks", left = gone(members || [], today);
    var states = tasksOf(assessment).map(function (row) { return stateOf(row, standing(row), today, soon, left, place); });
    var counts = { all: states.length };
    STATES.forEach(function (name) {
      counts[name] = states.filter(function (row) { return row.state === name; }).length;
    });
    var because = states.map(function (row) { return { answer: place + "/" + row.id + "/state" }; });
    return { tasks: states, counts: counts, because: because };
  }

  function watchStates(assessment, today, soon, members) {
    var place = "assessments/" + assessment.id + "/review/watch", left = gone(members || [], today);
    return watchOf(assessment).map(function (row) { return stateOf(row, "open", today, soon, left, place); });
  }

  function behind(first, then) {
    var one = dayOf(first.due), other = dayOf(then.due);
    return Boolean(one && other && first.due > then.due);
  }

  /* Tasks whose date lies behind that of a task which should end later. */
  function wrongOrder(rules, assessment) {
    var due = Object.create(null), found = [], place = "assessments/" + assessment.id + "/plan/tasks";
    tasksOf(assessment).forEach(function (row) {
      if (standing(row) !== "not-applicable") { due[row.standard || ""] = row; }
    });
    rules.forEach(function (rule) {
      (rule.before || []).forEach(function (later) {
        var first = due[rule.id], then = due[later];
        if (!first || !then || standing(first) === "done" || !behind(first, then)) { return; }
        var because = [first, then].map(function (row) { return { answer: place + "/" + row.id + "/due" }; });
        found.push({ first: rule.id, then: later, because: because.concat([{ rule: "because_order" }]) });
      });
    });
    return found;
  }

  /* The same day so many months later, or the last day of a month that is too short; empty without a date. */
  function monthsAfter(text, months) {
    var start = dayOf(text);
    if (!start) { return ""; }
    var at = start[0] * 12 + start[1] - 1 + months, year = Math.floor(at / 12), month = at % 12 + 1;
    if (year > 9999) { return ""; }
    return Agora.dossierCalendar.isoOf(year, month, Math.min(start[2], Agora.dossierCalendar.lengthOf(year, month)));
  }

  /* Points that are not watched yet, each with the date of its first look. */
  function watchList(rules, start, listed) {
    return rules.filter(function (rule) { return !present(listed || [], rule.id); }).map(function (rule) {
      return { standard: rule.id, due: monthsAfter(start, rule.months), because: [{ rule: rule.id }] };
    });
  }

  /* Open tasks and points to watch as events; notes and names of places stay out. */
  function events(dossier, assessment, names, remind) {
    var members = byId((dossier.team && dossier.team.members) || []);
    var scope = [dossier.id || "", dossier.created || "", assessment.id, assessment.date || ""];
    var open = tasksOf(assessment).filter(function (row) { return standing(row) === "open"; });
    function event(part, row) {
      var owner = row.owner || "";
      var name = (members[owner] && members[owner].name) || owner;
      return {
        uid: Agora.dossierCalendar.uid(scope.concat([part, row.id])),
        date: row.due || "",
        title: (has(names[part], row.standard || "") && names[part][row.standard]) || row.words || "",
        words: owner ? names.sentences.owner.split("{owner}").join(name) : "",
        remind: remind
      };
    }
    return open.map(function (row) { return event("tasks", row); })
      .concat(watchOf(assessment).map(function (row) { return event("watch", row); }));
  }

  /* A new assessment that starts from an old one, which is left as it is. */
  function reassessment(assessment, newId, name, today) {
    var found = { id: newId, site: assessment.site, name: name, date: today, replaces: assessment.id };
    ["scenarios", "chosen", "objectives", "requirements", "constraints"].forEach(function (part) {
      found[part] = copied(assessment[part] || []);
    });
    found.basket = [];
    found.combinations = [];
    found.request = {};
    found.evaluation = { candidates: [], criteria: [], weight_sets: [], scores: {}, shortlist: [], demonstration: {} };
    found.plan = { tasks: [] };
    found.review = { watch: copied(watchOf(assessment)), incidents: [] };
    return found;
  }

  /* An answer with its whole range; what is unknown or not answered could be anything on the scale. */
  function rangeOf(answer) {
    if (!answer || !has(answer, "level") || answer.level === UNKNOWN) { return { level: UNKNOWN, low: 1, high: 5 }; }
    return {
      level: answer.level,
      low: has(answer, "low") ? answer.low : answer.level,
      high: has(answer, "high") ? answer.high : answer.level
    };
  }

  function moved(before, after) {
    if (before.level === UNKNOWN || after.level === UNKNOWN) { return UNKNOWN; }
    if (before.level === after.level) { return "same"; }
    if (after.level < before.level) { return after.high < before.low ? "lower" : "perhaps-lower"; }
    return after.low > before.high ? "higher" : "perhaps-higher";
  }

  /* What became of each scenario: new, gone or kept, and for what was kept how every answer moved. */
  function comparison(old, newer) {
    var before = byId(old.scenarios || []), after = byId(newer.scenarios || []);
    return unique(Object.keys(before).concat(Object.keys(after))).map(function (id) {
      var paths = [[old, before], [newer, after]].filter(function (row) { return row[1][id]; }).map(function (row) {
        return "assessments/" + row[0].id + "/scenarios/" + id;
      });
      var fate = paths.length === 2 ? "kept" : after[id] ? "new" : "gone";
      var changes = fate !== "kept" ? [] : SCALES.map(function (name) {
        var ranges = [rangeOf(before[id][name]), rangeOf(after[id][name])];
        var because = ranges.map(function (range, at) {
          return { answer: paths[at] + "/" + name, level: range.level, low: range.low, high: range.high };
        });
        return { answer: name, change: moved(ranges[0], ranges[1]), because: because };
      });
      return { scenario: id, fate: fate, changes: changes, because: paths.map(function (path) { return { answer: path }; }) };
    });
  }

  return {
    chosenMeasures: chosenMeasures, checklist: checklist, suggested: suggested, taskStates: taskStates, watchStates: watchStates,
    wrongOrder: wrongOrder, watchList: watchList, monthsAfter: monthsAfter, events: events, reassessment: reassessment,
    comparison: comparison
  };
})();
