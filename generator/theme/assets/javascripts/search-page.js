/* The search page: a query, facets with live counts, a list of results.
   In: the form of search.html.jinja and Agora.search. Out: results; over http query and facets stand in the address. */
(function () {
  "use strict";
  var STEP = 10;
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
  var now = 0, timer, shown, found, left;

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
    help.textContent = "";
  }

  function look() {
    var asked = ++now, text = field.value;
    remember();
    if (!text.trim()) { clear(); say(""); return; }
    Agora.searchOpen(function (there) {
      if (asked !== now) { return; }
      if (!there) { clear(); say(form.dataset.broken); return; }
      Agora.search.find(text, true, function (answer) {
        if (asked !== now) { return; }
        if (!answer) { clear(); say(form.dataset.broken); return; }
        found = answer;
        refresh(asked);
      });
    });
  }

  function refresh(asked) {
    var said = Agora.search.page().text, choice = chosen();
    narrow(choice);
    clear();
    box.hidden = !found.numbers.length;
    var count = left.length;
    var sentence = count === 1 ? said.count_one : count ? said.count.replace("{count}", count)
      : found.numbers.length ? said.filtered_out.replace("{count}", found.numbers.length) : said.none;
    say([sentence].concat(Agora.search.remarks(found.reading)).join(" "));
    if (!found.numbers.length) { advise(said); }
    shown = 0;
    extend(asked);
  }

  /* The results that the facets leave, and how many each choice would. */
  function narrow(choice) {
    var rest = Agora.searchHits.narrowed(found.numbers, found.facets, choice);
    left = rest.numbers;
    selects.forEach(function (select) {
      var counts = rest.counts[select.name];
      Array.prototype.forEach.call(select.options, function (option) {
        if (!option.value) { return; }
        var count = counts[option.value] || 0;
        var label = option.dataset.label + " (" + count + ")";
        if (option.textContent !== label) { option.textContent = label; }
        option.hidden = option.disabled = count === 0 && option.value !== select.value;
      });
    });
  }

  /* Words that begin like those that nobody wrote, each a button that searches for it. */
  function advise(said) {
    var near = [];
    Object.keys(found.reading.unknown).forEach(function (word) {
      found.reading.unknown[word].forEach(function (other) { near.push([word, other]); });
    });
    help.hidden = false;
    help.textContent = near.length ? said.begin_alike + " " : said.try_other;
    near.forEach(function (pair) {
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = pair[1];
      button.addEventListener("click", function () {
        field.value = pair[1];
        field.focus();
        look();
      });
      help.appendChild(button);
    });
  }

  function extend(asked, focus) {
    Agora.search.records(left.slice(shown, shown + STEP), function (records) {
      if (asked !== now) { return; }
      if (!records) { say(form.dataset.broken); return; }
      records.forEach(function (record) {
        var item = document.createElement("li");
        item.className = "agora-result";
        Agora.search.fill(item, record, found.reading, true);
        list.appendChild(item);
      });
      if (focus && list.children[shown]) { list.children[shown].querySelector("a").focus(); }
      shown += records.length;
      more.hidden = shown >= left.length;
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
    clearTimeout(timer);
    timer = setTimeout(look, 150);
  });
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    clearTimeout(timer);
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
  more.addEventListener("click", function () { extend(now, true); });
  box.open = true;
  document.querySelector(".agora-search-plain").hidden = true;
  form.hidden = false;
  if (field.value) { look(); } else { field.focus(); }
})();
