"""What arrived long ago is let go of; what waits or did not arrive is not."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text, update

from engine.notifications import retention
from engine.notifications.backoff import LONGEST
from engine.notifications.delivery import DeliveryFailed, record, take
from engine.notifications.models import outbox
from engine.notifications.retention import KEPT, remove_arrived
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
    return Still(company.clock.now + timedelta(hours=1))


def keys(company: Company, *statuses: str) -> list[str]:
    return [found.key for found in entries(company, *statuses)]


def test_what_arrived_is_kept_for_its_time_and_then_removed(company: Company, clock: Still) -> None:
    notify(company)
    post(company, clock, email=Scripted())
    assert remove_arrived(company.database, at=clock.now + KEPT) == 0
    assert entry(company).status == "delivered"
    assert remove_arrived(company.database, at=clock.now + KEPT + timedelta(seconds=1)) == 1
    assert entries(company) == []


def test_what_waits_and_what_did_not_arrive_is_never_removed(company: Company, clock: Still) -> None:
    for _ in range(3):
        notify(company)
    waits, dead, arrived = keys(company)
    with company.database.transaction() as connection:
        mine = {key: outbox.c.key == key for key in (waits, dead, arrived)}
        connection.execute(update(outbox).where(mine[waits]).values(attempts=1, next_attempt_at=clock.now + LONGEST))
    post(company, clock, email=Scripted(DeliveryFailed("no such person", permanent=True)))
    assert (keys(company, "pending"), keys(company, "dead"), keys(company, "delivered")) == ([waits], [dead], [arrived])
    assert remove_arrived(company.database, at=clock.now + timedelta(days=9999)) == 1
    assert keys(company) == [waits, dead]


def test_history_still_tells_what_was_told_and_nothing_is_told_again(company: Company, clock: Still) -> None:
    handing_off, out = with_webhook(company), Scripted()
    folio = notify(handing_off)
    post(company, clock, email=out, webhook=out)
    told, sent = company.history(folio), len(out.sent)
    remove_arrived(company.database, at=clock.now + KEPT * 2)
    assert company.history(folio) == told
    handing_off.do(folio, "participacion")
    clock.forward(timedelta(hours=1))
    post(company, clock, email=out, webhook=out)
    assert {letter.key for letter in out.sent[sent:]}.isdisjoint({letter.key for letter in out.sent[:sent]})
    assert len({letter.key for letter in out.sent}) == len(out.sent) > sent


def test_a_worker_that_still_had_it_is_not_disturbed(company: Company, clock: Still) -> None:
    """It took the letter, lost its lease, and comes back long after another has delivered it."""
    notify(company)
    with company.database.transaction() as connection:
        late = take(connection, ["email"], at=clock.now, lease=LEASE)
    clock.forward(LEASE)
    post(company, clock, email=Scripted())
    assert remove_arrived(company.database, at=clock.now + KEPT * 2) == 1
    assert late is not None
    with company.database.transaction() as connection:
        record(connection, late, ACCEPTED, at=clock.now)
        record(connection, late, DeliveryFailed("421 bye", reached=["a@example.com"]), at=clock.now)
    assert entries(company) == []


def test_a_great_many_are_removed_in_shares(company: Company, clock: Still, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "SHARE", 2)
    shares: list[int] = []
    remove = retention._remove

    def counted(connection: object, before: datetime) -> int:
        shares.append(remove(connection, before))  # type: ignore[arg-type]
        return shares[-1]

    monkeypatch.setattr(retention, "_remove", counted)
    notify(company)
    _copy(company, range(4))
    post(company, clock, email=Scripted())
    assert remove_arrived(company.database, at=clock.now + KEPT * 2) == 5
    assert shares == [2, 2, 1]


def _copy(company: Company, numbers: Sequence[int]) -> None:
    columns = ", ".join(column.name for column in outbox.c if column.name not in ("id", "key"))
    with company.database.transaction() as connection:
        for number in numbers:
            statement = f"INSERT INTO outbox (key, {columns}) SELECT key || :more, {columns} FROM outbox WHERE id = 1"
            connection.execute(text(statement), {"more": f"-{number}"})
