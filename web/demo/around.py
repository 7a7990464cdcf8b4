"""What the demonstration's company did besides its opportunities: days without work, versions, letters, proofs."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from zoneinfo import ZoneInfo

from engine.attention import following, mailing, reminders
from engine.calendar import commands as calendar
from engine.db import Connection, Database
from engine.definitions import control
from engine.definitions.deployment import deploy
from engine.definitions.inspection import Source
from engine.history.channels import JOB
from engine.identity import substituting
from engine.identity.role_ids import ADMINISTRATOR, AUDITOR
from engine.impact.keeping import try_now
from engine.incidents import commands as incidents
from engine.instances import link_reminders
from engine.instances.reading import EVERYTHING
from engine.instances.runtime import Runtime
from engine.jobs.quoting import index
from engine.notifications import delivery
from engine.notifications.delivery import DeliveryFailed
from engine.notifications.outbox import EMAIL
from engine.notifications.record import Receipt
from engine.replay.population import By, population
from engine.replay.wanted import Wanted
from engine.sampling import commands as sampling
from engine.sampling import queries as samples
from engine.sampling.drawing import Method
from engine.sampling.record import Verdict
from engine.telling import commands as telling
from engine.verification import findings, runs
from engine.webhooks import commands as webhooks
from web.demo.hours import Hours
from web.demo.people import PEOPLE, Away

PROCESS = "gestion_comercial"
AUTHOR, REVIEWER, APPROVER = "director_comercial", "control_documentos", "direccion_general"
# What the first version says otherwise than the one that ships: a mistake that nobody noticed until one area sufficed.
MENDED = b"areas_involucradas = areas</spiffworkflow:postScript>"
MISTAKEN = b"areas_involucradas = areas if areas[1] else []</spiffworkflow:postScript>"
WHY_MENDED = "Corrige el registro de las áreas cuando participa una sola; hallazgo de la auditoría interna."
WHY_CHANGED = "Precisa qué se guarda de cada cotización."
DOCUMENTED, ADDED = b"<bpmn:documentation>", "Se guarda la cotización que se eligió y la razón. ".encode()
ATTRIBUTES = (
    "Hay un requerimiento documentado: RFP, RFI, estudio de mercado o F-COM-001.",
    "Cumplimiento recibió la propuesta a más tardar un día hábil antes de su entrega.",
    "Todas las áreas involucradas participaron en el dimensionamiento.",
)
"""What the worksheets of the auditor's sample ask."""
SEED = "20260114"
LONG, EVERY = timedelta(minutes=1), 2**31 - 1
SERVER, UNKNOWN = "correo.empresa.example:25", "hector@example.com"
"""The company's server for letters, and an address that it has not known lately."""


def began_with(shipped: Iterable[Source]) -> list[Source]:
    """The procedures as the company had them first."""
    return [replace(each, diagram=each.diagram.replace(MENDED, MISTAKEN, 1)) for each in shipped]


def set_up(hours: Hours, connection: Connection, at: datetime) -> None:
    """What administrators did at first: days on which nobody works, and a system that is to be told of things."""
    for day, name in hours.rests.items():
        calendar.decide(connection, day.isoformat(), works=False, name=name, actor=ADMINISTRATOR, at=at)
    name, url = "CRM", "https://crm.empresa.example/cauce"
    hook, _ = webhooks.add(connection, name, url, networks=(), actor=ADMINISTRATOR, at=at)
    webhooks.pause(connection, hook, actor=ADMINISTRATOR, at=at)


def draw_a_sample(zone: ZoneInfo, connection: Connection, at: datetime) -> None:
    """A sample that the auditor drew and works through: half of its worksheets are finished."""
    members = population(connection, EVERYTHING, Wanted(), zone, Method.STRATIFIED, By.OUTCOME)
    id = sampling.draw_sample(
        connection, "Oportunidades del semestre, por desenlace", ATTRIBUTES, members, Method.STRATIFIED,
        seed=SEED, size=12, asked="", by=By.OUTCOME, actor=AUDITOR, at=at,
    )  # fmt: skip
    for place, item in enumerate(samples.items(connection, id)[:6]):
        met = {str(number): (Verdict.MET, "") for number in range(1, len(ATTRIBUTES) + 1)}
        deviates = (
            {"2": (Verdict.DEVIATION, "La propuesta salió sin el visto bueno de Cumplimiento.")} if place == 3 else {}
        )
        sampling.judge(connection, id, item.folio, met | deviates, actor=AUDITOR, at=at + place * timedelta(minutes=20))


def goes_away(hours: Hours, away: Away, connection: Connection, at: datetime) -> None:
    """Somebody says who does their work while they are away."""
    who = away.person, away.substitute, hours.shifted(away.first), hours.shifted(away.last)
    substituting.set_substitute(connection, *who, zone=hours.zone, actor=away.person, at=at)


def mend(shipped: Sequence[Source], hours: Hours, connection: Connection, at: datetime) -> None:
    """The version without the mistake comes into force, by three signatures."""
    tried = partial(try_now, actor=AUTHOR, at=at)
    for each in deploy(connection, shipped, WHY_MENDED, before_review=tried, actor=AUTHOR, at=at):
        control.review(connection, each.process_id, actor=REVIEWER, at=hours.later(at, 2))
        control.approve(connection, each.process_id, actor=APPROVER, at=hours.later(at, 4))


def prepare_a_version(shipped: Sequence[Source], connection: Connection, at: datetime) -> None:
    """A version of the other procedure waits for its review."""
    called = next(each for each in shipped if f'id="{PROCESS}"'.encode() not in each.diagram)
    changed = replace(called, diagram=called.diagram.replace(DOCUMENTED, DOCUMENTED + ADDED, 1))
    tried = partial(try_now, actor=AUTHOR, at=at)
    deploy(connection, [changed], WHY_CHANGED, before_review=tried, actor=AUTHOR, at=at)


def post(connection: Connection, at: datetime, *, bounces: bool) -> None:
    """The letters of a day arrive; where they may bounce, everybody has one but who is not known there."""
    while (letter := delivery.take(connection, [EMAIL], at=at, lease=timedelta(minutes=1))) is not None:
        to, digest = delivery.texts(letter.payload.get("to", [])), sha256(letter.key.encode()).hexdigest()
        came: Receipt | DeliveryFailed = Receipt(tuple(to), SERVER, "250 2.0.0 Ok", digest)
        if bounces and UNKNOWN in to:
            others = [each for each in to if each != UNKNOWN]
            came = DeliveryFailed(f"{UNKNOWN} 550 5.1.1 User unknown", permanent=True, reached=others)
        delivery.record(connection, letter, came, at=at)


def evening(database: Database, runtime: Runtime, at: datetime) -> None:
    """What the program does by itself at the end of a day: timers, and reminders of links and terms."""
    incidents.fire_due(database, runtime, at)
    link_reminders.remind(database, runtime, at)
    reminders.remind(database, runtime, lambda: at, until=at + LONG)


def weekend(database: Database, runtime: Runtime, at: datetime, *, read: bool) -> None:
    """What it may do later: telling people of what concerns them and is not over by then, and keeping the
    words by which it is found. `read`: people have read what they were told."""
    following.follow(database, runtime, lambda: at, until=at + LONG)
    mailing.write_at_once(database, runtime, mails=False, at=at)  # here they read the site
    while index(database):
        pass
    with database.transaction() as connection:
        for each in PEOPLE if read else ():
            telling.read_all(connection, person=each.id, upto=EVERY, at=at)


def verify(database: Database, runtime: Runtime, folios: Sequence[str], at: datetime) -> None:
    """Some histories were verified last night."""
    reports = list(runs.verify_sequential(database, runtime, folios))
    with database.by(JOB).transaction() as connection:
        findings.keep(connection, reports, [], runtime.words, at=at)
