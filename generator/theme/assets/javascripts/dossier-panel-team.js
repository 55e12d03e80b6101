/* Step 0, the result: who is missing and for which step, who is there, what to look at again.
   In: the context of a step panel. Out: a node. All that is told comes from Agora.dossierTeam; a member who is missing can be
   added, and a role that is too weak be raised, with one click. */
var Agora = Agora || {};
Agora.dossierSteps = Agora.dossierSteps || {};
Agora.dossierSteps.team = (function () {
  "use strict";

  function draw(context) {
    var make = context.make, say = context.say, show = Agora.dossierResult;
    var members = (context.dossier.team || {}).members || [], rule = context.data.tables.team.rule;
    var found = Agora.dossierTeam.team(members, Agora.dossierTeam.contextOf(context.dossier), rule, Agora.dossierFacts.team(context), context.today);

    function stakeholder(id) {
      var term = Agora.dossierFacts.item(context.data.vocabularies.stakeholder.terms, id);
      return term ? term.label : id;
    }
    function role(id) { return say("role-" + (id || "none")); }
    function name(id) { return show.named(members, id, say("member")); }
    function steps(ids) { return ids.map(function (id) { return context.data.tables[id].title; }).join(", "); }

    function add(missing) {
      var button = "team-take-" + missing.stakeholder, member = null;
      context.edit(function (dossier) {
        var all = (dossier.team || {}).members || [];
        member = { id: context.nextId(all, "m"), stakeholder: missing.stakeholder, role: missing.wanted };
        return Object.assign({}, dossier, { team: Object.assign({}, dossier.team, { members: all.concat([member]) }) });
      });
      show.take(context, {
        name: stakeholder(missing.stakeholder), button: button, path: "team/members/" + member.id,
        back: function () { context.remove("team/members", member.id); }
      });
    }

    function raise(missing, id) {
      var path = "team/members/" + id + "/role", before = Agora.dossierStore.get(context.dossier, path) || "";
      context.set(path, missing.wanted);
      show.take(context, {
        name: name(id) + " – " + role(missing.wanted), button: "team-raise-" + id, path: path,
        still: function (dossier) { return Agora.dossierStore.get(dossier, path) === missing.wanted; },
        back: function () { context.set(path, before); }
      });
    }

    /* Who of this group is there already, but in a weaker role: their answers stand behind what is missing. */
    function there(missing) {
      return members.filter(function (member) {
        return missing.because.some(function (one) { return one.answer === "team/members/" + member.id + "/role"; });
      });
    }

    function reason(one) {
      return one.id === "named" ? show.filled(context, "named", "entries", show.entries(one.values.entries)) : [say(one.id)];
    }

    function missingCard(missing) {
      var who = stakeholder(missing.stakeholder), id = "team-" + missing.stakeholder;
      var values = { stakeholder: who, has: role(missing.has), wanted: role(missing.wanted), steps: steps(missing.steps) };
      var offers = missing.kind === "absent"
        ? [context.button(say("take", { stakeholder: who, role: role(missing.wanted) }), function () { add(missing); }, { id: "team-take-" + missing.stakeholder, "class": "dossier-small" })]
        : there(missing).map(function (member) {
          return context.button(say("raise", { name: name(member.id), role: role(missing.wanted) }), function () { raise(missing, member.id); }, { id: "team-raise-" + member.id, "class": "dossier-small" });
        });
      return make("li", { "class": "dossier-card" }, [
        make("h4", { text: say(missing.kind, values) }),
        show.list(missing.reasons.map(reason)),
        make("p", { "class": "dossier-buttons" }, [show.opens(context, id, say("behind"), missing.because, say(missing.kind, values))].concat(offers))]);
    }

    function presentRow(one) {
      var because = one.members.map(function (id) { return { answer: "team/members/" + id + "/role" }; });
      return [stakeholder(one.stakeholder),
        show.opens(context, "team-there-" + one.stakeholder, role(one.has), because, stakeholder(one.stakeholder)),
        one.wanted ? role(one.wanted) : say("not_wanted"),
        one.members.map(name).join(", ")];
    }

    function note(one) {
      var sentence = say(one.id, { members: one.values.members.map(name).join(", ") });
      return [sentence + " ", show.opens(context, "team-note-" + one.id, say("behind"), one.because, sentence)];
    }

    function missing() {
      return [show.part("team-missing", say("missing_title"), [
        members.length ? null : show.paragraph(say("empty"), "dossier-notice"),
        show.taken(context),
        found.missing.length ? make("ul", { "class": "dossier-cards" }, found.missing.map(missingCard)) : show.paragraph(say("complete")),
        show.paragraph(say("reminder")),
        show.paragraph(say("explanation"), "dossier-quiet")])];
    }

    var named = members.map(function (member) { return name(member.id); }), taken = context.memory.taken;
    var offers = found.missing.map(function (one) { return [one, one.kind === "absent" ? "" : there(one).map(function (member) { return name(member.id); })]; });
    return Agora.dossierParts.panel(context, [
      ["missing", [JSON.stringify([offers, Boolean(members.length)]), taken, Boolean(taken && show.taken(context))], missing],
      ["notes", [JSON.stringify([found.notes, found.notes.map(function (one) { return one.values.members.map(name); })])], function () { return [show.part("team-notes", say("notes_title"), [show.list(found.notes.map(note))])]; }],
      ["present", [JSON.stringify([found.present, named])], function () {
        return [show.part("team-present", say("present_title"), [found.present.length ? show.table("team-present-table", say("present_caption"),
          [say("column_for"), say("column_role"), say("column_wanted"), say("column_members")], found.present.map(presentRow)) : null])];
      }]]);
  }

  return draw;
})();
