"""Finding instances by folio, client and activity, a page at a time, and the projection behind it."""

import re
from typing import Any

import pytest
from sqlalchemy import Connection, event, insert, select, text

from engine.history.chain import NewEvent
from engine.instances import commands
from engine.instances.models import instances, overviews, search_words
from engine.instances.reading import EVERYTHING, Reader
from engine.instances.views import finding, listing, paging, search
from engine.instances.views.listing import Wanted
from engine.instances.views.paging import CLIENT, STARTED
from engine.replay import register
from tests.support import Company
from tests.watching import watched

pytestmark = pytest.mark.both_databases

SERVICE = {"tipo_requerimiento": "servicio", "areas": ["soc_noc"]}


def lead(company: Company, client: str, title: str = "Monitoreo de seguridad") -> str:
    folio = company.start()
    company.do(folio, "prospeccion", {"cliente": client, "requerimiento": title})
    return folio


# --- words


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("GC-2026-0001", ["gc-2026-0001", "2026-0001", "0001"]),
        ("Coca-Cola", ["coca-cola", "cola"]),
        ("Peñoles, S.A. de C.V.", ["penoles,", "s.a.", "a.", "de", "c.v.", "v."]),
        ("  ÁREA\tárea\x00 ", ["area"]),
        ("", []),
        ("— ¿?", []),
    ],
)
def test_a_text_is_found_by_the_beginnings_of_its_words(given: str, found: list[str]) -> None:
    assert search.words(given) == found


def test_what_is_looked_for_is_stripped_of_what_is_no_word() -> None:
    assert search.wanted_words('  "Peñoles",  (2026-0001) ¿?') == ["penoles", "2026-0001"]
    assert search.wanted_words("a " * 500) == ["a"]
    assert len(search.wanted_words(" ".join(map(str, range(500))))) == 8


def test_words_are_bounded() -> None:
    assert max(map(len, search.words("x" * 5_000))) == search.LONGEST
    assert len(search.words("a-" * 5_000, "b " * 5_000)) <= search.MOST


# --- the projection


def stored(company: Company) -> tuple[list[object], list[object]]:
    with company.database.reading() as connection:
        lines = connection.execute(select(overviews).order_by(overviews.c.instance_id)).all()
        found = connection.execute(select(search_words).order_by(search_words.c.instance_id, search_words.c.word)).all()
    return [tuple(line) for line in lines], [tuple(word) for word in found]


def test_an_instance_is_in_the_projection_from_its_start_and_follows_its_data(company: Company) -> None:
    folio = company.start()
    assert stored(company)[0] == [(1, None, "", None, None)]
    about = {"cliente": "Minera Peñoles", "requerimiento": "Monitoreo", "fecha_entrega": "2026-03-20"}
    company.do(folio, "prospeccion", about)
    assert stored(company)[0] == [(1, "Minera Peñoles", "minera penoles", "Monitoreo", "2026-03-20")]
    assert {word for word, _ in stored(company)[1]} == {
        "gc-2026-0001", "2026-0001", "0001", "minera", "penoles", "monitoreo",
    }  # fmt: skip


def test_a_client_that_is_called_otherwise_is_found_by_the_new_name_alone(company: Company) -> None:
    folio = lead(company, "Aceros del Norte")
    corrected = NewEvent("user_task_completed", payload={"cliente": "Aceros Monterrey"})
    with company.database.transaction() as connection:
        search.save(connection, 1, folio, [corrected])
    found = {word for word, _ in stored(company)[1]}
    assert {"aceros", "monterrey"} <= found and "norte" not in found


def test_the_projection_is_made_again_from_history(company: Company) -> None:
    for client in ("Aceros del Norte", "Banco del Bajío"):
        company.do(lead(company, client), "validacion", SERVICE)
    company.start()
    before = stored(company)
    with company.database.transaction() as connection:
        connection.execute(search_words.delete())
        connection.execute(overviews.update().values(client="otro"))
        assert search.rebuild_all(connection) == 3
    assert stored(company) == before


def test_a_step_that_says_nothing_of_it_costs_the_projection_nothing(company: Company) -> None:
    task = company.task(lead(company, "Aceros"), "validacion")
    with company.database.transaction() as connection:
        said = statements(connection)
        commands.claim(connection, company.runtime, task.item.id, actor="preventa", at=company.clock())
    assert said and not [sql for sql in said if "overviews" in sql or "search_words" in sql]


def statements(connection: Connection) -> list[str]:
    """The SQL that is executed on `connection` from now on."""
    said: list[str] = []
    event.listen(connection, "before_cursor_execute", lambda *args: said.append(args[2]))
    return said


# --- pages


def pages(company: Company, wanted: Wanted, limit: int) -> list[list[str]]:
    """The folios of every page, read one after the other."""
    found, after = [], None
    while True:
        with company.database.reading() as connection:
            lines, after = listing.page(connection, EVERYTHING, wanted, after=after, limit=limit)
        found.append([line.folio for line in lines])
        assert len(found) < 100, "the pages do not move on"
        if after is None:
            return found


def folios(company: Company, **wanted: Any) -> list[int]:
    """The numbers of the folios that are found, all on one page."""
    return [int(folio[-4:]) for folio in pages(company, Wanted(**wanted), 100)[0]]


@pytest.fixture
def four(company: Company) -> Company:
    """Ácme (1) and Banco Ácido (3) at «Validar», Coca-Cola (2) at «Participar», the fourth not yet for anybody."""
    lead(company, "Ácme", "Respuesta a incidentes")
    company.do(lead(company, "Coca-Cola"), "validacion", SERVICE)
    lead(company, "Banco Ácido")
    company.start()
    return company


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("", [4, 3, 2, 1]),
        ("ac", [3, 1]),  # without the accent, and not in the middle of a word
        ("ÁC", [3, 1]),
        ("banco ac", [3]),
        ("cola", [2]),
        ("GC-2026-0003", [3]),
        ("0003", [3]),
        ("2026-000", [4, 3, 2, 1]),
        ("incid", [1]),
        ("participacion", [2]),
        ("Validación administrativa", [3, 1]),
        ("validacion ácme", [1]),
        ("nadie", []),
        ("%", [4, 3, 2, 1]),
        ("_c", [2]),
        ("\x00'\"", [4, 3, 2, 1]),
    ],
)
def test_every_word_begins_a_word_of_folio_client_title_or_activity(
    four: Company, given: str, found: list[int]
) -> None:
    assert folios(four, text=given) == found


def test_a_list_is_filtered_by_status_and_stage(four: Company) -> None:
    four.command("cancel", "GC-2026-0003", "Desistió", actor="director_comercial")
    assert folios(four, status="running") == [4, 2, 1]
    assert folios(four, status="cancelled") == [3]
    assert folios(four, stage="validacion") == [1]
    assert folios(four, stage="validacion", text="cola") == []
    assert folios(four, stage="nada") == folios(four, status="nada") == []


def test_a_list_is_sorted_both_ways(four: Company) -> None:
    assert folios(four, descending=False) == [1, 2, 3, 4]
    assert folios(four, order="client", descending=False) == [4, 1, 3, 2]
    assert folios(four, order="client", descending=True) == [2, 3, 1, 4]


@pytest.mark.parametrize("order", ["started", "client"])
@pytest.mark.parametrize("descending", [False, True])
def test_pages_hold_each_once_in_order(company: Company, order: str, descending: bool) -> None:
    for client in ("B", "A", "B", "A", "B"):
        lead(company, f"{client} Compañía")
    whole = pages(company, Wanted(order=order, descending=descending), 100)[0]
    paged = pages(company, Wanted(order=order, descending=descending), 2)
    assert [len(page) for page in paged] == [2, 2, 1]
    assert [folio for page in paged for folio in page] == whole and len(set(whole)) == 5


def test_a_page_behind_a_folio_that_is_not_there_is_the_first(four: Company) -> None:
    with four.database.reading() as connection:
        lines, _ = listing.page(connection, EVERYTHING, Wanted(), after="GC-1999-0001")
    assert len(lines) == 4


def test_a_line_says_for_whom_it_is_and_what_it_waits_for(four: Company) -> None:
    with four.database.reading() as connection:
        lines, _ = listing.page(connection, EVERYTHING, Wanted(text="cola"))
    (line,) = lines
    assert (line.client, line.title, line.status) == ("Coca-Cola", "Monitoreo de seguridad", "running")
    assert [(each.element, each.area, each.round) for each in line.waits] == [("participacion", "soc_noc", 1)]


def test_a_page_takes_as_many_statements_whatever_it_holds(four: Company) -> None:
    with watched(four.database) as sent, four.database.reading() as connection:
        sent.clear()
        listing.page(connection, EVERYTHING, Wanted(text="cola"), after="GC-2026-0004")
        # The stages, how many have the word, where the page before ended, the page, what its lines wait for.
        assert len(sent) == 5
        sent.clear()
        listing.page(connection, EVERYTHING, Wanted())
        assert len(sent) == 2


# --- the board


def test_the_board_piles_what_waits_by_activity(four: Company) -> None:
    with four.database.reading() as connection:
        piles = {pile.stage.element: pile for pile in listing.board(connection, EVERYTHING, most=1)}
    assert {element: pile.stage.count for element, pile in piles.items()} == {
        "prospeccion": 1,
        "validacion": 2,
        "participacion": 1,
    }
    assert piles["validacion"].stage.count == 2 and piles["validacion"].stage.lane == "preventa"
    assert [card.folio for card in piles["validacion"].cards] == ["GC-2026-0001"]
    assert piles["participacion"].cards[0].area == "soc_noc"


# --- what the databases make of it


def test_a_word_is_found_through_its_index(four: Company) -> None:
    with four.database.transaction() as connection:
        rows = [{"word": f"w{number:05}", "instance_id": 1} for number in range(5_000)]
        connection.execute(insert(search_words), rows)
        connection.execute(text("ANALYZE"))
        query = select(instances.c.id).where(*listing.matching(connection, "w00042", STARTED).all)
        sql = str(query.compile(dialect=four.database.engine.dialect, compile_kwargs={"literal_binds": True}))
        how = "EXPLAIN QUERY PLAN" if four.database.engine.dialect.name == "sqlite" else "EXPLAIN"
        plan = "\n".join(str(row) for row in connection.exec_driver_sql(f"{how} {sql}"))
    assert re.search(r"SEARCH search_words USING .*word>|(Index|Bitmap).* Scan .*pk_search_words", plan), plan


WAYS = [(100, 8, -1), (100, 1, -1), (100, 0, -1), (-1, 8, -1), (-1, 8, 100), (-1, 0, 100)]
"""What few have is looked up: all at once, the first of it, none of it first. What many have is asked of each, or
looked up together: all at once, or none of it first."""


def walk(connection: Connection, reader: Reader, wanted: Wanted) -> list[str]:
    """The folios of every page, a line on each."""
    found: list[str] = []
    behind: str | None = None
    while True:
        lines, behind = listing.page(connection, reader, wanted, after=behind, limit=1)
        found += [line.folio for line in lines]
        if behind is None:
            return found


@pytest.mark.parametrize("order", [STARTED, CLIENT])
def test_what_many_have_is_found_as_what_few_have(four: Company, order: str, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ("", "cola", "coca cola", "gc", "validar", "cola validar", "participar", "nada")
    wanted = [Wanted(text=text, order=order) for text in texts]
    wanted += [Wanted(stage=stage, order=order) for stage in ("validacion", "prospeccion", "nada")]
    people = [register.Wanted(person=person, order=order) for person in ("comercial", "preventa", "nadie")]
    readers = [EVERYTHING, Reader("nadie", frozenset({"preventa"})), Reader("nadie")]
    found = []
    for few, first, seen in WAYS:
        monkeypatch.setitem(finding.FEW, order, few)
        monkeypatch.setitem(finding.REACH, order, few)
        monkeypatch.setattr(paging, "FIRST", first)
        monkeypatch.setattr(finding, "SEEN", seen)
        with four.database.reading() as connection:
            lists = [walk(connection, reader, each) for reader in readers for each in wanted]
            lists += [[line.folio for line in register.page(connection, EVERYTHING, each)[0]] for each in people]
        found.append(lists)
    assert all(each == found[0] for each in found)
    assert sorted(map(len, found[0]))[-1] == 4 and [] in found[0] and any(0 < len(each) < 4 for each in found[0])


def test_what_is_open_is_counted_through_its_index(four: Company) -> None:
    if four.database.engine.dialect.name != "sqlite":
        pytest.skip("over so few rows PostgreSQL reads the table whatever indexes it has")
    with four.database.reading() as connection:
        sql, _, _ = listing._STAGES._sql(connection)
        plan = [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}")]
    assert "INDEX ix_work_items_open" in plan[0], plan
