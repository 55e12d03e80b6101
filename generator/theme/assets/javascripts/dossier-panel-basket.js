/* Step 4: the basket; up to four of its measures side by side; which of them are in which combination.
   In: the context of the panel of step 4. Out: nodes. What is compared is kept in the memory of the step. */
var Agora = Agora || {};
Agora.dossierPanelBasket = (function () {
  "use strict";

  function make(tag, attributes, children) { return Agora.dossierElement.make(tag, attributes, children); }
  function names() { return Agora.dossierNames; }

  function most() { return Agora.measures.rule.most_compared; }

  function setName(context, set, at) { return set.name || context.say("set_number", { number: at + 1 }); }

  function compared(context) {
    var basket = context.assessment.basket || [];
    return (context.memory.compared || []).filter(function (id) { return basket.indexOf(id) >= 0 && context.facts[id]; });
  }

  function compare(context, id, wanted) {
    var now = compared(context).filter(function (one) { return one !== id; });
    if (wanted && now.length >= most()) { context.tell(context.say("basket_compare_full", { count: most() })); } else if (wanted) { now.push(id); }
    context.memory.compared = now;
    context.draw();
  }

  function shift(context, set, id, wanted) {
    var path = "assessments/" + context.assessment.id + "/combinations/" + set.id + "/measures";
    if (wanted) { context.add(path, id); } else { context.remove(path, id); }
  }

  function row(context, id, basketButton) {
    var measure = context.facts[id], prefix = "basket-", terms = Agora.measures.terms;
    var facts = measure ? [context.data.kinds[measure.kind], Agora.measures.words.of.replace("{label}", Agora.measures.words.cost).replace("{text}", terms.cost_band[measure.cost])] : [];
    return make("li", { "class": "dossier-proposal" }, [
      make("p", {}, [make("strong", { id: prefix + id + "-title" }, [Agora.dossierElement.entryLink(id)]), facts.length ? make("span", { "class": "dossier-quiet", text: " · " + facts.join(" · ") }) : ""]),
      make("div", { "class": "dossier-buttons" }, [
        measure ? names().check("compare-" + id, compared(context).indexOf(id) >= 0, [context.say("basket_compare"), make("span", { "class": "agora-hidden", text: " " + measure.title })], function (wanted) { compare(context, id, wanted); }) : ""
      ].concat((context.assessment.combinations || []).map(function (set, at) {
        return names().check("set-" + set.id + "-" + id, (set.measures || []).indexOf(id) >= 0, [context.say("basket_in", { name: setName(context, set, at) }), make("span", { "class": "agora-hidden", text: " " + names().entry(id) })], function (wanted) { shift(context, set, id, wanted); });
      }), [basketButton(context, id, prefix)]))]);
  }

  /* The level that an entry states and its note; what it does not state is said as such. */
  function effectCell(measure, name) {
    var data = Agora.measures, level = measure.considerations[name];
    if (!level) { return make("span", { "class": "dossier-quiet", text: data.words.not_stated }); }
    var language = measure.untranslated.indexOf(name) >= 0 ? data.source_language : data.language;
    return [make("strong", { text: data.terms.level[level] + ". " }), make("span", { lang: language === data.language ? null : language, text: measure.notes[name] })];
  }

  function sideBySide(context, ids) {
    var data = Agora.measures, terms = data.terms, chosen = ids.map(function (id) { return context.facts[id]; });
    function listed(list, vocabulary) { return list.map(function (id) { return terms[vocabulary][id]; }).join(", "); }
    function line(label, cell) { return [label].concat(chosen.map(cell)); }
    var rows = ["effect", "evidence", "cost", "maturity"].map(function (name) {
      return line(data.words[name], function (measure) { return terms[name === "cost" ? "cost_band" : name][measure[name]]; });
    }).concat([["duration", "duration"], ["functions", "function"], ["phases", "phase"]].map(function (pair) {
      return line(data.words[pair[0]], function (measure) { return listed(measure[pair[0]], pair[1]); });
    }), Object.keys(terms.consideration).map(function (name) { return line(terms.consideration[name], function (measure) { return effectCell(measure, name); }); }));
    return names().table(context.say("basket_compared"), [data.words.point].concat(ids.map(function (id) {
      return [Agora.dossierElement.entryLink(id), make("br"), context.button(context.say("take_out"), function () { compare(context, id, false); document.getElementById("compare-" + id).focus(); },
        { id: "compare-out-" + id, "class": "dossier-small", "aria-describedby": "basket-" + id + "-title" })];
    })), rows);
  }

  function draw(context, basketButton) {
    var say = context.say, basket = context.assessment.basket || [], ids = compared(context);
    return [make("h3", { id: "solutions-basket", tabindex: "-1", text: say("basket_title") })].concat(basket.length ? [
      make("ul", { "class": "dossier-proposals" }, basket.map(function (id) { return row(context, id, basketButton); })),
      make("p", { "class": "dossier-quiet", text: say("basket_compare_how", { count: most() }) }),
      ids.length ? sideBySide(context, ids) : ""
    ] : [make("p", { text: say("basket_empty") })]);
  }

  return { draw: draw, setName: setName };
})();
