"""A check of a policy is chosen block by block by the author of the draft, and said in sentences; no id is shown."""

import re

import pytest

from bpmn.model import Check, Requirement, When
from tests.web.processes.test_document_room import PAGE, said

ROOM = f"{PAGE}/comprobaciones"


@pytest.fixture
def author(visit):
    page = visit("director_comercial")
    page.post("/procesos/gestion_comercial/borrador")
    return page


def checks(company):
    return {check.key: check for policy in said(company).document.policies for check in policy.checks}


def sentences(page):
    return [" ".join(each.text_content().split()) for each in page.page.xpath("//main//ul[1]/li")]


def test_the_document_says_what_is_checked_of_each_policy(author):
    page = author.get(PAGE)
    shown = page.page.xpath("//div[@class='check']")
    assert len(shown) == 9
    assert "Quien hace «Generar el business case» no hace «Validar el business case»." in shown[6].text_content()
    assert not re.search(r"business_case|validar_cumplimiento", " ".join(each.text_content() for each in shown))


def test_saving_the_document_leaves_the_checks_as_they_are(author, company):
    before = checks(company)
    page = author.get(PAGE)
    form = page.page.xpath("//form[contains(@class, 'writing')]")[0]
    sent = {}
    for each in form.xpath(".//input | .//textarea"):
        name = each.get("name")
        if name and (each.get("type") != "checkbox" or each.get("checked") is not None):
            sent.setdefault(name, []).append(each.get("value") if each.tag == "input" else each.text or "")
    sent = {name: value for name, value in sent.items() if name not in ("csrf-token", "post-key")}
    page.post(PAGE, {**sent, "scope": "Toda la empresa"})
    assert said(company).document.scope == "Toda la empresa"
    assert checks(company) == before


def test_a_check_is_added_in_two_steps_without_knowing_a_word_of_the_file(author, company):
    page = author.get(f"{ROOM}/nueva?politica=7")
    where = f"{ROOM}/nueva?politica=7"
    page.post(where, {"revision": "1", "name": "Aviso pronto", "requires-0-what": "after", "do": "go-on"})
    assert page.status == 200 and page.path.endswith("comprobacion_1")
    chosen = {
        "revision": page.page.xpath("//input[@name='revision']/@value")[0],
        "name": "Aviso pronto",
        "requires-0-what": "after",
        "requires-0-steps": ["notificar_perdida"],
        "requires-0-of": ["revisar_propuesta"],
        "requires-0-days": "2",
        "requires-0-roles": ["comercial"],  # what the block has no use for
        "requires-0-when-0-field": "medio_envio",
        "requires-0-when-0-test": "oneOf",
        "requires-0-when-0-value": ["correo", "reunion"],
        "do": "save",
    }
    page.post(f"{ROOM}/comprobacion_1", chosen)
    assert checks(company)["comprobacion_1"] == Check(
        key="comprobacion_1",
        name="Aviso pronto",
        requires=(
            Requirement(
                what="after",
                steps=("notificar_perdida",),
                of=("revisar_propuesta",),
                days=2,
                when=(When(field="medio_envio", test="oneOf", value="correo|reunion"),),
            ),
        ),
    )
    page.get(f"{ROOM}/comprobacion_1")
    (told,) = [each for each in sentences(page) if each.startswith("Si ")]
    assert told == (
        "Si «Medio» es «Correo electrónico» o «Reunión con el cliente»: se hace «Notificar a los principales "
        "involucrados y documentar las lecciones aprendidas» a más tardar 2 días hábiles después de que se haga "
        "«Revisar propuesta técnica y económica»."
    )


def test_what_cannot_be_written_is_said_and_nothing_that_was_typed_is_lost(author, company):
    before = checks(company)
    page = author.get(f"{ROOM}/business_case")
    page.post(
        f"{ROOM}/business_case", {"name": "", "requires-0-what": "before", "requires-0-days": "dos", "do": "save"}
    )
    assert page.status == 422
    errors = [" ".join(each.text_content().split()) for each in page.page.xpath("//p[@class='error']")]
    assert errors == [
        "Error: Ponga un nombre a la comprobación, por el que se la conozca.",
        "Error: Escriba un número entero de días hábiles.",
    ]
    assert checks(company) == before


def test_a_check_that_lacks_something_says_so_in_the_draft(author):
    page = author.get(f"{ROOM}/business_case")
    page.post(f"{ROOM}/business_case", {"revision": "1", "name": "Uno", "requires-0-what": "byRole", "do": "go-on"})
    (notice,) = page.page.xpath("//div[@class='notice']")
    assert "A la comprobación «Uno» le falta el rol; elíjalo." in notice.text_content()


def test_a_block_and_a_whole_check_are_taken_out(author, company):
    page = author.get(f"{ROOM}/segregacion_funciones")
    both = {
        "name": "Segregación de funciones",
        "requires-0-what": "differentPeople",
        "requires-0-steps": ["business_case"],
        "requires-1-what": "inTime",
        "requires-1-steps": ["dimensionamiento"],
    }
    page.post(f"{ROOM}/segregacion_funciones", {**both, "revision": "1", "do": "drop-1"})
    assert [each.what for each in checks(company)["segregacion_funciones"].requires] == ["differentPeople"]
    revision = page.page.xpath("//input[@name='revision']/@value")[0]
    page.post(f"{ROOM}/segregacion_funciones", {**both, "revision": revision, "do": "drop-check"})
    assert "segregacion_funciones" not in checks(company)
    assert page.get(f"{ROOM}/segregacion_funciones").status == 404
