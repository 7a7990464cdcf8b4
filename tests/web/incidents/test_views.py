"""An incident on the site: nothing that was answered is lost, who repairs reads what to do, and one press sends it."""

from collections.abc import Callable

from sqlalchemy import update

from engine.definitions import control, drafts
from engine.definitions.inspection import Source
from engine.identity.commands import give_right
from engine.identity.models import people
from engine.identity.queries import person
from engine.identity.rights import Right
from engine.instances.reading import EVERYTHING
from tests.engine.definitions.publishing import publish
from tests.engine.incidents.stopping import NONE, REASON, RIGHT, WRONG, begun, complete, counting, found, stopped
from tests.engine.migration.moving import assert_in_order, migrate
from tests.support import Company
from tests.web.conftest import Visitor
from web.incidents.listing import hit

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
    assert "detenido por una incidencia" in ana.get("/bandeja").text()
    opportunity = ana.get(f"/oportunidades/{folio}").text()
    assert "Otros ya lo están atendiendo" in opportunity
    assert "«Contar las piezas» no se pudo completar: 100 / 0 es una división entre cero." in opportunity

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
    assert "Recuperado de su borrador" not in page.text()
    page.post(step, kept)
    assert [task.item.visit.element for task in company.tasks(folio)] == ["b"] and found(company) == []
    assert "No hay incidencias" in who_repairs.get("/incidencias").text()
    assert "resuelta" in who_repairs.get("/incidencias?todas=1").text()
    assert_in_order(company, folio)


def test_the_list_is_for_those_who_repair(visit: Visit) -> None:
    assert visit("comercial").get("/incidencias").status == 403
    assert visit("administrador").get("/incidencias").status == 200
    assert "Incidencias" not in visit("comercial").get("/bandeja").text("//header")


def test_it_leads_to_the_procedure_to_the_version_that_is_prepared_and_to_the_one_in_force(
    company: Company, visit: Visit
) -> None:
    folio = stopped(company)
    other = company.start("p", "comercial")
    complete(company, other, NONE)
    who_repairs = visit("control_documentos")
    page = who_repairs.get("/incidencias")
    assert links_of(page) == ["/procesos/p"]
    with company.database.transaction() as connection:
        drafts.start_draft(connection, "p", actor="director_comercial", at=company.clock())
    page = who_repairs.get("/incidencias")
    assert links_of(page) == ["/procesos/p/editar"]
    assert "Ver la versión que prepara Director Comercial" in page.text()
    with company.database.transaction() as connection:
        control.discard(connection, "p", actor="director_comercial", at=company.clock())
    publish(company, counting(RIGHT))
    page = who_repairs.get("/incidencias")
    assert links_of(page) == ["/procesos/p/mover", f"/procesos/p/mover/{folio}", f"/procesos/p/mover/{other}"]
    assert "Pasar las 2 que siguen en una versión anterior" in page.text()


def test_where_nobody_could_do_what_comes_next_it_says_so(company: Company, visit: Visit) -> None:
    next_step = "<bpmn:flowNodeRef>b</bpmn:flowNodeRef></bpmn:lane>"
    elsewhere = f'</bpmn:lane><bpmn:lane id="preventa" name="Preventa">{next_step}'
    source = counting(RIGHT)
    diagram = source.diagram.replace(next_step.encode(), elsewhere.encode())
    folio = begun(company, Source(source.file, diagram, source.forms))
    with company.database.transaction() as connection:
        gone = people.c.id.in_(["preventa", "administrador"])
        connection.execute(update(people).where(gone).values(active=False))
    complete(company, folio, NONE)
    page = visit("control_documentos").get("/incidencias")
    assert "Dé el rol a alguien. Quien respondió la envía entonces otra vez." in page.text()


def test_who_owns_a_procedure_by_a_role_is_told_in_the_inbox(company: Company, visit: Visit) -> None:
    source = counting(WRONG)
    owned = b'<bpmn:extensionElements><cauce:document owner="soc_noc"/></bpmn:extensionElements><bpmn:laneSet'
    stopped(company, Source(source.file, source.diagram.replace(b"<bpmn:laneSet", owned, 1), source.forms))
    owner, other = visit("soc_noc"), visit("preventa")
    assert "Hay 1 incidencia por atender" in owner.get("/bandeja").text()
    assert "«Calcular el costo»" in owner.get("/incidencias").text()
    assert "por atender" not in other.get("/bandeja").text()


def test_who_prepares_one_procedure_has_the_list_with_the_incidents_of_that_one(company: Company, visit: Visit) -> None:
    stopped(company)
    with company.database.transaction() as connection:
        by = {"actor": "administrador", "at": company.clock()}
        give_right(connection, "preventa", Right.PREPARE, "p", **by)
        give_right(connection, "soc_noc", Right.PREPARE, "gestion_comercial", **by)
    here, elsewhere = visit("preventa"), visit("soc_noc")
    assert "Incidencias" in here.get("/bandeja").text("//header") and "por atender" in here.text()
    assert "«Calcular el costo»" in here.get("/incidencias").text()
    assert "Incidencias" in elsewhere.get("/bandeja").text("//header") and "por atender" not in elsewhere.text()
    assert "No hay incidencias" in elsewhere.get("/incidencias").text()


def test_of_more_than_a_page_the_oldest_are_shown_and_that_there_are_more(company: Company) -> None:
    first = stopped(company)
    second = company.start("p", "comercial")
    complete(company, second, NONE)
    with company.database.reading() as connection:
        who = person(connection, "control_documentos")
        ((all_of_it,), more), ((oldest,), cut) = (
            hit(connection, company.runtime, EVERYTHING, who, every=False, most=most) for most in (2, 1)
        )
    assert ([each.folio for each in all_of_it.incidents], more) == ([first, second], False)
    assert ([each.folio for each in oldest.incidents], cut) == ([first], True)


def test_a_kept_answer_that_decides_the_end_leads_to_what_it_asks_and_not_back_to_the_incident(
    company: Company, visit: Visit
) -> None:
    flows = "start > contar > script > choice [por_pieza == 0] > end\nchoice [else] > b > end2"
    folio = stopped(company, counting(WRONG, flows))
    publish(company, counting(RIGHT, flows))
    migrate(company, folio, reason=REASON)
    ana = visit("comercial")
    ana.get(f"/bandeja/{company.task(folio, 'contar').item.id}")
    page = ana.submit({})
    (first,) = page.page.xpath("//main//*[@autofocus]")
    assert "Su respuesta decide cómo termina" in first.text_content()


def links_of(page: Visitor) -> list[str]:
    """Where the list leads for a repair."""
    return [str(each) for each in page.page.xpath("//main//a/@href[starts-with(., '/procesos/')]")]
