"""What a process keeps of the people: true until anybody changes them, whoever does and however."""

import pytest
from sqlalchemy import text

from engine.errors import NotACandidate, NotFound
from engine.identity import commands
from engine.instances import commands as work
from tests.support import START, Company
from tests.watching import watched

pytestmark = pytest.mark.both_databases

BY = {"actor": "administrador", "at": START}
CHANGES = [
    "INSERT INTO people (id, name, active, created_at) VALUES ('eva', 'Eva', true, 'x')",
    "UPDATE people SET email = 'otra@example.com' WHERE id = 'preventa'",
    "DELETE FROM people WHERE id = 'nobody depends on'",
    "INSERT INTO person_roles (person_id, role_id) VALUES ('preventa', 'auditor')",
    "UPDATE person_roles SET role_id = 'auditor' WHERE person_id = 'preventa'",
    "DELETE FROM person_roles WHERE person_id = 'preventa'",
]


def stamp(company: Company) -> str:
    with company.database.reading() as connection:
        return str(connection.execute(text("SELECT value FROM stamps WHERE name = 'people'")).scalar_one())


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_people_or_their_roles_gives_another_stamp(company: Company, change: str) -> None:
    with company.database.transaction() as connection:
        connection.execute(
            text("INSERT INTO people (id, name, active, created_at) VALUES ('nobody depends on', 'N', true, 'x')")
        )
    before = stamp(company)
    with company.database.transaction() as connection:
        connection.execute(text(change))
    assert stamp(company) != before


def test_nobody_is_looked_up_twice(company: Company) -> None:
    company.do(company.start(), "prospeccion")
    folio = company.start()
    task = company.task(folio, "prospeccion")
    values = company.filled(task.item.id, {}, actor=task.candidates[0])
    with watched(company.database) as sent:
        company.complete(task.item.id, values, actor=task.candidates[0], fill=False)
        sent = list(sent)
    assert sent and not [sql for sql, _ in sent if "person_roles" in sql or "FROM people" in sql]


def test_a_role_that_is_taken_away_is_taken_away_at_once(company: Company) -> None:
    folio = company.start()
    company.do(folio, "prospeccion")
    task = company.task(folio, "validacion")
    company.command("claim", task.item.id, actor="preventa")
    company.command("release", task.item.id, actor="preventa")
    with company.database.transaction() as connection:
        commands.take_role(connection, "preventa", "preventa", **BY)
    with pytest.raises(NotFound):  # nor do they see it any more: they did nothing of it
        company.command("claim", task.item.id, actor="preventa")
    with company.database.transaction() as connection:
        connection.execute(text("INSERT INTO person_roles (person_id, role_id) VALUES ('preventa', 'preventa')"))
    assert company.command("claim", task.item.id, actor="preventa").assignee == "preventa"


def test_who_leaves_can_do_nothing_more(company: Company) -> None:
    folio = company.start()
    task = company.task(folio, "prospeccion")
    who = task.candidates[0]
    company.command("claim", task.item.id, actor=who)
    with company.database.transaction() as connection:
        commands.deactivate(connection, who, **BY)
    with pytest.raises(NotFound, match="person"):
        company.command("release", task.item.id, actor=who)


class Regretted(Exception):
    """Takes a transaction back."""


def test_what_was_seen_in_a_transaction_that_was_taken_back_is_forgotten(company: Company) -> None:
    folio = company.start()
    company.do(folio, "prospeccion")
    id_ = company.task(folio, "validacion").item.id
    with pytest.raises(Regretted), company.database.transaction() as connection:
        commands.give_role(connection, "auditor", "preventa", **BY)
        assert work.claim(connection, company.runtime, id_, actor="auditor", at=START).assignee == "auditor"
        raise Regretted
    with pytest.raises(NotACandidate):
        company.command("claim", id_, actor="auditor")


def test_a_notice_goes_to_the_address_that_somebody_has_now(company: Company) -> None:
    def last_told() -> str:
        folio = company.start()
        company.do(folio, "prospeccion")
        company.do(folio, "validacion", {"tipo_requerimiento": "servicio", "areas": ["soc_noc"]})
        with company.database.reading() as connection:
            return str(connection.execute(text("SELECT payload FROM outbox ORDER BY id DESC LIMIT 1")).scalar_one())

    assert "otra-" not in last_told()
    with company.database.transaction() as connection:
        connection.execute(text("UPDATE people SET email = 'otra-' || email"))
    assert "otra-" in last_told()
