"""Whatever was done to what is stored besides history is put right from it, and nothing else is touched."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, Table, delete, select, update

from engine.client_access.models import client_links
from engine.errors import NotFound
from engine.facts.models import full_texts, instance_facts, passage_facts, value_facts, visit_facts
from engine.history.models import events
from engine.history.problems import Kind, Problem
from engine.instances.models import (
    instance_role_sets,
    instances,
    overviews,
    role_sets,
    search_words,
    timers,
    work_items,
)
from engine.instances.runtime import Runtime
from engine.verification.instance_verifier import InstanceVerifier
from engine.verification.rebuild import REBUILT, HistoryNotInOrder, folios, rebuild
from tests.engine.facts.test_following import taken_in
from tests.engine.instances.test_timers import fire, started, timed
from tests.engine.verification.attacks import TABLE, Attack, drop_triggers
from tests.engine.verification.opportunity import sealed
from tests.support import START, Company

FACTS = (instance_facts, visit_facts, passage_facts, value_facts, full_texts)
STORED = (instances, work_items, timers, client_links, overviews, search_words, role_sets, instance_role_sets, *FACTS)
CURABLE = [attack for attack, kind in TABLE.items() if kind in REBUILT]
INCURABLE = [attack for attack, kind in TABLE.items() if kind not in REBUILT | {Kind.INSTANCE_REMOVED}]


def stored(company: Company) -> dict[str, list[tuple[object, ...]]]:
    def rows(connection: Connection, table: Table) -> list[tuple[object, ...]]:
        query = select(table)
        if table is instance_role_sets:  # sets that an instance had once stay, and nobody needs them
            query = query.where(table.c.key.in_(select(instances.c.roles)))
        return sorted((tuple(row) for row in connection.execute(query)), key=str)

    with company.database.reading() as connection:
        return {table.name: rows(connection, table) for table in (*STORED, events)}


def attacked(company: Company, folio: str, attack: Callable[[Connection, str], object]) -> None:
    with company.database.transaction() as connection:
        drop_triggers(connection)
        attack(connection, folio)


def remade(company: Company, folio: str) -> tuple[Problem, ...]:
    with company.database.transaction() as connection:
        return rebuild(connection, InstanceVerifier(connection, Runtime(company.runtime.calendar)), folio)


@pytest.mark.parametrize("attack", CURABLE, ids=[attack.__name__ for attack in CURABLE])
def test_what_follows_from_history_is_put_right(company: Company, tmp_path: Path, attack: Attack) -> None:
    folio, _ = sealed(company, tmp_path)
    taken_in(company)
    before = stored(company)
    attacked(company, folio, attack)
    assert stored(company) != before
    assert TABLE[attack] in {problem.kind for problem in remade(company, folio)}
    assert stored(company) == before
    assert remade(company, folio) == ()


def test_what_was_done_to_the_history_itself_is_not_made_good(company: Company, tmp_path: Path) -> None:
    folio, _ = sealed(company, tmp_path)
    for attack in INCURABLE:
        with pytest.raises(HistoryNotInOrder) as caught, company.database.transaction() as connection:
            drop_triggers(connection)
            attack(connection, folio)
            rebuild(connection, InstanceVerifier(connection, Runtime(company.runtime.calendar)), folio)
        problems = caught.value.details["problems"]
        assert isinstance(problems, list)
        assert problems[0] == TABLE[attack], attack
    assert remade(company, folio) == ()


@pytest.mark.both_databases
def test_everything_that_is_gone_comes_back(company: Company) -> None:
    """Timers that wait, fired and were withdrawn, a client's link, work in every state, the snapshot."""
    flows = "start > a > wait > b > end\nbeside > c > end2"
    timing = started(company, timed(flows, {"beside": ("timeCycle", "R3/PT1H"), "wait": ("timeDuration", "P1D")}))
    fire(company, START + timedelta(hours=3))
    company.do(timing, "a")
    folio = company.start()
    company.do(folio, "prospeccion", {"cliente": "Banco"})
    company.command("claim", company.task(folio, "validacion").item.id, actor="preventa")
    taken_in(company)
    before = stored(company)
    with company.database.transaction() as connection:
        for table in (client_links, timers, work_items, overviews, search_words, role_sets, instance_role_sets, *FACTS):
            connection.execute(delete(table))
        connection.execute(update(instances).values(snapshot=None, status="cancelled", end="x", started_by="x"))
    for each in (folio, timing):
        assert remade(company, each)
    assert stored(company) == before
    company.do(folio, "validacion")


@pytest.mark.both_databases
def test_work_that_was_put_under_another_instance_comes_back(company: Company) -> None:
    first, second = company.start(), company.start()
    taken_in(company)
    before = stored(company)
    with company.database.transaction() as connection:
        connection.execute(update(work_items).values(instance_id=2))
    for folio in (first, second):
        remade(company, folio)
    assert stored(company) == before


def test_a_folio_that_never_was_is_not_found(company: Company) -> None:
    with company.database.reading() as connection:
        assert folios(connection) == []
    with pytest.raises(NotFound):
        remade(company, "GC-2026-9999")
