/* Step 4: combinations. What one does for the gaps and leaves open, what clashes, what is missing, side effects together, costs
   listed; and up to four side by side. In: the context of the panel of step 4; all of it is found by Agora.dossierCombination.
   Out: nodes. While there is no combination the whole basket is looked at as one. */
var Agora = Agora || {};
Agora.dossierPanelSets = (function () {
  "use strict";
  var BASKET = "basket", MOST = 4, PARTNERS = 5;

  function make(tag, attributes, children) { return Agora.dossierElement.make(tag, attributes, children); }
  function names() { return Agora.dossierNames; }
  function pathOf(context) { return "assessments/" + context.assessment.id + "/combinations"; }

  function unique(list, key) {
    var seen = {};
    return list.filter(function (item) {
      var name = "=" + key(item), first = !seen[name];
      seen[name] = true;
      return first;
    });
  }

  /* Everything that stands behind some rows, once each. */
  function behind(rows) {
    return unique(rows.reduce(function (all, row) { return all.concat(row.because); }, []), function (one) { return JSON.stringify(one); });
  }

  function setsOf(context) {
    var sets = (context.assessment.combinations || []).map(function (set, at) {
      return { id: set.id, name: Agora.dossierPanelBasket.setName(context, set, at), measures: set.measures || [] };
    });
    var basket = context.assessment.basket || [];
    return sets.concat(basket.length ? [{ id: BASKET, name: context.say("set_basket"), measures: basket }] : []);
  }

  function combined(context, set) {
    return Agora.dossierCombination.combine(set.measures, context.assessment, context.site, context.measures, context.data.tables.solutions.table);
  }

  function more(context, measures) {
    var list = context.assessment.combinations || [], id = context.nextId(list, "c");
    context.memory.looked = id;
    context.add(pathOf(context), { id: id, name: "", measures: measures });
  }

  /* A cell of a table of coverage: a sign and a word, which open what is behind them. */
  function cell(context, id, found, scenario, title) {
    var path = "assessments/" + context.assessment.id, because = found.because || [{ rule: "rule_answered" }, { answer: path + "/scenarios/" + scenario + "/threat" }].concat(
      found.there.map(function (one) { return { answer: "sites/" + context.site.id + "/existing/" + one }; }), found.by.map(function (one) { return { entry: one }; }));
    return names().number(context, id, context.say("cell_" + found.state), because, title);
  }

  /* Phases or functions down, scenarios across: the longer list runs where a narrow screen has room. */
  function coverage(context, found, part, name) {
    var called = found.scenarios.map(function (gap) { return names().scenario(context, gap.scenario); });
    function across(label, id, one) {
      return [label].concat(found.scenarios.map(function (gap, at) {
        return cell(context, "cover-" + part + "-" + gap.scenario + id, one(gap), gap.scenario, called[at] + ", " + label);
      }));
    }
    var rows = [across(context.say("cover_all"), "", function (gap) { return gap; })].concat(context.data.tables.solutions.table[part].map(function (wanted, at) {
      return across(names().term(name, wanted), "-" + wanted, function (gap) { return gap[part][at]; });
    }));
    return names().table(context.say("cover_" + part), [context.data.vocabularies[name].label].concat(called), rows);
  }

  function objectives(context, found) {
    return found.objectives.length ? names().table(context.say("cover_objectives"), [context.say("cover_objective"), context.say("cover_state")], found.objectives.map(function (row) {
      var objective = names().find(context.assessment.objectives, row.objective), called = names().objective(context, row.objective);
      return [called, cell(context, "cover-objective-" + row.objective, row, objective.scenario, called)];
    })) : "";
  }

  function openNodes(context, found) {
    function sentence(key, name, vocabulary) {
      return function (row) {
        var values = { scenarios: names().scenarios(context, row.scenarios) };
        values[name] = names().term(vocabulary, row[name]);
        return context.say(key, values);
      };
    }
    var rows = (found.open.scenarios.length ? [context.say("open_scenario", { scenarios: names().scenarios(context, found.open.scenarios) })] : []).concat(
      found.threats.filter(function (row) { return row.state === "open"; }).map(function (row) { return context.say("open_threat", { threat: names().entry(row.threat) }); }),
      found.open.phases.map(sentence("open_phase", "phase", "phase")), found.open.functions.map(sentence("open_function", "function", "function")));
    return [make("h5", { text: context.say("left_open") }), rows.length ? names().listOf(rows) : make("p", { text: context.say("nothing_open") }),
      rows.length ? make("p", { "class": "dossier-quiet", text: context.say("not_every") }) : ""];
  }

  /* A button that puts a measure into the combination, or into the basket while that is looked at. */
  function putIn(context, set, id, prefix) {
    if (!context.facts[id]) { return ""; }
    var path = set.id === BASKET ? "assessments/" + context.assessment.id + "/basket" : pathOf(context) + "/" + set.id + "/measures";
    return context.button(context.say("put_in", { measure: names().entry(id) }), function () { context.add(path, id); }, { id: prefix + id, "class": "dossier-small" });
  }

  function fitting(context, set, found) {
    function sure(row) { return names().number(context, "needs-" + row.measure + "-" + row.needs, context.say("needs_" + row.state, { measure: names().entry(row.measure), needs: names().entry(row.needs) }), row.because); }
    var rows = found.conflicts.map(function (row) {
      var pair = row.measures;
      return [names().number(context, "conflict-" + pair.join("-"), context.say("conflict", { first: names().entry(pair[0]), second: names().entry(pair[1]) }), row.because)];
    }).concat(found.requires.filter(function (row) { return row.state === "missing"; }).map(function (row) { return [sure(row), " ", putIn(context, set, row.needs, "need-")]; }));
    var rest = found.requires.filter(function (row) { return row.state !== "missing"; }).map(function (row) { return [sure(row)]; }).concat(
      found.elsewhere.map(function (id) { return [context.say("elsewhere", { measure: names().entry(id) })]; }), found.gone.map(function (id) { return [context.say("gone", { id: id })]; }),
      found.partners.slice(0, PARTNERS).map(function (row) { return [context.say("partner", { measure: names().entry(row.measure), "with": names().entries(row["with"]) }) + " ", putIn(context, set, row.measure, "partner-")]; }));
    return [make("h5", { text: context.say("fitting") }), rows.length ? "" : make("p", { text: context.say("fitting_nothing") }), rows.length + rest.length ? names().listOf(rows.concat(rest)) : ""];
  }

  function levelText(context, row) {
    function label(level) { return names().term("level", level); }
    return row.low === row.high ? label(row.low) : context.say("effect_range", { low: label(row.low).toLowerCase(), high: label(row.high).toLowerCase() });
  }

  function effects(context, found) {
    var nobody = context.say("nobody"), levels = context.data.tables.solutions.table.levels;
    var several = found.considerations.filter(function (row) { return row.heavy.length > 1; });
    return [
      names().table(context.say("effects_title"), ["effect", "effect_level", "effect_heavy", "effect_unknown"].map(function (key) { return context.say(key); }), found.considerations.map(function (row) {
        var called = names().term("consideration", row.consideration), nothing = row.unknown.length === row.by.length && row.high === levels[levels.length - 1];
        var text = nothing ? context.say("level_none", { consideration: called }) : levelText(context, row);
        return [called, names().number(context, "effect-" + row.consideration, text, row.because, called), row.heavy.length ? names().entries(row.heavy) : nobody, row.unknown.length ? names().entries(row.unknown) : nobody];
      })),
      several.length ? names().listOf(several.map(function (row) { return context.say("several", { consideration: names().term("consideration", row.consideration), count: row.heavy.length }); })) : ""];
  }

  function costs(context, found) {
    return [names().table(context.say("costs_title"), [context.say("cost_band"), context.say("cost_measures")], found.costs.map(function (row) {
      var band = names().term("cost_band", row.band);
      return [names().number(context, "cost-" + row.band, band, row.because), names().entries(row.measures)];
    })), make("p", { "class": "dossier-quiet", text: context.say("rule_costs") })];
  }

  function one(context, set) {
    var found = combined(context, set), say = context.say;
    var head = [make("h4", { text: set.name })];
    if (!set.measures.length) { return head.concat([make("p", { text: say("empty_set") })]); }
    head.push(make("p", { text: say("set_measures", { count: set.measures.length, measures: names().entries(set.measures) }) }));
    return head.concat(found.scenarios.length ? [make("p", { "class": "dossier-quiet", text: say("cover_legend") }), coverage(context, found, "phases", "phase"), coverage(context, found, "functions", "function"), objectives(context, found)].concat(openNodes(context, found))
      : [make("p", {}, [say("no_scenarios") + " ", names().link("sets-vulnerability", context.data.tables.vulnerability.title, function () { context.go("vulnerability"); })])],
    fitting(context, set, found), effects(context, found), costs(context, found));
  }

  /* Which sets stand side by side: what the reader ticked, else the first four. */
  function wantedOf(context, sets) {
    var kept = context.memory.beside, ids = sets.map(function (set) { return set.id; });
    return kept ? ids.filter(function (id) { return kept.indexOf(id) >= 0; }) : ids.slice(0, MOST);
  }

  function besideRows(context, pairs) {
    function counted(key, id, value, rows) {
      return [context.say(key)].concat(Agora.dossierCombination.compare(pairs).map(function (row, at) {
        return names().number(context, "beside-" + id + "-" + row.id, String(row[value]), behind(rows(pairs[at][1])), context.say(key));
      }));
    }
    function state(part, wanted) { return function (found) { return found[part].filter(function (row) { return row.state === wanted; }); }; }
    function effectRow(key, value, part) {
      return [context.say(key)].concat(Agora.dossierCombination.compare(pairs).map(function (row, at) {
        if (!row[value].length) { return context.say("nobody"); }
        var rows = pairs[at][1].considerations.filter(function (one) { return one[part].length; });
        return names().number(context, "beside-" + value + "-" + row.id, row[value].map(function (id) { return names().term("consideration", id); }).join(", "), behind(rows), context.say(key));
      }));
    }
    return [counted("compare_answered", "answered", "answered", state("scenarios", "answered")), counted("compare_there", "there", "there", state("scenarios", "there")),
      counted("compare_open", "open", "open", state("scenarios", "open")), counted("compare_objectives", "objectives", "objectives_open", state("objectives", "open")),
      counted("compare_conflicts", "conflicts", "conflicts", function (found) { return found.conflicts; }), counted("compare_missing", "missing", "missing", state("requires", "missing")),
      effectRow("compare_watch", "watch", "heavy"), effectRow("compare_unknown", "unknown", "unknown"),
      [context.say("compare_costs")].concat(pairs.map(function (pair) {
        return make("ul", { "class": "dossier-side" }, pair[1].costs.map(function (row) {
          return make("li", {}, [names().number(context, "beside-cost-" + row.band + "-" + pair[0], names().term("cost_band", row.band) + " × " + row.measures.length, row.because)]);
        }));
      }))];
  }

  function beside(context, sets) {
    var say = context.say, head = make("h4", { text: say("compare_title") });
    if (sets.length < 2) { return [head, make("p", { text: say("compare_few") })]; }
    var wanted = wantedOf(context, sets), chosen = sets.filter(function (set) { return wanted.indexOf(set.id) >= 0; });
    var pairs = chosen.map(function (set) { return [set.id, combined(context, set)]; });
    return [head, sets.length > 2 ? make("fieldset", { "class": "dossier-side" }, [make("legend", { "class": "dossier-quiet", text: say("compare_which", { count: MOST }) })].concat(sets.map(function (set) {
      return names().check("beside-" + set.id, wanted.indexOf(set.id) >= 0, [set.name], function (ticked) {
        var now = wanted.filter(function (id) { return id !== set.id; });
        if (ticked && now.length >= MOST) { context.tell(say("basket_compare_full", { count: MOST })); } else { context.memory.beside = now.concat(ticked ? [set.id] : []); }
        context.draw();
      });
    }))) : "", chosen.length ? names().table(say("compare_title"), [say("compare_point")].concat(chosen.map(function (set) { return set.name; })), besideRows(context, pairs)) : ""];
  }

  function chosen(context, sets) {
    var say = context.say, basket = context.assessment.basket || [];
    var looked = sets.filter(function (set) { return set.id === context.memory.looked; })[0] || sets[0];
    return [make("h3", { id: "solutions-sets", tabindex: "-1", text: say("sets_title") }), make("p", { "class": "dossier-buttons" }, [
      basket.length ? context.button(say("set_from_basket"), function () { more(context, basket.slice()); }, { id: "set-from-basket" }) : "",
      context.button(say("set_empty"), function () { more(context, []); }, { id: "set-empty" })])
    ].concat(sets.length ? [sets.length > 1 ? names().select("set-look", say("set_look"), "", sets.map(function (set) { return { id: set.id, label: set.name }; }), looked.id, function (id) {
      context.memory.looked = id;
      context.draw();
    }) : ""].concat(one(context, looked)) : [make("p", { text: say("empty_set") })]);
  }

  /* Parts of the panel: see Agora.dossierParts. Both stand on the sets and on what they are held against. */
  function parts(context, reads) {
    var about = context.assessment, sets = setsOf(context), all = reads.concat([about.scenarios, about.chosen, about.objectives, context.site]);
    return [["sets", all, function () { return chosen(context, sets); }], ["beside", all, function () { return sets.length ? beside(context, sets) : []; }]];
  }

  return { parts: parts };
})();
