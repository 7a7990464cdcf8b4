"""What lists show of an instance to who has no part in it: to who repairs what stands still while it does, and to who
reads a procedure by a right."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import Connection, update

from engine.attention import listing as notices
from engine.identity.commands import ensure_right
from engine.identity.queries import person
from engine.identity.rights import Right
from engine.instances.models import instances
from engine.instances.reading import reader_of
from engine.instances.views import deliveries, lessons
from engine.jobs.quoting import index
from engine.telling.commands import tell
from engine.telling.kinds import NoticeKind
from tests.support import START, Company

pytestmark = pytest.mark.both_databases

LOST = {
    "prospeccion": [{"cliente": "Aceros del Norte"}],
    "validacion": [{"tipo_requerimiento": "servicio", "areas": ["soc_noc"]}],
    "validar_business_case": [{"business_case_aprobado": True, "go": True}],
    "validar_cumplimiento": [{"cumple": True}],
    "revisar_propuesta": [{"cumple_tecnicamente": False, "acepta_comentarios": False}],
    "notificar_perdida": [
        {"aplica_leccion": True, "lecciones": [{"leccion_situacion": "Precio", "leccion_accion": "Cotizar antes"}]}
    ],
}


def standing_still(connection: Connection, who: str) -> None:
    connection.execute(update(instances).values(open_incidents=1))


def by_a_right(connection: Connection, who: str) -> None:
    ensure_right(connection, who, Right.READ, "gestion_comercial", actor=None, at=START)


@pytest.mark.parametrize(
    ("who", "given"), [("administrador", standing_still), ("consultoria", by_a_right)], ids=["repairs", "reads"]
)
def test_notices_deliveries_and_lessons_are_shown_once_they_see_it(
    company: Company, who: str, given: Callable[[Connection, str], None]
) -> None:
    company.drive(lost := company.start(), LOST)
    company.do(folio := company.start(), "prospeccion", {"cliente": "Aceros del Norte", "fecha_entrega": "2026-03-20"})
    while index(company.database):
        pass
    with company.database.transaction() as connection:
        tell(connection, NoticeKind.MENTIONED, [who], key="k", folio=folio, at=company.clock())

    def shown() -> tuple[list[str | None], list[str], list[str]]:
        with company.database.reading() as connection:
            reader = reader_of(connection, company.runtime, person(connection, who))
            days = date(2026, 3, 1), date(2026, 4, 1)
            return (
                [row.folio for row in notices.page(connection, reader, new=False)[0]],
                [each.folio for each in deliveries.deliveries(connection, reader, *days, limit=9)],
                [each.folio for each in lessons.lessons(connection, reader, "Aceros del Norte")],
            )

    assert shown() == ([], [], [])
    with company.database.transaction() as connection:
        given(connection, who)
    assert shown() == ([folio], [folio], [lost])
