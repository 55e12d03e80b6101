/* What our pages need of the theme's script, which they do not load. In: the page. Out: a closed part opens for an address
   inside it and for paper. Without this script a reader opens parts by hand. */
(function () {
  "use strict";
  var opened = [];

  function all(selector) {
    return Array.prototype.slice.call(document.querySelectorAll(selector));
  }

  function named() {
    try {
      return document.getElementById(decodeURIComponent(location.hash.slice(1)));
    } catch (error) {
      return null;
    }
  }

  function reveal() {
    var target = named();
    var part = target && target.closest("details:not([open])");
    if (!part) { return; }
    for (; part; part = part.parentNode.closest("details:not([open])")) { part.open = true; }
    target.scrollIntoView();
  }

  window.addEventListener("hashchange", reveal);
  window.addEventListener("beforeprint", function () {
    opened = all(".md-content details:not([open])");
    opened.forEach(function (part) { part.open = true; });
  });
  window.addEventListener("afterprint", function () {
    opened.forEach(function (part) { part.open = false; });
  });
  reveal();
})();
