"""A history that holds an event of a type that the installed version of Cauce does not know, as people meet it."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from engine.history.event_types import REGISTRY


@pytest.fixture
def lead(company):
    """A new opportunity, at its first step: the id of that step."""
    return company.task(company.start(), "prospeccion").item.id


@pytest.fixture
def folio(lead):
    return lead.rpartition(".")[0]


@contextmanager
def without(name: str) -> Iterator[None]:
    """As a version of Cauce reads histories that has no event type of that name; the registry keeps its order."""
    kept = dict(REGISTRY)
    del REGISTRY[name]
    try:
        yield
    finally:
        REGISTRY.clear()
        REGISTRY.update(kept)


def test_a_history_that_holds_what_this_version_does_not_know_is_told_calmly_and_to_administrators_by_name(
    visit, company, lead, folio
):
    company.reads("administrador")
    company.complete(lead, {}, actor="director_comercial")
    (waits,) = company.tasks(folio)
    with without("user_task_completed"):
        for path in (f"/oportunidades/{folio}", f"/bandeja/{waits.item.id}"):
            page = visit(waits.candidates[0]).get(path)
            assert page.status == 501 and page.text("//h1") == "Lo escribió otra versión de Cauce"
            assert "No se muestra, para no contar nada equivocado" in page.text()
            assert "user_task_completed" not in page.text() and "unknown_event_type" not in page.text()
            assert "Intente de nuevo" not in page.text()
        page = visit("administrador").get(f"/oportunidades/{folio}")
        assert page.status == 501
        assert f"La historia de {folio} lleva algo que esta versión de Cauce no conoce" in page.text()
        assert "user_task_completed" in page.text() and "Código del error: unknown_event_type" in page.text()


def test_what_this_version_does_not_know_hides_no_other_opportunity(visit, company, lead, folio):
    company.reads("administrador")
    company.complete(lead, {}, actor="director_comercial")
    other = company.start()
    with without("user_task_completed"):
        for person, path in (
            ("administrador", "/oportunidades"),
            ("auditor", "/auditoria"),
            ("comercial", "/oportunidades"),
        ):
            page = visit(person).get(path)
            assert page.status == 200 and folio in page.text() and other in page.text(), path
        assert visit("comercial").get(f"/oportunidades/{other}").status == 200
