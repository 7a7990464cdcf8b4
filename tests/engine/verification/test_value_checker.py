"""An answer that the form of that version refuses is named at its event, and nothing that anybody answered is."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection, text

from engine.calendar import commands as calendar
from engine.history.problems import Kind
from engine.instances.runtime import Runtime
from engine.verification.instance_verifier import InstanceVerifier, verify
from engine.verification.report import Report
from tests.engine.definitions.publishing import publish
from tests.engine.migration.moving import migrate
from tests.engine.verification.attacks import drop_triggers, history, under
from tests.engine.verification.attacks_on_actors import forge, of
from tests.engine.verification.attacks_on_values import (
    ANSWER,
    COMPONENTS,
    UPON_VALUES,
    Change,
    answered,
    asking,
    forge_values,
    form,
    puts,
)
from tests.support import START, Company


def verification(company: Company, folio: str) -> Report:
    with company.database.reading() as connection:
        return verify(connection, Runtime(company.runtime.calendar), folio)


def after(company: Company, folio: str, change: Change) -> tuple[Report, int]:
    wanted: list[int] = []
    fresh = Runtime(company.runtime.calendar)
    report = under(
        lambda connection, folio: wanted.append(forge_values(connection, folio, change)),
        company.database,
        folio,
        lambda connection: verify(connection, fresh, folio),
    )
    return report, wanted[0]


def test_what_was_answered_is_found_in_order(company: Company) -> None:
    folio = answered(company)
    assert verification(company, folio).problems == ()


@pytest.mark.both_databases
def test_each_answer_that_the_form_refuses_is_named_by_its_field_and_no_other_is(company: Company) -> None:
    folio = answered(company)
    for name, (change, label) in UPON_VALUES.items():
        report, seq = after(company, folio, change)
        found = [(each.kind, each.seq, each.subject) for each in report.problems]
        assert set(found) == {(Kind.VALUE_NOT_ALLOWED, seq, label)}, name
        assert all(each.expected != each.found for each in report.problems), name
    assert verification(company, folio).ok


def test_it_says_what_the_form_asks_and_what_was_answered(company: Company) -> None:
    folio = answered(company)
    for change, said in (
        (puts(descuento=-1), ("min", "-1")),
        (puts(origen="x"), ("choice", '"x"')),
        (puts(entrega="2026-03-29"), ("Ese día no se trabaja.", '"2026-03-29"')),
        (puts(total=1), ("39.5", "1")),
    ):
        (problem,) = after(company, folio, change)[0].problems
        assert (problem.expected, problem.found) == said


def test_the_day_is_that_of_the_answer_and_not_of_the_verification(company: Company) -> None:
    folio = answered(company)
    company.clock.now += timedelta(days=400)
    company.do(folio, "b")
    assert verification(company, folio).ok


def test_the_calendar_is_that_of_the_answer_whatever_was_decided_since(company: Company) -> None:
    folio = answered(company)
    company.clock.now += timedelta(days=1)
    with company.database.transaction() as connection:
        day, by = "2026-03-31", {"actor": "administrador", "at": company.clock()}
        calendar.decide(connection, day, name="Puente", works=False, **by)  # type: ignore[arg-type]
    assert verification(company, folio).ok
    company.clock.now += timedelta(minutes=5)
    other = company.start("p", "comercial")
    with company.database.transaction() as connection:
        calendar.withdraw(connection, day, actor="administrador", at=company.clock())
    company.clock.now += timedelta(minutes=5)
    id = company.task(other, "pedir").item.id
    company.complete(id, ANSWER | {"entrega": "2026-03-31"}, actor="comercial")
    assert verification(company, other).ok


def test_a_day_that_was_decided_while_a_verifier_was_at_work_is_known_to_it(company: Company) -> None:
    publish(company, asking())
    with company.database.reading() as connection:
        verifier = InstanceVerifier(connection, Runtime(company.runtime.calendar))
    with company.database.transaction() as connection:
        by = {"actor": "administrador", "at": company.clock()}
        calendar.decide(connection, "2026-03-29", name="Inventario", works=True, **by)  # type: ignore[arg-type]
    folio = company.start("p", "comercial")
    company.complete(company.task(folio, "pedir").item.id, ANSWER | {"entrega": "2026-03-29"}, actor="comercial")
    with company.database.reading() as connection:
        assert verifier.verify(connection, folio).problems == ()


def test_where_the_ledger_of_the_calendar_does_not_hold_nobody_is_blamed_for_that(company: Company) -> None:
    with company.database.transaction() as connection:
        by = {"actor": "administrador", "at": START}
        calendar.decide(connection, "2026-03-29", name="Inventario", works=True, **by)  # type: ignore[arg-type]
    folio = answered(company)
    with company.database.transaction() as connection:
        drop_triggers(connection)
        connection.execute(text("UPDATE ledger_entries SET subject = '2026-03-30' WHERE ledger = 'calendar'"))
    assert after(company, folio, puts(entrega="2026-03-29"))[0].ok  # by whose word it is worked, nobody can say
    assert not after(company, folio, puts(origen="x"))[0].ok


def test_after_a_move_the_form_of_the_new_version_is_asked(company: Company) -> None:
    publish(company, asking())
    folio = company.start("p", "comercial")
    other = asking()
    components = [{**each, "values": [{"label": "X", "value": "x"}]} if each.get("key") == "origen" else each
                  for each in COMPONENTS]  # fmt: skip
    publish(company, type(other)(other.file, other.diagram, {"pedido": form("pedido", components)}))
    migrate(company, folio)
    company.complete(company.task(folio, "pedir").item.id, ANSWER | {"origen": "x"}, actor="comercial")
    assert verification(company, folio).problems == ()


def test_work_without_a_form_and_the_start_take_no_values(company: Company) -> None:
    folio = answered(company)
    company.do(folio, "b")

    def at_work(connection: Connection, folio: str) -> None:
        forge(connection, folio, lambda event: event.element == "b" and event.data == "{}", data='{"x":1}')

    def at_the_start(connection: Connection, folio: str) -> None:
        data = history(connection, folio)[0].data.replace('"values":{}', '"values":{"x":1}')
        forge(connection, folio, of("instance_started"), data=data)

    fresh = Runtime(company.runtime.calendar)
    for attack, seq in ((at_work, 5), (at_the_start, 1)):
        report = under(attack, company.database, folio, lambda connection: verify(connection, fresh, folio))
        (problem,) = report.problems
        assert (problem.kind, problem.seq, problem.subject) == (Kind.VALUE_NOT_ALLOWED, seq, "x")
