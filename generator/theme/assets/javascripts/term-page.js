/* Definitions beside the words of a text. Without this script they show on focus and hover all the same.
   In: terms with their definitions, made by generator/gloss.py. Out: Escape hides the one that is shown, until the
   pointer and the keyboard have left its term. */
(function () {
  "use strict";
  var DISMISSED = "agora-dismissed";

  function termOf(event) {
    return event.target.closest ? event.target.closest(".agora-term") : null;
  }

  function release(event) {
    var term = termOf(event);
    if (term && !term.contains(event.relatedTarget)) { term.classList.remove(DISMISSED); }
  }

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") { return; }
    Array.prototype.forEach.call(document.querySelectorAll(".agora-term:hover, .agora-term:focus"), function (term) {
      term.classList.add(DISMISSED);
    });
  });
  document.addEventListener("mouseout", release);
  document.addEventListener("focusout", release);
})();
