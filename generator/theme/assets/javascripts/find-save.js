/* A list of measures as text and as a table for a spreadsheet: the texts alone, without the page.
   In: items {rank, measure, reasons}, the lines of the question, the data of the page, the marking. Out: text.
   The marking stands first and last; no cell is taken for a formula; a line of the question is [label, text]. */
var Agora = Agora || {};
Agora.findSave = (function () {
  "use strict";

  function of(label, text, data) {
    return data.words.of.replace("{label}", label).replace("{text}", text);
  }

  function named(ids, terms) {
    return ids.map(function (id) { return terms[id]; }).join(", ");
  }

  function address(measure) {
    return measure.href.replace(/^(\.\.\/)+/, "");
  }

  function effects(measure, data) {
    return Object.keys(measure.considerations).map(function (name) {
      return [data.terms.consideration[name], data.terms.level[measure.considerations[name]] + ". " + measure.notes[name]];
    });
  }

  function facts(measure, data) {
    return [
      [data.words.effect, data.terms.effect[measure.effect]],
      [data.words.evidence, data.terms.evidence[measure.evidence]],
      [data.words.cost, data.terms.cost_band[measure.cost]],
      [data.words.maturity, data.terms.maturity[measure.maturity]],
      [data.words.duration, named(measure.duration, data.terms.duration)],
      [data.words.functions, named(measure.functions, data.terms["function"])],
      [data.words.phases, named(measure.phases, data.terms.phase)]
    ];
  }

  function told(item, data) {
    return item.reasons.length ? item.reasons.join(data.words.separator) : data.words.not_ranked;
  }

  function asText(items, question, data, marking) {
    var lines = [marking, "", data.words.title, "", data.words.question];
    question.forEach(function (line) { lines.push("  " + of(line[0], line[1], data)); });
    items.forEach(function (item) {
      var measure = item.measure;
      lines.push("", "", measure.title + " (" + data.kinds[measure.kind] + ")");
      if (item.rank) { lines.push("  " + data.words.rank.replace("{rank}", item.rank)); }
      lines.push("  " + measure.summary, "  " + of(data.words.reasons, told(item, data), data));
      facts(measure, data).forEach(function (fact) { lines.push("  " + of(fact[0], fact[1], data)); });
      lines.push("  " + of(data.words.considerations, "", data).trim());
      effects(measure, data).forEach(function (effect) { lines.push("  - " + of(effect[0], effect[1], data)); });
      lines.push("  " + of(data.words.address, address(measure), data));
    });
    lines.push("", "", data.words.source.replace("{date}", data.date), marking, "");
    return lines.join("\r\n");
  }

  /* OWASP, CSV Injection. */
  function harmless(cell) {
    return /^[=+\-@\t\r＝]/.test(cell) ? "'" + cell : cell;
  }

  function quoted(cell) {
    var text = harmless(String(cell));
    return /[",\r\n]/.test(text) ? "\"" + text.replace(/"/g, "\"\"") + "\"" : text;
  }

  function asCsv(items, data, marking) {
    var names = Object.keys(data.terms.consideration);
    var head = [data.words.place, data.words.measure, data.words.kind, data.words.summary, data.words.reasons, data.words.effect,
      data.words.evidence, data.words.cost, data.words.maturity, data.words.duration, data.words.functions, data.words.phases];
    head = head.concat(names.map(function (name) { return data.terms.consideration[name]; }));
    head.push(data.words.address, data.words.date, data.words.marking_label);
    var rows = items.map(function (item) {
      var measure = item.measure;
      var row = [item.rank || "", measure.title, data.kinds[measure.kind], measure.summary, told(item, data)];
      row = row.concat(facts(measure, data).map(function (fact) { return fact[1]; }));
      names.forEach(function (name) {
        var level = measure.considerations[name];
        row.push(level ? data.terms.level[level] + ". " + measure.notes[name] : data.words.not_stated);
      });
      return row.concat([address(measure), data.date, marking]);
    });
    return "\ufeff" + [head].concat(rows).map(function (row) { return row.map(quoted).join(","); }).join("\r\n") + "\r\n";
  }

  return { asText: asText, asCsv: asCsv, facts: facts, effects: effects, of: of };
})();
