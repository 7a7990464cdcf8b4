"""The rooms of auditing and the lists beside them, as people who see all, some, or next to nothing ask for them."""

from collections.abc import Callable

import pytest

from engine.identity.commands import give_right
from engine.identity.queries import person
from engine.identity.rights import Right
from engine.instances.reading import EVERYTHING, reader_of
from engine.policies import queries
from engine.replay import register
from engine.replay.wanted import Wanted
from tests.engine.indicators.busy import at_work, taken_in
from tests.support import Company
from tests.web.conftest import Visitor

pytestmark = pytest.mark.both_databases
Visit = Callable[[str], Visitor]
INDICATORS = "/auditoria/indicadores"
ROOMS = {
    "administrador": [
        INDICATORS,
        f"{INDICATORS}?q=Constructora",
        "/auditoria",
        "/auditoria?q=propuesta",
        "/auditoria/mineria/pasos.xes",
        "/auditoria?fin_hasta=2027-12-31",
        "/oportunidades?despues=GC-2026-0001",
        "/oportunidades?desenlace=ganada",
        "/oportunidades/tablero",
    ],
    "auditor": [
        f"{INDICATORS}?q=Constructora",
        f"{INDICATORS}?verificacion=sin_verificar",
        *(f"/auditoria?verificacion={name}" for name in ("en_orden", "con_hallazgos", "crecio", "sin_verificar")),
        "/auditoria/mineria/pasos.xes?q=Constructora",
        "/oportunidades/tablero",
    ],
    "preventa": [INDICATORS, "/oportunidades/tablero", "/oportunidades?q=propuesta"],
}
"""Who administers sees what stands still, and here nothing does; Preventa was given the right to read."""


@pytest.mark.parametrize("who", ROOMS)
def test_each_is_answered(company: Company, visit: Visit, who: str) -> None:
    busy = at_work(company)
    company.clock.now = busy.clock.now
    taken_in(busy)
    with company.database.transaction() as connection:
        by = {"actor": "administrador", "at": company.clock()}
        give_right(connection, "preventa", Right.READ, "gestion_comercial", **by)  # type: ignore[arg-type]
    visitor = visit(who)
    assert [(room, status) for room in ROOMS[who] if (status := visitor.get(room).status) != 200] == []


def test_policies_are_told_of_what_somebody_sees(company: Company) -> None:
    at_work(company)
    with company.database.reading() as connection:
        told = {
            who: len([*queries.everything(connection, company.runtime, reader_of(connection, company.runtime, each))])
            for who in ("auditor", "preventa", "administrador")
            for each in [person(connection, who)]
        }
    assert told["auditor"] >= told["preventa"] > told["administrador"] == 0


def test_a_page_goes_on_where_more_ended_than_it_shows(company: Company) -> None:
    busy = at_work(company)
    wanted = Wanted(ended_until=busy.clock())
    with company.database.reading() as connection:
        first, behind = register.page(connection, EVERYTHING, wanted, limit=1)
        second, _ = register.page(connection, EVERYTHING, wanted, after=behind, limit=1)
        limited = reader_of(connection, company.runtime, person(connection, "comercial"))
        seen, _ = register.page(connection, limited, wanted, limit=1)
    assert len(first) == len(second) == len(seen) == 1 and first != second
