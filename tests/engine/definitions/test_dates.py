"""Signed versions that wait for their date: never overtaken in silence, withdrawn or moved on the record."""

from datetime import timedelta

import pytest

from engine.definitions import control, dates, drafts, queries
from engine.definitions.deployment import deploy
from engine.definitions.queries import Version
from engine.definitions.signing import RightRequired
from engine.definitions.trail import trail
from engine.errors import NotFound
from tests.engine.definitions.publishing import APPROVER, AUTHOR, REVIEWER
from tests.engine.definitions.test_commands import changed
from tests.engine.definitions.test_control import PROCESS, SHORTER, do, refused, reviewed, told, versions, worker
from tests.engine.impact.test_past import source as another
from tests.support import Company

pytestmark = pytest.mark.both_databases

OTHER = changed('name="Realizar correcciones"', 'name="Corregir"').diagram
WAIT = timedelta(days=3)


@pytest.fixture
def waiting(company: Company) -> Version:
    """Version 5, signed, in force in three days."""
    reviewed(company)
    found: Version = do(company, control.approve, "x", effective_at=company.clock.now + WAIT, actor=APPROVER)
    return found


def sign(company: Company, diagram: bytes, leaves_out: str = "", **values: object) -> Version:
    do(company, drafts.save_draft, diagram=diagram, actor=AUTHOR)
    do(company, control.submit, "Otra cosa", leaves_out=leaves_out, actor=AUTHOR)
    do(company, control.review, actor=REVIEWER)
    found: Version = do(company, control.approve, actor=APPROVER, **values)
    return found


def test_a_later_draft_starts_from_the_signed_version_that_waits(company: Company, waiting: Version) -> None:
    draft = do(company, drafts.start_draft, actor=AUTHOR)
    assert (draft.base, draft.diagram) == (5, SHORTER)


def test_a_draft_that_does_not_start_from_it_says_what_it_leaves_out(company: Company, waiting: Version) -> None:
    draft = do(company, drafts.start_draft, base=4, actor=AUTHOR)
    assert draft.base == 4
    do(company, drafts.save_draft, diagram=OTHER, actor=AUTHOR)
    error = refused(company, control.SignedVersionLeftOut, control.submit, "x", actor=AUTHOR)
    assert error.details["number"] == 5
    assert sign(company, OTHER, "El nombre corto espera a la auditoría").number == 6
    assert versions(company) == [(6, "effective"), (5, "withdrawn"), (4, "obsolete")]
    with company.database.reading() as connection:
        (withdrawn,) = (each for each in trail(connection, PROCESS) if each.type == "version_withdrawn")
    assert (withdrawn.actor, withdrawn.number, withdrawn.note) == (APPROVER, 5, "El nombre corto espera a la auditoría")
    company.clock.now += 2 * WAIT
    assert worker(company) == 0 and versions(company)[0] == (6, "effective")


def test_a_version_signed_while_a_draft_was_in_review_is_not_overtaken_either(company: Company) -> None:
    # The author of the second draft began before anything was signed.
    reviewed(company)
    do(company, control.approve, "x", effective_at=company.clock.now + WAIT, actor=APPROVER)
    do(company, drafts.start_draft, base=4, actor=AUTHOR)
    do(company, drafts.save_draft, diagram=OTHER, actor=AUTHOR)
    do(company, control.submit, "y", leaves_out="todo", actor=AUTHOR)
    do(company, control.reject, "No diga que todo", actor=REVIEWER)
    refused(company, control.SignedVersionLeftOut, control.submit, "y", actor=AUTHOR)


def test_what_a_later_version_contains_becomes_obsolete_and_the_trail_says_in_which(
    company: Company, waiting: Version
) -> None:
    do(company, drafts.start_draft, actor=AUTHOR)
    both = SHORTER.replace(b'name="Realizar correcciones"', b'name="Corregir"')
    assert sign(company, both).base == 5
    assert versions(company) == [(6, "effective"), (5, "approved"), (4, "obsolete")]
    company.clock.now += 2 * WAIT
    assert worker(company) == 0
    assert versions(company) == [(6, "effective"), (5, "obsolete"), (4, "obsolete")]
    with company.database.reading() as connection:
        assert trail(connection, PROCESS)[-1].data == {"contained_in": 6}


def test_a_signed_version_is_withdrawn_with_a_reason_by_who_may_approve(company: Company, waiting: Version) -> None:
    for each in (AUTHOR, REVIEWER, "administrador"):
        refused_at(company, RightRequired, dates.withdraw, 5, "x", actor=each)
    refused_at(company, dates.ReasonRequired, dates.withdraw, 5, " ", actor=APPROVER)
    refused_at(company, dates.NotWaiting, dates.withdraw, 4, "x", actor=APPROVER)
    refused_at(company, NotFound, dates.withdraw, 9, "x", actor=APPROVER)
    assert do(company, dates.withdraw, 5, " La auditoría se aplazó ", actor=APPROVER).status == "withdrawn"
    company.clock.now += 2 * WAIT
    assert worker(company) == 0 and versions(company) == [(5, "withdrawn"), (4, "effective")]
    assert told(company)[-1] == ("version_withdrawn", APPROVER, 5)
    refused_at(company, dates.NotWaiting, dates.withdraw, 5, "x", actor=APPROVER)


def test_a_signed_version_is_not_withdrawn_from_under_those_that_were_written_from_it(
    company: Company, waiting: Version
) -> None:
    """They would bring into force what was withdrawn: they go first, from the last on."""
    both = SHORTER.replace(b'name="Realizar correcciones"', b'name="Corregir"')
    for number, diagram in ((6, both), (7, both.replace(b'name="Corregir"', b'name="Arreglar"'))):
        assert do(company, drafts.start_draft, actor=AUTHOR).base == number - 1
        assert sign(company, diagram, effective_at=company.clock.now + number * WAIT).base == number - 1
    for number in (5, 6):
        error = refused(company, dates.ContainedInLater, dates.withdraw, number, "No va", actor=APPROVER)
        assert (error.details["number"], error.details["later"]) == (number, 7)
    for number in (7, 6, 5):
        do(company, dates.withdraw, number, "No va", actor=APPROVER)
    company.clock.now += 9 * WAIT
    assert worker(company) == 0
    assert versions(company) == [(7, "withdrawn"), (6, "withdrawn"), (5, "withdrawn"), (4, "effective")]


def test_the_later_one_comes_into_force_instead_where_it_gets_an_earlier_date(
    company: Company, waiting: Version
) -> None:
    do(company, drafts.start_draft, actor=AUTHOR)
    both = SHORTER.replace(b'name="Realizar correcciones"', b'name="Corregir"')
    sign(company, both, effective_at=company.clock.now + 5 * WAIT)
    do(company, dates.reschedule, 6, company.clock.now, "La 5 no", actor=APPROVER)
    company.clock.now += 2 * WAIT
    assert worker(company) == 0
    assert versions(company) == [(6, "effective"), (5, "obsolete"), (4, "obsolete")]


def test_a_draft_whose_base_was_withdrawn_is_outdated(company: Company, waiting: Version) -> None:
    do(company, drafts.start_draft, actor=AUTHOR)
    do(company, drafts.save_draft, diagram=OTHER, actor=AUTHOR)
    do(company, control.submit, "y", actor=AUTHOR)
    do(company, control.review, actor=REVIEWER)
    do(company, dates.withdraw, 5, "No va", actor=APPROVER)
    refused(company, control.DraftOutdated, control.approve, "x", actor=APPROVER)
    do(company, control.reject, "Se retiró aquello de lo que parte", actor=APPROVER)
    assert do(company, control.submit, "y", actor=AUTHOR).base == 4


def test_a_signed_version_gets_another_date_with_a_reason(company: Company, waiting: Version) -> None:
    later = company.clock.now + 5 * WAIT
    refused_at(company, RightRequired, dates.reschedule, 5, later, "x", actor=AUTHOR)
    refused_at(company, dates.ReasonRequired, dates.reschedule, 5, later, "", actor=APPROVER)
    refused_at(company, dates.DateRequired, dates.reschedule, 5, None, "x", actor=APPROVER)
    assert do(company, dates.reschedule, 5, later, "Aún no capacitamos", actor=APPROVER).effective_at == later
    company.clock.now += 2 * WAIT
    assert worker(company) == 0
    earlier = company.clock.now - WAIT
    assert do(company, dates.reschedule, 5, earlier, "Ya capacitamos", actor=APPROVER).status == "effective"
    with company.database.reading() as connection:
        assert queries.in_force(connection)[PROCESS].number == 5


def test_a_new_date_for_one_procedure_puts_no_other_in_force(company: Company, waiting: Version) -> None:
    # The date of another came at the same time: that is the date's doing, and nobody's.
    with company.database.transaction() as connection:
        deploy(connection, [another()], "x", actor=AUTHOR, at=company.clock())
        control.review(connection, "p", actor=REVIEWER, at=company.clock())
        control.approve(connection, "p", effective_at=company.clock.now + WAIT, actor=APPROVER, at=company.clock())
    company.clock.now += 2 * WAIT
    do(company, dates.reschedule, 5, company.clock.now, "Ya", actor=APPROVER)
    with company.database.reading() as connection:
        assert queries.in_force(connection)[PROCESS].number == 5 and "p" not in queries.in_force(connection)
    assert worker(company) == 1
    with company.database.reading() as connection:
        last = trail(connection, "p")[-1]
    assert (last.type, last.actor) == ("version_effective", None)


def refused_at(company: Company, error: type, command: object, *args: object, actor: str) -> None:
    refused(company, error, command, *args, actor=actor)  # type: ignore[arg-type]
