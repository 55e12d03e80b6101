/* What is there already, where there are too many measures for a box each: words of a title bring up a few of them.
   In: the field, `Agora.measures`. Out: boxes as the page has them in a small wiki; those that are ticked stay. */
var Agora = Agora || {};
Agora.findThere = (function () {
  "use strict";
  var MOST = 20;
  var field = document.getElementById("find-there-words"), place = document.getElementById("find-there-choices");

  function folded(text) {
    return text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "");
  }

  function ticked() {
    return Array.prototype.map.call(place.querySelectorAll("input:checked"), function (box) { return box.value; });
  }

  /* Boxes for the ticked measures and then for others, in the order of the data. */
  function fill(chosen, found) {
    var show = Agora.findShow.element;
    place.textContent = "";
    Agora.measures.measures.forEach(function (measure) {
      var isChosen = chosen.indexOf(measure.id) >= 0;
      if (!isChosen && found.indexOf(measure.id) < 0) { return; }
      var box = show("input", { type: "checkbox", name: "there", value: measure.id });
      box.checked = isChosen;
      place.appendChild(show("li", {}, [show("label", {}, [box, " ",
        show("span", measure.lang === Agora.measures.language ? {} : { lang: measure.lang }, [measure.title])])]));
    });
  }

  field.addEventListener("input", function () {
    var words = folded(field.value).split(/\s+/).filter(Boolean);
    var found = !words.length ? [] : Agora.measures.measures.filter(function (measure) {
      var title = folded(measure.title);
      return words.every(function (word) { return title.indexOf(word) >= 0; });
    }).slice(0, MOST);
    fill(ticked(), found.map(function (measure) { return measure.id; }));
  });
  field.addEventListener("change", function (event) { event.stopPropagation(); });

  return { tick: function (ids) { fill(ids, []); } };
})();
