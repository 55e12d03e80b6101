/* The whole of a long list, of which the page shows some rows: loaded by script tags when somebody filters or sorts, so it
   works from a server and from a stick. In: the scripts assets/data/list-*.js and what the list says of itself.
   Out: Agora.list(list), which hands out rows as filter-rule.js reads them, keys to sort by, and finished table rows. */
var Agora = Agora || {};
Agora.list = (function () {
  "use strict";
  var root = document.currentScript.src.replace(/assets\/javascripts\/.*$/, "");
  var language = document.documentElement.lang;
  var waiting = {};

  /* then(what a script set), or then(undefined) if it could not be loaded; asked for once. */
  function load(name, then) {
    var variable = "list_" + name.replace(/-/g, "_");
    if (Agora[variable]) { then(Agora[variable]); return; }
    if (waiting[name]) { waiting[name].push(then); return; }
    waiting[name] = [then];
    var script = document.createElement("script");
    script.onload = script.onerror = function () {
      var asking = waiting[name];
      delete waiting[name];
      asking.forEach(function (one) { one(Agora[variable]); });
    };
    script.src = root + "assets/data/list-" + name + "." + language + ".js";
    document.head.appendChild(script);
  }

  /* then(what all of them set), or then(null). */
  function loadAll(names, then) {
    var left = names.length, found = [];
    if (!left) { then(found); }
    names.forEach(function (name, at) {
      load(name, function (data) {
        found[at] = data;
        if (--left === 0) { then(found.every(Boolean) ? found : null); }
      });
    });
  }

  function element(name, attributes, text) {
    var made = document.createElement(name);
    Object.keys(attributes).forEach(function (key) { made.setAttribute(key, attributes[key]); });
    if (text) { made.textContent = text; }
    return made;
  }

  return function (list) {
    var kinds = list.dataset.kinds.split(" ");
    var heads = Array.prototype.slice.call(list.querySelectorAll("thead th"));
    var columns = heads.map(function (head) { return head.dataset.column; });
    var labels = heads.map(function (head) { return head.textContent; });
    var entries = null, rows = null;

    function own(entry) { return entry.kind + "-" + Math.floor(entry.number / entry.data.texts); }

    function tableRow(entry) {
      var text = Agora["list_" + own(entry).replace(/-/g, "_")][entry.number % entry.data.texts];
      var spoken = text[3] ? { lang: text[3] } : {};
      var row = document.createElement("tr"), title = document.createElement("td");
      var link = element("a", spoken, text[1]);
      link.href = root + (text[3] || language) + "/" + entry.data.folder + "/" + text[0] + ".html";
      title.appendChild(link);
      title.appendChild(element("span", Object.assign({ "class": "agora-row-summary" }, spoken), text[2]));
      row.appendChild(title);
      columns.slice(1).forEach(function (column, at) {
        row.appendChild(element("td", { "data-head": labels[at + 1] }, Agora.filter.said(entry, column)));
      });
      return row;
    }

    return {
      /* then(rows), or then(null) if the data are not to be had. */
      rows: function (then) {
        if (rows) { then(rows); return; }
        loadAll(kinds, function (found) {
          if (found) {
            entries = Agora.filter.unpacked(kinds, found, list.dataset.within);
            rows = entries.map(function (entry) { return entry.values; });
          }
          then(rows);
        });
      },
      keys: function (column) {
        return entries.map(function (entry, at) { return column ? Agora.filter.rank(entry, columns[column]) : at; });
      },
      /* then(table rows of these positions), or then(null). */
      made: function (positions, then) {
        var chosen = positions.map(function (at) { return entries[at]; });
        var names = chosen.map(own).filter(function (name, at, all) { return all.indexOf(name) === at; });
        loadAll(names, function (found) { then(found && chosen.map(tableRow)); });
      }
    };
  };
})();
