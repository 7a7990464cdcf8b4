"""The doctor on accounts: who administers with a password alone, and whose passwords are guessed."""

from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import insert

from engine.doctor import accounts as doctor
from engine.doctor.findings import Finding, Level
from engine.identity import accounts, second_factor
from engine.identity.models import sign_in_attempts
from engine.settings import Settings
from tests.support import START, Company

pytestmark = pytest.mark.both_databases


def found(company: Company, settings: Settings | None = None, after: timedelta = timedelta()) -> list[Finding]:
    with company.database.reading() as connection:
        return list(doctor.guarded(connection, settings or Settings(), START + after))


def test_who_administers_with_a_password_alone_is_named_until_they_have_a_second_factor(company: Company) -> None:
    assert [each.level for each in found(company)] == [Level.GOOD], "nobody has a password"
    with company.database.transaction() as connection:
        for person in ("administrador", "preventa"):
            accounts.set_password(connection, person, "cuatro palabras de más", actor=person, at=START)
    (told,) = found(company)
    assert told.level is Level.WARNING and told.message.values == {"names": "Administrador"}
    secret = second_factor.new_secret()
    with company.database.transaction() as connection:
        second_factor.set_up(connection, "administrador", secret, pyotp.TOTP(secret).at(START), at=START)
    assert [each.level for each in found(company)] == [Level.GOOD]


def test_whose_passwords_are_guessed_is_told_for_a_day(company: Company) -> None:
    row = {"place": "203.0.113.1", "device": None, "at": START}
    with company.database.transaction() as connection:
        connection.execute(insert(sign_in_attempts), [{**row, "person_id": "preventa"}] * doctor.MANY)
        connection.execute(insert(sign_in_attempts), [{**row, "person_id": "comercial"}] * (doctor.MANY - 1))
        connection.execute(insert(sign_in_attempts), [{**row, "person_id": "fantasma"}] * doctor.MANY)
    assert [each.message.values for each in found(company)[1:]] == [{"names": "Preventa"}]
    assert found(company, after=timedelta(days=1))[1:] == []


def test_where_nobody_comes_in_with_a_password_there_is_nothing_to_tell(company: Company) -> None:
    assert found(company, Settings(local_accounts=False)) == []
