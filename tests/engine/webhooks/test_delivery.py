"""A system is told of each event it asked for, in order, at least once, whatever becomes of it or of us meanwhile."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import update

from engine.figures import figures
from engine.history import ledger
from engine.jobs.catalogue import send_webhooks
from engine.notifications import backoff
from engine.notifications import commands as outbox
from engine.notifications.delivery import DeliveryFailed, take
from engine.notifications.outbox import EVENT
from engine.notifications.record import DELIVERIES
from engine.notifications.statuses import LetterStatus
from engine.settings import Settings
from engine.webhooks import lines
from engine.webhooks.channel import FORBIDDEN, ToWebhooks
from engine.webhooks.models import webhooks
from engine.webhooks.publishing import stopped
from tests.engine.notifications.posting import LEASE, Still, entries
from tests.engine.webhooks.hooks import HERE, SITE, command, follow, two_steps
from tests.receiver import Receiver, receiving
from tests.support import START, Company
from tests.watching import watched

pytestmark = pytest.mark.both_databases


def wanted(company: Company, *folios: str) -> list[tuple[str, str]]:
    """What a system that follows `TYPES` is told of these opportunities, each after the other."""
    told = [(each, event) for each in folios for event in company.history(each)]
    types = ("instance_started", "user_task_completed")
    return [(f"{folio}:{event.seq}", f"cauce.{event.type}") for folio, event in told if event.type in types]


def test_a_system_is_told_of_what_it_asked_for_in_order_and_signed(company: Company, receiver: Receiver) -> None:
    before = company.start()
    found = follow(company, receiver)
    folio = two_steps(company)
    found.go_on()
    assert receiver.told == wanted(company, folio) and before not in str(receiver.posted)
    for each in receiver.posted:
        assert each.is_signed(found.secret) and not each.is_signed("whsec_" + "A" * 40)
        assert each.headers["content-type"] == "application/cloudevents+json; charset=utf-8"
    told = receiver.posted[1].told
    event = next(each for each in company.history(folio) if each.type == "user_task_completed")
    assert {name: told[name] for name in ("specversion", "id", "source", "type", "subject", "time")} == {
        "specversion": "1.0",
        "id": f"{folio}:{event.seq}",
        "source": SITE,
        "type": "cauce.user_task_completed",
        "subject": folio,
        "time": event.at,
    }
    data = told["data"]
    assert (data["folio"], data["seq"], data["hash"]) == (folio, event.seq, event.hash)
    assert data["url"] == f"{SITE}/oportunidades/{folio}"
    assert int(told["sequence"]) == data["position"] and len(told["sequence"]) == 20
    sequences = [each.told["sequence"] for each in receiver.posted]
    assert sequences == sorted(sequences)


def test_nothing_is_written_where_nobody_follows(company: Company, receiver: Receiver) -> None:
    two_steps(company)
    assert [each for each in entries(company) if each.kind == EVENT] == []
    found = follow(company, receiver)
    assert found.publish() == 0 and found.line().waiting == 0


def test_only_the_procedure_that_was_asked_for_is_told(company: Company, receiver: Receiver) -> None:
    found = follow(company, receiver, process_id="alianzas_estrategicas")
    company.start()
    other = company.start("alianzas_estrategicas", "alianzas")
    found.go_on()
    assert [told.split(":")[0] for told, _ in receiver.told] == [other]


def test_each_system_is_told_by_itself(company: Company, receiver: Receiver) -> None:
    down = follow(company, Receiver(), name="Caído")
    found = follow(company, receiver, ["instance_started"])
    folio = two_steps(company)
    found.go_on()
    assert receiver.told == [(f"{folio}:1", "cauce.instance_started")]
    assert down.line().waiting == 2 and (down.line().error or "").startswith("ConnectionRefusedError")


def test_behind_what_does_not_arrive_the_others_wait_their_turn(company: Company, receiver: Receiver) -> None:
    found = follow(company, receiver)
    folio = two_steps(company)
    receiver.answers = [500, 503]
    for attempt in (1, 2):
        found.go_on()
        assert len(receiver.posted) == attempt and found.line().attempts == attempt
        first = found.letters()[0]
        assert first.next_attempt_at == found.clock.now + backoff.wait(first.key, attempt)
        found.later()
    found.go_on()
    ids = [told for told, _ in receiver.told]
    assert ids[:3] == [f"{folio}:1"] * 3 and receiver.told[2:] == wanted(company, folio)
    assert len({each.body for each in receiver.posted[:3]}) == 1
    assert len({each.headers["webhook-signature"] for each in receiver.posted[:3]}) == 3


def test_more_happens_than_is_written_ahead(company: Company, receiver: Receiver) -> None:
    found = follow(company, receiver)
    receiver.answers = [500]
    folios = [two_steps(company) for _ in range(lines.MOST)]
    found.publish()
    found.send()
    assert found.line().waiting == lines.MOST and found.publish() == 0
    found.later()
    found.go_on()
    assert receiver.told[1:] == wanted(company, *folios)


def test_a_receiver_is_left_alone_as_long_as_it_asks(company: Company, receiver: Receiver) -> None:
    found = follow(company, receiver)
    two_steps(company)
    receiver.answers = [(429, {"Retry-After": "1800"})]
    found.go_on()
    assert found.line().next_attempt_at == found.clock.now + timedelta(minutes=30)


def test_one_that_is_gone_is_told_nothing_more_until_somebody_says_so(company: Company, receiver: Receiver) -> None:
    found = follow(company, receiver)
    folio = two_steps(company)
    receiver.answers = [410]
    found.go_on()
    assert len(receiver.posted) == 1 and found.line().stopped and found.line().error == "HTTP 410 Gone"
    found.later()
    two_steps(company)
    found.go_on()
    assert len(receiver.posted) == 1
    again = outbox.retry_dead(company.database, actor="administrador", at=found.clock())
    assert again.again == (found.letters()[0].key,)
    found.go_on()
    assert [told for told, _ in receiver.told[1:4]] == [told for told, _ in wanted(company, folio)] + ["GC-2026-0002:1"]
    assert found.line().waiting == 0


def test_whoever_administers_is_written_to_once_when_it_stops(company: Company, receiver: Receiver) -> None:
    found = follow(company, receiver)
    two_steps(company)
    receiver.answers = [410]
    found.go_on()
    found.go_on()
    (letter,) = (each for each in entries(company) if each.kind == "email")
    assert letter.about == str(stopped("n8n", "")["subject"]) and letter.roles == ("administrador",)


def test_one_that_stays_down_is_given_up_after_half_a_day_and_nothing_is_lost(
    company: Company, receiver: Receiver
) -> None:
    found = follow(company, receiver)
    folio = two_steps(company)
    receiver.answers = [500] * backoff.LIMIT
    for _ in range(backoff.LIMIT):
        found.go_on()
        found.later()
    assert found.line().stopped and len(receiver.posted) == backoff.LIMIT
    found.go_on()
    assert len(receiver.posted) == backoff.LIMIT
    outbox.retry_dead(company.database, actor="administrador", at=found.clock())
    found.go_on()
    assert receiver.told[backoff.LIMIT :] == wanted(company, folio)


def test_a_slow_one_keeps_nobody_else_waiting(company: Company, receiver: Receiver) -> None:
    receiver.holds = threading.Event()
    slow = follow(company, receiver, name="Lento")
    slow.timeout = 0.2
    two_steps(company)
    slow.publish()
    assert slow.send() == 1  # the others of its line wait behind it
    assert slow.line().error == "NoAnswer: no answer within 0.2 s" or "timed out" in str(slow.line().error)


def test_who_is_killed_between_sending_and_saying_so_sends_it_again(company: Company, receiver: Receiver) -> None:
    found = follow(company, receiver)
    folio = two_steps(company)
    found.publish()
    with company.database.transaction() as connection:  # it is taken, and sent, and then nothing more is heard
        letter = take(connection, [EVENT], at=found.clock(), lease=LEASE)
    assert letter is not None
    ToWebhooks(company.database, SITE, HERE, 5).send(letter, found.clock())
    found.go_on()
    assert len(receiver.posted) == 1  # nobody overtakes it
    found.clock.forward(LEASE)
    found.go_on()
    assert receiver.told[0] == receiver.told[1] and receiver.told[1:] == wanted(company, folio)


def test_two_workers_at_once_keep_the_order(company: Company, receiver: Receiver) -> None:
    found = follow(company, receiver)
    folios = [two_steps(company) for _ in range(6)]
    workers = [threading.Thread(target=found.go_on) for _ in range(3)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    found.go_on()
    assert receiver.told == wanted(company, *folios)


def test_a_webhook_whose_name_becomes_a_machine_of_ours_is_asked_nothing(company: Company, receiver: Receiver) -> None:
    found = follow(company, receiver)
    two_steps(company)
    found.publish()
    with company.database.transaction() as connection:
        letter = take(connection, [EVENT], at=found.clock(), lease=LEASE)
    assert letter is not None
    with pytest.raises(Exception, match=FORBIDDEN):
        ToWebhooks(company.database, SITE, (), 5).send(letter, found.clock())
    assert not receiver.posted


def test_what_left_is_on_the_ledger_without_the_address_that_may_be_a_password(
    company: Company, receiver: Receiver
) -> None:
    found = follow(company, receiver)
    two_steps(company)
    found.go_on()
    with company.database.reading() as connection:
        sent = [each for each in ledger.read(connection, DELIVERIES) if each.says["kind"] == EVENT]
    server = receiver.url.removesuffix("/cauce")
    assert [each.says["server"] for each in sent] == [server] * 2 and "/cauce" not in str(sent)
    assert {each.status for each in found.letters()} == {LetterStatus.DELIVERED}
    assert [each.folio for each in found.letters()] == ["GC-2026-0001"] * 2
    assert [each.to for each in found.letters()] == [("n8n",)] * 2


def test_a_paused_one_is_told_afterwards_what_happened_meanwhile(company: Company, receiver: Receiver) -> None:
    found = follow(company, receiver)
    folio = two_steps(company)
    found.publish()
    command(found, "pause")
    found.go_on()
    assert not receiver.posted and found.line().waiting == 0
    second = two_steps(company)
    found.go_on()
    assert not receiver.posted
    command(found, "resume")
    found.go_on()
    assert receiver.told == wanted(company, folio, second)


def job(company: Company, clock: Still) -> int:
    """What a worker does every five seconds."""
    settings = Settings(company.database.url, webhook_networks=HERE)
    return send_webhooks(company.database, company.runtime, settings, clock)


def test_one_that_is_slow_holds_up_no_other(sqlite_company: Company) -> None:
    company = sqlite_company
    with receiving() as slow, receiving() as quick:
        slow.holds = threading.Event()
        quick.says = lambda _write: slow.holds.set()  # type: ignore[union-attr]
        first = follow(company, slow, name="Lento")
        other = follow(company, quick, name="Pronto")
        folio = two_steps(company)
        assert job(company, other.clock) == 4
        assert first.line().error is None and slow.told == quick.told == wanted(company, folio)


def test_where_nobody_follows_the_job_asks_once_and_writes_nothing(sqlite_company: Company) -> None:
    company, clock = sqlite_company, Still(START)
    company.start()
    with watched(company.database) as sent:
        assert job(company, clock) == 0
    assert [sql for sql, _ in sent if not sql.startswith("BEGIN")] == [sent[-1][0]] and "webhooks" in sent[-1][0]


def test_a_letter_that_waits_its_turn_is_not_late_to_who_watches(company: Company, receiver: Receiver) -> None:
    found = follow(company, receiver)
    two_steps(company)
    receiver.answers = [500]
    found.go_on()
    assert found.line().waiting == 2
    with company.database.reading() as connection:
        assert figures(connection, at=found.clock.now).oldest_letter == 0


@pytest.mark.parametrize("said", ["\x00", "a\x00b\x1b[31m", "\u202e"])
def test_what_a_receiver_says_is_kept_readable(said: str) -> None:
    assert DeliveryFailed(f"HTTP 500 {said}").reason.isprintable()


@pytest.mark.parametrize("url", ["https://" + "x" * 64 + ".example.com/", "https://.example.com/", "nada", ""])
def test_an_address_that_somebody_wrote_into_the_table_keeps_no_other_from_being_told(
    sqlite_company: Company, receiver: Receiver, url: str
) -> None:
    company = sqlite_company
    wrong, found = follow(company, Receiver(), name="Otro"), follow(company, receiver)
    with company.database.transaction() as connection:
        connection.execute(update(webhooks).where(webhooks.c.id == wrong.id).values(url=url))
    folio = two_steps(company)
    found.go_on()
    assert receiver.told == wanted(company, folio)
    assert wrong.line().attempts == 1 and wrong.line().error
