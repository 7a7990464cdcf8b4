"""People and roles: who may change them, and that each change is on record."""

import pytest

from engine.errors import EngineError, NotAllowed, NotFound
from engine.identity import commands, queries, record, sessions
from engine.identity.commands import BadEmail, LastAdministrator, NameRequired, PersonExists
from tests.engine.instances.test_concurrency import at_once, refusals
from tests.support import START, Company

pytestmark = pytest.mark.both_databases

BY = {"actor": "administrador", "at": START}


def give(company: Company, command: str, *args: object, **values: object) -> None:
    with company.database.transaction() as connection:
        getattr(commands, command)(connection, *args, **{**BY, **values})


def person(company: Company, id: str) -> queries.Person:
    with company.database.reading() as connection:
        return next(each for each in queries.all_people(connection) if each.id == id)


def on_record(company: Company, id: str) -> list[tuple[str, str | None, str | None]]:
    with company.database.reading() as connection:
        found = record.changes(connection, person_id=id, limit=100)
    return [(each.type, each.role_id, each.actor) for each in reversed(found)]


def test_a_person_is_registered_once_with_their_roles(company: Company) -> None:
    new = {"email": "lucia@example.com"}
    give(company, "register_person", "lucia", "Lucía Ramos", ["preventa", "comercial"], **new)
    assert person(company, "lucia").roles == {"preventa", "comercial"}
    assert on_record(company, "lucia") == [
        ("person_registered", None, "administrador"),
        ("role_given", "preventa", "administrador"),
        ("role_given", "comercial", "administrador"),
    ]
    with pytest.raises(PersonExists):
        give(company, "register_person", "lucia", "Otra Lucía", [], **new)
    with pytest.raises(NameRequired):
        give(company, "register_person", "luis", "  ", [], **new)


def test_a_name_and_an_address_are_corrected_and_what_is_so_already_is_not_recorded(company: Company) -> None:
    give(company, "amend", "preventa", name="Preventa", email="ventas@example.com")
    give(company, "amend", "preventa", name="Preventa y Diseño", email="ventas@example.com")
    give(company, "amend", "preventa", name="Preventa y Diseño", email=None)
    found = person(company, "preventa")
    assert (found.name, found.email) == ("Preventa y Diseño", None)
    changes = [type_ for type_, _, _ in on_record(company, "preventa") if "changed" in type_]
    assert changes == ["email_changed", "name_changed", "email_changed"]


@pytest.mark.parametrize("email", ["ana", "ana@", "@x", "a b@x", "ana@x,eva@x", "Ana <ana@x>", "a" * 250 + "@x.mx"])
def test_what_is_no_address_is_refused_and_changes_nothing(company: Company, email: str) -> None:
    before = person(company, "preventa")
    with pytest.raises(BadEmail):
        give(company, "amend", "preventa", name="Otra", email=email)
    with pytest.raises(BadEmail):
        give(company, "register_person", "lucia", "Lucía", [], email=email)
    assert person(company, "preventa") == before


def test_only_an_administrator_corrects_what_others_are_called(company: Company) -> None:
    with pytest.raises(NotAllowed):
        give(company, "amend", "preventa", name="X", email=None, actor="preventa")
    with pytest.raises(NameRequired):
        give(company, "amend", "preventa", name=" ", email=None)
    with pytest.raises(NotFound):
        give(company, "amend", "nadie", name="X", email=None)


def test_roles_are_given_and_taken_and_what_changes_nothing_is_not_recorded(company: Company) -> None:
    give(company, "give_role", "preventa", "auditor")
    give(company, "give_role", "preventa", "auditor")
    assert person(company, "preventa").roles == {"preventa", "auditor"}
    give(company, "take_role", "preventa", "auditor")
    give(company, "take_role", "preventa", "auditor")
    assert person(company, "preventa").roles == {"preventa"}
    changes = [change for change in on_record(company, "preventa") if change[1] == "auditor"]
    assert changes == [("role_given", "auditor", "administrador"), ("role_taken", "auditor", "administrador")]


def test_who_leaves_is_nobody_and_comes_back_with_their_roles(company: Company) -> None:
    with company.database.transaction() as connection:
        token = sessions.begin(connection, "preventa", at=START)
    give(company, "deactivate", "preventa")
    give(company, "deactivate", "preventa")
    with company.database.reading() as connection:
        assert sessions.find(connection, token, at=START) is None
        with pytest.raises(NotFound):
            queries.person(connection, "preventa")
    give(company, "reactivate", "preventa")
    assert person(company, "preventa").roles == {"preventa"}
    assert [change[0] for change in on_record(company, "preventa")][-2:] == ["person_deactivated", "person_reactivated"]
    with company.database.reading() as connection:
        assert sessions.find(connection, token, at=START) is None


@pytest.mark.parametrize(
    ("command", "args"),
    [
        ("register_person", ("lucia", "Lucía", [])),
        ("give_role", ("preventa", "auditor")),
        ("take_role", ("preventa", "preventa")),
        ("deactivate", ("preventa",)),
        ("reactivate", ("preventa",)),
    ],
)
def test_only_an_administrator_may(company: Company, command: str, args: tuple[object, ...]) -> None:
    more = {"email": None} if command == "register_person" else {}
    with pytest.raises(NotAllowed):
        give(company, command, *args, actor="director_comercial", **more)
    assert person(company, "preventa") == queries.Person(
        "preventa", "Preventa", "preventa@example.com", True, frozenset({"preventa"}), frozenset()
    )


@pytest.mark.parametrize("command", ["give_role", "take_role", "deactivate", "reactivate"])
def test_nobody_is_named(company: Company, command: str) -> None:
    with pytest.raises(NotFound):
        give(company, command, "fantasma", *(["auditor"] if "role" in command else []))
    with pytest.raises(NotFound):
        give(company, "give_role", "preventa", "volador")


def test_the_last_administrator_stays(company: Company) -> None:
    for command, args in (("deactivate", ["administrador"]), ("take_role", ["administrador", "administrador"])):
        with pytest.raises(LastAdministrator):
            give(company, command, *args)
    give(company, "give_role", "auditor", "administrador")
    give(company, "take_role", "administrador", "administrador")
    assert "administrador" not in person(company, "administrador").roles


def test_of_two_administrators_who_remove_each_other_at_the_same_moment_one_stays(company: Company) -> None:
    give(company, "give_role", "auditor", "administrador")

    def remove(one: str, other: str):
        def attempt(own: Company) -> None:
            with own.database.transaction() as connection:
                commands.take_role(connection, other, "administrador", actor=one, at=START)

        return attempt

    outcomes = at_once(company, remove("auditor", "administrador"), remove("administrador", "auditor"))
    assert len(refusals(outcomes)) == 1 and isinstance(next(each for each in outcomes if each is not None), EngineError)
    with company.database.reading() as connection:
        assert len(queries.holders(connection)["administrador"]) == 1
