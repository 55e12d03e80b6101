/* The index of the search, loaded by scripts as a query needs them; works from a server and from a stick.
   In: what the scripts of assets/search hand to Agora.searchShard. Out: Agora.search, which answers when all is there. */
var Agora = Agora || {};
Agora.search = (function () {
  "use strict";
  var AT_ONCE = 4, FORESEEN = 16, KEPT = 96;
  var language = document.documentElement.lang;
  var shards = new Map(), raw = new Map(), waiting = new Map(), rule = null, ahead = -1, foreseen = 0;

  Agora.searchShard = function (name, data) {
    if (name === "start/" + language) { rule = data; return; }
    if (!shards.has(name)) { raw.set(name, data); }
  };

  function has(name) { return shards.has(name) || raw.has(name); }

  /* A shard as the rule uses it, decoded when it is first wanted; the one that was wanted last stands last. */
  function held(name) {
    var shard = raw.has(name) ? Agora.searchRule.decoded(name, raw.get(name), rule) : shards.get(name);
    raw.delete(name);
    if (shard) {
      shards.delete(name);
      shards.set(name, shard);
    }
    return shard;
  }

  /* Lets go of the postings that were not wanted for longest, so that a long visit does not fill the memory. */
  function forget() {
    [shards, raw].forEach(function (held) {
      var names = Array.from(held.keys()).filter(function (name) { return name.startsWith("stems/"); });
      names.slice(0, -KEPT).forEach(function (name) { held.delete(name); });
    });
  }

  function load(name, then) {
    if (has(name)) { then(true); return; }
    if (waiting.has(name)) { waiting.get(name).push(then); return; }
    waiting.set(name, [then]);
    Agora.searchScript("assets/search/" + name + ".js", rule.digest, function () {
      var asking = waiting.get(name);
      waiting.delete(name);
      asking.forEach(function (one) { one(has(name)); });
    });
  }

  /* work(get) until it misses nothing; then(what it gave), or then(null) if a script could not be loaded. */
  function settle(work, then) {
    var missing = [];
    var result = work(function (name) {
      if (!has(name) && missing.indexOf(name) < 0) { missing.push(name); }
      return held(name);
    });
    if (!missing.length) { then(result); return; }
    var left = missing.length, good = true;
    function arrived(there) {
      good = good && there;
      if (--left) { return; }
      if (good) { settle(work, then); } else { then(null); }
    }
    /* A few at a time, because a browser stands still while it asks for a script. */
    (function ask() {
      missing.splice(0, AT_ONCE).forEach(function (name) { load(name, arrived); });
      if (missing.length) { setTimeout(ask); }
    })();
  }

  /* then({reading, numbers}), numbers of records, best first; with facets also what each record is. */
  function find(text, withFacets, then) {
    foreseen++;
    forget();
    settle(function (get) {
      if (withFacets) { get("facets"); }
      return Agora.searchRule.read(text, rule, get);
    }, function (reading) {
      if (!reading) { then(null); return; }
      settle(function (get) {
        return { reading: reading, numbers: Agora.searchHits.find(reading, rule, get).numbers,
          facets: withFacets ? get("facets") : null };
      }, then);
    });
  }

  /* then(records with these numbers): kind, address, title, summary. */
  function records(numbers, then) {
    settle(function (get) {
      return Array.from(numbers).map(function (number) {
        var shard = get("records/" + Math.floor(number / rule.limits.records));
        var row = shard && shard[number % rule.limits.records];
        return row && { kind: row[0], address: Agora.searchBase + row[1], language: row[1].slice(0, 2), title: row[2],
          summary: row[3] };
      });
    }, function (found) {
      then(found);
      if (ahead < 0 && found && !waiting.size && !thrifty()) { fetchAhead(); }
    });
  }

  function peek(name) { return shards.get(name); }

  function thrifty() {
    var connection = navigator.connection;
    return !!connection && (connection.saveData || /2g/.test(connection.effectiveType));
  }

  /* What further letters will need of words and records, many shards at a time, when there is an answer to read. */
  function fetchAhead() {
    if (++ahead > rule.ahead) { return; }
    var last = ahead === rule.ahead;
    idly(function () {
      Agora.searchScript(last ? "assets/javascripts/search-next.js" : "assets/search/ahead/" + ahead + ".js",
        last ? "" : rule.digest, fetchAhead);
    });
  }

  function idly(work) { (window.requestIdleCallback || setTimeout)(work); }

  /* The postings that a text will probably need with its next letter; given up when that letter comes. */
  function foresee(text) {
    var now = ++foreseen, left = FORESEEN, beginnings = null;
    if (!Agora.searchNext) { return; }
    (function go() {
      idly(function () {
        if (now !== foreseen) { return; }
        beginnings = beginnings || Agora.searchNext.beginnings(text, rule, held);
        if (!left || !beginnings.length) { return; }
        var missing = Agora.searchNext.shards(beginnings.shift(), rule, held).map(function (at) { return "stems/" + at; })
          .filter(function (name) { return !has(name); }).slice(0, left);
        var waits = missing.length;
        left -= waits;
        missing.forEach(function (name) { load(name, function () { if (!--waits) { go(); } }); });
        if (!missing.length) { go(); }
      });
    })();
  }

  /* A text into an element, with what was looked for marked. */
  function mark(element, text, reading) {
    Agora.searchRule.pieces(text, reading, rule, peek).forEach(function (piece) {
      var node = document.createTextNode(piece.text);
      if (piece.hit) {
        var marked = document.createElement("mark");
        marked.appendChild(node);
        node = marked;
      }
      element.appendChild(node);
    });
    return element;
  }

  function child(parent, name, className) {
    var element = document.createElement(name);
    element.className = className;
    parent.appendChild(element);
    return element;
  }

  /* Title, kind and summary of a record; the title is a link where `linked`. */
  function fill(parent, record, reading, linked) {
    parent.className += " agora-kind-" + record.kind;
    var title = child(parent, linked ? "a" : "span", "agora-result-title");
    if (linked) { title.href = record.address; }
    child(parent, "span", "agora-result-kind").textContent = page().kinds[record.kind];
    var summary = child(parent, "span", "agora-result-summary");
    mark(title, record.title, reading);
    mark(summary, record.summary, reading);
    if (record.language !== language) { title.lang = summary.lang = record.language; }
  }

  /* What a reader should know about how the query was read: [sentence]. */
  function remarks(reading) {
    var said = [];
    Object.keys(reading.readAs).forEach(function (word) {
      said.push(page().text.read_as.replace("{word}", word).replace("{other}", reading.readAs[word].join(", ")));
    });
    return said;
  }

  function page() { return rule.page; }

  return { find: find, records: records, foresee: foresee, fill: fill, remarks: remarks, page: page,
    ready: function () { return !!rule; },
    /* Whether further letters need so little that nobody has to pause before they are looked up. */
    swift: function () { return ahead >= 0; } };
})();
