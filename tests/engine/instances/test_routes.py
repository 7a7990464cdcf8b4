"""Every way through *Gestión Comercial*, each lane doing its own work, on both databases.

One row per outcome of each gateway, both rework loops twice, the business case returned once, each of the three ends.
After each run what is stored must be what history gives again.
"""

import pytest

from tests.engine.instances.again import assert_rebuilds
from tests.support import Company

SERVICE = {"tipo_requerimiento": "servicio", "areas": ["soc_noc"]}
PURCHASE = {"tipo_requerimiento": "compraventa", "areas": ["consultoria"]}
MANAGED = {"tipo_requerimiento": "servicio_administrado", "areas": ["soc_noc", "ciberinteligencia"]}
GO = {"business_case_aprobado": True, "go": True}
NO_GO = {"business_case_aprobado": True, "go": False}
RETURNED = {"business_case_aprobado": False}
MEETS, FAILS = {"cumple": True}, {"cumple": False}
ACCEPTED = {"cumple_tecnicamente": True, "cumple_economicamente": True}
COMMENTS_ON_PRICE = {"cumple_tecnicamente": True, "cumple_economicamente": False, "acepta_comentarios": True}
COMMENTS_ON_TECHNIQUE = {"cumple_tecnicamente": False, "acepta_comentarios": True}
LOST_ON_PRICE = {"cumple_tecnicamente": True, "cumple_economicamente": False, "acepta_comentarios": False}
LOST_ON_TECHNIQUE = {"cumple_tecnicamente": False, "acepta_comentarios": False}

LEAD = "prospeccion validacion"
SIZED = "dimensionamiento business_case validar_business_case"
OFFERED = "elaborar_propuesta validar_cumplimiento enviar_cliente revisar_propuesta"
WON = "notificar_ganada formalizar_contrato"

ROUTES = {
    "a service, accepted at once": (
        {
            "validacion": [SERVICE],
            "validar_business_case": [GO],
            "validar_cumplimiento": [MEETS],
            "revisar_propuesta": [ACCEPTED],
        },
        f"{LEAD} participacion {SIZED} {OFFERED} {WON}",
        "fin_ganada",
    ),
    "a purchase goes through the alliances and needs a new one": (
        {
            "validacion": [PURCHASE],
            "cotizar_soluciones": [{"requiere_alianza": True}],
            "validar_business_case": [GO],
            "validar_cumplimiento": [MEETS],
            "revisar_propuesta": [ACCEPTED],
        },
        f"{LEAD} cotizar_soluciones generar_alianza participacion {SIZED} {OFFERED} {WON}",
        "fin_ganada",
    ),
    "a managed service with IT goes through the alliances, two areas take part": (
        {
            "validacion": [{**MANAGED, "requiere_ti": True}],
            "cotizar_soluciones": [{"requiere_alianza": False}],
            "validar_business_case": [NO_GO],
        },
        f"{LEAD} cotizar_soluciones participacion participacion {SIZED} justificar_no_go",
        "fin_no_go",
    ),
    "a managed service without IT does not": (
        {"validacion": [{**MANAGED, "requiere_ti": False}], "validar_business_case": [NO_GO]},
        f"{LEAD} participacion participacion {SIZED} justificar_no_go",
        "fin_no_go",
    ),
    "the business case comes back once": (
        {"validacion": [SERVICE], "validar_business_case": [RETURNED, NO_GO]},
        f"{LEAD} participacion {SIZED} business_case validar_business_case justificar_no_go",
        "fin_no_go",
    ),
    "compliance sends it back twice": (
        {
            "validacion": [SERVICE],
            "validar_business_case": [GO],
            "validar_cumplimiento": [FAILS, FAILS, MEETS],
            "revisar_propuesta": [LOST_ON_TECHNIQUE],
        },
        f"{LEAD} participacion {SIZED} elaborar_propuesta validar_cumplimiento correcciones validar_cumplimiento "
        "correcciones validar_cumplimiento enviar_cliente revisar_propuesta notificar_perdida",
        "fin_no_obtenida",
    ),
    "the client comments twice, on technique and on price, and accepts": (
        {
            "validacion": [SERVICE],
            "validar_business_case": [GO],
            "validar_cumplimiento": [MEETS],
            "revisar_propuesta": [COMMENTS_ON_TECHNIQUE, COMMENTS_ON_PRICE, ACCEPTED],
        },
        f"{LEAD} participacion {SIZED} {OFFERED} actualizar_propuesta revisar_propuesta actualizar_propuesta "
        f"revisar_propuesta {WON}",
        "fin_ganada",
    ),
    "lost on price": (
        {
            "validacion": [SERVICE],
            "validar_business_case": [GO],
            "validar_cumplimiento": [MEETS],
            "revisar_propuesta": [LOST_ON_PRICE],
        },
        f"{LEAD} participacion {SIZED} {OFFERED} notificar_perdida",
        "fin_no_obtenida",
    ),
}


@pytest.mark.parametrize("route", ROUTES, ids=list(ROUTES))
def test_route(company: Company, route: str) -> None:
    answers, visited, end = ROUTES[route]
    folio = company.start()
    became = company.drive(folio, answers)
    assert (became.status, became.end) == ("completed", end)
    assert company.visited(folio) == visited.split()
    assert_rebuilds(company, folio)
