"""Two people act on the versions of one procedure at the same moment: whoever comes second sees what the first did."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from engine.db import Connection, Database
from engine.definitions import control, dates, drafts, queries, retention
from engine.definitions.deployment import deploy
from engine.definitions.signing import RightRequired
from engine.definitions.statuses import DraftStatus
from engine.errors import EngineError, NotFound
from engine.history.channels import SITE
from engine.identity.commands import ensure_person, take_right
from engine.identity.rights import Right
from engine.instances import disposal
from tests.conftest import EMPTY, Templates
from tests.engine.definitions.publishing import APPROVER, AUTHOR, REVIEWER
from tests.engine.definitions.test_control import PROCESS, SHORTER, begin, do, reviewed, versions
from tests.engine.definitions.test_dates import OTHER, WAIT
from tests.engine.impact.test_past import source as another
from tests.engine.instances.test_disposal import YEAR
from tests.support import Company, no_clock_moves

Act = Callable[[Connection], object]
WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


def while_open(database: Database, first: Act, *others: Act) -> list[EngineError | None]:
    """Give `first`, and the others before it has committed; gives how each of the others was refused."""

    def give(act: Act) -> EngineError | None:
        own = Database(database.url, SITE)
        try:
            with own.transaction() as connection:
                act(connection)
        except EngineError as error:
            return error
        finally:
            own.close()
        return None

    def wait_for(pending: Sequence[Future[Any]]) -> None:
        pause = threading.Event()
        while True:
            with database.reading() as connection:
                held = connection.execute(WAITING).scalar_one()
            if held + sum(each.done() for each in pending) >= len(pending):
                return
            pause.wait(0.01)

    with ThreadPoolExecutor(len(others)) as pool:
        with database.transaction() as connection:
            first(connection)
            pending = [pool.submit(give, act) for act in others]
            wait_for(pending)
        return [each.result() for each in pending]


def act(company: Company, command: Callable[..., object], *args: Any, actor: str, **values: Any) -> Act:
    at = company.clock()
    return lambda connection: command(connection, PROCESS, *args, actor=actor, at=at, **values)


def kinds(refusals: Sequence[EngineError | None]) -> list[type | None]:
    return [None if each is None else type(each) for each in refusals]


@pytest.fixture
def waiting(postgresql_company: Company) -> Company:
    """Version 5, signed, in force in three days."""
    company = postgresql_company
    reviewed(company)
    do(company, control.approve, "x", effective_at=company.clock.now + WAIT, actor=APPROVER)
    return company


@pytest.fixture
def proposed(postgresql_company: Company) -> Company:
    """Version 4, obsolete and proposed for disposal."""
    company = postgresql_company
    reviewed(company)
    do(company, control.approve, "x", actor=APPROVER)
    company.clock.now += YEAR + WAIT
    with company.database.transaction() as connection:
        assert disposal.propose(connection, at=company.clock.now) == 1
    return company


def test_of_two_approvals_one_makes_the_version(postgresql_company: Company) -> None:
    company = postgresql_company
    reviewed(company)
    again = [act(company, control.approve, f"{n}", actor=APPROVER) for n in range(3)]
    assert kinds(while_open(company.database, *again)) == [NotFound, NotFound]
    assert versions(company) == [(5, "effective"), (4, "obsolete")]


def test_of_two_first_deployments_one_finds_the_installation_empty(
    postgresql_templates: Templates, tmp_path: Path
) -> None:
    database = Database(postgresql_templates.make(EMPTY, tmp_path), SITE)
    at = no_clock_moves()
    with database.transaction() as connection:
        ensure_person(connection, "ana", "Ana", [], [Right.PREPARE], email=None, at=at)

    other = replace(another(), diagram=another().diagram.replace(b'process id="p"', b'process id="q"'))
    first, second = (lambda c, s=each: deploy(c, [s], "x", actor="ana", at=at) for each in (another(), other))
    assert kinds(while_open(database, first, second)) == [None]
    with database.reading() as connection:
        assert queries.in_force(connection).keys() == {"p"}
        assert drafts.required(connection, "q", DraftStatus.REVIEW).author == "ana"
    database.close()


def test_what_is_saved_while_the_draft_is_submitted_does_not_change_what_is_signed(
    postgresql_company: Company,
) -> None:
    company = postgresql_company
    begin(company)
    submit = act(company, control.submit, "x", actor=AUTHOR)
    save = act(company, drafts.save_draft, diagram=OTHER, actor=AUTHOR)
    assert kinds(while_open(company.database, submit, save)) == [drafts.DraftNotThere]
    with company.database.reading() as connection:
        assert drafts.required(connection, PROCESS, DraftStatus.REVIEW).diagram == SHORTER


def test_a_draft_is_not_approved_on_a_version_that_is_being_withdrawn(waiting: Company) -> None:
    do(waiting, drafts.start_draft, actor=AUTHOR)
    do(waiting, drafts.save_draft, diagram=OTHER, actor=AUTHOR)
    do(waiting, control.submit, "y", actor=AUTHOR)
    do(waiting, control.review, actor=REVIEWER)
    withdraw = act(waiting, dates.withdraw, 5, "No", actor=APPROVER)
    approve = act(waiting, control.approve, actor=APPROVER)
    assert kinds(while_open(waiting.database, withdraw, approve)) == [control.DraftOutdated]
    assert versions(waiting) == [(5, "withdrawn"), (4, "effective")]


def test_a_version_is_not_withdrawn_from_under_one_that_is_being_approved(waiting: Company) -> None:
    do(waiting, drafts.start_draft, actor=AUTHOR)
    do(waiting, drafts.save_draft, diagram=OTHER, actor=AUTHOR)
    do(waiting, control.submit, "y", actor=AUTHOR)
    do(waiting, control.review, actor=REVIEWER)
    approve = act(waiting, control.approve, effective_at=waiting.clock.now + 2 * WAIT, actor=APPROVER)
    withdraw = act(waiting, dates.withdraw, 5, "No", actor=APPROVER)
    assert kinds(while_open(waiting.database, approve, withdraw)) == [dates.ContainedInLater]
    assert versions(waiting) == [(6, "approved"), (5, "approved"), (4, "effective")]


def test_a_version_that_comes_into_force_is_not_withdrawn_at_the_same_moment(waiting: Company) -> None:
    waiting.clock.now += 2 * WAIT
    at = waiting.clock()
    withdraw = act(waiting, dates.withdraw, 5, "No", actor=APPROVER)
    assert kinds(while_open(waiting.database, lambda c: dates.take_effect(c, at=at), withdraw)) == [dates.NotWaiting]
    assert versions(waiting) == [(5, "effective"), (4, "obsolete")]


def test_a_version_that_is_being_withdrawn_does_not_come_into_force(waiting: Company) -> None:
    waiting.clock.now += 2 * WAIT
    at = waiting.clock()
    withdraw = act(waiting, dates.withdraw, 5, "No", actor=APPROVER)
    assert kinds(while_open(waiting.database, withdraw, lambda c: dates.take_effect(c, at=at))) == [None]
    assert versions(waiting) == [(5, "withdrawn"), (4, "effective")]


def test_a_version_that_is_being_held_is_not_disposed_of(proposed: Company) -> None:
    hold = act(proposed, disposal.hold, 4, "La pide un cliente", actor=REVIEWER)
    dispose = act(proposed, disposal.dispose, 4, "Vencida", actor=REVIEWER)
    assert kinds(while_open(proposed.database, hold, dispose)) == [disposal.NotProposed]
    with proposed.database.reading() as connection:
        assert retention.standing(connection, queries.version(connection, PROCESS, 4)) == "version_held"


def test_a_version_that_is_being_held_is_not_proposed_for_disposal(postgresql_company: Company) -> None:
    company = postgresql_company
    reviewed(company)
    do(company, control.approve, "x", actor=APPROVER)
    company.clock.now += YEAR + WAIT
    at = company.clock()
    hold = act(company, disposal.hold, 4, "La pide un cliente", actor=REVIEWER)
    assert kinds(while_open(company.database, hold, lambda c: disposal.propose(c, at=at))) == [None]
    with company.database.reading() as connection:
        assert retention.standing(connection, queries.version(connection, PROCESS, 4)) == "version_held"


def test_who_is_losing_the_right_to_approve_approves_nothing_more(postgresql_company: Company) -> None:
    company = postgresql_company
    reviewed(company)
    at = company.clock()
    approve = act(company, control.approve, "x", actor=APPROVER)

    def deprive(connection: Connection) -> None:
        take_right(connection, APPROVER, Right.APPROVE, actor="administrador", at=at)

    assert kinds(while_open(company.database, deprive, approve)) == [RightRequired]
    assert versions(company) == [(4, "effective")]
