"""Who comes, and what there is: instances of which everybody sees some and not others."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bpmn.examples import Sketch
from engine.audits import commands as audits
from engine.audits import following
from engine.audits.about import About
from engine.audits.record import Plan, Said
from engine.audits.statuses import FindingKind, Severity
from engine.db import Connection
from engine.definitions import arrivals, comments, control
from engine.definitions.deployment import deploy
from engine.definitions.inspection import Source
from engine.definitions.trail import trail
from engine.documents.references import named_in
from engine.history import checkpoints
from engine.history.keys import new_key
from engine.identity import accounts
from engine.identity.commands import ensure_person, ensure_right
from engine.identity.rights import Right
from engine.impact.keeping import try_now
from engine.instances.models import instances, overviews
from engine.instances.reading import EVERYTHING as EVERYTHING_THERE_IS
from engine.sampling import commands as sampling
from engine.sampling.drawing import Member, Method
from engine.telling.models import notices
from engine.webhooks import commands as webhooks
from tests.engine.client_access.proposal import offered, sent, token_of
from tests.engine.definitions.copying import AUTHOR, PROCESS, with_a_copy
from tests.engine.definitions.publishing import publish
from tests.engine.incidents.stopping import RIGHT, counting, stopped
from tests.engine.migration.moving import procedure
from tests.engine.verification.opportunity import seal
from tests.support import Company
from web import demo

TODAY = date(2026, 3, 2)
NOBODY = "nobody"
"""Who has not come in."""
PLAIN, READER, READER_OF_ONE = "sin_rol", "lectora", "lector_de_uno"
"""Somebody without a role; who was given the right to read everything; to read what runs on `z` alone."""
PEOPLE = (*demo.ROLES, PLAIN, READER, READER_OF_ONE)
SIGN = frozenset({"director_comercial", "control_documentos", "direccion_general"})
"""Who holds a right over versions, of every procedure."""
EVERYTHING = SIGN | {"auditor", READER}
"""Who sees every instance: an auditor, and who holds a right over every procedure."""

BEGUN, OFFERED, OTHERS, STOPPED, OVER = "begun", "offered", "others", "stopped", "over"
SEEN: Mapping[str, frozenset[str]] = {
    # It waits for the director, and Comercial began it.
    BEGUN: EVERYTHING | {"comercial"},
    # It waits for the client; it went through Comercial, Preventa, SOC/NOC and Cumplimiento.
    OFFERED: EVERYTHING | {"comercial", "preventa", "soc_noc", "cumplimiento", "cliente"},
    # Of another procedure, with one lane.
    OTHERS: EVERYTHING | {"ciberinteligencia", READER_OF_ONE},
    # Of a procedure that cannot go on: who administers repairs it.
    STOPPED: EVERYTHING | {"comercial", "administrador"},
    # Begun, and cancelled.
    OVER: EVERYTHING | {"comercial"},
}
"""The instances, and who sees each."""
DOES: Mapping[str, frozenset[str]] = {
    BEGUN: frozenset({"director_comercial"}),
    OFFERED: frozenset({"cliente"}),
    OTHERS: frozenset({"ciberinteligencia"}),
    STOPPED: frozenset({"comercial"}),
}
"""Who may do the step at which each waits."""


@dataclass(frozen=True)
class Things:
    """What routes are about: the `folios` and open `tasks` of the instances, and the `values` of other parts of
    addresses and forms. `secrets` are what nobody may read who does not see an instance."""

    folios: Mapping[str, str]
    tasks: Mapping[str, str]
    values: dict[str, str]
    secrets: Mapping[str, tuple[str, ...]]


def prepared(company: Company, folder: Path) -> Things:
    """The company with all of that in it."""
    with company.database.transaction() as connection:
        for id_ in (PLAIN, READER, READER_OF_ONE):
            ensure_person(connection, id_, id_, [], email=None, at=company.clock())
        ensure_right(connection, READER, Right.READ, actor=None, at=company.clock())
    folios = {BEGUN: company.start(), OFFERED: sent(company), OVER: company.start(), STOPPED: stopped(company)}
    other = procedure("start > a > end", lane="ciberinteligencia").replace(b' id="p"', b' id="z"')
    publish(company, Source("z.bpmn", other))
    with company.database.transaction() as connection:
        ensure_right(connection, READER_OF_ONE, Right.READ, "z", actor=None, at=company.clock())
    folios[OTHERS] = company.start("z", "ciberinteligencia")
    with company.database.transaction() as connection:
        at = company.clock()
        again = other.replace(b"<bpmn:startEvent", b"<bpmn:documentation/><bpmn:startEvent", 1)
        later = [Source("z.bpmn", again), counting(RIGHT)]
        tried = partial(try_now, actor="director_comercial", at=at)
        deploy(connection, later, "Otra", before_review=tried, actor="director_comercial", at=at)
        control.review(connection, "p", actor="control_documentos", at=at)
    company.command("cancel", folios[OVER], "Duplicada", actor="comercial")
    tasks = {name: company.tasks(folio)[0].item.id for name, folio in folios.items() if name != OVER}
    (link,) = [each.link for each in offered(company, folios[OFFERED]) if each.link is not None]
    sealed = seal(company, new_key(folder / "seal.pem"))
    files = {sha256 for event in company.history(folios[OFFERED]) for _, sha256 in named_in(event.payload)}
    values = {"token": token_of(company, folios[OFFERED]), "link": link.id, "sha256": min(files)}
    with company.database.transaction() as connection:
        values |= _drafted(connection, company)
        checkpoints.keep_stamp(connection, sealed.size, b"a time-stamp")
        addressed = "https://crm.example.com/avisos"
        hook = webhooks.add(connection, "CRM", addressed, networks=(), actor="administrador", at=company.clock())[0]
        drawn = sampling.draw_sample(
            connection, "Todas", ["A"], map(Member, folios.values()), Method.RANDOM, seed="7", size=9, asked="",
            actor="auditor", at=company.clock(),
        )  # fmt: skip
        values |= {"sample": str(drawn), "sampled": folios[BEGUN]}
        values |= {"webhook": str(hook), "seal": str(sealed.number)}
        values |= _audited(connection, company)
        values["password"] = accounts.make_link(connection, "preventa", actor="administrador", at=company.clock())
        told = select(notices.c.id).where(notices.c.person_id == "control_documentos").order_by(notices.c.id).limit(1)
        values["notice"] = str(connection.execute(told).scalar_one())
        secrets = {name: _said_of(connection, folio) for name, folio in folios.items()}
    assert secrets[OFFERED]
    return Things(folios, tasks, values, secrets)


def _said_of(connection: Connection, folio: str) -> tuple[str, ...]:
    """Whom an instance is for, and what about."""
    columns = overviews.c.client, overviews.c.title
    query = (
        select(*columns).join(instances, instances.c.id == overviews.c.instance_id).where(instances.c.folio == folio)
    )
    return tuple(str(each) for each in connection.execute(query).one() if each)


def _audited(connection: Connection, company: Company) -> dict[str, str]:
    """An audit that is planned, one under way, and a finding that waits for its owner, who is of Preventa."""
    by: dict[str, Any] = {"actor": "auditor", "at": company.clock()}
    plan = Plan("Una", "Si se sigue.", "Lo escrito.", "", (), "auditor", (), "2026-03-02", "2026-03-31")
    audit, under_way = (audits.plan_audit(connection, plan, today=TODAY, **by) for _ in range(2))
    audits.begin_audit(connection, under_way.code, [], **by)
    kind, severity = FindingKind.NONCONFORMITY, Severity.MINOR
    said = Said(kind, severity, "", "Sin revisar", "Salió sin revisar.", "preventa", "2026-03-09")
    about = About(process_id="gestion_comercial")
    finding = following.raise_finding(connection, EVERYTHING_THERE_IS, said, about, today=TODAY, **by)
    return {"audit": audit.code, "under_way": under_way.code, "finding": finding.code}


def _drafted(connection: Connection, company: Company) -> dict[str, str]:
    """One that is written, with a copy and a comment; `z` is submitted, and `p` reviewed besides."""
    at = company.clock()
    saved, copy = with_a_copy(connection, at=at)
    comments.comment(connection, PROCESS, None, "¿Y los plazos?", actor=AUTHOR, at=at)
    (said,) = comments.comments(trail(connection, "gestion_comercial"), saved.id)
    brought = arrivals.receive(
        connection, "compras.bpmn", Sketch("start > review > end").source(), {}, actor=AUTHOR, at=at
    )
    return {"copy": str(copy.id), "comment": str(said.id), "arrival": str(brought)}
