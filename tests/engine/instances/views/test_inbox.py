"""A person's desk: what they may do, what they took, what is free in their lanes, and what they did."""

import re
from typing import Any

import pytest
from sqlalchemy import Connection, insert, text

from engine.errors import NotFound
from engine.identity import queries as identity
from engine.instances.models import instances, overviews, role_sets, work_items
from engine.instances.views import inbox
from engine.instances.views.inbox import Cursor, Entry, View, Wanted
from engine.instances.views.standing import Desk, counted
from tests.support import START, Company
from tests.watching import watched

pytestmark = pytest.mark.both_databases


def ids(company: Company, person: str, view: str, limit: int = 100, words: str = "") -> list[list[str]]:
    """Every page of a desk, read one after the other."""
    pages, after = [], None
    while True:
        with company.database.reading() as connection:
            found, after = page(connection, person, view, text=words, after=after, limit=limit)
        pages.append([entry.item.id for entry in found])
        assert len(pages) < 100, "the cursor does not move on"
        if after is None:
            return pages


def page(
    connection: Connection,
    who: str | Desk,
    view: View = "open",
    *,
    after: Cursor | None = None,
    limit: int = 50,
    **other: Any,
) -> tuple[list[Entry], Cursor | None]:
    """A page as the site reads it: what waits is counted, and then read."""
    desk = who if isinstance(who, Desk) else desk_of(connection, who)
    queues = counted(connection, desk, START).queues
    return inbox.page(connection, desk, Wanted(view, **other), queues, after=after, limit=limit)


def desk_of(connection: Connection, who: str) -> Desk:
    try:
        return Desk.of(identity.person(connection, who))
    except NotFound:
        return Desk(who, frozenset(), (who,))


@pytest.fixture
def office(company: Company) -> Company:
    """Three leads at «Validar»: the second taken by comercial, who may do them all, as preventa may."""
    for client in ("Ácme", "Coca-Cola", "Banco"):
        company.do(company.start(), "prospeccion", {"cliente": client})
    company.command("claim", "GC-2026-0002.4", actor="comercial")
    return company


def test_pages_hold_all_that_a_person_may_do_once_and_oldest_first(company: Company) -> None:
    for _ in range(5):
        company.do(company.start(), "prospeccion")
    assert ids(company, "preventa", "open", 2) == [
        ["GC-2026-0001.4", "GC-2026-0002.4"],
        ["GC-2026-0003.4", "GC-2026-0004.4"],
        ["GC-2026-0005.4"],
    ]


def test_a_desk_holds_what_tasks_lists(company: Company) -> None:
    for number in range(3):
        folio = company.start()
        company.do(folio, "prospeccion")
        if number:
            company.do(folio, "validacion", {"tipo_requerimiento": "servicio", "areas": ["soc_noc"]})
    for person in ("preventa", "comercial", "soc_noc", "director_comercial"):
        listed = [task.item.id for task in company.tasks(person=person)]
        assert ids(company, person, "open", 2) == [listed[at : at + 2] for at in range(0, len(listed), 2)] or [[]]


def test_what_is_taken_and_what_is_free_make_what_is_open(office: Company) -> None:
    assert ids(office, "comercial", "open") == [["GC-2026-0001.4", "GC-2026-0002.4", "GC-2026-0003.4"]]
    assert ids(office, "comercial", "taken") == [["GC-2026-0002.4"]]
    assert ids(office, "comercial", "free") == [["GC-2026-0001.4", "GC-2026-0003.4"]]
    assert ids(office, "preventa", "open") == ids(office, "preventa", "free") == ids(office, "comercial", "free")


def test_what_was_done_stays_the_latest_first(office: Company) -> None:
    assert ids(office, "director_comercial", "done", 2) == [["GC-2026-0003.2", "GC-2026-0002.2"], ["GC-2026-0001.2"]]
    assert ids(office, "comercial", "done") == [[]]


@pytest.mark.parametrize("view", inbox.VIEWS)
def test_who_has_no_work_has_an_empty_desk(office: Company, view: str) -> None:
    assert ids(office, "auditor", view) == ids(office, "nobody", view) == [[]]


@pytest.mark.parametrize(
    ("words", "found"),
    [("acme", 1), ("cola validación", 2), ("0003", 3), ("prospección", None), ("validación nadie", None)],
)
def test_a_desk_is_searched_by_folio_client_and_activity(office: Company, words: str, found: int | None) -> None:
    assert ids(office, "comercial", "open", words=words) == [[f"GC-2026-000{found}.4"] if found else []]


def test_an_entry_says_for_whom_it_is(office: Company) -> None:
    with office.database.reading() as connection:
        entries, _ = page(connection, "comercial", "taken")
    assert [(entry.folio, entry.client, entry.item.assignee) for entry in entries] == [
        ("GC-2026-0002", "Coca-Cola", "comercial")
    ]


def test_an_area_has_the_name_of_its_role(office: Company) -> None:
    office.do("GC-2026-0001", "validacion", {"tipo_requerimiento": "servicio", "areas": ["soc_noc"]})
    with office.database.reading() as connection:
        (entry,), _ = page(connection, "soc_noc", "open")
    assert (entry.item.area, entry.area) == ("soc_noc", "SOC/NOC")


@pytest.fixture
def crowded(company: Company) -> Company:
    """Ten thousand open tasks, half of them preventa's, of the others one in five taken; and as many that are done."""
    with company.database.transaction() as connection:
        fill(connection, 10_000)
    return company


def fill(connection: Connection, count: int) -> None:
    row = {"process_id": "p", "versions": "{}", "status": "running", "started_by": "x", "started_at": START}
    connection.execute(insert(instances).values(id=1, folio="X-1", head_seq=1, head_hash="0", **row))
    connection.execute(insert(overviews).values(instance_id=1, client="Ácme", client_key="acme"))
    connection.execute(insert(role_sets).values(key="preventa", role_id="preventa"))
    about = {"process_id": "p", "scope": "", "element": "a", "name": "A", "area": "soc_noc", "enabled_at": START}
    item = {
        "instance_id": 1,
        **about,
        "roles": "otro",
        "queue": "otro|p|a|",
        "assignee": None,
        "closed_by": None,
        "closed_at": None,
    }
    rows = []
    for number in range(count):
        whose = (
            {"roles": "preventa", "queue": "preventa|p|a|"}
            if number % 2 == 0
            else {"assignee": "alguien" if number % 10 == 1 else None}
        )
        rows.append({**item, **whose, "id": f"X-1.0.{number}", "pass": number, "index": 0, "status": "open"})
        by = {"closed_by": "preventa" if number % 2 == 0 else "otro", "closed_at": START}
        rows.append({**item, **by, "id": f"X-1.1.{number}", "pass": number, "index": 1, "status": "completed"})
    connection.execute(insert(work_items), rows)
    connection.execute(text("ANALYZE"))


INDEXES = {
    "open": {"ix_work_items_arrived", "ix_work_items_taken"},
    "taken": {"ix_work_items_taken"},
    "free": {"ix_work_items_arrived"},
    "lanes": {"ix_work_items_arrived"},
    "done": {"ix_work_items_done"},
}


@pytest.mark.parametrize("view", inbox.VIEWS)
def test_a_page_of_a_crowded_desk_reads_index_ranges_in_two_statements(crowded: Company, view: str) -> None:
    """On both databases: a search in the partial indexes, no scan and no sort of the table."""
    with watched(crowded.database) as said, crowded.database.reading() as connection:
        desk = desk_of(connection, "preventa")
        said.clear()
        _, after = page(connection, desk, view)
        found, _ = page(connection, desk, view, after=after)
        assert len(said) <= 4 and len(found) == (0 if view == "taken" else 50)
        how = "EXPLAIN QUERY PLAN" if crowded.database.engine.dialect.name == "sqlite" else "EXPLAIN"
        sql, values = said[-1]
        driver = connection.connection.driver_connection
        assert driver is not None
        plan = "\n".join(str(row) for row in driver.execute(f"{how} {sql}", values))
    assert view == "waiting" or set(re.findall(r"ix_work_items_\w+", plan)) == INDEXES[view], plan
    assert not re.search(r"SCAN work_items\b(?! USING INDEX)|Seq Scan on work_items", plan), plan
