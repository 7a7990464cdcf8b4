"""Disposing of the values of an instance: who may, when, and what its history is afterwards."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, text, update
from sqlalchemy.exc import DBAPIError

from engine.definitions.signing import RightRequired
from engine.disposal.commands import (
    LONGEST,
    InstanceNotOver,
    RuleRequired,
    ValuesDisposed,
    preview,
    scrub_lately,
)
from engine.errors import NotFound
from engine.history.chain import digest
from engine.history.keys import new_key
from engine.history.models import events
from engine.instances import queries
from engine.instances.reading import EVERYTHING
from engine.verification.instance_verifier import InstanceVerifier
from engine.verification.rebuild import HistoryNotInOrder, rebuild
from engine.verification.runs import results
from tests.conftest import FOLIO
from tests.engine.disposal.disposing import RULE, disposed, verified
from tests.engine.verification.attacks import change_an_event, drop_triggers
from tests.engine.verification.opportunity import seal
from tests.support import Company


@pytest.mark.both_databases
def test_a_disposed_history_is_in_order_and_says_by_whom_when_and_under_which_rule(company: Company) -> None:
    before = company.history(FOLIO)
    done = disposed(company, FOLIO, f"  {RULE}\n ")
    report, after = verified(company, FOLIO), company.history(FOLIO)
    assert (report.problems, report.method, report.disposal) == ((), "plain", done.disposal)
    assert (done.disposal.by, done.disposal.rule) == ("control_documentos", RULE)
    assert [event.hash for event in after[:-1]] == [event.hash for event in before]
    assert [digest(event) for event in after] == [event.hash for event in after]
    assert after[-1].at == done.disposal.at > before[-1].at
    assert {event.data for event in after if event.type == "user_task_completed"} == {"{}"}


@pytest.mark.both_databases
def test_what_is_stored_of_it_can_be_made_again_and_its_key_is_another(company: Company) -> None:
    with company.database.reading() as connection:
        key = queries.key(connection, EVERYTHING, FOLIO)
    disposed(company, FOLIO)
    with company.database.transaction() as connection:
        assert queries.key(connection, EVERYTHING, FOLIO) not in (key, b"")
        assert rebuild(connection, InstanceVerifier(connection, company.runtime), FOLIO) == ()
        assert [(each.ok, each.events) for each in results(connection)] == [(True, 62)]


def test_it_is_sealed_before_and_after(company: Company, tmp_path: Path) -> None:
    keys = new_key(tmp_path / "seal.pem")
    seal(company, keys)
    disposed(company, FOLIO)
    assert verified(company, FOLIO).problems == ()
    seal(company, keys)
    assert verified(company, FOLIO).problems == ()


def test_whoever_controls_the_documents_may_and_no_administrator(company: Company) -> None:
    for actor in ("comercial", "auditor", "direccion_general"):
        with pytest.raises(RightRequired):
            disposed(company, FOLIO, actor=actor)
    with pytest.raises(NotFound):
        disposed(company, FOLIO, actor="administrador")
    with pytest.raises(NotFound):
        disposed(company, "GC-2026-0099")
    disposed(company, FOLIO)


def test_what_runs_keeps_its_values_and_nothing_is_disposed_of_twice(company: Company) -> None:
    with pytest.raises(InstanceNotOver):
        disposed(company, company.start())
    disposed(company, FOLIO)
    with pytest.raises(ValuesDisposed) as refused:
        disposed(company, FOLIO)
    assert refused.value.details["rule"] == RULE


@pytest.mark.parametrize("rule", ["", "  \n", "x" * (LONGEST + 1)])
def test_it_takes_a_rule(company: Company, rule: str) -> None:
    with pytest.raises(RuleRequired):
        disposed(company, FOLIO, rule)
    assert company.history(FOLIO)[-1].type == "instance_completed"


def test_nothing_is_disposed_of_that_is_not_in_order(company: Company) -> None:
    """What is not there any more cannot show what was done to it."""
    with company.database.transaction() as connection:
        drop_triggers(connection)
        change_an_event(connection, FOLIO)
    with pytest.raises(HistoryNotInOrder):
        disposed(company, FOLIO)


def test_what_would_go_is_said_before_and_nothing_is_changed(company: Company) -> None:
    before = company.history(FOLIO)
    with company.database.reading() as connection:
        gone = preview(connection, company.runtime, FOLIO, actor="control_documentos", at=company.clock())
    assert (gone.events, gone.drafts, len(gone.files), gone.shared) == (43, 0, 5, ())
    assert company.history(FOLIO) == before
    assert disposed(company, FOLIO).gone == gone


@pytest.mark.both_databases
def test_what_was_disposed_of_lately_is_overwritten_at_night(company: Company) -> None:
    assert scrub_lately(company.database, at=company.clock()) == 0
    disposed(company, FOLIO)
    assert scrub_lately(company.database, at=company.clock()) == 1
    assert scrub_lately(company.database, at=company.clock() + timedelta(days=3)) == 0


def empty_an_answer(connection: Connection) -> None:
    connection.execute(update(events).where(events.c.type == "user_task_completed").values(data="{}"))


def with_an_opening(connection: Connection) -> None:
    connection.execute(update(events).where(events.c.type == "user_task_completed").values(data="{}", opening="00"))


def other_values(connection: Connection) -> None:
    said = {"data": '{"monto":1}', "opening": "00"}
    connection.execute(update(events).where(events.c.type == "user_task_completed").values(said))


def another_person(connection: Connection) -> None:
    connection.execute(update(events).where(events.c.seq == 1).values(actor="ana", opening="00"))


def forget_a_file(connection: Connection) -> None:
    connection.execute(text("DELETE FROM recorded_files"))


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "change", [empty_an_answer, with_an_opening, other_values, another_person, forget_a_file], ids=lambda f: f.__name__
)
def test_the_database_lets_nothing_of_it_be_done_without_the_event_that_says_so(company: Company, change) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(DBAPIError, match="refused"), company.database.transaction() as connection:
        change(connection)


@pytest.mark.both_databases
@pytest.mark.parametrize("change", [empty_an_answer, with_an_opening, other_values, another_person])
def test_nor_anything_else_behind_it(company: Company, change) -> None:  # type: ignore[no-untyped-def]
    disposed(company, FOLIO)
    with pytest.raises(DBAPIError, match="refused"), company.database.transaction() as connection:
        change(connection)
