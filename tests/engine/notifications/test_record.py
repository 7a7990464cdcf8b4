"""The ledger of deliveries: what became of each letter, in the words of who took it or refused it."""

import hmac
from datetime import timedelta

import pytest

from engine.history import ledger
from engine.instances import queries
from engine.instances.reading import EVERYTHING
from engine.notifications import backoff
from engine.notifications.commands import retry_dead
from engine.notifications.delivery import DeliveryFailed
from engine.notifications.outbox import salt_of
from engine.notifications.record import DELIVERIES
from engine.verification.ledger_checks import ledger_checks
from tests.engine.notifications.posting import Scripted, Still, entry, notify, post
from tests.support import START, Company

pytestmark = pytest.mark.both_databases


def entered(company: Company) -> list[tuple[str, str | None, dict[str, object]]]:
    """The entries about the one letter, which stands as they say."""
    key = entry(company).key
    with company.database.reading() as connection:
        found = ledger.read(connection, DELIVERIES)
        assert [check for check in ledger_checks(connection) if not check.ok] == []
    assert {each.subject for each in found} <= {key}
    return [(each.type, each.actor, each.says) for each in found]


def keyed(company: Company, digest: str) -> str:
    """The digest of the letter as it is entered: whoever has the key of its instance works it out."""
    key = entry(company).key
    with company.database.reading() as connection:
        salt = salt_of(queries.key(connection, EVERYTHING, key.split(".")[0]), key)
    return hmac.new(bytes.fromhex(salt), digest.encode(), "sha256").hexdigest()


def test_a_letter_is_entered_when_it_was_accepted_and_not_before(company: Company) -> None:
    notify(company)
    assert entered(company) == []
    post(company, Still(START + timedelta(hours=1)), email=Scripted())
    ((type_, actor, says),) = entered(company)
    assert (type_, actor) == ("letter_delivered", None)
    assert says == {
        "kind": "email", "to": ["soc_noc@example.com"], "server": "mail.example.com:25", "reply": "250 OK",
        "digest": keyed(company, "d" * 64),
    }  # fmt: skip


def test_what_did_not_arrive_is_entered_with_the_reason_and_so_is_who_has_it_tried_again(company: Company) -> None:
    notify(company)
    clock = Still(START + timedelta(hours=1))
    later = DeliveryFailed("451 later", reached=["a@example.com"])
    post(company, clock, email=Scripted(later))
    assert entered(company) == [("letter_reached", None, {"kind": "email", "to": ["a@example.com"]})]
    clock.forward(backoff.wait(entry(company).key, 1) + timedelta(seconds=1))
    post(company, clock, email=Scripted(DeliveryFailed("550 no such user", permanent=True)))
    retry_dead(company.database, actor="administrador", at=clock.now)
    assert entered(company)[1:] == [
        ("letter_given_up", None, {"kind": "email", "reason": "550 no such user"}),
        ("letter_retried", "administrador", {"kind": "email"}),
    ]
