/* The search page: a query, facets with live counts, a list of results.
   In: the form of search.html.jinja and Agora.search. Out: results; over http query and facets stand in the address. */
(function () {
  "use strict";
  var FIRST = 5, STEP = 10, PAUSE = 150;
  var form = document.querySelector(".agora-search-form");
  if (!form || !Agora.searchOpen) { return; }
  var overHttp = location.protocol.indexOf("http") === 0;
  var field = document.getElementById("agora-query");
  var box = document.querySelector(".agora-facets");
  var facets = box.querySelector("form");
  var selects = Array.prototype.slice.call(facets.querySelectorAll("select"));
  var output = form.querySelector("output");
  var list = document.querySelector(".agora-results");
  var more = document.querySelector(".agora-more");
  var help = document.querySelector(".agora-search-help");
  var now = 0, timer, found, view;

  function chosen() {
    var values = {};
    selects.forEach(function (select) { values[select.name] = select.value; });
    return values;
  }

  function remember() {
    if (!overHttp) { return; }
    var address = new URLSearchParams();
    if (field.value.trim()) { address.set("q", field.value.trim()); }
    selects.forEach(function (select) { if (select.value) { address.set(select.name, select.value); } });
    var text = address.toString();
    history.replaceState(null, "", location.pathname + (text ? "?" + text : "") + location.hash);
  }

  function say(text) { output.textContent = text; }

  function clear() {
    list.textContent = "";
    more.hidden = help.hidden = box.hidden = true;
  }

  function look(typing) {
    var asked = ++now, text = field.value;
    if (!text.trim()) { clear(); say(""); return; }
    Agora.searchOpen(function (there) {
      if (asked !== now) { return; }
      if (!there) { clear(); say(form.dataset.broken); return; }
      Agora.search.find(text, true, function (answer) {
        if (asked !== now) { return; }
        if (!answer) { clear(); say(form.dataset.broken); return; }
        found = answer;
        refresh(asked, typing);
      });
    });
  }

  /* What the facets leave, with all counts, when the first of it is there; the others follow, at once if they are there too. */
  function refresh(asked, typing) {
    if (asked !== now) { return; }
    var reading = found.reading, all = found.numbers.length;
    var rest = Agora.searchHits.narrowed(found.numbers, found.facets, chosen());
    Agora.search.records(rest.numbers.slice(0, FIRST), function (records) {
      if (asked !== now) { return; }
      if (!records) { clear(); say(form.dataset.broken); return; }
      view = { numbers: rest.numbers, reading: reading };
      tell(all);
      count(rest.counts);
      list.textContent = "";
      append(records);
      Agora.search.records(rest.numbers.slice(FIRST, STEP), function (others) {
        if (asked !== now) { return; }
        if (!others) { say(form.dataset.broken); return; }
        append(others);
        if (typing) { Agora.search.foresee(field.value); }
      });
    });
  }

  function tell(all) {
    var said = Agora.search.page().text, left = view.numbers.length;
    var sentence = left === 1 ? said.count_one : left ? said.count.replace("{count}", left)
      : all ? said.filtered_out.replace("{count}", all) : said.none;
    say([sentence].concat(Agora.search.remarks(view.reading)).join(" "));
    box.hidden = !all;
    help.hidden = !!all;
    if (!all) { advise(said, view.reading.unknown); }
  }

  /* How many results each choice would leave. */
  function count(counts) {
    selects.forEach(function (select) {
      Array.prototype.forEach.call(select.options, function (option) {
        if (!option.value) { return; }
        var count = counts[select.name][option.value] || 0;
        var label = option.dataset.label + " (" + count + ")";
        if (option.textContent !== label) { option.textContent = label; }
        option.hidden = option.disabled = count === 0 && option.value !== select.value;
      });
    });
  }

  /* Words that begin like those that nobody wrote, each a button that searches for it. */
  function advise(said, unknown) {
    var near = [].concat.apply([], Object.keys(unknown).map(function (word) { return unknown[word]; }));
    help.textContent = near.length ? said.begin_alike + " " : said.try_other;
    near.forEach(function (word) {
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = word;
      button.addEventListener("click", function () {
        field.value = word;
        field.focus();
        remember();
        look();
      });
      help.appendChild(button);
    });
  }

  function append(records) {
    var items = document.createDocumentFragment();
    records.forEach(function (record) {
      var item = document.createElement("li");
      item.className = "agora-result";
      Agora.search.fill(item, record, view.reading, true);
      items.appendChild(item);
    });
    list.appendChild(items);
    more.hidden = list.children.length < STEP || list.children.length >= view.numbers.length;
  }

  function extend() {
    var extended = view, first = list.children.length;
    Agora.search.records(view.numbers.slice(first, first + STEP), function (records) {
      if (extended !== view) { return; }
      if (!records) { say(form.dataset.broken); return; }
      append(records);
      list.children[first].querySelector("a").focus();
    });
  }

  var address = new URLSearchParams(location.search);
  field.value = address.get("q") || "";
  selects.forEach(function (select) {
    var wanted = address.get(select.name);
    var known = Array.prototype.some.call(select.options, function (option) { return option.value === wanted; });
    if (wanted && known) { select.value = wanted; }
  });
  field.addEventListener("input", function () {
    var swift = Agora.search && Agora.search.swift();
    clearTimeout(timer);
    if (swift) { look(true); }
    timer = setTimeout(function () {
      remember();
      if (!swift) { look(true); }
    }, PAUSE);
  });
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    clearTimeout(timer);
    remember();
    look();
  });
  facets.addEventListener("change", function () {
    remember();
    if (found) { refresh(++now); }
  });
  facets.addEventListener("submit", function (event) { event.preventDefault(); });
  facets.addEventListener("reset", function () {
    setTimeout(function () {
      remember();
      if (found) { refresh(++now); }
    });
  });
  more.addEventListener("click", extend);
  box.open = true;
  document.querySelector(".agora-search-plain").hidden = true;
  form.hidden = false;
  if (field.value) { look(); } else { field.focus(); }
  Agora.searchOpen(function (there) { if (there) { Agora.search.find("", true, function () {}); } });
})();
