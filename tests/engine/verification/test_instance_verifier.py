"""Verification finds nothing in what the product wrote, and whatever was done to it since, by its name."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text, update

from engine.errors import NotFound
from engine.history.models import events
from engine.history.problems import Kind
from engine.instances import commands, samples
from engine.instances.models import instances, timers
from engine.instances.runtime import Runtime
from engine.verification.instance_verifier import verify
from engine.verification.report import Report
from tests.engine.instances.test_routes import ROUTES
from tests.engine.instances.test_timers import fire, started, timed
from tests.engine.verification.attacks import (
    BESIDES,
    OF_ALL,
    TABLE,
    UNSEALED,
    Attack,
    drop_triggers,
    truncate_with_care,
    under,
)
from tests.engine.verification.attacks_on_actors import people
from tests.engine.verification.opportunity import go_on, sealed, under_way
from tests.support import START, Company


def verification(company: Company, folio: str) -> Report:
    with company.database.reading() as connection:
        # A verifier trusts nothing that was read before.
        return verify(connection, Runtime(company.runtime.calendar), folio)


def kinds(report: Report) -> list[Kind]:
    return [problem.kind for problem in report.problems]


@pytest.mark.parametrize("route", ROUTES, ids=list(ROUTES))
def test_every_route_through_the_procedure_is_found_in_order(company: Company, route: str) -> None:
    folio = company.start()
    company.drive(folio, ROUTES[route][0])
    report = verification(company, folio)
    assert (report.problems, report.method, report.reason) == ((), "plain", None)
    assert (report.events, report.head) == (len(company.history(folio)), company.history(folio)[-1].hash)


def test_work_under_way_taken_released_handed_over_and_cancelled_is_found_in_order(company: Company) -> None:
    folio = company.start()
    assert verification(company, folio).ok
    company.do(folio, "prospeccion")
    id = company.task(folio, "validacion").item.id
    company.command("claim", id, actor="preventa")
    company.command("release", id, actor="preventa")
    company.command("assign", id, "comercial", actor="administrador")
    assert verification(company, folio).ok
    company.command("cancel", folio, "duplicada", actor="comercial")
    assert verification(company, folio).ok


def test_work_that_went_to_the_administrator_is_found_in_order_when_people_are_back(company: Company) -> None:
    folio = company.start()
    for id in ("comercial", "preventa"):
        people(company, "deactivate", id)
    company.clock.now += timedelta(minutes=5)
    with company.database.transaction() as connection:
        id_ = company.task(folio, "prospeccion").item.id
        given = samples.filled(connection, company.runtime, id_, {}, actor="director_comercial", at=company.clock())
        commands.complete(connection, company.runtime, id_, given, actor="director_comercial", at=company.clock())
    company.clock.now += timedelta(minutes=5)
    for id in ("comercial", "preventa"):
        people(company, "reactivate", id)
    assert "administrador" in company.task(folio, "validacion").item.roles
    assert verification(company, folio).problems == ()


@pytest.mark.both_databases
def test_timers_that_wait_fire_and_are_withdrawn_are_found_in_order(company: Company) -> None:
    flows = "start > a > wait > b > end\nbeside > c > end2"
    folio = started(company, timed(flows, {"beside": ("timeCycle", "R3/PT1H"), "wait": ("timeDuration", "P1D")}))
    fire(company, START + timedelta(hours=3))
    assert verification(company, folio).ok
    company.do(folio, "a")
    assert verification(company, folio).ok
    fire(company, START + timedelta(days=2))
    assert (verification(company, folio).problems, verification(company, folio).method) == ((), "plain")
    for values in ({"due_at": START}, {"status": "withdrawn"}, {"element": "x"}):
        report = after(lambda connection, _, to=values: connection.execute(update(timers).values(to)), company, folio)
        assert kinds(report)[0] is Kind.TIMER_CHANGED


def test_a_dropped_snapshot_is_no_tampering(company: Company) -> None:
    folio = company.start()
    with company.database.transaction() as connection:
        connection.execute(update(instances).values(snapshot=None))
    assert verification(company, folio).ok


def test_a_sealed_history_goes_on_and_stays_in_order(company: Company, tmp_path: Path) -> None:
    folio, _ = sealed(company, tmp_path)
    company.do(folio, "enviar_cliente")
    assert verification(company, folio).ok


def after(attack: Attack, company: Company, folio: str) -> Report:
    """The verification of an instance after an attack that leaves no trace in the next test."""
    fresh = Runtime(company.runtime.calendar)
    return under(attack, company.database, folio, lambda connection: verify(connection, fresh, folio))


@pytest.mark.both_databases
def test_every_attack_on_a_sealed_instance_is_named(company: Company, tmp_path: Path) -> None:
    folio, _ = sealed(company, tmp_path)
    found = {attack: after(attack, company, folio) for attack in TABLE}
    assert {attack: report.problems[0].kind for attack, report in found.items()} == TABLE
    for report in found.values():
        assert all(problem.expected != problem.found for problem in report.problems)
    assert verification(company, folio).ok


def test_every_attack_on_an_instance_that_is_not_sealed_is_named(company: Company) -> None:
    folio = under_way(company)
    go_on(company, folio)
    found = {attack: after(attack, company, folio) for attack in UNSEALED}
    assert {attack: kinds(report) for attack, report in found.items()} == {
        attack: [kind, *([BESIDES[attack]] if attack in BESIDES else [])] for attack, kind in UNSEALED.items()
    }


def test_what_is_not_sealed_yet_can_be_cut_off_with_care(company: Company) -> None:
    """Which is what the log is for: what is left is a history that could have been."""
    folio = under_way(company)
    go_on(company, folio)
    assert after(truncate_with_care, company, folio).ok


def test_an_attack_on_one_instance_says_nothing_of_another(company: Company, tmp_path: Path) -> None:
    folio, _ = sealed(company, tmp_path)
    other, fresh = company.start(), Runtime(company.runtime.calendar)
    company.do(other, "prospeccion")
    for attack in TABLE.keys() - OF_ALL:
        report = under(attack, company.database, folio, lambda connection: verify(connection, fresh, other))
        assert report.ok, attack


def test_a_problem_says_where_it_is(company: Company, tmp_path: Path) -> None:
    folio, _ = sealed(company, tmp_path)
    with company.database.transaction() as connection:
        drop_triggers(connection)
        connection.execute(update(events).where(events.c.seq == 7).values(actor="cliente"))
    (problem,) = verification(company, folio).problems
    assert (problem.kind, problem.seq) == (Kind.EVENT_CHANGED, 7)


def test_a_folio_that_never_was_is_not_found(company: Company) -> None:
    with pytest.raises(NotFound):
        verification(company, "GC-2026-9999")


NONSENSE = [
    ("events", "data", "'not json'"),
    ("events", "data", "'[]'"),
    ("events", "data", "'{}'"),
    ("events", "at", "'x'"),
    ("instances", "versions", "'x'"),
    ("instances", "process_id", "'x'"),
    ("instances", "started_at", "'yesterday'"),
    ("instances", "head_seq", "-1"),
    ("instances", "snapshot", "NULL"),
    ("work_items", "enabled_at", "'x'"),
    ("work_items", "roles", "'x'"),
    ("process_versions", "source", "''"),
    ("process_forms", "source", "''"),
]


@pytest.mark.both_databases
def test_nonsense_in_any_column_is_found_and_raises_nothing(company: Company) -> None:
    folio = under_way(company)
    for table, column, value in NONSENSE:
        statement = text(f"UPDATE {table} SET {column} = {value}")
        report = after(lambda connection, _, said=statement: connection.execute(said), company, folio)
        assert report.ok == (value == "NULL"), statement
