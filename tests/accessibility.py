"""What axe finds on a page."""

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

OPTIONS = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}
"""Every rule that axe runs of its own, and the size of what one presses (WCAG 2.2, 2.5.8), which it leaves out.

Each rule runs on everything; only for what is broken the places are written out, which halves the time.
"""

AXE = """() => {
((WeakMap, WeakSet) => {
%s
})(class {
    #key = Symbol();
    has(one) { return this.#key in one; }
    get(one) { return one[this.#key]; }
    set(one, value) { one[this.#key] = value; return this; }
}, class {
    #key = Symbol();
    has(one) { return this.#key in one; }
    add(one) { one[this.#key] = true; return this; }
});
const colour = axe.commons.color.Color.prototype, parse = colour.parseString, known = new Map();
colour.parseString = function (text) {
    if (!known.has(text)) {
        parse.call(this, text);
        known.set(text, [this.r, this.g, this.b, this.alpha]);
    }
    [this.r, this.g, this.b, this.alpha] = known.get(text);
    return this;
};
}"""
"""axe as it is, in a third of its time.

It reads the same few colours again for every place, and keeps each part of a colour in a weak map, which is dear to clear away.
Here a colour is read once for each way of writing it, and what belongs to an object is kept in the object.
"""


def violations(page: Page, within: str | None = None) -> list[tuple[str, list[object]]]:
    """The rules that are broken, in the whole page or in a part, each with the places; an empty list is what we want.

    The page is looked at from its top, because a bar that stays in place covers something wherever one scrolls to, and at
    rest, because colours on their way from one to another have any contrast.
    """
    page.evaluate("scrollTo(0, 0)")
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    page.evaluate("document.getAnimations().forEach(one => one.finish())")
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE.replace("%s", AXE_SCRIPT))
    found = page.evaluate(
        "([within, options]) => axe.run(within || document, options).then(run => run.violations)", [within, OPTIONS]
    )
    return [(violation["id"], [node["target"] for node in violation["nodes"]]) for violation in found]
