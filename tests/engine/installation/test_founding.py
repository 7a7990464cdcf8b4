"""A company's beginning, and the mark by which nobody takes a demonstration for a company."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from engine.db import Database
from engine.definitions.queries import in_force
from engine.errors import NotFound
from engine.identity.accounts import choose_password, person_of_link
from engine.identity.queries import all_people
from engine.installation.founding import make_company, shipped
from engine.installation.marks import CompanyExists, NoDemonstration, kind_of, mark, require_demonstration
from engine.installation.models import InstallationKind
from engine.verification.ledger_checks import ledger_checks
from tests.support import START

pytestmark = pytest.mark.both_databases


def test_a_company_begins_with_one_administrator_who_comes_in_by_a_link(database: Database) -> None:
    with database.transaction() as connection:
        founded = make_company(connection, "lucia", "Lucía Ramos", "lucia@example.com", [], "", os_user="ana", at=START)
        assert founded.deployed == ()
        assert [(each.id, each.email, sorted(each.roles)) for each in all_people(connection)] == [
            ("lucia", "lucia@example.com", ["administrador"])
        ]
        assert person_of_link(connection, founded.token, at=START).id == "lucia"
        choose_password(connection, founded.token, "una frase larga de verdad", at=START)
        assert kind_of(connection) is InstallationKind.COMPANY
        assert all(check.ok for check in ledger_checks(connection))


def test_a_shipped_procedure_comes_with_those_that_it_calls_and_is_on_record_as_taken_unsigned(
    database: Database,
) -> None:
    with database.transaction() as connection:
        make_company(
            connection,
            "lucia",
            "Lucía",
            "l@example.com",
            shipped(["gestion_comercial"]),
            "Así",
            os_user="ana",
            at=START,
        )
        assert sorted(in_force(connection)) == ["alianzas_estrategicas", "gestion_comercial"]
        types = text("SELECT DISTINCT type, actor FROM ledger_entries WHERE ledger LIKE 'documents:%' ORDER BY type")
        assert [tuple(row) for row in connection.execute(types)] == [
            ("version_effective", "lucia"),
            ("version_taken", "lucia"),
        ]
        assert all(check.ok for check in ledger_checks(connection))


def test_only_what_is_asked_for_is_taken() -> None:
    assert [each.file.rpartition("/")[2] for each in shipped(["alianzas_estrategicas"])] == [
        "alianzas_estrategicas.bpmn"
    ]
    assert shipped([]) == []
    with pytest.raises(NotFound):
        shipped(["nada"])


@pytest.mark.parametrize("kind", list(InstallationKind))
def test_what_is_there_is_not_made_again(database: Database, kind: InstallationKind) -> None:
    with database.transaction() as connection:
        assert kind_of(connection) is None and not require_demonstration(connection)
        mark(connection, kind, at=START)
    with pytest.raises(CompanyExists) as caught, database.transaction() as connection:
        make_company(connection, "lucia", "Lucía", "l@example.com", [], "", os_user="ana", at=START)
    assert caught.value.details == {"kind": kind, "count": 0}


def test_whoever_registered_somebody_by_hand_has_a_company(database: Database) -> None:
    with database.transaction() as connection:
        connection.execute(text("INSERT INTO people (id, name, created_at) VALUES ('x', 'X', '2026')"))
        assert kind_of(connection) is InstallationKind.COMPANY
        with pytest.raises(NoDemonstration) as caught:
            require_demonstration(connection)
        assert caught.value.details == {"count": 1}


def test_the_database_keeps_its_mark(database: Database) -> None:
    with database.transaction() as connection:
        mark(connection, InstallationKind.COMPANY, at=START)
    for statement in ("UPDATE installation SET kind = 'demonstration'", "DELETE FROM installation"):
        with pytest.raises(DBAPIError, match="refused"), database.transaction() as connection:
            connection.execute(text(statement))
