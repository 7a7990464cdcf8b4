"""A person's inbox: pages that neither skip nor repeat, and whose cost does not grow with what waits."""

import re

import pytest
from sqlalchemy import Connection, insert, text

from engine.db import Database
from engine.instances import inbox, queries
from engine.instances.models import instances, role_sets, work_items
from tests.support import START, Company

SERVICE = {"tipo_requerimiento": "servicio", "areas": ["soc_noc"]}


def page_ids(company: Company, person: str, limit: int) -> list[list[str]]:
    """Every page of an inbox, read one after the other."""
    pages, cursor = [], None
    while True:
        with company.database.reading() as connection:
            found, cursor = queries.inbox_page(connection, person, after=cursor, limit=limit)
        pages.append([task.item.id for task in found])
        assert len(pages) < 100, "the cursor does not move on"
        if cursor is None:
            return pages


def test_pages_hold_all_that_a_person_may_complete_once_and_oldest_first(company: Company) -> None:
    folios = [company.start() for _ in range(5)]
    for folio in folios:
        company.do(folio, "prospeccion")
    assert page_ids(company, "preventa", 2) == [
        ["GC-2026-0001.4", "GC-2026-0002.4"],
        ["GC-2026-0003.4", "GC-2026-0004.4"],
        ["GC-2026-0005.4"],
    ]
    assert page_ids(company, "auditor", 2) == [[]]


def test_what_somebody_else_took_leaves_the_others_inboxes(company: Company) -> None:
    folio = company.start()
    company.do(folio, "prospeccion")
    company.command("claim", f"{folio}.4", actor="comercial")
    assert page_ids(company, "preventa", 5) == [[]]
    assert page_ids(company, "comercial", 5) == [[f"{folio}.4"]]


def test_the_inbox_is_what_tasks_lists(company: Company) -> None:
    for number in range(3):
        folio = company.start()
        company.do(folio, "prospeccion")
        if number:
            company.do(folio, "validacion", SERVICE)
    for person in ("preventa", "comercial", "soc_noc", "director_comercial"):
        listed = [task.item.id for task in company.tasks(person=person)]
        assert page_ids(company, person, 2) == [listed[at : at + 2] for at in range(0, len(listed), 2)] or [[]]


@pytest.fixture
def crowded(company: Company) -> Company:
    """Twenty thousand open tasks, a hundred of them preventa's, half of the others taken by somebody."""
    row = {"process_id": "p", "versions": "{}", "status": "running", "started_by": "x", "started_at": START}
    item = {"instance_id": 1, "process_id": "p", "scope": "", "element": "a", "name": "A", "status": "open"}
    with company.database.transaction() as connection:
        connection.execute(insert(instances).values(id=1, folio="X-1", head_seq=1, head_hash="0", **row))
        connection.execute(insert(role_sets), [{"key": "preventa", "role_id": "preventa"}])
        rows = [
            {
                **item,
                "id": f"X-1.{number}",
                "pass": number,
                "roles": "preventa" if number % 200 == 0 else "otro",
                "assignee": "alguien" if number % 400 == 1 else None,
                "enabled_at": START,
            }
            for number in range(20_000)
        ]
        connection.execute(insert(work_items), rows)
        connection.execute(text("ANALYZE"))
    return company


def test_a_page_reads_index_ranges_only(crowded: Company) -> None:
    """On both databases: a search in the two partial indexes, no scan and no sort of the table."""
    with crowded.database.reading() as connection:
        plan = explain(connection, crowded.database)
    assert "ix_work_items_free" in plan and "ix_work_items_taken" in plan, plan
    assert not re.search(r"SCAN work_items\b(?! USING INDEX)|Seq Scan on work_items", plan), plan
    assert page_ids(crowded, "preventa", 60)[0][0] == "X-1.0"


def explain(connection: Connection, database: Database) -> str:
    keys = inbox.keys_of(connection, "preventa")
    query = inbox.page("preventa", keys, inbox.Cursor(START, "X-1.200"), 50)
    sql = str(query.compile(dialect=database.engine.dialect, compile_kwargs={"literal_binds": True}))
    how = "EXPLAIN QUERY PLAN" if database.engine.dialect.name == "sqlite" else "EXPLAIN"
    return "\n".join(str(row) for row in connection.exec_driver_sql(f"{how} {sql}"))
