"""Coming in with a password, and how often one may try."""

from datetime import datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, update

from engine.identity import accounts, commands, passwords, sessions
from engine.identity.models import passwords as stored
from engine.identity.sign_in import PER_ADDRESS, PER_PERSON, WINDOW, BadCredentials, TooManyAttempts, sign_in
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


def come_in(company: Company, person: str, password: str, address: str = HERE, at: datetime = START) -> str:
    return sign_in(company.database, person, password, address=address, at=at)


def fail(company: Company, times: int, person: str = "comercial", address: str = HERE, at: datetime = START) -> None:
    for _ in range(times):
        with pytest.raises(BadCredentials):
            come_in(company, person, "no es esta", address, at)


def test_who_knows_the_password_acts(staffed: Company) -> None:
    token = come_in(staffed, "comercial", PASSWORD)
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


def test_after_too_many_wrong_passwords_the_right_one_waits_too(staffed: Company) -> None:
    fail(staffed, PER_PERSON)
    with pytest.raises(TooManyAttempts) as caught:
        come_in(staffed, "comercial", PASSWORD, ELSEWHERE, START + timedelta(minutes=5))
    assert caught.value.details == {"minutes": 10, "seconds": 600}
    come_in(staffed, "comercial", PASSWORD, at=START + WINDOW)


def test_nobody_s_name_is_refused_as_often_as_somebody_s(staffed: Company) -> None:
    fail(staffed, PER_PERSON, "fantasma")
    with pytest.raises(TooManyAttempts):
        come_in(staffed, "fantasma", "no es esta")


def test_one_address_does_not_try_everybody(staffed: Company) -> None:
    for number in range(PER_ADDRESS):
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
