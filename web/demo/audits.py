"""The audit that the demonstration's auditor is at: two findings, one answered, one that waits for its owner."""

from datetime import datetime, timedelta

from engine.audits import commands, following
from engine.audits.about import About
from engine.audits.record import Plan, Said
from engine.audits.statuses import FindingKind, Severity
from engine.db import Connection
from engine.history.event_types import USER_TASK_COMPLETED
from engine.identity.role_ids import AUDITOR
from engine.instances import queries
from engine.instances.reading import EVERYTHING
from engine.replay import register
from engine.replay.wanted import Wanted
from web.demo.hours import Hours

PROCESS = "gestion_comercial"
OWNER, DIRECTOR = "cumplimiento", "director_comercial"
STEP, SEEN_AT = "enviar_cliente", "validar_cumplimiento"


def audit(hours: Hours, connection: Connection, at: datetime) -> None:
    """It is planned and begun over all histories, and two findings are raised in it."""
    today = hours.day(at)
    plan = Plan(
        "Auditoría interna del semestre",
        "Saber si las propuestas salen con las revisiones que el procedimiento pide, y a tiempo.",
        "El procedimiento Gestión Comercial vigente y sus políticas; ISO 9001:2015, 8.2 y 8.5.",
        "",
        (),
        AUDITOR,
        ("control_documentos",),
        today.isoformat(),
        hours.shifted(8).isoformat(),
    )
    code = commands.plan_audit(connection, plan, today=today, actor=AUDITOR, at=at).code
    folios = register.folios(connection, EVERYTHING, Wanted())
    commands.begin_audit(connection, code, folios, actor=AUDITOR, at=at + timedelta(minutes=30))
    by = {"audit": code, "today": today, "actor": AUDITOR}
    early = Said(
        FindingKind.NONCONFORMITY,
        Severity.MINOR,
        "ISO 9001:2015, 8.2.3",
        "El paso no pide la constancia de envío",
        "Cuatro de diez propuestas se enviaron sin que se guardara con qué correo. El procedimiento pide conservarlo y "
        "el formulario del paso no lo solicita.",
        OWNER,
        hours.shifted(-4).isoformat(),
    )
    where = About(process_id=PROCESS, element=STEP)
    following.raise_finding(connection, EVERYTHING, early, where, at=at + timedelta(hours=2), **by)  # type: ignore[arg-type]
    late = Said(
        FindingKind.NONCONFORMITY,
        Severity.MAJOR,
        "Política 4.4",
        "La propuesta se validó el mismo día de su entrega",
        "Cumplimiento validó la propuesta el día en que vencía su entrega; la política pide hacerlo al menos un día "
        "hábil antes.",
        DIRECTOR,
        hours.shifted(2).isoformat(),
    )
    seen = _seen(connection, folios)
    following.raise_finding(connection, EVERYTHING, late, seen, at=at + timedelta(hours=3), **by)  # type: ignore[arg-type]


def answer(hours: Hours, connection: Connection, at: datetime) -> None:
    """The owner of the first finding says why it was so, and what is done about it."""
    following.analyse_finding(
        connection,
        f"H-{hours.shifted(-12).year}-001",
        cause="El formulario se hizo antes de que la política pidiera la constancia, y nadie los comparó después.",
        correction="Se pidieron las cuatro constancias que faltaban y se anexaron en los comentarios.",
        action="Añadir al formulario un archivo obligatorio con la constancia de envío.",
        responsible=DIRECTOR,
        action_due=hours.shifted(6).isoformat(),
        today=hours.day(at),
        actor=OWNER,
        at=at,
    )


def _seen(connection: Connection, folios: list[str]) -> About:
    """An event that the auditor saw: that one of the latest proposals was validated."""
    for folio in reversed(folios):
        for event in queries.history(connection, EVERYTHING, folio):
            if event.type == USER_TASK_COMPLETED.name and event.element == SEEN_AT:
                return About(folio=folio, seq=event.seq)
    return About(process_id=PROCESS)
