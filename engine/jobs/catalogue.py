"""The catalogue of jobs: what each does, and when it runs.

A job may run twice, at once, or be killed half-way: whatever it does is claimed or committed piece by piece. It does a
bounded amount and gives how much that was; what is left over is for the next time.
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from engine import queue
from engine.client_access.invitations import link_key
from engine.client_access.letters import WithLinks
from engine.clock import Clock
from engine.db import Database
from engine.form_drafts import retention as drafts
from engine.impact import keeping
from engine.incidents import commands as incidents
from engine.instances.runtime import Runtime
from engine.jobs.histories import seal_histories, verify_histories
from engine.jobs.schedule import Every, Nightly, Schedule
from engine.jobs.versions import propose_disposal, put_versions_in_force
from engine.notifications import delivery, retention
from engine.notifications.delivery import Channel
from engine.notifications.directory import Folder
from engine.notifications.mail import Mailer
from engine.notifications.outbox import EMAIL, FILE, WEBHOOK
from engine.notifications.webhook import HandOff
from engine.settings import Settings

Run = Callable[[Database, Runtime, Settings, Clock], int]
LONGEST_STEP = timedelta(seconds=10)
SHORT_STEP = timedelta(seconds=3)
"""After so much of what is long, other jobs have their turn."""


@dataclass(frozen=True, slots=True)
class Job:
    """`name` is what the queue knows it by; `prompt`: commands ask for it (`engine.queue.defer`); `alone`: two at once
    would only be in each other's way."""

    name: str
    run: Run
    schedule: Schedule
    prompt: bool = False
    alone: bool = False


def deliver_outbox(database: Database, runtime: Runtime, settings: Settings, clock: Clock) -> int:
    """Deliver what is due through the channels there are. Raises StoreUnavailable."""
    # Shorter than the lease, or a server that hangs would have every letter delivered by the next worker as well.
    timeout = min(LONGEST_STEP, settings.takeover / 2).total_seconds()
    channels: dict[str, Channel] = {}
    with ExitStack() as stack:
        if settings.mail is not None:
            mailer = stack.enter_context(Mailer(settings.mail, settings.base_url, timeout))
            channels[EMAIL] = WithLinks(mailer, settings.base_url, partial(_link_key, database, runtime, clock))
        if settings.webhook is not None:
            channels[WEBHOOK] = HandOff(settings.webhook, settings.base_url, timeout)
        if settings.leaving.directory is not None:
            channels[FILE] = Folder(settings.leaving.directory)
        return delivery.deliver(database, channels, clock, settings.takeover)


def _link_key(database: Database, runtime: Runtime, clock: Clock) -> bytes:
    with database.transaction() as connection:
        return link_key(connection, runtime.secrets, at=clock())


def fire_timers(database: Database, runtime: Runtime, settings: Settings, clock: Clock) -> int:
    """Fire the timers that are due; one that cannot fire becomes an incident. Raises StoreUnavailable."""
    return incidents.fire_due(database, runtime, clock())


def fire_stopped_timers(database: Database, runtime: Runtime, settings: Settings, clock: Clock) -> int:
    """Try the timers of incidents again. Raises StoreUnavailable."""
    return incidents.fire_stopped(database, runtime, clock())


def remove_arrived(database: Database, runtime: Runtime, settings: Settings, clock: Clock) -> int:
    """Remove from the outbox what arrived long ago (`retention.KEPT`). Raises StoreUnavailable."""
    return retention.remove_arrived(database, at=clock())


def remove_drafts(database: Database, runtime: Runtime, settings: Settings, clock: Clock) -> int:
    """Remove drafts of steps that are closed, and then files that nothing refers to (`engine.form_drafts.retention`).

    Raises StoreUnavailable.
    """
    at = clock()
    return drafts.remove_closed(database, at=at) + drafts.remove_unreferenced(database, at=at)


def try_drafts(database: Database, runtime: Runtime, settings: Settings, clock: Clock) -> int:
    """Try the drafts that people asked to try on the instances, a few seconds' worth. Raises StoreUnavailable."""
    return keeping.go_on(database, runtime.library, clock, until=clock() + SHORT_STEP)


JOBS: tuple[Job, ...] = (
    Job("fire_timers", fire_timers, Every(5)),
    Job("fire_stopped_timers", fire_stopped_timers, Every(600), alone=True),
    Job(queue.DELIVER, deliver_outbox, Every(5), prompt=True),
    Job(keeping.TRY_DRAFTS, try_drafts, Every(60), prompt=True, alone=True),
    Job("put_versions_in_force", put_versions_in_force, Every(60), alone=True),
    Job("seal_histories", seal_histories, Every(900), alone=True),
    Job("verify_histories", verify_histories, Nightly(3), alone=True),
    Job("remove_arrived", remove_arrived, Nightly(4), alone=True),
    Job("remove_drafts", remove_drafts, Nightly(5), alone=True),
    Job("propose_disposal", propose_disposal, Nightly(5), alone=True),
)
