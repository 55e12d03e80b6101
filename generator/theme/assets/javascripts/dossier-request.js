/* The request for information: a document that asks the market, and a check of what it would give away.
   generator/tools/request.py is its twin; tests/cases/dossier/request.json holds what both must say. In: a dossier as the file
   holds it, the id of an assessment, the table of request.yml in one language, words for ids. Out: blocks, or warnings. */
var Agora = Agora || {};
Agora.dossierRequest = (function () {
  "use strict";
  var RUN = 5, SHORTEST = 3, OPEN_LABEL = "TLP:CLEAR";
  var DATES = ["questions_until", "answers_on", "replies_until", "demonstrations_on"];
  var LISTS = ["scenarios", "objectives", "requirements", "constraints", "reply_fields", "data_questions", "ethics_questions"];

  function has(list, item) {
    return list.indexOf(item) >= 0;
  }

  function find(rows, id) {
    return rows.filter(function (row) { return row.id === id; })[0];
  }

  function own(object, key, otherwise) {
    return Object.prototype.hasOwnProperty.call(object, key) ? object[key] : otherwise;
  }

  function filled(text) {
    return (text || "").trim() !== "";
  }

  /* A sentence with its names filled in, once. */
  function fill(sentence, values) {
    return sentence.replace(/\{([a-z_]+)\}/g, function (whole, name) { return own(values, name, whole); });
  }

  function heading(level, text) { return { block: "heading", level: level, text: text }; }

  function paragraph(text) { return { block: "paragraph", text: text }; }

  function list(items) { return { block: "list", items: items }; }

  function tableOf(caption, head, rows) {
    return { block: "table", caption: caption, head: head, rows: rows };
  }

  function form(label, lines) { return { block: "form", label: label, lines: lines }; }

  function aboutOf(dossier, id) {
    var assessment = find(dossier.assessments, id);
    return { assessment: assessment, site: find(dossier.sites, assessment.site) || { id: "" } };
  }

  /* Answers that can be printed: lists of ids where ids are chosen, text elsewhere; anything else counts as not given. */
  function requestOf(assessment) {
    var answers = assessment.request || {}, found = Object.create(null);
    Object.keys(answers).forEach(function (id) {
      if (has(LISTS, id) ? Array.isArray(answers[id]) : typeof answers[id] === "string") { found[id] = answers[id]; }
    });
    return found;
  }

  function namesSite(request, site) {
    return request.site_name === "yes" && Boolean(site.name);
  }

  /* Rows of a list that the reader chose for the request; all of them while none is chosen. */
  function chosenOf(assessment, part) {
    var wanted = own(requestOf(assessment), part, []);
    return (assessment[part] || []).filter(function (row) { return !wanted.length || has(wanted, row.id); });
  }

  function withWords(assessment, part) {
    return chosenOf(assessment, part).filter(function (row) { return filled(row.words); });
  }

  /* Constraints that are printed; money only where it was chosen by name. */
  function constraintsOf(assessment) {
    var named = requestOf(assessment).constraints || [];
    return withWords(assessment, "constraints").filter(function (row) {
      return row.kind !== "budget" || has(named, row.id);
    });
  }

  function publicOf(assessment) {
    return chosenOf(assessment, "scenarios").filter(function (row) { return filled(row.public_words); });
  }

  function criteriaOf(assessment) {
    return (assessment.evaluation || {}).criteria || [];
  }

  function scenarioBlocks(assessment, words, names) {
    var found = [];
    publicOf(assessment).forEach(function (row, at) {
      var threat = own(names, row.threat || "", words.threat_unknown);
      found.push(heading(3, fill(words.scenario, { number: String(at + 1), threat: threat })), paragraph(row.public_words));
    });
    return found.length ? found : [paragraph(words.no_scenario)];
  }

  function requirementBlocks(assessment, words, names) {
    var rows = withWords(assessment, "requirements"), title = heading(2, words.requirements);
    function isMust(row) { return row.strength === "must"; }
    if (!rows.length) { return [title, paragraph(words.no_requirements)]; }
    rows = rows.filter(isMust).concat(rows.filter(function (row) { return !isMust(row); }));
    return [
      title,
      paragraph(words.requirements_intro),
      tableOf(words.requirements, [words.number, words.strength, words.requirement, words.more], rows.map(function (row, at) {
        return ["R" + (at + 1), isMust(row) ? words.must : words.should, row.words, own(names, row.entry || "", "")];
      })),
      tableOf(words.answers, [words.number, words.met, words.how], rows.map(function (row, at) {
        return ["R" + (at + 1), words.met_choices, ""];
      }))
    ];
  }

  /* The chosen questions of a list as lines to write on; all while none is chosen. */
  function formBlocks(table, request, field) {
    var wanted = request[field] || [];
    return find(table.questions, field).options.filter(function (row) {
      return !wanted.length || has(wanted, row.id);
    }).map(function (row) { return form(row.label, own(table.lines, row.id, 2)); });
  }

  function criteriaBlock(assessment, words, terms) {
    var items = criteriaOf(assessment).map(function (row) {
      var name = row.name || own(terms.criterion || {}, row.standard || "", "");
      var veto = row.veto !== null && row.veto !== undefined;
      return name && veto ? fill(words.veto, { name: name }) : name;
    }).filter(Boolean);
    return items.length ? list(items) : paragraph(words.no_criteria);
  }

  function blocks(dossier, id, table, terms, names) {
    var about = aboutOf(dossier, id), assessment = about.assessment, site = about.site;
    var words = table.words, request = requestOf(assessment), found = [];
    function labelled(ids) {
      return ids.filter(function (field) { return request[field]; }).map(function (field) {
        return [find(table.questions, field).label, request[field]];
      });
    }
    function add(items) { found = found.concat(items); }
    add([heading(1, request.title || words.title), paragraph(request.notice || words.notice)]);
    var asking = labelled(["organisation", "contact", "reply_language"]);
    if (asking.length) { add(tableOf(words.asking, [], asking)); }
    add(heading(2, words.context));
    add(paragraph(fill(words.place, { space: own(names, site.category || "", words.place_unknown) })));
    if (namesSite(request, site)) { add(paragraph(fill(words.site, { name: site.name }))); }
    if (request.context) { add(paragraph(request.context)); }
    add(heading(2, words.concern));
    add(scenarioBlocks(assessment, words, names));
    var goals = withWords(assessment, "objectives").map(function (o) {
      var called = own(terms["function"] || {}, o["function"] || "", ""), phase = own(terms.phase || {}, o.phase || "", "");
      return fill(words.objective, { words: o.words, "function": called, phase: phase });
    });
    if (goals.length) { add([heading(2, words.goals), list(goals)]); }
    add(requirementBlocks(assessment, words, names));
    var limits = constraintsOf(assessment).map(function (row) {
      return fill(words.constraint, { kind: words["kind_" + (row.kind || "other")], words: row.words });
    });
    if (limits.length) { add([heading(2, words.constraints), list(limits)]); }
    add([heading(2, words.reply), paragraph(words.reply_intro)]);
    add(formBlocks(table, request, "reply_fields"));
    (request.own_questions || "").split("\n").forEach(function (line) {
      if (filled(line)) { add(form(line.trim(), 3)); }
    });
    [["data_protection", "data_questions"], ["ethics", "ethics_questions"]].forEach(function (row) {
      add([heading(2, words[row[0]]), paragraph(words[row[0] + "_intro"])]);
      add(formBlocks(table, request, row[1]));
    });
    add([heading(2, words.reading), paragraph(words.reading_intro), criteriaBlock(assessment, words, terms)]);
    var dates = labelled(DATES);
    if (dates.length) { add([heading(2, words.timetable), tableOf(words.timetable, [words.step, words.date], dates)]); }
    if (request.submission) { add([heading(2, words.sending), paragraph(request.submission)]); }
    add([heading(2, words.about), paragraph(fill(words.about_text, { version: dossier.content_version || "" }))]);
    return found;
  }

  /* The words of a text as they are compared: letters and digits, small, without accents. */
  function plainWords(text) {
    return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").split(" ").filter(Boolean);
  }

  var before = Object.create(null), known = Object.create(null);

  /* Words of a text, and every five of them in a row; kept from one check to the next, because only one text changes. */
  function read(text) {
    if (!known[text]) { known[text] = before[text] || taken(plainWords(text)); }
    return known[text];
  }

  function taken(words) {
    var runs = [];
    for (var start = 0; start + RUN <= words.length; start++) { runs.push(words.slice(start, start + RUN).join(" ")); }
    return { words: words, runs: runs };
  }

  /* Whoever forgets the dossier forgets what was kept of its texts. */
  function forget() {
    before = Object.create(null);
    known = Object.create(null);
  }

  function warning(kind, id, field, source, values) {
    return { kind: kind, id: id, field: field, source: source || "", values: values || {} };
  }

  /* Path, label and text of everything that the reader wrote and the document prints. */
  function printedOf(assessment, table) {
    var path = "assessments/" + assessment.id, request = requestOf(assessment), words = table.words, found = [];
    table.questions.forEach(function (question) {
      if ((question.type === "text" || question.type === "long") && request[question.id]) {
        found.push([path + "/request/" + question.id, question.label, request[question.id]]);
      }
    });
    publicOf(assessment).forEach(function (row) {
      found.push([path + "/scenarios/" + row.id + "/public_words", words.field_public_words, row.public_words]);
    });
    [
      ["objectives", withWords(assessment, "objectives")],
      ["requirements", withWords(assessment, "requirements")],
      ["constraints", constraintsOf(assessment)]
    ].forEach(function (part) {
      part[1].forEach(function (row) {
        found.push([path + "/" + part[0] + "/" + row.id + "/words", words["field_" + part[0]], row.words]);
      });
    });
    criteriaOf(assessment).forEach(function (row) {
      if (row.name) { found.push([path + "/evaluation/criteria/" + row.id + "/name", words.field_criteria, row.name]); }
    });
    return found;
  }

  function textsAt(value, parts, before, found) {
    if (!parts.length) {
      if (typeof value === "string" && filled(value)) { found.push([before.join("/"), value]); }
    } else if (parts[0] === "*") {
      var named = Array.isArray(value) ? value : value && typeof value === "object" ? Object.keys(value).sort() : [];
      named.forEach(function (item) {
        var key = Array.isArray(value) ? item.id : item;
        textsAt(Array.isArray(value) ? item : value[key], parts.slice(1), before.concat([key]), found);
      });
    } else if (value && typeof value === "object" && !Array.isArray(value)) {
      textsAt(own(value, parts[0], undefined), parts.slice(1), before.concat([parts[0]]), found);
    }
    return found;
  }

  /* Path, label, way of looking and text of everything that must not leave the house by accident. */
  function sensitiveOf(dossier, table) {
    return table.sensitive.reduce(function (all, row) {
      return all.concat(textsAt(dossier, row.path.split("/"), [], []).map(function (at) {
        return { path: at[0], label: row.label, how: row.how, text: at[1] };
      }));
    }, []);
  }

  function repeated(printed, rows) {
    var runs = Object.create(null), wholes = [], unchecked = [], found = [];
    printed.forEach(function (item) {
      read(item[2]).runs.forEach(function (run) { runs[run] = []; });
    });
    rows.forEach(function (row, at) {
      var words = read(row.text).words;
      if (Array.from(words.join("")).length < SHORTEST || (row.how === "words" && words.length < 2)) {
        unchecked.push(row.path);
      } else if (row.how === "name" || words.length < RUN) {
        wholes.push([at, words.join(" ")]);
      } else {
        read(row.text).runs.forEach(function (run) { if (runs[run]) { runs[run].push(at); } });
      }
    });
    printed.forEach(function (item) {
      var text = " " + read(item[2]).words.join(" ") + " ", hits = Object.create(null);
      wholes.forEach(function (whole) {
        if (text.indexOf(" " + whole[1] + " ") >= 0) { hits[whole[0]] = whole[1]; }
      });
      read(item[2]).runs.forEach(function (run) {
        runs[run].forEach(function (at) { hits[at] = hits[at] || run; });
      });
      Object.keys(hits).map(Number).sort(function (one, other) { return one - other; }).forEach(function (at) {
        var values = { field: item[1], source: rows[at].label, found: hits[at] };
        found.push(warning("sensitive", "repeats", item[0], rows[at].path, values));
      });
    });
    return { found: found, unchecked: unchecked };
  }

  function dateWarnings(request, table, path, today) {
    var found = [], good = [];
    function label(field) { return find(table.questions, field).label; }
    DATES.filter(function (field) { return request[field]; }).forEach(function (field) {
      var values = { field: label(field), date: request[field] };
      var isDate = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(request[field]);
      if (isDate) { good.push(field); }
      if (!isDate) {
        found.push(warning("order", "no_date", path + "/request/" + field, "", values));
      } else if (request[field] < today) {
        found.push(warning("order", "past", path + "/request/" + field, "", values));
      }
    });
    good.slice(1).forEach(function (second, at) {
      var first = good[at];
      if (request[second] < request[first]) {
        var values = { field: label(second), source: label(first) };
        found.push(warning("order", "dates", path + "/request/" + second, path + "/request/" + first, values));
      }
    });
    return found;
  }

  function warnings(dossier, id, table, today) {
    before = known;
    known = Object.create(null);
    var about = aboutOf(dossier, id), assessment = about.assessment, site = about.site;
    var request = requestOf(assessment), path = "assessments/" + id, siteName = "sites/" + site.id + "/name";
    var printed = printedOf(assessment, table), found = [], named = namesSite(request, site);
    if (dossier.tlp !== OPEN_LABEL) { found.push(warning("sensitive", "tlp", "tlp", "", { tlp: dossier.tlp || "" })); }
    if (named) { found.push(warning("sensitive", "site_name", path + "/request/site_name", siteName)); }
    var result = repeated(printed, sensitiveOf(dossier, table).filter(function (row) {
      return !(named && row.path === siteName);
    }));
    found = found.concat(result.found);
    chosenOf(assessment, "scenarios").forEach(function (row) {
      if (filled(row.public_words)) { return; }
      found.push(warning("incomplete", "no_public_words", path + "/scenarios/" + row.id + "/public_words"));
    });
    printed.forEach(function (item) {
      if (!Agora.dossierRequirements.hasBlank(item[2])) { return; }
      found.push(warning("incomplete", "blank", item[0], "", { field: item[1] }));
    });
    ["organisation", "contact", "replies_until", "submission"].forEach(function (field) {
      if (request[field]) { return; }
      var label = { field: find(table.questions, field).label };
      found.push(warning("incomplete", "empty", path + "/request/" + field, "", label));
    });
    if (!withWords(assessment, "requirements").length) {
      found.push(warning("incomplete", "no_requirements", path + "/requirements"));
    }
    if (!criteriaOf(assessment).length) {
      found.push(warning("incomplete", "no_criteria", path + "/evaluation/criteria"));
    }
    return {
      warnings: found.concat(dateWarnings(request, table, path, today)),
      unchecked: result.unchecked,
      checked: printed.length
    };
  }

  return { blocks: blocks, warnings: warnings, plainWords: plainWords, forget: forget };
})();
