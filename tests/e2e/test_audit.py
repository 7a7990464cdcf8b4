"""An auditor replays a won opportunity in a real Chromium: by keyboard and by the play button, and the page agrees with
the engine at every event; on a phone, without script, and where somebody changed the history."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from engine.history.keys import new_key
from engine.identity.queries import all_people
from engine.instances import queries
from engine.instances.reading import EVERYTHING
from engine.replay.states import StateAfter, states
from engine.settings import Settings
from tests.e2e.pages import SIZES, TOO_WIDE, enter, errors_of, grave, serving
from tests.engine.verification import attacks
from tests.engine.verification.attacks import drop_triggers
from tests.engine.verification.opportunity import seal, under_way
from tests.engine.verification.won import won
from tests.support import Company
from web.app import create_app
from web.texts.wording import wording

pytestmark = pytest.mark.browser

MAIN, CALLED = "gestion_comercial", "alianzas_estrategicas"


@pytest.fixture
def address(company: Company, tmp_path: Path) -> Iterator[str]:
    settings = Settings(company.database.url, seal_key=tmp_path / "seal.pem")
    with serving(create_app(settings, company.database, company.runtime, clock=company.clock, demo=True)) as address:
        yield address


@pytest.fixture
def folio(company: Company) -> str:
    return won(company)


@pytest.fixture
def known(company: Company, folio: str) -> list[StateAfter]:
    with company.database.reading() as connection:
        instance = queries.instance(connection, EVERYTHING, folio)
        executable = company.runtime.library.executable(connection, instance.process_id, instance.versions)
        return list(states(executable, queries.history(connection, EVERYTHING, folio)))


class Auditor:
    """Somebody at a browser. Whatever the browser complains of is kept."""

    def __init__(self, browser: Browser, address: str, **options: object) -> None:
        self.page: Page = browser.new_context(locale="es-MX", **options).new_page()
        self.page.set_default_timeout(15_000)
        self.complaints = errors_of(self.page)
        self.address = address
        self.page.goto(address)
        enter(self.page, "auditor")

    def watch(self, folio: str, number: int | None = None) -> None:
        """Go to the replay, and wait until it can be played."""
        self.page.goto(f"{self.address}/auditoria/{folio}" + ("" if number is None else f"?paso={number}"))
        self.ready()

    def ready(self) -> None:
        self.page.locator("[data-replay][data-ready]").wait_for(state="attached")

    def at(self, number: int, patience: float = 15_000) -> None:
        """Wait until the drawing shows that event; what the page says is there before."""
        expect(self.page.locator("[data-drawing]")).to_have_attribute("data-event", str(number), timeout=patience)

    @property
    def number(self) -> int:
        return int(self.page.locator("[data-number]").inner_text())

    def said(self, name: str) -> str:
        return self.page.locator(f"[data-{name}]").inner_text()

    def shown(self) -> str:
        return str(self.page.locator("[data-drawing]").get_attribute("data-drawn"))

    def marked(self, state: str) -> set[str]:
        """The elements that are drawn in that state, on the diagram that is shown."""
        script = (
            "state => [...document.querySelectorAll(`.canvas:not([hidden]) .djs-shape.is-${state}`)]"
            ".map(each => each.dataset.elementId).filter(id => !id.endsWith('_label'))"
        )
        return set(self.page.evaluate(script, state))

    def everything(self) -> dict[str, object]:
        """What the page says of the event, read in one go."""
        script = """() => {
            const text = name => document.querySelector(`[data-${name}]`).textContent.trim();
            const rows = [...document.querySelectorAll('[data-differences] tr')];
            const given = [...document.querySelectorAll('[data-given] > div > dt')];
            return {
                number: Number(text('number')), who: text('who'), when: text('when'), what: text('what'),
                hash: text('hash'), prev: text('prev'), form: text('form-name'),
                waits: document.querySelectorAll('[data-waits] li').length,
                changed: rows.map(row => [row.cells[0].textContent.trim(), row.className]),
                given: given.map(each => each.textContent),
            };
        }"""
        found: dict[str, object] = self.page.evaluate(script)
        return found


def agrees(auditor: Auditor, state: StateAfter, names: dict[str, str], labels: dict[str, str]) -> None:
    """The page at hand shows what the engine says of an event."""
    event, told = state.event, auditor.everything()
    assert (told["number"], told["hash"], told["prev"]) == (event.seq, event.hash, event.prev_hash)
    assert told["who"] == (names[event.actor] if event.actor else "Cauce")
    assert told["waits"] == len(state.live)
    assert told["form"] == (state.form or "")
    assert sorted(told["given"]) == sorted(labels[name] for name in state.values or {})  # type: ignore[call-overload]
    kinds = {
        labels[name]: "changed" if name in state.before and name in state.after else "added" for name in state.changed
    } | {labels[name]: "removed" for name in state.before.keys() - state.after.keys()}
    assert dict(told["changed"]) == kinds  # type: ignore[call-overload]
    process = state.process_id if event.element else auditor.shown()
    assert auditor.shown() == process
    now = {live.visit.element for live in state.live if live.process_id == process}
    if process == MAIN:
        now |= {live.visit.scope.split("#")[0] for live in state.live if live.visit.scope}
    assert auditor.marked("current") == now, event.seq


def passed(known: list[StateAfter], number: int) -> set[str]:
    """The steps of the procedure that were completed by an event, and are not open again."""
    here = known[number - 1]
    ended = {each.event.element for each in known[:number] if each.process_id == MAIN and _ends(each)}
    now = {live.visit.element for live in here.live}
    return {str(element) for element in ended} - now


def _ends(state: StateAfter) -> bool:
    return state.event.type in ("user_task_completed", "gateway_passed", "call_activity_completed", "message_sent")


@pytest.fixture
def words(company: Company, folio: str) -> tuple[dict[str, str], dict[str, str]]:
    """The names of the people, and the labels of the variables."""
    with company.database.reading() as connection:
        fields = wording(
            connection, company.runtime, EVERYTHING, queries.instance(connection, EVERYTHING, folio)
        ).fields
        people = {person.id: person.name for person in all_people(connection)}
    return people, _Labels({name: field.label or name for name, field in fields.items()})


class _Labels(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return name


# --- the whole of it


def test_an_auditor_finds_the_won_opportunity_and_replays_it_by_keyboard(
    browser, address, company, folio, known, words
):
    company.start()
    auditor = Auditor(browser, address)
    page = auditor.page
    page.get_by_role("navigation", name="Principal").get_by_role("link", name="Auditoría").click()
    search = page.locator("main").get_by_role("search")
    search.get_by_label("Buscar folio, cliente o paso").fill("asegur golfo")
    search.get_by_label("Estado").select_option("concluida")
    search.get_by_role("button", name="Buscar").click()
    page.get_by_role("link", name=folio).click()
    auditor.ready()
    slider = page.get_by_role("slider", name="Evento")
    slider.focus()
    for state in known:
        if state.event.seq > 1:
            page.keyboard.press("ArrowRight")
        auditor.at(state.event.seq)
        if state.event.element and state.process_id != auditor.shown():
            expect(page.locator("[data-drawing]")).to_have_attribute("data-drawn", str(state.process_id))
        agrees(auditor, state, *words)
        if auditor.shown() == MAIN:
            assert passed(known, state.event.seq) <= auditor.marked("done"), state.event.seq
            assert auditor.marked("done") | auditor.marked("current") | auditor.marked("ahead") | auditor.marked("left")
    expect(slider).to_have_attribute(
        "aria-valuetext", f"Evento {len(known)} de {len(known)}: La oportunidad terminó en «Proyecto ganado»"
    )
    assert auditor.marked("done") >= {"inicio", "fin_ganada", "correcciones", "actualizar_propuesta"}
    assert "justificar_no_go" in auditor.marked("ahead")
    # And back, to the same as before.
    page.keyboard.press("Home")
    auditor.at(1)
    agrees(auditor, known[0], *words)
    page.keyboard.press("End")
    auditor.at(len(known))
    agrees(auditor, known[-1], *words)
    page.keyboard.press("ArrowLeft")
    agrees(auditor, known[-2], *words)
    assert auditor.complaints == []


def test_it_plays_to_the_end_by_itself_and_says_where_it_is(browser, address, folio, known, words):
    auditor = Auditor(browser, address)
    auditor.watch(folio)
    auditor.page.get_by_label("Velocidad").select_option("10 por segundo")
    button = auditor.page.locator("[data-play]")
    button.click()
    expect(button).to_have_text("Pausa", use_inner_text=True)
    auditor.at(len(known), patience=60_000)
    expect(button).to_have_text("Reproducir", use_inner_text=True)
    agrees(auditor, known[-1], *words)
    expect(auditor.page.locator("[data-spoken]")).to_have_text(
        f"Evento {len(known)} de {len(known)}: La oportunidad terminó en «Proyecto ganado»"
    )
    assert auditor.complaints == []


def test_space_plays_and_pauses_and_a_step_by_hand_ends_it(browser, address, folio):
    auditor = Auditor(browser, address)
    auditor.watch(folio, 5)
    button = auditor.page.locator("[data-play]")
    auditor.page.locator("[data-what]").click()  # nothing that has keys of its own
    auditor.page.keyboard.press("Space")
    expect(button).to_have_text("Pausa", use_inner_text=True)
    auditor.page.keyboard.press("Space")
    expect(button).to_have_text("Reproducir", use_inner_text=True)
    auditor.page.keyboard.press("Space")
    auditor.page.keyboard.press("End")
    expect(button).to_have_text("Reproducir", use_inner_text=True)
    button.focus()
    auditor.page.keyboard.press("Space")  # the button's own; from the end it begins again
    expect(button).to_have_text("Pausa", use_inner_text=True)
    assert auditor.complaints == []


def test_the_address_follows_and_a_link_shows_the_same(browser, address, folio, known, words):
    auditor = Auditor(browser, address)
    auditor.watch(folio)
    auditor.page.get_by_role("link", name="Siguiente").click()
    auditor.page.get_by_role("link", name="Siguiente").click()
    expect(auditor.page).to_have_url(f"{address}/auditoria/{folio}?paso=3")
    number = next(each.event.seq for each in known if each.process_id == CALLED)
    auditor.watch(folio, number)
    auditor.at(number)
    assert auditor.shown() == CALLED
    agrees(auditor, known[number - 1], *words)
    auditor.page.get_by_role("button", name="Gestión Comercial, versión 4").click()
    expect(auditor.page.locator("[data-drawing]")).to_have_attribute("data-drawn", MAIN)
    assert "alianzas" in auditor.marked("current")
    assert auditor.complaints == []


def test_past_now_and_not_yet_differ_without_colour_and_the_round_is_on_a_badge(browser, address, folio, known):
    again = next(
        each.event.seq
        for each in known
        if each.event.type == "user_task_enabled"
        and each.event.element == "validar_cumplimiento"
        and each.event.round == 2
    )
    auditor = Auditor(browser, address)
    auditor.watch(folio, again)
    auditor.at(again)
    badge = auditor.page.locator(".canvas:not([hidden]) .badge.is-current")
    assert badge.inner_text() == "▶ vuelta 2"
    line = "id => { const s = getComputedStyle(document.querySelector(`[data-element-id=${id}] .djs-visual > rect`));"
    line += "return [s.strokeWidth, s.strokeDasharray] }"
    past, now, later = (
        auditor.page.evaluate(line, id) for id in ("correcciones", "validar_cumplimiento", "enviar_cliente")
    )
    assert (past, now) == (["3px", "none"], ["4px", "none"]) and later[1] == "4px, 3px"
    assert auditor.page.locator(".djs-shape.is-event").get_attribute("data-element-id") == "validar_cumplimiento"
    assert auditor.page.locator(".bjs-powered-by").is_visible()


ELSE = re.compile("/static/|/novedades")
"""What a page asks besides: files of the site, and whether something has changed."""


def test_the_slider_goes_over_a_thousand_events_without_asking_the_server(browser, address, company):
    """So that it answers at once; how quickly is measured here and not judged, for the machine may be busy."""
    folio = under_way(company)
    while len(company.history(folio)) < 1000:
        company.do(folio, "correcciones")
        company.do(folio, "validar_cumplimiento", {"cumple": False})
    total = len(company.history(folio))
    auditor = Auditor(browser, address)
    auditor.watch(folio)
    auditor.page.locator("[data-replay][data-whole]").wait_for(state="attached", timeout=60_000)
    asked: list[str] = []
    auditor.page.on("request", lambda request: asked.append(request.url) if not ELSE.search(request.url) else None)
    script = """total => {
        const slider = document.querySelector('[data-slider]');
        const spent = [];
        for (let move = 1; move <= 60; move++) {
            slider.value = 1 + (move * 617) % total;
            const begin = performance.now();
            slider.dispatchEvent(new Event('input'));
            document.body.getBoundingClientRect();
            spent.push(performance.now() - begin);
        }
        return spent.sort((one, other) => one - other);
    }"""
    spent = auditor.page.evaluate(script, total)
    print(f"slider over {total} events: median {spent[30]:.1f} ms, slowest {spent[-1]:.1f} ms")
    last = 1 + (60 * 617) % total
    auditor.at(last)
    assert (auditor.number, auditor.said("hash")) == (last, company.history(folio)[last - 1].hash)
    assert auditor.page.locator(".canvas:not([hidden]) .badge.is-current").inner_text().startswith("▶ vuelta ")
    assert asked == [] and auditor.complaints == []


# --- verification


def test_verification_shows_its_result_in_place_and_the_evidence_comes_down(browser, address, company, folio, tmp_path):
    seal(company, new_key(tmp_path / "seal.pem"))
    auditor = Auditor(browser, address, accept_downloads=True)
    auditor.watch(folio, 9)
    auditor.page.get_by_role("button", name="Verificar").click()
    section = auditor.page.locator("[data-verification]")
    expect(section.get_by_text("En orden", exact=True)).to_be_visible()
    expect(section.locator(".proof.ok")).to_have_count(7)
    assert auditor.number == 9
    with auditor.page.expect_download() as coming:
        auditor.page.get_by_role("link", name="Descargar evidencia").click()
    assert coming.value.suggested_filename == f"evidencia-{folio}.zip"
    assert auditor.complaints == []


def test_a_verification_that_does_not_come_back_says_that_its_result_is_kept(browser, address, folio):
    auditor = Auditor(browser, address)
    auditor.watch(folio)
    auditor.page.route("**/verificar", lambda route: route.abort())
    auditor.page.get_by_role("button", name="Verificar").click()
    expect(auditor.page.get_by_text("La verificación no respondió")).to_be_visible()
    expect(auditor.page.get_by_role("button", name="Verificar")).to_be_enabled()


def test_a_history_that_was_changed_plays_to_where_it_parts_and_the_finding_leads_there(
    browser, address, company, folio
):
    with company.database.transaction() as connection:
        drop_triggers(connection)
        attacks.reroute_with_care(connection, folio)
    parts = next(event.seq for event in company.history(folio) if event.element == "cumple_gw")
    auditor = Auditor(browser, address)
    auditor.watch(folio)
    expect(auditor.page.locator("[data-warnings]")).to_contain_text(f"hasta el evento {parts - 1}.")
    auditor.page.get_by_role("button", name="Verificar").click()
    auditor.page.locator(".findings").get_by_role("link", name=f"evento {parts}").click()
    assert auditor.number == parts
    expect(auditor.page.locator("[data-beyond]")).to_be_visible()
    auditor.page.keyboard.press("ArrowLeft")
    auditor.page.keyboard.press("ArrowLeft")
    assert auditor.number == parts - 2
    expect(auditor.page.locator("[data-beyond]")).to_be_hidden()
    auditor.at(parts - 2)
    assert auditor.marked("current") == {"validar_cumplimiento"}
    assert auditor.complaints == []


# --- for everybody


def test_without_script_one_goes_from_event_to_event_and_reads_the_table(browser, address, folio, known):
    auditor = Auditor(browser, address, java_script_enabled=False)
    page = auditor.page
    page.goto(f"{address}/auditoria/{folio}")
    expect(page.locator("[data-slider]")).to_be_hidden()
    expect(page.locator("[data-drawing]")).to_be_hidden()
    for number in (2, 3, 4):
        page.get_by_role("link", name="Siguiente").click()
        assert auditor.number == number
    page.get_by_role("spinbutton", name="Evento").fill("33")
    page.get_by_role("button", name="Ir", exact=True).click()
    assert (auditor.number, auditor.said("hash")) == (33, known[32].event.hash)
    page.get_by_role("link", name="Último").click()
    assert auditor.number == len(known)
    page.get_by_text("Dónde estaba, en una tabla").click()
    expect(page.locator("[data-step=correcciones]")).to_contain_text("Ya estaba hecho")
    page.get_by_role("button", name="Verificar").click()
    expect(page.locator("[data-verification]")).to_contain_text("En orden")
    page.get_by_role("link", name="La historia completa en una tabla").click()
    expect(page.locator("table.events tr.event")).to_have_count(len(known))


def test_a_replay_that_cannot_be_loaded_is_said_and_the_buttons_go_on(browser, address, folio):
    auditor = Auditor(browser, address)
    auditor.page.route("**/pasos?*", lambda route: route.abort())
    auditor.page.goto(f"{address}/auditoria/{folio}")
    expect(auditor.page.get_by_text("No se pudo cargar la repetición.")).to_be_visible()
    with auditor.page.expect_navigation():
        auditor.page.get_by_role("link", name="Siguiente").click()
    assert auditor.number == 2


def test_a_diagram_that_does_not_come_leaves_the_rest(browser, address, folio):
    auditor = Auditor(browser, address)
    auditor.page.route("**/diagrama*", lambda route: route.abort())
    auditor.watch(folio)
    expect(auditor.page.get_by_text("No se pudo dibujar el diagrama. La tabla dice lo mismo.")).to_be_visible()
    auditor.page.get_by_role("link", name="Siguiente").click()
    assert auditor.number == 2


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size["width"]))
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_finding_and_nothing_too_wide(browser, address, company, folio, tmp_path, size, scheme):
    seal(company, new_key(tmp_path / "seal.pem"))
    broken = won(company, "Cliente de un nombre bastante largo, S. A. P. I. de C. V.")
    with company.database.transaction() as connection:
        drop_triggers(connection)
        attacks.change_an_event(connection, broken)
    auditor = Auditor(browser, address, viewport=size, color_scheme=scheme)
    page = auditor.page
    for path in (
        "/auditoria",
        "/auditoria?q=nadie",
        "/auditoria/libros",
        "/auditoria/registro",
        f"/auditoria/{folio}/tabla",
    ):
        page.goto(address + path)
        assert grave(page) == [], path
        assert page.evaluate(TOO_WIDE) <= 0, path
    for one in (folio, broken):
        auditor.watch(one, 34)
        page.get_by_role("button", name="Verificar").click()
        expect(page.locator("[data-verification] .checks")).to_be_visible()
        for summary in ("Dónde estaba, en una tabla", "Datos que quedaron igual", "Cómo comprobarla"):
            if page.get_by_text(summary).is_visible():
                page.get_by_text(summary).click()
        page.get_by_role("slider").focus()
        assert grave(page) == [], one
        assert page.evaluate(TOO_WIDE) <= 0, one


def test_it_prints_with_the_drawing_and_without_the_player(browser, address, folio):
    auditor = Auditor(browser, address)
    auditor.watch(folio, 34)
    auditor.at(34)
    auditor.page.emulate_media(media="print")
    assert auditor.page.locator(".player").is_hidden()
    assert auditor.page.locator("[data-verify]").is_hidden()
    assert auditor.page.locator(".canvas:not([hidden]) .djs-shape.is-event").is_visible()
    assert auditor.said("hash") and auditor.page.pdf(format="Letter").startswith(b"%PDF")
