"""The room «Documento»: what a document says is written where it is read, saved whole, and never half."""

import re

import pytest

from bpmn.reader import read
from engine.definitions import drafts
from engine.definitions.statuses import OPEN
from tests.engine.definitions.test_commands import changed

PAGE = "/procesos/gestion_comercial/editar/documento"


@pytest.fixture
def author(visit):
    page = visit("director_comercial")
    page.post("/procesos/gestion_comercial/borrador")
    return page.get(PAGE)


def said(company):
    """What the draft says now."""
    with company.database.reading() as connection:
        draft = drafts.required(connection, "gestion_comercial", *OPEN)
    (process,) = read(draft.diagram).definitions.processes
    return process


def filled(visitor, **changes):
    """All that the form of the page holds, with some of it written anew; `None` leaves a field out."""
    form = visitor.page.xpath("//form[contains(@class, 'writing')]")[0]
    values = {}
    for each in form.xpath(".//input | .//textarea"):
        name = each.get("name")
        if name and (each.get("type") != "checkbox" or each.get("checked") is not None):
            values.setdefault(name, []).append(each.get("value") if each.tag == "input" else each.text or "")
    for name, value in changes.items():
        values[name] = value if isinstance(value, list) else [value]
    return {name: value for name, value in values.items() if name not in ("csrf-token", "post-key")}


def send(visitor, **changes):
    return visitor.post(PAGE, filled(visitor, **changes))


def step(visitor, name):
    """The prefix of a step's fields, by the name that the page shows."""
    (field,) = visitor.page.xpath(
        f"//details[@class='step']/div//input[@value='{name}' and contains(@name, '-name')]/@name"
    )
    return field.removesuffix("-name")


def test_it_shows_what_the_document_says_by_name_and_shows_no_id(author):
    sections = [" ".join(each.split()) for each in author.page.xpath("//h2/text()")]
    assert sections == [
        *("Encabezado", "Objetivo y alcance", "Definiciones", "Políticas", "Responsabilidades"),
        *("Actividades y registros", "Documentos relacionados", "Versiones anteriores a Cauce"),
    ]
    assert author.page.xpath("string(//nav[@class='tabs']//a[@aria-current]/text())") == "Documento"
    text = author.text("//main")
    assert "4.3 Validar el business case" in text and "Seen in" not in text
    assert not re.search(r"\b[a-z]+_[a-z_]+\b", text), "an id is shown"
    assert "Si hoy dejara de estar vigente, se conservaría hasta el 2 mar 2027." in text


def test_what_is_saved_without_a_change_saves_nothing(author, company):
    before, process = author.page.xpath("string(//input[@name='revision']/@value)"), said(company)
    send(author)
    assert said(company) == process
    assert author.page.xpath("string(//input[@name='revision']/@value)") == before


def test_every_section_is_written_and_the_author_comes_back_to_it(author, company):
    first = step(author, "Prospección y generación de leads")
    send(
        author,
        **{
            "header-code": "PR-COM-009",
            "header-retention": "2 años",
            "objective": "Vender más.\r\nY cobrar.",
            "terms-2-name": "RFP",
            "terms-2-text": "Solicitud de propuesta",
            "policies-8-text": "Nadie vende sin folio",
            "policies-8-elements": ["prospeccion", "comercial"],
            "lanes-0-lines-5-text": "Cobrar a tiempo",
            "related-7-code": "PR-FIN-001",
            "related-7-name": "Cobranza",
            "changes-4-version": "5",
            "changes-4-date": "09/08/2020",
            "changes-4-description": "Se cobra",
            f"{first}-number": "1.1",
            f"{first}-responsible": "Comercial",
            f"{first}-records-1-name": "Minuta",
            "do": "save-politicas",
        },
    )
    assert author.response.status_code == 200 and author.path == PAGE
    process = said(company)
    document = process.document
    assert (document.code, document.retention, document.objective) == ("PR-COM-009", "2 años", "Vender más.\nY cobrar.")
    assert (document.terms[2].name, document.terms[2].text) == ("RFP", "Solicitud de propuesta")
    assert document.policies[8].text == "Nadie vende sin folio"
    assert document.policies[8].elements == ("prospeccion", "comercial")
    assert process.lane("comercial").responsibilities[-1] == "Cobrar a tiempo"
    assert (document.related[7].code, document.changes[4].date) == ("PR-FIN-001", "2020-08-09")
    prospeccion = process.node("prospeccion")
    assert (prospeccion.number, prospeccion.responsible, prospeccion.form) == ("1.1", "Comercial", "prospeccion")
    assert [record.name for record in prospeccion.records] == ["Requerimiento comercial", "Minuta"]
    differences = author.get("/procesos/gestion_comercial/editar").text()
    assert "Nadie vende sin folio" in differences and "PR-COM-009" in differences


def test_rows_are_moved_and_taken_out_and_what_was_typed_elsewhere_is_saved_with_them(author, company):
    codes = [each.code for each in said(company).document.related]
    send(author, do="up-related-3", scope="Todo")
    assert [each.code for each in said(company).document.related] == [*codes[:2], codes[3], codes[2], *codes[4:]]
    assert said(company).document.scope == "Todo"
    send(author, do="down-related-2")
    send(author, do="drop-related-6")
    assert [each.code for each in said(company).document.related] == codes[:6]
    send(author, do="drop-lanes-0-lines-0")
    assert said(company).lane("comercial").responsibilities[0].startswith("Dar seguimiento")


def test_a_step_on_which_one_works_stays_unfolded(author):
    own = step(author, "Dimensionamiento")
    send(author, **{f"{own}-records-1-name": "Memoria", "do": f"save-{own}"})
    (open_,) = author.page.xpath("//details[@class='step' and @open]")
    assert open_.get("id") == own


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"terms-2-name": "RFP"}, "Escriba también esto"),
        ({"related-7-code": "PR-9"}, "Escriba también esto"),
        ({"header-folio_prefix": "gc"}, "Escriba hasta diez mayúsculas"),
        ({"changes-0-date": "ayer"}, "Escriba la fecha como año, mes y día"),
        ({"steps-3-number": "1"}, "Otro paso tiene el número 1."),
        ({"steps-3-number": "uno"}, "Escriba dígitos"),
        ({"policies-8-elements": "prospeccion"}, "Escriba también esto"),
    ],
)
def test_what_is_half_written_is_told_at_its_field_and_nothing_typed_is_lost(author, company, changes, told):
    before = said(company)
    send(author, scope="Escrito y no guardado", **changes)
    assert author.response.status_code == 422 and said(company) == before
    assert told in author.text("//div[@class='summary']") and "Escrito y no guardado" in author.text("//main")
    (place,) = author.page.xpath("//div[@class='summary']//a/@href")
    (field,) = author.page.xpath(f"//*[@id='{place[1:]}']")
    assert field.get("aria-invalid") == "true"
    assert author.page.xpath(f"//*[@id='{field.get('aria-describedby').split()[-1]}']")


def test_a_draft_that_moved_is_not_overwritten_and_what_was_written_is_kept_beside_it(author, company, visit):
    page = filled(author, scope="De quien llegó tarde")
    send(author, scope="De quien llegó primero")
    author.post(PAGE, page)
    assert author.response.status_code == 409
    assert said(company).document.scope == "De quien llegó primero"
    assert "se guardó en otro lugar" in author.text("//div[@class='summary']")
    assert "De quien llegó tarde" in author.text("//main")
    (link,) = author.page.xpath("//div[@class='summary']//a/@href")
    assert "De quien llegó primero tarde" in author.get(link).text().replace("\xa0", " ")


def test_only_its_author_writes_it_and_others_are_led_to_the_draft(author, visit, company):
    form = filled(author, scope="De otro")
    other = visit("control_documentos")
    assert other.get(PAGE).path == "/procesos/gestion_comercial/editar"
    other.post(PAGE, form)
    assert said(company).document.scope != "De otro"


def test_a_policy_that_points_at_what_is_gone_says_so(author, company):
    gone = changed('<cauce:policy elements="prospeccion" ', '<cauce:policy elements="prospeccion nada" ').diagram
    with company.database.transaction() as connection:
        drafts.save_draft(connection, "gestion_comercial", diagram=gone, actor="director_comercial", at=company.clock())
    author.get(PAGE)
    assert "algo que ya no está en el diagrama" in author.text("//main")
    send(author)
    assert said(company).document.policies[0].elements == ("prospeccion",)


def test_records_lead_to_their_templates(author):
    links = author.page.xpath("//details[@class='step']//a/@href")
    assert "/procesos/gestion_comercial/registros#f-com-003" in links
