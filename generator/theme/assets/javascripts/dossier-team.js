/* The team: who is in it on a day, who is missing for which step, and what to look at again. generator/tools/team.py is its
   twin; tests/cases/dossier/team.json holds what both must say. In: members, context, the rule of the step, facts of the
   wiki, the day. Out: plain values with what stands behind them. Nothing is changed. */
var Agora = Agora || {};
Agora.dossierTeam = (function () {
  "use strict";
  var ROLES = ["informed", "involved", "core", "lead"];

  function compare(a, b) {
    return Agora.dossierSite.compare(a, b);
  }

  function has(list, item) {
    return list.indexOf(item) >= 0;
  }

  function idOf(item) {
    return item.id;
  }

  function unique(list) {
    return list.filter(function (item, at) { return list.indexOf(item) === at; }).sort();
  }

  function trimmed(text) {
    return (text || "").replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, "");
  }

  /* 0 for no role, then 1 to 4. */
  function strength(role) {
    return ROLES.indexOf(role) + 1;
  }

  /* `present`, `later` or `left` on a day; the first and the last day count, an open date is no limit. */
  function state(member, today) {
    if (member.from && member.from > today) { return "later"; }
    return member.until && member.until < today ? "left" : "present";
  }

  /* What a team is for, as the other steps of the dossier know it: kinds of space, threats, steps set aside. */
  function contextOf(dossier) {
    var scenarios = (dossier.assessments || []).reduce(function (all, assessment) {
      return all.concat(assessment.scenarios || []);
    }, []);
    return {
      spaces: unique((dossier.sites || []).map(function (site) { return site.category; }).filter(Boolean)),
      threats: unique(scenarios.map(function (scenario) { return scenario.threat; }).filter(Boolean)),
      not_applicable: Agora.dossierProgress.STEPS.filter(function (step) { return has(dossier.not_applicable || [], step); })
    };
  }

  function add(found, stakeholder, role, steps, because, reason) {
    var wish = found[stakeholder] = found[stakeholder] || { wanted: "", steps: [], reasons: [], because: [] };
    if (strength(role) > strength(wish.wanted)) { wish.wanted = role; }
    wish.steps = Agora.dossierProgress.STEPS.filter(function (step) { return has(wish.steps, step) || has(steps, step); });
    wish.because.push(because);
    if (reason) {
      wish.reasons.push({ id: reason, values: {} });
      return;
    }
    var named = wish.reasons.filter(function (item) { return item.id === "named"; })[0];
    if (!named) {
      named = { id: "named", values: { entries: [] } };
      wish.reasons.push(named);
    }
    named.values.entries.push(because.entry);
  }

  /* Stakeholder → the strongest role that is wanted, the steps that want it and why. */
  function wishesOf(context, rule, facts) {
    var found = Object.create(null);
    function inUse(step) { return !has(context.not_applicable, step); }
    var spaces = unique(context.spaces.reduce(function (all, id) {
      return all.concat(Agora.dossierRisk.lineage(id, facts.parents));
    }, []));
    rule.needs.forEach(function (need) {
      var steps = Agora.dossierProgress.STEPS.filter(function (step) { return has(need.steps, step) && inUse(step); });
      var fits = !(need.spaces || []).length || need.spaces.some(function (space) { return has(spaces, space); });
      if (steps.length && fits) { add(found, need.stakeholder, need.role, steps, { rule: need.id }, need.id); }
    });
    unique(spaces.concat(context.threats)).forEach(function (entry) {
      (Agora.dossierSite.own(facts.stakeholders, entry) || []).forEach(function (stakeholder) {
        if (inUse("vulnerability")) { add(found, stakeholder, rule.entry_role, ["vulnerability"], { entry: entry }, ""); }
      });
    });
    return found;
  }

  function having(stakeholder, present) {
    return present.filter(function (member) { return member.stakeholder === stakeholder; });
  }

  function strongest(members) {
    return members.reduce(function (best, member, at) {
      var role = member.role || "";
      return at === 0 || strength(role) > strength(best) ? role : best;
    }, "");
  }

  function roleAnswer(member) {
    return { answer: "team/members/" + member.id + "/role" };
  }

  function missingOf(wishes, present) {
    var found = [];
    Object.keys(wishes).sort().forEach(function (stakeholder) {
      var wish = wishes[stakeholder], there = having(stakeholder, present), role = strongest(there);
      if (there.length && strength(role) >= strength(wish.wanted)) { return; }
      found.push({
        stakeholder: stakeholder,
        kind: there.length ? "weaker" : "absent",
        has: role,
        wanted: wish.wanted,
        steps: wish.steps,
        reasons: wish.reasons,
        because: there.map(roleAnswer).concat(wish.because)
      });
    });
    return found.sort(function (a, b) {
      return strength(b.wanted) - strength(a.wanted) || compare(a.stakeholder, b.stakeholder);
    });
  }

  function presentOf(wishes, present) {
    var ids = unique(present.map(function (member) { return member.stakeholder; }).filter(Boolean));
    return ids.map(function (id) {
      var members = having(id, present);
      return {
        stakeholder: id, has: strongest(members), wanted: wishes[id] ? wishes[id].wanted : "", members: members.map(idOf)
      };
    });
  }

  function notesOf(listed, present, today) {
    var notes = [];
    var leads = present.filter(function (member) { return member.role === "lead"; });
    var working = present.filter(function (member) { return strength(member.role) >= strength("core"); });
    var houses = unique(working.map(function (member) { return trimmed(member.organisation); }));
    function about(id, members, part) {
      if (!members.length) { return; }
      var because = members.map(function (member) { return { answer: "team/members/" + member.id + "/" + part }; });
      notes.push({ id: id, values: { members: members.map(idOf) }, because: because.concat([{ rule: id }]) });
    }
    function those(members, test) { return members.filter(test); }
    if (listed.length && !leads.length) {
      notes.push({ id: "no-lead", values: { members: [] }, because: [{ rule: "no-lead" }] });
    }
    about("several-leads", leads.length > 1 ? leads : [], "role");
    about("one-house", working.length > 1 && houses.length === 1 && houses[0] ? working : [], "organisation");
    about("provider-inside", those(working, function (member) { return member.stakeholder === "provider"; }), "role");
    about("no-role", those(present, function (member) { return !strength(member.role); }), "role");
    about("no-stakeholder", those(present, function (member) { return !member.stakeholder; }), "stakeholder");
    about("no-contact", those(working, function (member) { return !trimmed(member.contact); }), "contact");
    about("left", those(listed, function (member) { return state(member, today) === "left"; }), "until");
    about("later", those(listed, function (member) { return state(member, today) === "later"; }), "from");
    about("dates", those(listed, function (m) { return !!m.from && !!m.until && m.until < m.from; }), "until");
    return notes;
  }

  /* Who is there, who is missing and what to look at again. */
  function team(members, context, rule, facts, today) {
    var listed = members.slice().sort(function (a, b) { return compare(a.id, b.id); });
    var present = listed.filter(function (member) { return state(member, today) === "present"; });
    var wishes = wishesOf(context, rule, facts);
    return {
      members: listed.map(function (member) {
        return { id: member.id, stakeholder: member.stakeholder || "", role: member.role || "", state: state(member, today) };
      }),
      lead: present.filter(function (member) { return member.role === "lead"; }).map(idOf),
      missing: missingOf(wishes, present),
      present: presentOf(wishes, present),
      notes: notesOf(listed, present, today)
    };
  }

  return { team: team, contextOf: contextOf, state: state, strength: strength };
})();
