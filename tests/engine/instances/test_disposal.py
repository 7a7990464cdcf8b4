"""Retention of versions: proposed by a job, decided by Control de Documentos, never in the way of a proof."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from engine.definitions import queries
from engine.definitions.signing import RightRequired, SigningPolicy
from engine.definitions.trail import trail
from engine.definitions.trail_check import check_trail
from engine.definitions.waiting import waiting_for
from engine.errors import NotFound
from engine.identity.commands import give_right
from engine.identity.queries import person
from engine.identity.rights import Right
from engine.instances import disposal
from engine.jobs.versions import propose_disposal
from engine.notifications import queries as letters
from engine.notifications.statuses import LetterStatus
from engine.settings import Settings
from engine.verification.instance_verifier import InstanceVerifier
from tests.engine.attention.noticing import write_letters
from tests.engine.definitions.publishing import APPROVER, AUTHOR, REVIEWER, publish
from tests.engine.definitions.test_commands import changed
from tests.engine.definitions.test_control import PROCESS, do, refused
from tests.support import Company

pytestmark = pytest.mark.both_databases

YEAR = timedelta(days=365)
KEEPER = REVIEWER


def job(company: Company) -> int:
    return propose_disposal(company.database, company.runtime, Settings(), company.clock)


def status(company: Company, number: int) -> str:
    with company.database.reading() as connection:
        return queries.version(connection, PROCESS, number).status


def waits(company: Company) -> list[int | None]:
    with company.database.reading() as connection:
        found = waiting_for(connection, person(connection, KEEPER), SigningPolicy())
    return [each.number for each in found if each.step == "dispose"]


@pytest.fixture
def old(company: Company) -> Company:
    """Version 4 was replaced, and its year is over."""
    publish(company, changed("Prospección y generación de leads", "Prospectar"))
    company.clock.now += YEAR + timedelta(days=1)
    return company


def test_a_version_is_proposed_once_a_year_after_it_stopped_being_in_force(company: Company) -> None:
    publish(company, changed("Prospección y generación de leads", "Prospectar"))
    company.clock.now += YEAR - timedelta(days=1)
    assert job(company) == 0 and waits(company) == []
    company.clock.now += timedelta(days=2)
    assert job(company) == 1 and job(company) == 0
    assert waits(company) == [4] and status(company, 4) == "obsolete"
    with company.database.reading() as connection:
        last = trail(connection, PROCESS)[-1]
    assert (last.type, last.actor, last.number) == ("disposal_proposed", None, 4)


def test_whoever_controls_the_documents_is_told_by_e_mail_once_for_each_proposal(old: Company) -> None:
    def told() -> list[tuple[str, tuple[str, ...]]]:
        write_letters(old)
        with old.database.reading() as connection:
            found = letters.entries(connection, list(LetterStatus), limit=30)
        return [(each.about, each.to) for each in found if "retention" in each.about]

    with old.database.transaction() as connection:
        about = {"actor": "administrador", "at": old.clock()}
        give_right(connection, "preventa", Right.CONTROL, PROCESS, **about)
        give_right(connection, "comercial", Right.CONTROL, "alianzas_estrategicas", **about)
    about_it = "To decide: retention of version 4 of Gestión Comercial"
    each = [(about_it, ("preventa@example.com",)), (about_it, ("control_documentos@example.com",))]
    job(old)
    job(old)
    assert told() == each
    do(old, disposal.hold, 4, "Hay un pleito", actor=KEEPER)
    do(old, disposal.release, 4, "Ya no", actor=KEEPER)
    job(old)
    assert told() == each * 2


def test_a_version_that_no_history_ran_on_is_deleted_and_its_digest_remains(old: Company) -> None:
    job(old)
    with old.database.reading() as connection:
        before = queries.version(connection, PROCESS, 4)
    for each in (AUTHOR, APPROVER, "administrador"):
        refused(old, RightRequired, disposal.dispose, 4, "x", actor=each)
    refused(old, disposal.DisposalReasonRequired, disposal.dispose, 4, " ", actor=KEEPER)
    refused(old, disposal.NotProposed, disposal.dispose, 5, "x", actor=KEEPER)
    refused(old, NotFound, disposal.dispose, 9, "x", actor=KEEPER)
    do(old, disposal.dispose, 4, "Terminó su retención", actor=KEEPER)
    with old.database.reading() as connection:
        assert queries.diagram(connection, PROCESS, 4) == b"" and queries.forms(connection, PROCESS, 4) == {}
        after = queries.version(connection, PROCESS, 4)
        last = trail(connection, PROCESS)[-1]
        assert check_trail(connection, PROCESS).problems == ()
    assert (after.status, after.digest, after.parts) == ("disposed", before.digest, before.parts)
    assert (last.actor, last.note, last.digest) == (KEEPER, "Terminó su retención", before.digest)
    assert last.data["kept_for_verification"] is False and waits(old) == []
    refused(old, disposal.NotProposed, disposal.dispose, 4, "x", actor=KEEPER)


def test_a_held_version_stays_until_it_is_released(old: Company) -> None:
    job(old)
    do(old, disposal.hold, 4, "Hay un juicio", actor=KEEPER)
    assert waits(old) == [] and job(old) == 0
    refused(old, disposal.NotProposed, disposal.dispose, 4, "x", actor=KEEPER)
    refused(old, RightRequired, disposal.release, 4, "x", actor=APPROVER)
    do(old, disposal.release, 4, "El juicio terminó", actor=KEEPER)
    refused(old, disposal.NotProposed, disposal.release, 4, "x", actor=KEEPER)
    assert job(old) == 1 and waits(old) == [4]
    refused(old, disposal.NotProposed, disposal.hold, 5, "Está vigente", actor=KEEPER)


def test_a_version_that_something_runs_on_stays(company: Company) -> None:
    folio = company.start()
    publish(company, changed("Prospección y generación de leads", "Prospectar"))
    company.clock.now += YEAR + timedelta(days=1)
    job(company)
    error = refused(company, disposal.VersionInUse, disposal.dispose, 4, "x", actor=KEEPER)
    assert error.details["folio"] == folio


def test_a_history_on_a_version_that_was_disposed_of_is_verified_all_the_same(company: Company) -> None:
    folio = company.start()
    company.command("cancel", folio, "No procede", actor="administrador")
    publish(company, changed("Prospección y generación de leads", "Prospectar"))
    company.clock.now += YEAR + timedelta(days=1)
    job(company)
    do(company, disposal.dispose, 4, "Terminó su retención", actor=KEEPER)
    assert status(company, 4) == "disposed"
    with company.database.reading() as connection:
        assert trail(connection, PROCESS)[-1].data["kept_for_verification"] is True
        report = InstanceVerifier(connection, company.runtime).verify(connection, folio)
    assert report.ok, report.problems


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE process_versions SET source = '' WHERE number = 4",
        "UPDATE process_versions SET source = 'x', status = 'disposed' WHERE number = 4",
        "UPDATE process_versions SET digest = '0', status = 'disposed' WHERE number = 4",
        "DELETE FROM process_forms",
        "DELETE FROM process_versions",
    ],
)
def test_the_database_lets_content_go_only_with_the_disposal_of_its_version(company: Company, statement: str) -> None:
    with pytest.raises(DBAPIError, match="refused"), company.database.transaction() as connection:
        connection.execute(text(statement))
