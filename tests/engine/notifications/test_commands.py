"""What a person does about what did not arrive."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Connection, text

from engine.db import AnyRow
from engine.errors import NotAllowed, NotFound
from engine.notifications import commands
from engine.notifications.commands import AlreadyDelivered, NoRecipients, Retried, retry, retry_dead
from engine.notifications.delivery import DeliveryFailed
from tests.engine.notifications.posting import Scripted, Still, entries, entry, notify, post, with_webhook
from tests.support import Company

pytestmark = pytest.mark.both_databases


@pytest.fixture
def clock(company: Company) -> Still:
    return Still(company.clock.now + timedelta(hours=1))


def again(company: Company, key: str) -> None:
    with company.database.transaction() as connection:
        retry(connection, key, at=company.clock())


def test_a_dead_letter_is_tried_again_from_the_start(company: Company, clock: Still) -> None:
    notify(company)
    post(company, clock, email=Scripted(DeliveryFailed("550 no", permanent=True)))
    again(company, entry(company).key)
    assert (entry(company).status, entry(company).attempts) == ("pending", 0)
    assert post(company, clock, email=Scripted()) == 1
    assert entry(company).status == "delivered"


def test_a_letter_that_waits_is_tried_now(company: Company, clock: Still) -> None:
    notify(company)
    post(company, clock, email=Scripted(DeliveryFailed("451 later")))
    assert post(company, clock, email=Scripted()) == 0
    again(company, entry(company).key)
    assert post(company, clock, email=Scripted()) == 1


def test_what_arrived_is_not_sent_again(company: Company, clock: Still) -> None:
    notify(company)
    post(company, clock, email=Scripted())
    with pytest.raises(AlreadyDelivered):
        again(company, entry(company).key)
    with pytest.raises(NotFound):
        again(company, "GC-1999-0001.1.0")


def test_what_was_for_nobody_goes_to_whoever_holds_the_role_now(company: Company, clock: Still) -> None:
    with company.database.transaction() as connection:
        connection.execute(text("UPDATE people SET email = NULL WHERE id = 'soc_noc'"))
    notify(company)
    key = entry(company).key
    with pytest.raises(NoRecipients) as caught:
        again(company, key)
    assert caught.value.details == {"key": key, "roles": ["soc_noc"]}
    assert retry_dead(company.database, at=clock.now) == Retried((), {key: ("soc_noc",)})
    with company.database.transaction() as connection:
        connection.execute(text("UPDATE people SET email = 'turno@example.com' WHERE id = 'soc_noc'"))
    assert retry_dead(company.database, at=clock.now) == Retried((key,), {})
    out = Scripted()
    post(company, clock, email=out)
    assert out.sent[0].payload["to"] == ["turno@example.com"]


def kill(company: Company, clock: Still) -> list[str]:
    """Let what waits die; gives the keys, oldest first."""
    dead = DeliveryFailed("550 no", permanent=True)
    out = Scripted(*[dead] * 50)
    post(company, clock, email=out, webhook=out)
    assert entries(company, "pending") == []
    return [found.key for found in entries(company, "dead")]


def test_all_dead_letters_are_tried_again_a_share_at_a_time(
    company: Company, clock: Still, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "SHARE", 2)
    for _ in range(2):
        notify(with_webhook(company))
    with company.database.transaction() as connection:
        connection.execute(text("UPDATE people SET email = NULL WHERE id = 'soc_noc'"))
    notify(company)
    keys = kill(company, clock)
    assert len(keys) > 5
    found = retry_dead(company.database, at=clock.now)
    assert (list(found.again), found.for_nobody) == (keys[:-1], {keys[-1]: ("soc_noc",)})
    assert [each.key for each in entries(company, "pending")] == keys[:-1]
    out = Scripted()
    assert post(company, clock, email=out, webhook=out) == len(keys) - 1


def test_who_does_not_administer_any_more_when_it_is_a_letters_turn_sends_nothing_more(
    company: Company, clock: Still, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The right is decided in the transaction of each share, and not when the page was asked for."""
    monkeypatch.setattr(commands, "SHARE", 2)
    for _ in range(3):
        notify(with_webhook(company))
    keys = kill(company, clock)
    with pytest.raises(NotAllowed):
        retry_dead(company.database, actor="comercial", at=clock.now)
    assert entries(company, "pending") == []
    try_again, lost = commands._try_again, []

    def and_lose_the_role(
        connection: Connection, rows: Sequence[AnyRow], actor: str, at: datetime
    ) -> dict[str, tuple[str, ...]]:
        connection.execute(text("DELETE FROM person_roles WHERE person_id = 'administrador'"))
        lost.append(len(rows))
        return try_again(connection, rows, actor, at)

    monkeypatch.setattr(commands, "_try_again", and_lose_the_role)
    with pytest.raises(NotAllowed):
        retry_dead(company.database, actor="administrador", at=clock.now)
    assert lost == [2] and [each.key for each in entries(company, "pending")] == keys[:2]


def test_of_the_letters_named_only_those_that_are_dead_are_tried_again(company: Company, clock: Still) -> None:
    for _ in range(3):
        notify(company)
    post(company, clock, email=Scripted(DeliveryFailed("550 no", permanent=True), DeliveryFailed("451 later")))
    dead, waits, arrived = (each.key for each in entries(company))
    assert retry_dead(company.database, [dead, waits, arrived, "GC-1999-0001.1.0"], at=clock.now).again == (dead,)
    assert [each.attempts for each in entries(company)] == [0, 1, 1]
    assert retry_dead(company.database, [dead], at=clock.now) == retry_dead(company.database, [], at=clock.now)
    assert retry_dead(company.database, [dead], at=clock.now) == Retried((), {})
