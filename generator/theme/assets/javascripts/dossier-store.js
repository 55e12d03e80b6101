/* The current file as one value, and everybody who wants to know when it changes.
   In: a dossier; changes by path. Out: the newest value. A value is never changed in place: each change makes a new one that
   shares what stayed the same, so an older value is still true and can be brought back (`undo`).
   A path is text joined by "/" or a list. In a list of items a part is the id of an item, or its place from 0 if no item has
   that id. Nothing is read or written that an object does not have of its own: `__proto__` and its like are refused.
   A change is told as {path, source, before}; `source` is whatever the caller gave, so that a form knows its own changes. */
var Agora = Agora || {};
Agora.dossierStore = (function () {
  "use strict";

  var MOST_UNDONE = 50;
  var NOBODYS = ["__proto__", "constructor", "prototype"];

  function has(object, key) {
    return Object.prototype.hasOwnProperty.call(object, key);
  }

  function parts(path) {
    return Array.isArray(path) ? path : path === "" ? [] : String(path).split("/");
  }

  function placeOf(list, part) {
    for (var at = 0; at < list.length; at++) {
      if (list[at] && typeof list[at] === "object" && list[at].id === part) { return at; }
    }
    return /^\d+$/.test(part) && Number(part) < list.length ? Number(part) : -1;
  }

  function get(value, path) {
    return parts(path).reduce(function (found, part) {
      if (found === null || typeof found !== "object") { return undefined; }
      if (Array.isArray(found)) { return found[placeOf(found, part)]; }
      return has(found, part) ? found[part] : undefined;
    }, value);
  }

  /* The value with something else at the path; `undefined` takes the key or item away. Null if there is no such place. */
  function changed(value, path, next) {
    if (!path.length) { return next; }
    var part = path[0], rest = path.slice(1), inner;
    if (NOBODYS.indexOf(part) >= 0) { return null; }
    if (Array.isArray(value)) {
      var at = placeOf(value, part);
      if (at < 0) { return null; }
      inner = changed(value[at], rest, next);
      if (inner === null) { return null; }
      return value.slice(0, at).concat(inner === undefined ? [] : [inner], value.slice(at + 1));
    }
    if (value !== undefined && (value === null || typeof value !== "object")) { return null; }
    inner = changed(value !== undefined && has(value, part) ? value[part] : undefined, rest, next);
    if (inner === null) { return null; }
    var copy = Object.assign({}, value);
    if (inner === undefined) { delete copy[part]; } else { copy[part] = inner; }
    return copy;
  }

  /* An id that no item of the list has, behind all that are there: a number is not given twice while its bearer stays. */
  function nextId(list, prefix) {
    var most = (list || []).reduce(function (found, item) {
      var id = item && typeof item.id === "string" ? item.id : "";
      var number = id.slice(0, prefix.length) === prefix && /^\d{1,9}$/.test(id.slice(prefix.length)) ? Number(id.slice(prefix.length)) : 0;
      return Math.max(found, number);
    }, 0);
    return prefix + (most + 1);
  }

  /* Twelve random hexadecimal digits, drawn once for a file: dates of two files are told apart by them. They tell nothing. */
  function randomId() {
    return Array.from(crypto.getRandomValues(new Uint8Array(6)), function (octet) { return (octet < 16 ? "0" : "") + octet.toString(16); }).join("");
  }

  function create(first) {
    var value = first, kept = first, earlier = [], listeners = [];

    function tell(change) {
      listeners.slice().forEach(function (listener) { listener(value, change); });
    }

    function become(next, change) {
      change.before = value;
      earlier.push(value);
      if (earlier.length > MOST_UNDONE) { earlier.shift(); }
      value = next;
      tell(change);
      return true;
    }

    function set(path, next, source) {
      var after = changed(value, parts(path), next);
      if (after === null || after === undefined || after === value) { return false; }
      return become(after, { path: parts(path).join("/"), source: source || "" });
    }

    function list(path) {
      var found = get(value, path);
      return Array.isArray(found) ? found : [];
    }

    return {
      value: function () { return value; },
      get: function (path) { return get(value, path); },
      set: set,
      add: function (path, item, source) { return set(path, list(path).concat([item]), source); },
      remove: function (path, id, source) {
        return set(path, list(path).filter(function (item) { return (item && item.id !== undefined ? item.id : item) !== id; }), source);
      },
      move: function (path, id, by, source) {
        var items = list(path).slice(), at = placeOf(items, id), to = at + by;
        if (at < 0 || to < 0 || to >= items.length) { return false; }
        items.splice(to, 0, items.splice(at, 1)[0]);
        return set(path, items, source);
      },
      undo: function () {
        if (!earlier.length) { return false; }
        var before = value;
        value = earlier.pop();
        tell({ path: "", source: "undo", before: before });
        return true;
      },
      canUndo: function () { return earlier.length > 0; },
      /* Another file, or the same one anew: there is nothing to undo and, unless told otherwise, nothing to save. */
      replace: function (next, unsaved) {
        var before = value;
        value = next;
        kept = unsaved ? null : next;
        earlier = [];
        tell({ path: "", source: "replace", before: before });
      },
      saved: function () { kept = value; tell({ path: "", source: "saved", before: value }); },
      dirty: function () { return value !== kept; },
      subscribe: function (listener) {
        listeners.push(listener);
        return function () { listeners = listeners.filter(function (one) { return one !== listener; }); };
      }
    };
  }

  return { create: create, get: get, changed: changed, nextId: nextId, randomId: randomId };
})();
