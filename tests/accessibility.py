"""What axe finds on a page."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

OPTIONS = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}
"""Every rule that axe runs of its own, and the size of what one presses (WCAG 2.2, 2.5.8), which it leaves out.

Each rule runs on everything; only for what is broken the places are written out, which halves the time.
"""


def violations(page: Page) -> list[tuple[str, list[object]]]:
    """The rules that are broken, each with the places; an empty list is what we want.

    The page is looked at from its top, because a bar that stays in place covers something wherever one scrolls to, and at
    rest, because colours on their way from one to another have any contrast.
    """
    page.evaluate("scrollTo(0, 0)")
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    page.evaluate("document.getAnimations().forEach(one => one.finish())")
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [(violation["id"], [node["target"] for node in violation["nodes"]]) for violation in found]
