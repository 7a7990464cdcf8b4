"""What a command writes to be sent: with its events, in its transaction, or not at all."""

import pytest
from sqlalchemy import text

from engine.errors import NotACandidate
from engine.history.event_types import type_of
from tests.engine.notifications.posting import (
    SERVICE,
    entries,
    entry,
    fail_before_the_commit,
    notify,
    with_webhook,
)
from tests.support import Company

pytestmark = pytest.mark.both_databases


def test_a_notification_is_one_row_under_the_key_of_its_event(company: Company) -> None:
    folio = notify(company)
    found = entry(company)
    (cause,) = [e for e in company.history(folio) if (e.type, e.element) == ("message_sent", "solicitar_participacion")]
    assert found.key == f"{folio}.{cause.seq}.0"
    assert (found.kind, found.status, found.attempts, found.error) == ("email", "pending", 0, None)
    assert (found.to, found.roles) == (("soc_noc@example.com",), ("soc_noc",))
    assert found.created_at == found.next_attempt_at


def test_a_message_for_nobody_is_a_dead_letter_from_the_start(company: Company) -> None:
    with company.database.transaction() as connection:
        connection.execute(text("UPDATE people SET email = NULL WHERE id = 'soc_noc'"))
    notify(company)
    found = entry(company)
    assert (found.status, found.error, found.to, found.roles) == ("dead", "no_recipients", (), ("soc_noc",))


def test_a_command_that_fails_writes_nothing_to_send(company: Company) -> None:
    folio = company.start()
    company.do(folio, "prospeccion")
    with pytest.raises(NotACandidate):
        company.complete(company.task(folio, "validacion").item.id, SERVICE, actor="auditor")
    fail_before_the_commit(company)
    assert entries(company) == []


def test_events_are_handed_off_only_where_there_is_a_webhook(company: Company) -> None:
    notify(company)
    assert [found.kind for found in entries(company)] == ["email"]


def test_the_events_that_other_systems_follow_are_handed_off_whole(company: Company) -> None:
    handing_off = with_webhook(company)
    folio = notify(handing_off)
    handing_off.command("cancel", folio, "El cliente desistió", actor="comercial")
    told = [event for event in company.history(folio) if type_of(event).handed_off]
    assert [event.type for event in told] == [
        "instance_started",
        "user_task_completed",
        "user_task_completed",
        "instance_cancelled",
    ]
    found = [each for each in entries(company) if each.kind == "webhook"]
    assert [(each.key, each.about) for each in found] == [(f"{folio}.{event.seq}", event.type) for event in told]


def test_the_end_of_an_instance_is_handed_off(company: Company) -> None:
    handing_off = with_webhook(company)
    folio = handing_off.start()
    answers = {"validacion": [SERVICE], "validar_business_case": [{"business_case_aprobado": True, "go": False}]}
    handing_off.drive(folio, answers)
    assert [each.about for each in entries(company)][-1] == "instance_completed"
