/* A checker of JSON Schema (draft 2020-12): the keywords that schemas/dossier.schema.json uses, and no others.
   In: a value that JSON can hold, the schema. Out: faults as {path, keyword, name}. The program in Python uses a whole checker;
   tests/test_dossier_file.py proves that both find the same, and that the schema uses no keyword that is not here.
   `title`, `description`, `$schema`, `$id` and `default` say nothing against a value. */
var Agora = Agora || {};
Agora.dossierSchema = (function () {
  "use strict";
  var patterns = Object.create(null);

  function has(object, name) {
    return Object.prototype.hasOwnProperty.call(object, name);
  }

  function isObject(value) {
    return value !== null && typeof value === "object" && !Array.isArray(value);
  }

  function isType(value, type) {
    if (type === "object") { return isObject(value); }
    if (type === "array") { return Array.isArray(value); }
    if (type === "null") { return value === null; }
    if (type === "integer") { return typeof value === "number" && Math.floor(value) === value; }
    return typeof value === type;
  }

  function matches(value, pattern) {
    patterns[pattern] = patterns[pattern] || new RegExp(pattern, "u");
    return patterns[pattern].test(value);
  }

  /* Letters as a reader counts them, not the halves of which JavaScript makes some. */
  function isLonger(text, most) {
    return text.length > most && (text.length > 2 * most || Array.from(text).length > most);
  }

  function isDate(text) {
    if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text)) { return false; }
    var year = Number(text.slice(0, 4)), month = Number(text.slice(5, 7)), day = Number(text.slice(8));
    var leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
    var days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1];
  }

  function hasDoubles(list) {
    var known = Object.create(null);
    return list.some(function (item) {
      var text = JSON.stringify(item), before = known[text];
      known[text] = true;
      return before;
    });
  }

  function resolved(schema, root) {
    return root.$defs[schema.$ref.slice("#/$defs/".length)];
  }

  function fits(value, schema, root) {
    var found = [];
    against(value, schema, root, [], found);
    return !found.length;
  }

  /* Keyword → whether the value offends against it. A keyword says nothing of a value of another type. */
  var SIMPLE = {
    type: function (value, type) { return !isType(value, type); },
    "const": function (value, wanted) { return value !== wanted; },
    "enum": function (value, list) { return list.indexOf(value) < 0; },
    minimum: function (value, least) { return typeof value === "number" && value < least; },
    maximum: function (value, most) { return typeof value === "number" && value > most; },
    maxLength: function (value, most) { return typeof value === "string" && isLonger(value, most); },
    pattern: function (value, pattern) { return typeof value === "string" && !matches(value, pattern); },
    format: function (value, name) { return name === "date" && typeof value === "string" && !isDate(value); },
    maxItems: function (value, most) { return Array.isArray(value) && value.length > most; },
    uniqueItems: function (value, wanted) { return wanted && Array.isArray(value) && hasDoubles(value); },
    maxProperties: function (value, most) { return isObject(value) && Object.keys(value).length > most; },
    not: function (value, schema, root) { return fits(value, schema, root); },
    anyOf: function (value, schemas, root) {
      return !schemas.some(function (schema) { return fits(value, schema, root); });
    },
    propertyNames: function (value, schema, root) {
      return isObject(value) && !Object.keys(value).every(function (name) { return fits(name, schema, root); });
    }
  };

  /* Adds faults to `found`. What lies in a list or map that is too long is not looked at: that it is too long is enough. */
  function against(value, schema, root, path, found) {
    function fault(keyword, name) { found.push({ path: path, keyword: keyword, name: name || "" }); }

    Object.keys(SIMPLE).forEach(function (keyword) {
      if (has(schema, keyword) && SIMPLE[keyword](value, schema[keyword], root)) { fault(keyword); }
    });
    if (has(schema, "$ref")) { against(value, resolved(schema, root), root, path, found); }
    if (SIMPLE.maxItems(value, schema.maxItems) || SIMPLE.maxProperties(value, schema.maxProperties)) { return; }
    if (isObject(value)) {
      (schema.required || []).forEach(function (name) {
        if (!has(value, name)) { fault("required", name); }
      });
      var properties = schema.properties || {};
      Object.keys(value).forEach(function (name) {
        if (has(properties, name)) {
          against(value[name], properties[name], root, path.concat([name]), found);
        } else if (schema.additionalProperties === false) {
          fault("additionalProperties", name);
        } else if (isObject(schema.additionalProperties)) {
          against(value[name], schema.additionalProperties, root, path.concat([name]), found);
        }
      });
    }
    if (Array.isArray(value) && has(schema, "items")) {
      value.forEach(function (item, place) { against(item, schema.items, root, path.concat([place]), found); });
    }
  }

  var KEYWORDS = Object.keys(SIMPLE).concat(["$ref", "required", "properties", "additionalProperties", "items"]);

  return {
    against: function (value, schema) {
      var found = [];
      against(value, schema, schema, [], found);
      return found;
    },
    isObject: isObject, has: has, KEYWORDS: KEYWORDS
  };
})();
