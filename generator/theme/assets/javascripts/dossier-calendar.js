/* Dates as a calendar file (iCalendar, RFC 5545). generator/tools/calendar_file.py is its twin; tests/cases/dossier/calendar.json
   holds what both must say. In: events {uid, date, title, words, remind}, a frame {title, language, marking, today}.
   Out: {text, left_out}. No line is longer than 75 octets; the same event has the same UID; every event carries the marking. */
var Agora = Agora || {};
Agora.dossierCalendar = (function () {
  "use strict";
  var LONGEST = 75;
  var CLASSES = { "TLP:CLEAR": "PUBLIC", "TLP:GREEN": "PRIVATE" };
  var LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

  function leap(year) {
    return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  }

  function lengthOf(year, month) {
    return month === 2 && leap(year) ? 29 : LENGTHS[month - 1];
  }

  function filled(number, size) {
    var text = String(number);
    while (text.length < size) { text = "0" + text; }
    return text;
  }

  function isoOf(year, month, day) {
    return filled(year, 4) + "-" + filled(month, 2) + "-" + filled(day, 2);
  }

  /* The day that an ISO text names, as [year, month, day]; null where it names none. */
  function day(text) {
    if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text)) { return null; }
    var parts = text.split("-").map(Number);
    var real = parts[0] >= 1 && parts[1] >= 1 && parts[1] <= 12 && parts[2] >= 1 && parts[2] <= lengthOf(parts[0], parts[1]);
    return real ? parts : null;
  }

  function dayAfter(text) {
    var parts = day(text);
    if (parts[2] < lengthOf(parts[0], parts[1])) { return isoOf(parts[0], parts[1], parts[2] + 1); }
    if (parts[1] < 12) { return isoOf(parts[0], parts[1] + 1, 1); }
    return parts[0] === 9999 ? text : isoOf(parts[0] + 1, 1, 1);
  }

  function octetsOf(text) {
    return Array.prototype.slice.call(new TextEncoder().encode(text));
  }

  /* FNV-1a in 32 bits (Fowler, Noll, Vo). */
  function fingerprint(octets) {
    return octets.reduce(function (found, octet) { return Math.imul(found ^ octet, 16777619) >>> 0; }, 2166136261);
  }

  /* A fingerprint, not a secret: give it nothing that the file must not tell. */
  function uid(parts) {
    var octets = octetsOf(Agora.dossierText.readable(parts.join("\n")));
    var ahead = fingerprint(octets), back = fingerprint(octets.reverse());
    return "agorapedia-" + filled(ahead.toString(16), 8) + filled(back.toString(16), 8);
  }

  /* A line in pieces of at most 75 octets; no letter is cut in two. */
  function folded(line) {
    var pieces = [], piece = "", room = LONGEST;
    Array.from(line).forEach(function (letter) {
      var size = octetsOf(letter).length;
      if (size > room) {
        pieces.push(piece);
        piece = "";
        room = LONGEST - 1;
      }
      piece += letter;
      room -= size;
    });
    return pieces.concat([piece]).join("\r\n ");
  }

  function value(text) {
    var plain = Agora.dossierText.readable(text).replace(/[\t\u007f]/g, " ");
    return plain.replace(/[\\;,]/g, "\\$&").replace(/\n/g, "\\n");
  }

  function bare(date) {
    return date.replace(/-/g, "");
  }

  function eventLines(event, frame) {
    var marking = Agora.dossierText.markingOf(frame.marking);
    var title = value(marking + " " + event.title);
    var lines = [
      "BEGIN:VEVENT",
      "UID:" + value(event.uid),
      "DTSTAMP:" + bare(frame.today) + "T000000Z",
      "DTSTART;VALUE=DATE:" + bare(event.date),
      "DTEND;VALUE=DATE:" + bare(dayAfter(event.date)),
      "SUMMARY;LANGUAGE=" + frame.language + ":" + title,
      "CLASS:" + (CLASSES[marking] || "CONFIDENTIAL"),
      "TRANSP:TRANSPARENT"
    ];
    if (event.words) { lines.push("DESCRIPTION;LANGUAGE=" + frame.language + ":" + value(event.words)); }
    if (event.remind > 0) {
      lines.push("BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-P" + event.remind + "D", "DESCRIPTION:" + title, "END:VALARM");
    }
    return lines.concat(["END:VEVENT"]);
  }

  function compare(one, other) {
    if (one.date !== other.date) { return one.date < other.date ? -1 : 1; }
    return one.uid < other.uid ? -1 : one.uid > other.uid ? 1 : 0;
  }

  function calendar(events, frame) {
    var rows = events.slice().sort(compare);
    var lines = [
      "BEGIN:VCALENDAR",
      "VERSION:2.0",
      "PRODID:-//Agorapedia//Dossier//" + frame.language.toUpperCase(),
      "CALSCALE:GREGORIAN",
      "X-WR-CALNAME:" + value(Agora.dossierText.markingOf(frame.marking) + " " + frame.title)
    ];
    rows.forEach(function (event) { if (day(event.date)) { lines = lines.concat(eventLines(event, frame)); } });
    lines.push("END:VCALENDAR");
    return {
      text: lines.map(function (line) { return folded(line) + "\r\n"; }).join(""),
      left_out: rows.filter(function (event) { return !day(event.date); }).map(function (event) { return event.uid; })
    };
  }

  return { calendar: calendar, day: day, isoOf: isoOf, lengthOf: lengthOf, uid: uid, folded: folded };
})();
