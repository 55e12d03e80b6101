"""What an entry says, weighed by itself: dates, sources, status, marking, plausibility.

In: an entry of the right form with all its fields; for what time brings about, the date to judge by. Out: problems.
Invariant: what time alone can bring about is a warning, so that main never turns red overnight. Refuses: to compare
entries (see `link`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from generator import address
from generator.document import Places
from generator.front_matter import Path
from generator.model import Entry, Location, Rulebook
from generator.problems import Problem, problem

CLAIMED_EFFECTS = frozenset(["reduces", "mixed", "none-found", "backfires", "inconclusive"])


def judge(entry: Entry, rulebook: Rulebook, at: Places) -> Iterator[Problem]:
    """Everything doubtful about one entry on any day; `at` tells where the fields stand, if anybody asks."""
    here = _Where(entry, at)
    yield from _sources(entry, here)
    yield from _status(entry, here)
    yield from _effect(entry, here)
    yield from _plausible(entry, rulebook, here)
    yield from _case(entry, here)
    marking = entry.front.get("tlp")
    if marking is not None and rulebook.vocabularies["tlp"].rank(marking) > 0:
        yield problem("AG906", here["tlp"])


def judge_dates(entry: Entry, today: str, at: Places) -> Iterator[Problem]:
    """Everything that is doubtful about one entry on this day, an ISO date."""
    here = _Where(entry, at)
    for key, source in entry.front["sources"].items():
        if source["accessed"] > today:
            yield problem("AG707", here[("sources", key, "accessed")], value=source["accessed"], today=today)
    for field in ("checked", "reviewed"):
        value = entry.front.get(field)
        if value and value > today:
            yield problem("AG902", here[field], field=field, value=value, today=today)
    last = max((entry.front[field] for field in ("checked", "reviewed") if field in entry.front), default=None)
    if last and "review_in" in entry.front:
        due = add_months(last, int(entry.front["review_in"].split()[0]))
        if due < today:
            yield problem("AG901", here["review_in"], date=last, due=due)


class _Where:
    """Locations of fields; the head of the file for a field that is not written there."""

    def __init__(self, entry: Entry, at: Places) -> None:
        self.entry = entry
        self.at = at

    def __getitem__(self, path: str | Path) -> Location:
        return self.at(self.entry).get((path,) if isinstance(path, str) else path, Location(self.entry.path))


def _sources(entry: Entry, here: _Where) -> Iterator[Problem]:
    sources: Mapping[str, Mapping[str, Any]] = entry.front["sources"]
    cited = set(entry.body.citations) | set(entry.front.get("cost", {}).get("sources", ()))
    for key in entry.front.get("cost", {}).get("sources", ()):
        if key not in sources:
            yield problem("AG701", here[("cost", "sources")], key=key, near=sources, wrong=key)
    addresses: dict[str, str] = {}
    for key, source in sources.items():
        if key not in cited:
            yield problem("AG702", here[("sources", key)], key=key)
        if not address.is_public_address(source["url"]):
            yield problem("AG704", here[("sources", key, "url")], value=source["url"])
        first = addresses.setdefault(source["url"], key)
        if first != key:
            yield problem("AG706", here[("sources", key, "url")], key=key, other=first)
        year, accessed = source["year"], source["accessed"]
        if isinstance(year, int) and int(accessed[:4]) < year:
            yield problem("AG705", here[("sources", key, "accessed")], accessed=accessed, year=year)


def add_months(date: str, months: int) -> str:
    """An ISO date some months later; the day is cut to the 28th so that it exists in every month."""
    year, month, day = map(int, date.split("-"))
    total = year * 12 + month - 1 + months
    return f"{total // 12:04d}-{total % 12 + 1:02d}-{min(day, 28):02d}"


def _status(entry: Entry, here: _Where) -> Iterator[Problem]:
    status = entry.front["status"]
    if status in ("checked", "reviewed") and status not in entry.front:
        yield problem("AG903", here["status"], status=status, field=status)
    if status == "reviewed" and "owner" not in entry.front:
        yield problem("AG904", here["status"])
    if "replaced_by" in entry.front and not entry.withdrawn:
        yield problem("AG508", here["replaced_by"])


def _effect(entry: Entry, here: _Where) -> Iterator[Problem]:
    effect, evidence = entry.front.get("effect"), entry.front.get("evidence")
    if effect in CLAIMED_EFFECTS and evidence == "none":
        yield problem("AG910", here["effect"], effect=effect, evidence=evidence)
    if effect in CLAIMED_EFFECTS and evidence == "vendor-claim":
        yield problem("AG912", here["effect"], effect=effect)


def _plausible(entry: Entry, rulebook: Rulebook, here: _Where) -> Iterator[Problem]:
    pairs = list(product(entry.names("threats"), entry.names("spaces")))
    if pairs and all(pair in rulebook.implausible for pair in pairs):
        shown = ", ".join(f"{threat} in {space}" for threat, space in pairs)
        yield problem("AG909", here["threats"], pair=shown)


def _case(entry: Entry, here: _Where) -> Iterator[Problem]:
    if entry.kind != "case-study":
        return
    seen: set[str] = set()
    for number, id in enumerate(entry.names("measures")):
        if id in seen:
            yield problem("AG911", here[("measures", number)], id=id)
        seen.add(id)
    years = [s["year"] for s in entry.front["sources"].values() if isinstance(s["year"], int)]
    if years and max(years) < entry.front["year"]:
        yield problem("AG913", here["year"], year=entry.front["year"], newest=max(years))
