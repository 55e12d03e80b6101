/* One question as something to answer with: text, long, number, date, choice, choices, scale, entry, entries.
   In: the question, the path of its answer, the form (see dossier-form.js): `form.get(path)`, `form.set(path, value)`,
   `form.fault(path, message)`, `form.id(path)`, `form.options(question)`. Out: a node with a label, the reason why it is
   asked, a link to the entry, and controls. Invariant: what was answered is shown as it is; an answer that is not in the
   list any more is shown too; nothing is judged while somebody still types. Refuses: to keep an answer itself. */
var Agora = Agora || {};
Agora.dossierFields = (function () {
  "use strict";

  var MOST_CHARACTERS = 10000;
  var LEVELS = [1, 2, 3, 4, 5];

  function make(tag, attributes, children) { return Agora.dossierElement.make(tag, attributes, children); }
  function say(key, values) { return Agora.dossierElement.say(key, values); }

  /* Why we ask, the entry, and a word of care; the id lets controls be described by it. */
  function explained(question, id) {
    var known = question.entry && Agora.dossierElement.has(Agora.dossierData.entries, question.entry);
    return [make("p", { "class": "dossier-why", id: id + "-why" }, [
      question.sensitive ? make("span", { "class": "dossier-sensitive", text: say("sensitive") }) : "", question.sensitive ? " " : "",
      make("strong", { text: say("why") }), " " + question.why, known ? " " : "",
      known ? Agora.dossierElement.entryLink(question.entry, say("read_entry")) : ""
    ])];
  }

  function faultNode(id) {
    return make("p", { "class": "dossier-error", id: id + "-error", hidden: true });
  }

  function field(question, path, form, control) {
    var id = form.id(path);
    return make("div", { "class": "dossier-field", "data-path": path },
      [make("label", { "class": "dossier-label", "for": id, text: question.label })].concat(explained(question, id), [control, faultNode(id)]));
  }

  function group(question, path, form, children) {
    var id = form.id(path);
    return make("fieldset", { "class": "dossier-field", id: id, tabindex: "-1", "data-path": path, "aria-describedby": id + "-why " + id + "-error" },
      [make("legend", { "class": "dossier-label", text: question.label })].concat(explained(question, id), children, [faultNode(id)]));
  }

  function describing(id) { return id + "-why " + id + "-error"; }

  /* Text is kept with every key, and judged when the writer leaves the field. */
  function typed(question, path, form, tag, attributes, read) {
    var id = form.id(path), value = form.get(path);
    var control = make(tag, Object.assign({ id: id, "aria-describedby": describing(id), autocomplete: "off", "data-control": path }, attributes));
    control.value = value === undefined || value === null ? "" : String(value);
    control.addEventListener("input", function () { read(control, false); });
    control.addEventListener("change", function () { read(control, true); });
    return field(question, path, form, control);
  }

  function words(tag, attributes) {
    return function (question, path, form) {
      return typed(question, path, form, tag, attributes, function (control, left) {
        var tooLong = control.value.length > MOST_CHARACTERS;
        if (!tooLong) { form.set(path, control.value); }
        if (left || tooLong) { form.fault(path, tooLong ? say("error_long", { label: question.label, most: MOST_CHARACTERS }) : ""); }
      });
    };
  }

  /* A number as people write it: with a comma or a point, with spaces between thousands. */
  function numberOf(text) {
    var plain = text.replace(/[\s\u00a0\u202f]/g, "").replace(",", ".");
    return /^-?\d{1,15}(\.\d{1,9})?$/.test(plain) ? Number(plain) : null;
  }

  function number(question, path, form) {
    return typed(question, path, form, "input", { type: "text", inputmode: "decimal" }, function (control, left) {
      var empty = control.value.trim() === "", found = empty ? undefined : numberOf(control.value);
      var fault = found === null ? say("error_number", { label: question.label })
        : question.whole && found !== undefined && found % 1 !== 0 ? say("error_whole", { label: question.label })
        : found !== undefined && question.least !== undefined && found < question.least ? say("error_least", { label: question.label, least: question.least })
          : found !== undefined && question.most !== undefined && found > question.most ? say("error_most", { label: question.label, most: question.most }) : "";
      if (!fault) { form.set(path, found); }
      if (left) { form.fault(path, fault); }
    });
  }

  function date(question, path, form) {
    return typed(question, path, form, "input", { type: "date", max: "9999-12-31" }, function (control, left) {
      var half = control.validity.badInput;
      if (!half) { form.set(path, control.value); }
      if (left) { form.fault(path, half ? say("error_date", { label: question.label }) : ""); }
    });
  }

  function optionNodes(options) {
    return options.map(function (option) {
      if (option.options) { return make("optgroup", { label: option.label }, optionNodes(option.options)); }
      return make("option", { value: option.id, text: option.label, title: option.definition, lang: option.lang });
    });
  }

  function flat(options) {
    return options.reduce(function (all, option) { return all.concat(option.options || [option]); }, []);
  }

  /* An answer that the list does not offer any more is offered all the same, or it would be lost in silence. */
  function withAnswer(options, ids) {
    var known = flat(options).map(function (option) { return option.id; });
    return options.concat(ids.filter(function (id) { return id && known.indexOf(id) < 0; }).map(function (id) {
      return { id: id, label: Agora.dossierElement.entryTitle(id) };
    }));
  }

  function one(question, path, form) {
    var id = form.id(path), value = form.get(path) || "", options = withAnswer(form.options(question), [value]);
    if (!options.length) { return field(question, path, form, make("p", { id: id, tabindex: "-1", "class": "dossier-quiet", text: say("none_to_choose") })); }
    var control = make("select", { id: id, "aria-describedby": describing(id), autocomplete: "off", "data-control": path },
      [make("option", { value: "", text: say("nothing_chosen") })].concat(optionNodes(options)));
    control.value = value;
    control.addEventListener("change", function () { form.set(path, control.value); });
    return field(question, path, form, control);
  }

  function several(question, path, form) {
    var chosen = form.get(path) || [], options = flat(withAnswer(form.options(question), chosen));
    if (!options.length) { return group(question, path, form, [make("p", { "class": "dossier-quiet", text: say("none_to_choose") })]); }
    return group(question, path, form, [make("ul", { "class": "dossier-choices" }, options.map(function (option) {
      var box = make("input", { type: "checkbox", id: form.id(path + "/" + option.id), autocomplete: "off", "data-control": path });
      box.checked = chosen.indexOf(option.id) >= 0;
      box.addEventListener("change", function () {
        var now = (form.get(path) || []).filter(function (id) { return id !== option.id; });
        form.set(path, box.checked ? now.concat([option.id]) : now);
      });
      return make("li", {}, [make("label", { title: option.definition }, [box, make("span", { text: option.label, lang: option.lang })])]);
    }))]);
  }

  function scaleOf(question) {
    var scales = (Agora.dossierData.tables.scales || {}).scales || [];
    return scales.filter(function (scale) { return scale.id === question.scale; })[0];
  }

  function levelLabel(scale, level) {
    if (level === "unknown") { return scale && scale.unknown && scale.unknown.label || say("unknown"); }
    if (level === "absent") { return say("not_answered"); }
    var found = scale && scale.levels[level - 1];
    return found ? say("level", { level: level, label: found.label }) : String(level);
  }

  /* An unknown answer has no range to ask for: it may be anything. */
  function rangeFault(answer) {
    if (!answer || answer.level === "unknown") { return false; }
    var low = answer.low === undefined ? answer.level : answer.low, high = answer.high === undefined ? answer.level : answer.high;
    return low > high || answer.level < low || answer.level > high;
  }

  function bound(name, scale, path, form, check) {
    var id = form.id(path + "/" + name), answer = form.get(path) || {};
    var control = make("select", { id: id, autocomplete: "off", "data-control": path + "/" + name }, [make("option", { value: "", text: "–" })].concat(LEVELS.map(function (level) {
      return make("option", { value: level, text: levelLabel(scale, level) });
    })));
    control.value = answer[name] === undefined ? "" : String(answer[name]);
    control.addEventListener("change", function () {
      form.set(path + "/" + name, control.value === "" ? undefined : Number(control.value));
      check();
    });
    return make("label", { "for": id }, [say(name), " ", control]);
  }

  function scale(question, path, form) {
    var id = form.id(path), described = scaleOf(question), answer = form.get(path);
    var more = make("div", { "class": "dossier-range" });
    function check() { form.fault(path, rangeFault(form.get(path)) ? say("error_range", { label: question.label }) : ""); }
    function choose(level) {
      var before = form.get(path) || {}, next = { level: level };
      if (level !== "unknown" && before.low !== undefined && before.low <= level) { next.low = before.low; }
      if (level !== "unknown" && before.high !== undefined && before.high >= level) { next.high = before.high; }
      next.reason = before.reason || "";
      form.set(path, next);
      check();
      drawMore();
    }
    function drawMore() {
      var now = form.get(path);
      if (!now) { Agora.dossierElement.replace(more, []); return; }
      var reason = make("textarea", { id: id + "-reason", rows: 2, autocomplete: "off", maxlength: MOST_CHARACTERS, "data-control": path + "/reason" });
      reason.value = now.reason || "";
      reason.addEventListener("input", function () { form.set(path + "/reason", reason.value); });
      Agora.dossierElement.replace(more, [
        now.level === "unknown" ? "" : make("div", { role: "group", "aria-label": say("range"), "class": "dossier-bounds" }, [
          make("span", { text: say("range") }), bound("low", described, path, form, check), bound("high", described, path, form, check)]),
        make("label", { "for": id + "-reason", text: say("scale_reason") }), reason,
        Agora.dossierElement.button(say("clear"), function () {
          form.set(path, undefined);
          radios.forEach(function (radio) { radio.checked = false; });
          check();
          drawMore();
          radios[0].focus();
        }, { "class": "dossier-small", id: id + "-clear" })]);
    }
    var radios = [];
    var rows = LEVELS.concat(["unknown"]).map(function (level) {
      var radio = make("input", { type: "radio", name: id, value: level, id: id + "-" + level, autocomplete: "off", "data-control": path });
      radio.checked = Boolean(answer) && answer.level === level;
      radio.addEventListener("change", function () { choose(level); });
      radios.push(radio);
      var text = level === "unknown" ? described && described.unknown && described.unknown.description : described && described.levels[level - 1] && described.levels[level - 1].description;
      return make("li", {}, [make("label", {}, [radio, make("span", {}, [make("strong", { text: levelLabel(described, level) }),
        typeof text === "string" && text ? " " + text : ""])])]);
    });
    drawMore();
    return group(question, path, form, [
      described && typeof described.question === "string" ? make("p", { text: described.question }) : "",
      make("ul", { "class": "dossier-choices dossier-scale" }, rows), more]);
  }

  return {
    text: words("input", { type: "text" }), long: words("textarea", { rows: 4 }), number: number, date: date, choice: one, choices: several,
    entry: one, entries: several, scale: scale, explained: explained, levelLabel: levelLabel, scaleOf: scaleOf, numberOf: numberOf, rangeFault: rangeFault
  };
})();
