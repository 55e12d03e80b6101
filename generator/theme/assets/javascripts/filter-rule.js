/* Which rows of a list are shown, and how many each choice would leave: the rule alone, without the page.
   In: rows as {field: [values]}, chosen as {field: value}. Out: positions and counts. Nothing is changed. */
var Agora = Agora || {};
Agora.filter = (function () {
  "use strict";

  function has(row, field, value) {
    return (row[field] || []).indexOf(value) >= 0;
  }

  function matches(row, chosen, except) {
    return Object.keys(chosen).every(function (field) {
      return field === except || !chosen[field] || has(row, field, chosen[field]);
    });
  }

  function shown(rows, chosen) {
    return rows.map(function (row, at) { return at; }).filter(function (at) { return matches(rows[at], chosen, null); });
  }

  /* How many rows each value of a field would leave, with the other filters as they are. */
  function counts(rows, chosen, field) {
    var found = Object.create(null);
    rows.forEach(function (row) {
      if (matches(row, chosen, field)) {
        (row[field] || []).forEach(function (value) { found[value] = (found[value] || 0) + 1; });
      }
    });
    return found;
  }

  /* Positions in the order of their keys; equal keys stay as they were. */
  function sorted(keys, descending) {
    var order = keys.map(function (key, at) { return at; });
    order.sort(function (one, other) {
      var difference = keys[one] < keys[other] ? -1 : keys[one] > keys[other] ? 1 : 0;
      return (descending ? -difference : difference) || one - other;
    });
    return order;
  }

  return { shown: shown, counts: counts, sorted: sorted };
})();
