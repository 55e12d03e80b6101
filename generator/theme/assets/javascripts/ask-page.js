/* The question of the first page: a space and a threat lead to the page of the pair, or to that of the space.
   In: the two lists and the pairs that have a page. Out: another page. Without this script the links below do the same. */
(function () {
  "use strict";
  var form = document.querySelector(".agora-ask");
  if (!form) { return; }
  var cells = form.dataset.cells.split(" ");
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    var space = form.elements.space;
    var cell = form.elements.threat.value + "--" + space.value;
    location.href = cells.indexOf(cell) >= 0 ? "matrix/" + cell + ".html" : space.selectedOptions[0].dataset.page;
  });
  form.hidden = false;
  form.parentNode.querySelector("details").open = false;
})();
