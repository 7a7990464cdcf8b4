"""Muestras: from what the register finds to a conclusion, without a script."""

import hashlib

import pytest

pytestmark = pytest.mark.both_databases


@pytest.fixture
def folios(company):
    return [company.start() for _ in range(5)]


def drawn(page, values, address="/auditoria/muestras/nueva"):
    asked = {"titulo": "Marzo", "atributos": "Plazos\nAprobación", "tamano": "2", "semilla": "7"}
    return page.get(address).submit(asked | values, ("sacar", "1"))


def rows(page, table):
    cells = page.page.xpath(f"//table[contains(@class, '{table}')]/tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row.xpath("td")] for row in cells]


def test_a_sample_is_drawn_worked_through_and_concluded(visit, folios):
    page = visit("auditor")
    page.get("/auditoria/muestras")
    assert "Todavía no se ha extraído ninguna muestra" in page.text()
    drawn(page, {})
    assert page.path == "/auditoria/muestras/1"
    content = "".join(f"{folio}\n" for folio in folios).encode()
    assert hashlib.sha256(content).hexdigest() in page.text() and "2 de 5" in page.text()
    assert page.get("/auditoria/muestras/1/poblacion.txt").response.data == content
    page.get("/auditoria/muestras/1")
    first, second = (row[1] for row in rows(page, "drawn"))
    page.get(page.page.xpath("string(//a[contains(., 'Empezar')]/@href)"))
    assert first in page.text("//h1")
    page.submit({"v1": "Desviación"}, ("seguir", "1"), "//form[contains(@class, 'sheet')]")
    assert page.status == 422 and "explique la desviación" in page.text()
    assert page.value("v1") == "Desviación"
    page.submit({"n1": "Tres días tarde"}, ("seguir", "1"), "//form[contains(@class, 'sheet')]")
    assert second in page.text("//h1")
    page.get(f"/auditoria/muestras/1/{first}")
    assert (page.value("v1"), page.value("n1"), page.value("v2")) == ("Desviación", "Tres días tarde", "Todavía no")
    page.submit({"v2": "Sin desviación"}, ("guardar", "1"), "//form[contains(@class, 'sheet')]")
    assert rows(page, "drawn")[0][2] == "con desviaciones"
    page.submit({"conclusion": "Se incumple el plazo"}, None, "//form[contains(@class, 'form')]")
    assert (
        page.status == 409 and "sin terminar: 1" in page.text() and page.value("conclusion") == "Se incumple el plazo"
    )
    page.get(f"/auditoria/muestras/1/{second}")
    page.submit({"v1": "No aplica", "v2": "No aplica"}, ("guardar", "1"), "//form[contains(@class, 'sheet')]")
    page.submit({"conclusion": "Se incumple el plazo"}, None, "//form[contains(@class, 'form')]")
    assert page.status == 200 and "Se incumple el plazo" in page.text()
    assert not page.page.xpath("//textarea")
    page.get("/auditoria/muestras")
    assert rows(page, "samples")[0][3:] == ["2 de 5", "2", "1", "concluida"]
    table = page.get("/auditoria/muestras/1/hojas.csv").response.get_data(as_text=True)
    assert f"{first},,Desviación,Sin desviación,1: Tres días tarde,auditor" in table


def test_the_population_is_what_the_register_finds(visit, company, folios):
    company.command("cancel", folios[2], "Duplicada", actor="comercial")
    page = visit("auditor")
    drawn(page, {"tamano": "9"}, "/auditoria/muestras/nueva?estado=cancelled")
    assert [row[1] for row in rows(page, "drawn")] == [folios[2]]
    assert page.page.xpath("//a[@href='/auditoria?estado=cancelled']")


def test_each_stratum_is_named_in_words(visit, company, folios):
    company.command("cancel", folios[2], "Duplicada", actor="comercial")
    page = visit("auditor")
    drawn(page, {"metodo": "Al azar en cada estrato", "por": "Cómo terminó", "tamano": "3"})
    assert {row[2] for row in rows(page, "drawn")} == {"en curso", "Cancelada"}
    drawn(page, {"metodo": "Al azar en cada estrato", "por": "Carril en el que está o estuvo por último"})
    assert {row[2] for row in rows(page, "drawn")} == {"Comercial"}


def test_a_size_is_computed_before_and_with_the_draw(visit, folios):
    page = visit("auditor").get("/auditoria/muestras/nueva")
    page.submit({"titulo": "Marzo", "tolerable": "5", "esperada": "1"}, ("calcular", "1"))
    assert "El plan pide 93." in page.text() and "No hay tantas" in page.text()
    assert (page.value("tamano"), page.value("titulo")) == ("93", "Marzo")
    page.submit({"tolerable": "20", "esperada": "", "tamano": "", "semilla": ""}, ("sacar", "1"))
    assert page.path == "/auditoria/muestras/1" and "confianza 95 %, desviación tolerable 20 %" in page.text()


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"titulo": " "}, "titulo", "Dé un nombre"),
        ({"tamano": "muchas"}, "tamano", "Escriba cuántas"),
        ({"tolerable": "5", "esperada": "6"}, "confianza", "Escriba una confianza"),
        ({"atributos": ""}, "atributos", "un atributo por línea"),
        ({"metodo": "Por unidad monetaria"}, "metodo-random", "No hay de dónde"),
    ],
)
def test_what_is_wrong_comes_back_with_what_was_written(visit, folios, values, field, said):
    page = drawn(visit("auditor"), values)
    assert page.status == 422 and said in page.text("//*[@class='summary']")
    assert page.page.xpath("string(//*[@class='summary']//a/@href)") == f"#{field}" and page.page.xpath(
        f"//*[@id='{field}']"
    )
    assert page.value("semilla") == "7"


def test_whoever_is_no_auditor_finds_no_way_there(visit, folios):
    for person in ("administrador", "comercial", "direccion_general"):
        page = visit(person)
        assert page.get("/auditoria/muestras").status == 403
    page = visit("administrador").get("/auditoria")
    assert not page.page.xpath("//a[@href='/auditoria/muestras']")
    assert visit("auditor").get("/auditoria").page.xpath("//a[@href='/auditoria/muestras']")
