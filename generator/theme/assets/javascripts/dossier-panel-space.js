/* Step 1, the result: which site first and how sure that is, what gives the points, what the wiki knows of such a space.
   In: the context of a step panel. Out: a node. The order comes from Agora.dossierSite; an assessment of a site can be begun
   with one click. */
var Agora = Agora || {};
Agora.dossierSteps = Agora.dossierSteps || {};
Agora.dossierSteps.space = (function () {
  "use strict";

  var BETWEEN_LINES = 10;

  function draw(context) {
    var make = context.make, say = context.say, show = Agora.dossierResult;
    var sites = context.dossier.sites || [], rule = context.data.tables.space.rule.criteria;
    var found = Agora.dossierSite.rankSites(sites, rule), ranked = found.sites.length > 1;

    function name(id) { return show.named(sites, id, say("column_site")); }
    function names(ids) { return ids.map(name).join(", "); }
    function amount(number) { return show.amount(context, number); }

    function question(id) {
      return context.data.tables.space.questions.filter(function (one) { return one.id === id && one["in"] === "priority"; })[0];
    }

    function toQuestion(site, id, key) {
      return context.button(question(id).label, function () { context.go("sites/" + site + "/priority/" + id); }, { "class": "dossier-link", id: key + site + "-" + id });
    }

    function points(site) { return say(site.low === site.high ? "points_sure" : "points", { points: amount(site.points), low: amount(site.low), high: amount(site.high), most: amount(site.most) }); }

    function partRow(site) {
      return function (part) {
        var asked = question(part.criterion);
        return [asked.label, show.label(asked.scale, part.level),
          show.opens(context, "space-part-" + site.id + "-" + part.criterion, amount(part.points), part.because, name(site.id) + ", " + asked.label),
          amount(part.low), amount(part.high), amount(part.most)];
      };
    }

    function offer(site) {
      var own = (context.dossier.assessments || []).filter(function (one) { return one.site === site; }).slice(-1)[0], id = "space-assess-" + site;
      if (own) { return context.button(say("assessment_go", { site: name(site) }), function () { context.chooseAssessment(own.id); context.go("vulnerability"); }, { id: id, "class": "dossier-small" }); }
      return context.button(say("assessment_take", { site: name(site) }), function () { begin(site, id); }, { id: id, "class": "dossier-small" });
    }

    function begin(site, button) {
      var made = "";
      context.edit(function (dossier) {
        made = context.nextId(dossier.assessments, "a");
        return Object.assign({}, dossier, { assessments: (dossier.assessments || []).concat([{ id: made, site: site, date: context.today }]) });
      });
      context.chooseAssessment(made);
      show.take(context, {
        name: say("assessment_of", { site: name(site) }), button: button, path: "assessments/" + made,
        back: function () { context.remove("assessments", made); }
      });
    }

    function card(site) {
      return make("li", { "class": "dossier-card" }, [
        make("h4", { text: (ranked ? site.rank + ". " : "") + name(site.id) }),
        make("p", {}, [show.opens(context, "space-points-" + site.id, points(site), site.because, name(site.id))]),
        ranked ? show.paragraph(say(site.best === site.worst ? "place_sure" : "place", { rank: site.rank, best: site.best, worst: site.worst }) + ".", "dossier-quiet") : null,
        site.open.length ? make("p", {}, show.filled(context, "open_here", "questions", site.open.reduce(function (all, id, at) {
          return all.concat(at ? [", "] : [], [toQuestion(site.id, id, "space-open-")]);
        }, []))) : null,
        show.details(context, "space-parts-" + site.id, say("column_parts"), [
          show.table("space-table-" + site.id, say("parts_of", { site: name(site.id) }),
            [say("column_question"), say("column_answer"), say("column_points"), say("picture_from"), say("picture_to"), say("column_most")], site.parts.map(partRow(site)))]),
        make("p", { "class": "dossier-buttons" }, [offer(site.id)])]);
    }

    /* One list for each group: between groups the order is sure. */
    function groups() {
      var bands = [];
      found.sites.forEach(function (site) { if (bands.indexOf(site.band) < 0) { bands.push(site.band); } });
      return bands.reduce(function (all, band) {
        var cards = found.sites.filter(function (site) { return site.band === band; }).map(card);
        return all.concat([ranked ? show.paragraph(say("band", { band: band }) + ".") : null, make("ol", { "class": "dossier-cards" }, cards)]);
      }, []);
    }

    function picture() {
      return Agora.dossierPictures.picture("gaps", {
        id: "space-picture", title: say("picture_points"), most: found.sites[0].most, every: BETWEEN_LINES,
        items: found.sites.map(function (site) { return { id: site.id, name: name(site.id), level: site.points, low: site.low, high: site.high }; })
      });
    }

    function firstNotes() {
      return found.notes.filter(function (one) { return one.id === "equal" || one.id.indexOf("first-") === 0; }).map(function (one) {
        return say(one.id, { sites: names(one.values.sites) });
      });
    }

    function unassessed() {
      return found.unassessed.length ? make("p", {}, show.filled(context, "unassessed", "sites", found.unassessed.reduce(function (all, id, at) {
        return all.concat(at ? [", "] : [], [context.button(name(id), function () { context.go("sites/" + id + "/priority/" + rule[0].id); }, { "class": "dossier-link", id: "space-begin-" + id })]);
      }, []))) : null;
    }

    /* What others know of places like the chosen one. */
    function known() {
      var site = context.site, space = site && site.category;
      if (!space || !Agora.dossierElement.has(context.data.entries, space)) { return []; }
      var entry = context.data.entries[space], threats = Agora.dossierFacts.threatsOf(context, space);
      var groups = (entry.stakeholders || []).map(function (id) { return show.named(context.data.vocabularies.stakeholder.terms.map(function (term) { return { id: term.id, name: term.label }; }), id); });
      return [
        make("p", {}, show.filled(context, "known_entry", "entry", show.entries([space]), { site: name(site.id) })),
        threats.length ? make("p", {}, show.filled(context, "known_threats", "threats", show.entries(threats))) : null,
        groups.length ? show.paragraph(say("known_groups", { groups: groups.join(", ") })) : null];
    }

    function ranking() {
      return [show.part("space-ranking", say("ranking_title"), [
        !sites.length ? show.paragraph(say("empty"), "dossier-notice") : null,
        sites.length && !found.sites.length ? show.paragraph(say("empty_answers"), "dossier-notice") : null,
        found.sites.length === 1 ? show.paragraph(say("only_one"), "dossier-quiet") : null,
        show.list(firstNotes()),
        found.sites.length ? picture() : null,
        show.taken(context)].concat(groups(), [
        unassessed(),
        show.paragraph(say("explanation"), "dossier-quiet")]))];
    }

    var site = context.site, taken = context.memory.taken, offered = Boolean(taken && Agora.dossierStore.get(context.dossier, taken.path));
    return Agora.dossierParts.panel(context, [
      ["ranking", [JSON.stringify([found, sites.map(function (one) { return one.name; }), (context.dossier.assessments || []).map(function (one) { return [one.id, one.site]; }), offered])], ranking],
      ["known", [site && site.id, site && site.name, site && site.category], function () { return [show.part("space-known", say("known_title"), known())]; }]]);
  }

  return draw;
})();
