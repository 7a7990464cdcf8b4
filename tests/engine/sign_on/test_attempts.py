"""A sign-on is begun in one browser and ends once."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from engine.db import Database
from engine.sign_on import attempts
from engine.sign_on.attempts import LASTS, Ticket
from engine.sign_on.errors import SignOnRefused
from engine.sign_on.models import used_sign_ons
from tests.support import START

NOW = START


def used(database: Database, ticket: Ticket, **later: float) -> str | None:
    try:
        with database.transaction() as connection:
            attempts.use(connection, ticket, at=NOW + timedelta(**later))
    except SignOnRefused as error:
        return str(error.details["kind"])
    return None


@pytest.mark.both_databases
def test_a_ticket_is_good_once_and_not_for_long(database: Database) -> None:
    first, second = (attempts.begin("/bandeja", at=NOW) for _ in range(2))
    assert used(database, first) is None
    assert used(database, first, minutes=1) == "used"
    assert used(database, second, minutes=9) is None
    assert used(database, attempts.begin("", at=NOW), minutes=10) == "late"
    assert used(database, attempts.begin("", at=NOW + timedelta(hours=1))) == "late"


@pytest.mark.both_databases
def test_what_came_back_is_forgotten_when_it_could_not_come_back_any_more(database: Database) -> None:
    old = attempts.begin("", at=NOW)
    assert used(database, old) is None
    later = attempts.begin("", at=NOW + 3 * LASTS)
    assert used(database, later, seconds=3 * LASTS.total_seconds()) is None
    with database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(used_sign_ons)).scalar() == 1


def test_what_it_is_asked_with_is_known_to_the_site_alone() -> None:
    ticket = attempts.begin("", at=NOW)
    asked = attempts.asked(ticket, b"the site's")
    assert asked == attempts.asked(ticket, b"the site's") != attempts.asked(ticket, b"another's")
    assert len({asked.state, asked.nonce, asked.verifier}) == 3
    assert re.fullmatch(r"[A-Za-z0-9._~-]{43,128}", asked.verifier)
    assert attempts.begin("", at=NOW).state != ticket.state


@pytest.mark.both_databases
def test_of_those_who_bring_the_same_at_the_same_moment_one_goes_on(database: Database) -> None:
    ticket = attempts.begin("", at=NOW)
    with ThreadPoolExecutor(6) as pool:
        became = list(pool.map(lambda _: used(database, ticket), range(6)))
    assert sorted(became, key=str) == [None, *["used"] * 5]
