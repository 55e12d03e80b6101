/* Which rows of a list are shown, and how many each choice would leave: the rule alone, without the page.
   In: rows as {field: [values]}, chosen as {field: value}, data of whole kinds. Out: positions, counts, rows. Nothing is
   changed. */
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

  /* Whether a row names one of the ids for every field of `field=id id;field=id`; an empty text asks for nothing. */
  function within(row, text) {
    return !text || text.split(";").every(function (part) {
      var named = part.split("=");
      return named[1].split(" ").some(function (id) { return has(row, named[0], id); });
    });
  }

  /* The entries of kinds that have something in common, in the order of titles; data as list_data.py packs them. */
  function unpacked(kinds, data, common) {
    var entries = [];
    data.forEach(function (one, at) {
      var values = {}, place = 0;
      Object.keys(one.fields).forEach(function (name) {
        var field = one.fields[name];
        values[name] = field.sets.map(function (set) { return set.map(function (term) { return field.terms[term]; }); });
      });
      one.places.forEach(function (step, number) {
        var said = {};
        place += step;
        Object.keys(values).forEach(function (name) { said[name] = values[name][one.fields[name].rows[number]]; });
        if (within(said, common)) {
          entries.push({ kind: kinds[at], data: one, number: number, place: place, values: said });
        }
      });
    });
    return entries.sort(function (one, other) { return one.place - other.place; });
  }

  function setOf(entry, column) {
    var field = entry.data.fields[column];
    return field ? field.sets[field.rows[entry.number]] : [];
  }

  /* What a column shows of an entry, in words. */
  function said(entry, column) {
    var field = entry.data.fields[column];
    return setOf(entry, column).map(function (term) { return (field.labels || field.terms)[term]; }).join(", ");
  }

  /* What an entry is sorted by in a column: nothing said comes first, then the order of the vocabulary. */
  function rank(entry, column) {
    return Math.min.apply(null, setOf(entry, column).concat(setOf(entry, column).length ? [] : [-1]));
  }

  return { shown: shown, counts: counts, sorted: sorted, within: within, unpacked: unpacked, said: said, rank: rank };
})();
