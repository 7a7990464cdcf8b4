"""Guessing at links: so many tries, then none for a while."""

from datetime import timedelta

import pytest

from engine.client_access.attempts import PER_ADDRESS, WINDOW, TooManyGuesses, note, require_admitted
from engine.db import Database
from tests.support import START

pytestmark = pytest.mark.both_databases

SECOND = timedelta(seconds=1)


def guess(database: Database, times: int, address: str = "10.0.0.1") -> None:
    for number in range(times):
        with database.transaction() as connection:
            note(connection, address, at=START + number * SECOND)


def admitted(database: Database, address: str = "10.0.0.1", after: timedelta = timedelta(minutes=1)) -> bool:
    with database.reading() as connection:
        try:
            require_admitted(connection, address, at=START + after)
        except TooManyGuesses:
            return False
    return True


def test_one_guess_less_than_the_limit_is_let_pass_and_the_limit_is_not(database: Database) -> None:
    guess(database, PER_ADDRESS - 1)
    assert admitted(database)
    guess(database, 1)
    assert not admitted(database)


def test_another_address_is_not_concerned(database: Database) -> None:
    guess(database, PER_ADDRESS)
    assert admitted(database, "10.0.0.2")


def test_it_says_when_it_can_be_tried_again_and_then_it_can(database: Database) -> None:
    guess(database, PER_ADDRESS)
    with database.reading() as connection, pytest.raises(TooManyGuesses) as refused:
        require_admitted(connection, "10.0.0.1", at=START + timedelta(minutes=1))
    assert refused.value.details == {"seconds": 14 * 60, "minutes": 14}
    assert not admitted(database, after=WINDOW - SECOND)
    assert admitted(database, after=WINDOW)
