"""After a finding of an audit its owner puts a step into the procedure in force, in a real Chromium and without a file:
with form, record, term, mail and a decision; tries it, has it signed by three people, and sees an opportunity go there.

What hands do is counted by the browser itself, from the page of the procedure to the drawing that is done: every press
of the mouse and every key. Choosing from a list counts as two presses, since it is opened first. At a press a second
and at 40 words a minute, as people in offices write, it has to stay under two minutes.
"""

import re
from collections.abc import Iterator, Mapping

import pytest
from playwright.sync_api import Browser, Locator, expect

from bpmn.reader import read
from tests.e2e.editing import PROCEDURE, Reader
from tests.e2e.pages import SIZES, TOO_WIDE, grave
from tests.e2e.test_processes import draft_of
from tests.engine.definitions.publishing import try_draft
from tests.engine.instances.test_routes import GO, LEAD, SERVICE, SIZED
from tests.engine.notifications.posting import entries
from tests.support import Company

pytestmark = pytest.mark.browser

COUNTING = """(() => {
  const add = (name, by) => sessionStorage.setItem(name, Number(sessionStorage.getItem(name)) + by);
  addEventListener("pointerdown", event => event.isTrusted && add("presses", 1), true);
  addEventListener("keydown", event => event.isTrusted && add("keys", 1), true);
  // What has an accent takes two keys, and comes from the test without any.
  addEventListener("input", event => event.isTrusted && /[^ -~]/.test(event.data ?? "") && add("keys", 2), true);
  addEventListener("change", event => !event.isTrusted && event.target.tagName === "SELECT" && add("presses", 2), true);
})()"""
PRESS, KEY = 1.0, 0.3  # seconds: 40 words of five letters a minute are 200 keys
TWO_MINUTES = 120
MOST_PRESSES, MOST_KEYS = 50, 130
FINDING = "NC-07 de la auditoría interna 2026"
STEP, ASKED = "Revisar riesgos legales", "¿Hay riesgos legales?"


class Owner(Reader):
    """The Director Comercial, who uses what is on the pages and writes with the keyboard."""

    def write(self, field: Locator, text: str) -> None:
        field.click()
        self.page.keyboard.type(text)

    def pick(self, field: Locator, label: str | re.Pattern[str]) -> None:
        """Choose from a list, once it offers that."""
        option = field.locator("option").filter(has_text=label).first
        option.wait_for(state="attached")
        field.select_option(value=option.get_attribute("value"))

    def counted(self) -> tuple[int, int]:
        """Presses and keys so far."""
        presses, keys = self.page.evaluate("['presses', 'keys'].map(name => Number(sessionStorage.getItem(name)))")
        return presses, keys


@pytest.fixture
def owner(browser: Browser, address: str) -> Iterator[Owner]:
    owner = Owner(browser, address)
    owner.context.add_init_script(COUNTING)
    yield owner
    assert owner.complaints == []
    owner.context.close()


def inserted(owner: Owner) -> None:
    """The step, with all that belongs to it, from the page of the procedure to the drawing that is done."""
    page, panel = owner.page, owner.panel
    owner.press(owner.button("Preparar una versión nueva"))
    owner.press(page.get_by_role("link", name="Diagrama de flujo", exact=True))
    owner.drawn()

    # Who does it, what it leaves, by when, and who is told.
    owner.shape("elaborar_propuesta").click()
    owner.tool("append.append-task").click()
    page.keyboard.type(STEP)
    page.keyboard.press("Enter")
    owner.pick(panel("Carril"), "Cumplimiento")
    owner.pick(panel("Responsable"), "Cumplimiento y Mejora Continua")
    owner.write(owner.field("procedure-number"), "5.3")
    owner.pick(panel("Agregar un registro"), "Uno nuevo…")
    owner.write(panel("Nombre del registro"), "Dictamen legal")
    owner.button("Agregar el registro").click()
    panel("Días hábiles después de que llega a alguien").check()
    page.locator(".bio-properties-panel-group-header", has_text="Avisos").click()
    owner.button("Agregar un aviso").click()
    owner.pick(panel("Agregar un rol"), "Director Comercial")
    owner.write(panel("Asunto"), "Riesgos revisados")
    owner.write(panel("Texto del correo"), "Lea el dictamen.")

    # What it asks.
    owner.press(page.get_by_role("link", name="Hacer un formulario"))
    owner.press(owner.button("Hacer su formulario"))
    owner.write(page.get_by_label("Cómo se llama"), ASKED)
    owner.pick(page.get_by_label("De qué tipo"), re.compile("^Sí o no"))
    owner.press(owner.button("Agregarlo"))
    owner.press(page.locator("form[data-room] button.main"))
    owner.press(page.get_by_role("link", name=STEP))

    # What is decided by the answer.
    owner.drawn()
    owner.tool("append.gateway").click()
    page.keyboard.type(ASKED)
    page.keyboard.press("Enter")
    expect(page.locator("[data-canvas] .djs-label", has_text="legales?")).to_be_visible()
    owner.tool("connect").click()
    owner.shape("correcciones").click()
    owner.button("Armar una condición").click()
    owner.pick(panel("Dato"), ASKED)
    owner.pick(panel("Valor"), "Sí")
    owner.button("Llamar «Sí» a este camino").click()
    page.locator("[data-canvas] .djs-label", has_text="legales?").click(force=True)
    ways = page.locator("[data-entry-id=procedure-ways] li")
    ways.first.get_by_role("button", name="Decir cuándo se toma").click()
    owner.pick(panel("Este camino se toma"), "En cualquier otro caso")
    owner.saved()
    owner.press(page.get_by_role("link", name="Terminar de dibujar"))


def test_a_step_with_all_that_belongs_to_it_is_inserted_tried_signed_and_done(
    owner: Owner, sqlite_company: Company, capsys: pytest.CaptureFixture[str]
) -> None:
    company, page = sqlite_company, owner.page
    old = company.start()
    owner.come_in("director_comercial", PROCEDURE)
    page.evaluate("sessionStorage.clear()")
    inserted(owner)
    presses, keys = owner.counted()
    with capsys.disabled():
        print(f"\n{presses} presses, {keys} keys: {presses * PRESS + keys * KEY:.0f} s of hands")
    assert MOST_PRESSES * PRESS + MOST_KEYS * KEY < TWO_MINUTES
    assert presses <= MOST_PRESSES and keys <= MOST_KEYS

    says_what_was_meant(company)
    expect(page.locator("[aria-labelledby=hallazgos] .error")).to_have_count(0)
    expect(page.locator("#tabla tr", has_text=STEP)).to_contain_text("Dictamen legal")
    tried(owner)
    signed(owner, company)
    done(owner, company, old)


def says_what_was_meant(company: Company) -> None:
    definitions = read(draft_of(company).diagram).definitions
    assert definitions is not None
    (process,) = definitions.processes
    (step,) = (each for each in process.activities() if each.name == STEP)
    assert (step.lane, step.number, step.responsible) == ("cumplimiento", "5.3", "Cumplimiento y Mejora Continua")
    assert step.due is not None and step.due.business_days == 1
    assert [each.to for each in step.notifications] == [("director_comercial",)]


def tried(owner: Owner) -> None:
    """In «Probar», with invented people, up to the new step and through it."""
    page = owner.page
    owner.press(page.get_by_role("link", name="Probar", exact=True))
    owner.press(owner.button("Empezar a probar"))
    for _ in range(25):
        if STEP in page.locator("#paso").inner_text():
            break
        owner.press(page.get_by_role("link", name="Llenar con ejemplos"))
        owner.press(owner.button("Completar"))
    page.get_by_role("group", name=ASKED).get_by_label("Sí", exact=True).check()
    owner.press(owner.button("Completar"))
    expect(page.locator("[aria-labelledby=espera]")).to_contain_text("Realizar correcciones")
    expect(page.locator("[aria-labelledby=correos]")).to_contain_text("Riesgos revisados")
    expect(page.locator("[aria-labelledby=registros]")).to_contain_text("Dictamen legal")
    owner.write(page.get_by_label("Nombre del escenario"), "Con riesgos legales")
    owner.press(owner.button("Guardar como escenario"))
    expect(page.locator(".findings .passed")).to_contain_text("Con riesgos legales")
    for size in SIZES:
        owner.page.set_viewport_size(size)
        assert page.evaluate(TOO_WIDE) <= 0
        assert grave(page) == []
    owner.press(page.locator("nav.tabs").get_by_role("link", name="Borrador"))


def signed(owner: Owner, company: Company) -> None:
    """Prepared by one, reviewed by another, approved by a third."""
    page = owner.page
    owner.press(owner.button("Probar con las oportunidades"))
    try_draft(company)  # what a worker does meanwhile
    owner.open(PROCEDURE + "/editar")
    page.get_by_label("Descripción del cambio").fill("Cumplimiento revisa los riesgos legales de cada propuesta")
    page.get_by_label("Hallazgos de auditoría que atiende").fill(FINDING)
    owner.press(owner.button("Entregar a revisión"))
    owner.come_in("control_documentos", PROCEDURE + "/editar")
    owner.press(owner.button("Revisado: pasar a aprobación"))
    owner.come_in("direccion_general", PROCEDURE + "/editar")
    owner.press(owner.button("Aprobar y publicar"))
    expect(page.locator("main")).to_contain_text("versión 5")
    expect(page.locator("section[aria-labelledby=versiones]")).to_contain_text(FINDING)


def done(owner: Owner, company: Company, old: str) -> None:
    """A new opportunity comes to the step, and goes on by the answer; one from before does not."""
    page, new = owner.page, company.start()
    given: dict[str, Mapping[str, object]] = {"validacion": SERVICE, "validar_business_case": GO}
    for folio in (old, new):
        for element in f"{LEAD} participacion {SIZED} elaborar_propuesta".split():
            company.do(folio, element, given.get(element))
    assert [task.item.name for task in company.tasks(old)] == ["Validar el cumplimiento"]
    (task,) = company.tasks(new)
    assert task.candidates == ("cumplimiento",) and task.item.due_at is not None
    owner.come_in("cumplimiento", f"/bandeja/{task.item.id}")
    page.get_by_role("group", name=ASKED).get_by_label("Sí", exact=True).check()
    owner.press(page.get_by_role("button", name="Completar").last)
    expect(page.locator("main")).to_contain_text("Realizar correcciones")
    assert [task.item.name for task in company.tasks(new)] == ["Realizar correcciones"]
    owner.open(f"/oportunidades/{new}")
    expect(page.locator("main")).to_contain_text("Dictamen legal")
    assert "Riesgos revisados" in " ".join(each.about for each in entries(company))
