/* What find-page.js shows, as elements: a result, a line with reasons, the table side by side, an item of the list.
   In: measures, reasons in words, the data of the page. Out: elements that nobody has put anywhere yet. */
var Agora = Agora || {};
Agora.findShow = (function () {
  "use strict";

  /* An element with attributes and children; a child is a text or an element. */
  function element(name, attributes, children) {
    var made = document.createElement(name);
    Object.keys(attributes || {}).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    (children || []).forEach(function (child) {
      made.appendChild(typeof child === "string" ? document.createTextNode(child) : child);
    });
    return made;
  }

  function inLanguage(name, text, language, data) {
    return element(name, language === data.language ? {} : { lang: language }, [text]);
  }

  /* What is said of a side effect, in the language in which it is there. */
  function note(measure, name, data) {
    var language = measure.untranslated.indexOf(name) >= 0 ? data.source_language : data.language;
    return inLanguage("span", measure.notes[name], language, data);
  }

  function link(measure, data) {
    var made = inLanguage("a", measure.title, measure.lang, data);
    made.href = measure.href;
    return made;
  }

  function reasons(words, data) {
    return element("p", { "class": "agora-reasons" }, [
      element("strong", {}, [Agora.findSave.of(data.words.reasons, "", data).trim()]), " ", words.join(data.words.separator) + "."
    ]);
  }

  /* Side effects that the rule warns about, each with its note. */
  function warnings(measure, data) {
    var names = Object.keys(measure.considerations).filter(function (name) {
      return data.rule.watch.indexOf(measure.considerations[name]) >= 0;
    });
    if (!names.length) { return []; }
    var rows = names.map(function (name) {
      return element("div", {}, [
        element("dt", {}, [data.terms.consideration[name]]),
        element("dd", {}, [
          element("strong", {}, [data.terms.level[measure.considerations[name]] + "."]), " ",
          note(measure, name, data)
        ])
      ]);
    });
    return [element("h4", {}, [data.words.side_effects]), element("dl", { "class": "agora-fields" }, rows)];
  }

  function pick(name, label, measure) {
    return element("label", {}, [
      element("input", { type: "checkbox", name: name, value: measure.id }), " " + label,
      element("span", { "class": "agora-hidden" }, [" " + measure.title])
    ]);
  }

  function result(measure, place, words, data) {
    return element("li", { "class": "agora-kind-" + measure.kind }, [
      element("p", { "class": "agora-kind" }, [element("span", {}, [place]), element("span", {}, [data.kinds[measure.kind]])]),
      element("h3", {}, [link(measure, data)]),
      inLanguage("p", measure.summary, measure.lang, data),
      reasons(words, data)
    ].concat(warnings(measure, data), [
      element("p", { "class": "agora-picks" }, [
        pick("compare", data.words.compare, measure), pick("list", data.words.keep, measure)
      ])
    ]));
  }

  /* A measure and what is said of it, in one line of a list. */
  function line(measure, words, data) {
    return element("li", {}, [link(measure, data), ": " + words.join(data.words.separator)]);
  }

  /* A title that opens on items, which are made when it first does: there may be thousands. */
  function folded(title, items) {
    var list = element("ul"), made = element("details", { "class": "agora-twin" }, [element("summary", {}, [title]), list]);
    made.addEventListener("toggle", function () {
      items().forEach(function (item) { list.appendChild(item); });
    }, { once: true });
    return made;
  }

  function remover(name, measure, data) {
    return element("button", { type: "button", name: name, value: measure.id }, [
      data.words.remove, element("span", { "class": "agora-hidden" }, [" " + measure.title])
    ]);
  }

  function sideBySide(measures, data) {
    var heads = measures.map(function (measure) {
      return element("th", { scope: "col" }, [link(measure, data), element("br"), remover("compare", measure, data)]);
    });
    var facts = measures.map(function (measure) { return Agora.findSave.facts(measure, data); });
    var rows = facts[0].map(function (fact, at) {
      return element("tr", {}, [element("th", { scope: "row" }, [fact[0]])].concat(
        facts.map(function (column) { return element("td", {}, [column[at][1]]); })));
    });
    Object.keys(data.terms.consideration).forEach(function (name) {
      var cells = measures.map(function (measure) {
        var level = measure.considerations[name];
        return element("td", {}, level ? [
          element("strong", {}, [data.terms.level[level] + "."]), " ",
          note(measure, name, data)
        ] : [element("span", { "class": "agora-quiet" }, [data.words.not_stated])]);
      });
      rows.push(element("tr", {}, [element("th", { scope: "row" }, [data.terms.consideration[name]])].concat(cells)));
    });
    var table = element("table", { "class": "agora-compared" }, [
      element("thead", {}, [element("tr", {}, [element("th", { scope: "col" }, [data.words.point])].concat(heads))]),
      element("tbody", {}, rows)
    ]);
    return element("div", { "class": "table-scroll", tabindex: "0", role: "region", "aria-labelledby": "find-compare-heading" },
      [table]);
  }

  function kept(item, data) {
    var place = item.rank ? data.words.rank.replace("{rank}", item.rank) : data.words.not_ranked;
    return element("li", {}, [
      element("h3", {}, [link(item.measure, data)]),
      element("p", { "class": "agora-quiet" }, [data.kinds[item.measure.kind] + ", " + place]),
      inLanguage("p", item.measure.summary, item.measure.lang, data)
    ].concat(
      item.reasons.length ? [reasons(item.reasons, data)] : [],
      warnings(item.measure, data),
      [element("p", { "class": "agora-picks" }, [remover("list", item.measure, data)])]
    ));
  }

  function question(lines, data) {
    var rows = lines.map(function (line) {
      return element("div", {}, [element("dt", {}, [line[0]]), element("dd", {}, [line[1]])]);
    });
    return [element("h3", {}, [data.words.question]), element("dl", { "class": "agora-fields" }, rows)];
  }

  return { element: element, result: result, line: line, folded: folded, sideBySide: sideBySide, kept: kept, question: question };
})();
