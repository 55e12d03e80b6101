/* Step 5, the result: ranking in bands, what each criterion contributes, weight sets side by side, outranking, flip points in
   words, radar, what is unknown. In: the view of dossier-panel-evaluation.js. Out: nodes. Invariant: nothing that is closed is
   worked out; every value opens the scores and weights behind it. */
var Agora = Agora || {};
Agora.dossierEvaluationResults = (function () {
  "use strict";

  var MOST_OPEN = 12, SHAPES_AT_MOST = 3;

  function make(tag, attributes, children) { return Agora.dossierElement.make(tag, attributes, children); }

  function contributed(row) {
    return row.because.concat(row.contributions.reduce(function (all, part) { return all.concat(part.because); }, []));
  }

  function goTo(view, id, candidate, criterion) {
    return view.button(id + "-" + candidate + "-" + criterion, view.say("to-score"), function () { Agora.dossierEvaluationScores.open(view, candidate, criterion); }, "dossier-link");
  }

  function bandTitle(view, rank, count) {
    return count > 1 ? view.say("rank-shared", { rank: rank, count: count }) : view.say("rank", { rank: rank });
  }

  /* One body for each band: who shares a rank stands under one heading. */
  function banded(bands, ranked, columns, title, cells) {
    var rows = {};
    ranked.forEach(function (row) { rows[row.candidate] = row; });
    return bands.map(function (band) {
      return make("tbody", {}, [make("tr", { "class": "dossier-band" }, [make("th", { scope: "rowgroup", colspan: columns }, [make("span", { "class": "dossier-stay", text: title(rows[band[0]].rank, band.length) })])])]
        .concat(band.map(function (id) { return cells(rows[id]); })));
    });
  }

  function ranking(view, sum) {
    return view.table("ranking", view.say("ranking-caption", { set: view.set_(view.chosen.id) }),
      [view.say("candidate"), view.say("picture_number"), view.say("between"), view.say("ranks-possible"), view.say("remarks")],
      banded(sum.bands, sum.ranked, 5, function (rank, count) { return bandTitle(view, rank, count); }, function (row) {
        var remarks = row.open_vetoes.length ? [view.say("remark-veto", { criteria: view.all(row.open_vetoes, view.criterion) })] : [];
        if (row.unknown.length) { remarks.push(view.say("remark-unknown", { count: row.unknown.length })); }
        return view.row([view.candidate(row.candidate),
          view.number("value-" + row.candidate, view.text(row.value), function () { return contributed(row); }, view.candidate(row.candidate)),
          view.text(row.low) + "–" + view.text(row.high), row.best === row.worst ? String(row.best) : row.best + "–" + row.worst, view.joined(remarks)]);
      }));
  }

  function outside(view, sum) {
    return sum.excluded.map(function (row) {
      var ids = row.criteria.map(function (one) { return one.criterion; });
      return [view.sentence({ id: "excluded", values: { candidate: row.candidate, criteria: ids } }) + " ",
        view.number("excluded-" + row.candidate, view.say("behind"), row.because, view.candidate(row.candidate))];
    }).concat(sum.ranked.filter(function (row) { return row.open_vetoes.length; }).map(function (row) {
      return [view.sentence({ id: "veto-open", values: { candidate: row.candidate, criteria: row.open_vetoes } }) + " ", goTo(view, "veto", row.candidate, row.open_vetoes[0])];
    }));
  }

  function main(view) {
    var nodes = [make("h3", { text: view.say("results-title") })], ready = view.evaluation.candidates.length && view.evaluation.criteria.length;
    if (!ready) { return nodes.concat([make("p", { text: view.say("results-need") })]); }
    var sum = view.result("sum"), sentences = sum.problems.map(view.sentence), lead = sum.lead;
    nodes.push(make("div", { "class": "dossier-bounds" }, [Agora.dossierEvaluationWeights.chooser(view, "set-results")]));
    if (lead && lead.by.length && lead.difference >= 0.005) {
      sentences.push([view.sentence({ id: "lead-told", values: { first: view.candidate(lead.first), second: view.candidate(lead.second), difference: view.text(lead.difference), criterion: lead.by[0].criterion } }) + " ",
        view.number("lead", view.say("behind"), function () {
          return sum.ranked.slice(0, 2).reduce(function (all, row) { return all.concat(contributed(row)); }, lead.because);
        }, view.say("lead-title"))]);
    }
    if (sum.without_reason.length) {
      var first = sum.without_reason[0].split("|");
      sentences.push([view.say("without-reason", { count: sum.without_reason.length }) + " ", goTo(view, "reason", first[0], first[1])]);
    }
    return nodes.concat([
      sum.ranked.length ? ranking(view, sum) : "", view.list(sentences),
      sum.excluded.length || sum.ranked.some(function (row) { return row.open_vetoes.length; }) ? make("h4", { text: view.say("minimums-title") }) : "", view.list(outside(view, sum))]);
  }

  function bars(view) {
    var sum = view.result("sum");
    return [view.quiet(view.say("bars-why")), Agora.dossierPictures.picture("contributions", {
      id: "evaluation-bars", title: view.say("bars-title"), most: view.rule.highest,
      parts: view.evaluation.criteria.map(function (item) { return { id: item.id, name: view.criterion(item.id) }; }),
      items: sum.ranked.map(function (row) {
        var parts = {};
        row.contributions.forEach(function (part) { parts[part.criterion] = part.value; });
        return { id: row.candidate, name: view.candidate(row.candidate), parts: parts };
      })
    })];
  }

  function sides(view) {
    var side = view.result("side"), usable = side.sets.filter(function (set) { return set.first.length; });
    return [view.list([].concat(
      side.always_first.length ? view.sentence({ id: "sets-agree", values: { candidates: side.always_first } }) : [],
      side.sometimes_first.length ? view.sentence({ id: "sets-differ", values: { candidates: side.sometimes_first } }) : [],
      side.sets.filter(function (set) { return set.problems.length; }).map(function (set) {
        return view.say("fact", { name: view.set_(set.set), value: set.problems.filter(function (problem) { return problem.id !== "no-weights"; }).map(view.sentence).join(" ") });
      }))),
    usable.length ? view.table("sides", view.say("sides-caption"), [view.say("candidate")].concat(usable.map(function (set) { return view.set_(set.set); })), [
      make("tbody", {}, view.evaluation.candidates.filter(function (item) { return item.id in usable[0].ranks; }).map(function (item) {
        return view.row([view.candidate(item.id)].concat(usable.map(function (set) {
          return view.number("side-" + set.set + "-" + item.id, view.say("side-cell", { rank: set.ranks[item.id], value: view.text(set.values[item.id]) }), set.because, view.candidate(item.id) + ", " + view.set_(set.set));
        })));
      }))]) : ""];
  }

  function flows(view) {
    var found = view.result("outrank"), sum = view.result("sum");
    if (!found.ranked.length) { return [make("p", { text: view.say("picture_none") })]; }
    var agree = found.bands[0].some(function (id) { return sum.bands[0].indexOf(id) >= 0; });
    return [view.quiet(view.say("outranking")), make("p", { text: view.say(agree ? "methods-agree" : "methods-differ") }),
      view.table("flows", view.say("flows-caption"), [view.say("candidate"), view.say("flow-net"), view.say("between"), view.say("flow-plus"), view.say("flow-minus")],
        banded(found.bands, found.ranked, 5, function (rank, count) { return count > 1 ? view.say("flow-shared", { rank: rank, count: count }) : view.say("rank", { rank: rank }); }, function (row) {
          return view.row([view.candidate(row.candidate), view.number("flow-" + row.candidate, view.text(row.flow), function () { return contributed(row); }, view.candidate(row.candidate)),
            view.say("from-to", { low: view.text(row.low), high: view.text(row.high) }), view.text(row.plus), view.text(row.minus)]);
        }))];
  }

  /* The flip points of one criterion as a sentence; `words` has say, candidates, criterion and percent. */
  function flipTold(found, row, words) {
    var values = { first: words.candidates(found.first), criterion: words.criterion(row.criterion), share: words.percent(row.share) };
    if (row.below) { values.below = words.percent(row.below.at); }
    if (row.above) { values.above = words.percent(row.above.at); }
    if (row.below && row.above) { return words.say("flip-between", values); }
    var point = row.above || row.below;
    values.next = point ? words.candidates(point.first) : "";
    return words.say(row.above ? "flip-above" : row.below ? "flip-below" : "flip-never", values);
  }

  function flipSentence(view, found, row) {
    return flipTold(found, row, { say: view.say, candidates: function (ids) { return view.all(ids, view.candidate); }, criterion: view.criterion, percent: view.percent });
  }

  function flips(view) {
    var found = view.result("flip");
    function near(row) { return Math.min.apply(null, [row.below, row.above].map(function (point) { return point ? Math.abs(point.at - row.share) : 2; })); }
    var rows = found.criteria.slice().sort(function (one, other) { return near(one) - near(other); });
    return [view.list(found.problems.map(view.sentence)), view.quiet(view.say("flip")),
      found.nearest ? make("p", {}, [make("strong", { text: view.say("flip-nearest", { criterion: view.criterion(found.nearest.criterion), distance: view.percent(found.nearest.distance) }) })]) : "",
      rows.length ? view.table("flips", view.say("flips-caption"), [view.say("criterion"), view.say("share"), view.say("flips-told")], [make("tbody", {}, rows.map(function (row) {
        return view.row([view.criterion(row.criterion), view.number("flip-" + row.criterion, view.say("percent", { share: view.percent(row.share) }), row.because, view.criterion(row.criterion)), flipSentence(view, found, row)]);
      }))]) : ""];
  }

  /* An open answer as a sentence. */
  function openTold(view, row) {
    var cell = view.score(row.candidate, row.criterion) || {}, names = { candidate: view.candidate(row.candidate), criterion: view.criterion(row.criterion) };
    if (row.kind === "veto") { return view.say("veto-open", { candidate: names.candidate, criteria: names.criterion }); }
    if (row.kind === "unknown") { return view.say(typeof cell.level === "number" ? "open-bare" : "open-unknown", names); }
    return view.say("open-range", Object.assign(names, { low: cell.low === undefined ? cell.level : cell.low, high: cell.high === undefined ? cell.level : cell.high }));
  }

  /* What matters comes first; of the rest the first dozen, then all on demand. */
  function unknowns(view) {
    var open = view.result("sum").open, shown = open.filter(function (row) { return row.matters; }).concat(open.filter(function (row) { return !row.matters; }));
    var most = view.allOpen ? shown.length : Math.max(MOST_OPEN, 0);
    if (!open.length) { return [make("p", { text: view.say("open-none") })]; }
    return [make("p", { text: view.say("open-count", { count: open.length, matter: open.filter(function (row) { return row.matters; }).length }) }),
      view.list(shown.slice(0, most).map(function (row) {
        return [openTold(view, row) + " ", make(row.matters ? "strong" : "span", { text: view.say(row.matters ? "matters" : "matters-not") }), " ", goTo(view, "open", row.candidate, row.criterion)];
      })),
      shown.length > most ? view.button("open-all", view.say("open-all", { count: shown.length }), function () { view.allOpen = true; redraw(view, "unknown"); }, "dossier-small") : ""];
  }

  function radar(view) {
    var ranked = view.result("sum").ranked.map(function (row) { return row.candidate; }), axes = view.evaluation.criteria;
    var all = ranked.concat(Agora.dossierEvaluation.idsOf(view.evaluation.candidates).filter(function (id) { return ranked.indexOf(id) < 0; }));
    if (axes.length < 3) { return [make("p", { text: view.say("radar-need") })]; }
    var chosen = (view.radar || []).filter(function (id) { return all.indexOf(id) >= 0 || id === ""; });
    chosen = chosen.length ? chosen : all.slice(0, SHAPES_AT_MOST);
    return [make("div", { "class": "dossier-bounds" }, [0, 1, 2].map(function (place) {
      return view.select("radar-" + place, view.say("radar-choose", { number: place + 1 }), [{ id: "", label: "–" }].concat(all.map(function (id) { return { id: id, label: view.candidate(id) }; })), chosen[place] || "", function (id) {
        view.radar = [0, 1, 2].map(function (at) { return at === place ? id : chosen[at] || ""; });
        redraw(view, "radar");
      });
    })), Agora.dossierPictures.picture("radar", {
      id: "evaluation-radar", title: view.say("radar-title"), most: view.rule.highest, axes: axes.map(function (item) { return { id: item.id, name: view.criterion(item.id) }; }),
      items: chosen.filter(function (id, at) { return id && chosen.indexOf(id) === at; }).map(function (id) {
        var values = {};
        axes.forEach(function (item) {
          var answer = view.score(id, item.id);
          if (answer && typeof answer.level === "number") { values[item.id] = answer.level; }
        });
        return { id: id, name: view.candidate(id), values: values };
      })
    })];
  }

  var PARTS = [["bars", bars], ["unknown", unknowns], ["sides", sides], ["flips", flips], ["flows", flows], ["radar", radar]];

  /* Draw one of the parts again, after something was chosen in it. */
  function redraw(view, name) {
    view.parts.spoil("result-" + name);
    view.update();
  }

  function draw(view) {
    var sum = view.evaluation.candidates.length && view.evaluation.criteria.length ? view.result("sum") : null;
    var key = JSON.stringify([view.names, view.levels, view.chosen && view.chosen.id, view.evaluation.criteria, view.evaluation.weight_sets, view.evaluation.candidates.map(function (item) { return item.measure; })]);
    var shown = sum && sum.ranked.length;
    return [view.later("results", key, function () { return main(view); })].concat(PARTS.map(function (part) {
      return view.laterDetails("result-" + part[0], part[0], shown || (part[0] === "sides" && sum) ? key : "", function () {
        return shown || (part[0] === "sides" && sum && view.evaluation.weight_sets.length > 1) ? [view.details(part[0], view.say(part[0] + "-title"), function () { return part[1](view); })] : [];
      });
    }), [Agora.dossierEvaluationDraws.draw(view, shown ? key : "")]);
  }

  return { draw: draw, openTold: openTold, flipTold: flipTold };
})();
