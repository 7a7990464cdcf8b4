"""Work that nobody asks for: whether somebody does it, what waits too long, and what was last sealed and verified."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select, text

from bpmn.messages import lazy_gettext
from engine.clock import from_text
from engine.db import Database
from engine.doctor.findings import Finding, good, warning, wrong
from engine.history import checkpoints
from engine.instances.models import instances, timers
from engine.jobs.turn import Turn
from engine.notifications.delivery import may_leave
from engine.notifications.models import has_status, outbox
from engine.notifications.outbox import EMAIL, EVENT, FILE, STAMP, WEBHOOK
from engine.notifications.queries import count_dead
from engine.notifications.statuses import LetterStatus
from engine.settings import Settings
from engine.verification.alarms import current
from engine.verification.models import verifications

WORKERS, LETTERS, TIMERS, VERIFICATION, SEALS, ALARMS = (
    "workers",
    "letters",
    "timers",
    "verification",
    "seals",
    "alarms",
)
LATE = timedelta(minutes=10)
"""How long something that is due may wait; it is looked for every five seconds."""
SEALED_WITHIN, VERIFIED_WITHIN = timedelta(hours=1), timedelta(hours=36)
"""Seals are made every quarter of an hour, and every night all is verified."""
MOST, MOST_NAMED = 1000, 5


def workers(connection: Connection, store: Database, settings: Settings, now: datetime) -> Iterator[Finding]:
    """Whether a worker is alive: by its heartbeats on PostgreSQL, by whose turn it is on SQLite."""
    if connection.dialect.name == "sqlite":
        if store.file is not None and not store.file.with_name(f"{store.file.name}.jobs-lock").exists():
            alive = 0
        else:
            with Turn(store) as turn:
                alive = 0 if turn.take() else 1
        advice = lazy_gettext("The site does the jobs on SQLite: start it with «cauce serve».")
    else:
        heard = "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > clock_timestamp() - :silence"
        silence = {"silence": settings.takeover}
        alive = connection.execute(text(heard), silence).scalar_one()
        advice = lazy_gettext("Start one or more, on any machine: cauce worker")
    if alive:
        yield good(WORKERS, lazy_gettext("Workers that are alive: {count}.", count=alive))
    else:
        said = lazy_gettext("No worker is alive: no e-mail leaves, no term ends, nothing is sealed or verified.")
        yield wrong(WORKERS, said, advice)


def letters(connection: Connection, settings: Settings, now: datetime) -> Iterator[Finding]:
    """Letters that should have left by now, and those that did not arrive."""
    ways = {
        EMAIL: settings.mail,
        WEBHOOK: settings.webhook,
        FILE: settings.leaving.directory,
        STAMP: settings.authority,
    }
    kinds = [EVENT, *(kind for kind, way in ways.items() if way is not None)]
    waiting = has_status(LetterStatus.PENDING)
    late = select(func.count(outbox.c.id)).where(
        waiting, outbox.c.kind.in_(kinds), outbox.c.next_attempt_at <= now - LATE, may_leave()
    )
    count = connection.execute(late).scalar_one()
    if count:
        said = lazy_gettext("Letters that should have left ten minutes ago: {count}.", count=count)
        yield wrong(LETTERS, said, lazy_gettext("See that a worker runs, and what it writes: cauce outbox"))
    stuck = select(func.count(outbox.c.id)).where(waiting, outbox.c.kind.not_in(kinds))
    without = connection.execute(stuck).scalar_one()
    if without:
        said = lazy_gettext("Letters that wait for a way out that is not set: {count}.", count=without)
        yield warning(LETTERS, said, lazy_gettext("Set it (CAUCE_SMTP_URL and so on); «cauce outbox» says which."))
    dead = count_dead(connection, most=MOST)
    if dead:
        said = lazy_gettext("Letters that did not arrive: {count}.", count=dead)
        yield warning(
            LETTERS, said, lazy_gettext("See why with «cauce outbox», and try them again: cauce outbox retry")
        )
    if not (count or without or dead):
        yield good(LETTERS, lazy_gettext("No letter is late or undelivered."))


def late_timers(connection: Connection, now: datetime) -> Iterator[Finding]:
    """Timers that should have fired by now."""
    late = select(func.count(timers.c.id)).where(text("status = 'waiting'"), timers.c.due_at <= now - LATE)
    count = connection.execute(late).scalar_one()
    if count:
        said = lazy_gettext("Timers that should have fired ten minutes ago: {count}.", count=count)
        yield wrong(TIMERS, said, lazy_gettext("See that a worker runs; one that cannot fire is in: cauce incidents"))
    else:
        yield good(TIMERS, lazy_gettext("No timer is late."))


def verified(connection: Connection, now: datetime) -> Iterator[Finding]:
    """When everything was last verified, what was not in order, and the alarms that last."""
    raised = current(connection)
    if raised:
        subjects = sorted({each.subject for each in raised})
        said = lazy_gettext("Not in order: {subjects}.", subjects=subjects[:MOST_NAMED])
        yield wrong(ALARMS, said, lazy_gettext("See what was found with: cauce verify --all. Remove nothing."))
    last = connection.execute(select(func.max(verifications.c.verified_at))).scalar()
    there = connection.execute(select(func.count(instances.c.id))).scalar_one()
    if not there:
        return
    if last is None or now - last > VERIFIED_WITHIN:
        said = lazy_gettext("Nothing was verified yet.")
        if last is not None:
            said = lazy_gettext("The last verification was {when}.", when=last)
        yield warning(
            VERIFICATION, said, lazy_gettext("It is done every night by a worker; by hand: cauce verify --all")
        )
    else:
        yield good(VERIFICATION, lazy_gettext("The last verification was {when}.", when=last))


def sealed(connection: Connection, settings: Settings, now: datetime) -> Iterator[Finding]:
    """When the log was last signed."""
    last = checkpoints.last(connection)
    if last is None:
        if settings.seal_key is not None:
            said = lazy_gettext("Nothing was sealed yet.")
            yield warning(
                SEALS, said, lazy_gettext("A worker seals every quarter of an hour; by hand: cauce checkpoint")
            )
        return
    newest = connection.execute(select(func.max(instances.c.head_at))).scalar()
    grown = newest is not None and newest > last.at
    said = lazy_gettext("The last seal is number {number}, of {when}.", number=last.number, when=from_text(last.at))
    if grown and now - from_text(last.at) > SEALED_WITHIN:
        yield wrong(SEALS, said, lazy_gettext("What was recorded since is not sealed. See why with: cauce checkpoint"))
    else:
        yield good(SEALS, said)
