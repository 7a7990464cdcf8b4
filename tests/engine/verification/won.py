"""An opportunity driven to its end, with the alliances, both rework loops, a file and a claim."""

from collections.abc import Mapping

from engine.documents.store import store
from tests.support import Company

ALLIANCE = {
    "tipo_requerimiento": "servicio_administrado",
    "requiere_ti": True,
    "areas": ["soc_noc", "consultoria"],
}
ANSWERS: Mapping[str, list[Mapping[str, object]]] = {
    "validacion": [ALLIANCE],
    "validar_business_case": [{"business_case_aprobado": True, "go": True}],
    "validar_cumplimiento": [{"cumple": False}, {"cumple": True}],
    "revisar_propuesta": [
        {"cumple_tecnicamente": False, "acepta_comentarios": True},
        {"cumple_tecnicamente": True, "cumple_economicamente": True},
    ],
}


def won(company: Company, client: str = "Aseguradora del Golfo") -> str:
    """Its folio. It went 5 → 6 → 5 and 8 → 9 → 8 once each, and ended at ``fin_ganada``."""
    folio = company.start()
    with company.database.transaction() as connection:
        record = store(connection, "F-COM-001.pdf", b"%PDF-1.7", actor="director_comercial", at=company.clock())
    company.command("claim", company.task(folio, "prospeccion").item.id, actor="director_comercial")
    first = {"cliente": client, "origen_requerimiento": "visita_presencial", "archivo_f_com_001": [record]}
    became = company.drive(folio, {"prospeccion": [first], **ANSWERS})
    assert became.end == "fin_ganada"
    return folio
