"""A demonstration with a few opportunities under way and two that are over, of one person per role: what tests and the
manual look at where a company with half a year behind it would say too much."""

from collections.abc import Callable, Mapping
from datetime import datetime

from engine.db import Database
from engine.instances import commands, queries, samples
from engine.instances.reading import EVERYTHING
from engine.instances.runtime import Runtime
from web import demo

Answers = Mapping[str, object]
Decisions = Mapping[str, Answers | tuple[Answers, ...]]
"""By activity: what is answered there, always or round by round."""

# Each opportunity is driven with these answers until the named activity waits for somebody; without one, to its end.
OPPORTUNITIES: tuple[tuple[str | None, Decisions], ...] = (
    ("validacion", {"prospeccion": {"cliente": "Banco del Bajío Norte"}}),
    (
        "participacion",
        {
            "prospeccion": {"cliente": "Seguros Altamira"},
            "validacion": {"tipo_requerimiento": "servicio", "areas": ["soc_noc", "consultoria"]},
        },
    ),
    (
        "correcciones",
        {
            "prospeccion": {"cliente": "Grupo Hotelero Pacífico"},
            "validacion": {"tipo_requerimiento": "servicio", "areas": ["ciberinteligencia"]},
            "validar_business_case": {"business_case_aprobado": True, "go": True},
            "validar_cumplimiento": {"cumple": False},
        },
    ),
    (
        # It waits for its client, who has a link: see it as Comercial.
        "revisar_propuesta",
        {
            "prospeccion": {
                "cliente": "Universidad del Centro",
                "contacto": "Marta Ruiz, Compras",
                "requerimiento": "Centro de operaciones de seguridad 24x7",
            },
            "validacion": {"tipo_requerimiento": "servicio", "areas": ["soc_noc"]},
            "validar_business_case": {"business_case_aprobado": True, "go": True},
            "elaborar_propuesta": {"monto_propuesta": 1_250_000},
            "validar_cumplimiento": {"cumple": True},
            "enviar_cliente": {"mensaje_cliente": "Le enviamos la propuesta que nos pidió. Quedamos atentos."},
        },
    ),
    # Two that are over, for auditors to replay: one won after a correction, one that was not gone for.
    (
        None,
        {
            "prospeccion": {"cliente": "Aeropuertos del Sureste", "requerimiento": "Respuesta a incidentes"},
            "validacion": {"tipo_requerimiento": "servicio", "areas": ["soc_noc", "ciberinteligencia"]},
            "validar_business_case": {"business_case_aprobado": True, "go": True},
            "elaborar_propuesta": {"monto_propuesta": 3_400_000},
            "validar_cumplimiento": ({"cumple": False}, {"cumple": True}),
            "revisar_propuesta": {"cumple_tecnicamente": True, "cumple_economicamente": True},
        },
    ),
    (
        None,
        {
            "prospeccion": {"cliente": "Constructora Lomas", "requerimiento": "Auditoría de seguridad"},
            "validacion": {"tipo_requerimiento": "servicio", "areas": ["consultoria"]},
            "validar_business_case": {"business_case_aprobado": True, "go": False},
        },
    ),
)


def prepare(database: Database, runtime: Runtime, clock: Callable[[], datetime]) -> None:
    """Make it, in a database with nothing in it."""
    demo.prepare(database, runtime, clock, empty=True)
    for until, decisions in OPPORTUNITIES:
        _drive(database, runtime, clock, until, decisions)


def _drive(
    database: Database, runtime: Runtime, clock: Callable[[], datetime], until: str | None, decisions: Decisions
) -> None:
    with database.transaction() as connection:
        folio, _ = commands.start(connection, runtime, "gestion_comercial", actor="comercial", at=clock())
    while True:
        with database.transaction() as connection:
            waiting = queries.tasks(connection, EVERYTHING, folio=folio)
            if not waiting or waiting[0].item.visit.element == until:
                return
            task, at = waiting[0], clock()
            place, actor = task.item.visit, task.candidates[0]
            given = decisions.get(place.element, {})
            if isinstance(given, tuple):
                given = given[place.round - 1]
            values = samples.filled(connection, runtime, task.item.id, given, actor=actor, at=at)
            commands.complete(connection, runtime, task.item.id, values, actor=actor, at=at)
