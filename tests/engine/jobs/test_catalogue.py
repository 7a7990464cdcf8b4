"""The jobs that there are, run as a worker runs them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email.headerregistry import Address

import pytest

from engine.jobs.catalogue import deliver_outbox, fire_timers, remove_arrived
from engine.jobs.local import run_once
from engine.notifications.retention import KEPT
from engine.setting_parts.letters import MailServer
from engine.settings import Settings
from tests.engine.instances.test_timers import started, timed
from tests.engine.notifications.posting import Still, entries, entry, notify
from tests.mailbox import Mailbox, mail_server
from tests.support import Company

pytestmark = pytest.mark.both_databases


@pytest.fixture
def settings() -> Iterator[tuple[Settings, Mailbox]]:
    with mail_server(Mailbox()) as box:
        server = MailServer("127.0.0.1", box.port, "none", Address("Cauce", "cauce", "example.com"))
        yield Settings(mail=server), box


def test_without_a_mail_server_what_is_to_be_sent_waits_to_be_seen(company: Company) -> None:
    notify(company)
    assert deliver_outbox(company.database, company.runtime, Settings(), company.clock) == 0
    assert (entry(company).status, entry(company).attempts) == ("pending", 0)


def test_with_one_it_is_delivered(company: Company, settings: tuple[Settings, Mailbox]) -> None:
    notify(company)
    given, box = settings
    assert deliver_outbox(company.database, company.runtime, given, company.clock) == 1
    assert (entry(company).status, box.ids) == ("delivered", [f"<{entry(company).key}@example.com>"])


def test_a_message_is_another_worker_s_while_its_lease_lasts(
    company: Company, settings: tuple[Settings, Mailbox]
) -> None:
    notify(company)
    given, box = settings
    clock = Still(company.clock.now + timedelta(hours=1))
    impatient = replace(given, takeover=timedelta(seconds=7))
    seen = []

    def look(*_: object) -> None:
        seen.append(entries(company)[0].next_attempt_at)

    box.on_data = look
    deliver_outbox(company.database, company.runtime, impatient, clock)
    assert seen == [clock.now + timedelta(seconds=7)]


def test_what_arrived_long_ago_is_removed_and_what_arrived_since_is_not(
    company: Company, settings: tuple[Settings, Mailbox]
) -> None:
    notify(company)
    clock = Still(company.clock.now + timedelta(hours=1))
    tools = company.database, company.runtime, settings[0], clock
    deliver_outbox(*tools)
    clock.forward(KEPT)
    notify(company)
    deliver_outbox(*tools)
    clock.forward(timedelta(minutes=1))
    assert [remove_arrived(*tools), remove_arrived(*tools)] == [1, 0]
    assert entry(company).delivered_at == clock.now - timedelta(minutes=1)


def test_a_timer_fires_once_when_it_is_due(company: Company) -> None:
    source = timed("start > a > end\non_time > b > end2", {"on_time": ("timeDuration", "PT1H")})
    folio = started(company, source)
    clock = Still(company.clock.now)
    tools = company.database, company.runtime, Settings(), clock
    assert fire_timers(*tools) == 0
    clock.forward(timedelta(hours=1))
    assert [fire_timers(*tools), fire_timers(*tools)] == [1, 0]
    assert company.task(folio, "b")


def test_what_is_due_all_day_long_can_be_done_once_without_a_worker(
    company: Company, settings: tuple[Settings, Mailbox]
) -> None:
    notify(company)
    given = replace(settings[0], seal_key=None)
    done = run_once(company.database, company.runtime, given, company.clock)
    assert done["deliver_outbox"] == 1 and "verify_histories" not in done
