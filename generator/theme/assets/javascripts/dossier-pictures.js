/* Five pictures: plain values → plain shapes (`shapes.<name>`, pure) → SVG with a table twin (`picture`).
   In: numbers with ranges, names, sentences. Out: {width, height, shapes: [{key, tag, …attributes}], table: {head, rows}}, or a
   <figure>. Invariant: what a picture tells by place or length its table tells in words; a hue only helps; an unknown value is
   drawn hollow over its whole range, never at zero. Refuses: to judge, to sort, to shorten what the table says.
   matrix         {title, columnTitle, rowTitle, columns: [5 labels], rows: [5 labels], cells: [5 rows from the lowest][5 levels],
                  items: [{id, name, x: {level, low, high}, y: {level, low, high}}]}
   gaps           {title, most, labels: [label of each level from 1] or absent, items: [{id, name, level, low, high}]}; `every`
                  says how far apart the lines of the scale are, 1 if absent
   contributions  {title, most, parts: [{id, name}], items: [{id, name, parts: {id: number}}]}
   radar          {title, most, axes: [{id, name}], items: [{id, name, values: {axis: number or absent}}]}; at most three items
   ranks          {title, items: [{id, name, shares: [share of rank 1, of rank 2, …]}]}; shares from 0 to 1 */
var Agora = Agora || {};
Agora.dossierPictures = (function () {
  "use strict";

  var WIDTH = 640;
  var drawings = new WeakMap();
  var LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  var GRID = { x: 130, y: 16, wide: 98, high: 58 };
  var BAR = { x: 8, wide: 560, high: 14, step: 46, top: 20 };
  var RADAR = { x: 320, y: 190, far: 150 };
  var RANK = { x: 230, wide: 44, high: 30, top: 30 };

  function round(number) { return Math.round(number * 100) / 100; }
  function percent(share) { return Math.round(share * 1000) / 10; }

  function shape(key, tag, attributes) { return Object.assign({ key: key, tag: tag }, attributes); }
  function text(key, x, y, words, extra) { return shape(key, "text", Object.assign({ x: round(x), y: round(y), text: words }, extra || {})); }
  function line(key, x1, y1, x2, y2, style) { return shape(key, "line", { x1: round(x1), y1: round(y1), x2: round(x2), y2: round(y2), "class": style }); }
  function rect(key, x, y, width, height, style) { return shape(key, "rect", { x: round(x), y: round(y), width: round(width), height: round(height), "class": style }); }

  /* Where a value stands: its level, or the middle of what is possible. */
  function spot(value) {
    var known = typeof value.level === "number";
    var low = value.low === undefined ? (known ? value.level : 1) : value.low, high = value.high === undefined ? (known ? value.level : 5) : value.high;
    return { known: known, at: known ? value.level : (low + high) / 2, low: low, high: high };
  }

  function short(words, most) { return words.length > most ? words.slice(0, most - 1) + "…" : words; }

  function labelOf(labels, level, words) {
    return typeof level === "number" ? (labels && labels[level - 1]) || String(level) : words.unknown;
  }

  function matrix(input, words) {
    var found = [], seats = {}, wide = GRID.wide, high = GRID.high, bottom = GRID.y + 5 * high;
    input.rows.forEach(function (label, row) {
      var y = GRID.y + (4 - row) * high;
      input.columns.forEach(function (other, column) {
        found.push(rect("cell/" + (column + 1) + "/" + (row + 1), GRID.x + column * wide, y, wide, high, "fill-" + input.cells[row][column]));
        found.push(text("level/" + (column + 1) + "/" + (row + 1), GRID.x + column * wide + 5, y + high - 6, input.cells[row][column], { "class": "quiet" }));
      });
      found.push(text("row/" + (row + 1), GRID.x - 8, y + high / 2 + 4, short(label, 17), { "text-anchor": "end" }));
    });
    input.columns.forEach(function (label, column) {
      found.push(text("column/" + (column + 1), GRID.x + (column + 0.5) * wide, bottom + 18, short(label, 14), { "text-anchor": "middle" }));
    });
    found.push(text("column", GRID.x + 2.5 * wide, bottom + 40, input.columnTitle, { "text-anchor": "middle", "class": "strong" }));
    found.push(text("row", 4, 12, input.rowTitle, { "class": "strong" }));
    var placed = input.items.map(function (item, at) {
      var x = spot(item.x), y = spot(item.y), seat = x.at + "/" + y.at;
      seats[seat] = (seats[seat] || 0) + 1;
      return { item: item, number: at + 1, x: x, y: y, seat: seat, order: seats[seat] - 1 };
    });
    /* Shapes come in the order of ids: another rank moves none of them. */
    var steady = placed.slice().sort(function (one, other) { return one.item.id < other.item.id ? -1 : 1; });
    steady.forEach(function (one) {
      var all = seats[one.seat], rows = Math.ceil(all / 3), inRow = Math.min(3, all - 3 * Math.floor(one.order / 3));
      one.px = GRID.x + (one.x.at - 0.5) * wide + (one.order % 3 - (inRow - 1) / 2) * 26;
      one.py = GRID.y + (5.5 - one.y.at) * high + (Math.floor(one.order / 3) - (rows - 1) / 2) * 22;
      if (one.x.low < one.x.high) {
        found.push(line("wide/" + one.item.id, GRID.x + (one.x.low - 0.9) * wide, one.py, GRID.x + (one.x.high - 0.1) * wide, one.py, "edge" + (one.x.known ? "" : " open")));
      }
      if (one.y.low < one.y.high) {
        found.push(line("high/" + one.item.id, one.px, GRID.y + (5.9 - one.y.low) * high, one.px, GRID.y + (5.1 - one.y.high) * high, "edge" + (one.y.known ? "" : " open")));
      }
    });
    steady.forEach(function (one) {
      var known = one.x.known && one.y.known;
      found.push(shape("dot/" + one.item.id, "circle", { cx: round(one.px), cy: round(one.py), r: 10, "class": known ? "dot" : "hollow" }));
      found.push(text("number/" + one.item.id, one.px, one.py + 4, one.number, { "text-anchor": "middle", "class": "strong " + (known ? "on-dot" : "") }));
    });
    return {
      width: WIDTH, height: bottom + 50, shapes: found,
      table: {
        head: ["", words.name, input.columnTitle, input.rowTitle],
        rows: placed.map(function (one) {
          return [String(one.number), one.item.name, told(one.x, one.item.x, input.columns, words), told(one.y, one.item.y, input.rows, words)];
        })
      }
    };
  }

  /* A level with its range in words, as it is: "High (Medium to High)". */
  function told(place, value, labels, words) {
    var label = labelOf(labels, value.level, words);
    if (place.low === place.high) { return label; }
    return words.range.replace("{answer}", label).replace("{low}", labelOf(labels, place.low, words)).replace("{high}", labelOf(labels, place.high, words));
  }

  function gaps(input, words) {
    var found = [], unit = BAR.wide / input.most, bottom = BAR.top + input.items.length * BAR.step;
    for (var level = 0; level <= input.most; level += input.every || 1) {
      found.push(line("scale/" + level, BAR.x + level * unit, BAR.top - 6, BAR.x + level * unit, bottom, "line"));
      found.push(text("scale-number/" + level, BAR.x + level * unit, bottom + 16, level, { "text-anchor": "middle", "class": "quiet" }));
    }
    input.items.forEach(function (item, at) {
      var y = BAR.top + at * BAR.step, place = spot(item), top = y + 14, middle = top + BAR.high / 2;
      found.push(text("name/" + item.id, BAR.x, y + 8, (at + 1) + ". " + short(item.name, 80)));
      found.push(place.known ? rect("bar/" + item.id, BAR.x, top, place.at * unit, BAR.high, "part fill-3")
        : rect("bar/" + item.id, BAR.x + place.low * unit, top, (place.high - place.low) * unit, BAR.high, "edge open"));
      if (place.known && place.low < place.high) {
        found.push(line("range/" + item.id, BAR.x + place.low * unit, middle, BAR.x + place.high * unit, middle, "range"));
        [["low", place.low], ["high", place.high]].forEach(function (end) {
          found.push(line(end[0] + "/" + item.id, BAR.x + end[1] * unit, top, BAR.x + end[1] * unit, top + BAR.high, "range"));
        });
      }
      var right = BAR.x + Math.max(place.at, place.high) * unit + 8;
      found.push(text("value/" + item.id, right, middle + 4, place.known ? item.level : "?", { "class": "strong" }));
    });
    return {
      width: WIDTH, height: bottom + 24, shapes: found,
      table: {
        head: ["", words.name, words.value, words.from, words.to],
        rows: input.items.map(function (item, at) {
          var place = spot(item);
          return [String(at + 1), item.name, labelOf(input.labels, item.level, words), labelOf(input.labels, place.low, words), labelOf(input.labels, place.high, words)];
        })
      }
    };
  }

  function contributions(input, words) {
    var found = [], unit = BAR.wide / input.most, legend = BAR.top + input.items.length * BAR.step;
    function valueOf(item, part) { return item.parts[part.id] || 0; }
    input.items.forEach(function (item, at) {
      var y = BAR.top + at * BAR.step, x = BAR.x, total = 0;
      found.push(text("name/" + item.id, BAR.x, y + 8, (at + 1) + ". " + short(item.name, 80)));
      input.parts.forEach(function (part, order) {
        var width = valueOf(item, part) * unit;
        if (width <= 0) { return; }
        found.push(rect("part/" + item.id + "/" + part.id, x, y + 14, width, BAR.high + 4, "part fill-" + (order % 2 ? 1 : 3)));
        if (width >= 14) { found.push(text("letter/" + item.id + "/" + part.id, x + width / 2, y + 28, LETTERS.charAt(order % 26), { "text-anchor": "middle" })); }
        x += width;
        total += valueOf(item, part);
      });
      found.push(text("value/" + item.id, x + 8, y + 28, round(total), { "class": "strong" }));
    });
    input.parts.forEach(function (part, order) {
      found.push(text("legend/" + part.id, BAR.x + (order % 2) * 310, legend + 16 + Math.floor(order / 2) * 20, LETTERS.charAt(order % 26) + "  " + short(part.name, 42)));
    });
    return {
      width: WIDTH, height: legend + 16 + Math.ceil(input.parts.length / 2) * 20, shapes: found,
      table: {
        head: ["", words.name].concat(input.parts.map(function (part, order) { return LETTERS.charAt(order % 26) + " " + part.name; }), [words.total]),
        rows: input.items.map(function (item, at) {
          var numbers = input.parts.map(function (part) { return valueOf(item, part); });
          return [String(at + 1), item.name].concat(numbers.map(function (number) { return String(round(number)); }),
            [String(round(numbers.reduce(function (sum, number) { return sum + number; }, 0)))]);
        })
      }
    };
  }

  function radar(input, words) {
    var found = [], count = input.axes.length, items = input.items.slice(0, 3), legend = RADAR.y + RADAR.far + 44;
    function point(axis, value) {
      var angle = 2 * Math.PI * axis / count - Math.PI / 2, far = RADAR.far * value / input.most;
      return [round(RADAR.x + Math.cos(angle) * far), round(RADAR.y + Math.sin(angle) * far)];
    }
    for (var ring = 1; ring <= input.most; ring++) {
      found.push(shape("ring/" + ring, "polygon", { points: input.axes.map(function (axis, at) { return point(at, ring).join(","); }).join(" "), "class": "line" }));
    }
    input.axes.forEach(function (axis, at) {
      var end = point(at, input.most), label = point(at, input.most * 1.13);
      found.push(line("axis/" + axis.id, RADAR.x, RADAR.y, end[0], end[1], "line"));
      found.push(text("axis-number/" + axis.id, label[0], label[1] + 4, at + 1, { "text-anchor": "middle", "class": "strong" }));
      found.push(text("legend/" + axis.id, BAR.x + (at % 2) * 310, legend + items.length * 20 + Math.floor(at / 2) * 20, (at + 1) + ". " + short(axis.name, 40)));
    });
    items.forEach(function (item, order) {
      var path = "", style = "area" + (order ? "-" + (order + 1) : ""), known = input.axes.map(function (axis) { return typeof item.values[axis.id] === "number"; });
      var whole = known.every(Boolean);
      input.axes.concat(whole ? [] : [input.axes[0]]).forEach(function (axis, step) {
        var at = step % count, end = known[at] ? point(at, item.values[axis.id]) : null;
        if (end) { path += (path && known[(at + count - 1) % count] && step ? "L" : "M") + end.join(" "); }
      });
      found.push(shape("line/" + item.id, "path", { d: path + (whole ? "Z" : ""), "class": style + (whole ? "" : " unfilled") }));
      input.axes.forEach(function (axis, at) {
        if (!known[at]) { return; }
        var end = point(at, item.values[axis.id]);
        found.push(order === 0 ? shape("mark/" + item.id + "/" + axis.id, "circle", { cx: end[0], cy: end[1], r: 5, "class": "dot" })
          : rect("mark/" + item.id + "/" + axis.id, end[0] - 4, end[1] - 4, 8, 8, order === 1 ? "hollow" : "dot"));
      });
      found.push(line("legend-line/" + item.id, BAR.x, legend - 18 + order * 20, BAR.x + 46, legend - 18 + order * 20, style));
      found.push(text("legend-name/" + item.id, BAR.x + 56, legend - 14 + order * 20, short(item.name, 70)));
    });
    return {
      width: WIDTH, height: legend + items.length * 20 + Math.ceil(count / 2) * 20, shapes: found,
      table: {
        head: [words.name].concat(input.items.map(function (item) { return item.name; })),
        rows: input.axes.map(function (axis, at) {
          return [(at + 1) + ". " + axis.name].concat(input.items.map(function (item) {
            var value = item.values[axis.id];
            return typeof value === "number" ? String(round(value)) : words.unknown;
          }));
        })
      }
    };
  }

  /* All boxes of the picture of ranks as one line: thirty candidates have nine hundred. */
  function boxes(columns, rows) {
    var right = RANK.x + columns * RANK.wide, bottom = RANK.top + rows * RANK.high, d = "";
    for (var row = 0; row <= rows; row++) { d += "M" + RANK.x + " " + (RANK.top + row * RANK.high) + "H" + right; }
    for (var column = 0; column <= columns; column++) { d += "M" + (RANK.x + column * RANK.wide) + " " + RANK.top + "V" + bottom; }
    return d;
  }

  function ranks(input, words) {
    var found = [], count = input.items.reduce(function (most, item) { return Math.max(most, item.shares.length); }, 0);
    if (count) { found.push(shape("boxes", "path", { d: boxes(count, input.items.length), "class": "line" })); }
    for (var rank = 1; rank <= count; rank++) {
      found.push(text("rank/" + rank, RANK.x + (rank - 0.5) * RANK.wide, RANK.top - 10, rank, { "text-anchor": "middle", "class": "strong" }));
    }
    input.items.forEach(function (item, at) {
      var y = RANK.top + at * RANK.high;
      found.push(text("name/" + item.id, 4, y + RANK.high / 2 + 4, short(item.name, 32)));
      item.shares.forEach(function (share, order) {
        var key = item.id + "/" + (order + 1), x = RANK.x + order * RANK.wide, tall = share * (RANK.high - 4);
        if (share > 0) {
          found.push(rect("share/" + key, x + 1, y + RANK.high - 2 - tall, RANK.wide - 2, tall, "fill-3"));
          found.push(text("percent/" + key, x + RANK.wide / 2, y + RANK.high / 2 + 4, share < 0.01 ? "<1" : Math.round(share * 100), { "text-anchor": "middle" }));
        }
      });
    });
    return {
      width: Math.max(WIDTH, RANK.x + count * RANK.wide + 4), height: RANK.top + input.items.length * RANK.high + 6, shapes: found,
      table: {
        head: [words.name].concat(Array.from({ length: count }, function (nothing, at) { return words.rank.replace("{rank}", at + 1); })),
        rows: input.items.map(function (item) { return [item.name].concat(item.shares.map(function (share) { return percent(share) + " %"; })); })
      }
    };
  }

  var SHAPES = { matrix: matrix, gaps: gaps, contributions: contributions, radar: radar, ranks: ranks };

  function wordsNow() {
    var say = Agora.dossierElement.say;
    return {
      name: say("picture_name"), value: say("picture_number"), from: say("picture_from"), to: say("picture_to"), total: say("picture_total"),
      rank: say("picture_rank"), unknown: say("unknown"), range: say("answer_range")
    };
  }

  function tableNode(table, title) {
    var make = Agora.dossierElement.make;
    return make("div", { "class": "dossier-scroll", tabindex: "0", role: "region", "aria-label": title }, [make("table", {}, [make("caption", { text: title }),
      make("thead", {}, [make("tr", {}, table.head.map(function (cell) { return make(cell ? "th" : "td", cell ? { scope: "col", text: cell } : {}); }))]),
      make("tbody", {}, table.rows.map(function (row) {
        return make("tr", {}, row.map(function (cell, at) { return make(table.head[at] === table.head.filter(Boolean)[0] ? "th" : "td", { scope: table.head[at] === table.head.filter(Boolean)[0] ? "row" : null, text: cell }); }));
      }))])]);
  }

  function attributesOf(shape) {
    var attributes = {};
    Object.keys(shape).forEach(function (name) { if (name !== "key" && name !== "tag") { attributes[name] = shape[name]; } });
    return attributes;
  }

  /* Bring the nodes of a drawing up to date: what has the same key stays, and only what differs is written. */
  function bring(svg, shapes) {
    var before = drawings.get(svg) || {}, now = {}, wanted = {}, at = null;
    shapes.forEach(function (shape) { wanted[shape.key] = true; });
    Object.keys(before).forEach(function (key) { if (!wanted[key]) { svg.removeChild(before[key].node); } });
    at = svg.firstChild;
    shapes.forEach(function (shape) {
      var old = before[shape.key], text = JSON.stringify(shape), node = old && old.text === text ? old.node : null;
      if (!node) {
        node = Agora.dossierElement.svg(shape.tag, attributesOf(shape));
        if (old) { at = at === old.node ? node : at; svg.replaceChild(node, old.node); }
      }
      now[shape.key] = { node: node, text: text };
      if (node === at) { at = at.nextSibling; } else { svg.insertBefore(node, at); }
    });
    drawings.set(svg, now);
  }

  /* A figure: the drawing, which says its title, and the same as a table. A figure that was made before is brought up to date. */
  function picture(name, input, earlier) {
    var make = Agora.dossierElement.make, drawn = SHAPES[name](input, wordsNow()), told = earlier && drawings.get(earlier);
    if (told && input.items.length) {
      told.drawn = drawn;
      bring(told.svg, drawn.shapes);
      told.svg.setAttribute("viewBox", "0 0 " + drawn.width + " " + drawn.height);
      if (told.table) {
        told.details.replaceChild(tableNode(drawn.table, input.title), told.table);
        told.table = told.details.lastChild;
      }
      return earlier;
    }
    if (!input.items.length) { return make("p", { "class": "dossier-quiet", text: Agora.dossierElement.say("picture_none") }); }
    var say = Agora.dossierElement.say, svg = Agora.dossierElement.svg("svg", { viewBox: "0 0 " + drawn.width + " " + drawn.height, role: "img", "aria-label": input.title + ". " + say("picture_table") + "." });
    var own = { svg: svg, drawn: drawn, table: null };
    bring(svg, drawn.shapes);
    own.details = Agora.dossierElement.unfolded(make("details", { "class": "dossier-missing", open: input.open }, [make("summary", { id: input.id ? input.id + "-table" : null, text: say("picture_table") })]), function () {
      own.table = tableNode(own.drawn.table, input.title);
      return [own.table];
    });
    var figure = make("figure", { "class": "dossier-picture" }, [
      make("figcaption", { "class": "dossier-label", text: input.title }), make("div", { tabindex: "0", role: "group", "aria-label": input.title }, [svg]), own.details]);
    drawings.set(figure, own);
    return figure;
  }

  return { shapes: SHAPES, picture: picture, table: tableNode };
})();
