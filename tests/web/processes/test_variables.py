"""The data of a draft: where each is used, in sentences, and another name for it everywhere."""

import pytest

from engine.definitions import drafts
from tests.web.processes.test_drafting import author

__all__ = ["author"]

DATA = "/procesos/gestion_comercial/datos"


def rows(page):
    return [[" ".join(cell.text_content().split()) for cell in row] for row in page.page.xpath("//main//tbody/tr")]


def test_what_the_forms_ask_is_listed_by_its_name_for_people(author):
    listed = {row[0]: row for row in rows(author.get(DATA))}
    assert listed["Vigencia de la propuesta"][1].startswith("Elaborar la propuesta")
    assert int(listed["Vigencia de la propuesta"][2]) > 5
    assert not any("vigencia_propuesta" in cell for row in listed.values() for cell in row)


def test_a_datum_says_where_it_is_used_and_for_what(author):
    found = rows(author.get(DATA + "/vigencia_propuesta"))
    assert author.page.xpath("string(//h1)") == "Vigencia de la propuesta"
    assert ["«Vigencia vencida»", "dice cuándo ocurre", 'vigencia_propuesta + "T23:59:59"'] in found
    whats = {row[1] for row in found}
    assert {"se pregunta o se muestra", "está en el texto de un aviso"} <= whats
    assert "es la fecha desde la que se cuenta el plazo" in whats
    assert "F-COM-003" in author.text()  # whose template shows it
    assert not any("flujo_" in cell or "union_" in cell for row in found for cell in row)


def test_it_is_renamed_everywhere_and_opens_under_its_new_name(author, company):
    author.get(DATA + "/vigencia_propuesta")
    revision = author.page.xpath("string(//input[@name='revision']/@value)")
    before = len(rows(author))
    author.post(DATA + "/vigencia_propuesta", {"name": "propuesta_hasta", "revision": revision})
    assert author.path == DATA + "/propuesta_hasta" and len(rows(author)) == before
    with company.database.reading() as connection:
        draft = drafts.open_draft(connection, "gestion_comercial")
    assert b"vigencia_propuesta" not in draft.diagram
    assert author.get(DATA + "/vigencia_propuesta").status == 404


@pytest.mark.parametrize(
    ("name", "says"),
    [("cliente", "ya es aquí el nombre de otra cosa"), ("1x", "no puede ser el nombre"), ("if", "significa otra cosa")],
)
def test_a_refused_name_stays_in_the_field_and_nothing_changes(author, name, says):
    author.post(DATA + "/alcance", {"name": name, "revision": "1"})
    assert author.status == 422 and says in author.text() and "No se cambió nada" in author.text()
    assert author.page.xpath("string(//input[@id='name']/@value)") == name


def test_a_draft_that_moved_is_not_written_over(author):
    author.post(DATA + "/alcance", {"name": "alcances", "revision": "7"})
    assert author.status == 409
    assert author.get(DATA + "/alcance").status == 200


def test_who_does_not_write_the_draft_is_led_to_its_page(author, visit):
    reviewer = visit("control_documentos")
    for path in (DATA, DATA + "/alcance"):
        assert reviewer.get(path).path == "/procesos/gestion_comercial/editar"
