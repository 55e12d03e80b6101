/* A set of measures held against the chosen gaps: what it answers, what it leaves open, what it brings along.
   generator/tools/combination.py is its twin; tests/cases/dossier/combination.json holds what both must say.
   In: ids, an assessment and its site as the file holds them, facts of measures, the table. Out: plain values with `because`. */
var Agora = Agora || {};
Agora.dossierCombination = (function () {
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

  function find(rows, id) {
    return rows.filter(function (row) { return row.id === id; })[0];
  }

  function own(object, key, otherwise) {
    return Object.prototype.hasOwnProperty.call(object, key) ? object[key] : otherwise;
  }

  function entries(ids) {
    return ids.map(function (id) { return { entry: id }; });
  }

  function serves(measure, threat, called, phase) {
    return has(measure.threats, threat) && (!called || has(measure.functions, called)) &&
      (!phase || has(measure.phases, phase));
  }

  function inZone(item, scenario) {
    var zones = item.zones || [];
    return !zones.length || !scenario.zone || has(zones, scenario.zone);
  }

  /* The scenarios that are chosen or have an objective, or all that name a threat while none is. */
  function lookedAt(assessment) {
    var named = (assessment.chosen || []).concat((assessment.objectives || []).map(function (row) { return row.scenario; }));
    var rows = (assessment.scenarios || []).filter(function (row) { return row.threat; });
    var chosen = rows.filter(function (row) { return has(named, row.id); });
    return chosen.length ? chosen : rows;
  }

  /* Facts by id; a list is looked through once. */
  function factsOf(measures) {
    var facts = Object.create(null);
    measures.forEach(function (measure) { facts[measure.id] = measure; });
    return facts;
  }

  function combine(chosen, assessment, site, measures, table) {
    var facts = factsOf(measures), wanted = unique(chosen).sort(), path = "assessments/" + assessment.id;
    var taken = wanted.filter(function (id) { return facts[id]; }).map(function (id) { return facts[id]; });
    var existing = (site.existing || []).filter(function (item) { return facts[item.measure]; });
    var scenarios = assessment.scenarios || [];

    function stateOf(scenario, called, phase) {
      var threat = scenario.threat || "";
      var by = taken.filter(function (measure) { return serves(measure, threat, called, phase); }).map(idOf);
      var there = existing.filter(function (item) {
        return inZone(item, scenario) && serves(facts[item.measure], threat, called, phase);
      }).map(idOf);
      return { state: by.length ? "answered" : there.length ? "there" : "open", by: by, there: there };
    }

    function held(scenario, called, phase) {
      var row = stateOf(scenario, called, phase);
      row.because = [{ rule: "rule_answered" }, { answer: path + "/scenarios/" + scenario.id + "/threat" }].concat(
        row.there.map(function (id) { return { answer: "sites/" + site.id + "/existing/" + id }; }),
        entries(row.by)
      );
      return row;
    }

    var gaps = lookedAt(assessment).map(function (scenario) {
      var row = held(scenario, "", "");
      row.scenario = scenario.id;
      row.threat = scenario.threat;
      row.phases = table.phases.map(function (phase) {
        var found = stateOf(scenario, "", phase);
        found.phase = phase;
        return found;
      });
      row.functions = table.functions.map(function (called) {
        var found = stateOf(scenario, called, "");
        found["function"] = called;
        return found;
      });
      return row;
    });
    var objectives = (assessment.objectives || []).filter(function (o) { return find(scenarios, o.scenario); });
    return {
      measures: taken.map(idOf),
      gone: wanted.filter(function (id) { return !facts[id]; }),
      scenarios: gaps,
      threats: threatsOf(gaps),
      objectives: objectives.map(function (o) {
        var row = held(find(scenarios, o.scenario), o["function"] || "", o.phase || "");
        row.objective = o.id;
        return row;
      }),
      open: {
        scenarios: gaps.filter(function (gap) { return gap.state === "open"; }).map(scenarioOf),
        phases: openOf(gaps, "phases", "phase", table.phases),
        functions: openOf(gaps, "functions", "function", table.functions)
      },
      elsewhere: taken.filter(function (m) { return site.category && !has(m.spaces, site.category); }).map(idOf),
      conflicts: conflictsOf(taken),
      requires: requiresOf(taken, existing),
      partners: partnersOf(taken, facts, existing),
      considerations: considerationsOf(taken, table),
      costs: costsOf(taken, table.costs)
    };
  }

  function scenarioOf(gap) {
    return gap.scenario;
  }

  function threatsOf(gaps) {
    return unique(gaps.map(function (gap) { return gap.threat; })).sort().map(function (threat) {
      var mine = gaps.filter(function (gap) { return gap.threat === threat; });
      var states = mine.map(function (gap) { return gap.state; });
      var by = mine.reduce(function (all, gap) { return all.concat(gap.by); }, []);
      return {
        threat: threat,
        state: ["open", "there", "answered"].filter(function (state) { return has(states, state); })[0],
        scenarios: mine.map(scenarioOf),
        by: unique(by).sort()
      };
    });
  }

  function openOf(gaps, part, name, ids) {
    return ids.map(function (id) {
      var row = {};
      row[name] = id;
      row.scenarios = gaps.filter(function (gap) {
        return gap[part].some(function (cell) { return cell[name] === id && cell.state === "open"; });
      }).map(scenarioOf);
      return row;
    }).filter(function (row) { return row.scenarios.length; });
  }

  /* Pairs of the set of which one replaces the other, whichever of the two entries says so. */
  function conflictsOf(taken) {
    var found = [];
    taken.forEach(function (one, at) {
      taken.slice(at + 1).forEach(function (other) {
        if (has(one.alternative_to, other.id) || has(other.alternative_to, one.id)) {
          var pair = [one.id, other.id];
          found.push({ measures: pair, because: [{ rule: "rule_conflict" }].concat(entries(pair)) });
        }
      });
    });
    return found;
  }

  function requiresOf(taken, existing) {
    var ids = taken.map(idOf), there = existing.map(function (item) { return item.measure; }), found = [];
    taken.forEach(function (measure) {
      measure.requires.slice().sort().forEach(function (other) {
        found.push({
          measure: measure.id,
          needs: other,
          state: has(ids, other) ? "chosen" : has(there, other) ? "there" : "missing",
          because: [{ rule: "rule_requires" }].concat(entries([measure.id, other]))
        });
      });
    });
    return found;
  }

  function partnersOf(taken, facts, existing) {
    var have = taken.map(idOf).concat(existing.map(function (item) { return item.measure; }));
    var named = Object.create(null);
    taken.forEach(function (measure) {
      measure.combines_with.forEach(function (other) {
        if (facts[other] && !has(have, other)) { named[other] = (named[other] || []).concat([measure.id]); }
      });
    });
    return Object.keys(named).map(function (other) {
      return { measure: other, "with": named[other] };
    }).sort(function (one, other) {
      return other["with"].length - one["with"].length || (one.measure < other.measure ? -1 : 1);
    });
  }

  /* Side effects together: worst stated level, worst possible level, and who brings them. */
  function considerationsOf(taken, table) {
    var levels = table.levels;
    return (taken.length ? table.considerations : []).map(function (name) {
      var by = taken.map(function (measure) {
        return { measure: measure.id, level: own(measure.considerations, name, UNKNOWN) };
      });
      function among(list, wanted) {
        return by.filter(function (row) { return has(list, row.level) === wanted; }).map(function (row) { return row.measure; });
      }
      var worst = by.reduce(function (most, row) { return Math.max(most, levels.indexOf(row.level)); }, 0);
      var unknown = among(levels, false);
      return {
        consideration: name,
        low: levels[worst],
        high: unknown.length ? levels[levels.length - 1] : levels[worst],
        by: by,
        heavy: among(table.watch, true),
        unknown: unknown,
        because: [{ rule: "rule_considerations" }].concat(entries(by.map(function (row) { return row.measure; })))
      };
    });
  }

  function costsOf(taken, bands) {
    return bands.map(function (band) {
      var ids = taken.filter(function (measure) { return measure.cost === band; }).map(idOf);
      return { band: band, measures: ids, because: [{ rule: "rule_costs" }].concat(entries(ids)) };
    }).filter(function (row) { return row.measures.length; });
  }

  /* Results of `combine` side by side, as [id, result] in the order given; counts only, no score. */
  function compare(sets) {
    function count(rows, state) {
      return rows.filter(function (row) { return row.state === state; }).length;
    }
    function named(rows, part) {
      return rows.filter(function (row) { return row[part].length; }).map(function (row) { return row.consideration; });
    }
    return sets.map(function (set) {
      var found = set[1];
      return {
        id: set[0],
        answered: count(found.scenarios, "answered"),
        there: count(found.scenarios, "there"),
        open: count(found.scenarios, "open"),
        objectives_open: count(found.objectives, "open"),
        conflicts: found.conflicts.length,
        missing: count(found.requires, "missing"),
        watch: named(found.considerations, "heavy"),
        unknown: named(found.considerations, "unknown"),
        costs: found.costs.map(function (row) { return { band: row.band, count: row.measures.length }; })
      };
    });
  }

  /* The question that Agora.find.find is asked for an assessment. */
  function finderQuestion(assessment, site) {
    var there = (site.existing || []).map(function (item) { return item.measure; });
    return {
      spaces: site.category ? [site.category] : [],
      threats: unique(lookedAt(assessment).map(function (row) { return row.threat; })).sort(),
      there: unique(there.filter(Boolean)).sort(),
      cost: "",
      duration: "",
      phases: [],
      limits: {},
      first: ""
    };
  }

  return { combine: combine, compare: compare, finderQuestion: finderQuestion };
})();
