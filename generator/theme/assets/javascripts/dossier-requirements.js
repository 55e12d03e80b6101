/* From chosen gaps to objectives, and from objectives to requirements out of the phrase bank. generator/tools/requirements.py
   is its twin; tests/cases/dossier/requirements.json holds what both must say. In: an assessment and its site as the file
   holds them, facts of measures, the tables in one language. Out: plain suggestions with `because`. Nothing is changed. */
var Agora = Agora || {};
Agora.dossierRequirements = (function () {
  "use strict";
  var UNKNOWN = "unknown";

  function has(list, item) {
    return list.indexOf(item) >= 0;
  }

  function unique(list) {
    return list.filter(function (item, at) { return list.indexOf(item) === at; });
  }

  function idOf(row) {
    return row.id;
  }

  function byId(one, other) {
    return one.id < other.id ? -1 : one.id > other.id ? 1 : 0;
  }

  function find(rows, id) {
    return rows.filter(function (row) { return row.id === id; })[0];
  }

  /* A value by its own key, so that no text from a file reaches what every object inherits. */
  function own(object, key, otherwise) {
    return Object.prototype.hasOwnProperty.call(object, key) ? object[key] : otherwise;
  }

  function entries(ids) {
    return ids.map(function (id) { return { entry: id }; });
  }

  function answers(paths) {
    return paths.map(function (path) { return { answer: path }; });
  }

  /* Whether a text still holds a gap in square brackets. */
  function hasBlank(words) {
    var start = words.indexOf("[");
    return start >= 0 && words.indexOf("]", start) >= 0;
  }

  function about(row, threat) {
    return row.threats.length ? has(row.threats, threat) : !has(row.except, threat);
  }

  function serves(measure, threat, called, phase) {
    return has(measure.threats, threat) && has(measure.functions, called) && has(measure.phases, phase);
  }

  function inZone(item, scenario) {
    var zones = item.zones || [];
    return !zones.length || !scenario.zone || has(zones, scenario.zone);
  }

  function suggestObjectives(assessment, site, chosen, measures, table) {
    var path = "assessments/" + assessment.id;
    var scenarios = assessment.scenarios || [], written = assessment.objectives || [];
    var ordered = measures.slice().sort(byId);
    var there = (site.existing || []).filter(function (item) { return item.measure; });
    var wanted = unique(chosen).filter(function (id) { return find(scenarios, id); });
    var groups = unique(table.phases.map(function (phase) { return phase.group; }));
    var suggested = [], missing = [];
    wanted.forEach(function (id) {
      var scenario = find(scenarios, id), threat = scenario.threat || "";
      var mine = written.filter(function (row) { return row.scenario === id; });
      var answer = { answer: path + "/scenarios/" + id + "/threat" };
      (threat ? table.rows : []).forEach(function (row) {
        if (!about(row, threat)) { return; }
        var able = ordered.filter(function (m) { return serves(m, threat, row["function"], row.phase); }).map(idOf);
        var beside = there.filter(function (item) { return has(able, item.measure) && inZone(item, scenario); }).map(idOf);
        var same = mine.filter(function (o) {
          return o["function"] === row["function"] && o.phase === row.phase;
        }).map(idOf);
        suggested.push({
          scenario: id,
          row: row.id,
          "function": row["function"],
          phase: row.phase,
          state: same.length ? "written" : beside.length ? "there" : able.length ? "open" : "nothing",
          objectives: same,
          measures: able,
          there: beside,
          because: [answer, { rule: "rule_objectives" }].concat(
            answers(same.map(function (objective) { return path + "/objectives/" + objective; })),
            answers(beside.map(function (item) { return "sites/" + site.id + "/existing/" + item; })),
            entries(able)
          )
        });
      });
      var reached = mine.map(function (o) { return find(table.phases, o.phase); }).filter(Boolean)
        .map(function (phase) { return phase.group; });
      groups.forEach(function (group) {
        if (!has(reached, group)) {
          missing.push({ scenario: id, group: group, because: [answer, { rule: "rule_times" }] });
        }
      });
    });
    var stray = written.filter(function (o) { return !has(wanted, o.scenario); }).map(function (o) {
      return { objective: o.id, id: find(scenarios, o.scenario) ? "not_chosen" : "no_scenario" };
    });
    return { suggested: suggested, missing: missing, stray: stray };
  }

  function considered(assessment) {
    return unique((assessment.combinations || []).reduce(function (all, combination) {
      return all.concat(combination.measures || []);
    }, (assessment.basket || []).slice())).sort();
  }

  /* Scenario → threat; made once, because every phrase asks for it. */
  function threatsOf(assessment) {
    var found = Object.create(null);
    (assessment.scenarios || []).forEach(function (row) { found[row.id] = row.threat || ""; });
    return found;
  }

  function threatOf(objective, threats) {
    return threats[objective.scenario || ""] || "";
  }

  function fits(phrase, objective, threat) {
    return (!phrase.threats.length || has(phrase.threats, threat)) &&
      (!phrase.functions.length || has(phrase.functions, objective["function"] || "")) &&
      (!phrase.phases.length || has(phrase.phases, objective.phase || ""));
  }

  function answering(ordered, objectives, threats) {
    return ordered.filter(function (measure) {
      return objectives.some(function (o) {
        return serves(measure, threatOf(o, threats), o["function"] || "", o.phase || "");
      });
    });
  }

  /* Measure, side effect and level, where a phrase asks about it; what an entry does not state is unknown. */
  function sideEffects(phrase, measures, watch) {
    var found = [];
    measures.forEach(function (measure) {
      phrase.considerations.forEach(function (name) {
        var level = own(measure.considerations, name, UNKNOWN);
        var named = phrase.threats.some(function (threat) { return has(measure.threats, threat); });
        if ((!phrase.threats.length || named) && has(watch, level)) {
          found.push({ measure: measure.id, consideration: name, level: level });
        }
      });
    });
    return found;
  }

  function suggestRequirements(assessment, measures, bank) {
    var path = "assessments/" + assessment.id;
    var objectives = assessment.objectives || [], requirements = assessment.requirements || [];
    var ordered = measures.slice().sort(byId), chosen = considered(assessment), rows = [];
    var threats = threatsOf(assessment);
    bank.phrases.forEach(function (phrase) {
      var fitting = objectives.filter(function (o) { return fits(phrase, o, threatOf(o, threats)); });
      var taken = chosen.length
        ? ordered.filter(function (measure) { return has(chosen, measure.id); })
        : answering(ordered, fitting, threats);
      var levels = sideEffects(phrase, taken, bank.watch), general = phrase.considerations.length > 0;
      if (!fitting.length || (general && !levels.length)) { return; }
      var raised = levels.some(function (row) { return has(bank.raise, row.level); });
      var used = requirements.filter(function (r) { return r.phrase === phrase.id; });
      rows.push({
        phrase: phrase.id,
        scope: general ? "general" : "objective",
        strength: raised ? "must" : phrase.strength,
        entry: phrase.entry,
        fits: ["threats", "functions", "phases"].filter(function (axis) { return phrase[axis].length; }),
        objectives: fitting.map(idOf),
        levels: levels,
        used: used.map(function (r) {
          return { requirement: r.id, edited: (r.words || "").trim() !== phrase.words.trim() };
        }),
        because: [{ rule: general ? "rule_side_effects" : "rule_phrases" }].concat(
          answers(fitting.map(function (o) { return path + "/objectives/" + o.id; })),
          entries(unique(levels.map(function (row) { return row.measure; }))),
          entries([phrase.entry])
        )
      });
    });
    var found = openEnds(assessment, bank);
    found.suggested = [3, 2, 1, 0].reduce(function (all, axes) {
      return all.concat(rows.filter(function (row) { return row.fits.length === axes; }));
    }, []);
    return found;
  }

  /* What a careful reader of the requirements would ask about; ids in the order of the file. */
  function openEnds(assessment, bank) {
    var objectives = (assessment.objectives || []).map(idOf), requirements = assessment.requirements || [];
    function named(rows) {
      return rows.map(function (r) { return r.objective || ""; });
    }
    var any = named(requirements), must = named(requirements.filter(function (r) { return r.strength === "must"; }));
    var written = (assessment.constraints || []).map(function (row) { return row.kind; });
    return {
      without: objectives.filter(function (id) { return !has(any, id); }),
      no_must: objectives.filter(function (id) { return has(any, id) && !has(must, id); }),
      stray: requirements.filter(function (r) { return r.objective && !has(objectives, r.objective); }).map(idOf),
      blank: requirements.filter(function (r) { return hasBlank(r.words || ""); }).map(idOf),
      empty: requirements.filter(function (r) { return !(r.words || "").trim(); }).map(idOf),
      kinds: bank.constraints.filter(function (kind) { return !has(written, kind); })
    };
  }

  return { suggestObjectives: suggestObjectives, suggestRequirements: suggestRequirements, hasBlank: hasBlank };
})();
