"""Guessing at links: so many tries are answered, then none for a while; a right link is not asked."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from engine.client_access.attempts import PER_PLACE, WINDOW, TooManyGuesses, note
from engine.client_access.models import link_attempts
from engine.db import Database
from tests.support import START

pytestmark = pytest.mark.both_databases

SECOND = timedelta(seconds=1)


def guess(database: Database, times: int, address: str = "10.0.0.1", after: timedelta = timedelta()) -> None:
    for number in range(times):
        with database.transaction() as connection:
            note(connection, address, at=START + after + number * SECOND)


def test_so_many_guesses_are_answered_and_the_next_is_not_and_writes_nothing(database: Database) -> None:
    guess(database, PER_PLACE)
    for _ in range(3):
        with pytest.raises(TooManyGuesses):
            guess(database, 1, after=timedelta(minutes=1))
    with database.reading() as connection:
        assert connection.execute(select(func.count()).select_from(link_attempts)).scalar_one() == PER_PLACE


def test_another_address_is_not_concerned_but_another_of_the_same_64_is(database: Database) -> None:
    guess(database, PER_PLACE, "2001:db8:1:2::1")
    with pytest.raises(TooManyGuesses):
        guess(database, 1, "2001:db8:1:2:ffff::9")
    guess(database, 1, "2001:db8:1:3::1")
    guess(database, 1, "10.0.0.2")


def test_it_says_when_it_can_be_tried_again_and_then_it_can(database: Database) -> None:
    guess(database, PER_PLACE)
    with pytest.raises(TooManyGuesses) as refused:
        guess(database, 1, after=timedelta(minutes=1))
    assert refused.value.details == {"seconds": 14 * 60, "minutes": 14}
    with pytest.raises(TooManyGuesses):
        guess(database, 1, after=WINDOW - SECOND)
    guess(database, 1, after=WINDOW)
