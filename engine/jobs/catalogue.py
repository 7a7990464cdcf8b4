"""The catalogue of jobs: what each does, and when it runs.

A job may run twice, at once, or be killed half-way: whatever it does is claimed or committed piece by piece. It does a
bounded amount and gives how much that was; what is left over is for the next time.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from engine import answered, queue
from engine.attention import findings, following, handing_back, mailing, reminders
from engine.client_access.invitations import link_key
from engine.client_access.letters import WithLinks
from engine.clock import Clock
from engine.db import Database
from engine.disposal import commands as disposal
from engine.facts import following as facts
from engine.form_drafts import retention as drafts
from engine.impact import fitting, keeping
from engine.incidents import commands as incidents
from engine.indicators.totals import around
from engine.instances import link_reminders
from engine.instances.runtime import Runtime
from engine.jobs.histories import seal_histories, verify_histories
from engine.jobs.quoting import index_quotes
from engine.jobs.schedule import Every, Nightly, Schedule
from engine.jobs.versions import propose_disposal, put_versions_in_force
from engine.notifications import delivery, retention
from engine.notifications.delivery import Channel
from engine.notifications.directory import Folder
from engine.notifications.mail import Mailer
from engine.notifications.outbox import EMAIL, EVENT, FILE, STAMP, WEBHOOK
from engine.notifications.webhook import HandOff
from engine.policies import keeping as policies
from engine.settings import Settings
from engine.telling import commands as telling
from engine.verification.stamping import Stamper
from engine.webhooks import publishing
from engine.webhooks import queries as webhooks
from engine.webhooks.channel import ToWebhooks

Run = Callable[[Database, Runtime, Settings, Clock], int]
LONGEST_STEP = timedelta(seconds=10)
SHORT_STEP = timedelta(seconds=3)
"""After so much of what is long, other jobs have their turn."""
SENDERS = 4
"""How many webhooks are told at the same time."""


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
            mailer = stack.enter_context(
                Mailer(settings.mail, settings.base_url, timeout, settings.company, settings.locale)
            )
            channels[EMAIL] = WithLinks(mailer, settings.base_url, partial(_link_key, database, runtime, clock))
        if settings.webhook is not None:
            channels[WEBHOOK] = HandOff(settings.webhook, settings.base_url, timeout)
        if settings.leaving.directory is not None:
            channels[FILE] = Folder(settings.leaving.directory)
        if settings.authority is not None:
            channels[STAMP] = Stamper(database, settings.authority, settings.leaving, runtime.words, timeout)
        return delivery.deliver(database, channels, clock, settings.takeover)


def send_webhooks(database: Database, runtime: Runtime, settings: Settings, clock: Clock) -> int:
    """Tell other systems what happens, a few seconds' worth, several at once, so that one that is slow to answer keeps
    the others waiting no longer than that. Raises StoreUnavailable."""
    with database.reading() as connection:
        told = len(webhooks.active(connection))
    if not told:
        return 0
    until, site = clock() + SHORT_STEP, settings.base_url
    timeout = min(LONGEST_STEP, settings.takeover / 2).total_seconds()
    channels = {EVENT: ToWebhooks(database, site, settings.webhook_networks, timeout)}
    done, senders = 0, min(told, SENDERS)
    with ThreadPoolExecutor(senders) as pool:
        while True:
            written = publishing.publish(database, site, runtime.words, clock, until=until)
            tries = partial(delivery.deliver, database, channels, clock, settings.takeover, until=until)
            tried = sum(each.result() for each in [pool.submit(tries) for _ in range(senders)])
            done += tried
            if not (written or tried) or clock() >= until:
                return done


def tell_people(database: Database, runtime: Runtime, settings: Settings, clock: Clock) -> int:
    """Note whom what happened concerns, and write the letters that are wanted at once. Raises StoreUnavailable."""
    told = following.follow(database, runtime, clock, until=clock() + SHORT_STEP)
    return told + mailing.write_at_once(database, runtime, mails=settings.mail is not None, at=clock())


def hand_back_work(database: Database, runtime: Runtime, settings: Settings, clock: Clock) -> int:
    """Give back what substitutes left when their time ended. Raises StoreUnavailable."""
    return handing_back.hand_back(database, runtime, clock, until=clock() + SHORT_STEP)


def remind_of_terms(database: Database, runtime: Runtime, settings: Settings, clock: Clock) -> int:
    """Remind people of terms before and after they end, and who heads them after that. Raises StoreUnavailable."""
    return reminders.remind(database, runtime, clock, until=clock() + SHORT_STEP)


def remind_of_findings(database: Database, runtime: Runtime, settings: Settings, clock: Clock) -> int:
    """Remind people of the findings of audits that wait for them. Raises StoreUnavailable."""
    with database.reading() as connection:
        calendar = reminders.office(connection, runtime)
    return findings.remind_of_findings(database, runtime, calendar, clock)


def write_digests(database: Database, runtime: Runtime, settings: Settings, clock: Clock) -> int:
    """Write the letter of the day to who wants one, once the office is open. Raises StoreUnavailable."""
    with database.reading() as connection:
        calendar = reminders.office(connection, runtime)
    return mailing.write_digests(database, runtime, calendar, at=clock())


def forget_notices(database: Database, runtime: Runtime, settings: Settings, clock: Clock) -> int:
    """Remove what people were told long ago (`engine.telling.commands.KEPT`). Raises StoreUnavailable."""
    return telling.forget(database, at=clock())


def take_in_facts(database: Database, runtime: Runtime, settings: Settings, clock: Clock) -> int:
    """Take what happened into the facts that auditors ask for, a few seconds' worth. Raises StoreUnavailable."""
    return facts.follow(database, runtime, clock, until=clock() + SHORT_STEP, around=around)


def _link_key(database: Database, runtime: Runtime, clock: Clock) -> bytes:
    with database.transaction() as connection:
        return link_key(connection, runtime.secrets, at=clock())


def fire_timers(database: Database, runtime: Runtime, settings: Settings, clock: Clock) -> int:
    """Fire the timers that are due; one that cannot fire becomes an incident. Raises StoreUnavailable."""
    return incidents.fire_due(database, runtime, clock())


def remind_of_links(database: Database, runtime: Runtime, settings: Settings, clock: Clock) -> int:
    """Remind clients, and who wrote to them, of links that are about to expire. Raises StoreUnavailable."""
    return link_reminders.remind(database, runtime, clock())


def fire_stopped_timers(database: Database, runtime: Runtime, settings: Settings, clock: Clock) -> int:
    """Try the timers of incidents again. Raises StoreUnavailable."""
    return incidents.fire_stopped(database, runtime, clock())


def remove_arrived(database: Database, runtime: Runtime, settings: Settings, clock: Clock) -> int:
    """Remove from the outbox what arrived long ago (`retention.KEPT`). Raises StoreUnavailable."""
    return retention.remove_arrived(database, at=clock())


def forget_answered(database: Database, runtime: Runtime, settings: Settings, clock: Clock) -> int:
    """Forget which commands were answered long ago (`engine.answered.KEPT`). Raises StoreUnavailable."""
    return answered.forget(database, at=clock())


def remove_drafts(database: Database, runtime: Runtime, settings: Settings, clock: Clock) -> int:
    """Remove drafts of steps that are closed, and then files that nothing refers to (`engine.form_drafts.retention`).

    Raises StoreUnavailable.
    """
    at = clock()
    return drafts.remove_closed(database, at=at) + drafts.remove_unreferenced(database, at=at)


def scrub_what_was_disposed_of(database: Database, runtime: Runtime, settings: Settings, clock: Clock) -> int:
    """Let the database overwrite the values that were disposed of lately. Raises StoreUnavailable."""
    return disposal.scrub_lately(database, at=clock())


def try_drafts(database: Database, runtime: Runtime, settings: Settings, clock: Clock) -> int:
    """Try the drafts that people asked to try on the instances, a few seconds' worth. Raises StoreUnavailable."""
    return keeping.go_on(database, runtime.library, clock, until=clock() + SHORT_STEP)


def fit_versions(database: Database, runtime: Runtime, settings: Settings, clock: Clock) -> int:
    """Try each version on the instances that are over, a few seconds' worth. Raises StoreUnavailable."""
    return fitting.fit_all(database, runtime.library, clock, until=clock() + SHORT_STEP)


def judge_policies(database: Database, runtime: Runtime, settings: Settings, clock: Clock) -> int:
    """Judge whether what happened kept the policies of its procedure, a few seconds' worth. Raises StoreUnavailable."""
    return policies.follow(database, runtime, clock, until=clock() + SHORT_STEP)


JOBS: tuple[Job, ...] = (
    Job("fire_timers", fire_timers, Every(5)),
    Job("remind_of_links", remind_of_links, Every(600), alone=True),
    Job("fire_stopped_timers", fire_stopped_timers, Every(600), alone=True),
    Job(queue.DELIVER, deliver_outbox, Every(5), prompt=True),
    Job("tell_people", tell_people, Every(5), alone=True),
    Job("remind_of_terms", remind_of_terms, Every(60), alone=True),
    Job("remind_of_findings", remind_of_findings, Every(600), alone=True),
    Job("hand_back_work", hand_back_work, Every(60), alone=True),
    Job("write_digests", write_digests, Every(300), alone=True),
    Job("send_webhooks", send_webhooks, Every(5)),
    Job("index_quotes", index_quotes, Every(5), alone=True),
    Job("take_in_facts", take_in_facts, Every(5), alone=True),
    Job("judge_policies", judge_policies, Every(5), alone=True),
    Job(keeping.TRY_DRAFTS, try_drafts, Every(60), prompt=True, alone=True),
    Job(fitting.FIT_VERSIONS, fit_versions, Every(60), alone=True),
    Job("put_versions_in_force", put_versions_in_force, Every(60), alone=True),
    Job("seal_histories", seal_histories, Every(900), alone=True),
    Job("verify_histories", verify_histories, Nightly(3), alone=True),
    Job("remove_arrived", remove_arrived, Nightly(4), alone=True),
    Job("forget_notices", forget_notices, Nightly(4), alone=True),
    Job("forget_answered", forget_answered, Nightly(4), alone=True),
    Job("remove_drafts", remove_drafts, Nightly(5), alone=True),
    Job("scrub_what_was_disposed_of", scrub_what_was_disposed_of, Nightly(5), alone=True),
    Job("propose_disposal", propose_disposal, Nightly(5), alone=True),
)
