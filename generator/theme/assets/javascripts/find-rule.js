/* Find measures, the rule alone: which measures fit a question, in which order and why. generator/tools/find.py is its twin;
   tests/cases/find.json holds what both must say. In: measures, a question, the rule, pairs that do not count.
   Out: {ranked, there, left_out, gaps} with reasons as {id, values}, and reasons in words. Nothing is changed. */
var Agora = Agora || {};
Agora.find = (function () {
  "use strict";
  var UNKNOWN = "unknown";

  function has(list, item) {
    return list.indexOf(item) >= 0;
  }

  function unique(list) {
    return list.filter(function (item, at) { return list.indexOf(item) === at; }).sort();
  }

  function among(ids, there) {
    return ids.filter(function (id) { return has(there, id); }).sort();
  }

  function missing(ids, there) {
    return ids.filter(function (id) { return !has(there, id); }).sort();
  }

  /* What is asked, in the order of ids; an empty text stands for the side that was not asked. */
  function pairsOf(threats, spaces) {
    var found = [];
    if (!threats.length && !spaces.length) { return found; }
    (threats.length ? unique(threats) : [""]).forEach(function (threat) {
      (spaces.length ? unique(spaces) : [""]).forEach(function (space) { found.push([threat, space]); });
    });
    return found;
  }

  function contains(pairs, pair) {
    return pairs.some(function (other) { return other[0] === pair[0] && other[1] === pair[1]; });
  }

  function answers(measure, pair) {
    return (!pair[0] || has(measure.threats, pair[0])) && (!pair[1] || has(measure.spaces, pair[1]));
  }

  function sides(pairs) {
    var threats = unique(pairs.map(function (pair) { return pair[0]; })).filter(Boolean);
    var spaces = unique(pairs.map(function (pair) { return pair[1]; })).filter(Boolean);
    var found = {};
    if (threats.length) { found.threats = threats; }
    if (spaces.length) { found.spaces = spaces; }
    return found;
  }

  function reason(id, name, ids) {
    var values = {};
    if (name) { values[name] = ids; }
    return { id: id, values: values };
  }

  function share(asked, answered) {
    if (answered.length === asked.length) { return "all"; }
    return 2 * answered.length >= asked.length ? "half" : "less";
  }

  /* Ids of criteria in the order in which they decide. */
  function sequence(criteria, first) {
    var fixed = [], groups = [];
    criteria.forEach(function (criterion) {
      if (criterion.place === "fixed") {
        fixed.push(criterion.id);
      } else if (criterion.place === "movable" || !groups.length) {
        groups.push([criterion.id]);
      } else {
        groups[groups.length - 1].push(criterion.id);
      }
    });
    var ahead = groups.filter(function (group) { return group[0] === first; });
    var behind = groups.filter(function (group) { return group[0] !== first; });
    return ahead.concat(behind).reduce(function (all, group) { return all.concat(group); }, fixed);
  }

  function pointsOf(rule) {
    var found = {};
    rule.criteria.forEach(function (criterion) { found[criterion.id] = criterion.points; });
    return found;
  }

  function least(numbers) {
    return Math.min.apply(null, numbers);
  }

  function keyOf(measure, asked, answered, rule, first) {
    var points = pointsOf(rule);
    var against = points.against[measure.effect];
    var levels = Object.keys(measure.considerations).map(function (name) {
      return points.considerations[measure.considerations[name]];
    });
    var weakest = least(Object.keys(points.evidence).map(function (id) { return points.evidence[id]; }));
    var found = {
      against: against,
      fit: points.fit[share(asked, answered)],
      effect: points.effect[measure.effect],
      evidence: against ? points.evidence[measure.evidence] : weakest,
      considerations: levels.length ? least(levels) : points.considerations[UNKNOWN],
      cost: points.cost[measure.cost]
    };
    return sequence(rule.criteria, first).map(function (id) { return found[id]; });
  }

  function exclusionsOf(measure, question, answered, rule) {
    var points = pointsOf(rule), found = [];
    if ((question.threats.length || question.spaces.length) && !answered.length) { found.push(reason("elsewhere")); }
    if (question.cost && measure.cost !== UNKNOWN && points.cost[measure.cost] < points.cost[question.cost]) {
      found.push(reason("cost", "cost", [measure.cost]));
    }
    if (question.duration && !has(measure.duration, question.duration)) {
      found.push(reason("duration", "duration", measure.duration));
    }
    if (question.phases.length && !among(question.phases, measure.phases).length) {
      found.push(reason("phases", "phases", measure.phases));
    }
    Object.keys(question.limits).sort().forEach(function (name) {
      var level = measure.considerations[name] || UNKNOWN;
      if (level !== UNKNOWN && points.considerations[level] < points.considerations[question.limits[name]]) {
        found.push({ id: "limit", values: { considerations: [name], level: [level] } });
      }
    });
    return found;
  }

  function reasonsOf(measure, question, rule, asked, answered) {
    var found = [];
    if (answered.length) {
      found.push({ id: question.threats.length ? "answers" : "suits", values: sides(answered) });
      if (answered.length < asked.length) { found.push(reason("part", "share", [share(asked, answered)])); }
    }
    if (!pointsOf(rule).against[measure.effect]) { found.push(reason("warned")); }
    found.push(reason("effect", "effect", [measure.effect]));
    found.push(reason("evidence", "evidence", [measure.evidence]));
    found.push(reason("cost", "cost", [measure.cost]));
    var stated = Object.keys(measure.considerations).sort();
    var watch = stated.filter(function (name) { return has(rule.watch, measure.considerations[name]); });
    var unknown = stated.filter(function (name) { return measure.considerations[name] === UNKNOWN; });
    var unlimited = Object.keys(question.limits).filter(function (name) { return !has(stated, name); }).sort();
    [["watch", watch], ["ask", unknown], ["unlimited", unlimited]].forEach(function (row) {
      if (row[1].length) { found.push(reason(row[0], "considerations", row[1])); }
    });
    return found.concat(toldOf([
      ["partner", among(measure.combines_with, question.there)],
      ["alternative", among(measure.alternative_to, question.there)],
      ["needs", missing(measure.requires, question.there)],
      ["supported", among(measure.requires, question.there)]
    ]));
  }

  function besideOf(measure, question) {
    return toldOf([
      ["needs", missing(measure.requires, question.there)],
      ["supported", among(measure.requires, question.there)],
      ["partners", missing(measure.combines_with, question.there)]
    ]);
  }

  function toldOf(rows) {
    return rows.filter(function (row) { return row[1].length; }).map(function (row) {
      return reason(row[0], "measures", row[1]);
    });
  }

  /* What nothing answers, by threat. */
  function gapsOf(measures, question, asked, hardly, ranked) {
    var found = { nothing: [], limits: [], there: [], implausible: [] };
    asked.forEach(function (pair) {
      var able = measures.filter(function (measure) { return answers(measure, pair); }).map(function (m) { return m.id; });
      if (!able.length) {
        found.nothing.push(pair);
      } else if (!among(able, ranked).length) {
        found[among(able, question.there).length ? "there" : "limits"].push(pair);
      }
    });
    found.implausible = pairsOf(question.threats, question.spaces).filter(function (pair) { return contains(hardly, pair); });
    return Object.keys(found).reduce(function (all, id) {
      var threats = unique(found[id].map(function (pair) { return pair[0]; }));
      return all.concat(threats.map(function (threat) {
        return { id: id, values: sides(found[id].filter(function (pair) { return pair[0] === threat; })) };
      }));
    }, []);
  }

  function compare(one, other) {
    for (var at = 0; at < one.key.length; at++) {
      if (one.key[at] !== other.key[at]) { return other.key[at] - one.key[at]; }
    }
    return 0;
  }

  function find(measures, question, rule, implausible) {
    var ordered = measures.slice().sort(function (one, other) { return one.id < other.id ? -1 : one.id > other.id ? 1 : 0; });
    var asked = pairsOf(question.threats, question.spaces).filter(function (pair) { return !contains(implausible, pair); });
    var there = [], leftOut = [], kept = [];
    ordered.forEach(function (measure) {
      var answered = asked.filter(function (pair) { return answers(measure, pair); });
      if (has(question.there, measure.id)) {
        there.push({ id: measure.id, reasons: besideOf(measure, question), rank: 0 });
        return;
      }
      var out = exclusionsOf(measure, question, answered, rule);
      if (out.length) {
        leftOut.push({ id: measure.id, reasons: out, rank: 0 });
      } else {
        kept.push({ key: keyOf(measure, asked, answered, rule, question.first), measure: measure, answered: answered });
      }
    });
    kept.sort(function (one, other) { return compare(one, other) || (one.measure.id < other.measure.id ? -1 : 1); });
    var ranked = kept.map(function (row) {
      var before = kept.filter(function (other) { return compare(other, row) < 0; });
      return { id: row.measure.id, reasons: reasonsOf(row.measure, question, rule, asked, row.answered), rank: 1 + before.length };
    });
    var ids = ranked.map(function (told) { return told.id; });
    return { ranked: ranked, there: there, left_out: leftOut, gaps: gapsOf(ordered, question, asked, implausible, ids) };
  }

  /* A title inside a sentence: a small first letter where a small letter, an apostrophe or a space follows. */
  function lowered(title) {
    var follows = title.charAt(1);
    var small = follows.toLowerCase() === follows && follows.toUpperCase() !== follows;
    return small || (follows && has(["’", "'", " "], follows)) ? title.charAt(0).toLowerCase() + title.slice(1) : title;
  }

  /* A reason as a sentence; what has no word here, because another wiki knew it, is called by its id. */
  function inWords(told, sentences, labels) {
    function words(name) {
      return (told.values[name] || []).map(function (id) { return lowered(labels[name][id] || id); }).join(", ");
    }
    var threats = words("threats"), spaces = words("spaces");
    var asked = threats && spaces ? threats + " (" + spaces + ")" : threats || spaces;
    return sentences[told.id].replace(/\{(\w+)\}/g, function (whole, name) {
      return name === "asked" ? asked : words(name);
    });
  }

  return { find: find, inWords: inWords, lowered: lowered, sequence: sequence };
})();
