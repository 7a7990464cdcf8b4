"""Getting a password: from somebody who may set it, or by a link that works once."""

from datetime import datetime, timedelta

import pytest

from engine.errors import NotAllowed, NotFound
from engine.identity import accounts, commands, record, sessions
from engine.identity.accounts import LINK_LASTS
from engine.identity.models import password_links
from engine.identity.passwords import WeakPassword
from engine.identity.sign_in import check
from tests.engine.instances.test_concurrency import at_once, refusals
from tests.support import START, Company

pytestmark = pytest.mark.both_databases

PASSWORD = "cuatro palabras de más"


def link(company: Company, person: str = "preventa", actor: str = "administrador") -> str:
    with company.database.transaction() as connection:
        return accounts.make_link(connection, person, actor=actor, at=START)


def choose(company: Company, token: str, password: str = PASSWORD, at: datetime = START) -> str:
    with company.database.transaction() as connection:
        return accounts.choose_password(connection, token, password, at=at).id


def set_password(company: Company, actor: str, person: str = "preventa") -> None:
    with company.database.transaction() as connection:
        accounts.set_password(connection, person, PASSWORD, actor=actor, at=START)


def comes_in(company: Company, password: str = PASSWORD) -> None:
    check(company.database, "preventa", password, address="10.0.0.1", device=None, at=START)


def test_a_link_sets_the_password_of_its_person_and_is_on_record(company: Company) -> None:
    assert choose(company, link(company)) == "preventa"
    comes_in(company)
    with company.database.reading() as connection:
        assert accounts.with_password(connection) == {"preventa"}
        found = record.changes(connection, person_id="preventa", limit=2)
    assert [(each.type, each.actor) for each in found] == [
        ("password_set", "preventa"),
        ("password_link_made", "administrador"),
    ]


def test_a_link_works_once(company: Company) -> None:
    token = link(company)
    choose(company, token)
    with pytest.raises(NotFound):
        choose(company, token, "otras palabras muy distintas")
    comes_in(company)


def test_of_two_who_use_a_link_at_the_same_moment_one_does(company: Company) -> None:
    token = link(company)
    outcomes = at_once(company, lambda own: choose(own, token), lambda own: choose(own, token, "otras palabras 123"))
    assert refusals(outcomes) == [NotFound]


def test_a_link_ends_after_a_day_and_with_the_next_one_and_when_its_person_leaves(company: Company) -> None:
    token = link(company)
    with pytest.raises(NotFound):
        choose(company, token, at=START + LINK_LASTS)
    newer = link(company)
    with pytest.raises(NotFound):
        choose(company, token, at=START + timedelta(hours=1))
    with company.database.transaction() as connection:
        commands.deactivate(connection, "preventa", actor="administrador", at=START)
    with pytest.raises(NotFound):
        choose(company, newer)


def test_a_weak_password_is_refused_and_leaves_the_link_as_it_was(company: Company) -> None:
    token = link(company)
    with pytest.raises(WeakPassword):
        choose(company, token, "corta")
    choose(company, token)


@pytest.mark.parametrize("token", ["", "inventado", "ñ", "\ud800"])
def test_a_made_up_link_is_refused(company: Company, token: str) -> None:
    link(company)
    with pytest.raises(NotFound):
        choose(company, token)


def test_only_an_administrator_makes_links_and_only_for_who_is_there(company: Company) -> None:
    with pytest.raises(NotAllowed):
        link(company, actor="director_comercial")
    with pytest.raises(NotFound):
        link(company, person="fantasma")


def test_what_opens_a_link_is_not_in_the_database(company: Company) -> None:
    token = link(company)
    with company.database.reading() as connection:
        assert token not in str(connection.execute(password_links.select()).all())


def test_one_sets_one_s_own_password_and_an_administrator_any(company: Company) -> None:
    set_password(company, "preventa")
    set_password(company, "administrador")
    comes_in(company)
    with pytest.raises(NotAllowed):
        set_password(company, "director_comercial")
    with pytest.raises(NotFound):
        set_password(company, "administrador", "fantasma")


def test_a_new_password_ends_every_session(company: Company) -> None:
    with company.database.transaction() as connection:
        token = sessions.begin(connection, "preventa", at=START)
    set_password(company, "preventa")
    with company.database.reading() as connection:
        assert sessions.find(connection, token, at=START) is None
