"""Administration: people, roles, links."""

import pytest

from engine.identity import queries

LUCIA = {"id": "lucia", "name": "Lucía Ramos", "email": "lucia@example.com", "role": ["preventa"]}


def person(company, id):
    with company.database.reading() as connection:
        return queries.anybody(connection, id)


def test_it_is_offered_to_administrators_and_refused_to_others(visit):
    assert visit("administrador").page.xpath("//nav/a[@href='/administracion']")
    other = visit("comercial")
    assert not other.page.xpath("//nav/a[@href='/administracion']")
    assert other.get("/administracion").status == 403
    assert other.post("/administracion/personas", LUCIA).status == 403
    assert other.get("/administracion/personas/comercial").status == 403


def test_a_person_is_registered_with_roles_and_is_on_record(visit, company):
    page = visit("administrador").post("/administracion/personas", LUCIA)
    assert page.path == "/administracion/personas/lucia" and "Lucía Ramos" in page.text("//h1")
    assert person(company, "lucia").roles == {"preventa"}
    page.get("/administracion")
    assert "Lucía Ramos recibió el rol Preventa Administrador" in page.text("(//table)[last()]//tr[1]/following::tr[1]")


@pytest.mark.parametrize(
    ("wrong", "status", "said"),
    [
        ({"id": "a b"}, 422, "a b"),
        ({"id": "comercial"}, 409, "Comercial ya tiene el usuario comercial"),
        ({"name": " "}, 422, "Falta el nombre"),
        ({"role": ["volador"]}, 404, "volador"),
    ],
)
def test_what_is_wrong_comes_back_with_what_was_written(visit, company, wrong, status, said):
    page = visit("administrador").post("/administracion/personas", {**LUCIA, **wrong})
    assert page.status == status and said in page.text("//*[@class='summary']")
    assert page.value("email") == "lucia@example.com" and page.value("name") == {**LUCIA, **wrong}["name"]


def test_a_name_and_an_address_are_corrected(visit, company):
    page = visit("administrador").get("/administracion/personas/preventa")
    assert (page.value("name"), page.value("email")) == ("Preventa", "preventa@example.com")
    page.submit({"name": "Preventa y Diseño", "email": "diseno@example.com"})
    assert (page.status, page.path) == (200, "/administracion/personas/preventa")
    found = person(company, "preventa")
    assert (found.name, found.email) == ("Preventa y Diseño", "diseno@example.com")
    assert "Preventa y Diseño tiene otro correo Administrador" in page.text("//table")
    assert visit("comercial").post("/administracion/personas/preventa/datos", {"name": "X"}).status == 403


def test_an_address_that_is_none_comes_back_as_it_was_written(visit, company):
    page = visit("administrador").get("/administracion/personas/preventa")
    page.submit({"name": "Otra", "email": "otra arroba x"})
    assert page.status == 422 and "«otra arroba x» no es un correo" in page.text("//*[@class='summary']")
    assert (page.value("name"), page.value("email")) == ("Otra", "otra arroba x")
    assert person(company, "preventa").name == "Preventa"


def test_roles_are_given_and_taken(visit, company):
    page = visit("administrador").post("/administracion/personas/preventa/roles", {"role": "auditor"})
    assert page.path == "/administracion/personas/preventa"
    assert person(company, "preventa").roles == {"preventa", "auditor"}
    page.post("/administracion/personas/preventa/roles/quitar", {"role": "preventa"})
    assert person(company, "preventa").roles == {"auditor"}
    assert "Preventa dejó el rol Preventa Administrador" in page.text("//table")
    assert "Preventa" in page.get("/administracion").text("//*[@class='notice']")


def test_the_last_administrator_is_told_so(visit):
    page = visit("administrador").post("/administracion/personas/administrador/baja")
    assert page.status == 422 and "Administrador es la última persona que puede administrar" in page.text()


def test_a_person_leaves_and_comes_back(visit, company):
    other, page = visit("comercial"), visit("administrador")
    page.post("/administracion/personas/comercial/baja")
    assert "dada de baja" in page.text() and not person(company, "comercial").active
    assert other.get("/bandeja").path == "/" and visit("comercial").status == 403
    page.post("/administracion/personas/comercial/alta")
    assert visit("comercial").path == "/bandeja"


def test_a_link_is_shown_once_and_opens_where_its_person_chooses_a_password(visit, app):
    page = visit("administrador").post("/administracion/personas/preventa/enlace")
    link = page.page.get_element_by_id("link").get("value")
    assert link.startswith("http://localhost/clave/") and page.response.headers["Cache-Control"] == "no-store"
    assert app.test_client().get(link.removeprefix("http://localhost")).status_code == 200
    assert link not in page.get("/administracion/personas/preventa").response.text


def test_nobody_is_said_in_plain_words(visit):
    page = visit("administrador").get("/administracion/personas/fantasma")
    assert page.status == 404 and "No hay nadie" in page.text()
    assert page.post("/administracion/personas/fantasma/enlace").status == 404


def test_no_page_has_inline_script_or_style(visit):
    page = visit("administrador")
    for path in ("/administracion", "/administracion/personas/preventa", "/cuenta"):
        page.get(path)
        assert page.status == 200
        assert page.page.xpath("//script[not(@src)] | //style | //*[@style] | //@*[starts-with(name(), 'on')]") == []


def test_a_right_is_given_over_one_procedure_and_taken_away_and_both_are_on_the_record(visit):
    page = visit("administrador").get("/administracion/personas/preventa")
    assert page.text("//label[@for='process']") == "Procedimiento"
    chosen = {"right": "review", "process": "gestion_comercial"}
    page.post("/administracion/personas/preventa/derechos", chosen)
    assert "revisar versiones de Gestión Comercial" in page.text("//section[@aria-labelledby='derechos']")
    assert "recibió el derecho de revisar versiones de Gestión Comercial" in page.text("//table")
    (take,) = page.page.xpath("//input[@name='process'][@type='hidden']/..")
    assert dict(take.form_values())["right"] == "review"
    page.post("/administracion/personas/preventa/derechos/quitar", chosen)
    assert "perdió el derecho de revisar versiones de Gestión Comercial" in page.text("//table")
    assert page.page.xpath("//input[@name='process'][@type='hidden']") == []
    assert (
        visit("administrador").post("/administracion/personas/preventa/derechos", {**chosen, "process": "x"}).status
        == 404
    )


def test_who_heads_a_role_is_named_and_taken_back(visit, company):
    page = visit("administrador").get("/administracion")
    row = "//section[@aria-labelledby='a-cargo']//tr[td[1]='Alianzas Estratégicas']"
    assert "quienes lo tienen" in page.text(row)
    assert "Director Comercial" in page.text("//section[@aria-labelledby='a-cargo']//tr[td[1]='Preventa']")
    page.get("/administracion/roles/alianzas")
    assert "Lo tienen: Alianzas Estratégicas." in page.text() and "checked" not in page.text()
    page.post("/administracion/roles/alianzas/a-cargo", {"person": ["comercial", "preventa"]})
    assert page.path == "/administracion" and "Comercial, Preventa" in page.text(row)
    page.get("/administracion/roles/alianzas")
    assert len(page.page.xpath("//input[@name='person'][@checked]")) == 2
    page.post("/administracion/roles/alianzas/a-cargo", {})
    assert "quienes lo tienen" in page.text(row)
    assert page.get("/administracion/roles/volador").status == 404
    assert page.post("/administracion/roles/alianzas/a-cargo", {"person": "fantasma"}).status == 404
    assert visit("comercial").post("/administracion/roles/comercial/a-cargo", {"person": "comercial"}).status == 403
