"""What somebody hears who does not see the dossier: names and roles of every step, kept as files that a person can read."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.rewriting import compare

pytestmark = pytest.mark.browser

GOLDEN = Path(__file__).parent / "golden/dossier"
THIS = "tests/test_dossier_tree.py"
PROSE = re.compile(r"^ *- (/url|text|paragraph|strong|option)\b(?!.*\[level).*\n", re.MULTILINE)
"""Lines that give neither a role nor a name that somebody goes by."""
AGAIN = re.compile(r"^((?: *- listitem.*\n)? *- .*ENTRY.*\n)(?:\1)+", re.MULTILINE)
DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
TITLES = "() => Object.values(Agora.dossierData.entries).map(entry => entry.title)"
STEPS = ("team", "space", "vulnerability", "objectives", "solutions", "evaluation", "implementation", "review")


@pytest.mark.parametrize(("language", "steps"), [("en", STEPS), ("fr", ("team",))])
def test_every_step_says_what_it_is(browser: Browser, http_address: str, language: str, steps: tuple[str, ...]) -> None:
    """Roles and names of the page at its first step, then of each step, with one site and nothing answered.

    Entries are not named, so that a new one changes nothing here; nor is the day, which is today.
    """
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{http_address}{language}/dossier/index.html#team")
    trees = {}
    titles = re.compile("|".join(re.escape(title) for title in sorted(page.evaluate(TITLES), key=len, reverse=True)))
    for step in steps:
        page.click(f"a[data-view={step}]")
        if step == "space":
            page.click("#add-site-space")
        if step == "vulnerability":
            page.click("#add-assessment-vulnerability")
        page.locator("h1").click()
        page.wait_for_function("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        page.wait_for_function("() => !Agora.dossierParts.isWaiting()")
        told = page.locator("main" if step == "team" else f"#{step}").aria_snapshot() + "\n"
        trees[step] = AGAIN.sub(r"\1", DAY.sub("DAY", titles.sub("ENTRY", PROSE.sub("", told))))
    context.close()

    for step, tree in trees.items():
        compare(tree, GOLDEN / (f"{step}.txt" if language == "en" else f"{step}.{language}.txt"), THIS)
