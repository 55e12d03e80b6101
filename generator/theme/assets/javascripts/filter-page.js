/* Filters and sorting for the lists of a page. Without this script the lists are plain tables.
   In: tables made by table.html.jinja. Out: rows shown, hidden and ordered; over http the choice stands in the address. */
(function () {
  "use strict";
  var overHttp = location.protocol.indexOf("http") === 0;

  function words(text) {
    return text ? text.split(" ") : [];
  }

  function values(row) {
    var found = {};
    Object.keys(row.dataset).forEach(function (field) { found[field] = words(row.dataset[field]); });
    return found;
  }

  function mount(list) {
    var form = list.querySelector("form");
    var body = list.querySelector("tbody");
    var elements = Array.prototype.slice.call(body.rows);
    var rows = elements.map(values);
    mountSorting(list, body, elements);
    if (!form) { return; }
    var output = form.querySelector("output");
    var nothing = list.querySelector(".agora-nothing");
    var selects = Array.prototype.slice.call(form.querySelectorAll("select"));

    function chosen() {
      var found = {};
      selects.forEach(function (select) { found[select.name] = select.value; });
      return found;
    }

    function refresh() {
      var now = chosen();
      var visible = Agora.filter.shown(rows, now);
      elements.forEach(function (row, at) { row.hidden = visible.indexOf(at) < 0; });
      nothing.hidden = visible.length > 0;
      output.textContent = list.dataset.shown.replace("{shown}", visible.length).replace("{all}", rows.length);
      selects.forEach(function (select) {
        var counts = Agora.filter.counts(rows, now, select.name);
        Array.prototype.forEach.call(select.options, function (option) {
          if (!option.value) { return; }
          var count = counts[option.value] || 0;
          option.textContent = option.dataset.label + " (" + count + ")";
          option.disabled = count === 0 && option.value !== select.value;
        });
      });
    }

    function remember() {
      if (!overHttp) { return; }
      var address = new URLSearchParams();
      selects.forEach(function (select) { if (select.value) { address.set(select.name, select.value); } });
      var text = address.toString();
      history.replaceState(null, "", location.pathname + (text ? "?" + text : "") + location.hash);
    }

    var asked = new URLSearchParams(location.search);
    selects.forEach(function (select) {
      var wanted = asked.get(select.name);
      var known = Array.prototype.some.call(select.options, function (option) { return option.value === wanted; });
      if (wanted && known) { select.value = wanted; }
    });
    form.addEventListener("change", function () { refresh(); remember(); });
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    form.addEventListener("reset", function () { setTimeout(function () { refresh(); remember(); }); });
    var box = form.parentNode;
    box.hidden = false;
    var isLong = rows.length > 12 && matchMedia("(min-width: 45em)").matches;
    box.open = isLong || selects.some(function (select) { return select.value; });
    refresh();
  }

  function mountSorting(list, body, elements) {
    var heads = Array.prototype.slice.call(list.querySelectorAll("thead th"));
    heads.forEach(function (head, column) {
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      head.textContent = "";
      head.appendChild(button);
      button.addEventListener("click", function () {
        var descending = head.getAttribute("aria-sort") === "ascending";
        var keys = elements.map(function (row) { return row.cells[column].dataset.sort; });
        heads.forEach(function (other) { other.removeAttribute("aria-sort"); });
        head.setAttribute("aria-sort", descending ? "descending" : "ascending");
        Agora.filter.sorted(keys, descending).forEach(function (at) { body.appendChild(elements[at]); });
      });
    });
  }

  Array.prototype.forEach.call(document.querySelectorAll(".agora-list"), mount);
})();
