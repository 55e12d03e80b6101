/* Which site first: answers on scales with their ranges, points by a written table, and an order that says how sure it is.
   generator/tools/site_priority.py is its twin; tests/cases/dossier/site.json holds what both must say. In: sites of a
   dossier, the rule. Out: plain values. What is not known widens a range and never counts as zero. Nothing is changed. */
var Agora = Agora || {};
Agora.dossierSite = (function () {
  "use strict";
  var LEAST = 1, MOST = 5, UNKNOWN = "unknown", ABSENT = "absent";

  function isLevel(value) {
    return typeof value === "number" && Math.floor(value) === value && value >= LEAST && value <= MOST;
  }

  function own(value, name) {
    return Object.prototype.hasOwnProperty.call(value, name) ? value[name] : undefined;
  }

  /* An answer as level, low, high: a range that lacks or contradicts its level is widened, never narrowed. */
  function reading(answer) {
    var isTable = answer !== null && typeof answer === "object" && !Array.isArray(answer);
    var level = isTable ? own(answer, "level") : undefined;
    if (level === UNKNOWN) { return { level: UNKNOWN, low: LEAST, high: MOST }; }
    if (!isLevel(level)) { return { level: ABSENT, low: LEAST, high: MOST }; }
    var ends = [level, own(answer, "low"), own(answer, "high")].filter(isLevel);
    return { level: level, low: Math.min.apply(null, ends), high: Math.max.apply(null, ends) };
  }

  function isOpen(level) {
    return typeof level === "string";
  }

  /* The level, or half way through the range where the level is not known. */
  function middle(result) {
    return isOpen(result.level) ? (result.low + result.high) / 2 : result.level;
  }

  function compare(a, b) {
    return a < b ? -1 : a > b ? 1 : 0;
  }

  function compareKeys(a, b) {
    return b.middle - a.middle || b.high - a.high || b.low - a.low;
  }

  function count(items, test) {
    var found = 0;
    for (var at = 0; at < items.length; at++) { if (test(items[at])) { found += 1; } }
    return found;
  }

  /* Items with id, middle, low, high and an optional `then`, with rank, best, worst and band: see the Python twin. */
  function inOrder(items) {
    var ordered = items.slice().sort(function (a, b) {
      return compareKeys(a, b) || (b.then || 0) - (a.then || 0) || compare(a.id, b.id);
    });
    var band = 0, floor = 0;
    return ordered.map(function (item, at) {
      if (!at || ordered.slice(at).every(function (other) { return other.high < floor; })) {
        band += 1;
        floor = item.low;
      }
      floor = Math.min(floor, item.low);
      return {
        id: item.id,
        rank: 1 + count(ordered, function (other) { return compareKeys(other, item) < 0; }),
        best: 1 + count(ordered, function (other) { return other.low > item.high; }),
        worst: ordered.length - count(ordered, function (other) { return other.high < item.low; }),
        band: band
      };
    });
  }

  /* Who can come first: `sure` for one alone, `open` for several, `none` where nothing is ranked. */
  function firstChoice(placed) {
    var able = placed.filter(function (item) { return item.best === 1; }).map(function (item) { return item.id; }).sort();
    return { state: !able.length ? "none" : able.length === 1 ? "sure" : "open", ids: able };
  }

  function sum(items, name) {
    return items.reduce(function (total, item) { return total + item[name]; }, 0);
  }

  function partOf(site, criterion) {
    var read = reading(own(site.priority || {}, criterion.id));
    var allowed = criterion.points.slice(read.low - 1, read.high);
    var low = criterion.weight * Math.min.apply(null, allowed);
    var high = criterion.weight * Math.max.apply(null, allowed);
    return {
      criterion: criterion.id,
      level: read.level,
      points: isOpen(read.level) ? (low + high) / 2 : criterion.weight * criterion.points[read.level - 1],
      low: low,
      high: high,
      most: criterion.weight * Math.max.apply(null, criterion.points),
      because: [
        { answer: "sites/" + site.id + "/priority/" + criterion.id, level: read.level, low: read.low, high: read.high },
        { rule: "priority-points" }
      ]
    };
  }

  function pointsOf(site, rule) {
    var parts = rule.map(function (criterion) { return partOf(site, criterion); });
    parts.sort(function (a, b) { return b.points - a.points || b.high - a.high || compare(a.criterion, b.criterion); });
    return {
      id: site.id,
      points: sum(parts, "points"),
      low: sum(parts, "low"),
      high: sum(parts, "high"),
      most: sum(parts, "most"),
      parts: parts,
      open: parts.filter(function (part) { return isOpen(part.level); })
        .map(function (part) { return part.criterion; }).sort(),
      because: parts.map(function (part) { return part.because[0]; }).concat([{ rule: "priority-points" }])
    };
  }

  function notesOf(placed, byId, unassessed) {
    var first = firstChoice(placed), notes = [];
    if (placed.length > 1) { notes.push({ id: "first-" + first.state, values: { sites: first.ids } }); }
    var equal = placed.filter(function (item) {
      return count(placed, function (other) { return other.rank === item.rank; }) > 1;
    }).map(function (item) { return item.id; }).sort();
    if (equal.length) { notes.push({ id: "equal", values: { sites: equal } }); }
    placed.forEach(function (place) {
      var open = byId[place.id].open;
      if (open.length) { notes.push({ id: "open", values: { sites: [place.id], questions: open } }); }
    });
    if (unassessed.length) { notes.push({ id: "unassessed", values: { sites: unassessed } }); }
    return notes;
  }

  /* Sites in the order in which the rule would look at them; the rule is the list of criteria with weight and points. */
  function rankSites(sites, rule) {
    var byId = Object.create(null), scored = [], unassessed = [];
    sites.forEach(function (site) {
      var found = pointsOf(site, rule);
      if (found.parts.every(function (part) { return part.level === ABSENT; })) {
        unassessed.push(site.id);
      } else {
        scored.push(found);
        byId[site.id] = found;
      }
    });
    unassessed.sort();
    var placed = inOrder(scored.map(function (found) {
      return { id: found.id, middle: found.points, low: found.low, high: found.high };
    }));
    return {
      sites: placed.map(function (place) { return Object.assign({}, byId[place.id], place); }),
      unassessed: unassessed,
      first: firstChoice(placed),
      notes: notesOf(placed, byId, unassessed)
    };
  }

  return {
    reading: reading, middle: middle, isOpen: isOpen, inOrder: inOrder, firstChoice: firstChoice, rankSites: rankSites, own: own,
    compare: compare
  };
})();
