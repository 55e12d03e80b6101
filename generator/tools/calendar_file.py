"""Dates as a calendar file (iCalendar, RFC 5545).

In: events with uid, date, title and words; a frame with title, language, marking and today. Out: the text of the file and
the events that have no date. Invariant: no line is longer than 75 octets; the same event has the same UID in every file;
every event carries the marking. Refuses: to guess a date; to name a host. `dossier-calendar.js` gives the same text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from generator.tools.document_text import marking_of, readable

LONGEST = 75
"""Octets of a line without its end, RFC 5545 section 3.1."""

_CLASSES = {"TLP:CLEAR": "PUBLIC", "TLP:GREEN": "PRIVATE"}
"""Access class by marking, RFC 5545 section 3.8.1.3; everything else is confidential."""


def calendar(events: Iterable[Mapping[str, Any]], frame: Mapping[str, str]) -> dict[str, Any]:
    """The `text` of a calendar of all-day events, by date and UID, and the UIDs `left_out` for want of a date.

    `remind` in an event is the number of days before it on which the calendar should speak up; 0 or absent is never.
    """
    rows = sorted(events, key=lambda event: (event["date"], event["uid"]))
    dated = [event for event in rows if day(event["date"])]
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//Agorapedia//Dossier//{frame['language'].upper()}",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_value(marking_of(frame['marking']) + ' ' + frame['title'])}",
    ]
    for event in dated:
        lines += _event(event, frame)
    lines.append("END:VCALENDAR")
    text = "".join(folded(line) + "\r\n" for line in lines)
    return {"text": text, "left_out": [event["uid"] for event in rows if event not in dated]}


def day(text: str) -> date | None:
    """The day that an ISO text names; nothing where it names none."""
    if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def uid(*parts: str) -> str:
    """A name for an event that stays the same as long as what it is made from (FNV-1a, 32 bits, from both ends).

    It is a fingerprint, not a secret: give it nothing that the file must not tell.
    """
    octets = readable("\n".join(parts)).encode("utf-8")
    return f"agorapedia-{_fingerprint(octets):08x}{_fingerprint(octets[::-1]):08x}"


def folded(line: str) -> str:
    """A line in pieces of at most 75 octets; no letter is cut in two, RFC 5545 section 3.1."""
    pieces, piece, room = [], "", LONGEST
    for letter in line:
        size = len(letter.encode("utf-8"))
        if size > room:
            pieces.append(piece)
            piece, room = "", LONGEST - 1
        piece += letter
        room -= size
    return "\r\n ".join([*pieces, piece])


def _event(event: Mapping[str, Any], frame: Mapping[str, str]) -> list[str]:
    marking = marking_of(frame["marking"])
    first = date.fromisoformat(event["date"])
    after = first if first == date.max else first + timedelta(days=1)
    lines = [
        "BEGIN:VEVENT",
        f"UID:{_value(event['uid'])}",
        f"DTSTAMP:{frame['today'].replace('-', '')}T000000Z",
        f"DTSTART;VALUE=DATE:{event['date'].replace('-', '')}",
        f"DTEND;VALUE=DATE:{after.isoformat().replace('-', '')}",
        f"SUMMARY;LANGUAGE={frame['language']}:{_value(marking + ' ' + event['title'])}",
        f"CLASS:{_CLASSES.get(marking, 'CONFIDENTIAL')}",
        "TRANSP:TRANSPARENT",
    ]
    if event.get("words"):
        lines.append(f"DESCRIPTION;LANGUAGE={frame['language']}:{_value(event['words'])}")
    if event.get("remind", 0) > 0:
        lines += ["BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER:-P{event['remind']}D"]
        lines += [f"DESCRIPTION:{_value(marking + ' ' + event['title'])}", "END:VALARM"]
    return [*lines, "END:VEVENT"]


def _value(text: str) -> str:
    """A text as a value, RFC 5545 section 3.3.11: what separates is taken back, line ends are written out."""
    plain = re.sub("[\t\x7f]", " ", readable(text))
    return re.sub(r"[\\;,]", lambda found: "\\" + found[0], plain).replace("\n", "\\n")


def _fingerprint(octets: bytes) -> int:
    """FNV-1a in 32 bits (Fowler, Noll, Vo; offset 2166136261, prime 16777619)."""
    found = 2166136261
    for octet in octets:
        found = (found ^ octet) * 16777619 % 4294967296
    return found
