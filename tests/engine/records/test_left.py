"""Which records an instance left, in which versions, and what was known when."""

import pytest

from engine.disposal import commands as disposal
from engine.errors import NotFound
from engine.instances import queries
from engine.instances.reading import EVERYTHING
from engine.instances.terms import change_date
from engine.records.left import LeftRecord, left_records, values_after
from tests.engine.verification.opportunity import under_way
from tests.support import Company


def left(company: Company, folio: str) -> dict[str, LeftRecord]:
    with company.database.reading() as connection:
        instance = queries.instance(connection, EVERYTHING, folio)
        history = queries.history(connection, EVERYTHING, folio)
        found = left_records(connection, company.runtime, instance, history)
    return {each.kind.key: each for each in found}


def test_an_instance_that_has_begun_has_left_none(company: Company) -> None:
    assert left(company, company.start()) == {}


def test_each_completed_step_leaves_its_record(company: Company) -> None:
    folio = company.start()
    company.do(folio, "prospeccion", {"cliente": "Banco"})
    (record,) = left(company, folio).values()
    assert (record.kind.key, record.current.number, record.current.made.actor) == ("f-com-001", 1, "director_comercial")


def test_what_changes_a_record_makes_its_next_version_and_what_reviews_it_belongs_to_the_one_there_is(
    company: Company,
) -> None:
    folio = under_way(company)
    first = left(company, folio)["f-com-003"]
    assert [each.number for each in first.versions] == [1]
    assert (first.current.made.element, first.current.last.element) == ("elaborar_propuesta", "validar_cumplimiento")
    company.do(folio, "correcciones", {"correcciones_realizadas": "Se corrigió todo lo que faltaba."})
    second = left(company, folio)["f-com-003"]
    assert [(each.number, each.made.element) for each in second.versions] == [
        (1, "elaborar_propuesta"),
        (2, "correcciones"),
    ]
    assert second.version(None) == second.version(2) == second.current


def test_a_version_that_there_is_not_is_not_found(company: Company) -> None:
    record = left(company, under_way(company))["f-com-003"]
    for number in (0, 2, -1):
        with pytest.raises(NotFound) as caught:
            record.version(number)
        assert caught.value.details["kind"] == "record"


def test_the_values_of_a_version_are_those_of_right_after_its_last_step(company: Company) -> None:
    folio = company.start()
    company.do(folio, "prospeccion", {"cliente": "Banco", "requerimiento": "Red nueva"})
    company.do(folio, "validacion", {"tipo_requerimiento": "servicio", "areas": ["soc_noc"]})
    record = left(company, folio)["f-com-001"]
    with company.database.reading() as connection:
        history = company.history(folio)
        then = values_after(connection, company.runtime, history, record.current.last)
        now = values_after(connection, company.runtime, history, history[-1])
    assert (then["cliente"], then.get("tipo_requerimiento")) == ("Banco", None)
    assert now["tipo_requerimiento"] == "servicio"


def test_a_value_that_is_changed_on_record_makes_another_version_of_its_record(company: Company) -> None:
    folio = company.start()
    company.do(folio, "prospeccion", {"fecha_entrega": "2026-03-20"})
    with company.database.transaction() as connection:
        about = folio, "fecha_entrega", "2026-03-25", "Lo pidió el cliente"
        change_date(connection, company.runtime, *about, actor="comercial", at=company.clock())
    record = left(company, folio)["f-com-001"]
    assert [each.made.type for each in record.versions] == ["user_task_completed", "values_changed"]
    with company.database.reading() as connection:
        history = company.history(folio)
        days = [
            values_after(connection, company.runtime, history, each.last)["fecha_entrega"] for each in record.versions
        ]
    assert days == ["2026-03-20", "2026-03-25"]


def test_disposal_leaves_no_record(company: Company) -> None:
    folio = company.start()
    company.do(folio, "prospeccion")
    company.command("cancel", folio, "Duplicada", actor="comercial")
    assert left(company, folio)
    with company.database.transaction() as connection:
        disposal.dispose(connection, company.runtime, folio, "Ley", actor="control_documentos", at=company.clock())
    assert left(company, folio) == {}
