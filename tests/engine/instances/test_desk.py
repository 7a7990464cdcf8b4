"""A person's desk: what they may do, what they took, what is free in their lanes, and what they did."""

import re

import pytest
from sqlalchemy import Connection, event, insert, text

from engine.instances import desk
from engine.instances.models import instances, overviews, role_sets, work_items
from tests.support import START, Company


def ids(company: Company, person: str, view: str, limit: int = 100, words: str = "") -> list[list[str]]:
    """Every page of a desk, read one after the other."""
    pages, after = [], None
    while True:
        with company.database.reading() as connection:
            found, after = desk.page(connection, person, view, text=words, after=after, limit=limit)
        pages.append([entry.item.id for entry in found])
        assert len(pages) < 100, "the cursor does not move on"
        if after is None:
            return pages


@pytest.fixture
def office(company: Company) -> Company:
    """Three leads at «Validar»: the second taken by comercial, who may do them all, as preventa may."""
    for client in ("Ácme", "Coca-Cola", "Banco"):
        company.do(company.start(), "prospeccion", {"cliente": client})
    company.command("claim", "GC-2026-0002.4", actor="comercial")
    return company


def test_what_is_taken_and_what_is_free_make_what_is_open(office: Company) -> None:
    assert ids(office, "comercial", "open") == [["GC-2026-0001.4", "GC-2026-0002.4", "GC-2026-0003.4"]]
    assert ids(office, "comercial", "taken") == [["GC-2026-0002.4"]]
    assert ids(office, "comercial", "free") == [["GC-2026-0001.4", "GC-2026-0003.4"]]
    assert ids(office, "preventa", "open") == ids(office, "preventa", "free") == ids(office, "comercial", "free")


def test_what_was_done_stays_the_latest_first(office: Company) -> None:
    assert ids(office, "director_comercial", "done", 2) == [["GC-2026-0003.2", "GC-2026-0002.2"], ["GC-2026-0001.2"]]
    assert ids(office, "comercial", "done") == [[]]


@pytest.mark.parametrize("view", desk.VIEWS)
def test_who_has_no_work_has_an_empty_desk(office: Company, view: str) -> None:
    assert ids(office, "auditor", view) == ids(office, "nobody", view) == [[]]


@pytest.mark.parametrize(
    ("words", "found"), [("acme", 1), ("cola validar", 2), ("0003", 3), ("prospectar", None), ("validar nadie", None)]
)
def test_a_desk_is_searched_by_folio_client_and_activity(office: Company, words: str, found: int | None) -> None:
    assert ids(office, "comercial", "open", words=words) == [[f"GC-2026-000{found}.4"] if found else []]


def test_an_entry_says_for_whom_it_is(office: Company) -> None:
    with office.database.reading() as connection:
        entries, _ = desk.page(connection, "comercial", "taken")
    assert [(entry.folio, entry.client, entry.item.assignee) for entry in entries] == [
        ("GC-2026-0002", "Coca-Cola", "comercial")
    ]


def test_an_area_has_the_name_of_its_role(office: Company) -> None:
    office.do("GC-2026-0001", "validacion", {"tipo_requerimiento": "servicio", "areas": ["soc_noc"]})
    with office.database.reading() as connection:
        (entry,), _ = desk.page(connection, "soc_noc", "open")
    assert (entry.item.area, entry.area) == ("soc_noc", "SOC/NOC")


@pytest.fixture
def crowded(company: Company) -> Company:
    """Ten thousand open tasks that one person may do, and as many that somebody has done."""
    with company.database.transaction() as connection:
        fill(connection, 10_000)
    return company


def fill(connection: Connection, count: int) -> None:
    row = {"process_id": "p", "versions": "{}", "status": "running", "started_by": "x", "started_at": START}
    connection.execute(insert(instances).values(id=1, folio="X-1", head_seq=1, head_hash="0", **row))
    connection.execute(insert(overviews).values(instance_id=1, client="Ácme", client_key="acme"))
    connection.execute(insert(role_sets).values(key="preventa", role_id="preventa"))
    item = {
        "instance_id": 1,
        "process_id": "p",
        "scope": "",
        "element": "a",
        "name": "A",
        "area": "soc_noc",
        "enabled_at": START,
    }
    open_ = {**item, "roles": "preventa", "status": "open", "index": 0, "closed_by": None, "closed_at": None}
    done = {**item, "roles": "otro", "status": "completed", "index": 1, "closed_by": "preventa", "closed_at": START}
    rows = [{**each, "id": f"X-1.{each['index']}.{n}", "pass": n} for n in range(count) for each in (open_, done)]
    connection.execute(insert(work_items), rows)
    connection.execute(text("ANALYZE"))


@pytest.mark.parametrize("view", desk.VIEWS)
def test_a_page_of_a_crowded_desk_reads_index_ranges_in_two_statements(crowded: Company, view: str) -> None:
    with crowded.database.reading() as connection:
        said: list[tuple[str, object]] = []
        event.listen(connection, "before_cursor_execute", lambda *args: said.append((args[2], args[3])))
        found, _ = desk.page(connection, "preventa", view)
        assert len(said) <= 2 and len(found) == (0 if view == "taken" else 50)
        how = "EXPLAIN QUERY PLAN" if crowded.database.engine.dialect.name == "sqlite" else "EXPLAIN"
        sql, values = said[-1]
        plan = "\n".join(str(row) for row in connection.exec_driver_sql(f"{how} {sql}", values))
    assert not re.search(r"SCAN work_items\b(?! USING INDEX)|Seq Scan on work_items", plan), plan
