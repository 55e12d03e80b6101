/* The file of a dossier: begin one, open one, write one. generator/tools/dossier.py is its twin;
   tests/cases/dossier/file-*.json hold what both must say. In: bytes or text, the schema, `today` as ISO text.
   Out: {dossier, reasons, notes} or {text, notes, reasons}. A file is taken whole or not at all; nothing given is changed. */
var Agora = Agora || {};
Agora.dossierFile = (function () {
  "use strict";
  var FORMAT = "agorapedia-dossier";
  var VERSION = 3;
  var MOST_REASONS = 50;
  /* Keyword of JSON Schema → sentence; every other keyword says that a value cannot stand there. */
  var SENTENCES = {
    type: "refused-type",
    required: "refused-required",
    additionalProperties: "refused-unexpected",
    propertyNames: "refused-names",
    maxLength: "refused-long",
    maxItems: "refused-many",
    maxProperties: "refused-many",
    uniqueItems: "refused-repeated"
  };

  function has(object, name) {
    return Agora.dossierSchema.has(object, name);
  }

  function isObject(value) {
    return Agora.dossierSchema.isObject(value);
  }

  function reason(id, values) {
    return Agora.dossierJson.reason(id, values);
  }

  /* An empty dossier; TLP:AMBER until its owner says otherwise, because it is about weak places. */
  function create(today, language, contentVersion, schema) {
    return completed({
      format: FORMAT, format_version: VERSION, content_version: contentVersion, language: language, tlp: "TLP:AMBER",
      created: today, changed: today
    }, schema);
  }

  /* Text → form → migration → schema → references: the first stage that finds fault tells all that it found. */
  function open(given, schema) {
    var read = Agora.dossierJson.read(given), value = read.value, notes = [];
    if (read.reasons.length) { return refused(read.reasons); }
    if (!isObject(value) || !has(value, "format") || value.format !== FORMAT) { return refused([reason("refused-foreign")]); }
    var version = value.format_version;
    if (typeof version !== "number" || Math.floor(version) !== version || version < 1) {
      return refused([reason("refused-version")]);
    }
    if (version > VERSION) { return refused([reason("refused-newer", { found: version, known: VERSION })]); }
    if (version < VERSION) { notes.push(reason("note-migrated", { found: version, known: VERSION })); }
    for (var older = version; older < VERSION; older += 1) { value = MIGRATIONS[older](value); }
    var reasons = check(value, schema);
    if (reasons.length) { return refused(reasons); }
    return { dossier: completed(value, schema), reasons: [], notes: notes };
  }

  /* Why a dossier could not be opened: its form first; what is loose only when the form is right. */
  function check(dossier, schema) {
    var found = Agora.dossierSchema.against(dossier, schema).map(function (fault) {
      var sentence = has(SENTENCES, fault.keyword) ? SENTENCES[fault.keyword] : "refused-value";
      var shown = Agora.dossierJson.shown;
      if (fault.keyword === "additionalProperties") {
        return reason(sentence, { path: shown(fault.path.concat([fault.name])) });
      }
      var values = { path: shown(fault.path) };
      if (fault.keyword === "required") { values.name = shown([fault.name]); }
      return reason(sentence, values);
    });
    return found.length ? Agora.dossierJson.inOrder(found) : Agora.dossierLinks.faults(dossier);
  }

  /* The text to save. It is given in any case, so that no work is lost; reasons say what to shorten first. */
  function write(dossier, schema, today) {
    var tidied = Agora.dossierLinks.tidied(dossier), found = tidied.dossier;
    found.changed = today;
    var text = Agora.dossierJson.write(completed(found, schema)) + "\n";
    var reasons = check(found, schema), size = new TextEncoder().encode(text).length, limit = Agora.dossierJson.LARGEST;
    if (size > limit) {
      reasons = [reason("refused-large", { found: Math.ceil(size / 1000), limit: limit / 1000 })].concat(reasons);
    }
    return { text: text, notes: tidied.notes, reasons: reasons.slice(0, MOST_REASONS) };
  }

  /* A copy with the default of everything that is absent, in the order of the schema, so that nobody asks twice. */
  function completed(value, schema) {
    return complete(value, schema, schema);
  }

  function complete(value, given, root) {
    var schema = resolved(given, root);
    if (has(schema, "anyOf")) { return JSON.parse(JSON.stringify(value)); }
    if (Array.isArray(value)) { return value.map(function (item) { return complete(item, schema.items, root); }); }
    if (!isObject(value)) { return value; }
    var found = {}, properties = schema.properties || {};
    Object.keys(properties).forEach(function (name) {
      var rule = resolved(properties[name], root);
      if (has(value, name)) {
        found[name] = complete(value[name], rule, root);
      } else if (has(rule, "default")) {
        found[name] = complete(rule["default"], rule, root);
      }
    });
    var others = Object.keys(value).filter(function (name) { return !has(properties, name); });
    Agora.dossierJson.namesInOrder(others).forEach(function (name) {
      found[name] = complete(value[name], schema.additionalProperties, root);
    });
    return found;
  }

  /* A schema with what its `$ref` leads to; `false`, `true` and nothing say nothing about defaults. */
  function resolved(schema, root) {
    if (!isObject(schema)) { return {}; }
    if (!has(schema, "$ref")) { return schema; }
    return Object.assign({}, resolved(root.$defs[schema.$ref.slice("#/$defs/".length)], root), schema);
  }

  function refused(reasons) {
    var more = reasons.length - MOST_REASONS;
    var listed = more > 0 ? reasons.slice(0, MOST_REASONS).concat([reason("refused-more", { count: more })]) : reasons;
    return { dossier: null, reasons: listed, notes: [] };
  }

  /* Format 1, the first draft: one site and one assessment, bare numbers on scales where 0 stood for unknown.
     What has no place in it is left where it is, for the schema to refuse: nothing is dropped on the way. */
  function fromFirst(old) {
    var found = {}, moved = {};
    Object.keys(old).forEach(function (name) {
      if (name !== "site" && name !== "assessment") { found[name] = old[name]; }
    });
    found.format_version = 2;
    [["sites", "site", "s1"], ["assessments", "assessment", "a1"]].forEach(function (row) {
      var single = has(old, row[1]) ? old[row[1]] : null;
      if (single === null) { return; }
      if (has(old, row[0]) || !isObject(single)) {
        found[row[1]] = single;
      } else {
        moved[row[1]] = Object.assign({ id: row[2] }, single);
        found[row[0]] = [moved[row[1]]];
      }
    });
    if (moved.site) { eachLevel(moved.site.priority); }
    if (moved.assessment) {
      if (moved.site && !has(moved.assessment, "site")) { moved.assessment.site = moved.site.id; }
      if (Array.isArray(moved.assessment.scenarios)) {
        moved.assessment.scenarios.forEach(function (scenario) {
          eachLevel(scenario, Agora.dossierLinks.SCALES_OF_A_SCENARIO);
        });
      }
      if (isObject(moved.assessment.evaluation)) { eachLevel(moved.assessment.evaluation.scores); }
    }
    return found;
  }

  /* Bare numbers of a map of answers become answers. */
  function eachLevel(holder, names) {
    if (!isObject(holder)) { return; }
    Object.keys(holder).forEach(function (name) {
      var value = holder[name];
      if ((!names || names.indexOf(name) >= 0) && typeof value === "number" && Math.floor(value) === value) {
        holder[name] = { level: value || "unknown" };
      }
    });
  }

  /* Format 2 had no list of chosen gaps: a gap was chosen when it had an objective, and such a gap still is. */
  function fromSecond(old) {
    return Object.assign({}, old, { format_version: 3 });
  }

  var MIGRATIONS = { 1: fromFirst, 2: fromSecond };

  return { create: create, open: open, check: check, write: write, completed: completed, FORMAT: FORMAT, VERSION: VERSION };
})();
