/* The page "Find measures": asks, shows, compares, keeps a list, saves it. Without this script the page explains and lists.
   In: the form, `Agora.measures`. Out: results; over http the choices stand behind the # of the address. On file:// they are
   taken over from the first page and wiped from the address, which stays as it was.
   Nothing is stored and nothing is sent. */
(function () {
  "use strict";
  var data = Agora.measures, show = Agora.findShow, save = Agora.findSave;
  var words = data.words, rule = data.rule;
  var overHttp = location.protocol.indexOf("http") === 0;
  var FIRST_SHOWN = 10, MORE_SHOWN = 100;
  var form = document.getElementById("find-form");
  var boxes = ["spaces", "threats", "there", "phases"];
  var selects = ["cost", "duration", "first"];
  var measures = {};
  data.measures.forEach(function (measure) { measures[measure.id] = measure; });
  var picked = { compare: [], list: [] };
  var asked, answer, shown = FIRST_SHOWN;

  function by(id) { return document.getElementById(id); }

  function all(selector, inside) {
    return Array.prototype.slice.call((inside || document).querySelectorAll(selector));
  }

  function fill(id, children) {
    var place = by(id);
    while (place.firstChild) { place.removeChild(place.firstChild); }
    children.forEach(function (child) { place.appendChild(child); });
  }

  function filled(text, values) {
    return text.replace(/\{(\w+)\}/g, function (whole, name) { return String(values[name]); });
  }

  /* What was just done, beside the links to what came of it. */
  function say(text) {
    by("find-tray").hidden = false;
    by("find-said").textContent = text;
  }

  /* The question as the rule reads it. */
  function questionOf() {
    var found = { limits: {} };
    boxes.forEach(function (name) {
      found[name] = all("input[name=" + name + "]:checked", form).map(function (box) { return box.value; });
    });
    selects.forEach(function (name) { found[name] = form.elements[name].value; });
    all("select[name=limit]", form).forEach(function (select) {
      if (select.value) { found.limits[select.dataset.consideration] = select.value; }
    });
    return found;
  }

  /* The question as lines that a reader reads: the words of the form. */
  function linesOf() {
    var lines = [];
    all("fieldset, .agora-find-selects label", form).forEach(function (group) {
      var select = group.querySelector("select");
      if (select && select.value) {
        lines.push([group.firstChild.textContent.trim(), select.selectedOptions[0].textContent]);
      }
      var chosen = all("input:checked", group).map(function (box) { return box.parentNode.textContent.trim(); });
      if (!select && chosen.length) {
        var title = group.closest("details") ? group.closest("details").querySelector("summary").firstChild : group.querySelector("legend");
        lines.push([title.textContent.trim(), chosen.join(", ")]);
      }
    });
    return lines;
  }

  function inWords(reasons, sentences) {
    return reasons.map(function (reason) { return Agora.find.inWords(reason, sentences, data.labels); });
  }

  function refresh() {
    asked = questionOf();
    var enough = asked.spaces.length || asked.threats.length;
    answer = enough ? Agora.find.find(data.measures, asked, rule, data.implausible)
      : { ranked: [], there: [], left_out: [], gaps: [] };
    shown = FIRST_SHOWN;
    [["there", asked.there.length], ["phases", asked.phases.length], ["limits", Object.keys(asked.limits).length]].forEach(function (row) {
      form.querySelector("[data-count=" + row[0] + "]").textContent = row[1] ? filled(words.chosen, { count: row[1] }) : "";
    });
    by("find-status").textContent = enough ? filled(words.counted, {
      ranked: answer.ranked.length, there: answer.there.length, left_out: answer.left_out.length
    }) : words.choose;
    showRanked();
    fill("find-gaps", answer.gaps.length ? [
      show.element("h3", {}, [words.gaps]),
      show.element("ul", { "class": "agora-gaps" }, inWords(answer.gaps, rule.gaps).map(function (text) {
        return show.element("li", {}, [text]);
      }))
    ] : []);
    showBeside();
    showCompared();
    showList();
  }

  function showRanked() {
    var sharing = {};
    answer.ranked.forEach(function (told) { sharing[told.rank] = (sharing[told.rank] || 0) + 1; });
    fill("find-ranked", answer.ranked.slice(0, shown).map(function (told) {
      var place = filled(sharing[told.rank] > 1 ? words.shared : words.rank, { rank: told.rank, count: sharing[told.rank] });
      return show.result(measures[told.id], place, inWords(told.reasons, rule.reasons), data);
    }));
    var rest = answer.ranked.length - Math.min(shown, answer.ranked.length);
    by("find-more").hidden = !rest;
    by("find-more").textContent = filled(words.more, { count: Math.min(rest, MORE_SHOWN) });
    markPicked();
  }

  function lines(told, sentences) {
    return told.map(function (item) {
      var texts = inWords(item.reasons, sentences);
      return show.line(measures[item.id], texts.length ? texts : [words.there_nothing], data);
    });
  }

  /* What is there already, and what is left out: by limits, or because it is about something else. */
  function showBeside() {
    fill("find-there", answer.there.length ? [
      show.element("h3", {}, [words.there]), show.element("ul", {}, lines(answer.there, rule.reasons))
    ] : []);
    var elsewhere = answer.left_out.filter(function (told) { return told.reasons[0].id === "elsewhere"; });
    var limited = answer.left_out.filter(function (told) { return told.reasons[0].id !== "elsewhere"; });
    fill("find-left-out", [[words.left_out, limited], [words.elsewhere, elsewhere]].filter(function (row) {
      return row[1].length;
    }).map(function (row) {
      return show.folded(filled(row[0], { count: row[1].length }), function () { return lines(row[1], rule.exclusions); });
    }));
  }

  function showCompared() {
    var chosen = picked.compare.map(function (id) { return measures[id]; });
    fill("find-compare", chosen.length ? [show.sideBySide(chosen, data)]
      : [show.element("p", {}, [filled(words.compare_none, { count: rule.most_compared })])]);
  }

  /* The list in the order of ranks; what the present question does not rank stands at the end. */
  function itemsOf() {
    var ranked = {};
    answer.ranked.forEach(function (told, at) { ranked[told.id] = { told: told, at: at }; });
    return picked.list.map(function (id) {
      var found = ranked[id];
      return { measure: measures[id], rank: found ? found.told.rank : 0, at: found ? found.at : answer.ranked.length,
        reasons: found ? inWords(found.told.reasons, rule.reasons) : [] };
    }).sort(function (one, other) { return one.at - other.at || (one.measure.id < other.measure.id ? -1 : 1); });
  }

  function showList() {
    var items = itemsOf();
    by("find-list-tools").hidden = !items.length;
    by("find-marking-shown").textContent = by("find-marking").value;
    fill("find-list", items.length
      ? show.question(linesOf(), data).concat([show.element("ul", { "class": "agora-kept" }, items.map(function (item) {
        return show.kept(item, data);
      })), show.element("p", { "class": "agora-quiet" }, [filled(words.source, { date: data.date })])])
      : [show.element("p", {}, [words.list_none])]);
  }

  function markPicked() {
    all("#find-ranked input").forEach(function (box) { box.checked = picked[box.name].indexOf(box.value) >= 0; });
  }

  /* Adds a measure to what is compared or kept, or takes it away. */
  function pick(name, id, wanted) {
    var now = picked[name].filter(function (other) { return other !== id; });
    if (wanted && name === "compare" && now.length >= rule.most_compared) {
      say(filled(words.compare_full, { count: rule.most_compared }));
    } else {
      if (wanted) { now.push(id); }
      picked[name] = now;
      say(filled(name === "compare" ? words.compared : words.listed, { count: now.length }));
    }
    markPicked();
    if (name === "compare") { showCompared(); } else { showList(); }
    remember();
  }

  function remember() {
    if (!overHttp) { return; }
    var address = new URLSearchParams();
    boxes.forEach(function (name) { if (asked[name].length) { address.set(name, asked[name].join(" ")); } });
    selects.forEach(function (name) { if (asked[name]) { address.set(name, asked[name]); } });
    Object.keys(asked.limits).forEach(function (name) { address.set("limit-" + name, asked.limits[name]); });
    Object.keys(picked).forEach(function (name) { if (picked[name].length) { address.set(name, picked[name].join(" ")); } });
    var text = address.toString();
    history.replaceState(null, "", location.pathname + location.search + (text ? "#" + text : ""));
    all(".agora-languages a").forEach(function (other) { other.href = other.href.split("#")[0] + (text ? "#" + text : ""); });
  }

  /* Takes over what the address says, as far as this page knows it. */
  function recall() {
    var address = new URLSearchParams(location.hash.slice(1));
    function several(name) { return (address.get(name) || "").split(" "); }
    if (Agora.findThere) { Agora.findThere.tick(known(several("there"))); }
    boxes.forEach(function (name) {
      all("input[name=" + name + "]", form).forEach(function (box) { box.checked = several(name).indexOf(box.value) >= 0; });
    });
    all("select", form).forEach(function (select) {
      var wanted = address.get(select.dataset.consideration ? "limit-" + select.dataset.consideration : select.name) || "";
      if (all("option", select).some(function (option) { return option.value === wanted; })) { select.value = wanted; }
    });
    picked.compare = known(several("compare")).slice(0, rule.most_compared);
    picked.list = known(several("list"));
    all("details", form).forEach(function (details) { details.open = linesIn(details); });
  }

  function known(ids) {
    return ids.filter(function (id, at) { return Object.prototype.hasOwnProperty.call(measures, id) && ids.indexOf(id) === at; });
  }

  function linesIn(details) {
    return all("input:checked", details).length > 0 || all("select", details).some(function (select) { return select.value; });
  }

  function download(name, type, text) {
    var address = URL.createObjectURL(new Blob([text], { type: type + ";charset=utf-8" }));
    var made = show.element("a", { href: address, download: name });
    document.body.appendChild(made);
    made.click();
    document.body.removeChild(made);
    setTimeout(function () { URL.revokeObjectURL(address); }, 10000);
    say(filled(words.saved, { name: name }));
  }

  form.addEventListener("change", function () { refresh(); remember(); });
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    by("find-results").focus();
  });
  form.addEventListener("reset", function () {
    picked = { compare: [], list: [] };
    by("find-tray").hidden = true;
    setTimeout(function () { refresh(); remember(); });
  });
  by("find-ranked").addEventListener("change", function (event) {
    pick(event.target.name, event.target.value, event.target.checked);
  });
  by("find-more").addEventListener("click", function () {
    var from = shown;
    shown = Math.min(shown + MORE_SHOWN, answer.ranked.length);
    showRanked();
    by("find-ranked").children[from].querySelector("a").focus();
  });
  [["find-compare", "find-compare-heading"], ["find-list", "find-list-heading"]].forEach(function (row) {
    by(row[0]).addEventListener("click", function (event) {
      var button = event.target.closest("button");
      if (!button) { return; }
      pick(button.name, button.value, false);
      by(row[1]).focus();
    });
  });
  by("find-marking").addEventListener("change", showList);
  by("find-print").addEventListener("click", function () {
    document.body.classList.add("agora-print-list");
    window.print();
    document.body.classList.remove("agora-print-list");
  });
  by("find-save-text").addEventListener("click", function () {
    download(words.file + ".txt", "text/plain", save.asText(itemsOf(), linesOf(), data, by("find-marking").value));
  });
  by("find-save-csv").addEventListener("click", function () {
    download(words.file + ".csv", "text/csv", save.asCsv(itemsOf(), data, by("find-marking").value));
  });
  all("#find-tray a").forEach(function (link) {
    link.addEventListener("click", function (event) {
      event.preventDefault();
      by(link.hash.slice(1)).focus();
      by(link.hash.slice(1)).scrollIntoView();
    });
  });
  if (overHttp) { window.addEventListener("hashchange", function () { if (location.hash.indexOf("=") > 0) { recall(); refresh(); } }); }

  recall();
  form.hidden = false;
  by("find-found").hidden = false;
  by("find-all").open = false;
  refresh();
  if (location.hash.indexOf("=") > 0) {
    if (overHttp) { remember(); } else { history.replaceState(null, "", location.pathname + location.search); }
  }
})();
