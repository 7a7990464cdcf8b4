"""What a person does about what did not arrive."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from engine.errors import NotFound
from engine.notifications.commands import AlreadyDelivered, NoRecipients, retry, retry_dead
from engine.notifications.delivery import DeliveryFailed
from tests.engine.notifications.posting import Scripted, Still, entry, notify, post
from tests.support import Company


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
    with company.database.transaction() as connection:
        assert retry_dead(connection, at=clock.now) == ([], [key])
        connection.execute(text("UPDATE people SET email = 'turno@example.com' WHERE id = 'soc_noc'"))
        assert retry_dead(connection, at=clock.now) == ([key], [])
    out = Scripted()
    post(company, clock, email=out)
    assert out.sent[0].payload["to"] == ["turno@example.com"]
