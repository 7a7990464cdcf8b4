"""Many people at once: one wins, the others are told, nothing is written twice and nothing is lost."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from engine.db import Database
from engine.errors import ClaimedByAnother, EngineError, TaskAlreadyCompleted
from engine.history.channels import SITE
from tests.engine.instances.again import assert_rebuilds
from tests.support import Company

pytestmark = pytest.mark.both_databases

Outcome = object | EngineError


def at_once(company: Company, *actions: Callable[[Company], object]) -> list[Outcome]:
    """Run each action on connections of its own, all let go at the same moment; gives results and refusals."""
    ready = threading.Barrier(len(actions))

    def run(action: Callable[[Company], object]) -> Outcome:
        database = Database(company.database.url, SITE)
        own = Company(database, company.runtime, company.clock)
        try:
            ready.wait()
            return action(own)
        except EngineError as error:
            return error
        finally:
            database.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return list(pool.map(run, actions))


def refusals(outcomes: Sequence[Outcome]) -> list[type]:
    return [type(outcome) for outcome in outcomes if isinstance(outcome, EngineError)]


def test_of_two_people_completing_one_task_one_wins(company: Company) -> None:
    folio = company.start()
    company.do(folio, "prospeccion")
    id = company.task(folio, "validacion").item.id
    values = {"tipo_requerimiento": "servicio", "areas": ["soc_noc"]}
    outcomes = at_once(
        company,
        lambda own: own.complete(id, values, actor="comercial"),
        lambda own: own.complete(id, values, actor="preventa"),
    )
    assert refusals(outcomes) == [TaskAlreadyCompleted]
    assert company.visited(folio) == ["prospeccion", "validacion"]
    assert_rebuilds(company, folio)


def test_of_many_people_claiming_one_task_one_gets_it(company: Company) -> None:
    folio = company.start()
    company.do(folio, "prospeccion")
    id = company.task(folio, "validacion").item.id
    people = ["comercial", "preventa"] * 3
    outcomes = at_once(company, *(lambda own, who=who: own.command("claim", id, actor=who) for who in people))
    assert refusals(outcomes) == [ClaimedByAnother] * 3
    claims = [event for event in company.history(folio) if event.type == "user_task_claimed"]
    assert len(claims) == 1


def test_three_areas_finishing_at_the_same_moment_all_count(company: Company) -> None:
    folio = company.start()
    company.do(folio, "prospeccion")
    company.do(
        folio,
        "validacion",
        {"tipo_requerimiento": "servicio", "areas": ["soc_noc", "ciberinteligencia", "consultoria"]},
    )
    tasks = company.tasks(folio)
    outcomes = at_once(company, *(lambda own, t=task: own.complete(t.item.id, actor=t.candidates[0]) for task in tasks))
    assert refusals(outcomes) == []
    assert company.task(folio, "dimensionamiento")
    assert_rebuilds(company, folio)


def test_folios_of_simultaneous_starts_neither_clash_nor_leave_gaps(company: Company) -> None:
    outcomes = at_once(company, *([lambda own: own.start()] * 8))
    assert sorted(map(str, outcomes)) == [f"GC-2026-{number:04d}" for number in range(1, 9)]


def test_a_start_that_fails_takes_no_folio(company: Company) -> None:
    outcomes = at_once(company, lambda own: own.start(actor="cliente"), lambda own: own.start())
    assert [str(outcome) for outcome in outcomes if not isinstance(outcome, EngineError)] == ["GC-2026-0001"]
    assert company.start() == "GC-2026-0002"
