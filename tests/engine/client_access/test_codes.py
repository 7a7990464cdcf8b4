"""One-time codes: which one is good, how often and how long, and how often another one is sent."""

from datetime import timedelta

import pytest

from engine.client_access import codes
from engine.client_access.codes import LIFE, MOST, PAUSE, TRIES, WINDOW, TooManyCodes, code_of
from engine.db import Connection
from tests.support import START, Company

pytestmark = pytest.mark.both_databases
KEY, LINK = bytes(32), "0123456789abcdef"
SECOND = timedelta(seconds=1)


def test_a_code_has_six_digits_and_is_another_for_each_link_and_time() -> None:
    made = [code_of(KEY, link, number) for link in (LINK, LINK[::-1]) for number in range(40)]
    assert all(len(each) == 6 and each.isdigit() for each in made) and len(set(made)) > 78


def right(connection: Connection, number: int, **later: float) -> bool:
    return codes.tried(connection, KEY, LINK, code_of(KEY, LINK, number), at=START + timedelta(**later)) is None


def test_the_code_that_was_sent_last_is_good_for_a_while_and_confirms_one_answer(company: Company) -> None:
    with company.database.transaction() as connection:
        assert codes.another(connection, LINK, again=False, at=START) == 1
        assert codes.another(connection, LINK, again=False, at=START) is None, "that one is good"
        assert not codes.is_confirmed(connection, LINK, at=START)
        spaced = " ".join(code_of(KEY, LINK, 1))
        assert codes.tried(connection, KEY, LINK, spaced, at=START) is None, "as people read it out"
        assert codes.is_confirmed(connection, LINK, at=START + LIFE - SECOND)
        assert not codes.is_confirmed(connection, LINK, at=START + LIFE)
        codes.forget(connection, LINK)
        assert not codes.is_confirmed(connection, LINK, at=START)


def test_it_is_good_no_longer_after_its_time_or_once_another_was_sent(company: Company) -> None:
    with company.database.transaction() as connection:
        codes.another(connection, LINK, again=False, at=START)
        assert codes.another(connection, LINK, again=True, at=START + PAUSE) == 2
        assert not right(connection, 1, minutes=1) and right(connection, 2, minutes=1)
        assert codes.another(connection, LINK, again=False, at=START + PAUSE + LIFE) == 3
        assert not right(connection, 3, hours=3)


def test_whoever_guesses_has_few_tries_and_then_not_even_the_right_one_helps(company: Company) -> None:
    with company.database.transaction() as connection:
        codes.another(connection, LINK, again=False, at=START)
        left = [codes.tried(connection, KEY, LINK, "no", at=START) for _ in range(TRIES)]
        assert [each and each.details["left"] for each in left] == [4, 3, 2, 1, 0]
        assert not right(connection, 1)
        assert codes.another(connection, LINK, again=False, at=START) == 2 and right(connection, 2)


def test_codes_are_not_sent_without_end(company: Company) -> None:
    with company.database.transaction() as connection:
        codes.another(connection, LINK, again=False, at=START)
        with pytest.raises(TooManyCodes) as caught:
            codes.another(connection, LINK, again=True, at=START + SECOND)
        assert caught.value.details["minutes"] == 1
        for number in range(2, MOST + 1):
            assert codes.another(connection, LINK, again=True, at=START + (number - 1) * PAUSE) == number
        late = START + 10 * PAUSE
        with pytest.raises(TooManyCodes) as caught:
            codes.another(connection, LINK, again=True, at=late)
        assert caught.value.details["minutes"] == 51
        assert codes.another(connection, LINK, again=True, at=START + WINDOW) == MOST + 1


def test_nothing_is_confirmed_where_no_code_was_sent(company: Company) -> None:
    with company.database.transaction() as connection:
        assert not right(connection, 1) and not codes.is_confirmed(connection, LINK, at=START)
