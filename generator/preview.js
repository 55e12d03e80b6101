// Added by `agorapedia serve` to the pages that it shows; never part of the site.
// Loads the page again after a build, and tells what is wrong when a build could not be shown.
(function () {
  "use strict";

  const own = document.currentScript;
  const address = new URL("events", own.src);
  let stream = null;
  let told = "[]";

  function element(name, text) {
    const made = document.createElement(name);
    made.textContent = text;
    return made;
  }

  function remove() {
    const panel = document.getElementById("agorapedia-preview-panel");
    if (panel) panel.remove();
  }

  function show(troubles, more) {
    const panel = document.createElement("section");
    panel.id = "agorapedia-preview-panel";
    panel.lang = "en";
    panel.setAttribute("role", "alert");
    panel.append(element("h2", "Your last change is not shown yet"));
    const list = document.createElement("ul");
    for (const trouble of troubles) {
      const item = document.createElement("li");
      for (const [part, name] of [["place", "code"], ["message", "p"], ["help", "p"]]) {
        if (trouble[part]) item.append(element(name, trouble[part]));
      }
      list.append(item);
    }
    panel.append(list);
    if (more) panel.append(element("p", more + " more are told in the terminal."));
    const close = element("button", "Hide");
    close.type = "button";
    close.addEventListener("click", remove);
    panel.append(close);
    document.body.append(panel);
  }

  function hear(event) {
    const news = JSON.parse(event.data);
    if (news.build !== own.dataset.build) {
      stop();
      location.reload();
      return;
    }
    const now = JSON.stringify(news.troubles);
    if (now === told) return;
    told = now;
    remove();
    if (news.troubles.length) show(news.troubles, news.more);
  }

  function stop() {
    if (stream) stream.close();
    stream = null;
  }

  // A browser opens only six connections to a server, so pages in the background give theirs back.
  function listen() {
    if (document.hidden) {
      stop();
    } else if (!stream) {
      stream = new EventSource(address);
      stream.addEventListener("message", hear);
    }
  }

  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = new URL("preview.css", own.src);
  document.head.append(style);
  document.addEventListener("visibilitychange", listen);
  window.addEventListener("pagehide", stop);
  window.addEventListener("pageshow", listen);
  listen();
})();
