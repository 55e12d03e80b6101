/* Filters and sorting for the lists of a page. Without this script the lists are plain tables.
   In: lists as listing.py makes them; filter-list.js knows the rows of a long one that do not stand on the page. Out: rows
   shown, hidden and ordered, of the whole list; over http the choice stands in the address. */
(function () {
  "use strict";
  var overHttp = location.protocol.indexOf("http") === 0;
  var AT_ONCE = 100;

  function all(selector, inside) {
    return Array.prototype.slice.call(inside.querySelectorAll(selector));
  }

  function words(text) {
    return text ? text.split(" ") : [];
  }

  function values(row) {
    var found = {};
    Object.keys(row.dataset).forEach(function (field) { found[field] = words(row.dataset[field]); });
    return found;
  }

  /* A list that stands on the page as a whole: its rows are hidden and moved. */
  function standing(list) {
    var body = list.querySelector("tbody");
    var elements = Array.prototype.slice.call(body.rows);
    var rows = elements.map(values);
    return {
      rows: function (then) { then(rows); },
      keys: function (column) { return elements.map(function (row) { return row.cells[column].dataset.sort; }); },
      show: function (positions, touched, said) {
        elements.forEach(function (row) { row.hidden = true; });
        positions.forEach(function (at) {
          elements[at].hidden = false;
          body.appendChild(elements[at]);
        });
        said(list.dataset.shown.replace("{shown}", positions.length).replace("{all}", rows.length));
      }
    };
  }

  /* A long list: what is asked for takes the place of the rows of this page, until nothing is asked for. */
  function loaded(list) {
    var body = list.querySelector("tbody"), range = list.querySelector(".agora-range");
    var output = list.querySelector("output"), start = output ? output.textContent : "";
    var first = Array.prototype.slice.call(body.rows);
    var pages = list.nextElementSibling && list.nextElementSibling.matches(".agora-pages") ? list.nextElementSibling : null;
    var source = Agora.list(list), asked = 0, more = document.createElement("button"), whole = 0, next = null;
    more.type = "button";
    more.hidden = true;
    list.appendChild(more);
    more.addEventListener("click", function () { next(); });

    function fill(rows) {
      body.textContent = "";
      rows.forEach(function (row) { body.appendChild(row); });
    }

    function show(positions, touched, said) {
      var now = ++asked, shown = 0;
      range.hidden = touched;
      if (pages) { pages.hidden = touched; }
      more.hidden = true;
      if (!touched) {
        fill(first);
        said(start);
        return;
      }
      next = function () {
        source.made(positions.slice(shown, shown + AT_ONCE), function (rows) {
          if (now !== asked) { return; }
          if (!rows) { said(list.dataset.broken); return; }
          if (shown) { rows.forEach(function (row) { body.appendChild(row); }); } else { fill(rows); }
          if (shown && rows.length) { rows[0].querySelector("a").focus(); }
          shown += rows.length;
          more.hidden = shown === positions.length;
          more.textContent = list.dataset.more.replace("{count}", Math.min(AT_ONCE, positions.length - shown));
          said(list.dataset.found.replace("{found}", positions.length).replace("{all}", whole).replace("{shown}", shown));
        });
      };
      next();
    }

    return {
      isLong: true,
      rows: function (then) { source.rows(function (rows) { whole = rows ? rows.length : 0; then(rows); }); },
      keys: source.keys,
      show: show
    };
  }

  function mount(list) {
    var form = list.querySelector("form"), heads = all("thead th", list);
    var source = list.dataset.kinds ? loaded(list) : standing(list);
    var selects = form ? all("select", form) : [];
    var order = null;

    function chosen() {
      var found = {};
      selects.forEach(function (select) { if (select.value) { found[select.name] = select.value; } });
      return found;
    }

    function say(text) {
      if (form) { form.querySelector("output").textContent = text; }
    }

    function count(rows, now) {
      selects.forEach(function (select) {
        var counts = Agora.filter.counts(rows, now, select.name);
        Array.prototype.forEach.call(select.options, function (option) {
          if (!option.value) { return; }
          var number = counts[option.value] || 0;
          option.textContent = option.dataset.label + " (" + number + ")";
          option.disabled = number === 0 && option.value !== select.value;
        });
      });
    }

    function refresh() {
      source.rows(function (rows) {
        if (!rows) { say(list.dataset.broken); return; }
        var now = chosen(), visible = Agora.filter.shown(rows, now);
        if (order) {
          var isVisible = [];
          visible.forEach(function (at) { isVisible[at] = true; });
          visible = order.filter(function (at) { return isVisible[at]; });
        }
        count(rows, now);
        list.querySelector(".agora-nothing").hidden = visible.length > 0;
        source.show(visible, !!order || Object.keys(now).length > 0, say);
      });
    }

    function remember() {
      if (!overHttp) { return; }
      var text = new URLSearchParams(chosen()).toString();
      history.replaceState(null, "", location.pathname + (text ? "?" + text : "") + location.hash);
    }

    heads.forEach(function (head, column) {
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      head.textContent = "";
      head.appendChild(button);
      button.addEventListener("click", function () {
        source.rows(function (rows) {
          var descending = head.getAttribute("aria-sort") === "ascending";
          if (rows) {
            heads.forEach(function (other) { other.removeAttribute("aria-sort"); });
            head.setAttribute("aria-sort", descending ? "descending" : "ascending");
            order = Agora.filter.sorted(source.keys(column), descending);
          }
          refresh();
        });
      });
    });
    if (!form) { return; }

    var asked = new URLSearchParams(location.search);
    selects.forEach(function (select) {
      var wanted = asked.get(select.name);
      var known = Array.prototype.some.call(select.options, function (option) { return option.value === wanted; });
      if (wanted && known) { select.value = wanted; }
    });
    form.addEventListener("change", function () { refresh(); remember(); });
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    form.addEventListener("reset", function () {
      if (source.isLong) {
        order = null;
        heads.forEach(function (head) { head.removeAttribute("aria-sort"); });
      }
      setTimeout(function () { refresh(); remember(); });
    });
    var box = form.parentNode;
    box.hidden = false;
    var isAsked = Object.keys(chosen()).length > 0;
    var isLarge = source.isLong || list.querySelector("tbody").rows.length > 12;
    box.open = isAsked || (isLarge && matchMedia("(min-width: 45em)").matches);
    if (!source.isLong || isAsked) { refresh(); } else { form.addEventListener("focusin", refresh, { once: true }); }
  }

  all(".agora-list", document).forEach(mount);
})();
