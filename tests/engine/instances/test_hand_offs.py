"""What the CRM knows of an opportunity: by what was handed to it, or by who confirmed it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from engine.errors import NotAllowed
from engine.identity.queries import person
from engine.instances import hand_offs
from engine.instances.hand_offs import HandOff, HandOffKnown
from engine.instances.reading import EVERYTHING
from engine.notifications import delivery
from engine.notifications.delivery import DeliveryFailed, Letter
from engine.notifications.record import Receipt
from engine.verification.instance_verifier import verify
from tests.support import Company

pytestmark = pytest.mark.both_databases


def stands(company: Company, folio: str, who: str = "comercial") -> HandOff:
    with company.database.reading() as connection:
        return hand_offs.hand_off(connection, company.runtime, EVERYTHING, folio, person(connection, who))


def confirm(company: Company, folio: str, who: str = "comercial") -> None:
    with company.database.transaction() as connection:
        hand_offs.confirm(connection, company.runtime, folio, actor=who, at=company.clock())


def test_without_a_crm_one_person_confirms_it_once(company: Company) -> None:
    folio = company.start()
    assert stands(company, folio).may_confirm and not stands(company, folio, "preventa").may_confirm
    company.do(folio, "prospeccion")
    with pytest.raises(NotAllowed):
        confirm(company, folio, "preventa")
    confirm(company, folio)
    found = stands(company, folio)
    assert (found.confirmed, found.may_confirm, found.connected) == ("comercial", False, False)
    with pytest.raises(HandOffKnown):
        confirm(company, folio)
    with company.database.reading() as connection:
        assert verify(connection, company.runtime, folio).ok


class Crm:
    """A system that takes the first event, and says no to the others."""

    def __init__(self) -> None:
        self.replies: Iterator[bool] = iter([True])

    def send(self, letter: Letter, at: object) -> Receipt:
        if next(self.replies, False):
            return Receipt(("https://crm.example",), "https://crm.example", "HTTP 200 OK", "0" * 64)
        raise DeliveryFailed("HTTP 422 Unprocessable", permanent=True)


def test_with_a_crm_what_it_answered_is_shown_and_nobody_confirms_anything(company: Company) -> None:
    company.runtime = replace(company.runtime, webhook=True)
    folio = company.start()
    assert stands(company, folio) == HandOff(True, waiting=1)
    company.do(folio, "prospeccion")
    delivery.deliver(company.database, {"webhook": Crm()}, company.clock, timedelta(minutes=5))
    found = stands(company, folio)
    assert (found.arrived, found.waiting, found.lost) == (1, 0, 1)
    assert (found.answered, found.error) == ("HTTP 200 OK", "HTTP 422 Unprocessable") and found.at is not None
    with pytest.raises(HandOffKnown):
        confirm(company, folio)
