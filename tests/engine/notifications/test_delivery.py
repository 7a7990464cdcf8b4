"""Delivery: after the commit, at least once, with an end."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from engine.notifications import backoff
from engine.notifications.delivery import BATCH, DeliveryFailed, next_due, record, take
from tests.engine.notifications.posting import (
    ACCEPTED,
    LEASE,
    Scripted,
    Still,
    entries,
    entry,
    notify,
    post,
    with_webhook,
)
from tests.support import Company

pytestmark = pytest.mark.both_databases


@pytest.fixture
def clock(company: Company) -> Still:
    """Some time after whatever the company did."""
    return Still(company.clock.now + timedelta(hours=1))


def test_what_is_due_is_delivered_once(company: Company, clock: Still) -> None:
    notify(company)
    out = Scripted()
    assert [post(company, clock, email=out), post(company, clock, email=out)] == [1, 0]
    assert [letter.key for letter in out.sent] == [entry(company).key]
    assert (entry(company).status, entry(company).delivered_at) == ("delivered", clock.now)


def test_without_a_channel_it_waits_and_nothing_is_counted(company: Company, clock: Still) -> None:
    notify(company)
    assert post(company, clock) == post(company, clock, webhook=Scripted()) == 0
    assert (entry(company).status, entry(company).attempts) == ("pending", 0)


@pytest.mark.parametrize("ahead", [timedelta(hours=2), timedelta(days=90)])
def test_what_a_clock_that_was_ahead_has_written_leaves_when_that_is_put_right(
    company: Company, ahead: timedelta
) -> None:
    right = company.clock.now
    company.clock.now += ahead
    notify(company)
    clock, out = Still(right), Scripted(DeliveryFailed("451 later"), None)
    assert post(company, clock, email=out) == 1
    assert post(company, clock, email=out) == 0  # then it waits as every other
    clock.now += ahead  # the same clock, ahead again, has tried it
    with company.database.transaction() as connection:
        assert take(connection, ["email"], at=clock.now, lease=LEASE) is not None
    clock.now -= ahead
    tried = post(company, clock, email=out)
    assert tried == (ahead > backoff.UTMOST)


def test_no_transaction_is_open_while_it_is_delivered(company: Company, clock: Still) -> None:
    notify(company)

    def write_meanwhile() -> None:
        with company.database.transaction() as connection:  # on SQLite this would wait for the one writer
            assert take(connection, ["email"], at=clock.now, lease=LEASE) is None  # taken, and committed as taken

    assert post(company, clock, email=Scripted(write_meanwhile)) == 1


def test_what_fails_is_tried_again_after_its_wait_and_says_why_meanwhile(company: Company, clock: Still) -> None:
    notify(company)
    out = Scripted(DeliveryFailed("451  try\nlater"), DeliveryFailed("452 still full"))
    post(company, clock, email=out)
    found = entry(company)
    assert (found.status, found.attempts, found.error) == ("pending", 1, "451 try later")
    assert found.next_attempt_at == clock.now + backoff.wait(found.key, 1)
    clock.forward(backoff.wait(found.key, 1) - timedelta(seconds=1))
    assert post(company, clock, email=out) == 0
    clock.forward(timedelta(seconds=1))
    assert post(company, clock, email=out) == 1
    clock.forward(backoff.wait(found.key, 2))
    assert post(company, clock, email=out) == 1
    assert (entry(company).status, entry(company).attempts, entry(company).error) == ("delivered", 3, None)
    assert len({(letter.key, str(letter.payload)) for letter in out.sent}) == 1


def test_after_the_last_attempt_it_is_a_dead_letter(company: Company, clock: Still) -> None:
    notify(company)
    out = Scripted(*[DeliveryFailed("451 no")] * 99)
    for _ in range(backoff.LIMIT + 3):
        post(company, clock, email=out)
        clock.forward(backoff.LONGEST * 2)
    assert len(out.sent) == backoff.LIMIT
    assert (entry(company).status, entry(company).error) == ("dead", "451 no")


def test_a_refusal_for_good_is_a_dead_letter_at_once(company: Company, clock: Still) -> None:
    notify(company)
    post(company, clock, email=Scripted(DeliveryFailed("550 no such user", permanent=True)))
    assert (entry(company).status, entry(company).attempts, entry(company).error) == ("dead", 1, "550 no such user")


def test_who_has_it_already_does_not_get_it_again(company: Company, clock: Still) -> None:
    notify(company)
    out = Scripted(DeliveryFailed("450 busy: b", reached=["soc_noc@example.com"]))
    post(company, clock, email=out)
    clock.forward(backoff.LONGEST)
    post(company, clock, email=out)
    assert out.sent[1].payload == {**out.sent[0].payload, "reached": ["soc_noc@example.com"]}


def test_when_nobody_answers_the_rest_is_not_tried_in_vain(company: Company, clock: Still) -> None:
    handing_off = with_webhook(company)
    notify(handing_off)
    notify(handing_off)
    mail, hook = Scripted(DeliveryFailed("refused", unreachable=True)), Scripted()
    clock.forward(timedelta(hours=1))
    post(company, clock, email=mail, webhook=hook)
    assert (len(mail.sent), len(hook.sent)) == (1, 6)
    assert sorted(each.attempts for each in entries(company, "pending")) == [0, 1]


def test_one_run_delivers_a_bounded_number(company: Company, clock: Still) -> None:
    handing_off = with_webhook(company)
    for _ in range(BATCH + 1):
        handing_off.start()
    clock.forward(timedelta(days=1))
    assert [post(company, clock, webhook=Scripted()) for _ in range(3)] == [BATCH, 1, 0]


def test_what_was_delivered_long_ago_is_not_looked_at_again(company: Company, clock: Still) -> None:
    sqlite = company.database.engine.dialect.name == "sqlite"
    query = next_due(["email", "webhook"], clock.now)
    with company.database.reading() as connection:
        if not sqlite:
            connection.execute(text("SET enable_seqscan = off"))  # it is cheaper for a table with nothing in it
        sql = query.compile(company.database.engine, compile_kwargs={"literal_binds": True})
        plan = connection.execute(text(f"EXPLAIN {'QUERY PLAN ' * sqlite}{sql}")).all()
    assert "ix_outbox_pending" in str(plan) and "SORT" not in str(plan).upper().replace("SORT KEY", ""), plan


class Killed(BaseException):
    """What a test raises where a worker would die."""


def die() -> None:
    raise Killed


def test_a_letter_that_a_dead_worker_had_falls_due_again_when_its_lease_ends(company: Company, clock: Still) -> None:
    notify(company)
    out = Scripted(die)
    with pytest.raises(Killed):
        post(company, clock, email=out)
    clock.forward(LEASE - timedelta(seconds=1))
    assert post(company, clock, email=out) == 0
    clock.forward(timedelta(seconds=1))
    assert post(company, clock, email=out) == 1
    assert [letter.attempt for letter in out.sent] == [1, 2]
    assert entry(company).status == "delivered"


def test_a_letter_that_kills_every_worker_comes_to_its_end_and_holds_up_nothing(company: Company, clock: Still) -> None:
    notify(company)
    for _ in range(backoff.LIMIT):
        with pytest.raises(Killed):
            post(company, clock, email=Scripted(die))
        clock.forward(LEASE)
    notify(company)
    clock.forward(timedelta(hours=1))
    out = Scripted()
    post(company, clock, email=out)
    assert [(each.status, each.error) for each in entries(company)] == [("dead", "gave_up"), ("delivered", None)]
    assert len(out.sent) == 1


def test_two_workers_never_hold_the_same_letter(company: Company, clock: Still) -> None:
    for _ in range(3):
        notify(company)
    clock.forward(timedelta(hours=1))
    taken = []
    for _ in range(4):
        with company.database.transaction() as connection:
            taken.append(take(connection, ["email"], at=clock.now, lease=LEASE))
    assert taken[3] is None
    assert len({letter.key for letter in taken if letter}) == 3


def test_on_postgresql_one_worker_does_not_wait_for_the_other(company: Company, clock: Still) -> None:
    if company.database.engine.dialect.name == "sqlite":
        return  # one writer at a time: the second transaction starts when the first is over
    notify(company)
    notify(company)
    clock.forward(timedelta(hours=1))
    with company.database.transaction() as one, company.database.transaction() as other:
        first = take(one, ["email"], at=clock.now, lease=LEASE)
        second = take(other, ["email"], at=clock.now, lease=LEASE)
    assert first and second and first.key != second.key


def test_a_failure_told_late_does_not_take_a_letter_from_its_next_holder(company: Company, clock: Still) -> None:
    notify(company)
    with company.database.transaction() as connection:
        slow = take(connection, ["email"], at=clock.now, lease=LEASE)
        clock.forward(LEASE)
        next_one = take(connection, ["email"], at=clock.now, lease=LEASE)
        assert slow and next_one and next_one.attempt == 2
        record(connection, slow, DeliveryFailed("550 no", permanent=True), at=clock.now)
    assert (entry(company).status, entry(company).error) == ("pending", None)


def test_an_arrival_told_late_counts(company: Company, clock: Still) -> None:
    notify(company)
    with company.database.transaction() as connection:
        slow = take(connection, ["email"], at=clock.now, lease=LEASE)
        clock.forward(LEASE)
        next_one = take(connection, ["email"], at=clock.now, lease=LEASE)
        assert slow and next_one
        record(connection, slow, ACCEPTED, at=clock.now)
        record(connection, next_one, DeliveryFailed("550 twice", permanent=True), at=clock.now)
    assert (entry(company).status, entry(company).error) == ("delivered", None)
