"""An event that says a time at which it was not there yet is named, by the checkpoints that were made in between."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, update

from engine.definitions.models import process_forms
from engine.history.keys import KeyFile, new_key
from engine.history.problems import Kind
from engine.identity import commands
from engine.instances.runtime import Runtime
from engine.verification import sealing
from engine.verification.instance_verifier import verify
from engine.verification.report import Report
from tests.engine.verification.attacks import drop_triggers, history, under
from tests.engine.verification.attacks_on_actors import launder
from tests.engine.verification.opportunity import SERVICE, seal
from tests.support import Company

DAY = timedelta(days=1)


@pytest.fixture
def keys(tmp_path: Path) -> KeyFile:
    return new_key(tmp_path / "seal.pem")


def verification(company: Company, folio: str) -> Report:
    with company.database.reading() as connection:
        return verify(connection, Runtime(company.runtime.calendar), folio)


def grown_and_sealed(company: Company, keys: KeyFile, *, days: int) -> None:
    """Something else is sealed each day."""
    for _ in range(days):
        company.clock.now += DAY
        company.start()
        seal(company, keys)


def back_dated(connection: Connection, folio: str) -> None:
    """The last step as if it had been taken right after the one before it."""
    found = history(connection, folio)
    last = max(number for number, event in enumerate(found) if event.type == "user_task_completed")
    earlier = found[last - 1].at
    launder(connection, folio, [*found[:last], *(event._replace(at=earlier) for event in found[last:])])


@pytest.mark.both_databases
@pytest.mark.parametrize("sealed_then", [False, True])
def test_what_is_dated_before_checkpoints_that_do_not_have_it_is_named(
    company: Company, keys: KeyFile, sealed_then: bool
) -> None:
    folio = company.start()
    company.do(folio, "prospeccion")
    seal(company, keys)
    grown_and_sealed(company, keys, days=2)
    company.do(folio, "validacion", SERVICE)
    assert verification(company, folio).problems == ()
    fresh = Runtime(company.runtime.calendar)

    def attack(connection: Connection, folio: str) -> None:
        back_dated(connection, folio)

    if sealed_then:  # by a program that does not look
        with company.database.transaction() as connection:
            drop_triggers(connection)
            back_dated(connection, folio)
        sealed = sealing.seal(company.database, fresh, keys, keys.kept, company.clock)
        assert folio in sealed.refused
        report = verification(company, folio)
    else:
        report = under(attack, company.database, folio, lambda connection: verify(connection, fresh, folio))
    found = [(each.kind, each.seq) for each in report.problems if each.kind is not Kind.TERM_CHANGED]
    assert found == [(Kind.EVENT_BACK_DATED, 5)]


def test_where_no_checkpoint_was_made_in_between_nobody_can_say(company: Company, keys: KeyFile) -> None:
    folio = company.start()
    company.do(folio, "prospeccion")
    seal(company, keys)
    company.clock.now += 3 * DAY
    company.do(folio, "validacion", SERVICE)
    fresh = Runtime(company.runtime.calendar)
    report = under(back_dated, company.database, folio, lambda connection: verify(connection, fresh, folio))
    assert Kind.EVENT_BACK_DATED not in {each.kind for each in report.problems}


def test_what_goes_on_and_is_sealed_in_time_is_in_order(company: Company, keys: KeyFile) -> None:
    folio = company.start()
    for element in ("prospeccion", "validacion"):
        grown_and_sealed(company, keys, days=1)
        company.do(
            folio,
            element,
            SERVICE if element == "validacion" else None,
        )
        seal(company, keys)
    grown_and_sealed(company, keys, days=1)
    assert verification(company, folio).problems == ()


def test_what_was_left_out_while_something_was_wrong_is_in_order_when_that_was_mended(
    company: Company, keys: KeyFile
) -> None:
    seal(company, keys)
    folio = company.start()
    with company.database.transaction() as connection:
        drop_triggers(connection)
        form = connection.execute(process_forms.select()).first()
        assert form is not None
        this = (process_forms.c.version_id == form.version_id) & (process_forms.c.form_id == form.form_id)
        connection.execute(update(process_forms).where(this).values(source=b"{}"))
    for _ in range(2):
        company.clock.now += DAY
        with company.database.transaction() as connection:  # people go on to be registered
            id_ = f"p{company.clock.now.day}"
            commands.register_person(
                connection, id_, id_, ["auditor"], email=None, actor="administrador", at=company.clock()
            )
        sealed = sealing.seal(company.database, Runtime(company.runtime.calendar), keys, keys.kept, company.clock)
        assert sealed.checkpoint is not None and folio in sealed.refused
    with company.database.transaction() as connection:
        connection.execute(update(process_forms).where(this).values(source=form.source))
    assert verification(company, folio).problems == ()
    seal(company, keys)
    assert verification(company, folio).problems == ()
