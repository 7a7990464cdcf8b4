"""A step after which the flow cannot go on: nothing is lost, those who repair are told, and one press completes it."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from engine.definitions.inspection import Source
from engine.errors import FormRejected
from engine.identity.commands import give_role
from engine.identity.models import people
from engine.incidents.commands import StoppedByIncident, fire_due, fire_stopped
from engine.instances.incidents import reason_of
from engine.instances.projection import Projection
from tests.engine.definitions.publishing import publish
from tests.engine.incidents.stopping import (
    NONE,
    REASON,
    RIGHT,
    WRONG,
    begun,
    complete,
    counting,
    found,
    kept,
    letters,
    send,
    stopped,
    told,
)
from tests.engine.instances.test_concurrency import at_once
from tests.engine.instances.test_timers import started, timed
from tests.engine.migration.moving import assert_in_order, migrate
from tests.support import START, Company

pytestmark = pytest.mark.both_databases

HOUR = timedelta(hours=1)


def test_the_step_stays_open_the_answer_is_kept_and_history_says_why(company: Company) -> None:
    folio = begun(company)
    error = complete(company, folio, NONE)
    assert isinstance(error, StoppedByIncident)
    assert (error.details["step"], error.details["element"]) == ("Contar las piezas", "script")
    raised = company.history(folio)[-1]
    assert (raised.type, raised.actor, raised.element) == ("incident_raised", "comercial", "contar")
    assert (raised.payload["failed"], raised.payload["cause"]) == ("script", "expression")
    assert "zero" in str(error.details["reason"])
    draft = kept(company, folio)
    assert draft is not None and draft.values == NONE
    assert [task.item.visit.element for task in company.tasks(folio)] == ["contar"]
    assert_in_order(company, folio)


def test_the_list_says_it_by_name_with_the_version_and_since_when(company: Company) -> None:
    folio = stopped(company)
    (it,) = found(company)
    assert (it.folio, it.step, it.failed, it.kind, it.version) == (
        folio,
        "Contar las piezas",
        "Calcular el costo",
        "work",
        1,
    )
    assert (it.status, it.incident.raised_by) == ("stopped", "comercial")
    assert it.incident.raised_at == company.clock.now


def test_a_second_try_with_the_same_failure_is_the_same_incident(company: Company) -> None:
    folio = stopped(company)
    before = told(company, folio)
    assert isinstance(complete(company, folio, {"piezas": 0, "nota": "Otra vez."}), StoppedByIncident)
    assert told(company, folio) == before and len(letters(company, folio)) == 1
    draft = kept(company, folio)
    assert draft is not None and draft.values["nota"] == "Otra vez."


def test_another_answer_that_goes_on_resolves_it(company: Company) -> None:
    folio = stopped(company)
    assert isinstance(complete(company, folio, {"piezas": 4}), Projection)
    assert told(company, folio)[-4:] == [
        "user_task_completed",
        "script_task_completed",
        "user_task_enabled",
        "incident_resolved",
    ]
    assert found(company) == [] and [each.status for each in found(company, every=True)] == ["resolved"]
    assert_in_order(company, folio)


def test_after_the_repair_the_kept_answer_completes_the_step(company: Company) -> None:
    folio = stopped(company)
    publish(company, counting(RIGHT))
    migrate(company, folio, reason=REASON)
    assert [each.status for each in found(company)] == ["repaired"]
    assert isinstance(send(company, folio), Projection)
    assert [task.item.visit.element for task in company.tasks(folio)] == ["b"]
    assert found(company) == []
    assert_in_order(company, folio)


def test_a_repair_that_repairs_nothing_is_the_same_incident_on_the_new_version(company: Company) -> None:
    folio = stopped(company)
    (first,) = found(company)
    publish(company, counting(f"extra = 1; {WRONG}".replace("; ", "\n")))
    migrate(company, folio, reason=REASON)
    assert isinstance(send(company, folio), StoppedByIncident)
    (again,) = found(company)
    assert (again.incident.id, again.status, again.version) == (first.incident.id, "stopped", 2)
    assert told(company, folio).count("incident_raised") == 2
    assert_in_order(company, folio)


def test_those_who_repair_get_one_letter_and_who_answered_one_after_the_repair(company: Company) -> None:
    with company.database.transaction() as connection:
        for person in ("administrador", "control_documentos", "comercial", "preventa"):
            connection.execute(update(people).where(people.c.id == person).values(email=f"{person}@empresa.mx"))
    folio = stopped(company)
    (letter,) = letters(company, folio)
    assert set(letter.to) >= {"administrador@empresa.mx", "control_documentos@empresa.mx"}
    assert "preventa@empresa.mx" not in letter.to
    assert letter.subject == f"{folio}: incident at «Contar las piezas»" and "zero" in letter.body
    publish(company, counting(RIGHT))
    migrate(company, folio, reason=REASON)
    assert letters(company, folio)[-1].to == ("comercial@empresa.mx",)
    assert letters(company, folio)[-1].subject == f"{folio}: «Contar las piezas» can be sent now"


def test_cancelling_the_instance_resolves_it(company: Company) -> None:
    folio = stopped(company)
    company.command("cancel", folio, "No procede", actor="comercial")
    assert told(company, folio)[-1] == "incident_resolved" and found(company) == []
    assert_in_order(company, folio)


def test_moving_the_step_to_another_resolves_it(company: Company) -> None:
    folio = stopped(company)
    publish(company, Source("p.bpmn", MOVED))
    migrate(company, folio, {"contar": "b"}, reason=REASON)
    assert "incident_resolved" in told(company, folio) and found(company) == []
    assert_in_order(company, folio)


MOVED = timed("start > b > end", {})


def test_what_is_wrong_with_the_form_is_no_incident(company: Company) -> None:
    folio = begun(company)
    with pytest.raises(FormRejected):
        complete(company, folio, {"piezas": "muchas"})
    assert found(company) == []


def test_two_people_at_the_same_moment_are_one_incident_and_both_answers_are_kept(company: Company) -> None:
    with company.database.transaction() as connection:
        give_role(connection, "director_comercial", "comercial", actor="administrador", at=company.clock())
    folio = begun(company)
    outcomes = at_once(
        company,
        lambda own: complete(own, folio, NONE),
        lambda own: complete(own, folio, NONE, actor="director_comercial"),
    )
    assert all(isinstance(each, StoppedByIncident) for each in outcomes), outcomes
    assert len(found(company)) == 1 and len(letters(company, folio)) == 1
    assert kept(company, folio) is not None and kept(company, folio, "director_comercial") is not None
    assert_in_order(company, folio)


BROKEN = {"wait": ("timeDuration", "PT1H")}


def broken(days: int) -> bytes:
    flows = "start > wait > script > choice [1/days<1] > a > end\nchoice [else] > end2"
    return timed(flows, BROKEN, {"script": f"<bpmn:script>days = {days}</bpmn:script>"})


def test_a_timer_that_cannot_fire_is_an_incident_and_waits_for_the_repair(company: Company) -> None:
    folio = started(company, broken(0))
    due = START + 9 * HOUR
    assert fire_due(company.database, company.runtime, due) == 0
    (it,) = found(company)
    assert (it.kind, it.element, it.incident.raised_by, it.incident.failed) == ("timer", "wait", None, "choice")
    before = told(company, folio)
    assert fire_due(company.database, company.runtime, due) == 0
    assert fire_stopped(company.database, company.runtime, due) == 0
    assert told(company, folio) == before
    assert_in_order(company, folio)
    publish(company, Source("p.bpmn", broken(2)))
    migrate(company, folio, reason=REASON)
    assert fire_due(company.database, company.runtime, due) == 1
    assert told(company, folio)[-1] == "incident_resolved" and found(company) == []
    assert_in_order(company, folio)


def test_a_reason_that_somebody_wrote_by_hand_is_a_dash(company: Company) -> None:
    for text in ("[]", '{"text": "{x}", "values": {}}', '{"text": 3, "values": {}}', "null", '{"values": {}}'):
        assert str(reason_of(text)) == "—"
