"""Coming in with a password, and how often one may try."""

from dataclasses import astuple
from datetime import datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, update

from engine.identity import accounts, commands, passwords, sessions
from engine.identity.models import passwords as stored
from engine.identity.sessions import Came
from engine.identity.sign_in import (
    PER_PERSON,
    PER_PLACE,
    BadCredentials,
    Entered,
    TooManyAttempts,
    Tried,
    sign_in,
    tried,
)
from engine.identity.throttle import DAY, WINDOW, place_of
from tests.engine.instances.test_concurrency import at_once
from tests.support import START, Company

pytestmark = pytest.mark.both_databases

PASSWORD = "cuatro palabras de más"
HERE, ELSEWHERE = "10.0.0.1", "10.0.0.2"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hash that costs next to nothing: here it is counted, not guessed."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    passwords._nobodys.cache_clear()


@pytest.fixture
def staffed(company: Company) -> Company:
    with company.database.transaction() as connection:
        accounts.set_password(connection, "comercial", PASSWORD, actor="administrador", at=START)
    return company


def come_in(
    company: Company,
    person: str,
    password: str,
    address: str = HERE,
    at: datetime = START,
    device: str | None = None,
) -> Entered:
    return sign_in(company.database, person, password, came=Came(address), device=device, at=at)


def fail(
    company: Company,
    times: int,
    person: str = "comercial",
    address: str = HERE,
    at: datetime = START,
    device: str | None = None,
) -> None:
    for _ in range(times):
        with pytest.raises(BadCredentials):
            come_in(company, person, "no es esta", address, at, device)


def test_who_knows_the_password_acts(staffed: Company) -> None:
    token, half = astuple(come_in(staffed, "comercial", PASSWORD))
    assert half is False
    with staffed.database.reading() as connection:
        found = sessions.find(connection, token, at=START)
    assert found is not None and found.person.id == "comercial"


@pytest.mark.parametrize("person", ["comercial", "preventa", "fantasma", "", "x" * 5_000, "Comercial"])
def test_a_wrong_password_no_password_and_nobody_are_refused_alike(staffed: Company, person: str) -> None:
    with pytest.raises(BadCredentials) as caught:
        come_in(staffed, person, "no es esta")
    assert caught.value.details == {}


def test_every_refusal_computes_a_hash(staffed: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str | None] = []
    matches = passwords.matches
    monkeypatch.setattr(passwords, "matches", lambda hash_, given: seen.append(hash_) or matches(hash_, given))
    for person in ("comercial", "fantasma"):
        fail(staffed, 1, person)
    assert len(seen) == 2 and seen[0] and seen[1] is None


def test_who_has_left_does_not_come_in(staffed: Company) -> None:
    with staffed.database.transaction() as connection:
        commands.deactivate(connection, "comercial", actor="administrador", at=START)
    with pytest.raises(BadCredentials):
        come_in(staffed, "comercial", PASSWORD)


def test_after_too_many_wrong_passwords_from_a_place_the_right_one_waits_there_too(staffed: Company) -> None:
    fail(staffed, PER_PERSON)
    with pytest.raises(TooManyAttempts) as caught:
        come_in(staffed, "comercial", PASSWORD, at=START + timedelta(minutes=5))
    assert caught.value.details == {"minutes": 10, "seconds": 600}
    come_in(staffed, "comercial", PASSWORD, at=START + WINDOW)


def test_nobody_is_kept_out_by_who_guesses_from_elsewhere_however_many_they_are(staffed: Company) -> None:
    for number in range(30):
        fail(staffed, PER_PERSON, address=f"203.0.113.{number}")
    come_in(staffed, "comercial", PASSWORD)


def test_nor_by_who_guesses_from_the_same_office_where_they_have_come_in_before(staffed: Company) -> None:
    fail(staffed, PER_PERSON)
    for number in range(PER_PLACE - PER_PERSON):
        fail(staffed, 1, f"persona_{number}")
    come_in(staffed, "comercial", PASSWORD, device="known")
    with pytest.raises(TooManyAttempts):
        come_in(staffed, "comercial", PASSWORD)


def test_a_device_that_is_known_has_no_more_tries_than_a_place_and_takes_none_from_it(staffed: Company) -> None:
    fail(staffed, PER_PERSON, device="stolen", address=ELSEWHERE)
    for address in (HERE, ELSEWHERE, "10.0.0.3"):
        with pytest.raises(TooManyAttempts):
            come_in(staffed, "comercial", PASSWORD, address, device="stolen")
    come_in(staffed, "comercial", PASSWORD, ELSEWHERE)


def test_a_network_of_ipv6_is_one_place_and_an_address_of_ipv4_is_too_however_it_is_written(staffed: Company) -> None:
    for number in range(PER_PERSON):
        fail(staffed, 1, address=f"2001:db8:1:2:{number:x}::1")
    with pytest.raises(TooManyAttempts):
        come_in(staffed, "comercial", PASSWORD, "2001:db8:1:2:ffff:ffff:ffff:ffff")
    come_in(staffed, "comercial", PASSWORD, "2001:db8:1:3::1")
    assert place_of("::ffff:10.0.0.1") == place_of("10.0.0.1") == "10.0.0.1"
    assert place_of("fe80::1%eth0") == "fe80::/64" and place_of("unix") == "unix" and place_of("") == ""


def test_wrong_passwords_of_a_day_are_told_with_from_how_many_places(staffed: Company) -> None:
    fail(staffed, 3)
    fail(staffed, 2, address=ELSEWHERE)
    come_in(staffed, "comercial", PASSWORD)
    with staffed.database.reading() as connection:
        assert tried(connection, "comercial", at=START + timedelta(hours=1)) == Tried(5, 2)
        assert tried(connection, "comercial", at=START + DAY) == Tried(0, 0)


def test_a_password_that_was_changed_while_it_was_checked_opens_nothing(
    staffed: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    matches = passwords.matches

    def meanwhile(hash_: str | None, given: str) -> bool:
        with staffed.database.transaction() as connection:
            accounts.set_password(connection, "comercial", "otras palabras distintas", actor="administrador", at=START)
        return matches(hash_, given)

    monkeypatch.setattr(passwords, "matches", meanwhile)
    with pytest.raises(BadCredentials):
        come_in(staffed, "comercial", PASSWORD)
    with staffed.database.reading() as connection:
        assert sessions.open_of(connection, "comercial", at=START) == []


def test_tries_of_a_clock_that_was_ahead_keep_nobody_waiting_until_then(staffed: Company) -> None:
    fail(staffed, PER_PERSON, at=START + timedelta(days=30))
    come_in(staffed, "comercial", PASSWORD)


def test_nobody_s_name_is_refused_as_often_as_somebody_s(staffed: Company) -> None:
    fail(staffed, PER_PERSON, "fantasma")
    with pytest.raises(TooManyAttempts):
        come_in(staffed, "fantasma", "no es esta")


def test_one_place_does_not_try_everybody(staffed: Company) -> None:
    for number in range(PER_PLACE):
        fail(staffed, 1, f"persona_{number}")
    with pytest.raises(TooManyAttempts):
        come_in(staffed, "comercial", PASSWORD)
    come_in(staffed, "comercial", PASSWORD, ELSEWHERE)


def test_the_right_password_is_no_attempt_and_frees_no_others(staffed: Company) -> None:
    for _ in range(PER_PERSON + 1):
        come_in(staffed, "comercial", PASSWORD)
    fail(staffed, PER_PERSON - 1)
    come_in(staffed, "comercial", PASSWORD)
    fail(staffed, 1)
    with pytest.raises(TooManyAttempts):
        come_in(staffed, "comercial", PASSWORD)


def test_many_who_guess_at_the_same_moment_from_several_processes_get_no_more_tries(staffed: Company) -> None:
    def guess(own: Company) -> None:
        come_in(own, "comercial", "no es esta")

    fail(staffed, PER_PERSON - 2)
    outcomes = at_once(staffed, *([guess] * 6))
    assert sorted(type(each).__name__ for each in outcomes) == ["BadCredentials"] * 2 + ["TooManyAttempts"] * 4


def test_a_hash_with_old_parameters_is_renewed_when_its_person_comes_in(staffed: Company) -> None:
    old = PasswordHasher(time_cost=2, memory_cost=8, parallelism=1).hash(PASSWORD)
    with staffed.database.transaction() as connection:
        connection.execute(update(stored).values(hash=old))
    come_in(staffed, "comercial", PASSWORD)
    with staffed.database.reading() as connection:
        renewed = connection.execute(select(stored.c.hash)).scalar_one()
    assert renewed != old and not passwords.is_outdated(renewed)
    come_in(staffed, "comercial", PASSWORD)
