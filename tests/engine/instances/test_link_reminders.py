"""Links that are about to expire without an answer: who is reminded, when, and how often."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from engine import canonical_json
from engine.instances import link_reminders
from engine.telling.models import notices
from tests.engine.client_access.proposal import EMAIL, NO, answer, letters, offered, revoke, sent, to_be_sent, token_of
from tests.support import Company

pytestmark = pytest.mark.both_databases
EARLY, LATE = datetime(2026, 3, 17, 18, tzinfo=UTC), datetime(2026, 3, 18, 18, tzinfo=UTC)
"""The last day is Friday the 20th: two working days before it is Wednesday."""
OVER = datetime(2026, 3, 21, 6, 1, tzinfo=UTC)


def remind(company: Company, at: datetime) -> int:
    return link_reminders.remind(company.database, company.runtime, at)


def told(company: Company) -> list[tuple[str, object]]:
    with company.database.reading() as connection:
        query = select(notices.c.person_id, notices.c.data).where(notices.c.kind == "link_expiring")
        found = connection.execute(query.order_by(notices.c.id)).all()
    return [(row.person_id, canonical_json.loads(row.data)["reason"]) for row in found]  # type: ignore[index, call-overload]


def test_both_sides_are_reminded_once_two_working_days_before_the_last(company: Company) -> None:
    folio = sent(company)
    assert remind(company, EARLY) == 0
    assert [remind(company, LATE), remind(company, LATE)] == [1, 0]
    *_, letter = letters(company, folio)
    assert letter.subject.startswith("You can answer until viernes 20 de marzo de 2026") and letter.to == (EMAIL,)
    assert told(company) == [("comercial", "expiring")] and len(letters(company, folio)) == 2
    with company.database.reading() as connection:
        row = connection.exec_driver_sql("SELECT payload FROM outbox ORDER BY id DESC").first()
    assert row is not None and token_of(company, folio) not in row[0], "it is put in when the letter leaves"


def test_whoever_sent_an_expired_one_is_told_that_it_is(company: Company) -> None:
    folio = sent(company)
    assert [remind(company, OVER), remind(company, OVER)] == [1, 0]
    assert told(company) == [("comercial", "expired")] and len(letters(company, folio)) == 1


def test_nobody_is_reminded_of_a_link_that_was_answered_or_revoked(company: Company) -> None:
    answered, revoked = sent(company), sent(company)
    answer(company, token_of(company, answered), NO)
    (offer,) = offered(company, revoked)
    assert offer.link is not None
    revoke(company, offer.link.id)
    assert remind(company, LATE) == remind(company, OVER) == 0 and told(company) == []


def test_whoever_was_sent_a_link_today_is_not_reminded_of_it(company: Company) -> None:
    folio = to_be_sent(company)
    company.clock.now = datetime(2026, 3, 18, 16, tzinfo=UTC)
    company.do(folio, "enviar_cliente")
    assert remind(company, LATE) == 0
