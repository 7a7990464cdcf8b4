"""An incident on the site: nothing that was answered is lost, who repairs reads what to do, and one press sends it."""

from collections.abc import Callable

from tests.engine.definitions.publishing import publish
from tests.engine.incidents.stopping import REASON, RIGHT, begun, counting, found
from tests.engine.migration.moving import assert_in_order, migrate
from tests.support import Company
from tests.web.conftest import Visitor

Visit = Callable[[str], Visitor]


def test_from_the_answer_that_stops_to_the_press_that_completes(company: Company, visit: Visit) -> None:
    folio = begun(company)
    step = f"/bandeja/{company.task(folio, 'contar').item.id}"
    ana = visit("comercial")
    ana.get(step)
    page = ana.post(step, {"piezas": "0", "nota": "No llegó ninguna."})
    assert (page.status, page.path) == (200, step)
    assert "Este paso está detenido por una incidencia" in page.text() and "otros ya lo están atendiendo" in page.text()
    assert page.page.xpath("//input[@name='nota']/@value") == ["No llegó ninguna."]
    assert "detenida por una incidencia" in ana.get("/bandeja").text()
    assert "Otros ya lo están atendiendo" in ana.get(f"/oportunidades/{folio}").text()

    who_repairs = visit("control_documentos")
    assert "Hay 1 incidencia por atender" in who_repairs.get("/bandeja").text()
    listed = who_repairs.get("/incidencias").text()
    for said in (
        folio,
        "«Contar las piezas»",
        "«Calcular el costo»",
        "entre cero",
        "versión 1",
        "detenida",
        "Comercial",
    ):
        assert said in listed, said

    publish(company, counting(RIGHT))
    migrate(company, folio, reason=REASON)
    assert "Quien respondió ya puede enviarla" in who_repairs.get("/incidencias").text()
    assert "ya puede enviarse" in ana.get("/bandeja").text()
    page = ana.get(step)
    assert "Ya puede enviarse" in page.text()
    kept = {name: page.page.xpath(f"//input[@name='{name}']/@value")[0] for name in ("piezas", "nota")}
    assert kept == {"piezas": "0", "nota": "No llegó ninguna."}
    page.post(step, kept)
    assert [task.item.visit.element for task in company.tasks(folio)] == ["b"] and found(company) == []
    assert "No hay incidencias" in who_repairs.get("/incidencias").text()
    assert "resuelta" in who_repairs.get("/incidencias?todas=1").text()
    assert_in_order(company, folio)


def test_the_list_is_for_those_who_repair(visit: Visit) -> None:
    assert visit("comercial").get("/incidencias").status == 403
    assert visit("administrador").get("/incidencias").status == 200
    assert "Incidencias" not in visit("comercial").get("/bandeja").text("//header")
