"""Users of the operating system: as whom they may act."""

import pytest

from engine.errors import NotAllowed, NotFound
from engine.identity import commands, os_users, record
from engine.identity.os_users import BadOsUser
from tests.support import START, Company

pytestmark = pytest.mark.both_databases


def give(company: Company, person: str, user: str, actor: str = "administrador") -> None:
    with company.database.transaction() as connection:
        os_users.give(connection, person, user, actor=actor, at=START)


def test_a_user_may_act_as_the_people_that_an_administrator_says_and_it_is_on_record(company: Company) -> None:
    give(company, "comercial", "ana")
    give(company, "comercial", "ana")
    give(company, "preventa", "ana")
    with company.database.reading() as connection:
        assert os_users.people_of(connection, "ana") == ["comercial", "preventa"]
        assert os_users.people_of(connection, "luis") == []
        assert os_users.users_of(connection, "comercial") == ["ana"]
        assert os_users.all_users(connection) == {"comercial": ["ana"], "preventa": ["ana"]}
        assert not os_users.owns(connection, "ana")
        found = record.changes(connection, person_id="comercial", limit=2)
    assert (found[0].type, found[0].actor) == ("os_user_given", "administrador")
    assert found[1].type != "os_user_given"


def test_one_that_is_an_administrator_s_owns_the_installation_as_long_as_that_person_is_here(company: Company) -> None:
    give(company, "administrador", "root2")
    with company.database.transaction() as connection:
        assert os_users.owns(connection, "root2")
        commands.give_role(connection, "preventa", "administrador", actor="administrador", at=START)
        commands.deactivate(connection, "administrador", actor="preventa", at=START)
        assert not os_users.owns(connection, "root2") and os_users.people_of(connection, "root2") == []


def test_it_is_taken_away_again(company: Company) -> None:
    give(company, "comercial", "ana")
    with company.database.transaction() as connection:
        for _ in range(2):
            os_users.take(connection, "comercial", "ana", actor="administrador", at=START)
        assert os_users.people_of(connection, "ana") == []
        assert [each.type for each in record.changes(connection, person_id="comercial", limit=2)][:1] == [
            "os_user_taken"
        ]


def test_only_administrators_say_so_of_who_is_there_and_of_names_that_can_be_one(company: Company) -> None:
    with pytest.raises(NotAllowed):
        give(company, "comercial", "ana", actor="comercial")
    with pytest.raises(NotFound):
        give(company, "fantasma", "ana")
    for user in ("", "dos palabras", "a:b", "a/b", "a\nb", "x" * 101):
        with pytest.raises(BadOsUser):
            give(company, "comercial", user)
