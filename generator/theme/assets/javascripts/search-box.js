/* The search in the head of every page: nothing but this script is loaded before it is opened.
   In: the link to the search page. Out: a box with results as you type. Without this script the link leads to the page. */
var Agora = Agora || {};
(function () {
  "use strict";
  var SHOWN = 6, PAUSE = 120;
  var link = document.querySelector(".agora-search-link");
  var script = document.currentScript;
  if (!link || !script) { return; }
  var over = location.protocol.indexOf("http") === 0;
  var panel, input, list, status, all, options = [], active = -1, asked = 0, timer, opening = null;
  Agora.searchBase = script.src.slice(0, script.src.indexOf("assets/javascripts/"));

  Agora.searchScript = function (path, version, then) {
    var element = document.createElement("script");
    element.async = false;
    element.src = Agora.searchBase + path + (over && version ? "?" + version : "");
    element.onload = element.onerror = function () {
      element.remove();
      then();
    };
    document.head.appendChild(element);
  };

  /* then(whether the search is there); its scripts are loaded once. */
  Agora.searchOpen = function (then) {
    if (Agora.search && Agora.search.ready()) { then(true); return; }
    if (opening) { opening.push(then); return; }
    opening = [then];
    ["rule", "hits", "load"].forEach(function (name) {
      Agora.searchScript("assets/javascripts/search-" + name + ".js", "", function () {});
    });
    Agora.searchScript("assets/search/start/" + document.documentElement.lang + ".js", Date.now(), function () {
      var waiting = opening;
      opening = null;
      waiting.forEach(function (one) { one(!!Agora.search && Agora.search.ready()); });
    });
  };

  function make(name, attributes, parent) {
    var element = document.createElement(name);
    Object.keys(attributes).forEach(function (key) { element.setAttribute(key, attributes[key]); });
    parent.appendChild(element);
    return element;
  }

  function build() {
    var label = link.textContent.trim();
    panel = make("div", { "class": "agora-search-panel", role: "search", "aria-label": label }, link.closest("header"));
    input = make("input", { id: "agora-search-input", type: "search", role: "combobox", "aria-label": label,
      "aria-autocomplete": "list", "aria-controls": "agora-search-list", "aria-expanded": "false", autocomplete: "off",
      spellcheck: "false", enterkeyhint: "search" }, panel);
    var close = make("button", { type: "button", "aria-label": link.dataset.close }, panel);
    close.textContent = "×";
    status = make("p", { role: "status" }, panel);
    list = make("ul", { id: "agora-search-list", role: "listbox", "aria-label": label }, panel);
    all = make("a", { href: link.href }, panel);
    close.addEventListener("click", shut);
    input.addEventListener("input", function () {
      clearTimeout(timer);
      if (Agora.search && Agora.search.swift()) { look(); } else { timer = setTimeout(look, PAUSE); }
    });
    panel.addEventListener("keydown", keys);
    list.addEventListener("mousedown", function (event) { event.preventDefault(); });
    list.addEventListener("click", function (event) {
      var option = event.target.closest("[role=option]");
      if (option) { location.href = option.dataset.address; }
    });
  }

  function show(records, found) {
    list.textContent = "";
    records.forEach(function (record, at) {
      var option = make("li", { id: "agora-option-" + at, role: "option", "aria-selected": "false", "class": "agora-result" }, list);
      option.dataset.address = record.address;
      Agora.search.fill(option, record, found.reading, false);
    });
    options = Array.prototype.slice.call(list.children);
    list.hidden = !options.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    choose(-1);
  }

  function look() {
    var text = input.value, now = ++asked;
    all.href = link.href + (text.trim() ? "?q=" + encodeURIComponent(text.trim()) : "");
    if (!text.trim()) { status.textContent = ""; show([]); return; }
    Agora.searchOpen(function (there) {
      if (now !== asked) { return; }
      if (!there) { status.textContent = link.dataset.broken; return; }
      var said = Agora.search.page().text;
      Agora.search.find(text, false, function (found) {
        if (now !== asked) { return; }
        if (!found) { status.textContent = said.broken; return; }
        Agora.search.records(found.numbers.slice(0, SHOWN), function (records) {
          if (now !== asked) { return; }
          if (!records) { status.textContent = said.broken; return; }
          show(records, found);
          var count = found.numbers.length;
          status.textContent = [count === 1 ? said.count_one : count ? said.count.replace("{count}", count) : said.none]
            .concat(Agora.search.remarks(found.reading)).join(" ");
          all.textContent = count ? said.all : said.more_help;
          Agora.search.foresee(text);
        });
      });
    });
  }

  function choose(at) {
    active = at;
    options.forEach(function (option, place) { option.setAttribute("aria-selected", String(place === at)); });
    if (at < 0) { input.removeAttribute("aria-activedescendant"); return; }
    input.setAttribute("aria-activedescendant", options[at].id);
    options[at].scrollIntoView({ block: "nearest" });
  }

  function keys(event) {
    if (event.isComposing) { return; }
    if (event.key === "Escape") { event.preventDefault(); shut(); return; }
    if (event.target !== input) { return; }
    var step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && options.length) {
      event.preventDefault();
      choose((active + step + 1 + options.length + 1) % (options.length + 1) - 1);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (active >= 0) { location.href = options[active].dataset.address; return; }
      look();
      location.href = all.href;
    }
  }

  function open() {
    var field = document.getElementById("agora-query");
    if (field) { field.focus(); field.select(); return; }
    if (!panel) { build(); }
    panel.hidden = false;
    all.textContent = link.dataset.page;
    link.setAttribute("aria-expanded", "true");
    input.focus();
    input.select();
    Agora.searchOpen(function (there) { if (!there) { status.textContent = link.dataset.broken; } });
    if (!options.length) { look(); }
  }

  function hide() {
    asked++;
    panel.hidden = true;
    link.setAttribute("aria-expanded", "false");
  }

  function shut() {
    hide();
    link.focus();
  }

  function types(element) {
    return /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName) || element.isContentEditable;
  }

  link.setAttribute("role", "button");
  link.setAttribute("aria-expanded", "false");
  link.addEventListener("click", function (event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) { return; }
    event.preventDefault();
    open();
  });
  link.addEventListener("keydown", function (event) {
    if (event.key === " ") { event.preventDefault(); open(); }
  });
  document.addEventListener("keydown", function (event) {
    var plain = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey && !types(event.target);
    var withControl = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k";
    if (plain || withControl) { event.preventDefault(); open(); }
  });
  document.addEventListener("mousedown", function (event) {
    if (panel && !panel.hidden && !panel.contains(event.target) && !link.contains(event.target)) { hide(); }
  });
})();
