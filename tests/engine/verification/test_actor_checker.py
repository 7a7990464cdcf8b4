"""Whoever did what they could not do then is named at that event and nobody else is, however well it was forged."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Connection, text

from engine.errors import ReplayDiverged
from engine.history.problems import Kind
from engine.identity import commands
from engine.identity.past import GRACE
from engine.identity.rights import Right
from engine.incidents.commands import StoppedByIncident
from engine.instances.runtime import Runtime
from engine.verification.instance_verifier import InstanceVerifier, verify
from engine.verification.rebuild import HistoryNotInOrder, rebuild
from engine.verification.report import Report
from tests.engine.incidents import client_stopping
from tests.engine.incidents.stopping import RIGHT, counting
from tests.engine.instances.test_timers import timed
from tests.engine.migration.moving import migrate, publish
from tests.engine.verification.attacks import drop_triggers, history, under
from tests.engine.verification.attacks_on_actors import (
    UPON,
    VALIDATED,
    Attack,
    forge,
    opportunity,
    people,
    register,
    validated_by_nobody_who_exists,
)
from tests.engine.verification.opportunity import under_way
from tests.support import Company

pytestmark = pytest.mark.both_databases

SIMPLE = timed("start > a > b > end", {})


def verification(company: Company, folio: str) -> Report:
    with company.database.reading() as connection:
        return verify(connection, Runtime(company.runtime.calendar), folio)


def in_order(company: Company, folio: str) -> bool:
    report = verification(company, folio)
    assert report.problems == ()
    return report.method == "plain"


def after(company: Company, folio: str, attack: Callable[[Connection, str], object]) -> Report:
    fresh = Runtime(company.runtime.calendar)
    return under(attack, company.database, folio, lambda connection: verify(connection, fresh, folio))


@pytest.mark.parametrize("attack", UPON, ids=lambda attack: attack.__name__)
def test_who_could_not_do_it_is_named_at_that_event_and_nobody_else_is(company: Company, attack: Attack) -> None:
    folio = UPON[attack](company)
    assert in_order(company, folio)
    wanted: list[int] = []
    report = after(company, folio, lambda connection, folio: wanted.append(attack(connection, folio)))
    assert [(problem.kind, problem.seq) for problem in report.problems] == [(Kind.ACTOR_NOT_ENTITLED, wanted[0])]
    assert all(problem.expected != problem.found for problem in report.problems)


def test_it_says_who_could_have_been_and_who_was(company: Company) -> None:
    folio = opportunity(company)
    (problem,) = after(company, folio, validated_by_nobody_who_exists).problems
    assert (problem.expected, problem.found) == ("direccion_general", "licenciado_perez (direccion_general)")


def test_what_was_forged_is_not_rebuilt(company: Company) -> None:
    folio = opportunity(company)
    with company.database.transaction() as connection:
        drop_triggers(connection)
        validated_by_nobody_who_exists(connection, folio)
    with company.database.transaction() as connection, pytest.raises(HistoryNotInOrder):
        rebuild(connection, InstanceVerifier(connection, Runtime(company.runtime.calendar)), folio)


def test_before_the_place_where_execution_diverges_actors_are_asked_too(company: Company) -> None:
    folio = opportunity(company)

    def both(connection: Connection, folio: str) -> None:
        forge(connection, folio, VALIDATED, actor="licenciado_perez")
        meets = next(event.data for event in history(connection, folio) if '"cumple":true' in event.data)
        with pytest.raises(ReplayDiverged):  # it cannot be rebuilt
            forge(connection, folio, lambda event: '"cumple":false' in event.data, data=meets)

    kinds = [problem.kind for problem in after(company, folio, both).problems]
    assert kinds[0] == Kind.EXECUTION_DIVERGED and kinds.count(Kind.ACTOR_NOT_ENTITLED) == 1


def test_who_left_lost_the_role_or_is_called_otherwise_since_could_do_it_then(company: Company) -> None:
    for id in ("irma", "rosa", "nora"):
        register(company, id, ["cumplimiento"])
    folio = under_way(company)
    for id in ("irma", "rosa", "nora"):
        company.do(folio, "correcciones")
        company.complete(company.task(folio, "validar_cumplimiento").item.id, {"cumple": False}, actor=id)
    people(company, "deactivate", "irma")
    people(company, "take_role", "rosa", "cumplimiento")
    with company.database.transaction() as connection:
        by = {"actor": "administrador", "at": company.clock()}
        commands.amend(connection, "nora", name="Nora de Otra", email=None, **by)  # type: ignore[arg-type]
    assert in_order(company, folio)


def test_who_came_or_was_given_the_role_before_could_do_it(company: Company) -> None:
    folio = under_way(company)
    people(company, "give_role", "auditor", "comercial")
    company.command("claim", company.task(folio, "correcciones").item.id, actor="auditor")
    register(company, "irma", ["comercial"])
    company.command("assign", company.task(folio, "correcciones").item.id, "irma", actor="administrador")
    company.complete(company.task(folio, "correcciones").item.id, actor="irma")
    assert in_order(company, folio)


def test_who_has_lost_the_role_may_give_back_what_they_had_taken(company: Company) -> None:
    folio = under_way(company)
    company.command("claim", company.task(folio, "correcciones").item.id, actor="comercial")
    people(company, "take_role", "comercial", "comercial")
    for _ in range(3):
        company.clock()
    company.command("release", company.task(folio, "correcciones").item.id, actor="comercial")
    company.do(folio, "correcciones")
    assert in_order(company, folio)


def test_whoever_had_the_right_to_move_it_then_had_it(company: Company) -> None:
    publish(company, SIMPLE)
    folio = company.start("p", "comercial")
    publish(company, timed("start > a > c > end", {}))
    migrate(company, folio)
    for right in (Right.PREPARE, Right.CONTROL):
        people(company, "take_right", "control_documentos", right)
    company.do(folio, "a")
    assert in_order(company, folio)


def test_a_clients_answer_that_was_sent_on_is_of_whoever_sent_it_on(company: Company) -> None:
    """Though the work is the client's, and whether or not the flow can go on then."""
    folio, token = client_stopping.begun(company, client_stopping.asking_nothing())
    client_stopping.answer(company, token, {})
    assert isinstance(client_stopping.forward(company, folio), StoppedByIncident)
    assert in_order(company, folio)
    publish(company, client_stopping.asking_nothing(RIGHT))
    migrate(company, folio)
    client_stopping.forward(company, folio, actor="administrador")
    assert in_order(company, folio)


def test_links_that_are_made_with_a_move_are_of_whoever_moved_it(company: Company) -> None:
    publish(company, counting(RIGHT))
    folio = company.start("p", "comercial")
    publish(company, client_stopping.asking())
    migrate(company, folio, waived=("datos",))
    made = [event for event in company.history(folio) if event.type == "client_link_made"]
    assert [(event.actor, event.role) for event in made] == [("control_documentos", None)]
    assert in_order(company, folio)


def test_what_is_done_at_the_moment_at_which_a_role_is_taken_may_have_come_first(company: Company) -> None:
    folio = under_way(company)
    people(company, "take_role", "comercial", "comercial")
    taken = company.clock.now
    company.clock.now += timedelta(hours=1)
    people(company, "give_role", "comercial", "comercial")  # so that the product lets them, at a time of our choice
    company.clock.now = taken + GRACE / 2 - timedelta(minutes=1)
    company.complete(company.task(folio, "correcciones").item.id, actor="comercial")
    assert in_order(company, folio)


def test_a_while_after_a_role_was_taken_nobody_acts_by_it(company: Company) -> None:
    folio = under_way(company)
    people(company, "take_role", "comercial", "comercial")
    taken = company.clock.now
    company.clock.now += timedelta(hours=1)
    people(company, "give_role", "comercial", "comercial")
    company.clock.now = taken + 3 * GRACE
    company.complete(company.task(folio, "correcciones").item.id, actor="comercial")
    assert [problem.kind for problem in verification(company, folio).problems] == [Kind.ACTOR_NOT_ENTITLED]


def test_who_was_registered_while_the_clock_was_behind_the_ledger_could_act_at_once(company: Company) -> None:
    """A ledger's time does not go back: the entry says a later time than it was, and what the clock said."""
    folio = under_way(company)
    company.clock.now += timedelta(days=1)
    people(company, "give_role", "auditor", "comercial")
    company.clock.now -= timedelta(days=1)
    register(company, "irma", ["comercial"])
    company.complete(company.task(folio, "correcciones").item.id, actor="irma")
    assert in_order(company, folio)


def test_who_came_while_a_verifier_was_at_work_is_known_to_it(company: Company) -> None:
    with company.database.reading() as connection:
        verifier = InstanceVerifier(connection, Runtime(company.runtime.calendar))
    register(company, "irma", ["comercial"])
    folio = company.start(actor="irma")
    with company.database.reading() as connection:
        assert verifier.verify(connection, folio).problems == ()


@pytest.mark.parametrize("entry", [1, 3])
def test_where_the_ledger_of_people_does_not_hold_nobody_is_blamed_for_that(company: Company, entry: int) -> None:
    """It is named itself, and nothing is sealed by it."""
    folio = opportunity(company)
    change = text("UPDATE ledger_entries SET subject = 'x' WHERE ledger = 'people' AND seq = :seq")
    report = after(company, folio, lambda connection, _: connection.execute(change, {"seq": entry}))
    assert report.problems == ()
