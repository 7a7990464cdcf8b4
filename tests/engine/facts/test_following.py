"""The job that takes what happens into the facts: in order, once, whoever else does or is killed, like a rebuild."""

import json
import threading
from datetime import timedelta

import pytest
from sqlalchemy import Table, delete, func, select, update

from engine.definitions.inspection import Source
from engine.facts import following, keeping
from engine.facts.following import follow, step
from engine.facts.models import (
    fact_progress,
    full_texts,
    instance_facts,
    passage_facts,
    value_facts,
    variants,
    visit_facts,
)
from engine.facts.valuing import Value
from engine.history.models import events
from engine.instances.models import instances
from engine.verification.instance_verifier import InstanceVerifier
from engine.verification.rebuild import folios, rebuild
from engine.webhooks import feed
from tests.engine.disposal.disposing import disposed
from tests.engine.migration.moving import begun, procedure, publish
from tests.engine.verification.attacks import drop_triggers
from tests.golden import routes
from tests.support import Company

pytestmark = pytest.mark.both_databases

TABLES = instance_facts, visit_facts, passage_facts, value_facts, variants, full_texts
Rows = dict[str, set[tuple[object, ...]]]


def taken_in(company: Company) -> int:
    done = 0
    while count := step(company.database, company.runtime):
        done += count
    return done


def kept(company: Company, *tables: Table) -> Rows:
    with company.database.reading() as connection:
        return {table.name: {tuple(row) for row in connection.execute(select(table))} for table in tables or TABLES}


def rebuilt(company: Company) -> Rows:
    """What is there once everything was removed and made again from the histories."""
    with company.database.transaction() as connection:
        for table in TABLES:
            connection.execute(delete(table))
        for folio in folios(connection):
            rebuild(connection, InstanceVerifier(connection, company.runtime), folio)
    return kept(company)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few events at a time, so that folding stops in the middle of everything."""
    monkeypatch.setattr(feed, "WINDOW", 7)


def test_what_was_taken_in_step_by_step_is_what_the_histories_give(company: Company, small: None) -> None:
    for route in (routes.handed_over_and_cancelled, routes.delivered_later, routes.reminded_and_escalated):
        route(company)
        step(company.database, company.runtime)  # some now, some later, among events of others
    routes.given_back(company)
    with company.database.reading() as connection:
        count = connection.execute(select(func.max(events.c.position))).scalar_one()
    assert taken_in(company) > 0 and taken_in(company) == 0
    before = kept(company)
    with company.database.reading() as connection:
        assert connection.execute(select(fact_progress.c.after)).scalar_one() == count
    assert rebuilt(company) == before and all(before[table.name] for table in TABLES)


def test_instances_that_were_moved_given_back_or_stopped_are_taken_in_as_their_histories_give(
    company: Company, small: None
) -> None:
    for route in (routes.moved_to_other_versions, routes.timers, routes.stopped_and_repaired):
        route(company)
        step(company.database, company.runtime)
    taken_in(company)
    before = kept(company)
    assert len(before["instance_facts"]) == 3
    assert rebuilt(company) == before


def test_what_was_taken_in_is_not_taken_in_twice(company: Company) -> None:
    folio = company.start()
    taken_in(company)
    company.do(folio, "prospeccion")
    with company.database.transaction() as connection:  # the place is lost, as after a restore
        connection.execute(update(fact_progress).values(after=0))
    taken_in(company)
    before = kept(company)
    with company.database.transaction() as connection:
        connection.execute(update(fact_progress).values(after=0))
    assert taken_in(company) > 0
    assert kept(company) == before == rebuilt(company)


def test_where_events_are_missing_before_it_reads_the_whole_history(company: Company) -> None:
    folio = company.start()
    taken_in(company)
    with company.database.transaction() as connection:
        for table in (instance_facts, visit_facts):
            connection.execute(delete(table))
    company.do(folio, "prospeccion")
    taken_in(company)
    assert kept(company) == rebuilt(company)


def test_a_worker_that_is_killed_leaves_nothing_half_done(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    company.do(company.start(), "prospeccion")
    save = keeping.save_values

    def killed(*given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(keeping, "save_values", killed)
    with pytest.raises(KeyboardInterrupt):
        step(company.database, company.runtime)
    assert not any(kept(company).values()) and not kept(company, fact_progress)["fact_progress"]
    monkeypatch.setattr(keeping, "save_values", save)
    taken_in(company)
    assert kept(company) == rebuilt(company)


def test_of_workers_that_run_at_once_each_event_is_taken_in_by_one(company: Company, small: None) -> None:
    for _ in range(3):
        company.do(company.start(), "prospeccion")
    done: list[int] = []
    workers = [threading.Thread(target=lambda: done.append(taken_in(company))) for _ in range(4)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    taken_in(company)
    before = kept(company)
    with company.database.reading() as connection:
        count = connection.execute(select(func.count()).select_from(events)).scalar_one()
    assert sum(done) <= count and before == rebuilt(company)


def test_a_history_that_somebody_wrote_by_hand_has_no_facts_and_keeps_nobody_from_theirs(company: Company) -> None:
    broken, sound = company.start(), company.start()
    with company.database.transaction() as connection:
        drop_triggers(connection)
        id_ = connection.execute(select(instances.c.id).where(instances.c.folio == broken)).scalar_one()
        connection.execute(update(events).where(events.c.instance_id == id_, events.c.seq > 1).values(data='{"x":1}'))
    company.do(sound, "prospeccion")
    taken_in(company)
    with company.database.reading() as connection:
        found = connection.execute(
            select(instances.c.folio).join(instance_facts, instance_facts.c.instance_id == instances.c.id)
        ).scalars()
        assert list(found) == [sound]


def ordering(*, marked: bool) -> Source:
    """`pedir` asks for an amount and a list of amounts, by which instances are found or not."""
    said = {"properties": {"searchable": "true"}} if marked else {}
    rows = {
        "type": "dynamiclist",
        "path": "partidas",
        "label": "Partidas",
        "components": [{"type": "number", "key": "precio", "label": "Precio", **said}],
    }
    form = {
        "type": "default",
        "id": "pedido",
        "components": [{"type": "number", "key": "monto", "label": "Monto", **said}, rows],
    }
    ours = '<bpmn:extensionElements><cauce:activity form="pedido"/></bpmn:extensionElements>'
    source = procedure("start > pedir > b > end", None, {"pedir": ours}).decode()
    source = source.replace("<bpmn:definitions ", '<bpmn:definitions xmlns:cauce="urn:cauce:bpmn:1" ', 1)
    return Source("p.bpmn", source.encode(), {"pedido": json.dumps(form).encode()})


def test_what_instances_are_found_by_since_a_version_says_so_is_read_of_those_before_too(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "SHARE", 2)
    answer = {"monto": 1250.5, "partidas": [{"precio": 3}, {"precio": 4}]}
    for folio in [begun(company, ordering(marked=False)), *(company.start("p") for _ in range(3))]:
        company.do(folio, "pedir", answer)
    taken_in(company)
    assert kept(company)["value_facts"] == set()
    publish(company, ordering(marked=True))
    later = company.start("p")
    company.do(later, "pedir", answer)
    taken_in(company)
    before = kept(company)
    found = {(*row[1:3], row[5]) for row in before["value_facts"]}
    assert found == {("monto", "", 12_505_000), ("partidas.precio", "0", 30_000), ("partidas.precio", "1", 40_000)}
    assert len(before["value_facts"]) == 5 * 3 and rebuilt(company) == before
    assert taken_in(company) == 0


def test_values_that_were_taken_back_are_gone(company: Company) -> None:
    one, two = Value("x#1", "norte", None, None), Value("x#1", None, 10_000, None)
    with company.database.transaction() as connection:
        keeping.save_values(connection, 7, {}, {("zona", ""): one, ("monto", "0"): two, ("monto", "1"): two})
        before = keeping.values_of(connection, [7])[7]
        keeping.save_values(connection, 7, before, {("monto", "0"): two._replace(number=20_000)})
        assert keeping.values_of(connection, [7]) == {7: {("monto", "0"): two._replace(number=20_000)}}


def test_what_was_disposed_of_leaves_the_facts_and_the_job_brings_nothing_back(company: Company, small: None) -> None:
    folio = company.start()
    company.do(folio, "prospeccion", {"cliente": "Aceros del Norte"})
    step(company.database, company.runtime)  # some of it is taken in, some is not
    company.command("cancel", folio, "Ya no", actor="comercial")
    disposed(company, folio)
    after = kept(company)
    taken_in(company)
    assert kept(company) == after == rebuilt(company)
    assert after["full_texts"] == after["value_facts"] == set()
    with company.database.reading() as connection:
        found = connection.execute(select(instance_facts)).one()
        assert found.disposed and found.outcome == "cancelled" and found.missed == 0
        assert set(connection.execute(select(visit_facts.c.due_at)).scalars()) == {None}


def test_the_job_takes_in_all_there_is_while_there_is_time(company: Company, small: None) -> None:
    for _ in range(2):
        company.do(company.start(), "prospeccion")
    now = company.clock()
    done = follow(company.database, company.runtime, lambda: now, until=now + timedelta(seconds=3))
    assert done > 7 and kept(company) == rebuilt(company)
    assert follow(company.database, company.runtime, lambda: now, until=now) == 0
