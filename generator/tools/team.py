"""The team: who is in it on a day, who is missing for which step, and what to look at again.

In: the members and context of a dossier as plain values, the rule of `schemas/dossier/team.yml`, facts of the wiki, the day
as an argument. Out: plain values with what stands behind them. Invariant: each stakeholder that is wanted stands once, with
the strongest role that any rule or entry asks for; the order of members does not matter; a stronger role always satisfies a
weaker wish. Refuses: to judge people, and to count somebody who has left. `dossier-team.js` does the same in the browser.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from generator.tools.dossier_progress import STEPS
from generator.tools.risk import lineage

Values = dict[str, Any]
ROLES = ("informed", "involved", "core", "lead")
"""From the weakest to the strongest; an empty text is no role yet."""


def team(
    members: Iterable[Mapping[str, Any]],
    context: Mapping[str, Any],
    rule: Mapping[str, Any],
    facts: Mapping[str, Any],
    today: str,
) -> Values:
    """Who is there, who is missing and what to look at again.

    `context` has `spaces` and `threats` (entry ids that the sites and scenarios name) and `not_applicable` (steps set
    aside). `rule` has `needs` (`id`, `stakeholder`, `role`, `steps`, `spaces`; no spaces means always) and `entry_role`, the
    role that is wanted of a stakeholder whom only an entry names. `facts` has `parents` (space → space) and `stakeholders`
    (entry → ids). `today` is ISO text.
    """
    listed = sorted(members, key=lambda member: member["id"])
    present = [member for member in listed if state(member, today) == "present"]
    wishes = _wishes(context, rule, facts)
    return {
        "members": [
            {
                "id": member["id"],
                "stakeholder": member.get("stakeholder") or "",
                "role": member.get("role") or "",
                "state": state(member, today),
            }
            for member in listed
        ],
        "lead": [member["id"] for member in present if member.get("role") == "lead"],
        "missing": _missing(wishes, present),
        "present": _present(wishes, present),
        "notes": list(_notes(listed, present, today)),
    }


def context_of(dossier: Mapping[str, Any]) -> Values:
    """What a team is for, as the other steps of the dossier know it: kinds of space, threats, steps set aside."""
    spaces = {site.get("category") for site in dossier.get("sites") or []}
    threats = {
        scenario.get("threat")
        for assessment in dossier.get("assessments") or []
        for scenario in assessment.get("scenarios") or []
    }
    return {
        "spaces": sorted(space for space in spaces if space),
        "threats": sorted(threat for threat in threats if threat),
        "not_applicable": [step for step in STEPS if step in (dossier.get("not_applicable") or [])],
    }


def state(member: Mapping[str, Any], today: str) -> str:
    """`present`, `later` or `left` on a day; the first and the last day count, an open date is no limit."""
    if member.get("from") and member["from"] > today:
        return "later"
    return "left" if member.get("until") and member["until"] < today else "present"


def strength(role: Any) -> int:
    """0 for no role, then 1 to 4."""
    return ROLES.index(role) + 1 if role in ROLES else 0


def _trimmed(text: Any) -> str:
    """Without the blanks around it; just these four, so that JavaScript trims alike."""
    return (text or "").strip(" \t\r\n")


def _wishes(context: Mapping[str, Any], rule: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Values]:
    """Stakeholder → the strongest role that is wanted, the steps that want it and why."""
    aside = set(context["not_applicable"])
    spaces = sorted({space for id in context["spaces"] for space in lineage(id, facts["parents"])})
    found: dict[str, Values] = {}
    for need in rule["needs"]:
        steps = [step for step in STEPS if step in need["steps"] and step not in aside]
        fits = not need.get("spaces") or set(need["spaces"]) & set(spaces)
        if steps and fits:
            _add(found, need["stakeholder"], need["role"], steps, {"rule": need["id"]}, need["id"])
    entries = sorted(set(spaces) | set(context["threats"]))
    steps = [step for step in ("vulnerability",) if step not in aside]
    for entry in entries:
        for stakeholder in facts["stakeholders"].get(entry, ()):
            if steps:
                _add(found, stakeholder, rule["entry_role"], steps, {"entry": entry}, "")
    return dict(sorted(found.items()))


def _add(
    found: dict[str, Values], stakeholder: str, role: str, steps: Sequence[str], because: Values, reason: str
) -> None:
    wish = found.setdefault(stakeholder, {"wanted": "", "steps": [], "reasons": [], "because": []})
    if strength(role) > strength(wish["wanted"]):
        wish["wanted"] = role
    wish["steps"] = [step for step in STEPS if step in wish["steps"] or step in steps]
    wish["because"].append(because)
    if reason:
        wish["reasons"].append({"id": reason, "values": {}})
    else:
        named = next((item for item in wish["reasons"] if item["id"] == "named"), None)
        if named is None:
            named = {"id": "named", "values": {"entries": []}}
            wish["reasons"].append(named)
        named["values"]["entries"].append(because["entry"])


def _having(stakeholder: str, present: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [member for member in present if member.get("stakeholder") == stakeholder]


def _missing(wishes: Mapping[str, Values], present: Sequence[Mapping[str, Any]]) -> list[Values]:
    """Who is wanted and not there, or there in a weaker role; the strongest wish first."""
    found = []
    for stakeholder, wish in wishes.items():
        there = _having(stakeholder, present)
        has = max((member.get("role") or "" for member in there), key=strength, default="")
        if not there or strength(has) < strength(wish["wanted"]):
            answers = [{"answer": f"team/members/{member['id']}/role"} for member in there]
            found.append(
                {
                    "stakeholder": stakeholder,
                    "kind": "weaker" if there else "absent",
                    "has": has,
                    **wish,
                    "because": [*answers, *wish["because"]],
                }
            )
    return sorted(found, key=lambda item: (-strength(item["wanted"]), item["stakeholder"]))


def _present(wishes: Mapping[str, Values], present: Sequence[Mapping[str, Any]]) -> list[Values]:
    """Stakeholders that are there, in any role: what the team covers already."""
    ids = sorted({member["stakeholder"] for member in present if member.get("stakeholder")})
    return [
        {
            "stakeholder": id,
            "has": max((member.get("role") or "" for member in _having(id, present)), key=strength),
            "wanted": wishes[id]["wanted"] if id in wishes else "",
            "members": [member["id"] for member in _having(id, present)],
        }
        for id in ids
    ]


def _notes(listed: Sequence[Mapping[str, Any]], present: Sequence[Mapping[str, Any]], today: str) -> Iterable[Values]:
    """What to look at again, as sentence ids with the members it is about."""

    def about(id: str, members: Iterable[Mapping[str, Any]], part: str) -> Values:
        ids = [member["id"] for member in members]
        because = [*({"answer": f"team/members/{member}/{part}"} for member in ids), {"rule": id}]
        return {"id": id, "values": {"members": ids}, "because": because}

    leads = [member for member in present if member.get("role") == "lead"]
    working = [member for member in present if strength(member.get("role")) >= strength("core")]
    houses = {_trimmed(member.get("organisation")) for member in working}
    checks = (
        ("several-leads", leads if len(leads) > 1 else [], "role"),
        ("one-house", working if len(working) > 1 and len(houses) == 1 and "" not in houses else [], "organisation"),
        ("provider-inside", [member for member in working if member.get("stakeholder") == "provider"], "role"),
        ("no-role", [member for member in present if not strength(member.get("role"))], "role"),
        ("no-stakeholder", [member for member in present if not member.get("stakeholder")], "stakeholder"),
        ("no-contact", [member for member in working if not _trimmed(member.get("contact"))], "contact"),
        ("left", [member for member in listed if state(member, today) == "left"], "until"),
        ("later", [member for member in listed if state(member, today) == "later"], "from"),
        ("dates", [m for m in listed if m.get("from") and m.get("until") and m["until"] < m["from"]], "until"),
    )
    if listed and not leads:
        yield about("no-lead", [], "role")
    for id, members, part in checks:
        if members:
            yield about(id, members, part)
