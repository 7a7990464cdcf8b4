"""The chain over the acts of document control: whoever changes, removes or inserts one is found at that act."""

from collections.abc import Callable

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.event import listen

from engine.definitions import control
from engine.definitions.deployment import deploy
from engine.definitions.drafts import start_draft
from engine.definitions.models import process_drafts
from engine.definitions.signing import SigningPolicy
from engine.definitions.trail import ChangeType, trail
from engine.definitions.trail_check import check_trail
from engine.definitions.waiting import waiting_for
from engine.history import ledger
from engine.history.models import ledger_entries
from engine.identity.queries import person
from engine.verification.ledger_checks import ledger_checks
from tests.engine.definitions.publishing import APPROVER, AUTHOR, REVIEWER, publish
from tests.engine.definitions.test_commands import changed
from tests.support import Company

pytestmark = pytest.mark.both_databases

PROCESS = "gestion_comercial"
# Acts: taken, in force; begun, submitted, reviewed, approved; the old one obsolete, the new one in force.
LEDGER = f"documents:{PROCESS}"
WHERE = f"ledger = '{LEDGER}'"
OF_IT = f"process_id = '{PROCESS}'"


@pytest.fixture
def published(company: Company) -> Company:
    publish(company, changed("Prospección y generación de leads", "Prospectar"))
    return company


def attack(company: Company, act: Callable[[Connection], object]) -> list[tuple[str, int | None]]:
    """What the check finds after `act`, which the database would refuse: its triggers are taken away first."""
    with company.database.transaction() as connection:
        for operation in ("update", "delete"):
            name = f"ledger_entries_refuse_{operation}"
            table = "" if connection.dialect.name == "sqlite" else " ON ledger_entries"
            connection.execute(text(f"DROP TRIGGER {name}{table}"))
        act(connection)
    with company.database.reading() as connection:
        return [(each.kind, each.seq) for each in check_trail(connection, PROCESS).problems]


def sql(statement: str) -> Callable[[Connection], object]:
    return lambda connection: connection.execute(text(statement))


def test_what_was_done_is_chained_and_in_order(published: Company) -> None:
    with published.database.reading() as connection:
        acts = trail(connection, PROCESS)
        check = check_trail(connection, PROCESS)
        (head,) = (each for each in ledger.heads(connection) if each.ledger == LEDGER)
    assert [act.seq for act in acts] == list(range(1, len(acts) + 1))
    assert (check.acts, check.head, check.problems) == (head.seq, head.hash, ())


def test_what_is_asked_of_one_draft_or_version_or_kind_is_the_part_of_the_whole_that_is_about_it(
    published: Company,
) -> None:
    publish(published, changed("Prospección y generación de leads", "Buscar clientes"))
    with published.database.reading() as connection:
        acts = trail(connection, PROCESS)
        drafts = {each.draft_id for each in acts if each.draft_id is not None}
        assert len(drafts) == 2
        for id_ in drafts:
            assert trail(connection, PROCESS, draft_id=id_) == [each for each in acts if each.draft_id == id_]
        for number in (4, 5, 6):
            assert trail(connection, PROCESS, number=number) == [each for each in acts if each.number == number]
        signed = ChangeType.VERSION_APPROVED, ChangeType.DRAFT_REVIEWED
        assert trail(connection, PROCESS, types=signed) == [each for each in acts if each.type in signed]
        (last,) = trail(connection, PROCESS, number=6, types=[ChangeType.VERSION_APPROVED])
        assert last.draft_id == max(drafts)


def test_a_list_of_what_waits_reads_no_diagram_and_no_act_of_another_draft(published: Company) -> None:
    said: list[str] = []
    with published.database.transaction() as connection:
        start_draft(connection, PROCESS, actor=AUTHOR, at=published.clock())
        listen(connection, "before_cursor_execute", lambda *given: said.append(given[2]))
        waiting_for(connection, person(connection, AUTHOR), SigningPolicy())
    assert said and not [each for each in said if "process_drafts.diagram" in each]
    assert all("ledger_entries.subject LIKE" in each for each in said if "FROM ledger_entries" in each)


@pytest.mark.parametrize(
    "values",
    [
        "actor = 'otro'",
        "at = '2020-01-01T00:00:00.000000Z'",
        "data = replace(data, 'note', 'nota')",
        "subject = ';version 9;'",
        "type = 'x'",
    ],
)
def test_a_changed_act_is_named(published: Company, values: str) -> None:
    found = attack(published, sql(f"UPDATE ledger_entries SET {values} WHERE seq = 4 AND {WHERE}"))
    assert ("entry_changed", 4) in found and {seq for _, seq in found if seq is not None} == {4}


def test_an_act_that_was_rewritten_with_its_hash_is_named(published: Company) -> None:
    def rewrite(connection: Connection) -> None:
        forged = ledger.read(connection, LEDGER)[3]._replace(actor="otro")
        forged = forged._replace(hash=ledger.digest(forged))
        place = (ledger_entries.c.seq == 4) & (ledger_entries.c.ledger == LEDGER)
        connection.execute(ledger_entries.update().where(place).values(forged._asdict()))

    assert ("entry_changed", 4) in attack(published, rewrite)


def test_removed_acts_are_named(published: Company) -> None:
    found = attack(published, sql(f"DELETE FROM ledger_entries WHERE seq IN (4, 5) AND {WHERE}"))
    assert ("entry_removed", 4) in found


def test_the_end_cannot_be_cut_off_since_versions_stand_where_acts_put_them(published: Company) -> None:
    found = attack(published, sql(f"DELETE FROM ledger_entries WHERE seq > 5 AND {WHERE}"))
    assert ("version_changed", None) in found


def test_a_version_that_no_act_supports_is_named(published: Company) -> None:
    with published.database.transaction() as connection:
        connection.execute(text(f"UPDATE process_versions SET status = 'effective' WHERE number = 4 AND {OF_IT}"))
    with published.database.reading() as connection:
        (problem,) = check_trail(connection, PROCESS).problems
        (bad,) = (check for check in ledger_checks(connection) if not check.ok)
    assert (problem.kind, problem.subject) == ("version_changed", "version 4")
    assert (bad.subject, bad.problems) == (f"ledger:{LEDGER}", (problem,))


@pytest.mark.parametrize(
    "values",
    [
        "effective_at = '2020-01-01T00:00:00.000000Z'",
        "description = 'otra'",
        "signers = 2",
        "base = 1",
        "answers = '[\"x\"]'",
    ],
)
def test_what_a_version_says_of_how_it_was_signed_is_what_its_acts_say(published: Company, values: str) -> None:
    with published.database.transaction() as connection:
        on = "" if connection.dialect.name == "sqlite" else " ON process_versions"
        connection.execute(text(f"DROP TRIGGER process_versions_refuse_update{on}"))
        connection.execute(text(f"UPDATE process_versions SET {values} WHERE number = 5 AND {OF_IT}"))
    with published.database.reading() as connection:
        problems = check_trail(connection, PROCESS).problems
    assert [(each.kind, each.subject) for each in problems] == [("version_changed", "version 5")]


def test_a_draft_that_was_changed_in_the_database_between_two_signatures_is_named(company: Company) -> None:
    at = company.clock()
    with company.database.transaction() as connection:
        deploy(connection, [changed("Prospección y generación de leads", "Prospectar")], "Prueba", actor=AUTHOR, at=at)
        control.review(connection, PROCESS, actor=REVIEWER, at=at)
        other = changed("Prospección y generación de leads", "Otra cosa").diagram
        connection.execute(process_drafts.update().values(diagram=other))
        control.approve(connection, PROCESS, actor=APPROVER, at=at)
    with company.database.reading() as connection:
        (problem,) = check_trail(connection, PROCESS).problems
    assert (problem.kind, problem.subject) == ("version_changed", "version 5")
