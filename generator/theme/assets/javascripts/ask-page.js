/* The questions of the first page: a space and a threat lead to the page of the pair, or to that of the space, or to
   "Find measures" with both chosen; words lead to the search. In: the lists, the pairs that have a page. Out: another page.
   Without this script the links below do the same. */
(function () {
  "use strict";
  var forms = document.querySelectorAll(".agora-ask");
  if (!forms.length) { return; }
  var ask = forms[0], search = forms[1], space = ask.elements.space, threat = ask.elements.threat;
  var cells = ask.dataset.cells.split(" ");

  ask.addEventListener("submit", function (event) {
    event.preventDefault();
    var cell = threat.value + "--" + space.value;
    location.href = cells.indexOf(cell) >= 0 ? "matrix/" + cell + ".html" : space.selectedOptions[0].dataset.page;
  });
  ask.elements.find.addEventListener("click", function (event) {
    location.href = event.target.dataset.page + "#" + new URLSearchParams({ spaces: space.value, threats: threat.value });
  });
  search.addEventListener("submit", function (event) {
    event.preventDefault();
    var words = search.elements.q.value.trim();
    location.href = search.dataset.page + (words ? "?q=" + encodeURIComponent(words) : "");
  });
  ask.hidden = search.hidden = false;
  document.querySelector(".agora-ask-plain").hidden = true;
  ask.parentNode.querySelector("details").open = false;
})();
