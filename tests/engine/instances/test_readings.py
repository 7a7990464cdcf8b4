"""Who reads personal data gives a reason, which is entered and holds for a while."""

from datetime import timedelta

import pytest

from engine.history import ledger
from engine.identity.queries import person
from engine.instances import queries
from engine.instances.openings import READINGS
from engine.instances.reading import EVERYTHING
from engine.instances.readings import LASTS, ReadingReasonRequired, give_reason, read_until, visible_to
from engine.verification.ledger_checks import ledger_checks
from tests.confidential.planted import EMAIL, captured
from tests.support import Company

FOLIO = "GC-2026-0001"


def gives(company: Company, reason: str, folio: str = FOLIO, actor: str = "comercial") -> None:
    with company.database.transaction() as connection:
        give_reason(connection, folio, reason, actor=actor, at=company.clock())


def reads(company: Company, actor: str = "comercial", folio: str = FOLIO, **later: float) -> bool:
    with company.database.reading() as connection:
        return read_until(connection, folio, actor, at=company.clock.now + timedelta(**later)) is not None


@pytest.mark.both_databases
def test_a_reason_holds_for_a_while_for_whom_gave_it_and_that_instance(company: Company) -> None:
    assert not reads(company)
    gives(company, "  Llamar   al contacto ")
    assert reads(company)
    assert not reads(company, "preventa")
    assert not reads(company, folio="GC-2026-0002")
    assert reads(company, seconds=LASTS.total_seconds() - 1)
    assert not reads(company, seconds=LASTS.total_seconds())
    assert not reads(company, seconds=-1)
    with company.database.reading() as connection:
        (entry,) = ledger.read(connection, READINGS)
        assert (entry.subject, entry.actor, entry.says) == (FOLIO, "comercial", {"reason": "Llamar al contacto"})
        assert [each.problems for each in ledger_checks(connection, [READINGS])] == [()]


def test_what_others_gave_meanwhile_hides_nobodys_own(company: Company) -> None:
    gives(company, "Mía")
    for _ in range(5):
        gives(company, "De otro", actor="preventa")
    assert reads(company)


@pytest.mark.parametrize("reason", ["", "  \n ", "x" * 501])
def test_without_a_reason_nobody_reads(company: Company, reason: str) -> None:
    with pytest.raises(ReadingReasonRequired):
        gives(company, reason)
    assert not reads(company)


def test_what_somebody_is_shown_follows_from_their_reason(company: Company) -> None:
    folio = captured(company).folio

    def email(actor: str) -> object:
        with company.database.reading() as connection:
            versions = queries.instance(connection, EVERYTHING, folio).versions
            who, at = person(connection, actor), company.clock.now
            return visible_to(connection, company.runtime, folio, versions, who, at=at).data({"correo": EMAIL})[
                "correo"
            ]

    assert email("comercial") == email("auditor") == "b•••@h•••.example"
    gives(company, "Enviar la propuesta", folio)
    assert (email("comercial"), email("auditor")) == (EMAIL, "b•••@h•••.example")
