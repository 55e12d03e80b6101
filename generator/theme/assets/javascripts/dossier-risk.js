/* Vulnerability: scenarios to risk levels and ranked gaps, by tables that can be read. generator/tools/risk.py is its twin;
   tests/cases/dossier/risk.json holds what both must say. In: an assessment, its site, the rule of the step, facts of the
   wiki. Out: plain values; every level has its range and what stands behind it. An unknown answer makes nothing smaller. */
var Agora = Agora || {};
Agora.dossierRisk = (function () {
  "use strict";
  var LEAST = 1, MOST = 5, ABSENT = "absent";
  var ASPECTS = ["people", "function", "symbolic", "economic"];
  var PARTS = ["likelihood"].concat(ASPECTS, ["existing"]);
  var GROUPS = [["likelihood", ["likelihood"]], ["consequence", ASPECTS], ["existing", ["existing"]]];

  function atBest(part) {
    return part === "existing" ? MOST : LEAST;
  }

  function own(value, name) {
    return Agora.dossierSite.own(value, name);
  }

  function compare(a, b) {
    return Agora.dossierSite.compare(a, b);
  }

  function isOpen(level) {
    return typeof level === "string";
  }

  function idOf(item) {
    return item.id;
  }

  function copy(values, changes) {
    return Object.assign({}, values, changes);
  }

  function exactly(level) {
    return { level: level, low: level, high: level };
  }

  /* A level that is not known is known all the same where its range leaves one value. */
  function settled(level, low, high) {
    return { level: low === high ? low : level === null ? "unknown" : level, low: low, high: high };
  }

  function counted(answer, counts) {
    var low = counts[answer.low - 1], high = low, at;
    for (at = answer.low; at < answer.high; at += 1) {
      low = Math.min(low, counts[at]);
      high = Math.max(high, counts[at]);
    }
    return { level: isOpen(answer.level) ? answer.level : counts[answer.level - 1], low: low, high: high };
  }

  /* The cell of two levels, and the least and most of all cells that their ranges allow. */
  function lookedUp(table, row, column) {
    var low = table[row.low - 1][column.low - 1], high = low, line, at;
    for (line = row.low; line <= row.high; line += 1) {
      for (at = column.low; at <= column.high; at += 1) {
        low = Math.min(low, table[line - 1][at - 1]);
        high = Math.max(high, table[line - 1][at - 1]);
      }
    }
    var known = !isOpen(row.level) && !isOpen(column.level);
    return settled(known ? table[row.level - 1][column.level - 1] : null, low, high);
  }

  /* Consequence, risk and gap of six readings; the worst aspect counts. */
  function judge(answers, rule) {
    var known = true, level = 0, low = 0, high = 0;
    var items = ASPECTS.map(function (aspect) {
      var item = counted(answers[aspect], rule.counts[aspect]);
      known = known && !isOpen(item.level);
      level = known ? Math.max(level, item.level) : level;
      low = Math.max(low, item.low);
      high = Math.max(high, item.high);
      return item;
    });
    var consequence = settled(known ? level : null, low, high);
    var end = isOpen(consequence.level) ? "high" : "level";
    consequence.aspects = ASPECTS.filter(function (aspect, at) { return items[at][end] === consequence[end]; });
    var risk = lookedUp(rule.risk, answers.likelihood, consequence);
    return { consequence: consequence, risk: risk, gap: lookedUp(rule.gap, risk, answers.existing) };
  }

  /* By how many levels the worst case of the gap would fall with one part at its best. */
  function driversOf(answers, found, rule) {
    return GROUPS.map(function (group, at) {
      var best = {};
      group[1].forEach(function (part) { best[part] = exactly(atBest(part)); });
      var fallsTo = judge(copy(answers, best), rule).gap.high;
      var aspects = group[0] === "consequence" ? found.consequence.aspects : [];
      return { at: at, driver: { part: group[0], aspects: aspects, falls: found.gap.high - fallsTo, falls_to: fallsTo } };
    }).filter(function (item) { return item.driver.falls > 0; }).sort(function (a, b) {
      return b.driver.falls - a.driver.falls || a.at - b.at;
    }).map(function (item) { return item.driver; });
  }

  /* Answers with a range, and by how many levels the range of the gap could narrow at most if one were known exactly. */
  function narrowing(answers, found, rule, told) {
    var width = found.gap.high - found.gap.low, open = [];
    PARTS.forEach(function (part) {
      var answer = answers[part], tried = copy(answers, {}), left = width, level, gap;
      if (answer.low === answer.high) { return; }
      for (level = answer.low; level <= answer.high; level += 1) {
        tried[part] = exactly(level);
        gap = judge(tried, rule).gap;
        left = Math.min(left, gap.high - gap.low);
      }
      open.push(copy(told[part], { part: part, narrows: width - left }));
    });
    return open.sort(function (a, b) { return b.narrows - a.narrows || PARTS.indexOf(a.part) - PARTS.indexOf(b.part); });
  }

  /* Existing measures that work where the scenario plays; one without zones works everywhere. */
  function thereOf(scenario, site) {
    return (site.existing || []).filter(function (item) {
      return !scenario.zone || !(item.zones || []).length || item.zones.indexOf(scenario.zone) >= 0;
    });
  }

  function indexed(facts) {
    var records = Object.create(null);
    facts.measures.forEach(function (measure) { records[measure.id] = measure; });
    return copy(facts, { records: records });
  }

  function same(some, others) {
    return some.length === others.length && some.every(function (value, at) { return value === others[at]; });
  }

  /* What was found of a scenario while the answers that are judged are the same values; its words are none of them. */
  function remembered(judged, scenario, judgeNow) {
    var reads = ["id", "zone", "threat"].concat(PARTS).map(function (name) { return own(scenario, name); }), known = judged[scenario.id];
    if (!known || !same(known.reads, reads)) { known = judged[scenario.id] = { reads: reads, found: judgeNow() }; }
    return known.found;
  }

  function record(facts, id) {
    return facts.records[id];
  }

  function names(facts, item, threat) {
    var found = record(facts, item.measure);
    return !!found && found.threats.indexOf(threat) >= 0;
  }

  /* A space and what it is a part of, nearest first; a circle ends where it begins. */
  function lineage(space, parents) {
    var found = [];
    while (space && found.indexOf(space) < 0) {
      found.push(space);
      space = own(parents, space);
    }
    return found;
  }

  function implausible(threat, spaces, facts) {
    return facts.implausible.some(function (pair) { return pair[0] === threat && spaces.indexOf(pair[1]) >= 0; });
  }

  /* Where answers and the wiki do not go together: a question back to the team, never a correction. */
  function doubts(scenario, answers, site, there, rule, facts) {
    var threat = scenario.threat || "", existing = answers.existing.level, notes = [];
    var credited = !isOpen(existing) && existing > LEAST;
    var naming = there.filter(function (item) { return names(facts, item, threat); });
    function isAgainst(item) { return rule.against.indexOf(record(facts, item.measure).effect) >= 0; }
    var against = naming.filter(isAgainst).map(idOf).sort();
    var helping = naming.filter(function (item) { return !isAgainst(item); }).map(idOf).sort();
    var allTied = there.every(function (item) { return !!record(facts, item.measure); });
    if (implausible(threat, lineage(site.category, facts.parents), facts)) {
      notes.push({ id: "hardly-plausible", values: { threats: [threat] } });
    }
    if (credited && !there.length) { notes.push({ id: "existing-none", values: {} }); }
    if (credited && there.length && !naming.length && allTied) {
      notes.push({ id: "existing-unrelated", values: { existing: there.map(idOf).sort() } });
    }
    if (credited && against.length) { notes.push({ id: "existing-against", values: { existing: against } }); }
    if (existing === LEAST && helping.length) { notes.push({ id: "existing-overlooked", values: { existing: helping } }); }
    var bare = PARTS.filter(function (part) { return answers[part].level !== ABSENT && !scenario[part].reason; });
    if (bare.length) { notes.push({ id: "without-reason", values: { questions: bare } }); }
    return notes;
  }

  function scenarioOf(assessment, scenario, site, rule, facts) {
    var answers = {}, told = {};
    PARTS.forEach(function (part) {
      answers[part] = Agora.dossierSite.reading(own(scenario, part));
      told[part] = copy({ answer: "assessments/" + assessment + "/scenarios/" + scenario.id + "/" + part }, answers[part]);
    });
    var found = judge(answers, rule), there = thereOf(scenario, site), threat = scenario.threat || "";
    var named = there.filter(function (item) { return names(facts, item, threat); })
      .map(function (item) { return item.measure; }).sort()
      .filter(function (id, at, list) { return list.indexOf(id) === at; });
    function entry(id) { return { entry: id }; }
    var consequence = ASPECTS.map(function (aspect) { return told[aspect]; }).concat([{ rule: "consequence" }]);
    var risk = [told.likelihood].concat(consequence, [{ rule: "risk-table" }]);
    var entries = [threat].concat(named).filter(Boolean).map(entry);
    return {
      id: scenario.id,
      zone: scenario.zone || "",
      threat: threat,
      answered: PARTS.filter(function (part) { return answers[part].level !== ABSENT; }).length,
      likelihood: copy(answers.likelihood, { because: [told.likelihood] }),
      consequence: copy(found.consequence, { because: consequence }),
      risk: copy(found.risk, { because: risk }),
      existing: copy(answers.existing, { because: [told.existing].concat(named.map(entry)) }),
      gap: copy(found.gap, { because: risk.concat([told.existing, { rule: "gap-table" }], entries) }),
      drivers: driversOf(answers, found, rule),
      unknown: narrowing(answers, found, rule, told),
      notes: doubts(scenario, answers, site, there, rule, facts)
    };
  }

  /* Threats that the wiki ties to this kind of space and that no scenario looks at, by zone. */
  function uncoveredOf(scenarios, site, facts) {
    var spaces = lineage(site.category, facts.parents);
    var likely = facts.threats.filter(function (threat) {
      return threat.spaces.some(function (space) { return spaces.indexOf(space) >= 0; }) &&
        !implausible(threat.id, spaces, facts);
    }).map(idOf).sort();
    var zones = (site.zones || []).length ? site.zones.map(idOf) : [""];
    return zones.map(function (zone) {
      var looked = scenarios.filter(function (item) { return !zone || !item.zone || item.zone === zone; })
        .map(function (item) { return item.threat; });
      return {
        zone: zone,
        threats: likely.filter(function (threat) { return looked.indexOf(threat) < 0; }),
        because: spaces.map(function (space) { return { entry: space }; })
      };
    }).filter(function (found) { return found.threats.length > 0; });
  }

  /* Twenty-five cells: who stands there (`scenarios`) and whose range touches it (`reach`). */
  function matrixOf(known, rule) {
    var cells = [], likelihood, consequence;
    function within(item, level) { return item.low <= level && level <= item.high; }
    function cell(row, column) {
      return {
        likelihood: row,
        consequence: column,
        risk: rule.risk[row - 1][column - 1],
        scenarios: known.filter(function (s) { return s.likelihood.level === row && s.consequence.level === column; }).map(idOf),
        reach: known.filter(function (s) { return within(s.likelihood, row) && within(s.consequence, column); }).map(idOf)
      };
    }
    for (likelihood = LEAST; likelihood <= MOST; likelihood += 1) {
      for (consequence = LEAST; consequence <= MOST; consequence += 1) { cells.push(cell(likelihood, consequence)); }
    }
    return {
      cells: cells,
      unplaced: known.filter(function (s) { return isOpen(s.likelihood.level) || isOpen(s.consequence.level); }).map(idOf),
      because: [{ rule: "consequence" }, { rule: "risk-table" }]
    };
  }

  /* Open answers of all scenarios: first those that could narrow a gap most, then those of the worst worst case. */
  function unknownOf(known) {
    return known.reduce(function (all, scenario) {
      return all.concat(scenario.unknown.map(function (answer) {
        return copy(answer, { scenario: scenario.id, worst: scenario.gap.high });
      }));
    }, []).sort(function (a, b) {
      return b.narrows - a.narrows || b.worst - a.worst || compare(a.scenario, b.scenario) ||
        PARTS.indexOf(a.part) - PARTS.indexOf(b.part);
    });
  }

  function notesOf(placed, known, unassessed) {
    var first = Agora.dossierSite.firstChoice(placed), notes = [];
    var unsure = known.filter(function (scenario) { return isOpen(scenario.gap.level); }).map(idOf);
    if (placed.length > 1) { notes.push({ id: "first-" + first.state, values: { scenarios: first.ids } }); }
    if (unsure.length) { notes.push({ id: "unsure", values: { scenarios: unsure } }); }
    if (unassessed.length) { notes.push({ id: "unassessed", values: { scenarios: unassessed } }); }
    return notes;
  }

  /* Everything that is said of an assessment. `kept`, an empty object at first, may be given again: what stands on the same
     answers is then not judged anew, and a result that says the same is the same object. */
  function assess(assessment, site, rule, facts, kept) {
    var about = [assessment.id, site, rule, facts], memory = kept || {};
    if (!memory.about || !same(memory.about, about)) { Object.assign(memory, { about: about, facts: indexed(facts), judged: Object.create(null), result: null }); }
    var scenarios = (assessment.scenarios || []).slice().sort(function (a, b) { return compare(a.id, b.id); });
    var judged = scenarios.map(function (scenario) {
      return remembered(memory.judged, scenario, function () { return scenarioOf(assessment.id, scenario, site, rule, memory.facts); });
    });
    if (!memory.result || !same(memory.found, judged)) {
      memory.found = judged;
      memory.result = together(scenarios, judged, site, facts, rule);
    }
    return memory.result;
  }

  /* The order of what was judged one by one, and what is missing. */
  function together(scenarios, judged, site, facts, rule) {
    var order = Agora.dossierSite, byId = Object.create(null);
    var known = judged.filter(function (found) { return found.answered > 0; });
    var unassessed = judged.filter(function (found) { return !found.answered; }).map(idOf);
    known.forEach(function (found) { byId[found.id] = found; });
    var placed = order.inOrder(known.map(function (found) {
      return {
        id: found.id, middle: order.middle(found.gap), low: found.gap.low, high: found.gap.high,
        then: order.middle(found.consequence)
      };
    }));
    return {
      scenarios: placed.map(function (place) { return copy(byId[place.id], place); }),
      unassessed: unassessed,
      first: order.firstChoice(placed),
      matrix: matrixOf(known, rule),
      unknown: unknownOf(known),
      uncovered: uncoveredOf(scenarios, site, facts),
      notes: notesOf(placed, known, unassessed)
    };
  }

  /* An older assessment beside a newer one of the same site: see the Python twin. */
  function compareAssessments(before, after) {
    var pairs = Object.create(null);
    function add(result, side) {
      result.scenarios.forEach(function (found) {
        var key = found.zone + "\n" + found.threat;
        pairs[key] = pairs[key] || { zone: found.zone, threat: found.threat, before: [], after: [] };
        pairs[key][side].push(found);
      });
    }
    function worst(list) {
      return list.slice().sort(function (a, b) { return a.rank - b.rank || compare(a.id, b.id); })[0];
    }
    function gap(found) { return found ? { id: found.id, level: found.gap.level, low: found.gap.low, high: found.gap.high } : null; }
    function changeOf(old, now) {
      if (!old) { return "new"; }
      if (!now) { return "gone"; }
      if (isOpen(old.level) || isOpen(now.level)) { return now.high < old.low ? "fell" : now.low > old.high ? "rose" : "unsure"; }
      return now.level < old.level ? "fell" : now.level > old.level ? "rose" : "same";
    }
    add(before, "before");
    add(after, "after");
    return Object.keys(pairs).map(function (key) {
      var pair = pairs[key], old = gap(worst(pair.before)), now = gap(worst(pair.after));
      return {
        zone: pair.zone, threat: pair.threat, change: changeOf(old, now), before: old, after: now,
        sure: !!old && !!now && (now.high < old.low || now.low > old.high)
      };
    }).sort(function (a, b) { return compare(a.zone, b.zone) || compare(a.threat, b.threat); });
  }

  return { assess: assess, judge: judge, lineage: lineage, compare: compareAssessments };
})();
