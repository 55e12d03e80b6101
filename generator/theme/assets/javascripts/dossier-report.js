/* The dossier as a document of blocks: the whole report or some steps, and the questionnaire of a step for paper.
   generator/tools/report.py is the twin; tests/cases/dossier/report.json holds what both must say. In: a dossier, tables in one
   language, results as blocks, names, a choice. Out: blocks. Every question is printed, answered or not; without sensitive
   answers no text of one is printed, not even as the name of something else. Nothing is changed. */
var Agora = Agora || {};
Agora.dossierReport = (function () {
  "use strict";
  var PARTS = { evaluation: "evaluation", implementation: "plan", review: "review" };
  var BESIDE = { solutions: "request" };
  var MOST_COLUMNS = 5;
  var LINES = { "long": 5, choices: 3, entries: 3 };

  function has(object, name) {
    return Object.prototype.hasOwnProperty.call(object, name);
  }

  /* A sentence with its names filled in once; what is filled in is never read again. */
  function filled(text, values) {
    return text.replace(/\{([a-z_]+)\}/g, function (whole, name) { return has(values, name) ? values[name] : whole; });
  }

  function heading(level, text) { return { block: "heading", level: level, text: text }; }
  function paragraph(text) { return { block: "paragraph", text: text }; }
  function table(caption, head, rows) { return { block: "table", caption: caption, head: head, rows: rows }; }

  function isMissing(value) {
    if (value === undefined || value === null || value === "") { return true; }
    return typeof value === "object" && !Object.keys(value).length;
  }

  /* The answer to a question; `in` names the part of the holder that has it. */
  function valueOf(question, holder) {
    var place = has(question, "in") ? holder[question["in"]] || {} : holder;
    return has(place, question.id) ? place[question.id] : undefined;
  }

  /* Every answer, and nothing in the place of one that is missing, unless the question may be left open. */
  function leaves(questions, holder) {
    return questions.reduce(function (all, question) {
      var value = valueOf(question, holder);
      if (isMissing(value) && question.optional) { return all; }
      if (question.type !== "list" || isMissing(value)) { return all.concat([{ value: value }]); }
      return value.reduce(function (found, item) { return found.concat(leaves(question.questions, item)); }, all);
    }, []);
  }

  /* The list that a question chooses from: the first that the path leads to. */
  function reached(path, near) {
    var parts = path.replace(/^(assessment|site|team)\//, "").split("/");
    for (var at = 0; at < near.length; at++) {
      var found = parts.reduce(function (place, part) {
        return place && !Array.isArray(place) && typeof place === "object" && has(place, part) ? place[part] : undefined;
      }, near[at]);
      if (Array.isArray(found)) { return found; }
    }
    return [];
  }

  function optionsOf(question, names) {
    return has(question, "vocabulary") ? names.vocabularies[question.vocabulary].terms : question.options || [];
  }

  function scaleOf(names, id) {
    return names.scales.filter(function (row) { return row.id === id; })[0];
  }

  /* What stands around every output of a dossier. */
  function frame(dossier, words) {
    return {
      title: dossier.title || words.untitled,
      language: dossier.language || "en",
      marking: Agora.dossierText.markingOf(dossier.tlp || ""),
      page: words.page,
      marking_label: words.marking_label,
      separator: words.separator
    };
  }

  /* Puts answers into words; knows the dossier, so that ids become names. */
  function writer(dossier, tables, names, guarded) {
    var words = tables.outputs.words;

    function named(key, values) { return filled(words[key], values); }

    /* The name of a site or an assessment, unless its question is sensitive. */
    function called(step, row) {
      var questions = (tables[step] && tables[step].questions) || [];
      var hidden = guarded && questions.some(function (question) { return question.id === "name" && question.sensitive; });
      return (!hidden && row.name) || words.unnamed + " (" + row.id + ")";
    }

    function entry(id) {
      return has(names.entries, id) ? names.entries[id].title : named("gone", { id: id });
    }

    /* The name of something in a list; its number alone where names may be sensitive. */
    function itemName(label, number, row) {
      var told = guarded ? "" : row.name || row.words || "";
      if (!told && row.threat) { told = entry(row.threat); }
      return told || named("item", { label: label, number: String(number) });
    }

    function option(question, id, near) {
      if (has(question, "from")) {
        var rows = reached(question.from, near);
        for (var at = 0; at < rows.length; at++) {
          if (rows[at].id === id) { return itemName(question.label, at + 1, rows[at]); }
        }
        return rows.indexOf(id) >= 0 ? entry(id) : named("gone", { id: id });
      }
      var found = optionsOf(question, names).filter(function (row) { return row.id === id; })[0];
      return (found && found.label) || named("gone", { id: id });
    }

    function level(scale, answer) {
      var told = words.level_unknown;
      if (has(answer, "level") && answer.level !== "unknown") {
        var low = has(answer, "low") ? answer.low : answer.level, high = has(answer, "high") ? answer.high : answer.level;
        var row = scaleOf(names, scale).levels.filter(function (other) { return other.level === answer.level; })[0];
        var values = { level: String(answer.level), label: row.label, low: String(low), high: String(high) };
        told = named(low === high ? "level" : "level_range", values);
      }
      return answer.reason ? named("level_reason", { answer: told, reason: answer.reason }) : told;
    }

    function answer(question, value, near) {
      if (isMissing(value)) { return question.optional ? words.left_open : words.not_answered; }
      if (guarded && question.sensitive) { return words.withheld; }
      if (question.type === "scale") { return level(question.scale, value); }
      if (typeof value === "number") { return Agora.dossierText.numberText(value).replace(".", words.decimal); }
      var ids = Array.isArray(value) ? value : [value];
      if (question.type === "entry" || question.type === "entries") { return ids.map(entry).join(words.join); }
      if (question.type === "choice" || question.type === "choices") {
        return ids.map(function (id) { return option(question, id, near); }).join(words.join);
      }
      if (question.type === "list") {
        return ids.map(function (row, at) { return itemName(question.label, at + 1, row); }).join(words.join);
      }
      return member(question, String(value), near);
    }

    /* A text as it was written; one that may name something of a list and does is its name. */
    function member(question, text, near) {
      var rows = has(question, "from") ? reached(question.from, near) : [];
      for (var at = 0; at < rows.length; at++) {
        if (rows[at].id === text) { return itemName(question.label, at + 1, rows[at]); }
      }
      return text;
    }

    function pair(question, holder, near) {
      return [question.label, answer(question, valueOf(question, holder), near)];
    }

    function items(question, rows, near) {
      var asked = question.questions;
      if (!rows.length || (guarded && question.sensitive)) {
        return [table("", [], [[question.label, words[rows.length ? "withheld" : "no_items"]]])];
      }
      if (asked.length <= MOST_COLUMNS) {
        return [table(question.label, asked.map(function (row) { return row.label; }), rows.map(function (item) {
          return asked.map(function (row) { return pair(row, item, near)[1]; });
        }))];
      }
      return rows.map(function (item, at) {
        var caption = named("item", { label: question.label, number: String(at + 1) });
        return table(caption, [words.question, words.answer], asked.map(function (row) { return pair(row, item, near); }));
      });
    }

    /* Plain answers in tables, lists behind them in the order of the questions. */
    function answers(questions, holder, near) {
      var blocks = [], plain = [];
      function close() {
        if (plain.length) { blocks.push(table("", [words.question, words.answer], plain)); }
        plain = [];
      }
      questions.forEach(function (question) {
        if (question.type !== "list") {
          plain.push(pair(question, holder, near));
          return;
        }
        close();
        blocks = blocks.concat(items(question, valueOf(question, holder) || [], near));
      });
      close();
      return blocks;
    }

    /* How much is not answered and how much is unknown, so that nobody takes a thin report for a full one. */
    function counted(questions, holder) {
      var found = leaves(questions, holder);
      var missing = found.filter(function (row) { return isMissing(row.value); });
      var unknown = found.filter(function (row) {
        return row.value && typeof row.value === "object" && row.value.level === "unknown";
      });
      return named("unknowns", { missing: String(missing.length), unknown: String(unknown.length) });
    }

    function answered(questions, holder, near) {
      return answers(questions, holder, near).concat([paragraph(counted(questions, holder))]);
    }

    function shown(blocks) {
      return blocks && blocks.length && !guarded ? [heading(3, words.result)].concat(blocks) : [];
    }

    /* Place, name and answers of everything that the step asks about, and where its references lead. */
    function holders(step, assessments) {
      var team = dossier.team || {}, sites = dossier.sites || [];
      if (step === "team") { return [["team", "", team, [team, dossier]]]; }
      if (step === "space") {
        return sites.map(function (site) {
          return ["sites/" + site.id, named("site_name", { name: called(step, site) }), site, [site, team, dossier]];
        });
      }
      return (dossier.assessments || []).filter(function (row) {
        return !assessments.length || assessments.indexOf(row.id) >= 0;
      }).map(function (row) {
        var site = sites.filter(function (other) { return other.id === row.site; })[0] || {};
        var holder = has(PARTS, step) ? row[PARTS[step]] || {} : row;
        var name = named("assessment_name", { name: called("vulnerability", row) });
        return ["assessments/" + row.id, name, holder, [row, site, team, dossier]];
      });
    }

    function stepBlocks(step, results, assessments) {
      var blocks = [heading(2, tables[step].title)], questions = tables[step].questions;
      if ((dossier.not_applicable || []).indexOf(step) >= 0) { return blocks.concat([paragraph(words.set_aside)]); }
      var found = holders(step, assessments);
      if (!found.length) { return blocks.concat([paragraph(words.no_holder)]); }
      found.forEach(function (row) {
        if (row[1]) { blocks.push(heading(3, row[1])); }
        blocks = blocks.concat(answered(questions, row[2], row[3]));
        var beside = has(BESIDE, step) && has(tables, BESIDE[step]) ? BESIDE[step] : "";
        if (beside) { blocks = blocks.concat([heading(3, tables[beside].title)], answered(tables[beside].questions, row[2][beside] || {}, row[3])); }
        blocks = blocks.concat(shown(results[row[0]]));
      });
      return blocks.concat(shown(results[""]));
    }

    function about(today) {
      var sites = (dossier.sites || []).map(function (site) { return called("space", site); });
      var rows = [[words.sites, sites.join(words.join) || words.not_dated]];
      ["created", "changed", "content_version"].forEach(function (name) {
        rows.push([words[name], dossier[name] || words.not_dated]);
      });
      return table(words.about, [], rows.concat([[words.printed, today || words.not_dated]]));
    }

    return { words: words, about: about, step: stepBlocks };
  }

  function report(dossier, tables, results, names, choice) {
    var guarded = Boolean(choice.without_sensitive), chosen = choice.steps && choice.steps.length ? choice.steps : Agora.dossierProgress.STEPS;
    var write = writer(dossier, tables, names, guarded), words = write.words;
    var blocks = [
      heading(1, filled(words.report_title, { title: frame(dossier, words).title })),
      paragraph(filled(words.marking_told, { marking: Agora.dossierText.markingOf(dossier.tlp || "") }))
    ];
    if (guarded) { blocks.push(paragraph(words.withheld_told)); }
    blocks.push(write.about(choice.today || ""));
    Agora.dossierProgress.STEPS.forEach(function (step) {
      if (chosen.indexOf(step) < 0 || !has(tables, step)) { return; }
      blocks = blocks.concat(write.step(step, results[step] || {}, choice.assessments || []));
    });
    return blocks.concat([paragraph(words.method)]);
  }

  function asked(question, names, words, level) {
    var label = filled(words.paper_why, { label: question.label, why: question.why });
    var options = optionsOf(question, names);
    if (question.type === "list") {
      return question.questions.reduce(function (all, row) { return all.concat(asked(row, names, words, 3)); },
        [heading(level, question.label), paragraph(question.why), paragraph(words.paper_repeat)]);
    }
    if (question.type === "scale") {
      var scale = scaleOf(names, question.scale);
      var rows = scale.levels.map(function (row) { return ["☐", row.level + ". " + row.label, row.description]; });
      rows.push(["☐", scale.unknown.label, scale.unknown.description]);
      return [paragraph(label), table(scale.question, [words.paper_tick, words.paper_level, words.paper_means], rows),
        { block: "form", label: words.paper_range, lines: 2 }];
    }
    if (options.length) {
      var boxes = options.map(function (row) { return filled(words.paper_box, { label: row.label }); });
      return [paragraph(label), { block: "list", items: boxes }];
    }
    return [{ block: "form", label: label, lines: has(LINES, question.type) ? LINES[question.type] : 1 }];
  }

  /* The questions of a step with room for answers: its paper twin. */
  function questionnaire(step, names, words) {
    return step.questions.reduce(function (all, question) { return all.concat(asked(question, names, words, 2)); },
      [heading(1, filled(words.paper_title, { title: step.title })), paragraph(step.intro)]);
  }

  return { frame: frame, report: report, questionnaire: questionnaire };
})();
