/* In: the languages that the browser prefers and the links of the root page. Out: the reader lands on a home page.
   Without this script the two links do the same with one click more. */
(function () {
  "use strict";
  var links = document.querySelectorAll("a[hreflang]");
  var wanted = (navigator.languages || [navigator.language || ""]).map(function (tag) {
    return tag.slice(0, 2).toLowerCase();
  });
  for (var i = 0; i < wanted.length; i++) {
    for (var j = 0; j < links.length; j++) {
      if (links[j].hreflang === wanted[i]) {
        window.location.replace(links[j].href);
        return;
      }
    }
  }
})();
