"""The chain over the acts of document control: whoever changes, removes or inserts one is found at that act."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.event import listen

from engine.definitions import control
from engine.definitions.deployment import deploy
from engine.definitions.drafts import start_draft
from engine.definitions.models import document_control, process_drafts
from engine.definitions.signing import SigningPolicy
from engine.definitions.trail import Change, ChangeType, hash_of, trail
from engine.definitions.trail_check import TrailFault, check_trail
from engine.definitions.waiting import waiting_for
from engine.identity.queries import person
from engine.verification.runs import trail_reports
from tests.engine.definitions.publishing import APPROVER, AUTHOR, REVIEWER, publish
from tests.engine.definitions.test_commands import changed
from tests.support import Company

pytestmark = pytest.mark.both_databases

PROCESS = "gestion_comercial"
# Acts: taken, in force; begun, submitted, reviewed, approved; the old one obsolete, the new one in force.
WHERE = f"process_id = '{PROCESS}'"


@pytest.fixture
def published(company: Company) -> Company:
    publish(company, changed("Prospectar y generar leads", "Prospectar"))
    return company


def attack(company: Company, act: Callable[[Connection], object]) -> list[tuple[str, int | None]]:
    """What the check finds after `act`, which the database would refuse: its triggers are taken away first."""
    with company.database.transaction() as connection:
        for operation in ("update", "delete"):
            name = f"document_control_refuse_{operation}"
            table = "" if connection.dialect.name == "sqlite" else " ON document_control"
            connection.execute(text(f"DROP TRIGGER {name}{table}"))
        act(connection)
    with company.database.reading() as connection:
        return [(fault.fault, fault.seq) for fault in check_trail(connection, PROCESS).faults]


def sql(statement: str) -> Callable[[Connection], object]:
    return lambda connection: connection.execute(text(statement))


def test_what_was_done_is_chained_and_in_order(published: Company) -> None:
    with published.database.reading() as connection:
        acts = trail(connection, PROCESS)
        check = check_trail(connection, PROCESS)
        assert [report.ok for report in trail_reports(connection)] == [True, True]
    assert [act.seq for act in acts] == list(range(1, len(acts) + 1))
    assert (check.acts, check.head, check.faults) == (len(acts), acts[-1].hash, ())


def test_what_is_asked_of_one_draft_or_version_or_kind_is_the_part_of_the_whole_that_is_about_it(
    published: Company,
) -> None:
    publish(published, changed("Prospectar y generar leads", "Buscar clientes"))
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
    assert all("document_control.draft_id = " in each for each in said if "FROM document_control" in each)


@pytest.mark.parametrize(
    "values",
    ["actor = 'otro'", "at = '2020-01-01T00:00:00.000000Z'", 'data = \'{"note":"x"}\'', "number = 9", "type = 'x'"],
)
def test_a_changed_act_is_named(published: Company, values: str) -> None:
    found = attack(published, sql(f"UPDATE document_control SET {values} WHERE seq = 4 AND {WHERE}"))
    assert ("changed", 4) in found and {fault for fault, seq in found if seq is not None} == {"changed"}


def test_an_act_that_was_rewritten_with_its_hash_is_named(published: Company) -> None:
    def rewrite(connection: Connection) -> None:
        act = trail(connection, PROCESS)[3]
        forged = replace(act, actor="otro")
        values = {"actor": "otro", "hash": hash_of(forged)}
        where = (document_control.c.seq == 4) & (document_control.c.process_id == PROCESS)
        connection.execute(document_control.update().where(where).values(values))

    assert ("changed", 4) in attack(published, rewrite)


def test_removed_acts_are_named(published: Company) -> None:
    found = attack(published, sql(f"DELETE FROM document_control WHERE seq IN (4, 5) AND {WHERE}"))
    assert ("removed", 4) in found


def test_the_end_cannot_be_cut_off_since_versions_stand_where_acts_put_them(published: Company) -> None:
    found = attack(published, sql(f"DELETE FROM document_control WHERE seq > 5 AND {WHERE}"))
    assert ("unsupported", None) in found


def test_an_inserted_act_is_named(published: Company) -> None:
    def insert(connection: Connection) -> None:
        acts = trail(connection, PROCESS)
        place = document_control.c.process_id == PROCESS
        for each in reversed(acts[4:]):
            connection.execute(
                document_control.update().where(place, document_control.c.seq == each.seq).values(seq=each.seq + 1)
            )
        forged = Change(
            PROCESS, ChangeType.DRAFT_REVIEWED, "otro", acts[3].at, acts[3].draft_id, None, None, {}, 5, acts[3].hash
        )
        connection.execute(
            document_control.insert().values(
                process_id=PROCESS, seq=5, type="draft_reviewed", actor="otro", at=str(forged.as_dict()["at"]),
                draft_id=acts[3].draft_id, data="{}", prev_hash=acts[3].hash, hash=hash_of(forged),
            )
        )  # fmt: skip

    assert attack(published, insert)[0] == ("inserted", 5)


def test_a_version_that_no_act_supports_is_named(published: Company) -> None:
    with published.database.transaction() as connection:
        connection.execute(text(f"UPDATE process_versions SET status = 'effective' WHERE number = 4 AND {WHERE}"))
    with published.database.reading() as connection:
        (fault,) = check_trail(connection, PROCESS).faults
        (bad,) = (report for report in trail_reports(connection) if not report.ok)
    assert isinstance(fault, TrailFault) and (fault.fault, fault.subject) == ("unsupported", "version 4")
    assert (bad.process, bad.as_dict()["process"], bad.problems[0].kind) == (PROCESS, PROCESS, "version_changed")


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
        connection.execute(text(f"UPDATE process_versions SET {values} WHERE number = 5 AND {WHERE}"))
    with published.database.reading() as connection:
        faults = check_trail(connection, PROCESS).faults
    assert [(fault.fault, fault.subject) for fault in faults] == [("unsupported", "version 5")]


def test_a_draft_that_was_changed_in_the_database_between_two_signatures_is_named(company: Company) -> None:
    at = company.clock()
    with company.database.transaction() as connection:
        deploy(connection, [changed("Prospectar y generar leads", "Prospectar")], "Prueba", actor=AUTHOR, at=at)
        control.review(connection, PROCESS, actor=REVIEWER, at=at)
        other = changed("Prospectar y generar leads", "Otra cosa").diagram
        connection.execute(process_drafts.update().values(diagram=other))
        control.approve(connection, PROCESS, actor=APPROVER, at=at)
    with company.database.reading() as connection:
        (fault,) = check_trail(connection, PROCESS).faults
    assert (fault.fault, fault.subject) == ("unsupported", "version 5")
